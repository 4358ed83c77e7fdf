//! What taking in a bundle did, told as people call things.

use std::fmt;

use klas_domain::bundle::BundleRow;

/// What taking in a bundle did to one row, named as people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(String),
    /// It was there and differs.
    Updated(String),
    /// It is in the database and no longer in the files; it stays.
    Vanished(String),
}

/// What was left as it is, because it is of a class whose journal of the year is archived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The row that tells other; none where the bundle has it no longer.
    pub row: Option<BundleRow>,
    /// What that is, and why it was left, for people.
    pub note: String,
}

/// What taking in a bundle did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By kind of row, as screens name it, in the order of taking in.
    pub rows: Vec<(&'static str, Change)>,
    /// Lessons that the timetable gave.
    pub lessons: u64,
    /// Lessons to come that the timetable gives no longer; nobody had written anything in them.
    pub lessons_removed: u64,
    /// What only a person can decide. While there are any, nothing is taken in.
    pub questions: Vec<String>,
    /// What a person should know: rows that found no place, rights that stay.
    pub notes: Vec<String>,
    /// What was not taken, because it would have changed an archived journal.
    pub left: Vec<Left>,
}

impl Changes {
    /// Whether the database was as the bundle says already.
    pub fn nothing(&self) -> bool {
        self.lessons == 0
            && self.lessons_removed == 0
            && !self.rows.iter().any(|(_, change)| !matches!(change, Change::Vanished(_)))
    }

    /// How many rows of a kind were added, updated, vanished.
    pub fn count(&self, kind: &str) -> (usize, usize, usize) {
        let of_kind = |fits: fn(&Change) -> bool| {
            self.rows.iter().filter(|(row_kind, change)| *row_kind == kind && fits(change)).count()
        };
        (
            of_kind(|change| matches!(change, Change::Added(_))),
            of_kind(|change| matches!(change, Change::Updated(_))),
            of_kind(|change| matches!(change, Change::Vanished(_))),
        )
    }

    /// The kinds of rows in the order of taking in.
    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds = Vec::new();
        for (kind, _) in &self.rows {
            if !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
        kinds
    }

    pub(super) fn added(&mut self, kind: &'static str, name: impl fmt::Display) {
        self.rows.push((kind, Change::Added(name.to_string())));
    }

    pub(super) fn updated(&mut self, kind: &'static str, name: impl fmt::Display) {
        self.rows.push((kind, Change::Updated(name.to_string())));
    }

    pub(super) fn vanished(&mut self, kind: &'static str, name: impl fmt::Display) {
        self.rows.push((kind, Change::Vanished(name.to_string())));
    }

    pub(super) fn ask(&mut self, question: String) {
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }

    pub(super) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn left(&mut self, row: Option<BundleRow>, note: String) {
        let left = Left { row, note };
        if !self.left.contains(&left) {
            self.left.push(left);
        }
    }

    /// Whether anything of a row was left.
    pub(super) fn is_left(&self, row: BundleRow) -> bool {
        self.left.iter().any(|left| left.row == Some(row))
    }
}
