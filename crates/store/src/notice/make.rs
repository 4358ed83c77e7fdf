//! Making notices of what happened: of the history, read on from where it was read last, and of events.
//!
//! Saving a mark costs nothing for it. Who reads the history compares and moves a cursor in the transaction that writes the
//! notices, so that of two servers one tells, and what a restart interrupts is told afterwards.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    id::{Id, of},
    notice::{GRACE, Kind, is_fresh},
};
use uuid::Uuid;

use super::{
    audience::{Families, Reach},
    changed::ROWS,
    event::Event,
};
use crate::{
    db::{Batch, Value, sql},
    error::{Result, StoreError},
    school::local_day,
    store::{Reader, Store},
};

/// The most events that are looked at together.
const EVENTS: usize = 50;

/// What is to be written.
#[derive(Default)]
pub(super) struct Made {
    /// Values of notices, in the order of [`NOTICES`].
    told: Vec<Vec<Value>>,
    /// The same of homework: a device is told of a day's once.
    homework: Vec<Vec<Value>>,
    /// The same of absences: one of a day that is known already stays as it is.
    absences: Vec<Vec<Value>>,
    /// The same of the first ones of a day that nobody explained.
    unexplained: Vec<Vec<Value>>,
    /// The notices of what is not there any more.
    gone: Vec<Uuid>,
}

/// Something that is told of, to whom it concerns.
#[derive(Clone, Copy)]
pub(super) struct News {
    pub(super) kind: Kind,
    pub(super) object: Uuid,
    pub(super) day: NaiveDate,
    pub(super) at: DateTime<Utc>,
}

/// The notice of a person about something: told again, it is the same one.
pub(super) fn notice_id(
    school: Id<of::School>,
    person: Id<of::Person>,
    about: Uuid,
    topic: Kind,
    object: Uuid,
) -> Uuid {
    // A mark that sinks is told by the same notice.
    let topic = match topic {
        Kind::LowMark => Kind::Mark,
        Kind::Urgent => Kind::Announcement,
        topic => topic,
    };
    let name = format!("notice/{school}/{about}/{}/{object}", topic.code());
    Id::<of::Notice>::derived(person.uuid(), &name).uuid()
}

const NOTICES: &str = "INSERT INTO notice (school_id, notice_id, person_id, about_id, kind, object_id, day, at, push_at, \
     mail_at) VALUES";

const TOLD_AGAIN: &str = "ON CONFLICT (school_id, notice_id) DO UPDATE SET kind = excluded.kind, day = excluded.day, \
     at = excluded.at, push_at = excluded.push_at, mail_at = excluded.mail_at, mail_attempts = 0, seen_at = NULL, \
     gone = false";

/// The list has a day's homework as new with every lesson that gives some. A device is asked about anew with each, so that it
/// waits until no lesson gives more, and is told once: what is on its way to it says what stands there when it is sent.
const TOLD_TOGETHER: &str = "ON CONFLICT (school_id, notice_id) DO UPDATE SET at = excluded.at, \
     push_at = CASE WHEN notice.told_at IS NULL AND NOT EXISTS (SELECT 1 FROM push_job j \
      WHERE j.school_id = notice.school_id AND j.notice_id = notice.notice_id) \
      THEN excluded.push_at ELSE notice.push_at END, seen_at = NULL, gone = false";

/// What a person has not been told of yet is held against that person's wishes anew, by whether the day was seen. What waits
/// for a device, or is on its way to it, says what stands there when it is sent, and so this absence too.
macro_rules! told_once {
    ($seen:literal) => {
        concat!(
            "ON CONFLICT (school_id, notice_id) DO UPDATE SET at = excluded.at, \
             push_at = CASE WHEN notice.gone OR (notice.told_at IS NULL AND notice.push_at IS NULL AND NOT EXISTS \
              (SELECT 1 FROM push_job j WHERE j.school_id = notice.school_id AND j.notice_id = notice.notice_id)) \
              THEN excluded.push_at ELSE notice.push_at END, \
             mail_at = CASE WHEN notice.gone OR (notice.mailed_at IS NULL AND notice.mail_at IS NULL) \
              THEN excluded.mail_at ELSE notice.mail_at END, \
             mail_attempts = 0, seen_at = NULL, gone = false \
             WHERE notice.gone OR notice.seen_at IS ",
            $seen,
            " ((notice.told_at IS NULL AND notice.push_at IS NULL AND excluded.push_at IS NOT NULL AND NOT EXISTS \
               (SELECT 1 FROM push_job j WHERE j.school_id = notice.school_id AND j.notice_id = notice.notice_id)) \
              OR (notice.mailed_at IS NULL AND notice.mail_at IS NULL AND excluded.mail_at IS NOT NULL))"
        )
    };
}

