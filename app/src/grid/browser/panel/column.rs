//! Tools for the whole column: fill it, write in pencil, publish.

use leptos::prelude::*;

use super::{
    super::{Signals, draw, keys, sync, with_ui},
    texts,
};
use crate::grid::model::Place;

/// The tools of the column under the cursor.
pub fn column(signals: Signals) -> impl IntoView {
    let value = RwSignal::new(String::new());
    let pencil = RwSignal::new(false);
    let fill = move |all: bool| {
        with_ui(|ui| {
            let (_, column) = signals.cursor.get_untracked();
            let places: Vec<Place> = {
                let grid = ui.grid.borrow();
                (0..grid.size().0)
                    .map(|row| (row, column))
                    .filter(|place| !draw::is_blocked(ui, *place) && (all || grid.entry(*place).is_empty()))
                    .collect()
            };
            let text = value.get_untracked();
            keys::put_all(ui, places.into_iter().map(|place| (place, text.clone())).collect());
        });
    };
    let toggle = move |_| {
        pencil.update(|on| *on = !*on);
        with_ui(|ui| ui.grid.borrow_mut().pencil = pencil.get_untracked());
    };
    let texts = texts();
    let drafts = move || {
        signals.change.track();
        let any = with_ui(|ui| ui.grid.borrow().has_drafts()).unwrap_or_default();
        any.then(|| {
            view! {
                <button class="button" id="publish" on:click=move |_| { with_ui(sync::publish_pencil); }>{texts.publish}</button>
            }
        })
    };
    view! {
        <section class="column-panel">
            <div class="row">
                <label class="inline">{texts.fill}<input id="fill" size="4" aria-label=texts.fill_value bind:value=value /></label>
                <button class="button small" id="fill-empty" on:click=move |_| fill(false)>{texts.fill_empty}</button>
                <button class="button small" id="fill-all" on:click=move |_| fill(true)>{texts.fill_all}</button>
            </div>
            <div class="row">
                <button class="button small" id="pencil" title=texts.pencil_hint
                    aria-pressed=move || pencil.get().to_string() on:click=toggle>"✎ "{texts.pencil}</button>
                {drafts}
            </div>
        </section>
    }
}
