//! What families are told of, and when a device may be disturbed.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use klas_domain::{
    Absence, Entry, Id, Level, Mark,
    guardianship::Part,
    id::of,
    notice::{Choice, Kind, Preferences, QuietHours, Turn, is_unexplained, letter_of, retry_after, turns},
};
use proptest::prelude::*;
use rstest::rstest;

/// 24 November 2026 is a Tuesday.
fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn entry(text: &str) -> Entry {
    Entry::parse(text, klas_domain::Scale::TwelvePoint).unwrap()
}

fn pencil(text: &str) -> Entry {
    Entry { draft: true, ..entry(text) }
}

fn noted(note: &str) -> Entry {
    Entry { note: Some(note.to_owned()), ..Entry::default() }
}

#[rstest]
#[case::in_the_day(at(24, 12, 30), at(24, 12, 30))]
#[case::to_the_last_minute(at(24, 19, 59), at(24, 19, 59))]
#[case::at_the_first_hour(at(24, 20, 0), at(25, 7, 0))]
#[case::before_midnight(at(24, 23, 59), at(25, 7, 0))]
#[case::after_midnight(at(25, 0, 0), at(25, 7, 0))]
#[case::to_the_last_quiet_minute(at(25, 6, 59), at(25, 7, 0))]
#[case::when_they_end(at(25, 7, 0), at(25, 7, 0))]
#[case::on_friday_evening_until_monday(at(27, 20, 15), at(30, 7, 0))]
#[case::on_saturday_noon(at(28, 12, 0), at(30, 7, 0))]
#[case::on_sunday_night(at(29, 23, 30), at(30, 7, 0))]
fn the_usual_quiet_hours(#[case] now: NaiveDateTime, #[case] end: NaiveDateTime) {
    assert_eq!(QuietHours::default().end(now), end);
}

#[rstest]
#[case::none(0, 0, at(24, 3, 0), at(24, 3, 0))]
#[case::within_a_day(13, 15, at(24, 13, 0), at(24, 15, 0))]
#[case::within_a_day_after(13, 15, at(24, 15, 0), at(24, 15, 0))]
#[case::almost_always(8, 7, at(24, 8, 0), at(25, 7, 0))]
#[case::on_saturday_too(22, 6, at(28, 12, 0), at(28, 12, 0))]
#[case::on_saturday_night(22, 6, at(28, 23, 0), at(29, 6, 0))]
fn quiet_hours_of_ones_own(
    #[case] from: u8,
    #[case] until: u8,
    #[case] now: NaiveDateTime,
    #[case] end: NaiveDateTime,
) {
    assert_eq!(QuietHours::new(from, until, false).unwrap().end(now), end);
}

#[rstest]
#[case::in_the_evening(20, 7, true, at(24, 12, 30), Some(at(24, 20, 0)))]
#[case::the_last_minute_before(20, 7, true, at(24, 19, 59), Some(at(24, 20, 0)))]
#[case::already(20, 7, true, at(24, 23, 10), Some(at(24, 23, 10)))]
#[case::at_the_weekend(0, 0, true, at(24, 12, 0), Some(at(28, 0, 0)))]
#[case::never(0, 0, false, at(24, 12, 0), None)]
fn quiet_hours_begin(
    #[case] from: u8,
    #[case] until: u8,
    #[case] weekends: bool,
    #[case] now: NaiveDateTime,
    #[case] begin: Option<NaiveDateTime>,
) {
    assert_eq!(QuietHours::new(from, until, weekends).unwrap().begin(now), begin);
}

#[rstest]
#[case(24, 7)]
#[case(20, 24)]
fn hours_are_those_of_a_day(#[case] from: u8, #[case] until: u8) {
    assert_eq!(QuietHours::new(from, until, true), None);
}

