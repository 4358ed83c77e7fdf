//! Who gives which lesson of a day, and the register of missed and substituted lessons.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Id,
    id::of,
    substitution::{ArrangedLesson, Arrangement, ArrangementEdit, ArrangementOutcome, ChangeReason},
};
use serde::Deserialize;

use super::{
    document_of, page,
    resume::{SentForm, text},
};
use crate::{
    api::{
        self,
        substitutions::{Chosen, DayLessons},
    },
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        substitutions::{DayForm, TypedLesson, held},
    },
    paper::{self, Format},
    visit::Visit,
};

/// What the address of a day asks for.
#[derive(Deserialize)]
pub struct AskedDay {
    #[serde(default)]
    date: String,
    #[serde(default)]
    teacher: String,
    #[serde(default)]
    class: String,
    /// How many lessons were just changed.
    saved: Option<usize>,
}

impl AskedDay {
    fn date(&self, today: NaiveDate) -> Result<NaiveDate, Failure> {
        let day = self.date.as_str();
        if day.is_empty() { Ok(today) } else { day.parse().map_err(|_| Failure::BadRequest) }
    }

    fn chosen(&self) -> Result<Chosen, Failure> {
        let wrong = |_| Failure::BadRequest;
        Ok(match (self.teacher.as_str(), self.class.as_str()) {
            ("", "") => Chosen::Nobody,
            ("", class) => Chosen::Class(class.parse().map_err(wrong)?),
            (teacher, _) => Chosen::Teacher(teacher.parse().map_err(wrong)?),
        })
    }
}

pub async fn day(visit: Visit, Query(asked): Query<AskedDay>) -> Result<Html<String>, Failure> {
    let lessons = api::substitutions::day(&visit, asked.date(visit.today())?, asked.chosen()?).await?;
    let form = DayForm { saved: asked.saved, ..DayForm::default() };
    Ok(day_page(&visit, &lessons, &form))
}

fn day_page(visit: &Visit, lessons: &DayLessons, form: &DayForm) -> Html<String> {
    let title = format!("{} · {}", visit.locale.substitutions().day_title, visit.locale.day(lessons.date));
    page(visit, Tab::Substitutions, title, pages::substitutions::day(lessons, form, visit.locale))
}

/// Arranges the lessons that were changed on the form. What was refused is said in its line and stays as it was typed.
pub async fn arrange(Query(asked): Query<AskedDay>, sent: SentForm) -> Result<Response, Failure> {
    let response = arranged(&sent.visit, &asked, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn arranged(visit: &Visit, asked: &AskedDay, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let (date, chosen) = (asked.date(visit.today())?, asked.chosen()?);
    let lessons = api::substitutions::day(visit, date, chosen).await?;
    let form = Sent { pairs };
    let mut typed = form.form(&lessons);
    let (places, edits): (Vec<usize>, Vec<_>) = form.edits(&lessons, &typed)?.into_iter().unzip();
    let outcomes = api::substitutions::arrange(visit, edits).await?;
    let saved = outcomes.iter().filter(|own| matches!(own, ArrangementOutcome::Saved { .. })).count();
    if saved == outcomes.len() {
        let path = format!("{}&saved={saved}", pages::substitutions::path(date, chosen));
        return Ok(Redirect::to(&path).into_response());
    }
    for (place, outcome) in places.into_iter().zip(outcomes) {
        let texts = visit.locale.substitutions();
        let Some(line) = typed.lines.get_mut(place) else { continue };
        match outcome {
            ArrangementOutcome::Saved { .. } => *line = None,
            ArrangementOutcome::Forbidden => return Err(Failure::Forbidden),
            ArrangementOutcome::Conflict => say(line, texts.conflict),
            ArrangementOutcome::Refused(error) => say(line, texts.refusal(error)),
        }
    }
    // What was written, and what others wrote meanwhile, shows beside what was not.
    let lessons = api::substitutions::day(visit, date, chosen).await?;
    typed.partly = Some(saved);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, day_page(visit, &lessons, &typed)).into_response())
}

