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

/// A pasted block on the grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The cells that it covers, with their texts.
    pub cells: Vec<(Place, String)>,
    /// How many of its values fall on cells of pupils who did not belong to the course that day.
    pub blocked: usize,
    /// How many of them fall outside the grid.
    pub outside: usize,
}

/// What of a pasted block goes into cells, from `start` on. Where nobody can be marked, nothing is put; a value that is
/// left out so is counted, so that it can be said.
pub fn pasted(block: &str, start: Place, size: (usize, usize), is_blocked: impl Fn(Place) -> bool) -> Pasted {
    let mut pasted = Pasted::default();
    let lines = block.trim_end_matches(['\r', '\n']).split('\n');
    for (row, line) in lines.enumerate() {
        for (column, text) in line.trim_end_matches('\r').split('\t').enumerate() {
            let (place, text) = ((start.0 + row, start.1 + column), text.trim());
            let value = usize::from(!text.is_empty());
            if place.0 >= size.0 || place.1 >= size.1 {
                pasted.outside += value;
            } else if is_blocked(place) {
                pasted.blocked += value;
            } else {
                pasted.cells.push((place, text.to_owned()));
            }
        }
    }
    pasted
}
