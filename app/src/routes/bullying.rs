//! Reports of bullying. Nothing of them is logged.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{Id, bullying::ReportState, id::of};
use serde::Deserialize;

use super::{
    id, page,
    resume::{SentForm, text, value},
};
use crate::{
    api,
    components::Tab,
    failure::Failure,
    pages::{self, bullying::ReportForm},
    visit::Visit,
};

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    sent: Option<String>,
    saved: Option<String>,
}

pub async fn reports(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let texts = visit.locale.bullying();
    let said = asked.sent.map(|_| texts.sent).or(asked.saved.map(|_| texts.saved));
    shown(&visit, ReportForm { said, ..ReportForm::default() }).await
}

async fn shown(visit: &Visit, form: ReportForm) -> Result<Html<String>, Failure> {
    let view = api::bullying::reports(visit).await?;
    let new = if form.id.is_empty() { Id::<of::BullyingReport>::new().to_string() } else { form.id };
    let content = pages::bullying::reports(&view, &ReportForm { id: new, ..form }, visit.locale);
    Ok(page(visit, Tab::Bullying, visit.locale.bullying().title, content))
}

/// Sends a report, says how far one is, or names who is responsible.
pub async fn change(sent: SentForm) -> Result<Response, Failure> {
    let (visit, pairs) = (&sent.visit, &sent.pairs);
    let response = match value(pairs, "what") {
        Some("report") => reported(visit, pairs).await?,
        Some("state") => {
            let state = ReportState::from_code(&text(pairs, "state")).ok_or(Failure::BadRequest)?;
            api::bullying::set_state(visit, id(&text(pairs, "id"))?, state).await?;
            Redirect::to("/bullying?saved").into_response()
        }
        Some("officer") => {
            let officer = match text(pairs, "officer").as_str() {
                "" => None,
                officer => Some(id(officer)?),
            };
            api::bullying::name_officer(visit, officer).await?;
            Redirect::to("/bullying?saved").into_response()
        }
        _ => return Err(Failure::BadRequest),
    };
    Ok(sent.answered(response))
}

async fn reported(visit: &Visit, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let (new, pupil) = (text(pairs, "id"), text(pairs, "pupil"));
    let typed = text(pairs, "text").replace("\r\n", "\n");
    // An identifier that is none is not the person's doing.
    let report = new.parse().unwrap_or_default();
    let outcome = api::bullying::report(visit, id(&pupil)?, report, typed.clone()).await?;
    let Some(problem) = visit.locale.bullying().obstacle(outcome) else {
        return Ok(Redirect::to("/bullying?sent").into_response());
    };
    let form = ReportForm { id: new, pupil, text: typed, problem: Some(problem), said: None };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, form).await?).into_response())
}
