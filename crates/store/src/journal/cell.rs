//! A cell that an edit wants to change, and the rules that need to know its lesson, its pupil and the author.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use klas_domain::{
    Absence, Entry, JournalEdit, Mark, Marking, Scale, Scope, StoredEntry,
    edit::Refusal,
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    cells::hide_pencil,
    edits::{Place, Write},
    row::{EntryRow, mark_of},
};
use crate::{
    db::Value,
    error::{Result, StoreError},
    history::Head,
    school::{School, SchoolRow, local_day},
};

/// The kinds of columns whose marks stand beside those that they correct.
const CORRECTING: [&str; 2] = ["corrected", "corrected-annual"];

#[derive(FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a query, each of whose answers is yes or no")]
pub(super) struct CellRow {
    #[sqlx(flatten)]
    pub(super) head: Head,
    #[sqlx(flatten)]
    pub(super) school: SchoolRow,
    pub(super) edit_id: Uuid,
    pub(super) column_id: Uuid,
    pub(super) pupil_id: Uuid,
    pub(super) applied: Option<i64>,
    held_on: Option<NaiveDate>,
    cancelled: Option<bool>,
    kind: Option<String>,
    scale: Option<String>,
    teacher_id: Option<Uuid>,
    substitute_id: Option<Uuid>,
    class_teacher_id: Option<Uuid>,
    belongs: bool,
    closed: bool,
    class_closed: bool,
    archived: bool,
    lacks_application: bool,
    counterpart_id: Option<Uuid>,
    counterpart_mark: Option<i32>,
    created_at: Option<DateTime<Utc>>,
    pub(super) updated_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    entry: EntryRow,
}

/// The cell beside a semester's or annual one: the one that corrects it, or that it corrects.
#[derive(Clone, Copy)]
pub(super) struct Counterpart {
    pub(super) column: Id<of::Column>,
    /// The mark there; a corrected one in pencil is none.
    pub(super) mark: Option<Mark>,
    /// Whether it is the one that is corrected.
    pub(super) corrected: bool,
}

/// A cell, and what the rules need to know of its lesson and pupil.
pub(super) struct Cell {
    scope: Scope,
    /// The lesson's day, and whether it was cancelled; none for a summative cell.
    lesson: Option<(NaiveDate, bool)>,
    pub(super) marking: Marking,
    belongs: bool,
    pub(super) counterpart: Option<Counterpart>,
    /// Whether a mark here waits for an application with the head's order.
    pub(super) lacks_application: bool,
    pub(super) stored: StoredEntry,
    pub(super) visible_at: Option<DateTime<Utc>>,
    created_at: Option<DateTime<Utc>>,
    pub(super) updated_at: Option<DateTime<Utc>>,
    pub(super) updated_by: Option<Uuid>,
}

impl Cell {
    /// None where there is no such column.
    pub(super) fn new(row: CellRow, school: Id<of::School>) -> Result<Option<Self>> {
        let (Some(kind), Some(scale)) = (row.kind, row.scale) else { return Ok(None) };
        let scale = Scale::from_code(&scale).ok_or(StoreError::Corrupt("scale"))?;
        let lesson = row.held_on.zip(row.cancelled);
        let corrected = CORRECTING.contains(&kind.as_str());
        let counterpart = Counterpart {
            column: row.counterpart_id.unwrap_or_default().into(),
            mark: row.counterpart_mark.map(mark_of).transpose()?,
            corrected,
        };
        Ok(Some(Self {
            scope: Scope {
                school,
                teacher: row.teacher_id.map(Id::from),
                substitute: row.substitute_id.map(Id::from),
                class_teacher: row.class_teacher_id.map(Id::from),
                pupil: Some(row.pupil_id.into()),
                staff: None,
                closed: row.closed,
                class_closed: row.class_closed,
                archived: row.archived,
            },
            lesson,
            marking: if lesson.is_some() { scale.into() } else { scale.summative() },
            belongs: row.belongs,
            counterpart: (corrected || row.counterpart_id.is_some()).then_some(counterpart),
            lacks_application: row.lacks_application,
            stored: StoredEntry { entry: row.entry.entry()?, version: row.entry.version.unwrap_or_default() },
            visible_at: row.entry.visible_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            updated_by: row.entry.updated_by,
        }))
    }

    /// What a person sees in the cell: another's pencil is not there.
    pub(super) fn seen_by(&self, person: Id<of::Person>) -> StoredEntry {
        let mut seen = self.stored.clone();
        if self.is_pencil_of_another(person) {
            hide_pencil(&mut seen.entry);
        }
        seen
    }

