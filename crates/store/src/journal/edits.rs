//! Applying edits of cells: each once, each in the history, each answered.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use klas_domain::{
    EditOutcome, Entry, JournalEdit, Scale, Scope, StoredEntry,
    edit::{Refusal, Step, decide},
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::row::EntryRow;
use crate::{
    db::{Conn, sql},
    error::{Result, StoreError},
    history::{Chain, Object, Record, applied},
    school::{School, load_school, local_day},
    store::Store,
};

/// Says whether the author may do what an edit does to a cell of this scope that holds this.
pub type Authorise = Arc<dyn Fn(&Scope, &StoredEntry, &JournalEdit) -> bool + Send + Sync>;

/// Who writes, when, and what allows it.
#[derive(Clone)]
pub struct Write {
    /// The school.
    pub school: Id<of::School>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
    /// The rule, asked in the same transaction for every cell.
    pub authorise: Authorise,
}

#[derive(FromRow)]
struct Cell {
    held_on: NaiveDate,
    cancelled: bool,
    scale: String,
    teacher_id: Option<Uuid>,
    substitute_id: Option<Uuid>,
    class_teacher_id: Option<Uuid>,
    belongs: bool,
    created_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    entry: EntryRow,
}

impl Store {
    /// Applies edits in their order, in one transaction; each has its own outcome, and one that is refused does
    /// not disturb the others. An edit that was applied before is answered again, with the version it gave its cell
    /// then, and not applied again.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn apply(&self, write: Write, edits: Vec<JournalEdit>) -> Result<Vec<EditOutcome>> {
        self.write(Some(write.school), move |mut conn| {
            Box::pin(async move {
                let school = load_school(&mut conn, write.school).await?;
                let mut chain = Chain::take(&mut conn, write.school).await?;
                let mut outcomes = Vec::with_capacity(edits.len());
                for edit in edits {
                    outcomes.push(apply_one(&mut conn, &mut chain, &school, &write, edit).await?);
                }
                chain.put_back(&mut conn).await?;
                Ok(outcomes)
            })
        })
        .await
    }
}

async fn apply_one(
    conn: &mut Conn<'_>,
    chain: &mut Chain,
    school: &School,
    write: &Write,
    edit: JournalEdit,
) -> Result<EditOutcome> {
    if let Some(version) = applied(conn, write.school, edit.id).await? {
        return Ok(EditOutcome::Saved { version });
    }
    let Some(cell) = load_cell(conn, write.school, &edit).await? else {
        return Ok(EditOutcome::Refused(Refusal::NoSuchCell));
    };
    let stored = StoredEntry { entry: cell.entry.entry()?, version: cell.entry.version.unwrap_or_default() };
    if let Some(refusal) = refusal(&cell, &stored, school, write, &edit) {
        return Ok(EditOutcome::Refused(refusal));
    }
    let seen = StoredEntry {
        entry: cell.entry.clone().without_draft(write.author.uuid()).entry()?,
        version: stored.version,
    };
    let scale = Scale::from_code(&cell.scale).ok_or(StoreError::Corrupt("scale"))?;
    match decide(&seen, &edit, scale) {
        Step::Refused(error) => Ok(EditOutcome::Refused(Refusal::Entry(error))),
        Step::Unchanged => Ok(EditOutcome::Saved { version: stored.version }),
        Step::Conflict => conflict(conn, write.school, &cell, seen).await,
        Step::Write { version } => {
            let record = record(write, &edit, &stored.entry)?;
            chain.append(conn, record).await?;
            let visible_at = visible_at(&edit.entry, &cell, school, write.now);
            store_entry(conn, write, &edit, version, chain.seq, visible_at).await?;
            Ok(EditOutcome::Saved { version })
        }
    }
}

/// The rules that need to know the lesson, the pupil and the author.
fn refusal(
    cell: &Cell,
    stored: &StoredEntry,
    school: &School,
    write: &Write,
    edit: &JournalEdit,
) -> Option<Refusal> {
    let scope = Scope {
        school: write.school,
        teacher: cell.teacher_id.map(Id::from),
        substitute: cell.substitute_id.map(Id::from),
        class_teacher: cell.class_teacher_id.map(Id::from),
        pupil: Some(edit.pupil),
    };
    let today = local_day(write.now);
    let age = cell.created_at.map_or(0, |made| (today - local_day(made)).num_days());
    let old = stored.version > 0 && u64::try_from(age).is_ok_and(|age| age > school.free_edit_days);
    let reasoned = edit.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    if !(write.authorise)(&scope, stored, edit) {
        Some(Refusal::Forbidden)
    } else if !cell.belongs {
        Some(Refusal::NotEnrolled)
    } else if cell.cancelled && !edit.entry.is_empty() {
        Some(Refusal::Cancelled)
    } else if cell.held_on > today && edit.entry.mark.is_some() {
        Some(Refusal::Future)
    } else if old && stored.entry != edit.entry && !reasoned {
        Some(Refusal::ReasonNeeded)
    } else {
        None
    }
}

