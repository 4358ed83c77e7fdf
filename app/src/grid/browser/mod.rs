//! The grid in the browser: listens to the table the server drew, changes only the cells that change.

mod carry;
mod draw;
mod kept;
mod keys;
mod lessons;
mod limit;
mod panel;
mod propose;
mod publish;
mod storage;
mod sync;

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure, convert::FromWasmAbi};
use web_sys::{Element, EventTarget, HtmlTableElement};

use super::{
    data::GridData,
    model::{Grid, Place},
    queue::Queue,
};
use crate::locales::GridTexts;
use panel::{Details, Words};

/// How the saving goes, for the line above the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Calm,
    Saved,
    Saving,
    Offline,
    Fault,
    SignedOut,
    AnotherPerson,
}

impl Status {
    /// Whether nothing can be sent before the person signs in again.
    fn asks_to_sign_in(self) -> bool {
        matches!(self, Self::SignedOut | Self::AnotherPerson)
    }

    /// Whether what is typed waits for better times.
    fn holds_back(self) -> bool {
        matches!(self, Self::Offline | Self::Fault | Self::SignedOut | Self::AnotherPerson)
    }
}

/// An absence that may be carried to the day's later lessons.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    place: Place,
    lessons: String,
}

/// What is said in a corner of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Text(String),
    /// So much was not saved that this page does not show.
    Elsewhere(usize),
}

/// What the panel follows.
#[derive(Clone, Copy)]
struct Signals {
    cursor: RwSignal<Place>,
    /// Grows with every change of any cell.
    change: RwSignal<u32>,
    status: RwSignal<Status>,
    offers: RwSignal<Vec<Offer>>,
    /// Why offers that were accepted are still there.
    not_carried: RwSignal<Option<&'static str>>,
    said: RwSignal<Option<Said>>,
    /// Whether the page was changed in a way that it shows only once it is drawn anew.
    rearranged: RwSignal<bool>,
    details: Details,
    words: Words,
}

impl Signals {
    fn new(cursor: Place) -> Self {
        Self {
            cursor: RwSignal::new(cursor),
            change: RwSignal::new(0),
            status: RwSignal::new(Status::Calm),
            offers: RwSignal::new(Vec::new()),
            not_carried: RwSignal::new(None),
            said: RwSignal::new(None),
            rearranged: RwSignal::new(false),
            details: Details::new(),
            words: Words::new(),
        }
    }

    fn say(&self, text: impl Into<String>) {
        self.said.set(Some(Said::Text(text.into())));
    }
}

/// What was taken for whole at once in the cell under the cursor, and may turn out to be the beginning of something else.
struct Taken {
    text: String,
    /// Whether it changed what the cell holds.
    changed: bool,
    /// When, in milliseconds.
    at: f64,
}

struct Ui {
    grid: RefCell<Grid>,
    table: HtmlTableElement,
    texts: &'static GridTexts,
    /// Tells this page from others of the same journal.
    page: String,
    typed: RefCell<String>,
    taken: RefCell<Option<Taken>>,
    /// When the last key was pressed on the page, in milliseconds.
    last_key: Cell<f64>,
    timer: RefCell<Option<TimeoutHandle>>,
    sending: Cell<bool>,
    hearing: Cell<bool>,
    asking: propose::Asking,
    seq: Cell<i64>,
    keeping: kept::Keeping,
    retry: Cell<u32>,
    retry_timer: RefCell<Option<TimeoutHandle>>,
    signals: Signals,
}

thread_local! {
    static UI: OnceCell<Rc<Ui>> = const { OnceCell::new() };
}

/// The one grid of the page; only called once it is there.
fn with_ui<T>(work: impl FnOnce(&Ui) -> T) -> Option<T> {
    UI.with(|ui| ui.get().cloned()).map(|ui| work(&ui))
}

/// Brings the page's grid to life, if it has one.
pub fn attach() {
    let document = document();
    let Some(table) =
        document.get_element_by_id("grid").and_then(|table| table.dyn_into::<HtmlTableElement>().ok())
    else {
        return;
    };
    let data = document.get_element_by_id("grid-data").and_then(|data| data.text_content());
    let Some(data) = data.and_then(|text| serde_json::from_str::<GridData>(&text).ok()) else { return };
    let Some(panel) =
        document.get_element_by_id("panel").and_then(|panel| panel.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    let Some(status) = document.get_element_by_id("grid-status").and_then(|status| status.dyn_into().ok())
    else {
        return;
    };
    let cursor = draw::first_place(&table).unwrap_or_default();
    let owner = Owner::new();
    let signals = owner.with(|| Signals::new(cursor));
    std::mem::forget(owner);
    let ui = Ui {
        texts: data.locale.grid(),
        seq: Cell::new(data.seq),
        keeping: kept::Keeping::default(),
        grid: RefCell::new(Grid::new(data, Queue::default())),
        table,
        page: uuid::Uuid::new_v4().to_string(),
        typed: RefCell::default(),
        taken: RefCell::default(),
        last_key: Cell::new(0.0),
        timer: RefCell::default(),
        sending: Cell::new(false),
        hearing: Cell::new(false),
        asking: propose::Asking::default(),
        retry: Cell::new(0),
        retry_timer: RefCell::default(),
        signals,
    };
    UI.with(|place| {
        let _ = place.set(Rc::new(ui));
    });
    panel::leave_by_key(&panel);
    mount_to(panel, panel::panel).forget();
    mount_to(status, panel::status_line).forget();
    with_ui(|ui| {
        keys::listen_to_table(ui);
        draw::show_cursor(ui);
        sync::start(ui);
        propose::ask(ui);
    });
}

/// Calls `handler` for every event of a kind.
fn listen<E: FromWasmAbi + 'static>(target: &EventTarget, kind: &str, handler: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(E)>::new(handler);
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The nearest element that an event happened in.
fn target_cell(event: &web_sys::Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest("td").ok()?
}
