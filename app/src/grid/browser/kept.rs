//! What is not saved, kept in the browser's database: each page under its own key, so that two tabs of one journal do
//! not overwrite each other. What a closed page left, an open one takes over.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::{
    super::{data::GridData, queue::Queue},
    Ui, draw, storage, sync, with_ui,
};

/// After how many milliseconds without a sign a page is taken for closed, where the browser has no locks: a page in
/// the background may give signs but once a minute.
const SILENCE: f64 = 90_000.0;

#[derive(Serialize, Deserialize)]
struct Kept {
    queue: Queue,
    /// When the page gave its last sign; 0 once it was left.
    alive_at: f64,
    /// What the journal is called: other pages lead to it (`public/app.js`).
    #[serde(default)]
    name: String,
}

/// How keeping goes: one write at a time, and after it what came meanwhile.
#[derive(Default)]
pub struct Keeping {
    /// What is to be written next; an empty text takes away what was kept.
    next: RefCell<Option<String>>,
    writing: Cell<bool>,
    is_kept: Cell<bool>,
    /// Whether the person signed out on another page.
    is_stopped: Cell<bool>,
}

/// What the keys of all pages of a journal begin with.
fn prefix(data: &GridData) -> String {
    format!("klas-unsaved-{}-{}-", data.person, data.course)
}

fn own_key(ui: &Ui) -> String {
    prefix(&ui.grid.borrow().data) + &ui.page
}

/// Keeps what is not saved yet where it survives the closing of the browser.
pub fn keep(ui: &Ui) {
    write(ui, js_sys::Date::now());
}

/// The page is left: another may take over at once.
pub fn leave(ui: &Ui) {
    write(ui, 0.0);
}

/// The person signed out on another page of the browser: what is not saved stays on this page alone, until somebody
/// signs in here again.
pub fn stop(ui: &Ui) {
    ui.keeping.is_stopped.set(true);
    if ui.keeping.is_kept.replace(false) {
        put(ui, String::new());
    }
}

/// The person signed in again.
pub fn go_on(ui: &Ui) {
    ui.keeping.is_stopped.set(false);
    keep(ui);
}

fn write(ui: &Ui, alive_at: f64) {
    if ui.keeping.is_stopped.get() {
        return;
    }
    let queue = ui.grid.borrow().queue.worth_keeping();
    let is_settled = queue.is_settled();
    let was_kept = ui.keeping.is_kept.replace(!is_settled);
    if is_settled && !was_kept {
        return;
    }
    put(ui, if is_settled { String::new() } else { text_of(queue, alive_at) });
}

/// Puts a text in the place of what was kept.
fn put(ui: &Ui, text: String) {
    ui.keeping.next.replace(Some(text));
    if !ui.keeping.writing.replace(true) {
        spawn_local(write_what_comes(own_key(ui)));
    }
}

fn text_of(queue: Queue, alive_at: f64) -> String {
    let heading = document().query_selector("h1").ok().flatten();
    let name = heading.and_then(|heading| heading.text_content()).unwrap_or_default();
    serde_json::to_string(&Kept { queue, alive_at, name }).unwrap_or_default()
}

async fn write_what_comes(key: String) {
    while let Some(text) = with_ui(|ui| ui.keeping.next.take()).flatten() {
        // Where the browser keeps nothing, as in some private windows, the page itself is all there is.
        let _ = storage::put(&key, &text).await;
    }
    with_ui(|ui| ui.keeping.writing.set(false));
}

/// Takes a lock that lives as long as the page, for others to see that it is open.
pub fn show_life(ui: &Ui) {
    let Some(locks) = locks() else { return };
    let forever = Closure::<dyn FnMut(JsValue) -> Promise>::new(|_| Promise::new(&mut |_, _| {}));
    let request = method(&locks, "request");
    let _ = request.map(|request| request.call2(&locks, &own_key(ui).into(), forever.as_ref()));
    forever.forget();
}

/// Takes over what closed pages of the same journal and person left.
pub fn adopt(ui: &Ui) {
    if ui.keeping.is_stopped.get() {
        return;
    }
    let (prefix, own) = (prefix(&ui.grid.borrow().data), own_key(ui));
    spawn_local(async move {
        let of_others = |key: &str| key.starts_with(&prefix) && key != own;
        if !storage::keys().await.unwrap_or_default().iter().any(|key| of_others(key)) {
            return;
        }
        let open = open_pages().await;
        let is_orphan = |key: &str, text: &str| of_others(key) && is_left(key, text, open.as_deref());
        for text in storage::take(is_orphan).await.unwrap_or_default() {
            let Ok(kept) = serde_json::from_str::<Kept>(&text) else { continue };
            with_ui(|ui| take_over(ui, kept.queue));
        }
    });
}

/// Whether the page that kept this is closed.
fn is_left(key: &str, text: &str, open: Option<&[String]>) -> bool {
    let Ok(kept) = serde_json::from_str::<Kept>(text) else { return false };
    let closed = match open {
        Some(open) => !open.iter().any(|other| other == key),
        None => kept.alive_at + SILENCE < js_sys::Date::now(),
    };
    kept.alive_at == 0.0 || closed
}

fn take_over(ui: &Ui, queue: Queue) {
    let words = ui.signals.words;
    let untouched = words.is_as_stored(ui);
    let places = ui.grid.borrow_mut().adopt(queue);
    for place in places {
        draw::cell(ui, place);
    }
    if untouched {
        words.show(ui, words.column.get_untracked());
    }
    sync::changed(ui);
}

/// The browser's locks; none on a page that was not sent securely.
fn locks() -> Option<JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

/// The keys of the pages that are open, where the browser can tell.
async fn open_pages() -> Option<Vec<String>> {
    let locks = locks()?;
    let answer = method(&locks, "query")?.call0(&locks).ok()?.dyn_into::<Promise>().ok()?;
    let answer = JsFuture::from(answer).await.ok()?;
    let held = Reflect::get(&answer, &"held".into()).ok()?.dyn_into::<Array>().ok()?;
    let name = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
    Some(held.iter().filter_map(name).collect())
}
