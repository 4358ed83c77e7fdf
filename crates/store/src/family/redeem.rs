//! Using a code: once, whoever tries at the same time.

use chrono::{DateTime, Utc};
use klas_domain::{
    Role,
    id::{Id, of},
    invitation::{InvitationKind, Invitee, Standing},
};
use uuid::Uuid;

use super::{Found, holder::set_holder};
use crate::{
    account::{fold, insert_account, join, replace_password},
    archive::lock::Touches,
    db::{Conn, sql},
    error::{Result, StoreError},
    history::Chain,
    store::Store,
};

/// What became of using a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// It was used: with this account one signs in as this person of the school.
    Done(Id<of::Account>, Id<of::Person>),
    /// It cannot be used.
    Not(Standing),
    /// Somebody else signs in with this name.
    LoginTaken,
    /// The account has the child already: the code was not used.
    HasChild,
    /// The account is not one of a guardian: the code was not used.
    NotAGuardian,
}

impl Store {
    /// Makes an account with a code.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where nobody gave the code; the database's. Then nothing was written.
    pub async fn join_with_code(
        &self,
        code: Vec<u8>,
        login: &str,
        password_hash: String,
        now: DateTime<Utc>,
    ) -> Result<Redeemed> {
        let found = match self.usable(code, InvitationKind::Join, now).await? {
            Ok(found) => found,
            Err(standing) => return Ok(Redeemed::Not(standing)),
        };
        let (school, invitee) = (found.invitation.school, found.invitation.invitee);
        let login = fold(login);
        let account = Id::<of::Account>::new();
        let made = self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                // Two codes of one guardian may be used at the same time: the second waits here.
                let chain = Chain::take(conn, school, Touches::NoJournal).await?;
                if !claim(conn, &found, account, now).await? {
                    return Ok(Redeemed::Not(Standing::Used));
                }
                if has_account(conn, school, invitee.person).await? {
                    return Err(StoreError::Exists("the account"));
                }
                if !insert_account(conn, account, &login, password_hash).await? {
                    return Err(StoreError::Exists("the sign-in name"));
                }
                take(conn, chain, invitee, None, now).await?;
                join(conn, account, school, invitee.person, Some(now)).await?;
                Ok(Redeemed::Done(account, invitee.person))
            })
        });
        match made.await {
            Err(StoreError::Exists("the sign-in name")) => Ok(Redeemed::LoginTaken),
            Err(StoreError::Exists("the account")) => Ok(Redeemed::Not(Standing::HasAccount)),
            made => made,
        }
    }

    /// Adds the child of a code to an account: the account's person of that school becomes who acts for the guardian whom
    /// the code invites; an account that is of no person there becomes that guardian's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where nobody gave the code; the database's. Then nothing was written.
    pub async fn add_child_with_code(
        &self,
        code: Vec<u8>,
        account: Id<of::Account>,
        now: DateTime<Utc>,
    ) -> Result<Redeemed> {
        let found = match self.usable(code, InvitationKind::Join, now).await? {
            Ok(found) => found,
            Err(standing) => return Ok(Redeemed::Not(standing)),
        };
        let (school, invitee) = (found.invitation.school, found.invitation.invitee);
        if invitee.is_pupil() {
            return Ok(Redeemed::NotAGuardian);
        }
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, school, Touches::NoJournal).await?;
                let own = person_of(conn, school, account).await?;
                if let Some(own) = own {
                    if is_pupil(conn, school, own).await? {
                        return Ok(Redeemed::NotAGuardian);
                    }
                    if guards(conn, school, own, invitee.pupil).await? {
                        return Ok(Redeemed::HasChild);
                    }
                }
                if !claim(conn, &found, account, now).await? {
                    return Ok(Redeemed::Not(Standing::Used));
                }
                take(conn, chain, invitee, own, now).await?;
                if own.is_none() {
                    join(conn, account, school, invitee.person, Some(now)).await?;
                }
                Ok(Redeemed::Done(account, own.unwrap_or(invitee.person)))
            })
        })
        .await
    }

    /// Sets a new password with a code; all sessions of the account end.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where nobody gave the code; the database's. Then nothing was written.
    pub async fn set_password_with_code(
        &self,
        code: Vec<u8>,
        password_hash: String,
        now: DateTime<Utc>,
    ) -> Result<Redeemed> {
        let found = match self.usable(code, InvitationKind::Password, now).await? {
            Ok(found) => found,
            Err(standing) => return Ok(Redeemed::Not(standing)),
        };
        let Some(account) = found.account else { return Ok(Redeemed::Not(Standing::Revoked)) };
        self.write(Some(found.invitation.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                if !claim(conn, &found, account, now).await? {
                    return Ok(Redeemed::Not(Standing::Used));
                }
                replace_password(conn, account, password_hash, now).await?;
                Ok(Redeemed::Done(account, found.acting))
            })
        })
        .await
    }

    /// The name to sign in with of the account that a code is about.
    ///
    /// # Errors
    /// The database's.
    pub async fn login_of(&self, found: &Found) -> Result<Option<String>> {
        let Some(account) = found.account else { return Ok(None) };
        let mut reader = self.read_accounts().await?;
        let row: Option<(String,)> = sql("SELECT login FROM account WHERE account_id = $1")
            .bind(account)
            .fetch_optional(&mut reader.conn())
            .await?;
        Ok(row.map(|(login,)| login))
    }

    /// What a code of a kind leads to, or why it cannot be used.
    async fn usable(
        &self,
        code: Vec<u8>,
        kind: InvitationKind,
        now: DateTime<Utc>,
    ) -> Result<std::result::Result<Found, Standing>> {
        let found = self.invitation(code, now).await?.ok_or(StoreError::NotFound)?;
        match found.invitation.standing {
            Standing::Open if found.invitation.kind == kind => Ok(Ok(found)),
            Standing::Open => Ok(Err(Standing::Revoked)),
            standing => Ok(Err(standing)),
        }
    }
}

