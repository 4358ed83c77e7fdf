//! Accounts, sessions, and the person an account is in a school.

mod new;
mod password;
mod person;
mod session;

pub use new::NewAccount;
pub(crate) use password::replace_password;
pub use password::{LINK_LASTS, LinkStanding, PasswordLink, Recoverable};
pub(crate) use person::add_child;
pub use session::Session;

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{
    collation,
    edit::plain,
    id::{Id, of},
    permission::{Actor, Role},
    school::{ClassName, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    archive::lock::Touches,
    db::{Conn, sql},
    error::{Result, StoreError},
    history::Chain,
    store::Store,
    summative::{Setting, record},
};

/// Wrong passwords in a row after which an account waits.
const ATTEMPTS: i32 = 5;
/// How long it waits.
const LOCK: TimeDelta = TimeDelta::minutes(1);

/// What signing in needs to know of an account.
#[derive(Clone, Debug, FromRow)]
pub struct Credentials {
    #[sqlx(try_from = "Uuid")]
    /// Identifier.
    pub account_id: Id<of::Account>,
    /// The password's hash in PHC form.
    pub password_hash: String,
    /// Until when no password is tried.
    pub locked_until: Option<DateTime<Utc>>,
}

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Account.
    pub account: Id<of::Account>,
    /// Who acts.
    pub actor: Actor,
    /// The person's names.
    pub name: PersonName,
    /// The school's name.
    pub school_name: String,
    /// The classes of this year whose class teacher the person is.
    pub classes: Vec<(Id<of::SchoolClass>, ClassName)>,
    /// Whether the person is the class teacher of a class of whichever year.
    pub has_led: bool,
}

impl Store {
    /// The account of a sign-in name; letter case does not matter.
    ///
    /// # Errors
    /// The database's.
    pub async fn credentials(&self, login: &str) -> Result<Option<Credentials>> {
        let mut reader = self.read_accounts().await?;
        sql("SELECT account_id, password_hash, locked_until FROM account WHERE login = $1")
            .bind(fold(login))
            .fetch_optional(&mut reader.conn())
            .await
    }

    /// The same of an account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such account; the database's.
    pub async fn credentials_of(&self, account: Id<of::Account>) -> Result<Credentials> {
        let mut reader = self.read_accounts().await?;
        sql("SELECT account_id, password_hash, locked_until FROM account WHERE account_id = $1")
            .bind(account)
            .fetch_one(&mut reader.conn())
            .await
    }

