//! From notices to devices: which notices are due, and what is left to be sent until it is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use klas_domain::{
    id::{Id, of},
    notice::{Kind, retry_after},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::Device;
use crate::{
    db::{Conn, sql},
    error::{Result, StoreError},
    store::{Reader, Store},
};

/// The most notices and jobs that are taken together.
const TOGETHER: i64 = 200;

/// A notice of which devices are to be told now, if its person still wants that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The notice.
    pub notice: Id<of::Notice>,
    /// Who is told.
    pub person: Id<of::Person>,
    /// Of which pupil.
    pub about: Id<of::Person>,
    /// Kind.
    pub kind: Kind,
    /// Since when it is due.
    pub at: DateTime<Utc>,
}

/// What becomes of such a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The person's devices are told.
    Send,
    /// It is asked again at this moment.
    Wait(DateTime<Utc>),
    /// No device is told.
    Drop,
}

/// A notice that a device is to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The notice.
    pub notice: Id<of::Notice>,
    /// Who is told.
    pub person: Id<of::Person>,
    /// Whose the device is.
    pub account: Id<of::Account>,
    /// The device.
    pub device: Device,
}

/// What became of a device's jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobEnd {
    /// Its push service took the message.
    Sent,
    /// There was nothing left to tell.
    Nothing,
    /// The browser does not want it any more: the push service does not know it.
    Gone,
    /// The push service did not answer, or refused for a time.
    Failed,
}

#[derive(FromRow)]
struct DueRow {
    notice_id: Uuid,
    person_id: Uuid,
    about_id: Uuid,
    kind: String,
    push_at: DateTime<Utc>,
}

impl Reader {
    /// The notices of which devices are to be told at a moment.
    ///
    /// # Errors
    /// The database's.
    pub async fn due_notices(&mut self, now: DateTime<Utc>) -> Result<Vec<Due>> {
        let school = self.school;
        let rows: Vec<DueRow> = sql("SELECT notice_id, person_id, about_id, kind, push_at FROM notice \
             WHERE school_id = $1 AND push_at <= $2 ORDER BY push_at, notice_id LIMIT $3")
        .bind(school)
        .bind(now)
        .bind(TOGETHER)
        .fetch_all(&mut self.conn())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Due {
                    notice: row.notice_id.into(),
                    person: row.person_id.into(),
                    about: row.about_id.into(),
                    kind: Kind::from_code(&row.kind).ok_or(StoreError::Corrupt("kind of a notice"))?,
                    at: row.push_at,
                })
            })
            .collect()
    }
}

