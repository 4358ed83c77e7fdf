//! Applying edits of cells: each once, each in the history, each answered.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use klas_domain::{
    Absence, EditOutcome, Entry, JournalEdit, Mark, Marking, Scale, Scope, StoredEntry,
    edit::{Refusal, Step, decide},
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    cells::hide_pencil,
    row::{EntryRow, mark_of},
};
use crate::{
    db::{Batch, Conn, Value, begin_with_many, sql},
    error::{Result, StoreError},
    history::{self, Chain, Head, Object, Record},
    school::{School, SchoolRow, local_day},
    store::{Database, Store},
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

/// What a person wants of several cells.
pub(crate) type Wish = (Write, Vec<JournalEdit>);

impl Store {
    /// Applies edits in their order, in one transaction; each has its own outcome, and one that is refused does
    /// not disturb the others. An edit that was applied before is answered again, with the version it gave its cell
    /// then, and not applied again.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn apply(&self, write: Write, edits: Vec<JournalEdit>) -> Result<Vec<EditOutcome>> {
        if edits.is_empty() {
            return Ok(Vec::new());
        }
        self.edits.apply((write, edits.into_iter().map(JournalEdit::plain).collect())).await
    }
}

/// Applies the wishes of several people of one school, one after the other, in one transaction.
pub(crate) async fn apply_all(database: &Database, wishes: Vec<Wish>) -> Result<Vec<Vec<EditOutcome>>> {
    let Some(school) = wishes.first().map(|(write, _)| write.school) else { return Ok(Vec::new()) };
    database
        .write_whole(school, move |mut conn| {
            Box::pin(async move {
                let mut sheet = Sheet::load(&mut conn, school, &wishes).await?;
                let mut outcomes = Vec::with_capacity(wishes.len());
                for (write, edits) in &wishes {
                    let own = edits.iter().map(|edit| sheet.apply(write, edit)).collect::<Result<_>>()?;
                    outcomes.push(own);
                }
                sheet.name_authors(&mut conn, school, &mut outcomes).await?;
                sheet.store(&mut conn).await?;
                Ok(outcomes)
            })
        })
        .await
}

type Place = (Id<of::Column>, Id<of::Person>);

#[derive(FromRow)]
struct CellRow {
    #[sqlx(flatten)]
    head: Head,
    #[sqlx(flatten)]
    school: SchoolRow,
    edit_id: Uuid,
    column_id: Uuid,
    pupil_id: Uuid,
    applied: Option<i64>,
    held_on: Option<NaiveDate>,
    cancelled: Option<bool>,
    kind: Option<String>,
    scale: Option<String>,
    teacher_id: Option<Uuid>,
    substitute_id: Option<Uuid>,
    class_teacher_id: Option<Uuid>,
    belongs: bool,
    closed: bool,
    corrected_id: Option<Uuid>,
    corrected_mark: Option<i32>,
    created_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    entry: EntryRow,
}

/// A cell, and what the rules need to know of its lesson and pupil.
struct Cell {
    scope: Scope,
    /// The lesson's day, and whether it was cancelled; none for a summative cell.
    lesson: Option<(NaiveDate, bool)>,
    marking: Marking,
    belongs: bool,
    /// The cell that this one corrects, and the mark there.
    corrects: Option<(Id<of::Column>, Option<Mark>)>,
    stored: StoredEntry,
    visible_at: Option<DateTime<Utc>>,
    created_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
    updated_by: Option<Uuid>,
}

impl Cell {
    /// None where there is no such column.
    fn new(row: CellRow, school: Id<of::School>) -> Result<Option<Self>> {
        let (Some(kind), Some(scale)) = (row.kind, row.scale) else { return Ok(None) };
        let scale = Scale::from_code(&scale).ok_or(StoreError::Corrupt("scale"))?;
        let lesson = row.held_on.zip(row.cancelled);
        let corrected_mark = row.corrected_mark.map(mark_of).transpose()?;
        Ok(Some(Self {
            scope: Scope {
                school,
                teacher: row.teacher_id.map(Id::from),
                substitute: row.substitute_id.map(Id::from),
                class_teacher: row.class_teacher_id.map(Id::from),
                pupil: Some(row.pupil_id.into()),
                closed: row.closed,
            },
            lesson,
            marking: if lesson.is_some() { scale.into() } else { scale.summative() },
            belongs: row.belongs,
            corrects: CORRECTING
                .contains(&kind.as_str())
                .then(|| (row.corrected_id.unwrap_or_default().into(), corrected_mark)),
            stored: StoredEntry { entry: row.entry.entry()?, version: row.entry.version.unwrap_or_default() },
            visible_at: row.entry.visible_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            updated_by: row.entry.updated_by,
        }))
    }

