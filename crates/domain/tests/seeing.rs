//! What families see ahead: the forecast of a semester mark, the trend of marks; and what they ask to be corrected.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::cmp::Ordering;

use chrono::NaiveDate;
use klas_domain::{
    Id, Level, Mark,
    Mark::{NotAttested, Points},
    amendment::{About, Amendment, AmendmentAnswer, AmendmentError, AmendmentState},
    calendar::Semester::{First, Second},
    column::Sum,
    forecast::forecast,
    look::Looked,
    proposal::Part,
    summary::{Current, Standing},
    trend::Trend,
};
use proptest::{collection::vec, prelude::*};
use rstest::rstest;

const TODAY: NaiveDate = day(20);

const fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

/// A lesson of a day with a mark, or missed without one.
fn lesson(on: u32, mark: Option<Mark>, missed: bool) -> Current {
    Current {
        column: Id::new(),
        at: (day(on), 1),
        semester: Some(First),
        weight: 1,
        results: None,
        mark,
        missed: Some(missed),
        ahead: false,
    }
}

fn points(on: u32, mark: u8) -> Current {
    lesson(on, Some(Points(mark)), false)
}

fn theme(until: u32, mark: Option<Mark>) -> (Id<klas_domain::id::of::Column>, Sum, Option<Mark>) {
    (Id::new(), Sum::Thematic(First, (day(until), 1)), mark)
}

/// A part with its mark, and whether the teacher decided it.
type Seen = (Part, Mark, bool);

/// The mark, the mean behind it, and each part with its mark and whether the teacher decided it; the whole semester where
/// the page has no parts.
fn seen(standing: &Standing) -> Option<(Mark, String, Vec<Seen>)> {
    let own = forecast(standing, First, TODAY)?;
    let place = |part: Option<Part>| part.unwrap_or(Part::Semester(1));
    let parts = own.parts.iter().map(|part| (place(part.part), part.mark, part.mean.is_none())).collect();
    Some((own.mark, own.mean.map(|mean| mean.to_string()).unwrap_or_default(), parts))
}

#[test]
fn the_theme_that_is_not_over_counts_with_those_that_were_decided() {
    let standing = Standing {
        current: vec![points(2, 4), points(9, 9), points(10, 10), points(16, 8), points(18, 7)],
        sums: vec![theme(3, Some(Points(6))), theme(12, None)],
    };
    let parts = vec![
        (Part::Theme(1), Points(6), true),
        (Part::Theme(2), Points(10), false),
        (Part::Theme(3), Points(8), false),
    ];
    assert_eq!(seen(&standing), Some((Points(8), "8".to_owned(), parts)));
}

#[test]
fn a_theme_that_is_planned_till_later_is_the_one_that_is_not_over() {
    let standing =
        Standing { current: vec![points(2, 7), points(16, 8)], sums: vec![theme(25, None), theme(30, None)] };
    let parts = vec![(Part::Theme(1), Points(8), false)];
    assert_eq!(seen(&standing), Some((Points(8), "8".to_owned(), parts)));
}

#[rstest]
#[case::over(12, Some(NotAttested))]
#[case::not_over_yet(25, None)]
fn absences_alone_make_a_theme_only_when_it_is_over(#[case] until: u32, #[case] mark: Option<Mark>) {
    let standing = Standing { current: vec![lesson(10, None, true)], sums: vec![theme(until, None)] };
    assert_eq!(seen(&standing).map(|(mark, ..)| mark), mark);
}

#[test]
fn groups_of_results_count_where_the_page_has_them() {
    let of = |group, mark| Current { results: Some(group), ..points(10, mark) };
    let sum = |group, mark| (Id::new(), Sum::Results(First, group), mark);
    let standing = Standing {
        current: vec![of(1, 7), of(1, 8), points(11, 1), of(2, 9)],
        sums: vec![sum(1, None), sum(2, Some(Points(10))), sum(3, None)],
    };
    let parts = vec![(Part::Group(1), Points(8), false), (Part::Group(2), Points(10), true)];
    assert_eq!(seen(&standing), Some((Points(9), "9".to_owned(), parts)));
}

#[rstest]
#[case::no_themes(vec![])]
#[case::groups_for_which_nothing_counts(vec![(Id::new(), Sum::Results(First, 1), None)])]
fn without_parts_all_current_marks_count(
    #[case] sums: Vec<(Id<klas_domain::id::of::Column>, Sum, Option<Mark>)>,
) {
    let standing = Standing { current: vec![points(3, 7), points(10, 8)], sums };
    let parts = vec![(Part::Semester(1), Points(8), false)];
    assert_eq!(seen(&standing), Some((Points(8), "8".to_owned(), parts)));
}

