//! The keyboard, the mouse and the clipboard.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlTableCellElement, KeyboardEvent, MouseEvent};

use super::{
    super::{
        model::Place,
        steps::Stepped,
        typing::{pasted, typing},
    },
    Taken, Ui, draw, listen, panel, propose, sync, target_cell, with_ui,
};

/// How far Page Up and Page Down go.
const PAGE: isize = 10;
/// How long what was taken may go on to be something else, in milliseconds.
const GOES_ON: f64 = 1500.0;

/// Listens to the one table for all of its cells.
pub fn listen_to_table(ui: &Ui) {
    listen(&window(), "keydown", |_: KeyboardEvent| {
        with_ui(|ui| ui.last_key.set(js_sys::Date::now()));
    });
    listen(&ui.table, "keydown", |event: KeyboardEvent| {
        with_ui(|ui| key(ui, &event));
    });
    listen(&ui.table, "mousedown", |event: MouseEvent| {
        with_ui(|ui| {
            let cell = target_cell(&event).and_then(|cell| cell.dyn_into::<HtmlTableCellElement>().ok());
            if let Some(place) = cell.as_ref().and_then(draw::place) {
                event.prevent_default();
                go(ui, place);
            }
        });
    });
    listen(&ui.table, "dblclick", |_: MouseEvent| {
        with_ui(panel::open_details);
    });
    listen(&ui.table, "paste", |event: ClipboardEvent| {
        with_ui(|ui| paste(ui, &event));
    });
    listen(&ui.table, "copy", |event: ClipboardEvent| {
        with_ui(|ui| {
            let text = ui.grid.borrow().entry(ui.signals.cursor.get_untracked()).to_string();
            if event.clipboard_data().is_some_and(|data| data.set_data("text/plain", &text).is_ok()) {
                event.prevent_default();
            }
        });
    });
    listen(&ui.table, "focusout", |_: web_sys::FocusEvent| {
        with_ui(|ui| {
            commit(ui);
            ui.taken.take();
        });
    });
}

fn key(ui: &Ui, event: &KeyboardEvent) {
    let Some(_) = target_cell(event) else { return };
    let handled =
        if event.ctrl_key() || event.meta_key() { command(ui, event) } else { plain_key(ui, event) };
    if handled {
        event.prevent_default();
    }
}

fn command(ui: &Ui, event: &KeyboardEvent) -> bool {
    let (rows, columns) = ui.grid.borrow().size();
    match (event.code().as_str(), event.key().as_str()) {
        ("KeyZ", _) if event.shift_key() => redo(ui),
        ("KeyY", _) => redo(ui),
        ("KeyZ", _) => undo(ui),
        (_, "Home") => go(ui, (0, 0)),
        (_, "End") => go(ui, (rows.saturating_sub(1), columns.saturating_sub(1))),
        _ => return false,
    }
    true
}

fn plain_key(ui: &Ui, event: &KeyboardEvent) -> bool {
    let columns = isize::try_from(ui.grid.borrow().size().1).unwrap_or_default();
    match event.key().as_str() {
        "ArrowUp" => step(ui, -1, 0),
        "ArrowDown" => step(ui, 1, 0),
        "ArrowLeft" => step(ui, 0, -1),
        "ArrowRight" => step(ui, 0, 1),
        "Enter" => step(ui, if event.shift_key() { -1 } else { 1 }, 0),
        "Tab" => return tab(ui, event.shift_key()),
        "Home" => step(ui, 0, -columns),
        "End" => step(ui, 0, columns),
        "PageUp" => step(ui, -PAGE, 0),
        "PageDown" => step(ui, PAGE, 0),
        "Delete" => drop(put(ui, "")),
        "Backspace" => backspace(ui),
        "Escape" => escape(ui),
        "F2" => panel::open_details(ui),
        "F6" => panel::focus_offers(),
        key if key.chars().count() == 1 && !event.alt_key() => character(ui, key),
        _ => return false,
    }
    true
}

/// Tab moves along the row and leaves the grid at its ends.
fn tab(ui: &Ui, back: bool) -> bool {
    let (_, column) = ui.signals.cursor.get_untracked();
    let last = ui.grid.borrow().size().1.saturating_sub(1);
    commit(ui);
    if (back && column == 0) || (!back && column == last) {
        return false;
    }
    step(ui, 0, if back { -1 } else { 1 });
    true
}

fn step(ui: &Ui, rows: isize, columns: isize) {
    let (row, column) = ui.signals.cursor.get_untracked();
    let (height, width) = ui.grid.borrow().size();
    let moved =
        |place: usize, by: isize, size: usize| place.saturating_add_signed(by).min(size.saturating_sub(1));
    go(ui, (moved(row, rows, height), moved(column, columns, width)));
}

/// Leaves a cell, saving what was typed, for another.
pub fn go(ui: &Ui, to: Place) {
    commit(ui);
    let from = ui.signals.cursor.get_untracked();
    if from != to && !panel::leave_details(ui) {
        return;
    }
    draw::focus(ui, from, to);
    if from != to {
        ui.taken.take();
        ui.signals.cursor.set(to);
    }
}

fn character(ui: &Ui, key: &str) {
    let at = ui.signals.cursor.get_untracked();
    if draw::is_blocked(ui, at) {
        ui.signals.say(ui.texts.not_enrolled);
        return;
    }
    if ui.typed.borrow().is_empty() {
        let taken = ui.taken.take().filter(|taken| goes_on(taken, key));
        // A space alone is no entry, and must not become the empty one: it takes what is proposed.
        if key.trim().is_empty() {
            propose::decide(ui, [at]);
            return;
        }
        // `7` is a mark, and `7,5` is none: the 7 that was taken meanwhile is taken back.
        if taken.as_ref().is_some_and(|taken| taken.changed) {
            ui.grid.borrow_mut().undo();
        }
        ui.grid.borrow_mut().begin_typing(at);
        ui.typed.borrow_mut().push_str(&taken.map(|taken| taken.text).unwrap_or_default());
    }
    ui.typed.borrow_mut().push_str(key);
    heed(ui, at);
}

