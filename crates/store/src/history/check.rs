//! The nightly checks of a school's history: what each found, and to whom its digest is sent.

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use klas_domain::id::{Id, of};
use sqlx::FromRow;

use super::{Chain, ChainState, verify::Walked};
use crate::{
    archive::lock::Touches,
    db::sql,
    error::{Result, StoreError},
    store::{Reader, Store},
    summative::{Setting, record},
};

/// A check that was begun and not ended in this time was given up with its server.
const GIVEN_UP: TimeDelta = TimeDelta::hours(1);
/// The most addresses that the digest is sent to.
pub const ADDRESSES_LIMIT: usize = 10;
/// How many checks are told of.
const TOLD: i64 = 30;

/// A nightly check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NightlyCheck {
    /// The day by the school's clock.
    pub day: NaiveDate,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// What it found.
    pub state: ChainState,
    /// How many rows follow from one another.
    pub links: i64,
    /// The hash of the last of them.
    pub digest: Vec<u8>,
    /// To how many addresses the digest was sent.
    pub sent: i32,
    /// To which it is still to be sent.
    pub unsent: Vec<String>,
}

#[derive(FromRow)]
struct Row {
    day: NaiveDate,
    ended_at: DateTime<Utc>,
    state: String,
    links: i64,
    fault: i64,
    digest: Vec<u8>,
    sent: i32,
    unsent: String,
}

impl TryFrom<Row> for NightlyCheck {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let state = match row.state.as_str() {
            "whole" => ChainState::Whole(row.links),
            "broken" => ChainState::BrokenAt(row.fault),
            "altered" => ChainState::Altered(row.fault),
            _ => return Err(StoreError::Corrupt("check of the history")),
        };
        Ok(Self {
            day: row.day,
            at: row.ended_at,
            state,
            links: row.links,
            digest: row.digest,
            sent: row.sent,
            unsent: lines(&row.unsent),
        })
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// How a state is kept: its name, and the row or the number of places.
fn kept(state: ChainState) -> (&'static str, i64) {
    match state {
        ChainState::Whole(_) => ("whole", 0),
        ChainState::BrokenAt(row) => ("broken", row),
        ChainState::Altered(places) => ("altered", places),
    }
}

macro_rules! checks {
    ($tail:literal) => {
        concat!(
            "SELECT day, ended_at, state, links, fault, digest, sent, unsent FROM history_check \
             WHERE school_id = $1 AND ended_at IS NOT NULL ",
            $tail
        )
    };
}

impl Reader {
    /// The last checks, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn nightly_checks(&mut self) -> Result<Vec<NightlyCheck>> {
        let school = self.school;
        let rows: Vec<Row> = sql(checks!("ORDER BY day DESC LIMIT $2"))
            .bind(school)
            .bind(TOLD)
            .fetch_all(&mut self.conn())
            .await?;
        rows.into_iter().map(NightlyCheck::try_from).collect()
    }

    /// To whom the digest of the history is sent each day.
    ///
    /// # Errors
    /// The database's.
    pub async fn digest_addresses(&mut self) -> Result<Vec<String>> {
        let school = self.school;
        let (addresses,): (String,) = sql("SELECT digest_addresses FROM school WHERE school_id = $1")
            .bind(school)
            .fetch_one(&mut self.conn())
            .await?;
        Ok(lines(&addresses))
    }
}

