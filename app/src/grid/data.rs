//! What the page gives the grid, small: cells that are not empty, and their texts as they are typed.

use chrono::NaiveDate;
use klas_domain::{Entry, Id, Scale, StoredEntry, edit::LessonText, id::of};
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
    /// Whether the visitor may give absences their reasons where the cells are not the own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub explains: bool,
    /// Columns in time order.
    pub columns: Vec<GridColumn>,
    /// Pupils, identifier and name, in the order of the rows.
    pub pupils: Vec<(Id<of::Person>, String)>,
    /// Cells that are not untouched.
    pub cells: Vec<GridCell>,
}

/// A column of the grid: a lesson.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GridColumn {
    /// Lesson; its column has the same identifier.
    pub id: Id<of::Lesson>,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number.
    pub period: i32,
    /// Room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Whether the visitor may write here.
    pub own: bool,
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

/// Row, column, text, version, note, whether it is a pencil entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GridCell(pub usize, pub usize, pub String, pub i32, pub Option<String>, pub bool);

impl GridCell {
    /// The cell of an entry.
    pub fn new(row: usize, column: usize, stored: &StoredEntry) -> Self {
        let entry = &stored.entry;
        Self(row, column, entry.to_string(), stored.version, entry.note.clone(), entry.draft)
    }

    /// The entry of a cell.
    pub fn stored(&self, scale: Scale) -> StoredEntry {
        let entry = Entry::parse(&self.2, scale).unwrap_or_default();
        StoredEntry { entry: Entry { note: self.4.clone(), draft: self.5, ..entry }, version: self.3 }
    }
}