    /// What a person sees in the cell: another's pencil is not there.
    fn seen_by(&self, person: Id<of::Person>) -> StoredEntry {
        let mut seen = self.stored.clone();
        if self.is_pencil_of_another(person) {
            hide_pencil(&mut seen.entry);
        }
        seen
    }

    /// The rules that need to know the lesson, the pupil and the author.
    fn refusal(
        &self,
        school: &School,
        write: &Write,
        edit: &JournalEdit,
        seen: &StoredEntry,
    ) -> Option<Refusal> {
        let today = local_day(write.now);
        let age = self.created_at.map_or(0, |made| (today - local_day(made)).num_days());
        let old = self.stored.version > 0 && u64::try_from(age).is_ok_and(|age| age > school.free_edit_days);
        let reasoned = edit.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if !(write.authorise)(&self.scope, seen, edit) {
            Some(if self.scope.closed { Refusal::Closed } else { Refusal::Forbidden })
        } else if !self.belongs {
            Some(Refusal::NotEnrolled)
        } else if self.lesson.is_some_and(|(_, cancelled)| cancelled) && !edit.entry.is_empty() {
            Some(Refusal::Cancelled)
        } else if self.lesson.is_some_and(|(day, _)| day > today) && edit.entry.mark.is_some() {
            Some(Refusal::Future)
        } else if edit.entry.draft && self.seen_by_family(write.now) {
            Some(Refusal::Published)
        } else if (self.scope.closed || old && self.is_correction(&edit.entry)) && !reasoned {
            Some(Refusal::ReasonNeeded)
        } else {
            None
        }
    }

    /// Whether the edit corrects what stands in the cell; publishing a pencil entry as it is does not.
    fn is_correction(&self, entry: &Entry) -> bool {
        let inked = Entry { draft: false, ..self.stored.entry.clone() };
        self.stored.entry != *entry && inked != *entry
    }

    /// Whether the family sees a mark or a note here.
    fn seen_by_family(&self, now: DateTime<Utc>) -> bool {
        let entry = &self.stored.entry;
        self.visible_at.is_some_and(|moment| moment <= now) && (entry.mark.is_some() || entry.note.is_some())
    }

    /// Pencil entries are seen by nobody else; what the family sees already stays seen when it is corrected.
    fn publication(&self, entry: &Entry, school: &School, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.visible_at {
            _ if entry.draft => None,
            Some(moment) if self.seen_by_family(now) => Some(moment),
            _ => Some(school.visible_at(now)),
        }
    }

    /// Whether somebody else's pencil entry stands here.
    fn is_pencil_of_another(&self, person: Id<of::Person>) -> bool {
        self.stored.entry.draft && self.updated_by != Some(person.uuid())
    }

    /// Whether another's pencil, which the author of the edit does not see, stays: where the edit brings neither mark
    /// nor note of its own.
    fn keeps_pencil(&self, edit: &JournalEdit, author: Id<of::Person>) -> bool {
        self.is_pencil_of_another(author) && edit.entry.mark.is_none() && edit.entry.note.is_none()
    }

    fn with_pencil(&self, entry: &Entry) -> Entry {
        let pencil = &self.stored.entry;
        Entry { mark: pencil.mark, note: pencil.note.clone(), draft: true, ..entry.clone() }
    }

    fn write(&mut self, entry: Entry, version: i32, school: &School, write: &Write) {
        self.visible_at = self.publication(&entry, school, write.now);
        self.stored = StoredEntry { entry, version };
        self.created_at.get_or_insert(write.now);
        self.updated_at = Some(write.now);
    }

    fn values(&self, school: Id<of::School>, (column, pupil): Place, seq: i64) -> Vec<Value> {
        let entry = &self.stored.entry;
        let moment = |moment: Option<DateTime<Utc>>| moment.map(|moment| moment.trunc_subsecs(6));
        vec![
            school.into(),
            column.into(),
            pupil.into(),
            entry.mark.map(|mark| i32::from(mark.code())).into(),
            entry.absence.map(Absence::code).into(),
            entry.late.map(i32::from).into(),
            entry.note.as_deref().into(),
            entry.draft.into(),
            self.visible_at.into(),
            self.stored.version.into(),
            seq.into(),
            moment(self.created_at).into(),
            moment(self.updated_at).into(),
            self.updated_by.into(),
            entry.basis.into(),
        ]
    }
}