impl Store {
    /// Decides what becomes of notices that were due at a moment.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn settle_notices(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        fates: Vec<(Id<of::Notice>, Fate)>,
    ) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                for (notice, fate) in fates {
                    let again = if let Fate::Wait(moment) = fate { Some(moment) } else { None };
                    // Another server may have come first, and put it off.
                    let own = sql("UPDATE notice SET push_at = $3 WHERE school_id = $1 AND notice_id = $2 \
                         AND push_at <= $4")
                    .bind(school)
                    .bind(notice)
                    .bind(again)
                    .bind(now)
                    .execute(&mut conn)
                    .await?;
                    if own == 1 && fate == Fate::Send {
                        order(&mut conn, school, notice, now).await?;
                    }
                }
                Ok(())
            })
        })
        .await
    }

    /// Takes what is to be sent at a moment, until `lease` for this server alone, by device.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_jobs(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
    ) -> Result<Vec<Vec<Job>>> {
        let asked = "SELECT EXISTS (SELECT 1 FROM push_job WHERE school_id = $1 AND next_try <= $2)";
        if !self.waits(school, asked, now).await? {
            return Ok(Vec::new());
        }
        let taken: Vec<(Uuid, Uuid)> = self
            .write(Some(school), move |mut conn| {
                Box::pin(async move {
                    sql("UPDATE push_job SET next_try = $3 WHERE school_id = $1 AND next_try <= $2 \
                         AND (notice_id, device_id) IN (SELECT notice_id, device_id FROM push_job \
                          WHERE school_id = $1 AND next_try <= $2 ORDER BY device_id, notice_id LIMIT $4) \
                         RETURNING notice_id, device_id")
                    .bind(school)
                    .bind(now)
                    .bind(lease)
                    .bind(TOGETHER)
                    .fetch_all(&mut conn)
                    .await
                })
            })
            .await?;
        let mut by_device: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for (notice, device) in taken {
            by_device.entry(device).or_default().push(notice);
        }
        let mut reader = self.read(school).await?;
        let mut jobs = Vec::with_capacity(by_device.len());
        for (device, notices) in by_device {
            jobs.push(reader.jobs_of(device, notices).await?);
        }
        drop(reader);
        if jobs.iter().any(Vec::is_empty) {
            self.forget_orphans(school).await?;
            jobs.retain(|own| !own.is_empty());
        }
        Ok(jobs)
    }

    /// Forgets what waits for devices that are told no more.
    async fn forget_orphans(&self, school: Id<of::School>) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("DELETE FROM push_job WHERE school_id = $1 AND NOT EXISTS \
                     (SELECT 1 FROM push_device d WHERE d.device_id = push_job.device_id)")
                .bind(school)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// Puts jobs of one device off, each until a moment; that counts as no attempt.
    ///
    /// # Errors
    /// The database's; then they are tried again when their lease is over.
    pub async fn put_off_jobs(
        &self,
        school: Id<of::School>,
        device: Id<of::Device>,
        later: Vec<(Id<of::Notice>, DateTime<Utc>)>,
    ) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                for (notice, until) in later {
                    put_off(&mut conn, school, device, notice, until).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Says what became of jobs of one device, as it was when they were taken.
    ///
    /// # Errors
    /// The database's; then they are tried again.
    pub async fn end_jobs(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        device: &Device,
        notices: Vec<Id<of::Notice>>,
        end: JobEnd,
    ) -> Result<()> {
        let (device, endpoint) = (device.id, device.endpoint.clone());
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                if end == JobEnd::Gone {
                    return gone(conn, school, now, (device, endpoint), notices).await;
                }
                for notice in notices {
                    match end {
                        JobEnd::Failed => again(conn, school, now, device, notice).await?,
                        _ => done(conn, school, device, notice).await?,
                    }
                    if end == JobEnd::Sent {
                        sql("UPDATE notice SET told_at = $3 WHERE school_id = $1 AND notice_id = $2")
                            .bind(school)
                            .bind(notice)
                            .bind(now)
                            .execute(conn)
                            .await?;
                    }
                }
                match end {
                    JobEnd::Sent => sql("UPDATE push_device SET failures = 0 WHERE device_id = $1"),
                    JobEnd::Failed => {
                        sql("UPDATE push_device SET failures = failures + 1 WHERE device_id = $1")
                    }
                    _ => return Ok(()),
                }
                .bind(device)
                .execute(conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }
}

/// Has all devices of a notice's person told of it.
async fn order(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    notice: Id<of::Notice>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("INSERT INTO push_job (school_id, notice_id, device_id, next_try) \
         SELECT DISTINCT n.school_id, n.notice_id, d.device_id, COALESCE(n.push_at, $3) FROM notice n \
         JOIN membership m ON m.school_id = n.school_id AND m.person_id = n.person_id \
         JOIN push_device d ON d.account_id = m.account_id \
         WHERE n.school_id = $1 AND n.notice_id = $2 ON CONFLICT DO NOTHING")
    .bind(school)
    .bind(notice)
    .bind(now)
    .execute(conn)
    .await
    .map(|_| ())
}

/// Forgets a device whose address its push service knows no more, with what waits for it; where its browser has replaced
/// the address meanwhile, what waits goes there.
async fn gone(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    now: DateTime<Utc>,
    (device, endpoint): (Id<of::Device>, String),
    notices: Vec<Id<of::Notice>>,
) -> Result<()> {
    sql("DELETE FROM push_device WHERE device_id = $1 AND endpoint = $2")
        .bind(device)
        .bind(endpoint)
        .execute(conn)
        .await?;
    let (is_replaced,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM push_device WHERE device_id = $1)")
        .bind(device)
        .fetch_one(conn)
        .await?;
    if is_replaced {
        for notice in notices {
            put_off(conn, school, device, notice, now).await?;
        }
        return Ok(());
    }
    sql("DELETE FROM push_job WHERE school_id = $1 AND device_id = $2")
        .bind(school)
        .bind(device)
        .execute(conn)
        .await
        .map(|_| ())
}

async fn done(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    device: Id<of::Device>,
    notice: Id<of::Notice>,
) -> Result<()> {
    sql("DELETE FROM push_job WHERE school_id = $1 AND notice_id = $2 AND device_id = $3")
        .bind(school)
        .bind(notice)
        .bind(device)
        .execute(conn)
        .await
        .map(|_| ())
}

/// Counts a failed attempt and puts the next one off; after the last one the device is not told.
async fn again(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    now: DateTime<Utc>,
    device: Id<of::Device>,
    notice: Id<of::Notice>,
) -> Result<()> {
    let row: Option<(i32,)> = sql("UPDATE push_job SET attempts = attempts + 1 \
         WHERE school_id = $1 AND notice_id = $2 AND device_id = $3 RETURNING attempts")
    .bind(school)
    .bind(notice)
    .bind(device)
    .fetch_optional(conn)
    .await?;
    let Some((attempts,)) = row else { return Ok(()) };
    let Some(wait) = retry_after(attempts) else { return done(conn, school, device, notice).await };
    put_off(conn, school, device, notice, now + wait).await
}

async fn put_off(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    device: Id<of::Device>,
    notice: Id<of::Notice>,
    until: DateTime<Utc>,
) -> Result<()> {
    sql("UPDATE push_job SET next_try = $4 WHERE school_id = $1 AND notice_id = $2 AND device_id = $3")
        .bind(school)
        .bind(notice)
        .bind(device)
        .bind(until)
        .execute(conn)
        .await
        .map(|_| ())
}

impl Reader {
    async fn jobs_of(&mut self, device: Uuid, notices: Vec<Uuid>) -> Result<Vec<Job>> {
        let school = self.school;
        // A device that is told no more has nothing waiting for it.
        let Some((account, own)) = self.device(device).await? else { return Ok(Vec::new()) };
        let mut jobs = Vec::with_capacity(notices.len());
        for notice in notices {
            let person: Option<(Uuid,)> =
                sql("SELECT person_id FROM notice WHERE school_id = $1 AND notice_id = $2")
                    .bind(school)
                    .bind(notice)
                    .fetch_optional(&mut self.conn())
                    .await?;
            jobs.extend(person.map(|(person,)| Job {
                notice: notice.into(),
                person: person.into(),
                account,
                device: own.clone(),
            }));
        }
        Ok(jobs)
    }
}
