//! What stands beside the grid: the lesson under the cursor, the cell under the cursor, the column's tools.

mod cell;
mod column;
mod counted;
mod details;
mod lesson;
mod summary;
mod toast;

use leptos::prelude::*;

use super::{Status, keys, sync, with_ui};
use crate::locales::GridTexts;

pub use details::{Details, leave as leave_details, open as open_details};
pub use lesson::Words;
pub use toast::{focus_offers, leave_by_key};

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
            {rearranged(signals)}
            {lesson::lesson(signals)}
            {summary::summary(signals)}
            {cell::cell(signals)}
            {column::column(signals)}
            {counted::counted(signals)}
            <details class="keys muted small">
                <summary>{texts().keys_title}</summary>
                <p>{texts().keys}</p>
            </details>
            {toast::toast(signals)}
        }
    })
}

/// That the columns or lessons of the page are others by now, and the way to them.
fn rearranged(signals: super::Signals) -> impl IntoView {
    let reload = |_| {
        let _ = location().reload();
    };
    move || {
        signals.rearranged.get().then(|| {
            view! {
                <p class="small" id="rearranged" role="status">
                    {texts().rearranged}" "
                    <button class="button small" on:click=reload>{texts().reload}</button>
                </p>
            }
        })
    }
}

/// The line above the grid: whether all is saved, and the way to what is not.
pub fn status_line() -> impl IntoView {
    signals().map(|signals| {
        move || {
            signals.change.track();
            let count = |ui: &super::Ui| {
                let queue = &ui.grid.borrow().queue;
                (queue.len(), queue.troubles.len(), queue.words_troubles.len())
            };
            let (waiting, cells, lessons) = with_ui(count).unwrap_or_default();
            let texts = texts();
            let (text, class) = match signals.status.get() {
                Status::SignedOut => (texts.signed_out.to_owned(), "bad"),
                Status::AnotherPerson => (texts.another_person.to_owned(), "bad"),
                Status::Offline => ((texts.offline)(waiting), "bad"),
                Status::Fault => (texts.server_fault.to_owned(), "bad"),
                _ if cells > 0 => return to_trouble((texts.troubled)(cells)).into_any(),
                _ if lessons > 0 => return to_trouble(texts.words_troubled.to_owned()).into_any(),
                Status::Saving => ((texts.saving)(waiting), "muted"),
                Status::Saved => (format!("✓ {}", texts.all_saved), "good"),
                Status::Calm => (String::new(), "muted"),
            };
            view! { <span class=class>{text}</span> }.into_any()
        }
    })
}

fn to_trouble(text: String) -> impl IntoView {
    let next = move |_| {
        with_ui(|ui| {
            let from = ui.signals.cursor.get_untracked();
            let next = ui.grid.borrow().next_trouble(from);
            match next {
                Some(place) => keys::go(ui, place),
                None => sync::tell_of_elsewhere(ui),
            }
        });
    };
    view! { <button class="to-trouble bad" title=texts().to_trouble on:click=next>{text}</button> }
}
