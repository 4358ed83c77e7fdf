//! The teacher's day, the journal, the lesson's sheet.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Action, Id, Scope,
    calendar::{AcademicYear, Semester},
    id::of,
    permission::may,
};
use klas_store::journal::{Course, JournalPage};
use serde::Deserialize;

use super::{OfYear, document_of, framed, id, moved, page, resume::SentForm};
use crate::{
    api::{
        self,
        course::CoursePage,
        lesson::{Carry, LessonSheet},
        opened::place_of_course,
    },
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        teacher::{JournalView, Period, Reach, Typed},
    },
    paper::{self, Format},
    visit::Visit,
};

mod columns;
mod plan;
mod sheet;

pub use columns::{change_columns, columns};
pub use plan::{change_plan, plan};

#[derive(Deserialize)]
pub struct OnDay {
    day: Option<NaiveDate>,
}

pub async fn today(visit: Visit, Query(query): Query<OnDay>) -> Result<Html<String>, Failure> {
    let day = api::today::day(&visit, query.day.unwrap_or_else(|| visit.today())).await?;
    let content = pages::teacher::today(day, visit.today(), visit.locale);
    Ok(page(&visit, Tab::Today, visit.locale.texts().nav_today, content))
}

pub async fn journals(visit: Visit, Query(asked): Query<OfYear>) -> Result<Html<String>, Failure> {
    let journals = api::course::courses(&visit, asked.year).await?;
    let content = pages::teacher::journals(journals, visit.locale);
    Ok(page(&visit, Tab::Journals, visit.locale.texts().journals, content))
}

#[derive(Deserialize)]
pub struct Shown {
    semester: Option<i16>,
    /// `2026-11`
    month: Option<String>,
    /// `summary`: what sums up, and no lessons.
    view: Option<String>,
    /// The cell under the cursor: column and pupil with a dot between.
    at: Option<String>,
}

impl Shown {
    fn cell(&self) -> Option<(Id<of::Column>, Id<of::Person>)> {
        let (column, pupil) = self.at.as_deref()?.split_once('.')?;
        Some((column.parse().ok()?, pupil.parse().ok()?))
    }
}

pub async fn journal(
    visit: Visit,
    Path(course): Path<String>,
    Query(query): Query<Shown>,
) -> Result<Response, Failure> {
    if let Some(html) = visit.state.drawn.get(&visit).await? {
        return Ok(Html(html).into_response());
    }
    let course = id(&course)?;
    let today = visit.today();
    let CoursePage { page, year, plan, lines } =
        api::course::page(&visit, course, |year| days(&period(year, &query, today), year)).await?;
    if let Some(place) = archived(&visit, &page.course)? {
        return Ok(moved(&visit, &place));
    }
    let period = period(&year, &query, today);
    let title = format!("{} · {}", page.course.subject, page.course.class);
    let own = own_lessons(&visit, &page)?;
    let mut reader = visit.reader().await?;
    let groups = reader.results_groups(course).await?;
    let closings = reader.closings(course).await?;
    let actor = visit.actor()?;
    let scope = page.course.scope(actor.school);
    let corrects = may(actor, Action::CorrectClosed, &scope);
    let explains = may(actor, Action::ExplainAbsence, &scope);
    let own_course = may(actor, Action::ArrangeColumns, &scope);
    let whole = may(actor, Action::ReadJournal, &scope);
    let reach = if whole { Reach::WholePage } else { Reach::SingleLessons };
    let person = actor.person;
    let view = JournalView {
        page,
        year,
        period,
        today,
        person,
        own,
        own_course,
        reach,
        explains,
        closings,
        corrects,
        plan,
        lines,
        groups,
        at: query.cell(),
        opened: None,
    };
    let seq = view.page.seq;
    let title = format!("{title} · {}", pages::teacher::period_name(period, visit.locale));
    let Html(html) = framed(&visit, Tab::Journals, title, pages::teacher::journal(view, visit.locale), true);
    Ok(Html(visit.state.drawn.keep(&visit, course, seq, html)?).into_response())
}

/// Where the page of a course is in the archive, once its journal is archived, for those who read the whole of it: a
/// substitute has no place there.
fn archived(visit: &Visit, course: &Course) -> Result<Option<String>, Failure> {
    let actor = visit.actor()?;
    let reads = course.archived && may(actor, Action::ReadJournal, &course.scope(actor.school));
    Ok(reads.then(|| place_of_course(course)))
}

/// Which semester's pages of a course an address asks for.
#[derive(Deserialize)]
pub struct AskedPages {
    semester: Option<i16>,
}

