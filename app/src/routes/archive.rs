//! The archive of a year.

use axum::{
    Extension,
    extract::{DefaultBodyLimit, Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get},
};
use chrono::Datelike;
use klas_domain::{Id, id::of};

use super::{
    OfYear, id, page,
    resume::{FileLimit, SentFile, SentForm, value},
};
use crate::{
    api::{
        self,
        archive::{Archive, YearLists},
    },
    archive::Refused,
    components::Tab,
    failure::Failure,
    pages::{
        self,
        archive::{Said, is_watched},
    },
    state::AppState,
    visit::Visit,
};

/// How much of a form is read, in bytes: the containers of a school's classes.
const FORM_LIMIT: usize = 200 * 1024 * 1024;

/// How large a signed container may be, in bytes, however its program packs it: as large as `/verify` takes.
const CONTAINER_LIMIT: FileLimit = FileLimit(20 * 1024 * 1024);

/// The page of a year.
pub fn year() -> MethodRouter<AppState> {
    takes_containers(get(shown).post(change))
}

/// The page of a class.
pub fn class() -> MethodRouter<AppState> {
    takes_containers(get(shown_class).post(change_class))
}

fn takes_containers(page: MethodRouter<AppState>) -> MethodRouter<AppState> {
    let page: MethodRouter<AppState> = page.layer(DefaultBodyLimit::max(FORM_LIMIT));
    page.layer(Extension(CONTAINER_LIMIT))
}

async fn shown(visit: Visit, Query(asked): Query<OfYear>) -> Result<Response, Failure> {
    let archive = api::archive::archive(&visit, asked.year).await?;
    of_year(&visit, &archive, &Said::default())
}

fn of_year(visit: &Visit, archive: &Archive, said: &Said) -> Result<Response, Failure> {
    let title = (visit.locale.archive().title)(&archive.year.label());
    let person = visit.actor()?.person.to_string();
    let content = pages::archive::year(archive, person, said, visit.locale);
    Ok(watched(archive, said, page(visit, Tab::Archive, title, content)))
}

/// A page that is looked at anew while something is being made.
fn watched(archive: &Archive, said: &Said, page: impl IntoResponse) -> Response {
    if is_watched(archive, said) {
        ([(header::REFRESH, "2")], page).into_response()
    } else {
        page.into_response()
    }
}

async fn change(Query(asked): Query<OfYear>, sent: SentForm) -> Result<Response, Failure> {
    let visit = &sent.visit;
    let here = asked.year.map_or_else(|| "/archive".to_owned(), |year| format!("/archive?year={year}"));
    let response = match value(&sent.pairs, "what") {
        Some("order") => ordered(visit, asked.year, None, &here).await?,
        Some("cancel") => {
            api::archive::cancel(visit).await?;
            Redirect::to(&here).into_response()
        }
        Some("send") => {
            let before = api::archive::archive(visit, asked.year).await?;
            let said = taken(&sent, Some(before.year.starts_on.year()), None).await?;
            let archive = api::archive::archive(visit, asked.year).await?;
            answered(&said, of_year(visit, &archive, &said)?)
        }
        _ => return Err(Failure::BadRequest),
    };
    Ok(sent.answered(response))
}

