//! The academic year: semesters, holidays, and the days on which a weekly timetable gives lessons.

mod faults;

use std::iter::successors;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use faults::YearFault;

/// An academic year of a school. The pedagogical council sets its dates (DOMAIN §2); [`AcademicYear::starting`]
/// gives those that most schools choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcademicYear {
    /// The first day of lessons.
    pub starts_on: NaiveDate,
    /// The last day of semester I.
    pub first_semester_ends_on: NaiveDate,
    /// The first day of semester II; what lies between the semesters belongs to none.
    pub second_semester_starts_on: NaiveDate,
    /// The last day of lessons.
    pub ends_on: NaiveDate,
    /// Holidays in the order of the year.
    pub holidays: Vec<Holiday>,
}

/// Days without lessons, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// As the school calls them: «Осінні канікули».
    pub name: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
}

impl Holiday {
    /// Whether the day is one of them.
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.starts_on..=self.ends_on).contains(&day)
    }
}

/// Half of an academic year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Semester {
    /// І семестр.
    First,
    /// ІІ семестр.
    Second,
}

impl Semester {
    /// Both, in the order of the year.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// The stored number: 1 or 2.
    pub fn code(self) -> i16 {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }

    /// The semester of a stored number.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|semester| semester.code() == code)
    }
}

impl AcademicYear {
    /// The year that begins on 1 September of `year`, with the usual dates: lessons till 31 May, semester I till
    /// 25 December, semester II from the second Monday of January; a week of holidays from the last Monday of
    /// October, winter holidays between the semesters, and the last whole week of March.
    pub fn starting(year: i32) -> Self {
        let next = year.saturating_add(1);
        let second_semester_starts_on = monday_from(date(next, 1, 8));
        Self {
            starts_on: date(year, 9, 1),
            first_semester_ends_on: date(year, 12, 25),
            second_semester_starts_on,
            ends_on: date(next, 5, 31),
            holidays: vec![
                week_off("Осінні канікули", monday_from(date(year, 10, 25))),
                Holiday {
                    name: "Зимові канікули".to_owned(),
                    starts_on: date(year, 12, 26),
                    ends_on: second_semester_starts_on.pred_opt().unwrap_or(second_semester_starts_on),
                },
                week_off("Весняні канікули", monday_from(date(next, 3, 19))),
            ],
        }
    }

    /// The year, with the usual dates, that a day belongs to: July and August belong to the coming one.
    pub fn of_day(day: NaiveDate) -> Self {
        Self::starting(if day.month() >= 7 { day.year() } else { day.year().saturating_sub(1) })
    }

    /// The year as papers name it: `2026/2027`.
    pub fn label(&self) -> String {
        year_label(self.starts_on.year())
    }

    /// The semester a day lies in; none before, between and after them. Holidays within a semester belong to it.
    pub fn semester_of(&self, day: NaiveDate) -> Option<Semester> {
        Semester::ALL.into_iter().find(|&semester| {
            let (first, last) = self.range(semester);
            (first..=last).contains(&day)
        })
    }

    /// The semester whose pages are shown on a day: the last that has begun. Between the semesters and after the year
    /// people still come for what was done last; before the year there is only the first to come for.
    pub fn current_semester(&self, day: NaiveDate) -> Semester {
        if self.has_begun(Semester::Second, day) { Semester::Second } else { Semester::First }
    }

    /// Whether a semester has begun by a day.
    pub fn has_begun(&self, semester: Semester, day: NaiveDate) -> bool {
        self.range(semester).0 <= day
    }

    /// The first and the last day of a semester.
    pub fn range(&self, semester: Semester) -> (NaiveDate, NaiveDate) {
        match semester {
            Semester::First => (self.starts_on, self.first_semester_ends_on),
            Semester::Second => (self.second_semester_starts_on, self.ends_on),
        }
    }

    /// Whether lessons may be held: in a semester, not on a Sunday, not in the holidays. Saturday may, where the
    /// timetable has it.
    pub fn is_school_day(&self, day: NaiveDate) -> bool {
        day.weekday() != Weekday::Sun
            && self.semester_of(day).is_some()
            && !self.holidays.iter().any(|holiday| holiday.contains(day))
    }

    /// The school days of a weekday (1 is Monday, 7 is Sunday) in the order of the year.
    pub fn lesson_days(&self, weekday: u8) -> impl Iterator<Item = NaiveDate> {
        self.starts_on
            .iter_days()
            .take_while(|day| *day <= self.ends_on)
            .filter(move |day| day.weekday().number_from_monday() == u32::from(weekday))
            .filter(|day| self.is_school_day(*day))
    }

    /// How many days of a semester from Monday to Friday are school days.
    pub fn school_days(&self, semester: Semester) -> u32 {
        let (first, last) = self.range(semester);
        let days = first.iter_days().take_while(|day| *day <= last);
        let counts = |day: &NaiveDate| day.weekday().number_from_monday() <= 5 && self.is_school_day(*day);
        days.filter(counts).map(|_| 1).sum()
    }

    /// The calendar months that a semester touches, as year and month 1–12.
    pub fn months(&self, semester: Semester) -> Vec<(i32, u32)> {
        let (first, last) = self.range(semester);
        successors(first.with_day(1), |month| month.checked_add_months(Months::new(1)))
            .take_while(|month| *month <= last)
            .map(|month| (month.year(), month.month()))
            .collect()
    }
}

/// A day that the calendar of any sensible year has; the earliest day of all for a year that no calendar has.
fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

/// The first Monday on or after a day.
fn monday_from(day: NaiveDate) -> NaiveDate {
    let wait = (7 - day.weekday().num_days_from_monday()) % 7;
    days_after(day, u64::from(wait))
}

fn week_off(name: &str, monday: NaiveDate) -> Holiday {
    Holiday { name: name.to_owned(), starts_on: monday, ends_on: days_after(monday, 6) }
}

fn days_after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// The year that began in a calendar year, as papers name it: `2026/2027`.
pub fn year_label(began: i32) -> String {
    format!("{began}/{}", began.saturating_add(1))
}
