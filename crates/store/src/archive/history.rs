//! The rows of the school's history that are about a class, each with what it follows from: whoever has them checks
//! every one, and that those which stand beside one another belong together.

use chrono::{DateTime, Utc};
use klas_domain::{
    application::Subject,
    calendar::Semester,
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::Result,
    history::application,
    store::Reader,
};

/// A row of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its place in the school's history.
    pub seq: i64,
    /// The moment.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub author: Id<of::Person>,
    /// The author's names.
    pub author_name: PersonName,
    /// What kind of thing it is about.
    pub kind: String,
    /// The thing.
    pub object: Uuid,
    /// The pupil, where it is about one.
    pub pupil: Option<Id<of::Person>>,
    /// Why.
    pub reason: Option<String>,
    /// What stood there, as JSON.
    pub before: String,
    /// What stands there now, as JSON.
    pub after: String,
    /// The edit.
    pub edit: Uuid,
    /// The hash of the row before it in the school's history; empty for the first.
    pub previous: Vec<u8>,
    /// Its own hash, which covers everything above and the one before.
    pub hash: Vec<u8>,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: DateTime<Utc>,
    author_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    kind: String,
    object_id: Uuid,
    pupil_id: Option<Uuid>,
    reason: Option<String>,
    before: String,
    after: String,
    edit_id: Uuid,
    previous: Option<Vec<u8>>,
    hash: Vec<u8>,
}

impl From<Row> for HistoryRow {
    fn from(row: Row) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            author: row.author_id.into(),
            author_name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            kind: row.kind,
            object: row.object_id,
            pupil: row.pupil_id.map(Id::from),
            reason: row.reason,
            before: row.before,
            after: row.after,
            edit: row.edit_id,
            previous: row.previous.unwrap_or_default(),
            hash: row.hash,
        }
    }
}

/// The columns of a [`Row`].
macro_rules! row {
    () => {
        "SELECT h.seq, h.at, h.author_id, p.surname, p.given, p.patronymic, h.kind, h.object_id, h.pupil_id, \
         h.reason, h.before, h.after, h.edit_id, (SELECT b.hash FROM history b \
          WHERE b.school_id = h.school_id AND b.seq = h.seq - 1) AS previous, h.hash"
    };
}

/// The history of a class, but for the applications in its courses. Of what the history says of the year, the health groups
/// of its pupils alone: that the school's year was closed or reopened is no class's journal.
macro_rules! of_class {
    () => {
        " FROM history h JOIN person p ON p.school_id = h.school_id AND p.person_id = h.author_id \
         WHERE h.school_id = $1 AND h.object_id IN ( \
          SELECT j.column_id FROM journal_column j JOIN course c ON c.school_id = j.school_id \
           AND c.course_id = j.course_id WHERE c.school_id = $1 AND c.class_id = $2 \
          UNION ALL SELECT c.course_id FROM course c WHERE c.school_id = $1 AND c.class_id = $2 \
          UNION ALL SELECT b.briefing_id FROM briefing b WHERE b.school_id = $1 AND b.class_id = $2 \
          UNION ALL SELECT x.excursion_id FROM excursion x WHERE x.school_id = $1 AND x.class_id = $2 \
          UNION ALL SELECT k.class_id FROM school_class k WHERE k.school_id = $1 AND k.class_id = $2 \
          UNION ALL SELECT k.year_id FROM school_class k WHERE k.school_id = $1 AND k.class_id = $2) \
         AND (h.object_id <> (SELECT k.year_id FROM school_class k WHERE k.school_id = $1 AND k.class_id = $2) \
          OR (h.kind = 'health-group' AND h.pupil_id IN (SELECT n.pupil_id FROM enrolment n \
           WHERE n.school_id = $1 AND n.class_id = $2)))"
    };
}

/// The history of the applications in a semester of a course.
macro_rules! of_applications {
    () => {
        " FROM history h JOIN person p ON p.school_id = h.school_id AND p.person_id = h.author_id \
         WHERE h.school_id = $1 AND h.object_id = $2 AND h.kind = 'application'"
    };
}

impl Reader {
    /// What the history says of a class: its cells, lessons and columns, applications, decisions, briefings, excursions,
    /// the health groups of its pupils, and the closing of its semesters; in the order of the history.
    ///
    /// # Errors
    /// The database's.
    pub async fn history_of_class(&mut self, class: Id<of::SchoolClass>) -> Result<Vec<HistoryRow>> {
        let school = self.school;
        let conn = &mut self.conn();
        let mut rows: Vec<Row> =
            sql(concat!(row!(), of_class!())).bind(school).bind(class).fetch_all(conn).await?;
        for object in applications(conn, school, class).await? {
            let applied: Vec<Row> =
                sql(concat!(row!(), of_applications!())).bind(school).bind(object).fetch_all(conn).await?;
            rows.extend(applied);
        }
        rows.sort_by_key(|row| row.seq);
        Ok(rows.into_iter().map(HistoryRow::from).collect())
    }

    /// The place of the last row that [`Self::history_of_class`] has; none where it has none.
    ///
    /// # Errors
    /// The database's.
    pub async fn last_change_of_class(&mut self, class: Id<of::SchoolClass>) -> Result<Option<i64>> {
        let school = self.school;
        last_change(&mut self.conn(), school, class).await
    }
}

/// The place of the last row of a class's history; none where it has none.
pub(super) async fn last_change(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    class: Id<of::SchoolClass>,
) -> Result<Option<i64>> {
    let (mut last,): (Option<i64>,) =
        sql(concat!("SELECT max(h.seq)", of_class!())).bind(school).bind(class).fetch_one(conn).await?;
    for object in applications(conn, school, class).await? {
        let (applied,): (Option<i64>,) = sql(concat!("SELECT max(h.seq)", of_applications!()))
            .bind(school)
            .bind(object)
            .fetch_one(conn)
            .await?;
        last = last.max(applied);
    }
    Ok(last)
}

/// What the history calls the applications of a class, by course and semester.
async fn applications(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    class: Id<of::SchoolClass>,
) -> Result<Vec<Id<of::Column>>> {
    let courses: Vec<(Uuid,)> = sql("SELECT course_id FROM course WHERE school_id = $1 AND class_id = $2")
        .bind(school)
        .bind(class)
        .fetch_all(conn)
        .await?;
    let mut objects = Vec::new();
    for (course,) in courses {
        for semester in Semester::ALL {
            // Whoever the pupil is: what the history calls them names the course and the semester alone.
            let subject = Subject { course: course.into(), pupil: Id::from(Uuid::nil()), semester };
            objects.push(application(subject));
        }
    }
    Ok(objects)
}
