//! What stands around every route: the request's number, security headers, error pages.

use std::any::Any;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use klas_store::account::SignedIn;
use tracing::Instrument;

use crate::{
    api::{Problem, elsewhere},
    components::{Document, Tab, document},
    failure::Failure,
    pages::error::error_page,
    state::AppState,
    visit::{SESSION_COOKIE, hash_token, lasting_session, locale},
};

/// The number under which the log knows a request.
#[derive(Clone, Debug)]
pub struct RequestNumber(pub String);

/// Gives the request its number, in the log and in the answer.
pub async fn numbered(mut request: Request, next: Next) -> Response {
    let number = uuid::Uuid::new_v4().simple().to_string()[..12].to_owned();
    let span = tracing::info_span!("request", id = %number, method = %request.method(), path = %told(request.uri().path()));
    request.extensions_mut().insert(RequestNumber(number.clone()));
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
    if let Ok(number) = HeaderValue::from_str(&number) {
        response.headers_mut().insert("x-request-id", number);
    }
    response
}

/// A path as the log may have it: without the secret of a calendar's address.
fn told(path: &str) -> &str {
    const SECRET: &str = "/calendar/";
    if path.starts_with(SECRET) { SECRET } else { path }
}

/// Nothing from other hosts, no frames, no guessing of types.
pub async fn headers(request: Request, next: Next) -> Response {
    const HEADERS: [(header::HeaderName, &str); 4] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; \
             base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refuses what another site's page sends in the person's name: browsers say where a request comes from.
pub async fn own_site_only(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let changes = request.method() != Method::GET && request.method() != Method::HEAD;
    let foreign = changes && is_foreign(request.headers(), state.public_url.as_deref());
    if foreign { Failure::Forbidden.into_response() } else { next.run(request).await }
}

/// Safari before 16.4 names the page's site alone: that is the host that was asked, or, where a proxy before the server asks
/// in a name of its own, where people see the site.
fn is_foreign(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else { return false };
    let own = [Some(host), public_url.and_then(authority)];
    authority(origin).is_none_or(|origin| !own.iter().flatten().any(|own| own.eq_ignore_ascii_case(origin)))
}

/// Host and port of an address.
fn authority(url: &str) -> Option<&str> {
    url.split_once("://")?.1.split('/').next()
}

/// Prolongs a family's session that is used, with its cookie: once a day, and with a page that nobody else is shown.
pub async fn prolonged(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    let token = jar.get(SESSION_COOKIE).map(|cookie| cookie.value().to_owned());
    let mut response = next.run(request).await;
    let Some(token) = token.filter(|_| carries_session(&response)) else { return response };
    match state.prolong(&hash_token(&token)).await {
        Ok(Some(until)) => {
            let cookie = lasting_session(&state, token, until - state.clock.now()).to_string();
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
        Ok(None) => {}
        // The page is there, and the session lasts as long as before.
        Err(error) => tracing::error!(%error, "a session was not prolonged"),
    }
    response
}

/// Whether an answer may carry the cookie of a session that goes on: it neither opens one nor ends one, is no failure, whose
/// page is drawn anew, and does not say how long it may be kept, as what is of nobody in particular does.
fn carries_session(response: &Response) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let mut named = cookies.filter_map(|cookie| cookie.to_str().ok()?.split_once('='));
    !failed
        && !response.headers().contains_key(header::CACHE_CONTROL)
        && named.all(|(name, _)| name != SESSION_COOKIE)
}

/// A panic ends its own request alone, with the page of a failure. What it says goes to the log.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
    tracing::error!(said, "a request panicked");
    Failure::Internal.into_response()
}

/// Draws the page of a failure, whoever found it: this program, or the framework before the program was asked.
pub async fn error_pages(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    let locale = locale(&jar, request.headers());
    let number =
        request.extensions().get::<RequestNumber>().map(|number| number.0.clone()).unwrap_or_default();
    let path = told(request.uri().path()).to_owned();
    let is_read = request.method() == Method::GET;
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned();
    let response = next.run(request).await;
    let called = path.starts_with("/api/");
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone(),
        None if !called && is_bare(&response) => Failure::of_status(response.status()),
        None => return response,
    };
    if failure == Failure::Internal {
        tracing::error!(path, "the request failed");
    }
    if called {
        let problem = Problem::from(failure);
        return (problem.status(), Json(problem)).into_response();
    }
    let (person, unseen) = visitor(&state, &jar).await.unzip();
    let way = match &person {
        Some(person) if is_read && matches!(failure, Failure::NotFound | Failure::Forbidden) => {
            elsewhere::of_address(&state, person, &address).await.ok().flatten()
        }
        _ => None,
    };
    let way = way.as_ref().map(|way| (way, address.as_str()));
    let about = Document {
        title: response.status().as_str().to_owned(),
        locale,
        person: person.as_ref(),
        unseen: unseen.unwrap_or_default(),
        tab: Tab::Other,
        grid: false,
        path: "/".to_owned(),
    };
    let page = Html(document(about, error_page(response.status(), &failure, number, way, locale)));
    let mut drawn = (response.status(), page).into_response();
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        drawn.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    drawn
}

/// An error that says nothing to a person: what the framework answers by itself.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    (status.is_client_error() || status.is_server_error())
        && !kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// Who is signed in, and the number of new notices, as far as that can still be told.
async fn visitor(state: &AppState, jar: &CookieJar) -> Option<(SignedIn, usize)> {
    let token = hash_token(jar.get(SESSION_COOKIE)?.value());
    let person = state.signed_in(&token).await.ok().flatten()?;
    let unseen = state.unseen(&token, &person).await.unwrap_or_default();
    Some((person, unseen))
}
