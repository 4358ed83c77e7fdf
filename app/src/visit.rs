//! One request: who comes, in which language, with which number.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use klas_domain::{Actor, Id, id::of};
use klas_store::{
    Reader,
    account::{Session, SignedIn},
};
use rand::RngCore;
use sha2::{Digest, Sha256};

use crate::{failure::Failure, locales::Locale, state::AppState};

/// The cookie of the session.
pub const SESSION_COOKIE: &str = "klas_session";
/// The cookie of the language.
pub const LANGUAGE_COOKIE: &str = "klas_language";
/// How long a session lasts; one of a family: since it was used last.
pub const SESSION_LENGTH: TimeDelta = TimeDelta::days(14);
/// How long after its opening a family's session is prolonged at most. A parent who reads the diary every week is not asked
/// for a password until a telephone has changed hands for good, and a forgotten one is silent by the next half-year. Who
/// works in the school sees hundreds of pupils, often on a computer that others use, and signs in every two weeks.
const FAMILY_BOUND: TimeDelta = TimeDelta::days(180);
/// How much longer a session has to last for that to be written: one that is used all day is prolonged once.
const PROLONGED_BY: TimeDelta = TimeDelta::days(1);

/// One request.
#[derive(Clone)]
pub struct Visit {
    /// What every request shares.
    pub state: AppState,
    /// Who comes; none before signing in.
    pub signed_in: Option<SignedIn>,
    /// The hash of the session's token.
    pub token_hash: Option<Vec<u8>>,
    /// The language of what is said.
    pub locale: Locale,
    /// The request's path and query, to come back to after signing in.
    pub path: String,
    /// How many notices the person has not seen, where the answer is a page; see [`AppState::unseen`].
    pub unseen: usize,
}

impl Visit {
    /// The person, or the way to the sign-in page.
    pub fn person(&self) -> Result<&SignedIn, Failure> {
        self.signed_in.as_ref().ok_or_else(|| Failure::SignedOut { next: self.path.clone() })
    }

    /// The person as the rules of permission see one.
    pub fn actor(&self) -> Result<&Actor, Failure> {
        self.person().map(|person| &person.actor)
    }

    /// Reads of the person's school.
    pub async fn reader(&self) -> Result<Reader, Failure> {
        Ok(self.state.store.read(self.school()?).await?)
    }

    /// The person's school.
    pub fn school(&self) -> Result<Id<of::School>, Failure> {
        Ok(self.actor()?.school)
    }

    /// The day on the school's wall.
    pub fn today(&self) -> NaiveDate {
        self.state.clock.today()
    }
}

impl<S> FromRequestParts<S> for Visit
where
    S: Send + Sync,
    AppState: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let state = AppState::from_ref(state);
        let jar = CookieJar::from_headers(&parts.headers);
        let token_hash = jar.get(SESSION_COOKIE).map(|cookie| hash_token(cookie.value()));
        let signed_in = match &token_hash {
            Some(hash) => state.signed_in(hash).await?,
            None => None,
        };
        let unseen = match token_hash.as_deref().zip(signed_in.as_ref()) {
            Some((hash, person)) if has_bell(parts.uri.path()) => state.unseen(hash, person).await?,
            _ => 0,
        };
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { state, signed_in, token_hash, locale: locale(&jar, &parts.headers), path, unseen })
    }
}

/// Whether an address may lead to a page, with the number of new notices in its head: neither saved marks nor files have one.
fn has_bell(path: &str) -> bool {
    !path.starts_with("/api/") && !path.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

/// The language of the cookie, else Ukrainian, unless the browser asks for English and not for Ukrainian.
pub fn locale(jar: &CookieJar, headers: &HeaderMap) -> Locale {
    if let Some(locale) = jar.get(LANGUAGE_COOKIE).and_then(|cookie| Locale::from_code(cookie.value())) {
        return locale;
    }
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.starts_with("en") && !accepted.contains("uk") { Locale::En } else { Locale::Uk }
}

/// A new session's token, 256 random bits.
pub fn new_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

/// What the database keeps of a token: whoever reads the table cannot sign in with it.
pub fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Until when a session that is used now is prolonged; none: not yet, or not any more.
pub fn prolonged(session: &Session, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let roles = &session.person.actor.roles;
    let is_family = !roles.is_empty() && roles.iter().all(|role| role.is_family());
    let bound = session.opened_at.filter(|_| is_family)? + FAMILY_BOUND;
    let until = bound.min(now + SESSION_LENGTH);
    (until - session.expires_at >= PROLONGED_BY).then_some(until)
}

/// The cookie that carries a token; an empty token takes the cookie away.
pub fn session_cookie(state: &AppState, token: String) -> Cookie<'static> {
    let length = if token.is_empty() { TimeDelta::zero() } else { SESSION_LENGTH };
    lasting_session(state, token, length)
}

/// The cookie that carries a token for some time.
pub fn lasting_session(state: &AppState, token: String, length: TimeDelta) -> Cookie<'static> {
    lasting_cookie(state, SESSION_COOKIE, token, length.num_seconds())
}

/// A cookie that scripts cannot read and other sites cannot use.
pub fn lasting_cookie(state: &AppState, name: &'static str, value: String, seconds: i64) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(state.secure_cookies)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(seconds))
        .build()
}
