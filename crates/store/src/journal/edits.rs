//! Applying edits of cells: each once, each in the history, each answered.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use klas_domain::{
    EditOutcome, Entry, JournalEdit, Mark, Scope, StoredEntry,
    edit::{Refusal, Step, decide},
    id::{Id, of},
    school::PersonName,
};
use uuid::Uuid;

use super::cell::{Cell, CellRow, Counterpart};
use crate::{
    db::{Batch, Conn, Value, begin_with_many, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
    school::School,
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
                    let mut own = Vec::with_capacity(edits.len());
                    for edit in edits {
                        own.push(sheet.apply(&mut conn, write, edit).await?);
                    }
                    outcomes.push(own);
                }
                sheet.name_authors(&mut conn, school, &mut outcomes).await?;
                sheet.store(&mut conn).await?;
                Ok(outcomes)
            })
        })
        .await
}

pub(super) type Place = (Id<of::Column>, Id<of::Person>);

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

    /// Whether an edit breaks DOMAIN §4.3: a corrected mark has to be better than the one it corrects, whichever of the two
    /// is written last, never to stand without it, and to rest on an application with the head's order.
    fn correction_refusal(&self, write: &Write, edit: &JournalEdit) -> Option<Refusal> {
        let cell = self.cells.get(&(edit.column, edit.pupil))?;
        let Counterpart { column, mark, corrected } = cell.counterpart?;
        // The same transaction may have written it.
        let written = self.cells.get(&(column, edit.pupil)).map(|cell| &cell.stored.entry);
        let written = written.map(|entry| entry.mark.filter(|_| corrected || !entry.draft));
        let mark = written.unwrap_or(mark);
        if !corrected {
            let stays = cell.seen_by(write.author).entry.mark == edit.entry.mark;
            let wanted = edit.entry.mark.filter(|wanted| *wanted != Mark::Exempt);
            let below = |better: Mark| wanted.is_some_and(|wanted| better.rises_above(wanted));
            return (!stays && !mark.is_none_or(below)).then_some(Refusal::NotBelowCorrected);
        }
        let wanted = edit.entry.mark?;
        match mark {
            None | Some(Mark::Exempt) => Some(Refusal::NothingToCorrect),
            Some(mark) if !wanted.rises_above(mark) => Some(Refusal::NotRisen),
            Some(_) => cell.lacks_application.then_some(Refusal::ApplicationNeeded),
        }
    }

    /// Applies an edit. Where the reason of an absence is all that stands in its way, the history is asked whether the
    /// author only brings it back, as Ctrl+Z does.
    async fn apply(&mut self, conn: &mut Conn<'_>, write: &Write, edit: &JournalEdit) -> Result<EditOutcome> {
        let outcome = self.held_against_rules(write, edit, false)?;
        if outcome == EditOutcome::Refused(Refusal::ClassTeachersReason)
            && self.took_away(conn, write, edit).await?
        {
            return self.held_against_rules(write, edit, true);
        }
        Ok(outcome)
    }

    /// Whether the absence that an edit wants stood in the cell before the latest changes, all of them its author's own.
    async fn took_away(&self, conn: &mut Conn<'_>, write: &Write, edit: &JournalEdit) -> Result<bool> {
        // What this transaction changed is not in the history yet.
        if self.writers.contains_key(&(edit.column, edit.pupil)) {
            return Ok(false);
        }
        let changes: Vec<(Uuid, String)> =
            sql(CHANGES).bind(write.school).bind(edit.column).bind(edit.pupil).fetch_all(conn).await?;
        for (_, before) in changes.iter().take_while(|(author, _)| *author == write.author.uuid()) {
            let before: Entry = serde_json::from_str(before).map_err(|_| StoreError::Corrupt("history"))?;
            if before.absence == edit.entry.absence {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn held_against_rules(
        &mut self,
        write: &Write,
        edit: &JournalEdit,
        brings_back: bool,
    ) -> Result<EditOutcome> {
        if let Some(version) = self.applied.get(&edit.id) {
            return Ok(EditOutcome::Saved { version: *version });
        }
        let uncorrected = self.correction_refusal(write, edit);
        let Some(cell) = self.cells.get_mut(&(edit.column, edit.pupil)) else {
            return Ok(EditOutcome::Refused(Refusal::NoSuchCell));
        };
        let seen = cell.seen_by(write.author);
        if let Some(refusal) = cell.refusal(&self.school, write, edit, &seen, brings_back).or(uncorrected) {
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

/// What became of a cell: who changed it and what stood there before, newest first.
const CHANGES: &str = "SELECT h.author_id, h.before FROM history h \
     WHERE h.school_id = $1 AND h.object_id = $2 AND h.pupil_id = $3 ORDER BY h.seq DESC";

const ENTRIES: &str = "INSERT INTO entry (school_id, column_id, pupil_id, mark, absence, late, note, draft, \
     visible_at, version, seq, created_at, updated_at, updated_by, basis) VALUES";

const ENTRIES_AGAIN: &str = "ON CONFLICT (school_id, column_id, pupil_id) DO UPDATE SET mark = excluded.mark, \
     absence = excluded.absence, late = excluded.late, note = excluded.note, draft = excluded.draft, \
     visible_at = excluded.visible_at, version = excluded.version, seq = excluded.seq, \
     updated_at = excluded.updated_at, updated_by = excluded.updated_by, basis = excluded.basis";

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
