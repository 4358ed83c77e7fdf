//! What families see beside the week: subjects, timetable, homework, absences, report card.

use axum::{
    extract::{Path, Query},
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::calendar::{AcademicYear, Semester};
use serde::Deserialize;

use super::{
    document_of,
    family::{OfSemester, Week, chosen_day},
    id, page,
    resume::{SentForm, text, value},
};
use crate::{
    api,
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages,
    paper::{self, Format},
    visit::Visit,
};

pub async fn timetable(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(asked): Query<Week>,
) -> Result<Html<String>, Failure> {
    let today = visit.today();
    let day = |year: &AcademicYear| chosen_day(year, asked.week, today);
    let view = api::timetable::week(&visit, id(&pupil)?, day).await?;
    let content = pages::family::timetable(&view, today, visit.locale);
    Ok(page(&visit, Tab::Diary, visit.locale.seeing().timetable, content))
}

pub async fn homework(visit: Visit, Path(pupil): Path<String>) -> Result<Html<String>, Failure> {
    let view = api::homework::of_pupil(&visit, id(&pupil)?).await?;
    let content = pages::family::homework(&view, visit.locale);
    Ok(page(&visit, Tab::Diary, visit.locale.seeing().homework, content))
}

/// Ticks homework off, or takes the tick back.
pub async fn tick(Path(pupil): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let (pupil, lesson) = (id(&pupil)?, id(&text(&sent.pairs, "lesson"))?);
    let done = match value(&sent.pairs, "what") {
        Some("done") => true,
        Some("undo") => false,
        _ => return Err(Failure::BadRequest),
    };
    api::homework::tick(&sent.visit, pupil, lesson, done).await?;
    let back = Redirect::to(&format!("/diary/{pupil}/homework#t{lesson}")).into_response();
    Ok(sent.answered(back))
}

/// The semester of the address, else the current one.
fn semester(visit: &Visit, asked: &OfSemester) -> impl Fn(&AcademicYear) -> Semester + use<> {
    let (wanted, today) = (asked.wanted(), visit.today());
    move |year| wanted.unwrap_or_else(|| year.current_semester(today))
}

pub async fn absences(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(asked): Query<OfSemester>,
) -> Result<Html<String>, Failure> {
    let view = api::absences::of_pupil(&visit, id(&pupil)?, semester(&visit, &asked)).await?;
    let content = pages::family::absences(&view, visit.locale);
    Ok(page(&visit, Tab::Diary, visit.locale.seeing().absences, content))
}

pub async fn subject(
    visit: Visit,
    Path((pupil, course)): Path<(String, String)>,
    Query(asked): Query<OfSemester>,
) -> Result<Html<String>, Failure> {
    let course = id(&course)?;
    let view = api::subjects::of_pupil(&visit, id(&pupil)?, semester(&visit, &asked)).await?;
    let line = view.subjects.iter().find(|line| line.course == course).ok_or(Failure::NotFound)?;
    let content = pages::family::subject(&view, line, visit.locale);
    Ok(page(&visit, Tab::Marks, line.subject.clone(), content))
}

/// Which document the address asks for.
#[derive(Deserialize)]
pub struct AskedCard {
    /// `certificate`; else the report card.
    kind: Option<String>,
}

pub async fn card(visit: Visit, Path(pupil): Path<String>) -> Result<Html<String>, Failure> {
    let view = api::card::of_pupil(&visit, id(&pupil)?).await?;
    let table = view.cards.as_ref().and_then(|cards| paper::cards(cards, visit.locale).pop());
    let certified = view.cards.as_ref().is_some_and(api::register::Cards::are_certified);
    let content = pages::family::card(&view, table.as_ref(), certified, visit.locale);
    Ok(page(&visit, Tab::Diary, visit.locale.seeing().card, content))
}

pub async fn card_file(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(asked): Query<AskedCard>,
) -> Result<Response, Failure> {
    let view = api::card::of_pupil(&visit, id(&pupil)?).await?;
    let cards = view.cards.ok_or(Failure::NotFound)?;
    let certificate = asked.kind.as_deref() == Some("certificate");
    if certificate && !cards.are_certified() {
        return Err(Failure::NotFound);
    }
    let tables = if certificate {
        paper::certificates(&cards, Locale::OF_DOCUMENTS)
    } else {
        paper::cards(&cards, Locale::OF_DOCUMENTS)
    };
    let file = if certificate { "klas-certificate" } else { "klas-card" };
    let mut document = document_of(&visit, file.to_owned(), tables)?;
    document.apart = true;
    document.taken(Format::Pdf).await
}
