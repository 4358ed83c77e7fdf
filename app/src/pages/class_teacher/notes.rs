//! Families' notes about absences, as the class teacher answers them.

use klas_domain::excuse::{ANSWER_LIMIT, ExcuseState};
use leptos::prelude::*;

use super::sections::sections;
use crate::{
    api::{
        excuses::{ClassExcuse, ClassExcuses},
        register::Section,
    },
    components::{message, moment, short_date},
    locales::{ExcuseTexts, Locale},
    pages::family::{note_days, note_photo, note_state},
};

/// A refusal as it was typed, which lacks its word.
#[derive(Clone, Debug)]
pub struct RefusalForm {
    /// The note.
    pub note: String,
    /// What was typed.
    pub why: String,
}

/// The notes of a class.
pub fn notes(
    view: &ClassExcuses,
    said: Option<(String, bool)>,
    refusal: Option<&RefusalForm>,
    locale: Locale,
) -> impl IntoView {
    let texts = locale.excuses();
    let good = said.as_ref().is_some_and(|(_, good)| *good);
    let none = view.notes.is_empty().then(|| view! { <p class="blank card">{texts.class_none}</p> });
    let notes = view.notes.iter().map(|own| note(view, own, refusal, texts).into_any()).collect_view();
    view! {
        <section class="register-page">
            {message(said.map(|(text, _)| text), good)}
            <div class="bar"><h1>{view.class.name.to_string()}" · "{texts.class_title}</h1></div>
            {sections(view.class.id, &view.sections, Some(Section::Notes), locale)}
            <p class="muted small">{texts.class_lead}</p>
            {none}
            <ul class="note-list">{notes}</ul>
        </section>
    }
}

fn note(
    view: &ClassExcuses,
    own: &ClassExcuse,
    refusal: Option<&RefusalForm>,
    texts: &'static ExcuseTexts,
) -> impl IntoView + use<> {
    let note = &own.note;
    let comment =
        (!note.says.comment.is_empty()).then(|| view! { <p class="words">{note.says.comment.clone()}</p> });
    let answer =
        (!note.answer.is_empty()).then(|| view! { <p class="note">{texts.why}": "{note.answer.clone()}</p> });
    let answers = view.answers.then(|| answers(view, own, refusal, texts).into_any());
    view! {
        <li class="card" id=format!("n{}", note.id)>
            <div class="bar">
                <strong>{note.pupil_name.short()}</strong>
                <span>{note_days((note.says.from, note.says.to), note.says.kind, texts)}</span>
                <span class="grow"></span>
                {note_state(note.state, texts)}
            </div>
            <p class="muted small">
                {(texts.note_of)(&note.guardian_name.short())}", "{(texts.sent_at)(&moment(note.sent_at))}
            </p>
            {comment}
            <p class="small">{covered(own, texts)}</p>
            {answer}
            {note_photo(note, texts)}
            {answers}
        </li>
    }
}

/// What the note is about in the journal: «н на 6 уроках (23.11 – 4, 24.11 – 2); причину вже вказано: 1 урок».
fn covered(own: &ClassExcuse, texts: &'static ExcuseTexts) -> String {
    let number: usize = own.unexplained.iter().map(|(_, lessons)| lessons).sum();
    let days: Vec<_> =
        own.unexplained.iter().map(|(day, lessons)| format!("{} – {lessons}", short_date(*day))).collect();
    let unknown = if number == 0 {
        texts.covers_nothing.to_owned()
    } else {
        format!("{} ({})", (texts.covers)(number), days.join(", "))
    };
    let known = (own.explained > 0).then(|| (texts.explained)(own.explained));
    [Some(unknown), known].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The buttons: of a note that waits both answers, of an answered one the other answer, and what is left of an accepted
/// one.
fn answers(
    view: &ClassExcuses,
    own: &ClassExcuse,
    refusal: Option<&RefusalForm>,
    texts: &'static ExcuseTexts,
) -> impl IntoView + use<> {
    let id = own.note.id.to_string();
    let (state, left) = (own.note.state, !own.unexplained.is_empty());
    let typed = refusal.filter(|typed| typed.note == id);
    let accept = match state {
        ExcuseState::Accepted if left => Some(texts.accept_rest),
        ExcuseState::Accepted => None,
        _ => Some(texts.accept),
    };
    let class = if state == ExcuseState::Waiting { "button primary" } else { "button" };
    let accept = accept.map(|name| view! { <button class=class name="what" value="accept">{name}</button> });
    let head = move |id: &str, person: String| {
        view! {
            <input type="hidden" name="person" value=person />
            <input type="hidden" name="note" value=id.to_owned() />
        }
    };
    let action = format!("/classes/{}/notes#n{id}", view.class.id);
    let person = view.person.to_string();
    let accept = accept.map(|button| {
        view! { <form method="post" action=action.clone()>{head(&id, person.clone())}{button}</form> }
    });
    let refuse = (state != ExcuseState::Refused).then(|| {
        let wrong = typed.map(|_| "true");
        let problem = typed.map(|_| view! { <p class="problem" role="alert">{texts.why_missing}</p> });
        let why = typed.map(|typed| typed.why.clone());
        view! {
            <details class="refusal" open=typed.is_some()>
                <summary>{texts.refuse}</summary>
                <form method="post" action=action class="stack">
                    {head(&id, person)}
                    <label>{texts.why}<input name="why" required maxlength=ANSWER_LIMIT.to_string() autocomplete="off" value=why aria-invalid=wrong /></label>
                    {problem}
                    <p><button class="button" name="what" value="refuse">{texts.refuse}</button></p>
                </form>
            </details>
        }
    });
    view! { <div class="answers">{accept}{refuse}</div> }
}
