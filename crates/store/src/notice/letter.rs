//! The letters of the week: one for each guardian with an e-mail address, each week once.

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use klas_domain::{
    id::{Id, of},
    notice::retry_after,
};
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::Result,
    school::local_day,
    store::{Reader, Store},
};

/// The most letters that are taken together.
const TOGETHER: i64 = 20;

/// A letter that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub person: Id<of::Person>,
    /// The account with the address.
    pub account: Id<of::Account>,
    /// The address.
    pub address: String,
    /// The code of the language in which it is written.
    pub language: String,
    /// The Monday of its week.
    pub week: NaiveDate,
    /// As of when the last one before it was written; none: there was none.
    pub last: Option<DateTime<Utc>>,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterEnd {
    /// The mail server took it.
    Sent,
    /// There was nothing to say, or the person wants none.
    Nothing,
    /// The mail server did not take it.
    Failed,
}

impl Reader {
    /// The account, the address and the language in which a person is written to.
    pub(super) async fn address_of(&mut self, person: Uuid) -> Result<Option<(Uuid, String, String)>> {
        let school = self.school;
        sql("SELECT m.account_id, a.address, a.language FROM membership m \
             JOIN account_email a ON a.account_id = m.account_id AND a.address IS NOT NULL \
             WHERE m.school_id = $1 AND m.person_id = $2 ORDER BY m.account_id LIMIT 1")
        .bind(school)
        .bind(person)
        .fetch_optional(&mut self.conn())
        .await
    }

    /// As of when the last letter that a person got before that of a week was written.
    async fn letter_before(&mut self, person: Uuid, week: NaiveDate) -> Result<Option<DateTime<Utc>>> {
        let school = self.school;
        let row: Option<(DateTime<Utc>,)> = sql("SELECT sent_at FROM letter WHERE school_id = $1 \
             AND person_id = $2 AND week < $3 AND sent_at IS NOT NULL ORDER BY week DESC LIMIT 1")
        .bind(school)
        .bind(person)
        .bind(week)
        .fetch_optional(&mut self.conn())
        .await?;
        Ok(row.map(|(sent_at,)| sent_at))
    }
}

impl Store {
    /// Notes the letters of a week that are to be sent; those that are noted already stay as they are.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn plan_letters(
        &self,
        school: Id<of::School>,
        week: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut reader = self.read(school).await?;
        let left: Vec<(Uuid,)> = sql("SELECT DISTINCT m.person_id FROM membership m \
             JOIN account_email a ON a.account_id = m.account_id AND a.address IS NOT NULL \
             JOIN person_role w ON w.school_id = m.school_id AND w.person_id = m.person_id AND w.role = 'guardian' \
             WHERE m.school_id = $1 AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.school_id = m.school_id \
              AND l.person_id = m.person_id AND l.week = $2)")
        .bind(school)
        .bind(week)
        .fetch_all(&mut reader.conn())
        .await?;
        drop(reader);
        if left.is_empty() {
            return Ok(());
        }
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                for (person,) in left {
                    sql("INSERT INTO letter (school_id, person_id, week, next_try) VALUES ($1, $2, $3, $4) \
                         ON CONFLICT DO NOTHING")
                    .bind(school)
                    .bind(person)
                    .bind(week)
                    .bind(now)
                    .execute(&mut conn)
                    .await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Takes letters that are to be sent at a moment, until `lease` for this server alone. What was not sent in its week is not
    /// sent any more.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_letters(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
    ) -> Result<Vec<Letter>> {
        let asked = "SELECT EXISTS (SELECT 1 FROM letter WHERE school_id = $1 AND next_try <= $2)";
        if !self.waits(school, asked, now).await? {
            return Ok(Vec::new());
        }
        let week = local_day(now).week(Weekday::Mon).first_day();
        let taken: Vec<(Uuid, NaiveDate)> = self
            .write(Some(school), move |mut conn| {
                Box::pin(async move {
                    sql("UPDATE letter SET next_try = NULL WHERE school_id = $1 AND week < $2 \
                         AND next_try IS NOT NULL")
                    .bind(school)
                    .bind(week)
                    .execute(&mut conn)
                    .await?;
                    sql("UPDATE letter SET next_try = $3 WHERE school_id = $1 AND next_try <= $2 \
                         AND (person_id, week) IN (SELECT person_id, week FROM letter \
                          WHERE school_id = $1 AND next_try <= $2 ORDER BY person_id LIMIT $4) \
                         RETURNING person_id, week")
                    .bind(school)
                    .bind(now)
                    .bind(lease)
                    .bind(TOGETHER)
                    .fetch_all(&mut conn)
                    .await
                })
            })
            .await?;
        let mut reader = self.read(school).await?;
        let mut letters = Vec::with_capacity(taken.len());
        let mut orphans = Vec::new();
        for (person, week) in taken {
            match reader.address_of(person).await? {
                Some((account, address, language)) => {
                    let last = reader.letter_before(person, week).await?;
                    let (person, account) = (person.into(), account.into());
                    letters.push(Letter { person, account, address, language, week, last });
                }
                None => orphans.push((person, week)),
            }
        }
        drop(reader);
        if !orphans.is_empty() {
            self.forget_letters(school, orphans).await?;
        }
        Ok(letters)
    }

    /// Sends letters no more whose address was taken away meanwhile.
    async fn forget_letters(&self, school: Id<of::School>, orphans: Vec<(Uuid, NaiveDate)>) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                for (person, week) in orphans {
                    sql("UPDATE letter SET next_try = NULL WHERE school_id = $1 AND person_id = $2 AND week = $3")
                        .bind(school)
                        .bind(person)
                        .bind(week)
                        .execute(&mut conn)
                        .await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Says what became of a letter that was written as of a moment: what comes afterwards is the next one's.
    ///
    /// # Errors
    /// The database's; then it is tried again.
    pub async fn end_letter(
        &self,
        school: Id<of::School>,
        letter: Letter,
        end: LetterEnd,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let next = if end == LetterEnd::Failed {
                    retry_after(count_attempt(conn, school, &letter).await?).map(|wait| now + wait)
                } else {
                    None
                };
                sql("UPDATE letter SET next_try = $4, sent_at = $5 \
                     WHERE school_id = $1 AND person_id = $2 AND week = $3")
                .bind(school)
                .bind(letter.person)
                .bind(letter.week)
                .bind(next)
                .bind((end == LetterEnd::Sent).then_some(now))
                .execute(conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }
}

async fn count_attempt(conn: &mut Conn<'_>, school: Id<of::School>, letter: &Letter) -> Result<i32> {
    let (attempts,): (i32,) = sql("UPDATE letter SET attempts = attempts + 1 \
         WHERE school_id = $1 AND person_id = $2 AND week = $3 RETURNING attempts")
    .bind(school)
    .bind(letter.person)
    .bind(letter.week)
    .fetch_one(conn)
    .await?;
    Ok(attempts)
}
