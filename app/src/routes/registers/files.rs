//! The registers of a class as files; of an archived journal from its container.

use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Response},
};

use super::{Asked, id};
use crate::{
    api::{self, opened::section_once_archived, register::Section},
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
    let class = id(&class)?;
    let register = match section_once_archived(&visit, class, Section::Attendance).await? {
        Some(opened) => opened.attendance(|year| asked.shown(year, today))?,
        None => api::register::register(&visit, class, |year| asked.shown(year, today)).await?,
    };
    let tables = paper::attendance(register, today, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-attendance".to_owned(), tables)?.taken(format).await
}

pub async fn summary_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let class = id(&class)?;
    let register = match section_once_archived(&visit, class, Section::Summary).await? {
        Some(opened) => opened.summary()?,
        None => api::register::summary(&visit, class).await?,
    };
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
    let class = id(&class)?;
    let section = match section_once_archived(&visit, class, Section::Pupils).await? {
        Some(opened) => opened.information(&visit).await?,
        None => api::register::pupils(&visit, class).await?,
    };
    let table = paper::pupils(&section.register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-pupils".to_owned(), vec![table])?.taken(format).await
}

pub async fn briefings_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let class = id(&class)?;
    let section = match section_once_archived(&visit, class, Section::Briefings).await? {
        Some(opened) => opened.briefings()?,
        None => api::register::briefings(&visit, class).await?,
    };
    let table = paper::briefings(&section.register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-briefings".to_owned(), vec![table])?.taken(format).await
}

pub async fn health_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let class = id(&class)?;
    let section = match section_once_archived(&visit, class, Section::Health).await? {
        Some(opened) => opened.health(&visit).await?,
        None => api::register::health(&visit, class).await?,
    };
    let table = paper::health(&section.register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-health".to_owned(), vec![table])?.taken(format).await
}

pub async fn excursions_file(
    visit: Visit,
    Path(class): Path<String>,
    format: Format,
) -> Result<Response, Failure> {
    let class = id(&class)?;
    let section = match section_once_archived(&visit, class, Section::Excursions).await? {
        Some(opened) => opened.excursions()?,
        None => api::register::excursions(&visit, class).await?,
    };
    let table = paper::excursions(&section.register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-excursions".to_owned(), vec![table])?.taken(format).await
}
