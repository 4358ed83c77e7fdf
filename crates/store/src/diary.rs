//! What a pupil and the family see.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Entry,
    id::{Id, of},
    school::{LessonKind, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::{EntryRow, class_name},
    store::Reader,
};

/// A pupil as the diary's cover names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiaryPupil {
    /// Identifier.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// Class as it is written, on the day asked about.
    pub class: Option<String>,
    /// Class teacher.
    pub class_teacher: Option<Id<of::Person>>,
}

/// A lesson in the diary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiaryLesson {
    /// Lesson.
    pub lesson: Id<of::Lesson>,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number.
    pub period: i32,
    /// Subject.
    pub subject: String,
    /// Group number.
    pub group: Option<i32>,
    /// Room.
    pub room: Option<String>,
    /// Topic.
    pub topic: String,
    /// Homework.
    pub homework: String,
    /// Kind of lesson.
    pub kind: LessonKind,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// What the family may see of the cell.
    pub entry: Entry,
}

#[derive(FromRow)]
struct LessonRow {
    lesson_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    subject: String,
    group_number: Option<i32>,
    room: Option<String>,
    topic: String,
    homework: String,
    kind: String,
    cancelled: bool,
    #[sqlx(flatten)]
    entry: EntryRow,
}

#[derive(FromRow)]
struct PupilRow {
    surname: String,
    given: String,
    patronymic: String,
    grade: Option<i32>,
    letter: Option<String>,
    class_teacher_id: Option<Uuid>,
}

impl Reader {
    /// A pupil with the class of `day`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn diary_pupil(&mut self, pupil: Id<of::Person>, day: NaiveDate) -> Result<DiaryPupil> {
        let school = self.school;
        let row: PupilRow = sql("SELECT p.surname, p.given, p.patronymic, k.grade, k.letter, k.class_teacher_id \
             FROM person p \
             JOIN person_role r ON r.school_id = p.school_id AND r.person_id = p.person_id AND r.role = 'pupil' \
             LEFT JOIN enrolment n ON n.school_id = p.school_id AND n.pupil_id = p.person_id AND n.starts_on <= $3 \
              AND (n.ends_on IS NULL OR n.ends_on >= $3) \
             LEFT JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
             WHERE p.school_id = $1 AND p.person_id = $2 ORDER BY n.starts_on DESC LIMIT 1")
        .bind(school)
        .bind(pupil)
        .bind(day)
        .fetch_one(&mut self.conn())
        .await?;
        let class = row.grade.zip(row.letter).map(|(grade, letter)| class_name(grade, letter)).transpose()?;
        Ok(DiaryPupil {
            id: pupil,
            name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            class: class.map(|class| class.to_string()),
            class_teacher: row.class_teacher_id.map(Id::from),
        })
    }

    /// A pupil's lessons between two days with what the family may see at `now`, in time order.
    ///
    /// # Errors
    /// The database's.
    pub async fn diary(
        &mut self,
        pupil: Id<of::Person>,
        (from, to): (NaiveDate, NaiveDate),
        now: DateTime<Utc>,
    ) -> Result<Vec<DiaryLesson>> {
        let school = self.school;
        let rows: Vec<LessonRow> = sql("SELECT l.lesson_id, l.held_on, l.period, s.name AS subject, \
             g.number AS group_number, l.room, l.topic, l.homework, l.kind, l.cancelled, \
             e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis \
             FROM enrolment n \
             JOIN course c ON c.school_id = n.school_id AND c.class_id = n.class_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
              AND l.held_on BETWEEN $3 AND $4 \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             LEFT JOIN entry e ON e.school_id = l.school_id AND e.column_id = l.lesson_id AND e.pupil_id = $2 \
             WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= l.held_on \
             AND (n.ends_on IS NULL OR n.ends_on >= l.held_on) \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= l.held_on \
              AND (m.ends_on IS NULL OR m.ends_on >= l.held_on))) \
             ORDER BY l.held_on, l.period, s.sort_key")
        .bind(school)
        .bind(pupil)
        .bind(from)
        .bind(to)
        .fetch_all(&mut self.conn())
        .await?;
        rows.into_iter().map(|row| row.lesson(now)).collect()
    }
}

impl LessonRow {
    fn lesson(self, now: DateTime<Utc>) -> Result<DiaryLesson> {
        Ok(DiaryLesson {
            lesson: self.lesson_id.into(),
            date: self.held_on,
            period: self.period,
            subject: self.subject,
            group: self.group_number,
            room: self.room,
            topic: self.topic,
            homework: self.homework,
            kind: LessonKind::from_code(&self.kind).ok_or(StoreError::Corrupt("kind of lesson"))?,
            cancelled: self.cancelled,
            entry: self.entry.for_family(now).entry()?,
        })
    }
}
