//! Reading a page of the journal.

use chrono::NaiveDate;
use klas_domain::{
    column::Column,
    edit::LessonText,
    id::{Id, of},
    school::{LessonKind, PersonName},
};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::{cells::PageEntry, course::Course, row::truth};
use crate::{
    db::{Sql, sql},
    error::{Result, StoreError},
    store::Reader,
};

/// A lesson as a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonColumn {
    /// Identifier of the lesson; its column has the same one.
    pub lesson: Id<of::Lesson>,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number.
    pub period: i32,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Room.
    pub room: Option<String>,
    /// Who teaches it in place of the course's teacher.
    pub substitute: Option<Id<of::Person>>,
    /// Topic, homework, kind.
    pub text: LessonText,
    /// Version of the words.
    pub version: i32,
}

impl LessonColumn {
    /// The lesson's column.
    pub fn column(&self) -> Id<of::Column> {
        self.lesson.uuid().into()
    }
}

/// A pupil of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePupil {
    /// Identifier.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// First and last day in the class or group; several where the pupil left and came back.
    pub spans: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// First and last day in the class: longer than `spans` where the pupil changed groups.
    pub class_spans: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// Number of the order on the last coming or leaving.
    pub order: Option<String>,
}

impl PagePupil {
    /// Whether the pupil belongs to the course on a day.
    pub fn belongs(&self, day: NaiveDate) -> bool {
        within(&self.spans, day)
    }

    /// Whether the pupil is of the class on a day, in whichever group.
    pub fn is_of_class(&self, day: NaiveDate) -> bool {
        within(&self.class_spans, day)
    }

    /// Whether the pupil belongs to the course on any of these days.
    pub fn belongs_within(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.spans.iter().any(|(from, to)| *from <= last && to.is_none_or(|to| first <= to))
    }

    /// The day the pupil left, where that has happened by `today`.
    pub fn left(&self, today: NaiveDate) -> Option<NaiveDate> {
        let last = self.spans.iter().max_by_key(|(from, _)| *from)?;
        last.1.filter(|to| *to < today)
    }
}

fn within(spans: &[(NaiveDate, Option<NaiveDate>)], day: NaiveDate) -> bool {
    spans.iter().any(|(from, to)| *from <= day && to.is_none_or(|to| day <= to))
}

/// A page between two days.
#[derive(Clone, Debug)]
pub struct JournalPage {
    /// The course.
    pub course: Course,
    /// Lessons in time order.
    pub lessons: Vec<LessonColumn>,
    /// Columns that are more than a lesson's own, in the order of the page.
    pub columns: Vec<Column>,
    /// Pupils in alphabetical order.
    pub pupils: Vec<PagePupil>,
    /// What stands in the cells.
    pub entries: Vec<PageEntry>,
    /// Place in the school's history up to which the page is true.
    pub seq: i64,
}

#[derive(FromRow, Deserialize)]
pub(super) struct LessonRow {
    lesson_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    kind: String,
    #[serde(deserialize_with = "truth")]
    cancelled: bool,
    room: Option<String>,
    topic: String,
    homework: String,
    substitute_id: Option<Uuid>,
    version: i32,
}

impl TryFrom<LessonRow> for LessonColumn {
    type Error = StoreError;
    fn try_from(row: LessonRow) -> Result<Self> {
        Ok(Self {
            lesson: row.lesson_id.into(),
            date: row.held_on,
            period: row.period,
            cancelled: row.cancelled,
            room: row.room,
            substitute: row.substitute_id.map(Id::from),
            text: LessonText {
                topic: row.topic,
                homework: row.homework,
                kind: LessonKind::from_code(&row.kind).ok_or(StoreError::Corrupt("kind of lesson"))?,
            },
            version: row.version,
        })
    }
}

#[derive(Deserialize)]
struct PupilRow {
    person_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    order_number: Option<String>,
    group_starts_on: Option<NaiveDate>,
    group_ends_on: Option<NaiveDate>,
}

impl PupilRow {
    /// When the pupil was in the class and in the group; none where the two did not meet.
    fn span(&self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let from = self.group_starts_on.map_or(self.starts_on, |day| day.max(self.starts_on));
        let to = [self.ends_on, self.group_ends_on].into_iter().flatten().min();
        to.is_none_or(|to| from <= to).then_some((from, to))
    }
}

