//! A document as the template takes it.

use serde::{Serialize, Serializer};

use super::{Part, Print};
use crate::table::{Cell, Head, Signature, Table};

/// The characters that fit across a page of 9 pt, each column taking one more for its edges.
const PORTRAIT: usize = 108;
const LANDSCAPE: usize = 160;
/// Sizes of type in quarters of a point.
const USUAL: usize = 36;
const SMALLEST: usize = 22;

/// A document, of which any of its parts are set together.
pub struct Page<'a> {
    print: &'a Print,
    parts: Vec<PagePart<'a>>,
}

#[derive(Serialize)]
struct Sheet<'s> {
    title: &'s str,
    school: &'s str,
    language: &'s str,
    /// Each begins a page; what stands in one shares pages.
    runs: &'s [&'s [PagePart<'s>]],
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum PagePart<'a> {
    Cover(PageCover<'a>),
    Table(PageTable<'a>),
    /// What is laid over finished pages.
    Numbers {
        pages: Vec<PageNumber>,
        of: usize,
    },
}

#[derive(Clone, Serialize)]
pub struct PageCover<'a> {
    title: &'a str,
    lines: &'a [String],
    /// What the list of parts is called.
    contents: Option<&'a str>,
    entries: Vec<PageEntry<'a>>,
}

/// A line of the list of parts.
#[derive(Clone, Serialize)]
struct PageEntry<'a> {
    title: &'a str,
    /// Its place among the document's parts.
    #[serde(skip)]
    part: usize,
    page: Option<usize>,
}

#[derive(Serialize)]
pub struct PageNumber {
    pub landscape: bool,
    /// None on a title page.
    pub number: Option<usize>,
}

#[derive(Serialize)]
pub struct PageTable<'a> {
    title: &'a str,
    /// Its place in the document: what tells headings of one name apart.
    number: usize,
    /// The section that begins with it.
    section: Option<&'a str>,
    /// How deep its bookmark stands.
    level: u8,
    /// Whether the list of parts names it: of several of one title the first.
    listed: bool,
    notes: &'a [String],
    landscape: bool,
    /// Points.
    size: f32,
    heads: Vec<PageHead<'a>>,
    rows: PageRows<'a>,
    signatures: Vec<PageSignature<'a>>,
}

#[derive(Serialize)]
struct PageHead<'a> {
    name: &'a str,
    width: u8,
    over: Option<&'a str>,
    upright: bool,
    words: bool,
}

#[derive(Serialize)]
struct PageSignature<'a> {
    position: &'a str,
    name: &'a str,
}

/// Written row by row: a journal has more cells than should stand twice in memory.
struct PageRows<'a>(&'a Table);

#[derive(Serialize)]
#[serde(untagged)]
enum PageCell {
    Text(String),
    Blank { blank: bool },
    Blocked { blocked: bool },
    Spanning { text: String, rows: usize },
}

impl<'a> Page<'a> {
    pub fn of(print: &'a Print) -> Self {
        let (mut before, mut begins) = (None, None);
        let level = if print.parts.iter().any(|part| matches!(part, Part::Section(_))) { 2 } else { 1 };
        let mut parts = Vec::new();
        for part in &print.parts {
            match part {
                Part::Cover { title, lines, contents } => {
                    let contents = contents.as_deref();
                    parts.push(PagePart::Cover(PageCover { title, lines, contents, entries: Vec::new() }));
                }
                Part::Section(name) => begins = Some(name.as_str()),
                Part::Table(table) => {
                    let listed = before.replace(&table.title) != Some(&table.title);
                    let number = parts.len();
                    let table =
                        PageTable { number, section: begins.take(), level, ..PageTable::of(table, listed) };
                    parts.push(PagePart::Table(table));
                }
            }
        }
        let mut page = Self { print, parts };
        let entries = page.entries();
        for part in &mut page.parts {
            if let PagePart::Cover(cover) = part {
                cover.entries.clone_from(&entries);
            }
        }
        page
    }

    fn entries(&self) -> Vec<PageEntry<'a>> {
        let listed = |(part, own): (usize, &PagePart<'a>)| match own {
            PagePart::Table(table) if table.listed => {
                Some(PageEntry { title: table.title, part, page: None })
            }
            _ => None,
        };
        self.parts.iter().enumerate().filter_map(listed).collect()
    }

    /// The parts by the pages that they share: none do but tables that lie the same way, where the document flows.
    pub fn runs(&self) -> Vec<&[PagePart<'a>]> {
        self.parts.chunk_by(|one, next| self.print.flows && one.lies_as(next)).collect()
    }

    /// What the template sets runs of parts from.
    pub fn json(&self, runs: &[&[PagePart<'_>]]) -> String {
        let Print { title, school, language, .. } = self.print;
        serde_json::to_string(&Sheet { title, school, language, runs }).unwrap_or_default()
    }
}

impl PagePart<'_> {
    /// Whether both are tables that lie the same way.
    fn lies_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Table(one), Self::Table(other)) => one.landscape == other.landscape,
            _ => false,
        }
    }

    /// How many headings stand before its own: that of the section which begins with it.
    pub fn headings_before(&self) -> usize {
        matches!(self, Self::Table(table) if table.section.is_some()).into()
    }
}

impl<'a> PageCover<'a> {
    /// The title page of a document whose parts begin on these pages.
    pub fn listing(&self, begins: &[usize]) -> Self {
        let entry = |own: &PageEntry<'a>| PageEntry { page: begins.get(own.part).copied(), ..own.clone() };
        Self { entries: self.entries.iter().map(entry).collect(), ..self.clone() }
    }
}

impl<'a> PageTable<'a> {
    fn of(table: &'a Table, listed: bool) -> Self {
        let across: usize = table.heads.iter().map(|head| usize::from(head.width) + 1).sum();
        let landscape = across > PORTRAIT;
        let room = if landscape { LANDSCAPE } else { PORTRAIT };
        let size = (USUAL * room / across.max(1)).clamp(SMALLEST, USUAL);
        let head = |head: &'a Head| PageHead {
            name: &head.name,
            width: head.width,
            over: head.over.as_deref(),
            upright: head.upright,
            words: head.words,
        };
        let signature = |own: &'a Signature| PageSignature { position: &own.position, name: &own.name };
        Self {
            title: &table.title,
            number: 0,
            section: None,
            level: 1,
            listed,
            notes: &table.notes,
            landscape,
            size: f32::from(u8::try_from(size).unwrap_or(u8::MAX)) / 4.0,
            heads: table.heads.iter().map(head).collect(),
            rows: PageRows(table),
            signatures: table.signatures.iter().map(signature).collect(),
        }
    }
}

impl Serialize for PageRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = |row| self.0.cells(row).map(|(_, own, rows)| cell(own, rows)).collect::<Vec<_>>();
        serializer.collect_seq((0..self.0.rows.len()).map(cells))
    }
}

/// A cell over so many rows.
fn cell(cell: &Cell, rows: usize) -> PageCell {
    match (cell, rows) {
        (Cell::Blank, _) => PageCell::Blank { blank: true },
        (Cell::Blocked, _) => PageCell::Blocked { blocked: true },
        (cell, 1) => PageCell::Text(cell.shown()),
        (cell, rows) => PageCell::Spanning { text: cell.shown(), rows },
    }
}
