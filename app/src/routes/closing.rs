//! Closing a semester: of a course, of a class, of the school.

use axum::{
    Form,
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{
    calendar::Semester,
    closing::{ClosingRefusal, LEAST_MARKS_LIMIT},
};
use serde::Deserialize;

use super::{id, page};
use crate::{
    api,
    components::Tab,
    failure::Failure,
    pages::{self, closing::Typed},
    visit::Visit,
};

/// Which semester an address asks for, and of the school in which year.
#[derive(Deserialize)]
pub struct Asked {
    semester: Option<String>,
    year: Option<i32>,
    saved: Option<String>,
}

impl Asked {
    fn semester(&self) -> Result<Option<Semester>, Failure> {
        self.semester.as_deref().filter(|code| !code.is_empty()).map(semester).transpose()
    }
}

fn semester(code: &str) -> Result<Semester, Failure> {
    code.parse().ok().and_then(Semester::from_code).ok_or(Failure::BadRequest)
}

/// A form of these pages.
#[derive(Deserialize)]
pub struct Sent {
    what: String,
    semester: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    least_marks: String,
}

pub async fn course(
    visit: Visit,
    Path(course): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    course_page(&visit, &course, asked.semester()?, &Typed::default()).await
}

async fn course_page(
    visit: &Visit,
    course: &str,
    semester: Option<Semester>,
    typed: &Typed,
) -> Result<Html<String>, Failure> {
    let closing = api::closing::of_course(visit, id(course)?, semester).await?;
    let texts = visit.locale.closing();
    let title = format!("{} · {} · {}", texts.title, closing.course.subject, closing.course.class);
    Ok(page(visit, Tab::Journals, title, pages::closing::course(&closing, typed, visit.locale)))
}

/// Closes or reopens; what was refused is told on the same page.
pub async fn change_course(
    visit: Visit,
    Path(course): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let semester = semester(&sent.semester)?;
    let outcome = match sent.what.as_str() {
        "close" => api::closing::close_course(&visit, id(&course)?, semester, &sent.reason).await?,
        "open" => api::closing::reopen_course(&visit, id(&course)?, semester, &sent.reason).await?,
        _ => return Err(Failure::BadRequest),
    };
    let path = format!("/journal/{course}/closing?semester={}", semester.code());
    match outcome {
        Ok(()) => Ok(Redirect::to(&path).into_response()),
        Err(refusal) => {
            let typed = Typed { reason: sent.reason, ..told(refusal)? };
            Ok(refused(course_page(&visit, &course, Some(semester), &typed).await?))
        }
    }
}

/// What a page says of a refusal.
fn told(refusal: ClosingRefusal) -> Result<Typed, Failure> {
    if refusal == ClosingRefusal::Forbidden {
        return Err(Failure::Forbidden);
    }
    Ok(Typed { refusal: Some(refusal), ..Typed::default() })
}

fn refused(html: Html<String>) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, html).into_response()
}

pub async fn class(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    class_page(&visit, &class, asked.semester()?, &Typed::default()).await
}

async fn class_page(
    visit: &Visit,
    class: &str,
    semester: Option<Semester>,
    typed: &Typed,
) -> Result<Html<String>, Failure> {
    let closing = api::closing::of_class(visit, id(class)?, semester).await?;
    let title = format!("{} · {}", visit.locale.closing().title, closing.state.name);
    Ok(page(visit, Tab::Reports, title, pages::closing::class(&closing, typed, visit.locale)))
}

pub async fn change_class(
    visit: Visit,
    Path(class): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let semester = semester(&sent.semester)?;
    if sent.what != "close" {
        return Err(Failure::BadRequest);
    }
    match api::closing::close_class(&visit, id(&class)?, semester, &sent.reason).await? {
        Ok(()) => {
            let path = format!("/classes/{class}/closing?semester={}", semester.code());
            Ok(Redirect::to(&path).into_response())
        }
        Err(refusal) => {
            let typed = Typed { reason: sent.reason, ..told(refusal)? };
            Ok(refused(class_page(&visit, &class, Some(semester), &typed).await?))
        }
    }
}

pub async fn school(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let typed = Typed { saved: asked.saved.is_some(), ..Typed::default() };
    school_page(&visit, (asked.year, asked.semester()?), &typed).await
}

async fn school_page(
    visit: &Visit,
    (year, semester): (Option<i32>, Option<Semester>),
    typed: &Typed,
) -> Result<Html<String>, Failure> {
    let closing = api::closing::of_school(visit, year, semester).await?;
    let title = visit.locale.closing().title;
    Ok(page(visit, Tab::Reports, title, pages::closing::school(&closing, typed, visit.locale)))
}

pub async fn change_school(
    visit: Visit,
    Query(asked): Query<Asked>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let semester = semester(&sent.semester)?;
    let year = asked.year.map(|year| format!("&year={year}")).unwrap_or_default();
    let path = format!("/closing?semester={}{year}", semester.code());
    let shown = (asked.year, Some(semester));
    match sent.what.as_str() {
        "close" => match api::closing::close_school(&visit, asked.year, semester).await? {
            Ok(()) => Ok(Redirect::to(&path).into_response()),
            Err(refusal) => Ok(refused(school_page(&visit, shown, &told(refusal)?).await?)),
        },
        "least-marks" => {
            let marks = sent.least_marks.trim().parse().ok().filter(|marks| *marks <= LEAST_MARKS_LIMIT);
            let Some(marks) = marks else {
                let typed = Typed { least_marks: Some(sent.least_marks), ..Typed::default() };
                return Ok(refused(school_page(&visit, shown, &typed).await?));
            };
            api::closing::set_least_marks(&visit, marks).await?;
            Ok(Redirect::to(&format!("{path}&saved")).into_response())
        }
        _ => Err(Failure::BadRequest),
    }
}
