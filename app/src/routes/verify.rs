//! Checking a signed file. The browser does it; of a file that is sent here nothing is kept, and what it can cost is
//! bounded: in bytes, in time, and in how many are checked at once.

use std::{sync::Arc, time::Duration};

use axum::{
    RequestExt,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Query, Request, State, multipart::Field},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use klas_signature::{Certificate, Fault, Trust, fits};
use klas_verdict::{Language, markup};
use serde::Deserialize;
use tokio::time::timeout;

use super::page;
use crate::{
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        verify::{Said, Trusted, WhomToTrust},
    },
    state::AppState,
    visit::Visit,
};

/// How much is read of a form, in bytes.
const FORM_LIMIT: usize = 200_000_000;
/// How much of that is kept to be checked: several times the container of the largest class.
const KEPT_LIMIT: usize = 20_000_000;
/// Bytes of all files of a container after unpacking.
const UNPACKED_LIMIT: u64 = 64 << 20;
/// How long somebody may send: at 1 Mbit/s, all that is kept takes less than three minutes.
const SENDING: Duration = Duration::from_mins(4);
/// How long nothing may come meanwhile.
const IDLE: Duration = Duration::from_secs(15);
/// How long the rest of what is not checked is read: a browser hears no answer before it has sent everything.
const REST: Duration = Duration::from_secs(10);
/// How long a turn is waited for by whoever has sent everything.
const WAITING: Duration = Duration::from_secs(5);
/// In how many seconds whoever was turned away may come again.
const AGAIN: &str = "60";
/// How long an answer is waited for; a check that takes longer keeps its turn until it is done.
const CHECKING: Duration = Duration::from_secs(20);

/// The page, and the form of those who have the server check.
pub fn verify() -> MethodRouter<AppState> {
    get(shown).post(checked).layer(DefaultBodyLimit::max(FORM_LIMIT))
}

async fn shown(visit: Visit) -> Response {
    answer(&visit, StatusCode::OK, Said::default())
}

fn answer(visit: &Visit, status: StatusCode, said: Said) -> Response {
    let state = &visit.state;
    let day = |at: DateTime<Utc>| at.format("%d.%m.%Y").to_string();
    let trusted = |anchor: &Certificate| Trusted {
        name: anchor.subject().name,
        serial: anchor.serial_number(),
        since: day(anchor.not_before()),
        until: day(anchor.not_after()),
    };
    let (text, version) = &*state.trust_text;
    let address = (!text.is_empty()).then(|| format!("/verify/trust.pem?v={version}"));
    let whom = WhomToTrust { anchors: state.trust.anchors().iter().map(trusted).collect(), address };
    let content = pages::verify::verify(whom, said, KEPT_LIMIT as u64, visit.locale);
    (status, page(visit, Tab::Other, visit.locale.verify().title, content)).into_response()
}

#[derive(Deserialize)]
pub struct Versioned {
    v: Option<String>,
}

/// Whom this server trusts, and who is known to be revoked: the browser checks with the same.
pub async fn trust(State(state): State<AppState>, Query(asked): Query<Versioned>) -> impl IntoResponse {
    let (text, version) = &*state.trust_text;
    let is_this = asked.v.as_ref() == Some(version);
    let cache = if is_this { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, "application/x-pem-file"), (header::CACHE_CONTROL, cache)], text.clone())
}

/// The page for those who have to come again, or check elsewhere.
fn turned_away(visit: &Visit, words: &'static str) -> Response {
    let said = Said { refused: Some(words), ..Said::default() };
    ([(header::RETRY_AFTER, AGAIN)], answer(visit, StatusCode::SERVICE_UNAVAILABLE, said)).into_response()
}

