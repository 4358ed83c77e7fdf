//! The figures of a semester's report (DOMAIN §9): levels, mean, quality, success, learning index.
//!
//! All are made of counts that can be added up, so that a database counts and this module does the rest. Integer
//! arithmetic throughout; what would be divided by nothing is no figure at all.

mod measure;

use std::fmt;

use chrono::NaiveDate;

use crate::{
    calendar::{AcademicYear, Semester},
    mark::{Level, Mark},
};

pub use measure::{Measure, Pair, Parts, Times};

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// The marks of a semester.
    Semester(Semester),
    /// The annual marks.
    Year,
}

impl Period {
    /// All, in the order of the year.
    pub const ALL: [Self; 3] =
        [Self::Semester(Semester::First), Self::Semester(Semester::Second), Self::Year];

    /// As addresses name it: `1`, `2`, `year`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Semester(Semester::First) => "1",
            Self::Semester(Semester::Second) => "2",
            Self::Year => "year",
        }
    }

    /// The period of an address.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.code() == code)
    }

    /// The period whose marks are given now, or were given last: between the semesters the first, after them the year.
    pub fn of_day(year: &AcademicYear, day: NaiveDate) -> Self {
        match year.semester_of(day) {
            Some(semester) => Self::Semester(semester),
            None if day > year.ends_on => Self::Year,
            None => Self::Semester(Semester::First),
        }
    }

    /// The first and the last day.
    pub fn days(self, year: &AcademicYear) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Semester(semester) => year.range(semester),
            Self::Year => (year.starts_on, year.ends_on),
        }
    }

    /// The last day, on which it is looked who the pupils of a class are.
    pub fn last_day(self, year: &AcademicYear) -> NaiveDate {
        self.days(year).1
    }

    /// The other semester of the same year; the year has none.
    pub fn other_semester(self) -> Option<Self> {
        match self {
            Self::Semester(Semester::First) => Some(Self::Semester(Semester::Second)),
            Self::Semester(Semester::Second) => Some(Self::Semester(Semester::First)),
            Self::Year => None,
        }
    }
}

/// A share in per cent, or an index of up to 100, in tenths: `61,4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenths(pub u32);

/// A mean in hundredths: `7,84`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(pub u32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.0 / 10, self.0 % 10)
    }
}

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{:02}", self.0 / 100, self.0 % 100)
    }
}

/// What a mark of the initial level weighs in the learning index, in hundredths; 16 is usual, a school may choose
/// (DOMAIN §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InitialWeight(u8);

impl InitialWeight {
    /// The heaviest: what a mark of the medium level weighs.
    pub const LIMIT: u8 = 36;
    /// The usual.
    pub const USUAL: Self = Self(16);

    /// So many hundredths, from none to [`Self::LIMIT`].
    pub fn new(hundredths: u8) -> Option<Self> {
        (hundredths <= Self::LIMIT).then_some(Self(hundredths))
    }

    /// How many hundredths.
    pub fn hundredths(self) -> u8 {
        self.0
    }
}

/// How many marks of each kind there are. Marks of the scale of levels count by level and have no points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// By level, lowest first.
    levels: [u32; 4],
    /// By points, 1 first.
    points: [u32; 12],
    not_attested: u32,
    aside: u32,
}

impl Figures {
    /// The figures of some marks; their order does not matter.
    pub fn of(marks: impl IntoIterator<Item = Mark>) -> Self {
        marks.into_iter().fold(Self::default(), |mut figures, mark| {
            figures.add(mark, 1);
            figures
        })
    }

    /// Counts a mark so many times. What is neither a level nor `н/а` (`зв`, `зар`, `незар`) is counted aside.
    pub fn add(&mut self, mark: Mark, times: u32) {
        match (mark, mark.level()) {
            (_, Some(level)) => self.levels[level as usize] += times,
            (Mark::NotAttested, None) => self.not_attested += times,
            (_, None) => self.aside += times,
        }
        if let Mark::Points(points) = mark
            && let Some(number) = self.points.get_mut(usize::from(points).wrapping_sub(1))
        {
            *number += times;
        }
    }

    /// The figures of both sets of marks together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (own, others) in self.levels.iter_mut().zip(other.levels) {
            *own += others;
        }
        for (own, others) in self.points.iter_mut().zip(other.points) {
            *own += others;
        }
        self.not_attested += other.not_attested;
        self.aside += other.aside;
        self
    }

    /// N of the formulas: how many marks have a level.
    pub fn attested(&self) -> u32 {
        self.levels.iter().sum()
    }

    /// How many are `н/а`, which are outside N.
    pub fn not_attested(&self) -> u32 {
        self.not_attested
    }

    /// How many are `зв`, `зар` or `незар`, which are outside N.
    pub fn aside(&self) -> u32 {
        self.aside
    }

    /// Whether no mark was counted at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many marks are of a level.
    pub fn level(&self, level: Level) -> u32 {
        self.levels[level as usize]
    }

    /// How many marks there are of each number of points, 1 first.
    pub fn points(&self) -> [u32; 12] {
        self.points
    }

    /// How many marks are of a level or of a higher one.
    fn at_least(&self, lowest: Level) -> u32 {
        Level::ALL.into_iter().filter(|level| *level >= lowest).map(|level| self.level(level)).sum()
    }

    /// How many marks have points.
    fn pointed(&self) -> u32 {
        self.points.iter().sum()
    }

    /// The sum of the points.
    fn sum_of_points(&self) -> u64 {
        (1..).zip(self.points).map(|(points, number)| points * u64::from(number)).sum()
    }

    /// The sum of what the marks weigh in the learning index.
    fn weight(&self, initial: InitialWeight) -> u64 {
        let weights = [u64::from(initial.0), 36, 64, 100];
        self.levels.iter().zip(weights).map(|(number, weight)| u64::from(*number) * weight).sum()
    }

    /// The share of a level among the attested; none where nobody is.
    pub fn share(&self, level: Level) -> Option<Tenths> {
        per_cent(self.level(level), self.attested())
    }

    /// The mean of the points; none where no mark has any.
    pub fn mean(&self) -> Option<Hundredths> {
        divided(self.sum_of_points() * 100, self.pointed()).map(Hundredths)
    }

    /// Якість: the share of the levels sufficient and high, points 7–12.
    pub fn quality(&self) -> Option<Tenths> {
        per_cent(self.at_least(Level::Sufficient), self.attested())
    }

    /// Успішність: the share of all levels but the initial, points 4–12.
    pub fn success(&self) -> Option<Tenths> {
        per_cent(self.at_least(Level::Medium), self.attested())
    }

    /// Ступінь навченості (СНУ): `(100·high + 64·sufficient + 36·medium + initial weight·initial) / N`.
    pub fn index(&self, initial: InitialWeight) -> Option<Tenths> {
        divided(self.weight(initial) * 10, self.attested()).map(Tenths)
    }
}

