//! The page of a course's columns.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{
    Id,
    column::{ColumnChange, ColumnOf, ColumnRefusal, Work},
    id::of,
};
use serde::Deserialize;

use super::id;
use crate::{
    api::{self, summary::ColumnsPage},
    components::Tab,
    failure::Failure,
    pages::{self, teacher::ColumnsTyped},
    routes::{page, resume::value},
    visit::Visit,
};

#[derive(Deserialize)]
pub struct Asked {
    saved: Option<String>,
    /// A lesson that a work is to be added to.
    lesson: Option<String>,
}

pub async fn columns(
    visit: Visit,
    Path(course): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let page = api::summary::columns_page(&visit, id(&course)?).await?;
    let typed = ColumnsTyped {
        what: "work".to_owned(),
        lesson: asked.lesson.unwrap_or_default(),
        saved: asked.saved.is_some(),
        ..ColumnsTyped::default()
    };
    Ok(shown(&visit, page, &typed))
}

fn shown(visit: &Visit, columns: ColumnsPage, typed: &ColumnsTyped) -> Html<String> {
    let title =
        format!("{} · {} · {}", visit.locale.summary().columns, columns.course.subject, columns.course.class);
    let content = pages::teacher::columns(columns, typed, visit.today(), visit.locale);
    page(visit, Tab::Journals, title, content)
}

/// Changes columns. What was refused is shown again as it was typed, with the reason beside it.
pub async fn change_columns(
    visit: Visit,
    Path(course): Path<String>,
    body: String,
) -> Result<Response, Failure> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&body).map_err(|_| Failure::BadRequest)?;
    let course = id(&course)?;
    let page = api::summary::columns_page(&visit, course).await?;
    let outcome = match wishes(&page, &pairs)? {
        Ok(wishes) => api::summary::arrange(&visit, course, wishes).await?,
        Err(refusal) => Err(refusal),
    };
    let Err(refusal) = outcome else {
        return Ok(Redirect::to(&format!("/journal/{course}/columns?saved")).into_response());
    };
    let field = |name| value(&pairs, name).unwrap_or_default().to_owned();
    let typed = ColumnsTyped {
        what: field("what"),
        lesson: field("lesson"),
        work: field("work"),
        name: field("name"),
        refusal: Some(refusal),
        saved: false,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&visit, page, &typed)).into_response())
}

type Wishes = Result<Vec<ColumnChange>, ColumnRefusal>;

fn wishes(page: &ColumnsPage, pairs: &[(String, String)]) -> Result<Wishes, Failure> {
    let field = |name| value(pairs, name).unwrap_or_default();
    let lesson = || field("lesson").parse::<Id<of::Lesson>>().map_err(|_| ColumnRefusal::NoSuchColumn);
    let wish = match field("what") {
        "theme" => lesson()
            .map(|lesson| vec![ColumnChange::AddTheme { lesson, name: field("name").trim().to_owned() }]),
        "plan" => {
            let themes = page.planned.iter().cloned();
            Ok(themes.map(|(lesson, name)| ColumnChange::AddTheme { lesson, name }).collect())
        }
        "work" => {
            let work = Work::from_code(field("work")).ok_or(Failure::BadRequest)?;
            lesson().map(|lesson| vec![ColumnChange::AddWork { lesson, work }])
        }
        "remove" => Ok(vec![ColumnChange::Remove { column: id(field("column"))? }]),
        "results" => Ok(counted(page, pairs)?),
        _ => return Err(Failure::BadRequest),
    };
    Ok(wish)
}

/// The columns whose group was chosen anew.
fn counted(page: &ColumnsPage, pairs: &[(String, String)]) -> Result<Vec<ColumnChange>, Failure> {
    let mut changes = Vec::new();
    for (name, chosen) in pairs {
        let Some(column) = name.strip_prefix("c-") else { continue };
        let column: Id<of::Column> = id(column)?;
        let results = match chosen.as_str() {
            "" => None,
            number => Some(number.parse().map_err(|_| Failure::BadRequest)?),
        };
        let known = page.columns.iter().find(|known| known.id == column);
        let before = known.and_then(|known| match known.of {
            ColumnOf::Current { results, .. } => results,
            ColumnOf::Sum { .. } => None,
        });
        if results != before {
            changes.push(ColumnChange::CountFor { column, results });
        }
    }
    Ok(changes)
}
