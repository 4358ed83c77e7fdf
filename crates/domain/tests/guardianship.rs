//! Limited rights of a guardian: which restrictions can stand, and on which days they hold.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use chrono::NaiveDate;
use klas_domain::{
    Id,
    guardianship::{
        Child, Document, DocumentKind, Hidden, NUMBER_LIMIT, Part, Restriction, RestrictionError,
    },
};
use rstest::rstest;

const fn november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn restriction() -> Restriction {
    let document =
        Document { kind: DocumentKind::CourtDecision, number: "727/1/26".to_owned(), date: november(2) };
    Restriction { hidden: Hidden::Everything, from: november(5), until: Some(november(20)), document }
}

/// A way to change a restriction.
type Change = fn(&mut Restriction);

#[rstest]
#[case::as_it_is(|_: &mut Restriction| (), Ok(()))]
#[case::without_an_end(|own: &mut Restriction| own.until = None, Ok(()))]
#[case::of_one_day(|own: &mut Restriction| own.until = Some(own.from), Ok(()))]
#[case::from_the_documents_day(|own: &mut Restriction| own.from = november(2), Ok(()))]
#[case::from_a_day_to_come(|own: &mut Restriction| (own.from, own.until) = (november(28), None), Ok(()))]
#[case::no_number(|own: &mut Restriction| own.document.number.clear(), Err(RestrictionError::NumberWrong))]
#[case::long_number(|own: &mut Restriction| own.document.number = "1".repeat(NUMBER_LIMIT + 1), Err(RestrictionError::NumberWrong))]
#[case::document_of_tomorrow(|own: &mut Restriction| own.document.date = november(25), Err(RestrictionError::DocumentOfFuture))]
#[case::before_the_document(|own: &mut Restriction| own.from = november(1), Err(RestrictionError::BeforeDocument))]
#[case::backwards(|own: &mut Restriction| own.until = Some(november(4)), Err(RestrictionError::EndsBeforeBeginning))]
fn a_restriction_is_checked(#[case] change: Change, #[case] expected: Result<(), RestrictionError>) {
    let mut own = restriction();
    change(&mut own);
    assert_eq!(own.check(november(24)), expected);
}

#[rstest]
#[case::the_day_before(4, false)]
#[case::the_first_day(5, true)]
#[case::the_last_day(20, true)]
#[case::the_day_after(21, false)]
fn it_holds_from_day_to_day(#[case] day: u32, #[case] holds: bool) {
    assert_eq!(restriction().holds(november(day)), holds);
    let lasting = Restriction { until: None, ..restriction() };
    assert_eq!(lasting.holds(november(day)), day >= 5);
}

#[rstest]
#[case(Hidden::Everything, [true, true, true])]
#[case(Hidden::Marks, [false, true, false])]
#[case(Hidden::Messages, [false, false, true])]
#[case(Hidden::MarksAndMessages, [false, true, true])]
fn what_is_hidden(#[case] hidden: Hidden, #[case] expected: [bool; 3]) {
    assert_eq!([Part::Diary, Part::Marks, Part::Messages].map(|part| hidden.covers(part)), expected);
}

/// A guardian may stand in the school's lists twice: a restriction of either record holds.
#[test]
fn two_restrictions_hide_what_either_hides() {
    for one in Hidden::ALL {
        for other in Hidden::ALL {
            for part in [Part::Diary, Part::Marks, Part::Messages] {
                assert_eq!(
                    one.and(other).covers(part),
                    one.covers(part) || other.covers(part),
                    "{one:?} {other:?}"
                );
            }
        }
        let child = |hidden: Option<Hidden>| Child {
            id: Id::derived(uuid::Uuid::nil(), "child"),
            restriction: hidden.map(|hidden| Restriction { hidden, ..restriction() }),
        };
        for (mut own, other) in [(child(Some(one)), child(None)), (child(None), child(Some(one)))] {
            own.join(other);
            assert_eq!(own, child(Some(one)));
        }
    }
}

#[test]
fn stored_names_are_read_again() {
    for hidden in Hidden::ALL {
        assert_eq!(Hidden::from_code(hidden.code()), Some(hidden));
    }
    for kind in DocumentKind::ALL {
        assert_eq!(DocumentKind::from_code(kind.code()), Some(kind));
    }
}
