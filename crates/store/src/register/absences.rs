//! The absences of a pupil that can be given a reason.

use chrono::NaiveDate;
use klas_domain::{
    StoredEntry,
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{db::sql, error::Result, journal::EntryRow, store::Reader};

/// An absence of a pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilAbsence {
    /// Column of the cell.
    pub column: Id<of::Column>,
    /// Day of the lesson.
    pub date: NaiveDate,
    /// What stands in the cell, as the reader may see it.
    pub stored: StoredEntry,
}

#[derive(FromRow)]
struct AbsenceRow {
    lesson_id: Uuid,
    held_on: NaiveDate,
    #[sqlx(flatten)]
    entry: EntryRow,
}

impl Reader {
    /// The absences of a pupil from lessons of a class between two days that count, as `viewer` may see the cells, in
    /// time order: neither those from cancelled lessons nor those from lessons of a group or class that the pupil was
    /// not of on that day.
    ///
    /// # Errors
    /// The database's.
    pub async fn absences_of_pupil(
        &mut self,
        class: Id<of::SchoolClass>,
        pupil: Id<of::Person>,
        (from, to): (NaiveDate, NaiveDate),
        viewer: Id<of::Person>,
    ) -> Result<Vec<PupilAbsence>> {
        let school = self.school;
        let rows: Vec<AbsenceRow> = sql("SELECT l.lesson_id, l.held_on, e.mark, e.absence, e.late, e.note, e.draft, \
             e.visible_at, e.version, e.updated_by, e.basis FROM course c \
             JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
              AND l.held_on BETWEEN $4 AND $5 AND NOT l.cancelled \
             JOIN entry e ON e.school_id = l.school_id AND e.column_id = l.lesson_id AND e.pupil_id = $3 \
             WHERE c.school_id = $1 AND c.class_id = $2 AND e.absence IS NOT NULL \
             AND EXISTS (SELECT 1 FROM enrolment n WHERE n.school_id = c.school_id AND n.class_id = c.class_id \
              AND n.pupil_id = $3 AND n.starts_on <= l.held_on AND (n.ends_on IS NULL OR n.ends_on >= l.held_on)) \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = $3 AND m.starts_on <= l.held_on \
              AND (m.ends_on IS NULL OR m.ends_on >= l.held_on))) \
             ORDER BY l.held_on, l.period, l.lesson_id")
        .bind(school)
        .bind(class)
        .bind(pupil)
        .bind(from)
        .bind(to)
        .fetch_all(&mut self.conn())
        .await?;
        rows.into_iter()
            .map(|row| {
                let entry = row.entry.without_draft(viewer.uuid());
                let stored =
                    StoredEntry { entry: entry.entry()?, version: entry.version.unwrap_or_default() };
                Ok(PupilAbsence { column: row.lesson_id.into(), date: row.held_on, stored })
            })
            .collect()
    }
}