async fn checked(visit: Visit, request: Request) -> Result<Response, Failure> {
    let texts = visit.locale.verify();
    let Ok(place) = Arc::clone(&visit.state.receiving).try_acquire_owned() else {
        pass_over(request).await;
        return Ok(turned_away(&visit, texts.busy));
    };
    let sent = match received(request).await {
        Ok(Some(sent)) => sent,
        Ok(None) => return Ok(turned_away(&visit, texts.slow_sending)),
        Err(response) => return Ok(response),
    };
    // Whoever sends slowly keeps nobody from having a file checked: a turn is of those who have sent.
    let turn = timeout(WAITING, Arc::clone(&visit.state.verifying).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else {
        return Ok(turned_away(&visit, texts.busy));
    };
    let (trust, now, locale) = (Arc::clone(&visit.state.trust), visit.state.clock.now(), visit.locale);
    let work = tokio::task::spawn_blocking(move || {
        let _held = (place, turn);
        sent.check(&trust, now, locale)
    });
    let Ok(said) = timeout(CHECKING, work).await else {
        return Ok(turned_away(&visit, texts.slow));
    };
    let said = said.map_err(|error| {
        tracing::error!(%error, "a signed file was not checked to its end");
        Failure::Internal
    })?;
    let status = if said.report.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(answer(&visit, status, said))
}

/// Reads what is sent and keeps nothing of it.
async fn pass_over(request: Request) {
    let mut parts = request.with_limited_body().into_body().into_data_stream();
    let rest = async { while let Some(Ok(_)) = parts.next().await {} };
    // Whoever needs longer is answered all the same.
    let _ = timeout(REST, rest).await;
}

/// What somebody sends; none of whoever does it too slowly.
async fn received(request: Request) -> Result<Option<Sent>, Response> {
    // A form that carries no files at all.
    let Ok(mut form) = Multipart::from_request(request, &()).await else { return Ok(Some(Sent::default())) };
    let sent = timeout(SENDING, Sent::read(&mut form)).await.unwrap_or(Ok(None));
    if matches!(sent, Ok(None)) {
        let rest = async {
            while let Ok(Some(mut field)) = form.next_field().await {
                while let Ok(Some(_)) = field.chunk().await {}
            }
        };
        let _ = timeout(REST, rest).await;
    }
    sent
}

/// A file, by its name.
type Named = (String, Vec<u8>);

/// What somebody sent to be checked.
#[derive(Default)]
struct Sent {
    file: Option<Named>,
    content: Option<Named>,
    trust: Vec<Named>,
    /// Bytes of all of them; beyond the limit they are counted and not kept.
    bytes: usize,
}

impl Sent {
    /// Reads a form; none where nothing of it comes for too long.
    async fn read(form: &mut Multipart) -> Result<Option<Self>, Response> {
        let mut sent = Self::default();
        loop {
            let Ok(field) = timeout(IDLE, form.next_field()).await else { return Ok(None) };
            let Some(field) = field.map_err(IntoResponse::into_response)? else { return Ok(Some(sent)) };
            let Some(file) = field.file_name().map(str::to_owned) else { continue };
            let name = field.name().unwrap_or_default().to_owned();
            let Some(content) = sent.keep(field).await? else { return Ok(None) };
            // A browser sends an empty file where none was chosen.
            if content.is_empty() {
                continue;
            }
            match name.as_str() {
                "file" => sent.file = Some((file, content)),
                "content" => sent.content = Some((file, content)),
                "trust" => sent.trust.push((file, content)),
                _ => {}
            }
        }
    }

    async fn keep(&mut self, mut field: Field<'_>) -> Result<Option<Vec<u8>>, Response> {
        let mut content = Vec::new();
        loop {
            let Ok(part) = timeout(IDLE, field.chunk()).await else { return Ok(None) };
            let Some(part) = part.map_err(IntoResponse::into_response)? else { return Ok(Some(content)) };
            self.bytes += part.len();
            if self.is_too_large() {
                content = vec![0];
            } else {
                content.extend_from_slice(&part);
            }
        }
    }

    fn is_too_large(&self) -> bool {
        self.bytes > KEPT_LIMIT
    }

    fn check(self, trust: &Trust, now: DateTime<Utc>, locale: Locale) -> Said {
        let texts = locale.verify();
        let too_large = || Said { of_file: Some((texts.too_large)(KEPT_LIMIT as u64)), ..Said::default() };
        if self.is_too_large() {
            return too_large();
        }
        let Some((name, file)) = self.file else {
            return Said { of_file: Some(texts.no_file.to_owned()), ..Said::default() };
        };
        let mut trust = trust.clone();
        for (name, given) in &self.trust {
            if trust.add_file(given) == 0 {
                return Said { of_trust: Some((texts.nothing_to_trust)(name)), ..Said::default() };
            }
        }
        if file.starts_with(b"PK") && matches!(fits(&file, UNPACKED_LIMIT), Err(Fault::TooLarge { .. })) {
            return too_large();
        }
        let content = self.content.as_ref().map(|(_, content)| content.as_slice());
        let report = klas_signature::verify(&file, content, &trust, now);
        Said { report: Some(markup(&name, &report, language(locale))), ..Said::default() }
    }
}

/// The language of a report.
pub fn language(locale: Locale) -> Language {
    Language::of_code(locale.code())
}
