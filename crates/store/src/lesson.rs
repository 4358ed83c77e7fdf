//! A teacher's day: its lessons, the plan they follow, and where an absence may be carried.

use chrono::NaiveDate;
use klas_domain::{
    edit::LessonText,
    id::{Id, of},
    school::LessonKind,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Sql, sql},
    error::{Result, StoreError},
    journal::{LessonColumn, class_name},
    store::Reader,
};

/// A lesson in a teacher's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayLesson {
    /// Lesson.
    pub lesson: Id<of::Lesson>,
    /// Course.
    pub course: Id<of::Course>,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number.
    pub period: i32,
    /// Subject.
    pub subject: String,
    /// Class.
    pub class_id: Id<of::SchoolClass>,
    /// Class name as it is written: `8-А`.
    pub class: String,
    /// Group number.
    pub group: Option<i32>,
    /// Room.
    pub room: Option<String>,
    /// Topic; empty while not written.
    pub topic: String,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// How many cells hold a mark, an absence or a lateness.
    pub entries: i64,
}

/// A line of a topic plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLesson {
    /// Number of the line, from 1.
    pub number: i32,
    /// How many lines the plan has.
    pub of: i64,
    /// Topic, homework, kind.
    pub text: LessonText,
}

#[derive(FromRow)]
struct DayRow {
    lesson_id: Uuid,
    course_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    subject: String,
    class_id: Uuid,
    grade: i32,
    letter: String,
    group_number: Option<i32>,
    room: Option<String>,
    topic: String,
    cancelled: bool,
    entries: i64,
}

