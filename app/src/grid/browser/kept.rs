//! What is not saved, kept in the browser's storage: each page under its own key, so that two tabs of one journal do
//! not overwrite each other. What a closed page left, an open one takes over.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::Storage;

use super::{
    super::{data::GridData, queue::Queue},
    Ui, draw, sync, with_ui,
};

/// After how many milliseconds without a sign a page is taken for closed, where the browser has no locks: a page in
/// the background may give signs but once a minute.
const SILENCE: f64 = 90_000.0;

#[derive(Serialize, Deserialize)]
struct Kept {
    queue: Queue,
    /// When the page gave its last sign; 0 once it was left.
    alive_at: f64,
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
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

fn write(ui: &Ui, alive_at: f64) {
    let key = own_key(ui);
    let Some(storage) = storage() else { return };
    let queue = ui.grid.borrow().queue.worth_keeping();
    if queue.is_settled() {
        let _ = storage.remove_item(&key);
        return;
    }
    let kept = Kept { queue, alive_at };
    if let Ok(text) = serde_json::to_string(&kept) {
        let _ = storage.set_item(&key, &text);
    }
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
    let others = others(ui);
    if others.is_empty() {
        return;
    }
    spawn_local(async move {
        let open = open_pages().await;
        with_ui(|ui| {
            for key in others {
                if let Some(queue) = take_orphan(&key, open.as_deref()) {
                    take_over(ui, queue);
                }
            }
        });
    });
}

fn others(ui: &Ui) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let (prefix, own) = (prefix(&ui.grid.borrow().data), own_key(ui));
    (0..storage.length().unwrap_or_default())
        .filter_map(|place| storage.key(place).ok().flatten())
        .filter(|key| key.starts_with(&prefix) && *key != own)
        .collect()
}

fn take_orphan(key: &str, open: Option<&[String]>) -> Option<Queue> {
    let storage = storage()?;
    let kept: Kept = serde_json::from_str(&storage.get_item(key).ok()??).ok()?;
    let left = kept.alive_at == 0.0;
    let closed = match open {
        Some(open) => !open.iter().any(|other| other == key),
        None => kept.alive_at + SILENCE < js_sys::Date::now(),
    };
    if !left && !closed {
        return None;
    }
    storage.remove_item(key).ok()?;
    Some(kept.queue)
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