/// Uses the code up; of those who try at the same time, one succeeds.
async fn claim(
    conn: &mut Conn<'_>,
    found: &Found,
    account: Id<of::Account>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let claimed = sql("UPDATE invitation SET used_at = $3, used_by = $4 \
         WHERE school_id = $1 AND invitation_id = $2 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $3")
    .bind(found.invitation.school)
    .bind(found.id)
    .bind(now)
    .bind(account)
    .execute(conn)
    .await?;
    Ok(claimed == 1)
}

/// Makes the invitee, or who acts for them, what the code says: a pupil or a guardian of the pupil.
async fn take(
    conn: &mut Conn<'_>,
    chain: Chain,
    invitee: Invitee,
    holder: Option<Id<of::Person>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let role = if invitee.is_pupil() { Role::Pupil } else { Role::Guardian };
    let acting = holder.unwrap_or(invitee.person);
    sql("INSERT INTO person_role (school_id, person_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(chain.school())
        .bind(acting)
        .bind(role.code())
        .execute(conn)
        .await?;
    set_holder(conn, chain, invitee, holder, (acting, now)).await
}

/// Whether anybody signs in as the person.
pub(crate) async fn has_account(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    person: Id<of::Person>,
) -> Result<bool> {
    exists(
        conn,
        "SELECT EXISTS (SELECT 1 FROM membership WHERE school_id = $1 AND person_id = $2)",
        (school, person),
    )
    .await
}

async fn is_pupil(conn: &mut Conn<'_>, school: Id<of::School>, person: Id<of::Person>) -> Result<bool> {
    exists(
        conn,
        "SELECT EXISTS (SELECT 1 FROM person_role WHERE school_id = $1 AND person_id = $2 AND role = 'pupil')",
        (school, person),
    )
    .await
}

async fn exists(
    conn: &mut Conn<'_>,
    statement: &'static str,
    (school, person): (Id<of::School>, Id<of::Person>),
) -> Result<bool> {
    let (exists,): (bool,) = sql(statement).bind(school).bind(person).fetch_one(conn).await?;
    Ok(exists)
}

async fn guards(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    person: Id<of::Person>,
    pupil: Id<of::Person>,
) -> Result<bool> {
    let (guards,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM guardianship \
         WHERE school_id = $1 AND pupil_id = $3 AND (guardian_id = $2 AND holder_id IS NULL OR holder_id = $2))")
    .bind(school)
    .bind(person)
    .bind(pupil)
    .fetch_one(conn)
    .await?;
    Ok(guards)
}

async fn person_of(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    account: Id<of::Account>,
) -> Result<Option<Id<of::Person>>> {
    let row: Option<(Uuid,)> =
        sql("SELECT person_id FROM membership WHERE account_id = $1 AND school_id = $2")
            .bind(account)
            .bind(school)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|(person,)| person.into()))
}
