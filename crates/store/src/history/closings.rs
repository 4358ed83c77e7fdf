//! Closed semesters and the signatures under archives held against what the history says of them.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, Utc};
use klas_domain::archive::Signatory;
use serde::Deserialize;
use serde_json::from_str;
use sqlx::FromRow;
use uuid::Uuid;

use super::columns::archive_of;
use crate::{db::sql, error::Result, store::Reader};

/// The semesters that are closed: of courses, of classes, of the school in a year.
const CLOSINGS: [&str; 3] = [
    "SELECT course_id, semester, closed_at, closed_by FROM closing WHERE school_id = $1",
    "SELECT class_id, semester, closed_at, closed_by FROM class_closing WHERE school_id = $1",
    "SELECT year_id, semester, closed_at, closed_by FROM school_closing WHERE school_id = $1",
];

#[derive(FromRow)]
struct Said {
    object_id: Uuid,
    at: DateTime<Utc>,
    author_id: Uuid,
    after: String,
}

/// What the history says of a semester.
#[derive(Deserialize)]
pub(super) struct Closing {
    /// Which.
    pub(super) semester: i32,
    /// Whether it is closed from then on.
    pub(super) closed: bool,
}

/// All that the history says of the objects of a kind, the oldest first.
async fn said(reader: &mut Reader, kind: &'static str) -> Result<Vec<Said>> {
    sql("SELECT object_id, at, author_id, after FROM history WHERE school_id = $1 AND kind = $2 ORDER BY seq")
        .bind(reader.school)
        .bind(kind)
        .fetch_all(&mut reader.conn())
        .await
}

/// How many closed semesters the history knows as open, or as closed by others or at another moment; and how many are open
/// that it knows as closed.
pub(super) async fn altered_closings(reader: &mut Reader) -> Result<usize> {
    let mut known = HashMap::new();
    for row in said(reader, "closing").await? {
        // What cannot be read says nothing.
        let Ok(Closing { semester, closed }) = from_str(&row.after) else { continue };
        if closed {
            known.insert((row.object_id, semester), (row.at, row.author_id));
        } else {
            known.remove(&(row.object_id, semester));
        }
    }
    let mut altered = 0;
    for statement in CLOSINGS {
        let rows: Vec<(Uuid, i32, DateTime<Utc>, Uuid)> =
            sql(statement).bind(reader.school).fetch_all(&mut reader.conn()).await?;
        for (of, semester, at, by) in rows {
            altered += usize::from(known.remove(&(of, semester)) != Some((at, by)));
        }
    }
    Ok(altered + known.len())
}

#[derive(FromRow)]
struct Signature {
    class_id: Uuid,
    role: String,
    serial: String,
    taken_at: DateTime<Utc>,
    taken_from: Uuid,
}

/// The signatures under archives, by what the history calls an archive and by role: the certificate's number, when it was
/// taken, and from whom.
type Signatures = HashMap<(Uuid, String), (String, DateTime<Utc>, Uuid)>;

/// The signatures that the history knows.
async fn known_signatures(reader: &mut Reader) -> Result<Signatures> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Signing {
        Signed { signed: String, serial: String },
        Unsigned { unsigned: String },
    }
    let mut known = Signatures::new();
    for row in said(reader, "archive").await? {
        // What cannot be read says nothing.
        match from_str(&row.after) {
            Ok(Signing::Signed { signed, serial }) => {
                known.insert((row.object_id, signed), (serial, row.at, row.author_id));
            }
            Ok(Signing::Unsigned { unsigned }) => {
                known.remove(&(row.object_id, unsigned));
            }
            Err(_) => {}
        }
    }
    Ok(known)
}

/// How many signatures under archives the history does not know, or knows otherwise; and how many are gone that it knows.
pub(super) async fn altered_signatures(reader: &mut Reader) -> Result<usize> {
    let mut known = known_signatures(reader).await?;
    let rows: Vec<Signature> = sql(
        "SELECT class_id, role, serial, taken_at, taken_from FROM archive_signature WHERE school_id = $1",
    )
    .bind(reader.school)
    .fetch_all(&mut reader.conn())
    .await?;
    let mut altered = 0;
    for row in rows {
        let own = (row.serial, row.taken_at.trunc_subsecs(6), row.taken_from);
        altered += usize::from(known.remove(&(archive_of(row.class_id.into()), row.role)) != Some(own));
    }
    Ok(altered + missing_signatures(reader, known).await?)
}

/// How many of the signatures that are not there should be. Earlier versions of the program took the class teacher's off
/// where they made the container anew, and told the history nothing of it.
async fn missing_signatures(reader: &mut Reader, gone: Signatures) -> Result<usize> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = sql("SELECT class_id, made_at FROM archive WHERE school_id = $1")
        .bind(reader.school)
        .fetch_all(&mut reader.conn())
        .await?;
    let made: HashMap<Uuid, DateTime<Utc>> =
        rows.into_iter().map(|(class, at)| (archive_of(class.into()), at)).collect();
    let gave_way = |archive: &Uuid, role: &str, at: DateTime<Utc>| {
        role == Signatory::ClassTeacher.code() && made.get(archive).is_some_and(|made| *made > at)
    };
    Ok(gone.iter().filter(|((archive, role), (_, at, _))| !gave_way(archive, role, *at)).count())
}
