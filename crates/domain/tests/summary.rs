//! From marks on a page to proposals with their reasons (DOMAIN §4.3, §4.4 rows 6, 9, 10, 12, 13, 15).

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use chrono::NaiveDate;
use klas_domain::{
    Id, Level, Mark,
    Mark::{NotAttested, Points},
    calendar::Semester::{First, Second},
    column::Sum,
    id::of,
    proposal::{Part, Warning},
    summary::{Current, Standing},
};
use proptest::{collection::vec, prelude::*};
use rstest::rstest;

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, number).unwrap()
}

fn theme(number: u32) -> Sum {
    Sum::Thematic(First, (day(number), 1))
}

/// A lesson on a day of October, and the mark there.
fn lesson(number: u32, mark: Option<u8>) -> Current {
    Current {
        column: Id::new(),
        at: (day(number), 1),
        semester: Some(First),
        weight: 1,
        results: None,
        mark: mark.map(Points),
        missed: Some(false),
        ahead: false,
    }
}

fn standing(current: Vec<Current>, sums: Vec<(Sum, Option<Mark>)>) -> Standing {
    let id = |sum: Sum| Sum::id(sum, Id::<of::Course>::derived(uuid::Uuid::nil(), "course"));
    let sums = sums.into_iter().map(|(sum, mark)| {
        let own = if let Sum::Thematic(..) = sum { Id::new() } else { id(sum) };
        (own, sum, mark)
    });
    Standing { current, sums: sums.collect() }
}

#[test]
fn a_theme_sums_up_the_lessons_since_the_theme_before() {
    let marks = [(1, Some(5)), (2, Some(7)), (3, Some(12)), (4, Some(10)), (5, Some(1))];
    let page = standing(
        marks.map(|(number, mark)| lesson(number, mark)).to_vec(),
        vec![(theme(2), None), (theme(4), None), (Sum::Semester(First), None)],
    );
    let means: Vec<Option<Mark>> = [theme(2), theme(4)].map(|sum| page.propose(sum).proposal.mark).to_vec();
    assert_eq!(means, [Some(Points(6)), Some(Points(11))]);
    assert_eq!(page.propose(theme(4)).inputs.len(), 2, "and tells which marks it was made of");
}

#[test]
fn row_6_a_theme_that_was_not_attested_is_left_out_and_named() {
    let themes =
        vec![(theme(2), Some(Points(9))), (theme(4), Some(NotAttested)), (theme(6), Some(Points(8)))];
    let proposal = standing(vec![], themes).propose(Sum::Semester(First)).proposal;
    assert_eq!(
        (proposal.mark, proposal.warnings),
        (Some(Points(9)), vec![Warning::NotAttested(Part::Theme(2))])
    );
}

/// DOMAIN §4.4 row 4 speaks of all lessons of the theme.
#[rstest]
#[case::over(false, Some(NotAttested), vec![])]
#[case::lessons_to_come(true, None, vec![Warning::NoMarks])]
fn a_theme_is_not_attested_once_its_lessons_are_over(
    #[case] ahead: bool,
    #[case] mark: Option<Mark>,
    #[case] warnings: Vec<Warning>,
) {
    let missed = Current { missed: Some(true), ..lesson(1, None) };
    let last = Current { missed: (!ahead).then_some(true), ahead, ..lesson(4, None) };
    let of_next_theme = Current { missed: None, ahead: true, ..lesson(6, None) };
    let sums = vec![(theme(4), None), (theme(6), None)];
    let proposal = standing(vec![missed, last, of_next_theme], sums).propose(theme(4)).proposal;
    assert_eq!((proposal.mark, proposal.warnings), (mark, warnings));
}

#[rstest]
#[case::row_9([Some(8), Some(9), Some(10)], 9, vec![])]
#[case::row_10([Some(8), None, Some(9)], 9, vec![Warning::Missing(Part::Group(2))])]
fn groups_of_results_make_the_semester(
    #[case] groups: [Option<u8>; 3],
    #[case] mark: u8,
    #[case] warnings: Vec<Warning>,
) {
    let groups = (1..).zip(groups).map(|(number, mark)| (Sum::Results(First, number), mark.map(Points)));
    // Themes may stand beside groups: they do not count then.
    let sums = groups.chain([(theme(2), Some(Points(1)))]).collect();
    let proposal = standing(vec![], sums).propose(Sum::Semester(First)).proposal;
    assert_eq!((proposal.mark, proposal.warnings), (Some(Points(mark)), warnings));
}