proptest! {
    #[test]
    fn quiet_hours_end_when_it_is_not_quiet(
        from in 0_u8..24, until in 0_u8..24, weekends: bool, minutes in 0_i64..14 * 24 * 60,
    ) {
        let quiet = QuietHours::new(from, until, weekends).unwrap();
        let now = at(20, 0, 0) + TimeDelta::minutes(minutes);
        let end = quiet.end(now);
        prop_assert!(!quiet.hold(end));
        prop_assert!(end >= now && end - now < TimeDelta::days(4));
        prop_assert_eq!(end == now, !quiet.hold(now));
        // Every hour until then is quiet.
        let mut hour = now;
        while hour < end {
            prop_assert!(quiet.hold(hour));
            hour += TimeDelta::minutes(30);
        }
    }

    #[test]
    fn what_did_not_change_is_not_told(mark in proptest::option::of(1_u8..=12), absent: bool, draft: bool) {
        let entry = Entry {
            mark: mark.map(Mark::Points),
            absence: absent.then_some(Absence::Unknown),
            draft,
            ..Entry::default()
        };
        prop_assert_eq!(turns(&entry, &entry), vec![]);
    }
}

#[rstest]
#[case::a_mark(entry(""), entry("8"), vec![Turn::Told(Kind::Mark)])]
#[case::the_lowest_level(entry(""), entry("3"), vec![Turn::Told(Kind::LowMark)])]
#[case::the_medium_level(entry(""), entry("4"), vec![Turn::Told(Kind::Mark)])]
#[case::another_mark(entry("3"), entry("8"), vec![Turn::Told(Kind::Mark)])]
#[case::a_mark_that_went(entry("8"), entry(""), vec![Turn::Gone(Kind::Mark)])]
#[case::pencil(entry(""), pencil("8"), vec![])]
#[case::pencil_that_changed(pencil("8"), pencil("9"), vec![])]
#[case::published_pencil(pencil("8"), entry("8"), vec![Turn::Told(Kind::Mark)])]
#[case::an_absence(entry(""), entry("н"), vec![Turn::Told(Kind::Absence)])]
#[case::its_reason(entry("н"), entry("хв"), vec![])]
#[case::an_absence_that_went(entry("н"), entry(""), vec![Turn::Gone(Kind::Absence)])]
#[case::late_and_not_absent(entry("н"), entry("сп"), vec![Turn::Gone(Kind::Absence)])]
#[case::a_mark_beside_an_absence(entry("н"), entry("н/9"), vec![Turn::Told(Kind::Mark)])]
#[case::a_note(entry(""), noted("без зошита"), vec![Turn::Told(Kind::Note)])]
#[case::another_note(noted("без зошита"), noted("без підручника"), vec![Turn::Told(Kind::Note)])]
#[case::a_note_that_went(noted("без зошита"), entry(""), vec![Turn::Gone(Kind::Note)])]
fn what_is_told_of_a_cell(#[case] before: Entry, #[case] after: Entry, #[case] told: Vec<Turn>) {
    assert_eq!(turns(&before, &after), told);
}

/// Homework of the next lesson is told along with it, and none of the evening in the morning.
#[rstest]
#[case::in_the_morning(at(24, 10, 0), at(24, 11, 15))]
#[case::just_in_time(at(24, 18, 40), at(24, 19, 55))]
#[case::in_the_evening(at(24, 18, 50), at(24, 19, 55))]
#[case::on_friday(at(27, 19, 30), at(27, 19, 55))]
#[case::at_the_last_minute(at(24, 19, 58), at(24, 19, 55))]
fn a_device_waits_for_the_next_lesson_but_not_into_the_quiet_hours(
    #[case] given: NaiveDateTime,
    #[case] until: NaiveDateTime,
) {
    let quiet = QuietHours::default();
    assert_eq!(quiet.homework_waits(given, given), until);
    let told = until.max(given);
    assert!(!quiet.hold(told) && quiet.homework_waits(given, told) <= told, "it waits once");
}

#[test]
fn without_quiet_hours_a_device_waits_longer_with_homework_than_a_lesson_lasts() {
    let none = QuietHours::new(0, 0, false).unwrap();
    let given = at(24, 19, 30);
    assert!(none.homework_waits(given, given) > given + TimeDelta::hours(1));
}

#[rstest]
#[case(Mark::Points(1), true)]
#[case(Mark::Points(3), true)]
#[case(Mark::Points(4), false)]
#[case(Mark::Level(Level::Initial), true)]
#[case(Mark::Level(Level::Medium), false)]
#[case(Mark::NotPassed, true)]
#[case(Mark::Passed, false)]
#[case(Mark::NotAttested, false)]
#[case(Mark::Exempt, false)]
fn a_low_mark_is_of_the_lowest_level_of_its_scale(#[case] mark: Mark, #[case] low: bool) {
    assert_eq!(Kind::of_mark(mark) == Kind::LowMark, low);
}

