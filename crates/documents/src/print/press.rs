//! Typst, with the program's template and fonts, and one document's data.

use std::{borrow::Cow, collections::BTreeSet, iter, mem};

use chrono::Datelike;
use rayon::ThreadPoolBuilder;
use thiserror::Error;
use typst::{
    Library, LibraryExt, World, compile,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    introspection::Tag,
    layout::{Frame, FrameItem, Point},
    model::{DocumentInfo, HeadingElem},
    syntax::{FileId, Source},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::{FontStore, embedded};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp, pdf};

use super::{
    Kept, Print, Printed,
    page::{Page, PageNumber, PagePart},
};

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
}

impl Press {
    pub fn new() -> Self {
        let mut fonts = FontStore::new();
        fonts.extend(embedded());
        Self { library: LazyHash::new(Library::default()), fonts, template: Source::detached(TEMPLATE) }
    }

    /// Sets a document.
    pub fn set(&self, print: &Print) -> Result<Printed, PrintError> {
        let page = Page::of(print);
        let job = Job { press: self, page: &page, print };
        // Typst would take all cores, and the school's pages must not wait. A thread of its own has the priority of whoever
        // wants the document.
        let core = ThreadPoolBuilder::new().num_threads(1).build();
        core.map_err(|fault| PrintError(fault.to_string()))?.install(|| job.print())
    }

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
struct Job<'a> {
    press: &'a Press,
    page: &'a Page<'a>,
    print: &'a Print,
}

impl Job<'_> {
    fn print(&self) -> Result<Printed, PrintError> {
        let options = options(self.print.kept.as_ref())?;
        let document = self.bound()?;
        let bytes = pdf(&document, &options).map_err(|faults| PrintError::of(&faults));
        comemo::evict(0);
        Ok(Printed { bytes: bytes?, pages: document.pages().len() })
    }

    /// The pages of all parts, set part by part: a journal of two hundred pages needs the memory of its longest part.
    fn bound(&self) -> Result<PagedDocument, PrintError> {
        let runs = self.page.runs();
        let mut set = runs.iter().map(|run| self.sheet(run)).collect::<Result<Vec<_>, _>>()?;
        let begins = begins(&runs, &set);
        let mut numbers = Vec::new();
        for (run, own) in runs.iter().zip(&mut set) {
            let cover = if let [PagePart::Cover(cover)] = run { Some(cover) } else { None };
            if let Some(cover) = cover {
                *own = self.sheet(&[PagePart::Cover(cover.listing(&begins))])?;
            }
            for page in &own.pages {
                let number = cover.is_none().then_some(numbers.len() + 1);
                numbers.push(PageNumber { landscape: page.frame.width() > page.frame.height(), number });
            }
        }
        let info = set.first().map(|own| own.info.clone()).unwrap_or_default();
        let mut pages: Vec<_> = set.into_iter().flat_map(|own| own.pages).collect();
        if self.print.numbered {
            let of = pages.len();
            let numbers = self.sheet(&[PagePart::Numbers { pages: numbers, of }])?;
            for (page, number) in pages.iter_mut().zip(numbers.pages) {
                page.frame.push_frame(Point::zero(), number.frame);
            }
        }
        for (number, page) in (1..).zip(&mut pages) {
            page.number = number;
        }
        Ok(PagedDocument::new(pages.into_iter().collect(), info))
    }

    /// Pages of parts that are set together.
    fn sheet(&self, parts: &[PagePart<'_>]) -> Result<Set, PrintError> {
        let data = self.page.json(&[parts]);
        let data = if self.print.kept.is_some() { self.press.legible(&data).into_owned() } else { data };
        let sheet = Sheet { press: self.press, data: Bytes::from_string(data) };
        let document = compile::<PagedDocument>(&sheet).output.map_err(|faults| PrintError::of(&faults));
        // What was remembered of this sheet is of no use to the next.
        comemo::evict(0);
        Ok(Set::of(document?))
    }
}

/// Pages that wait for the others of their document.
struct Set {
    pages: Vec<typst_layout::Page>,
    /// The page of each heading, from 0.
    headings: Vec<usize>,
    info: DocumentInfo,
}

impl Set {
    fn of(mut document: PagedDocument) -> Self {
        let info = mem::take(document.info_mut());
        let mut pages = document.pages().to_vec();
        // Whatever else holds the pages has to be gone before they can be changed where they are.
        drop(document);
        let mut headings = Vec::new();
        for (number, page) in pages.iter_mut().enumerate() {
            let found = forget_cells(&mut page.frame);
            headings.extend(iter::repeat_n(number, found));
        }
        Self { pages, headings, info }
    }
}

/// Leaves of what typst knows of a page's origin the headings alone, which become bookmarks: each cell of a table would
/// keep more of it than of letters. Says how many headings there are.
fn forget_cells(frame: &mut Frame) -> usize {
    let mut headings = 0;
    frame.retain(|item| match item {
        FrameItem::Group(group) => {
            headings += forget_cells(&mut group.frame);
            group.parent = None;
            true
        }
        FrameItem::Tag(Tag::Start(element, _)) => {
            let is_heading = element.is::<HeadingElem>();
            headings += usize::from(is_heading);
            is_heading
        }
        FrameItem::Tag(Tag::End(..)) => false,
        _ => true,
    });
    headings
}

/// The page on which each part begins, from 1.
fn begins(runs: &[&[PagePart<'_>]], set: &[Set]) -> Vec<usize> {
    let (mut begins, mut first) = (Vec::new(), 1);
    for (run, own) in runs.iter().zip(set) {
        let mut headings = own.headings.iter();
        for part in *run {
            let page = headings.nth(part.headings_before());
            begins.push(first + page.copied().unwrap_or_default());
        }
        first += own.pages.len();
    }
    begins
}

/// What typst asks for while it sets.
struct Sheet<'a> {
    press: &'a Press,
    data: Bytes,
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
