//! The registers of a class.

mod briefings;
mod cards;
mod excursions;
mod files;
mod health;
mod summary;

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Absence, Action, Id, Scope,
    calendar::{AcademicYear, Semester},
    edit::Refusal,
    id::of,
};
use serde::Deserialize;

use super::{
    OfYear, id, moved, page,
    resume::{SentForm, text},
};
use crate::{
    api::{
        self,
        register::{Explained, Obstacle, Reasons, Register, Section, Sections, Shown},
    },
    components::{Tab, short_date},
    failure::Failure,
    pages::{
        self,
        class_teacher::{ReasonsForm, explained},
    },
    visit::Visit,
};

pub use briefings::{briefings, write_briefing};
pub use cards::{cards, cards_file};
pub use excursions::{excursions, write_excursion};
pub use files::{
    briefings_file, excursions_file, health_file, journal_file, pupils_file, register_file, summary_file,
};
pub use health::{health, pupils, set_health};
pub use summary::{decide, summary};

/// The classes whose registers the visitor reads.
pub async fn classes(visit: Visit, Query(asked): Query<OfYear>) -> Result<Html<String>, Failure> {
    let classes = api::register::classes(&visit, asked.year).await?;
    let actor = visit.actor()?;
    let seen = Section::seen_by(actor, &Scope::school(actor.school));
    let content = pages::class_teacher::classes(classes, &seen, visit.locale);
    Ok(page(&visit, Tab::Classes, visit.locale.registers().classes, content))
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    /// `2026-11`
    month: Option<String>,
    semester: Option<i16>,
    #[serde(default)]
    pupil: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// How many absences were just given their reason.
    changed: Option<usize>,
}

impl Asked {
    /// The month or semester of the address, else the month of today, else the current semester.
    pub(super) fn shown(&self, year: &AcademicYear, today: NaiveDate) -> Shown {
        let asked = self.month.as_deref().and_then(|month| {
            let (number, month) = month.split_once('-')?;
            Some((number.parse::<i32>().ok()?, month.parse::<u32>().ok()?))
        });
        let semester = self.semester.and_then(Semester::from_code);
        let of = |month: &(i32, u32)| {
            Semester::ALL.into_iter().find(|semester| year.months(*semester).contains(month))
        };
        let this_month = semester.is_none().then(|| (today.year(), today.month()));
        let wanted = asked.or(this_month).and_then(|month| Some((month, of(&month)?)));
        match wanted {
            Some((month, semester)) => Shown { semester, month: Some(month) },
            None => Shown { semester: semester.unwrap_or_else(|| year.current_semester(today)), month: None },
        }
    }
}

/// The weeks of the diary that the families of a class have seen.
pub async fn weeks(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let today = visit.today();
    let wanted = asked.semester.and_then(Semester::from_code);
    let semester = |year: &AcademicYear| wanted.unwrap_or_else(|| year.current_semester(today));
    let view = api::weeks::of_class(&visit, id(&class)?, semester).await?;
    let title = format!("{} · {}", view.class.name, visit.locale.weeks().title);
    let content = pages::class_teacher::weeks(&view, visit.locale);
    Ok(page(&visit, tab(&visit, view.class.id), title, content))
}

pub async fn register(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let today = visit.today();
    let register = api::register::register(&visit, id(&class)?, |year| asked.shown(year, today)).await?;
    if let Some(there) = archived(&visit, register.class.id, &register.sections, Section::Attendance) {
        return Ok(there);
    }
    let changed = asked.changed.map(|changed| Explained { changed, ..Explained::default() });
    let said = changed.map(|changed| (explained(&changed, register.free_edit_days, visit.locale), true));
    let form = ReasonsForm {
        pupil: asked.pupil,
        from: asked.from,
        to: asked.to,
        message: said,
        ..ReasonsForm::default()
    };
    Ok(register_page(&visit, &register, &form).into_response())
}

/// The way to a section in the archive, where its journal is archived: what was signed is shown, and not the tables of which
/// it was made.
fn archived(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    sections: &Sections,
    section: Section,
) -> Option<Response> {
    sections.archived.then(|| moved(visit, &sections.path(class, section)))
}

