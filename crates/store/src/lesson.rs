//! A teacher's day: its lessons, the plan they follow, and where an absence may be carried.

use chrono::NaiveDate;
use klas_domain::{
    edit::LessonText,
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Sql, sql},
    error::Result,
    journal::{LessonColumn, class_name},
    plan::{at_their_numbers, words},
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
    /// How many pupils are entered as absent or late.
    pub missed: i64,
    /// How many pupils have a mark, without others' pencil.
    pub marks: i64,
    /// Who gives it in the place of the person whose day it is.
    pub substituted_by: Option<PersonName>,
    /// In whose place that person gives it; none where it is the own lesson, or the course has no teacher.
    pub instead_of: Option<PersonName>,
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
    missed: i64,
    marks: i64,
    stands_in: bool,
    other_surname: Option<String>,
    other_given: Option<String>,
    other_patronymic: Option<String>,
}

impl DayRow {
    fn lesson(self) -> Result<DayLesson> {
        let (given, patronymic) = (self.other_given, self.other_patronymic);
        let other = self.other_surname.map(|surname| PersonName {
            surname,
            given: given.unwrap_or_default(),
            patronymic: patronymic.unwrap_or_default(),
        });
        let (instead_of, substituted_by) = if self.stands_in { (other, None) } else { (None, other) };
        Ok(DayLesson {
            lesson: self.lesson_id.into(),
            course: self.course_id.into(),
            date: self.held_on,
            period: self.period,
            subject: self.subject,
            class_id: self.class_id.into(),
            class: class_name(self.grade, self.letter)?.to_string(),
            group: self.group_number,
            room: self.room,
            topic: self.topic,
            cancelled: self.cancelled,
            missed: self.missed,
            marks: self.marks,
            substituted_by,
            instead_of,
        })
    }
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
              AND (e.absence IS NOT NULL OR e.late IS NOT NULL)) AS missed, \
             (SELECT count(*) FROM entry e WHERE e.school_id = l.school_id AND e.column_id = l.lesson_id \
              AND e.mark IS NOT NULL AND (NOT e.draft OR e.updated_by = $3)) AS marks, \
             (l.substitute_id IS NOT NULL AND l.substitute_id = $3) AS stands_in, \
             o.surname AS other_surname, o.given AS other_given, o.patronymic AS other_patronymic \
             FROM lesson l \
             JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             LEFT JOIN person o ON o.school_id = l.school_id AND o.person_id = \
              CASE WHEN l.substitute_id = $3 THEN c.teacher_id ELSE l.substitute_id END \
             WHERE l.school_id = $1 AND l.held_on = $2 AND (c.teacher_id = $3 OR l.substitute_id = $3) \
             ORDER BY l.period, k.grade, k.letter, g.number")
            .bind(school)
            .bind(day)
            .bind(teacher)
            .fetch_all(&mut self.conn())
            .await?;
        rows.into_iter().map(DayRow::lesson).collect()
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
    /// lessons take none, and a line without a topic is none.
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
             (SELECT CAST(max(a.number) AS bigint) FROM plan_line a WHERE a.school_id = p.school_id AND a.course_id = p.course_id), \
             p.topic, p.homework, p.kind FROM plan_line p \
             WHERE p.school_id = $1 AND p.course_id = $2 AND p.topic <> '' AND p.number = 1 + \
             (SELECT count(*) FROM lesson l WHERE l.school_id = $1 AND l.course_id = $2 AND NOT l.cancelled \
              AND (l.held_on < $3 OR (l.held_on = $3 AND l.period < $4)))")
        .bind(school)
        .bind(course)
        .bind(lesson.date)
        .bind(lesson.period)
        .fetch_optional(&mut self.conn())
        .await?;
        row.map(|(number, of, topic, homework, kind)| {
            Ok(PlannedLesson { number, of, text: words(topic, homework, &kind)? })
        })
        .transpose()
    }

    /// The whole plan of a course, and how many of its lines the lessons before `day` took.
    ///
    /// # Errors
    /// The database's.
    pub async fn plan(&mut self, course: Id<of::Course>, day: NaiveDate) -> Result<(Vec<LessonText>, i64)> {
        let school = self.school;
        let rows: Vec<(i32, String, Option<String>, String)> =
            sql("SELECT json_group_array(json_array(number, topic, homework, kind) \
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
            .map(|(number, topic, homework, kind)| Ok((number, words(topic, homework, &kind)?)))
            .collect();
        Ok((at_their_numbers(lines?, |_| LessonText::default()), taken))
    }

    /// The theme of each line of a course's plan.
    ///
    /// # Errors
    /// The database's.
    pub async fn plan_themes(&mut self, course: Id<of::Course>) -> Result<Vec<Option<String>>> {
        let school = self.school;
        let rows: Vec<(i32, Option<String>)> = sql(
            "SELECT number, theme FROM plan_line WHERE school_id = $1 AND course_id = $2 ORDER BY number",
        )
        .bind(school)
        .bind(course)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(at_their_numbers(rows, |before| before.cloned().flatten()))
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
