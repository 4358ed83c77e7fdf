//! A lost password, by a letter: a link goes to the confirmed address of the account, whoever asks for it. What is answered
//! never depends on whether there is such an account, nor does the time of the answer: the letter is written aside.

use std::time::Duration;

use axum_extra::extract::cookie::Cookie;
use klas_courier::{Letter, Mailer};
use klas_domain::{Id, id::of};
use klas_store::{
    StoreError,
    account::{LinkStanding, PasswordLink, Recoverable},
};
use tokio::sync::Semaphore;

use crate::{
    api::{join::hash_password, session},
    failure::Failure,
    locales::Locale,
    state::AppState,
    telling::{Handed, PasswordSetBy, Telling, hand_over, password_letter, password_set_letter},
    visit::{Visit, hash_token, new_token},
};

/// The most letters that are written in [`SPAN`]. Only what goes to somebody counts: else whoever asks with names that
/// nobody has would take the letters of all others.
pub const LETTERS: u32 = 60;
/// The time over which they are counted, and until the same name may be asked with again.
pub const SPAN: Duration = Duration::from_mins(1);
/// How many times [`SPAN`] a letter waits while too many others are written.
const TURNS: u32 = 5;
/// The turns to look for whom a name means: whoever asks with many names leaves the database to others.
static LOOKING: Semaphore = Semaphore::const_new(2);
/// The longest name or address, in characters.
pub const LONGEST: usize = 254;
/// How long it is waited after each time that the mail server did not take a letter.
const WAITS: [Duration; 3] = [Duration::from_secs(5), Duration::from_secs(30), Duration::from_mins(2)];

/// What is answered to whoever asks for a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A letter is on its way, if there is whom to write to.
    Noted,
    /// Nothing was typed, or more than any name has.
    NoName,
    /// It was asked for with this name less than a minute ago.
    TooOften,
    /// The operator named no mail server.
    NoMail,
}

/// Whether letters can be sent at all.
pub fn has_mail(state: &AppState) -> bool {
    state.telling.as_ref().is_some_and(|telling| telling.mailer.is_some())
}

/// Asks for a letter with a link to whoever has this sign-in name or this address.
pub fn ask(state: &AppState, typed: &str) -> Asked {
    let typed = typed.trim().to_lowercase();
    if !has_mail(state) {
        return Asked::NoMail;
    }
    if typed.is_empty() || typed.chars().count() > LONGEST {
        return Asked::NoName;
    }
    if !state.asked_by_name.once_more(hash_token(&typed)) {
        return Asked::TooOften;
    }
    let state = state.clone();
    tokio::spawn(async move {
        if let Err(error) = write(&state, &typed).await {
            tracing::error!(%error, "letters for a lost password were not written");
        }
    });
    Asked::Noted
}

async fn write(state: &AppState, typed: &str) -> Result<(), StoreError> {
    let Some((telling, mailer)) = carriers(state) else { return Ok(()) };
    for own in meant(state, typed).await? {
        let code = new_token();
        if state.store.make_password_link(own.clone(), hash_token(&code), state.clock.now()).await? {
            if !in_turn(state).await {
                tracing::error!("a letter for a lost password was given up: too many others are written");
                return Ok(());
            }
            let link = format!("{}/password/new?code={code}", telling.site);
            let locale = Locale::from_code(&own.language).unwrap_or_default();
            deliver(mailer, &own, password_letter(&own.login, &link, locale)).await;
        }
    }
    Ok(())
}

async fn meant(state: &AppState, typed: &str) -> Result<Vec<Recoverable>, StoreError> {
    let _turn = LOOKING.acquire().await;
    state.store.recoverable(typed).await
}

/// Waits until a letter more may be written; false where that takes too long.
async fn in_turn(state: &AppState) -> bool {
    for _ in 0..TURNS {
        if state.written_to_all.once_more(()) {
            return true;
        }
        tokio::time::sleep(SPAN).await;
    }
    false
}

fn carriers(state: &AppState) -> Option<(&Telling, &Mailer)> {
    let telling = state.telling.as_deref()?;
    Some((telling, telling.mailer.as_ref()?))
}

/// Sends a letter, a few times where the mail server is away. The link is in this server's memory alone, so that a letter
/// that a restart interrupts has to be asked for anew.
async fn deliver(mailer: &Mailer, own: &Recoverable, letter: Letter) {
    let letter = Letter { to: own.address.clone(), ..letter };
    for wait in WAITS.map(Some).into_iter().chain([None]) {
        match (hand_over(mailer, letter.clone(), "a letter about a password").await, wait) {
            (Handed::NotNow, Some(wait)) => tokio::time::sleep(wait).await,
            _ => return,
        }
    }
}

/// What a link leads to; none where nobody made it.
pub async fn look(state: &AppState, code: &str) -> Result<Option<PasswordLink>, Failure> {
    Ok(state.store.password_link(hash_token(code), state.clock.now()).await?)
}

/// Sets a new password by a link; whoever was signed in before is not any more, and the owner is told by a letter. False
/// where the link cannot be used after all.
pub async fn set(state: &AppState, link: &PasswordLink, code: &str, chosen: String) -> Result<bool, Failure> {
    if link.standing != LinkStanding::Open {
        return Ok(false);
    }
    let password = hash_password(state, chosen).await?;
    let set = state.store.set_password_by_link(hash_token(code), password, state.clock.now()).await?;
    if set {
        tracing::info!(account = %link.account, "a password was set by a link of a letter");
        state.forget_account(link.account);
        tokio::spawn(tell_owner(state.clone(), link.login.clone(), PasswordSetBy::Link));
    }
    Ok(set)
}

/// Whoever did not do it themselves learns of it, and what to do, where the account has a confirmed address.
pub(super) async fn tell_owner(state: AppState, login: String, by: PasswordSetBy) {
    let Some((telling, mailer)) = carriers(&state) else { return };
    match state.store.recoverable(&login).await {
        Err(error) => tracing::error!(%error, "the owner of an account was not told of a new password"),
        Ok(found) => {
            for own in found.into_iter().filter(|own| own.login == login) {
                let locale = Locale::from_code(&own.language).unwrap_or_default();
                let way = format!("{}/password", telling.site);
                let letter = password_set_letter(&own.login, &way, by, locale);
                deliver(mailer, &own, letter).await;
            }
        }
    }
}

/// The cookie of a new session of an account; none where the account belongs to no school any more.
pub async fn session_of(
    state: &AppState,
    account: Id<of::Account>,
) -> Result<Option<Cookie<'static>>, Failure> {
    match session::open(state, account, None).await {
        Err(StoreError::NotFound) => Ok(None),
        opened => Ok(Some(opened?)),
    }
}

/// When the visitor's password was last set by a link of a letter.
pub async fn set_by_link(visit: &Visit) -> Result<Option<chrono::DateTime<chrono::Utc>>, Failure> {
    Ok(visit.state.store.password_set_by_link(visit.person()?.account).await?)
}