impl Reader {
    /// The page of a course between two days, as `viewer` may see it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn journal(
        &mut self,
        course: Course,
        days: (NaiveDate, NaiveDate),
        viewer: Id<of::Person>,
    ) -> Result<JournalPage> {
        let seq = self.seq().await?;
        let lessons = self.lessons(course.id, days).await?;
        let columns = self.columns(course.id).await?;
        let pupils = self.pupils_of(&course).await?;
        let entries = self.entries(course.id, days, viewer).await?;
        Ok(JournalPage { course, lessons, columns, pupils, entries, seq })
    }

    /// The lessons of a course between two days, in time order.
    ///
    /// # Errors
    /// The database's.
    pub async fn lessons(
        &mut self,
        course: Id<of::Course>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<LessonColumn>> {
        let school = self.school;
        let rows: Vec<LessonRow> =
            sql("SELECT json_group_array(json_array(hex(lesson_id), held_on, period, kind, \
             CAST(cancelled AS integer), room, topic, homework, \
             CASE WHEN substitute_id IS NOT NULL THEN hex(substitute_id) END, version) \
             ORDER BY held_on, period) FROM lesson \
             WHERE school_id = $1 AND course_id = $2 AND held_on BETWEEN $3 AND $4")
            .bind(school)
            .bind(course)
            .bind(from)
            .bind(to)
            .fetch_packed(&mut self.conn())
            .await?;
        rows.into_iter().map(LessonColumn::try_from).collect()
    }

    /// A lesson.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn lesson(&mut self, lesson: Id<of::Lesson>) -> Result<LessonColumn> {
        let school = self.school;
        let row: LessonRow =
            sql("SELECT lesson_id, held_on, period, kind, cancelled, room, topic, homework, \
             substitute_id, version FROM lesson WHERE school_id = $1 AND lesson_id = $2")
            .bind(school)
            .bind(lesson)
            .fetch_one(&mut self.conn())
            .await?;
        row.try_into()
    }

    /// A lesson, if it is one of the course.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn lesson_of_course(
        &mut self,
        course: Id<of::Course>,
        lesson: Id<of::Lesson>,
    ) -> Result<LessonColumn> {
        let (own, lesson) = self.lesson_of_column(lesson.uuid().into()).await?;
        if own == course { self.lesson(lesson).await } else { Err(StoreError::NotFound) }
    }

    /// The lessons of the same course just before and just after a lesson.
    ///
    /// # Errors
    /// The database's.
    pub async fn neighbour_lessons(
        &mut self,
        course: Id<of::Course>,
        lesson: &LessonColumn,
    ) -> Result<(Option<LessonColumn>, Option<LessonColumn>)> {
        let previous = sql("SELECT lesson_id, held_on, period, kind, cancelled, room, topic, homework, \
             substitute_id, version FROM lesson WHERE school_id = $1 AND course_id = $2 \
             AND (held_on < $3 OR (held_on = $3 AND period < $4)) ORDER BY held_on DESC, period DESC LIMIT 1");
        let next = sql("SELECT lesson_id, held_on, period, kind, cancelled, room, topic, homework, \
             substitute_id, version FROM lesson WHERE school_id = $1 AND course_id = $2 \
             AND (held_on > $3 OR (held_on = $3 AND period > $4)) ORDER BY held_on, period LIMIT 1");
        Ok((
            self.lesson_beside(previous, course, lesson).await?,
            self.lesson_beside(next, course, lesson).await?,
        ))
    }

    async fn lesson_beside(
        &mut self,
        statement: Sql,
        course: Id<of::Course>,
        lesson: &LessonColumn,
    ) -> Result<Option<LessonColumn>> {
        let school = self.school;
        let row: Option<LessonRow> = statement
            .bind(school)
            .bind(course)
            .bind(lesson.date)
            .bind(lesson.period)
            .fetch_optional(&mut self.conn())
            .await?;
        row.map(LessonColumn::try_from).transpose()
    }

    /// The course of a column and the lesson it stands for.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn lesson_of_column(
        &mut self,
        column: Id<of::Column>,
    ) -> Result<(Id<of::Course>, Id<of::Lesson>)> {
        let school = self.school;
        let row: (Uuid, Uuid) = sql("SELECT l.course_id, l.lesson_id FROM journal_column j \
             JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             WHERE j.school_id = $1 AND j.column_id = $2")
        .bind(school)
        .bind(column)
        .fetch_one(&mut self.conn())
        .await?;
        Ok((row.0.into(), row.1.into()))
    }

    /// The course of a column, and the lesson it stands for where it sums nothing up.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn place_of_column(
        &mut self,
        column: Id<of::Column>,
    ) -> Result<(Id<of::Course>, Option<Id<of::Lesson>>)> {
        let school = self.school;
        let row: (Uuid, Option<Uuid>) =
            sql("SELECT course_id, lesson_id FROM journal_column WHERE school_id = $1 AND column_id = $2")
                .bind(school)
                .bind(column)
                .fetch_one(&mut self.conn())
                .await?;
        Ok((row.0.into(), row.1.map(Id::from)))
    }

    /// The pupils of a course's class or group, leavers included, in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn pupils_of(&mut self, course: &Course) -> Result<Vec<PagePupil>> {
        let school = self.school;
        let rows: Vec<PupilRow> = sql("SELECT json_group_array(json_array(hex(p.person_id), p.surname, p.given, \
             p.patronymic, e.starts_on, e.ends_on, e.order_number, m.starts_on, m.ends_on) \
             ORDER BY p.sort_key, p.person_id, e.starts_on, m.starts_on) FROM enrolment e \
             JOIN person p ON p.school_id = e.school_id AND p.person_id = e.pupil_id \
             LEFT JOIN group_member m ON m.school_id = e.school_id AND m.pupil_id = e.pupil_id AND m.group_id = $3 \
             WHERE e.school_id = $1 AND e.class_id = $2 AND ($3 IS NULL OR m.group_id IS NOT NULL)")
        .bind(school)
        .bind(course.class_id)
        .bind(course.group.map(|(group, _)| group))
        .fetch_packed(&mut self.conn())
        .await?;
        let mut pupils: Vec<PagePupil> = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(span) = row.span() else { continue };
            match pupils.last_mut() {
                Some(last) if last.id.uuid() == row.person_id => {
                    last.spans.push(span);
                    last.class_spans.push((row.starts_on, row.ends_on));
                    last.order = row.order_number;
                }
                _ => pupils.push(PagePupil {
                    id: row.person_id.into(),
                    name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
                    spans: vec![span],
                    class_spans: vec![(row.starts_on, row.ends_on)],
                    order: row.order_number,
                }),
            }
        }
        Ok(pupils)
    }
}
