//! The academic year (DOMAIN §2).

use chrono::{Datelike, Days, NaiveDate, Weekday};
use klas_domain::{
    calendar::{AcademicYear, Holiday, Semester, YearFault},
    school::Weeks,
};
use proptest::prelude::*;
use rstest::rstest;

fn year() -> AcademicYear {
    AcademicYear::starting(2026)
}

#[rstest]
#[case("2026-09-01", "2026/2027")]
#[case("2026-12-31", "2026/2027")]
#[case("2027-06-30", "2026/2027")]
#[case("2027-07-01", "2027/2028")]
#[case("2027-08-31", "2027/2028")]
fn a_day_belongs_to_a_year(#[case] day: NaiveDate, #[case] label: &str) {
    assert_eq!(AcademicYear::of_day(day).label(), label);
}

#[rstest]
#[case::before_the_year("2026-08-31", None)]
#[case::first_day("2026-09-01", Some(Semester::First))]
#[case::autumn_holidays("2026-10-28", Some(Semester::First))]
#[case::last_day_of_the_first("2026-12-25", Some(Semester::First))]
#[case::between("2026-12-26", None)]
#[case::between("2027-01-10", None)]
#[case::first_day_of_the_second("2027-01-11", Some(Semester::Second))]
#[case::last_day("2027-05-31", Some(Semester::Second))]
#[case::after_the_year("2027-06-01", None)]
fn a_day_lies_in_a_semester(#[case] day: NaiveDate, #[case] semester: Option<Semester>) {
    assert_eq!(year().semester_of(day), semester);
}

#[rstest]
#[case::before_the_year("2026-08-31", false, false)]
#[case::first_day("2026-09-01", true, false)]
#[case::between("2027-01-10", true, false)]
#[case::first_day_of_the_second("2027-01-11", true, true)]
#[case::after_the_year("2027-06-01", true, true)]
fn a_semester_has_begun(#[case] day: NaiveDate, #[case] first: bool, #[case] second: bool) {
    let begun = Semester::ALL.map(|semester| year().has_begun(semester, day));
    assert_eq!(begun, [first, second]);
}

#[rstest]
#[case::before_the_year("2026-08-31", Semester::First)]
#[case::last_day_of_the_first("2026-12-25", Semester::First)]
#[case::between("2027-01-10", Semester::First)]
#[case::first_day_of_the_second("2027-01-11", Semester::Second)]
#[case::after_the_year("2027-06-10", Semester::Second)]
fn the_last_semester_that_has_begun_is_shown(#[case] day: NaiveDate, #[case] semester: Semester) {
    assert_eq!(year().current_semester(day), semester);
}

#[rstest]
#[case::tuesday("2026-09-01", true)]
#[case::saturday("2026-09-05", true)]
#[case::sunday("2026-09-06", false)]
#[case::first_of_autumn_holidays("2026-10-26", false)]
#[case::after_autumn_holidays("2026-11-02", true)]
#[case::winter_holidays("2027-01-05", false)]
#[case::spring_holidays("2027-03-22", false)]
#[case::summer("2027-06-01", false)]
fn lessons_may_be_held(#[case] day: NaiveDate, #[case] may: bool) {
    assert_eq!(year().is_school_day(day), may);
}

/// Seventeen weeks but Monday 31 August and the autumn holidays; twenty, Monday 31 May, but the spring holidays.
#[test]
fn a_semester_has_its_school_days() {
    assert_eq!(Semester::ALL.map(|semester| year().school_days(semester)), [79, 96]);
}

#[test]
fn holidays_have_their_names_and_whole_weeks() {
    let holidays: Vec<_> = year()
        .holidays
        .iter()
        .map(|holiday| format!("{} {}–{}", holiday.name, holiday.starts_on, holiday.ends_on))
        .collect();
    assert_eq!(
        holidays,
        [
            "Осінні канікули 2026-10-26–2026-11-01",
            "Зимові канікули 2026-12-26–2027-01-10",
            "Весняні канікули 2027-03-22–2027-03-28",
        ]
    );
}

#[rstest]
#[case(Semester::First, &[(2026, 9), (2026, 10), (2026, 11), (2026, 12)])]
#[case(Semester::Second, &[(2027, 1), (2027, 2), (2027, 3), (2027, 4), (2027, 5)])]
fn a_semester_touches_months(#[case] semester: Semester, #[case] months: &[(i32, u32)]) {
    assert_eq!(year().months(semester), months);
}

