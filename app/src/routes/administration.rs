//! The school's settings.

mod bells;
mod marking;
mod people;
mod scales;
mod year;

use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::message::OfficeHours;
use serde::Deserialize;

use super::page;
use crate::{api, components::Tab, failure::Failure, pages, visit::Visit};

pub use bells::{bells, save_bells};
pub use marking::{marking, save_marking};
pub use people::{name, people, rename};
pub use scales::{save_scales, scales};
pub use year::{save_year, year};

#[derive(Deserialize)]
pub struct Saved {
    saved: Option<String>,
}

pub async fn school(visit: Visit, Query(query): Query<Saved>) -> Result<Html<String>, Failure> {
    school_page(&visit, query.saved.is_some(), None, None).await
}

async fn school_page(
    visit: &Visit,
    saved: bool,
    refused: Option<Settings>,
    hours: Option<Hours>,
) -> Result<Html<String>, Failure> {
    let view = api::school::school(visit).await?;
    let texts = visit.locale.texts();
    let content = pages::administration::school(view, saved, refused, hours, visit.locale);
    Ok(page(visit, Tab::School, texts.nav_school, content))
}

/// The hours in which families are answered, as they were chosen.
#[derive(Deserialize)]
pub struct Hours {
    pub from: u8,
    pub until: u8,
}

pub async fn save_hours(visit: Visit, Form(typed): Form<Hours>) -> Result<Response, Failure> {
    let Some(hours) = OfficeHours::new(typed.from, typed.until) else {
        let html = school_page(&visit, false, None, Some(typed)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response());
    };
    api::messages::set_hours(&visit, hours).await?;
    Ok(Redirect::to("/school?saved").into_response())
}

/// The settings as they were typed.
#[derive(Deserialize)]
pub struct Settings {
    pub publish_hour: String,
    pub free_edit_days: String,
}

impl Settings {
    fn hour(&self) -> Result<Option<u8>, Failure> {
        match self.publish_hour.as_str() {
            "" => Ok(None),
            hour => hour.parse().ok().filter(|hour| *hour < 24).map(Some).ok_or(Failure::BadRequest),
        }
    }

    fn days(&self) -> Option<u16> {
        self.free_edit_days.trim().parse().ok().filter(|days| *days <= 365)
    }
}

pub async fn save_school(visit: Visit, Form(typed): Form<Settings>) -> Result<Response, Failure> {
    let hour = typed.hour()?;
    let Some(days) = typed.days() else {
        let html = school_page(&visit, false, Some(typed), None).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response());
    };
    api::school::set_settings(&visit, days, hour).await?;
    Ok(Redirect::to("/school?saved").into_response())
}