impl Reader {
    /// The lessons a person gives on a day, as the course's teacher or as a substitute, in time order.
    ///
    /// # Errors
    /// The database's.
    pub async fn day_of_teacher(
        &mut self,
        teacher: Id<of::Person>,
        day: NaiveDate,
    ) -> Result<Vec<DayLesson>> {
        let school = self.school;
        let rows: Vec<DayRow> =
            sql("SELECT l.lesson_id, l.course_id, l.held_on, l.period, s.name AS subject, k.grade, \
             k.letter, k.class_id, g.number AS group_number, l.room, l.topic, l.cancelled, \
             (SELECT count(*) FROM entry e WHERE e.school_id = l.school_id AND e.column_id = l.lesson_id \
              AND (e.mark IS NOT NULL OR e.absence IS NOT NULL OR e.late IS NOT NULL)) AS entries \
             FROM lesson l \
             JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             WHERE l.school_id = $1 AND l.held_on = $2 AND (c.teacher_id = $3 OR l.substitute_id = $3) \
             ORDER BY l.period, k.grade, k.letter, g.number")
            .bind(school)
            .bind(day)
            .bind(teacher)
            .fetch_all(&mut self.conn())
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(DayLesson {
                    lesson: row.lesson_id.into(),
                    course: row.course_id.into(),
                    date: row.held_on,
                    period: row.period,
                    subject: row.subject,
                    class_id: row.class_id.into(),
                    class: class_name(row.grade, row.letter)?.to_string(),
                    group: row.group_number,
                    room: row.room,
                    topic: row.topic,
                    cancelled: row.cancelled,
                    entries: row.entries,
                })
            })
            .collect()
    }

    /// The nearest days before and after `day` on which a person gives lessons.
    ///
    /// # Errors
    /// The database's.
    pub async fn neighbour_days(
        &mut self,
        teacher: Id<of::Person>,
        day: NaiveDate,
    ) -> Result<(Option<NaiveDate>, Option<NaiveDate>)> {
        let previous = self
            .teaching_day(
                sql("SELECT l.held_on FROM lesson l \
                     JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
                     WHERE l.school_id = $1 AND l.held_on < $2 AND (c.teacher_id = $3 OR l.substitute_id = $3) \
                     ORDER BY l.held_on DESC LIMIT 1"),
                teacher,
                day,
            )
            .await?;
        let next = self
            .teaching_day(
                sql("SELECT l.held_on FROM lesson l \
                     JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
                     WHERE l.school_id = $1 AND l.held_on > $2 AND (c.teacher_id = $3 OR l.substitute_id = $3) \
                     ORDER BY l.held_on LIMIT 1"),
                teacher,
                day,
            )
            .await?;
        Ok((previous, next))
    }

    async fn teaching_day(
        &mut self,
        statement: Sql,
        teacher: Id<of::Person>,
        day: NaiveDate,
    ) -> Result<Option<NaiveDate>> {
        let school = self.school;
        let row: Option<(NaiveDate,)> =
            statement.bind(school).bind(day).bind(teacher).fetch_optional(&mut self.conn()).await?;
        Ok(row.map(|(day,)| day))
    }

    /// The line of the plan for a lesson: the first lesson of the year takes the first line, and so on; cancelled
    /// lessons take none.
    ///
    /// # Errors
    /// The database's.
    pub async fn planned(
        &mut self,
        course: Id<of::Course>,
        lesson: &LessonColumn,
    ) -> Result<Option<PlannedLesson>> {
        if lesson.cancelled {
            return Ok(None);
        }
        let school = self.school;
        let row: Option<(i32, i64, String, Option<String>, String)> = sql("SELECT p.number, \
             (SELECT count(*) FROM plan_line a WHERE a.school_id = p.school_id AND a.course_id = p.course_id), \
             p.topic, p.homework, p.kind FROM plan_line p \
             WHERE p.school_id = $1 AND p.course_id = $2 AND p.number = 1 + \
             (SELECT count(*) FROM lesson l WHERE l.school_id = $1 AND l.course_id = $2 AND NOT l.cancelled \
              AND (l.held_on < $3 OR (l.held_on = $3 AND l.period < $4)))")
        .bind(school)
        .bind(course)
        .bind(lesson.date)
        .bind(lesson.period)
        .fetch_optional(&mut self.conn())
        .await?;
        row.map(|(number, of, topic, homework, kind)| {
            let kind = LessonKind::from_code(&kind).ok_or(StoreError::Corrupt("kind of lesson"))?;
            let text = LessonText { topic, homework: homework.unwrap_or_default(), kind };
            Ok(PlannedLesson { number, of, text })
        })
        .transpose()
    }

    /// The whole plan of a course, and how many of its lines the lessons before `day` took.
    ///
    /// # Errors
    /// The database's.
    pub async fn plan(&mut self, course: Id<of::Course>, day: NaiveDate) -> Result<(Vec<LessonText>, i64)> {
        let school = self.school;
        let rows: Vec<(String, Option<String>, String)> =
            sql("SELECT json_group_array(json_array(topic, homework, kind) \
             ORDER BY number) FROM plan_line WHERE school_id = $1 AND course_id = $2")
            .bind(school)
            .bind(course)
            .fetch_packed(&mut self.conn())
            .await?;
        let (taken,): (i64,) = sql("SELECT count(*) FROM lesson \
             WHERE school_id = $1 AND course_id = $2 AND held_on < $3 AND NOT cancelled")
        .bind(school)
        .bind(course)
        .bind(day)
        .fetch_one(&mut self.conn())
        .await?;
        let lines: Result<Vec<_>> = rows
            .into_iter()
            .map(|(topic, homework, kind)| {
                let kind = LessonKind::from_code(&kind).ok_or(StoreError::Corrupt("kind of lesson"))?;
                Ok(LessonText { topic, homework: homework.unwrap_or_default(), kind })
            })
            .collect();
        Ok((lines?, taken))
    }

    /// The theme of each line of a course's plan.
    ///
    /// # Errors
    /// The database's.
    pub async fn plan_themes(&mut self, course: Id<of::Course>) -> Result<Vec<Option<String>>> {
        let school = self.school;
        let rows: Vec<(Option<String>,)> =
            sql("SELECT theme FROM plan_line WHERE school_id = $1 AND course_id = $2 ORDER BY number")
                .bind(school)
                .bind(course)
                .fetch_all(&mut self.conn())
                .await?;
        Ok(rows.into_iter().map(|(theme,)| theme).collect())
    }

    /// The pupil's later lessons of the same day whose cells nobody touched: where an absence may be carried.
    ///
    /// # Errors
    /// The database's.
    pub async fn later_lessons(
        &mut self,
        pupil: Id<of::Person>,
        date: NaiveDate,
        after: i32,
    ) -> Result<Vec<(Id<of::Column>, i32)>> {
        let school = self.school;
        let rows: Vec<(Uuid, i32)> = sql("SELECT l.lesson_id, l.period FROM lesson l \
             JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
             JOIN enrolment n ON n.school_id = c.school_id AND n.class_id = c.class_id AND n.pupil_id = $2 \
              AND n.starts_on <= l.held_on AND (n.ends_on IS NULL OR n.ends_on >= l.held_on) \
             WHERE l.school_id = $1 AND l.held_on = $3 AND l.period > $4 AND NOT l.cancelled \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= l.held_on \
              AND (m.ends_on IS NULL OR m.ends_on >= l.held_on))) \
             AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.school_id = l.school_id AND e.column_id = l.lesson_id \
              AND e.pupil_id = $2) ORDER BY l.period")
        .bind(school)
        .bind(pupil)
        .bind(date)
        .bind(after)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(column, period)| (column.into(), period)).collect())
    }
}
