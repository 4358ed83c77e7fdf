//! Registers and reports as they go onto paper and into spreadsheets.

mod act;
mod attendance;
mod card;
mod change;
mod course;
mod extract;
mod journal;
mod own_data;
mod plans;
mod records;
mod report;
mod report_lists;
mod substitutions;
mod summary;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use klas_documents::{
    print::{Part, Print, Printed, print},
    table::{Cell, Head, Signature, Table},
    xlsx,
};
use klas_domain::{Id, Mark, column::Sum, id::of, school::PersonName};
use klas_store::{
    journal::PagePupil,
    register::{Summary, SummaryMark, SummaryPlace},
};

use crate::{failure::Failure, locales::Locale, work::apart};

pub use act::act;
pub use attendance::attendance;
pub use card::{cards, certificates};
pub use change::change;
pub use course::course;
pub use extract::{extract, of_pupil, signer};
pub use journal::journal;
pub use own_data::own_data;
pub use plans::plans;
pub use records::{briefings, excursions, health, pupils, remarks};
pub use report::{class_report, overviews};
pub use substitutions::{substitutions, substitutions_of_months};
pub use summary::summary;

/// A document that may be taken away.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The file's name without its ending.
    pub file: String,
    /// What it is called.
    pub title: String,
    /// The school's name.
    pub school: String,
    /// The language it is in.
    pub locale: Locale,
    /// Whether its tables are given out one by one.
    pub apart: bool,
    /// Whether its tables follow one another on a page.
    pub flows: bool,
    /// Lines of its title page, which lists the tables; none for a document that begins with its first table.
    pub cover: Option<Vec<String>>,
    /// Its sections, each with the place of its first table; none for a document of one.
    pub sections: Vec<(usize, String)>,
    /// Its tables.
    pub tables: Vec<Table>,
}

/// What kind of file a document is taken as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Pages to print and to read.
    Pdf,
    /// A spreadsheet.
    Xlsx,
}

impl Format {
    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl Document {
    /// The document as it is printed.
    pub fn pages(self) -> Print {
        let contents = Some(self.locale.paper().contents.to_owned());
        let cover = |lines| Part::Cover { title: self.title.clone(), lines, contents };
        let cover = self.cover.map(cover);
        let mut sections = self.sections.into_iter().peekable();
        let part = |(place, table)| {
            let begins = sections.next_if(|(first, _)| *first == place);
            begins.map(|(_, name)| Part::Section(name)).into_iter().chain([Part::Table(table)])
        };
        let parts: Vec<Part> = self.tables.into_iter().enumerate().flat_map(part).collect();
        Print {
            parts: cover.into_iter().chain(parts).collect(),
            kept: None,
            title: self.title,
            school: self.school,
            language: self.locale.code(),
            numbered: !self.apart,
            flows: self.flows,
        }
    }

    /// The document as a file; takes seconds of a core for a long one. A spreadsheet has no pages.
    pub fn made(self, format: Format) -> Result<Printed, Failure> {
        let failed = |error: &dyn std::error::Error| {
            tracing::error!(%error, "a document could not be made");
            Failure::Internal
        };
        match format {
            Format::Pdf => print(&self.pages()).map_err(|error| failed(&error)),
            Format::Xlsx => {
                let bytes = xlsx::book(&self.tables).map_err(|error| failed(&error))?;
                Ok(Printed { bytes, pages: 0 })
            }
        }
    }

    /// The answer to who takes the document; pages open in the browser, a spreadsheet is kept as a file.
    pub async fn taken(self, format: Format) -> Result<Response, Failure> {
        let shown = if format == Format::Pdf { "inline" } else { "attachment" };
        let name = format!("{shown}; filename=\"{}.{}\"", self.file, format.ending());
        let bytes = apart(move || self.made(format)).await??.bytes;
        let headers =
            [(header::CONTENT_TYPE, format.content_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
        Ok((headers, bytes).into_response())
    }
}

/// The heads of the columns that begin every list of pupils.
fn pupil_heads(locale: Locale) -> [Head; 2] {
    [Head::new(locale.texts().number, 3), Head::words(locale.texts().pupil, 26)]
}

/// A pupil's number and name, with the day of coming or leaving.
fn pupil_cells(number: u32, pupil: &PagePupil, moved: Option<String>) -> [Cell; 2] {
    let name = match moved {
        Some(moved) => format!("{} ({moved})", pupil.name.short()),
        None => pupil.name.short(),
    };
    [Cell::Number(number), Cell::Text(name)]
}

fn mark_cell(mark: Option<SummaryMark>) -> Cell {
    match mark {
        None => Cell::Empty,
        Some(SummaryMark { mark: Mark::Points(points), corrected: None }) => Cell::Number(points.into()),
        Some(SummaryMark { mark: Mark::Points(points), corrected: Some(_) }) => {
            Cell::Corrected(points.into())
        }
        Some(SummaryMark { mark, corrected: None }) => Cell::Text(mark.to_string()),
        Some(SummaryMark { mark, corrected: Some(_) }) => Cell::Text(format!("{mark}*")),
    }
}

/// The width of a column of words that a pupil is assessed in.
const WORDS: u8 = 40;

/// What stands for a pupil: the words where there are any, after the mark where both do; else the mark.
fn said_cell(summary: &Summary, place: SummaryPlace) -> Cell {
    let mark = mark_cell(summary.marks.get(&place).copied());
    match summary.words.get(&place) {
        None => mark,
        Some(own) => {
            let star = if own.corrected && mark == Cell::Empty { "*" } else { "" };
            Cell::Text(beside(&mark.shown(), &format!("{}{star}", own.words)))
        }
    }
}

/// Words after what stands in the cell itself: «зв: за станом здоров'я».
fn beside(stands: &str, words: &str) -> String {
    if stands.is_empty() { words.to_owned() } else { format!("{stands}: {words}") }
}

/// The heads of a pupil's results by subjects, with room for words where there are any.
fn result_heads(summary: &Summary, pupil: Id<of::Person>, sums: &[Sum], locale: Locale) -> Vec<Head> {
    let has_words = |sum: &Sum| summary.words.keys().any(|(_, own, of)| (*own, *of) == (pupil, *sum));
    let head = |sum: &Sum| {
        let name = locale.summary_register().of(*sum);
        if has_words(sum) { Head::words(name, WORDS) } else { Head::new(name, 12) }
    };
    let subject = Head::words(locale.reports().subject, if sums.iter().any(has_words) { 28 } else { 50 });
    [subject].into_iter().chain(sums.iter().map(head)).collect()
}

/// Who signs what is told of the whole school; whoever holds the position writes the name.
fn leaders(locale: Locale) -> Vec<Signature> {
    let paper = locale.paper();
    let line = |position: &str| Signature { position: position.to_owned(), name: String::new() };
    vec![line(paper.deputy), line(paper.head)]
}

/// Who signs what a class teacher keeps.
fn class_teacher(name: Option<&PersonName>, locale: Locale) -> Vec<Signature> {
    let name = name.map(PersonName::initials).unwrap_or_default();
    vec![Signature { position: locale.texts().class_teacher.to_owned(), name }]
}
