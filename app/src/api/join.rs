//! Coming by a code: to an account, to another child, to a new password.

use axum_extra::extract::cookie::Cookie;
use klas_domain::{Id, id::of, invitation::Code, login::offered, school::PersonName};
use klas_store::{
    StoreError,
    family::{Found, Redeemed},
};

use crate::{
    api::{lost_password::tell_owner, session},
    failure::Failure,
    password,
    state::AppState,
    telling::PasswordSetBy,
    visit::Visit,
};

/// A code that somebody brought.
pub struct Brought {
    hash: Vec<u8>,
    /// What it leads to; none where nobody gave it.
    pub found: Option<Found>,
}

/// Does what takes a core and memory on purpose, in its turn: whoever guesses codes waits as those do who guess
/// passwords.
async fn in_turn<T: Send + 'static>(
    state: &AppState,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Failure> {
    let _turn = state.hashing.acquire().await.map_err(|_| Failure::Internal)?;
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| error.to_string()).flatten();
    done.map_err(|error| {
        tracing::error!(error, "hashing failed");
        Failure::Internal
    })
}

/// What the database keeps of a code.
pub async fn hash_code(state: &AppState, code: &Code) -> Result<Vec<u8>, Failure> {
    let code = code.clone();
    in_turn(state, move || password::code_hash(code.as_str())).await
}

/// The hash of a password that somebody chose, computed in its turn.
pub(super) async fn hash_password(state: &AppState, chosen: String) -> Result<String, Failure> {
    in_turn(state, move || password::hash(&chosen)).await
}

/// What a code leads to.
pub async fn look(state: &AppState, code: &Code) -> Result<Brought, Failure> {
    let hash = hash_code(state, code).await?;
    let found = state.store.invitation(hash.clone(), state.clock.now()).await?;
    Ok(Brought { hash, found })
}

/// The name to sign in with that is offered to a person: one that nobody has; empty where there is none.
pub async fn suggest(state: &AppState, name: &PersonName) -> Result<String, Failure> {
    for login in offered(name) {
        if state.store.credentials(&login).await?.is_none() {
            return Ok(login);
        }
    }
    Ok(String::new())
}

/// Makes an account with a code.
pub async fn make_account(
    state: &AppState,
    brought: &Brought,
    login: &str,
    chosen: String,
) -> Result<Redeemed, Failure> {
    let password = hash_password(state, chosen).await?;
    let now = state.clock.now();
    Ok(state.store.join_with_code(brought.hash.clone(), login, password, now).await?)
}

/// Sets a new password with a code; whoever was signed in before is not any more, and the owner is told by a letter.
pub async fn set_password(state: &AppState, brought: &Brought, chosen: String) -> Result<Redeemed, Failure> {
    let password = hash_password(state, chosen).await?;
    let (login, now) = (login_of(state, brought).await?, state.clock.now());
    let redeemed = state.store.set_password_with_code(brought.hash.clone(), password, now).await?;
    if let Redeemed::Done(account, _) = redeemed {
        state.forget_account(account);
        if let Some(login) = login {
            tokio::spawn(tell_owner(state.clone(), login, PasswordSetBy::Code));
        }
    }
    Ok(redeemed)
}

/// The name to sign in with of the account that a code is about.
async fn login_of(state: &AppState, brought: &Brought) -> Result<Option<String>, Failure> {
    let Some(found) = &brought.found else { return Ok(None) };
    Ok(state.store.login_of(found).await?)
}

/// Adds the child of a code to the account that is signed in, and moves the session to the child's school.
pub async fn add_child(visit: &Visit, brought: &Brought) -> Result<Redeemed, Failure> {
    let (person, state) = (visit.person()?, &visit.state);
    let now = state.clock.now();
    let redeemed = state.store.add_child_with_code(brought.hash.clone(), person.account, now).await?;
    if let (Redeemed::Done(..), Some(token), Some(found)) = (redeemed, &visit.token_hash, &brought.found) {
        let school = found.invitation.school;
        if school != person.actor.school {
            state.store.switch_school(token.clone(), school).await?;
        }
        state.forget_account(person.account);
    }
    Ok(redeemed)
}

/// The cookie of a new session of an account as a person.
pub async fn session_of(
    state: &AppState,
    account: Id<of::Account>,
    person: Id<of::Person>,
) -> Result<Cookie<'static>, Failure> {
    session::open(state, account, Some(person)).await.map_err(|error: StoreError| error.into())
}