    /// Counts a wrong password; after five in a row the account waits for a minute.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_failure(&self, account: Id<of::Account>, now: DateTime<Utc>) -> Result<()> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                sql("UPDATE account SET \
                     locked_until = CASE WHEN failed_attempts + 1 >= $2 THEN $3 \
                      WHEN locked_until > $4 THEN locked_until END, \
                     failed_attempts = CASE WHEN failed_attempts + 1 >= $2 THEN 0 ELSE failed_attempts + 1 END \
                     WHERE account_id = $1")
                .bind(account)
                .bind(ATTEMPTS)
                .bind(now + LOCK)
                .bind(now)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// Opens a session from one moment to another: as the person asked for, in that person's school; else in the first of
    /// the account's schools.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the account belongs to no school or is not the person asked for, and then
    /// nothing is changed; the database's.
    pub async fn open_session(
        &self,
        account: Id<of::Account>,
        person: Option<Id<of::Person>>,
        token_hash: Vec<u8>,
        lasts: Range<DateTime<Utc>>,
    ) -> Result<()> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                let (school,) = membership(&mut conn, account, person).await?.ok_or(StoreError::NotFound)?;
                sql("UPDATE account SET failed_attempts = 0, locked_until = NULL, signed_in_at = $2 \
                     WHERE account_id = $1")
                .bind(account)
                .bind(lasts.start)
                .execute(&mut conn)
                .await?;
                sql("INSERT INTO session (token_hash, account_id, school_id, expires_at, opened_at) \
                     VALUES ($1, $2, $3, $4, $5)")
                .bind(token_hash)
                .bind(account)
                .bind(school)
                .bind(lasts.end)
                .bind(lasts.start)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// Ends a session with the device that was allowed in it to be told at once, and forgets sessions that ran out.
    ///
    /// # Errors
    /// The database's.
    pub async fn close_session(&self, token_hash: Vec<u8>, now: DateTime<Utc>) -> Result<()> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                sql("DELETE FROM push_device WHERE session_hash = $1")
                    .bind(token_hash.clone())
                    .execute(&mut conn)
                    .await?;
                sql("DELETE FROM session WHERE token_hash = $1 OR expires_at < $2")
                    .bind(token_hash)
                    .bind(now)
                    .execute(&mut conn)
                    .await
                    .map(|_| ())
            })
        })
        .await
    }

    /// Moves a session into another of the account's schools.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the account does not belong to it; the database's.
    pub async fn switch_school(&self, token_hash: Vec<u8>, school: Id<of::School>) -> Result<()> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                let moved = sql("UPDATE session SET school_id = $2 WHERE token_hash = $1 AND EXISTS \
                     (SELECT 1 FROM membership m WHERE m.account_id = session.account_id AND m.school_id = $2)")
                .bind(token_hash)
                .bind(school)
                .execute(&mut conn)
                .await?;
                if moved == 1 { Ok(()) } else { Err(StoreError::NotFound) }
            })
        })
        .await
    }

    /// The schools an account belongs to, with their names, in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn memberships(&self, account: Id<of::Account>) -> Result<Vec<(Id<of::School>, String)>> {
        let mut reader = self.read_accounts().await?;
        let rows: Vec<(Uuid, String)> = sql("SELECT s.school_id, s.name FROM membership m \
             JOIN school s ON s.school_id = m.school_id WHERE m.account_id = $1 ORDER BY s.school_id")
        .bind(account)
        .fetch_all(&mut reader.conn())
        .await?;
        let mut schools: Vec<_> = rows.into_iter().map(|(id, name)| (Id::from(id), name)).collect();
        schools.sort_by_cached_key(|(_, name)| collation::sort_key(name));
        Ok(schools)
    }

    /// Makes an account for a person of a school. An account that exists already joins the school and keeps its
    /// password: one person may act in several schools.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where the sign-in name already acts in this school; the database's.
    pub async fn add_account(
        &self,
        school: Id<of::School>,
        person: Id<of::Person>,
        login: &str,
        password_hash: String,
    ) -> Result<()> {
        let login = fold(login);
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let account = Id::<of::Account>::new();
                let made = insert_account(&mut conn, account, &login, password_hash).await?;
                let account = if made { account } else { account_of(&mut conn, &login).await? };
                join(&mut conn, account, school, person, None).await
            })
        })
        .await
    }

    /// Sets an account's password and ends its sessions; its devices are told no more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such account; the database's.
    pub async fn set_password(&self, login: &str, password_hash: String, now: DateTime<Utc>) -> Result<()> {
        let login = fold(login);
        self.write(None, move |mut conn| {
            Box::pin(async move {
                let account = account_of(&mut conn, &login).await?;
                replace_password(&mut conn, account, password_hash, now).await
            })
        })
        .await
    }

    /// Gives or takes a role from the person of an account. One that the person has, or has not, already leaves no trace.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the account does not act in the school; the database's.
    pub async fn set_role(&self, setting: Setting, login: &str, role: Role, has: bool) -> Result<()> {
        let (login, school) = (fold(login), setting.school);
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, school, Touches::NoJournal).await?;
                let (person,): (Uuid,) = sql("SELECT m.person_id FROM membership m \
                     JOIN account a ON a.account_id = m.account_id WHERE a.login = $1 AND m.school_id = $2")
                .bind(login)
                .bind(school)
                .fetch_one(conn)
                .await?;
                let person: Id<of::Person> = person.into();
                let statement = if has {
                    sql("INSERT INTO person_role (school_id, person_id, role) VALUES ($1, $2, $3) \
                         ON CONFLICT DO NOTHING")
                } else {
                    sql("DELETE FROM person_role WHERE school_id = $1 AND person_id = $2 AND role = $3")
                };
                if statement.bind(school).bind(person).bind(role.code()).execute(conn).await? == 0 {
                    return Ok(());
                }
                let said = serde_json::json!({ "person": person, "role": role.code(), "given": has });
                record(conn, chain, setting, &said).await
            })
        })
        .await
    }

    /// Sign-in names by role, a few of each, for the demonstration school's greeting.
    ///
    /// # Errors
    /// The database's.
    pub async fn sign_in_names(&self, school: Id<of::School>) -> Result<Vec<(Role, String, String)>> {
        let mut reader = self.read(school).await?;
        let rows: Vec<(String, String, String, String)> = sql("SELECT r.role, a.login, p.surname, p.given \
             FROM membership m JOIN account a ON a.account_id = m.account_id \
             JOIN person p ON p.school_id = m.school_id AND p.person_id = m.person_id \
             JOIN person_role r ON r.school_id = m.school_id AND r.person_id = m.person_id \
             WHERE m.school_id = $1 ORDER BY a.login")
        .bind(school)
        .fetch_all(&mut reader.conn())
        .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(role, login, surname, given)| {
                Some((Role::from_code(&role)?, login, format!("{surname} {given}")))
            })
            .collect())
    }
}

