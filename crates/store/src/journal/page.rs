//! Reading a page of the journal.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Entry, Scale, Scope, StoredEntry,
    edit::LessonText,
    id::{Id, of},
    school::{ClassName, LessonKind, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::row::EntryRow;
use crate::{
    db::sql,
    error::{Result, StoreError},
    store::Reader,
};

/// A course: whose page it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Identifier.
    pub id: Id<of::Course>,
    /// Subject.
    pub subject: String,
    /// Class.
    pub class_id: Id<of::SchoolClass>,
    /// Class name.
    pub class: ClassName,
    /// Group, and its number.
    pub group: Option<(Id<of::Group>, i32)>,
    /// Scale of its marks.
    pub scale: Scale,
    /// Teacher and the teacher's names; none while vacant.
    pub teacher: Option<(Id<of::Person>, PersonName)>,
    /// Class teacher.
    pub class_teacher: Option<Id<of::Person>>,
}

impl Course {
    /// Whose the course is, for [`klas_domain::permission::may`].
    pub fn scope(&self, school: Id<of::School>) -> Scope {
        Scope {
            school,
            teacher: self.teacher.as_ref().map(|(id, _)| *id),
            substitute: None,
            class_teacher: self.class_teacher,
            pupil: None,
        }
    }
}

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
    /// Number of the order on coming or leaving.
    pub order: Option<String>,
}

impl PagePupil {
    /// Whether the pupil belongs to the course on a day.
    pub fn belongs(&self, day: NaiveDate) -> bool {
        self.spans.iter().any(|(from, to)| *from <= day && to.is_none_or(|to| day <= to))
    }

    /// The day the pupil left, where that has happened by `today`.
    pub fn left(&self, today: NaiveDate) -> Option<NaiveDate> {
        let last = self.spans.iter().max_by_key(|(from, _)| *from)?;
        last.1.filter(|to| *to < today)
    }
}

/// What stands in a cell that is not untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEntry {
    /// Column of the cell.
    pub column: Id<of::Column>,
    /// Pupil of the cell.
    pub pupil: Id<of::Person>,
    /// What stands there.
    pub stored: StoredEntry,
}

/// A page between two days.
#[derive(Clone, Debug)]
pub struct JournalPage {
    /// The course.
    pub course: Course,
    /// Lessons in time order.
    pub lessons: Vec<LessonColumn>,
    /// Pupils in alphabetical order.
    pub pupils: Vec<PagePupil>,
    /// What stands in the cells.
    pub entries: Vec<PageEntry>,
    /// Place in the school's history up to which the page is true.
    pub seq: i64,
}

/// A change of a cell, for its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub author: PersonName,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// What stood there.
    pub before: Entry,
    /// What stood there afterwards.
    pub after: Entry,
}

#[derive(FromRow)]
struct CourseRow {
    course_id: Uuid,
    subject: String,
    class_id: Uuid,
    grade: i32,
    letter: String,
    scale: String,
    group_id: Option<Uuid>,
    group_number: Option<i32>,
    teacher_id: Option<Uuid>,
    surname: Option<String>,
    given: Option<String>,
    patronymic: Option<String>,
    class_teacher_id: Option<Uuid>,
}

impl TryFrom<CourseRow> for Course {
    type Error = StoreError;
    fn try_from(row: CourseRow) -> Result<Self> {
        let names = PersonName {
            surname: row.surname.unwrap_or_default(),
            given: row.given.unwrap_or_default(),
            patronymic: row.patronymic.unwrap_or_default(),
        };
        Ok(Self {
            id: row.course_id.into(),
            subject: row.subject,
            class_id: row.class_id.into(),
            class: class_name(row.grade, row.letter)?,
            group: row.group_id.map(Id::from).zip(row.group_number),
            scale: Scale::from_code(&row.scale).ok_or(StoreError::Corrupt("scale"))?,
            teacher: row.teacher_id.map(|id| (id.into(), names)),
            class_teacher: row.class_teacher_id.map(Id::from),
        })
    }
}

pub(crate) fn class_name(grade: i32, letter: String) -> Result<ClassName> {
    Ok(ClassName { grade: grade.try_into().map_err(|_| StoreError::Corrupt("grade"))?, letter })
}

