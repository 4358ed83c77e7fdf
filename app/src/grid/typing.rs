//! What the keys say: when an entry is whole, and what a pasted block covers.

use klas_domain::{Entry, Marking};

use super::model::Place;

/// How far what was typed into a cell has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// No longer entry begins so: take it now.
    Complete,
    /// An entry that another figure may follow at once (`1` may become `12`).
    FigureMayFollow,
    /// An entry that letters, minutes or a mark may follow: there is time until the cell is left.
    MayGrow,
    /// Not an entry yet.
    Unfinished,
}

impl Typing {
    /// How many milliseconds what was typed waits for the next key; none where it waits until the cell is left.
    pub fn patience(self) -> Option<u64> {
        match self {
            Self::Complete => Some(0),
            Self::FigureMayFollow => Some(400),
            Self::MayGrow => Some(1500),
            Self::Unfinished => None,
        }
    }
}

/// How far what was typed has come.
pub fn typing(text: &str, marking: impl Into<Marking>) -> Typing {
    let marking = marking.into();
    let text = text.trim_start();
    if text.is_empty() {
        return Typing::Unfinished;
    }
    match (Entry::parse(text, marking), Entry::begins(text, marking)) {
        (_, false) => Typing::Complete,
        (Err(_), true) => Typing::Unfinished,
        (Ok(_), true) if text.bytes().all(|byte| byte.is_ascii_digit()) => Typing::FigureMayFollow,
        (Ok(_), true) => Typing::MayGrow,
    }
}

/// The cells that a pasted block covers, from `start` on; what falls outside the grid is left out.
pub fn pasted(block: &str, start: Place, size: (usize, usize)) -> Vec<(Place, String)> {
    let lines = block.trim_end_matches(['\r', '\n']).split('\n');
    let mut cells = Vec::new();
    for (row, line) in lines.enumerate() {
        for (column, text) in line.trim_end_matches('\r').split('\t').enumerate() {
            let place = (start.0 + row, start.1 + column);
            if place.0 < size.0 && place.1 < size.1 {
                cells.push((place, text.trim().to_owned()));
            }
        }
    }
    cells
}
