//! The families of a class: who has which access, and what is hidden from whom.

use chrono::{DateTime, Utc};
use klas_domain::{
    Id,
    id::of,
    invitation::{InvitationKind, Invitee},
    roll::RollPupil,
    school::PersonName,
};
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
    pages::{administration::PEOPLE, messages::FIRST},
};

/// The families of a class; `said` is what was just done, or what was not.
pub fn families(
    view: &Families,
    said: Option<(&'static str, bool)>,
    now: DateTime<Utc>,
    locale: Locale,
) -> impl IntoView + use<> {
    let (texts, join) = (locale.families(), locale.join());
    let class = &view.class;
    let members = view.members(local_day(now));
    let with = members.iter().filter(|(_, access, _)| access.account.is_some()).count();
    let uninvited = view.uninvited(now);
    let waiting = uninvited.len();
    let all = (waiting > 0).then(|| {
        let name = (join.invite_all)(waiting);
        view! { <button class="button primary" name="invite" value="all">{name}</button> }
    });
    let letters = view.with_address(&uninvited, local_day(now)).len();
    let mail_all = (letters > 0).then(|| {
        let name = (join.mail_all)(letters, waiting - letters);
        view! { <button class="button" name="mail" value="all">{name}</button> }
    });
    let writes = view.writes.then(|| {
        let href = format!("{FIRST}/{}", class.id);
        view! { <div class="actions"><a class="button" href=href>{locale.messages().write_first}</a></div> }
    });
    let content = if view.families.is_empty() {
        view! { <p class="blank card">{locale.texts().no_pupils}</p> }.into_any()
    } else {
        let list = view
            .families
            .iter()
            .zip(1..)
            .map(|(family, number)| Line { view, family, now, locale, texts }.family(number));
        view! { <ol class="families card">{list.collect_view()}</ol> }.into_any()
    };
    view! {
        <section class="records register-page">
            {message(said.map(|(text, _)| text.to_owned()), said.is_some_and(|(_, good)| good))}
            <div class="bar"><h1>{class.name.to_string()}" · "{texts.families}</h1>{writes}</div>
            {sections(class.id, &view.sections, Some(Section::Families), locale)}
            <form method="post" action=format!("/classes/{}/families", class.id)>
                <input type="hidden" name="person" value=view.person.to_string() />
                <div class="bar">
                    <p class="muted small grow">{texts.lead}" "{(join.have_access)(with, members.len())}</p>
                    {all}
                    {mail_all}
                </div>
                {content}
            </form>
        </section>
    }
}

/// A family of the list.
struct Line<'a> {
    view: &'a Families,
    family: &'a Family,
    now: DateTime<Utc>,
    locale: Locale,
    texts: &'static FamilyTexts,
}

