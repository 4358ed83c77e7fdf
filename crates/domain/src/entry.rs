//! What stands in a cell of the journal: a mark, an absence, a lateness, a note to the family.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::mark::{Mark, MarkError, Marking};

/// Why a pupil was not at a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Absence {
    /// `н`: reason not known yet; what the subject teacher enters.
    Unknown,
    /// `хв`: illness.
    Illness,
    /// `пп`: another valid reason.
    Valid,
    /// `бп`: without a valid reason.
    Invalid,
}

impl Absence {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Illness, Self::Valid, Self::Invalid];

    /// The letters that stand in the journal; also the stored form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "н",
            Self::Illness => "хв",
            Self::Valid => "пп",
            Self::Invalid => "бп",
        }
    }

    /// The absence of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|absence| absence.code() == code)
    }
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code().fmt(f)
    }
}

/// The longest note, in characters.
pub const NOTE_LIMIT: usize = 500;
/// The letters of a lateness.
pub const LATE: &str = "сп";
/// The longest lateness, in minutes: the longest lesson.
pub const LATE_LIMIT: u8 = 45;

/// What stands in one cell. The empty entry is a cell with nothing in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The mark, if one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// The absence, if the pupil was not there. With a mark: the work was handed in later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// Lateness in minutes, 1–45; 0 where the minutes were not noted. Never together with an absence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<u8>,
    /// A short note to the family, at most [`NOTE_LIMIT`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A pencil entry: its mark and note are seen by the author alone until published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// Of a summative mark: the fingerprint of the marks that it was decided on, see [`crate::summary`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<i32>,
}

/// Why an entry cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum EntryError {
    /// The mark is not of the column's scale.
    #[error(transparent)]
    Mark(#[from] MarkError),
    /// Absent and late at once.
    #[error("a pupil cannot be absent and late at one lesson")]
    AbsentAndLate,
    /// More minutes than a lesson has.
    #[error("lateness is longer than a lesson")]
    LateTooLong,
    /// The note is longer than [`NOTE_LIMIT`].
    #[error("the note is too long")]
    NoteTooLong,
}

impl Entry {
    /// Whether nothing stands in the cell.
    pub fn is_empty(&self) -> bool {
        self.mark.is_none() && self.absence.is_none() && self.late.is_none() && self.note.is_none()
    }

    /// Reads what a person typed into a cell: a mark (`8`), an absence (`н`, `хв`, `пп`, `бп`), a lateness
    /// (`сп`, `сп10`), or an absence or lateness with a mark (`н 8`, `н/8`, `сп10 8`). The Latin keys in the same
    /// places and any letter case are accepted. Nothing typed is the empty entry. Note and draft are not text.
    ///
    /// # Errors
    /// The mark's error where no reading fits.
    pub fn parse(text: &str, marking: impl Into<Marking>) -> Result<Self, EntryError> {
        let marking = marking.into();
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Ok(Self::default());
        }
        if let Ok(mark) = Mark::parse(&text, marking) {
            return Ok(Self { mark: Some(mark), ..Self::default() });
        }
        let (presence, rest) = presence(&text).ok_or(MarkError(marking))?;
        let rest = rest.trim_start_matches(BETWEEN);
        let mark = if rest.is_empty() { None } else { Some(Mark::parse(rest, marking)?) };
        let entry = Self { mark, ..presence };
        entry.check(marking)?;
        Ok(entry)
    }

    /// Whether a longer entry begins with what was typed: then what was typed is not yet to be taken for the whole.
    pub fn begins(text: &str, marking: impl Into<Marking>) -> bool {
        let marking = marking.into();
        let text = text.trim_start().to_lowercase();
        if Mark::begins(&text, marking) {
            return true;
        }
        !marking.summative
            && (begins_presence(&text)
                || minutes_grow(&text)
                || presence(&text)
                    .is_some_and(|(_, rest)| Mark::begins(rest.trim_start_matches(BETWEEN), marking)))
    }

    /// Whether this gives an absence that stands in the cell another reason, and changes nothing else: what a class
    /// teacher may do on every page of the class (DOMAIN §7).
    pub fn explains(&self, stored: &Self) -> bool {
        stored.absence.is_some()
            && self.absence.is_some()
            && self.absence != stored.absence
            && *self == Self { absence: self.absence, ..stored.clone() }
    }

    /// Whether this gives an absence a reason that does not stand in the cell: the class teacher's to do, where a subject
    /// teacher enters `н` (DOMAIN §3).
    pub fn gives_reason(&self, stored: &Self) -> bool {
        self.absence.is_some_and(|absence| absence != Absence::Unknown) && self.absence != stored.absence
    }

    /// Whether this decides another mark than stood in the cell before. Pencil decides nothing, and confirming a mark is no
    /// decision of another: the days to apply for a corrected one are counted from the first (DOMAIN §4.3).
    pub fn decides(&self, before: &Self) -> bool {
        let decided = |entry: &Self| entry.mark.filter(|_| !entry.draft);
        decided(self).is_some() && decided(self) != decided(before)
    }

    /// Checks an entry that came from elsewhere against the column's marking.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self, marking: impl Into<Marking>) -> Result<(), EntryError> {
        let marking = marking.into();
        let misplaced = marking.summative && (self.absence.is_some() || self.late.is_some());
        if misplaced || self.mark.is_some_and(|mark| !marking.accepts(mark)) {
            return Err(MarkError(marking).into());
        }
        if self.absence.is_some() && self.late.is_some() {
            return Err(EntryError::AbsentAndLate);
        }
        if self.late.is_some_and(|minutes| minutes > LATE_LIMIT) {
            return Err(EntryError::LateTooLong);
        }
        if self.note.as_ref().is_some_and(|note| note.chars().count() > NOTE_LIMIT) {
            return Err(EntryError::NoteTooLong);
        }
        Ok(())
    }
}

