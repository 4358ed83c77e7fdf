//! The family's note about an absence (DOMAIN §5): for dates and with a kind; once the class teacher accepts it, every
//! `н` of those dates, entered before or after, turns into that kind.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::entry::Absence;

/// The kinds of absence that a family may give: what is without a valid reason needs no note.
pub const KINDS: [Absence; 2] = [Absence::Illness, Absence::Valid];
/// The longest comment of a family, in characters.
pub const COMMENT_LIMIT: usize = 500;
/// The longest answer of a class teacher, in characters.
pub const ANSWER_LIMIT: usize = 300;
/// The most notes of one child that may wait for an answer at a time.
pub const WAITING_LIMIT: i64 = 10;

/// What a family writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excuse {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, the first one or later; either may be still to come.
    pub to: NaiveDate,
    /// What the absences become: one of [`KINDS`].
    pub kind: Absence,
    /// The family's words, at most [`COMMENT_LIMIT`] characters; may be empty.
    pub comment: String,
}

/// Why a note cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcuseError {
    /// The last day is before the first.
    Backwards,
    /// Its days are not all of the school year.
    OutsideYear,
    /// The kind is none that a family gives.
    Kind,
    /// The comment is longer than [`COMMENT_LIMIT`].
    TooLong,
    /// The pupil is of no class on any of the days.
    NotOfClass,
    /// [`WAITING_LIMIT`] notes of the child wait already.
    TooMany,
}

impl Excuse {
    /// Checks a note that came from elsewhere against the first and last day of the year.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self, (first, last): (NaiveDate, NaiveDate)) -> Result<(), ExcuseError> {
        if self.to < self.from {
            Err(ExcuseError::Backwards)
        } else if self.from < first || last < self.to {
            Err(ExcuseError::OutsideYear)
        } else if !KINDS.contains(&self.kind) {
            Err(ExcuseError::Kind)
        } else if self.comment.chars().count() > COMMENT_LIMIT {
            Err(ExcuseError::TooLong)
        } else {
            Ok(())
        }
    }

    /// Whether a day is one of its days.
    pub fn covers(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// How far a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcuseState {
    /// The class teacher has not answered.
    Waiting,
    /// The class teacher accepted it.
    Accepted,
    /// The class teacher refused it, with a word why.
    Refused,
    /// The family took it back before it was answered.
    Withdrawn,
}

impl ExcuseState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Accepted, Self::Refused, Self::Withdrawn];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a class teacher answers. An answer may be changed; what an accepted note has explained stays explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExcuseAnswer {
    /// The absences get the note's kind.
    Accepted,
    /// They stay as they are; why, 1 to [`ANSWER_LIMIT`] characters.
    Refused(String),
}

impl ExcuseAnswer {
    /// Whether it may be given: a refusal has its word.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Accepted => true,
            Self::Refused(why) => (1..=ANSWER_LIMIT).contains(&why.trim().chars().count()),
        }
    }
}
