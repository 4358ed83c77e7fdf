//! A believable Ukrainian school in its year, or in summer after it, for demonstrations, measurements and tests.
//!
//! Pure and deterministic: the same seed, number and day give the same school on every machine (all arithmetic is
//! on integers). All people are invented.

mod absences;
mod curriculum;
mod data;
mod dice;
mod lessons;
mod marks;
mod movement;
mod names;
mod plans;
mod pupils;
mod staff;
mod timetable;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta};
use klas_domain::{
    bundle::{Bell, Bundle, CourseLoad, TaughtLesson},
    calendar::{AcademicYear, Holiday},
    entry::Entry,
    school::ClassName,
};

use crate::dice::{Dice, Part};

/// A school and what stands in its journals.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoSchool {
    /// People, classes, courses, timetable and topic plans.
    pub bundle: Bundle,
    /// Every lesson from the year's first day to the last school day before today, in the order of time.
    pub lessons: Vec<TaughtLesson>,
}

/// Makes school `number` (1 and up) of the city that grows from `seed`, as it stands on the morning of `today`.
///
/// School 1 is of the size that plans speak of: 30 classes, about 850 pupils, 65 members of staff; the other
/// schools of the city have as many classes, with fewer pupils in them. Class 8-А has 34 pupils in all of them.
pub fn school(seed: u64, number: u32, today: NaiveDate) -> DemoSchool {
    let dice = |part| Dice::new(seed, number, part);
    let year = year_around(today);
    let classes = curriculum::classes(number, &mut dice(Part::Classes));
    let subjects = curriculum::subjects();
    let (staff, units) = staff::staff(number, &classes, &subjects, &mut dice(Part::Staff));
    let taught_days = days_before(&year, today);
    let mut pupils = pupils::pupils(&classes, &year, &mut dice(Part::Pupils));
    movement::move_some(&mut pupils, &taught_days, &mut dice(Part::Movement));
    let places = timetable::arrange(&units, classes.len(), staff.len(), &mut dice(Part::Timetable));
    let plans = plans::plans(&subjects);
    let members = pupils::members(&classes, &pupils);
    let over = today > year.ends_on;
    let absences = absences::absences(&year, &taught_days, &members, over, &mut dice(Part::Absences));
    let lessons = lessons::lessons(
        &lessons::Ground {
            units: &units,
            places: &places,
            subjects: &subjects,
            plans: &plans,
            days: &taught_days,
            pupils: &pupils,
            members: &members,
            absences: &absences,
        },
        &mut dice(Part::Lessons),
    );
    let bundle = Bundle {
        school: Some(school_name(number)),
        year: Some(year),
        courses: staff::loads(&units, &staff),
        timetable: timetable::slots(&units, &places, &staff),
        staff: staff.into_iter().map(|worker| worker.member).collect(),
        pupils,
        bells: bells(),
        shifts: Vec::new(),
        plans,
    };
    DemoSchool { bundle, lessons }
}

impl DemoSchool {
    /// The same school with these classes alone, each as it is among all the others.
    #[must_use]
    pub fn of_classes(self, wanted: &[ClassName]) -> Self {
        let Self { mut bundle, lessons } = self;
        let mut places = Vec::with_capacity(bundle.pupils.len());
        let mut pupils = Vec::new();
        for pupil in bundle.pupils {
            let place = wanted.contains(&pupil.class).then_some(pupils.len());
            places.push(place);
            pupils.extend(place.map(|_| pupil));
        }
        bundle.pupils = pupils;
        bundle.courses.retain(|load| wanted.contains(&load.key.class));
        bundle.timetable.retain(|slot| wanted.contains(&slot.course.class));
        for member in &mut bundle.staff {
            member.class_teacher_of = member.class_teacher_of.take().filter(|led| wanted.contains(led));
        }
        let courses = &bundle.courses;
        bundle.plans.retain(|plan| {
            let follows =
                |load: &CourseLoad| load.key.class.grade == plan.grade && load.key.subject == plan.subject;
            courses.iter().any(follows)
        });
        let moved = |(place, entry): (usize, Entry)| Some((places.get(place).copied().flatten()?, entry));
        let lessons = lessons.into_iter().filter(|lesson| wanted.contains(&lesson.course.class));
        let lessons = lessons.map(|lesson| TaughtLesson {
            entries: lesson.entries.into_iter().filter_map(moved).collect(),
            ..lesson
        });
        Self { lessons: lessons.collect(), bundle }
    }
}

/// How many weeks ago a moved year began: its first semester is over, and the second some three weeks old.
const BEHIND: i64 = 22;

/// The usual year from November to May; in summer that year, which is over; in September and October the same year moved
/// by whole weeks so that it began [`BEHIND`] weeks ago and has something to show.
fn year_around(today: NaiveDate) -> AcademicYear {
    let year = AcademicYear::of_day(today);
    match today.month() {
        1..=6 | 11 | 12 => return year,
        7 | 8 => return AcademicYear::starting(today.year().saturating_sub(1)),
        _ => {}
    }
    let lag = (today - year.starts_on).num_days() - BEHIND * 7;
    let shift = TimeDelta::days(lag - lag.rem_euclid(7));
    AcademicYear {
        starts_on: year.starts_on + shift,
        first_semester_ends_on: year.first_semester_ends_on + shift,
        second_semester_starts_on: year.second_semester_starts_on + shift,
        ends_on: year.ends_on + shift,
        holidays: year
            .holidays
            .into_iter()
            .map(|holiday| Holiday {
                starts_on: holiday.starts_on + shift,
                ends_on: holiday.ends_on + shift,
                ..holiday
            })
            .collect(),
    }
}

/// The days of the five-day week on which lessons were held before today.
fn days_before(year: &AcademicYear, today: NaiveDate) -> Vec<NaiveDate> {
    year.starts_on
        .iter_days()
        .take_while(|day| *day < today && *day <= year.ends_on)
        .filter(|day| day.weekday().number_from_monday() <= 5 && year.is_school_day(*day))
        .collect()
}

fn school_name(number: u32) -> String {
    let names = data::rows(data::SCHOOLS).collect::<Vec<_>>();
    let place = usize::try_from(number.saturating_sub(1)).unwrap_or(0) % names.len().max(1);
    format!("Ліцей № {number} «{}»", names.get(place).map_or("", |row| row[0]))
}

/// Eight lessons of 45 minutes with longer breaks after the second and the third; on shortened days, of 30.
fn bells() -> Vec<Bell> {
    const STARTS: [(u32, u32); 8] =
        [(8, 30), (9, 25), (10, 30), (11, 35), (12, 30), (13, 25), (14, 20), (15, 15)];
    const SHORTENED: [(u32, u32); 8] =
        [(8, 30), (9, 10), (9, 50), (10, 30), (11, 10), (11, 50), (12, 30), (13, 10)];
    let mut bells = Vec::new();
    for (schedule, starts, minutes) in [(None, STARTS, 45), (Some("скорочені уроки"), SHORTENED, 30)]
    {
        bells.extend((1..).zip(starts).filter_map(|(period, (hour, minute))| {
            let starts = NaiveTime::from_hms_opt(hour, minute, 0)?;
            let ends = starts + TimeDelta::minutes(minutes);
            Some(Bell { schedule: schedule.map(str::to_owned), period, starts, ends })
        }));
    }
    bells
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}