/// How absences are typed, in lower case: the Ukrainian letters and the Latin keys in the same places.
const ABSENCES: [(&str, Absence); 9] = [
    ("хв", Absence::Illness),
    ("[d", Absence::Illness),
    ("пп", Absence::Valid),
    ("gg", Absence::Valid),
    ("бп", Absence::Invalid),
    (",g", Absence::Invalid),
    ("н", Absence::Unknown),
    ("n", Absence::Unknown),
    ("y", Absence::Unknown),
];
/// How a lateness begins.
const LATE_KEYS: [&str; 2] = [LATE, "cg"];
/// What may stand between the absence or lateness and the mark.
const BETWEEN: [char; 4] = ['/', ' ', ',', '+'];

/// Splits the absence or lateness off the start of lower-case `text`.
fn presence(text: &str) -> Option<(Entry, &str)> {
    for (letters, absence) in ABSENCES {
        if let Some(rest) = text.strip_prefix(letters) {
            return Some((Entry { absence: Some(absence), ..Entry::default() }, rest));
        }
    }
    let rest = LATE_KEYS.iter().find_map(|letters| text.strip_prefix(letters))?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let minutes = if digits == 0 { 0 } else { rest[..digits].parse().unwrap_or(u8::MAX) };
    Some((Entry { late: Some(minutes), ..Entry::default() }, &rest[digits..]))
}

/// Whether an absence or a lateness is spelled with lower-case `text` and more after it.
fn begins_presence(text: &str) -> bool {
    let mut words = ABSENCES.iter().map(|(letters, _)| *letters).chain(LATE_KEYS);
    words.any(|word| word.len() > text.len() && word.starts_with(text))
}

/// Whether minutes typed after a lateness may have another figure.
fn minutes_grow(text: &str) -> bool {
    let minutes = LATE_KEYS.iter().find_map(|letters| text.strip_prefix(letters));
    minutes.is_some_and(|minutes| {
        minutes.is_empty() || minutes.parse::<u8>().is_ok_and(|minutes| minutes <= LATE_LIMIT / 10)
    })
}

/// As the cell shows it: absence or lateness first, then the mark.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.absence, self.late) {
            (Some(absence), _) => absence.fmt(f)?,
            (None, Some(0)) => LATE.fmt(f)?,
            (None, Some(minutes)) => write!(f, "{LATE}{minutes}")?,
            (None, None) => {}
        }
        if let Some(mark) = self.mark {
            if self.absence.is_some() || self.late.is_some() {
                "/".fmt(f)?;
            }
            mark.fmt(f)?;
        }
        Ok(())
    }
}
