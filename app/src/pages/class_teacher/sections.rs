//! The way from one section of a class's journal to the others, and what their pages share.

use chrono::NaiveDate;
use klas_domain::{Id, id::of, roll::RollPupil};
use leptos::prelude::*;

use crate::{
    api::register::{Section, Sections},
    components::{archived_note, integrity_note},
    locales::{Locale, Texts},
};

/// The sections of a class's journal that a visitor sees.
pub fn sections(
    class: Id<of::SchoolClass>,
    sections: &Sections,
    current: Option<Section>,
    locale: Locale,
) -> impl IntoView + use<> {
    let note = match &sections.opened {
        Some(checked) => Some(integrity_note(checked, sections.whole.then_some(class), locale)),
        None => archived_note(sections.archived, sections.journal(class), locale),
    };
    let contents = sections.journal(class).map(|href| {
        let current = current.is_none().then_some("page");
        view! { <a href=href aria-current=current>{locale.opened().contents}</a> }
    });
    let links = sections.seen.iter().map(|section| {
        let href = sections.path(class, *section);
        let current = (current == Some(*section)).then_some("page");
        view! { <a href=href aria-current=current>{locale.section(*section)}</a> }
    });
    view! {
        {note}
        <nav class="sections" aria-label=locale.records().sections>{contents}{links.collect_view()}</nav>
    }
}

/// `05.09.2026`
pub fn full_date(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

/// How a pupil came during the year and left: «з 03.11.2026, вибув 12.01.2027, наказ № 5-у».
pub fn moved(pupil: &RollPupil, texts: &Texts) -> Option<String> {
    let came = pupil.came.as_ref().map(|own| (texts.arrived, own));
    let left = pupil.left.as_ref().map(|own| (texts.left, own));
    let told: Vec<String> = [came, left]
        .into_iter()
        .flatten()
        .map(|(word, movement)| {
            let order = movement.order.as_ref().map(|order| format!(", {} {order}", texts.order));
            format!("{word} {}{}", full_date(movement.on), order.unwrap_or_default())
        })
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}
