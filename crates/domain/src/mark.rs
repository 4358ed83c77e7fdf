//! Marks and the scales they are given on (MoES orders № 1222, № 813, № 289, № 1093).

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A level of achievement of the four-level scale and of the 12-point scale's bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Початковий, points 1–3.
    Initial,
    /// Середній, points 4–6.
    Medium,
    /// Достатній, points 7–9.
    Sufficient,
    /// Високий, points 10–12.
    High,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 4] = [Self::Initial, Self::Medium, Self::Sufficient, Self::High];

    /// The letter that stands in the journal: П, С, Д, В.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Initial => "П",
            Self::Medium => "С",
            Self::Sufficient => "Д",
            Self::High => "В",
        }
    }
}

/// What a mark column accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scale {
    /// Integers 1–12 (grades 5–12).
    TwelvePoint,
    /// П, С, Д, В (grades 3–4, and 1–4 where the school chose it).
    Levels,
    /// зар / незар (electives).
    Pass,
    /// No marks, only words (grades 1–2).
    Verbal,
}

impl Scale {
    /// The scale a grade starts with; the school may choose another for its class.
    pub fn default_for_grade(grade: u8) -> Self {
        match grade {
            0..=2 => Self::Verbal,
            3 | 4 => Self::Levels,
            _ => Self::TwelvePoint,
        }
    }

    /// The scales that the school may choose for a class of the grade, the usual one first (DOMAIN §4.1: levels for grades
    /// 1 and 2 where the school chose them).
    pub fn choices_for_grade(grade: u8) -> &'static [Self] {
        match grade {
            0..=2 => &[Self::Verbal, Self::Levels],
            3 | 4 => &[Self::Levels],
            _ => &[Self::TwelvePoint],
        }
    }

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::TwelvePoint => "twelve-point",
            Self::Levels => "levels",
            Self::Pass => "pass",
            Self::Verbal => "verbal",
        }
    }

    /// The scale of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::TwelvePoint, Self::Levels, Self::Pass, Self::Verbal]
            .into_iter()
            .find(|scale| scale.code() == code)
    }

    /// The marking of a column that sums others up.
    pub fn summative(self) -> Marking {
        Marking { scale: self, summative: true }
    }
}

/// What the cells of a column accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Marking {
    /// The scale of the marks.
    pub scale: Scale,
    /// Whether the column sums others up: it accepts besides `н/а`, `зв` and `зар` (DOMAIN §4.1), and neither absence
    /// nor lateness.
    pub summative: bool,
}

impl From<Scale> for Marking {
    fn from(scale: Scale) -> Self {
        Self { scale, summative: false }
    }
}

impl Marking {
    /// Whether `mark` may stand in the column.
    pub fn accepts(self, mark: Mark) -> bool {
        match mark {
            Mark::Points(points) => self.scale == Scale::TwelvePoint && (1..=12).contains(&points),
            Mark::Level(_) => self.scale == Scale::Levels,
            Mark::NotPassed => self.scale == Scale::Pass,
            Mark::Passed => self.scale == Scale::Pass || self.summative,
            Mark::NotAttested | Mark::Exempt => self.summative,
        }
    }

    /// What may be typed, in the order of trying.
    fn spellings(self) -> impl Iterator<Item = &'static Spelling> {
        let summative: &[Spelling] = if self.summative { &SUMMATIVE } else { &[] };
        self.scale.spellings().iter().chain(summative)
    }
}

/// A mark as it stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "i16", into = "i16")]
pub enum Mark {
    /// 1–12.
    Points(u8),
    /// П, С, Д, В.
    Level(Level),
    /// зар.
    Passed,
    /// незар.
    NotPassed,
    /// н/а: not attested; summative columns only.
    NotAttested,
    /// зв: exempt; summative columns only.
    Exempt,
}

impl Mark {
    /// The stored number: points are themselves, levels 21–24, passed 31, not passed 32, not attested 41,
    /// exempt 42.
    pub fn code(self) -> i16 {
        match self {
            Self::Points(points) => i16::from(points),
            Self::Level(Level::Initial) => 21,
            Self::Level(Level::Medium) => 22,
            Self::Level(Level::Sufficient) => 23,
            Self::Level(Level::High) => 24,
            Self::Passed => 31,
            Self::NotPassed => 32,
            Self::NotAttested => 41,
            Self::Exempt => 42,
        }
    }

