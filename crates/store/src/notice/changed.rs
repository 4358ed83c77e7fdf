//! What is told of changes of the journal: marks, notes, absences, homework.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Absence, Entry,
    edit::LessonText,
    id::{Id, of},
    notice::{Kind, STALE, Turn, is_fresh, is_unexplained, turns},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    audience::Families,
    make::{Made, News, most},
};
use crate::{
    db::sql,
    error::{Result, StoreError},
    school::local_day,
    store::Reader,
};

/// The most rows of the history that are looked at together.
pub(super) const ROWS: usize = 1000;

/// A change as the history has it.
#[derive(FromRow)]
pub(super) struct ChangeRow {
    pub(super) seq: i64,
    kind: String,
    object_id: Uuid,
    pupil_id: Option<Uuid>,
    at: DateTime<Utc>,
    before: String,
    after: String,
}

/// What became of a cell between two readings of the history.
struct CellChange {
    before: Entry,
    after: Entry,
    at: DateTime<Utc>,
}

/// What the notices of a pupil's day are about.
fn day_object(pupil: Uuid, day: NaiveDate) -> Uuid {
    Id::<of::Notice>::derived(pupil, &format!("day/{day}")).uuid()
}

impl Reader {
    pub(super) async fn changes_after(&mut self, seq: i64) -> Result<Vec<ChangeRow>> {
        let school = self.school;
        sql("SELECT seq, kind, object_id, pupil_id, at, before, after FROM history \
             WHERE school_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
        .bind(school)
        .bind(seq)
        .bind(most(ROWS))
        .fetch_all(&mut self.conn())
        .await
    }

    pub(super) async fn of_changes(
        &mut self,
        families: &Families,
        changes: Vec<ChangeRow>,
        now: DateTime<Utc>,
        made: &mut Made,
    ) -> Result<()> {
        let mut columns: BTreeMap<Uuid, BTreeMap<Uuid, CellChange>> = BTreeMap::new();
        let mut lessons: BTreeMap<Uuid, DateTime<Utc>> = BTreeMap::new();
        for row in changes.into_iter().filter(|row| is_fresh(row.at, now)) {
            match (row.kind.as_str(), row.pupil_id) {
                ("entry", Some(pupil)) if families.contains_key(&pupil) => {
                    let read =
                        |json: &str| serde_json::from_str(json).map_err(|_| StoreError::Corrupt("history"));
                    let (before, after): (Entry, Entry) = (read(&row.before)?, read(&row.after)?);
                    let cells = columns.entry(row.object_id).or_default();
                    let cell = cells.entry(pupil).or_insert_with(|| CellChange {
                        before,
                        after: Entry::default(),
                        at: row.at,
                    });
                    (cell.after, cell.at) = (after, row.at);
                }
                ("lesson", _) if gave_homework(&row)? => {
                    lessons.insert(row.object_id, row.at);
                }
                _ => {}
            }
        }
        let turned = turned(&columns);
        for (column, cells) in columns {
            self.of_column(families, (column, &turned), cells, now, made).await?;
        }
        for (lesson, at) in lessons {
            self.of_homework(families, lesson, at, now, made).await?;
        }
        Ok(())
    }

    /// What is told of the cells of a column that changed, as others did at the same time.
    async fn of_column(
        &mut self,
        families: &Families,
        (column, turned): (Uuid, &BTreeSet<(Uuid, Uuid)>),
        cells: BTreeMap<Uuid, CellChange>,
        now: DateTime<Utc>,
        made: &mut Made,
    ) -> Result<()> {
        type Row = (Option<NaiveDate>, Option<Uuid>, Option<DateTime<Utc>>);
        let school = self.school;
        let rows: Vec<Row> = sql("SELECT l.held_on, e.pupil_id, e.visible_at FROM journal_column j \
             LEFT JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             LEFT JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id \
             WHERE j.school_id = $1 AND j.column_id = $2")
        .bind(school)
        .bind(column)
        .fetch_all(&mut self.conn())
        .await?;
        let Some((held_on, ..)) = rows.first().copied() else { return Ok(()) };
        for (pupil, cell) in cells {
            let visible = rows.iter().find(|row| row.1 == Some(pupil)).and_then(|row| row.2);
            let day = held_on.unwrap_or_else(|| local_day(cell.at));
            // Absences of days long past, as a class teacher puts a register in order, alarm nobody any more.
            let long_past = (local_day(now) - day).num_days() > STALE.num_days();
            for turn in turns(&cell.before, &cell.after) {
                match turn {
                    Turn::Told(Kind::Absence) if long_past => {}
                    Turn::Told(Kind::Absence) => {
                        let news =
                            News { kind: Kind::Absence, object: day_object(pupil, day), day, at: cell.at };
                        let unexplained = cell.after.absence.is_some_and(is_unexplained)
                            && !self.was_unexplained(pupil, day, turned).await?;
                        made.tell_absence(school, families, pupil, (news, unexplained));
                    }
                    // Families see marks and notes from the hour of publication on.
                    Turn::Told(kind) => {
                        let Some(visible) = visible else { continue };
                        let news = News { kind, object: column, day, at: visible.max(cell.at) };
                        made.tell_family(school, families, pupil, news);
                    }
                    Turn::Gone(Kind::Absence) => {
                        if self.absences(pupil, day).await?.is_empty() {
                            made.take_back(school, families, pupil, Kind::Absence, day_object(pupil, day));
                        }
                    }
                    Turn::Gone(kind) => made.take_back(school, families, pupil, kind, column),
                }
            }
        }
        Ok(())
    }

    /// Whether a pupil's day had an absence that nobody explained before these cells turned.
    async fn was_unexplained(
        &mut self,
        pupil: Uuid,
        day: NaiveDate,
        turned: &BTreeSet<(Uuid, Uuid)>,
    ) -> Result<bool> {
        let absences = self.absences(pupil, day).await?;
        let stood = |column: Uuid| !turned.contains(&(column, pupil));
        Ok(absences.iter().any(|(column, absence)| is_unexplained(*absence) && stood(*column)))
    }

    /// At which lessons a pupil was absent on a day.
    async fn absences(&mut self, pupil: Uuid, day: NaiveDate) -> Result<Vec<(Uuid, Absence)>> {
        let school = self.school;
        let rows: Vec<(Uuid, String)> = sql("SELECT e.column_id, e.absence FROM entry e \
             JOIN lesson l ON l.school_id = e.school_id AND l.lesson_id = e.column_id AND l.held_on = $3 \
             WHERE e.school_id = $1 AND e.pupil_id = $2 AND e.absence IS NOT NULL")
        .bind(school)
        .bind(pupil)
        .bind(day)
        .fetch_all(&mut self.conn())
        .await?;
        let absence = |(column, code): (Uuid, String)| {
            Ok((column, Absence::from_code(&code).ok_or(StoreError::Corrupt("absence"))?))
        };
        rows.into_iter().map(absence).collect()
    }

    async fn of_homework(
        &mut self,
        families: &Families,
        lesson: Uuid,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
        made: &mut Made,
    ) -> Result<()> {
        let school = self.school;
        let rows: Vec<(NaiveDate, Uuid)> = sql("SELECT l.held_on, n.pupil_id FROM lesson l \
             JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
             JOIN enrolment n ON n.school_id = c.school_id AND n.class_id = c.class_id \
              AND n.starts_on <= l.held_on AND (n.ends_on IS NULL OR n.ends_on >= l.held_on) \
             WHERE l.school_id = $1 AND l.lesson_id = $2 AND l.homework <> '' AND NOT l.cancelled \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = n.pupil_id AND m.starts_on <= l.held_on \
              AND (m.ends_on IS NULL OR m.ends_on >= l.held_on)))")
        .bind(school)
        .bind(lesson)
        .fetch_all(&mut self.conn())
        .await?;
        for (day, pupil) in rows {
            // Homework of lessons long past is the journal's matter.
            if (local_day(now) - day).num_days() <= STALE.num_days() {
                let news = News { kind: Kind::Homework, object: day_object(pupil, day), day, at };
                made.tell_family(school, families, pupil, news);
            }
        }
        Ok(())
    }
}

/// The cells, each by its column and pupil, that changed and had no absence before that nobody explained.
fn turned(columns: &BTreeMap<Uuid, BTreeMap<Uuid, CellChange>>) -> BTreeSet<(Uuid, Uuid)> {
    let mut turned = BTreeSet::new();
    for (column, cells) in columns {
        let new = cells.iter().filter(|(_, cell)| !cell.before.absence.is_some_and(is_unexplained));
        turned.extend(new.map(|(pupil, _)| (*column, *pupil)));
    }
    turned
}

/// Whether a change of a lesson's words gave other homework than before.
fn gave_homework(row: &ChangeRow) -> Result<bool> {
    let read = |json: &str| serde_json::from_str(json).map_err(|_| StoreError::Corrupt("history"));
    let (before, after): (LessonText, LessonText) = (read(&row.before)?, read(&row.after)?);
    Ok(before.homework != after.homework && !after.homework.is_empty())
}