fn register_page(visit: &Visit, register: &Register, form: &ReasonsForm) -> Html<String> {
    let title = format!("{} · {}", register.class.name, visit.locale.registers().attendance);
    let content = pages::class_teacher::register(register, form, visit.today(), visit.locale);
    page(visit, tab(visit, register.class.id), title, content)
}

/// The tab of a class: the own one of its class teacher, else that of all classes.
pub(super) fn tab(visit: &Visit, class: Id<of::SchoolClass>) -> Tab {
    let person = visit.signed_in.as_ref();
    let own = person.is_some_and(|person| person.classes.iter().any(|(led, _)| *led == class));
    if own { Tab::Class(class) } else { Tab::Classes }
}

/// The form as it was typed.
struct TypedReasons {
    pupil: String,
    from: String,
    to: String,
    kind: String,
    all: bool,
    correction: String,
}

impl TypedReasons {
    fn of(pairs: &[(String, String)]) -> Self {
        let text = |name| text(pairs, name);
        Self {
            pupil: text("pupil"),
            from: text("from"),
            to: text("to"),
            kind: text("kind"),
            all: !text("all").is_empty(),
            correction: text("correction"),
        }
    }

    /// What is wanted, or what is said of a form that cannot be understood.
    fn wanted(&self, register: &Register, visit: &Visit) -> Result<Reasons, String> {
        let (says, year) = (visit.locale.registers(), &register.class.year);
        let pupil = self.pupil.parse().ok();
        let known = |pupil: &Id<of::Person>| register.rows.iter().any(|row| row.pupil.id == *pupil);
        let pupil = pupil.filter(known).ok_or(says.pupil_missing)?;
        let days = self.from.parse::<NaiveDate>().ok().zip(self.to.parse::<NaiveDate>().ok());
        let sensible = |(from, to): &(NaiveDate, NaiveDate)| {
            from <= to && *from >= year.starts_on && *to <= year.ends_on
        };
        let span = days
            .filter(sensible)
            .ok_or_else(|| (says.dates_wrong)(&short_date(year.starts_on), &short_date(year.ends_on)))?;
        let kind = Absence::from_code(&self.kind).ok_or(says.kind_missing)?;
        let correction = self.correction.clone();
        Ok(Reasons { pupil, span, kind, all: self.all, correction })
    }

    fn form(self, message: String, late: bool) -> ReasonsForm {
        ReasonsForm {
            pupil: self.pupil,
            from: self.from,
            to: self.to,
            kind: self.kind,
            all: self.all,
            correction: self.correction,
            message: Some((message, false)),
            late,
        }
    }
}

/// Gives a pupil's absences their reason. What could not be changed is said, and the form stays as it was typed.
pub async fn explain(
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
    sent: SentForm,
) -> Result<Response, Failure> {
    let typed = TypedReasons::of(&sent.pairs);
    let response = explained_by(&sent.visit, id(&class)?, &asked, typed).await?;
    Ok(sent.answered(response))
}

async fn explained_by(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    asked: &Asked,
    typed: TypedReasons,
) -> Result<Response, Failure> {
    let today = visit.today();
    let register = api::register::register(visit, class, |year| asked.shown(year, today)).await?;
    api::access::require(visit.actor()?, Action::ExplainAbsence, &register.class.scope(visit.school()?))?;
    let outcome = match typed.wanted(&register, visit) {
        Ok(reasons) => api::register::explain(visit, class, reasons).await?,
        Err(said) => return Ok(refused(visit, &register, &typed.form(said, false))),
    };
    if outcome.changed > 0 && outcome.obstacles.is_empty() {
        let query = register.shown.query();
        let path = format!("/classes/{class}/register?{query}&changed={}", outcome.changed);
        return Ok(Redirect::to(&path).into_response());
    }
    let late = Obstacle::Refused(Refusal::ReasonNeeded);
    let late = outcome.obstacles.iter().any(|(obstacle, _)| *obstacle == late);
    let said = explained(&outcome, register.free_edit_days, visit.locale);
    // What was changed shows beside what was not.
    let register = api::register::register(visit, class, |_| register.shown).await?;
    Ok(refused(visit, &register, &typed.form(said, late)))
}

fn refused(visit: &Visit, register: &Register, form: &ReasonsForm) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, register_page(visit, register, form)).into_response()
}
