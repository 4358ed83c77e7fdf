//! What is kept of a child: the guardian's page, the file to take, requests to correct; and the class teacher's answers.

use axum::{
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{
    Id,
    amendment::{About, Amendment, AmendmentAnswer, AmendmentError, AmendmentState},
    id::of,
};
use klas_store::amendment::AmendmentOutcome;
use serde::Deserialize;

use super::{
    id, page,
    registers::tab,
    resume::{SentForm, text, value},
};
use crate::{
    api::{self, amendments::ClassAmendments, own_data::OwnData},
    components::Tab,
    failure::Failure,
    pages::{
        self,
        class_teacher::RefusalForm,
        family::{AmendmentField, AmendmentForm},
    },
    visit::Visit,
};

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    sent: Option<String>,
}

pub async fn own_data(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let view = api::own_data::of_pupil(&visit, id(&pupil)?).await?;
    let message = asked.sent.map(|_| (visit.locale.own_data().sent, true));
    Ok(shown(&visit, &view, AmendmentForm { message, ..AmendmentForm::default() }))
}

fn shown(visit: &Visit, view: &OwnData, form: AmendmentForm) -> Html<String> {
    let new = if form.id.is_empty() { Id::<of::Amendment>::new().to_string() } else { form.id };
    let content = pages::family::own_data(view, &AmendmentForm { id: new, ..form }, visit.locale);
    page(visit, Tab::Diary, visit.locale.own_data().title, content)
}

/// Everything that is kept of a child, as one file.
pub async fn package(visit: Visit, Path(pupil): Path<String>) -> Result<Response, Failure> {
    let whole = api::own_data::package(&visit, id(&pupil)?).await?;
    let heads = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"klas-data.zip\""),
    ];
    Ok((heads, whole).into_response())
}

/// Sends a request. What was refused stands as it was typed.
pub async fn ask(Path(pupil): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = asked(&sent.visit, id(&pupil)?, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn asked(
    visit: &Visit,
    pupil: Id<of::Person>,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    let texts = visit.locale.own_data();
    let words = |name| text(pairs, name).replace("\r\n", "\n");
    let form = AmendmentForm {
        id: text(pairs, "request"),
        about: text(pairs, "about"),
        wrong: words("wrong"),
        right: words("right"),
        ..AmendmentForm::default()
    };
    let about = About::from_code(&form.about).unwrap_or(About::Other);
    let asks = Amendment { about, wrong: form.wrong.clone(), right: form.right.clone() };
    let request = form.id.parse().unwrap_or_default();
    let Err(error) = api::amendments::send(visit, pupil, request, asks).await? else {
        return Ok(Redirect::to(&format!("/diary/{pupil}/data?sent#requests")).into_response());
    };
    let field = match error {
        AmendmentError::WrongMissing | AmendmentError::TooLong | AmendmentError::TooMany => {
            AmendmentField::Wrong
        }
        AmendmentError::RightMissing => AmendmentField::Right,
    };
    let view = api::own_data::of_pupil(visit, pupil).await?;
    let problem = Some((field, texts.error(error)));
    let form = AmendmentForm { problem, message: Some((texts.not_sent, false)), ..form };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, form)).into_response())
}

/// What the class teacher's address asks for.
#[derive(Deserialize)]
pub struct Answered {
    answered: Option<String>,
}

pub async fn amendments(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Answered>,
) -> Result<Html<String>, Failure> {
    let view = api::amendments::of_class(&visit, id(&class)?).await?;
    let said = asked.answered.map(|_| (visit.locale.own_data().answered, true));
    Ok(class_page(&visit, &view, said, None))
}

fn class_page(
    visit: &Visit,
    view: &ClassAmendments,
    said: Option<(&'static str, bool)>,
    refusal: Option<&RefusalForm>,
) -> Html<String> {
    let title = format!("{} · {}", view.class.name, visit.locale.own_data().class_title);
    let content = pages::class_teacher::amendments(view, said, refusal, visit.locale);
    page(visit, tab(visit, view.class.id), title, content)
}

/// Answers a request.
pub async fn answer(Path(class): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let (visit, class) = (&sent.visit, id(&class)?);
    let (request, words) = (text(&sent.pairs, "request"), text(&sent.pairs, "words"));
    let state = match value(&sent.pairs, "what") {
        Some("done") => AmendmentState::Done,
        Some("refuse") => AmendmentState::Refused,
        _ => return Err(Failure::BadRequest),
    };
    let answer = AmendmentAnswer { state, words: words.clone() };
    let response = match api::amendments::answer(visit, class, id(&request)?, answer).await? {
        AmendmentOutcome::Saved => {
            Redirect::to(&format!("/classes/{class}/amendments?answered#a{request}")).into_response()
        }
        AmendmentOutcome::NoWord => {
            let view = api::amendments::of_class(visit, class).await?;
            let typed = RefusalForm { note: request, why: words };
            let said = Some((visit.locale.own_data().no_word, false));
            (StatusCode::UNPROCESSABLE_ENTITY, class_page(visit, &view, said, Some(&typed))).into_response()
        }
        AmendmentOutcome::Forbidden => return Err(Failure::Forbidden),
    };
    Ok(sent.answered(response))
}
