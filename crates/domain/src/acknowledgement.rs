//! The week of the diary that a guardian has seen: what stood in a paper diary as the parents' signature.

use chrono::{Days, NaiveDate, Weekday};

use crate::calendar::AcademicYear;

/// Why a week cannot be acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeekError {
    /// It has not begun.
    NotBegun,
    /// It is of another year.
    OutsideYear,
}

/// The Monday of a day's week: the week's name.
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).first_day()
}

/// Checks that the week of a Monday may be acknowledged on `today`.
///
/// # Errors
/// The first rule it breaks.
pub fn check(monday: NaiveDate, today: NaiveDate, year: &AcademicYear) -> Result<(), WeekError> {
    let last = monday.checked_add_days(Days::new(6)).unwrap_or(monday);
    if monday > today {
        Err(WeekError::NotBegun)
    } else if last < year.starts_on || year.ends_on < monday {
        Err(WeekError::OutsideYear)
    } else {
        Ok(())
    }
}

/// The Mondays of the weeks between two days that have begun by `today` and have a school day, the newest first.
pub fn weeks((first, last): (NaiveDate, NaiveDate), today: NaiveDate, year: &AcademicYear) -> Vec<NaiveDate> {
    let last = last.min(today);
    let taught = |monday: &NaiveDate| {
        let mut days = monday.iter_days().take(5).filter(|day| (first..=last).contains(day));
        days.any(|day| year.is_school_day(day))
    };
    let mondays = week_of(first).iter_days().step_by(7).take_while(|monday| *monday <= last);
    let mut weeks: Vec<_> = mondays.filter(taught).collect();
    weeks.reverse();
    weeks
}
