//! The class whose register it is.

use chrono::NaiveDate;
use klas_domain::{
    Scope,
    calendar::AcademicYear,
    id::{Id, of},
    school::{ClassName, PersonName},
};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::{PagePupil, class_name},
    school::load_year,
    store::Reader,
};

/// A class of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterClass {
    /// Identifier.
    pub id: Id<of::SchoolClass>,
    /// As it is written.
    pub name: ClassName,
    /// Class teacher.
    pub class_teacher: Option<Id<of::Person>>,
    /// Class teacher's names.
    pub class_teacher_name: Option<PersonName>,
    /// The class's year: its registers never leave it.
    pub year: AcademicYear,
    /// Whether its journal is archived and signed by both.
    pub archived: bool,
}

impl RegisterClass {
    /// Whose the class is, for [`klas_domain::permission::may`].
    pub fn scope(&self, school: Id<of::School>) -> Scope {
        Scope { class_teacher: self.class_teacher, archived: self.archived, ..Scope::school(school) }
    }
}

#[derive(FromRow)]
struct ClassRow {
    grade: i32,
    letter: String,
    starts_on: NaiveDate,
    class_teacher_id: Option<Uuid>,
    surname: Option<String>,
    given: Option<String>,
    patronymic: Option<String>,
    archived: bool,
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
}

impl Reader {
    /// A class with its year.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn register_class(&mut self, class: Id<of::SchoolClass>) -> Result<RegisterClass> {
        let school = self.school;
        let row: ClassRow = sql("SELECT k.grade, k.letter, y.starts_on, k.class_teacher_id, \
             t.surname, t.given, t.patronymic, EXISTS (SELECT 1 FROM archive_signature a \
              WHERE a.school_id = k.school_id AND a.class_id = k.class_id AND a.role = 'head') AS archived \
             FROM school_class k \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             LEFT JOIN person t ON t.school_id = k.school_id AND t.person_id = k.class_teacher_id \
             WHERE k.school_id = $1 AND k.class_id = $2")
        .bind(school)
        .bind(class)
        .fetch_one(&mut self.conn())
        .await?;
        let year = load_year(&mut self.conn(), school, row.starts_on).await?;
        let (_, year) = year.ok_or(StoreError::NotFound)?;
        let names = row.surname.zip(row.given).zip(row.patronymic);
        let name = |((surname, given), patronymic)| PersonName { surname, given, patronymic };
        Ok(RegisterClass {
            id: class,
            name: class_name(row.grade, row.letter)?,
            class_teacher: row.class_teacher_id.map(Id::from),
            class_teacher_name: names.map(name),
            year,
            archived: row.archived,
        })
    }

    /// The pupils of a class, leavers included, in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn pupils_of_class(&mut self, class: Id<of::SchoolClass>) -> Result<Vec<PagePupil>> {
        let school = self.school;
        let rows: Vec<PupilRow> =
            sql("SELECT json_group_array(json_array(hex(p.person_id), p.surname, p.given, \
             p.patronymic, e.starts_on, e.ends_on, e.order_number) \
             ORDER BY p.sort_key, p.person_id, e.starts_on) FROM enrolment e \
             JOIN person p ON p.school_id = e.school_id AND p.person_id = e.pupil_id \
             WHERE e.school_id = $1 AND e.class_id = $2")
            .bind(school)
            .bind(class)
            .fetch_packed(&mut self.conn())
            .await?;
        let mut pupils: Vec<PagePupil> = Vec::with_capacity(rows.len());
        for row in rows {
            let span = (row.starts_on, row.ends_on);
            match pupils.last_mut() {
                Some(last) if last.id.uuid() == row.person_id => {
                    last.spans.push(span);
                    last.class_spans.push(span);
                    last.order = row.order_number.or(last.order.take());
                }
                _ => pupils.push(PagePupil {
                    id: row.person_id.into(),
                    name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
                    spans: vec![span],
                    class_spans: vec![span],
                    order: row.order_number,
                }),
            }
        }
        Ok(pupils)
    }

    /// The first days of the years in which a person is the class teacher of a class, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn years_led(&mut self, person: Id<of::Person>) -> Result<Vec<NaiveDate>> {
        let school = self.school;
        let rows: Vec<(NaiveDate,)> = sql("SELECT DISTINCT y.starts_on FROM school_class k \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             WHERE k.school_id = $1 AND k.class_teacher_id = $2 ORDER BY y.starts_on DESC")
        .bind(school)
        .bind(person)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(start,)| start).collect())
    }

    /// The classes whose class teacher a person is in the last year that has begun.
    pub(crate) async fn classes_led(
        &mut self,
        person: Id<of::Person>,
        today: NaiveDate,
    ) -> Result<Vec<(Id<of::SchoolClass>, ClassName)>> {
        let school = self.school;
        let rows: Vec<(Uuid, i32, String)> = sql("SELECT k.class_id, k.grade, k.letter FROM school_class k \
             WHERE k.school_id = $1 AND k.class_teacher_id = $2 AND k.year_id = (SELECT y.year_id FROM academic_year y \
              WHERE y.school_id = $1 AND y.starts_on <= $3 ORDER BY y.starts_on DESC LIMIT 1)")
        .bind(school)
        .bind(person)
        .bind(today)
        .fetch_all(&mut self.conn())
        .await?;
        let named = |(id, grade, letter)| Ok((Id::from(id), class_name(grade, letter)?));
        let mut classes = rows.into_iter().map(named).collect::<Result<Vec<_>>>()?;
        classes.sort_by(|(_, a): &(_, ClassName), (_, b)| a.cmp(b));
        Ok(classes)
    }
}
