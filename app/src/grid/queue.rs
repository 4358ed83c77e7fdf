//! What was typed and is not stored: wishes on their way, and wishes that somebody has to look at again.

use klas_domain::{
    Entry, Id, JournalEdit,
    edit::{LessonEdit, LessonText, Refusal},
    id::of,
};
use serde::{Deserialize, Serialize};

use super::lane::{CellId, Lane};

/// Why a cell's wish was not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// It breaks a rule.
    Refused(Refusal),
    /// Somebody else wrote meanwhile.
    Conflict {
        /// Who.
        author: String,
    },
}

/// A cell whose wish was not saved: what was wanted stays until the person decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The cell.
    pub of: CellId,
    /// What was typed.
    pub typed: String,
    /// What was wanted, note and pencil included, where the text could be read.
    pub wanted: Option<Entry>,
    /// The version that the author saw.
    pub base: i32,
    /// Why what stood there is corrected, as the author said.
    #[serde(default)]
    pub reason: Option<String>,
    /// Why it was not saved.
    pub why: Why,
}

/// Why a lesson's words were not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WordsWhy {
    /// Topic or homework is too long.
    TooLong,
    /// The semester was closed.
    Closed,
    /// The author may not write here.
    Forbidden,
    /// Somebody else wrote meanwhile.
    Conflict {
        /// What the lesson says now.
        theirs: LessonText,
        /// Who wrote it.
        author: String,
    },
}

/// A lesson whose words were not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsTrouble {
    /// The lesson.
    pub lesson: Id<of::Lesson>,
    /// What was wanted.
    pub wanted: LessonText,
    /// The version that the author saw; where an older page kept none, that of untouched words, which overwrites
    /// nobody's.
    #[serde(default)]
    pub base: i32,
    /// Why it was not saved.
    pub why: WordsWhy,
}

/// What was typed and is not known to be saved; survives its page as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Edits of cells.
    #[serde(default)]
    pub cells: Lane<JournalEdit>,
    /// Edits of lessons' words.
    #[serde(default)]
    pub words: Lane<LessonEdit>,
    /// Cells that were not saved; of two wishes for one cell the later one is the newer, and is decided first.
    #[serde(default)]
    pub troubles: Vec<Trouble>,
    /// Lessons whose words were not saved, in the same order.
    #[serde(default)]
    pub words_troubles: Vec<WordsTrouble>,
}

impl Queue {
    /// How many wishes are on their way.
    pub fn len(&self) -> usize {
        self.cells.len() + self.words.len()
    }

    /// Whether no wish is on its way.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is nothing to keep.
    pub fn is_settled(&self) -> bool {
        self.is_empty() && self.troubles.is_empty() && self.words_troubles.is_empty()
    }

    /// What outlives the page: not what the person typed where they may only look.
    #[must_use]
    pub fn worth_keeping(&self) -> Self {
        let mut queue = self.clone();
        queue.troubles.retain(|trouble| trouble.why != Why::Refused(Refusal::Forbidden));
        queue
    }

    /// Why a cell was not saved.
    pub fn trouble(&self, of: CellId) -> Option<&Trouble> {
        self.troubles.iter().rfind(|trouble| trouble.of == of)
    }

    /// Keeps a cell's wish that was not saved, in the place of the newest before.
    pub fn keep_trouble(&mut self, trouble: Trouble) {
        self.forget_trouble(trouble.of);
        self.troubles.push(trouble);
    }

    /// Keeps a cell's wish that was not saved and is older than what is kept of the cell already.
    pub fn keep_older_trouble(&mut self, trouble: Trouble) {
        if !self.troubles.contains(&trouble) {
            self.troubles.insert(0, trouble);
        }
    }

    /// Leaves the newest of a cell's wishes that were not saved.
    pub fn forget_trouble(&mut self, of: CellId) -> Option<Trouble> {
        let place = self.troubles.iter().rposition(|trouble| trouble.of == of)?;
        Some(self.troubles.remove(place))
    }

    /// Leaves all of a cell's wishes that were not saved: the person wrote something newer.
    pub fn forget_troubles(&mut self, of: CellId) {
        self.troubles.retain(|trouble| trouble.of != of);
    }

    /// Why a lesson's words were not saved.
    pub fn words_trouble(&self, lesson: Id<of::Lesson>) -> Option<&WordsTrouble> {
        self.words_troubles.iter().rfind(|trouble| trouble.lesson == lesson)
    }

    /// Keeps a lesson's words that were not saved and are older than what is kept of the lesson already.
    pub fn keep_older_words_trouble(&mut self, trouble: WordsTrouble) {
        if !self.words_troubles.contains(&trouble) {
            self.words_troubles.insert(0, trouble);
        }
    }

    /// Leaves the newest of a lesson's words that were not saved.
    pub fn forget_words_trouble(&mut self, lesson: Id<of::Lesson>) -> Option<WordsTrouble> {
        let place = self.words_troubles.iter().rposition(|trouble| trouble.lesson == lesson)?;
        Some(self.words_troubles.remove(place))
    }

    /// Leaves all of a lesson's words that were not saved: the person wrote something newer.
    pub fn forget_words_troubles(&mut self, lesson: Id<of::Lesson>) {
        self.words_troubles.retain(|trouble| trouble.lesson != lesson);
    }

    /// Takes over what another page of the same person left, older than what is kept here.
    pub fn adopt(&mut self, left: Self) {
        self.cells.adopt(left.cells);
        self.words.adopt(left.words);
        for trouble in left.troubles.into_iter().rev() {
            self.keep_older_trouble(trouble);
        }
        for trouble in left.words_troubles.into_iter().rev() {
            self.keep_older_words_trouble(trouble);
        }
    }
}
