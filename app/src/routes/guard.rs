//! What stands around every route: the request's number, security headers, error pages.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use tracing::Instrument;

use crate::{
    components::{Document, Tab, document},
    failure::Failure,
    pages::error::error_page,
    visit::locale,
};

/// The number under which the log knows a request.
#[derive(Clone, Debug)]
pub struct RequestNumber(pub String);

/// Gives the request its number, in the log and in the answer.
pub async fn numbered(mut request: Request, next: Next) -> Response {
    let number = uuid::Uuid::new_v4().simple().to_string()[..12].to_owned();
    let span = tracing::info_span!("request", id = %number, method = %request.method(), path = %request.uri().path());
    request.extensions_mut().insert(RequestNumber(number.clone()));
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
    if let Ok(number) = HeaderValue::from_str(&number) {
        response.headers_mut().insert("x-request-id", number);
    }
    response
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
pub async fn own_site_only(request: Request, next: Next) -> Response {
    let foreign =
        request.method() != Method::GET && request.method() != Method::HEAD && is_foreign(request.headers());
    if foreign { Failure::Forbidden.into_response() } else { next.run(request).await }
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, origin)| origin != host),
        _ => false,
    }
}

/// Draws the page of a failure.
pub async fn error_pages(request: Request, next: Next) -> Response {
    let locale = locale(&CookieJar::from_headers(request.headers()), request.headers());
    let number =
        request.extensions().get::<RequestNumber>().map(|number| number.0.clone()).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone(),
        None if response.status() == StatusCode::BAD_REQUEST && !path.starts_with("/api/") => {
            Failure::BadRequest
        }
        None => return response,
    };
    if failure == Failure::Internal {
        tracing::error!(path, "the request failed");
    }
    let texts = locale.texts();
    let about = Document {
        title: failure.status().as_str().to_owned(),
        locale,
        person: None,
        tab: Tab::Other,
        grid: false,
        path: "/".to_owned(),
    };
    (failure.status(), Html(document(about, error_page(&failure, number, texts)))).into_response()
}
