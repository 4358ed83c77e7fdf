//! What travels between the grid and the server.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use web_sys::Storage;

use super::{
    super::{data::GridData, model::Place, queue::Queue},
    Offer, Status, Ui, draw, listen, with_ui,
};
use crate::api::{
    Problem,
    journal::{apply_edits, carry_absence, hear_news, later_lessons, publish},
};

/// How often the page asks what others changed.
const NEWS: Duration = Duration::from_secs(3);
/// The longest wait before trying again.
const LONGEST_WAIT: u32 = 15;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn storage_key(data: &GridData) -> String {
    format!("klas-unsaved-{}-{}", data.person, data.course)
}

/// What an earlier visit of the page left unsaved.
pub fn left_unsaved(data: &GridData) -> Queue {
    let text = storage().and_then(|storage| storage.get_item(&storage_key(data)).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps what is not saved yet where it survives the closing of the browser.
fn keep(ui: &Ui) {
    let grid = ui.grid.borrow();
    let key = storage_key(&grid.data);
    let Some(storage) = storage() else { return };
    let _ = match serde_json::to_string(&grid.queue) {
        Ok(text) if !grid.queue.is_empty() => storage.set_item(&key, &text),
        _ => storage.remove_item(&key),
    };
}

/// Sends what an earlier visit left, and begins to listen for others' changes.
pub fn start(ui: &Ui) {
    listen(&window(), "online", |_: web_sys::Event| {
        with_ui(|ui| {
            ui.retry.set(0);
            send(ui);
        });
    });
    let _ = set_interval_with_handle(
        || {
            with_ui(hear);
        },
        NEWS,
    );
    let unsaved: Vec<Place> = {
        let grid = ui.grid.borrow();
        grid.queue.unsaved().filter_map(|(column, pupil, _)| grid.place(column, pupil)).collect()
    };
    for place in unsaved {
        draw::cell(ui, place);
    }
    if !ui.grid.borrow().queue.is_empty() {
        send(ui);
    }
}

/// Something changed on the page: the panel is told, and what is to be saved is sent.
pub fn changed(ui: &Ui) {
    ui.signals.change.update(|change| *change += 1);
    keep(ui);
    send(ui);
}

/// Sends the next batch, unless one is on its way.
pub fn send(ui: &Ui) {
    if ui.sending.get() || ui.signals.status.get_untracked() == Status::SignedOut {
        return;
    }
    let batch = ui.grid.borrow_mut().batch();
    if batch.is_empty() {
        return;
    }
    keep(ui);
    ui.sending.set(true);
    if ui.signals.status.get_untracked() != Status::Offline {
        ui.signals.status.set(Status::Saving);
    }
    spawn_local(async move {
        let answer = apply_edits(batch).await;
        with_ui(|ui| {
            ui.sending.set(false);
            match answer {
                Ok(outcomes) => saved(ui, outcomes),
                Err(Problem::SignedOut) => ui.signals.status.set(Status::SignedOut),
                Err(Problem::Offline) => try_again(ui, Status::Offline),
                Err(_) => try_again(ui, Status::Fault),
            }
        });
    });
}

fn saved(ui: &Ui, outcomes: Vec<klas_domain::EditOutcome>) {
    let settled = ui.grid.borrow_mut().settle(outcomes);
    for place in &settled.cells {
        draw::cell(ui, *place);
    }
    ui.retry.set(0);
    let done = ui.grid.borrow().queue.is_empty();
    ui.signals.status.set(if done { Status::Saved } else { Status::Saving });
    if let [place] = settled.absences[..] {
        offer_to_carry(ui, place);
    }
    changed(ui);
}

/// Tries again after a while: one second, two, four… fifteen.
fn try_again(ui: &Ui, status: Status) {
    ui.signals.status.set(status);
    let tries = ui.retry.get();
    ui.retry.set(tries + 1);
    let wait = 2_u32.saturating_pow(tries).min(LONGEST_WAIT);
    set_timeout(
        || {
            with_ui(send);
        },
        Duration::from_secs(wait.into()),
    );
}

fn hear(ui: &Ui) {
    let hidden = document().visibility_state() == web_sys::VisibilityState::Hidden;
    if hidden || ui.signals.status.get_untracked() == Status::SignedOut {
        return;
    }
    let (course, seq) = (ui.grid.borrow().data.course, ui.seq.get());
    spawn_local(async move {
        let answer = hear_news(course, seq).await;
        with_ui(|ui| match answer {
            Ok(news) => {
                ui.seq.set(news.seq);
                take(ui, news.cells);
                if ui.signals.status.get_untracked() == Status::Offline {
                    send_or_calm(ui);
                }
            }
            Err(Problem::SignedOut) => ui.signals.status.set(Status::SignedOut),
            Err(Problem::Offline) => ui.signals.status.set(Status::Offline),
            Err(_) => {}
        });
    });
}

fn send_or_calm(ui: &Ui) {
    if ui.grid.borrow().queue.is_empty() { ui.signals.status.set(Status::Saved) } else { send(ui) }
}

fn take(ui: &Ui, cells: Vec<crate::api::journal::CellNow>) {
    let cells = cells.into_iter().map(|cell| (cell.column, cell.pupil, cell.stored));
    let places = ui.grid.borrow_mut().hear(cells);
    if places.is_empty() {
        return;
    }
    for place in places {
        draw::cell(ui, place);
    }
    ui.signals.change.update(|change| *change += 1);
}

/// After signing in again in place: what was typed goes on its way.
pub fn resume(ui: &Ui) {
    ui.signals.status.set(Status::Saved);
    ui.retry.set(0);
    send(ui);
}

fn offer_to_carry(ui: &Ui, place: Place) {
    let Some((column, pupil)) = ui.grid.borrow().cell(place) else { return };
    spawn_local(async move {
        let lessons = later_lessons(column, pupil).await.unwrap_or_default();
        if !lessons.is_empty() {
            let offer = Offer { place, lessons: list(&lessons) };
            with_ui(|ui| ui.signals.offer.set(Some(offer)));
        }
    });
}

/// Carries the offered absence.
pub fn carry(ui: &Ui, place: Place) {
    ui.signals.offer.set(None);
    let Some((column, pupil)) = ui.grid.borrow().cell(place) else { return };
    spawn_local(async move {
        let carried = carry_absence(column, pupil).await;
        with_ui(|ui| {
            let said = match carried {
                Ok(lessons) => (ui.texts.carried)(&list(&lessons)),
                Err(_) => ui.texts.server_fault.to_owned(),
            };
            ui.signals.said.set(Some(said));
            hear(ui);
        });
    });
}

/// Publishes the pencil entries of the page's course.
pub fn publish_pencil(ui: &Ui) {
    let course = ui.grid.borrow().data.course;
    spawn_local(async move {
        let published = publish(course).await;
        with_ui(|ui| match published {
            Ok(cells) => {
                ui.signals.said.set(Some((ui.texts.published)(cells.len())));
                take(ui, cells);
            }
            Err(_) => ui.signals.said.set(Some(ui.texts.server_fault.to_owned())),
        });
    });
}

fn list(lessons: &[i32]) -> String {
    let numbers: Vec<String> = lessons.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}