/// Whether a key goes on with a fraction or a number below nought, neither of which is a mark: soon after, as one word is
/// typed.
fn goes_on(taken: &Taken, key: &str) -> bool {
    js_sys::Date::now() - taken.at < GOES_ON
        && ([",", "."].contains(&key) || taken.text.ends_with([',', '.', '-']))
}

fn backspace(ui: &Ui) {
    if ui.typed.borrow().is_empty() {
        put(ui, "");
        return;
    }
    ui.typed.borrow_mut().pop();
    if ui.typed.borrow().trim().is_empty() {
        stop_typing(ui);
    } else {
        heed(ui, ui.signals.cursor.get_untracked());
    }
}

/// Looks at what was typed so far: saves it, or waits for more.
fn heed(ui: &Ui, at: Place) {
    let text = ui.typed.borrow().clone();
    draw::typing(ui, at, &text);
    stop_timer(ui);
    let marking = ui.grid.borrow().data.marking(at.1);
    match typing(&text, marking).patience() {
        Some(0) => take(ui),
        None => {}
        Some(patience) => {
            let timer = set_timeout_with_handle(
                || {
                    with_ui(take);
                },
                Duration::from_millis(patience),
            );
            *ui.timer.borrow_mut() = timer.ok();
        }
    }
}

/// Saves what was typed for whole, without the person's saying so.
fn take(ui: &Ui) {
    let text = ui.typed.borrow().clone();
    let changed = commit(ui);
    *ui.taken.borrow_mut() = Some(Taken { text, changed, at: js_sys::Date::now() });
}

/// Leaves what is being typed: the cell shows what it holds, and what others wrote meanwhile.
fn stop_typing(ui: &Ui) {
    stop_timer(ui);
    ui.typed.borrow_mut().clear();
    ui.grid.borrow_mut().end_typing();
    draw::cell(ui, ui.signals.cursor.get_untracked());
}

fn stop_timer(ui: &Ui) {
    if let Some(timer) = ui.timer.borrow_mut().take() {
        timer.clear();
    }
}

/// Saves what was typed into the cell under the cursor; true where an edit goes to the server.
pub fn commit(ui: &Ui) -> bool {
    let text = ui.typed.borrow().clone();
    !text.is_empty() && put(ui, &text)
}

/// Puts a text into the cell under the cursor, as if it was typed; true where an edit goes to the server.
pub fn put(ui: &Ui, text: &str) -> bool {
    let at = ui.signals.cursor.get_untracked();
    stop_timer(ui);
    ui.typed.borrow_mut().clear();
    ui.taken.take();
    if draw::is_blocked(ui, at) {
        ui.signals.say(ui.texts.not_enrolled);
        return false;
    }
    let changed = ui.grid.borrow_mut().type_into(at, text);
    ui.grid.borrow_mut().end_typing();
    draw::cell(ui, at);
    sync::changed(ui);
    changed
}

fn escape(ui: &Ui) {
    if !ui.typed.borrow().is_empty() {
        stop_typing(ui);
        return;
    }
    ui.taken.take();
    let at = ui.signals.cursor.get_untracked();
    ui.grid.borrow_mut().forget_trouble(at);
    draw::cell(ui, at);
    sync::changed(ui);
}

/// What is half typed is taken back first, and alone.
fn undo(ui: &Ui) {
    if !ui.typed.borrow().is_empty() {
        stop_typing(ui);
        return;
    }
    ui.taken.take();
    let stepped = ui.grid.borrow_mut().undo();
    show_step(ui, &stepped);
}

fn redo(ui: &Ui) {
    commit(ui);
    ui.taken.take();
    let stepped = ui.grid.borrow_mut().redo();
    show_step(ui, &stepped);
}

fn show_step(ui: &Ui, stepped: &Stepped) {
    for place in &stepped.places {
        draw::cell(ui, *place);
    }
    if stepped.skipped > 0 {
        ui.signals.say((ui.texts.not_taken_back)(stepped.skipped));
    }
    if let Some(first) = stepped.places.first() {
        go(ui, *first);
    }
    sync::changed(ui);
}

fn paste(ui: &Ui, event: &ClipboardEvent) {
    let Some(block) = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()) else {
        return;
    };
    event.prevent_default();
    // A blank clipboard erases nothing: that is what Delete is for.
    if block.trim().is_empty() {
        return;
    }
    let size = ui.grid.borrow().size();
    let at = ui.signals.cursor.get_untracked();
    let pasted = pasted(&block, at, size, |place| draw::is_blocked(ui, place));
    if pasted.blocked + pasted.outside > 0 {
        let put = pasted.cells.iter().filter(|(_, text)| !text.is_empty()).count();
        ui.signals.say((ui.texts.left_out)(put, pasted.blocked, pasted.outside));
    }
    put_all(ui, pasted.cells);
}

/// Puts texts into several cells of pupils who belong there: one step for Ctrl+Z.
pub fn put_all(ui: &Ui, texts: Vec<(Place, String)>) {
    let places: Vec<Place> = texts.iter().map(|(place, _)| *place).collect();
    ui.taken.take();
    ui.grid.borrow_mut().type_all(texts);
    for place in places {
        draw::cell(ui, place);
    }
    sync::changed(ui);
}
