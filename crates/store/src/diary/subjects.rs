//! A pupil's marks subject by subject, with what the rules of summative marks make of them.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Entry, Scale,
    calendar::AcademicYear,
    column::{ColumnOf, Work},
    id::{Id, of},
    proposal::Weights,
    school::LessonKind,
    summary::{Current, Standing},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::EntryRow,
    store::Reader,
    summative::ColumnRow,
};

/// A current mark of a pupil, with what it was given for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectMark {
    /// Day of the lesson.
    pub on: NaiveDate,
    /// Lesson number.
    pub period: i32,
    /// Topic of the lesson.
    pub topic: String,
    /// The kind of work, where it is of one.
    pub work: Option<Work>,
    /// What the family may see of the cell.
    pub entry: Entry,
}

/// A subject as it stands for a pupil.
#[derive(Clone, Debug)]
pub struct PupilSubject {
    /// The course.
    pub course: Id<of::Course>,
    /// Subject.
    pub subject: String,
    /// Group number.
    pub group: Option<i32>,
    /// Scale of its marks.
    pub scale: Scale,
    /// What proposals are made of; of the family's view: what is in pencil or not published yet counts for nothing.
    pub standing: Standing,
    /// The cells of the year in which something stands, in time order.
    pub marks: Vec<SubjectMark>,
}

#[derive(FromRow)]
struct Row {
    course_id: Uuid,
    subject: String,
    group_number: Option<i32>,
    scale: String,
    held_on: Option<NaiveDate>,
    period: Option<i32>,
    topic: Option<String>,
    lesson_kind: Option<String>,
    cancelled: Option<bool>,
    #[sqlx(flatten)]
    column: ColumnRow,
    #[sqlx(flatten)]
    entry: EntryRow,
}

impl Reader {
    /// The subjects of the courses that a pupil is of on a day, in alphabetical order, with what the family may see at
    /// `now` of the pupil's cells up to that day.
    ///
    /// # Errors
    /// The database's.
    pub async fn subjects_of_pupil(
        &mut self,
        pupil: Id<of::Person>,
        (year_id, year): (Id<of::Year>, &AcademicYear),
        day: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Vec<PupilSubject>> {
        let school = self.school;
        let weights = self.weights().await?;
        let rows: Vec<Row> = sql("SELECT c.course_id, s.name AS subject, g.number AS group_number, COALESCE(c.scale, k.scale) AS scale, \
             l.held_on, l.period, l.topic, l.kind AS lesson_kind, l.cancelled, \
             j.column_id, j.lesson_id, j.kind, j.work, j.semester, j.results, j.ends_on, j.ends_period, j.name, \
             e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis \
             FROM enrolment n \
             JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id AND k.year_id = $3 \
             JOIN course c ON c.school_id = k.school_id AND c.class_id = k.class_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN journal_column j ON j.school_id = c.school_id AND j.course_id = c.course_id \
             LEFT JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             LEFT JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id AND e.pupil_id = $2 \
             WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= $4 \
             AND (n.ends_on IS NULL OR n.ends_on >= $4) \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= $4 \
              AND (m.ends_on IS NULL OR m.ends_on >= $4))) \
             AND (l.lesson_id IS NULL OR l.held_on <= $4 AND n.starts_on <= l.held_on \
              AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
               AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= l.held_on \
               AND (m.ends_on IS NULL OR m.ends_on >= l.held_on)))) \
             ORDER BY s.sort_key, COALESCE(g.number, 0), c.course_id, l.held_on, l.period, j.kind, j.column_id")
        .bind(school)
        .bind(pupil)
        .bind(year_id)
        .bind(day)
        .fetch_all(&mut self.conn())
        .await?;
        let mut subjects: Vec<PupilSubject> = Vec::new();
        for row in rows {
            if subjects.last().is_none_or(|last| last.course.uuid() != row.course_id) {
                subjects.push(row.subject()?);
            }
            if let Some(subject) = subjects.last_mut() {
                subject.take(row, weights, year, now)?;
            }
        }
        for subject in &mut subjects {
            subject.standing.sums.sort_by_key(|(_, sum, _)| sum.place());
        }
        Ok(subjects)
    }
}

impl Row {
    fn subject(&self) -> Result<PupilSubject> {
        Ok(PupilSubject {
            course: self.course_id.into(),
            subject: self.subject.clone(),
            group: self.group_number,
            scale: Scale::from_code(&self.scale).ok_or(StoreError::Corrupt("scale"))?,
            standing: Standing::default(),
            marks: Vec::new(),
        })
    }

    /// The kind of work that a current mark is for.
    fn work(&self, own: Option<Work>) -> Result<Option<Work>> {
        let of_lesson = |code: &str| {
            let kind = LessonKind::from_code(code).ok_or(StoreError::Corrupt("kind of lesson"))?;
            Ok(Work::of_lesson(kind))
        };
        match (own, &self.lesson_kind) {
            (Some(work), _) => Ok(Some(work)),
            (None, Some(code)) => of_lesson(code),
            (None, None) => Ok(None),
        }
    }
}

impl PupilSubject {
    fn take(
        &mut self,
        mut row: Row,
        weights: Weights,
        year: &AcademicYear,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let entry = std::mem::take(&mut row.entry).for_family(now).entry()?;
        let column = row.column.clone().column()?;
        match column.of {
            ColumnOf::Sum { sum, .. } => self.standing.sums.push((column.id, sum, entry.mark)),
            ColumnOf::Current { work, results, .. } => {
                let at = row.held_on.zip(row.period).ok_or(StoreError::Corrupt("column"))?;
                let held = work.is_none() && row.cancelled != Some(true);
                let work = row.work(work)?;
                self.standing.current.push(Current {
                    column: column.id,
                    at,
                    semester: year.semester_of(at.0),
                    weight: weights.of(work),
                    results,
                    mark: entry.mark,
                    missed: held.then_some(entry.absence.is_some()),
                    // Lessons after the day are not read.
                    ahead: false,
                });
                if !entry.is_empty() {
                    let topic = row.topic.unwrap_or_default();
                    self.marks.push(SubjectMark { on: at.0, period: at.1, topic, work, entry });
                }
            }
        }
        Ok(())
    }
}
