//! The courses whose pages make up the journals.

use chrono::NaiveDate;
use klas_domain::{
    Scale, Scope,
    id::{Id, of},
    school::{ClassName, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

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
    /// Whether the journal of the class's year is archived and signed by both.
    pub archived: bool,
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
            staff: None,
            closed: false,
            class_closed: false,
            archived: self.archived,
        }
    }
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
    archived: bool,
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
            archived: row.archived,
        })
    }
}

pub(crate) fn class_name(grade: i32, letter: String) -> Result<ClassName> {
    Ok(ClassName { grade: grade.try_into().map_err(|_| StoreError::Corrupt("grade"))?, letter })
}

macro_rules! courses {
    ($tail:literal) => {
        concat!(
            "SELECT c.course_id, s.name AS subject, k.class_id, k.grade, k.letter, COALESCE(c.scale, k.scale) AS scale, c.group_id, \
             g.number AS group_number, c.teacher_id, t.surname, t.given, t.patronymic, k.class_teacher_id, \
             EXISTS (SELECT 1 FROM archive_signature a WHERE a.school_id = k.school_id AND a.class_id = k.class_id \
              AND a.role = 'head') AS archived \
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

    /// Who taught a course before its present teacher, each with the last day, in order of time; nobody while it was vacant.
    ///
    /// # Errors
    /// The database's.
    pub async fn former_teachers(
        &mut self,
        course: Id<of::Course>,
    ) -> Result<Vec<(NaiveDate, Option<PersonName>)>> {
        type FormerRow = (NaiveDate, Option<String>, Option<String>, Option<String>);
        let school = self.school;
        let rows: Vec<FormerRow> =
            sql("SELECT f.ends_on, t.surname, t.given, t.patronymic FROM former_teacher f \
             LEFT JOIN person t ON t.school_id = f.school_id AND t.person_id = f.teacher_id \
             WHERE f.school_id = $1 AND f.course_id = $2 ORDER BY f.ends_on")
            .bind(school)
            .bind(course)
            .fetch_all(&mut self.conn())
            .await?;
        let former = |(until, surname, given, patronymic): (NaiveDate, _, _, _)| {
            let names = Option::zip(surname, given).zip(patronymic);
            let name = |((surname, given), patronymic)| PersonName { surname, given, patronymic };
            (until, names.map(name))
        };
        Ok(rows.into_iter().map(former).collect())
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

    /// The first days of the years of which [`Reader::courses`] lists any for a person, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn years_with_courses(&mut self, person: Option<Id<of::Person>>) -> Result<Vec<NaiveDate>> {
        let school = self.school;
        let rows: Vec<(NaiveDate,)> = sql("SELECT DISTINCT y.starts_on FROM course c \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             WHERE c.school_id = $1 AND ($2 IS NULL OR c.teacher_id = $2 OR k.class_teacher_id = $2) \
             ORDER BY y.starts_on DESC")
        .bind(school)
        .bind(person)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(start,)| start).collect())
    }

    /// The courses of a class, by subject and group.
    ///
    /// # Errors
    /// The database's.
    pub async fn courses_of_class(&mut self, class: Id<of::SchoolClass>) -> Result<Vec<Course>> {
        let school = self.school;
        let rows: Vec<CourseRow> = sql(courses!(
            "WHERE c.school_id = $1 AND c.class_id = $2 ORDER BY s.sort_key, COALESCE(g.number, 0), c.course_id"
        ))
        .bind(school)
        .bind(class)
        .fetch_all(&mut self.conn())
        .await?;
        rows.into_iter().map(Course::try_from).collect()
    }

    /// The classes of a year that are divided for a subject in another way than for the rest, each with the subject.
    ///
    /// # Errors
    /// The database's.
    pub async fn own_divisions(&mut self, year: Id<of::Year>) -> Result<Vec<(ClassName, String)>> {
        let school = self.school;
        let rows: Vec<(i32, String, String)> =
            sql("SELECT DISTINCT k.grade, k.letter, g.division FROM class_group g \
             JOIN school_class k ON k.school_id = g.school_id AND k.class_id = g.class_id \
             WHERE g.school_id = $1 AND k.year_id = $2 AND g.division <> ''")
            .bind(school)
            .bind(year)
            .fetch_all(&mut self.conn())
            .await?;
        rows.into_iter().map(|(grade, letter, subject)| Ok((class_name(grade, letter)?, subject))).collect()
    }

    /// The lessons of the course that a person teaches in its teacher's place.
    ///
    /// # Errors
    /// The database's.
    pub async fn substituted(
        &mut self,
        course: Id<of::Course>,
        person: Id<of::Person>,
    ) -> Result<Vec<Id<of::Lesson>>> {
        let school = self.school;
        let rows: Vec<(Uuid,)> = sql(
            "SELECT lesson_id FROM lesson WHERE school_id = $1 AND course_id = $2 AND substitute_id = $3",
        )
        .bind(school)
        .bind(course)
        .bind(person)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(lesson,)| lesson.into()).collect())
    }
}
