//! The page of a course's topic plan.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{
    edit::LessonText,
    plan::{PlanChange, PlanRefusal, parse},
    school::LessonKind,
};
use klas_store::plan::PlanWish;
use serde::Deserialize;

use super::id;
use crate::{
    api::{self, plan::PlanPage},
    components::Tab,
    failure::Failure,
    pages::{self, teacher::PlanTyped},
    routes::{
        page,
        resume::{SentForm, text, value},
    },
    visit::Visit,
};

#[derive(Deserialize)]
pub struct Asked {
    saved: Option<String>,
    /// The line that is to be open for writing.
    edit: Option<usize>,
}

pub async fn plan(
    visit: Visit,
    Path(course): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let page = api::plan::page(&visit, id(&course)?).await?;
    let typed = PlanTyped { open: asked.edit, saved: asked.saved.is_some(), ..PlanTyped::default() };
    Ok(shown(&visit, page, &typed))
}

fn shown(visit: &Visit, plan: PlanPage, typed: &PlanTyped) -> Html<String> {
    let title = format!("{} · {} · {}", visit.locale.plan().title, plan.course.subject, plan.course.class);
    page(visit, Tab::Journals, title, pages::teacher::plan(plan, typed, visit.today(), visit.locale))
}

/// What a form asks for.
enum Sent {
    /// Words of a line.
    Words(usize, LessonText),
    /// The whole plan as a text.
    Text(String),
    /// What a button says, and the line to look at afterwards.
    Button(PlanWish, Option<usize>),
}

/// Changes the plan. What was refused is shown again as it was typed, with the reason beside it.
pub async fn change_plan(Path(course): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let course = id(&course)?;
    let base: i32 = text(&sent.pairs, "version").parse().map_err(|_| Failure::BadRequest)?;
    let asked = asked(&sent.pairs).ok_or(Failure::BadRequest)?;
    let (wish, line) = match &asked {
        Sent::Words(number, words) => {
            (PlanChange::write(*number, words).map(PlanWish::Change), Some(*number))
        }
        Sent::Text(pasted) => {
            (parse(pasted).map(|lines| PlanWish::Change(PlanChange::Replace { lines })), None)
        }
        Sent::Button(wish, line) => (Ok(wish.clone()), *line),
    };
    let outcome = match wish {
        Ok(wish) => api::plan::change(&sent.visit, course, base, wish).await?,
        Err(refusal) => Err(refusal),
    };
    let Err(refusal) = outcome else {
        let anchor = line.map(|line| format!("#line-{line}")).unwrap_or_default();
        let way = Redirect::to(&format!("/journal/{course}/plan?saved{anchor}"));
        return Ok(sent.answered(way.into_response()));
    };
    let plan = api::plan::page(&sent.visit, course).await?;
    let typed = refused(plan.plan.lines.len(), asked, refusal);
    let html = shown(&sent.visit, plan, &typed);
    Ok(sent.answered((StatusCode::UNPROCESSABLE_ENTITY, html).into_response()))
}

/// What a form asks for; none where it makes no sense.
fn asked(pairs: &[(String, String)]) -> Option<Sent> {
    let button = |change, line| Some(Sent::Button(PlanWish::Change(change), Some(line)));
    let what = value(pairs, "what")?;
    let Some((verb, number)) = what.split_once('-') else {
        return match what {
            "undo" => Some(Sent::Button(PlanWish::Undo, None)),
            "replace" => Some(Sent::Text(value(pairs, "lines").unwrap_or_default().to_owned())),
            _ => None,
        };
    };
    let number: usize = number.parse().ok()?;
    match verb {
        "write" => Some(Sent::Words(number, words(pairs))),
        "insert" => button(PlanChange::Insert { number, line: None }, number),
        "remove" => button(PlanChange::Remove { number }, number),
        "up" => {
            let above = number.checked_sub(1)?;
            button(PlanChange::Swap { number: above }, above)
        }
        "down" => button(PlanChange::Swap { number }, number.checked_add(1)?),
        _ => None,
    }
}

/// The words that were typed into a line. Forms send the lines of a text as CR and LF.
fn words(pairs: &[(String, String)]) -> LessonText {
    LessonText {
        topic: text(pairs, "topic").replace("\r\n", "\n"),
        homework: text(pairs, "homework").replace("\r\n", "\n"),
        kind: value(pairs, "kind").and_then(LessonKind::from_code).unwrap_or_default(),
    }
}

/// What a refused form leaves on the page, whose plan has so many lines by now: others may have taken some away.
fn refused(lines: usize, sent: Sent, refusal: PlanRefusal) -> PlanTyped {
    let typed = PlanTyped { refusal: Some(refusal), ..PlanTyped::default() };
    match sent {
        Sent::Words(number, text) if lines > 0 => {
            PlanTyped { open: Some(number.clamp(1, lines)), text: Some(text), ..typed }
        }
        Sent::Words(_, text) => {
            PlanTyped { pasted: Some(format!("{}\t{}", text.topic, text.homework)), ..typed }
        }
        Sent::Text(text) => PlanTyped { pasted: Some(text), ..typed },
        Sent::Button(..) => typed,
    }
}
