//! From notices to letters at once: what is due is taken for one server, and put back until it is told or given up.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use klas_domain::{
    id::{Id, of},
    notice::retry_after,
};
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::Result,
    store::Store,
};

/// To how many persons it is written together: so few that a slow mail server is done with them in the time of a lease.
const TOGETHER: i64 = 20;

/// A letter that may be due: notices of one person, if the person still wants to be told of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub person: Id<of::Person>,
    /// The account with the address.
    pub account: Id<of::Account>,
    /// The address.
    pub address: String,
    /// The code of the language in which it is written.
    pub language: String,
    /// The notices.
    pub notices: Vec<Id<of::Notice>>,
}

/// What became of a notice that a letter was to tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailEnd {
    /// The mail server took the letter.
    Sent,
    /// No letter tells of it.
    Drop,
    /// It is asked again at this moment.
    Wait(DateTime<Utc>),
    /// The mail server did not take it.
    Failed,
}

impl Store {
    /// Takes the notices that letters are to tell a few persons of at a moment, until `lease` for this server alone, by
    /// person. Nobody is told whose address was taken away meanwhile.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_mails(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
    ) -> Result<Vec<Mail>> {
        let asked = "SELECT EXISTS (SELECT 1 FROM notice WHERE school_id = $1 AND mail_at <= $2)";
        if !self.waits(school, asked, now).await? {
            return Ok(Vec::new());
        }
        let taken: Vec<(Uuid, Uuid)> = self
            .write(Some(school), move |mut conn| {
                Box::pin(async move {
                    sql("UPDATE notice SET mail_at = $3 WHERE school_id = $1 AND mail_at <= $2 \
                         AND person_id IN (SELECT DISTINCT person_id FROM notice WHERE school_id = $1 \
                          AND mail_at <= $2 ORDER BY person_id LIMIT $4) RETURNING notice_id, person_id")
                    .bind(school)
                    .bind(now)
                    .bind(lease)
                    .bind(TOGETHER)
                    .fetch_all(&mut conn)
                    .await
                })
            })
            .await?;
        let mut persons: BTreeMap<Uuid, Vec<Id<of::Notice>>> = BTreeMap::new();
        for (notice, person) in taken {
            persons.entry(person).or_default().push(notice.into());
        }
        let mut reader = self.read(school).await?;
        let (mut mails, mut orphans) = (Vec::with_capacity(persons.len()), Vec::new());
        for (person, notices) in persons {
            match reader.address_of(person).await? {
                Some((account, address, language)) => {
                    let (person, account) = (person.into(), account.into());
                    mails.push(Mail { person, account, address, language, notices });
                }
                None => orphans.extend(notices.into_iter().map(|notice| (notice, MailEnd::Drop))),
            }
        }
        drop(reader);
        if !orphans.is_empty() {
            self.end_mails(school, (now, lease), orphans).await?;
        }
        Ok(mails)
    }

    /// Says what became of notices that were taken until `lease`. One that is to be told anew since then still is.
    ///
    /// # Errors
    /// The database's; then they are asked again when their lease is over.
    pub async fn end_mails(
        &self,
        school: Id<of::School>,
        (now, lease): (DateTime<Utc>, DateTime<Utc>),
        ends: Vec<(Id<of::Notice>, MailEnd)>,
    ) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                for (notice, end) in ends {
                    let next = match end {
                        MailEnd::Sent | MailEnd::Drop => None,
                        MailEnd::Wait(moment) => Some(moment),
                        MailEnd::Failed => retry_after(count_attempt(&mut conn, school, notice).await?)
                            .map(|wait| now + wait),
                    };
                    sql("UPDATE notice SET mail_at = CASE WHEN mail_at = $3 THEN $4 ELSE mail_at END, \
                         mailed_at = COALESCE($5, mailed_at) WHERE school_id = $1 AND notice_id = $2")
                    .bind(school)
                    .bind(notice)
                    .bind(lease)
                    .bind(next)
                    .bind((end == MailEnd::Sent).then_some(now))
                    .execute(&mut conn)
                    .await?;
                }
                Ok(())
            })
        })
        .await
    }
}

async fn count_attempt(conn: &mut Conn<'_>, school: Id<of::School>, notice: Id<of::Notice>) -> Result<i32> {
    let row: Option<(i32,)> = sql("UPDATE notice SET mail_attempts = mail_attempts + 1 \
         WHERE school_id = $1 AND notice_id = $2 RETURNING mail_attempts")
    .bind(school)
    .bind(notice)
    .fetch_optional(conn)
    .await?;
    // A notice that was taken back meanwhile is tried no more.
    Ok(row.map_or(i32::MAX, |(attempts,)| attempts))
}
