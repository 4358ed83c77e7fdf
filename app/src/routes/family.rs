//! The diary.

use axum::{
    extract::{Path, Query},
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{NaiveDate, Weekday};
use klas_domain::{
    Id,
    calendar::{AcademicYear, Semester},
    id::of,
};
use serde::Deserialize;

use super::page;
use crate::{api, components::Tab, failure::Failure, pages, visit::Visit};

pub async fn home(visit: Visit) -> Result<Response, Failure> {
    first_child(visit, Tab::Diary, "").await
}

pub async fn marks_home(visit: Visit) -> Result<Response, Failure> {
    first_child(visit, Tab::Marks, "/marks").await
}

async fn first_child(visit: Visit, tab: Tab, suffix: &str) -> Result<Response, Failure> {
    let pupils = api::diary::own_pupils(&visit).await?;
    let texts = visit.locale.texts();
    Ok(match pupils.first() {
        Some(pupil) => Redirect::to(&format!("/diary/{}{suffix}", pupil.id)).into_response(),
        None => page(&visit, tab, texts.diary, pages::family::no_children(texts)).into_response(),
    })
}

#[derive(Deserialize)]
pub struct Week {
    week: Option<NaiveDate>,
}

pub async fn week(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(query): Query<Week>,
) -> Result<Html<String>, Failure> {
    let day = query.week.unwrap_or_else(|| visit.today());
    let week = day.week(Weekday::Mon);
    let diary = api::diary::diary(&visit, id(&pupil)?, |_| (week.first_day(), week.last_day())).await?;
    let title = visit.locale.texts().diary;
    let content = pages::family::week(diary, day, visit.today(), visit.locale);
    Ok(page(&visit, Tab::Diary, title, content))
}

#[derive(Deserialize)]
pub struct OfSemester {
    semester: Option<i16>,
}

pub async fn marks(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(query): Query<OfSemester>,
) -> Result<Html<String>, Failure> {
    let today = visit.today();
    let wanted = query.semester.and_then(Semester::from_code);
    let semester =
        |year: &AcademicYear| wanted.unwrap_or_else(|| year.semester_of(today).unwrap_or(Semester::First));
    let diary = api::diary::diary(&visit, id(&pupil)?, |year| year.range(semester(year))).await?;
    let semester = semester(&diary.year);
    let content = pages::family::marks(diary, semester, visit.locale);
    Ok(page(&visit, Tab::Marks, visit.locale.texts().marks, content))
}

fn id(text: &str) -> Result<Id<of::Person>, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
