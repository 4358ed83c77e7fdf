//! Safety briefings of a class, and the form of one.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use klas_domain::{
    Action, Id,
    briefing::{Briefing, BriefingEdit, BriefingError, BriefingKind, BriefingOutcome},
    roll::RegisterHead,
    school::PersonName,
};
use serde::Deserialize;

use super::{archived, id, tab};
use crate::{
    api::{
        self,
        register::{Briefings, Section},
    },
    failure::Failure,
    locales::Locale,
    pages::{self, class_teacher::BriefingForm},
    routes::{
        page,
        resume::{SentForm, text},
    },
    visit::Visit,
};

/// What the address of a register of records asks for.
#[derive(Deserialize)]
pub struct Asked {
    /// The record that is to be corrected.
    pub(super) record: Option<String>,
    /// Whether something was written just now.
    pub(super) saved: Option<String>,
}

pub async fn briefings(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let briefings = api::register::briefings(&visit, id(&class)?).await?;
    let class = briefings.register.head.class_id;
    if let Some(there) = archived(&visit, class, &briefings.sections, Section::Briefings) {
        return Ok(there);
    }
    let form = match asked.record {
        Some(record) => {
            let record = id(&record)?;
            let mut known = briefings.register.briefings.iter();
            BriefingForm::of(known.find(|stored| stored.id == record).ok_or(Failure::NotFound)?)
        }
        None => new(&visit, &briefings),
    };
    let message = asked.saved.map(|_| (visit.locale.records().saved.to_owned(), true));
    Ok(briefings_page(&visit, &briefings, &BriefingForm { message, ..form }).into_response())
}

/// An empty form: today, by the class teacher, everybody present who is of the class.
fn new(visit: &Visit, briefings: &Briefings) -> BriefingForm {
    let head = &briefings.register.head;
    let day = day_within(head, visit.today());
    let present = briefings.register.pupils.iter().filter(|pupil| pupil.is_of_class(day));
    BriefingForm {
        date: day.to_string(),
        kind: BriefingKind::Primary.code().to_owned(),
        held_by: head.class_teacher.as_ref().map(PersonName::full).unwrap_or_default(),
        present: present.map(|pupil| pupil.id).collect(),
        ..BriefingForm::default()
    }
}

/// The day of the year that is nearest to today.
pub(super) fn day_within(head: &RegisterHead, today: NaiveDate) -> NaiveDate {
    today.clamp(head.starts_on, head.ends_on)
}

fn briefings_page(visit: &Visit, briefings: &Briefings, form: &BriefingForm) -> Html<String> {
    let head = &briefings.register.head;
    let title = format!("{} · {}", head.class, visit.locale.records().briefings_title);
    let content = pages::class_teacher::briefings(briefings, form, visit.locale);
    page(visit, tab(visit, head.class_id), title, content)
}

/// Writes a briefing, new or corrected. What was refused is said by its field and stays as it was typed.
pub async fn write_briefing(Path(class): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = written(&sent.visit, &class, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn written(visit: &Visit, class: &str, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let briefings = api::register::briefings(visit, id(class)?).await?;
    let class = briefings.register.head.class_id;
    may_write(visit, &class).await?;
    let form = typed(pairs)?;
    let error = match says(&form) {
        Err(error) => error,
        Ok(says) => {
            let edit = BriefingEdit { id: Id::new(), briefing: form.id, base: form.version, says };
            match api::register::write_briefing(visit, class, edit).await? {
                BriefingOutcome::Saved { .. } => {
                    return Ok(Redirect::to(&format!("/classes/{class}/briefings?saved")).into_response());
                }
                BriefingOutcome::Forbidden => return Err(Failure::Forbidden),
                BriefingOutcome::Refused(error) => error,
                BriefingOutcome::Conflict => return Ok(conflict(visit, &briefings, form)),
            }
        }
    };
    let (field, said) = told(error, visit.locale);
    let form = BriefingForm { message: Some((said.to_owned(), false)), wrong: Some(field), ..form };
    Ok(refused(briefings_page(visit, &briefings, &form)))
}

/// Only the class teacher writes; others are told so before they are told what is wrong with their form.
pub(super) async fn may_write(
    visit: &Visit,
    class: &Id<klas_domain::id::of::SchoolClass>,
) -> Result<(), Failure> {
    let scope = visit.reader().await?.register_class(*class).await?.scope(visit.school()?);
    api::access::require(visit.actor()?, Action::WriteClassRecords, &scope)
}

pub(super) fn refused(html: Html<String>) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, html).into_response()
}

/// The form stays as it was typed; sent once more, it is held against what stands there now.
fn conflict(visit: &Visit, briefings: &Briefings, form: BriefingForm) -> Response {
    let stored = briefings.register.briefings.iter().find(|stored| stored.id == form.id);
    let version = stored.map_or(form.version, |stored| stored.version);
    let message = Some((visit.locale.records().conflict.to_owned(), false));
    refused(briefings_page(visit, briefings, &BriefingForm { version, message, ..form }))
}

fn typed(pairs: &[(String, String)]) -> Result<BriefingForm, Failure> {
    let present = pairs.iter().filter(|(name, _)| name == "present");
    Ok(BriefingForm {
        id: text(pairs, "record").parse().map_err(|_| Failure::BadRequest)?,
        version: text(pairs, "version").parse().map_err(|_| Failure::BadRequest)?,
        date: text(pairs, "date"),
        kind: text(pairs, "kind"),
        topic: text(pairs, "topic"),
        held_by: text(pairs, "held_by"),
        present: present.filter_map(|(_, pupil)| pupil.parse().ok()).collect(),
        struck: !text(pairs, "struck").is_empty(),
        ..BriefingForm::default()
    })
}

fn says(form: &BriefingForm) -> Result<Briefing, BriefingError> {
    Ok(Briefing {
        held_on: form.date.parse().map_err(|_| BriefingError::DateWrong)?,
        kind: BriefingKind::from_code(&form.kind).unwrap_or(BriefingKind::Talk),
        topic: form.topic.clone(),
        held_by: form.held_by.clone(),
        present: form.present.clone(),
        struck: form.struck,
    })
}

/// The field that is wrong, and what is said of it.
fn told(error: BriefingError, locale: Locale) -> (&'static str, &'static str) {
    let says = locale.records();
    match error {
        BriefingError::DateWrong => ("date", says.date_wrong),
        BriefingError::TopicWrong => ("topic", says.topic_wrong),
        BriefingError::HeldByWrong => ("held_by", says.held_by_wrong),
        BriefingError::NobodyPresent => ("present", says.nobody_present),
    }
}