/// The cells that a transaction is about, and what it is going to write.
struct Sheet {
    school: School,
    chain: Chain,
    cells: HashMap<Place, Cell>,
    /// The versions that edits gave their cells.
    applied: HashMap<Id<of::Edit>, i32>,
    records: Vec<Vec<Value>>,
    /// The place of each written cell's last change in the history.
    written: HashMap<Place, i64>,
    /// Where the conflicts are, in their order, and who wrote there in this transaction.
    rivals: Vec<(Place, Option<Uuid>)>,
    /// Who wrote last in the cells that this transaction writes.
    writers: HashMap<Place, Uuid>,
}

impl Sheet {
    async fn load(conn: &mut Conn<'_>, school: Id<of::School>, wishes: &[Wish]) -> Result<Self> {
        // Other writers of the school wait here, so the cells are read afterwards.
        Chain::hold(conn, school).await?;
        let wanted = wishes.iter().flat_map(|(_, edits)| edits);
        let wanted = wanted.map(|edit| vec![edit.id.into(), edit.column.into(), edit.pupil.into()]).collect();
        let rows: Vec<CellRow> =
            begin_with_many(conn, wanted, include_str!("wanted.sql"), school.into()).await?;
        let mut rows = rows.into_iter().peekable();
        let first = rows.peek().ok_or(StoreError::NotFound)?;
        let mut sheet = Self {
            school: first.school.clone().into(),
            chain: Chain::at(school, first.head.clone()),
            cells: HashMap::new(),
            applied: HashMap::new(),
            records: Vec::new(),
            written: HashMap::new(),
            rivals: Vec::new(),
            writers: HashMap::new(),
        };
        for row in rows {
            if let Some(changes) = row.applied {
                let version = i32::try_from(changes).map_err(|_| StoreError::Corrupt("history"))?;
                sheet.applied.insert(row.edit_id.into(), version);
            }
            let place = (row.column_id.into(), row.pupil_id.into());
            if let Some(cell) = Cell::new(row, school)? {
                sheet.cells.insert(place, cell);
            }
        }
        Ok(sheet)
    }

    /// Whether an edit of a corrected cell breaks DOMAIN §4.3: the mark there has to be better than the one it corrects.
    fn correction_refusal(&self, edit: &JournalEdit) -> Option<Refusal> {
        let place = (edit.column, edit.pupil);
        let (column, mark) = self.cells.get(&place)?.corrects?;
        let wanted = edit.entry.mark?;
        // The same transaction may have written it.
        let written = self.cells.get(&(column, edit.pupil)).map(|cell| cell.stored.entry.mark);
        match written.unwrap_or(mark) {
            None | Some(Mark::Exempt) => Some(Refusal::NothingToCorrect),
            Some(mark) => (!wanted.rises_above(mark)).then_some(Refusal::NotRisen),
        }
    }

    fn apply(&mut self, write: &Write, edit: &JournalEdit) -> Result<EditOutcome> {
        if let Some(version) = self.applied.get(&edit.id) {
            return Ok(EditOutcome::Saved { version: *version });
        }
        let not_risen = self.correction_refusal(edit);
        let Some(cell) = self.cells.get_mut(&(edit.column, edit.pupil)) else {
            return Ok(EditOutcome::Refused(Refusal::NoSuchCell));
        };
        let seen = cell.seen_by(write.author);
        if let Some(refusal) = cell.refusal(&self.school, write, edit, &seen).or(not_risen) {
            return Ok(EditOutcome::Refused(refusal));
        }
        match decide(&seen, edit, cell.marking) {
            Step::Refused(error) => Ok(EditOutcome::Refused(Refusal::Entry(error))),
            Step::Unchanged => Ok(EditOutcome::Saved { version: cell.stored.version }),
            Step::Conflict => {
                let place = (edit.column, edit.pupil);
                self.rivals.push((place, self.writers.get(&place).copied()));
                let at = cell.updated_at.unwrap_or_default();
                Ok(EditOutcome::Conflict { stored: seen, author: String::new(), at })
            }
            Step::Write { version } => {
                let keeps = cell.keeps_pencil(edit, write.author);
                let entry = if keeps { cell.with_pencil(&edit.entry) } else { edit.entry.clone() };
                self.records.push(self.chain.link(record(write, edit, &cell.stored.entry, &entry)?));
                cell.write(entry, version, &self.school, write);
                if !keeps {
                    cell.updated_by = Some(write.author.uuid());
                }
                self.written.insert((edit.column, edit.pupil), self.chain.seq);
                self.writers.insert((edit.column, edit.pupil), write.author.uuid());
                self.applied.insert(edit.id, version);
                Ok(EditOutcome::Saved { version })
            }
        }
    }

