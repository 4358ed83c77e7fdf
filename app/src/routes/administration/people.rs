//! The people of the school, and the correction of their names.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{
    naming::{NameError, NamePart},
    school::PersonName,
};
use klas_store::{naming::NameOutcome, people::Namesake};
use serde::Deserialize;

use crate::{
    api,
    components::Tab,
    failure::Failure,
    pages::administration::{self, NameForm, PEOPLE},
    routes::{
        id, page,
        resume::{SentForm, text},
    },
    visit::Visit,
};

/// Whom the visitor looks for, and whether a name was corrected just now.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    saved: Option<String>,
}

pub async fn people(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let words = asked.q.trim();
    let found = api::people::like(&visit, words).await?;
    let content = administration::people(words, &found, asked.saved.is_some(), visit.locale);
    Ok(page(&visit, Tab::School, visit.locale.naming().title, content))
}

pub async fn name(visit: Visit, Path(person): Path<String>) -> Result<Html<String>, Failure> {
    let person = api::people::person(&visit, id(&person)?).await?;
    let form = NameForm { typed: person.name.clone(), problem: None, message: None };
    shown(&visit, &person, &form)
}

fn shown(visit: &Visit, person: &Namesake, form: &NameForm) -> Result<Html<String>, Failure> {
    let content = administration::name(person, form, visit.actor()?.person, visit.locale);
    Ok(page(visit, Tab::School, visit.locale.naming().correct, content))
}

/// Corrects a name. What was refused stands as it was typed.
pub async fn rename(Path(person): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = renamed(&sent.visit, &person, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn renamed(visit: &Visit, person: &str, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let person = api::people::person(visit, id(person)?).await?;
    let texts = visit.locale.naming();
    let typed = of_fields(pairs, "");
    let seen = of_fields(pairs, "seen-");
    let mut form = NameForm { typed: typed.clone(), problem: None, message: None };
    match api::people::rename(visit, person.id, seen, typed).await? {
        NameOutcome::Saved => {
            let found = form.typed.tidy().short();
            let query = serde_urlencoded::to_string([("q", found.as_str()), ("saved", "1")]);
            let query = query.map_err(|_| Failure::Internal)?;
            return Ok(Redirect::to(&format!("{PEOPLE}?{query}")).into_response());
        }
        NameOutcome::Conflict => form.message = Some(texts.conflict),
        NameOutcome::Refused(error) => {
            form.message = Some(texts.refused);
            form.problem = Some((part_of(error), texts.error(error)));
        }
    }
    // What somebody else made of the name stands above the form.
    let person = api::people::person(visit, person.id).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &person, &form)?).into_response())
}

fn of_fields(pairs: &[(String, String)], prefix: &str) -> PersonName {
    let text = |name: &str| text(pairs, &format!("{prefix}{name}"));
    PersonName { surname: text("surname"), given: text("given"), patronymic: text("patronymic") }
}

fn part_of(error: NameError) -> NamePart {
    match error {
        NameError::Missing(part) | NameError::TooLong(part) => part,
    }
}
