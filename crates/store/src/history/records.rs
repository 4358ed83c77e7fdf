//! Decisions, applications and the records of a class held against what the history says of them.

use std::collections::HashMap;

use klas_domain::{
    amendment::AmendmentRecord,
    application::{Application, Subject},
    briefing::Briefing,
    calendar::Semester,
    council::Decision,
    excursion::Excursion,
    guardianship::Restriction,
    health::Assessment,
    id::{Id, of},
};
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use uuid::Uuid;

use super::{application, bullying_officer};
use crate::{
    amendment::SaysRow,
    application::ApplicationRow,
    db::sql,
    error::{Result, StoreError},
    family::RestrictionRow,
    register::{BriefingRow, DecisionRow, ExcursionRow, GroupRow, present},
    store::Reader,
};

/// The last that the history says of each object of a kind, by object and pupil; by the object twice where it is nobody's
/// alone.
type Last = HashMap<(Uuid, Uuid), String>;

/// How many decisions of the council, applications, restrictions, requests and records of classes are not what the history
/// says of them, or are gone; so of who acts for a guardian and who is responsible for reports of bullying.
pub(super) async fn altered_records(reader: &mut Reader) -> Result<i64> {
    let altered = altered_decisions(reader).await?
        + altered_applications(reader).await?
        + altered_briefings(reader).await?
        + altered_excursions(reader).await?
        + altered_health_groups(reader).await?
        + altered_restrictions(reader).await?
        + altered_holders(reader).await?
        + altered_officer(reader).await?
        + altered_amendments(reader).await?;
    i64::try_from(altered).map_err(|_| StoreError::Corrupt("history"))
}

async fn last_of(reader: &mut Reader, kind: &str) -> Result<Last> {
    let rows: Vec<(Uuid, Uuid, String)> =
        sql("SELECT object_id, COALESCE(pupil_id, object_id), after FROM history \
         WHERE school_id = $1 AND kind = $2 ORDER BY seq")
        .bind(reader.school)
        .bind(kind)
        .fetch_all(&mut reader.conn())
        .await?;
    Ok(rows.into_iter().map(|(object, pupil, after)| ((object, pupil), after)).collect())
}

/// How many of these are not the last that the history says, counting what it knows and is not among them.
fn count_altered<T: DeserializeOwned + PartialEq>(
    mut last: Last,
    records: impl Iterator<Item = Result<((Uuid, Uuid), Option<T>)>>,
) -> usize {
    // What cannot be read is not what the program wrote.
    let is_true = |record: Result<((Uuid, Uuid), Option<T>)>| {
        let (of, now) = record.ok()?;
        let said: Option<T> = serde_json::from_str(&last.remove(&of)?).ok()?;
        (said == now).then_some(())
    };
    let altered = records.map(is_true).filter(Option::is_none).count();
    altered + last.len()
}

async fn altered_decisions(reader: &mut Reader) -> Result<usize> {
    #[derive(FromRow)]
    struct Row {
        class_id: Uuid,
        #[sqlx(flatten)]
        decision: DecisionRow,
    }
    let last = last_of(reader, "decision").await?;
    let rows: Vec<Row> = sql("SELECT class_id, pupil_id, verdict, words, order_number, decided_on, version \
         FROM council_decision WHERE school_id = $1")
    .bind(reader.school)
    .fetch_all(&mut reader.conn())
    .await?;
    let record = |row: Row| -> Result<((Uuid, Uuid), Option<Decision>)> {
        Ok(((row.class_id, row.decision.pupil_id), row.decision.stored()?.decision))
    };
    Ok(count_altered(last, rows.into_iter().map(record)))
}

async fn altered_applications(reader: &mut Reader) -> Result<usize> {
    #[derive(FromRow)]
    struct Row {
        course_id: Uuid,
        pupil_id: Uuid,
        semester: i32,
        #[sqlx(flatten)]
        application: ApplicationRow,
    }
    let last = last_of(reader, "application").await?;
    let rows: Vec<Row> = sql("SELECT course_id, pupil_id, semester, applied_on, reason, \
         order_number, ordered_on, answer, words, version FROM correction_application WHERE school_id = $1")
    .bind(reader.school)
    .fetch_all(&mut reader.conn())
    .await?;
    let record = |row: Row| -> Result<((Uuid, Uuid), Option<Application>)> {
        let semester = i16::try_from(row.semester).ok().and_then(Semester::from_code);
        let semester = semester.ok_or(StoreError::Corrupt("semester"))?;
        let subject = Subject { course: row.course_id.into(), pupil: row.pupil_id.into(), semester };
        let of = (application(subject).uuid(), row.pupil_id);
        Ok((of, row.application.stored()?.application))
    };
    Ok(count_altered(last, rows.into_iter().map(record)))
}

