//! The cell under the cursor: what is said of it, quick entry, the note, its history.

use klas_domain::{Entry, Scale};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{Signals, draw, keys, sync, with_ui},
    texts,
};
use crate::{
    api::journal::{HistoryLine, cell_history},
    grid::model::{CellState, Place},
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
            {move || signals.details.get().then(|| details(signals))}
            {pad()}
            {history(signals)}
        </section>
    }
}

fn entry(place: Place) -> Entry {
    with_ui(|ui| ui.grid.borrow().entry(place)).unwrap_or_default()
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
        CellState::Refused { reason, .. } => {
            Some(view! { <p class="problem" id="cell-problem">{texts().refusal(reason)}</p> }.into_any())
        }
        CellState::Conflict { wanted, author } => Some(conflict(place, wanted, &author).into_any()),
        _ => None,
    };
    let note = entry(place).note.map(|note| view! { <p class="note small">{note}</p> });
    view! {
        <div class="bar">
            <strong>{name}</strong>
            <span class="grow"></span>
            <button class="button small" title="F2" on:click=move |_| signals.details.update(|open| *open = !*open)>{texts().note}</button>
        </div>
        {trouble}
        {note}
    }
}

fn conflict(place: Place, wanted: Entry, author: &str) -> impl IntoView {
    let theirs = with_ui(|ui| ui.grid.borrow().stored(place).entry.to_string()).unwrap_or_default();
    let theirs = if theirs.is_empty() { texts().empty.to_owned() } else { theirs };
    let keep_mine = move |_| {
        with_ui(|ui| {
            ui.grid.borrow_mut().forget_trouble(place);
            set(place, wanted.clone(), None);
        });
    };
    let keep_theirs = move |_| {
        with_ui(|ui| {
            ui.grid.borrow_mut().forget_trouble(place);
            draw::cell(ui, place);
            sync::changed(ui);
        });
    };
    view! {
        <div class="conflict-choice">
            <p class="problem">{(texts().conflict)(author, &theirs)}</p>
            <button class="button" id="keep-mine" on:click=keep_mine>{texts().keep_mine}</button>
            <button class="button" id="keep-theirs" on:click=keep_theirs>{texts().keep_theirs}</button>
        </div>
    }
}

fn set(place: Place, entry: Entry, reason: Option<String>) {
    with_ui(|ui| {
        ui.grid.borrow_mut().set(place, entry, reason);
        draw::cell(ui, place);
        sync::changed(ui);
    });
}

/// Note, minutes of lateness and the reason of a correction.
fn details(signals: Signals) -> impl IntoView {
    let place = signals.cursor.get();
    let texts = texts();
    let state = with_ui(|ui| ui.grid.borrow().state(place)).unwrap_or(CellState::Calm);
    let stored = entry(place);
    let wanted = match state {
        CellState::Refused { typed, .. } => {
            let scale = with_ui(|ui| ui.grid.borrow().data.scale).unwrap_or(Scale::TwelvePoint);
            Entry::parse(&typed, scale)
                .map_or(stored.clone(), |entry| Entry { note: stored.note.clone(), ..entry })
        }
        _ => stored,
    };
    let note = RwSignal::new(wanted.note.clone().unwrap_or_default());
    let late = RwSignal::new(wanted.late.map(|minutes| minutes.to_string()).unwrap_or_default());
    let reason = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let entry = Entry {
            note: Some(note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty()),
            late: late.get_untracked().trim().parse().ok(),
            ..wanted.clone()
        };
        let reason = Some(reason.get_untracked()).filter(|reason| !reason.trim().is_empty());
        set(place, entry, reason);
        signals.details.set(false);
        with_ui(|ui| keys::go(ui, place));
    };
    let field = NodeRef::<leptos::html::Textarea>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    view! {
        <form class="details stack" on:submit=submit>
            <label>{texts.note}<textarea id="note" rows="2" maxlength="500" node_ref=field bind:value=note></textarea></label>
            <label>{texts.late_minutes}<input id="late" inputmode="numeric" size="3" bind:value=late /></label>
            <label>{texts.reason}<input id="reason" maxlength="300" bind:value=reason /></label>
            <p class="row">
                <button class="button primary">{texts.save}</button>
                <button type="button" class="button" on:click=move |_| signals.details.set(false)>{texts.cancel}</button>
            </p>
        </form>
    }
}

/// Keys for fingers and mice.
fn pad() -> impl IntoView {
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
    view! {
        <div class="pad" role="group" aria-label=texts().pad>
            {marks}
            {key("н", "н", "н")}
            {key("сп", "сп", "сп")}
            {key("⌫", "", texts().clear)}
        </div>
    }
}

fn history(signals: Signals) -> impl IntoView {
    let open = RwSignal::new(false);
    let lines = RwSignal::new(None::<Vec<HistoryLine>>);
    Effect::new(move || {
        let place = signals.cursor.get();
        if !open.get() {
            return;
        }
        lines.set(None);
        let Some((column, pupil)) = with_ui(|ui| ui.grid.borrow().cell(place)).flatten() else { return };
        spawn_local(async move {
            let answer = cell_history(column, pupil).await;
            if signals.cursor.get_untracked() == place {
                lines.set(answer.ok());
            }
        });
    });
    let body = move || {
        let lines = lines.get()?;
        Some(if lines.is_empty() {
            view! { <p class="muted small">{texts().no_history}</p> }.into_any()
        } else {
            let rows = lines.into_iter().map(line).collect_view();
            view! { <ol class="history small">{rows}</ol> }.into_any()
        })
    };
    view! {
        <div class="cell-history">
            <button class="button small" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>{texts().history}</button>
            {move || open.get().then_some(body)}
        </div>
    }
}

fn line(line: HistoryLine) -> impl IntoView {
    let text = |entry: &Entry| {
        let text = entry.to_string();
        if text.is_empty() { texts().empty.to_owned() } else { text }
    };
    let at = local(line.at);
    let reason = line.reason.map(|reason| format!(" – {reason}"));
    view! { <li><b>{text(&line.before)}" → "{text(&line.after)}</b>" · "{at}" · "{line.author}{reason}</li> }
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
