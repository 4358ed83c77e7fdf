//! The append-only history of a school: each row's hash covers the row before it, so that any later change to any
//! row shows.

mod check;
mod closings;
mod columns;
mod records;
mod verify;

pub use check::{ADDRESSES_LIMIT, NightlyCheck};
pub(crate) use columns::archive_of;
pub use verify::{ChainState, Walked};

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use klas_domain::{
    application::Subject,
    id::{Id, of},
};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    archive::lock::{Touches, pass},
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
};

/// What a row of the history is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// A cell.
    Entry { column: Id<of::Column>, pupil: Id<of::Person> },
    /// A lesson's words.
    Lesson(Id<of::Lesson>),
    /// A column's coming, going, and what its marks count for.
    Column(Id<of::Column>),
    /// A course's topic plan.
    Plan(Id<of::Course>),
    /// What the council decided of a pupil.
    Decision { class: Id<of::SchoolClass>, pupil: Id<of::Person> },
    /// People, classes, courses, timetable: what an import changes.
    School(Id<of::School>),
    /// An application for a corrected mark.
    Application(Subject),
    /// A closed or reopened semester: of a course, of a class, or of the school in a year.
    Closing(Uuid),
    /// How a lesson is held: by whom, or not at all.
    Substitution(Id<of::Lesson>),
    /// A safety briefing.
    Briefing(Id<of::Briefing>),
    /// An excursion or practice.
    Excursion(Id<of::Excursion>),
    /// The health group of a pupil in a year.
    HealthGroup { year: Uuid, pupil: Id<of::Person> },
    /// What is hidden from a guardian of a pupil.
    Restriction { guardian: Id<of::Person>, pupil: Id<of::Person> },
    /// Who acts for a guardian of a pupil: another record of the same human.
    Holder { guardian: Id<of::Person>, pupil: Id<of::Person> },
    /// Who is responsible for reports of bullying.
    BullyingOfficer(Id<of::School>),
    /// A signature under the archive of a class.
    Archive(Id<of::SchoolClass>),
    /// A request to correct what is kept of a pupil.
    Amendment { id: Id<of::Amendment>, pupil: Id<of::Person> },
}

impl Object {
    fn parts(self) -> (&'static str, Uuid, Option<Uuid>) {
        match self {
            Self::Entry { column, pupil } => ("entry", column.uuid(), Some(pupil.uuid())),
            Self::Lesson(lesson) => ("lesson", lesson.uuid(), None),
            Self::Column(column) => ("column", column.uuid(), None),
            Self::Plan(course) => ("plan", plan(course), None),
            Self::Decision { class, pupil } => ("decision", class.uuid(), Some(pupil.uuid())),
            Self::School(school) => ("school", school.uuid(), None),
            Self::Application(subject) => {
                ("application", application(subject).uuid(), Some(subject.pupil.uuid()))
            }
            Self::Closing(of) => ("closing", of, None),
            Self::Substitution(lesson) => ("substitution", lesson.uuid(), None),
            Self::Briefing(briefing) => ("briefing", briefing.uuid(), None),
            Self::Excursion(excursion) => ("excursion", excursion.uuid(), None),
            Self::HealthGroup { year, pupil } => ("health-group", year, Some(pupil.uuid())),
            Self::Restriction { guardian, pupil } => ("restriction", guardian.uuid(), Some(pupil.uuid())),
            Self::Holder { guardian, pupil } => ("holder", guardian.uuid(), Some(pupil.uuid())),
            Self::BullyingOfficer(school) => ("bullying-officer", bullying_officer(school), None),
            // Not the class's own identifier: an archive does not tell of itself.
            Self::Archive(class) => {
                ("archive", Id::<of::SchoolClass>::derived(class.uuid(), "archive").uuid(), None)
            }
            Self::Amendment { id, pupil } => ("amendment", id.uuid(), Some(pupil.uuid())),
        }
    }
}

/// What the history calls the topic plan of a course: not by the course's own identifier, for a plan is no part of the
/// journal that is archived.
pub(crate) fn plan(course: Id<of::Course>) -> Uuid {
    Id::<of::Course>::derived(course.uuid(), "plan").uuid()
}

/// What the history calls who is responsible for reports of bullying in a school.
pub(crate) fn bullying_officer(school: Id<of::School>) -> Uuid {
    Id::<of::School>::derived(school.uuid(), "bullying-officer").uuid()
}

/// What the history calls the applications of a course's semester.
pub(crate) fn application(subject: Subject) -> Id<of::Column> {
    Id::derived(subject.course.uuid(), &format!("application/{}", subject.semester.code()))
}

/// A change to be recorded.
pub(crate) struct Record {
    pub(crate) edit: Id<of::Edit>,
    pub(crate) object: Object,
    pub(crate) at: DateTime<Utc>,
    pub(crate) author: Id<of::Person>,
    pub(crate) reason: Option<String>,
    /// What stood there, as JSON.
    pub(crate) before: String,
    /// What stands there now, as JSON.
    pub(crate) after: String,
}

/// The end of a school's chain, held for the rest of the transaction so that rows follow one another.
pub(crate) struct Chain {
    school: Id<of::School>,
    pub(crate) seq: i64,
    hash: Vec<u8>,
}

