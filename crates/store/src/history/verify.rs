//! Checking that the history is whole, and that the journal says what its history says.

use chrono::{DateTime, Utc};
use klas_domain::{
    Entry,
    edit::LessonText,
    id::{Id, of},
    substitution::Arrangement,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    HashedRow, Head,
    closings::{altered_closings, altered_signatures},
    columns::altered_columns,
    records::altered_records,
};
use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::EntryRow,
    register::ArrangementRow,
    store::{Reader, Store},
};

/// How many rows are looked at in one go.
pub(super) const STEP: i64 = 500;
/// How often the journal is held against its history, where others write meanwhile.
const LOOKS: usize = 3;

#[derive(FromRow)]
struct StoredRow {
    seq: i64,
    edit_id: Uuid,
    kind: String,
    object_id: Uuid,
    pupil_id: Option<Uuid>,
    at: DateTime<Utc>,
    author_id: Uuid,
    reason: Option<String>,
    before: String,
    after: String,
    hash: Vec<u8>,
}

impl StoredRow {
    fn hashed(&self) -> HashedRow<'_> {
        HashedRow {
            seq: self.seq,
            edit_id: self.edit_id,
            kind: &self.kind,
            object_id: self.object_id,
            pupil_id: self.pupil_id,
            at: self.at,
            author_id: self.author_id,
            reason: self.reason.as_deref(),
            before: &self.before,
            after: &self.after,
        }
    }
}

/// What a check of the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainState {
    /// Every row follows from the one before; so many rows.
    Whole(i64),
    /// The first row that does not.
    BrokenAt(i64),
    /// The chain is whole, but so many cells, lessons, columns, closings, signatures and records are not what it says of
    /// them.
    Altered(i64),
}

/// A chain that was walked from its first row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// What was found.
    pub state: ChainState,
    /// How many rows follow from one another.
    pub links: i64,
    /// The hash of the last of them; empty where there are none.
    pub digest: Vec<u8>,
    /// The row whose hash was looked for, and when it was written; none where no row has it, or none was looked for.
    pub found: Option<(i64, DateTime<Utc>)>,
}

impl Walked {
    /// The same where so many places besides are not what they were when the program wrote them.
    #[must_use]
    pub fn with_altered(mut self, places: i64) -> Self {
        self.state = match self.state {
            ChainState::Whole(_) if places > 0 => ChainState::Altered(places),
            ChainState::Altered(known) => ChainState::Altered(known + places),
            other => other,
        };
        self
    }
}

impl Store {
    /// Checks a school's history from its first row to its head, and that the journal says what it says of it.
    /// Writers need not wait for it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such school; the database's.
    pub async fn verify_history(&self, school: Id<of::School>) -> Result<ChainState> {
        Ok(self.walk_history(school, None).await?.state)
    }

    /// The same, and what the chain ends with; `wanted` is the hash of a row that is looked for in it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound) where there is no such school; the database's.
    pub async fn walk_history(&self, school: Id<of::School>, wanted: Option<&[u8]>) -> Result<Walked> {
        let mut reader = self.read(school).await?;
        let walked = walk(&mut reader, wanted).await;
        reader.let_go().await;
        walked
    }
}

async fn walk(reader: &mut Reader, wanted: Option<&[u8]>) -> Result<Walked> {
    let (mut seq, mut hash, mut found, mut looks) = (0, Vec::new(), None, 0);
    let walked = |state, links, digest, found| Walked { state, links, digest, found };
    loop {
        // Read before the rows: whatever the head names is there by then, though others go on writing.
        let head: Head = sql("SELECT seq, hash FROM history_head WHERE school_id = $1")
            .bind(reader.school)
            .fetch_one(&mut reader.conn())
            .await?;
        let rows = rows_after(reader, seq, STEP).await?;
        if rows.is_empty() {
            if head.seq != seq || head.hash != hash {
                return Ok(walked(ChainState::BrokenAt(seq + 1), seq, hash, found));
            }
            looks += 1;
            if let Some(state) = held_against(reader, seq, looks == LOOKS).await? {
                return Ok(walked(state, seq, hash, found));
            }
        }
        for row in rows {
            let expected = row.hashed().hash(&hash);
            if row.seq != seq + 1 || row.hash != expected {
                return Ok(walked(ChainState::BrokenAt(seq + 1), seq, hash, found));
            }
            if wanted == Some(expected.as_slice()) {
                found = Some((row.seq, row.at));
            }
            (seq, hash) = (row.seq, expected);
        }
    }
}

