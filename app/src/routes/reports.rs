//! Semester reports.

use axum::{
    Form,
    extract::{Path, Query},
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{
    Id,
    figures::{Measure, Period},
};
use klas_store::{
    package::PackageState,
    reports::{Behind, Teacher},
};
use serde::Deserialize;

use super::{document_of, page};
use crate::{
    api::{
        self,
        reports::{Against, By, Compare, List, Narrowed, Only, Origin, When},
    },
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages,
    paper::{self, Format},
    visit::Visit,
};

/// What an address says of a report.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(flatten)]
    when: AskedWhen,
    #[serde(flatten)]
    narrowed: AskedNarrowed,
    by: Option<String>,
}

/// Of when an address asks.
#[derive(Deserialize)]
struct AskedWhen {
    year: Option<String>,
    period: Option<String>,
}

impl AskedWhen {
    fn when(&self) -> Result<When, Failure> {
        Ok(When { year: named(self.year.as_deref(), |year| year.parse().ok())?, period: self.period()? })
    }

    fn period(&self) -> Result<Option<Period>, Failure> {
        named(self.period.as_deref(), Period::from_code)
    }
}

/// What an address narrows a report to.
#[derive(Deserialize)]
struct AskedNarrowed {
    class: Option<String>,
    subject: Option<String>,
    teacher: Option<String>,
}

impl AskedNarrowed {
    fn narrowed(&self) -> Result<Narrowed, Failure> {
        Ok(Narrowed {
            class: id(self.class.as_deref())?,
            subject: id(self.subject.as_deref())?,
            teacher: named(self.teacher.as_deref(), Teacher::from_code)?,
        })
    }
}

/// What a part of the address names; one that names nothing known makes no sense.
fn named<T>(part: Option<&str>, from_code: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
    part.filter(|part| !part.is_empty()).map(|part| from_code(part).ok_or(Failure::BadRequest)).transpose()
}

pub async fn overview(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let by = named(asked.by.as_deref(), By::from_code)?.unwrap_or_default();
    let report = api::reports::overview(&visit, asked.when.when()?, by, asked.narrowed.narrowed()?).await?;
    let texts = visit.locale.reports();
    let title = (texts.title)(report.covered.period, &report.covered.year.label());
    Ok(page(&visit, Tab::Reports, title, pages::reports::overview(report, visit.locale)))
}

pub async fn class(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let class = class.parse().map_err(|_| Failure::NotFound)?;
    let report = api::reports::class_report(&visit, class, asked.when.when()?).await?;
    let texts = visit.locale.reports();
    let covered = &report.covered;
    let title = (texts.class_title)(&report.class.to_string(), covered.period, &covered.year.label());
    Ok(page(&visit, Tab::Reports, title, pages::reports::class(report, visit.locale)))
}

/// Which figure an address asks to look behind, and which page of what is there.
#[derive(Deserialize)]
struct AskedBehind {
    #[serde(flatten)]
    narrowed: AskedNarrowed,
    grade: Option<String>,
    pupil: Option<String>,
    page: Option<String>,
    by: Option<String>,
    chosen: Option<String>,
}

impl AskedBehind {
    fn behind(&self) -> Result<Behind, Failure> {
        let grade = named(self.grade.as_deref(), |grade| grade.parse().ok())?;
        let pupil = id(self.pupil.as_deref())?;
        Ok(Behind { grade, pupil, ..self.narrowed.narrowed()?.behind() })
    }

    /// The overview that the list was opened from.
    fn origin(&self) -> Result<Origin, Failure> {
        let by = named(self.by.as_deref(), By::from_code)?.unwrap_or_default();
        Ok(Origin { by, chosen: self.chosen.is_some() })
    }

    fn page(&self) -> Result<usize, Failure> {
        Ok(named(self.page.as_deref(), |page| page.parse().ok())?.unwrap_or(1))
    }
}

/// Which marks or pupils an address asks for.
#[derive(Deserialize)]
pub struct AskedList {
    #[serde(flatten)]
    when: AskedWhen,
    #[serde(flatten)]
    behind: AskedBehind,
    only: Option<String>,
}

impl AskedList {
    fn list(&self) -> Result<List, Failure> {
        let only = named(self.only.as_deref(), Only::from_code)?;
        let origin = self.behind.origin()?;
        Ok(List { behind: self.behind.behind()?, only, page: self.behind.page()?, origin })
    }
}

/// Which change an address asks for: of quality to last year, where it is not said.
#[derive(Deserialize)]
pub struct AskedChange {
    #[serde(flatten)]
    when: AskedWhen,
    #[serde(flatten)]
    behind: AskedBehind,
    of: Option<String>,
    to: Option<String>,
}

impl AskedChange {
    /// A change is of a group: one pupil's would tell of whoever the list has to leave without a name.
    fn compare(&self) -> Result<Compare, Failure> {
        Ok(Compare {
            behind: Behind { pupil: None, ..self.behind.behind()? },
            measure: named(self.of.as_deref(), Measure::from_code)?.unwrap_or_default(),
            against: named(self.to.as_deref(), Against::from_code)?.unwrap_or_default(),
            page: self.behind.page()?,
            origin: self.behind.origin()?,
        })
    }
}

