//! What is said above the page: a session that ended, absences to carry on, news of what was done.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::{
    super::{Offer, Said, Signals, Status, carry, draw, limit::within, listen, sync, with_ui},
    texts,
};
use crate::api::{Problem, session::sign_in_again};

/// How many milliseconds without a key are a pause in typing.
const PAUSE: f64 = 1000.0;

/// What is said, the most urgent first.
pub fn toast(signals: Signals) -> impl IntoView {
    move || match signals.status.get() {
        status if status.asks_to_sign_in() => Some(sign_in_form(status).into_any()),
        _ if !signals.offers.with(Vec::is_empty) => Some(offers(signals).into_any()),
        _ => signals.said.get().map(|said| message(signals, said).into_any()),
    }
}

fn message(signals: Signals, said: Said) -> impl IntoView {
    let (text, give_up) = match said {
        Said::Text(text) => (text, None),
        Said::Elsewhere(number) => ((texts().troubled_elsewhere)(number), Some(give_up(signals))),
    };
    view! {
        <div class="toast" role="status">
            <span>{text}</span>
            {give_up}
            <button class="button" aria-label=texts().close on:click=move |_| signals.said.set(None)>"×"</button>
        </div>
    }
}

/// What stands on no page any more could not be left otherwise.
fn give_up(signals: Signals) -> impl IntoView {
    let give_up = move |_| {
        with_ui(|ui| {
            ui.grid.borrow_mut().give_up_elsewhere();
            signals.said.set(None);
            sync::changed(ui);
        });
        to_grid();
    };
    view! { <button class="button" id="give-up-elsewhere" on:click=give_up>{texts().give_up}</button> }
}

/// What the keyboard is brought to: the first of these that is shown.
const TARGETS: [&str; 7] = [
    ".sign-in-again input",
    ".offers button",
    "#panel .cell-panel .conflict-choice button, #give-up",
    "#panel .conflict-choice button",
    "#topic",
    "#panel .summary-panel button",
    "#panel .cell-panel .row button",
];

/// Brings the keyboard to the offers, or to the panel where there are none.
pub fn focus_offers() {
    let find = |selector: &str| document().query_selector(selector).ok()??.dyn_into::<HtmlElement>().ok();
    let is_shown = |target: &HtmlElement| target.offset_parent().is_some();
    let target = TARGETS.into_iter().find_map(|selector| find(selector).filter(is_shown));
    if let Some(target) = target {
        let _ = target.focus();
    }
}

/// Where absences may be carried: each for itself, or all at once.
fn offers(signals: Signals) -> impl IntoView {
    let offers = signals.offers.get();
    let texts = texts();
    let all = (offers.len() > 1).then(|| {
        let offers = offers.clone();
        view! {
            <button class="button primary" on:click=move |_| accept(offers.clone())>{texts.carry_all}</button>
            <button class="button" on:click=move |_| { signals.offers.set(Vec::new()); to_grid(); }>{texts.carry_none}</button>
        }
    });
    let rows = offers.into_iter().map(|offer| row(signals, offer)).collect_view();
    let failed =
        signals.not_carried.get().map(|why| view! { <p class="problem small" role="alert">{why}</p> });
    view! {
        <div class="toast offers" role="region" aria-label=texts.carry_title>
            <div role="status"><ul>{rows}</ul></div>
            {failed}
            {all}
            <p class="muted small">{texts.carry_hint}</p>
        </div>
    }
}

fn row(signals: Signals, offer: Offer) -> impl IntoView {
    let place = offer.place;
    let name =
        with_ui(|ui| ui.grid.borrow().data.pupils.get(place.0).map(|(_, name)| name.clone())).flatten();
    let said = (texts().carry)(&name.unwrap_or_default(), &offer.lessons);
    let refuse = move |_| {
        signals.offers.update(|offers| offers.retain(|other| other.place != place));
        stay_or_to_grid(signals);
    };
    view! {
        <li>
            <span>{said}</span>
            <button class="button small" on:click=move |_| accept(vec![offer.clone()])>{texts().carry_yes}</button>
            <button class="button small" on:click=refuse>{texts().carry_no}</button>
        </li>
    }
}

fn accept(offers: Vec<Offer>) {
    with_ui(|ui| {
        carry::carry(ui, offers);
        stay_or_to_grid(ui.signals);
    });
}

/// The pressed button is gone with its offer: the focus goes to the next one, or back to the cell.
fn stay_or_to_grid(signals: Signals) {
    if signals.offers.with_untracked(Vec::is_empty) {
        to_grid();
    } else {
        request_animation_frame(focus_offers);
    }
}

/// Esc and F6 bring the keyboard from the panel back to the cell.
pub fn leave_by_key(panel: &EventTarget) {
    listen(panel, "keydown", |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Escape" | "F6") {
            event.prevent_default();
            to_grid();
        }
    });
}

fn to_grid() {
    with_ui(|ui| {
        let at = ui.signals.cursor.get_untracked();
        draw::focus(ui, at, at);
    });
}

fn sign_in_form(status: Status) -> impl IntoView {
    let texts = texts();
    let (title, lead) = match status {
        Status::AnotherPerson => (texts.another_person, texts.sign_in_as_yourself),
        _ => (texts.signed_out, texts.sign_in_again),
    };
    let (login, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let problem = RwSignal::new("");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(person) = with_ui(|ui| ui.grid.borrow().data.person) else { return };
        spawn_local(async move {
            let answer = within(sign_in_again(login.get_untracked(), password.get_untracked(), person)).await;
            match answer {
                Ok(()) => {
                    with_ui(sync::resume);
                }
                Err(Problem::WrongPassword) => problem.set(texts.wrong_password),
                Err(Problem::Locked) => problem.set(texts.locked),
                Err(Problem::AnotherPerson) => problem.set(texts.anothers_account),
                Err(Problem::Offline) => problem.set(texts.no_connection),
                Err(_) => problem.set(texts.not_done),
            }
        });
    };
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            focus_in_a_pause(field);
        }
    });
    view! {
        <form class="toast sign-in-again" role="alertdialog" aria-label=title aria-describedby="sign-in-lead" on:submit=submit>
            <p id="sign-in-lead">{lead}</p>
            <label>
                {texts.login}
                <input name="login" autocomplete="username" autocapitalize="none" required node_ref=field bind:value=login />
            </label>
            <label>
                {texts.password}
                <input name="password" type="password" autocomplete="current-password" required bind:value=password />
            </label>
            <p class="problem" role="alert">{move || problem.get()}</p>
            <button class="button primary">{texts.sign_in}</button>
        </form>
    }
}

/// Gives the form the focus once no key was pressed for a second: the marks that a quick teacher goes on typing are
/// not for the field of the sign-in name.
fn focus_in_a_pause(field: HtmlInputElement) {
    let focused = document().active_element();
    if focused.is_some_and(|focused| focused.closest(".sign-in-again").ok().flatten().is_some()) {
        return;
    }
    let pause = with_ui(|ui| js_sys::Date::now() - ui.last_key.get()).unwrap_or(PAUSE);
    if pause >= PAUSE {
        let _ = field.focus();
    } else {
        set_timeout(move || focus_in_a_pause(field), Duration::from_millis(200));
    }
}
