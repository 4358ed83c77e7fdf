//! The figures of the semester's report (DOMAIN §9).

use klas_domain::{
    Level, Mark,
    Mark::{Exempt, NotAttested, NotPassed, Passed, Points},
    calendar::{AcademicYear, Semester},
    figures::{Figures, InitialWeight, Period, Pupils, Standing, Tenths, one_mark_away},
};
use proptest::{collection::vec, prelude::*, sample::select};
use rstest::rstest;

const LEVELS: [Mark; 4] = [
    Mark::Level(Level::Initial),
    Mark::Level(Level::Medium),
    Mark::Level(Level::Sufficient),
    Mark::Level(Level::High),
];

/// N, levels from high to initial, mean, quality, success, index, as people read them.
fn seen(figures: &Figures) -> (u32, [u32; 4], [String; 4]) {
    let mut levels = Level::ALL.map(|level| figures.level(level));
    levels.reverse();
    let share = |share: Option<Tenths>| share.map_or("–".to_owned(), |share| share.to_string());
    let mean = figures.mean().map_or("–".to_owned(), |mean| mean.to_string());
    let shares = [figures.quality(), figures.success(), figures.index(InitialWeight::USUAL)].map(share);
    let [quality, success, index] = shares;
    (figures.attested(), levels, [mean, quality, success, index])
}

fn points(points: &[u8]) -> Vec<Mark> {
    points.iter().map(|points| Points(*points)).collect()
}

#[rstest]
#[case::worked_example(
    [points(&[12, 10, 9, 7, 7, 6, 5, 4, 3]), vec![NotAttested]].concat(), 9, [2, 3, 3, 1], ["7,00", "55,6", "88,9", "57,3"]
)]
#[case::nobody(vec![], 0, [0; 4], ["–", "–", "–", "–"])]
#[case::nobody_attested(vec![NotAttested, Exempt], 0, [0; 4], ["–", "–", "–", "–"])]
#[case::all_at_the_top(points(&[10, 11, 12]), 3, [3, 0, 0, 0], ["11,00", "100,0", "100,0", "100,0"])]
#[case::half_goes_up(points(&[7, 7, 7, 7, 7, 7, 7, 8]), 8, [0, 8, 0, 0], ["7,13", "100,0", "100,0", "64,0"])]
#[case::a_sixteenth_goes_up(
    [vec![Points(7)], vec![Points(1); 15]].concat(), 16, [0, 1, 0, 15], ["1,38", "6,3", "6,3", "19,0"]
)]
#[case::exempt_and_passed_are_aside(
    [points(&[8, 4]), vec![Exempt, Passed, NotPassed]].concat(), 2, [0, 1, 1, 0], ["6,00", "50,0", "100,0", "50,0"]
)]
#[case::levels_have_no_mean(LEVELS.to_vec(), 4, [1, 1, 1, 1], ["–", "50,0", "75,0", "54,0"])]
#[case::the_mean_is_of_points_alone(
    [points(&[12, 9]), LEVELS.to_vec()].concat(), 6, [2, 2, 1, 1], ["10,50", "66,7", "83,3", "63,3"]
)]
fn figures(
    #[case] marks: Vec<Mark>,
    #[case] attested: u32,
    #[case] levels: [u32; 4],
    #[case] shown: [&str; 4],
) {
    assert_eq!(seen(&Figures::of(marks)), (attested, levels, shown.map(str::to_owned)));
}

#[test]
fn what_is_outside_the_attested_is_counted_apart() {
    let figures = Figures::of([Points(8), NotAttested, NotAttested, Exempt, Passed, NotPassed]);
    assert_eq!((figures.attested(), figures.not_attested(), figures.aside()), (1, 2, 3));
    assert!(!Figures::of([Exempt]).is_empty() && Figures::of([]).is_empty());
}

#[rstest]
#[case(16, "43,3")]
#[case(0, "40,7")]
#[case(17, "43,5")]
fn a_school_chooses_the_weight_of_the_initial_level(#[case] weight: u8, #[case] index: &str) {
    let figures = Figures::of(points(&[10, 4, 5, 6, 1, 6]));
    let weight = InitialWeight::new(weight).unwrap();
    assert_eq!(figures.index(weight).unwrap().to_string(), index.to_owned());
}

#[rstest]
#[case::nothing(0, true)]
#[case::as_the_medium_level(36, true)]
#[case::more_than_the_medium_level(37, false)]
#[case::as_the_high_level(100, false)]
fn the_initial_level_weighs_no_more_than_the_medium_one(#[case] weight: u8, #[case] allowed: bool) {
    assert_eq!(InitialWeight::new(weight).map(InitialWeight::hundredths), allowed.then_some(weight));
}

