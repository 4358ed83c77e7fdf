//! What stands in the cells of a page, what became of it lately, and what happened to one of them.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Absence, Entry, StoredEntry,
    id::{Id, of},
    school::PersonName,
};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::row::EntryRow;
use crate::{
    db::{Conn, sql},
    error::{Result, StoreError},
    history::plan,
    store::Reader,
};

/// What stands in a cell that is not untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEntry {
    /// Column of the cell.
    pub column: Id<of::Column>,
    /// Pupil of the cell.
    pub pupil: Id<of::Person>,
    /// What stands there.
    pub stored: StoredEntry,
}

/// A change of a cell, for its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub author: PersonName,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// What stood there.
    pub before: Entry,
    /// What stood there afterwards.
    pub after: Entry,
}

#[derive(FromRow, Deserialize)]
struct CellRow {
    column_id: Uuid,
    pupil_id: Uuid,
    #[sqlx(flatten)]
    entry: EntryRow,
}

#[derive(FromRow)]
struct ChangeRow {
    at: DateTime<Utc>,
    author_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    reason: Option<String>,
    before: String,
    after: String,
}

impl TryFrom<ChangeRow> for CellChange {
    type Error = StoreError;
    fn try_from(row: ChangeRow) -> Result<Self> {
        let entry = |json: &str| serde_json::from_str(json).map_err(|_| StoreError::Corrupt("history"));
        Ok(Self {
            at: row.at,
            before: entry(&row.before)?,
            after: entry(&row.after)?,
            author: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            reason: row.reason,
        })
    }
}

macro_rules! entries {
    ($tail:literal) => {
        concat!(
            "SELECT e.column_id, e.pupil_id, e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, \
             e.updated_by, e.basis FROM entry e ",
            $tail
        )
    };
}

impl Reader {
    /// The place in the history that has been reached.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such school; the database's.
    pub async fn seq(&mut self) -> Result<i64> {
        let school = self.school;
        let (seq,): (i64,) = sql("SELECT seq FROM history_head WHERE school_id = $1")
            .bind(school)
            .fetch_one(&mut self.conn())
            .await?;
        Ok(seq)
    }

    /// What stands in the cells of a course: of the lessons between two days, and of everything that sums up.
    pub(super) async fn entries(
        &mut self,
        course: Id<of::Course>,
        (from, to): (NaiveDate, NaiveDate),
        viewer: Id<of::Person>,
    ) -> Result<Vec<PageEntry>> {
        let school = self.school;
        let rows: Vec<CellRow> =
            sql("SELECT json_group_array(json_array(hex(e.column_id), hex(e.pupil_id), \
             json_array(e.mark, e.absence, e.late, e.note, CAST(e.draft AS integer), e.version, \
             CASE WHEN e.draft THEN hex(e.updated_by) END, e.basis))) \
             FROM journal_column j \
             LEFT JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             CROSS JOIN entry e WHERE j.school_id = $1 AND j.course_id = $2 \
             AND e.school_id = j.school_id AND e.column_id = j.column_id \
             AND (l.lesson_id IS NULL OR l.held_on BETWEEN $3 AND $4)")
            .bind(school)
            .bind(course)
            .bind(from)
            .bind(to)
            .fetch_packed(&mut self.conn())
            .await?;
        cells(rows, viewer)
    }

    /// The place in the history up to which a course's page that was true at `seq` still is; none where something
    /// of the page changed since, or so much of the school that looking through it is not worth it. A column that was
    /// taken away is known to no course any more, so that columns concern every page.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such school; the database's.
    pub async fn still_true(&mut self, course: Id<of::Course>, seq: i64) -> Result<Option<i64>> {
        let school = self.school;
        still_true(&mut self.conn(), school, course, seq).await
    }

    /// The cells of a course that changed after `seq`, and the place in the history they are true up to.
    ///
    /// # Errors
    /// The database's.
    pub async fn changes_since(
        &mut self,
        course: Id<of::Course>,
        seq: i64,
        viewer: Id<of::Person>,
    ) -> Result<(i64, Vec<PageEntry>)> {
        let head = self.seq().await?;
        if head == seq {
            return Ok((seq, Vec::new()));
        }
        let school = self.school;
        let rows: Vec<CellRow> = sql(entries!(
            "JOIN journal_column j ON j.school_id = e.school_id AND j.column_id = e.column_id \
             WHERE e.school_id = $1 AND j.course_id = $2 AND e.seq > $3"
        ))
        .bind(school)
        .bind(course)
        .bind(seq)
        .fetch_all(&mut self.conn())
        .await?;
        Ok((head, cells(rows, viewer)?))
    }