/// One more absence of a day that was seen disturbs nobody.
const TOLD_ONCE: &str = told_once!("NULL AND");

/// A day that began with an absence whose reason the school knew goes on with one that nobody explained: whoever has seen the
/// day as it was has not seen this.
const TOLD_ANEW: &str = told_once!("NOT NULL OR");

impl Made {
    fn is_empty(&self) -> bool {
        let told = [&self.told, &self.homework, &self.absences, &self.unexplained];
        told.iter().all(|rows| rows.is_empty()) && self.gone.is_empty()
    }

    /// Tells one person of something of a pupil, or of nobody but the person.
    pub(super) fn tell(
        &mut self,
        school: Id<of::School>,
        (person, reach): (Id<of::Person>, Reach),
        about: Uuid,
        news: News,
    ) {
        let rows = if news.kind == Kind::Homework { &mut self.homework } else { &mut self.told };
        rows.push(values(school, (person, reach), about, news));
    }

    /// Tells everybody of a pupil's family who may see it.
    pub(super) fn tell_family(
        &mut self,
        school: Id<of::School>,
        families: &Families,
        pupil: Uuid,
        news: News,
    ) {
        for own in families.get(&pupil).into_iter().flatten().filter(|own| own.sees(news.kind.part())) {
            self.tell(school, (own.person, own.reach), pupil, news);
        }
    }

    /// Tells them of an absence, and that it is the first of its day that nobody explained.
    pub(super) fn tell_absence(
        &mut self,
        school: Id<of::School>,
        families: &Families,
        pupil: Uuid,
        (news, unexplained): (News, bool),
    ) {
        let rows = if unexplained { &mut self.unexplained } else { &mut self.absences };
        for own in families.get(&pupil).into_iter().flatten().filter(|own| own.sees(news.kind.part())) {
            rows.push(values(school, (own.person, own.reach), pupil, news));
        }
    }

    /// Takes back what a pupil's family was told of.
    pub(super) fn take_back(
        &mut self,
        school: Id<of::School>,
        families: &Families,
        pupil: Uuid,
        kind: Kind,
        object: Uuid,
    ) {
        let family = families.get(&pupil).into_iter().flatten();
        self.gone.extend(family.map(|own| notice_id(school, own.person, pupil, kind, object)));
    }

    fn write(self, school: Id<of::School>, now: DateTime<Utc>) -> Batch {
        let mut batch = Batch::default();
        batch.insert(NOTICES, &last_of_each(self.told), TOLD_AGAIN);
        batch.insert(NOTICES, &last_of_each(self.homework), TOLD_TOGETHER);
        batch.insert(NOTICES, &last_of_each(self.absences), TOLD_ONCE);
        batch.insert(NOTICES, &last_of_each(self.unexplained), TOLD_ANEW);
        for id in self.gone {
            // Whoever knew of it is told that it was taken back; to everybody else it never was.
            batch.add(
                "DELETE FROM notice WHERE school_id = ? AND notice_id = ? AND told_at IS NULL AND mailed_at IS NULL \
                 AND seen_at IS NULL",
                vec![school.into(), id.into()],
            );
            batch.add(
                "UPDATE notice SET gone = true, at = ?, seen_at = NULL, \
                 push_at = CASE WHEN told_at IS NOT NULL THEN ? END, \
                 mail_at = CASE WHEN mailed_at IS NOT NULL THEN ? END, mail_attempts = 0 \
                 WHERE school_id = ? AND notice_id = ? AND NOT gone",
                vec![now.into(), now.into(), now.into(), school.into(), id.into()],
            );
        }
        batch
    }
}

/// A notice of one person about something of a pupil, or of nobody but the person, in the order of [`NOTICES`].
fn values(
    school: Id<of::School>,
    (person, reach): (Id<of::Person>, Reach),
    about: Uuid,
    news: News,
) -> Vec<Value> {
    let moment = news.at + GRACE;
    vec![
        school.into(),
        notice_id(school, person, about, news.kind, news.object).into(),
        person.into(),
        about.into(),
        news.kind.code().into(),
        news.object.into(),
        news.day.into(),
        news.at.into(),
        reach.device.then_some(moment).into(),
        (reach.letter && news.kind.fits_letter_at_once()).then_some(moment).into(),
    ]
}

