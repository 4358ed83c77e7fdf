//! What is hidden from a guardian: what is on record, and the form of whoever records it.

use klas_domain::guardianship::{DocumentKind, Hidden, NUMBER_LIMIT, RestrictionError};
use klas_store::family::{Family, FamilyGuardian};
use leptos::prelude::*;

use super::sections::full_date;
use crate::{
    api::families::Families,
    components::message,
    locales::{FamilyTexts, Locale},
};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestrictionField {
    /// What is hidden.
    Hidden,
    /// The first day.
    From,
    /// The last day.
    Until,
    /// The document's kind.
    Document,
    /// Its №.
    Number,
    /// Its date.
    Date,
}

/// The form as it stands on the page: empty, filled with what is on record, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct RestrictionForm {
    /// The code of what is hidden.
    pub hidden: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The code of the document's kind.
    pub document: String,
    /// Its №.
    pub number: String,
    /// Its date.
    pub date: String,
    /// The version that was seen.
    pub version: i32,
    /// What is wrong, and with which field.
    pub problem: Option<(RestrictionField, &'static str)>,
    /// What is said of the whole: never good news.
    pub message: Option<&'static str>,
}

/// What is hidden from a guardian of a child.
pub fn restriction(
    view: &Families,
    (family, guardian): (&Family, &FamilyGuardian),
    form: &RestrictionForm,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.families();
    let back = format!("/classes/{}/families#p{}", view.class.id, family.pupil.id);
    let relation = if guardian.relation.is_empty() { texts.guardian } else { &guardian.relation };
    let about = format!("{relation}, {}", family.pupil.name.full());
    let fields = if guardian.is(view.person) {
        view! { <p class="note">{texts.error(RestrictionError::Own)}</p> }.into_any()
    } else {
        fields(view, (family, guardian), form, texts)
    };
    view! {
        <section class="narrow records">
            {message(form.message.map(str::to_owned), false)}
            <p><a href=back>"‹ "{view.class.name.to_string()}" · "{texts.families}</a></p>
            <h1>{texts.restriction_title}</h1>
            <p><strong>{guardian.name.full()}</strong><br /><span class="muted">{about}</span></p>
            <p class="muted small">{texts.restriction_lead}</p>
            {standing(guardian, texts)}
            {fields}
        </section>
    }
}

/// What is on record, who recorded it and when.
fn standing(guardian: &FamilyGuardian, texts: &'static FamilyTexts) -> AnyView {
    let Some((author, at)) = &guardian.recorded else { return ().into_any() };
    let author = author.full();
    let on = full_date(klas_store::school::local_day(*at));
    let said = guardian.stored.restriction.as_ref().map_or_else(
        || texts.lifted.to_owned(),
        |own| format!("{}: {}. {}", texts.on_record, texts.hidden(own.hidden), texts.grounds(own)),
    );
    view! {
        <div class="card pad">
            <p><strong>{said}</strong></p>
            <p class="muted small">{(texts.recorded)(&author, &on)}</p>
        </div>
    }
    .into_any()
}

fn fields(
    view: &Families,
    (family, guardian): (&Family, &FamilyGuardian),
    form: &RestrictionForm,
    texts: &'static FamilyTexts,
) -> AnyView {
    let wrong = |field| form.problem.is_some_and(|(wrong, _)| wrong == field).then_some("true");
    let problem = |field| {
        let said = form.problem.filter(|(wrong, _)| *wrong == field);
        said.map(|(_, said)| view! { <p class="problem" role="alert">{said}</p> }).into_any()
    };
    let hidden = Hidden::ALL.map(|own| {
        view! { <option value=own.code() selected=own.code() == form.hidden>{texts.hidden(own)}</option> }
    });
    let documents = DocumentKind::ALL.map(|own| {
        view! { <option value=own.code() selected=own.code() == form.document>{texts.document(own)}</option> }
    });
    let stands = guardian.stored.restriction.is_some();
    let lift = stands.then(
        || view! { <button class="button" name="what" value="lift" formnovalidate>{texts.lift}</button> },
    );
    let what = view! {
        <label>{texts.what_is_hidden}
            <select name="hidden" required aria-invalid=wrong(RestrictionField::Hidden)>
                <option value="">{texts.choose_hidden}</option>
                {hidden.into_iter().collect_view()}
            </select>
        </label>
        {problem(RestrictionField::Hidden)}
    }
    .into_any();
    let days = view! {
        <label>{texts.from}<input type="date" name="from" required value=form.from.clone() aria-invalid=wrong(RestrictionField::From) /></label>
        {problem(RestrictionField::From)}
        <label>{texts.until}<input type="date" name="until" value=form.until.clone() aria-invalid=wrong(RestrictionField::Until) /></label>
        {problem(RestrictionField::Until)}
    }
    .into_any();
    let limit = NUMBER_LIMIT.to_string();
    let document = view! {
        <label>{texts.on_what_document}
            <select name="document" required aria-invalid=wrong(RestrictionField::Document)>
                <option value="">{texts.choose_document}</option>
                {documents.into_iter().collect_view()}
            </select>
        </label>
        {problem(RestrictionField::Document)}
        <label>{texts.number}<input name="number" required maxlength=limit autocomplete="off" value=form.number.clone() aria-invalid=wrong(RestrictionField::Number) /></label>
        {problem(RestrictionField::Number)}
        <label>{texts.date}<input type="date" name="date" required value=form.date.clone() aria-invalid=wrong(RestrictionField::Date) /></label>
        {problem(RestrictionField::Date)}
    }
    .into_any();
    view! {
        <form class="card stack" method="post" action=format!("/classes/{}/families/{}/{}", view.class.id, family.pupil.id, guardian.id)>
            <input type="hidden" name="person" value=view.person.to_string() />
            <input type="hidden" name="version" value=form.version />
            {what}
            {days}
            {document}
            <p class="row">
                <button class="button primary" name="what" value="keep">{texts.keep}</button>
                {lift}
            </p>
        </form>
    }
    .into_any()
}
