//! Fulfilment of topic plans: the hours that a course was to have against the lessons that it had (DOMAIN §2, §9).

use crate::{
    calendar::{AcademicYear, Semester},
    figures::Period,
};

/// The lessons that the timetable gives a course in a semester.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lessons {
    /// Held.
    pub given: u32,
    /// Not held: cancelled, or another course's in their place.
    pub cancelled: u32,
    /// To come.
    pub ahead: u32,
}

impl Lessons {
    /// How many there are.
    pub fn all(self) -> u32 {
        self.given + self.cancelled + self.ahead
    }

    /// Those of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            given: self.given + other.given,
            cancelled: self.cancelled + other.cancelled,
            ahead: self.ahead + other.ahead,
        }
    }
}

/// What is known of the hours of a course in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// How many topics its plan has for the lessons of either semester; none without a plan. A lesson takes a line of
    /// the plan, so those of the first semester take as many as the timetable gives it lessons; a line without a topic
    /// plans nothing.
    pub topics: [u32; 2],
    /// Weekly hours in tenths: 1,5 hours are 15.
    pub weekly_tenths: u32,
    /// The lessons of both semesters.
    pub lessons: [Lessons; 2],
}

impl Hours {
    /// Whether the hours that were planned are the topics of a plan.
    pub fn has_plan(&self) -> bool {
        self.topics != [0, 0]
    }

    /// The hours of a period that were planned, and its lessons.
    pub fn of(&self, period: Period, year: &AcademicYear) -> Fulfilment {
        match period {
            Period::Semester(semester) => self.of_semester(semester, year),
            Period::Year => {
                let [first, second] = Semester::ALL.map(|semester| self.of_semester(semester, year));
                first.and(second)
            }
        }
    }

    fn of_semester(&self, semester: Semester, year: &AcademicYear) -> Fulfilment {
        let ([first, second], [first_topics, second_topics]) = (self.lessons, self.topics);
        let (topics, lessons) = match semester {
            Semester::First => (first_topics, first),
            Semester::Second => (second_topics, second),
        };
        let planned = if self.has_plan() { topics } else { self.by_load(semester, year) };
        Fulfilment { planned, lessons }
    }

    /// Weekly hours times weeks of five days, rounded half up.
    fn by_load(&self, semester: Semester, year: &AcademicYear) -> u32 {
        (self.weekly_tenths * year.school_days(semester) + 25) / 50
    }
}

/// Hours that were planned, and the lessons there were for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fulfilment {
    /// Hours that were planned.
    pub planned: u32,
    /// The lessons.
    pub lessons: Lessons,
}

impl Fulfilment {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { planned: self.planned + other.planned, lessons: self.lessons.and(other.lessons) }
    }

    /// How many planned hours are not given, though every lesson to come is.
    pub fn short(self) -> u32 {
        self.planned.saturating_sub(self.lessons.given + self.lessons.ahead)
    }

    /// How many lessons there are beyond the planned hours, once those to come are given.
    pub fn over(self) -> u32 {
        (self.lessons.given + self.lessons.ahead).saturating_sub(self.planned)
    }

    /// Whether there is neither an hour nor a lesson.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}
