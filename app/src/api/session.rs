//! Signing in, in place and by the form, and out.

#![expect(missing_docs, reason = "the fields that the server macro makes of the arguments")]

use klas_domain::{Id, id::of};
use leptos::{prelude::*, server_fn::codec::Json};

use super::Problem;

/// Signs in again, as the person whose page it is, where the session ran out: what was typed stays, and goes on being
/// saved.
///
/// # Errors
/// [`Problem::WrongPassword`], [`Problem::Locked`]; [`Problem::AnotherPerson`] where the account is somebody else's.
#[server(prefix = "/api", endpoint = "sign-in-again", input = Json)]
pub async fn sign_in_again(login: String, password: String, person: Id<of::Person>) -> Result<(), Problem> {
    use axum::http::{HeaderValue, header};
    let visit = expect_context::<crate::visit::Visit>();
    let response = expect_context::<leptos_axum::ResponseOptions>();
    match sign_in(&visit, &login, &password, Some(person)).await {
        Ok(cookie) => {
            if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
                response.insert_header(header::SET_COOKIE, value);
            }
            Ok(())
        }
        Err(problem) => {
            response.set_status(problem.status());
            Err(problem)
        }
    }
}

#[cfg(feature = "ssr")]
pub use server::{is_oneself, open, sign_in};

#[cfg(feature = "ssr")]
mod server {
    use std::sync::LazyLock;

    use axum_extra::extract::cookie::Cookie;
    use klas_domain::{Id, id::of};
    use klas_store::{Result as Stored, StoreError, account::Credentials};

    use crate::{
        api::Problem,
        failure::Failure,
        password,
        state::AppState,
        visit::{SESSION_LENGTH, Visit, hash_token, new_token, session_cookie},
    };

    /// Opens a session, as a certain person where that matters, and gives its cookie. A browser that the session before
    /// allowed to be told at once goes on with this one, and is silent once this one is signed out of.
    ///
    /// # Errors
    /// [`Problem::WrongPassword`] whether the name or the password is wrong, [`Problem::Locked`];
    /// [`Problem::AnotherPerson`] where the account is not the person's.
    pub async fn sign_in(
        visit: &Visit,
        login: &str,
        attempt: &str,
        person: Option<Id<of::Person>>,
    ) -> Result<Cookie<'static>, Problem> {
        let state = &visit.state;
        let fail = |error| Problem::from(Failure::from(error));
        // Whoever waits for this has their lock read afterwards: of many guesses at once, few more than five are tried.
        let _turn = state.hashing.acquire().await.map_err(|_| Problem::Internal)?;
        let Some(account) = state.store.credentials(login).await.map_err(fail)? else {
            verify(attempt.to_owned(), NOBODYS.clone()).await;
            return Err(Problem::WrongPassword);
        };
        let id = account.account_id;
        hold(state, account, attempt).await?;
        let cookie = match open(state, id, person).await {
            Err(StoreError::NotFound) if person.is_some() => return Err(Problem::AnotherPerson),
            opened => opened.map_err(fail)?,
        };
        if let Some(before) = visit.token_hash.clone() {
            state.store.carry_devices(before, hash_token(cookie.value())).await.map_err(fail)?;
        }
        Ok(cookie)
    }

    /// Whether whoever sits there knows the visitor's password: asked before what would let somebody else come in later.
    ///
    /// # Errors
    /// [`Problem::WrongPassword`], [`Problem::Locked`].
    pub async fn is_oneself(visit: &Visit, attempt: &str) -> Result<(), Problem> {
        let state = &visit.state;
        let _turn = state.hashing.acquire().await.map_err(|_| Problem::Internal)?;
        let account = state.store.credentials_of(visit.person()?.account).await.map_err(Failure::from)?;
        hold(state, account, attempt).await
    }

    /// Holds a password against that of an account, and counts the wrong ones.
    async fn hold(state: &AppState, account: Credentials, attempt: &str) -> Result<(), Problem> {
        let now = state.clock.now();
        if account.locked_until.is_some_and(|until| until > now) {
            return Err(Problem::Locked);
        }
        if verify(attempt.to_owned(), account.password_hash).await {
            return Ok(());
        }
        state.store.count_failure(account.account_id, now).await.map_err(Failure::from)?;
        Err(Problem::WrongPassword)
    }

    /// Opens a session of an account, as a certain person where that matters, and gives its cookie.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the account is not the person's; the database's.
    pub async fn open(
        state: &AppState,
        account: Id<of::Account>,
        person: Option<Id<of::Person>>,
    ) -> Stored<Cookie<'static>> {
        let (token, now) = (new_token(), state.clock.now());
        state.store.open_session(account, person, hash_token(&token), now..now + SESSION_LENGTH).await?;
        Ok(session_cookie(state, token))
    }

    /// Held against the password where there is no such account: the time of the answer gives no names away.
    static NOBODYS: LazyLock<String> = LazyLock::new(|| password::hash(&new_token()).unwrap_or_default());

    /// The hash takes its time on purpose, so it is computed aside of the pages.
    async fn verify(attempt: String, hash: String) -> bool {
        tokio::task::spawn_blocking(move || password::verify(&attempt, &hash)).await.unwrap_or(false)
    }
}
