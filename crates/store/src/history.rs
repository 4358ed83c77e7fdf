//! The append-only history of a school: each row's hash covers the row before it, so that any later change to any
//! row shows.

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use klas_domain::id::{Id, of};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Conn, Value, insert_many, sql},
    error::Result,
    store::{Reader, Store},
};

/// What a row of the history is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// A cell.
    Entry { column: Id<of::Column>, pupil: Id<of::Person> },
    /// A lesson's words.
    Lesson(Id<of::Lesson>),
}

impl Object {
    fn parts(self) -> (&'static str, Uuid, Option<Uuid>) {
        match self {
            Self::Entry { column, pupil } => ("entry", column.uuid(), Some(pupil.uuid())),
            Self::Lesson(lesson) => ("lesson", lesson.uuid(), None),
        }
    }
}

/// A change to be recorded.
pub struct Record {
    pub edit: Id<of::Edit>,
    pub object: Object,
    pub at: DateTime<Utc>,
    pub author: Id<of::Person>,
    pub reason: Option<String>,
    /// What stood there, as JSON.
    pub before: String,
    /// What stands there now, as JSON.
    pub after: String,
}

/// The end of a school's chain, held for the rest of the transaction so that rows follow one another.
pub struct Chain {
    school: Id<of::School>,
    pub seq: i64,
    hash: Vec<u8>,
}

#[derive(FromRow)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
}

impl Chain {
    /// Takes the end of the chain; on PostgreSQL other writers of the school wait here.
    pub async fn take(conn: &mut Conn<'_>, school: Id<of::School>) -> Result<Self> {
        let statement = match conn {
            Conn::Sqlite(_) => sql("SELECT seq, hash FROM history_head WHERE school_id = $1"),
            Conn::Postgres(_) => sql("SELECT seq, hash FROM history_head WHERE school_id = $1 FOR UPDATE"),
        };
        let head: Head = statement.bind(school).fetch_one(conn).await?;
        Ok(Self { school, seq: head.seq, hash: head.hash })
    }

    /// Begins a new school's chain.
    pub async fn begin(conn: &mut Conn<'_>, school: Id<of::School>) -> Result<()> {
        sql("INSERT INTO history_head (school_id, seq, hash) VALUES ($1, $2, $3)")
            .bind(school)
            .bind(0_i64)
            .bind(Vec::new())
            .execute(conn)
            .await
            .map(|_| ())
    }

    /// The next row's values, in the order of [`INSERT`]; the caller inserts them.
    pub fn link(&mut self, record: Record) -> Vec<Value> {
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

    /// Records one change.
    pub async fn append(&mut self, conn: &mut Conn<'_>, record: Record) -> Result<()> {
        let values = self.link(record);
        insert_many(conn, INSERT, vec![values], "").await.map(|_| ())
    }

    /// Gives the end of the chain back.
    pub async fn put_back(self, conn: &mut Conn<'_>) -> Result<()> {
        sql("UPDATE history_head SET seq = $2, hash = $3 WHERE school_id = $1")
            .bind(self.school)
            .bind(self.seq)
            .bind(self.hash)
            .execute(conn)
            .await
            .map(|_| ())
    }
}

/// Inserts rows of the history, their values as [`Chain::link`] gives them.
pub const INSERT: &str = "INSERT INTO history (school_id, seq, edit_id, kind, object_id, pupil_id, at, author_id, \
     reason, before, after, hash) VALUES";

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
}

impl Store {
    /// Checks a school's history from its first row to its head.
    ///
    /// # Errors
    /// The database's.
    pub async fn verify_history(&self, school: Id<of::School>) -> Result<ChainState> {
        const STEP: i64 = 5000;
        let mut reader = self.read(school).await?;
        let (mut seq, mut hash) = (0, Vec::new());
        loop {
            let rows = rows_after(&mut reader, seq, STEP).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let expected = row.hashed().hash(&hash);
                if row.seq != seq + 1 || row.hash != expected {
                    return Ok(ChainState::BrokenAt(seq + 1));
                }
                (seq, hash) = (row.seq, expected);
            }
        }
        let head: Head = sql("SELECT seq, hash FROM history_head WHERE school_id = $1")
            .bind(school)
            .fetch_one(&mut reader.conn())
            .await?;
        Ok(if head.seq == seq && head.hash == hash {
            ChainState::Whole(seq)
        } else {
            ChainState::BrokenAt(seq + 1)
        })
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
