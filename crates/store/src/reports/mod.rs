//! Semester reports: what the summative marks of a period come to, and whose marks they are (DOMAIN §9).
//!
//! The mark that counts is the corrected one, where it stands, else the semester's or the annual one; pencil counts for
//! nothing. A pupil counts once, in the class where the pupil is on the day asked about; of two groups of the class
//! that teach the same subject, the pupil's own counts. Classes that are assessed in words have no part in it.

mod behind;
mod classes;
mod counts;
mod hours;

use chrono::NaiveDate;
use klas_domain::{
    Mark,
    figures::{Period, Standing},
    id::{Id, of},
};

use crate::{
    db::{Sql, sql},
    error::{Result, StoreError},
    store::Reader,
};

pub use behind::{Behind, MovedMark, ReportMark, ReportPupil, Teacher};
pub use counts::{Count, Report, ReportClass};
pub use hours::CourseHours;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Academic year.
    pub year: Id<of::Year>,
    /// Whose marks: of a semester or of the year.
    pub period: Period,
    /// The day on which it is looked who the pupils of each class are.
    pub day: NaiveDate,
    /// Whose courses and own class the answer is limited to; none: the whole school.
    pub viewer: Option<Id<of::Person>>,
}

impl Question {
    /// The kinds of columns, the one that counts where it has no better and the better one, and the semester; 0 for
    /// the year.
    fn columns(&self) -> (&'static str, &'static str, i32) {
        match self.period {
            Period::Semester(semester) => ("semester", "corrected", semester.code().into()),
            Period::Year => ("annual", "corrected-annual", 0),
        }
    }
}

/// A statement that knows the pupils of each class (`roll`), the marks that count (`marks`), one for each pupil and
/// subject, and where each pupil stands (`standing`): the lowest mark of either scale, and a mark «not attested»; of
/// classes whose every subject the viewer sees. Its values: `$1` school, `$2` year, `$3` day, `$4` and `$5` the kinds of columns, `$6` the semester or 0,
/// `$7` whose the answer is, or none.
///
/// To SQLite a cross join is an order: from the few summative columns to the entries of their classes' pupils. Left
/// alone, it would go from each pupil to every entry of the year. It passes by columns in which nothing stands, as it does
/// in most of those of corrected marks and in all of a period to come: for any other it looks up each pupil of the class.
macro_rules! of_marks {
    ($tail:literal) => {
        concat!(
            "WITH roll AS MATERIALIZED (SELECT class_id, class_teacher_id, grade, letter, pupil_id FROM (\
              SELECT n.class_id, k.class_teacher_id, k.grade, k.letter, n.pupil_id, \
              ROW_NUMBER() OVER (PARTITION BY n.pupil_id ORDER BY n.starts_on DESC, n.class_id) AS place \
              FROM school_class k JOIN enrolment n ON n.school_id = k.school_id AND n.class_id = k.class_id \
              WHERE k.school_id = $1 AND k.year_id = $2 AND k.scale <> 'verbal' AND n.starts_on <= $3 \
              AND (n.ends_on IS NULL OR n.ends_on >= $3)) ranked WHERE place = 1), \
             marks AS (SELECT class_id, class_teacher_id, pupil_id, subject_id, teacher_id, mark, corrected FROM (\
              SELECT r.class_id, r.class_teacher_id, r.pupil_id, c.subject_id, c.teacher_id, e.mark, \
              CASE WHEN j.kind = $5 THEN 1 ELSE 0 END AS corrected, \
              ROW_NUMBER() OVER (PARTITION BY r.pupil_id, c.subject_id ORDER BY \
               CASE WHEN c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = $1 \
                AND m.group_id = c.group_id AND m.pupil_id = r.pupil_id AND m.starts_on <= $3 \
                AND (m.ends_on IS NULL OR m.ends_on >= $3)) THEN 0 ELSE 1 END, \
               CASE WHEN j.kind = $5 THEN 0 ELSE 1 END, c.course_id) AS place \
              FROM school_class k CROSS JOIN course c CROSS JOIN journal_column j CROSS JOIN roll r CROSS JOIN entry e \
              WHERE k.school_id = $1 AND k.year_id = $2 AND c.school_id = $1 AND c.class_id = k.class_id \
              AND j.school_id = $1 AND j.course_id = c.course_id AND j.kind IN ($4, $5) AND ($6 = 0 OR j.semester = $6) \
              AND EXISTS (SELECT 1 FROM entry w WHERE w.school_id = j.school_id AND w.column_id = j.column_id) \
              AND r.class_id = c.class_id AND e.school_id = $1 AND e.column_id = j.column_id \
              AND e.pupil_id = r.pupil_id AND e.mark IS NOT NULL AND NOT e.draft) ranked \
              WHERE place = 1 AND ($7 IS NULL OR teacher_id = $7 OR class_teacher_id = $7)), \
             standing AS (SELECT class_id, pupil_id, min(CASE WHEN mark <= 12 THEN mark END) AS points, \
              min(CASE WHEN mark BETWEEN 21 AND 24 THEN mark END) AS level, \
              min(CASE WHEN mark = 41 THEN mark END) AS missing FROM (\
               SELECT class_id, class_teacher_id, pupil_id, NULL AS mark FROM roll UNION ALL \
               SELECT class_id, class_teacher_id, pupil_id, mark FROM marks) both_of \
              WHERE $7 IS NULL OR class_teacher_id = $7 GROUP BY class_id, pupil_id) ",
            $tail
        )
    };
}
use of_marks;

impl Reader {
    /// A statement of [`of_marks`] with its values.
    fn asked(&self, question: &Question, text: &'static str) -> Sql {
        let (kind, better, semester) = question.columns();
        sql(text)
            .bind(self.school)
            .bind(question.year)
            .bind(question.day)
            .bind(kind)
            .bind(better)
            .bind(semester)
            .bind(question.viewer)
    }
}

fn mark_of(code: i16) -> Result<Mark> {
    Mark::try_from(code).map_err(|_| StoreError::Corrupt("mark"))
}

/// Where a pupil stands whose lowest marks of either scale and mark «not attested» these are.
fn standing_of(lowest: [Option<i16>; 3]) -> Result<Standing> {
    let lowest: Vec<Mark> = lowest.into_iter().flatten().map(mark_of).collect::<Result<_>>()?;
    Ok(Standing::of(lowest))
}
