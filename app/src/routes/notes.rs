//! Families' notes about absences: the family's page, the class teacher's, and the photos.

use axum::{
    extract::{DefaultBodyLimit, Path, Query},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{MethodRouter, get},
};
use klas_domain::{
    Absence, Id,
    excuse::{Excuse, ExcuseAnswer, ExcuseError},
    id::of,
};
use klas_store::excuse::AnswerOutcome;
use serde::Deserialize;

use super::{
    id, page,
    registers::tab,
    resume::{SentFile, SentForm, text, value},
};
use crate::{
    api::{
        self,
        excuses::{ClassExcuses, PupilExcuses, Unsent},
    },
    components::Tab,
    failure::Failure,
    pages::{
        self,
        class_teacher::{RefusalForm, explained},
        family::{NoteField, NoteForm},
    },
    state::AppState,
    visit::Visit,
};

/// How much of a form is read, in bytes: more than a photo may have, so that whoever sends one that is too large is told
/// so and loses nothing else.
pub const FORM_LIMIT: usize = 40 * 1024 * 1024;

/// The family's page of a child, whose form may carry a photo.
pub fn family() -> MethodRouter<AppState> {
    get(notes).post(change).layer(DefaultBodyLimit::max(FORM_LIMIT))
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    from: Option<String>,
    to: Option<String>,
    sent: Option<String>,
    withdrawn: Option<String>,
}

pub async fn notes(
    visit: Visit,
    Path(pupil): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let view = api::excuses::of_pupil(&visit, id(&pupil)?).await?;
    let texts = visit.locale.excuses();
    let sent = asked.sent.map(|_| texts.sent);
    let said = sent.or(asked.withdrawn.map(|_| texts.withdrawn));
    let today = visit.today().clamp(view.year.0, view.year.1.max(view.year.0)).to_string();
    let form = NoteForm {
        from: asked.from.clone().unwrap_or_else(|| today.clone()),
        to: asked.to.or(asked.from).unwrap_or(today),
        message: said.map(|said| (said, true)),
        ..NoteForm::default()
    };
    Ok(shown(&visit, &view, form))
}

fn shown(visit: &Visit, view: &PupilExcuses, form: NoteForm) -> Html<String> {
    let note = if form.note.is_empty() { Id::<of::Excuse>::new().to_string() } else { form.note };
    let form = NoteForm { note, ..form };
    let content = pages::family::notes(view, &form, visit.locale);
    page(visit, Tab::Diary, visit.locale.excuses().title, content)
}

/// Sends a note or takes one back. What was refused stands as it was typed; a browser does not give a file twice, so the
/// photo has to be chosen again.
pub async fn change(Path(pupil): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let (visit, pupil) = (&sent.visit, id(&pupil)?);
    let response = if value(&sent.pairs, "what") == Some("withdraw") {
        withdrawn(visit, pupil, &sent.pairs).await?
    } else {
        sent_by(visit, pupil, &sent.pairs, sent.file()).await?
    };
    Ok(sent.answered(response))
}

async fn withdrawn(
    visit: &Visit,
    pupil: Id<of::Person>,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    if api::excuses::withdraw(visit, pupil, id(&text(pairs, "note"))?).await? {
        return Ok(Redirect::to(&format!("/diary/{pupil}/notes?withdrawn")).into_response());
    }
    let view = api::excuses::of_pupil(visit, pupil).await?;
    let message = Some((visit.locale.excuses().too_late, false));
    let form = shown(visit, &view, NoteForm { message, ..NoteForm::default() });
    Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
}

async fn sent_by(
    visit: &Visit,
    pupil: Id<of::Person>,
    pairs: &[(String, String)],
    file: Option<&SentFile>,
) -> Result<Response, Failure> {
    let view = api::excuses::of_pupil(visit, pupil).await?;
    let texts = visit.locale.excuses();
    let form = NoteForm {
        note: text(pairs, "note"),
        from: text(pairs, "from"),
        to: text(pairs, "to"),
        kind: text(pairs, "kind"),
        comment: text(pairs, "comment").replace("\r\n", "\n"),
        ..NoteForm::default()
    };
    let lost = value(pairs, SentForm::FILE_LOST).is_some();
    let problem = match wanted(visit, &form, file, lost) {
        Err(problem) => Some(problem),
        Ok((note, excuse, file)) => {
            let sent = api::excuses::send(visit, pupil, note, excuse, file).await?;
            sent.err().map(|unsent| match unsent {
                Unsent::Photo(error) => (NoteField::Photo, texts.photo_error(error)),
                Unsent::Excuse(error) => (field_of(error), texts.error(error)),
            })
        }
    };
    let Some(problem) = problem else {
        return Ok(Redirect::to(&format!("/diary/{pupil}/notes?sent")).into_response());
    };
    let form = NoteForm { problem: Some(problem), message: Some((texts.not_sent, false)), ..form };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, form)).into_response())
}

