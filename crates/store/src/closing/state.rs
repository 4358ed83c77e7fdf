//! What is closed, by whom and when.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    calendar::{AcademicYear, Semester},
    id::{Id, of},
    school::{ClassName, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::has_no_lessons;
use crate::{
    db::{Conn, sql},
    error::{Result, StoreError},
    journal::class_name,
    store::Reader,
};

/// When something was closed, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: PersonName,
}

/// How far the closing of a class's semester is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassState {
    /// The class.
    pub id: Id<of::SchoolClass>,
    /// As it is written.
    pub name: ClassName,
    /// The class teacher; none while there is none.
    pub class_teacher: Option<(Id<of::Person>, PersonName)>,
    /// How many of its courses have lessons in the semester.
    pub courses: i64,
    /// How many of those are closed.
    pub closed_courses: i64,
    /// When the class teacher closed it, if that still holds.
    pub closed: Option<Closed>,
}

impl ClassState {
    /// Whether there is anything to close.
    pub fn has_courses(&self) -> bool {
        self.courses > 0
    }

    /// Whether every course that has lessons is closed, so that the class may be.
    pub fn is_ready(&self) -> bool {
        self.has_courses() && self.closed_courses == self.courses
    }

    /// Whether the class is closed: its courses are, and the class teacher said so. A course that came later opens it.
    pub fn is_closed(&self) -> bool {
        self.is_ready() && self.closed.is_some()
    }
}

/// The columns `closed_at, surname, given, patronymic` of a closing; all absent where a `LEFT JOIN` found none.
#[derive(FromRow)]
struct ClosedRow {
    closed_at: Option<DateTime<Utc>>,
    surname: Option<String>,
    given: Option<String>,
    patronymic: Option<String>,
}

impl ClosedRow {
    fn closed(self) -> Option<Closed> {
        let by = name(self.surname, self.given, self.patronymic)?;
        Some(Closed { at: self.closed_at?, by })
    }
}

fn name(surname: Option<String>, given: Option<String>, patronymic: Option<String>) -> Option<PersonName> {
    Some(PersonName { surname: surname?, given: given?, patronymic: patronymic? })
}

#[derive(FromRow)]
struct ClassRow {
    class_id: Uuid,
    grade: i32,
    letter: String,
    class_teacher_id: Option<Uuid>,
    teacher_surname: Option<String>,
    teacher_given: Option<String>,
    teacher_patronymic: Option<String>,
    courses: i64,
    closed_courses: i64,
    #[sqlx(flatten)]
    closed: ClosedRow,
}

impl TryFrom<ClassRow> for ClassState {
    type Error = StoreError;
    fn try_from(row: ClassRow) -> Result<Self> {
        let teacher = name(row.teacher_surname, row.teacher_given, row.teacher_patronymic);
        Ok(Self {
            id: row.class_id.into(),
            name: class_name(row.grade, row.letter)?,
            class_teacher: row.class_teacher_id.map(Id::from).zip(teacher),
            courses: row.courses,
            closed_courses: row.closed_courses,
            closed: row.closed.closed(),
        })
    }
}

/// The year in whose semester classes are looked at.
pub(super) type Year<'a> = (Id<of::Year>, &'a AcademicYear);

