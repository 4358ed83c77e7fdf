//! A pupil's timetable: who gives which lesson where, and the control works that are to come.

use chrono::NaiveDate;
use klas_domain::{
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{db::sql, error::Result, store::Reader};

/// A lesson of a pupil's timetable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimetableLesson {
    /// Lesson.
    pub lesson: Id<of::Lesson>,
    /// Course.
    pub course: Id<of::Course>,
    /// The course's class.
    pub class: Id<of::SchoolClass>,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number, 0–9.
    pub period: i32,
    /// Subject.
    pub subject: String,
    /// Group number.
    pub group: Option<i32>,
    /// Room.
    pub room: Option<String>,
    /// Who gives the lesson: the substitute, else the course's teacher; nobody while the course is vacant.
    pub teacher: Option<PersonName>,
    /// Whether somebody gives it in the teacher's place.
    pub substituted: bool,
    /// Whether it is cancelled. Why is the school's matter: the reason may be somebody's illness.
    pub cancelled: bool,
    /// What is to be done for the lesson after it.
    pub homework: String,
    /// How often the lesson was written or rearranged.
    pub changes: i32,
}

/// A control work to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlWork {
    /// Lesson.
    pub lesson: Id<of::Lesson>,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number, 0–9.
    pub period: i32,
    /// Subject.
    pub subject: String,
    /// Group number.
    pub group: Option<i32>,
    /// What it is about; may be empty.
    pub topic: String,
    /// Whether only the topic plan says so: the teacher may shift its lines.
    pub by_plan: bool,
}

#[derive(FromRow)]
struct LessonRow {
    lesson_id: Uuid,
    course_id: Uuid,
    class_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    subject: String,
    group_number: Option<i32>,
    room: Option<String>,
    homework: String,
    cancelled: bool,
    changes: i32,
    substituted: bool,
    surname: Option<String>,
    given: Option<String>,
    patronymic: Option<String>,
}

impl From<LessonRow> for TimetableLesson {
    fn from(row: LessonRow) -> Self {
        let name = row.surname.zip(row.given).zip(row.patronymic);
        Self {
            lesson: row.lesson_id.into(),
            course: row.course_id.into(),
            class: row.class_id.into(),
            date: row.held_on,
            period: row.period,
            subject: row.subject,
            group: row.group_number,
            room: row.room,
            teacher: name.map(|((surname, given), patronymic)| PersonName { surname, given, patronymic }),
            substituted: row.substituted,
            cancelled: row.cancelled,
            homework: row.homework,
            changes: row.changes,
        }
    }
}

#[derive(FromRow)]
struct WorkRow {
    lesson_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    subject: String,
    group_number: Option<i32>,
    topic: String,
    by_plan: bool,
}

impl Reader {
    /// A pupil's lessons between two days as they are held, in time order.
    ///
    /// # Errors
    /// The database's.
    pub async fn timetable_of_pupil(
        &mut self,
        pupil: Id<of::Person>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<TimetableLesson>> {
        let school = self.school;
        let rows: Vec<LessonRow> = sql("SELECT l.lesson_id, l.course_id, c.class_id, l.held_on, l.period, s.name AS subject, \
             g.number AS group_number, l.room, l.homework, l.cancelled, l.version + l.changes AS changes, \
             l.substitute_id IS NOT NULL AND NOT l.cancelled AS substituted, t.surname, t.given, t.patronymic \
             FROM enrolment n \
             JOIN course c ON c.school_id = n.school_id AND c.class_id = n.class_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
              AND l.held_on BETWEEN $3 AND $4 \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             LEFT JOIN person t ON t.school_id = c.school_id AND t.person_id = COALESCE(l.substitute_id, c.teacher_id) \
             WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= l.held_on \
             AND (n.ends_on IS NULL OR n.ends_on >= l.held_on) \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= l.held_on \
              AND (m.ends_on IS NULL OR m.ends_on >= l.held_on))) \
             ORDER BY l.held_on, l.period, s.sort_key, l.lesson_id")
        .bind(school)
        .bind(pupil)
        .bind(from)
        .bind(to)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(TimetableLesson::from).collect())
    }

    /// A pupil's control works between two days, in time order: lessons of that kind, lessons with a column for one, and
    /// lessons that nobody has written yet and that take such a line of the topic plan.
    ///
    /// # Errors
    /// The database's.
    pub async fn control_works(
        &mut self,
        pupil: Id<of::Person>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<ControlWork>> {
        let school = self.school;
        let rows: Vec<WorkRow> = sql("SELECT w.lesson_id, w.held_on, w.period, w.subject, w.group_number, \
             CASE WHEN w.topic <> '' THEN w.topic ELSE COALESCE(p.topic, '') END AS topic, \
             NOT (w.kind = 'control' OR w.has_column) AS by_plan FROM ( \
              SELECT l.school_id, l.course_id, l.lesson_id, l.held_on, l.period, l.kind, l.topic, s.name AS subject, \
              s.sort_key, g.number AS group_number, \
              EXISTS (SELECT 1 FROM journal_column j WHERE j.school_id = l.school_id AND j.lesson_id = l.lesson_id \
               AND j.work = 'control') AS has_column, \
              1 + (SELECT count(*) FROM lesson b WHERE b.school_id = l.school_id AND b.course_id = l.course_id \
               AND NOT b.cancelled AND (b.held_on < l.held_on OR b.held_on = l.held_on AND b.period < l.period)) AS line \
              FROM enrolment n \
              JOIN course c ON c.school_id = n.school_id AND c.class_id = n.class_id \
              JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
              JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
               AND l.held_on BETWEEN $3 AND $4 AND NOT l.cancelled \
              LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
              WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= l.held_on \
              AND (n.ends_on IS NULL OR n.ends_on >= l.held_on) \
              AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
               AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= l.held_on \
               AND (m.ends_on IS NULL OR m.ends_on >= l.held_on)))) w \
             LEFT JOIN plan_line p ON p.school_id = w.school_id AND p.course_id = w.course_id AND p.number = w.line \
             WHERE w.kind = 'control' OR w.has_column \
             OR w.topic = '' AND w.kind = 'ordinary' AND p.kind = 'control' \
             ORDER BY w.held_on, w.period, w.sort_key, w.lesson_id")
        .bind(school)
        .bind(pupil)
        .bind(from)
        .bind(to)
        .fetch_all(&mut self.conn())
        .await?;
        let work = |row: WorkRow| ControlWork {
            lesson: row.lesson_id.into(),
            date: row.held_on,
            period: row.period,
            subject: row.subject,
            group: row.group_number,
            topic: row.topic,
            by_plan: row.by_plan,
        };
        Ok(rows.into_iter().map(work).collect())
    }
}
