//! What the rules of closing look at, read from the database.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use klas_domain::{
    Scale,
    attendance::{self, Day},
    calendar::{AcademicYear, Semester},
    closing::{self, ClosedWith, Finding, LEAST_MARKS_LIMIT, Page, Pencil, Pupil, closed_with},
    column::{Column, ColumnOf},
    id::{Id, of},
};
use uuid::Uuid;

use crate::{
    archive::lock::Touches,
    db::sql,
    error::{Result, StoreError},
    history::Chain,
    journal::{Course, LessonColumn, PagePupil},
    store::{Reader, Store},
    summative::{Setting, record},
};

/// A course's semester as it was looked at.
#[derive(Clone, Debug)]
pub struct Check {
    /// What was found, in the order of [`closing::check`].
    pub findings: Vec<Finding>,
    /// The lessons of the semester in time order.
    pub lessons: Vec<LessonColumn>,
    /// The columns that are more than a lesson's own, in the order of the page.
    pub columns: Vec<Column>,
    /// The pupils in the order of the page.
    pub pupils: Vec<PagePupil>,
    /// Place in the school's history up to which this is true.
    pub seq: i64,
}

impl Check {
    /// Whether something is in the way of closing.
    pub fn is_blocked(&self) -> bool {
        self.findings.iter().any(|finding| finding.blocks())
    }

    /// Whether it is too early to close anything: see [`Finding::NotBegun`].
    pub fn has_not_begun(&self) -> bool {
        self.findings.iter().any(|finding| matches!(finding, Finding::NotBegun { .. }))
    }

    /// Whether lessons of the semester take place: a class waits for no other courses.
    pub fn has_lessons(&self) -> bool {
        self.lessons.iter().any(|lesson| !lesson.cancelled)
    }
}

/// What the courses of a class have in common when a semester of them is looked at.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The class's year, whichever is today's.
    pub year: AcademicYear,
    /// The semester.
    pub semester: Semester,
    /// The day on which it is looked at.
    pub today: NaiveDate,
    /// The pupils' days in the lessons of all courses.
    days: HashMap<Id<of::Person>, BTreeMap<NaiveDate, Day>>,
}

impl Reader {
    /// What the courses of a class have in common when a semester of them is looked at.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class; the database's.
    pub async fn closing_ground(
        &mut self,
        class: Id<of::SchoolClass>,
        semester: Semester,
        today: NaiveDate,
    ) -> Result<Ground> {
        let (_, year) = self.year_of_class(class).await?;
        let pupils = self.attendance(class, year.range(semester)).await?;
        let days = pupils.into_iter().map(|own| (own.pupil.id, attendance::days(&own.lessons)));
        Ok(Ground { days: days.collect(), year, semester, today })
    }

    /// Looks at a course's semester before it is closed, on the ground of its class. Pencil entries count for nothing,
    /// whoever asks.
    ///
    /// # Errors
    /// The database's.
    pub async fn check_closing(&mut self, course: &Course, ground: &Ground) -> Result<Check> {
        let Ground { year, semester, today, .. } = ground;
        let (semester, today) = (*semester, *today);
        let nobody = Id::from(Uuid::nil());
        let standings = self.standings(course, year, today, nobody).await?;
        let days = year.range(semester);
        let lessons = self.lessons(course.id, days).await?;
        let least_marks = self.least_marks().await?;
        let mut pencil = self.pencil(course).await?;
        pencil.retain(|pencil| is_of(pencil.column, semester, &lessons, &standings.columns));
        let end = days.1.min(today);
        let (nothing, no_days) = (HashMap::new(), BTreeMap::new());
        let pupils = standings.pupils.iter().map(|(pupil, standing)| Pupil {
            id: pupil.id,
            at_end: pupil.belongs(end),
            standing,
            written: standings.written.get(&pupil.id).unwrap_or(&nothing),
            days: ground.days.get(&pupil.id).unwrap_or(&no_days),
        });
        let page = Page {
            semester,
            today,
            begun: year.has_begun(semester, today),
            lessons: lessons.iter().map(lesson).collect(),
            pupils: pupils.collect(),
            pencil,
            in_words: course.scale == Scale::Verbal,
            least_marks,
        };
        let findings = closing::check(&page);
        let pupils = standings.pupils.into_iter().map(|(pupil, _)| pupil).collect();
        Ok(Check { findings, lessons, columns: standings.columns, pupils, seq: standings.seq })
    }

    /// The pencil entries of a course, by column and pupil; where they stand, and not what they say.
    async fn pencil(&mut self, course: &Course) -> Result<Vec<Pencil>> {
        let school = self.school;
        let rows: Vec<(Uuid, Uuid, Uuid)> =
            sql("SELECT e.column_id, e.pupil_id, e.updated_by FROM journal_column j \
             CROSS JOIN entry e WHERE j.school_id = $1 AND j.course_id = $2 \
             AND e.school_id = j.school_id AND e.column_id = j.column_id AND e.draft \
             ORDER BY e.column_id, e.pupil_id")
            .bind(school)
            .bind(course.id)
            .fetch_all(&mut self.conn())
            .await?;
        let teacher = course.teacher.as_ref().map(|(person, _)| person.uuid());
        let pencil = |(column, pupil, author): (Uuid, Uuid, Uuid)| Pencil {
            column: column.into(),
            pupil: pupil.into(),
            own: teacher == Some(author),
        };
        Ok(rows.into_iter().map(pencil).collect())
    }

    /// How many current marks a pupil has in a semester at least, as the school wants it.
    ///
    /// # Errors
    /// The database's.
    pub async fn least_marks(&mut self) -> Result<u32> {
        let school = self.school;
        let (marks,): (i32,) = sql("SELECT least_marks FROM school WHERE school_id = $1")
            .bind(school)
            .fetch_one(&mut self.conn())
            .await?;
        u32::try_from(marks).map_err(|_| StoreError::Corrupt("least marks"))
    }
}

impl Store {
    /// Sets how many current marks a pupil has in a semester at least, up to [`LEAST_MARKS_LIMIT`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such school; the database's.
    pub async fn set_least_marks(&self, setting: Setting, marks: u32) -> Result<()> {
        let marks = i32::try_from(marks.min(LEAST_MARKS_LIMIT)).unwrap_or_default();
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                let set = sql("UPDATE school SET least_marks = $2 WHERE school_id = $1");
                set.bind(setting.school).bind(marks).execute(conn).await?;
                record(conn, chain, setting, &serde_json::json!({ "least_marks": marks })).await
            })
        })
        .await
    }
}

/// Whether a column is closed with the course's semester, whose lessons these are.
fn is_of(column: Id<of::Column>, semester: Semester, lessons: &[LessonColumn], columns: &[Column]) -> bool {
    let lesson = match columns.iter().find(|known| known.id == column).map(|known| &known.of) {
        Some(ColumnOf::Sum { sum, .. }) => return closed_with(*sum) == ClosedWith::Course(semester),
        Some(ColumnOf::Current { lesson, .. }) => *lesson,
        None => column.uuid().into(),
    };
    lessons.iter().any(|own| own.lesson == lesson)
}

fn lesson(lesson: &LessonColumn) -> closing::Lesson {
    closing::Lesson {
        id: lesson.lesson,
        on: lesson.date,
        cancelled: lesson.cancelled,
        has_topic: !lesson.text.topic.trim().is_empty(),
    }
}
