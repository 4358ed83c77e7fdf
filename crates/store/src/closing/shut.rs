//! Which semesters of a course are shut. The query of the cells that are edited asks the same in its own words
//! (`journal/wanted.sql`).

use klas_domain::{
    calendar::Semester,
    closing::Closings,
    id::{Id, of},
};

use crate::{
    db::{Conn, sql},
    error::{Result, StoreError},
    store::Reader,
};

/// Whether no lesson of a course takes place in the semester of its class's closing `q`, in the year `y`. Such a course has
/// nothing to close, and the class does not wait for it: the class closes it. Lessons that come later open both.
macro_rules! has_no_lessons {
    ($course:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM lesson o WHERE o.school_id = ",
            $course,
            ".school_id AND o.course_id = ",
            $course,
            ".course_id AND NOT o.cancelled AND o.held_on BETWEEN \
              CASE q.semester WHEN 1 THEN y.starts_on ELSE y.second_semester_starts_on END AND \
              CASE q.semester WHEN 1 THEN y.first_semester_ends_on ELSE y.ends_on END)"
        )
    };
}
pub(crate) use has_no_lessons;

/// Whether a semester of a course in the year `y` is shut: by the course, or by its class.
macro_rules! is_semester_shut {
    ($course:literal, $($semester:literal),+) => {
        concat!(
            "(EXISTS (SELECT 1 FROM closing z WHERE z.school_id = ",
            $course,
            ".school_id AND z.course_id = ",
            $course,
            ".course_id AND z.semester = ",
            $($semester,)+
            ") OR EXISTS (SELECT 1 FROM class_closing q WHERE q.school_id = ",
            $course,
            ".school_id AND q.class_id = ",
            $course,
            ".class_id AND q.semester = ",
            $($semester,)+
            " AND ",
            $crate::closing::has_no_lessons!($course),
            "))"
        )
    };
}
pub(crate) use is_semester_shut;

/// The same of the semester in which a day of the year `y` lies.
macro_rules! is_shut {
    ($course:literal, $day:literal) => {
        $crate::closing::is_semester_shut!(
            $course,
            "CASE WHEN ",
            $day,
            " <= y.first_semester_ends_on THEN 1 ELSE 2 END"
        )
    };
}
pub(crate) use is_shut;

/// See [`Reader::closings`].
pub(crate) async fn closings(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    course: Id<of::Course>,
) -> Result<Closings> {
    let own: Vec<(i32,)> = sql("SELECT semester FROM closing WHERE school_id = $1 AND course_id = $2")
        .bind(school)
        .bind(course)
        .fetch_all(conn)
        .await?;
    let of_class: Vec<(i32,)> = sql(concat!(
        "SELECT q.semester FROM course c \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
         JOIN class_closing q ON q.school_id = c.school_id AND q.class_id = c.class_id \
         LEFT JOIN closing z ON z.school_id = c.school_id AND z.course_id = c.course_id \
          AND z.semester = q.semester \
         WHERE c.school_id = $1 AND c.course_id = $2 AND (z.semester IS NOT NULL OR ",
        has_no_lessons!("c"),
        ") ORDER BY q.semester"
    ))
    .bind(school)
    .bind(course)
    .fetch_all(conn)
    .await?;
    let (own, class) = (semesters(own)?, semesters(of_class)?);
    let by_either = |semester: &Semester| own.contains(semester) || class.contains(semester);
    let course = Semester::ALL.into_iter().filter(by_either).collect();
    Ok(Closings { course, class })
}

fn semesters(rows: Vec<(i32,)>) -> Result<Vec<Semester>> {
    let semester = |(code,): (i32,)| i16::try_from(code).ok().and_then(Semester::from_code);
    rows.into_iter().map(semester).collect::<Option<_>>().ok_or(StoreError::Corrupt("semester"))
}

impl Reader {
    /// The semesters of a course that are shut: that it has closed, or that its class has where the course has no lessons.
    ///
    /// # Errors
    /// The database's.
    pub async fn closed_semesters(&mut self, course: Id<of::Course>) -> Result<Vec<Semester>> {
        Ok(self.closings(course).await?.course)
    }

    /// The semesters of a course that are shut, and those that its class has closed too. A semester in which the course has
    /// no lessons the class alone closes.
    ///
    /// # Errors
    /// The database's.
    pub async fn closings(&mut self, course: Id<of::Course>) -> Result<Closings> {
        let school = self.school;
        closings(&mut self.conn(), school, course).await
    }
}