impl Line<'_> {
    fn family(&self, number: i32) -> AnyView {
        let RollPupil { id, name, .. } = &self.family.pupil;
        let moved = moved(&self.family.pupil, self.locale.texts())
            .map(|moved| view! { <small class="muted">{moved}</small> });
        let guardians = self.family.guardians.iter().map(|own| self.guardian(own)).collect_view();
        let writes = self.view.writes.then(|| {
            let href = format!("{FIRST}/{}#p{id}", self.view.class.id);
            let label = format!("{}: {}", self.locale.messages().write_first, name.short());
            view! { " "<a class="small" href=href aria-label=label>{self.locale.messages().write_first}</a> }
        });
        let alone = self.family.guardians.is_empty();
        let alone = alone.then(|| view! { <li class="muted small">{self.texts.no_guardians}</li> });
        view! {
            <li id=format!("p{id}")>
                <h2>{number}". "{name.short()}" "{moved}{writes}</h2>
                <ul>
                    <li>
                        <span class="who">{self.texts.pupil}</span>
                        {self.access(&self.family.access)}
                        <span class="do">{self.codes(Invitee { person: *id, pupil: *id }, &self.family.access, self.family.access.invitable())}{self.correct(*id, name)}</span>
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
        let invitee = Invitee { person: own.id, pupil: self.family.pupil.id };
        let relation = (!own.relation.is_empty()).then(|| format!("{}: ", own.relation));
        let phone = own.phone.clone().map(|phone| {
            let href = format!("tel:{phone}");
            view! { " "<a class="small" href=href>{phone}</a> }
        });
        let email = own.email.clone().map(|email| view! { " "<span class="small muted">{email}</span> });
        // Nobody says what is hidden from oneself.
        let restricts = (self.view.restricts && !own.is(self.view.person)).then(|| {
            let (class, pupil) = (self.view.class.id, self.family.pupil.id);
            let href = format!("/classes/{class}/families/{pupil}/{}", own.id);
            view! { <a class="small" href=href>{texts.limit_rights}</a> }
        });
        view! {
            <li>
                <span class="who"><span class="muted">{relation}</span><strong>{own.name.full()}</strong>{phone}{email}</span>
                {self.access(&own.access)}
                {self.restriction(own)}
                <span class="do">{self.codes(invitee, &own.access, own.invitable(local_day(self.now)))}{self.detach(own)}{restricts}{self.correct(own.id, &own.name)}</span>
            </li>
        }
        .into_any()
    }

    /// The way to the form in which the name is corrected, for whoever may.
    fn correct(&self, person: Id<of::Person>, name: &PersonName) -> AnyView {
        if !self.view.names {
            return ().into_any();
        }
        let said = self.locale.naming().correct;
        let (href, label) = (format!("{PEOPLE}/{person}"), format!("{said}: {}", name.full()));
        view! { <a class="small" href=href aria-label=label>{said}</a> }.into_any()
    }

    /// What is hidden from the guardian, from when, on what document.
    fn restriction(&self, own: &FamilyGuardian) -> AnyView {
        let Some(restriction) = &own.stored.restriction else { return ().into_any() };
        let state = if restriction.holds(local_day(self.now)) {
            self.texts.hidden_now
        } else if restriction.from > local_day(self.now) {
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
            let none = access.code_until.is_none();
            let none = none.then(|| view! { <span class="muted">{texts.no_account}</span> });
            return view! { <span class="state">{none}{self.code(access)}{self.staff(access)}</span> }
                .into_any();
        };
        let seen = held
            .signed_in_at
            .map_or_else(|| texts.never_seen.to_owned(), |at| (texts.seen)(&full_date(local_day(at))));
        let since = held.since.map(|at| format!("{} ", (texts.since)(&full_date(local_day(at)))));
        let holder = held.holder.as_ref().map(|name| format!("{} ", (texts.acts_as)(&name.full())));
        view! { <span class="state"><span class="chip good">{texts.has_account}</span>" "<span class="muted small">{holder}{since}{seen}</span>" "{self.code(access)}</span> }
            .into_any()
    }

    /// The code that was given last.
    fn code(&self, access: &Access) -> AnyView {
        let Some(until) = access.code_until.filter(|until| access.account.is_none() || *until > self.now)
        else {
            return ().into_any();
        };
        let (texts, day) = (self.locale.join(), full_date(local_day(until)));
        if until > self.now {
            view! { <span class="chip">{(texts.code_until)(&day)}</span> }.into_any()
        } else {
            view! { <span class="chip warn">{(texts.code_expired)(&day)}</span> }.into_any()
        }
    }

    fn staff(&self, access: &Access) -> AnyView {
        let said = access.is_staff.then(|| self.locale.join().staff);
        said.map(|said| view! { " "<span class="muted small">{said}</span> }).into_any()
    }

    /// What can be done with a person's code.
    fn codes(&self, invitee: Invitee, access: &Access, kind: Option<InvitationKind>) -> AnyView {
        let texts = self.locale.join();
        let whom = format!("{}.{}", invitee.pupil, invitee.person);
        let has_code = access.code_until.is_some_and(|until| until > self.now);
        let name = match kind {
            Some(InvitationKind::Password) => Some(texts.password_code),
            Some(InvitationKind::Join) if access.code_until.is_some() => Some(texts.renew),
            Some(InvitationKind::Join) => Some(texts.invite),
            None => None,
        };
        let give = name.map(|name| {
            view! { <button class="button small" name="invite" value=whom.clone()>{name}</button> }
        });
        let address = self.view.address_of(invitee, local_day(self.now)).filter(|_| self.view.mails);
        let mail = address.map(|address| {
            view! { <button class="button small" name="mail" value=whom.clone() title=address.to_owned()>{texts.mail}</button> }
        });
        let revoke = has_code.then(|| {
            view! { <button class="button small" name="revoke" value=whom.clone()>{texts.revoke}</button> }
        });
        view! { {give}{mail}{revoke} }.into_any()
    }

    /// The button that takes the child from the account that acts for a guardian of another record; the own account it is
    /// not taken from, for what is hidden goes with the record.
    fn detach(&self, own: &FamilyGuardian) -> AnyView {
        let held = own.access.account.as_ref().is_some_and(|held| held.holder.is_some());
        let detach = (held && !own.is(self.view.person)).then(|| {
            let whom = format!("{}.{}", self.family.pupil.id, own.id);
            view! { <button class="button small" name="detach" value=whom>{self.locale.join().detach}</button> }
        });
        detach.into_any()
    }
}
