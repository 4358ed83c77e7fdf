//! The figures that a department sees.

use axum::{extract::Query, response::Html};
use klas_domain::figures::Period;
use serde::Deserialize;

use super::page;
use crate::{api, components::Tab, failure::Failure, pages, visit::Visit};

/// What an address says of the figures.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    period: String,
}

pub async fn figures(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let period = match asked.period.as_str() {
        "" => None,
        code => Some(Period::from_code(code).ok_or(Failure::BadRequest)?),
    };
    let seen = api::department::figures(&visit, period).await?;
    let content = pages::department::department(&seen, visit.locale);
    Ok(page(&visit, Tab::Department, visit.locale.department().title, content))
}