fn say(line: &mut Option<TypedLesson>, problem: &'static str) {
    if let Some(line) = line {
        line.problem = Some(problem);
    }
}

/// The form of a day as it was sent.
struct Sent<'a> {
    pairs: &'a [(String, String)],
}

impl Sent<'_> {
    /// The form as it stands on the page again, each line only where it was touched.
    fn form(&self, lessons: &DayLessons) -> DayForm {
        let [reason, words, all] = ["reason", "words", "all"].map(|name| text(self.pairs, name));
        let line = |lesson: &ArrangedLesson| {
            let field = |prefix: &str| text(self.pairs, &format!("{prefix}-{}", lesson.lesson));
            let mut typed = TypedLesson {
                lesson: lesson.lesson,
                held: if all.is_empty() { field("h") } else { all.clone() },
                reason: field("r"),
                words: field("w"),
                problem: None,
            };
            if typed.held == "planned" {
                typed.held = String::new();
            }
            if !typed.held.is_empty() && typed.reason.is_empty() {
                typed.reason.clone_from(&reason);
                if typed.words.is_empty() {
                    typed.words.clone_from(&words);
                }
            }
            (typed.drawn() != field("was")).then_some(typed)
        };
        DayForm {
            lines: lessons.lessons.iter().map(line).collect(),
            reason: reason.clone(),
            words: words.clone(),
            ..DayForm::default()
        }
    }

    /// What is wanted of each touched lesson, with its place in the list.
    fn edits(&self, lessons: &DayLessons, typed: &DayForm) -> Result<Vec<(usize, ArrangementEdit)>, Failure> {
        let mut edits = Vec::new();
        for (place, (lesson, line)) in lessons.lessons.iter().zip(&typed.lines).enumerate() {
            let Some(line) = line else { continue };
            let field = |prefix: &str| text(self.pairs, &format!("{prefix}-{}", lesson.lesson));
            let held = held(&line.held).ok_or(Failure::BadRequest)?;
            let reason = ChangeReason::from_code(&line.reason);
            edits.push((
                place,
                ArrangementEdit {
                    id: Id::new(),
                    lesson: lesson.lesson,
                    base: field("v").parse().unwrap_or_default(),
                    arrangement: Arrangement { held, reason, words: line.words.clone() },
                },
            ));
        }
        Ok(edits)
    }
}

/// What the address of the register asks for.
#[derive(Deserialize)]
pub struct AskedMonth {
    /// `2026-11`
    #[serde(default)]
    month: String,
    #[serde(default)]
    teacher: String,
}

impl AskedMonth {
    fn month(&self, today: NaiveDate) -> Result<(i32, u32), Failure> {
        if self.month.is_empty() {
            return Ok((today.year(), today.month()));
        }
        let parts = self.month.split_once('-').ok_or(Failure::BadRequest)?;
        let number = parts.0.parse().map_err(|_| Failure::BadRequest)?;
        Ok((number, parts.1.parse().map_err(|_| Failure::BadRequest)?))
    }

    fn teacher(&self) -> Result<Option<Id<of::Person>>, Failure> {
        let teacher = Some(self.teacher.as_str()).filter(|id| !id.is_empty());
        teacher.map(|id| id.parse().map_err(|_| Failure::BadRequest)).transpose()
    }
}

/// The register of missed and substituted lessons of a month.
pub async fn month(visit: Visit, Query(asked): Query<AskedMonth>) -> Result<Html<String>, Failure> {
    let register = api::substitutions::month(&visit, asked.month(visit.today())?, asked.teacher()?).await?;
    let title = visit.locale.substitutions().register_title;
    Ok(page(&visit, Tab::Substitutions, title, pages::substitutions::month(&register, visit.locale)))
}

/// The register of a month as a file.
pub async fn file(
    visit: Visit,
    Query(asked): Query<AskedMonth>,
    format: Format,
) -> Result<Response, Failure> {
    let register = api::substitutions::month(&visit, asked.month(visit.today())?, asked.teacher()?).await?;
    let tables = paper::substitutions(&register, Locale::OF_DOCUMENTS);
    document_of(&visit, "klas-substitutions".to_owned(), tables)?.taken(format).await
}