/// The columns `seq, hash` of the end of a chain.
#[derive(Clone, FromRow)]
pub(crate) struct Head {
    seq: i64,
    hash: Vec<u8>,
}

impl Chain {
    /// Takes the end of the chain to write of what is touched, unless that is archived; on PostgreSQL other writers of
    /// the school wait here.
    pub(crate) async fn take(conn: &mut Conn<'_>, school: Id<of::School>, touches: Touches) -> Result<Self> {
        Self::hold(conn, school).await?;
        pass(conn, school, touches).await?;
        let head: Head = sql("SELECT seq, hash FROM history_head WHERE school_id = $1")
            .bind(school)
            .fetch_one(conn)
            .await?;
        Ok(Self::at(school, head))
    }

    /// Makes other writers of the school wait; on SQLite they do so already.
    pub(crate) async fn hold(conn: &mut Conn<'_>, school: Id<of::School>) -> Result<()> {
        if let Conn::Postgres(_) = conn {
            let statement = sql("SELECT 1 FROM history_head WHERE school_id = $1 FOR UPDATE");
            statement.bind(school).execute(conn).await?;
        }
        Ok(())
    }

    /// Whose it is.
    pub(crate) fn school(&self) -> Id<of::School> {
        self.school
    }

    /// The chain whose end was read while it is held.
    pub(crate) fn at(school: Id<of::School>, head: Head) -> Self {
        Self { school, seq: head.seq, hash: head.hash }
    }

    /// Begins a new school's chain.
    pub(crate) async fn begin(conn: &mut Conn<'_>, school: Id<of::School>) -> Result<()> {
        sql("INSERT INTO history_head (school_id, seq, hash) VALUES ($1, $2, $3)")
            .bind(school)
            .bind(0_i64)
            .bind(Vec::new())
            .execute(conn)
            .await
            .map(|_| ())
    }

    /// The next row's values, in the order of `INSERT`; the caller inserts them.
    pub(crate) fn link(&mut self, record: Record) -> Vec<Value> {
        let (kind, object, pupil) = record.object.parts();
        self.seq += 1;
        let at = record.at.trunc_subsecs(6);
        let row = HashedRow {
            seq: self.seq,
            edit_id: record.edit.uuid(),
            kind,
            object_id: object,
            pupil_id: pupil,
            at,
            author_id: record.author.uuid(),
            reason: record.reason.as_deref(),
            before: &record.before,
            after: &record.after,
        };
        self.hash = row.hash(&self.hash);
        vec![
            self.school.into(),
            self.seq.into(),
            record.edit.into(),
            kind.into(),
            object.into(),
            pupil.into(),
            at.into(),
            record.author.into(),
            record.reason.into(),
            record.before.into(),
            record.after.into(),
            self.hash.clone().into(),
        ]
    }

    /// Gives the end of the chain back, by the last of the statements that write.
    pub(crate) fn put_back(self, batch: &mut Batch) {
        batch.add(
            "UPDATE history_head SET seq = ?, hash = ? WHERE school_id = ?",
            vec![self.seq.into(), self.hash.into(), self.school.into()],
        );
    }
}

/// Inserts rows of the history, their values as [`Chain::link`] gives them.
pub(crate) const INSERT: &str = "INSERT INTO history (school_id, seq, edit_id, kind, object_id, pupil_id, at, author_id, \
     reason, before, after, hash) VALUES";

/// Which change of its cell or lesson an edit made, counted from 1; none where it was never applied. An object's
/// version counts its changes, so this is the version that the edit gave it.
pub(crate) async fn applied(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    edit: Id<of::Edit>,
) -> Result<Option<i32>> {
    // The plus sends SQLite to the index of the object: by the place it would walk the whole history.
    let row: Option<(i64,)> = sql("SELECT (SELECT count(*) FROM history b WHERE b.school_id = h.school_id \
         AND b.kind = h.kind AND b.object_id = h.object_id \
         AND COALESCE(b.pupil_id, b.object_id) = COALESCE(h.pupil_id, h.object_id) AND +b.seq <= h.seq) \
         FROM history h WHERE h.school_id = $1 AND h.edit_id = $2")
    .bind(school)
    .bind(edit)
    .fetch_optional(conn)
    .await?;
    row.map(|(changes,)| i32::try_from(changes).map_err(|_| StoreError::Corrupt("history"))).transpose()
}

struct HashedRow<'a> {
    seq: i64,
    edit_id: Uuid,
    kind: &'a str,
    object_id: Uuid,
    pupil_id: Option<Uuid>,
    at: DateTime<Utc>,
    author_id: Uuid,
    reason: Option<&'a str>,
    before: &'a str,
    after: &'a str,
}

impl HashedRow<'_> {
    fn hash(&self, previous: &[u8]) -> Vec<u8> {
        let mut hasher = Sha256::new();
        let mut field = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        field(previous);
        field(&self.seq.to_be_bytes());
        field(self.edit_id.as_bytes());
        field(self.kind.as_bytes());
        field(self.object_id.as_bytes());
        field(self.pupil_id.as_ref().map_or(&[][..], |pupil| pupil.as_bytes()));
        field(self.at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes());
        field(self.author_id.as_bytes());
        field(self.reason.unwrap_or_default().as_bytes());
        field(self.before.as_bytes());
        field(self.after.as_bytes());
        hasher.finalize().to_vec()
    }
}
