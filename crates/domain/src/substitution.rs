//! Lessons that were not held as planned: somebody else taught them, or nobody did. Each change of that kind stands in
//! the register of missed and substituted lessons (DOMAIN §2, MoES order № 707 of 08.08.2022).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    id::{Id, of},
    record::{RecordOutcome, fits},
    school::{ClassName, PersonName},
};

/// How a lesson is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Held {
    /// By the course's teacher.
    #[default]
    AsPlanned,
    /// By somebody in the teacher's place.
    By(Id<of::Person>),
    /// Not at all.
    Cancelled,
    /// Not at all: another course of the class has its lesson then.
    Replaced(Id<of::Course>),
}

/// Why a lesson is not held as planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeReason {
    /// Хвороба вчителя.
    Illness,
    /// Відрядження.
    Trip,
    /// Курси підвищення кваліфікації.
    Training,
    /// Відпустка.
    Leave,
    /// Свято, неробочий день.
    Holiday,
    /// Карантин.
    Quarantine,
    /// Повітряна тривога.
    Alert,
    /// Another one, in its own words.
    Other,
}

impl ChangeReason {
    /// All reasons.
    pub const ALL: [Self; 8] = [
        Self::Illness,
        Self::Trip,
        Self::Training,
        Self::Leave,
        Self::Holiday,
        Self::Quarantine,
        Self::Alert,
        Self::Other,
    ];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Illness => "illness",
            Self::Trip => "trip",
            Self::Training => "training",
            Self::Leave => "leave",
            Self::Holiday => "holiday",
            Self::Quarantine => "quarantine",
            Self::Alert => "alert",
            Self::Other => "other",
        }
    }

    /// The reason of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// How a lesson is held, and why so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// How it is held.
    pub held: Held,
    /// Why; none for a lesson that is held as planned.
    pub reason: Option<ChangeReason>,
    /// Further words, such as the order's №, at most [`WORDS_LIMIT`] characters.
    pub words: String,
}

/// The longest words about a lesson's change, in characters.
pub const WORDS_LIMIT: usize = 200;

/// Why a lesson cannot be arranged so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrangementError {
    /// A substitution or a cancellation without a reason.
    ReasonMissing,
    /// Another reason without words.
    WordsMissing,
    /// The words are longer than they may be.
    TooLong,
    /// The substitute does not teach in the school.
    NotStaff,
    /// The substitute is the course's teacher.
    OwnTeacher,
    /// There are marks, absences or lateness for the lesson, so it was held.
    Marked,
    /// The lesson's semester is closed (DOMAIN §3), or the one of the course that is to have a lesson instead.
    Closed,
    /// The course that is to have a lesson instead is not another one of the same class or group.
    NotOfClass,
    /// The course that is to have a lesson instead has one at that time already.
    NotFree,
    /// Something is written in the lesson that another course had instead.
    ReplacementKept,
}

impl Arrangement {
    /// The arrangement as it can be kept: one that changes nothing has no reason and no words.
    #[must_use]
    pub fn plain(mut self) -> Self {
        crate::edit::plain(&self.words).trim().clone_into(&mut self.words);
        if self.held == Held::AsPlanned { Self::default() } else { self }
    }

    /// Checks an arrangement that came from elsewhere.
    ///
    /// # Errors
    /// The first rule it breaks, as far as the lesson need not be known for that.
    pub fn check(&self) -> Result<(), ArrangementError> {
        if self.held == Held::AsPlanned {
            return Ok(());
        }
        let reason = self.reason.ok_or(ArrangementError::ReasonMissing)?;
        if reason == ChangeReason::Other && self.words.trim().is_empty() {
            return Err(ArrangementError::WordsMissing);
        }
        if fits(&self.words, WORDS_LIMIT) { Ok(()) } else { Err(ArrangementError::TooLong) }
    }
}

/// A wish to have a lesson held so, by someone who saw version `base` of its arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrangementEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// The lesson.
    pub lesson: Id<of::Lesson>,
    /// The version that the author saw; 0 for a lesson that nobody has rearranged.
    pub base: i32,
    /// How it shall be held.
    pub arrangement: Arrangement,
}

/// What became of such a wish.
pub type ArrangementOutcome = RecordOutcome<ArrangementError>;

/// A person with the names.
pub type Named = (Id<of::Person>, PersonName);

