//! Lessons that were given already: what the demonstration school has in its journals.

use std::collections::HashMap;

use chrono::{DateTime, NaiveTime, SubsecRound, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use klas_domain::{
    Entry,
    bundle::{Bundle, CourseKey, TaughtLesson},
    edit::LessonText,
    id::{Id, of},
};
use uuid::Uuid;

use super::{
    courses::{course_rows, folded},
    person::pupil_key,
    timetable::lesson_id,
};
use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, Value, insert_many, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
    store::Store,
};

/// When a lesson's entries were written: this long after the school day began.
const WRITTEN_AT: TimeDelta = TimeDelta::hours(8);

impl Store {
    /// Fills lessons as their teachers would have, history included. Lessons of courses without a teacher and
    /// lessons that the timetable did not give are passed over. Tells how many entries were written.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_in_lessons(
        &self,
        school: Id<of::School>,
        year: Id<of::Year>,
        bundle: Bundle,
        lessons: Vec<TaughtLesson>,
    ) -> Result<u64> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let courses = course_rows(conn, school, year).await?;
                let teachers = teachers(conn, school).await?;
                let pupils = pupils(conn, school, &bundle).await?;
                let mut chain = Chain::take(conn, school, Touches::Year(year)).await?;
                let mut written = 0;
                for group in lessons.chunks(500) {
                    let mut rows =
                        Rows { school, chain: &mut chain, entries: Vec::new(), history: Vec::new() };
                    for lesson in group {
                        let Some(course) = course_of(&courses, &lesson.course) else { continue };
                        let Some(author) = teachers.get(&course.uuid()) else { continue };
                        rows.lesson(conn, course, *author, lesson, &pupils).await?;
                    }
                    written += rows.store(conn).await?;
                }
                let mut batch = Batch::default();
                chain.put_back(&mut batch);
                batch.run(conn).await?;
                Ok(written)
            })
        })
        .await
    }
}

fn course_of(
    courses: &HashMap<CourseKey, (CourseKey, super::courses::KnownCourse)>,
    key: &CourseKey,
) -> Option<Id<of::Course>> {
    courses.get(&folded(key)).map(|(_, course)| course.id)
}

async fn teachers(conn: &mut Conn<'_>, school: Id<of::School>) -> Result<HashMap<Uuid, Id<of::Person>>> {
    let rows: Vec<(Uuid, Uuid)> =
        sql("SELECT course_id, teacher_id FROM course WHERE school_id = $1 AND teacher_id IS NOT NULL")
            .bind(school)
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|(course, teacher)| (course, teacher.into())).collect())
}

/// The pupils' identifiers in the order of the bundle.
async fn pupils(conn: &mut Conn<'_>, school: Id<of::School>, bundle: &Bundle) -> Result<Vec<Option<Uuid>>> {
    let rows: Vec<(String, Uuid)> = sql("SELECT match_key, person_id FROM person WHERE school_id = $1")
        .bind(school)
        .fetch_all(conn)
        .await?;
    let known: HashMap<String, Uuid> = rows.into_iter().collect();
    Ok(bundle.pupils.iter().map(|pupil| known.get(&pupil_key(&pupil.name, pupil.born)).copied()).collect())
}

/// Rows that wait to be inserted together.
struct Rows<'a> {
    school: Id<of::School>,
    chain: &'a mut Chain,
    entries: Vec<Vec<Value>>,
    history: Vec<Vec<Value>>,
}

impl Rows<'_> {
    async fn lesson(
        &mut self,
        conn: &mut Conn<'_>,
        course: Id<of::Course>,
        author: Id<of::Person>,
        lesson: &TaughtLesson,
        pupils: &[Option<Uuid>],
    ) -> Result<()> {
        let id = lesson_id(course, lesson.date, lesson.period);
        let text =
            LessonText { topic: lesson.topic.clone(), homework: lesson.homework.clone(), kind: lesson.kind };
        let touched = sql("UPDATE lesson SET topic = $3, homework = $4, kind = $5, version = 1 \
             WHERE school_id = $1 AND lesson_id = $2")
        .bind(self.school)
        .bind(id)
        .bind(&text.topic)
        .bind(&text.homework)
        .bind(text.kind.code())
        .execute(conn)
        .await?;
        if touched == 0 {
            return Ok(());
        }
        let at = written_at(lesson);
        self.record(Object::Lesson(id), at, author, &LessonText::default(), &text)?;
        for (place, entry) in &lesson.entries {
            if let Some(Some(pupil)) = pupils.get(*place) {
                self.entry(id.uuid().into(), (*pupil).into(), at, author, entry)?;
            }
        }
        Ok(())
    }

    fn entry(
        &mut self,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
        at: DateTime<Utc>,
        author: Id<of::Person>,
        entry: &Entry,
    ) -> Result<()> {
        self.record(Object::Entry { column, pupil }, at, author, &Entry::default(), entry)?;
        self.entries.push(vec![
            self.school.into(),
            column.into(),
            pupil.into(),
            entry.mark.map(|mark| i32::from(mark.code())).into(),
            entry.absence.map(klas_domain::Absence::code).into(),
            entry.late.map(i32::from).into(),
            entry.note.as_deref().into(),
            at.into(),
            1_i32.into(),
            self.chain.seq.into(),
            at.into(),
            at.into(),
            author.into(),
        ]);
        Ok(())
    }

    fn record<T: serde::Serialize>(
        &mut self,
        object: Object,
        at: DateTime<Utc>,
        author: Id<of::Person>,
        before: &T,
        after: &T,
    ) -> Result<()> {
        let json = |value: &T| serde_json::to_string(value).map_err(|_| StoreError::Corrupt("history"));
        let record = Record {
            edit: Id::new(),
            object,
            at,
            author,
            reason: None,
            before: json(before)?,
            after: json(after)?,
        };
        self.history.push(self.chain.link(record));
        Ok(())
    }

    async fn store(self, conn: &mut Conn<'_>) -> Result<u64> {
        insert_many(conn, history::INSERT, self.history, "").await?;
        insert_many(
            conn,
            "INSERT INTO entry (school_id, column_id, pupil_id, mark, absence, late, note, visible_at, version, seq, \
             created_at, updated_at, updated_by) VALUES",
            self.entries,
            "",
        )
        .await
    }
}

fn written_at(lesson: &TaughtLesson) -> DateTime<Utc> {
    let moment =
        lesson.date.and_time(NaiveTime::MIN) + WRITTEN_AT + TimeDelta::hours(i64::from(lesson.period));
    Kyiv.from_local_datetime(&moment)
        .earliest()
        .map(|moment| moment.with_timezone(&Utc))
        .unwrap_or_default()
        .trunc_subsecs(6)
}
