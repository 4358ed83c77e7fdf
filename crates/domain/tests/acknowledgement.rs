//! The weeks that a guardian acknowledges.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use chrono::NaiveDate;
use klas_domain::{
    acknowledgement::{WeekError, check, week_of, weeks},
    calendar::AcademicYear,
};
use rstest::rstest;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

#[test]
fn a_week_is_called_by_its_monday() {
    for number in 23..=29 {
        assert_eq!(week_of(day(11, number)), day(11, 23));
    }
    assert_eq!(week_of(day(11, 30)), day(11, 30));
}

#[rstest]
#[case::this_one(day(11, 23), Ok(()))]
#[case::an_earlier_one(day(9, 7), Ok(()))]
#[case::the_first_which_begins_before_the_year(day(8, 31), Ok(()))]
#[case::the_next(day(11, 30), Err(WeekError::NotBegun))]
#[case::before_the_year(day(8, 24), Err(WeekError::OutsideYear))]
fn a_week_is_acknowledged_once_it_has_begun(
    #[case] monday: NaiveDate,
    #[case] outcome: Result<(), WeekError>,
) {
    assert_eq!(check(monday, day(11, 24), &AcademicYear::starting(2026)), outcome);
}

#[test]
fn weeks_without_a_school_day_are_left_out_and_the_newest_comes_first() {
    let year = AcademicYear::starting(2026);
    let found = weeks((day(10, 1), day(12, 31)), day(11, 24), &year);
    assert_eq!(found.first(), Some(&day(11, 23)));
    assert_eq!(found.last(), Some(&day(9, 28)), "1 October is a Thursday");
    let taught = |monday: &NaiveDate| monday.iter_days().take(5).any(|day| year.is_school_day(day));
    assert!(found.iter().all(taught));
    let all = day(9, 28).iter_days().step_by(7).take_while(|monday| *monday <= day(11, 23));
    assert_eq!(found.len(), all.filter(taught).count());
    assert!(weeks((day(9, 1), day(12, 31)), day(9, 1) - chrono::Days::new(1), &year).is_empty());
}
