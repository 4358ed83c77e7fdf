//! Notes about a child's absences: writing one, and what became of those that were sent.

use chrono::NaiveDate;
use klas_documents::photo::ACCEPTED;
use klas_domain::{
    Absence,
    excuse::{COMMENT_LIMIT, ExcuseState, KINDS},
};
use klas_store::excuse::StoredExcuse;
use leptos::prelude::*;

use super::children;
use crate::{
    api::excuses::{FamilyExcuse, PupilExcuses},
    components::{message, moment},
    locales::{ExcuseTexts, Locale},
    pages::class_teacher::full_date,
};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteField {
    /// First and last day.
    Days,
    /// What the absences become.
    Kind,
    /// The family's words.
    Comment,
    /// The photo of a certificate.
    Photo,
}

/// The form as it stands on the page: prefilled, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct NoteForm {
    /// The identifier that the note will have: sent twice, it is one note.
    pub note: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The letters of the kind of absence.
    pub kind: String,
    /// The family's words.
    pub comment: String,
    /// What is wrong, and with which field.
    pub problem: Option<(NoteField, &'static str)>,
    /// What is said of the whole, and whether that is good news.
    pub message: Option<(&'static str, bool)>,
}

/// The notes about a child.
pub fn notes(view: &PupilExcuses, form: &NoteForm, locale: Locale) -> impl IntoView {
    let texts = locale.excuses();
    let class = view.pupil.class.clone().map(|class| format!(" · {class}"));
    let none = view.notes.is_empty().then(|| view! { <p class="blank card">{texts.none}</p> });
    let notes = view.notes.iter().map(|note| listed(view, note, texts)).collect_view();
    view! {
        <section class="narrow diary notes">
            {message(form.message.map(|(text, _)| text.to_owned()), form.message.is_some_and(|(_, good)| good))}
            {children(&view.children, &view.pupil, "/notes", "")}
            <div class="bar">
                <h1>{view.pupil.name.short()}{class}</h1>
                <span class="grow"></span>
                <a class="button" href=format!("/diary/{}", view.pupil.id)>{locale.texts().nav_diary}</a>
            </div>
            {fields(view, form, texts).into_any()}
            <h2>{texts.title}</h2>
            {none}
            <ul class="note-list">{notes}</ul>
        </section>
    }
}

fn fields(view: &PupilExcuses, form: &NoteForm, texts: &'static ExcuseTexts) -> impl IntoView + use<> {
    let wrong = |field| form.problem.is_some_and(|(own, _)| own == field).then_some("true");
    let problem = |field| {
        let said = form.problem.filter(|(own, _)| *own == field);
        said.map(|(_, said)| view! { <p class="problem" role="alert">{said}</p> })
    };
    let (first, last) = (view.year.0.to_string(), view.year.1.to_string());
    let chosen = if form.kind.is_empty() { KINDS[0].code() } else { &form.kind };
    let kinds = KINDS.map(|kind| {
        let is_chosen = kind.code() == chosen;
        view! {
            <label class="tick"><input type="radio" name="kind" value=kind.code() checked=is_chosen required />{texts.kind_name(kind)}</label>
        }
    });
    view! {
        <form class="card stack" id="note" method="post" enctype="multipart/form-data" action=format!("/diary/{}/notes#note", view.pupil.id)>
            <h2>{texts.write}</h2>
            <p class="muted small">{texts.lead}</p>
            <input type="hidden" name="person" value=view.person.to_string() />
            <input type="hidden" name="note" value=form.note.clone() />
            <div class="pair">
                <label>{texts.from}<input type="date" name="from" required min=first.clone() max=last.clone() value=form.from.clone() aria-invalid=wrong(NoteField::Days) /></label>
                <label>{texts.to}<input type="date" name="to" required min=first max=last value=form.to.clone() aria-invalid=wrong(NoteField::Days) /></label>
            </div>
            {problem(NoteField::Days)}
            <fieldset class="ticks"><legend>{texts.kind}</legend>{kinds}</fieldset>
            {problem(NoteField::Kind)}
            <label>{texts.comment}" – "{texts.comment_hint}
                <textarea name="comment" rows="2" maxlength=COMMENT_LIMIT.to_string() aria-invalid=wrong(NoteField::Comment)>{form.comment.clone()}</textarea>
            </label>
            {problem(NoteField::Comment)}
            <label>{texts.photo}
                <input type="file" name="photo" accept=ACCEPTED aria-invalid=wrong(NoteField::Photo) aria-describedby="photo-hint" />
            </label>
            <p class="muted small" id="photo-hint">{texts.photo_hint}</p>
            {problem(NoteField::Photo)}
            <p><button class="button primary" name="what" value="send">{texts.send}</button></p>
        </form>
    }
}

/// The days of a note, and what the absences become: «24.11.2026 – 26.11.2026 · хвороба».
pub fn note_days((from, to): (NaiveDate, NaiveDate), kind: Absence, texts: &'static ExcuseTexts) -> String {
    let (from, to) = (full_date(from), full_date(to));
    let days = if from == to { from } else { format!("{from} – {to}") };
    format!("{days} · {}", texts.kind_name(kind))
}

/// How far a note is, in its colour.
pub fn note_state(state: ExcuseState, texts: &'static ExcuseTexts) -> impl IntoView + use<> {
    let class = match state {
        ExcuseState::Waiting => "chip wait",
        ExcuseState::Accepted => "chip good",
        ExcuseState::Refused => "chip warn",
        ExcuseState::Withdrawn => "chip",
    };
    view! { <span class=class>{texts.state(state)}</span> }
}

/// The photo of a note, which is loaded when it is asked for.
pub fn note_photo(note: &StoredExcuse, texts: &'static ExcuseTexts) -> Option<impl IntoView + use<>> {
    note.has_photo.then(|| {
        let address = format!("/notes/{}/photo", note.id);
        let name = (texts.photo_of)(&note.pupil_name.short());
        view! {
            <details class="photo">
                <summary>{texts.photo}</summary>
                <a href=address.clone()><img src=address.clone() alt=name loading="lazy" /></a>
            </details>
        }
    })
}

fn listed(view: &PupilExcuses, note: &FamilyExcuse, texts: &'static ExcuseTexts) -> impl IntoView + use<> {
    let whole = match &note.own {
        Some(own) => sent(view, own, texts).into_any(),
        None => view! { <p class="muted small">{texts.by_another}</p> }.into_any(),
    };
    view! {
        <li class="card">
            <div class="bar">
                <strong>{note_days(note.days, note.kind, texts)}</strong>
                <span class="grow"></span>
                {note_state(note.state, texts)}
            </div>
            {whole}
        </li>
    }
}

/// What a note says to who wrote it.
fn sent(view: &PupilExcuses, note: &StoredExcuse, texts: &'static ExcuseTexts) -> impl IntoView + use<> {
    let comment =
        (!note.says.comment.is_empty()).then(|| view! { <p class="words">{note.says.comment.clone()}</p> });
    let answer =
        (!note.answer.is_empty()).then(|| view! { <p class="note">{texts.why}": "{note.answer.clone()}</p> });
    let withdraw = (note.state == ExcuseState::Waiting).then(|| {
        view! {
            <form method="post" action=format!("/diary/{}/notes", view.pupil.id)>
                <input type="hidden" name="person" value=view.person.to_string() />
                <input type="hidden" name="note" value=note.id.to_string() />
                <button class="button small" name="what" value="withdraw">{texts.withdraw}</button>
            </form>
        }
    });
    view! {
        <p class="muted small">{(texts.sent_at)(&moment(note.sent_at))}</p>
        {comment}
        {answer}
        {note_photo(note, texts)}
        {withdraw}
    }
}
