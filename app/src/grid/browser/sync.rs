//! What travels between the grid and the server.

use std::time::Duration;

use klas_domain::{
    Id,
    edit::{LessonEdit, LessonOutcome},
    id::of,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::answers::Settled, Said, Status, Ui, carry, draw, kept, keys, lessons, limit::within, listen,
    panel, propose, publish, with_ui,
};
use crate::api::{
    Problem,
    journal::{CellNow, LessonNow, News, apply_edits, hear_news, write_lesson},
};

/// How often the page asks what others changed.
const NEWS: Duration = Duration::from_secs(3);
/// The longest wait before trying again, in seconds.
const LONGEST_WAIT: u32 = 15;

/// Begins to listen for others' changes, and takes over what an earlier visit left.
pub fn start(ui: &Ui) {
    listen(&window(), "online", |_: web_sys::Event| {
        with_ui(|ui| {
            ui.retry.set(0);
            send_or_calm(ui);
            hear(ui);
        });
    });
    listen(&window(), "offline", |_: web_sys::Event| {
        with_ui(|ui| set_status(ui, Status::Offline));
    });
    listen(&window(), "pagehide", |_: web_sys::Event| {
        with_ui(|ui| {
            keys::commit(ui);
            panel::leave_details(ui);
            ui.signals.words.save(ui);
            kept::leave(ui);
        });
    });
    listen(&window(), "pageshow", |_: web_sys::Event| {
        with_ui(kept::keep);
    });
    listen(&window(), "klas-left", |_: web_sys::Event| {
        with_ui(|ui| {
            kept::stop(ui);
            set_status(ui, Status::SignedOut);
        });
    });
    let _ = set_interval_with_handle(
        || {
            with_ui(|ui| {
                if !ui.grid.borrow().queue.is_settled() {
                    kept::keep(ui);
                }
                kept::adopt(ui);
                hear(ui);
            });
        },
        NEWS,
    );
    kept::show_life(ui);
    kept::adopt(ui);
}

/// Something changed on the page: the panel is told, and what is to be saved is sent.
pub fn changed(ui: &Ui) {
    carry::forget_taken_back(ui);
    ui.signals.change.update(|change| *change += 1);
    kept::keep(ui);
    send(ui);
}

/// Cells on their way look different while nothing can be sent.
pub fn set_status(ui: &Ui, status: Status) {
    if ui.signals.status.get_untracked() == status {
        return;
    }
    ui.signals.status.set(status);
    let places = ui.grid.borrow().unsettled();
    for place in places {
        draw::cell(ui, place);
    }
}

/// Sends the next batch, unless one is on its way: marks first, then words.
pub fn send(ui: &Ui) {
    if ui.sending.get() || ui.signals.status.get_untracked().asks_to_sign_in() {
        return;
    }
    let person = ui.grid.borrow().data.person;
    let batch = ui.grid.borrow_mut().batch();
    if batch.is_empty() {
        let words = ui.grid.borrow_mut().words_to_send();
        if let Some(edit) = words {
            on_its_way(ui);
            spawn_local(send_words(person, edit));
        }
        return;
    }
    on_its_way(ui);
    spawn_local(async move {
        let answer = within(apply_edits(person, batch)).await;
        with_ui(|ui| {
            ui.sending.set(false);
            match answer {
                Ok(outcomes) => {
                    let settled = ui.grid.borrow_mut().settle(outcomes);
                    show(ui, settled);
                }
                // The same batch would be turned away again.
                Err(Problem::BadRequest | Problem::NotFound) => {
                    let settled = ui.grid.borrow_mut().turned_away();
                    show(ui, settled);
                }
                Err(problem) => failed(ui, problem),
            }
        });
    });
}

fn on_its_way(ui: &Ui) {
    kept::keep(ui);
    ui.sending.set(true);
    if ui.signals.status.get_untracked() != Status::Offline {
        set_status(ui, Status::Saving);
    }
}

fn show(ui: &Ui, settled: Settled) {
    for place in &settled.cells {
        draw::cell(ui, *place);
    }
    if settled.elsewhere > 0 {
        tell_of_elsewhere(ui);
    }
    carry::offer(ui, settled.absences);
    answered(ui);
}

/// Says what was not saved and does not stand on this page.
pub fn tell_of_elsewhere(ui: &Ui) {
    let number = ui.grid.borrow().troubled_elsewhere();
    if number > 0 {
        ui.signals.said.set(Some(Said::Elsewhere(number)));
    }
}

