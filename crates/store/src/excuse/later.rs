//! Absences that are entered after the class teacher accepted a note about their day.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use klas_domain::{
    Absence, EditOutcome, Entry, JournalEdit,
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::{Authorise, EntryRow, Write},
    school::local_day,
    store::{Reader, Store},
};

/// An absence that an accepted note covers.
#[derive(FromRow)]
struct CoveredRow {
    pupil_id: Uuid,
    kind: String,
    decided_by: Uuid,
    decided_at: DateTime<Utc>,
    /// What stood in the cell before its last change.
    before: String,
    #[sqlx(flatten)]
    entry: EntryRow,
}

/// An absence that is to be turned, and in whose name.
struct Turned {
    author: Id<of::Person>,
    edit: JournalEdit,
}

impl Store {
    /// Turns the `н` that were just entered into these cells into the kind of the note that the class teacher accepted
    /// for their day, in the name of that class teacher and with the note as the reason: the rule of DOMAIN §5 for
    /// absences that are entered later. Where a reason was taken away on purpose, `н` stays. Tells how many were turned.
    ///
    /// # Errors
    /// The database's; then the absences stay as they were entered, and the class teacher is told of them.
    pub async fn excuse_entered(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        cells: Vec<(Id<of::Column>, Id<of::Person>)>,
        reason: impl Fn(chrono::NaiveDate) -> String,
    ) -> Result<usize> {
        let mut reader = self.read(school).await?;
        let mut turned = Vec::new();
        for column in cells.iter().map(|(column, _)| *column).collect::<BTreeSet<_>>() {
            let pupils = cells.iter().filter(|(own, _)| *own == column).map(|(_, pupil)| pupil.uuid());
            turned.extend(reader.left_to_turn(column, &pupils.collect(), &reason).await?);
        }
        drop(reader);
        let mut number = 0;
        // What the accepted note allows is this and no more; a semester that the class has closed is closed to it too.
        let authorise: Authorise =
            Arc::new(|scope, stored, edit| !scope.class_closed && edit.entry.explains(&stored.entry));
        for author in turned.iter().map(|own| own.author).collect::<BTreeSet<_>>() {
            let edits =
                turned.iter().filter(|own| own.author == author).map(|own| own.edit.clone()).collect();
            let write = Write { school, author, now, authorise: authorise.clone() };
            let outcomes = self.apply(write, edits).await?;
            number += outcomes.iter().filter(|own| matches!(own, EditOutcome::Saved { .. })).count();
        }
        Ok(number)
    }
}

impl Reader {
    async fn left_to_turn(
        &mut self,
        column: Id<of::Column>,
        pupils: &BTreeSet<Uuid>,
        reason: &impl Fn(chrono::NaiveDate) -> String,
    ) -> Result<Vec<Turned>> {
        let school = self.school;
        let rows: Vec<CoveredRow> = sql("SELECT e.pupil_id, x.kind, x.decided_by, x.decided_at, h.before, \
             e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis \
             FROM lesson l \
             JOIN entry e ON e.school_id = l.school_id AND e.column_id = l.lesson_id AND e.absence = $3 \
             JOIN history h ON h.school_id = e.school_id AND h.seq = e.seq AND h.kind = 'entry' \
             JOIN excuse x ON x.school_id = e.school_id AND x.pupil_id = e.pupil_id AND x.state = 'accepted' \
              AND x.starts_on <= l.held_on AND x.ends_on >= l.held_on \
             WHERE l.school_id = $1 AND l.lesson_id = $2 AND NOT l.cancelled \
             ORDER BY e.pupil_id, x.decided_at, x.excuse_id")
        .bind(school)
        .bind(column)
        .bind(Absence::Unknown.code())
        .fetch_all(&mut self.conn())
        .await?;
        let mut turned: Vec<Turned> = Vec::new();
        for row in rows.into_iter().filter(|row| pupils.contains(&row.pupil_id)) {
            let before: Entry =
                serde_json::from_str(&row.before).map_err(|_| StoreError::Corrupt("history"))?;
            // Of two accepted notes about one day the earlier one counts.
            let known = turned.iter().any(|own| own.edit.pupil.uuid() == row.pupil_id);
            if known || before.absence.is_some() {
                continue;
            }
            let entry = row.entry.without_draft(row.decided_by);
            let kind = Absence::from_code(&row.kind).ok_or(StoreError::Corrupt("kind of a note"))?;
            let edit = JournalEdit {
                id: Id::new(),
                column,
                pupil: row.pupil_id.into(),
                base: entry.version.unwrap_or_default(),
                entry: Entry { absence: Some(kind), ..entry.entry()? },
                reason: Some(reason(local_day(row.decided_at))),
            };
            turned.push(Turned { author: row.decided_by.into(), edit });
        }
        Ok(turned)
    }
}