/// Pencil entries are seen by nobody else; what the family sees already stays seen when it is corrected.
fn visible_at(entry: &Entry, cell: &Cell, school: &School, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match cell.entry.visible_at {
        _ if entry.draft => None,
        Some(moment) if moment <= now => Some(moment),
        _ => Some(school.visible_at(now)),
    }
}

async fn load_cell(conn: &mut Conn<'_>, school: Id<of::School>, edit: &JournalEdit) -> Result<Option<Cell>> {
    sql("SELECT l.held_on, l.cancelled, k.scale, c.teacher_id, l.substitute_id, k.class_teacher_id, \
         EXISTS (SELECT 1 FROM enrolment n WHERE n.school_id = c.school_id AND n.class_id = c.class_id \
           AND n.pupil_id = $3 AND n.starts_on <= l.held_on AND (n.ends_on IS NULL OR n.ends_on >= l.held_on)) \
         AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
           AND m.group_id = c.group_id AND m.pupil_id = $3 AND m.starts_on <= l.held_on \
           AND (m.ends_on IS NULL OR m.ends_on >= l.held_on))) AS belongs, \
         e.created_at, e.updated_at, e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by \
         FROM journal_column j \
         JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
         JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         LEFT JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id AND e.pupil_id = $3 \
         WHERE j.school_id = $1 AND j.column_id = $2")
    .bind(school)
    .bind(edit.column)
    .bind(edit.pupil)
    .fetch_optional(conn)
    .await
}

async fn conflict(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    cell: &Cell,
    stored: StoredEntry,
) -> Result<EditOutcome> {
    let author: Option<(String, String, String)> =
        sql("SELECT surname, given, patronymic FROM person WHERE school_id = $1 AND person_id = $2")
            .bind(school)
            .bind(cell.entry.updated_by)
            .fetch_optional(conn)
            .await?;
    let author =
        author.map(|(surname, given, patronymic)| PersonName { surname, given, patronymic }.initials());
    Ok(EditOutcome::Conflict {
        stored,
        author: author.unwrap_or_default(),
        at: cell.updated_at.unwrap_or_default(),
    })
}

fn record(write: &Write, edit: &JournalEdit, before: &Entry) -> Result<Record> {
    let json = |entry: &Entry| serde_json::to_string(entry).map_err(|_| StoreError::Corrupt("entry"));
    Ok(Record {
        edit: edit.id,
        object: Object::Entry { column: edit.column, pupil: edit.pupil },
        at: write.now,
        author: write.author,
        reason: edit.reason.clone(),
        before: json(before)?,
        after: json(&edit.entry)?,
    })
}

async fn store_entry(
    conn: &mut Conn<'_>,
    write: &Write,
    edit: &JournalEdit,
    version: i32,
    seq: i64,
    visible_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let entry = &edit.entry;
    sql("INSERT INTO entry (school_id, column_id, pupil_id, mark, absence, late, note, draft, visible_at, version, \
         seq, created_at, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13) \
         ON CONFLICT (school_id, column_id, pupil_id) DO UPDATE SET mark = excluded.mark, \
         absence = excluded.absence, late = excluded.late, note = excluded.note, draft = excluded.draft, \
         visible_at = excluded.visible_at, version = excluded.version, seq = excluded.seq, \
         updated_at = excluded.updated_at, updated_by = excluded.updated_by")
    .bind(write.school)
    .bind(edit.column)
    .bind(edit.pupil)
    .bind(entry.mark.map(|mark| i32::from(mark.code())))
    .bind(entry.absence.map(klas_domain::Absence::code))
    .bind(entry.late.map(i32::from))
    .bind(entry.note.as_deref())
    .bind(entry.draft)
    .bind(visible_at)
    .bind(version)
    .bind(seq)
    .bind(write.now.trunc_subsecs(6))
    .bind(write.author)
    .execute(conn)
    .await
    .map(|_| ())
}