    /// Puts the names of those who wrote meanwhile into the conflicts: the authors of the cells' last changes, who need
    /// not be the owners of the pencil that stands there.
    async fn name_authors(
        &self,
        conn: &mut Conn<'_>,
        school: Id<of::School>,
        outcomes: &mut [Vec<EditOutcome>],
    ) -> Result<()> {
        let mut names: HashMap<(Place, Option<Uuid>), String> = HashMap::new();
        for rival in self.rivals.iter().copied().collect::<HashSet<_>>() {
            let ((column, pupil), writer) = rival;
            let row: Option<(String, String, String)> =
                sql(AUTHOR).bind(school).bind(column).bind(pupil).bind(writer).fetch_optional(conn).await?;
            let name = |(surname, given, patronymic)| PersonName { surname, given, patronymic }.initials();
            names.insert(rival, row.map(name).unwrap_or_default());
        }
        let conflicts = outcomes.iter_mut().flatten().filter_map(|outcome| match outcome {
            EditOutcome::Conflict { author, .. } => Some(author),
            _ => None,
        });
        for (author, rival) in conflicts.zip(&self.rivals) {
            *author = names.get(rival).cloned().unwrap_or_default();
        }
        Ok(())
    }

    async fn store(self, conn: &mut Conn<'_>) -> Result<()> {
        let mut batch = Batch::default();
        if !self.records.is_empty() {
            self.write(&mut batch);
        }
        batch.commit();
        batch.run(conn).await.map(|_| ())
    }

    fn write(self, batch: &mut Batch) {
        let school = self.school.id;
        let entries: Vec<Vec<Value>> = self
            .written
            .iter()
            .filter_map(|(place, seq)| Some(self.cells.get(place)?.values(school, *place, *seq)))
            .collect();
        batch.insert(history::INSERT, &self.records, "");
        batch.insert(ENTRIES, &entries, ENTRIES_AGAIN);
        self.chain.put_back(batch);
    }
}

/// Who wrote last in a cell: somebody of the same transaction, else the author of its last change in the history.
const AUTHOR: &str = "SELECT p.surname, p.given, p.patronymic FROM person p WHERE p.school_id = $1 \
     AND p.person_id = COALESCE($4, (SELECT h.author_id FROM entry e \
         JOIN history h ON h.school_id = e.school_id AND h.seq = e.seq \
         WHERE e.school_id = $1 AND e.column_id = $2 AND e.pupil_id = $3))";

const ENTRIES: &str = "INSERT INTO entry (school_id, column_id, pupil_id, mark, absence, late, note, draft, \
     visible_at, version, seq, created_at, updated_at, updated_by, basis) VALUES";

const ENTRIES_AGAIN: &str = "ON CONFLICT (school_id, column_id, pupil_id) DO UPDATE SET mark = excluded.mark, \
     absence = excluded.absence, late = excluded.late, note = excluded.note, draft = excluded.draft, \
     visible_at = excluded.visible_at, version = excluded.version, seq = excluded.seq, \
     updated_at = excluded.updated_at, updated_by = excluded.updated_by, basis = excluded.basis";

/// The kinds of columns whose marks stand beside those that they correct.
const CORRECTING: [&str; 2] = ["corrected", "corrected-annual"];

fn record(write: &Write, edit: &JournalEdit, before: &Entry, after: &Entry) -> Result<Record> {
    let json = |entry: &Entry| serde_json::to_string(entry).map_err(|_| StoreError::Corrupt("entry"));
    Ok(Record {
        edit: edit.id,
        object: Object::Entry { column: edit.column, pupil: edit.pupil },
        at: write.now,
        author: write.author,
        reason: edit.reason.clone(),
        before: json(before)?,
        after: json(after)?,
    })
}
