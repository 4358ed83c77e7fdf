//! What a check of signatures found, in words: as text for `klas verify`, as markup for a page. The page is drawn by the
//! same code on the server and in the browser.

mod fault;
mod markup;
mod text;
mod told;
mod words;

pub use fault::fault;
pub use markup::markup;
pub use text::text;

/// The language of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Українська.
    Uk,
    /// English.
    En,
}

impl Language {
    /// The language of a code; of an unknown one Ukrainian.
    pub fn of_code(code: &str) -> Self {
        if code == "en" { Self::En } else { Self::Uk }
    }
}
