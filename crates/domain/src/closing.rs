//! Closing a semester: what is looked at before (DOMAIN §8), and which columns are closed with it (DOMAIN §3).

mod extent;
mod usual;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    attendance::Day,
    calendar::Semester,
    column::{Moment, Sum},
    id::{Id, of},
    mark::Mark,
    summary::{Current, Standing},
};

pub use extent::{ClosedWith, Closings, closed_with};

/// How many current marks a pupil has in a semester at least, where the school says nothing else.
pub const LEAST_MARKS: u32 = 3;

/// The most marks that a school may ask for.
pub const LEAST_MARKS_LIMIT: u32 = 30;

/// How far from what was proposed a summative mark lies that is looked at again, in points.
const FAR: i16 = 3;

/// A lesson of the semester, as far as closing asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The lesson.
    pub id: Id<of::Lesson>,
    /// Its day.
    pub on: NaiveDate,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether its topic is written.
    pub has_topic: bool,
}

/// What stands in a pupil's summative cell besides its mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// What the mark was decided on; none where nothing was proposed then.
    pub basis: Option<i32>,
    /// Whether it is summed up in words.
    pub in_words: bool,
}

/// A pupil of the page.
#[derive(Clone, Debug)]
pub struct Pupil<'a> {
    /// The pupil.
    pub id: Id<of::Person>,
    /// Whether the pupil belongs to the course at the end of the semester, or today where that is earlier.
    pub at_end: bool,
    /// The pupil's marks.
    pub standing: &'a Standing,
    /// What stands in the summative cells, by column.
    pub written: &'a HashMap<Id<of::Column>, Written>,
    /// The pupil's days in the lessons of all courses, this one's among them.
    pub days: &'a BTreeMap<NaiveDate, Day>,
}

/// A pencil entry that was never published. What it says is known to its author alone; that it is there has to be known
/// before closing: afterwards nobody publishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pencil {
    /// The column.
    pub column: Id<of::Column>,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// Whether the course's teacher wrote it, who publishes or erases it in a moment; a substitute may be gone.
    pub own: bool,
}

/// A page of the journal in a semester. Pencil entries do not stand in it as marks: nobody but their author knows them.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// The semester.
    pub semester: Semester,
    /// The day on which it is looked at.
    pub today: NaiveDate,
    /// Whether the semester has begun by then.
    pub begun: bool,
    /// The lessons of the semester in time order.
    pub lessons: Vec<Lesson>,
    /// The pupils in the order of the page.
    pub pupils: Vec<Pupil<'a>>,
    /// The pencil entries that would be closed with the semester.
    pub pencil: Vec<Pencil>,
    /// Whether the page is one of words and not of marks: grades 1–2.
    pub in_words: bool,
    /// How many current marks a pupil has at least.
    pub least_marks: u32,
}

/// What was found on a page, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// The semester has not begun, or none of its lessons was held yet: there is nothing to close.
    NotBegun {
        /// Its first lesson, where it has one.
        first: Option<Id<of::Lesson>>,
    },
    /// A lesson was held, and its topic is not written.
    NoTopic {
        /// The lesson.
        lesson: Id<of::Lesson>,
    },
    /// An entry is still in pencil: once the semester is closed, nobody publishes it.
    Unpublished(Pencil),
    /// Lessons of the semester are still to come: once it is closed, nobody writes them.
    ToCome {
        /// The first of them.
        next: Id<of::Lesson>,
        /// How many.
        lessons: u32,
    },
    /// A mark of a lesson that the pupil missed, of a further work of such a lesson, or of a day on which the pupil missed
    /// all lessons of the other courses: right where a written work was handed in later, else not (DOMAIN §3).
    MarkOnAbsence {
        /// The column of the mark.
        column: Id<of::Column>,
        /// The pupil.
        pupil: Id<of::Person>,
    },
    /// A current mark lies far from the pupil's usual one in the course: five points or two levels from the mark in the
    /// middle of at least five others of the semester, put in order. Of two in the middle the nearer one counts.
    Unusual {
        /// The column of the mark.
        column: Id<of::Column>,
        /// The pupil.
        pupil: Id<of::Person>,
        /// The mark.
        mark: Mark,
        /// What is usual.
        usual: Mark,
    },
    /// A pupil has too few current marks.
    FewMarks {
        /// The pupil.
        pupil: Id<of::Person>,
        /// How many the pupil has.
        marks: u32,
    },
    /// A pupil has too few current marks, and was present at less than half of the lessons.
    SeldomPresent {
        /// The pupil.
        pupil: Id<of::Person>,
        /// At how many lessons the pupil was.
        present: u32,
        /// How many were held for the pupil.
        held: u32,
    },
    /// A thematic mark stands for a theme in which the pupil has no current mark.
    Unfounded(Cell),
    /// A summative cell is empty.
    Undecided {
        /// The cell.
        cell: Cell,
        /// What is proposed for it.
        proposed: Option<Mark>,
    },
    /// A summative mark was decided on other marks than those that stand there now.
    Stale(Cell),
    /// A summative mark lies far from what is proposed for it.
    Far {
        /// The cell.
        cell: Cell,
        /// The mark, in points.
        mark: Mark,
        /// What is proposed.
        proposed: Mark,
    },
}

