//! Announcements.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{
    Id,
    announcement::{Announcement, AnnouncementError, AnnouncementOutcome, Audience},
    id::of,
};
use serde::Deserialize;

use super::{
    id, page,
    resume::{SentForm, text, value},
};
use crate::{
    api::{self, announcements::Item},
    components::Tab,
    failure::Failure,
    locales::AnnouncementTexts,
    pages::{
        self,
        announcements::{AnnouncementField, AnnouncementForm},
    },
    visit::Visit,
};

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    published: Option<String>,
    changed: Option<String>,
}

pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let said = asked.published.map(|_| (visit.locale.announcements().published, true));
    listed(&visit, AnnouncementForm { message: said, ..AnnouncementForm::default() }).await
}

async fn listed(visit: &Visit, form: AnnouncementForm) -> Result<Html<String>, Failure> {
    let view = api::announcements::list(visit).await?;
    let new = if form.id.is_empty() { Id::<of::Announcement>::new().to_string() } else { form.id };
    let form = AnnouncementForm { id: new, ..form };
    let content = pages::announcements::list(&view, &form, visit.locale);
    Ok(page(visit, Tab::Announcements, visit.locale.announcements().title, content))
}

/// Publishes an announcement. What was refused stands as it was typed.
pub async fn publish(sent: SentForm) -> Result<Response, Failure> {
    let response = published(&sent.visit, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn published(visit: &Visit, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let texts = visit.locale.announcements();
    let form = typed(pairs);
    let view = api::announcements::list(visit).await?;
    if view.audiences.is_empty() {
        return Err(Failure::Forbidden);
    }
    let problem = match audience(&form.audience) {
        None => (AnnouncementField::Audience, texts.choose_audience),
        Some(audience) if !view.audiences.have(audience) => return Err(Failure::Forbidden),
        Some(audience) => {
            // An identifier that is none is not the person's doing.
            let new = form.id.parse().unwrap_or_default();
            match api::announcements::publish(visit, new, audience, says(&form)).await? {
                AnnouncementOutcome::Refused(error) => (field_of(error), texts.error(error)),
                _ => return Ok(Redirect::to("/announcements?published").into_response()),
            }
        }
    };
    let html = listed(visit, refused(form, problem, texts)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
}

fn refused(
    form: AnnouncementForm,
    problem: (AnnouncementField, &'static str),
    texts: &'static AnnouncementTexts,
) -> AnnouncementForm {
    AnnouncementForm { problem: Some(problem), message: Some((texts.not_saved, false)), ..form }
}

fn typed(pairs: &[(String, String)]) -> AnnouncementForm {
    AnnouncementForm {
        id: text(pairs, "id"),
        audience: text(pairs, "audience"),
        title: text(pairs, "title"),
        text: text(pairs, "text").replace("\r\n", "\n"),
        urgent: value(pairs, "urgent").is_some(),
        asks: value(pairs, "asks").is_some(),
        version: text(pairs, "version").parse().unwrap_or_default(),
        ..AnnouncementForm::default()
    }
}

fn says(form: &AnnouncementForm) -> Announcement {
    Announcement { title: form.title.clone(), text: form.text.clone(), urgent: form.urgent, asks: form.asks }
}

/// Whom the form names; nobody where it names none.
fn audience(named: &str) -> Option<Audience> {
    match named.split_once('.') {
        Some(("class", class)) => class.parse().ok().map(Audience::Class),
        Some(("grade", grade)) => grade.parse().ok().map(Audience::Grade),
        _ => (named == "school").then_some(Audience::School),
    }
}

fn field_of(error: AnnouncementError) -> AnnouncementField {
    match error {
        AnnouncementError::TitleMissing | AnnouncementError::TitleTooLong => AnnouncementField::Title,
        AnnouncementError::TextMissing | AnnouncementError::TextTooLong => AnnouncementField::Text,
    }
}

pub async fn item(
    visit: Visit,
    Path(announcement): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let item = api::announcements::item(&visit, id(&announcement)?).await?;
    let said = asked.changed.map(|_| (visit.locale.announcements().changed, true));
    Ok(shown(&visit, &item, AnnouncementForm { message: said, ..filled(&item) }))
}

fn filled(item: &Item) -> AnnouncementForm {
    let says = item.stored.says.clone();
    AnnouncementForm {
        title: says.title,
        text: says.text,
        urgent: says.urgent,
        asks: says.asks,
        version: item.stored.version,
        ..AnnouncementForm::default()
    }
}

fn shown(visit: &Visit, item: &Item, form: AnnouncementForm) -> Html<String> {
    let content = pages::announcements::item(item, &form, visit.locale);
    page(visit, Tab::Announcements, item.stored.says.title.clone(), content)
}

/// Acknowledges, changes or withdraws an announcement.
pub async fn change(Path(announcement): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = changed(&sent.visit, id(&announcement)?, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn changed(
    visit: &Visit,
    announcement: Id<of::Announcement>,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    let texts = visit.locale.announcements();
    let own = format!("/announcements/{announcement}");
    let form = typed(pairs);
    let outcome = match value(pairs, "what") {
        Some("acknowledge") => {
            if api::announcements::acknowledge(visit, announcement, form.version).await? {
                return Ok(Redirect::to(&own).into_response());
            }
            let item = api::announcements::item(visit, announcement).await?;
            let form = AnnouncementForm { message: Some((texts.reworded, false)), ..filled(&item) };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &item, form)).into_response());
        }
        Some("withdraw") => {
            api::announcements::withdraw(visit, announcement).await?;
            return Ok(Redirect::to("/announcements").into_response());
        }
        Some("change") => api::announcements::change(visit, announcement, form.version, says(&form)).await?,
        _ => return Err(Failure::BadRequest),
    };
    let item = api::announcements::item(visit, announcement).await?;
    let form = match outcome {
        AnnouncementOutcome::Refused(error) => refused(form, (field_of(error), texts.error(error)), texts),
        AnnouncementOutcome::Conflict => {
            let problem = Some((AnnouncementField::Title, texts.conflict));
            let version = item.stored.version;
            AnnouncementForm { version, problem, message: Some((texts.not_saved, false)), ..form }
        }
        AnnouncementOutcome::Withdrawn => {
            AnnouncementForm { message: Some((texts.withdrawn, false)), ..form }
        }
        _ => return Ok(Redirect::to(&format!("{own}?changed")).into_response()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &item, form)).into_response())
}
