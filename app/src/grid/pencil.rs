//! What is written in pencil: its author's alone until it is published.

use std::collections::BTreeSet;

use klas_domain::{Entry, edit::Refusal};

use super::{
    model::{Grid, Place},
    queue::Why,
    steps::Step,
};

impl Grid {
    /// An entry in pencil where it is written with one or over one, as long as a mark or a note stands in it: that a pupil
    /// was not there is no secret.
    pub(super) fn in_pencil(&self, place: Place, with_pencil: bool, entry: Entry) -> Entry {
        let secret = entry.mark.is_some() || entry.note.is_some();
        Entry { draft: secret && (with_pencil || self.is_in_pencil(place)), ..entry }
    }

    /// Whether what a cell holds, or was to hold, is in pencil; not where it was refused for being so.
    fn is_in_pencil(&self, place: Place) -> bool {
        let seen = Why::Refused(Refusal::Published);
        self.wanted(place).draft && self.trouble(place).is_none_or(|trouble| trouble.why != seen)
    }

    /// Takes what was written in the form of a cell: the note, minutes of lateness, the reason of a correction; true where
    /// an edit goes to the server.
    pub fn annotate(
        &mut self,
        place: Place,
        note: Option<String>,
        late: Option<u8>,
        reason: Option<String>,
    ) -> bool {
        let wanted = self.wanted(place);
        let with_pencil = self.pencil && note != wanted.note;
        let entry = self.in_pencil(place, with_pencil, Entry { note, late, ..wanted.clone() });
        (entry != wanted || reason.is_some()) && self.set(place, entry, reason)
    }

    /// The cells of the page that hold a pencil entry and are not to be looked at again first.
    pub fn pencilled(&self) -> Vec<Place> {
        let stored = self.stored.iter().filter(|(_, cell)| cell.entry.draft).map(|(place, _)| *place);
        let wished = self.queue.cells.unsaved().filter(|edit| edit.entry.draft);
        let wished = wished.filter_map(|edit| self.place(edit.column, edit.pupil));
        let places: BTreeSet<Place> = stored.chain(wished).collect();
        let is_ready = |place: &Place| self.entry(*place).draft && self.trouble(*place).is_none();
        places.into_iter().filter(is_ready).collect()
    }

    /// Publishes the pencil entries of the page, and gives their cells. What families may have seen is not taken back by
    /// Ctrl+Z.
    pub fn publish(&mut self) -> Vec<Place> {
        let places = self.pencilled();
        for place in &places {
            let entry = Entry { draft: false, ..self.entry(*place) };
            self.wish(*place, entry, None, &mut Step::new());
        }
        self.publishing.extend(&places);
        places
    }

    /// Once all that was to be published is answered, how many entries were, and how many were not: told once.
    pub fn published(&mut self) -> Option<(usize, usize)> {
        let on_its_way =
            |place: &Place| self.cell(*place).is_some_and(|of| self.queue.cells.newest(of).is_some());
        if self.publishing.is_empty() || self.publishing.iter().any(on_its_way) {
            return None;
        }
        let places = std::mem::take(&mut self.publishing);
        let left = places.iter().filter(|place| self.trouble(**place).is_some()).count();
        Some((places.len() - left, left))
    }
}
