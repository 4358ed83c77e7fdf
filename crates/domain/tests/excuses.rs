//! The family's note about an absence: what can be sent and what cannot (DOMAIN §5).

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use chrono::NaiveDate;
use klas_domain::{
    Absence,
    excuse::{ANSWER_LIMIT, COMMENT_LIMIT, Excuse, ExcuseAnswer, ExcuseError, ExcuseState},
};
use rstest::rstest;

const fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(if month > 8 { 2026 } else { 2027 }, month, day).unwrap()
}

const YEAR: (NaiveDate, NaiveDate) = (day(9, 1), day(6, 30));

fn note() -> Excuse {
    Excuse {
        from: day(11, 23), to: day(11, 25), kind: Absence::Illness, comment: "Застуда".to_owned()
    }
}

#[rstest]
#[case::as_it_is(note(), Ok(()))]
#[case::one_day(Excuse { to: day(11, 23), ..note() }, Ok(()))]
#[case::still_to_come(Excuse { from: day(5, 3), to: day(5, 7), kind: Absence::Valid, ..note() }, Ok(()))]
#[case::no_words(Excuse { comment: String::new(), ..note() }, Ok(()))]
#[case::backwards(Excuse { to: day(11, 22), ..note() }, Err(ExcuseError::Backwards))]
#[case::before_the_year(Excuse { from: day(9, 1) - chrono::Days::new(1), ..note() }, Err(ExcuseError::OutsideYear))]
#[case::after_it(Excuse { to: day(7, 1), ..note() }, Err(ExcuseError::OutsideYear))]
#[case::unknown(Excuse { kind: Absence::Unknown, ..note() }, Err(ExcuseError::Kind))]
#[case::not_valid(Excuse { kind: Absence::Invalid, ..note() }, Err(ExcuseError::Kind))]
#[case::as_long_as_may_be(Excuse { comment: "ї".repeat(COMMENT_LIMIT), ..note() }, Ok(()))]
#[case::too_long(Excuse { comment: "ї".repeat(COMMENT_LIMIT + 1), ..note() }, Err(ExcuseError::TooLong))]
fn a_note_is_checked(#[case] note: Excuse, #[case] outcome: Result<(), ExcuseError>) {
    assert_eq!(note.check(YEAR), outcome);
}

#[test]
fn a_note_covers_its_days_and_no_others() {
    let covered = [22, 23, 25, 26].map(|number| note().covers(day(11, number)));
    assert_eq!(covered, [false, true, true, false]);
}

#[test]
fn a_refusal_has_its_word() {
    assert!(ExcuseAnswer::Accepted.is_whole());
    assert!(ExcuseAnswer::Refused("Немає довідки".to_owned()).is_whole());
    assert!(!ExcuseAnswer::Refused(" ".to_owned()).is_whole());
    assert!(!ExcuseAnswer::Refused("ї".repeat(ANSWER_LIMIT + 1)).is_whole());
}

#[test]
fn a_state_survives_its_stored_name() {
    for state in ExcuseState::ALL {
        assert_eq!(ExcuseState::from_code(state.code()), Some(state));
    }
}
