//! Who gives which lesson of a day, and the register of missed and substituted lessons. Complete without JavaScript.

mod day;
mod month;

use chrono::NaiveDate;
use klas_domain::{
    Id,
    id::of,
    substitution::{ArrangedLesson, ChangeReason, Held},
};

use crate::{api::substitutions::Chosen, locales::Locale};

pub use day::day;
pub use month::month;

/// What the form sends where a lesson is cancelled.
pub const CANCEL: &str = "cancel";
/// What stands in the form before the identifier of a course that has a lesson instead.
const INSTEAD: &str = "course-";

/// How a lesson is held, as the form says it.
fn held_code(held: Held) -> String {
    match held {
        Held::AsPlanned => String::new(),
        Held::Cancelled => CANCEL.to_owned(),
        Held::By(person) => person.to_string(),
        Held::Replaced(course) => format!("{INSTEAD}{course}"),
    }
}

/// How a lesson is held by what the form says; nothing where it says nothing of the kind.
pub fn held(code: &str) -> Option<Held> {
    Some(match (code, code.strip_prefix(INSTEAD)) {
        ("", _) => Held::AsPlanned,
        (CANCEL, _) => Held::Cancelled,
        (_, Some(course)) => Held::Replaced(course.parse().ok()?),
        (person, None) => Held::By(person.parse().ok()?),
    })
}

/// A line of the form of a day as it was typed.
#[derive(Clone, Debug)]
pub struct TypedLesson {
    /// The lesson.
    pub lesson: Id<of::Lesson>,
    /// As [`held`] reads it.
    pub held: String,
    /// The reason's code.
    pub reason: String,
    /// Further words.
    pub words: String,
    /// Why it was not written.
    pub problem: Option<&'static str>,
}

impl TypedLesson {
    /// The line as the database has it.
    pub fn of(lesson: &ArrangedLesson) -> Self {
        let held = held_code(lesson.arrangement.held);
        let reason = lesson.arrangement.reason.map(ChangeReason::code).unwrap_or_default().to_owned();
        Self { lesson: lesson.lesson, held, reason, words: lesson.arrangement.words.clone(), problem: None }
    }

    /// What the line says in short: a form sends back what it was drawn with, so that a line that nobody touched is
    /// not written over what others wrote meanwhile.
    pub fn drawn(&self) -> String {
        if self.held.is_empty() {
            return String::new();
        }
        format!("{}|{}|{}", self.held, self.reason, self.words)
    }
}

/// The form of a day as it stands on the page.
#[derive(Default)]
pub struct DayForm {
    /// Lines that were typed and not written.
    pub lines: Vec<Option<TypedLesson>>,
    /// The reason for all lessons without one of their own.
    pub reason: String,
    /// Words for all lessons without their own.
    pub words: String,
    /// How many lessons were changed just now.
    pub saved: Option<usize>,
    /// How many were changed while others were not.
    pub partly: Option<usize>,
}

impl DayForm {
    /// The line of a lesson: as it was typed, else as it is kept.
    fn line(&self, lesson: &ArrangedLesson) -> TypedLesson {
        let typed = self.lines.iter().flatten().find(|line| line.lesson == lesson.lesson);
        typed.cloned().unwrap_or_else(|| TypedLesson::of(lesson))
    }
}

/// The address of a day's lessons.
pub fn path(date: NaiveDate, chosen: Chosen) -> String {
    match chosen {
        Chosen::Nobody => format!("/school/lessons?date={date}"),
        Chosen::Teacher(teacher) => format!("/school/lessons?date={date}&teacher={teacher}"),
        Chosen::Class(class) => format!("/school/lessons?date={date}&class={class}"),
    }
}

/// The class and group of a lesson: «8-А, гр. 2».
pub fn class_of(lesson: &ArrangedLesson, locale: Locale) -> String {
    let group = lesson.group.map(|number| format!(", {}\u{a0}{number}", locale.texts().group_short));
    format!("{}{}", lesson.class, group.unwrap_or_default())
}

/// What was there in place of the lesson: who gave it, the other subject with its teacher, or nothing.
pub fn instead_of(lesson: &ArrangedLesson, locale: Locale) -> String {
    let name = lesson.instead().map(|(_, name)| name.initials());
    match (lesson.arrangement.held, &lesson.replacement) {
        (Held::Replaced(_), Some(other)) => {
            format!("{}, {}", other.subject, name.unwrap_or_else(|| locale.texts().vacant.to_owned()))
        }
        (Held::Cancelled, _) => locale.substitutions().cancelled.to_owned(),
        _ => name.unwrap_or_default(),
    }
}

/// Why a lesson was not held as planned: the reason with its words.
pub fn reason_of(lesson: &ArrangedLesson, locale: Locale) -> String {
    let words = &lesson.arrangement.words;
    let reason = lesson.arrangement.reason.filter(|reason| *reason != ChangeReason::Other);
    match reason.map(|reason| locale.substitutions().reason(reason)) {
        Some(reason) if words.is_empty() => reason.to_owned(),
        Some(reason) => format!("{reason}: {words}"),
        None => words.clone(),
    }
}
