//! The form of an announcement: a new one, or one that is changed.

use klas_domain::announcement::{Audience, TEXT_LIMIT, TITLE_LIMIT};
use leptos::prelude::*;

use crate::{
    api::announcements::{Announcements, Item},
    locales::AnnouncementTexts,
};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnouncementField {
    /// Whom it is for.
    Audience,
    /// The title.
    Title,
    /// The text.
    Text,
}

/// The form as it stands on the page: empty, filled with what is published, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct AnnouncementForm {
    /// The identifier that a new announcement will have: sent twice, it is one.
    pub id: String,
    /// Whom it is for, as [`audience_value`] names it.
    pub audience: String,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// Whether it is urgent.
    pub urgent: bool,
    /// Whether families are asked to confirm.
    pub asks: bool,
    /// The version that was seen; 0 for a new one.
    pub version: i32,
    /// What is wrong, and with which field.
    pub problem: Option<(AnnouncementField, &'static str)>,
    /// What is said of the whole, and whether that is good news.
    pub message: Option<(&'static str, bool)>,
}

/// How the form names whom an announcement is for: `class.…`, `grade.8`, `school`.
pub fn audience_value(audience: Audience) -> String {
    match audience {
        Audience::Class(class) => format!("class.{class}"),
        Audience::Grade(grade) => format!("grade.{grade}"),
        Audience::School => "school".to_owned(),
    }
}

/// The form of a new announcement, which opens at a touch.
pub fn new(
    view: &Announcements,
    form: &AnnouncementForm,
    texts: &'static AnnouncementTexts,
) -> impl IntoView + use<> {
    let wrong = is_wrong(form, AnnouncementField::Audience);
    view! {
        <details class="card new-announcement" id="new" open=form.problem.is_some()>
            <summary class="button primary">{texts.new}</summary>
            <form class="stack" method="post" action="/announcements#new">
                <input type="hidden" name="person" value=view.person.to_string() />
                <input type="hidden" name="id" value=form.id.clone() />
                <label>{texts.audience}
                    <select name="audience" required aria-invalid=wrong>
                        <option value="">{texts.choose_audience}</option>
                        {options(view, form, texts)}
                    </select>
                </label>
                {problem(form, AnnouncementField::Audience)}
                {fields(form, texts)}
                <p><button class="button primary">{texts.publish}</button></p>
            </form>
        </details>
    }
}

fn options(
    view: &Announcements,
    form: &AnnouncementForm,
    texts: &'static AnnouncementTexts,
) -> impl IntoView + use<> {
    let own = &view.audiences;
    let school = own.school.then_some((Audience::School, None));
    let grades = own.grades.iter().map(|grade| (Audience::Grade(*grade), None));
    let classes = own.classes.iter().map(|(id, name)| (Audience::Class(*id), Some(name.to_string())));
    // Whoever has one class alone has chosen already.
    let only = !own.school && own.classes.len() == 1;
    let option = |(audience, class): (Audience, Option<String>)| {
        let value = audience_value(audience);
        let chosen = only || value == form.audience;
        view! { <option value=value selected=chosen>{texts.audience_name(audience, class.as_deref())}</option> }
    };
    school.into_iter().chain(grades).chain(classes).map(option).collect_view()
}

/// The form that changes an announcement, and the one that withdraws it.
pub fn change(
    item: &Item,
    form: &AnnouncementForm,
    texts: &'static AnnouncementTexts,
) -> impl IntoView + use<> {
    let action = format!("/announcements/{}#change", item.stored.id);
    let person = item.person.to_string();
    view! {
        <details class="card pad" id="change" open=form.problem.is_some()>
            <summary>{texts.change}</summary>
            <form class="stack" method="post" action=action.clone()>
                <input type="hidden" name="person" value=person.clone() />
                <input type="hidden" name="version" value=form.version />
                {fields(form, texts)}
                <p><button class="button primary" name="what" value="change">{texts.save}</button></p>
            </form>
        </details>
        <details class="card pad">
            <summary>{texts.withdraw}</summary>
            <form method="post" action=action class="row">
                <input type="hidden" name="person" value=person />
                <span class="small muted">{texts.withdraw_hint}</span>
                <button class="button" name="what" value="withdraw">{texts.withdraw}</button>
            </form>
        </details>
    }
}

fn fields(form: &AnnouncementForm, texts: &'static AnnouncementTexts) -> impl IntoView + use<> {
    let title = is_wrong(form, AnnouncementField::Title);
    let text = is_wrong(form, AnnouncementField::Text);
    view! {
        <label>{texts.headline}<input name="title" required maxlength=TITLE_LIMIT.to_string() autocomplete="off" value=form.title.clone() aria-invalid=title /></label>
        {problem(form, AnnouncementField::Title)}
        <label>{texts.text}<textarea name="text" rows="5" required maxlength=TEXT_LIMIT.to_string() aria-invalid=text>{form.text.clone()}</textarea></label>
        {problem(form, AnnouncementField::Text)}
        <div class="ticks">
            <label class="tick"><input type="checkbox" name="urgent" value="1" checked=form.urgent />{texts.urgent_tick}</label>
            <label class="tick"><input type="checkbox" name="asks" value="1" checked=form.asks />{texts.asks_tick}</label>
        </div>
    }
}

fn is_wrong(form: &AnnouncementForm, field: AnnouncementField) -> Option<&'static str> {
    form.problem.is_some_and(|(wrong, _)| wrong == field).then_some("true")
}

fn problem(form: &AnnouncementForm, field: AnnouncementField) -> Option<impl IntoView + use<>> {
    let said = form.problem.filter(|(wrong, _)| *wrong == field);
    said.map(|(_, said)| view! { <p class="problem" role="alert">{said}</p> })
}
