//! What every story needs: an empty database of either kind, a school in it, and short ways to say who did what.

mod bundle;
mod database;
mod earlier;
mod school;
mod summative;
mod template;

pub use bundle::{YEAR, bell, bundle, class, name, pupil, slot, staff};
pub use database::{Engine, Engine::Postgres, Engine::Sqlite, TestDatabase};
pub use school::{Cell, TestSchool, everyone, saved};
pub use summative::Column;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use klas_domain::{Entry, Scale};

/// Tuesday of the second week after the autumn holidays, 11:00 in Kyiv: the moment of most stories.
pub fn now() -> DateTime<Utc> {
    kyiv(2026, 11, 24, 11, 0)
}

/// The day of most stories.
pub const TODAY: NaiveDate = day(2026, 11, 24);

/// A day that the calendar has.
pub const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A moment by the clock on the school's wall; the first of two where the clock shows it twice.
pub fn kyiv(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Kyiv.with_ymd_and_hms(year, month, day, hour, minute, 0).earliest().unwrap().with_timezone(&Utc)
}

/// What a teacher types into a cell.
pub fn typed(text: &str) -> Entry {
    Entry::parse(text, Scale::TwelvePoint).unwrap()
}

/// The same in pencil.
pub fn pencil(text: &str) -> Entry {
    Entry { draft: true, ..typed(text) }
}
