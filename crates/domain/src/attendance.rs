//! Counting of missed lessons and days (DOMAIN §5).

use std::{collections::BTreeMap, fmt, iter::Sum, ops::Add};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::entry::Absence;

/// A lesson as it concerns one pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PupilLesson {
    /// The day.
    pub date: NaiveDate,
    /// Lesson number, 0–9.
    pub period: u8,
    /// Whether the lesson was cancelled; then it counts for nobody.
    pub cancelled: bool,
    /// The pupil's absence, if the pupil was not there.
    pub absence: Option<Absence>,
    /// Whether the pupil belonged to the course on that day; another group's lesson does not count.
    pub belongs: bool,
}

/// A pupil's day: a cell of the attendance register. Displayed as lessons missed by kind: `н/3`, `хв/6`,
/// `н/1 хв/2`; nothing where none was missed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// How many lessons were held for the pupil.
    pub held: u32,
    /// How many of them the pupil missed, by kind, in the order of [`Absence::ALL`]; kinds with none are left out.
    pub missed: Vec<(Absence, u32)>,
}

impl Day {
    /// How many lessons the pupil missed.
    pub fn lessons(&self) -> u32 {
        self.missed.iter().map(|(_, lessons)| lessons).sum()
    }

    /// How many lessons the pupil missed for one reason.
    pub fn lessons_of(&self, kind: Absence) -> u32 {
        self.missed.iter().filter(|(absence, _)| *absence == kind).map(|(_, lessons)| lessons).sum()
    }

    /// Whether the pupil missed every lesson held for them; a day without lessons is not missed.
    pub fn is_missed(&self) -> bool {
        self.held > 0 && self.lessons() == self.held
    }

    fn of<'a>(lessons: impl Iterator<Item = &'a PupilLesson> + Clone) -> Self {
        let count = |kind| lessons.clone().filter(|lesson| lesson.absence == Some(kind)).map(|_| 1).sum();
        let missed = Absence::ALL.map(|kind| (kind, count(kind)));
        Self {
            held: lessons.clone().map(|_| 1).sum(),
            missed: missed.into_iter().filter(|(_, lessons)| *lessons > 0).collect(),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (absence, lessons)) in self.missed.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{absence}/{lessons}")?;
        }
        Ok(())
    }
}

/// What a pupil missed in a month, a semester or a year. Totals of parts add up to the total of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// Whole days.
    pub days: u32,
    /// Lessons, those of whole days included.
    pub lessons: u32,
    /// Lessons missed through illness.
    pub through_illness: u32,
    /// Lessons missed without a valid reason; those whose reason is not known yet are not among them.
    pub without_reason: u32,
}

impl From<&Day> for Missed {
    fn from(day: &Day) -> Self {
        Self {
            days: day.is_missed().into(),
            lessons: day.lessons(),
            through_illness: day.lessons_of(Absence::Illness),
            without_reason: day.lessons_of(Absence::Invalid),
        }
    }
}

impl Add for Missed {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            days: self.days + other.days,
            lessons: self.lessons + other.lessons,
            through_illness: self.through_illness + other.through_illness,
            without_reason: self.without_reason + other.without_reason,
        }
    }
}

impl Sum for Missed {
    fn sum<I: Iterator<Item = Self>>(totals: I) -> Self {
        totals.fold(Self::default(), Self::add)
    }
}

/// A pupil's days by date: those on which any lesson was held for the pupil.
pub fn days(lessons: &[PupilLesson]) -> BTreeMap<NaiveDate, Day> {
    let mut by_date: BTreeMap<NaiveDate, Vec<&PupilLesson>> = BTreeMap::new();
    for lesson in lessons.iter().filter(|lesson| lesson.belongs && !lesson.cancelled) {
        by_date.entry(lesson.date).or_default().push(lesson);
    }
    by_date.into_iter().map(|(date, lessons)| (date, Day::of(lessons.into_iter()))).collect()
}

/// What a pupil missed in all these lessons.
pub fn missed(lessons: &[PupilLesson]) -> Missed {
    days(lessons).values().map(Missed::from).sum()
}

/// What a pupil missed between two days, both included, of the days that [`days`] gave.
pub fn missed_between(days: &BTreeMap<NaiveDate, Day>, (first, last): (NaiveDate, NaiveDate)) -> Missed {
    let within = |(date, _): &(&NaiveDate, &Day)| (first..=last).contains(*date);
    days.iter().filter(within).map(|(_, day)| Missed::from(day)).sum()
}