/// Rounded half up; none where there is nothing to divide by.
fn divided(what: u64, by: u32) -> Option<u32> {
    let by = u64::from(by);
    let doubled = (2 * what + by).checked_div(2 * by)?;
    u32::try_from(doubled).ok()
}

fn per_cent(part: u32, whole: u32) -> Option<Tenths> {
    divided(u64::from(part) * 1000, whole).map(Tenths)
}

/// Where a pupil stands over all subjects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The level of the lowest mark; none without marks that have a level.
    pub lowest: Option<Level>,
    /// Whether a subject is not attested.
    pub not_attested: bool,
}

impl Standing {
    /// Where the pupil of these marks stands; the lowest of them alone, with any `н/а`, say the same.
    pub fn of(marks: impl IntoIterator<Item = Mark>) -> Self {
        marks.into_iter().fold(Self::default(), |standing, mark| Self {
            lowest: match (standing.lowest, mark.level()) {
                (Some(lowest), Some(level)) => Some(lowest.min(level)),
                (lowest, level) => lowest.or(level),
            },
            not_attested: standing.not_attested || mark == Mark::NotAttested,
        })
    }

    /// Whether the pupil has marks, and none of them is `н/а`.
    pub fn is_attested(self) -> bool {
        self.lowest.is_some() && !self.not_attested
    }

    /// Whether the pupil has neither a mark nor `н/а` yet.
    pub fn is_unmarked(self) -> bool {
        self.lowest.is_none() && !self.not_attested
    }

    /// Whether all marks are 7–12. A pupil with `н/а` is none of those: quality would exceed success.
    pub fn has_quality(self) -> bool {
        self.is_attested() && self.lowest >= Some(Level::Sufficient)
    }

    /// Whether no mark is 1–3 and none is `н/а`.
    pub fn succeeds(self) -> bool {
        self.is_attested() && self.lowest >= Some(Level::Medium)
    }
}

/// How many pupils stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pupils {
    /// All.
    pub all: u32,
    /// With marks and no `н/а`.
    pub attested: u32,
    /// With `н/а` in some subject.
    pub not_attested: u32,
    /// Those attested whose marks are all 7–12.
    pub with_quality: u32,
    /// Those attested whose marks are all 4–12.
    pub succeeding: u32,
}

impl Pupils {
    /// Counts so many pupils who stand there.
    pub fn add(&mut self, standing: Standing, times: u32) {
        let count = |is: bool| if is { times } else { 0 };
        self.all += times;
        self.attested += count(standing.is_attested());
        self.not_attested += count(standing.not_attested);
        self.with_quality += count(standing.has_quality());
        self.succeeding += count(standing.succeeds());
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self {
            all: self.all + other.all,
            attested: self.attested + other.attested,
            not_attested: self.not_attested + other.not_attested,
            with_quality: self.with_quality + other.with_quality,
            succeeding: self.succeeding + other.succeeding,
        }
    }

    /// Those who have neither a mark nor `н/а` yet.
    pub fn unmarked(&self) -> u32 {
        self.all.saturating_sub(self.attested + self.not_attested)
    }

    /// The share of those with all marks 7–12 among those who have a mark or `н/а`.
    pub fn quality(&self) -> Option<Tenths> {
        per_cent(self.with_quality, self.attested + self.not_attested)
    }

    /// The share of those who succeed, likewise.
    pub fn success(&self) -> Option<Tenths> {
        per_cent(self.succeeding, self.attested + self.not_attested)
    }
}

/// The only mark that keeps a pupil from a higher level, by its place, and that level: the lowest of the others.
/// None where several marks are as low, where there are no others, or where a subject is not attested.
pub fn one_mark_away(marks: &[Mark]) -> Option<(usize, Level)> {
    if marks.contains(&Mark::NotAttested) {
        return None;
    }
    let levels = marks.iter().enumerate().filter_map(|(place, mark)| Some((place, mark.level()?)));
    let mut levels: Vec<_> = levels.collect();
    levels.sort_by_key(|(_, level)| *level);
    match levels[..] {
        [(place, lowest), (_, next), ..] if lowest < next => Some((place, next)),
        _ => None,
    }
}
