//! Messages between a guardian and a member of staff about one child, and the hours in which the school answers.

use chrono::{Datelike, NaiveDateTime, NaiveTime, Timelike};

use crate::{
    calendar::AcademicYear,
    id::{Id, of},
};

/// The longest message, in characters.
pub const TEXT_LIMIT: usize = 2000;
/// The most messages that one side writes while the other reads none of them.
pub const UNREAD_LIMIT: i64 = 20;

/// Whose thread it is: one guardian, one child, one member of staff. Nobody else reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Thread {
    /// The child.
    pub pupil: Id<of::Person>,
    /// The guardian.
    pub guardian: Id<of::Person>,
    /// The member of staff.
    pub staff: Id<of::Person>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageOutcome {
    /// It is in the thread.
    Sent,
    /// It says nothing.
    Empty,
    /// It is longer than [`TEXT_LIMIT`].
    TooLong,
    /// The other side has not read the last [`UNREAD_LIMIT`].
    TooMany,
    /// The member of staff neither teaches the child nor leads its class, or it is no child of the guardian.
    NotTheirs,
    /// The guardian has no account yet to read it with.
    NoAccount,
    /// A decision hides messages from the guardian.
    Hindered,
}

/// Whether a message reaches a guardian; of two records of one human the later one here holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// It does.
    Yes,
    /// The guardian has no account yet.
    NoAccount,
    /// A decision hides messages from the guardian.
    Hindered,
}

/// The hours of a school day in which families are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeHours {
    /// The first hour, 0–23.
    pub from: u8,
    /// The hour at which they end, later than the first, at most 24.
    pub until: u8,
}

/// When an answer can be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// These are the hours.
    Now,
    /// From this moment on, by the clock on the school's wall.
    From(NaiveDateTime),
    /// Not before the next school year.
    NextYear,
}

impl OfficeHours {
    /// The usual hours.
    pub const USUAL: Self = Self { from: 8, until: 18 };

    /// The hours of two numbers; none where they are none.
    pub fn new(from: u8, until: u8) -> Option<Self> {
        (from < until && until <= 24).then_some(Self { from, until })
    }

    /// When what is written at `now` can be expected to be answered: at once in the hours of a school day from Monday to
    /// Friday, else when the next ones begin.
    pub fn expected(self, now: NaiveDateTime, year: &AcademicYear) -> Expected {
        let is_open =
            |day: &chrono::NaiveDate| day.weekday().number_from_monday() <= 5 && year.is_school_day(*day);
        let hour = now.hour();
        let today = is_open(&now.date());
        if today && (u32::from(self.from)..u32::from(self.until)).contains(&hour) {
            return Expected::Now;
        }
        let early = today && hour < u32::from(self.from);
        let next = now.date().iter_days().skip(usize::from(!early)).take_while(|day| *day <= year.ends_on);
        let opening = NaiveTime::from_hms_opt(u32::from(self.from), 0, 0).unwrap_or_default();
        next.into_iter().find(is_open).map_or(Expected::NextYear, |day| Expected::From(day.and_time(opening)))
    }
}