fn id<T>(part: Option<&str>) -> Result<Option<Id<T>>, Failure> {
    named(part, |part| part.parse().ok())
}

pub async fn marks(visit: Visit, Query(asked): Query<AskedList>) -> Result<Html<String>, Failure> {
    let list = api::reports::marks(&visit, asked.when.when()?, asked.list()?).await?;
    let title = pages::reports::marks_title(&list, visit.locale.reports());
    Ok(page(&visit, Tab::Reports, title, pages::reports::marks(list, visit.locale)))
}

pub async fn pupils(visit: Visit, Query(asked): Query<AskedList>) -> Result<Html<String>, Failure> {
    let list = api::reports::pupils(&visit, asked.when.when()?, asked.list()?).await?;
    let title = pages::reports::pupils_title(&list, visit.locale.reports());
    Ok(page(&visit, Tab::Reports, title, pages::reports::pupils(list, visit.locale)))
}

pub async fn change(visit: Visit, Query(asked): Query<AskedChange>) -> Result<Html<String>, Failure> {
    let change = api::reports::change(&visit, asked.when.when()?, asked.compare()?).await?;
    let title = pages::reports::change_title(&change, visit.locale);
    Ok(page(&visit, Tab::Reports, title, pages::reports::change(change, visit.locale)))
}

/// The pupils behind a change as a file: all of them, whatever page the address names.
pub async fn change_file(
    visit: Visit,
    Query(asked): Query<AskedChange>,
    format: Format,
) -> Result<Response, Failure> {
    let when = asked.when.when()?;
    let change = api::reports::change(&visit, when, asked.compare()?).await?;
    let tables = paper::change(&change, Locale::OF_DOCUMENTS);
    document_of(&visit, format!("{}-change", file_name(when)), tables)?.taken(format).await
}

pub async fn plans(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let report = api::reports::plans(&visit, asked.when.when()?, asked.narrowed.narrowed()?).await?;
    let title = visit.locale.plans().title;
    Ok(page(&visit, Tab::Reports, title, pages::reports::plans(report, visit.locale)))
}

/// The fulfilment of plans as a file.
pub async fn plans_file(
    visit: Visit,
    Query(asked): Query<Asked>,
    format: Format,
) -> Result<Response, Failure> {
    let when = asked.when.when()?;
    let report = api::reports::plans(&visit, when, asked.narrowed.narrowed()?).await?;
    let tables = paper::plans(&report, Locale::OF_DOCUMENTS);
    document_of(&visit, format!("{}-plans", file_name(when)), tables)?.taken(format).await
}

/// The report as a file: all that the visitor sees of what the address narrows it to, a table for each kind of lines.
pub async fn file(visit: Visit, Query(asked): Query<Asked>, format: Format) -> Result<Response, Failure> {
    let when = asked.when.when()?;
    let reports = api::reports::overviews(&visit, when, asked.narrowed.narrowed()?).await?;
    let tables = paper::overviews(&reports, Locale::OF_DOCUMENTS);
    document_of(&visit, file_name(when), tables)?.taken(format).await
}

/// The report of a class as a file.
pub async fn class_file(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
    format: Format,
) -> Result<Response, Failure> {
    let class = class.parse().map_err(|_| Failure::NotFound)?;
    let when = asked.when.when()?;
    let report = api::reports::class_report(&visit, class, when).await?;
    let tables = paper::class_report(&report, Locale::OF_DOCUMENTS);
    document_of(&visit, file_name(when), tables)?.taken(format).await
}

fn file_name(when: When) -> String {
    let year = when.year.map(|year| format!("{year}-"));
    format!("klas-{}{}", year.unwrap_or_default(), when.period.map_or("report", Period::code))
}

/// The package of the school's documents: how far it is, or the form that orders one.
pub async fn package(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let last = api::package::package(&visit).await?;
    let running = last.as_ref().is_some_and(|package| package.state == PackageState::Running);
    let (_, year) = visit.reader().await?.year(visit.today()).await?;
    let period = asked.when.period()?.unwrap_or_else(|| Period::of_day(&year, visit.today()));
    let unmarked = if running { Vec::new() } else { api::reports::unmarked_periods(&visit).await? };
    let content = pages::reports::package(last, period, &unmarked, visit.locale);
    let page = page(&visit, Tab::Reports, visit.locale.package().title, content);
    Ok(if running { ([(header::REFRESH, "2")], page).into_response() } else { page.into_response() })
}

/// What the form of the package says.
#[derive(Deserialize)]
pub struct PackageForm {
    what: String,
    period: Option<String>,
}

pub async fn change_package(visit: Visit, Form(form): Form<PackageForm>) -> Result<Redirect, Failure> {
    match form.what.as_str() {
        "order" => {
            let period = named(form.period.as_deref(), Period::from_code)?.ok_or(Failure::BadRequest)?;
            api::package::order(&visit, period).await?;
        }
        "cancel" => api::package::cancel(&visit).await?,
        _ => return Err(Failure::BadRequest),
    }
    Ok(Redirect::to("/reports/package"))
}

pub async fn packed(visit: Visit) -> Result<Response, Failure> {
    let (period, bytes) = api::package::packed(&visit).await?;
    let name = format!("attachment; filename=\"klas-{}.zip\"", period.code());
    let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}
