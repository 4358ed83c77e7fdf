//! Summative marks that the program proposes and the teacher decides (DOMAIN §4.3; MoES order № 1222).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{column::Work, mark::Mark};

/// How much the current marks of each kind of work weigh in the thematic proposal; a setting of the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights([u8; Work::ALL.len()]);

/// What a mark weighs that is of no particular work.
const PLAIN: u8 = 1;

impl Default for Weights {
    /// Control works count twice.
    fn default() -> Self {
        Self([PLAIN; Work::ALL.len()]).with(Work::Control, 2)
    }
}

impl Weights {
    /// The weights with another one for a kind of work.
    #[must_use]
    pub fn with(mut self, work: Work, weight: u8) -> Self {
        self.0[work as usize] = weight;
        self
    }

    /// The weight of a mark for a kind of work.
    pub fn of(self, work: Option<Work>) -> u8 {
        work.map_or(PLAIN, |work| self.0[work as usize])
    }
}

/// What the program proposes for a summative cell, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The mark; none where nothing can be proposed.
    pub mark: Option<Mark>,
    /// The mean that the mark was rounded from.
    pub mean: Option<Mean>,
    /// What the teacher should know before accepting.
    pub warnings: Vec<Warning>,
}

/// What a teacher should know of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// «немає поточних оцінок», or thematic ones: there is nothing to make a mean of.
    NoMarks,
    /// The marks are levels or pass marks, which have no mean: the teacher alone decides.
    NotPoints,
    /// «н/а у темі 2»: the part was left out of the mean.
    NotAttested(Part),
    /// «немає ГР2»: the part has no mark yet and was left out of the mean.
    Missing(Part),
}

/// A part of what is summed up, numbered from 1 in the order of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// A theme (the previous standard).
    Theme(usize),
    /// A group of results (НУШ).
    Group(usize),
    /// A semester of the year.
    Semester(usize),
}

/// A weighted mean of points, kept as integers so that it rounds exactly.
///
/// Displayed with at most two decimals, cut and not rounded: a mean shown as `7,5` is never one that becomes a 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mean {
    /// Sum of points times weight.
    sum: u32,
    /// Sum of weights, above 0.
    weight: u32,
}

impl Mean {
    /// The mean of points with their weights; none where nothing weighs anything.
    pub fn of(points: impl IntoIterator<Item = (u8, u8)>) -> Option<Self> {
        let (sum, weight) = points.into_iter().fold((0, 0), |(sum, weight), (points, by)| {
            (sum + u32::from(points) * u32::from(by), weight + u32::from(by))
        });
        (weight > 0).then_some(Self { sum, weight })
    }

    /// The nearest integer, a half upwards: 7.5 is 8, 7.49 is 7.
    pub fn rounded(self) -> u8 {
        let rounded = (2 * self.sum + self.weight) / (2 * self.weight);
        u8::try_from(rounded).unwrap_or(u8::MAX)
    }
}

impl fmt::Display for Mean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.sum * 100 / self.weight;
        match (hundredths / 100, hundredths % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, part) if part % 10 == 0 => write!(f, "{whole},{}", part / 10),
            (whole, part) => write!(f, "{whole},{part:02}"),
        }
    }
}

/// A pupil's presence in a theme: lessons held for the pupil, how many of them the pupil missed, and those still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Lessons of the theme held for the pupil.
    pub held: u32,
    /// Those the pupil missed.
    pub missed: u32,
    /// Lessons of the theme that are still to come.
    pub ahead: u32,
}

/// The thematic proposal: the mean of the theme's current marks with their weights. Without marks: `н/а`
/// if the pupil missed every lesson of the theme and none is still to come, else nothing (DOMAIN §4.4, rows 4 and 5).
pub fn thematic(marks: &[(Mark, u8)], presence: Presence) -> Proposal {
    let over = presence.held > 0 && presence.ahead == 0;
    if marks.is_empty() && over && presence.missed >= presence.held {
        return not_attested();
    }
    mean_of(marks.iter().copied())
}

/// The proposal for a group of results (НУШ): the mean of the semester's marks tagged with the group.
pub fn group_of_results(marks: &[Mark]) -> Proposal {
    mean_of(marks.iter().map(|&mark| (mark, 1)))
}

/// The semester proposal of the previous standard: the mean of the thematic marks, one per theme in order. Exempt
/// themes are skipped; not attested ones, and those without a mark yet, are left out with a warning.
pub fn semester_of_themes(themes: &[Option<Mark>]) -> Proposal {
    semester(themes, Part::Theme)
}

/// The semester proposal of НУШ: the mean of the groups of results, one mark per group in order; the same exceptions
/// as for themes.
pub fn semester_of_groups(groups: &[Option<Mark>]) -> Proposal {
    semester(groups, Part::Group)
}

/// The annual proposal: the mean of the semesters' marks, the corrected ones where they exist. A semester without mark
/// or not attested leaves nothing to propose; an exempt one is skipped.
pub fn annual(semesters: [Option<Mark>; 2]) -> Proposal {
    let proposal = semester(&semesters, Part::Semester);
    if proposal.warnings.is_empty() { proposal } else { Proposal { mark: None, mean: None, ..proposal } }
}

fn semester(marks: &[Option<Mark>], part: fn(usize) -> Part) -> Proposal {
    let parts = || marks.iter().zip(1..).filter(|(mark, _)| **mark != Some(Mark::Exempt));
    if parts().next().is_some() && parts().all(|(mark, _)| *mark == Some(Mark::NotAttested)) {
        return not_attested();
    }
    let attested = parts().filter_map(|(mark, _)| mark.filter(|mark| *mark != Mark::NotAttested));
    let mut proposal = mean_of(attested.map(|mark| (mark, 1)));
    proposal.warnings.extend(parts().filter_map(|(mark, number)| match mark {
        None => Some(Warning::Missing(part(number))),
        Some(Mark::NotAttested) => Some(Warning::NotAttested(part(number))),
        Some(_) => None,
    }));
    proposal
}

fn not_attested() -> Proposal {
    Proposal { mark: Some(Mark::NotAttested), ..Proposal::default() }
}

fn mean_of(marks: impl Iterator<Item = (Mark, u8)>) -> Proposal {
    let mut points = Vec::new();
    for (mark, weight) in marks {
        let Mark::Points(value) = mark else {
            return Proposal { warnings: vec![Warning::NotPoints], ..Proposal::default() };
        };
        points.push((value, weight));
    }
    let Some(mean) = Mean::of(points) else {
        return Proposal { warnings: vec![Warning::NoMarks], ..Proposal::default() };
    };
    Proposal { mark: Some(Mark::Points(mean.rounded())), mean: Some(mean), warnings: Vec::new() }
}