#[test]
fn marks_count_for_their_group_and_semester_alone() {
    let tagged = |mark, results, semester| Current {
        results: Some(results),
        semester: Some(semester),
        ..lesson(1, Some(mark))
    };
    let current = vec![tagged(7, 1, First), tagged(8, 1, First), tagged(3, 2, First), tagged(1, 1, Second)];
    let page = standing(current, vec![(Sum::Results(First, 1), None)]);
    assert_eq!(page.propose(Sum::Results(First, 1)).proposal.mark, Some(Points(8)));
}

#[test]
fn row_12_the_corrected_mark_replaces_the_semesters_in_the_year() {
    let sums = vec![
        (Sum::Semester(First), Some(Points(6))),
        (Sum::Corrected(First), Some(Points(8))),
        (Sum::Semester(Second), Some(Points(9))),
        (Sum::Corrected(Second), None),
        (Sum::Annual, None),
    ];
    let reasoned = standing(vec![], sums).propose(Sum::Annual);
    assert_eq!(reasoned.proposal.mark, Some(Points(9)));
    let inputs: Vec<Option<Mark>> = reasoned.inputs.iter().map(|input| input.mark).collect();
    assert_eq!(inputs, [Some(Points(8)), Some(Points(9))]);
}

#[rstest]
#[case::row_13_lower(Points(5), Points(6), false)]
#[case::row_13_equal(Points(6), Points(6), false)]
#[case::row_13_from_nothing(Points(4), NotAttested, true)]
#[case::higher(Points(7), Points(6), true)]
#[case::still_not_attested(NotAttested, NotAttested, false)]
#[case::passed_at_last(Mark::Passed, Mark::NotPassed, true)]
#[case::no_longer_passed(Mark::NotPassed, Mark::Passed, false)]
#[case::passed_from_nothing(Mark::NotPassed, NotAttested, true)]
#[case::a_higher_level(Mark::Level(Level::High), Mark::Level(Level::Sufficient), true)]
#[case::a_lower_level(Mark::Level(Level::Medium), Mark::Level(Level::Sufficient), false)]
#[case::passed_instead_of_points(Mark::Passed, Points(6), false)]
#[case::points_instead_of_passed(Points(12), Mark::Passed, false)]
#[case::a_level_instead_of_points(Mark::Level(Level::High), Points(1), false)]
#[case::exempt(Mark::Exempt, Points(1), false)]
fn a_corrected_mark_has_to_rise(#[case] corrected: Mark, #[case] semester: Mark, #[case] rises: bool) {
    assert_eq!(corrected.rises_above(semester), rises);
}

#[test]
fn row_15_a_later_mark_gives_the_semester_another_basis() {
    let first = lesson(1, Some(9));
    let sums = vec![(theme(4), Some(Points(9))), (Sum::Semester(First), Some(Points(9)))];
    let before = standing(vec![first], sums.clone());
    let mut after = before.clone();
    after.current.push(lesson(3, Some(3)));
    assert_eq!(after.propose(theme(4)).proposal.mark, Some(Points(6)));
    for sum in [theme(4), Sum::Semester(First)] {
        assert_ne!(before.propose(sum).basis, after.propose(sum).basis, "{sum:?}");
    }
    assert_eq!(before.propose(theme(4)).basis, before.clone().propose(theme(4)).basis);
}

#[test]
fn nothing_is_proposed_for_what_people_alone_decide() {
    let page = standing(vec![lesson(1, Some(9))], vec![(Sum::Semester(First), Some(Points(6)))]);
    for sum in [Sum::Corrected(First), Sum::CorrectedAnnual, Sum::Attestation] {
        assert_eq!((page.propose(sum).proposal.mark, page.propose(sum).basis), (None, None));
    }
}

#[rstest]
#[case::primary(4, true)]
#[case::within(8, false)]
#[case::basic(9, true)]
#[case::before_the_last(10, false)]
#[case::of_eleven_years(11, true)]
#[case::of_twelve_years(12, true)]
fn the_last_grade_of_a_level_ends_with_an_attestation(#[case] grade: u8, #[case] attested: bool) {
    assert_eq!(Sum::of_course(grade, 0).contains(&Sum::Attestation), attested);
}

proptest! {
    #[test]
    fn the_same_marks_give_the_same_proposal_and_basis(marks in vec(proptest::option::of(1..=12_u8), 1..20)) {
        let current: Vec<Current> = (1..).zip(&marks).map(|(number, mark)| lesson(number, *mark)).collect();
        let page = standing(current, vec![(theme(25), None)]);
        prop_assert_eq!(page.propose(theme(25)), page.clone().propose(theme(25)));
    }
}
