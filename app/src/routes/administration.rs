//! The school's settings.

use axum::{
    Form,
    extract::Query,
    response::{Html, Redirect},
};
use serde::Deserialize;

use super::page;
use crate::{api, components::Tab, failure::Failure, pages, visit::Visit};

#[derive(Deserialize)]
pub struct Saved {
    saved: Option<String>,
}

pub async fn school(visit: Visit, Query(query): Query<Saved>) -> Result<Html<String>, Failure> {
    let view = api::school::school(&visit).await?;
    let texts = visit.locale.texts();
    let content = pages::administration::school(view, query.saved.is_some(), texts);
    Ok(page(&visit, Tab::School, texts.nav_school, content))
}

#[derive(Deserialize)]
pub struct Settings {
    publish_hour: String,
}

pub async fn save_school(visit: Visit, Form(typed): Form<Settings>) -> Result<Redirect, Failure> {
    let hour = match typed.publish_hour.as_str() {
        "" => None,
        hour => Some(hour.parse().ok().filter(|hour| *hour < 24).ok_or(Failure::BadRequest)?),
    };
    api::school::set_publish_hour(&visit, hour).await?;
    Ok(Redirect::to("/school?saved"))
}