async fn altered_briefings(reader: &mut Reader) -> Result<usize> {
    let last = last_of(reader, "briefing").await?;
    let rows: Vec<BriefingRow> = sql("SELECT briefing_id, held_on, kind, topic, held_by, struck, version \
         FROM briefing WHERE school_id = $1")
    .bind(reader.school)
    .fetch_all(&mut reader.conn())
    .await?;
    let pairs: Vec<(Uuid, Uuid)> = sql("SELECT briefing_id, pupil_id FROM briefing_pupil \
         WHERE school_id = $1 ORDER BY briefing_id, pupil_id")
    .bind(reader.school)
    .fetch_all(&mut reader.conn())
    .await?;
    let present = present(pairs);
    let record = |row: BriefingRow| -> Result<((Uuid, Uuid), Option<Briefing>)> {
        let own = row.stored(&present)?;
        Ok(((own.id.uuid(), own.id.uuid()), Some(own.says)))
    };
    Ok(count_altered(last, rows.into_iter().map(record)))
}

async fn altered_excursions(reader: &mut Reader) -> Result<usize> {
    let last = last_of(reader, "excursion").await?;
    let rows: Vec<ExcursionRow> =
        sql("SELECT excursion_id, kind, starts_on, ends_on, place, hours, led_by, \
         struck, version FROM excursion WHERE school_id = $1")
        .bind(reader.school)
        .fetch_all(&mut reader.conn())
        .await?;
    let record = |row: ExcursionRow| -> Result<((Uuid, Uuid), Option<Excursion>)> {
        let own = row.stored()?;
        Ok(((own.id.uuid(), own.id.uuid()), Some(own.says)))
    };
    Ok(count_altered(last, rows.into_iter().map(record)))
}

async fn altered_health_groups(reader: &mut Reader) -> Result<usize> {
    #[derive(FromRow)]
    struct Row {
        year_id: Uuid,
        #[sqlx(flatten)]
        group: GroupRow,
    }
    let last = last_of(reader, "health-group").await?;
    let rows: Vec<Row> =
        sql("SELECT year_id, pupil_id, health_group, examined_on, version FROM health_group \
         WHERE school_id = $1")
        .bind(reader.school)
        .fetch_all(&mut reader.conn())
        .await?;
    let record = |row: Row| -> Result<((Uuid, Uuid), Option<Assessment>)> {
        Ok(((row.year_id, row.group.pupil_id), row.group.stored()?.assessment))
    };
    Ok(count_altered(last, rows.into_iter().map(record)))
}

async fn altered_restrictions(reader: &mut Reader) -> Result<usize> {
    #[derive(FromRow)]
    struct Row {
        guardian_id: Uuid,
        pupil_id: Uuid,
        #[sqlx(flatten)]
        restriction: RestrictionRow,
    }
    let last = last_of(reader, "restriction").await?;
    let rows: Vec<Row> = sql("SELECT guardian_id, pupil_id, hidden, valid_from, valid_until, document, \
         document_number, document_date, version FROM guardian_restriction WHERE school_id = $1")
    .bind(reader.school)
    .fetch_all(&mut reader.conn())
    .await?;
    let record = |row: Row| -> Result<((Uuid, Uuid), Option<Restriction>)> {
        Ok(((row.guardian_id, row.pupil_id), row.restriction.stored()?.restriction))
    };
    Ok(count_altered(last, rows.into_iter().map(record)))
}

/// Who began to act for a guardian before the history had that is taken as it stands.
async fn altered_holders(reader: &mut Reader) -> Result<usize> {
    let last = last_of(reader, "holder").await?;
    let mut rows: Vec<(Uuid, Uuid, Option<Uuid>)> =
        sql("SELECT guardian_id, pupil_id, holder_id FROM guardianship WHERE school_id = $1")
            .bind(reader.school)
            .fetch_all(&mut reader.conn())
            .await?;
    rows.retain(|(guardian, pupil, _)| last.contains_key(&(*guardian, *pupil)));
    let record = |(guardian, pupil, holder): (Uuid, Uuid, Option<Uuid>)| {
        Ok(((guardian, pupil), holder.map(Id::<of::Person>::from)))
    };
    Ok(count_altered(last, rows.into_iter().map(record)))
}

/// Who was named before the history had that is taken as it stands.
async fn altered_officer(reader: &mut Reader) -> Result<usize> {
    let last = last_of(reader, "bullying-officer").await?;
    if last.is_empty() {
        return Ok(0);
    }
    let of = bullying_officer(reader.school);
    let (officer,): (Option<Uuid>,) = sql("SELECT bullying_officer_id FROM school WHERE school_id = $1")
        .bind(reader.school)
        .fetch_one(&mut reader.conn())
        .await?;
    let record = Ok(((of, of), officer.map(Id::<of::Person>::from)));
    Ok(count_altered(last, std::iter::once(record)))
}

async fn altered_amendments(reader: &mut Reader) -> Result<usize> {
    #[derive(FromRow)]
    struct Row {
        amendment_id: Uuid,
        pupil_id: Uuid,
        #[sqlx(flatten)]
        says: SaysRow,
    }
    let last = last_of(reader, "amendment").await?;
    let rows: Vec<Row> =
        sql("SELECT amendment_id, pupil_id, about, wrong, proper, state, answer FROM amendment \
         WHERE school_id = $1")
        .bind(reader.school)
        .fetch_all(&mut reader.conn())
        .await?;
    let record = |row: Row| -> Result<((Uuid, Uuid), Option<AmendmentRecord>)> {
        Ok(((row.amendment_id, row.pupil_id), Some(row.says.record()?)))
    };
    Ok(count_altered(last, rows.into_iter().map(record)))
}
