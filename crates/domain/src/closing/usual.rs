//! A pupil's usual mark in a course, and marks that lie far from it.

use crate::mark::Mark;

/// How many other marks there have to be before one of them is called usual.
const LEAST: usize = 5;
/// How far from it a mark lies that is looked at again, in points.
const FAR_POINTS: i16 = 5;
/// The same, in levels.
const FAR_LEVELS: i16 = 2;

/// The usual mark, where `mark` lies far from it: the one in the middle of the pupil's other marks of the same kind, put in
/// order; of two in the middle the one nearer to `mark`, so that what is in doubt is not found. A middle, unlike a mean, is
/// not moved by the very mark that somebody mistyped beside it, and levels have one too.
pub(super) fn far_from(mark: Mark, others: impl Iterator<Item = Mark>) -> Option<Mark> {
    let far = match mark {
        Mark::Points(_) => FAR_POINTS,
        Mark::Level(_) => FAR_LEVELS,
        _ => return None,
    };
    let mut others: Vec<Mark> = others.filter(|other| other.steps_above(mark).is_some()).collect();
    if others.len() < LEAST {
        return None;
    }
    others.sort_unstable_by_key(|other| other.code());
    let away = |usual: Mark| mark.steps_above(usual).map_or(0, i16::abs);
    let middle = [others[(others.len() - 1) / 2], others[others.len() / 2]];
    middle.into_iter().min_by_key(|usual| away(*usual)).filter(|usual| away(*usual) >= far)
}