#[derive(FromRow)]
pub(crate) struct LessonRow {
    lesson_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    kind: String,
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

#[derive(FromRow)]
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

#[derive(FromRow)]
struct CellRow {
    column_id: Uuid,
    pupil_id: Uuid,
    #[sqlx(flatten)]
    entry: EntryRow,
}

#[derive(FromRow)]
struct ChangeRow {
    at: DateTime<Utc>,
    author_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    reason: Option<String>,
    before: String,
    after: String,
}

impl TryFrom<ChangeRow> for CellChange {
    type Error = StoreError;
    fn try_from(row: ChangeRow) -> Result<Self> {
        let entry = |json: &str| serde_json::from_str(json).map_err(|_| StoreError::Corrupt("history"));
        Ok(Self {
            at: row.at,
            before: entry(&row.before)?,
            after: entry(&row.after)?,
            author: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            reason: row.reason,
        })
    }
}

macro_rules! entries {
    ($tail:literal) => {
        concat!(
            "SELECT e.column_id, e.pupil_id, e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, \
             e.updated_by FROM entry e ",
            $tail
        )
    };
}

macro_rules! courses {
    ($tail:literal) => {
        concat!(
            "SELECT c.course_id, s.name AS subject, k.class_id, k.grade, k.letter, k.scale, c.group_id, \
             g.number AS group_number, c.teacher_id, t.surname, t.given, t.patronymic, k.class_teacher_id \
             FROM course c \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             LEFT JOIN person t ON t.school_id = c.school_id AND t.person_id = c.teacher_id ",
            $tail
        )
    };
}

impl Reader {
    /// A course.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn course(&mut self, course: Id<of::Course>) -> Result<Course> {
        let school = self.school;
        let row: CourseRow = sql(courses!("WHERE c.school_id = $1 AND c.course_id = $2"))
            .bind(school)
            .bind(course)
            .fetch_one(&mut self.conn())
            .await?;
        row.try_into()
    }

