//! The figures that one time is held against another by, and the change between the two (DOMAIN §9).
//!
//! A figure is a sum that marks give, divided by how many give it. The sums and the numbers of single pupils add up to
//! those of all, which their figures do not: so the change of a figure is told by what each pupil adds at either time.

use super::{Figures, Hundredths, InitialWeight, Tenths};
use crate::mark::Level;

/// A figure of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Якість.
    #[default]
    Quality,
    /// Успішність.
    Success,
    /// Середній бал.
    Mean,
    /// Ступінь навченості.
    Index,
}

/// What a figure is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// What the marks give together: how many of them are 7–12 or 4–12, their points, what they weigh.
    pub sum: u64,
    /// How many marks give it.
    pub of: u32,
}

impl Measure {
    /// All, in the order of a report.
    pub const ALL: [Self; 4] = [Self::Quality, Self::Success, Self::Mean, Self::Index];

    /// As addresses name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Quality => "quality",
            Self::Success => "success",
            Self::Mean => "mean",
            Self::Index => "index",
        }
    }

    /// What an address names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// What the figure of some marks is made of.
    pub fn parts(self, figures: &Figures, initial: InitialWeight) -> Parts {
        match self {
            Self::Quality => {
                Parts { sum: figures.at_least(Level::Sufficient).into(), of: figures.attested() }
            }
            Self::Success => Parts { sum: figures.at_least(Level::Medium).into(), of: figures.attested() },
            Self::Mean => Parts { sum: figures.sum_of_points(), of: figures.pointed() },
            Self::Index => Parts { sum: figures.weight(initial), of: figures.attested() },
        }
    }

    /// The figure in its last digit: hundredths of the mean, tenths of the others. None where there is nothing to divide
    /// by.
    pub fn value(self, figures: &Figures, initial: InitialWeight) -> Option<u32> {
        match self {
            Self::Quality => figures.quality().map(|share| share.0),
            Self::Success => figures.success().map(|share| share.0),
            Self::Mean => figures.mean().map(|mean| mean.0),
            Self::Index => figures.index(initial).map(|index| index.0),
        }
    }

    /// So many of the last digit as they are written: `61,4`, a mean `7,84`.
    pub fn written(self, digits: u32) -> String {
        match self {
            Self::Mean => Hundredths(digits).to_string(),
            Self::Quality | Self::Success | Self::Index => Tenths(digits).to_string(),
        }
    }
}

/// The marks of a pupil, or of several, at the two times that a change lies between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Those of the later look.
    pub now: Figures,
    /// Those that they are held against.
    pub then: Figures,
}

/// At which of the two times there are marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Times {
    /// At both.
    Both,
    /// Now alone.
    Now,
    /// Then alone.
    Then,
}

impl Times {
    /// All, in the order of a list.
    pub const ALL: [Self; 3] = [Self::Both, Self::Now, Self::Then];
}

impl Pair {
    /// The marks of both together.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self { now: self.now.and(&other.now), then: self.then.and(&other.then) }
    }

    /// By how much the figure is greater now than it was then: the difference of both as they are shown, in their last
    /// digit. None where there is no figure at either time.
    pub fn change(&self, measure: Measure, initial: InitialWeight) -> Option<i32> {
        let [now, then] = [&self.now, &self.then].map(|figures| measure.value(figures, initial));
        i32::try_from(i64::from(now?) - i64::from(then?)).ok()
    }

    /// At which of the times there are marks, those that count for nothing included; none where there are none at all.
    pub fn times(&self) -> Option<Times> {
        match (self.now.is_empty(), self.then.is_empty()) {
            (false, false) => Some(Times::Both),
            (false, true) => Some(Times::Now),
            (true, false) => Some(Times::Then),
            (true, true) => None,
        }
    }
}
