//! The bells of the school, and the days on which they are not the usual ones.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use klas_domain::bells::DayBells;

use super::Saved;
use crate::{
    api::{self, bells::BellsView},
    components::Tab,
    failure::Failure,
    pages::administration::{self, BellsTyped},
    routes::{
        id, page,
        resume::{SentForm, text},
    },
    visit::Visit,
};

pub async fn bells(visit: Visit, Query(query): Query<Saved>) -> Result<Html<String>, Failure> {
    let view = api::bells::bells(&visit).await?;
    let typed = BellsTyped { saved: query.saved.is_some(), ..BellsTyped::default() };
    Ok(shown(&visit, &view, &typed))
}

fn shown(visit: &Visit, view: &BellsView, typed: &BellsTyped) -> Html<String> {
    let content = administration::bells(view, typed, visit.locale);
    page(visit, Tab::School, visit.locale.bells().title, content)
}

/// Sets the bells of a day, or gives a day its usual ones back. A day that cannot be is told beside it.
pub async fn save_bells(sent: SentForm) -> Result<Response, Failure> {
    let response = saved(&sent.visit, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn saved(visit: &Visit, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let view = api::bells::bells(visit).await?;
    let back = text(pairs, "back");
    if back.is_empty() {
        let [day, shift, schedule] = ["day", "shift", "schedule"].map(|name| text(pairs, name));
        let mut typed = BellsTyped { day, shift, schedule, ..BellsTyped::default() };
        match read(&typed, &view, visit)? {
            Ok(own) => api::bells::set(visit, own).await?,
            Err(problem) => {
                typed.problem = Some(problem);
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, &typed)).into_response());
            }
        }
    } else {
        api::bells::take_back(visit, id(&back)?).await?;
    }
    Ok(Redirect::to("/school/bells?saved").into_response())
}

/// What the form says, or why the day cannot be.
fn read(
    typed: &BellsTyped,
    view: &BellsView,
    visit: &Visit,
) -> Result<Result<DayBells, &'static str>, Failure> {
    let texts = visit.locale.bells();
    let Ok(day) = typed.day.parse::<NaiveDate>() else { return Ok(Err(texts.bad_date)) };
    if !(view.year.starts_on..=view.year.ends_on).contains(&day) {
        return Ok(Err(texts.outside));
    }
    let shift = if typed.shift.is_empty() { None } else { Some(id(&typed.shift)?) };
    Ok(Ok(DayBells { day, shift, schedule: id(&typed.schedule)? }))
}
