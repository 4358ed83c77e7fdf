//! The columns of a page beside its lessons, and what the school says of works and groups of results.

use chrono::NaiveDate;
use klas_domain::{
    calendar::Semester,
    column::{self, Column, ColumnOf, Sum, Work},
    id::{Id, of},
    proposal::Weights,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    store::Reader,
};

/// The columns `column_id, lesson_id, kind, work, semester, results, ends_on, ends_period, name` of a column.
#[derive(Clone, FromRow)]
pub(crate) struct ColumnRow {
    column_id: Uuid,
    lesson_id: Option<Uuid>,
    kind: String,
    work: Option<String>,
    semester: Option<i32>,
    results: Option<i32>,
    ends_on: Option<NaiveDate>,
    ends_period: Option<i32>,
    name: Option<String>,
}

impl ColumnRow {
    /// The column as the rules know it.
    pub(crate) fn column(self) -> Result<Column> {
        Ok(Column { id: self.column_id.into(), of: self.of().ok_or(StoreError::Corrupt("column"))? })
    }

    fn of(self) -> Option<ColumnOf> {
        let results = self.results.map(u8::try_from).transpose().ok()?;
        if let Some(lesson) = self.lesson_id {
            let work = match &self.work {
                Some(code) => Some(Work::from_code(code)?),
                None => None,
            };
            return Some(ColumnOf::Current { lesson: lesson.into(), work, results });
        }
        let semester = || Semester::from_code(self.semester?.try_into().ok()?);
        let sum = match self.kind.as_str() {
            "thematic" => Sum::Thematic(semester()?, self.ends_on.zip(self.ends_period)?),
            "results" => Sum::Results(semester()?, results?),
            "semester" => Sum::Semester(semester()?),
            "corrected" => Sum::Corrected(semester()?),
            "annual" => Sum::Annual,
            "corrected-annual" => Sum::CorrectedAnnual,
            "attestation" => Sum::Attestation,
            _ => return None,
        };
        Some(ColumnOf::Sum { sum, name: self.name })
    }
}

impl Reader {
    /// The columns of a course that are more than a lesson's own: further works, lessons whose marks count for a group
    /// of results, and what sums up, in the order of the page.
    ///
    /// # Errors
    /// The database's.
    pub async fn columns(&mut self, course: Id<of::Course>) -> Result<Vec<Column>> {
        let school = self.school;
        let rows: Vec<ColumnRow> =
            sql("SELECT column_id, lesson_id, kind, work, semester, results, ends_on, \
             ends_period, name FROM journal_column WHERE school_id = $1 AND course_id = $2 \
             AND (kind <> 'lesson' OR results IS NOT NULL) ORDER BY column_id")
            .bind(school)
            .bind(course)
            .fetch_all(&mut self.conn())
            .await?;
        let mut columns = rows.into_iter().map(ColumnRow::column).collect::<Result<Vec<_>>>()?;
        column::sort(&mut columns);
        Ok(columns)
    }

    /// The groups of results of a course's subject, as the school names them, by number from 1.
    ///
    /// # Errors
    /// The database's.
    pub async fn results_groups(&mut self, course: Id<of::Course>) -> Result<Vec<String>> {
        let school = self.school;
        let rows: Vec<(String,)> = sql("SELECT g.name FROM results_group g JOIN course c \
             ON c.school_id = g.school_id AND c.subject_id = g.subject_id \
             WHERE g.school_id = $1 AND c.course_id = $2 ORDER BY g.number")
        .bind(school)
        .bind(course)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// What the school lets each kind of work weigh.
    ///
    /// # Errors
    /// The database's.
    pub async fn weights(&mut self) -> Result<Weights> {
        let school = self.school;
        let rows: Vec<(String, i32)> = sql("SELECT work, weight FROM work_weight WHERE school_id = $1")
            .bind(school)
            .fetch_all(&mut self.conn())
            .await?;
        rows.into_iter().try_fold(Weights::default(), |weights, (work, weight)| {
            let work = Work::from_code(&work).ok_or(StoreError::Corrupt("work"))?;
            let weight = weight.try_into().map_err(|_| StoreError::Corrupt("weight"))?;
            Ok(weights.with(work, weight))
        })
    }
}
