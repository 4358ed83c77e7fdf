//! The cell under the cursor: what is said of it, quick entry, the note, its history.

use klas_domain::{Scale, edit::Refusal};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{Signals, Ui, draw, keys, limit::within, sync, with_ui},
    details, summary, texts,
};
use crate::{
    api::{
        Problem,
        journal::{HistoryLine, cell_history},
    },
    grid::{
        model::{CellState, Place},
        told,
    },
};

/// The cell under the cursor.
pub fn cell(signals: Signals) -> impl IntoView {
    Effect::new(move || {
        signals.change.track();
        let place = signals.cursor.get();
        with_ui(|ui| draw::message(ui, place));
    });
    view! {
        <section class="cell-panel">
            {move || head(signals)}
            {details::details(signals)}
            {pads(signals)}
            {history(signals)}
        </section>
    }
}

fn head(signals: Signals) -> impl IntoView {
    signals.change.track();
    let place = signals.cursor.get();
    let (name, state) = with_ui(|ui| {
        let grid = ui.grid.borrow();
        (grid.data.pupils.get(place.0).map(|(_, name)| name.clone()), grid.state(place))
    })
    .unwrap_or((None, CellState::Calm));
    let trouble = match state {
        CellState::Refused { reason, .. } => Some(refused(place, reason).into_any()),
        CellState::Conflict { author, .. } => Some(conflict(place, &author).into_any()),
        _ => None,
    };
    let wanted = with_ui(|ui| ui.grid.borrow().wanted(place)).unwrap_or_default();
    let note = wanted.note.map(|note| view! { <p class="note small">{note}</p> });
    view! {
        <strong>{name}</strong>
        {trouble}
        {note}
    }
}

fn refused(place: Place, reason: Refusal) -> impl IntoView {
    let give_up = move |_| {
        with_ui(|ui| leave_trouble(ui, place));
    };
    view! {
        <p class="problem" id="cell-problem">{texts().refusal(reason)}</p>
        <button class="button small" id="give-up" on:click=give_up>{texts().give_up}</button>
    }
}

/// The cell shows what is stored again.
fn leave_trouble(ui: &Ui, place: Place) {
    ui.grid.borrow_mut().forget_trouble(place);
    draw::cell(ui, place);
    sync::changed(ui);
    keys::go(ui, place);
}

fn conflict(place: Place, author: &str) -> impl IntoView {
    let theirs = with_ui(|ui| ui.grid.borrow().stored(place).entry).unwrap_or_default();
    let theirs = told(&theirs, texts());
    let keep_mine = move |_| {
        with_ui(|ui| {
            ui.grid.borrow_mut().keep_mine(place);
            draw::cell(ui, place);
            sync::changed(ui);
            keys::go(ui, place);
        });
    };
    let keep_theirs = move |_| {
        with_ui(|ui| leave_trouble(ui, place));
    };
    view! {
        <div class="conflict-choice">
            <p class="problem">{(texts().conflict)(author, &theirs)}</p>
            <button class="button" id="keep-mine" on:click=keep_mine>{texts().keep_mine}</button>
            <button class="button" id="keep-theirs" on:click=keep_theirs>{texts().keep_theirs}</button>
        </div>
    }
}

fn pads(signals: Signals) -> impl IntoView {
    let sum = Memo::new(move |_| summary::is_sum(signals));
    move || pad(sum.get())
}

/// Keys for fingers and mice; in a summative column other ones.
fn pad(sum: bool) -> impl IntoView {
    let scale = with_ui(|ui| ui.grid.borrow().data.scale).unwrap_or(Scale::TwelvePoint);
    let marks: &[&str] = match scale {
        Scale::TwelvePoint => &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
        Scale::Levels => &["П", "С", "Д", "В"],
        Scale::Pass => &["зар", "незар"],
        Scale::Verbal => &[],
    };
    let key = |name: &'static str, text: &'static str, label: &'static str| {
        let press = move |_| {
            with_ui(|ui| {
                keys::put(ui, text);
                keys::go(ui, ui.signals.cursor.get_untracked());
            });
        };
        view! { <button type="button" tabindex="-1" aria-label=label on:click=press>{name}</button> }
    };
    let marks = marks.iter().map(|mark| key(mark, mark, mark)).collect_view();
    let others = if sum { ["н/а", "зв"] } else { ["н", "сп"] };
    view! {
        <div class="pad" role="group" aria-label=texts().pad>
            {marks}
            {others.into_iter().map(|text| key(text, text, text)).collect_view()}
            {key("⌫", "", texts().clear)}
        </div>
    }
}

fn history(signals: Signals) -> impl IntoView {
    let open = RwSignal::new(false);
    let lines = RwSignal::new(None::<Result<Vec<HistoryLine>, Problem>>);
    let version = Memo::new(move |_| {
        signals.change.track();
        let place = signals.cursor.get();
        (place, with_ui(|ui| ui.grid.borrow().stored(place).version))
    });
    Effect::new(move || {
        let asked = version.get();
        if !open.get() {
            return;
        }
        lines.set(None);
        let Some((column, pupil)) = with_ui(|ui| ui.grid.borrow().cell(asked.0)).flatten() else { return };
        spawn_local(async move {
            let answer = within(cell_history(column, pupil)).await;
            if version.get_untracked() == asked {
                lines.set(Some(answer));
            }
        });
    });
    let body = move || {
        Some(match lines.get()? {
            Ok(lines) if lines.is_empty() => {
                view! { <p class="muted small">{texts().no_history}</p> }.into_any()
            }
            Ok(lines) => {
                let rows = lines.into_iter().map(line).collect_view();
                view! { <ol class="history small">{rows}</ol> }.into_any()
            }
            Err(problem) => {
                let offline = matches!(problem, Problem::Offline);
                let why = if offline { texts().no_connection } else { texts().not_done };
                view! { <p class="problem small" role="alert">{why}</p> }.into_any()
            }
        })
    };
    view! {
        <div class="row">
            {details::button(signals)}
            <button class="button small" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>{texts().history}</button>
        </div>
        {move || open.get().then_some(body)}
    }
}

fn line(line: HistoryLine) -> impl IntoView {
    let at = local(line.at);
    let reason = line.reason.map(|reason| format!(" – {reason}"));
    view! { <li><b>{told(&line.before, texts())}" → "{told(&line.after, texts())}</b>" · "{at}" · "{line.author}{reason}</li> }
}

/// Day and time on the browser's own clock.
fn local(moment: chrono::DateTime<chrono::Utc>) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any real date fit")]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(moment.timestamp_millis() as f64));
    format!(
        "{:02}.{:02} {:02}:{:02}",
        date.get_date(),
        date.get_month() + 1,
        date.get_hours(),
        date.get_minutes()
    )
}
