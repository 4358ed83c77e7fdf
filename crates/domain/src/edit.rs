//! Edits of cells: made in the browser, applied on the server, each once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    entry::{Entry, EntryError},
    id::{Id, of},
    mark::Marking,
    school::LessonKind,
};

/// A wish to make a cell hold `entry`, by someone who saw version `base` of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// The column of the cell.
    pub column: Id<of::Column>,
    /// The pupil of the cell.
    pub pupil: Id<of::Person>,
    /// The version that the author saw; 0 is the untouched cell.
    pub base: i32,
    /// What the cell shall hold.
    pub entry: Entry,
    /// Why an old entry is changed; demanded past the school's days of free correction and in a closed semester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The longest reason of a correction, in characters.
pub const REASON_LIMIT: usize = 500;

impl JournalEdit {
    /// The edit with its words as they can be kept: see [`plain`]; a reason is cut at [`REASON_LIMIT`].
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.entry.note = self.entry.note.map(|note| plain(&note)).filter(|note| !note.is_empty());
        self.reason = self.reason.map(|reason| plain(&reason).chars().take(REASON_LIMIT).collect());
        self
    }
}

/// A text without control characters, which no keyboard types and not every database keeps; lines stay lines.
pub fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

/// A cell as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredEntry {
    /// What stands in it.
    pub entry: Entry,
    /// How often it was changed; 0 is the untouched cell.
    pub version: i32,
}

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditOutcome {
    /// The cell holds the edit's entry, at this version.
    Saved {
        /// The cell's version now.
        version: i32,
    },
    /// Someone else changed the cell since; nothing was written.
    Conflict {
        /// What stands there now.
        stored: StoredEntry,
        /// Who wrote it.
        author: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// The edit breaks a rule; nothing was written.
    Refused(Refusal),
}

/// Why an edit was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The entry itself cannot stand.
    Entry(EntryError),
    /// The pupil does not belong to the course on that day.
    NotEnrolled,
    /// The author may not write here.
    Forbidden,
    /// The author writes here, but the reason of an absence is the class teacher's to give (DOMAIN §3).
    ClassTeachersReason,
    /// The lesson lies in the future; only absences may be known before.
    Future,
    /// The lesson was cancelled.
    Cancelled,
    /// Older than the school's days of free correction, or of a closed semester: a reason is needed.
    ReasonNeeded,
    /// The semester is closed: only a deputy head corrects it, with a reason (DOMAIN §3).
    Closed,
    /// The journal of the year is archived and signed: it is only read (DOMAIN §11).
    Archived,
    /// The family has seen what stands here: a pencil would hide it again.
    Published,
    /// A corrected mark is written only where the result rose (orders № 319 of 2008 and № 496).
    NotRisen,
    /// A corrected mark stands beside the semester's or annual one, and would stand alone or not be the better of the two
    /// any more.
    NotBelowCorrected,
    /// There is no semester or annual mark that could be corrected.
    NothingToCorrect,
    /// No application with the head's order is on record, or the commission refused it (order № 319 of 2008).
    ApplicationNeeded,
    /// There is no such cell.
    NoSuchCell,
}

/// What an edit does to a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Write the entry at this version.
    Write {
        /// The version after the write.
        version: i32,
    },
    /// The cell holds the entry already.
    Unchanged,
    /// The cell moved on since the author looked.
    Conflict,
    /// The entry cannot stand.
    Refused(EntryError),
}

/// Decides what `edit` does to a cell that holds `stored`. Two people who want the same thing do not conflict.
pub fn decide(stored: &StoredEntry, edit: &JournalEdit, marking: impl Into<Marking>) -> Step {
    if let Err(error) = edit.entry.check(marking) {
        return Step::Refused(error);
    }
    if stored.entry == edit.entry {
        return Step::Unchanged;
    }
    if stored.version != edit.base {
        return Step::Conflict;
    }
    Step::Write { version: stored.version + 1 }
}

/// The words of a lesson, as its teacher writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonText {
    /// Topic, at most [`TEXT_LIMIT`] characters.
    pub topic: String,
    /// Homework, at most [`TEXT_LIMIT`] characters.
    pub homework: String,
    /// Kind of lesson.
    pub kind: LessonKind,
}

/// The longest topic or homework, in characters.
pub const TEXT_LIMIT: usize = 1000;

/// A wish to change a lesson's words, by someone who saw version `base` of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// The lesson.
    pub lesson: Id<of::Lesson>,
    /// The version that the author saw.
    pub base: i32,
    /// What the lesson shall say.
    pub text: LessonText,
}

impl LessonEdit {
    /// The edit with its words as they can be kept: see [`plain`].
    #[must_use]
    pub fn plain(mut self) -> Self {
        (self.text.topic, self.text.homework) = (plain(&self.text.topic), plain(&self.text.homework));
        self
    }
}

/// What became of a lesson's edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LessonOutcome {
    /// The lesson says the edit's words, at this version.
    Saved {
        /// The lesson's version now.
        version: i32,
    },
    /// Someone else changed the words since; nothing was written.
    Conflict {
        /// What the lesson says now.
        text: LessonText,
        /// At which version.
        version: i32,
        /// Who wrote it.
        author: String,
    },
    /// Topic or homework is longer than [`TEXT_LIMIT`].
    TooLong,
    /// The lesson's semester is closed (DOMAIN §3).
    Closed,
    /// The author may not write here.
    Forbidden,
}
