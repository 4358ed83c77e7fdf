//! The people of the school, and the form in which a name is corrected.

use klas_domain::{Id, Role, id::of, naming::NamePart, school::PersonName};
use klas_store::people::Namesake;
use leptos::prelude::*;

use crate::{api::people::SHOWN, components::message, locales::Locale};

/// Where the people are looked for.
pub const PEOPLE: &str = "/school/people";

/// The people who were looked for by some words.
pub fn people(words: &str, found: &[Namesake], saved: bool, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.naming();
    let lines = found.iter().map(|person| line(person, locale)).collect_view();
    let list = match (words.is_empty(), found.is_empty()) {
        (true, _) => ().into_any(),
        (false, true) => view! { <p class="blank card">{texts.nobody}</p> }.into_any(),
        (false, false) => view! {
            <div class="card scroll">
                <table class="list">
                    <thead><tr><th scope="col">{texts.title}</th><th scope="col">{texts.who}</th></tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        }
        .into_any(),
    };
    let more = (found.len() == SHOWN).then(|| view! { <p class="muted small">{(texts.more)(SHOWN)}</p> });
    view! {
        <section class="narrow people">
            {message(saved.then(|| texts.saved.to_owned()), true)}
            <h1>{texts.title}</h1>
            <p class="muted">{texts.lead}</p>
            <form method="get" action=PEOPLE class="bar">
                <label class="grow">{texts.search}<input name="q" value=words.to_owned() autocomplete="off" /></label>
                <button class="button primary">{texts.find}</button>
            </form>
            {list}
            {more}
        </section>
    }
}

fn line(person: &Namesake, locale: Locale) -> impl IntoView + use<> {
    let href = format!("{PEOPLE}/{}", person.id);
    view! {
        <tr>
            <th scope="row"><a href=href>{person.name.full()}</a></th>
            <td>{described(person, locale)}</td>
        </tr>
    }
}

/// What tells a person from namesakes.
fn described(person: &Namesake, locale: Locale) -> String {
    let texts = locale.naming();
    let roles = Role::ALL.into_iter().zip(locale.texts().role_names);
    let mut marks: Vec<String> =
        roles.filter(|(role, _)| person.roles.contains(role)).map(|(_, name)| name.to_owned()).collect();
    marks.extend(person.position.clone());
    marks.extend(person.born.map(|day| format!("{} {}", texts.born, day.format("%d.%m.%Y"))));
    let children = person.children.join(", ");
    marks.extend((!children.is_empty()).then(|| format!("{}: {children}", texts.children)));
    marks.join("; ")
}

/// The form as it stands on the page.
pub struct NameForm {
    /// The name as it was typed, or as it is.
    pub typed: PersonName,
    /// Which part is wrong, and why.
    pub problem: Option<(NamePart, String)>,
    /// What is said of the whole: never good news.
    pub message: Option<&'static str>,
}

/// The form in which a name is corrected; `visitor` is who fills it.
pub fn name(
    person: &Namesake,
    form: &NameForm,
    visitor: Id<of::Person>,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.naming();
    let fields = [
        (NamePart::Surname, texts.surname, &form.typed.surname),
        (NamePart::Given, texts.given, &form.typed.given),
        (NamePart::Patronymic, texts.patronymic, &form.typed.patronymic),
    ];
    let fields = fields.map(|(part, label, value)| field(part, label, value, form)).collect_view();
    view! {
        <section class="narrow records">
            {message(form.message.map(str::to_owned), false)}
            <p><a href=PEOPLE>"‹ "{texts.title}</a></p>
            <h1>{texts.correct}</h1>
            <p><strong>{person.name.full()}</strong><br /><span class="muted">{described(person, locale)}</span></p>
            <p class="muted small">{texts.hint}</p>
            <form class="card stack" method="post" action=format!("{PEOPLE}/{}", person.id)>
                <input type="hidden" name="person" value=visitor.to_string() />
                {seen(&person.name)}
                {fields}
                <p><button class="button primary">{texts.save}</button></p>
            </form>
        </section>
    }
}

/// The name that the form was drawn with: a correction that somebody else made meanwhile is not written over.
fn seen(name: &PersonName) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="seen-surname" value=name.surname.clone() />
        <input type="hidden" name="seen-given" value=name.given.clone() />
        <input type="hidden" name="seen-patronymic" value=name.patronymic.clone() />
    }
}

fn field(part: NamePart, label: &'static str, value: &str, form: &NameForm) -> impl IntoView + use<> {
    let name = match part {
        NamePart::Surname => "surname",
        NamePart::Given => "given",
        NamePart::Patronymic => "patronymic",
    };
    let said = form.problem.as_ref().filter(|(wrong, _)| *wrong == part).map(|(_, said)| said.clone());
    let id = format!("{name}-problem");
    let described = said.is_some().then(|| id.clone());
    let problem = said.map(|said| view! { <p class="problem" id=id role="alert">{said}</p> });
    view! {
        <label>{label}<input name=name value=value.to_owned() autocomplete="off"
            aria-invalid=described.as_ref().map(|_| "true") aria-describedby=described /></label>
        {problem}
    }
}
