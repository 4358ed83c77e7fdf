//! The general information on a class's pupils, and their health groups.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use klas_domain::{
    Action, Id,
    health::{Assessment, AssessmentEdit, AssessmentError, AssessmentOutcome, HealthGroup, HealthLine},
};
use serde::Deserialize;

use super::{archived, id, tab};
use crate::{
    api::{
        self,
        register::{Health, Section},
    },
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        class_teacher::{HealthForm, TypedHealth},
    },
    routes::{
        page,
        resume::{SentForm, text},
    },
    visit::Visit,
};

/// The general information on a class's pupils.
pub async fn pupils(visit: Visit, Path(class): Path<String>) -> Result<Response, Failure> {
    let pupils = api::register::pupils(&visit, id(&class)?).await?;
    let head = &pupils.register.head;
    if let Some(there) = archived(&visit, head.class_id, &pupils.sections, Section::Pupils) {
        return Ok(there);
    }
    let title = format!("{} · {}", head.class, visit.locale.pupil_records().pupils_title);
    let content = pages::class_teacher::pupils(&pupils, visit.locale);
    Ok(page(&visit, tab(&visit, head.class_id), title, content).into_response())
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    saved: Option<usize>,
}

pub async fn health(
    visit: Visit,
    Path(class): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let health = api::register::health(&visit, id(&class)?).await?;
    let class = health.register.head.class_id;
    if let Some(there) = archived(&visit, class, &health.sections, Section::Health) {
        return Ok(there);
    }
    let form = HealthForm { saved: done.saved.map(|number| (number, true)), ..HealthForm::default() };
    Ok(health_page(&visit, &health, &form).into_response())
}

fn health_page(visit: &Visit, health: &Health, form: &HealthForm) -> Html<String> {
    let head = &health.register.head;
    let title = format!("{} · {}", head.class, visit.locale.pupil_records().health_title);
    let content = pages::class_teacher::health(health, form, visit.locale);
    page(visit, tab(visit, head.class_id), title, content)
}

/// Sets the groups of the lines that were touched. What was refused is said in its line and stays as it was typed.
pub async fn set_health(Path(class): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = set(&sent.visit, &class, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn set(visit: &Visit, class: &str, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let health = api::register::health(visit, id(class)?).await?;
    let class = health.register.head.class_id;
    let scope = visit.reader().await?.register_class(class).await?.scope(visit.school()?);
    api::access::require(visit.actor()?, Action::SetHealthGroups, &scope)?;
    let examined = text(pairs, "examined");
    let (mut wanted, mut refused) = (Vec::new(), Vec::new());
    for (line, typed) in touched(&health, pairs, &examined) {
        match assessment(&typed, visit.locale) {
            Ok(assessment) => wanted.push((edit(line, assessment, pairs), typed)),
            Err(problem) => refused.push(TypedHealth { problem: Some(problem), ..typed }),
        }
    }
    let edits = wanted.iter().map(|(edit, _)| edit.clone()).collect();
    let outcomes = api::register::set_health(visit, class, edits).await?;
    let mut saved = 0;
    for ((_, typed), outcome) in wanted.into_iter().zip(outcomes) {
        match told(outcome, visit.locale)? {
            None => saved += 1,
            problem => refused.push(TypedHealth { problem, ..typed }),
        }
    }
    if refused.is_empty() {
        return Ok(Redirect::to(&format!("/classes/{class}/health?saved={saved}")).into_response());
    }
    // What was written, and what others wrote meanwhile, shows beside what was not.
    let health = api::register::health(visit, class).await?;
    let form = HealthForm { lines: refused, examined, saved: Some((saved, false)) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, health_page(visit, &health, &form)).into_response())
}

/// The lines that say something else than what the form was drawn with.
fn touched<'a>(
    health: &'a Health,
    pairs: &'a [(String, String)],
    examined: &'a str,
) -> impl Iterator<Item = (&'a HealthLine, TypedHealth)> {
    health.register.lines.iter().filter_map(move |line| {
        let field = |prefix: &str| text(pairs, &format!("{prefix}-{}", line.pupil.id));
        let (group, own) = (field("g"), field("d"));
        let date = if own.is_empty() { examined.to_owned() } else { own };
        let typed = TypedHealth { pupil: line.pupil.id, group, date, problem: None };
        (typed.drawn() != field("was")).then_some((line, typed))
    })
}

/// What a line asks for, or what is said of one that makes no sense.
fn assessment(typed: &TypedHealth, locale: Locale) -> Result<Option<Assessment>, &'static str> {
    let says = locale.pupil_records();
    if typed.group.is_empty() {
        return Ok(None);
    }
    let group = HealthGroup::from_code(&typed.group).ok_or(says.group_wrong)?;
    let on: NaiveDate = typed.date.parse().map_err(|_| says.examined_missing)?;
    Ok(Some(Assessment { group, on }))
}

fn edit(line: &HealthLine, assessment: Option<Assessment>, pairs: &[(String, String)]) -> AssessmentEdit {
    let seen = text(pairs, &format!("v-{}", line.pupil.id));
    AssessmentEdit { id: Id::new(), pupil: line.pupil.id, base: seen.parse().unwrap_or_default(), assessment }
}

/// What is said of an outcome; nothing of one that was written.
fn told(outcome: AssessmentOutcome, locale: Locale) -> Result<Option<&'static str>, Failure> {
    let says = locale.pupil_records();
    Ok(match outcome {
        AssessmentOutcome::Saved { .. } => None,
        AssessmentOutcome::Conflict => Some(says.conflict),
        AssessmentOutcome::Forbidden => return Err(Failure::Forbidden),
        AssessmentOutcome::Refused(AssessmentError::DateWrong) => Some(says.examined_wrong),
        AssessmentOutcome::Refused(AssessmentError::NotOfClass) => return Err(Failure::NotFound),
    })
}
