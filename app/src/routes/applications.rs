//! Applications for corrected marks of a class.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use klas_domain::{
    Action, Id,
    application::{
        Answer, Application, ApplicationEdit, ApplicationError, ApplicationOutcome, StoredApplication,
        Subject,
    },
    calendar::Semester,
};
use serde::Deserialize;

use super::{
    id, page,
    registers::tab,
    resume::{SentForm, value},
};
use crate::{
    api::{self, applications::ClassApplications},
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        class_teacher::{ApplicationField, ApplicationForm},
    },
    visit::Visit,
};

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    /// The application that fills the form: course, pupil and semester with dots between.
    of: Option<String>,
    saved: Option<String>,
}

pub async fn applications(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let view = api::applications::of_class(&visit, id(&class)?).await?;
    let mut form = asked.of.as_deref().and_then(|of| filled(&view, of)).unwrap_or_default();
    form.message = asked.saved.map(|_| (visit.locale.applications().saved, true));
    shown(&visit, &view, form)
}

fn shown(visit: &Visit, view: &ClassApplications, form: ApplicationForm) -> Result<Html<String>, Failure> {
    let form = ApplicationForm { person: visit.actor()?.person.to_string(), ..form };
    let title = format!("{} · {}", view.class.name, visit.locale.applications().title);
    let content = pages::class_teacher::applications(view, &form, visit.locale);
    Ok(page(visit, tab(visit, view.class.id), title, content))
}

/// The form with what is on record, or with whose mark it is about where nothing is.
fn filled(view: &ClassApplications, of: &str) -> Option<ApplicationForm> {
    let mut parts = of.split('.').map(str::to_owned);
    let form = ApplicationForm {
        course: parts.next()?,
        pupil: parts.next()?,
        semester: parts.next()?,
        ..ApplicationForm::default()
    };
    let subject = subject(&form).ok()?;
    let own = view.applications.iter().find(|own| own.subject == subject);
    Some(own.map_or_else(|| form.clone(), |own| on_record(form.clone(), &own.stored)))
}

fn on_record(form: ApplicationForm, stored: &StoredApplication) -> ApplicationForm {
    let Some(own) = stored.application.clone() else { return form };
    ApplicationForm {
        applied_on: own.applied_on.to_string(),
        reason: own.reason,
        order: own.order,
        ordered_on: own.ordered_on.map(|day| day.to_string()).unwrap_or_default(),
        answer: own.answer.map(|answer| answer.code().to_owned()).unwrap_or_default(),
        words: own.words,
        version: stored.version,
        ..form
    }
}

/// Puts an application on record, changes it or takes it back. What was refused stands as it was typed.
pub async fn keep_application(Path(class): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = kept(&sent.visit, &class, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn kept(visit: &Visit, class: &str, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let view = api::applications::of_class(visit, id(class)?).await?;
    let actor = visit.actor()?;
    api::access::require(actor, Action::KeepApplications, &view.class.scope(actor.school))?;
    let mut form = typed(pairs);
    let problem = match wanted(&view, &form, pairs, visit.locale) {
        Ok(edit) => outcome(api::applications::keep(visit, edit).await?, visit.locale),
        Err(problem) => Err(problem),
    };
    match problem {
        Ok(None) => {
            return Ok(Redirect::to(&format!("/classes/{class}/applications?saved")).into_response());
        }
        Ok(Some(conflict)) => form.message = Some((conflict, false)),
        Err(problem) => {
            form.message = Some((visit.locale.applications().not_saved, false));
            form.problem = Some(problem);
        }
    }
    // What others wrote meanwhile shows in the table, and is what the next attempt is about.
    let view = api::applications::of_class(visit, id(class)?).await?;
    if let Ok(subject) = subject(&form) {
        let own = view.applications.iter().find(|own| own.subject == subject);
        form.version = own.map_or(form.version, |own| own.stored.version);
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, form)?).into_response())
}

/// Which field is wrong, and what is said of it.
type Wrong = (ApplicationField, &'static str);

/// What is said of an outcome: nothing of one that was saved, one text of a conflict, or what is wrong with a field.
fn outcome(outcome: ApplicationOutcome, locale: Locale) -> Result<Option<&'static str>, Wrong> {
    let texts = locale.applications();
    match outcome {
        ApplicationOutcome::Saved { .. } => Ok(None),
        ApplicationOutcome::Conflict | ApplicationOutcome::Forbidden => Ok(Some(texts.conflict)),
        ApplicationOutcome::NotOfCourse => Err((ApplicationField::Pupil, texts.not_of_course)),
        ApplicationOutcome::Refused(error) => Err((field_of(error), texts.error(error))),
    }
}

fn field_of(error: ApplicationError) -> ApplicationField {
    match error {
        ApplicationError::ReasonMissing | ApplicationError::TooLong => ApplicationField::Reason,
        ApplicationError::Future => ApplicationField::AppliedOn,
        ApplicationError::OrderIncomplete | ApplicationError::OrderTooEarly => ApplicationField::Order,
        ApplicationError::AnswerWithoutOrder | ApplicationError::MarkStands => ApplicationField::Answer,
    }
}

fn typed(pairs: &[(String, String)]) -> ApplicationForm {
    let text = |name| value(pairs, name).unwrap_or_default().trim().replace("\r\n", "\n");
    ApplicationForm {
        course: text("course"),
        pupil: text("pupil"),
        semester: text("semester"),
        applied_on: text("applied_on"),
        reason: text("reason"),
        order: text("order"),
        ordered_on: text("ordered_on"),
        answer: text("answer"),
        words: text("words"),
        version: text("version").parse().unwrap_or_default(),
        ..ApplicationForm::default()
    }
}

/// Whose mark the form is about, or which field does not say it.
fn subject(form: &ApplicationForm) -> Result<Subject, ApplicationField> {
    let semester = form.semester.parse().ok().and_then(Semester::from_code);
    Ok(Subject {
        pupil: form.pupil.parse().map_err(|_| ApplicationField::Pupil)?,
        course: form.course.parse().map_err(|_| ApplicationField::Course)?,
        semester: semester.ok_or(ApplicationField::Course)?,
    })
}

fn wanted(
    view: &ClassApplications,
    form: &ApplicationForm,
    pairs: &[(String, String)],
    locale: Locale,
) -> Result<ApplicationEdit, Wrong> {
    let texts = locale.applications();
    let subject = subject(form).map_err(|field| match field {
        ApplicationField::Pupil => (field, texts.choose_pupil),
        _ => (ApplicationField::Course, texts.choose_subject),
    })?;
    if !view.courses.iter().any(|course| course.id == subject.course) {
        return Err((ApplicationField::Course, texts.choose_subject));
    }
    let taken_back = value(pairs, "what") == Some("take-back");
    let application = if taken_back { None } else { Some(application(form, locale)?) };
    Ok(ApplicationEdit { id: Id::new(), subject, base: form.version, application })
}

fn application(form: &ApplicationForm, locale: Locale) -> Result<Application, Wrong> {
    let texts = locale.applications();
    let date = |text: &str, field| text.parse::<NaiveDate>().map_err(|_| (field, texts.date_wrong));
    let ordered_on = match form.ordered_on.as_str() {
        "" => None,
        day => Some(date(day, ApplicationField::Order)?),
    };
    Ok(Application {
        applied_on: date(&form.applied_on, ApplicationField::AppliedOn)?,
        reason: form.reason.clone(),
        order: form.order.clone(),
        ordered_on,
        answer: Answer::from_code(&form.answer),
        words: form.words.clone(),
    })
}