#[test]
fn levels_and_words_have_no_forecast_and_neither_has_the_other_semester() {
    let level = |on| lesson(on, Some(Mark::Level(Level::High)), false);
    assert_eq!(seen(&Standing { current: vec![level(3), level(4)], sums: Vec::new() }), None);
    assert_eq!(seen(&Standing::default()), None);
    let standing = Standing { current: vec![points(3, 7)], sums: Vec::new() };
    assert_eq!(forecast(&standing, Second, TODAY), None);
    assert!(forecast(&standing, First, TODAY).is_some());
}

proptest! {
    #[test]
    fn a_forecast_lies_between_the_worst_and_the_best_mark(
        marks in vec(1..=12_u8, 1..20),
        ends in vec(1..=19_u32, 0..4),
    ) {
        let current = marks.iter().zip(0..).map(|(mark, place)| points(1 + place, *mark)).collect();
        let mut sums: Vec<_> = ends.into_iter().map(|until| theme(until, None)).collect();
        sums.sort_by_key(|(_, sum, _)| sum.place());
        let own = forecast(&Standing { current, sums }, First, TODAY).unwrap();
        let (worst, best) = (marks.iter().min().unwrap(), marks.iter().max().unwrap());
        prop_assert!(matches!(own.mark, Points(mark) if (*worst..=*best).contains(&mark)));
    }

    #[test]
    fn a_trend_turned_round_goes_the_other_way(marks in vec(1..=12_u8, 0..10)) {
        let mut turned = marks.clone();
        turned.reverse();
        let even = marks.len() % 2 == 0;
        prop_assume!(even);
        let goes = |marks: &[u8]| Trend::of(marks).map(|trend| trend.goes);
        prop_assert_eq!(goes(&marks), goes(&turned).map(Ordering::reverse));
    }
}

#[rstest]
#[case::too_few(&[7, 8, 9], None)]
#[case::up(&[6, 7, 8, 9], Some((2, "6,5", "8,5", Ordering::Greater)))]
#[case::half_a_point_is_a_change(&[7, 7, 7, 8], Some((2, "7", "7,5", Ordering::Greater)))]
#[case::less_is_none(&[7, 7, 7, 7, 7, 8], Some((3, "7", "7,33", Ordering::Equal)))]
#[case::down_and_only_the_last_five(&[1, 10, 10, 10, 10, 10, 8, 8, 8, 8, 8], Some((5, "10", "8", Ordering::Less)))]
fn the_last_marks_against_those_before(
    #[case] marks: &[u8],
    #[case] expected: Option<(usize, &str, &str, Ordering)>,
) {
    let trend = Trend::of(marks);
    let seen = trend.map(|own| (own.marks, own.earlier.to_string(), own.later.to_string(), own.goes));
    let seen = seen.as_ref().map(|(marks, earlier, later, goes)| (*marks, &**earlier, &**later, *goes));
    assert_eq!(seen, expected);
}

#[rstest]
#[case::whole("Дата народження 01.02.2013", "02.01.2013", Ok(()))]
#[case::nothing_wrong("  ", "02.01.2013", Err(AmendmentError::WrongMissing))]
#[case::nothing_right("Дата", "", Err(AmendmentError::RightMissing))]
#[case::too_long(&"я".repeat(501), "так", Err(AmendmentError::TooLong))]
fn a_request_says_what_is_wrong_and_what_is_right(
    #[case] wrong: &str,
    #[case] right: &str,
    #[case] checked: Result<(), AmendmentError>,
) {
    let asks = Amendment { about: About::Person, wrong: wrong.to_owned(), right: right.to_owned() };
    assert_eq!(asks.check(), checked);
}

#[rstest]
#[case::done(AmendmentState::Done, "", true)]
#[case::done_in_words(AmendmentState::Done, "Виправлено", true)]
#[case::refused_without_a_word(AmendmentState::Refused, " ", false)]
#[case::refused(AmendmentState::Refused, "Так у свідоцтві", true)]
#[case::no_answer(AmendmentState::Waiting, "Зачекайте", false)]
fn a_refusal_says_why(#[case] state: AmendmentState, #[case] words: &str, #[case] whole: bool) {
    assert_eq!(AmendmentAnswer { state, words: words.to_owned() }.is_whole(), whole);
}

#[test]
fn names_for_storage_lead_back() {
    for looked in Looked::ALL {
        assert_eq!(Looked::from_code(looked.code()), Some(looked));
    }
    for about in About::ALL {
        assert_eq!(About::from_code(about.code()), Some(about));
    }
    for state in AmendmentState::ALL {
        assert_eq!(AmendmentState::from_code(state.code()), Some(state));
    }
}
