//! When lessons begin and end (DOMAIN §2: bell schedules vary by shift and by day).

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{collections::HashMap, ops::RangeInclusive};

use klas_domain::{
    Id,
    bells::{BellSchedule, Bells, DayBells, Period},
};
use rstest::rstest;

const ORDINARY: &str = "2026-11-24";
const ALL_SHORTENED: &str = "2026-11-25";
const SECOND_SHORTENED: &str = "2026-11-26";
const ALL_SHORTENED_BUT_THE_SECOND: &str = "2026-11-27";

fn id<T>(name: &str) -> Id<T> {
    Id::derived(uuid::Uuid::nil(), name)
}

/// A schedule of lessons that last 45 minutes and follow one another without breaks.
fn schedule(name: &str, numbers: RangeInclusive<u8>, begins: u16) -> BellSchedule {
    let period = |(number, place): (u8, u16)| Period {
        number,
        starts_at: begins + place * 45,
        ends_at: begins + place * 45 + 45,
    };
    BellSchedule {
        id: id(name),
        name: name.to_owned(),
        is_default: name == "first",
        periods: numbers.zip(0..).map(period).collect(),
    }
}

/// Class `5-А` is in the second shift; of `9-А` nothing is said.
fn bells() -> Bells {
    let on = |day: &str, shift: Option<&str>, schedule: &str| DayBells {
        day: day.parse().unwrap(),
        shift: shift.map(id),
        schedule: id(schedule),
    };
    Bells {
        schedules: vec![
            schedule("first", 0..=7, 8 * 60),
            schedule("second", 1..=6, 14 * 60),
            schedule("short", 1..=4, 9 * 60),
            schedule("second-short", 1..=6, 13 * 60),
        ],
        shifts: HashMap::from([(id("5-А"), id("second"))]),
        days: vec![
            on(ALL_SHORTENED, None, "short"),
            on(SECOND_SHORTENED, Some("second"), "second-short"),
            on(ALL_SHORTENED_BUT_THE_SECOND, None, "short"),
            on(ALL_SHORTENED_BUT_THE_SECOND, Some("second"), "second"),
        ],
    }
}

#[rstest]
#[case::the_default("9-А", ORDINARY, 1, Some(8 * 60 + 45))]
#[case::its_number_0("9-А", ORDINARY, 0, Some(8 * 60))]
#[case::no_such_number("9-А", ORDINARY, 8, None)]
#[case::nor_a_negative_one("9-А", ORDINARY, -1, None)]
#[case::its_own_shift("5-А", ORDINARY, 1, Some(14 * 60))]
#[case::a_number_that_only_the_default_has("5-А", ORDINARY, 0, None)]
#[case::all_have_a_short_day("9-А", ALL_SHORTENED, 1, Some(9 * 60))]
#[case::so_has_the_other_shift("5-А", ALL_SHORTENED, 2, Some(9 * 60 + 45))]
#[case::a_number_that_the_short_day_lacks("9-А", ALL_SHORTENED, 5, None)]
#[case::a_shift_has_a_short_day("5-А", SECOND_SHORTENED, 1, Some(13 * 60))]
#[case::the_other_has_not("9-А", SECOND_SHORTENED, 1, Some(8 * 60 + 45))]
#[case::a_shift_outweighs_all("5-А", ALL_SHORTENED_BUT_THE_SECOND, 1, Some(14 * 60))]
#[case::and_the_rest_are_all("9-А", ALL_SHORTENED_BUT_THE_SECOND, 1, Some(9 * 60))]
fn a_lesson_begins(#[case] class: &str, #[case] day: &str, #[case] number: i32, #[case] begins: Option<u16>) {
    let period = bells().period(id(class), day.parse().unwrap(), number);
    assert_eq!(period.map(|own| own.starts_at), begins);
    assert_eq!(period.map(|own| own.ends_at), begins.map(|begins| begins + 45));
}

#[test]
fn a_school_without_bells_has_no_times() {
    let none = Bells::default();
    assert_eq!(none.period(id("9-А"), ORDINARY.parse().unwrap(), 1), None);
    assert_eq!(none.usual(), Vec::<&BellSchedule>::new());
}

#[test]
fn usual_are_the_default_and_those_that_classes_have() {
    let bells = bells();
    let names: Vec<_> = bells.usual().into_iter().map(|own| own.name.as_str()).collect();
    assert_eq!(names, ["first", "second"]);
}

#[test]
fn a_day_and_a_shift_have_one_identifier_in_a_school() {
    let (school, other) = (id("school"), id("other"));
    let own = DayBells { day: ORDINARY.parse().unwrap(), shift: None, schedule: id("short") };
    assert_eq!(own.id(school), DayBells { schedule: id("second"), ..own }.id(school));
    let others = [
        own.id(other),
        DayBells { shift: Some(id("second")), ..own }.id(school),
        DayBells { shift: Some(school.uuid().into()), ..own }.id(school),
        DayBells { day: ALL_SHORTENED.parse().unwrap(), ..own }.id(school),
    ];
    assert!(others.iter().all(|other| *other != own.id(school)));
}
