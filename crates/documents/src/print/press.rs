//! Typst, with the program's template and fonts, and one document's data.

use std::{borrow::Cow, collections::BTreeSet};

use chrono::Datelike;
use rayon::{ThreadPool, ThreadPoolBuilder};
use thiserror::Error;
use typst::{
    Library, LibraryExt, World, compile,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, Source},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::{FontStore, embedded};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp, pdf};

use super::{Kept, Printed};

pub const TEMPLATE: &str = include_str!("../../templates/print.typ");

/// A document could not be set.
#[derive(Debug, Error)]
#[error("a document cannot be printed: {0}")]
pub struct PrintError(String);

impl PrintError {
    fn of(faults: &[SourceDiagnostic]) -> Self {
        Self(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; "))
    }
}

/// What all documents have in common.
pub struct Press {
    library: LazyHash<Library>,
    fonts: FontStore,
    template: Source,
    /// Typst would take all cores, and the school's pages must not wait.
    core: Option<ThreadPool>,
}

impl Press {
    pub fn new() -> Self {
        let mut fonts = FontStore::new();
        fonts.extend(embedded());
        Self {
            library: LazyHash::new(Library::default()),
            fonts,
            template: Source::detached(TEMPLATE),
            core: ThreadPoolBuilder::new().num_threads(1).build().ok(),
        }
    }

    /// Sets the document of `print.json`.
    pub fn set(&self, data: String, kept: Option<&Kept>) -> Result<Printed, PrintError> {
        let data = if kept.is_some() { self.legible(&data).into_owned() } else { data };
        let sheet = Sheet { press: self, data: Bytes::from_string(data) };
        let options = options(kept)?;
        let printed = match &self.core {
            Some(core) => core.install(|| sheet.print(&options)),
            None => sheet.print(&options),
        };
        // What was remembered of this document is of no use to the next.
        comemo::evict(0);
        printed
    }
}

impl Press {
    /// The text with a square for each letter that no font has: what is kept for decades may not leave to the reader what
    /// stood there, and would not be set at all.
    fn legible<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let book = self.fonts.book();
        let in_a_font = |letter: char| {
            let mut fonts = (0..).map_while(|font| book.info(font));
            fonts.any(|font| font.coverage.contains(letter.into()))
        };
        let letters: BTreeSet<char> = text.chars().filter(|letter| !letter.is_ascii()).collect();
        let without: BTreeSet<char> =
            letters.into_iter().filter(|letter| *letter == '\u{FEFF}' || !in_a_font(*letter)).collect();
        if without.is_empty() {
            return Cow::Borrowed(text);
        }
        text.chars()
            .map(|letter| if without.contains(&letter) { '□' } else { letter })
            .collect::<String>()
            .into()
    }
}

/// How a document is written.
fn options(kept: Option<&Kept>) -> Result<PdfOptions, PrintError> {
    let usual = PdfOptions {
        creator: Smart::Custom(Some("Klas".into())),
        // A register's cells as tags are nine tenths of its file; who listens has the page itself.
        tagged: false,
        ..PdfOptions::default()
    };
    let Some(kept) = kept else { return Ok(usual) };
    let month = u8::try_from(kept.day.month()).unwrap_or(1);
    let day = u8::try_from(kept.day.day()).unwrap_or(1);
    let standards =
        PdfStandards::new(&[PdfStandard::A_2u]).map_err(|fault| PrintError(fault.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(kept.identifier.clone()),
        timestamp: Datetime::from_ymd_hms(kept.day.year(), month, day, 0, 0, 0).map(Timestamp::new_utc),
        standards,
        ..usual
    })
}

/// One document on the press.
struct Sheet<'a> {
    press: &'a Press,
    data: Bytes,
}

impl Sheet<'_> {
    fn print(&self, options: &PdfOptions) -> Result<Printed, PrintError> {
        let document: PagedDocument = compile(self).output.map_err(|faults| PrintError::of(&faults))?;
        let bytes = pdf(&document, options).map_err(|faults| PrintError::of(&faults))?;
        Ok(Printed { bytes, pages: document.pages().len() })
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.fonts.book()
    }

    fn main(&self) -> FileId {
        self.press.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() { Ok(self.press.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id.vpath().get_without_slash() == "print.json" {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.font(index)
    }

    /// No day: equal documents are equal on any day.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