#[rstest]
#[case::by_the_lowest(points(&[12, 11, 4]), Some(Level::Medium), false, true, true)]
#[case::all_from_seven(points(&[12, 7]), Some(Level::Sufficient), true, true, true)]
#[case::an_initial_mark(points(&[12, 3]), Some(Level::Initial), false, false, true)]
#[case::not_attested(vec![Points(12), NotAttested], Some(Level::High), false, false, false)]
#[case::not_attested_at_all(vec![NotAttested], None, false, false, false)]
#[case::no_marks(vec![], None, false, false, false)]
#[case::exempt(vec![Exempt, Points(9)], Some(Level::Sufficient), true, true, true)]
#[case::of_grade_three(vec![LEVELS[1], LEVELS[3]], Some(Level::Medium), false, true, true)]
fn a_pupil_stands_where_the_lowest_mark_does(
    #[case] marks: Vec<Mark>,
    #[case] lowest: Option<Level>,
    #[case] quality: bool,
    #[case] success: bool,
    #[case] attested: bool,
) {
    let standing = Standing::of(marks);
    assert_eq!(
        (standing.lowest, standing.has_quality(), standing.succeeds(), standing.is_attested()),
        (lowest, quality, success, attested)
    );
}

#[test]
fn pupils_are_counted_once_each() {
    let mut pupils = Pupils::default();
    for (marks, times) in
        [(points(&[12, 10]), 3), (points(&[6]), 2), (points(&[2]), 1), (vec![NotAttested], 1), (vec![], 4)]
    {
        pupils.add(Standing::of(marks), times);
    }
    assert_eq!((pupils.all, pupils.attested, pupils.not_attested, pupils.unmarked()), (11, 6, 1, 4));
    // Three and five of the seven who have a mark or н/а.
    assert_eq!((pupils.quality(), pupils.success()), (Some(Tenths(429)), Some(Tenths(714))));
    assert_eq!(Pupils::default().quality(), None);
    assert_eq!(pupils.and(&pupils).all, 22);
}

#[rstest]
#[case::one_subject(points(&[10, 9, 11]), Some((1, Level::High)))]
#[case::far_below(points(&[10, 2, 7]), Some((1, Level::Sufficient)))]
#[case::two_subjects(points(&[9, 9, 11]), None)]
#[case::none_below(points(&[10, 12, 11]), None)]
#[case::the_only_mark(points(&[9]), None)]
#[case::not_attested_elsewhere(vec![Points(10), Points(9), NotAttested], None)]
#[case::exempt_elsewhere(vec![Exempt, Points(9), Points(10)], Some((1, Level::High)))]
fn one_mark_from_a_higher_level(#[case] marks: Vec<Mark>, #[case] away: Option<(usize, Level)>) {
    assert_eq!(one_mark_away(&marks), away);
}

#[test]
fn a_period_has_its_last_day_and_its_name() {
    let year = AcademicYear::starting(2026);
    let day = |month, day| {
        chrono::NaiveDate::from_ymd_opt(if month > 8 { 2026 } else { 2027 }, month, day).unwrap()
    };
    let [first, second, whole] = Period::ALL;
    assert_eq!(Period::ALL.map(|period| period.last_day(&year)), [day(12, 25), day(5, 31), day(5, 31)]);
    let second_begins = year.second_semester_starts_on;
    assert_eq!(Period::ALL.map(|period| period.days(&year).0), [day(9, 1), second_begins, day(9, 1)]);
    let today = [day(9, 1), day(12, 31), day(2, 1), day(6, 10)];
    assert_eq!(today.map(|day| Period::of_day(&year, day)), [first, first, second, whole]);
    assert_eq!(first.other_semester(), Some(Period::Semester(Semester::Second)));
    assert_eq!((second.other_semester(), whole.other_semester()), (Some(first), None));
    for period in Period::ALL {
        assert_eq!(Period::from_code(period.code()), Some(period));
    }
}

fn marks() -> impl Strategy<Value = Vec<Mark>> {
    let others = [NotAttested, Exempt, Passed, NotPassed];
    let every: Vec<_> = (1..=12).map(Points).chain(LEVELS).chain(others).collect();
    vec(select(every), 0..60)
}

proptest! {
    #[test]
    fn the_order_does_not_matter(mut marks in marks()) {
        let (figures, standing) = (Figures::of(marks.clone()), Standing::of(marks.clone()));
        marks.reverse();
        marks.sort_by_key(|mark| mark.code() % 5);
        prop_assert_eq!((Figures::of(marks.clone()), Standing::of(marks)), (figures, standing));
    }

    #[test]
    fn the_counts_sum_up(marks in marks()) {
        let figures = Figures::of(marks.clone());
        let levels: u32 = Level::ALL.iter().map(|level| figures.level(*level)).sum();
        prop_assert_eq!(levels, figures.attested());
        let all = figures.attested() + figures.not_attested() + figures.aside();
        prop_assert_eq!(all as usize, marks.len());
        prop_assert!(figures.quality() <= figures.success());
        prop_assert!(figures.success().is_none_or(|share| share <= Tenths(1000)));
    }

    #[test]
    fn two_sets_together_are_the_figures_of_all(one in marks(), other in marks()) {
        let together = Figures::of(one.clone()).and(&Figures::of(other.clone()));
        prop_assert_eq!(together, Figures::of(one.into_iter().chain(other)));
    }

    #[test]
    fn raising_the_one_mark_raises_the_pupil(marks in marks()) {
        if let Some((place, level)) = one_mark_away(&marks) {
            let mut raised = marks.clone();
            raised[place] = Mark::Level(level);
            prop_assert!(Standing::of(marks).lowest < Standing::of(raised.clone()).lowest);
            prop_assert_eq!(Standing::of(raised).lowest, Some(level));
        }
    }
}