async fn send_words(person: Id<of::Person>, edit: LessonEdit) {
    let answer = within(write_lesson(person, edit)).await;
    with_ui(|ui| {
        ui.sending.set(false);
        let outcome = match answer {
            Ok(outcome) => outcome,
            // Asking again would not help, and the words stay where the person sees them.
            Err(Problem::NotFound | Problem::Forbidden | Problem::Archived | Problem::BadRequest) => {
                LessonOutcome::Forbidden
            }
            Err(problem) => return failed(ui, problem),
        };
        let column = ui.grid.borrow_mut().settle_words(outcome);
        match column {
            Some(column) => lessons::show(ui, column),
            None => tell_of_elsewhere(ui),
        }
        answered(ui);
    });
}

fn answered(ui: &Ui) {
    ui.retry.set(0);
    let done = ui.grid.borrow().queue.is_empty();
    if done {
        propose::ask(ui);
    }
    set_status(ui, if done { Status::Saved } else { Status::Saving });
    changed(ui);
    publish::tell(ui);
}

fn failed(ui: &Ui, problem: Problem) {
    let status = stopped_by(problem);
    if status.asks_to_sign_in() { set_status(ui, status) } else { try_again(ui, status) }
}

fn stopped_by(problem: Problem) -> Status {
    match problem {
        Problem::SignedOut => Status::SignedOut,
        Problem::AnotherPerson => Status::AnotherPerson,
        Problem::Offline => Status::Offline,
        _ => Status::Fault,
    }
}

/// What is said of something that was asked for once and not done, and that nothing asks for again. Where everything
/// else has to wait for the same reason, the page shows that too.
pub fn not_done(ui: &Ui, problem: Problem) -> &'static str {
    let status = stopped_by(problem);
    if status != Status::Fault {
        set_status(ui, status);
    }
    if problem == Problem::Offline { ui.texts.no_connection } else { ui.texts.not_done }
}

/// Tries again after a while: one second, two, four… fifteen.
fn try_again(ui: &Ui, status: Status) {
    set_status(ui, status);
    let tries = ui.retry.get();
    ui.retry.set(tries + 1);
    let wait = 2_u32.saturating_pow(tries).min(LONGEST_WAIT);
    let timer = set_timeout_with_handle(
        || {
            with_ui(send);
        },
        Duration::from_secs(wait.into()),
    );
    if let Some(earlier) = ui.retry_timer.replace(timer.ok()) {
        earlier.clear();
    }
}

/// Asks what others changed, unless the answer to that is on its way.
pub fn hear(ui: &Ui) {
    let hidden = document().visibility_state() == web_sys::VisibilityState::Hidden;
    if hidden || ui.hearing.get() || ui.signals.status.get_untracked().asks_to_sign_in() {
        return;
    }
    ui.hearing.set(true);
    let (person, course) = (ui.grid.borrow().data.person, ui.grid.borrow().data.course);
    let seq = ui.seq.get();
    spawn_local(async move {
        let answer = within(hear_news(person, course, seq)).await;
        with_ui(|ui| {
            ui.hearing.set(false);
            heard(ui, answer);
        });
    });
}

fn heard(ui: &Ui, answer: Result<News, Problem>) {
    match answer {
        Ok(news) => {
            ui.seq.set(news.seq);
            if !news.cells.is_empty() {
                propose::ask(ui);
            }
            take(ui, news.cells);
            take_words(ui, news.lessons);
            if news.rearranged {
                ui.signals.rearranged.set(true);
            }
            if ui.signals.status.get_untracked() == Status::Offline {
                send_or_calm(ui);
            }
        }
        Err(problem @ (Problem::SignedOut | Problem::AnotherPerson | Problem::Offline)) => {
            set_status(ui, stopped_by(problem));
        }
        Err(_) => {}
    }
}

fn send_or_calm(ui: &Ui) {
    if ui.signals.status.get_untracked().asks_to_sign_in() {
        return;
    }
    if ui.grid.borrow().queue.is_empty() { set_status(ui, Status::Saved) } else { send(ui) }
}

/// Shows what others wrote.
pub fn take(ui: &Ui, cells: Vec<CellNow>) {
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

/// Shows what others wrote of lessons, where nobody is typing.
fn take_words(ui: &Ui, news: Vec<LessonNow>) {
    let words = ui.signals.words;
    let shown = words.column.get_untracked();
    let typed = (!words.is_as_stored(ui)).then_some(shown);
    let news = news.into_iter().map(|own| (own.lesson, own.text, own.version));
    let changed = ui.grid.borrow_mut().hear_words(news, typed);
    if changed.is_empty() {
        return;
    }
    for column in &changed {
        lessons::show(ui, *column);
    }
    if changed.contains(&shown) {
        words.show(ui, shown);
    }
    ui.signals.change.update(|change| *change += 1);
}

/// After signing in again in place: what was typed goes on its way.
pub fn resume(ui: &Ui) {
    kept::go_on(ui);
    set_status(ui, Status::Saved);
    ui.retry.set(0);
    let at = ui.signals.cursor.get_untracked();
    draw::focus(ui, at, at);
    send(ui);
}
