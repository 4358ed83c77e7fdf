//! The summary register of a class, and the form of the council's decisions.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use klas_domain::{
    Id,
    council::{Decision, DecisionError, DecisionOutcome, Verdict},
    id::of,
};
use serde::Deserialize;

use super::{archived, id, tab};
use crate::{
    api::{
        self,
        register::{Section, SummaryRegister},
    },
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        class_teacher::{DecisionForm, TAKEN_BACK},
    },
    routes::{
        page,
        resume::{SentForm, text, value},
    },
    visit::Visit,
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    /// On how many pupils a decision was written.
    decided: Option<usize>,
}

pub async fn summary(
    visit: Visit,
    Path(class): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let register = api::register::summary(&visit, id(&class)?).await?;
    if let Some(there) = archived(&visit, register.class.id, &register.sections, Section::Summary) {
        return Ok(there);
    }
    let said = done.decided.map(|number| ((visit.locale.summary_register().decided)(number), true));
    let form = DecisionForm { message: said, ..DecisionForm::default() };
    Ok(summary_page(&visit, &register, &form).into_response())
}

fn summary_page(visit: &Visit, register: &SummaryRegister, form: &DecisionForm) -> Html<String> {
    let title = format!("{} · {}", register.class.name, visit.locale.summary_register().title);
    let content = pages::class_teacher::summary(register, form, visit.today(), visit.locale);
    page(visit, tab(visit, register.class.id), title, content)
}

/// Writes a decision on everybody without one, or on those who are ticked.
pub async fn decide(Path(class): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = decided(&sent.visit, &class, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn decided(visit: &Visit, class: &str, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let register = api::register::summary(visit, id(class)?).await?;
    let form = typed(pairs);
    let (class, locale) = (register.class.id, visit.locale);
    let decision = match wanted(&form, locale) {
        Ok(decision) => decision,
        Err(said) => return Ok(refused(visit, &register, form, said)),
    };
    let pupils = chosen(visit, &register, &form, pairs);
    if pupils.is_empty() {
        let said = locale.summary_register().nobody.to_owned();
        return Ok(refused(visit, &register, form, said));
    }
    let outcomes = api::register::decide(visit, class, pupils, decision).await?;
    let saved = outcomes.iter().filter(|outcome| matches!(outcome, DecisionOutcome::Saved { .. })).count();
    if saved == outcomes.len() {
        return Ok(Redirect::to(&format!("/classes/{class}/summary?decided={saved}")).into_response());
    }
    let said = (locale.summary_register().conflicts)(outcomes.len() - saved);
    // What was written, and what others wrote meanwhile, shows beside what was not.
    let register = api::register::summary(visit, class).await?;
    Ok(refused(visit, &register, form, said))
}

fn typed(pairs: &[(String, String)]) -> DecisionForm {
    let text = |name| text(pairs, name);
    DecisionForm {
        verdict: text("verdict"),
        words: text("words"),
        order: text("order"),
        date: text("date"),
        marked: value(pairs, "who") == Some("marked"),
        pupils: pairs
            .iter()
            .filter(|(name, _)| name == "pupil")
            .filter_map(|(_, pupil)| pupil.parse().ok())
            .collect(),
        message: None,
    }
}

/// The decision that the form asks for, none where one is taken back; or what is said of a form that makes no sense.
fn wanted(form: &DecisionForm, locale: Locale) -> Result<Option<Decision>, String> {
    let says = locale.summary_register();
    if form.verdict == TAKEN_BACK {
        return Ok(None);
    }
    let verdict = Verdict::from_code(&form.verdict).ok_or(says.verdict_missing)?;
    let date = match form.date.as_str() {
        "" => None,
        date => Some(date.parse::<NaiveDate>().map_err(|_| says.date_wrong)?),
    };
    let words = if verdict == Verdict::Other { form.words.clone() } else { String::new() };
    let decision = Decision { verdict, words, order: form.order.clone(), date };
    decision.check().map_err(|error| match error {
        DecisionError::WordsMissing => says.words_missing,
        DecisionError::TooLong => says.too_long,
    })?;
    Ok(Some(decision))
}

/// The pupils who are meant, each with the version that the form was drawn with.
fn chosen(
    visit: &Visit,
    register: &SummaryRegister,
    form: &DecisionForm,
    pairs: &[(String, String)],
) -> Vec<(Id<of::Person>, i32)> {
    let today = visit.today();
    let meant = |pupil: &&klas_store::journal::PagePupil| {
        if form.marked { form.pupils.contains(&pupil.id) } else { register.is_open(pupil, today) }
    };
    let seen = |pupil: Id<of::Person>| text(pairs, &format!("v-{pupil}")).parse().unwrap_or_default();
    register.summary.pupils.iter().filter(meant).map(|pupil| (pupil.id, seen(pupil.id))).collect()
}

fn refused(visit: &Visit, register: &SummaryRegister, form: DecisionForm, said: String) -> Response {
    let form = DecisionForm { message: Some((said, false)), ..form };
    (StatusCode::UNPROCESSABLE_ENTITY, summary_page(visit, register, &form)).into_response()
}
