//! Summative marks that are proposed (DOMAIN §4.3; §4.4 rows 1–9, 11, 12, 14).

use klas_domain::{
    Level, Mark,
    Mark::{Exempt, NotAttested, Points},
    column::Work,
    proposal::{
        Mean, Part, Presence, Proposal, Warning, Weights, annual, group_of_results, semester_of_groups,
        semester_of_themes, thematic,
    },
};
use proptest::{collection::vec, prelude::*};
use rstest::rstest;

const PLAIN: Option<Work> = None;
const CONTROL: Option<Work> = Some(Work::Control);
const ALWAYS_THERE: Presence = Presence { held: 5, missed: 0, ahead: 0 };
const NEVER_THERE: Presence = Presence { held: 5, missed: 5, ahead: 0 };
const THERE_ONCE: Presence = Presence { held: 5, missed: 4, ahead: 0 };

/// The mark, the mean behind it as people read it, and the warnings.
fn seen(proposal: Proposal) -> (Option<Mark>, String, Vec<Warning>) {
    (proposal.mark, proposal.mean.map(|mean| mean.to_string()).unwrap_or_default(), proposal.warnings)
}

#[rstest]
#[case::row_1(&[(PLAIN, 7), (PLAIN, 8)], ALWAYS_THERE, Some(Points(8)), "7,5", vec![])]
#[case::row_2(&[(PLAIN, 7), (PLAIN, 7), (PLAIN, 8)], ALWAYS_THERE, Some(Points(7)), "7,33", vec![])]
#[case::row_3(&[(CONTROL, 10), (PLAIN, 7)], ALWAYS_THERE, Some(Points(9)), "9", vec![])]
#[case::row_4(&[], NEVER_THERE, Some(NotAttested), "", vec![])]
#[case::row_5(&[], THERE_ONCE, None, "", vec![Warning::NoMarks])]
#[case::lessons_to_come(&[], Presence { held: 1, missed: 1, ahead: 4 }, None, "", vec![Warning::NoMarks])]
#[case::handed_in_later(&[(PLAIN, 6)], NEVER_THERE, Some(Points(6)), "6", vec![])]
#[case::no_lessons_yet(&[], Presence { held: 0, missed: 0, ahead: 5 }, None, "", vec![Warning::NoMarks])]
fn thematic_proposal(
    #[case] marks: &[(Option<Work>, u8)],
    #[case] presence: Presence,
    #[case] mark: Option<Mark>,
    #[case] mean: &str,
    #[case] warnings: Vec<Warning>,
) {
    let weights = Weights::default();
    let marks: Vec<_> = marks.iter().map(|&(work, points)| (Points(points), weights.of(work))).collect();
    assert_eq!(seen(thematic(&marks, presence)), (mark, mean.to_owned(), warnings));
}

#[test]
fn a_school_may_weigh_works_alike() {
    let weights = Weights::default().with(Work::Control, 1);
    let marks = [(Points(10), weights.of(CONTROL)), (Points(7), weights.of(PLAIN))];
    assert_eq!(seen(thematic(&marks, ALWAYS_THERE)), (Some(Points(9)), "8,5".to_owned(), vec![]));
}

#[test]
fn levels_have_no_mean() {
    let proposal = thematic(&[(Mark::Level(Level::High), 1)], ALWAYS_THERE);
    assert_eq!(seen(proposal), (None, String::new(), vec![Warning::NotPoints]));
}

#[rstest]
#[case::row_11(Some(Points(7)), Some(Points(8)), Some(Points(8)), "7,5", vec![])]
#[case::row_12_with_the_corrected_first(Some(Points(8)), Some(Points(9)), Some(Points(9)), "8,5", vec![])]
#[case::row_14(Some(NotAttested), Some(Points(9)), None, "", vec![Warning::NotAttested(Part::Semester(1))])]
#[case::not_attested_at_all(Some(NotAttested), Some(NotAttested), Some(NotAttested), "", vec![])]
#[case::second_to_come(Some(Points(9)), None, None, "", vec![Warning::Missing(Part::Semester(2))])]
#[case::exempt_from_the_first(Some(Exempt), Some(Points(9)), Some(Points(9)), "9", vec![])]
fn annual_proposal(
    #[case] first: Option<Mark>,
    #[case] second: Option<Mark>,
    #[case] mark: Option<Mark>,
    #[case] mean: &str,
    #[case] warnings: Vec<Warning>,
) {
    assert_eq!(seen(annual([first, second])), (mark, mean.to_owned(), warnings));
}

