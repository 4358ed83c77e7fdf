//! Where a pupil's marks in a subject go.

use std::cmp::Ordering;

use crate::proposal::Mean;

/// The most marks on either side of the comparison.
pub const SPAN: usize = 5;
/// The fewest of them.
const LEAST: usize = 2;

/// The last marks held against as many before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trend {
    /// How many marks stand on either side.
    pub marks: usize,
    /// The mean of the earlier ones.
    pub earlier: Mean,
    /// The mean of the later ones.
    pub later: Mean,
    /// Whether the later ones are better; half a point and more counts as a change.
    pub goes: Ordering,
}

impl Trend {
    /// The trend of points 1–12 in time order; none of fewer than four.
    pub fn of(points: &[u8]) -> Option<Self> {
        let marks = (points.len() / 2).min(SPAN);
        if marks < LEAST {
            return None;
        }
        let (before, later) = points.split_at(points.len() - marks);
        let (_, earlier) = before.split_at(before.len() - marks);
        let sum = |side: &[u8]| side.iter().map(|points| i32::from(*points)).sum::<i32>();
        let rise = 2 * (sum(later) - sum(earlier));
        let enough = i32::try_from(marks).unwrap_or(i32::MAX);
        let goes = if rise.abs() < enough { Ordering::Equal } else { rise.cmp(&0) };
        let mean = |side: &[u8]| Mean::of(side.iter().map(|points| (*points, 1)));
        Some(Self { marks, earlier: mean(earlier)?, later: mean(later)?, goes })
    }
}
