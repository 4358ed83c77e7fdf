//! From a pupil's marks on a page to the proposals for the summative ones, each with what it was made of.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Semester,
    column::{Moment, Sum},
    id::{Id, of},
    mark::Mark,
    proposal::{self, Presence, Proposal},
};

/// A cell of current marks, as far as proposals need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Current {
    /// Its column.
    pub column: Id<of::Column>,
    /// When the lesson was, which further works share with their lesson.
    pub at: Moment,
    /// In which semester; none between them.
    pub semester: Option<Semester>,
    /// What its mark weighs.
    pub weight: u8,
    /// The group of results that its mark counts for.
    pub results: Option<u8>,
    /// The mark.
    pub mark: Option<Mark>,
    /// Whether the pupil missed the lesson; none where it was not held for the pupil, and for further works.
    pub missed: Option<bool>,
    /// Whether the lesson is still to come.
    pub ahead: bool,
}

/// A pupil on a page.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Current marks in time order; cells in which nothing stands included, since presence counts.
    pub current: Vec<Current>,
    /// Summative columns in the order of [`crate::column::sort`], and what stands in them.
    pub sums: Vec<(Id<of::Column>, Sum, Option<Mark>)>,
}

/// A mark that a proposal was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The column in which it stands.
    pub column: Id<of::Column>,
    /// The mark; none where a part has none yet.
    pub mark: Option<Mark>,
    /// What it weighs.
    pub weight: u8,
}

/// A proposal with its reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoned {
    /// What is proposed.
    pub proposal: Proposal,
    /// What it was made of, in the order of the page.
    pub inputs: Vec<Input>,
    /// The fingerprint of everything that it rests on, down to the current marks: a mark that was decided on another
    /// basis is to be looked at again (DOMAIN §4.3). None where nothing is ever proposed.
    pub basis: Option<i32>,
}

impl Standing {
    /// What is proposed for a summative cell.
    pub fn propose(&self, sum: Sum) -> Reasoned {
        match sum {
            Sum::Thematic(semester, until) => self.thematic(semester, until),
            Sum::Results(semester, group) => self.results(semester, group),
            Sum::Semester(semester) => self.semester(semester),
            Sum::Annual => self.annual(),
            Sum::Corrected(_) | Sum::CorrectedAnnual | Sum::Attestation => Reasoned::default(),
        }
    }

    /// The mark that stands in a column of a kind.
    pub fn mark(&self, sum: Sum) -> Option<Mark> {
        self.sums.iter().find(|(_, own, _)| *own == sum).and_then(|(_, _, mark)| *mark)
    }

    /// The current cells since the theme before; a theme does not reach into the semester before.
    fn theme(&self, semester: Semester, until: Moment) -> impl Iterator<Item = &Current> + Clone {
        let moments = self.sums.iter().filter_map(|(_, sum, _)| match sum {
            Sum::Thematic(own, moment) if *own == semester && *moment < until => Some(*moment),
            _ => None,
        });
        let after = moments.max();
        self.current.iter().filter(move |cell| {
            cell.semester == Some(semester) && cell.at <= until && after.is_none_or(|after| cell.at > after)
        })
    }

    fn thematic(&self, semester: Semester, until: Moment) -> Reasoned {
        let cells = self.theme(semester, until);
        let held = cells.clone().filter_map(|cell| cell.missed);
        let presence = Presence {
            held: count(held.clone()),
            missed: count(held.filter(|missed| *missed)),
            ahead: count(cells.clone().filter(|cell| cell.ahead)),
        };
        let inputs: Vec<Input> = cells.filter_map(input).collect();
        let proposal = proposal::thematic(&weighed(&inputs), presence);
        Reasoned { basis: Some(fingerprint(&proposal, &inputs, [])), proposal, inputs }
    }

    fn results(&self, semester: Semester, group: u8) -> Reasoned {
        let cells = self.current.iter();
        let cells = cells.filter(|cell| cell.semester == Some(semester) && cell.results == Some(group));
        let inputs: Vec<Input> = cells.filter_map(input).map(|input| Input { weight: 1, ..input }).collect();
        let marks: Vec<Mark> = inputs.iter().filter_map(|input| input.mark).collect();
        let proposal = proposal::group_of_results(&marks);
        Reasoned { basis: Some(fingerprint(&proposal, &inputs, [])), proposal, inputs }
    }

    /// Of groups of results where the page has any, else of themes.
    fn semester(&self, semester: Semester) -> Reasoned {
        let of = |wanted: fn(&Sum) -> bool| -> Vec<_> {
            let own = self.sums.iter().filter(|(_, sum, _)| sum.semester() == Some(semester) && wanted(sum));
            own.copied().collect()
        };
        let groups = of(|sum| matches!(sum, Sum::Results(..)));
        let themes = of(|sum| matches!(sum, Sum::Thematic(..)));
        let by_groups = !groups.is_empty();
        let parts = if by_groups { groups } else { themes };
        let marks: Vec<Option<Mark>> = parts.iter().map(|(_, _, mark)| *mark).collect();
        let propose = if by_groups { proposal::semester_of_groups } else { proposal::semester_of_themes };
        self.sum_up(propose(&marks), parts)
    }

    fn annual(&self) -> Reasoned {
        let parts = Semester::ALL.map(|semester| {
            let corrected = self.mark(Sum::Corrected(semester)).map(|_| Sum::Corrected(semester));
            corrected.unwrap_or(Sum::Semester(semester))
        });
        let marks = parts.map(|part| self.mark(part));
        let parts = self.sums.iter().filter(|(_, sum, _)| parts.contains(sum)).copied().collect();
        self.sum_up(proposal::annual(marks), parts)
    }

    fn sum_up(&self, proposal: Proposal, parts: Vec<(Id<of::Column>, Sum, Option<Mark>)>) -> Reasoned {
        let basis = parts.iter().map(|(_, sum, _)| self.propose(*sum).basis.unwrap_or_default());
        let inputs: Vec<Input> =
            parts.iter().map(|&(column, _, mark)| Input { column, mark, weight: 1 }).collect();
        Reasoned { basis: Some(fingerprint(&proposal, &inputs, basis)), proposal, inputs }
    }
}

fn input(cell: &Current) -> Option<Input> {
    cell.mark.map(|mark| Input { column: cell.column, mark: Some(mark), weight: cell.weight })
}

fn weighed(inputs: &[Input]) -> Vec<(Mark, u8)> {
    inputs.iter().filter_map(|input| Some((input.mark?, input.weight))).collect()
}

fn count(items: impl Iterator) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// FNV-1a over what was proposed, the marks it was made of, and what those rest on.
fn fingerprint(proposal: &Proposal, inputs: &[Input], deeper: impl IntoIterator<Item = i32>) -> i32 {
    let code = |mark: Option<Mark>| mark.map_or(0, Mark::code);
    let mut hash = 0x811c_9dc5_u32;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    };
    take(&code(proposal.mark).to_be_bytes());
    for input in inputs {
        take(input.column.uuid().as_bytes());
        take(&code(input.mark).to_be_bytes());
        take(&[input.weight]);
    }
    for basis in deeper {
        take(&basis.to_be_bytes());
    }
    hash.cast_signed()
}
