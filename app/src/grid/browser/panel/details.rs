//! F2: the note to the family, minutes of lateness, the reason of a correction.

use std::num::ParseIntError;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    super::{Signals, Ui, draw, keys, sync, with_ui},
    texts,
};
use crate::grid::model::Place;

/// The form of a cell, open or not.
#[derive(Clone, Copy)]
pub struct Details {
    is_open: RwSignal<bool>,
    place: RwSignal<Place>,
    note: RwSignal<String>,
    late: RwSignal<String>,
    reason: RwSignal<String>,
    problem: RwSignal<&'static str>,
}

impl Details {
    /// A form that is not open.
    pub fn new() -> Self {
        Self {
            is_open: RwSignal::new(false),
            place: RwSignal::new(Place::default()),
            note: RwSignal::new(String::new()),
            late: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
            problem: RwSignal::new(""),
        }
    }

    fn note(self) -> Option<String> {
        Some(self.note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty())
    }

    fn minutes(self) -> Result<Option<u8>, ParseIntError> {
        match self.late.get_untracked().trim() {
            "" => Ok(None),
            minutes => minutes.parse().map(Some),
        }
    }
}

/// Opens the form for the cell under the cursor.
pub fn open(ui: &Ui) {
    keys::commit(ui);
    let (form, place) = (ui.signals.details, ui.signals.cursor.get_untracked());
    if form.is_open.get_untracked() {
        to_note();
        return;
    }
    if draw::is_blocked(ui, place) {
        ui.signals.say(ui.texts.not_enrolled);
        return;
    }
    // What others write while the form is open waits, and is not overwritten by it.
    ui.grid.borrow_mut().open_form(place);
    let wanted = ui.grid.borrow().wanted(place);
    form.place.set(place);
    form.note.set(wanted.note.unwrap_or_default());
    form.late.set(wanted.late.map(|minutes| minutes.to_string()).unwrap_or_default());
    form.reason.set(String::new());
    form.problem.set("");
    form.is_open.set(true);
}

/// Leaves the form and saves what was written in it; false where something in it has to be put right first.
pub fn leave(ui: &Ui) -> bool {
    let form = ui.signals.details;
    if !form.is_open.get_untracked() {
        return true;
    }
    let place = form.place.get_untracked();
    let Ok(late) = form.minutes() else {
        form.problem.set(ui.texts.bad_minutes);
        return false;
    };
    let reason = Some(form.reason.get_untracked()).filter(|reason| !reason.trim().is_empty());
    ui.grid.borrow_mut().annotate(place, form.note(), late, reason);
    close(ui, place);
    true
}

fn close(ui: &Ui, place: Place) {
    ui.signals.details.is_open.set(false);
    ui.grid.borrow_mut().close_form();
    draw::cell(ui, place);
    sync::changed(ui);
}

fn to_note() {
    let note = document().get_element_by_id("note").and_then(|note| note.dyn_into::<HtmlElement>().ok());
    if let Some(note) = note {
        let _ = note.focus();
    }
}

fn to_cell(ui: &Ui) {
    let at = ui.signals.cursor.get_untracked();
    draw::focus(ui, at, at);
}

/// The button that opens the form, and leaves it.
pub fn button(signals: Signals) -> impl IntoView {
    let toggle = move |_| {
        with_ui(|ui| {
            if !signals.details.is_open.get_untracked() {
                open(ui);
            } else if leave(ui) {
                to_cell(ui);
            }
        });
    };
    view! {
        <button class="button small" title="F2" aria-expanded=move || signals.details.is_open.get().to_string()
            on:click=toggle>{texts().note_short}</button>
    }
}

/// The form, while it is open.
pub fn details(signals: Signals) -> impl IntoView {
    move || signals.details.is_open.get().then(|| form(signals.details))
}

fn form(form: Details) -> impl IntoView {
    let texts = texts();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        with_ui(|ui| {
            if leave(ui) {
                to_cell(ui);
            }
        });
    };
    let cancel = move || {
        with_ui(|ui| {
            close(ui, form.place.get_untracked());
            to_cell(ui);
        });
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            cancel();
        }
    };
    let field = NodeRef::<leptos::html::Textarea>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let bad = move || (!form.problem.get().is_empty()).then_some("true");
    view! {
        <form class="details stack" on:submit=submit on:keydown=key>
            <label>{texts.note}<textarea id="note" rows="2" maxlength="500" node_ref=field bind:value=form.note></textarea></label>
            <label>
                {texts.late_minutes}
                <input id="late" inputmode="numeric" size="3" aria-invalid=bad aria-describedby="late-problem" bind:value=form.late />
            </label>
            <p class="problem" id="late-problem" role="alert">{move || form.problem.get()}</p>
            <label>{texts.reason}<input id="reason" maxlength="300" bind:value=form.reason /></label>
            <p class="row">
                <button class="button primary">{texts.save}</button>
                <button type="button" class="button" on:click=move |_| cancel()>{texts.cancel}</button>
            </p>
        </form>
    }
}
