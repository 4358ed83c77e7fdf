//! An entry as both databases keep it.

use chrono::{DateTime, Utc};
use klas_domain::{Absence, Entry, Mark};
use serde::{Deserialize, Deserializer};
use sqlx::FromRow;

use crate::error::{Result, StoreError};

/// The columns `mark, absence, late, note, draft, visible_at, version, updated_by, basis` of an entry; all absent where a
/// `LEFT JOIN` found none. Packed, they come without `visible_at`.
#[derive(Clone, Debug, Default, FromRow, Deserialize)]
pub struct EntryRow {
    pub mark: Option<i32>,
    pub absence: Option<String>,
    pub late: Option<i32>,
    pub note: Option<String>,
    #[serde(deserialize_with = "truth")]
    pub draft: Option<bool>,
    #[serde(skip)]
    pub visible_at: Option<DateTime<Utc>>,
    pub version: Option<i32>,
    pub updated_by: Option<uuid::Uuid>,
    pub basis: Option<i32>,
}

impl EntryRow {
    /// The entry; a cell without a row is empty.
    pub fn entry(&self) -> Result<Entry> {
        Ok(Entry {
            mark: self.mark.map(mark_of).transpose()?,
            absence: self.absence.as_deref().map(absence_of).transpose()?,
            late: self.late.map(u8::try_from).transpose().map_err(|_| StoreError::Corrupt("lateness"))?,
            note: self.note.clone(),
            draft: self.draft.unwrap_or_default(),
            basis: self.basis,
        })
    }

    /// What someone else than the author of a pencil entry sees of it: the absence alone.
    pub fn without_draft(mut self, viewer: uuid::Uuid) -> Self {
        if self.draft == Some(true) && self.updated_by != Some(viewer) {
            (self.mark, self.note, self.basis, self.draft) = (None, None, None, Some(false));
        }
        self
    }

    /// What the family sees at `now`: mark and note once they are published, absence and lateness at once.
    pub fn for_family(mut self, now: DateTime<Utc>) -> Self {
        if self.visible_at.is_none_or(|moment| moment > now) {
            (self.mark, self.note) = (None, None);
        }
        self.draft = Some(false);
        self
    }
}

/// A truth value that was packed as an integer.
pub fn truth<'de, D: Deserializer<'de>, T: From<bool>>(packed: D) -> Result<T, D::Error> {
    Ok(T::from(i32::deserialize(packed)? != 0))
}

pub fn mark_of(code: i32) -> Result<Mark> {
    i16::try_from(code).ok().and_then(|code| Mark::try_from(code).ok()).ok_or(StoreError::Corrupt("mark"))
}

fn absence_of(code: &str) -> Result<Absence> {
    Absence::from_code(code).ok_or(StoreError::Corrupt("absence"))
}
