//! The change of a figure from one time to another, pupil by pupil (DOMAIN §9).

use klas_domain::{
    Level, Mark,
    Mark::{Exempt, NotAttested, Points},
    figures::{Figures, InitialWeight, Measure, Pair, Times},
};
use proptest::{collection::vec, prelude::*, sample::select};
use rstest::rstest;

const USUAL: InitialWeight = InitialWeight::USUAL;

fn pair(now: &[Mark], then: &[Mark]) -> Pair {
    Pair { now: Figures::of(now.iter().copied()), then: Figures::of(then.iter().copied()) }
}

/// A class of this year against itself a year younger: one pupil rose, one came, one left.
fn class() -> [Pair; 3] {
    [
        pair(&[Points(9), Points(10)], &[Points(6), Points(9)]),
        pair(&[Points(3), NotAttested], &[]),
        pair(&[], &[Points(12), Points(7)]),
    ]
}

/// What the pupils add to a figure, and the figure.
fn seen(measure: Measure, pupils: [Figures; 3]) -> (u64, u32, String) {
    let parts = pupils.map(|own| measure.parts(&own, USUAL));
    let all = pupils.iter().fold(Figures::default(), Figures::and);
    let (sum, of) = parts.iter().fold((0, 0), |all, own| (all.0 + own.sum, all.1 + own.of));
    let figure = measure.value(&all, USUAL).map(|figure| measure.written(figure));
    (sum, of, figure.unwrap_or_default())
}

#[rstest]
#[case::quality(Measure::Quality, (2, 3, "66,7"), (3, 4, "75,0"), -83)]
#[case::success(Measure::Success, (2, 3, "66,7"), (4, 4, "100,0"), -333)]
#[case::mean(Measure::Mean, (22, 3, "7,33"), (34, 4, "8,50"), -117)]
#[case::index(Measure::Index, (180, 3, "60,0"), (264, 4, "66,0"), -60)]
fn what_the_pupils_add_comes_to_the_figures_of_both_times(
    #[case] measure: Measure,
    #[case] now: (u64, u32, &str),
    #[case] then: (u64, u32, &str),
    #[case] change: i32,
) {
    let told = |(sum, of, figure): (u64, u32, &str)| (sum, of, figure.to_owned());
    assert_eq!(seen(measure, class().map(|own| own.now)), told(now));
    assert_eq!(seen(measure, class().map(|own| own.then)), told(then));
    let all = class().iter().fold(Pair::default(), Pair::and);
    assert_eq!(all.change(measure, USUAL), Some(change));
}

#[rstest]
#[case::one_mark(pair(&[Points(9)], &[Points(7)]), [Some(0), Some(0), Some(200), Some(0)])]
#[case::a_level_up(pair(&[Points(7)], &[Points(6)]), [Some(1000), Some(0), Some(100), Some(280)])]
#[case::without_points(
    pair(&[Mark::Level(Level::High)], &[Mark::Level(Level::Medium)]), [Some(1000), Some(0), None, Some(640)]
)]
#[case::not_here_then(pair(&[Points(9)], &[]), [None; 4])]
#[case::not_attested_then(pair(&[Points(9)], &[NotAttested]), [None; 4])]
#[case::not_here_now(pair(&[], &[Points(9)]), [None; 4])]
fn a_pupil_changed_where_there_are_figures_of_both_times(
    #[case] pupil: Pair,
    #[case] changes: [Option<i32>; 4],
) {
    assert_eq!(Measure::ALL.map(|measure| pupil.change(measure, USUAL)), changes);
}

#[rstest]
#[case(pair(&[Points(9)], &[Points(7)]), Some(Times::Both))]
#[case::newly_come(pair(&[Points(9)], &[]), Some(Times::Now))]
#[case::gone(pair(&[], &[Points(9)]), Some(Times::Then))]
#[case::marks_that_count_for_nothing(pair(&[Exempt], &[NotAttested]), Some(Times::Both))]
#[case::nobody(Pair::default(), None)]
fn a_pupil_was_there_at_one_time_or_both(#[case] pupil: Pair, #[case] times: Option<Times>) {
    assert_eq!(pupil.times(), times);
}

#[test]
fn figures_are_found_by_their_names() {
    for measure in Measure::ALL {
        assert_eq!(Measure::from_code(measure.code()), Some(measure));
    }
    assert_eq!((Measure::from_code("best"), Measure::default()), (None, Measure::Quality));
}

/// The marks of a pupil at one of the times; often none.
fn marks() -> impl Strategy<Value = Vec<Mark>> {
    let levels = Level::ALL.map(Mark::Level);
    let every: Vec<_> = (1..=12).map(Points).chain(levels).chain([NotAttested, Exempt]).collect();
    prop_oneof![Just(Vec::new()), vec(select(every), 0..6)]
}

/// Rounded half up.
fn divided(sum: u64, by: u32) -> Option<u64> {
    let by = u64::from(by);
    (2 * sum + by).checked_div(2 * by)
}

proptest! {
    /// Whoever the pupils are, and whether they were there at both times or at one.
    #[test]
    fn the_change_is_the_difference_of_what_the_pupils_add(pupils in vec((marks(), marks()), 0..12)) {
        let pairs: Vec<Pair> = pupils.iter().map(|(now, then)| pair(now, then)).collect();
        let all = pairs.iter().fold(Pair::default(), Pair::and);
        let now: Vec<Mark> = pupils.iter().flat_map(|(now, _)| now.clone()).collect();
        let then: Vec<Mark> = pupils.iter().flat_map(|(_, then)| then.clone()).collect();
        prop_assert_eq!(all, pair(&now, &then));
        for measure in Measure::ALL {
            let scale = match measure {
                Measure::Quality | Measure::Success => 1000,
                Measure::Mean => 100,
                Measure::Index => 10,
            };
            let figure = |parts: &dyn Fn(&Pair) -> Figures| {
                let parts = pairs.iter().map(|own| measure.parts(&parts(own), USUAL));
                let (sum, of) = parts.fold((0, 0), |all, own| (all.0 + own.sum, all.1 + own.of));
                divided(sum * scale, of).map(|figure| i64::try_from(figure).unwrap())
            };
            let change = figure(&|own| own.now).zip(figure(&|own| own.then)).map(|(now, then)| now - then);
            prop_assert_eq!(all.change(measure, USUAL).map(i64::from), change);
        }
    }
}
