//! How long what is archived is kept, whether the history is whole, and all containers at once.

use axum::{
    Form,
    extract::Query,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use klas_domain::retention::Retention;
use serde::Deserialize;

use super::{document_of, page};
use crate::{
    api,
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        archive::{AddressForm, PolicyForm},
    },
    paper::{self, Format},
    visit::Visit,
};

/// What an address asks for.
#[derive(Deserialize)]
pub struct Asked {
    /// The day of the act.
    on: Option<NaiveDate>,
    year: Option<i32>,
    saved: Option<String>,
}

/// The page of how long what is archived is kept.
pub async fn retention(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let form = PolicyForm { saved: asked.saved.is_some(), ..PolicyForm::default() };
    retention_page(&visit, asked.on, &form).await
}

async fn retention_page(
    visit: &Visit,
    day: Option<NaiveDate>,
    form: &PolicyForm,
) -> Result<Html<String>, Failure> {
    let keeping = api::keeping::keeping(visit).await?;
    let day = day.unwrap_or_else(|| visit.today());
    let act = paper::act(&keeping, day, visit.locale);
    let content = pages::archive::retention(&keeping, form, (day, &act), visit.locale);
    Ok(page(visit, Tab::Archive, visit.locale.keeping().retention, content))
}

/// The policy as it was typed.
#[derive(Deserialize)]
pub struct Policy {
    journals: String,
    summaries: String,
}

/// Sets the policy; one that is shorter than the order allows is said to be beside the fields.
pub async fn set_retention(visit: Visit, Form(typed): Form<Policy>) -> Result<Response, Failure> {
    let years = |text: &str| text.trim().parse::<u8>().ok();
    let wanted = years(&typed.journals).zip(years(&typed.summaries));
    let wanted = wanted.map(|(journals, summaries)| Retention { journals, summaries });
    // Who may not set it is told so whatever was typed.
    if api::keeping::set_retention(&visit, wanted.unwrap_or(Retention { journals: 0, summaries: 0 })).await? {
        return Ok(Redirect::to("/archive/retention?saved").into_response());
    }
    let form = PolicyForm { typed: Some((typed.journals, typed.summaries)), saved: false };
    let html = retention_page(&visit, None, &form).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
}

/// The act as pages.
pub async fn act(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let keeping = api::keeping::keeping(&visit).await?;
    let table = paper::act(&keeping, asked.on.unwrap_or_else(|| visit.today()), Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-act".to_owned(), vec![table])?.taken(Format::Pdf).await
}

/// The page of the nightly checks.
pub async fn integrity(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    integrity_page(&visit, &AddressForm { saved: asked.saved.is_some(), ..AddressForm::default() }).await
}

async fn integrity_page(visit: &Visit, form: &AddressForm) -> Result<Html<String>, Failure> {
    let view = api::keeping::integrity(visit).await?;
    let content = pages::archive::integrity(&view, form, visit.locale);
    Ok(page(visit, Tab::Archive, visit.locale.keeping().integrity, content))
}

/// The addresses as they were typed.
#[derive(Deserialize)]
pub struct Addresses {
    #[serde(default)]
    addresses: String,
}

/// Sets to whom the digest is sent.
pub async fn set_addresses(visit: Visit, Form(typed): Form<Addresses>) -> Result<Response, Failure> {
    match api::keeping::set_addresses(&visit, &typed.addresses).await? {
        Ok(()) => Ok(Redirect::to("/archive/integrity?saved").into_response()),
        Err(why) => {
            let form = AddressForm { refused: Some((typed.addresses, why)), saved: false };
            let html = integrity_page(&visit, &form).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
        }
    }
}

/// The containers of a year, or of all years where none is named.
pub async fn containers(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let body = api::containers::all(&visit, asked.year).await?;
    let year = asked.year.map(|year| format!("-{year}")).unwrap_or_default();
    let name = format!("attachment; filename=\"klas-archive{year}.zip\"");
    let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, body).into_response())
}
