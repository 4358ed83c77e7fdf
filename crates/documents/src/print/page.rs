//! A document as the template takes it.

use serde::Serialize;

use super::{Part, Print};
use crate::table::{Cell, Head, Signature, Table};

/// The characters that fit across a page of 9 pt, each column taking one more for its edges.
const PORTRAIT: usize = 108;
const LANDSCAPE: usize = 160;
/// Sizes of type in quarters of a point.
const USUAL: usize = 36;
const SMALLEST: usize = 22;

#[derive(Serialize)]
pub struct Page<'a> {
    title: &'a str,
    school: &'a str,
    language: &'a str,
    numbered: bool,
    flows: bool,
    parts: Vec<PagePart<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum PagePart<'a> {
    Cover { title: &'a str, lines: &'a [String], contents: &'a Option<String> },
    Table(PageTable<'a>),
}

#[derive(Serialize)]
struct PageTable<'a> {
    title: &'a str,
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
    rows: Vec<Vec<PageCell>>,
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

#[derive(Serialize)]
#[serde(untagged)]
enum PageCell {
    Text(String),
    Blocked { blocked: bool },
    Spanning { text: String, rows: usize },
}

impl<'a> Page<'a> {
    pub fn of(print: &'a Print) -> Self {
        let (mut before, mut begins) = (None, None);
        let level = if print.parts.iter().any(|part| matches!(part, Part::Section(_))) { 2 } else { 1 };
        let part = |part: &'a Part| match part {
            Part::Cover { title, lines, contents } => Some(PagePart::Cover { title, lines, contents }),
            Part::Section(name) => {
                begins = Some(name.as_str());
                None
            }
            Part::Table(table) => {
                let listed = before.replace(&table.title) != Some(&table.title);
                let table = PageTable { section: begins.take(), level, ..PageTable::of(table, listed) };
                Some(PagePart::Table(table))
            }
        };
        Self {
            title: &print.title,
            school: &print.school,
            language: print.language,
            numbered: print.numbered,
            flows: print.flows,
            parts: print.parts.iter().filter_map(part).collect(),
        }
    }

    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
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
            section: None,
            level: 1,
            listed,
            notes: &table.notes,
            landscape,
            size: f32::from(u8::try_from(size).unwrap_or(u8::MAX)) / 4.0,
            heads: table.heads.iter().map(head).collect(),
            rows: (0..table.rows.len())
                .map(|row| table.cells(row).map(|(_, own, rows)| cell(own, rows)).collect())
                .collect(),
            signatures: table.signatures.iter().map(signature).collect(),
        }
    }
}

/// A cell over so many rows.
fn cell(cell: &Cell, rows: usize) -> PageCell {
    match (cell, rows) {
        (Cell::Blocked, _) => PageCell::Blocked { blocked: true },
        (cell, 1) => PageCell::Text(cell.shown()),
        (cell, rows) => PageCell::Spanning { text: cell.shown(), rows },
    }
}
