//! Typst, with the program's template and fonts, and one document's data.

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
use typst_pdf::{PdfOptions, pdf};

use super::Printed;

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
    pub fn set(&self, data: String) -> Result<Printed, PrintError> {
        let sheet = Sheet { press: self, data: Bytes::from_string(data) };
        let printed = match &self.core {
            Some(core) => core.install(|| sheet.print()),
            None => sheet.print(),
        };
        // What was remembered of this document is of no use to the next.
        comemo::evict(0);
        printed
    }
}

/// One document on the press.
struct Sheet<'a> {
    press: &'a Press,
    data: Bytes,
}

impl Sheet<'_> {
    fn print(&self) -> Result<Printed, PrintError> {
        let document: PagedDocument = compile(self).output.map_err(|faults| PrintError::of(&faults))?;
        let options = PdfOptions {
            creator: Smart::Custom(Some("Klas".into())),
            // A register's cells as tags are nine tenths of its file; who listens has the page itself.
            tagged: false,
            ..PdfOptions::default()
        };
        let bytes = pdf(&document, &options).map_err(|faults| PrintError::of(&faults))?;
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
