//! What is on record of a class.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Entry, Mark,
    application::{Answer, Application, StoredApplication, Subject},
    calendar::Semester,
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::mark_of,
    school::local_day,
    store::Reader,
};

/// An application, and the marks it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassApplication {
    /// Whose mark.
    pub subject: Subject,
    /// What is on record.
    pub stored: StoredApplication,
    /// The semester mark, and the day on which it was decided as it stands; none while there is none.
    pub semester_mark: Option<(Mark, NaiveDate)>,
    /// The corrected mark, where one was written.
    pub corrected: Option<Mark>,
}

/// The columns `applied_on, reason, order_number, ordered_on, answer, words, version` of an application.
#[derive(FromRow)]
pub(crate) struct ApplicationRow {
    applied_on: Option<NaiveDate>,
    reason: String,
    order_number: String,
    ordered_on: Option<NaiveDate>,
    answer: Option<String>,
    words: String,
    version: i32,
}

impl ApplicationRow {
    /// The application; none where it was taken back.
    pub(crate) fn stored(self) -> Result<StoredApplication> {
        let answer = self.answer.map(|code| Answer::from_code(&code).ok_or(StoreError::Corrupt("answer")));
        let answer = answer.transpose()?;
        let application = self.applied_on.map(|applied_on| Application {
            applied_on,
            reason: self.reason,
            order: self.order_number,
            ordered_on: self.ordered_on,
            answer,
            words: self.words,
        });
        Ok(StoredApplication { application, version: self.version })
    }
}

/// One application, by school, course, pupil and semester.
pub(crate) const APPLICATION: &str = "SELECT applied_on, reason, order_number, ordered_on, answer, words, version \
     FROM correction_application WHERE school_id = $1 AND course_id = $2 AND pupil_id = $3 AND semester = $4";

#[derive(FromRow)]
struct ClassRow {
    course_id: Uuid,
    pupil_id: Uuid,
    semester: i32,
    #[sqlx(flatten)]
    application: ApplicationRow,
    semester_column: Option<Uuid>,
    semester_mark: Option<i32>,
    updated_at: Option<DateTime<Utc>>,
    corrected: Option<i32>,
}

/// When the marks of cells were decided as they stand, by column and pupil.
type Decided = HashMap<(Uuid, Uuid), DateTime<Utc>>;

impl ClassRow {
    /// A mark that the history does not know of was decided when it was written last.
    fn application(self, decided: &Decided) -> Result<ClassApplication> {
        let semester = i16::try_from(self.semester).ok().and_then(Semester::from_code);
        let mark = self.semester_mark.map(mark_of).transpose()?;
        let known = self.semester_column.and_then(|column| decided.get(&(column, self.pupil_id)));
        Ok(ClassApplication {
            subject: Subject {
                course: self.course_id.into(),
                pupil: self.pupil_id.into(),
                semester: semester.ok_or(StoreError::Corrupt("semester"))?,
            },
            stored: self.application.stored()?,
            semester_mark: mark.zip(known.copied().or(self.updated_at).map(local_day)),
            corrected: self.corrected.map(mark_of).transpose()?,
        })
    }
}

impl Reader {
    /// The applications of a class, the newest first; those that were taken back are left out. Pencil marks count for
    /// nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn applications(&mut self, class: Id<of::SchoolClass>) -> Result<Vec<ClassApplication>> {
        let school = self.school;
        let rows: Vec<ClassRow> = sql("SELECT a.course_id, a.pupil_id, a.semester, a.applied_on, a.reason, \
             a.order_number, a.ordered_on, a.answer, a.words, a.version, \
             j.column_id AS semester_column, e.mark AS semester_mark, e.updated_at, f.mark AS corrected \
             FROM course c \
             JOIN correction_application a ON a.school_id = c.school_id AND a.course_id = c.course_id \
             LEFT JOIN journal_column j ON j.school_id = a.school_id AND j.course_id = a.course_id \
              AND j.kind = 'semester' AND j.semester = a.semester \
             LEFT JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id \
              AND e.pupil_id = a.pupil_id AND NOT e.draft \
             LEFT JOIN journal_column k ON k.school_id = a.school_id AND k.course_id = a.course_id \
              AND k.kind = 'corrected' AND k.semester = a.semester \
             LEFT JOIN entry f ON f.school_id = k.school_id AND f.column_id = k.column_id \
              AND f.pupil_id = a.pupil_id AND NOT f.draft \
             WHERE c.school_id = $1 AND c.class_id = $2 AND a.applied_on IS NOT NULL \
             ORDER BY a.applied_on DESC, a.course_id, a.pupil_id, a.semester")
        .bind(school)
        .bind(class)
        .fetch_all(&mut self.conn())
        .await?;
        let decided = self.decided(class).await?;
        rows.into_iter().map(|row| row.application(&decided)).collect()
    }

    /// When the semester marks that a class's applications are about were decided as they stand, as the history tells it:
    /// confirming a mark writes its cell and decides nothing. SQLite joins crosswise in the order of writing: from the few
    /// applications to their changes, and not along the whole history.
    async fn decided(&mut self, class: Id<of::SchoolClass>) -> Result<Decided> {
        let school = self.school;
        let changes: Vec<(Uuid, Uuid, DateTime<Utc>, String, String)> =
            sql("SELECT h.object_id, h.pupil_id, h.at, h.before, h.after FROM course c \
             CROSS JOIN correction_application a CROSS JOIN journal_column j CROSS JOIN history h \
             WHERE c.school_id = $1 AND c.class_id = $2 \
             AND a.school_id = c.school_id AND a.course_id = c.course_id AND a.applied_on IS NOT NULL \
             AND j.school_id = a.school_id AND j.course_id = a.course_id AND j.kind = 'semester' \
             AND j.semester = a.semester \
             AND h.school_id = j.school_id AND h.object_id = j.column_id AND h.pupil_id = a.pupil_id \
             ORDER BY h.seq")
            .bind(school)
            .bind(class)
            .fetch_all(&mut self.conn())
            .await?;
        let entry =
            |json: &str| serde_json::from_str::<Entry>(json).map_err(|_| StoreError::Corrupt("history"));
        let mut decided = Decided::new();
        for (column, pupil, at, before, after) in changes {
            if entry(&after)?.decides(&entry(&before)?) {
                decided.insert((column, pupil), at);
            }
        }
        Ok(decided)
    }

    /// Whether the school lets a corrected mark be written only where an application with an order is on record.
    ///
    /// # Errors
    /// The database's.
    pub async fn corrections_need_application(&mut self) -> Result<bool> {
        let school = self.school;
        let (needed,): (bool,) = sql("SELECT corrections_need_application FROM school WHERE school_id = $1")
            .bind(school)
            .fetch_one(&mut self.conn())
            .await?;
        Ok(needed)
    }
}
