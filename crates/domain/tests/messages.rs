//! When a family can expect an answer.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use chrono::{NaiveDate, NaiveDateTime};
use klas_domain::{
    calendar::AcademicYear,
    message::{Expected, OfficeHours},
};
use rstest::rstest;

fn at(month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    let year = if month > 8 { 2026 } else { 2027 };
    NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

/// 24 November 2026 is a Tuesday.
#[rstest]
#[case::in_the_hours(at(11, 24, 8, 0), Expected::Now)]
#[case::to_the_last_minute(at(11, 24, 17, 59), Expected::Now)]
#[case::early(at(11, 24, 7, 59), Expected::From(at(11, 24, 8, 0)))]
#[case::late(at(11, 24, 18, 0), Expected::From(at(11, 25, 8, 0)))]
#[case::on_friday_evening(at(11, 27, 20, 0), Expected::From(at(11, 30, 8, 0)))]
#[case::on_sunday(at(11, 29, 12, 0), Expected::From(at(11, 30, 8, 0)))]
#[case::in_summer(at(7, 5, 12, 0), Expected::NextYear)]
fn an_answer_is_expected_in_the_hours(#[case] now: NaiveDateTime, #[case] expected: Expected) {
    assert_eq!(OfficeHours::USUAL.expected(now, &AcademicYear::starting(2026)), expected);
}

#[test]
fn nobody_answers_in_the_holidays() {
    let year = AcademicYear::starting(2026);
    let holiday = year.holidays.first().unwrap();
    let now = holiday.starts_on.and_hms_opt(12, 0, 0).unwrap();
    let Expected::From(moment) = OfficeHours::USUAL.expected(now, &year) else { panic!("a holiday") };
    assert!(moment.date() > holiday.ends_on && year.is_school_day(moment.date()), "{moment}");
}

#[rstest]
#[case(8, 18, true)]
#[case(0, 24, true)]
#[case(18, 8, false)]
#[case(8, 8, false)]
#[case(8, 25, false)]
fn hours_end_after_they_begin(#[case] from: u8, #[case] until: u8, #[case] are: bool) {
    assert_eq!(OfficeHours::new(from, until).is_some(), are);
}
