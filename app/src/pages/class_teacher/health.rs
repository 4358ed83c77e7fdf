//! The health groups of a class's pupils: the nurse sets them, others read.

use klas_domain::{
    Id,
    health::{HealthGroup, HealthLine},
    id::of,
};
use leptos::prelude::*;

use super::sections::{full_date, moved, sections};
use crate::{
    api::register::{Health, Section},
    components::{files, message},
    locales::Locale,
};

/// A line of the form as it was typed.
#[derive(Clone, Debug)]
pub struct TypedHealth {
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The group's code; empty for none.
    pub group: String,
    /// The day of the examination.
    pub date: String,
    /// Why it was not written.
    pub problem: Option<&'static str>,
}

impl TypedHealth {
    /// The line as the database has it.
    pub fn of(line: &HealthLine) -> Self {
        let own = line.stored.assessment;
        Self {
            pupil: line.pupil.id,
            group: own.map(|own| own.group.code().to_owned()).unwrap_or_default(),
            date: own.map(|own| own.on.to_string()).unwrap_or_default(),
            problem: None,
        }
    }

    /// What the line says in short: a form sends back what it was drawn with, so that a line that nobody touched is
    /// not written over what others wrote meanwhile.
    pub fn drawn(&self) -> String {
        if self.group.is_empty() { String::new() } else { format!("{}|{}", self.group, self.date) }
    }
}

/// The form as it stands on the page.
#[derive(Default)]
pub struct HealthForm {
    /// Lines that were typed and not written.
    pub lines: Vec<TypedHealth>,
    /// The day of the examination of all lines without one of their own.
    pub examined: String,
    /// How many groups were set just now, and whether that was all.
    pub saved: Option<(usize, bool)>,
}

/// The health groups of a class's pupils.
pub fn health(health: &Health, form: &HealthForm, locale: Locale) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.pupil_records());
    let head = &health.register.head;
    let said = form.saved.map(
        |(number, whole)| if whole { (says.groups_saved)(number) } else { (says.groups_partly)(number) },
    );
    let content = match (health.register.lines.is_empty(), health.sets) {
        (true, _) => view! { <p class="blank card">{texts.no_pupils}</p> }.into_any(),
        (false, true) => editable(health, form, locale).into_any(),
        (false, false) => table(health, form, locale).into_any(),
    };
    view! {
        <section class="records">
            {message(said, form.saved.is_none_or(|(_, whole)| whole))}
            <div class="bar">
                <h1>{head.class.to_string()}" · "{says.health_title}" "{head.year.clone()}</h1>
                <div class="actions">{files(&format!("/classes/{}/health", head.class_id), "", says.health_title, locale)}</div>
            </div>
            {sections(head.class_id, &health.sections, Some(Section::Health), locale)}
            <p class="muted small">{counts(health, locale)}</p>
            {content}
        </section>
    }
}

/// How many pupils are in each group.
fn counts(health: &Health, locale: Locale) -> String {
    let says = locale.pupil_records();
    let count = |group: Option<HealthGroup>, name: &str| format!("{name}: {}", health.register.count(group));
    let groups = HealthGroup::ALL.map(|group| count(Some(group), says.group(group)));
    let none = count(None, says.no_group);
    format!("{} · {none}", groups.join(" · "))
}

fn editable(health: &Health, form: &HealthForm, locale: Locale) -> impl IntoView + use<> {
    let says = locale.pupil_records();
    view! {
        <form method="post">
            <input type="hidden" name="person" value=health.person.to_string() />
            <div class="card pad choice">
                <label>{says.examined_all}<input type="date" name="examined" value=form.examined.clone() /></label>
                <p class="muted small why">{says.examined_hint}</p>
            </div>
            {table(health, form, locale)}
            <p><button class="button primary">{says.save_groups}</button></p>
        </form>
    }
}

fn table(health: &Health, form: &HealthForm, locale: Locale) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.pupil_records());
    let rows = health
        .register
        .lines
        .iter()
        .zip(1..)
        .map(|(own, number)| line(own, number, health.sets, form, locale))
        .collect_view();
    view! {
        <div class="card scroll">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col" class="figure">{texts.number}</th>
                        <th scope="col">{texts.pupil}</th>
                        <th scope="col">{says.health_group}</th>
                        <th scope="col">{says.examined}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn line(
    line: &HealthLine,
    number: i32,
    sets: bool,
    form: &HealthForm,
    locale: Locale,
) -> impl IntoView + use<> {
    let moved =
        moved(&line.pupil, locale.texts()).map(|moved| view! { <br /><small class="muted">{moved}</small> });
    let cells = if sets { fields(line, form, locale).into_any() } else { words(line, locale).into_any() };
    view! {
        <tr>
            <td class="figure">{number}</td>
            <th scope="row">{line.pupil.name.short()}{moved}</th>
            {cells}
        </tr>
    }
}

fn words(line: &HealthLine, locale: Locale) -> impl IntoView + use<> {
    let own = line.stored.assessment;
    let group = own.map_or("–", |own| locale.pupil_records().group(own.group));
    view! { <td>{group}</td><td>{own.map(|own| full_date(own.on))}</td> }
}

fn fields(line: &HealthLine, form: &HealthForm, locale: Locale) -> impl IntoView + use<> {
    let says = locale.pupil_records();
    let id = line.pupil.id;
    let typed = form.lines.iter().find(|typed| typed.pupil == id).cloned();
    let typed = typed.unwrap_or_else(|| TypedHealth::of(line));
    let groups = HealthGroup::ALL
        .map(|group| view! { <option value=group.code() selected=group.code() == typed.group>{says.group(group)}</option> })
        .collect_view();
    let name = line.pupil.name.short();
    let error = format!("error-{id}");
    let described = typed.problem.map(|_| error.clone());
    let problem =
        typed.problem.map(|said| view! { <span class="problem" id=error role="alert">{said}</span> });
    view! {
        <td>
            <select name=format!("g-{id}") aria-label=format!("{}: {name}", says.health_group)>
                <option value="">"–"</option>
                {groups}
            </select>
        </td>
        <td>
            <input type="date" name=format!("d-{id}") value=typed.date aria-label=format!("{}: {name}", says.examined)
                aria-invalid=described.as_ref().map(|_| "true") aria-describedby=described />
            {problem}
            <input type="hidden" name=format!("v-{id}") value=line.stored.version.to_string() />
            <input type="hidden" name=format!("was-{id}") value=TypedHealth::of(line).drawn() />
        </td>
    }
}