/// Orders; what cannot be made yet is said by the page itself.
async fn ordered(
    visit: &Visit,
    year: Option<i32>,
    class: Option<Id<of::SchoolClass>>,
    here: &str,
) -> Result<Response, Failure> {
    if api::archive::order(visit, year, class).await? {
        return Ok(Redirect::to(here).into_response());
    }
    let archive = api::archive::archive(visit, year).await?;
    let page = match class {
        Some(class) => of_class(visit, &archive, class, &Said::default()).await?,
        None => of_year(visit, &archive, &Said::default())?,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Takes each of the files; one that is refused does not keep the others from being taken.
async fn taken(
    sent: &SentForm,
    year: Option<i32>,
    class: Option<Id<of::SchoolClass>>,
) -> Result<Said, Failure> {
    let mut said = Said { no_file: sent.files.is_empty(), ..Said::default() };
    let mut lists = YearLists::default();
    for (name, file) in &sent.files {
        let outcome = match file {
            SentFile::TooLarge => Err(Refused::TooLarge),
            SentFile::Whole(bytes) => {
                api::archive::sign(&sent.visit, year, class, bytes.clone(), &mut lists).await?
            }
        };
        let outcome = outcome.map(|(class, signatures)| (class.to_string(), signatures));
        said.sent.push((name.clone(), outcome));
    }
    Ok(said)
}

fn answered(said: &Said, page: Response) -> Response {
    let refused = said.no_file || said.sent.iter().any(|(_, outcome)| outcome.is_err());
    if refused { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page }
}

/// The calendar year in which the year of a class began.
async fn began(visit: &Visit, class: Id<of::SchoolClass>) -> Result<i32, Failure> {
    Ok(visit.reader().await?.register_class(class).await?.year.starts_on.year())
}

async fn shown_class(visit: Visit, Path(class): Path<String>) -> Result<Response, Failure> {
    let class = id(&class)?;
    let archive = api::archive::archive(&visit, Some(began(&visit, class).await?)).await?;
    of_class(&visit, &archive, class, &Said::default()).await
}

async fn of_class(
    visit: &Visit,
    archive: &Archive,
    class: Id<of::SchoolClass>,
    said: &Said,
) -> Result<Response, Failure> {
    let line = archive.lines.iter().find(|line| line.class == class).ok_or(Failure::Forbidden)?;
    let title = (visit.locale.archive().title_of_class)(&line.name.to_string(), &archive.year.label());
    let person = visit.actor()?.person.to_string();
    // What is being made anew is looked at every other second.
    let stale =
        if archive.is_running() { None } else { api::archive::stale(visit, line, &archive.year).await? };
    let content = pages::archive::class(archive, (line, stale), person, said, visit.locale);
    Ok(watched(archive, said, page(visit, Tab::Archive, title, content)))
}

async fn change_class(Path(class): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let (visit, class) = (&sent.visit, id(&class)?);
    let year = Some(began(visit, class).await?);
    let here = format!("/archive/{class}");
    let response = match value(&sent.pairs, "what") {
        Some("order") => ordered(visit, year, Some(class), &here).await?,
        Some("cancel") => {
            api::archive::cancel(visit).await?;
            Redirect::to(&here).into_response()
        }
        Some("send") => {
            let before = api::archive::archive(visit, year).await?;
            if !before.lines.iter().any(|line| line.class == class && line.reads) {
                return Err(Failure::Forbidden);
            }
            let said = taken(&sent, year, Some(class)).await?;
            let archive = api::archive::archive(visit, year).await?;
            answered(&said, of_class(visit, &archive, class, &said).await?)
        }
        _ => return Err(Failure::BadRequest),
    };
    Ok(sent.answered(response))
}

/// The container of a class.
pub async fn container(visit: Visit, Path(class): Path<String>) -> Result<Response, Failure> {
    let (class, bytes) = api::archive::taken(&visit, id(&class)?).await?;
    let name = format!("{} {}.asice", class.name, class.year.label().replace('/', "-"));
    Ok(kept_as(&name, "application/vnd.etsi.asic-e+zip", bytes))
}

/// What is signed next.
pub async fn to_sign(visit: Visit, Path(class): Path<String>) -> Result<Response, Failure> {
    let (class, file) = api::archive::to_sign(&visit, id(&class)?).await?;
    let name = file.name.rsplit_once('/').map_or(file.name.as_str(), |(_, name)| name);
    let name = format!("{} {} {name}", class.name, class.year.label().replace('/', "-"));
    Ok(kept_as(&name, "text/xml", file.bytes))
}

/// A file that a browser keeps under a name in Ukrainian letters (RFC 6266).
fn kept_as(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let name = name.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"));
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
    ];
    (headers, bytes).into_response()
}
