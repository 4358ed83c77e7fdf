//! The weekly timetable: no teacher in two places, no holes in a class's day.

use klas_domain::bundle::TimetableSlot;

use crate::{
    dice::Dice,
    staff::{Unit, Worker},
};

const DAYS: usize = 5;
const PERIODS: usize = 8;
/// Far more rounds than the search has ever needed.
const ROUNDS: usize = 400;
/// What a teacher in two places costs, against the same subject twice on a day.
const CLASH: usize = 10;
const REPEAT: usize = 3;

/// A weekly lesson: the unit's place among the units and when it is held.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub unit: usize,
    slot: usize,
}

impl Place {
    /// 1 is Monday.
    pub fn weekday(self) -> u8 {
        u8::try_from(self.slot / PERIODS + 1).unwrap_or(1)
    }

    /// 1–8.
    pub fn period(self) -> u8 {
        u8::try_from(self.slot % PERIODS + 1).unwrap_or(1)
    }
}

/// Gives every class days of equal length without holes, throws its lessons into them and then swaps lessons
/// within a class until no teacher has two at once and no class the same subject twice a day.
pub(crate) fn arrange(units: &[Unit], classes: usize, teachers: usize, dice: &mut Dice) -> Vec<Place> {
    let mut search = Search { units, busy: vec![[0; DAYS * PERIODS]; teachers], weeks: Vec::new() };
    for class in 0..classes {
        search.throw(class, dice);
    }
    for _ in 0..ROUNDS {
        if search.improve(dice) == 0 {
            break;
        }
    }
    search.without_clashes()
}

/// The timetable as the bundle holds it.
pub(crate) fn slots(units: &[Unit], places: &[Place], staff: &[Worker]) -> Vec<TimetableSlot> {
    let of_place = |place: &Place| {
        let (weekday, period) = (place.weekday(), place.period());
        units[place.unit].courses.iter().map(move |(course, teacher)| TimetableSlot {
            course: course.clone(),
            weekday,
            period,
            room: staff.get(*teacher).and_then(|worker| worker.room.clone()),
        })
    };
    places.iter().flat_map(of_place).collect()
}

struct Search<'a> {
    units: &'a [Unit],
    /// How many lessons each teacher has in each slot.
    busy: Vec<[usize; DAYS * PERIODS]>,
    /// The lessons of each class.
    weeks: Vec<Vec<Place>>,
}

impl Search<'_> {
    fn throw(&mut self, class: usize, dice: &mut Dice) {
        let mut lessons: Vec<usize> = Vec::new();
        for (place, unit) in self.units.iter().enumerate().filter(|(_, unit)| unit.class == class) {
            lessons.extend((0..unit.weekly).map(|_| place));
        }
        dice.shuffle(&mut lessons);
        // Filling period by period makes the days equal; the last, incomplete period falls on any days.
        let mut slots: Vec<usize> = Vec::new();
        for period in 0..PERIODS {
            let mut row: Vec<usize> = (0..DAYS).map(|day| day * PERIODS + period).collect();
            dice.shuffle(&mut row);
            slots.append(&mut row);
        }
        let week: Vec<Place> =
            lessons.into_iter().zip(slots).map(|(unit, slot)| Place { unit, slot }).collect();
        for place in &week {
            self.count(*place, true);
        }
        self.weeks.push(week);
    }

    fn count(&mut self, place: Place, here: bool) {
        for (_, teacher) in &self.units[place.unit].courses {
            let lessons = &mut self.busy[*teacher][place.slot];
            *lessons = if here { *lessons + 1 } else { lessons.saturating_sub(1) };
        }
    }

    /// One round over all lessons; how many of them stood badly.
    fn improve(&mut self, dice: &mut Dice) -> usize {
        let mut bad = 0;
        for class in 0..self.weeks.len() {
            for lesson in 0..self.weeks[class].len() {
                if self.cost(class, lesson) > 0 {
                    bad += 1;
                    self.swap_well(class, lesson, dice);
                }
            }
        }
        bad
    }

    /// Swaps a lesson with the one that makes the most of it; now and then with any, to leave a dead end.
    fn swap_well(&mut self, class: usize, lesson: usize, dice: &mut Dice) {
        let lessons = self.weeks[class].len();
        if dice.permille(30) {
            self.swap(class, lesson, dice.between(0, lessons - 1));
            return;
        }
        let first = dice.between(0, lessons - 1);
        let mut best = (0, lesson);
        for other in (0..lessons).map(|step| (first + step) % lessons).filter(|other| *other != lesson) {
            let before = self.cost(class, lesson) + self.cost(class, other);
            self.swap(class, lesson, other);
            let after = self.cost(class, lesson) + self.cost(class, other);
            self.swap(class, lesson, other);
            let gain = before.saturating_sub(after) + usize::from(before == after) * usize::from(best.0 == 0);
            if before >= after && gain > best.0 {
                best = (gain, other);
            }
        }
        self.swap(class, lesson, best.1);
    }

    fn swap(&mut self, class: usize, a: usize, b: usize) {
        let (first, second) = (self.weeks[class][a], self.weeks[class][b]);
        for place in [first, second] {
            self.count(place, false);
        }
        self.weeks[class][a].slot = second.slot;
        self.weeks[class][b].slot = first.slot;
        for place in [self.weeks[class][a], self.weeks[class][b]] {
            self.count(place, true);
        }
    }

    fn cost(&self, class: usize, lesson: usize) -> usize {
        let week = &self.weeks[class];
        let place = week[lesson];
        let teachers = self.units[place.unit].courses.iter();
        let clashes: usize = teachers.map(|(_, teacher)| self.busy[*teacher][place.slot] - 1).sum();
        let same = |other: &&Place| other.unit == place.unit && other.slot / PERIODS == place.slot / PERIODS;
        let repeats = week.iter().filter(same).count() - 1;
        clashes * CLASH + repeats * REPEAT
    }

    /// The lessons in the order of the week. Should the search ever have failed, the later lesson of a clash is left
    /// out: a timetable with a gap is better than one with a clash.
    fn without_clashes(mut self) -> Vec<Place> {
        let mut places: Vec<Place> = self.weeks.concat();
        places.sort_by_key(|place| (place.slot, place.unit));
        self.busy.iter_mut().for_each(|slots| slots.fill(0));
        places.retain(|place| {
            let teachers = || self.units[place.unit].courses.iter().map(|(_, teacher)| *teacher);
            let free = teachers().all(|teacher| self.busy[teacher][place.slot] == 0);
            if free {
                teachers().for_each(|teacher| self.busy[teacher][place.slot] += 1);
            }
            free
        });
        places
    }
}
