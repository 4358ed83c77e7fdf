//! What came for a family since some moment: what the letter of the week tells.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Entry,
    column::ColumnOf,
    id::{Id, of},
    notice::{Kind, Turn, turns},
};
use sqlx::FromRow;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::EntryRow,
    store::Reader,
    summative::ColumnRow,
};

/// A cell in which something came that the family may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// Subject.
    pub subject: String,
    /// Column.
    pub column: ColumnOf,
    /// Day of the lesson; none of what sums up.
    pub day: Option<NaiveDate>,
    /// What came: a mark, a note, an absence.
    pub kinds: Vec<Kind>,
    /// What the family sees of the cell now.
    pub entry: Entry,
}

#[derive(FromRow)]
struct CameRow {
    subject: String,
    held_on: Option<NaiveDate>,
    cancelled: Option<bool>,
    /// What stood in the cell before it was changed first since then; none where it was not.
    was: Option<String>,
    #[sqlx(flatten)]
    column: ColumnRow,
    #[sqlx(flatten)]
    entry: EntryRow,
}

impl Reader {
    /// What came for a pupil's family since a moment, of whichever lesson's day it is, as it stands at `now`: what was
    /// entered, changed or published since then. Another reason of a known absence is no news. Lessons come in time order,
    /// then what sums up.
    ///
    /// # Errors
    /// The database's.
    pub async fn came(
        &mut self,
        pupil: Id<of::Person>,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Came>> {
        let school = self.school;
        let rows: Vec<CameRow> = sql("SELECT s.name AS subject, l.held_on, l.cancelled, \
             (SELECT h.before FROM history h WHERE h.school_id = e.school_id AND h.object_id = e.column_id \
              AND h.pupil_id = e.pupil_id AND h.kind = 'entry' AND h.at > $3 ORDER BY h.seq LIMIT 1) AS was, \
             j.column_id, j.lesson_id, j.kind, j.work, j.semester, j.results, j.ends_on, j.ends_period, j.name, \
             e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis \
             FROM entry e \
             JOIN journal_column j ON j.school_id = e.school_id AND j.column_id = e.column_id \
             JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             LEFT JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             WHERE e.school_id = $1 AND e.pupil_id = $2 AND (e.updated_at > $3 OR e.visible_at > $3) \
             ORDER BY j.lesson_id IS NULL, l.held_on, l.period, s.sort_key, j.kind, j.column_id")
        .bind(school)
        .bind(pupil)
        .bind(since)
        .fetch_all(&mut self.conn())
        .await?;
        rows.into_iter().filter_map(|row| row.came(since, now).transpose()).collect()
    }
}

impl CameRow {
    fn came(self, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<Option<Came>> {
        let mut before: Entry = match &self.was {
            Some(json) => serde_json::from_str(json).map_err(|_| StoreError::Corrupt("history"))?,
            None => self.entry.entry()?,
        };
        // What is published since then nobody of the family saw before.
        if self.entry.visible_at.is_some_and(|moment| moment > since) {
            (before.mark, before.note) = (None, None);
        }
        let entry = self.entry.for_family(now).entry()?;
        let is_cancelled = self.cancelled == Some(true);
        let told = |turn: Turn| match turn {
            Turn::Told(Kind::Absence) if is_cancelled => None,
            Turn::Told(kind) => Some(kind),
            Turn::Gone(_) => None,
        };
        let kinds: Vec<Kind> = turns(&before, &entry).into_iter().filter_map(told).collect();
        if kinds.is_empty() {
            return Ok(None);
        }
        let column = self.column.column()?.of;
        Ok(Some(Came { subject: self.subject, column, day: self.held_on, kinds, entry }))
    }
}
