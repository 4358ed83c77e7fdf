//! What stands beside the grid: the lesson under the cursor, the cell under the cursor, the column's tools.

mod cell;
mod column;
mod lesson;

use leptos::{prelude::*, task::spawn_local};

use super::{Status, sync, with_ui};
use crate::{
    api::{Problem, session::sign_in_again},
    locales::GridTexts,
};

fn texts() -> &'static GridTexts {
    with_ui(|ui| ui.texts).unwrap_or(crate::locales::Locale::Uk.grid())
}

fn signals() -> Option<super::Signals> {
    with_ui(|ui| ui.signals)
}

/// The panel.
pub fn panel() -> impl IntoView {
    signals().map(|signals| {
        view! {
            {lesson::lesson(signals)}
            {cell::cell(signals)}
            {column::column(signals)}
            <p class="keys muted small">{texts().keys}</p>
            {toast(signals)}
        }
    })
}

/// The line above the grid: whether all is saved.
pub fn status_line() -> impl IntoView {
    signals().map(|signals| {
        move || {
            signals.change.track();
            let (waiting, troubled) =
                with_ui(|ui| (ui.grid.borrow().queue.len(), ui.grid.borrow().troubled())).unwrap_or_default();
            let texts = texts();
            let (text, class) = match signals.status.get() {
                Status::SignedOut => (texts.signed_out.to_owned(), "bad"),
                Status::Offline => ((texts.offline)(waiting), "bad"),
                Status::Fault => (texts.server_fault.to_owned(), "bad"),
                _ if troubled > 0 => ((texts.troubled)(troubled), "bad"),
                Status::Saving => ((texts.saving)(waiting), "muted"),
                Status::Saved => (format!("✓ {}", texts.all_saved), "good"),
                Status::Calm => (String::new(), "muted"),
            };
            view! { <span class=class>{text}</span> }
        }
    })
}

fn toast(signals: super::Signals) -> impl IntoView {
    move || {
        if signals.status.get() == Status::SignedOut {
            return Some(sign_in_form().into_any());
        }
        if let Some(offer) = signals.offer.get() {
            return Some(carry_offer(signals, offer).into_any());
        }
        let said = signals.said.get()?;
        Some(
            view! {
                <div class="toast" role="status">
                    <span>{said}</span>
                    <button class="button" on:click=move |_| signals.said.set(None)>"×"</button>
                </div>
            }
            .into_any(),
        )
    }
}

fn carry_offer(signals: super::Signals, offer: super::Offer) -> impl IntoView {
    let place = offer.place;
    let name =
        with_ui(|ui| ui.grid.borrow().data.pupils.get(place.0).map(|(_, name)| name.clone())).flatten();
    view! {
        <div class="toast" role="status">
            <span>{(texts().carry)(&name.unwrap_or_default(), &offer.lessons)}</span>
            <button class="button primary" on:click=move |_| { with_ui(|ui| sync::carry(ui, place)); }>{texts().carry_yes}</button>
            <button class="button" on:click=move |_| signals.offer.set(None)>{texts().carry_no}</button>
        </div>
    }
}

fn sign_in_form() -> impl IntoView {
    let texts = texts();
    let (login, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let problem = RwSignal::new("");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            match sign_in_again(login.get_untracked(), password.get_untracked()).await {
                Ok(()) => {
                    with_ui(sync::resume);
                }
                Err(Problem::WrongPassword) => problem.set(texts.wrong_password),
                Err(Problem::Locked) => problem.set(texts.locked),
                Err(_) => problem.set(texts.server_fault),
            }
        });
    };
    view! {
        <form class="toast sign-in-again" role="alertdialog" aria-label=texts.signed_out on:submit=submit>
            <p>{texts.sign_in_again}</p>
            <label>{texts.login}<input name="login" autocomplete="username" autocapitalize="none" required bind:value=login /></label>
            <label>
                {texts.password}
                <input name="password" type="password" autocomplete="current-password" required bind:value=password />
            </label>
            <p class="problem" role="alert">{move || problem.get()}</p>
            <button class="button primary">{texts.sign_in}</button>
        </form>
    }
}
