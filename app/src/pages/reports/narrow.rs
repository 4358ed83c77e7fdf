//! The form that narrows a report by class, subject and teacher.

use klas_store::reports::Teacher;
use leptos::prelude::*;

use crate::{
    api::reports::{Choices, Narrowed},
    locales::Locale,
};

/// The form; `said` is what else the address says.
pub fn narrow(
    path: &'static str,
    said: Vec<(&'static str, String)>,
    narrowed: &Narrowed,
    choices: &Choices,
    locale: Locale,
) -> AnyView {
    let texts = locale.reports();
    let [class, subject, teacher, _] = texts.line;
    let classes = choices.classes.iter().map(|(id, name)| (id.to_string(), name.to_string()));
    let subjects = choices.subjects.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let teachers = choices.teachers.iter().map(|(id, name)| (Teacher::Person(*id).code(), name.full()));
    let vacant = choices.vacant.then(|| (Teacher::Vacant.code(), texts.vacant.to_owned()));
    let selects = [
        select("class", class, narrowed.class.map(|own| own.to_string()), classes.collect(), locale),
        select("subject", subject, narrowed.subject.map(|own| own.to_string()), subjects.collect(), locale),
        select(
            "teacher",
            teacher,
            narrowed.teacher.map(Teacher::code),
            teachers.chain(vacant).collect(),
            locale,
        ),
    ];
    let said = said.into_iter().map(|(name, value)| hidden(name, value)).collect_view();
    view! {
        <form method="get" action=path class="card pad choice" aria-label=texts.narrow>
            {said}
            {selects.collect_view()}
            <button class="button">{texts.show_year}</button>
        </form>
    }
    .into_any()
}

/// A part of the address that the form does not ask for.
pub fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

/// A choice of one or all; what is chosen stays chosen, even where the report has none of it.
fn select(
    name: &'static str,
    label: &'static str,
    chosen: Option<String>,
    choices: Vec<(String, String)>,
    locale: Locale,
) -> AnyView {
    let texts = locale.reports();
    let chosen = chosen.unwrap_or_default();
    let known = chosen.is_empty() || choices.iter().any(|(value, _)| *value == chosen);
    let missing = (!known).then(|| (chosen.clone(), texts.not_here.to_owned()));
    let options = missing
        .into_iter()
        .chain(choices)
        .map(|(value, name)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{name}</option> }
        })
        .collect_view();
    view! {
        <label>
            {label}
            <select name=name><option value="">{texts.all_of_them}</option>{options}</select>
        </label>
    }
    .into_any()
}
