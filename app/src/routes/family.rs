//! The diary.

use axum::{
    extract::{Path, Query},
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{Datelike, NaiveDate, Weekday};
use klas_domain::{
    Action, Id,
    calendar::{AcademicYear, Semester},
    id::of,
};
use serde::Deserialize;

use super::{
    page,
    resume::{SentForm, text},
};
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

/// The week that an address asks for.
#[derive(Deserialize)]
pub struct Week {
    pub(super) week: Option<NaiveDate>,
}

pub async fn week(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(query): Query<Week>,
) -> Result<Html<String>, Failure> {
    let pupil = id(&pupil)?;
    let (read, there) = api::elsewhere::reading(visit.clone(), pupil).await?;
    let today = visit.today();
    let chosen = |year: &AcademicYear| chosen_day(year, query.week, today);
    let mut diary = api::diary::diary(&read, pupil, Action::ReadDiary, |year| days(chosen(year))).await?;
    diary.writes_excuses &= there.is_none();
    let day = chosen(&diary.year);
    let (first, last) = days(day);
    let current = query.week.is_none() || (first..=last).contains(&today);
    let next = if current { api::diary::next_day(&read, &diary).await? } else { None };
    let title = visit.locale.texts().diary;
    let around = api::around::around(&read, &diary, day, there).await?;
    let content = pages::family::week(diary, day, today, next, &around, visit.locale);
    Ok(page(&visit, Tab::Diary, title, content))
}

/// The day of the address, within the year; without one, today, or the next day of lessons at a weekend and in the
/// holidays.
pub(super) fn chosen_day(year: &AcademicYear, asked: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    let weekday = |day: &NaiveDate| day.weekday().number_from_monday() <= 5;
    let next = || {
        let days = today.iter_days().take_while(|day| *day <= year.ends_on);
        days.filter(weekday).find(|day| year.is_school_day(*day))
    };
    asked.or_else(next).unwrap_or(today).max(year.starts_on).min(year.ends_on)
}

fn days(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let week = day.week(Weekday::Mon);
    (week.first_day(), week.last_day())
}

/// Acknowledges a week. One that cannot be acknowledged is none that the page offers.
pub async fn sign_week(Path(pupil): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let pupil = id(&pupil)?;
    let day: NaiveDate = text(&sent.pairs, "week").parse().map_err(|_| Failure::BadRequest)?;
    let signed = api::weeks::sign(&sent.visit, pupil, day).await?;
    signed.map_err(|_| Failure::BadRequest)?;
    let back = Redirect::to(&format!("/diary/{pupil}?week={day}#signature")).into_response();
    Ok(sent.answered(back))
}

/// The semester that an address asks for.
#[derive(Deserialize)]
pub struct OfSemester {
    semester: Option<i16>,
}

impl OfSemester {
    /// The semester; none where the address names none.
    pub(super) fn wanted(&self) -> Option<Semester> {
        self.semester.and_then(Semester::from_code)
    }
}

pub async fn marks(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(query): Query<OfSemester>,
) -> Result<Html<String>, Failure> {
    let pupil = id(&pupil)?;
    let (read, there) = api::elsewhere::reading(visit.clone(), pupil).await?;
    let today = visit.today();
    let wanted = query.wanted();
    let semester = |year: &AcademicYear| wanted.unwrap_or_else(|| year.current_semester(today));
    let diary =
        api::diary::diary(&read, pupil, Action::ReadDiaryMarks, |year| year.range(semester(year))).await?;
    let semester = semester(&diary.year);
    let subjects = api::subjects::of_diary(&read, &diary, semester).await?;
    // They are read where the session is.
    let past = if there.is_none() { api::opened::years_of(&visit, pupil).await? } else { Vec::new() };
    let content = pages::family::marks(diary, semester, &subjects, &past, there.as_ref(), visit.locale);
    Ok(page(&visit, Tab::Marks, visit.locale.texts().marks, content))
}

fn id(text: &str) -> Result<Id<of::Person>, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
