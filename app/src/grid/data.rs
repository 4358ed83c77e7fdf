//! What the page gives the grid, small: cells that are not empty, and their texts as they are typed.

use chrono::NaiveDate;
use klas_domain::{
    Entry, Id, Marking, Scale, StoredEntry,
    column::{Sum, Work},
    edit::LessonText,
    id::of,
};
use serde::{Deserialize, Serialize};

use crate::locales::Locale;

/// A page of the journal as the grid needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GridData {
    /// Course.
    pub course: Id<of::Course>,
    /// Who edits: what is not sent yet is kept apart for each person.
    pub person: Id<of::Person>,
    /// Language of what is said.
    pub locale: Locale,
    /// Scale of the marks.
    pub scale: Scale,
    /// Place in the school's history up to which the page is true.
    pub seq: i64,
    /// The day on the school's wall.
    pub today: NaiveDate,
    /// Whether the visitor may give absences their reasons: in cells that are not the own, nothing else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub explains: bool,
    /// The subject's groups of results, by number from 1, where the visitor may say what counts for which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Whether the journal is archived: then nobody writes in any cell.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    /// Columns in time order.
    pub columns: Vec<GridColumn>,
    /// Pupils, identifier and name, in the order of the rows.
    pub pupils: Vec<(Id<of::Person>, String)>,
    /// Cells that are not untouched.
    pub cells: Vec<GridCell>,
}

impl GridData {
    /// What the cells of a column accept.
    pub fn marking(&self, column: usize) -> Marking {
        self.columns.get(column).map_or(self.scale.into(), |column| column.marking(self.scale))
    }
}

/// A column of the grid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GridColumn {
    /// Identifier; a lesson's own column has the lesson's.
    pub id: Id<of::Column>,
    /// Whether the visitor may write here.
    pub own: bool,
    /// Whether it is of a closed semester: what the visitor may write then is corrections, with a reason.
    #[serde(default)]
    pub closed: bool,
    /// Whether the class has closed that semester too: then its absences are given no reasons.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub class_closed: bool,
    /// The group of results that its marks count for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub results: Option<u8>,
    /// What it stands for.
    pub of: GridOf,
}

/// What a column of the grid stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum GridOf {
    /// A lesson.
    Lesson(GridLesson),
    /// A further work of a lesson.
    Work {
        /// Day of the lesson.
        date: NaiveDate,
        /// What kind of work.
        work: Work,
        /// Whether the lesson was cancelled.
        cancelled: bool,
    },
    /// Marks that sum others up.
    Sum {
        /// What they sum up.
        sum: Sum,
        /// The number of a theme within its semester.
        theme: Option<usize>,
        /// What a theme is called.
        name: Option<String>,
    },
}

/// A lesson as a column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GridLesson {
    /// Lesson.
    pub id: Id<of::Lesson>,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number.
    pub period: i32,
    /// Room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Whether the lesson was cancelled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// Topic, homework, kind.
    pub text: LessonText,
    /// Version of the words.
    pub version: i32,
    /// The plan's line for the lesson: its number, and its words while the lesson has none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<(i64, Option<LessonText>)>,
    /// How many lines the plan has.
    #[serde(default)]
    pub plan_length: usize,
}

impl GridColumn {
    /// Whether the visitor may write the lesson's words: those of a closed semester nobody may.
    pub fn writes_words(&self) -> bool {
        self.own && !self.closed
    }

    /// The lesson that the column is of its own.
    pub fn lesson(&self) -> Option<&GridLesson> {
        match &self.of {
            GridOf::Lesson(lesson) => Some(lesson),
            GridOf::Work { .. } | GridOf::Sum { .. } => None,
        }
    }

    /// What the column sums up.
    pub fn sum(&self) -> Option<Sum> {
        match &self.of {
            GridOf::Sum { sum, .. } => Some(*sum),
            GridOf::Lesson(_) | GridOf::Work { .. } => None,
        }
    }

    /// What its cells accept.
    pub fn marking(&self, scale: Scale) -> Marking {
        if self.sum().is_some() { scale.summative() } else { scale.into() }
    }

    /// The day of its lesson, and whether that was cancelled.
    pub fn held(&self) -> Option<(NaiveDate, bool)> {
        match &self.of {
            GridOf::Lesson(lesson) => Some((lesson.date, lesson.cancelled)),
            GridOf::Work { date, cancelled, .. } => Some((*date, *cancelled)),
            GridOf::Sum { .. } => None,
        }
    }
}

/// Row, column, text, version, note, whether it is a pencil entry, what a summative mark was decided on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GridCell(
    pub usize,
    pub usize,
    pub String,
    pub i32,
    pub Option<String>,
    pub bool,
    #[serde(default)] pub Option<i32>,
);

impl GridCell {
    /// The cell of an entry.
    pub fn new(row: usize, column: usize, stored: &StoredEntry) -> Self {
        let entry = &stored.entry;
        Self(row, column, entry.to_string(), stored.version, entry.note.clone(), entry.draft, entry.basis)
    }

    /// The entry of a cell.
    pub fn stored(&self, marking: Marking) -> StoredEntry {
        let entry = Entry::parse(&self.2, marking).unwrap_or_default();
        let entry = Entry { note: self.4.clone(), draft: self.5, basis: self.6, ..entry };
        StoredEntry { entry, version: self.3 }
    }
}