/// One statement may not write a row twice.
fn last_of_each(rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    let mut last = BTreeMap::new();
    for row in rows {
        if let Some(Value::Uuid(Some(id))) = row.get(1) {
            last.insert(*id, row);
        }
    }
    last.into_values().collect()
}

impl Store {
    /// Makes notices of what happened in a school since the last time; true where there is more to look at. Of a school
    /// whose history nobody has read for this yet nothing is told that happened before.
    ///
    /// # Errors
    /// The database's; then nothing was written, and the next time it is looked at again.
    pub async fn make_notices(&self, school: Id<of::School>, now: DateTime<Utc>) -> Result<bool> {
        let mut reader = self.read(school).await?;
        let Some(cursor) = reader.notice_cursor().await? else {
            let seq = reader.seq().await?;
            drop(reader);
            self.begin_notices(school, seq).await?;
            return Ok(false);
        };
        let changes = reader.changes_after(cursor).await?;
        let events = reader.events().await?;
        if changes.is_empty() && events.is_empty() {
            return Ok(false);
        }
        let more = changes.len() >= ROWS || events.len() >= EVENTS;
        let seq = changes.last().map_or(cursor, |change| change.seq);
        let families = reader.told_families(local_day(now)).await?;
        let mut made = Made::default();
        reader.of_changes(&families, changes, now, &mut made).await?;
        let ids: Vec<Uuid> = events.iter().map(|(id, ..)| *id).collect();
        for (_, event, object, at) in events {
            if is_fresh(at, now) {
                reader.of_event(&families, event, object, at, now, &mut made).await?;
            }
        }
        drop(reader);
        let moved = self.keep_notices(school, (cursor, seq), ids, made, now).await?;
        Ok(more && moved)
    }

    /// Reads a school's history for notices from a place on: what happened up to `seq` and was not told is told no more.
    ///
    /// # Errors
    /// The database's.
    pub async fn begin_notices(&self, school: Id<of::School>, seq: i64) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("INSERT INTO notice_cursor (school_id, seq) VALUES ($1, $2) ON CONFLICT (school_id) DO UPDATE SET \
                     seq = excluded.seq WHERE notice_cursor.seq < excluded.seq")
                .bind(school)
                .bind(seq)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// Writes notices and moves the cursor; false where another server did meanwhile, and nothing was written.
    async fn keep_notices(
        &self,
        school: Id<of::School>,
        (from, to): (i64, i64),
        events: Vec<Uuid>,
        made: Made,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let moved = sql("UPDATE notice_cursor SET seq = $3 WHERE school_id = $1 AND seq = $2")
                    .bind(school)
                    .bind(from)
                    .bind(to)
                    .execute(&mut conn)
                    .await?;
                if moved == 0 {
                    return Ok(false);
                }
                for event in &events {
                    let taken = sql("DELETE FROM notice_event WHERE school_id = $1 AND event_id = $2")
                        .bind(school)
                        .bind(*event)
                        .execute(&mut conn)
                        .await?;
                    if taken == 0 {
                        // The cursor stood still, and another server told of the same events.
                        return Err(StoreError::Exists("the notice"));
                    }
                }
                if !made.is_empty() {
                    made.write(school, now).run(&mut conn).await?;
                }
                Ok(true)
            })
        })
        .await
        .or_else(|error| if matches!(error, StoreError::Exists(_)) { Ok(false) } else { Err(error) })
    }
}

impl Reader {
    async fn notice_cursor(&mut self) -> Result<Option<i64>> {
        let school = self.school;
        let row: Option<(i64,)> = sql("SELECT seq FROM notice_cursor WHERE school_id = $1")
            .bind(school)
            .fetch_optional(&mut self.conn())
            .await?;
        Ok(row.map(|(seq,)| seq))
    }

    async fn events(&mut self) -> Result<Vec<(Uuid, Event, Uuid, DateTime<Utc>)>> {
        let school = self.school;
        let rows: Vec<(Uuid, String, Uuid, DateTime<Utc>)> =
            sql("SELECT event_id, kind, object_id, at FROM notice_event WHERE school_id = $1 \
             ORDER BY event_id LIMIT $2")
            .bind(school)
            .bind(most(EVENTS))
            .fetch_all(&mut self.conn())
            .await?;
        rows.into_iter()
            .map(|(id, kind, object, at)| {
                let event = Event::from_code(&kind).ok_or(StoreError::Corrupt("event"))?;
                Ok((id, event, object, at))
            })
            .collect()
    }
}

/// A limit as a statement takes it.
pub(super) fn most(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
