//! The families of a class: who has which access, and what is hidden from whom.

use chrono::NaiveDate;
use klas_domain::roll::RollPupil;
use klas_store::{
    family::{Access, Family, FamilyGuardian},
    school::local_day,
};
use leptos::prelude::*;

use super::sections::{full_date, moved, sections};
use crate::{
    api::{families::Families, register::Section},
    components::message,
    locales::{FamilyTexts, Locale},
};

/// The families of a class; `said` is what was just done.
pub fn families(
    view: &Families,
    said: Option<&'static str>,
    today: NaiveDate,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.families();
    let class = &view.class;
    let content = if view.families.is_empty() {
        view! { <p class="blank card">{locale.texts().no_pupils}</p> }.into_any()
    } else {
        let list = view
            .families
            .iter()
            .zip(1..)
            .map(|(family, number)| Line { view, family, today, locale, texts }.family(number));
        view! { <ol class="families card">{list.collect_view()}</ol> }.into_any()
    };
    view! {
        <section class="records register-page">
            {message(said.map(str::to_owned), true)}
            <div class="bar"><h1>{class.name.to_string()}" · "{texts.families}</h1></div>
            {sections(class.id, &view.sections, Some(Section::Families), locale)}
            <p class="muted small">{texts.lead}</p>
            {content}
        </section>
    }
}

/// A family of the list.
struct Line<'a> {
    view: &'a Families,
    family: &'a Family,
    today: NaiveDate,
    locale: Locale,
    texts: &'static FamilyTexts,
}

impl Line<'_> {
    fn family(&self, number: i32) -> AnyView {
        let RollPupil { id, name, .. } = &self.family.pupil;
        let moved = moved(&self.family.pupil, self.locale.texts())
            .map(|moved| view! { <small class="muted">{moved}</small> });
        let guardians = self.family.guardians.iter().map(|own| self.guardian(own)).collect_view();
        let alone = self.family.guardians.is_empty();
        let alone = alone.then(|| view! { <li class="muted small">{self.texts.no_guardians}</li> });
        view! {
            <li id=format!("p{id}")>
                <h2>{number}". "{name.short()}" "{moved}</h2>
                <ul>
                    <li>
                        <span class="who">{self.texts.pupil}</span>
                        {self.access(&self.family.access)}
                    </li>
                    {guardians}
                    {alone}
                </ul>
            </li>
        }
        .into_any()
    }

    fn guardian(&self, own: &FamilyGuardian) -> AnyView {
        let texts = self.texts;
        let relation = (!own.relation.is_empty()).then(|| format!("{}: ", own.relation));
        let phone = own.phone.clone().map(|phone| {
            let href = format!("tel:{phone}");
            view! { " "<a class="small" href=href>{phone}</a> }
        });
        let restricts = self.view.restricts.then(|| {
            let (class, pupil) = (self.view.class.id, self.family.pupil.id);
            let href = format!("/classes/{class}/families/{pupil}/{}", own.id);
            view! { <a class="small" href=href>{texts.limit_rights}</a> }
        });
        view! {
            <li id=format!("g{}", own.id)>
                <span class="who"><span class="muted">{relation}</span><strong>{own.name.full()}</strong>{phone}</span>
                {self.access(&own.access)}
                {self.restriction(own)}
                <span class="do">{restricts}</span>
            </li>
        }
        .into_any()
    }

    /// What is hidden from the guardian, from when, on what document.
    fn restriction(&self, own: &FamilyGuardian) -> AnyView {
        let Some(restriction) = &own.stored.restriction else { return ().into_any() };
        let state = if restriction.holds(self.today) {
            self.texts.hidden_now
        } else if restriction.from > self.today {
            self.texts.hidden_later
        } else {
            self.texts.hidden_before
        };
        view! {
            <p class="hides small"><span class="chip warn">{state}": "{self.texts.hidden(restriction.hidden)}</span>" "<span class="muted">{self.texts.grounds(restriction)}</span></p>
        }
        .into_any()
    }

    /// How a person comes to the diary.
    fn access(&self, access: &Access) -> AnyView {
        let texts = self.texts;
        let Some(held) = &access.account else {
            return view! { <span class="state"><span class="muted">{texts.no_account}</span></span> }
                .into_any();
        };
        let seen = held
            .signed_in_at
            .map_or_else(|| texts.never_seen.to_owned(), |at| (texts.seen)(&full_date(local_day(at))));
        let since = held.since.map(|at| format!("{} ", (texts.since)(&full_date(local_day(at)))));
        let holder = held.holder.as_ref().map(|name| format!("{} ", (texts.acts_as)(&name.full())));
        view! { <span class="state"><span class="chip good">{texts.has_account}</span>" "<span class="muted small">{holder}{since}{seen}</span></span> }
            .into_any()
    }
}
