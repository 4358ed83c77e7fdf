//! Columns that come into being: those that every course has, themes, further works.

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    column::Sum,
    id::{Id, of},
    results,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    closing::is_semester_shut,
    db::{Conn, Value, insert_many, sql},
    error::{Result, StoreError},
    store::Store,
};

#[derive(FromRow)]
struct CourseRow {
    course_id: Uuid,
    subject_id: Uuid,
    subject: String,
    grade: i32,
    starts_on: NaiveDate,
    groups: i64,
}

pub(super) const COLUMNS: &str =
    "INSERT INTO journal_column (school_id, column_id, course_id, kind, semester, results) VALUES";
pub(super) const GROUPS: &str = "INSERT INTO results_group (school_id, subject_id, number, name) VALUES";

/// Gives each course of a school that has none yet the columns that every course has. A subject of grades that are
/// marked by groups of results gets the usual groups of its field with its first course. Courses of before whose grade was
/// not known to end with a state attestation get its column.
pub(crate) async fn complete(conn: &mut Conn<'_>, school: Id<of::School>) -> Result<()> {
    let courses: Vec<CourseRow> = sql("SELECT c.course_id, c.subject_id, s.name AS subject, k.grade, y.starts_on, \
         (SELECT count(*) FROM results_group g WHERE g.school_id = c.school_id AND g.subject_id = c.subject_id) \
         AS groups \
         FROM course c \
         JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
         WHERE c.school_id = $1 AND NOT EXISTS (SELECT 1 FROM journal_column j WHERE j.school_id = c.school_id \
          AND j.course_id = c.course_id AND j.kind = 'annual')")
    .bind(school)
    .fetch_all(conn)
    .await?;
    let (mut columns, mut groups) = (Vec::new(), Vec::new());
    for course in courses {
        let grade = u8::try_from(course.grade).map_err(|_| StoreError::Corrupt("grade"))?;
        let number = if !results::apply(grade, course.starts_on.year()) {
            0
        } else if course.groups > 0 {
            u8::try_from(course.groups).map_err(|_| StoreError::Corrupt("group of results"))?
        } else {
            let usual = (1_u8..).zip(results::usual(&course.subject));
            let rows = usual.map(|(number, name)| {
                vec![school.into(), course.subject_id.into(), number.into(), (*name).into()]
            });
            let before = groups.len();
            groups.extend(rows);
            u8::try_from(groups.len() - before).unwrap_or_default()
        };
        let sums = Sum::of_course(grade, number);
        columns.extend(sums.into_iter().map(|sum| values(school, course.course_id.into(), sum)));
    }
    insert_many(conn, COLUMNS, columns, "ON CONFLICT DO NOTHING").await?;
    let attestations = attestations(conn, school).await?;
    insert_many(conn, COLUMNS, attestations, "ON CONFLICT DO NOTHING").await?;
    insert_many(conn, GROUPS, groups, "ON CONFLICT DO NOTHING").await?;
    Ok(())
}

/// The columns of state attestation that courses lack, archived ones and those whose second semester is shut aside.
async fn attestations(conn: &mut Conn<'_>, school: Id<of::School>) -> Result<Vec<Vec<Value>>> {
    let courses: Vec<(Uuid, i32)> = sql(concat!(
        "SELECT c.course_id, k.grade FROM course c \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
         WHERE c.school_id = $1 AND NOT EXISTS (SELECT 1 FROM journal_column j WHERE j.school_id = c.school_id \
          AND j.course_id = c.course_id AND j.kind = 'attestation') \
         AND NOT EXISTS (SELECT 1 FROM archive_signature a WHERE a.school_id = c.school_id \
          AND a.class_id = c.class_id AND a.role = 'head') AND NOT ",
        is_semester_shut!("c", "2")
    ))
    .bind(school)
    .fetch_all(conn)
    .await?;
    let attested = |grade: i32| u8::try_from(grade).is_ok_and(Sum::is_attested);
    let courses = courses.into_iter().filter(|(_, grade)| attested(*grade));
    Ok(courses.map(|(course, _)| values(school, course.into(), Sum::Attestation)).collect())
}

/// Does the same for every school of a database that was made before courses had such columns.
pub(crate) async fn complete_all(store: &Store) -> Result<()> {
    for school in store.schools().await? {
        store
            .write(Some(school.id), move |mut conn| {
                Box::pin(async move { complete(&mut conn, school.id).await })
            })
            .await?;
    }
    Ok(())
}

pub(super) fn values(school: Id<of::School>, course: Id<of::Course>, sum: Sum) -> Vec<Value> {
    vec![
        school.into(),
        sum.id(course).into(),
        course.into(),
        sum.code().into(),
        sum.semester().map(|semester| i32::from(semester.code())).into(),
        sum.results().map(i32::from).into(),
    ]
}