async fn rows_after(reader: &mut Reader, seq: i64, limit: i64) -> Result<Vec<StoredRow>> {
    sql("SELECT seq, edit_id, kind, object_id, pupil_id, at, author_id, reason, before, after, hash FROM history \
         WHERE school_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
    .bind(reader.school)
    .bind(seq)
    .bind(limit)
    .fetch_all(&mut reader.conn())
    .await
}

/// What the journal is, held against a chain that is whole up to its end. None where something differs and others have
/// written meanwhile: what they changed was perhaps read before their rows, or after; the last look says what it sees.
async fn held_against(reader: &mut Reader, seq: i64, is_last: bool) -> Result<Option<ChainState>> {
    let altered = altered(reader).await?;
    if altered == 0 {
        return Ok(Some(ChainState::Whole(seq)));
    }
    let is_behind = !is_last && reader.seq().await? != seq;
    Ok((!is_behind).then_some(ChainState::Altered(altered)))
}

/// How many cells, lessons, columns, closings, signatures and records differ from the last that the history says of them.
async fn altered(reader: &mut Reader) -> Result<i64> {
    let cells = altered_cells(reader).await? + missing_cells(reader).await?;
    let lessons = altered_lessons(reader).await? + altered_arrangements(reader).await?;
    let closed = altered_closings(reader).await? + altered_signatures(reader).await?;
    let others = altered_columns(reader).await? + closed;
    let others = i64::try_from(others).map_err(|_| StoreError::Corrupt("history"))?;
    Ok(cells + lessons + others + altered_records(reader).await?)
}

#[derive(FromRow)]
struct CellAndLast {
    column_id: Uuid,
    pupil_id: Uuid,
    #[sqlx(flatten)]
    entry: EntryRow,
    last: Option<String>,
}

async fn altered_cells(reader: &mut Reader) -> Result<i64> {
    let school = reader.school;
    let (mut column, mut pupil, mut altered) = (Uuid::nil(), Uuid::nil(), 0);
    loop {
        let rows: Vec<CellAndLast> =
            sql("SELECT e.column_id, e.pupil_id, e.mark, e.absence, e.late, e.note, \
             e.draft, e.visible_at, e.version, e.updated_by, e.basis, (SELECT h.after FROM history h \
              WHERE h.school_id = e.school_id AND h.object_id = e.column_id AND h.pupil_id = e.pupil_id \
              ORDER BY h.seq DESC LIMIT 1) AS last \
             FROM entry e WHERE e.school_id = $1 AND (e.column_id, e.pupil_id) > ($2, $3) \
             ORDER BY e.column_id, e.pupil_id LIMIT $4")
            .bind(school)
            .bind(column)
            .bind(pupil)
            .bind(STEP)
            .fetch_all(&mut reader.conn())
            .await?;
        let Some(end) = rows.last() else { return Ok(altered) };
        (column, pupil) = (end.column_id, end.pupil_id);
        // What cannot be read is not what the program wrote.
        let true_to = |row: &CellAndLast| {
            let last: Option<Entry> = serde_json::from_str(row.last.as_deref()?).ok();
            (last? == row.entry.entry().ok()?).then_some(())
        };
        altered += rows.iter().filter(|row| true_to(row).is_none()).map(|_| 1).sum::<i64>();
    }
}

/// Cells that the history knows and that are not there.
async fn missing_cells(reader: &mut Reader) -> Result<i64> {
    let school = reader.school;
    let (missing,): (i64,) = sql("SELECT count(*) FROM (SELECT DISTINCT object_id, pupil_id FROM history \
         WHERE school_id = $1 AND kind = 'entry') h WHERE NOT EXISTS (SELECT 1 FROM entry e \
          WHERE e.school_id = $1 AND e.column_id = h.object_id AND e.pupil_id = h.pupil_id)")
    .bind(school)
    .fetch_one(&mut reader.conn())
    .await?;
    Ok(missing)
}

async fn altered_lessons(reader: &mut Reader) -> Result<i64> {
    let school = reader.school;
    let (mut from, mut altered) = (Uuid::nil(), 0);
    loop {
        // A lesson's own column has the lesson's identifier, and a history of its own.
        let rows: Vec<(Uuid, String, String, String, Option<String>)> =
            sql("SELECT l.lesson_id, l.topic, l.homework, l.kind, (SELECT h.after FROM history h \
             WHERE h.school_id = l.school_id AND h.object_id = l.lesson_id AND h.pupil_id IS NULL AND h.kind = 'lesson' \
             ORDER BY h.seq DESC LIMIT 1) \
             FROM lesson l WHERE l.school_id = $1 AND l.lesson_id > $2 ORDER BY l.lesson_id LIMIT $3")
            .bind(school)
            .bind(from)
            .bind(STEP)
            .fetch_all(&mut reader.conn())
            .await?;
        let Some(end) = rows.last() else { return Ok(altered) };
        from = end.0;
        let true_to = |(_, topic, homework, kind, last): &(Uuid, String, String, String, Option<String>)| {
            let last: Option<LessonText> = match last {
                Some(json) => serde_json::from_str(json).ok(),
                None => Some(LessonText::default()),
            };
            last.is_some_and(|last| {
                (&last.topic, &last.homework, last.kind.code()) == (topic, homework, kind.as_str())
            })
        };
        altered += rows.iter().filter(|row| !true_to(row)).map(|_| 1).sum::<i64>();
    }
}

#[derive(FromRow)]
struct ArrangementAndLast {
    #[sqlx(flatten)]
    arrangement: ArrangementRow,
    last: Option<String>,
    times: i64,
}

/// Lessons that are substituted or cancelled otherwise than the history says, or as often.
async fn altered_arrangements(reader: &mut Reader) -> Result<i64> {
    let rows: Vec<ArrangementAndLast> =
        sql("SELECT l.cancelled, l.substitute_id, l.replaced_by, l.change_reason, l.change_words, l.changes, \
         (SELECT h.after FROM history h WHERE h.school_id = l.school_id AND h.object_id = l.lesson_id \
          AND h.kind = 'substitution' ORDER BY h.seq DESC LIMIT 1) AS last, \
         (SELECT count(*) FROM history h WHERE h.school_id = l.school_id AND h.object_id = l.lesson_id \
          AND h.kind = 'substitution') AS times \
         FROM lesson l WHERE l.school_id = $1 AND (l.cancelled OR l.substitute_id IS NOT NULL OR l.changes > 0 \
          OR l.lesson_id IN (SELECT object_id FROM history WHERE school_id = $1 AND kind = 'substitution'))")
        .bind(reader.school)
        .fetch_all(&mut reader.conn())
        .await?;
    let true_to = |row: &ArrangementAndLast| {
        let last = row.last.as_deref().map_or(Ok(Arrangement::default()), serde_json::from_str);
        let same = last.ok() == row.arrangement.arrangement().ok();
        same && i64::from(row.arrangement.changes) == row.times
    };
    Ok(rows.iter().filter(|row| !true_to(row)).map(|_| 1).sum())
}