/// A note, and the file that is to be its photo.
type Wanted = (Id<of::Excuse>, Excuse, Option<Vec<u8>>);

fn wanted(
    visit: &Visit,
    form: &NoteForm,
    file: Option<&SentFile>,
    lost: bool,
) -> Result<Wanted, (NoteField, &'static str)> {
    let texts = visit.locale.excuses();
    let days = form.from.parse().ok().zip(form.to.parse().ok());
    let (from, to) = days.ok_or((NoteField::Days, texts.dates_wrong))?;
    let kind = Absence::from_code(&form.kind);
    let kind = kind.ok_or((NoteField::Kind, texts.error(ExcuseError::Kind)))?;
    let file = match file {
        Some(SentFile::TooLarge) => return Err((NoteField::Photo, texts.photo_errors[0])),
        _ if lost => return Err((NoteField::Photo, texts.photo_errors[4])),
        Some(SentFile::Whole(file)) => Some(file.clone()),
        None => None,
    };
    // An identifier that is none, or another's, is not the person's doing: the note gets one of its own.
    let note = form.note.parse().unwrap_or_default();
    Ok((note, Excuse { from, to, kind, comment: form.comment.clone() }, file))
}

fn field_of(error: ExcuseError) -> NoteField {
    match error {
        ExcuseError::Backwards | ExcuseError::OutsideYear | ExcuseError::NotOfClass => NoteField::Days,
        ExcuseError::Kind => NoteField::Kind,
        ExcuseError::TooLong | ExcuseError::TooMany => NoteField::Comment,
    }
}

/// The photo of a certificate: a JPEG that this program drew, shown as nothing else.
pub async fn photo(visit: Visit, Path(note): Path<String>) -> Result<Response, Failure> {
    let photo = api::excuses::photo_of(&visit, id(&note)?).await?;
    let heads = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"certificate.jpg\""),
    ];
    Ok((heads, photo).into_response())
}

/// What the class teacher's address asks for.
#[derive(Deserialize)]
pub struct Answered {
    /// How many absences an accepted note has explained.
    accepted: Option<usize>,
    refused: Option<String>,
}

pub async fn class_notes(
    visit: Visit,
    Path(class): Path<String>,
    Query(answered): Query<Answered>,
) -> Result<Html<String>, Failure> {
    let view = api::excuses::of_class(&visit, id(&class)?).await?;
    let texts = visit.locale.excuses();
    let said = answered.accepted.map(texts.accepted);
    let said = said.or(answered.refused.map(|_| texts.refused.to_owned()));
    Ok(class_page(&visit, &view, said.map(|said| (said, true)), None))
}

fn class_page(
    visit: &Visit,
    view: &ClassExcuses,
    said: Option<(String, bool)>,
    refusal: Option<&RefusalForm>,
) -> Html<String> {
    let title = format!("{} · {}", view.class.name, visit.locale.excuses().class_title);
    let content = pages::class_teacher::notes(view, said, refusal, visit.locale);
    page(visit, tab(visit, view.class.id), title, content)
}

/// Answers a note. What an accepted note could not explain is said, and stands beside it.
pub async fn answer(Path(class): Path<String>, sent: SentForm) -> Result<Response, Failure> {
    let response = answered(&sent.visit, id(&class)?, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn answered(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    let texts = visit.locale.excuses();
    let (note, why) = (text(pairs, "note"), text(pairs, "why"));
    let answer = match value(pairs, "what") {
        Some("accept") => ExcuseAnswer::Accepted,
        Some("refuse") => ExcuseAnswer::Refused(why.clone()),
        _ => return Err(Failure::BadRequest),
    };
    let accepts = answer == ExcuseAnswer::Accepted;
    let (outcome, changed) = api::excuses::answer(visit, class, id(&note)?, answer).await?;
    let back = |query: String| Redirect::to(&format!("/classes/{class}/notes?{query}")).into_response();
    let (said, refusal) = match outcome {
        AnswerOutcome::Saved if !accepts => return Ok(back("refused".to_owned())),
        AnswerOutcome::Saved if changed.obstacles.is_empty() => {
            return Ok(back(format!("accepted={}", changed.changed)));
        }
        AnswerOutcome::Saved => {
            let days = visit.reader().await?.school().await?.free_edit_days;
            let left = explained(&changed, days, visit.locale);
            (format!("{} {left}", (texts.accepted)(changed.changed)), None)
        }
        AnswerOutcome::NoWord => (texts.why_missing.to_owned(), Some(RefusalForm { note, why })),
        AnswerOutcome::Withdrawn => (texts.withdrawn_meanwhile.to_owned(), None),
        AnswerOutcome::Forbidden => return Err(Failure::Forbidden),
    };
    let view = api::excuses::of_class(visit, class).await?;
    let html = class_page(visit, &view, Some((said, false)), refusal.as_ref());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
}
