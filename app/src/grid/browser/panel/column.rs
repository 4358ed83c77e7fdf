//! Tools for the whole column: fill it, write in pencil, publish.

use klas_domain::Entry;
use leptos::prelude::*;

use super::{
    super::{Signals, Ui, draw, keys, publish, with_ui},
    texts,
};
use crate::grid::model::{CellState, Place};

/// The cells of a column that are filled: those of the pupils who belong to it, all of them or those that are free.
fn cells_to_fill(column: usize, all: bool) -> Vec<Place> {
    let places = |ui: &Ui| {
        let grid = ui.grid.borrow();
        let places = (0..grid.size().0).map(|row| (row, column));
        places.filter(|at| !draw::is_blocked(ui, *at) && (all || grid.is_free(*at))).collect()
    };
    with_ui(places).unwrap_or_default()
}

fn fill(signals: Signals, text: &str, all: bool) {
    let column = signals.cursor.get_untracked().1;
    let places = cells_to_fill(column, all);
    with_ui(|ui| {
        let marking = ui.grid.borrow().data.marking(column);
        if let Err(error) = Entry::parse(text, marking) {
            signals.say(ui.texts.entry_error(error));
            return;
        }
        keys::put_all(ui, places.iter().map(|place| (*place, text.to_owned())).collect());
        let is_refused = |place: &Place| matches!(ui.grid.borrow().state(*place), CellState::Refused { .. });
        signals
            .say((ui.texts.filled)(places.len() - places.iter().filter(|place| is_refused(place)).count()));
    });
}

/// The tools of the column under the cursor, where the person may write it.
pub fn column(signals: Signals) -> impl IntoView {
    let pencil = RwSignal::new(false);
    let own = Memo::new(move |_| {
        let (_, column) = signals.cursor.get();
        with_ui(|ui| ui.grid.borrow().data.columns.get(column).is_some_and(|column| column.own))
            .unwrap_or_default()
    });
    let texts = texts();
    let drafts = move || {
        signals.change.track();
        let drafts = with_ui(|ui| ui.grid.borrow().pencilled().len()).unwrap_or_default();
        (drafts > 0).then(|| {
            view! {
                <button class="button small" id="publish" title=texts.publish_hint on:click=move |_| { with_ui(publish::publish); }>{(texts.publish)(drafts)}</button>
            }
        })
    };
    view! {
        <section class="column-panel">
            {move || own.get().then(|| filling(signals))}
            <div class="row">{move || own.get().then(|| pencil_button(pencil))}{drafts}</div>
        </section>
    }
}

fn pencil_button(pencil: RwSignal<bool>) -> impl IntoView {
    let toggle = move |_| {
        pencil.update(|on| *on = !*on);
        with_ui(|ui| ui.grid.borrow_mut().pencil = pencil.get_untracked());
    };
    view! {
        <button class="button small" id="pencil" title=texts().pencil_hint
            aria-pressed=move || pencil.get().to_string() on:click=toggle>"✎ "{texts().pencil}</button>
    }
}

/// Filling the empty cells, or all of them once the person knows how many are written over.
fn filling(signals: Signals) -> impl IntoView {
    let value = RwSignal::new(String::new());
    let asked = RwSignal::new(None::<usize>);
    Effect::new(move || {
        signals.cursor.track();
        asked.set(None);
    });
    let texts = texts();
    let blank = move || value.get().trim().is_empty();
    let fill_all = move || {
        asked.set(None);
        fill(signals, value.get_untracked().trim(), true);
    };
    let ask = move |_| {
        let column = signals.cursor.get_untracked().1;
        let written = cells_to_fill(column, true).len() - cells_to_fill(column, false).len();
        if written == 0 { fill_all() } else { asked.set(Some(written)) }
    };
    let question = move || {
        asked.get().map(|written| {
            view! {
                <p class="row small" role="alert">
                    <span>{(texts.fill_over)(written)}</span>
                    <button class="button small" id="fill-over" on:click=move |_| fill_all()>{texts.fill_yes}</button>
                    <button class="button small" on:click=move |_| asked.set(None)>{texts.cancel}</button>
                </p>
            }
        })
    };
    view! {
        <div class="row">
            <label class="inline">{texts.fill}<input id="fill" size="4" aria-label=texts.fill_value bind:value=value /></label>
            <button class="button small" id="fill-empty" disabled=blank
                on:click=move |_| fill(signals, value.get_untracked().trim(), false)>{texts.fill_empty}</button>
            <button class="button small" id="fill-all" disabled=blank on:click=ask>{texts.fill_all}</button>
        </div>
        {question}
    }
}
