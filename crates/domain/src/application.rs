//! The application for a corrected semester mark, and what came of it (DOMAIN §4.3; orders № 319 of 14.04.2008 and
//! № 496): within three days after the semester mark the family, or a pupil who was not attested, applies to the head
//! with the reason; the head's order names a commission.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::{
    calendar::Semester,
    id::{Id, of},
};

/// Within how many days after the semester mark the family applies.
pub const DAYS_TO_APPLY: i64 = 3;
/// The longest reason, in characters.
pub const REASON_LIMIT: usize = 500;
/// The longest words of a commission, in characters.
pub const WORDS_LIMIT: usize = 500;
/// The longest № of an order, in characters.
pub const ORDER_LIMIT: usize = 40;

/// What the commission decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The application was satisfied.
    Satisfied,
    /// It was refused: the semester mark stays.
    Refused,
}

impl Answer {
    /// All answers.
    pub const ALL: [Self; 2] = [Self::Satisfied, Self::Refused];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::Refused => "refused",
        }
    }

    /// The answer of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }
}

/// Whose mark, in which course, for which semester: each has one application at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The course.
    pub course: Id<of::Course>,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The semester.
    pub semester: Semester,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The day on which the family or the pupil applied.
    pub applied_on: NaiveDate,
    /// Why, 1 to [`REASON_LIMIT`] characters.
    pub reason: String,
    /// № of the head's order that names a commission, at most [`ORDER_LIMIT`] characters; empty while there is none.
    pub order: String,
    /// The order's date; with its № or not at all.
    pub ordered_on: Option<NaiveDate>,
    /// What the commission decided; none before it did, and never without an order.
    pub answer: Option<Answer>,
    /// The commission's words, at most [`WORDS_LIMIT`] characters; may be empty.
    pub words: String,
}

/// Why an application cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationError {
    /// It has no reason.
    ReasonMissing,
    /// It is dated on a day that is still to come.
    Future,
    /// An order has no №, or no date.
    OrderIncomplete,
    /// The order is older than the application.
    OrderTooEarly,
    /// The commission decided without an order that names it.
    AnswerWithoutOrder,
    /// Reason, words or № are longer than they may be.
    TooLong,
    /// It would be refused, taken back or without an order while a corrected mark rests on it.
    MarkStands,
}

impl Application {
    /// Checks an application that came from elsewhere.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self, today: NaiveDate) -> Result<(), ApplicationError> {
        let fits = |text: &str, limit| text.chars().count() <= limit;
        let no_order = self.order.is_empty();
        if self.reason.is_empty() {
            Err(ApplicationError::ReasonMissing)
        } else if self.applied_on > today {
            Err(ApplicationError::Future)
        } else if no_order != self.ordered_on.is_none() {
            Err(ApplicationError::OrderIncomplete)
        } else if self.ordered_on.is_some_and(|day| day < self.applied_on) {
            Err(ApplicationError::OrderTooEarly)
        } else if no_order && self.answer.is_some() {
            Err(ApplicationError::AnswerWithoutOrder)
        } else if fits(&self.reason, REASON_LIMIT)
            && fits(&self.words, WORDS_LIMIT)
            && fits(&self.order, ORDER_LIMIT)
        {
            Ok(())
        } else {
            Err(ApplicationError::TooLong)
        }
    }

    /// Whether a corrected mark may rest on it: there is an order, and the commission did not refuse.
    pub fn allows_correction(&self) -> bool {
        !self.order.is_empty() && self.answer != Some(Answer::Refused)
    }

    /// Whether the family applied later than [`DAYS_TO_APPLY`] after the day on which the semester mark was decided.
    pub fn is_late(&self, decided_on: NaiveDate) -> bool {
        self.applied_on - decided_on > TimeDelta::days(DAYS_TO_APPLY)
    }
}

/// What stands on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredApplication {
    /// The application; none after it was taken back.
    pub application: Option<Application>,
    /// How often it was changed; 0 before the first time.
    pub version: i32,
}

/// A wish to put an application on record, change it or take it back, by someone who saw version `base`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// Whose mark it is about.
    pub subject: Subject,
    /// The version that the author saw.
    pub base: i32,
    /// What shall stand on record.
    pub application: Option<Application>,
}

/// What became of such a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationOutcome {
    /// It is on record, at this version.
    Saved {
        /// The version now.
        version: i32,
    },
    /// Somebody else changed it meanwhile; nothing was written.
    Conflict,
    /// The pupil was never of the course.
    NotOfCourse,
    /// The author may not do it.
    Forbidden,
    /// The application cannot stand.
    Refused(ApplicationError),
}