#[test]
fn the_first_lessons_of_a_monday_follow_the_first_of_september() {
    let days: Vec<_> = year().lesson_days(1).take(2).map(|day| day.to_string()).collect();
    assert_eq!(days, ["2026-09-07", "2026-09-14"]);
}

#[rstest]
fn weekdays_that_give_no_lessons(#[values(0, 7, 8, 255)] weekday: u8) {
    assert_eq!(year().lesson_days(weekday).count(), 0);
}

#[rstest]
#[case(1, Some(Semester::First))]
#[case(2, Some(Semester::Second))]
#[case(0, None)]
#[case(3, None)]
fn a_semester_has_a_number(#[case] code: i16, #[case] semester: Option<Semester>) {
    assert_eq!(Semester::from_code(code), semester);
}

proptest! {
    #[test]
    fn lesson_days_are_school_days_of_the_weekday_and_none_is_left_out(
        first in 1992..2100_i32,
        weekday in 1..=7_u8,
    ) {
        let year = AcademicYear::starting(first);
        let mut day = year.starts_on - Days::new(40);
        let mut expected = Vec::new();
        while day <= year.ends_on + Days::new(40) {
            let holiday = year.holidays.iter().any(|h| h.starts_on <= day && day <= h.ends_on);
            let in_weekday = day.weekday().number_from_monday() == u32::from(weekday);
            if in_weekday && day.weekday() != Weekday::Sun && !holiday && year.semester_of(day).is_some() {
                expected.push(day);
            }
            day = day + Days::new(1);
        }
        prop_assert_eq!(year.lesson_days(weekday).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_parts_of_a_year_stand_in_order(first in 1992..2100_i32) {
        let year = AcademicYear::starting(first);
        let mut dates = vec![year.starts_on];
        for (place, holiday) in year.holidays.iter().enumerate() {
            if place == 1 {
                dates.push(year.first_semester_ends_on);
            }
            dates.extend([holiday.starts_on, holiday.ends_on]);
            if place == 1 {
                dates.push(year.second_semester_starts_on);
            }
        }
        dates.push(year.ends_on);
        prop_assert!(dates.is_sorted_by(|a, b| a < b), "{dates:?}");
        prop_assert_eq!(year.second_semester_starts_on.weekday(), Weekday::Mon);
    }

    #[test]
    fn no_year_is_too_far(first in any::<i32>()) {
        let year = AcademicYear::starting(first);
        prop_assert!(year.lesson_days(1).count() < 50);
        prop_assert!(year.months(Semester::Second).len() < 12);
    }
}

#[test]
fn alternate_weeks_begin_with_the_years_first_week() {
    let begins = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    let odd: Vec<u64> = (0..21).filter(|days| Weeks::Odd.hold(begins + Days::new(*days), begins)).collect();
    assert_eq!(odd, (0..6).chain(13..20).collect::<Vec<_>>(), "Tuesday to Sunday, then the week after next");
    for day in (0..30).map(|days| begins + Days::new(days)) {
        assert!(Weeks::All.hold(day, begins));
        assert_ne!(Weeks::Odd.hold(day, begins), Weeks::Even.hold(day, begins));
    }
}

fn with_holidays(from: &str, until: &str) -> AcademicYear {
    let mut year = year();
    let day = |text: &str| text.parse().unwrap_or_default();
    year.holidays
        .push(Holiday { name: "Карантин".to_owned(), starts_on: day(from), ends_on: day(until) });
    year
}

#[rstest]
#[case::as_usual(year(), &[])]
#[case::a_day_off(with_holidays("2026-11-30", "2026-11-30"), &[])]
#[case::backwards(with_holidays("2026-11-30", "2026-11-29"), &[YearFault::HolidayOrder(3)])]
#[case::in_summer(with_holidays("2027-05-31", "2027-06-01"), &[YearFault::Outside(3)])]
#[case::in_the_autumn_holidays(with_holidays("2026-10-20", "2026-10-26"), &[YearFault::Overlap(3)])]
#[case::without_a_name(AcademicYear { holidays: vec![Holiday { name: " ".to_owned(), ..year().holidays[0].clone() }], ..year() }, &[YearFault::Unnamed(0)])]
#[case::semesters_meet(AcademicYear { second_semester_starts_on: year().first_semester_ends_on, ..year() }, &[YearFault::SemesterOrder])]
#[case::of_another_year(AcademicYear::starting(2025), &[YearFault::OtherYear])]
fn dates_that_make_no_sense_are_named(#[case] year: AcademicYear, #[case] faults: &[YearFault]) {
    assert_eq!(year.faults(2026), faults);
}
