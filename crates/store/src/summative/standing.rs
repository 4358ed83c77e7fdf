//! Everybody's standing on a page: what the proposals for summative marks are made of.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    Mark,
    calendar::AcademicYear,
    closing::Written,
    column::{Column, ColumnOf, Work},
    id::{Id, of},
    school::LessonKind,
    summary::{Current, Standing},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::{Course, PagePupil, mark_of, truth},
    store::Reader,
};

/// A page's summative columns and everybody's standing.
#[derive(Clone, Debug)]
pub struct Standings {
    /// Columns that are more than a lesson's own, in the order of the page.
    pub columns: Vec<Column>,
    /// Pupils in the order of the page, each with the standing.
    pub pupils: Vec<(PagePupil, Standing)>,
    /// What stands in pupils' summative cells besides their marks.
    pub written: HashMap<Id<of::Person>, HashMap<Id<of::Column>, Written>>,
    /// Place in the school's history up to which this is true.
    pub seq: i64,
}

#[derive(Deserialize)]
struct CurrentRow {
    column_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    lesson_kind: String,
    #[serde(deserialize_with = "truth")]
    cancelled: bool,
    kind: String,
    work: Option<String>,
    results: Option<u8>,
}

#[derive(Deserialize)]
struct MarkRow {
    column_id: Uuid,
    pupil_id: Uuid,
    mark: Option<i32>,
    absent: i32,
    basis: Option<i32>,
    #[serde(deserialize_with = "truth")]
    in_words: bool,
}

impl MarkRow {
    fn written(&self) -> Written {
        Written { basis: self.basis, in_words: self.in_words }
    }
}

/// The mark of a cell, and whether the pupil was absent.
type Cells = HashMap<(Uuid, Uuid), (Option<Mark>, bool)>;

impl Reader {
    /// Everybody's standing on the page of a course, as `viewer` may see it: others' pencil entries count for nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn standings(
        &mut self,
        course: &Course,
        year: &AcademicYear,
        today: NaiveDate,
        viewer: Id<of::Person>,
    ) -> Result<Standings> {
        let seq = self.seq().await?;
        let weights = self.weights().await?;
        let columns = self.columns(course.id).await?;
        let current = self.current_columns(course.id).await?;
        let rows = self.marks_of(course.id, viewer).await?;
        let mut written: HashMap<_, HashMap<_, _>> = HashMap::new();
        for row in rows.iter().filter(|row| row.written() != Written::default()) {
            written.entry(row.pupil_id.into()).or_default().insert(row.column_id.into(), row.written());
        }
        let cells = cells(rows)?;
        let pupils = self.pupils_of(course).await?;
        let standing = |pupil: &PagePupil| {
            let of = |column: Uuid| cells.get(&(column, pupil.id.uuid())).copied().unwrap_or_default();
            let current = current.iter().filter(|row| pupil.belongs(row.held_on)).map(|row| {
                let (mark, absent) = of(row.column_id);
                let lesson = row.kind == "lesson" && !row.cancelled;
                let held = lesson && row.held_on <= today;
                Ok(Current {
                    column: row.column_id.into(),
                    at: (row.held_on, row.period),
                    semester: year.semester_of(row.held_on),
                    weight: weights.of(row.work()?),
                    results: row.results,
                    mark,
                    missed: held.then_some(absent),
                    ahead: lesson && !held,
                })
            });
            let sums = columns.iter().filter_map(|column| match column.of {
                ColumnOf::Sum { sum, .. } => Some((column.id, sum, of(column.id.uuid()).0)),
                ColumnOf::Current { .. } => None,
            });
            Ok(Standing { current: current.collect::<Result<_>>()?, sums: sums.collect() })
        };
        let standings = pupils.iter().map(standing).collect::<Result<Vec<_>>>()?;
        Ok(Standings { columns, pupils: pupils.into_iter().zip(standings).collect(), written, seq })
    }

    /// The columns of current marks of the whole year, in time order, a lesson's own one first.
    async fn current_columns(&mut self, course: Id<of::Course>) -> Result<Vec<CurrentRow>> {
        let school = self.school;
        sql("SELECT json_group_array(json_array(hex(j.column_id), l.held_on, l.period, l.kind, \
             CAST(l.cancelled AS integer), j.kind, j.work, j.results) \
             ORDER BY l.held_on, l.period, j.kind, j.column_id) FROM journal_column j \
             CROSS JOIN lesson l WHERE j.school_id = $1 AND j.course_id = $2 \
             AND l.school_id = j.school_id AND l.lesson_id = j.lesson_id")
        .bind(school)
        .bind(course)
        .fetch_packed(&mut self.conn())
        .await
    }

    /// SQLite joins crosswise in the order of writing: from the page's few columns to their cells, and not from all cells
    /// of the school.
    async fn marks_of(&mut self, course: Id<of::Course>, viewer: Id<of::Person>) -> Result<Vec<MarkRow>> {
        let school = self.school;
        sql("SELECT json_group_array(json_array(hex(e.column_id), hex(e.pupil_id), \
             CASE WHEN e.draft AND e.updated_by <> $3 THEN NULL ELSE e.mark END, \
             CASE WHEN e.absence IS NULL THEN 0 ELSE 1 END, \
             CASE WHEN e.draft AND e.updated_by <> $3 THEN NULL ELSE e.basis END, \
             CASE WHEN e.note IS NULL OR j.lesson_id IS NOT NULL OR (e.draft AND e.updated_by <> $3) \
              THEN 0 ELSE 1 END)) FROM journal_column j \
             CROSS JOIN entry e WHERE j.school_id = $1 AND j.course_id = $2 \
             AND e.school_id = j.school_id AND e.column_id = j.column_id")
        .bind(school)
        .bind(course)
        .bind(viewer)
        .fetch_packed(&mut self.conn())
        .await
    }
}

fn cells(rows: Vec<MarkRow>) -> Result<Cells> {
    let cell = |row: MarkRow| {
        let mark = row.mark.map(mark_of).transpose()?;
        Ok(((row.column_id, row.pupil_id), (mark, row.absent != 0)))
    };
    rows.into_iter().map(cell).collect()
}

impl CurrentRow {
    fn work(&self) -> Result<Option<Work>> {
        match &self.work {
            Some(code) => Work::from_code(code).map(Some).ok_or(StoreError::Corrupt("work")),
            None => LessonKind::from_code(&self.lesson_kind)
                .map(Work::of_lesson)
                .ok_or(StoreError::Corrupt("kind of lesson")),
        }
    }
}