/// A summative cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// What the column sums up.
    pub sum: Sum,
}

/// What a finding means for closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The semester is not closed while it is there.
    Blocks,
    /// To be looked at a second time.
    Look,
}

impl Finding {
    /// A semester without lessons so far, lessons without topic, pupils without semester mark – with semester II without
    /// annual mark too – and the teacher's own pencil are in the way of closing; the rest may be right.
    pub fn severity(self) -> Severity {
        match self {
            Self::NotBegun { .. }
            | Self::NoTopic { .. }
            | Self::Unpublished(Pencil { own: true, .. })
            | Self::Undecided { cell: Cell { sum: Sum::Semester(_) | Sum::Annual, .. }, .. } => {
                Severity::Blocks
            }
            _ => Severity::Look,
        }
    }

    /// Whether it is in the way of closing.
    pub fn blocks(self) -> bool {
        self.severity() == Severity::Blocks
    }
}

/// What is to be done or looked at before the semester of a page is closed, lessons first, then pupil by pupil. A page
/// that has no lessons in a semester which began has nothing to sum up.
pub fn check(page: &Page<'_>) -> Vec<Finding> {
    let held = || page.lessons.iter().filter(|lesson| !lesson.cancelled);
    let past = || held().filter(|lesson| lesson.on <= page.today);
    if past().next().is_none() {
        let first = held().next().map(|lesson| lesson.id);
        let early = !page.begun || first.is_some();
        return early.then_some(Finding::NotBegun { first }).into_iter().collect();
    }
    let untold = past().filter(|lesson| !lesson.has_topic);
    let mut findings: Vec<_> = untold.map(|lesson| Finding::NoTopic { lesson: lesson.id }).collect();
    let to_come = || held().filter(|lesson| lesson.on > page.today);
    let lessons = count(to_come());
    findings.extend(to_come().next().map(|next| Finding::ToCome { next: next.id, lessons }));
    findings.extend(page.pencil.iter().copied().map(Finding::Unpublished));
    for pupil in &page.pupils {
        findings.extend(pupil.marks_on_absences(page.semester));
        if pupil.at_end {
            findings.extend(pupil.few_marks(page));
            findings.extend(pupil.unusual(page.semester));
            findings.extend(pupil.sums(page));
        }
    }
    findings
}