/// The course that has a lesson instead of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Its subject.
    pub subject: String,
    /// Its teacher on that day; none where it was vacant.
    pub teacher: Option<Named>,
}

/// A lesson with how it is held: a line of the register where that is not as planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrangedLesson {
    /// The lesson.
    pub lesson: Id<of::Lesson>,
    /// Its course.
    pub course: Id<of::Course>,
    /// Its day.
    pub date: NaiveDate,
    /// Its number, 0–9.
    pub period: i32,
    /// The class.
    pub class_id: Id<of::SchoolClass>,
    /// The class as it is written.
    pub class: ClassName,
    /// The group's number; none for a lesson of the whole class.
    pub group: Option<i32>,
    /// The subject.
    pub subject_id: Id<of::Subject>,
    /// The subject's name.
    pub subject: String,
    /// The course's teacher on that day; none where the course was vacant.
    pub teacher: Option<Named>,
    /// The names of the substitute, where there is one.
    pub substitute: Option<PersonName>,
    /// The course that has a lesson instead, where one has.
    pub replacement: Option<Replacement>,
    /// How it is held, and why so.
    pub arrangement: Arrangement,
    /// How often that was changed.
    pub version: i32,
}

impl ArrangedLesson {
    /// Who gives this lesson; nobody where it is not held or the course vacant.
    pub fn taught_by(&self) -> Option<Id<of::Person>> {
        match self.arrangement.held {
            Held::AsPlanned => self.teacher.as_ref().map(|(teacher, _)| *teacher),
            Held::By(substitute) => Some(substitute),
            Held::Cancelled | Held::Replaced(_) => None,
        }
    }

    /// Who stands before the class in place of the course's teacher: a substitute, or the teacher of the course that has
    /// a lesson instead.
    pub fn instead(&self) -> Option<Named> {
        match self.arrangement.held {
            Held::By(substitute) => Some((substitute, self.substitute.clone()?)),
            Held::Replaced(_) => self.replacement.as_ref()?.teacher.clone(),
            Held::AsPlanned | Held::Cancelled => None,
        }
    }

    /// Whether the person is the course's teacher or stands before the class in the teacher's place.
    pub fn concerns(&self, person: Id<of::Person>) -> bool {
        let is = |named: &Named| named.0 == person;
        self.teacher.as_ref().is_some_and(is) || self.instead().as_ref().is_some_and(is)
    }
}

/// What a teacher's changed lessons come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeacherTotal {
    /// The teacher.
    pub teacher: Named,
    /// Own lessons that somebody else gave.
    pub missed: u32,
    /// Own lessons that nobody gave.
    pub cancelled: u32,
    /// Lessons given in others' place.
    pub substituted: u32,
}

/// The register of missed and substituted lessons between two days, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubstitutionRegister {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The lessons that were not held as planned, in time order.
    pub lessons: Vec<ArrangedLesson>,
}

impl SubstitutionRegister {
    /// The same with the lessons of one teacher alone: the missed ones and those given in others' place. Of the others
    /// it knows a part by then, so that totals are taken before.
    #[must_use]
    pub fn of_teacher(mut self, teacher: Id<of::Person>) -> Self {
        self.lessons.retain(|lesson| lesson.concerns(teacher));
        self
    }

    /// What the lessons come to for each teacher, in alphabetical order.
    pub fn totals(&self) -> Vec<TeacherTotal> {
        let mut totals: BTreeMap<(PersonName, Id<of::Person>), TeacherTotal> = BTreeMap::new();
        let mut add = |teacher: Named, count: fn(&mut TeacherTotal) -> &mut u32| {
            let key = (teacher.1.clone(), teacher.0);
            let empty = TeacherTotal { teacher, missed: 0, cancelled: 0, substituted: 0 };
            *count(totals.entry(key).or_insert(empty)) += 1;
        };
        for lesson in &self.lessons {
            let cancelled = lesson.arrangement.held == Held::Cancelled;
            if let Some(teacher) = lesson.teacher.clone() {
                add(
                    teacher,
                    if cancelled { |total| &mut total.cancelled } else { |total| &mut total.missed },
                );
            }
            if let Some(other) = lesson.instead() {
                add(other, |total| &mut total.substituted);
            }
        }
        totals.into_values().collect()
    }
}
