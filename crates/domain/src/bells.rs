//! When lessons begin and end: a school's bell schedules, the shifts of its classes, and the days that have other bells
//! than usually (DOMAIN §2).

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::id::{Id, of};

/// What the schedule of a school with shifts is called that classes have of which nothing else is said.
pub const FIRST_SHIFT: &str = "І зміна";

/// A period of a bell schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Lesson number, 0–9.
    pub number: u8,
    /// Beginning, minutes since midnight.
    pub starts_at: u16,
    /// End, minutes since midnight.
    pub ends_at: u16,
}

/// A bell schedule: a shift's, or that of shortened days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BellSchedule {
    /// Identifier.
    pub id: Id<of::BellSchedule>,
    /// Name; empty while the school has not named its only one.
    pub name: String,
    /// Whether it is that of the classes that have none of their own.
    pub is_default: bool,
    /// Its periods, by number.
    pub periods: Vec<Period>,
}

impl BellSchedule {
    /// The period of a lesson number.
    pub fn period(&self, number: i32) -> Option<Period> {
        self.periods.iter().find(|period| i32::from(period.number) == number).copied()
    }
}

/// The bells of a day that are not the usual ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayBells {
    /// Day.
    pub day: NaiveDate,
    /// The schedule whose classes have other bells; none: all classes of which the day says nothing else.
    pub shift: Option<Id<of::BellSchedule>>,
    /// The schedule that they follow on the day.
    pub schedule: Id<of::BellSchedule>,
}

impl DayBells {
    /// The identifier that the day and the shift have in a school: they have one schedule at most.
    pub fn id(&self, school: Id<of::School>) -> Id<of::DayBells> {
        // A schedule may have the school's own identifier.
        match self.shift {
            Some(shift) => Id::derived(shift.uuid(), &self.day.to_string()),
            None => Id::derived(school.uuid(), &format!("{}/all", self.day)),
        }
    }
}

/// The bells of a school.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bells {
    /// Its schedules, the default one first.
    pub schedules: Vec<BellSchedule>,
    /// The classes that have a schedule of their own.
    pub shifts: HashMap<Id<of::SchoolClass>, Id<of::BellSchedule>>,
    /// The days with other bells.
    pub days: Vec<DayBells>,
}

impl Bells {
    /// When a lesson of a number begins and ends for a class on a day; none where its bells have no such number.
    pub fn period(&self, class: Id<of::SchoolClass>, day: NaiveDate, number: i32) -> Option<Period> {
        let shift = self.shift_of(class)?;
        let on_day = |whose: Option<Id<of::BellSchedule>>| {
            self.days.iter().find(|own| own.day == day && own.shift == whose)
        };
        let other = on_day(Some(shift)).or_else(|| on_day(None));
        self.schedule(other.map_or(shift, |own| own.schedule))?.period(number)
    }

    /// The schedule that a class has on usual days; none in a school without bells.
    pub fn shift_of(&self, class: Id<of::SchoolClass>) -> Option<Id<of::BellSchedule>> {
        let common = || self.schedules.iter().find(|own| own.is_default).map(|own| own.id);
        self.shifts.get(&class).copied().or_else(common)
    }

    /// The schedules that classes have on usual days.
    pub fn usual(&self) -> Vec<&BellSchedule> {
        let is_usual = |own: &&BellSchedule| own.is_default || self.shifts.values().any(|id| *id == own.id);
        self.schedules.iter().filter(is_usual).collect()
    }

    /// The schedule of an identifier.
    pub fn schedule(&self, id: Id<of::BellSchedule>) -> Option<&BellSchedule> {
        self.schedules.iter().find(|own| own.id == id)
    }
}