    /// The rules that need to know the lesson, the pupil and the author. An edit that brings back the reason of an absence
    /// that its author took away was found to be the author's to make but for that reason.
    pub(super) fn refusal(
        &self,
        school: &School,
        write: &Write,
        edit: &JournalEdit,
        seen: &StoredEntry,
        brings_back: bool,
    ) -> Option<Refusal> {
        let today = local_day(write.now);
        let age = self.created_at.map_or(0, |made| (today - local_day(made)).num_days());
        let old = self.stored.version > 0 && u64::try_from(age).is_ok_and(|age| age > school.free_edit_days);
        let reasoned = edit.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if self.scope.archived {
            Some(Refusal::Archived)
        } else if !brings_back && !(write.authorise)(&self.scope, seen, edit) {
            Some(self.not_the_authors(write, edit, seen))
        } else if !self.belongs {
            Some(Refusal::NotEnrolled)
        } else if self.lesson.is_some_and(|(_, cancelled)| cancelled) && !edit.entry.is_empty() {
            Some(Refusal::Cancelled)
        } else if self.lesson.is_some_and(|(day, _)| day > today) && edit.entry.mark.is_some() {
            Some(Refusal::Future)
        } else if edit.entry.draft && self.seen_by_family(write.now) {
            Some(Refusal::Published)
        } else if (self.is_shut(write, edit, seen) || old && self.is_correction(&edit.entry)) && !reasoned {
            Some(Refusal::ReasonNeeded)
        } else {
            None
        }
    }

    /// Whether the edit corrects what is closed. That the class teacher gives an absence its reason before the class is
    /// closed does not.
    fn is_shut(&self, write: &Write, edit: &JournalEdit, seen: &StoredEntry) -> bool {
        let by_class_teacher = self.scope.class_teacher == Some(write.author) && !self.scope.class_closed;
        self.scope.closed && !(by_class_teacher && edit.entry.explains(&seen.entry))
    }

    /// Why an edit is not its author's to make: where it would be but for the reason that it gives an absence, that.
    fn not_the_authors(&self, write: &Write, edit: &JournalEdit, seen: &StoredEntry) -> Refusal {
        if self.scope.closed {
            return Refusal::Closed;
        }
        let mut bare = edit.clone();
        bare.entry.absence = Some(Absence::Unknown);
        if edit.entry.gives_reason(&seen.entry) && (write.authorise)(&self.scope, seen, &bare) {
            Refusal::ClassTeachersReason
        } else {
            Refusal::Forbidden
        }
    }

    /// Whether the edit corrects what stands in the cell; publishing a pencil entry as it is does not, nor does confirming
    /// a summative mark.
    pub(super) fn is_correction(&self, entry: &Entry) -> bool {
        let bare = |entry: &Entry| Entry { basis: None, ..entry.clone() };
        let (stored, entry) = (bare(&self.stored.entry), bare(entry));
        let inked = Entry { draft: false, ..stored.clone() };
        stored != entry && inked != entry
    }

    /// Whether the family sees a mark or a note here.
    pub(super) fn seen_by_family(&self, now: DateTime<Utc>) -> bool {
        let entry = &self.stored.entry;
        self.visible_at.is_some_and(|moment| moment <= now) && (entry.mark.is_some() || entry.note.is_some())
    }

    /// Pencil entries are seen by nobody else; what the family sees already stays seen when it is corrected.
    pub(super) fn publication(
        &self,
        entry: &Entry,
        school: &School,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        match self.visible_at {
            _ if entry.draft => None,
            Some(moment) if self.seen_by_family(now) => Some(moment),
            _ => Some(school.visible_at(now)),
        }
    }

    /// Whether somebody else's pencil entry stands here.
    pub(super) fn is_pencil_of_another(&self, person: Id<of::Person>) -> bool {
        self.stored.entry.draft && self.updated_by != Some(person.uuid())
    }

    /// Whether another's pencil, which the author of the edit does not see, stays: where the edit brings neither mark
    /// nor note of its own.
    pub(super) fn keeps_pencil(&self, edit: &JournalEdit, author: Id<of::Person>) -> bool {
        self.is_pencil_of_another(author) && edit.entry.mark.is_none() && edit.entry.note.is_none()
    }

    pub(super) fn with_pencil(&self, entry: &Entry) -> Entry {
        let pencil = &self.stored.entry;
        Entry { mark: pencil.mark, note: pencil.note.clone(), draft: true, ..entry.clone() }
    }

    pub(super) fn write(&mut self, entry: Entry, version: i32, school: &School, write: &Write) {
        self.visible_at = self.publication(&entry, school, write.now);
        self.stored = StoredEntry { entry, version };
        self.created_at.get_or_insert(write.now);
        self.updated_at = Some(write.now);
    }

    pub(super) fn values(&self, school: Id<of::School>, (column, pupil): Place, seq: i64) -> Vec<Value> {
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
