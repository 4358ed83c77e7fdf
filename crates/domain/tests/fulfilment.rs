//! Fulfilment of topic plans (DOMAIN §2, §9).

use klas_domain::{
    calendar::{AcademicYear, Semester},
    figures::Period,
    fulfilment::{Fulfilment, Hours, Lessons},
};
use rstest::rstest;

const PERIODS: [Period; 3] =
    [Period::Semester(Semester::First), Period::Semester(Semester::Second), Period::Year];

fn lessons([given, cancelled, ahead]: [u32; 3]) -> Lessons {
    Lessons { given, cancelled, ahead }
}

/// Planned, short and over: of the first semester, of the second, of the year.
#[rstest]
#[case::two_cancelled_in_each(([32, 38], 20), [30, 2, 0], [36, 2, 0], [[32, 2, 0], [38, 2, 0], [70, 4, 0]])]
#[case::in_the_middle_of_the_first(([32, 38], 20), [20, 1, 11], [0, 0, 38], [[32, 1, 0], [38, 0, 0], [70, 1, 0]])]
#[case::a_plan_longer_than_the_timetable(([32, 48], 20), [32, 0, 0], [38, 0, 0], [[32, 0, 0], [48, 10, 0], [80, 10, 0]])]
#[case::a_plan_shorter_than_a_semester(([20, 0], 20), [32, 0, 0], [38, 0, 0], [[20, 0, 12], [0, 0, 38], [20, 0, 50]])]
#[case::two_lines_without_a_topic_in_the_first(([30, 30], 20), [32, 0, 0], [28, 0, 0], [[30, 0, 2], [30, 2, 0], [60, 0, 0]])]
#[case::no_plan(([0, 0], 20), [30, 2, 0], [38, 0, 0], [[32, 2, 0], [38, 0, 0], [70, 2, 0]])]
#[case::no_plan_and_an_hour_and_a_half(([0, 0], 15), [24, 0, 0], [30, 0, 0], [[24, 0, 0], [29, 0, 1], [53, 0, 1]])]
#[case::no_timetable_yet(([0, 70], 20), [0, 0, 0], [0, 0, 0], [[0, 0, 0], [70, 70, 0], [70, 70, 0]])]
#[case::nothing_at_all(([0, 0], 0), [0, 0, 0], [0, 0, 0], [[0, 0, 0], [0, 0, 0], [0, 0, 0]])]
fn planned_hours_are_held_against_lessons(
    #[case] of_plan_and_load: ([u32; 2], u32),
    #[case] first: [u32; 3],
    #[case] second: [u32; 3],
    #[case] expected: [[u32; 3]; 3],
) {
    let (topics, weekly_tenths) = of_plan_and_load;
    let hours = Hours { topics, weekly_tenths, lessons: [lessons(first), lessons(second)] };
    let year = AcademicYear::starting(2026);
    let seen = PERIODS.map(|period| {
        let own = hours.of(period, &year);
        [own.planned, own.short(), own.over()]
    });
    assert_eq!(seen, expected);
    assert_eq!(hours.of(Period::Year, &year).lessons, lessons(first).and(lessons(second)));
}

#[test]
fn a_sum_has_the_hours_of_all() {
    let one = Fulfilment { planned: 32, lessons: lessons([30, 2, 0]) };
    let both = one.and(Fulfilment { planned: 16, lessons: lessons([12, 0, 4]) });
    assert_eq!(both, Fulfilment { planned: 48, lessons: lessons([42, 2, 4]) });
    assert!(Fulfilment::default().is_empty() && !one.is_empty());
}