impl Store {
    /// Takes the check of a day; false where it was made, or another server makes it.
    ///
    /// # Errors
    /// The database's.
    pub async fn begin_check(
        &self,
        school: Id<of::School>,
        day: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let taken = sql("INSERT INTO history_check (school_id, day, begun_at) VALUES ($1, $2, $3) \
                     ON CONFLICT (school_id, day) DO UPDATE SET begun_at = excluded.begun_at \
                     WHERE history_check.ended_at IS NULL AND history_check.begun_at < $4")
                .bind(school)
                .bind(day)
                .bind(now.trunc_subsecs(6))
                .bind((now - GIVEN_UP).trunc_subsecs(6))
                .execute(&mut conn)
                .await?;
                Ok(taken > 0)
            })
        })
        .await
    }

    /// Keeps what the check of a day found that was begun at a moment; the addresses of now are those that the digest is
    /// to be sent to. False where another server took it over meanwhile, or has made it: then nothing is changed, and
    /// nobody gets the digest twice.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_check(
        &self,
        school: Id<of::School>,
        (day, begun_at): (NaiveDate, DateTime<Utc>),
        found: Walked,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let (state, fault) = kept(found.state);
                let kept = sql("UPDATE history_check SET ended_at = $3, state = $4, links = $5, fault = $6, \
                     digest = $7, unsent = (SELECT s.digest_addresses FROM school s WHERE s.school_id = $1), sent = 0 \
                     WHERE school_id = $1 AND day = $2 AND ended_at IS NULL AND begun_at = $8")
                .bind(school)
                .bind(day)
                .bind(now.trunc_subsecs(6))
                .bind(state)
                .bind(found.links)
                .bind(fault)
                .bind(found.digest)
                .bind(begun_at.trunc_subsecs(6))
                .execute(&mut conn)
                .await?;
                Ok(kept > 0)
            })
        })
        .await
    }

    /// Takes the first of those to whom the digest of a day is still to be sent, so that no other server sends it too; with
    /// the check, in which the others are left.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_unsent(
        &self,
        school: Id<of::School>,
        day: NaiveDate,
    ) -> Result<Option<(NightlyCheck, String)>> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                Chain::hold(conn, school).await?;
                let row: Option<Row> = sql(checks!("AND day = $2 AND unsent <> ''"))
                    .bind(school)
                    .bind(day)
                    .fetch_optional(conn)
                    .await?;
                let Some(mut check) = row.map(NightlyCheck::try_from).transpose()? else { return Ok(None) };
                if check.unsent.is_empty() {
                    return Ok(None);
                }
                let to = check.unsent.remove(0);
                sql("UPDATE history_check SET unsent = $3 WHERE school_id = $1 AND day = $2")
                    .bind(school)
                    .bind(day)
                    .bind(check.unsent.join("\n"))
                    .execute(conn)
                    .await?;
                Ok(Some((check, to)))
            })
        })
        .await
    }

    /// Notes that the digest of a day was sent to one more.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_sent(&self, school: Id<of::School>, day: NaiveDate) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("UPDATE history_check SET sent = sent + 1 WHERE school_id = $1 AND day = $2")
                    .bind(school)
                    .bind(day)
                    .execute(&mut conn)
                    .await
                    .map(|_| ())
            })
        })
        .await
    }

    /// Puts somebody to whom the digest of a day could not be sent yet after all who still wait for it.
    ///
    /// # Errors
    /// The database's.
    pub async fn put_back_unsent(&self, school: Id<of::School>, day: NaiveDate, to: String) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("UPDATE history_check SET unsent = unsent || $3 WHERE school_id = $1 AND day = $2")
                    .bind(school)
                    .bind(day)
                    .bind(format!("\n{to}"))
                    .execute(&mut conn)
                    .await
                    .map(|_| ())
            })
        })
        .await
    }

    /// Sets to whom the digest of the history is sent each day: nobody for none, at most [`ADDRESSES_LIMIT`].
    ///
    /// # Errors
    /// The database's.
    pub async fn set_digest_addresses(&self, setting: Setting, addresses: Vec<String>) -> Result<()> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                let kept: Vec<&str> = addresses.iter().map(String::as_str).take(ADDRESSES_LIMIT).collect();
                sql("UPDATE school SET digest_addresses = $2 WHERE school_id = $1")
                    .bind(setting.school)
                    .bind(kept.join("\n"))
                    .execute(conn)
                    .await?;
                // Addresses are personal data: the history says how many, and who set them.
                let said = serde_json::json!({ "digest_addresses": kept.len() });
                record(conn, chain, setting, &said).await
            })
        })
        .await
    }
}
