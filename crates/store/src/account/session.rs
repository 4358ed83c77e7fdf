//! Sessions that are open: who acts in one, in which school, and how long it lasts.

use chrono::{DateTime, Utc};
use klas_domain::id::{Id, of};
use sqlx::FromRow;
use uuid::Uuid;

use super::SignedIn;
use crate::{db::sql, error::Result, school::local_day, store::Store};

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who acts in it.
    pub person: SignedIn,
    /// When it was opened; none: it is not prolonged.
    pub opened_at: Option<DateTime<Utc>>,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct SessionRow {
    account_id: Uuid,
    school_id: Uuid,
    person_id: Uuid,
    opened_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
}

impl Store {
    /// The session of a token, unless it ran out.
    ///
    /// # Errors
    /// The database's.
    pub async fn session(&self, token_hash: Vec<u8>, now: DateTime<Utc>) -> Result<Option<Session>> {
        let mut reader = self.read_accounts().await?;
        let row: Option<SessionRow> = sql("SELECT s.account_id, s.school_id, m.person_id, s.opened_at, \
             s.expires_at FROM session s \
             JOIN membership m ON m.account_id = s.account_id AND m.school_id = s.school_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2")
        .bind(token_hash)
        .bind(now)
        .fetch_optional(&mut reader.conn())
        .await?;
        let Some(row) = row else { return Ok(None) };
        drop(reader);
        let mut reader = self.read(row.school_id.into()).await?;
        let person = reader.identify(row.account_id.into(), row.person_id.into(), local_day(now)).await?;
        Ok(Some(Session { person, opened_at: row.opened_at, expires_at: row.expires_at }))
    }

    /// Prolongs an account's session to a moment, and tells whether it did: that of somebody who works in any of the
    /// account's schools is prolonged no more.
    ///
    /// # Errors
    /// The database's.
    pub async fn prolong_session(
        &self,
        token_hash: Vec<u8>,
        account: Id<of::Account>,
        until: DateTime<Utc>,
    ) -> Result<bool> {
        let works = self.works_at_a_school(account).await?;
        self.write(None, move |mut conn| {
            Box::pin(async move {
                let statement = if works {
                    sql("UPDATE session SET opened_at = NULL WHERE token_hash = $1").bind(token_hash)
                } else {
                    sql("UPDATE session SET expires_at = $2 WHERE token_hash = $1 AND expires_at < $2")
                        .bind(token_hash)
                        .bind(until)
                };
                let changed = statement.execute(&mut conn).await?;
                Ok(!works && changed == 1)
            })
        })
        .await
    }
}