    /// The level a mark belongs to; none for marks outside the levels.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Points(1..=3) => Some(Level::Initial),
            Self::Points(4..=6) => Some(Level::Medium),
            Self::Points(7..=9) => Some(Level::Sufficient),
            Self::Points(_) => Some(Level::High),
            Self::Level(level) => Some(level),
            _ => None,
        }
    }

    /// How many steps the mark stands above another one, below it where negative: points, levels, or one from not passed to
    /// passed. None between marks of different kinds, and for `н/а` and `зв`, which measure nothing.
    pub fn steps_above(self, other: Self) -> Option<i16> {
        match (self, other) {
            (Self::Points(_), Self::Points(_)) | (Self::Level(_), Self::Level(_)) => {
                Some(self.code() - other.code())
            }
            (Self::Passed | Self::NotPassed, Self::Passed | Self::NotPassed) => {
                Some(other.code() - self.code())
            }
            _ => None,
        }
    }

    /// Whether the mark is better than another of the same kind (order № 496 on corrected marks): whoever was not attested
    /// has anything to win. Marks of different kinds, as `зар` and points, are neither better nor worse.
    pub fn rises_above(self, other: Self) -> bool {
        let measures = |mark: Self| !matches!(mark, Self::NotAttested | Self::Exempt);
        measures(self) && (!measures(other) || self.steps_above(other).is_some_and(|steps| steps > 0))
    }

    /// Reads what a person typed for a mark. Surrounding spaces, letter case and the Latin or Ukrainian keyboard
    /// layout do not matter.
    ///
    /// # Errors
    /// [`MarkError`] names the scale, so that the message at the cell can.
    pub fn parse(text: &str, marking: impl Into<Marking>) -> Result<Self, MarkError> {
        let marking = marking.into();
        let text = text.trim().to_lowercase();
        let padded = marking.scale == Scale::TwelvePoint && text.len() == 2;
        let text = text.strip_prefix('0').filter(|_| padded).unwrap_or(&text);
        let mark = marking.spellings().find(|(spelling, _)| *spelling == text).map(|(_, mark)| *mark);
        mark.ok_or(MarkError(marking))
    }

    /// Whether a mark of the column is spelled with `text`, lower-case, and more after it.
    pub(crate) fn begins(text: &str, marking: Marking) -> bool {
        marking.spellings().any(|(spelling, _)| spelling.len() > text.len() && spelling.starts_with(text))
    }
}

/// What may be typed for a mark, in lower case: the Ukrainian letters, the Latin letters that look the same, and the
/// Latin keys in the same places.
type Spelling = (&'static str, Mark);

const POINTS: [Spelling; 12] = [
    ("1", Mark::Points(1)),
    ("2", Mark::Points(2)),
    ("3", Mark::Points(3)),
    ("4", Mark::Points(4)),
    ("5", Mark::Points(5)),
    ("6", Mark::Points(6)),
    ("7", Mark::Points(7)),
    ("8", Mark::Points(8)),
    ("9", Mark::Points(9)),
    ("10", Mark::Points(10)),
    ("11", Mark::Points(11)),
    ("12", Mark::Points(12)),
];
const LEVELS: [Spelling; 9] = [
    ("п", Mark::Level(Level::Initial)),
    ("g", Mark::Level(Level::Initial)),
    ("с", Mark::Level(Level::Medium)),
    ("c", Mark::Level(Level::Medium)),
    ("д", Mark::Level(Level::Sufficient)),
    ("l", Mark::Level(Level::Sufficient)),
    ("в", Mark::Level(Level::High)),
    ("b", Mark::Level(Level::High)),
    ("d", Mark::Level(Level::High)),
];
const PASSES: [Spelling; 7] = [
    ("зар", Mark::Passed),
    ("з", Mark::Passed),
    ("pfh", Mark::Passed),
    ("p", Mark::Passed),
    ("незар", Mark::NotPassed),
    ("нз", Mark::NotPassed),
    ("ytpfh", Mark::NotPassed),
];

const SUMMATIVE: [Spelling; 10] = [
    ("н/а", Mark::NotAttested),
    ("на", Mark::NotAttested),
    ("н", Mark::NotAttested),
    ("n/a", Mark::NotAttested),
    ("y.f", Mark::NotAttested),
    ("y", Mark::NotAttested),
    ("зв", Mark::Exempt),
    ("pd", Mark::Exempt),
    ("зар", Mark::Passed),
    ("pfh", Mark::Passed),
];

impl Scale {
    fn spellings(self) -> &'static [Spelling] {
        match self {
            Self::TwelvePoint => &POINTS,
            Self::Levels => &LEVELS,
            Self::Pass => &PASSES,
            Self::Verbal => &[],
        }
    }
}

impl From<Mark> for i16 {
    fn from(mark: Mark) -> Self {
        mark.code()
    }
}

/// A stored number that is no mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{0} is not the code of a mark")]
pub struct UnknownMarkCode(i16);

impl TryFrom<i16> for Mark {
    type Error = UnknownMarkCode;
    fn try_from(code: i16) -> Result<Self, UnknownMarkCode> {
        Ok(match code {
            1..=12 => Self::Points(u8::try_from(code).map_err(|_| UnknownMarkCode(code))?),
            21 => Self::Level(Level::Initial),
            22 => Self::Level(Level::Medium),
            23 => Self::Level(Level::Sufficient),
            24 => Self::Level(Level::High),
            31 => Self::Passed,
            32 => Self::NotPassed,
            41 => Self::NotAttested,
            42 => Self::Exempt,
            _ => return Err(UnknownMarkCode(code)),
        })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(points) => points.fmt(f),
            Self::Level(level) => level.letter().fmt(f),
            Self::Passed => "зар".fmt(f),
            Self::NotPassed => "незар".fmt(f),
            Self::NotAttested => "н/а".fmt(f),
            Self::Exempt => "зв".fmt(f),
        }
    }
}

/// What was typed is no mark of the column, whose marking the message names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("not a mark of the scale {}", .0.scale.code())]
pub struct MarkError(pub Marking);
