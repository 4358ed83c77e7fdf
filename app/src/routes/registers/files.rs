//! The registers of a class as files.

use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Response},
};

use super::{Asked, id};
use crate::{
    api,
    failure::Failure,
    locales::Locale,
    paper::{self, Format},
    routes::document_of,
    visit::Visit,
};

pub async fn register_file(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
    format: Format,
) -> Result<Response, Failure> {
    let today = visit.today();
    let register = api::register::register(&visit, id(&class)?, |year| asked.shown(year, today)).await?;
    let tables = paper::attendance(register, today, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-attendance".to_owned(), tables)?.taken(format).await
}

pub async fn summary_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let register = api::register::summary(&visit, id(&class)?).await?;
    let tables = paper::summary(&register, visit.today(), Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-summary".to_owned(), tables)?.taken(format).await
}

/// The whole journal of a class, as it is kept on paper; of an archived one the pages that were signed.
pub async fn journal_file(visit: Visit, Path(class): Path<String>) -> Result<Response, Failure> {
    let class = id(&class)?;
    if let Some(pages) = api::opened::pages(&visit, class).await? {
        return Ok(([(header::CONTENT_TYPE, Format::Pdf.content_type())], pages).into_response());
    }
    let journal = api::register::class_journal(&visit, class).await?;
    let school = visit.person()?.school_name.clone();
    paper::journal(journal, school, visit.today(), Locale::OF_DOCUMENTS).taken(Format::Pdf).await
}

pub async fn pupils_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let section = api::register::pupils(&visit, id(&class)?).await?;
    let table = paper::pupils(&section.register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-pupils".to_owned(), vec![table])?.taken(format).await
}

pub async fn briefings_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let section = api::register::briefings(&visit, id(&class)?).await?;
    let table = paper::briefings(&section.register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-briefings".to_owned(), vec![table])?.taken(format).await
}

pub async fn health_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let section = api::register::health(&visit, id(&class)?).await?;
    let table = paper::health(&section.register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-health".to_owned(), vec![table])?.taken(format).await
}

pub async fn excursions_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let section = api::register::excursions(&visit, id(&class)?).await?;
    let table = paper::excursions(&section.register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-excursions".to_owned(), vec![table])?.taken(format).await
}