/// Ends an account's sessions; its devices are told no more.
pub(crate) async fn end_sessions(conn: &mut Conn<'_>, account: Id<of::Account>) -> Result<()> {
    for statement in
        ["DELETE FROM session WHERE account_id = $1", "DELETE FROM push_device WHERE account_id = $1"]
    {
        sql(statement).bind(account).execute(conn).await?;
    }
    Ok(())
}

/// The school where an account acts as a person, or the first of its schools.
async fn membership(
    conn: &mut Conn<'_>,
    account: Id<of::Account>,
    person: Option<Id<of::Person>>,
) -> Result<Option<(Uuid,)>> {
    let Some(person) = person else {
        return sql("SELECT school_id FROM membership WHERE account_id = $1 ORDER BY school_id LIMIT 1")
            .bind(account)
            .fetch_optional(conn)
            .await;
    };
    sql("SELECT school_id FROM membership WHERE account_id = $1 AND person_id = $2")
        .bind(account)
        .bind(person)
        .fetch_optional(conn)
        .await
}

async fn account_of(conn: &mut Conn<'_>, login: &str) -> Result<Id<of::Account>> {
    let (account,): (Uuid,) =
        sql("SELECT account_id FROM account WHERE login = $1").bind(login).fetch_one(conn).await?;
    Ok(account.into())
}

/// Makes an account, unless somebody signs in with the name already; tells whether it was made.
pub(crate) async fn insert_account(
    conn: &mut Conn<'_>,
    account: Id<of::Account>,
    login: &str,
    password_hash: String,
) -> Result<bool> {
    let made = sql("INSERT INTO account (account_id, login, password_hash) VALUES ($1, $2, $3) \
         ON CONFLICT (login) DO NOTHING")
    .bind(account)
    .bind(login)
    .bind(password_hash)
    .execute(conn)
    .await?;
    Ok(made == 1)
}

/// Lets an account act as a person of a school.
pub(crate) async fn join(
    conn: &mut Conn<'_>,
    account: Id<of::Account>,
    school: Id<of::School>,
    person: Id<of::Person>,
    since: Option<DateTime<Utc>>,
) -> Result<()> {
    let joined =
        sql("INSERT INTO membership (account_id, school_id, person_id, since) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING")
        .bind(account)
        .bind(school)
        .bind(person)
        .bind(since)
        .execute(conn)
        .await?;
    if joined == 1 { Ok(()) } else { Err(StoreError::Exists("the sign-in name")) }
}

/// A name to sign in with as it is kept: letter case does not matter.
pub(crate) fn fold(login: &str) -> String {
    plain(login.trim()).to_lowercase()
}
