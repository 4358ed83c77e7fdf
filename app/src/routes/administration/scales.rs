//! The scales of marks that the school chooses.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::Scale;
use klas_store::summative::ScaleWish;

use super::Saved;
use crate::{
    api::{self, scales::ScalesView},
    components::Tab,
    failure::Failure,
    pages::administration::{self, ScalesTyped},
    routes::{
        page,
        resume::{SentForm, text},
    },
    visit::Visit,
};

pub async fn scales(visit: Visit, Query(query): Query<Saved>) -> Result<Html<String>, Failure> {
    let view = api::scales::scales(&visit).await?;
    let typed = ScalesTyped { saved: query.saved.is_some(), ..ScalesTyped::default() };
    Ok(shown(&visit, &view, &typed))
}

fn shown(visit: &Visit, view: &ScalesView, typed: &ScalesTyped) -> Html<String> {
    let content = administration::scales(view, typed, visit.locale);
    page(visit, Tab::School, visit.locale.scales().title, content)
}

/// Sets the scales as the form has them. What cannot change any more is named, and the choice stays as it was made.
pub async fn save_scales(sent: SentForm) -> Result<Response, Failure> {
    let response = saved(&sent.visit, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn saved(visit: &Visit, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let view = api::scales::scales(visit).await?;
    let wishes = wishes(&view, pairs)?;
    match api::scales::set(visit, wishes.clone()).await? {
        Ok(()) => Ok(Redirect::to("/school/scales?saved").into_response()),
        Err(marked) => {
            let typed = ScalesTyped { wishes, marked, saved: false };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, &typed)).into_response())
        }
    }
}

/// What the form says of each class and each subject of the year; nothing of a class that it does not name.
fn wishes(view: &ScalesView, pairs: &[(String, String)]) -> Result<Vec<ScaleWish>, Failure> {
    let mut wishes = Vec::new();
    for class in &view.classes {
        let code = text(pairs, &format!("class-{}", class.id));
        if !code.is_empty() {
            let choices = Scale::choices_for_grade(class.class.grade);
            let scale = Scale::from_code(&code).filter(|scale| choices.contains(scale));
            wishes.push(ScaleWish::Class(class.id, scale.ok_or(Failure::BadRequest)?));
        }
    }
    let passes = |subject: &_| !text(pairs, &format!("passes-{subject}")).is_empty();
    wishes.extend(view.subjects.iter().map(|own| ScaleWish::Subject(own.id, passes(&own.id))));
    Ok(wishes)
}
