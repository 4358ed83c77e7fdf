//! Accounts that are made for many people of a school at once.

use klas_domain::{
    id::{Id, of},
    login::offered,
    school::PersonName,
};

use super::{insert_account, join};
use crate::{db::Conn, error::Result, family::has_account, history::Chain, store::Store};

/// An account to be made for a person of a school.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Whose it is.
    pub person: Id<of::Person>,
    /// The person's names, of which the name to sign in with is made.
    pub name: PersonName,
    /// The password's hash in PHC form.
    pub password_hash: String,
}

impl Store {
    /// Makes accounts for people of a school, each with the first offered name that nobody signs in with: nobody joins an
    /// account that is somebody's already. Tells these names in the order of the people; none where the person has an
    /// account already, or no offered name is free, and nothing was made.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn add_accounts(
        &self,
        school: Id<of::School>,
        accounts: Vec<NewAccount>,
    ) -> Result<Vec<Option<String>>> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                // Of two who give accounts to the same people at once, the second waits here.
                Chain::hold(conn, school).await?;
                let mut logins = Vec::with_capacity(accounts.len());
                for account in accounts {
                    logins.push(make(conn, school, account).await?);
                }
                Ok(logins)
            })
        })
        .await
    }
}

async fn make(conn: &mut Conn<'_>, school: Id<of::School>, new: NewAccount) -> Result<Option<String>> {
    if has_account(conn, school, new.person).await? {
        return Ok(None);
    }
    let account = Id::<of::Account>::new();
    for login in offered(&new.name) {
        if insert_account(conn, account, &login, new.password_hash.clone()).await? {
            join(conn, account, school, new.person, None).await?;
            return Ok(Some(login));
        }
    }
    Ok(None)
}
