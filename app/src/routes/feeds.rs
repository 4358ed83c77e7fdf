//! Calendars: the addresses that a person has of a pupil's, and what stands under them.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{Id, id::of};
use klas_store::feed::NewFeed;
use serde::Deserialize;

use super::{
    families::address,
    id, page,
    resume::{SentForm, text, value},
};
use crate::{
    api::{
        self,
        feeds::{Answer, Feeds},
    },
    components::Tab,
    failure::Failure,
    pages,
    state::AppState,
    visit::Visit,
};

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    revoked: Option<String>,
}

pub async fn feeds(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let view = api::feeds::of_pupil(&visit, id(&pupil)?).await?;
    let said = asked.revoked.map(|_| (visit.locale.seeing().revoked, true));
    Ok(shown(&visit, &view, None, said))
}

fn shown(
    visit: &Visit,
    view: &Feeds,
    made: Option<&str>,
    said: Option<(&'static str, bool)>,
) -> Html<String> {
    let new = Id::<of::CalendarFeed>::new().to_string();
    let content = pages::family::calendar(view, &new, made, said, visit.locale);
    page(visit, Tab::Diary, visit.locale.seeing().calendar, content)
}

/// Makes an address and tells it, this once and in no address of a page; or revokes one.
pub async fn change(
    Path(pupil): Path<String>,
    headers: HeaderMap,
    sent: SentForm,
) -> Result<Response, Failure> {
    let (visit, pupil) = (&sent.visit, id(&pupil)?);
    let response = match value(&sent.pairs, "what") {
        Some("make") => made(visit, pupil, &text(&sent.pairs, "feed"), &headers).await?,
        Some("revoke") => {
            api::feeds::revoke(visit, pupil, id(&text(&sent.pairs, "feed"))?).await?;
            Redirect::to(&format!("/diary/{pupil}/calendar?revoked")).into_response()
        }
        _ => return Err(Failure::BadRequest),
    };
    Ok(sent.answered(response))
}

async fn made(
    visit: &Visit,
    pupil: Id<of::Person>,
    feed: &str,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let says = visit.locale.seeing();
    // An identifier that is none is not the person's doing.
    let (made, secret) = api::feeds::make(visit, pupil, feed.parse().unwrap_or_default()).await?;
    let view = api::feeds::of_pupil(visit, pupil).await?;
    Ok(match made {
        NewFeed::Made => {
            let address = format!("{}/calendar/{secret}.ics", address(visit, headers));
            shown(visit, &view, Some(&address), Some((says.feed_made, true))).into_response()
        }
        NewFeed::MadeBefore => refused(shown(visit, &view, None, Some((says.feed_made_before, false)))),
        NewFeed::TooMany => refused(shown(visit, &view, None, Some((says.too_many_feeds, false)))),
    })
}

fn refused(html: Html<String>) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, html).into_response()
}

/// The calendar of a secret. It is nobody's page: applications ask for it without signing in.
pub async fn calendar(State(state): State<AppState>, Path(file): Path<String>) -> Result<Response, Failure> {
    let secret = file.strip_suffix(".ics").ok_or(Failure::NotFound)?;
    match api::feeds::calendar(&state, secret).await? {
        Answer::Nothing => Err(Failure::NotFound),
        Answer::TooOften => {
            let heads = [(header::RETRY_AFTER, "3600"), (header::CONTENT_TYPE, "text/html")];
            Ok((StatusCode::TOO_MANY_REQUESTS, heads).into_response())
        }
        Answer::Calendar(text) => {
            let heads = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "inline; filename=\"klas.ics\""),
                (header::CACHE_CONTROL, "private, max-age=900"),
            ];
            Ok((heads, text).into_response())
        }
    }
}