#[test]
fn at_once_come_absences_and_what_is_urgent_alone() {
    let (own, child) = (Preferences::default(), Id::<of::Person>::new());
    let at_once = Kind::OF_CHILD.into_iter().filter(|kind| own.at_once(child, *kind));
    assert_eq!(at_once.collect::<Vec<_>>(), [Kind::Absence, Kind::Urgent]);
    let weekly = Kind::OF_CHILD.into_iter().filter(|kind| own.weekly(child, *kind));
    assert_eq!(weekly.count(), 7, "everything but messages and answers");
}

#[test]
fn what_is_chosen_for_one_child_is_not_chosen_for_another() {
    let (child, sibling) = (Id::<of::Person>::new(), Id::new());
    let mut own = Preferences::default();
    own.choices.insert((child, Kind::Mark), Choice { at_once: true, mailed: false, weekly: false });
    assert!(own.at_once(child, Kind::Mark) && own.at_once(child, Kind::LowMark), "any mark is a low one too");
    assert!(!own.at_once(sibling, Kind::Mark));
    assert!(!own.weekly(child, Kind::Mark) && own.weekly(child, Kind::LowMark));
    own.no_letter = true;
    assert!(!Kind::ALL.into_iter().any(|kind| own.weekly(child, kind)));
}

#[test]
fn urgent_notices_pass_the_quiet_hours() {
    let (own, child, night) = (Preferences::default(), Id::<of::Person>::new(), at(24, 22, 0));
    assert_eq!(own.push_at(child, Kind::Urgent, night), Some(night));
    assert_eq!(own.push_at(child, Kind::Absence, night), Some(at(25, 7, 0)));
    assert_eq!(own.push_at(child, Kind::Homework, night), None);
}

#[rstest]
#[case::on_friday_before_the_hour(at(27, 15, 59), None)]
#[case::on_friday(at(27, 16, 0), Some(23))]
#[case::late_but_still(at(29, 23, 59), Some(23))]
#[case::on_monday(at(30, 0, 0), None)]
#[case::in_the_week(at(25, 16, 0), None)]
fn the_letter_of_the_week_goes_on_friday(#[case] now: NaiveDateTime, #[case] monday: Option<u32>) {
    let monday = monday.and_then(|day| NaiveDate::from_ymd_opt(2026, 11, day));
    assert_eq!(letter_of(now), monday);
}

#[rstest]
#[case(1, Some(1))]
#[case(2, Some(5))]
#[case(6, Some(360))]
#[case(7, None)]
#[case(0, None)]
fn attempts_come_further_and_further_apart(#[case] failed: i32, #[case] minutes: Option<i64>) {
    assert_eq!(retry_after(failed), minutes.map(TimeDelta::minutes));
}

#[test]
fn an_absence_with_a_reason_alarms_nobody() {
    let alarming = Absence::ALL.into_iter().filter(|own| is_unexplained(*own)).collect::<Vec<_>>();
    assert_eq!(alarming, [Absence::Unknown, Absence::Invalid]);
}

#[test]
fn each_kind_is_stored_by_its_name_and_hidden_with_its_part() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(Kind::from_code("gossip"), None);
    assert_eq!(Kind::LowMark.part(), Part::Marks);
    assert_eq!(Kind::Homework.part(), Part::Diary);
    assert_eq!(Kind::Message.part(), Part::Messages);
    assert_eq!((Kind::Answer.part(), Kind::ReportState.part()), (Part::Marks, Part::Diary));
}

#[test]
fn what_was_chosen_for_answers_holds_for_reports_until_they_are_chosen_apart() {
    let (child, mut own) = (Id::<of::Person>::new(), Preferences::default());
    let at_once = Choice { at_once: true, mailed: false, weekly: false };
    own.choices.insert((child, Kind::Answer), at_once);
    assert!(own.at_once(child, Kind::ReportState));
    own.choices.insert((child, Kind::ReportState), Choice { at_once: false, ..at_once });
    assert!(!own.at_once(child, Kind::ReportState) && own.at_once(child, Kind::Answer));
}
