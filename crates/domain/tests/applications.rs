//! Applications for corrected marks (DOMAIN §4.3).

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use chrono::NaiveDate;
use klas_domain::application::{Answer, Application, ApplicationError, ORDER_LIMIT, REASON_LIMIT};
use rstest::rstest;

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, number).unwrap()
}

fn application() -> Application {
    Application {
        applied_on: day(24),
        reason: "Учениця хворіла".to_owned(),
        order: "112-у".to_owned(),
        ordered_on: Some(day(25)),
        answer: None,
        words: String::new(),
    }
}

#[rstest]
#[case::whole(application(), None)]
#[case::no_order_yet(Application { order: String::new(), ordered_on: None, ..application() }, None)]
#[case::answered(Application { answer: Some(Answer::Satisfied), ..application() }, None)]
#[case::no_reason(Application { reason: String::new(), ..application() }, Some(ApplicationError::ReasonMissing))]
#[case::tomorrow(
    Application { applied_on: day(27), ordered_on: Some(day(27)), ..application() },
    Some(ApplicationError::Future)
)]
#[case::undated(Application { ordered_on: None, ..application() }, Some(ApplicationError::OrderIncomplete))]
#[case::no_number(
    Application { order: String::new(), ..application() },
    Some(ApplicationError::OrderIncomplete)
)]
#[case::order_before(
    Application { ordered_on: Some(day(23)), ..application() },
    Some(ApplicationError::OrderTooEarly)
)]
#[case::nobody_named(
    Application { order: String::new(), ordered_on: None, answer: Some(Answer::Refused), ..application() },
    Some(ApplicationError::AnswerWithoutOrder)
)]
#[case::long_reason(
    Application { reason: "у".repeat(REASON_LIMIT + 1), ..application() },
    Some(ApplicationError::TooLong)
)]
#[case::long_number(
    Application { order: "1".repeat(ORDER_LIMIT + 1), ..application() },
    Some(ApplicationError::TooLong)
)]
fn an_application_is_whole(#[case] application: Application, #[case] error: Option<ApplicationError>) {
    assert_eq!(application.check(day(26)).err(), error);
}

#[rstest]
#[case::at_once(24, false)]
#[case::third_day(21, false)]
#[case::fourth_day(20, true)]
fn three_days_are_enough(#[case] decided: u32, #[case] late: bool) {
    assert_eq!(application().is_late(day(decided)), late);
}

#[rstest]
#[case::under_way(application(), true)]
#[case::satisfied(Application { answer: Some(Answer::Satisfied), ..application() }, true)]
#[case::refused(Application { answer: Some(Answer::Refused), ..application() }, false)]
#[case::no_order(Application { order: String::new(), ordered_on: None, ..application() }, false)]
fn a_mark_rests_on_an_order(#[case] application: Application, #[case] allows: bool) {
    assert_eq!(application.allows_correction(), allows);
}

#[test]
fn an_answer_survives_its_stored_name() {
    for answer in Answer::ALL {
        assert_eq!(Answer::from_code(answer.code()), Some(answer));
    }
}
