//! The journal grid: the server draws the whole table, wasm brings it to life.
//!
//! [`data`] is what the page gives the grid; [`model`] what the grid knows and decides, with its [`answers`], [`steps`]
//! back, [`pencil`], [`proposals`] of summative marks and [`words`] of lessons (pure, tested natively); [`queue`] what is
//! not saved yet; `browser` what it does to the page.

pub mod answers;
pub mod data;
pub mod lane;
pub mod model;
pub mod pencil;
pub mod proposals;
pub mod queue;
pub mod steps;
pub mod typing;
pub mod words;

#[cfg(feature = "browser")]
mod browser;
#[cfg(feature = "browser")]
pub use browser::attach;

use klas_domain::{Entry, Level};

use crate::locales::GridTexts;

/// The class of a cell's element by what stands in it: the level's colour, or the absence's.
pub fn entry_class(entry: &Entry) -> &'static str {
    match (entry.mark.and_then(klas_domain::Mark::level), entry.absence) {
        (_, Some(_)) => "a",
        (Some(Level::High), None) => "h",
        (Some(Level::Sufficient), None) => "s",
        (Some(Level::Medium), None) => "m",
        (Some(Level::Initial), None) => "i",
        (None, None) if entry.late.is_some() => "l",
        (None, None) => "",
    }
}

/// An entry in words, its note included.
pub fn told(entry: &Entry, texts: &GridTexts) -> String {
    let text = entry.to_string();
    match (text.as_str(), entry.note.as_deref()) {
        ("", None) => texts.empty.to_owned(),
        (_, None) => text,
        ("", Some(note)) => note.to_owned(),
        (_, Some(note)) => format!("{text}, {note}"),
    }
}
