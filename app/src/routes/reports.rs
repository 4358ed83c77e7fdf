//! Semester reports.

use axum::{
    extract::{Path, Query},
    http::header,
    response::{Html, IntoResponse},
};
use klas_domain::{Id, figures::Period};
use klas_store::reports::Behind;
use serde::Deserialize;

use super::page;
use crate::{
    api::{
        self,
        reports::{By, Only},
    },
    components::Tab,
    failure::Failure,
    pages,
    visit::Visit,
};

/// What an address says of a report.
#[derive(Deserialize)]
pub struct Asked {
    period: Option<String>,
    by: Option<String>,
}

impl Asked {
    /// The period of the address; the current one where it names none.
    fn period(&self) -> Result<Option<Period>, Failure> {
        named(self.period.as_deref(), Period::from_code)
    }
}

/// What a part of the address names; one that names nothing known makes no sense.
fn named<T>(part: Option<&str>, from_code: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
    part.filter(|part| !part.is_empty()).map(|part| from_code(part).ok_or(Failure::BadRequest)).transpose()
}

pub async fn overview(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let by = named(asked.by.as_deref(), By::from_code)?.unwrap_or_default();
    let report = api::reports::overview(&visit, asked.period()?, by).await?;
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
    let report = api::reports::class_report(&visit, class, asked.period()?).await?;
    let texts = visit.locale.reports();
    let covered = &report.covered;
    let title = (texts.class_title)(&report.class.to_string(), covered.period, &covered.year.label());
    Ok(page(&visit, Tab::Reports, title, pages::reports::class(report, visit.locale)))
}

/// Which marks an address asks for.
#[derive(Deserialize)]
pub struct AskedMarks {
    period: Option<String>,
    grade: Option<String>,
    class: Option<String>,
    subject: Option<String>,
    teacher: Option<String>,
    only: Option<String>,
    page: Option<String>,
}

impl AskedMarks {
    fn behind(&self) -> Result<Behind, Failure> {
        Ok(Behind {
            grade: named(self.grade.as_deref(), |grade| grade.parse().ok())?,
            class: id(self.class.as_deref())?,
            subject: id(self.subject.as_deref())?,
            teacher: id(self.teacher.as_deref())?,
        })
    }
}

fn id<T>(part: Option<&str>) -> Result<Option<Id<T>>, Failure> {
    named(part, |part| part.parse().ok())
}

pub async fn marks(visit: Visit, Query(asked): Query<AskedMarks>) -> Result<Html<String>, Failure> {
    let period = named(asked.period.as_deref(), Period::from_code)?;
    let only = named(asked.only.as_deref(), Only::from_code)?;
    let number = named(asked.page.as_deref(), |page| page.parse().ok())?.unwrap_or(1);
    let list = api::reports::marks(&visit, period, asked.behind()?, only, number).await?;
    let title = pages::reports::marks_title(&list, visit.locale.reports());
    Ok(page(&visit, Tab::Reports, title, pages::reports::marks(list, visit.locale)))
}

/// Which spreadsheet an address asks for.
#[derive(Deserialize)]
pub struct AskedTables {
    period: Option<String>,
    class: Option<String>,
}

pub async fn tables(
    visit: Visit,
    Query(asked): Query<AskedTables>,
) -> Result<impl IntoResponse + use<>, Failure> {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let period = named(asked.period.as_deref(), Period::from_code)?;
    let bytes = api::reports::workbook(&visit, period, id(asked.class.as_deref())?).await?;
    let name = format!("attachment; filename=\"klas-{}.xlsx\"", period.map_or("report", Period::code));
    Ok(([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes))
}