impl Pupil<'_> {
    fn current(&self, semester: Semester) -> impl Iterator<Item = &Current> {
        self.standing.current.iter().filter(move |cell| cell.semester == Some(semester))
    }

    /// Only a lesson's own cell says whether the pupil missed it.
    fn marks_on_absences(&self, semester: Semester) -> impl Iterator<Item = Finding> {
        let missed = self.current(semester).filter(|cell| cell.missed == Some(true));
        let missed: HashSet<Moment> = missed.map(|cell| cell.at).collect();
        let marks = self.current(semester).filter(|cell| cell.mark.is_some());
        let away = marks.filter(move |cell| missed.contains(&cell.at) || self.missed_elsewhere(cell.at.0));
        away.map(|cell| Finding::MarkOnAbsence { column: cell.column, pupil: self.id })
    }

    /// Whether the other courses had lessons for the pupil on a day, and the pupil was at none of them.
    fn missed_elsewhere(&self, date: NaiveDate) -> bool {
        let Some(day) = self.days.get(&date) else { return false };
        let own = || self.standing.current.iter().filter(move |cell| cell.at.0 == date);
        let held = day.held.saturating_sub(count(own().filter(|cell| cell.missed.is_some())));
        let missed = day.lessons().saturating_sub(count(own().filter(|cell| cell.missed == Some(true))));
        held > 0 && missed == held
    }

    fn unusual(&self, semester: Semester) -> Vec<Finding> {
        let marks = self.current(semester).filter_map(|cell| Some((cell.column, cell.mark?)));
        let marks: Vec<(Id<of::Column>, Mark)> = marks.collect();
        let finding = |&(column, mark): &(Id<of::Column>, Mark)| {
            let others = marks.iter().filter(|(other, _)| *other != column).map(|(_, other)| *other);
            let usual = usual::far_from(mark, others)?;
            Some(Finding::Unusual { column, pupil: self.id, mark, usual })
        };
        marks.iter().filter_map(finding).collect()
    }

    fn few_marks(&self, page: &Page<'_>) -> Option<Finding> {
        let marks = count(self.current(page.semester).filter(|cell| cell.mark.is_some()));
        let held = count(self.current(page.semester).filter(|cell| cell.missed.is_some()));
        let present = count(self.current(page.semester).filter(|cell| cell.missed == Some(false)));
        let pupil = self.id;
        if page.in_words || held == 0 || marks >= page.least_marks {
            None
        } else if 2 * present < held {
            Some(Finding::SeldomPresent { pupil, present, held })
        } else {
            Some(Finding::FewMarks { pupil, marks })
        }
    }

    fn sums(&self, page: &Page<'_>) -> impl Iterator<Item = Finding> {
        let sums = self.standing.sums.iter().filter(|(_, sum, _)| page.looks_at(*sum));
        sums.flat_map(|(column, sum, mark)| {
            let written = self.written.get(column).copied().unwrap_or_default();
            self.sum(*sum, *mark, written, page.in_words)
        })
    }

    fn sum(&self, sum: Sum, mark: Option<Mark>, written: Written, in_words: bool) -> Vec<Finding> {
        let cell = Cell { pupil: self.id, sum };
        let reasoned = self.standing.propose(sum);
        let proposed = reasoned.proposal.mark;
        let Some(mark) = mark else {
            let sums_up = matches!(sum, Sum::Semester(_) | Sum::Annual | Sum::Attestation);
            let demanded = sums_up && !(in_words && written.in_words);
            let missing = demanded || (proposed.is_some() && !in_words);
            return missing.then_some(Finding::Undecided { cell, proposed }).into_iter().collect();
        };
        let decided = !matches!(mark, Mark::NotAttested | Mark::Exempt);
        let unfounded = matches!(sum, Sum::Thematic(..)) && decided && reasoned.inputs.is_empty();
        let stale = written.basis.is_some() && written.basis != reasoned.basis;
        let far = proposed.filter(|proposed| is_far(mark, *proposed));
        [
            unfounded.then_some(Finding::Unfounded(cell)),
            stale.then_some(Finding::Stale(cell)),
            far.map(|proposed| Finding::Far { cell, mark, proposed }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Page<'_> {
    /// Whether a column's cells are looked at before the semester is closed: its own, and with semester II the annual ones.
    /// Corrected marks come later or not at all; and few of the subjects that have the column end with an attestation:
    /// those in which anybody has a mark of it.
    fn looks_at(&self, sum: Sum) -> bool {
        let ends_year = self.semester == Semester::Second;
        match sum {
            Sum::Thematic(own, _) | Sum::Results(own, _) | Sum::Semester(own) => own == self.semester,
            Sum::Annual => ends_year,
            Sum::Attestation => ends_year && self.pupils.iter().any(|own| own.standing.mark(sum).is_some()),
            Sum::Corrected(_) | Sum::CorrectedAnnual => false,
        }
    }
}

fn is_far(mark: Mark, proposed: Mark) -> bool {
    mark.steps_above(proposed).is_some_and(|steps| steps.abs() >= FAR)
}

fn count(items: impl Iterator) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// Why a semester was not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingRefusal {
    /// The person may not do it.
    Forbidden,
    /// Something is in the way: a finding that blocks, what is missing in a class, a course or a class that is not closed.
    Blocked,
    /// The semester has not begun, or none of its lessons was held yet.
    NotBegun,
    /// Reopening demands a reason, and so does closing a course without teacher, or a class without class teacher, in spite
    /// of what is in the way.
    ReasonNeeded,
}
