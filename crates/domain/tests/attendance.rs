//! Missed lessons and days (DOMAIN §5).

use chrono::NaiveDate;
use klas_domain::{
    Absence,
    attendance::{Day, Missed, PupilLesson, days, missed, missed_between},
};
use proptest::{collection::vec, option, prelude::*, sample};
use rstest::rstest;

use Absence::{Illness, Invalid, Unknown, Valid};

/// A day of the week that begins on Monday 7 September 2026.
fn day_of_week(place: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 7 + place).unwrap_or_default()
}

/// A day's lessons, written as the register reads: `н` or a reason, `.` for present, `x` for cancelled, `о` for
/// the other group's lesson, `-` for a lesson before the pupil's enrolment.
fn lessons(date: NaiveDate, day: &str) -> Vec<PupilLesson> {
    day.split_whitespace()
        .zip(1..)
        .map(|(cell, period)| PupilLesson {
            date,
            period,
            cancelled: cell.starts_with('x'),
            absence: Absence::from_code(cell.trim_start_matches(['x', 'о', '-'])),
            belongs: !cell.starts_with(['о', '-']),
        })
        .collect()
}

#[rstest]
#[case::absent_from_all("н н н н н н", 1, 6)]
#[case::absent_from_the_last_two(". . . . . н н", 0, 2)]
#[case::one_of_five_cancelled("н н x н н", 1, 4)]
#[case::cancelled_after_the_absence_was_entered("н н xн н н", 1, 4)]
#[case::lesson_of_the_other_group("н н о н", 1, 3)]
#[case::absence_put_into_the_other_group("он . .", 0, 0)]
#[case::not_enrolled_yet("- - - -", 0, 0)]
#[case::all_cancelled("xн xн", 0, 0)]
#[case::present(". . . .", 0, 0)]
fn a_day_counts(#[case] day: &str, #[case] days: u32, #[case] count: u32) {
    let totals = missed(&lessons(day_of_week(0), day));
    assert_eq!((totals.days, totals.lessons), (days, count));
}

#[test]
fn the_week_of_the_worked_example_adds_up() {
    let week = ["н н н н н н", ". . . . . н н", "н н x н н", ". о . .", ". . . ."];
    let lessons: Vec<_> = (0..).zip(week).flat_map(|(place, day)| lessons(day_of_week(place), day)).collect();
    assert_eq!(missed(&lessons), Missed { days: 2, lessons: 12, through_illness: 0, without_reason: 0 });
}

#[test]
fn a_pupil_enrolled_on_thursday_is_counted_from_thursday() {
    let week = ["- - -", "- - -", "- -", "н н", ". н"];
    let lessons: Vec<_> = (0..).zip(week).flat_map(|(place, day)| lessons(day_of_week(place), day)).collect();
    let counted: Vec<_> = days(&lessons).into_keys().collect();
    assert_eq!(counted, [day_of_week(3), day_of_week(4)]);
    assert_eq!(missed(&lessons), Missed { days: 1, lessons: 3, through_illness: 0, without_reason: 0 });
}

#[rstest]
#[case::both_ends_count(1, 2, Missed { days: 1, lessons: 6, ..Missed::default() })]
#[case::a_day(4, 4, Missed::default())]
#[case::nothing_lies_between_days_that_are_turned_round(4, 0, Missed::default())]
fn a_part_of_the_week_is_counted_by_itself(#[case] first: u32, #[case] last: u32, #[case] counted: Missed) {
    let week = ["н н н н н н", ". . . . . н н", "н н x н н", ". о . .", ". . . ."];
    let lessons: Vec<_> = (0..).zip(week).flat_map(|(place, day)| lessons(day_of_week(place), day)).collect();
    assert_eq!(missed_between(&days(&lessons), (day_of_week(first), day_of_week(last))), counted);
}

#[test]
fn reasons_are_counted_apart() {
    let totals = missed(&lessons(day_of_week(0), "хв хв бп пп н ."));
    assert_eq!(totals, Missed { days: 0, lessons: 5, through_illness: 2, without_reason: 1 });
}

#[rstest]
#[case("н н н . .", "н/3")]
#[case("хв хв хв хв хв хв", "хв/6")]
#[case("хв н хв .", "н/1 хв/2")]
#[case(". . .", "")]
fn the_register_shows(#[case] day: &str, #[case] cell: &str) {
    let shown: Vec<_> = days(&lessons(day_of_week(0), day)).values().map(Day::to_string).collect();
    assert_eq!(shown, [cell]);
}

fn any_lesson() -> impl Strategy<Value = PupilLesson> {
    let absences = option::of(sample::select(vec![Unknown, Illness, Valid, Invalid]));
    (0..5_u32, 0..=9_u8, any::<bool>(), absences, any::<bool>()).prop_map(
        |(place, period, cancelled, absence, belongs)| PupilLesson {
            date: day_of_week(place),
            period,
            cancelled,
            absence,
            belongs,
        },
    )
}

proptest! {
    #[test]
    fn totals_of_days_add_up_to_the_week(lessons in vec(any_lesson(), 0..40)) {
        let by_day = (0..5).map(|place| {
            let day: Vec<_> = lessons.iter().copied().filter(|l| l.date == day_of_week(place)).collect();
            missed(&day)
        });
        prop_assert_eq!(by_day.sum::<Missed>(), missed(&lessons));
    }

    #[test]
    fn a_missed_day_has_no_lesson_attended(lessons in vec(any_lesson(), 0..40)) {
        for (date, day) in days(&lessons) {
            let attended = lessons
                .iter()
                .any(|l| l.date == date && l.belongs && !l.cancelled && l.absence.is_none());
            prop_assert_eq!(day.is_missed(), !attended);
        }
    }
}
