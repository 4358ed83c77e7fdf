//! The ways through a diary: one line that scrolls under the thumb.

use klas_domain::{Id, calendar::Semester, id::of};
use klas_store::diary::DiaryPupil;
use leptos::prelude::*;

use super::children;
use crate::{
    api::diary::{OpenDiary, Ways},
    components::signed_diary_note,
    locales::Locale,
};

/// A part of a diary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiaryPart {
    /// The week.
    Week,
    /// Marks by subject.
    Marks,
    /// The timetable.
    Timetable,
    /// Homework and control works.
    Homework,
    /// Absences.
    Absences,
    /// The report card.
    Card,
    /// What is kept of the child.
    OwnData,
}

impl DiaryPart {
    const ALL: [Self; 7] =
        [Self::Week, Self::Timetable, Self::Homework, Self::Marks, Self::Absences, Self::Card, Self::OwnData];

    /// What stands after the diary's address.
    fn suffix(self) -> &'static str {
        match self {
            Self::Week => "",
            Self::Marks => "/marks",
            Self::Timetable => "/timetable",
            Self::Homework => "/homework",
            Self::Absences => "/absences",
            Self::Card => "/card",
            Self::OwnData => "/data",
        }
    }

    fn name(self, locale: Locale) -> &'static str {
        let texts = locale.seeing();
        match self {
            Self::Week => texts.week,
            Self::Marks => locale.texts().marks,
            Self::Timetable => texts.timetable,
            Self::Homework => texts.homework,
            Self::Absences => texts.absences,
            Self::Card => texts.card,
            Self::OwnData => texts.own_data,
        }
    }

    fn is_open(self, ways: Ways) -> bool {
        match self {
            Self::Week | Self::Timetable | Self::Homework => true,
            Self::Marks | Self::Absences | Self::Card => ways.marks,
            Self::OwnData => ways.own_data,
        }
    }
}

/// The ways from one part of a pupil's diary to the others.
pub fn parts(pupil: Id<of::Person>, ways: Ways, current: DiaryPart, locale: Locale) -> impl IntoView + use<> {
    let links = DiaryPart::ALL.into_iter().filter(|part| part.is_open(ways)).map(|part| {
        let current = (part == current).then_some("page");
        view! { <a href=format!("/diary/{pupil}{}", part.suffix()) aria-current=current>{part.name(locale)}</a> }
    });
    view! { <nav class="sections" aria-label=locale.seeing().ways>{links.collect_view()}</nav> }
}

/// What every part begins with: the choice of a child, the name, the ways; that it shows what was signed, where it does.
pub fn head(open: &OpenDiary, ways: Ways, part: DiaryPart, locale: Locale) -> AnyView {
    view! {
        {children(&open.children, &open.pupil, part.suffix(), "")}
        <h1>{title(&open.pupil)}</h1>
        {parts(open.pupil.id, ways, part, locale)}
        {signed_diary_note(open.signed.as_ref(), true, locale)}
    }
    .into_any()
}

/// «Бабенко Олена · 8-А»
pub fn title(pupil: &DiaryPupil) -> String {
    let class = pupil.class.as_ref().map(|class| format!(" · {class}")).unwrap_or_default();
    format!("{}{class}", pupil.name.short())
}

/// The choice of a semester.
pub fn semesters(path: &str, current: Semester, label: &'static str, locale: Locale) -> AnyView {
    let texts = locale.texts();
    let links = [(Semester::First, texts.first_semester), (Semester::Second, texts.second_semester)].map(
        |(own, name)| {
            let current = (own == current).then_some("true");
            view! { <a href=format!("{path}?semester={}", own.code()) aria-current=current>{name}</a> }
        },
    );
    view! { <nav class="segments" aria-label=label>{links}</nav> }.into_any()
}
