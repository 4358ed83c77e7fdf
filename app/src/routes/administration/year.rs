//! The dates of the academic year.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{Datelike, NaiveDate};
use klas_domain::calendar::{AcademicYear, Holiday, YearFault};
use klas_store::calendar::{CalendarChange, CalendarRefusal};
use serde::Deserialize;

use crate::{
    api,
    components::Tab,
    failure::Failure,
    pages::{
        self,
        administration::{HolidayTyped, YearTyped},
    },
    routes::{
        page,
        resume::{SentForm, text},
    },
    visit::Visit,
};

/// The lines of a form that are read; a page never has so many.
const LINES: usize = 60;

/// What was done to lessons by what was saved just now.
#[derive(Deserialize)]
pub struct Done {
    removed: Option<usize>,
    made: Option<usize>,
    kept: Option<usize>,
}

pub async fn year(visit: Visit, Query(done): Query<Done>) -> Result<Html<String>, Failure> {
    let year = api::calendar::calendar(&visit).await?;
    let done = [done.removed, done.made, done.kept];
    let saved = done.iter().any(Option::is_some).then(|| done.map(Option::unwrap_or_default));
    let typed = YearTyped { saved, ..YearTyped::of(&year) };
    Ok(shown(&visit, &year, typed))
}

fn shown(visit: &Visit, year: &AcademicYear, typed: YearTyped) -> Html<String> {
    let title = (visit.locale.calendar().title)(&year.label());
    page(visit, Tab::School, title.clone(), pages::administration::year(title, typed, visit.locale))
}

/// Sets the dates. What was refused stands as it was typed, each fault beside its field.
pub async fn save_year(sent: SentForm) -> Result<Response, Failure> {
    let year = api::calendar::calendar(&sent.visit).await?;
    let mut typed = typed(&sent.pairs);
    let answer = match read(&mut typed, &year, &sent.visit) {
        None => refused(&sent.visit, &year, typed),
        Some(calendar) => match api::calendar::set_calendar(&sent.visit, calendar).await? {
            Ok(CalendarChange { removed, made, kept }) => {
                let to = format!("/school/year?removed={removed}&made={made}&kept={kept}");
                Redirect::to(&to).into_response()
            }
            Err(CalendarRefusal::Closed(semester)) => {
                typed.semesters_problem = Some(sent.visit.locale.calendar().closed(semester).to_owned());
                refused(&sent.visit, &year, typed)
            }
        },
    };
    Ok(sent.answered(answer))
}

fn refused(visit: &Visit, year: &AcademicYear, typed: YearTyped) -> Response {
    let typed = YearTyped { refused: true, ..typed };
    (StatusCode::UNPROCESSABLE_ENTITY, shown(visit, year, typed)).into_response()
}

fn typed(pairs: &[(String, String)]) -> YearTyped {
    let line = |place: usize| HolidayTyped {
        name: text(pairs, &format!("name-{place}")),
        from: text(pairs, &format!("from-{place}")),
        until: text(pairs, &format!("until-{place}")),
        problem: None,
    };
    YearTyped {
        semesters: ["first-from", "first-until", "second-from", "second-until"].map(|name| text(pairs, name)),
        holidays: (0..LINES).map(line).filter(|line| !line.is_empty()).collect(),
        ..YearTyped::default()
    }
}

/// The dates as they were typed; where some cannot be, none, and what was typed says why.
fn read(typed: &mut YearTyped, year: &AcademicYear, visit: &Visit) -> Option<AcademicYear> {
    let texts = visit.locale.calendar();
    let semesters: Vec<NaiveDate> = typed.semesters.iter().filter_map(|day| day.parse().ok()).collect();
    let holidays: Vec<Option<Holiday>> = typed.holidays.iter().map(HolidayTyped::read).collect();
    for (line, holiday) in typed.holidays.iter_mut().zip(&holidays) {
        line.problem = holiday.is_none().then(|| texts.bad_date.to_owned());
    }
    let [starts_on, first_semester_ends_on, second_semester_starts_on, ends_on] = semesters[..] else {
        typed.semesters_problem = Some(texts.bad_date.to_owned());
        return None;
    };
    let holidays = holidays.into_iter().collect::<Option<Vec<_>>>()?;
    let mut calendar =
        AcademicYear { starts_on, first_semester_ends_on, second_semester_starts_on, ends_on, holidays };
    let faults = calendar.faults(year.starts_on.year());
    for fault in &faults {
        let said = texts.fault(*fault, &year.label());
        match fault {
            YearFault::OtherYear | YearFault::SemesterOrder => typed.semesters_problem = Some(said),
            YearFault::Unnamed(place)
            | YearFault::HolidayOrder(place)
            | YearFault::Outside(place)
            | YearFault::Overlap(place) => {
                if let Some(line) = typed.holidays.get_mut(*place) {
                    line.problem = Some(said);
                }
            }
        }
    }
    calendar.holidays.sort_by_key(|holiday| holiday.starts_on);
    faults.is_empty().then_some(calendar)
}