/// The pages of a course's semester as a file; of the current semester where none is named.
pub async fn pages_file(
    visit: Visit,
    Path(course): Path<String>,
    Query(asked): Query<AskedPages>,
    format: Format,
) -> Result<Response, Failure> {
    let semester = asked.semester.and_then(Semester::from_code);
    let page = api::register::semester(&visit, id(&course)?, semester).await?;
    let tables = paper::course(&page, visit.today(), Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-journal".to_owned(), tables)?.taken(format).await
}

fn own_lessons(visit: &Visit, page: &JournalPage) -> Result<Vec<bool>, Failure> {
    let actor = visit.actor()?;
    let scope = page.course.scope(actor.school);
    let own = |lesson: &klas_store::journal::LessonColumn| {
        may(actor, Action::WriteEntries, &Scope { substitute: lesson.substitute, ..scope.clone() })
    };
    Ok(page.lessons.iter().map(own).collect())
}

/// The month or semester of the address, else the current semester.
pub(super) fn period(year: &AcademicYear, query: &Shown, today: NaiveDate) -> Period {
    let asked = query.month.as_deref().and_then(|month| {
        let (number, month) = month.split_once('-')?;
        Some((number.parse::<i32>().ok()?, month.parse::<u32>().ok()?))
    });
    for semester in Semester::ALL {
        if let Some(month) = asked.filter(|month| year.months(semester).contains(month)) {
            return Period { semester, month: Some(month), summary: false };
        }
    }
    let asked = query.semester.and_then(Semester::from_code);
    let summary = query.view.as_deref() == Some("summary");
    Period { semester: asked.unwrap_or_else(|| year.current_semester(today)), month: None, summary }
}

/// The days whose lessons a page shows: none where it shows what sums up.
pub(super) fn days(period: &Period, year: &AcademicYear) -> (NaiveDate, NaiveDate) {
    if period.summary {
        return (year.ends_on, year.starts_on);
    }
    let (from, to) = year.range(period.semester);
    let Some((number, month)) = period.month else { return (from, to) };
    let first = NaiveDate::from_ymd_opt(number, month, 1).unwrap_or(from);
    let last = first.checked_add_months(chrono::Months::new(1)).and_then(|day| day.pred_opt()).unwrap_or(to);
    (first.max(from), last.min(to))
}

#[derive(Deserialize)]
pub struct Saved {
    saved: Option<String>,
    carried: Option<usize>,
}

pub async fn lesson(
    visit: Visit,
    Path((course, lesson)): Path<(String, String)>,
    Query(query): Query<Saved>,
) -> Result<Response, Failure> {
    let sheet = api::lesson::sheet(&visit, id(&course)?, id(&lesson)?).await?;
    if let Some(place) = archived(&visit, &sheet.course)? {
        let (own, date) = (sheet.lesson.lesson, sheet.lesson.date);
        let path = format!("{place}?month={}-{:02}#l-{own}", date.year(), date.month());
        return Ok(Redirect::to(&path).into_response());
    }
    let (texts, says) = (visit.locale.texts(), visit.locale.sheet());
    let saved = if sheet.may_write { texts.lesson_saved } else { texts.saved };
    let carried = query.carried.map(says.carried);
    let message =
        carried.or_else(|| query.saved.is_some().then(|| saved.to_owned())).map(|said| (said, true));
    // Asked once, when the absences were just saved: whoever passes it by is not asked again.
    let offered =
        if query.saved.is_some() { api::lesson::carries(&visit, &sheet).await? } else { Vec::new() };
    Ok(sheet_page(&visit, sheet, Typed { message, ..Typed::default() }, offered).into_response())
}

fn sheet_page(visit: &Visit, sheet: LessonSheet, typed: Typed, carries: Vec<Carry>) -> Html<String> {
    let title = format!("{} · {}", sheet.course.subject, sheet.course.class);
    let tab = if sheet.may_write { Tab::Today } else { Tab::Journals };
    page(visit, tab, title, pages::teacher::lesson(sheet, typed, carries, visit.locale))
}

/// Carries the absences of the chosen pupils to later lessons of the day.
pub async fn carry_absences(
    visit: Visit,
    Path((course, lesson)): Path<(String, String)>,
    body: String,
) -> Result<Redirect, Failure> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&body).map_err(|_| Failure::BadRequest)?;
    let chosen = pairs.iter().filter(|(name, _)| name == "pupil");
    let pupils = chosen.map(|(_, pupil)| id(pupil)).collect::<Result<Vec<_>, _>>()?;
    let sheet = api::lesson::sheet(&visit, id(&course)?, id(&lesson)?).await?;
    let carried = api::lesson::carry(&visit, &sheet, &pupils).await?;
    Ok(Redirect::to(&format!("/journal/{course}/lessons/{lesson}?carried={carried}")))
}

/// Saves the sheet. What was refused is shown again as it was typed, with the reason next to it; a session that ran
/// out asks to sign in, and what was typed goes on from there.
pub async fn save_lesson(
    Path((course, lesson)): Path<(String, String)>,
    sent: SentForm,
) -> Result<Response, Failure> {
    let sheet = api::lesson::sheet(&sent.visit, id(&course)?, id(&lesson)?).await?;
    let typed = sheet::save(&sent.visit, &sheet, &sent.pairs).await?;
    let path = format!("/journal/{course}/lessons/{lesson}");
    if typed.is_saved() {
        return Ok(sent.answered(Redirect::to(&format!("{path}?saved")).into_response()));
    }
    // What was saved, and what others wrote meanwhile, shows beside what was not.
    let sheet = api::lesson::sheet(&sent.visit, id(&course)?, id(&lesson)?).await?;
    let html = sheet_page(&sent.visit, sheet, typed, Vec::new());
    Ok(sent.answered((StatusCode::UNPROCESSABLE_ENTITY, html).into_response()))
}
