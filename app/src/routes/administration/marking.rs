//! How marks are made in the school.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{Id, column::Work, figures::InitialWeight, id::of};
use klas_store::summative::GroupsRefusal;

use super::Saved;
use crate::{
    api,
    components::Tab,
    failure::Failure,
    pages::{self, administration::MarkingTyped},
    routes::page,
    visit::Visit,
};

/// The heaviest that a work may be.
const WEIGHT_LIMIT: u8 = 10;

pub async fn marking(visit: Visit, Query(query): Query<Saved>) -> Result<Html<String>, Failure> {
    let typed = MarkingTyped { saved: query.saved.is_some(), ..MarkingTyped::default() };
    shown(&visit, &typed).await
}

async fn shown(visit: &Visit, typed: &MarkingTyped) -> Result<Html<String>, Failure> {
    let view = api::school::marking(visit).await?;
    let content = pages::administration::marking(view, typed, visit.locale);
    Ok(page(visit, Tab::School, visit.locale.summary().marking, content))
}

/// Saves the weights, that of the initial level, or the groups of a subject. What was refused stands as it was typed.
pub async fn save_marking(visit: Visit, body: String) -> Result<Response, Failure> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&body).map_err(|_| Failure::BadRequest)?;
    let field = |name: &str| {
        let found = pairs.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let texts = visit.locale.summary();
    let mut typed = MarkingTyped::default();
    typed.problem = if let Ok(subject) = field("subject").parse::<Id<of::Subject>>() {
        (typed.subject, typed.groups) = (field("subject"), field("groups"));
        let names = typed.groups.lines().map(str::to_owned).collect();
        match api::school::set_groups(&visit, subject, names).await? {
            Ok(()) => None,
            Err(GroupsRefusal::TooLong) => Some(texts.groups_too_long),
            Err(GroupsRefusal::Marked) => Some(texts.groups_marked),
        }
    } else if field("what") == "corrections" {
        api::school::set_corrections_need_application(&visit, !field("needed").is_empty()).await?;
        None
    } else if field("what") == "index" {
        let weight = field("initial").trim().parse().ok().and_then(InitialWeight::new);
        typed.initial = Some(field("initial"));
        if let Some(weight) = weight {
            api::school::set_initial_weight(&visit, weight).await?;
            None
        } else {
            api::school::marking(&visit).await?;
            Some(visit.locale.reports().initial_weight_wrong)
        }
    } else {
        typed.weights = Work::ALL.map(|work| field(work.code())).to_vec();
        if let Some(weights) = read(&typed.weights) {
            api::school::set_weights(&visit, weights).await?;
            None
        } else {
            api::school::marking(&visit).await?;
            Some(texts.bad_weight)
        }
    };
    if typed.problem.is_none() {
        return Ok(Redirect::to("/school/marking?saved").into_response());
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&visit, &typed).await?).into_response())
}

fn read(typed: &[String]) -> Option<Vec<(Work, u8)>> {
    let weight =
        |text: &String| text.trim().parse().ok().filter(|weight| (1..=WEIGHT_LIMIT).contains(weight));
    Work::ALL.into_iter().zip(typed).map(|(work, text)| Some((work, weight(text)?))).collect()
}