/// How far the classes of a year are, in their order; one of them where it is named.
pub(super) async fn classes(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    (id, year): Year<'_>,
    semester: Semester,
    class: Option<Id<of::SchoolClass>>,
) -> Result<Vec<ClassState>> {
    let (first, last): (NaiveDate, NaiveDate) = year.range(semester);
    let rows: Vec<ClassRow> = sql("SELECT k.class_id, k.grade, k.letter, k.class_teacher_id, \
         t.surname AS teacher_surname, t.given AS teacher_given, t.patronymic AS teacher_patronymic, \
         (SELECT count(*) FROM course c WHERE c.school_id = k.school_id AND c.class_id = k.class_id \
          AND EXISTS (SELECT 1 FROM lesson l WHERE l.school_id = c.school_id AND l.course_id = c.course_id \
           AND NOT l.cancelled AND l.held_on BETWEEN $4 AND $5)) AS courses, \
         (SELECT count(*) FROM course c JOIN closing z ON z.school_id = c.school_id AND z.course_id = c.course_id \
          AND z.semester = $3 WHERE c.school_id = k.school_id AND c.class_id = k.class_id \
          AND EXISTS (SELECT 1 FROM lesson l WHERE l.school_id = c.school_id AND l.course_id = c.course_id \
           AND NOT l.cancelled AND l.held_on BETWEEN $4 AND $5)) AS closed_courses, \
         q.closed_at, p.surname, p.given, p.patronymic FROM school_class k \
         LEFT JOIN person t ON t.school_id = k.school_id AND t.person_id = k.class_teacher_id \
         LEFT JOIN class_closing q ON q.school_id = k.school_id AND q.class_id = k.class_id AND q.semester = $3 \
         LEFT JOIN person p ON p.school_id = q.school_id AND p.person_id = q.closed_by \
         WHERE k.school_id = $1 AND k.year_id = $2 AND ($6 IS NULL OR k.class_id = $6)")
    .bind(school)
    .bind(id)
    .bind(i32::from(semester.code()))
    .bind(first)
    .bind(last)
    .bind(class)
    .fetch_all(conn)
    .await?;
    let mut states: Vec<ClassState> = rows.into_iter().map(ClassState::try_from).collect::<Result<_>>()?;
    // The databases do not know the order of the letters of classes.
    states.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(states)
}

impl Reader {
    /// How far the closing of a semester is in the classes of a year, in their order.
    ///
    /// # Errors
    /// The database's.
    pub async fn class_states(
        &mut self,
        year: (Id<of::Year>, &AcademicYear),
        semester: Semester,
    ) -> Result<Vec<ClassState>> {
        let school = self.school;
        classes(&mut self.conn(), school, year, semester, None).await
    }

    /// How far it is in one class.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the year has no such class; the database's.
    pub async fn class_state(
        &mut self,
        year: (Id<of::Year>, &AcademicYear),
        semester: Semester,
        class: Id<of::SchoolClass>,
    ) -> Result<ClassState> {
        let school = self.school;
        let mut states = classes(&mut self.conn(), school, year, semester, Some(class)).await?;
        states.pop().ok_or(StoreError::NotFound)
    }

    /// The courses of a class whose semester is closed; one without lessons in it is closed with the class.
    ///
    /// # Errors
    /// The database's.
    pub async fn closed_courses(
        &mut self,
        class: Id<of::SchoolClass>,
        semester: Semester,
    ) -> Result<HashMap<Id<of::Course>, Closed>> {
        #[derive(FromRow)]
        struct Row {
            course_id: Uuid,
            #[sqlx(flatten)]
            closed: ClosedRow,
        }
        let school = self.school;
        let rows: Vec<Row> = sql(concat!(
            "SELECT c.course_id, COALESCE(z.closed_at, q.closed_at) AS closed_at, p.surname, p.given, p.patronymic \
             FROM course c \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             LEFT JOIN closing z ON z.school_id = c.school_id AND z.course_id = c.course_id AND z.semester = $3 \
             LEFT JOIN class_closing q ON q.school_id = c.school_id AND q.class_id = c.class_id AND q.semester = $3 \
              AND z.semester IS NULL AND ",
            has_no_lessons!("c"),
            " JOIN person p ON p.school_id = c.school_id AND p.person_id = COALESCE(z.closed_by, q.closed_by) \
             WHERE c.school_id = $1 AND c.class_id = $2"
        ))
        .bind(school)
        .bind(class)
        .bind(i32::from(semester.code()))
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().filter_map(|row| Some((row.course_id.into(), row.closed.closed()?))).collect())
    }

    /// When the school's semester was closed, if it is.
    ///
    /// # Errors
    /// The database's.
    pub async fn school_closed(&mut self, year: Id<of::Year>, semester: Semester) -> Result<Option<Closed>> {
        let school = self.school;
        let row: Option<ClosedRow> = sql("SELECT z.closed_at, p.surname, p.given, p.patronymic \
             FROM school_closing z JOIN person p ON p.school_id = z.school_id AND p.person_id = z.closed_by \
             WHERE z.school_id = $1 AND z.year_id = $2 AND z.semester = $3")
        .bind(school)
        .bind(year)
        .bind(i32::from(semester.code()))
        .fetch_optional(&mut self.conn())
        .await?;
        Ok(row.and_then(ClosedRow::closed))
    }
}
