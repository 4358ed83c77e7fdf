//! Printed documents: A4 pages in PDF, with real text, bookmarks, page headers and the fonts inside.

mod page;
mod press;

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::table::Table;
use page::Page;
use press::Press;

pub use press::PrintError;

/// A document that is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Print {
    /// What the document is called.
    pub title: String,
    /// The school, named at the top of each page.
    pub school: String,
    /// The language by whose rules words are divided, as ISO 639-1 names it: `uk`.
    pub language: &'static str,
    /// Whether its pages are numbered; those of one that is given out part by part are not.
    pub numbered: bool,
    /// Where it is kept for decades, as what; none for one that is read and printed today.
    pub kept: Option<Kept>,
    /// Whether a table begins where the one before ended, if both lie the same way: of many short ones no page is left half
    /// empty. Else each begins a page.
    pub flows: bool,
    /// The parts in their order.
    pub parts: Vec<Part>,
}

/// A document that is kept for decades: PDF/A-2u (ISO 19005-2), in which every letter can be found and copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What tells it from every other document.
    pub identifier: String,
    /// The day that it is of.
    pub day: NaiveDate,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A title page.
    Cover {
        /// The title.
        title: String,
        /// Lines beneath it.
        lines: Vec<String>,
        /// What the list of the document's parts is called; none for a document without one.
        contents: Option<String>,
    },
    /// What the tables after it have in common: a bookmark over theirs, and no page.
    Section(String),
    /// A table with its title.
    Table(Table),
}

/// Pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

static PRESS: LazyLock<Press> = LazyLock::new(Press::new);

/// The template and the data of a document, as the files `print.typ` and `print.json` from which it is set: all of it
/// but the numbers of its pages.
pub fn sources(print: &Print) -> (&'static str, String) {
    let page = Page::of(print);
    (press::TEMPLATE, page.json(&page.runs()))
}

/// Sets a document on one core; equal documents give equal bytes.
///
/// # Errors
/// [`PrintError`] where a document cannot be set, which is a fault of the program's.
pub fn print(print: &Print) -> Result<Printed, PrintError> {
    PRESS.set(print)
}