#[rstest]
#[case::row_6(&[Some(Points(9)), Some(NotAttested), Some(Points(8))], Some(Points(9)), "8,5", vec![Warning::NotAttested(Part::Theme(2))])]
#[case::row_7(&[Some(NotAttested), Some(NotAttested)], Some(NotAttested), "", vec![])]
#[case::row_8(&[Some(Points(9)), Some(Exempt), Some(Points(6))], Some(Points(8)), "7,5", vec![])]
#[case::exempt_from_the_rest(&[Some(Exempt), Some(NotAttested)], Some(NotAttested), "", vec![])]
#[case::theme_without_mark(&[Some(Points(9)), None], Some(Points(9)), "9", vec![Warning::Missing(Part::Theme(2))])]
#[case::exempt_from_all(&[Some(Exempt)], None, "", vec![Warning::NoMarks])]
#[case::no_themes(&[], None, "", vec![Warning::NoMarks])]
fn semester_proposal_of_themes(
    #[case] themes: &[Option<Mark>],
    #[case] mark: Option<Mark>,
    #[case] mean: &str,
    #[case] warnings: Vec<Warning>,
) {
    assert_eq!(seen(semester_of_themes(themes)), (mark, mean.to_owned(), warnings));
}

#[test]
fn row_9_semester_proposal_of_groups_of_results() {
    let groups = [8, 9, 10].map(|points| Some(Points(points)));
    assert_eq!(seen(semester_of_groups(&groups)), (Some(Points(9)), "9".to_owned(), vec![]));
}

#[rstest]
#[case(&[Points(7), Points(8)], Some(Points(8)), vec![])]
#[case(&[], None, vec![Warning::NoMarks])]
fn proposal_for_a_group_of_results(
    #[case] marks: &[Mark],
    #[case] mark: Option<Mark>,
    #[case] warnings: Vec<Warning>,
) {
    let proposal = group_of_results(marks);
    assert_eq!((proposal.mark, proposal.warnings), (mark, warnings));
}

#[rstest]
#[case::half_goes_up(vec![(7, 1), (8, 1)], 8, "7,5")]
#[case::just_below_half(vec![(7, 51), (8, 49)], 7, "7,49")]
#[case::cut_and_not_rounded_when_shown(vec![(7, 127), (8, 126)], 7, "7,49")]
#[case::zero_in_the_first_decimal(vec![(7, 19), (8, 1)], 7, "7,05")]
fn a_mean_rounds_half_up(#[case] points: Vec<(u8, u8)>, #[case] rounded: u8, #[case] shown: &str) {
    let mean = Mean::of(points).map(|mean| (mean.rounded(), mean.to_string()));
    assert_eq!(mean, Some((rounded, shown.to_owned())));
}

#[test]
fn nothing_that_weighs_has_no_mean() {
    assert_eq!(Mean::of([(7, 0), (8, 0)]), None);
}

proptest! {
    #[test]
    fn a_mean_lies_between_the_lowest_and_the_highest(points in vec((1..=12_u8, 1..=5_u8), 1..40)) {
        let lowest = points.iter().map(|(points, _)| *points).min();
        let highest = points.iter().map(|(points, _)| *points).max();
        let rounded = Mean::of(points).map(Mean::rounded);
        prop_assert!(lowest <= rounded && rounded <= highest);
    }

    #[test]
    fn a_mean_does_not_depend_on_the_order(mut points in vec((1..=12_u8, 1..=5_u8), 1..40)) {
        let mean = Mean::of(points.clone());
        points.reverse();
        prop_assert_eq!(Mean::of(points), mean);
    }
}
