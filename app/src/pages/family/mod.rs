//! The diary: the week, and what stands beside it.

mod absences;
mod calendar;
mod card;
mod homework;
mod marks;
mod notes;
mod own_data;
mod sections;
mod subject;
mod timetable;
mod week;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use klas_store::diary::DiaryPupil;
use leptos::prelude::*;

use crate::{
    api::diary::{Child, Diary},
    locales::Texts,
};

pub use absences::absences;
pub use calendar::calendar;
pub use card::card;
pub use homework::homework;
pub use marks::marks;
pub use notes::{NoteField, NoteForm, note_days, note_photo, note_state, notes};
pub use own_data::{AmendmentField, AmendmentForm, amendment_state, amendment_words, own_data};
pub use subject::subject;
pub use timetable::timetable;
pub use week::week;

/// Where an account has no child yet.
pub fn no_children(texts: &'static Texts) -> impl IntoView {
    view! { <section class="blank"><h1>{texts.no_children}</h1><p class="muted">{texts.no_children_hint}</p></section> }
}

/// The addresses of what opens without a network: of each child, in whichever school, what is shown today, this week where
/// that is another one, the week before it, and the marks where they are not hidden.
fn kept(diary: &Diary, today: NaiveDate) -> String {
    let monday = today.week(Weekday::Mon).first_day();
    let before = monday.checked_sub_days(Days::new(7)).unwrap_or(monday);
    let of = |child: Child<'_>| {
        let own = format!("/diary/{}", child.pupil.id);
        // At a weekend and in the holidays the next week of lessons is shown.
        let is_off = today.weekday().number_from_monday() > 5 || !child.year.is_school_day(today);
        let this = is_off.then(|| format!("{own}?week={monday}"));
        let before = format!("{own}?week={before}");
        let marks = child.shows_marks.then(|| format!("{own}/marks"));
        [own].into_iter().chain(this).chain([before]).chain(marks)
    };
    // Of a child whose diary a decision hides not even the class is told.
    let shown = diary.everyone().filter(|child| child.pupil.class.is_some());
    shown.flat_map(of).collect::<Vec<_>>().join(" ")
}

/// The choice of a child in the parts of a diary that are read from every school of the account.
fn everyone(diary: &Diary, suffix: &str, query: &str) -> impl IntoView + use<> {
    let pupils: Vec<_> = diary.everyone().map(|child| child.pupil.clone()).collect();
    children(&pupils, &diary.pupil, suffix, query)
}

/// The choice of a child, where there are several.
fn children(pupils: &[DiaryPupil], current: &DiaryPupil, suffix: &str, query: &str) -> impl IntoView + use<> {
    (pupils.len() > 1).then(|| {
        let chips = pupils
            .iter()
            .map(|pupil| {
                let class = pupil.class.as_ref().map(|class| format!(" · {class}"));
                let chosen = (pupil.id == current.id).then_some("true");
                let href = format!("/diary/{}{suffix}{query}", pupil.id);
                view! { <a class="pill" href=href aria-current=chosen>{pupil.name.given.clone()}{class}</a> }
            })
            .collect_view();
        view! { <nav class="pills">{chips}</nav> }
    })
}
