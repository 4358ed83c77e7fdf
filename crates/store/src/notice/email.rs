//! The e-mail address of an account: it counts once a code that was sent to it came back.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::id::{Id, of};
use sqlx::FromRow;

use crate::{db::sql, error::Result, store::Store};

/// How long it takes until another code is sent.
const BETWEEN: TimeDelta = TimeDelta::minutes(1);

/// The address of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct AccountEmail {
    /// The address that letters go to.
    pub address: Option<String>,
    /// One that waits to be confirmed.
    pub pending: Option<String>,
}

impl Store {
    /// The address of an account.
    ///
    /// # Errors
    /// The database's.
    pub async fn email_of(&self, account: Id<of::Account>) -> Result<AccountEmail> {
        let mut reader = self.read_accounts().await?;
        let row = sql("SELECT address, pending FROM account_email WHERE account_id = $1")
            .bind(account)
            .fetch_optional(&mut reader.conn())
            .await?;
        Ok(row.unwrap_or_default())
    }

    /// Notes an address that waits for a code to come back until a moment; one that was confirmed before stays until then.
    /// False where a code was sent less than a minute ago, and nothing is noted.
    ///
    /// # Errors
    /// The database's.
    pub async fn ask_email(
        &self,
        account: Id<of::Account>,
        (address, language): (String, &'static str),
        code_hash: Vec<u8>,
        (now, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<bool> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                let noted = sql("INSERT INTO account_email (account_id, pending, code_hash, code_until, asked_at, \
                     language) VALUES ($1, $2, $3, $4, $5, $7) ON CONFLICT (account_id) DO UPDATE SET \
                     pending = excluded.pending, code_hash = excluded.code_hash, code_until = excluded.code_until, \
                     asked_at = excluded.asked_at, language = excluded.language \
                     WHERE account_email.asked_at IS NULL OR account_email.asked_at <= $6")
                .bind(account)
                .bind(address)
                .bind(code_hash)
                .bind(until)
                .bind(now)
                .bind(now - BETWEEN)
                .bind(language)
                .execute(&mut conn)
                .await?;
                Ok(noted == 1)
            })
        })
        .await
    }

    /// Lets the address whose code came back count; tells whether there is one.
    ///
    /// # Errors
    /// The database's.
    pub async fn confirm_email(&self, code_hash: Vec<u8>, now: DateTime<Utc>) -> Result<bool> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                let confirmed =
                    sql("UPDATE account_email SET address = pending, pending = NULL, code_hash = NULL, \
                     code_until = NULL WHERE code_hash = $1 AND code_until > $2 AND pending IS NOT NULL")
                    .bind(code_hash)
                    .bind(now)
                    .execute(&mut conn)
                    .await?;
                Ok(confirmed == 1)
            })
        })
        .await
    }

    /// Forgets the address of an account.
    ///
    /// # Errors
    /// The database's.
    pub async fn remove_email(&self, account: Id<of::Account>) -> Result<()> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                sql("UPDATE account_email SET address = NULL, pending = NULL, code_hash = NULL, code_until = NULL \
                     WHERE account_id = $1")
                .bind(account)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }
}
