//! Links by which somebody sets a new password: sent to the account's confirmed address, each used once.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::id::{Id, of};
use sqlx::FromRow;
use uuid::Uuid;

use super::{end_sessions, fold};
use crate::{
    db::{Conn, sql},
    error::Result,
    store::Store,
};

/// How long a link can be used.
pub const LINK_LASTS: TimeDelta = TimeDelta::hours(1);
/// How long it takes until another letter goes to an account.
const BETWEEN: TimeDelta = TimeDelta::minutes(1);
/// The most letters that go to an account in [`SPAN`].
const LETTERS: i64 = 5;
/// The time over which letters are counted.
const SPAN: TimeDelta = TimeDelta::days(1);
/// The most accounts that are written to where several have one address.
const ACCOUNTS: i64 = 5;

/// An account that a letter with a link may go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoverable {
    /// The account.
    pub account: Id<of::Account>,
    /// The name to sign in with.
    pub login: String,
    /// The confirmed address.
    pub address: String,
    /// The code of the language of its letters.
    pub language: String,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordLink {
    /// The account.
    pub account: Id<of::Account>,
    /// The name to sign in with.
    pub login: String,
    /// Whether it can be used.
    pub standing: LinkStanding,
}

/// Whether a link can be used, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStanding {
    /// It can be used.
    Open,
    /// Its hour is over.
    Expired,
    /// It was used.
    Used,
    /// A newer one took its place, the password was set in another way, or the account has another address by now.
    Replaced,
}

#[derive(FromRow)]
struct LinkRow {
    account_id: Uuid,
    login: String,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    /// Whether the account still has the address that it was sent to.
    own_address: bool,
}

impl Store {
    /// The accounts that a sign-in name or a confirmed address means; letter case does not matter.
    ///
    /// # Errors
    /// The database's.
    pub async fn recoverable(&self, typed: &str) -> Result<Vec<Recoverable>> {
        let mut reader = self.read_accounts().await?;
        let rows: Vec<(Uuid, String, String, String)> =
            sql("SELECT a.account_id, a.login, e.address, e.language FROM account a \
             JOIN account_email e ON e.account_id = a.account_id AND e.address IS NOT NULL \
             WHERE a.login = $1 OR lower(e.address) = $1 ORDER BY a.login LIMIT $2")
            .bind(fold(typed))
            .bind(ACCOUNTS)
            .fetch_all(&mut reader.conn())
            .await?;
        let own = |(account, login, address, language): (Uuid, String, String, String)| Recoverable {
            account: account.into(),
            login,
            address,
            language,
        };
        Ok(rows.into_iter().map(own).collect())
    }

    /// Keeps a link that is sent to the address of an account; earlier ones die. False where a letter went to it less than a minute ago, or too
    /// many in a day, and nothing is kept.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn make_password_link(
        &self,
        own: Recoverable,
        code_hash: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let account = own.account;
        self.write(None, move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                // Whoever asks twice at once waits here for the first.
                sql("UPDATE account_email SET language = language WHERE account_id = $1")
                    .bind(account)
                    .execute(conn)
                    .await?;
                let (lately, in_span): (i64, i64) =
                    sql("SELECT count(CASE WHEN made_at > $2 THEN 1 END), count(*) FROM password_link \
                     WHERE account_id = $1 AND made_at > $3")
                    .bind(account)
                    .bind(now - BETWEEN)
                    .bind(now - SPAN)
                    .fetch_one(conn)
                    .await?;
                if lately > 0 || in_span >= LETTERS {
                    return Ok(false);
                }
                revoke(conn, account, now).await?;
                sql("INSERT INTO password_link (code_hash, account_id, address, made_at, expires_at) \
                     VALUES ($1, $2, $3, $4, $5)")
                .bind(code_hash)
                .bind(account)
                .bind(own.address)
                .bind(now)
                .bind(now + LINK_LASTS)
                .execute(conn)
                .await?;
                Ok(true)
            })
        })
        .await
    }

    /// What a link leads to; none where nobody made it.
    ///
    /// # Errors
    /// The database's.
    pub async fn password_link(
        &self,
        code_hash: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Result<Option<PasswordLink>> {
        let mut reader = self.read_accounts().await?;
        let row: Option<LinkRow> =
            sql("SELECT l.account_id, a.login, l.expires_at, l.used_at, l.revoked_at, \
             EXISTS (SELECT 1 FROM account_email e WHERE e.account_id = l.account_id AND e.address = l.address) \
              AS own_address FROM password_link l \
             JOIN account a ON a.account_id = l.account_id WHERE l.code_hash = $1")
            .bind(code_hash)
            .fetch_optional(&mut reader.conn())
            .await?;
        Ok(row.map(|row| PasswordLink {
            account: row.account_id.into(),
            login: row.login,
            standing: match (row.used_at, row.revoked_at) {
                (Some(_), _) => LinkStanding::Used,
                (_, Some(_)) => LinkStanding::Replaced,
                _ if !row.own_address => LinkStanding::Replaced,
                _ if row.expires_at <= now => LinkStanding::Expired,
                _ => LinkStanding::Open,
            },
        }))
    }

    /// Sets a new password by a link, which is used up; all sessions of the account end. False where it cannot be used any
    /// more, and nothing is changed.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn set_password_by_link(
        &self,
        code_hash: Vec<u8>,
        password_hash: String,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let used: Option<(Uuid,)> = sql("UPDATE password_link SET used_at = $2 WHERE code_hash = $1 \
                     AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 AND EXISTS (SELECT 1 FROM account_email e \
                      WHERE e.account_id = password_link.account_id AND e.address = password_link.address) \
                     RETURNING account_id")
                .bind(code_hash)
                .bind(now)
                .fetch_optional(conn)
                .await?;
                let Some((account,)) = used else { return Ok(false) };
                replace_password(conn, account.into(), password_hash, now).await?;
                Ok(true)
            })
        })
        .await
    }

    /// When the password of an account was last set by a link of a letter.
    ///
    /// # Errors
    /// The database's.
    pub async fn password_set_by_link(&self, account: Id<of::Account>) -> Result<Option<DateTime<Utc>>> {
        let mut reader = self.read_accounts().await?;
        let row: Option<(DateTime<Utc>,)> = sql("SELECT used_at FROM password_link \
             WHERE account_id = $1 AND used_at IS NOT NULL ORDER BY used_at DESC LIMIT 1")
        .bind(account)
        .fetch_optional(&mut reader.conn())
        .await?;
        Ok(row.map(|(moment,)| moment))
    }
}

/// Sets an account's password: whoever was signed in is not any more, its devices are told no more, and links that were
/// sent before are of no use.
pub(crate) async fn replace_password(
    conn: &mut Conn<'_>,
    account: Id<of::Account>,
    password_hash: String,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("UPDATE account SET password_hash = $2, failed_attempts = 0, locked_until = NULL WHERE account_id = $1")
        .bind(account)
        .bind(password_hash)
        .execute(conn)
        .await?;
    revoke(conn, account, now).await?;
    end_sessions(conn, account).await
}

/// Links that were not used are of no use from now on.
async fn revoke(conn: &mut Conn<'_>, account: Id<of::Account>, now: DateTime<Utc>) -> Result<()> {
    sql("UPDATE password_link SET revoked_at = $2 WHERE account_id = $1 AND used_at IS NULL AND revoked_at IS NULL")
        .bind(account)
        .bind(now)
        .execute(conn)
        .await
        .map(|_| ())
}
