//! Excursions and educational practice of a class, and the form of one.

use axum::{
    extract::{Path, Query},
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{
    Id,
    excursion::{Excursion, ExcursionEdit, ExcursionError, ExcursionKind, ExcursionOutcome},
    school::PersonName,
};

use super::{
    archived,
    briefings::{Asked, day_within, may_write, refused},
    id, tab,
};
use crate::{
    api::{
        self,
        register::{Excursions, Section},
    },
    failure::Failure,
    locales::Locale,
    pages::{self, class_teacher::ExcursionForm},
    routes::{
        page,
        resume::{SentForm, text},
    },
    visit::Visit,
};

pub async fn excursions(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let excursions = api::register::excursions(&visit, id(&class)?).await?;
    let class = excursions.register.head.class_id;
    if let Some(there) = archived(&visit, class, &excursions.sections, Section::Excursions) {
        return Ok(there);
    }
    let form = match asked.record {
        Some(record) => {
            let record = id(&record)?;
            let mut known = excursions.register.excursions.iter();
            ExcursionForm::of(known.find(|stored| stored.id == record).ok_or(Failure::NotFound)?)
        }
        None => new(&visit, &excursions),
    };
    let message = asked.saved.map(|_| (visit.locale.records().saved.to_owned(), true));
    Ok(excursions_page(&visit, &excursions, &ExcursionForm { message, ..form }).into_response())
}

/// An empty form: today, led by the class teacher.
fn new(visit: &Visit, excursions: &Excursions) -> ExcursionForm {
    let head = &excursions.register.head;
    ExcursionForm {
        kind: ExcursionKind::Excursion.code().to_owned(),
        from: day_within(head, visit.today()).to_string(),
        led_by: head.class_teacher.as_ref().map(PersonName::full).unwrap_or_default(),
        ..ExcursionForm::default()
    }
}

fn excursions_page(visit: &Visit, excursions: &Excursions, form: &ExcursionForm) -> Html<String> {
    let head = &excursions.register.head;
    let title = format!("{} · {}", head.class, visit.locale.records().excursions_title);
    let content = pages::class_teacher::excursions(excursions, form, visit.locale);
    page(visit, tab(visit, head.class_id), title, content)
}

/// Writes an excursion, new or corrected. What was refused is said by its field and stays as it was typed.
pub async fn write_excursion(Path(class): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = written(&sent.visit, &class, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn written(visit: &Visit, class: &str, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let excursions = api::register::excursions(visit, id(class)?).await?;
    let class = excursions.register.head.class_id;
    may_write(visit, &class).await?;
    let form = typed(pairs)?;
    let error = match says(&form) {
        Err(error) => error,
        Ok(says) => {
            let edit = ExcursionEdit { id: Id::new(), excursion: form.id, base: form.version, says };
            match api::register::write_excursion(visit, class, edit).await? {
                ExcursionOutcome::Saved { .. } => {
                    return Ok(Redirect::to(&format!("/classes/{class}/excursions?saved")).into_response());
                }
                ExcursionOutcome::Forbidden => return Err(Failure::Forbidden),
                ExcursionOutcome::Refused(error) => error,
                ExcursionOutcome::Conflict => return Ok(conflict(visit, &excursions, form)),
            }
        }
    };
    let (field, said) = told(error, visit.locale);
    let form = ExcursionForm { message: Some((said.to_owned(), false)), wrong: Some(field), ..form };
    Ok(refused(excursions_page(visit, &excursions, &form)))
}

/// The form stays as it was typed; sent once more, it is held against what stands there now.
fn conflict(visit: &Visit, excursions: &Excursions, form: ExcursionForm) -> Response {
    let stored = excursions.register.excursions.iter().find(|stored| stored.id == form.id);
    let version = stored.map_or(form.version, |stored| stored.version);
    let message = Some((visit.locale.records().conflict.to_owned(), false));
    refused(excursions_page(visit, excursions, &ExcursionForm { version, message, ..form }))
}

fn typed(pairs: &[(String, String)]) -> Result<ExcursionForm, Failure> {
    Ok(ExcursionForm {
        id: text(pairs, "record").parse().map_err(|_| Failure::BadRequest)?,
        version: text(pairs, "version").parse().map_err(|_| Failure::BadRequest)?,
        kind: text(pairs, "kind"),
        from: text(pairs, "from"),
        to: text(pairs, "to"),
        place: text(pairs, "place"),
        hours: text(pairs, "hours"),
        led_by: text(pairs, "led_by"),
        struck: !text(pairs, "struck").is_empty(),
        ..ExcursionForm::default()
    })
}

fn says(form: &ExcursionForm) -> Result<Excursion, ExcursionError> {
    let day = |text: &str| text.parse().map_err(|_| ExcursionError::DatesWrong);
    Ok(Excursion {
        kind: ExcursionKind::from_code(&form.kind).unwrap_or(ExcursionKind::Excursion),
        starts_on: day(&form.from)?,
        // An excursion of one day has no last one of its own.
        ends_on: day(if form.to.is_empty() { &form.from } else { &form.to })?,
        place: form.place.clone(),
        hours: form.hours.parse().map_err(|_| ExcursionError::HoursWrong)?,
        led_by: form.led_by.clone(),
        struck: form.struck,
    })
}

/// The field that is wrong, and what is said of it.
fn told(error: ExcursionError, locale: Locale) -> (&'static str, &'static str) {
    let says = locale.records();
    match error {
        ExcursionError::DatesWrong => ("from", says.dates_wrong),
        ExcursionError::PlaceWrong => ("place", says.place_wrong),
        ExcursionError::HoursWrong => ("hours", says.hours_wrong),
        ExcursionError::LedByWrong => ("led_by", says.led_by_wrong),
    }
}
