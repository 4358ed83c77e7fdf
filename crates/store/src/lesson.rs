//! One lesson: its words, its place in the day and in the plan.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Scope,
    edit::{LessonEdit, LessonOutcome, LessonText, TEXT_LIMIT},
    id::{Id, of},
    school::{LessonKind, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Conn, Sql, sql},
    error::{Result, StoreError},
    history::{Chain, Object, Record, applied},
    journal::{LessonColumn, class_name},
    store::{Reader, Store},
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
    grade: i32,
    letter: String,
    group_number: Option<i32>,
    room: Option<String>,
    topic: String,
    cancelled: bool,
    entries: i64,
}

#[derive(FromRow)]
struct Words {
    topic: String,
    homework: String,
    kind: String,
    version: i32,
    teacher_id: Option<Uuid>,
    substitute_id: Option<Uuid>,
    class_teacher_id: Option<Uuid>,
}

impl Words {
    fn text(&self) -> Result<LessonText> {
        Ok(LessonText {
            topic: self.topic.clone(),
            homework: self.homework.clone(),
            kind: LessonKind::from_code(&self.kind).ok_or(StoreError::Corrupt("kind of lesson"))?,
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
             k.letter, g.number AS group_number, l.room, l.topic, l.cancelled, \
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
        let rows: Vec<(String, Option<String>, String)> = sql("SELECT topic, homework, kind FROM plan_line \
             WHERE school_id = $1 AND course_id = $2 ORDER BY number")
        .bind(school)
        .bind(course)
        .fetch_all(&mut self.conn())
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

impl Store {
    /// Writes a lesson's words; `may` is asked with the lesson's scope in the same transaction. An edit that was
    /// applied before is answered again and not applied again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such lesson; the database's.
    pub async fn write_lesson(
        &self,
        school: Id<of::School>,
        author: Id<of::Person>,
        now: DateTime<Utc>,
        edit: LessonEdit,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<LessonOutcome> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                // Others who write the same lesson wait here, so that each sees the words it is held against.
                let chain = Chain::take(&mut conn, school).await?;
                let words = load_words(&mut conn, school, edit.lesson).await?;
                if !may(&scope(school, &words)) {
                    return Ok(LessonOutcome::Forbidden);
                }
                if let Some(version) = applied(&mut conn, school, edit.id).await? {
                    return Ok(LessonOutcome::Saved { version });
                }
                let text = words.text()?;
                if [&edit.text.topic, &edit.text.homework]
                    .iter()
                    .any(|text| text.chars().count() > TEXT_LIMIT)
                {
                    return Ok(LessonOutcome::TooLong);
                }
                if text == edit.text {
                    return Ok(LessonOutcome::Saved { version: words.version });
                }
                if words.version != edit.base {
                    let author = last_author(&mut conn, school, edit.lesson).await?;
                    return Ok(LessonOutcome::Conflict { text, version: words.version, author });
                }
                let record = record(author, now, &edit, &text)?;
                store_words(&mut conn, chain, school, record, &edit).await?;
                Ok(LessonOutcome::Saved { version: words.version + 1 })
            })
        })
        .await
    }
}

fn scope(school: Id<of::School>, words: &Words) -> Scope {
    Scope {
        school,
        teacher: words.teacher_id.map(Id::from),
        substitute: words.substitute_id.map(Id::from),
        class_teacher: words.class_teacher_id.map(Id::from),
        pupil: None,
    }
}

async fn load_words(conn: &mut Conn<'_>, school: Id<of::School>, lesson: Id<of::Lesson>) -> Result<Words> {
    sql("SELECT l.topic, l.homework, l.kind, l.version, c.teacher_id, l.substitute_id, k.class_teacher_id \
         FROM lesson l JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         WHERE l.school_id = $1 AND l.lesson_id = $2")
    .bind(school)
    .bind(lesson)
    .fetch_one(conn)
    .await
}

async fn last_author(conn: &mut Conn<'_>, school: Id<of::School>, lesson: Id<of::Lesson>) -> Result<String> {
    let row: Option<(String, String, String)> =
        sql("SELECT p.surname, p.given, p.patronymic FROM history h \
         JOIN person p ON p.school_id = h.school_id AND p.person_id = h.author_id \
         WHERE h.school_id = $1 AND h.object_id = $2 AND h.kind = 'lesson' ORDER BY h.seq DESC LIMIT 1")
        .bind(school)
        .bind(lesson)
        .fetch_optional(conn)
        .await?;
    let name = |(surname, given, patronymic)| PersonName { surname, given, patronymic }.initials();
    Ok(row.map(name).unwrap_or_default())
}

fn record(
    author: Id<of::Person>,
    now: DateTime<Utc>,
    edit: &LessonEdit,
    before: &LessonText,
) -> Result<Record> {
    let json = |text: &LessonText| serde_json::to_string(text).map_err(|_| StoreError::Corrupt("lesson"));
    Ok(Record {
        edit: edit.id,
        object: Object::Lesson(edit.lesson),
        at: now,
        author,
        reason: None,
        before: json(before)?,
        after: json(&edit.text)?,
    })
}

async fn store_words(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    school: Id<of::School>,
    record: Record,
    edit: &LessonEdit,
) -> Result<()> {
    chain.append(conn, record).await?;
    chain.put_back(conn).await?;
    sql("UPDATE lesson SET topic = $3, homework = $4, kind = $5, version = version + 1 \
         WHERE school_id = $1 AND lesson_id = $2")
    .bind(school)
    .bind(edit.lesson)
    .bind(&edit.text.topic)
    .bind(&edit.text.homework)
    .bind(edit.text.kind.code())
    .execute(conn)
    .await
    .map(|_| ())
}