    /// The courses of a year that a person teaches or whose class teacher the person is; all for none.
    /// By class, subject, group.
    ///
    /// # Errors
    /// The database's.
    pub async fn courses(
        &mut self,
        year: Id<of::Year>,
        person: Option<Id<of::Person>>,
    ) -> Result<Vec<Course>> {
        let school = self.school;
        let rows: Vec<CourseRow> = sql(courses!(
            "WHERE c.school_id = $1 AND k.year_id = $2 AND ($3 IS NULL OR c.teacher_id = $3 OR k.class_teacher_id = $3) \
             ORDER BY s.sort_key, COALESCE(g.number, 0), c.course_id"
        ))
        .bind(school)
        .bind(year)
        .bind(person)
        .fetch_all(&mut self.conn())
        .await?;
        let mut courses: Vec<Course> = rows.into_iter().map(Course::try_from).collect::<Result<_>>()?;
        // The databases do not know the order of the letters of classes.
        courses.sort_by(|a, b| a.class.cmp(&b.class));
        Ok(courses)
    }

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
        let pupils = self.pupils_of(&course).await?;
        let entries = self.entries(course.id, days, viewer).await?;
        Ok(JournalPage { course, lessons, pupils, entries, seq })
    }

    async fn seq(&mut self) -> Result<i64> {
        let school = self.school;
        let (seq,): (i64,) = sql("SELECT seq FROM history_head WHERE school_id = $1")
            .bind(school)
            .fetch_one(&mut self.conn())
            .await?;
        Ok(seq)
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
            sql("SELECT lesson_id, held_on, period, kind, cancelled, room, topic, homework, \
             substitute_id, version FROM lesson \
             WHERE school_id = $1 AND course_id = $2 AND held_on BETWEEN $3 AND $4 ORDER BY held_on, period")
            .bind(school)
            .bind(course)
            .bind(from)
            .bind(to)
            .fetch_all(&mut self.conn())
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

    /// Whether a person substitutes a lesson of the course.
    ///
    /// # Errors
    /// The database's.
    pub async fn substitutes(&mut self, course: Id<of::Course>, person: Id<of::Person>) -> Result<bool> {
        let school = self.school;
        let row: Option<(i32,)> = sql("SELECT period FROM lesson WHERE school_id = $1 AND course_id = $2 \
             AND substitute_id = $3 LIMIT 1")
        .bind(school)
        .bind(course)
        .bind(person)
        .fetch_optional(&mut self.conn())
        .await?;
        Ok(row.is_some())
    }

    /// The pupils of a course's class or group, leavers included, in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn pupils_of(&mut self, course: &Course) -> Result<Vec<PagePupil>> {
        let school = self.school;
        let rows: Vec<PupilRow> = sql("SELECT p.person_id, p.surname, p.given, p.patronymic, e.starts_on, e.ends_on, \
             e.order_number, m.starts_on AS group_starts_on, m.ends_on AS group_ends_on \
             FROM enrolment e \
             JOIN person p ON p.school_id = e.school_id AND p.person_id = e.pupil_id \
             LEFT JOIN group_member m ON m.school_id = e.school_id AND m.pupil_id = e.pupil_id AND m.group_id = $3 \
             WHERE e.school_id = $1 AND e.class_id = $2 AND ($3 IS NULL OR m.group_id IS NOT NULL) \
             ORDER BY p.sort_key, p.person_id, e.starts_on")
        .bind(school)
        .bind(course.class_id)
        .bind(course.group.map(|(group, _)| group))
        .fetch_all(&mut self.conn())
        .await?;
        let mut pupils: Vec<PagePupil> = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(span) = row.span() else { continue };
            match pupils.last_mut() {
                Some(last) if last.id.uuid() == row.person_id => {
                    last.spans.push(span);
                    last.order = row.order_number.or(last.order.take());
                }
                _ => pupils.push(PagePupil {
                    id: row.person_id.into(),
                    name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
                    spans: vec![span],
                    order: row.order_number,
                }),
            }
        }
        Ok(pupils)
    }

    async fn entries(
        &mut self,
        course: Id<of::Course>,
        (from, to): (NaiveDate, NaiveDate),
        viewer: Id<of::Person>,
    ) -> Result<Vec<PageEntry>> {
        let school = self.school;
        let rows: Vec<CellRow> = sql(entries!(
            "JOIN lesson l ON l.school_id = e.school_id AND l.lesson_id = e.column_id \
             WHERE e.school_id = $1 AND l.course_id = $2 AND l.held_on BETWEEN $3 AND $4"
        ))
        .bind(school)
        .bind(course)
        .bind(from)
        .bind(to)
        .fetch_all(&mut self.conn())
        .await?;
        cells(rows, viewer)
    }

    /// The cells of a course that changed after `seq`, and the place in the history they are true up to.
    ///
    /// # Errors
    /// The database's.
    pub async fn changes_since(
        &mut self,
        course: Id<of::Course>,
        seq: i64,
        viewer: Id<of::Person>,
    ) -> Result<(i64, Vec<PageEntry>)> {
        let head = self.seq().await?;
        if head == seq {
            return Ok((seq, Vec::new()));
        }
        let school = self.school;
        let rows: Vec<CellRow> = sql(entries!(
            "JOIN journal_column j ON j.school_id = e.school_id AND j.column_id = e.column_id \
             WHERE e.school_id = $1 AND j.course_id = $2 AND e.seq > $3"
        ))
        .bind(school)
        .bind(course)
        .bind(seq)
        .fetch_all(&mut self.conn())
        .await?;
        Ok((head, cells(rows, viewer)?))
    }

    /// What happened to a cell, newest first. What others wrote in pencil is left out; where that was all that
    /// changed, the change is.
    ///
    /// # Errors
    /// The database's.
    pub async fn cell_history(
        &mut self,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
        viewer: Id<of::Person>,
    ) -> Result<Vec<CellChange>> {
        let school = self.school;
        let rows: Vec<ChangeRow> =
            sql("SELECT h.at, h.author_id, p.surname, p.given, p.patronymic, h.reason, h.before, h.after \
             FROM history h JOIN person p ON p.school_id = h.school_id AND p.person_id = h.author_id \
             WHERE h.school_id = $1 AND h.object_id = $2 AND h.pupil_id = $3 ORDER BY h.seq DESC")
            .bind(school)
            .bind(column)
            .bind(pupil)
            .fetch_all(&mut self.conn())
            .await?;
        let authors: Vec<Uuid> = rows.iter().map(|row| row.author_id).collect();
        let mut changes = rows.into_iter().map(CellChange::try_from).collect::<Result<Vec<_>>>()?;
        for (place, change) in changes.iter_mut().enumerate() {
            // What stood there before is by the author of the change before.
            let entries = [(&mut change.after, place), (&mut change.before, place + 1)];
            for (entry, place) in entries {
                if authors.get(place) != Some(&viewer.uuid()) {
                    hide_pencil(entry);
                }
            }
        }
        changes.retain(|change| change.before != change.after);
        Ok(changes)
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

    /// The pencil entries that a person has in a course.
    ///
    /// # Errors
    /// The database's.
    pub async fn drafts(&mut self, course: Id<of::Course>, author: Id<of::Person>) -> Result<Vec<PageEntry>> {
        let school = self.school;
        let rows: Vec<CellRow> = sql(entries!(
            "JOIN journal_column j ON j.school_id = e.school_id AND j.column_id = e.column_id \
             WHERE e.school_id = $1 AND j.course_id = $2 AND e.draft AND e.updated_by = $3"
        ))
        .bind(school)
        .bind(course)
        .bind(author)
        .fetch_all(&mut self.conn())
        .await?;
        cells(rows, author)
    }
}

fn hide_pencil(entry: &mut Entry) {
    if entry.draft {
        (entry.mark, entry.note, entry.draft) = (None, None, false);
    }
}

fn cells(rows: Vec<CellRow>, viewer: Id<of::Person>) -> Result<Vec<PageEntry>> {
    rows.into_iter()
        .map(|row| {
            let entry = row.entry.without_draft(viewer.uuid());
            Ok(PageEntry {
                column: row.column_id.into(),
                pupil: row.pupil_id.into(),
                stored: StoredEntry { entry: entry.entry()?, version: entry.version.unwrap_or_default() },
            })
        })
        .collect()
}
