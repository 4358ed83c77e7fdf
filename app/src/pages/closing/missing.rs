//! What a class still lacks when its courses are closed, each linked to where it is done.

use klas_store::closing::{Missing, OpenCell, Unexplained};
use leptos::prelude::*;

use crate::{
    api::closing::ClassClosing,
    components::short_date,
    locales::{Locale, MISSING},
    pages::class_teacher::prefilled,
};

/// What a class lacks besides its courses; nothing where it lacks nothing.
pub fn missing(closing: &ClassClosing, locale: Locale) -> Option<AnyView> {
    let missing = &closing.missing;
    let reasons: Vec<AnyView> = missing.unexplained.iter().map(|own| absences(closing, own)).collect();
    let notes: Vec<AnyView> = (missing.notes > 0).then(|| notes(closing, locale)).into_iter().collect();
    let cells: Vec<AnyView> = missing.cells.iter().map(|own| cell(own, locale)).collect();
    let numbers = missing_in_numbers(missing);
    let parts: Vec<AnyView> = [reasons, notes, cells]
        .into_iter()
        .enumerate()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(place, rows)| part(place, numbers[place], rows, locale))
        .collect();
    let title = locale.closing().in_the_way;
    (!parts.is_empty())
        .then(|| view! { <section class="card pad"><h2>{title}</h2>{parts}</section> }.into_any())
}

/// What is missing in numbers: pupils with absences without a reason, families' notes, cells.
pub fn missing_in_numbers(missing: &Missing) -> [usize; MISSING] {
    let notes = usize::try_from(missing.notes).unwrap_or_default();
    [missing.unexplained.len(), notes, missing.cells.len()]
}

/// What is missing of one kind, by its place in [`missing_in_numbers`].
fn part(place: usize, number: usize, rows: Vec<AnyView>, locale: Locale) -> AnyView {
    let (name, hint) = locale.closing().missing[place];
    view! {
        <details open=true>
            <summary><b>{name}</b>" · "{number}</summary>
            <p class="muted small">{hint}</p>
            <ul class="columns-list">{rows}</ul>
        </details>
    }
    .into_any()
}

/// A pupil's days without a reason, with the way to the register's form, filled in for them.
fn absences(closing: &ClassClosing, own: &Unexplained) -> AnyView {
    let days: Vec<_> = own.days.iter().copied().map(short_date).collect();
    let said = format!("{}: {}", own.name.short(), days.join(", "));
    let span = own.days.first().zip(own.days.last());
    let query = format!("semester={}", closing.semester.code());
    let form = span.map(|(first, last)| prefilled(&query, own.pupil, *first, *last)).unwrap_or_default();
    let href = format!("/classes/{}/register{form}", closing.state.id);
    view! { <li><a href=href>{said}</a></li> }.into_any()
}

/// The way to the families' notes, for who reads them.
fn notes(closing: &ClassClosing, locale: Locale) -> AnyView {
    let [_, number, _] = missing_in_numbers(&closing.missing);
    let said = (locale.excuses().waiting)(number);
    let href = format!("/classes/{}/notes", closing.state.id);
    if closing.reads_notes {
        view! { <li><a href=href>{said}</a></li> }.into_any()
    } else {
        view! { <li>{said}</li> }.into_any()
    }
}

/// A cell of a page, with the way to it.
fn cell(own: &OpenCell, locale: Locale) -> AnyView {
    let (texts, summary) = (locale.closing(), locale.summary());
    let group = own.group.map(|number| format!(" {} {number}", locale.texts().group_short));
    let pencil = if own.pencil { format!(" ({})", texts.in_pencil) } else { String::new() };
    let column = summary.sum_name(own.sum, None);
    let said =
        format!("{}{} · {column} · {}{pencil}", own.subject, group.unwrap_or_default(), own.name.short());
    // A course of the first semester alone has no page of the second, where the year is summed up else.
    let href = format!("/journal/{}?view=summary&at={}.{}#at", own.course, own.column, own.pupil);
    view! { <li><a href=href>{said}</a></li> }.into_any()
}