    /// The absence that stands in a cell.
    ///
    /// # Errors
    /// The database's.
    pub async fn absence(
        &mut self,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
    ) -> Result<Option<Absence>> {
        let school = self.school;
        let row: Option<EntryRow> =
            sql(entries!("WHERE e.school_id = $1 AND e.column_id = $2 AND e.pupil_id = $3"))
                .bind(school)
                .bind(column)
                .bind(pupil)
                .fetch_optional(&mut self.conn())
                .await?;
        row.map_or(Ok(None), |row| Ok(row.entry()?.absence))
    }

    /// What happened to a cell, newest first. What others wrote in pencil is left out; where that was all that
    /// changed, the change is.
    ///
    /// # Errors
    /// The database's.
    pub async fn cell_history(
        &mut self,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
        viewer: Id<of::Person>,
    ) -> Result<Vec<CellChange>> {
        let school = self.school;
        let rows: Vec<ChangeRow> =
            sql("SELECT h.at, h.author_id, p.surname, p.given, p.patronymic, h.reason, h.before, h.after \
             FROM history h JOIN person p ON p.school_id = h.school_id AND p.person_id = h.author_id \
             WHERE h.school_id = $1 AND h.object_id = $2 AND h.pupil_id = $3 ORDER BY h.seq DESC")
            .bind(school)
            .bind(column)
            .bind(pupil)
            .fetch_all(&mut self.conn())
            .await?;
        let authors: Vec<Uuid> = rows.iter().map(|row| row.author_id).collect();
        let mut changes = rows.into_iter().map(CellChange::try_from).collect::<Result<Vec<_>>>()?;
        let owners = pencil_owners(&changes, &authors);
        for (place, change) in changes.iter_mut().enumerate() {
            // What stood there before is what the change before left.
            let entries = [(&mut change.after, place), (&mut change.before, place + 1)];
            for (entry, place) in entries {
                if owners.get(place) != Some(&viewer.uuid()) {
                    hide_pencil(entry);
                }
            }
        }
        changes.retain(|change| change.before != change.after);
        Ok(changes)
    }
}

/// Whose the pencil is that each change leaves, newest first: who gave an absence its reason beside another's pencil
/// did not take the pencil over.
fn pencil_owners(changes: &[CellChange], authors: &[Uuid]) -> Vec<Uuid> {
    let mut owners = authors.to_vec();
    for place in (0..changes.len().saturating_sub(1)).rev() {
        let CellChange { before, after, .. } = &changes[place];
        let pencil = |entry: &Entry| (entry.draft, entry.mark, entry.note.clone());
        if after.draft && before != after && pencil(before) == pencil(after) {
            owners[place] = owners[place + 1];
        }
    }
    owners
}

pub(super) fn hide_pencil(entry: &mut Entry) {
    if entry.draft {
        (entry.mark, entry.note, entry.basis, entry.draft) = (None, None, None, false);
    }
}

fn cells(rows: impl IntoIterator<Item = CellRow>, viewer: Id<of::Person>) -> Result<Vec<PageEntry>> {
    rows.into_iter()
        .map(|row| {
            let entry = row.entry.without_draft(viewer.uuid());
            Ok(PageEntry {
                column: row.column_id.into(),
                pupil: row.pupil_id.into(),
                stored: StoredEntry { entry: entry.entry()?, version: entry.version.unwrap_or_default() },
            })
        })
        .collect()
}

/// The same within a transaction.
pub(crate) async fn still_true(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    course: Id<of::Course>,
    seq: i64,
) -> Result<Option<i64>> {
    let (head, changed): (i64, bool) = sql("SELECT head.seq, head.seq > $2 + 5000 OR EXISTS ( \
         SELECT 1 FROM history h WHERE h.school_id = head.school_id AND h.seq > $2 AND (h.kind IN ('school', 'column', 'archive') \
         OR h.object_id = $3 OR h.object_id = $5 OR h.kind = 'closing' AND h.object_id = (SELECT c.class_id FROM course c \
          WHERE c.school_id = head.school_id AND c.course_id = $3) OR h.kind = 'substitution' AND (h.before LIKE $4 OR h.after LIKE $4) OR h.object_id IN (SELECT j.column_id FROM journal_column j \
          WHERE j.school_id = head.school_id AND j.course_id = $3))) \
         FROM history_head head WHERE head.school_id = $1")
    .bind(school)
    .bind(seq)
    .bind(course)
    // A lesson that the course got in another one's place, or lost again, stands with the other one's.
    .bind(format!("%{course}%"))
    // The topics that a page proposes are the plan's.
    .bind(plan(course))
    .fetch_one(conn)
    .await?;
    Ok((!changed).then_some(head))
}
