//! What the server answers, what others write, what another page left.

use klas_domain::{Absence, EditOutcome, Id, JournalEdit, StoredEntry, edit::Refusal, id::of};

use super::{
    lane::CellId,
    model::{Grid, Place},
    queue::{Queue, Trouble, Why},
};

/// The most edits of one batch.
const BATCH: usize = 100;

/// What became of a batch, for the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Cells to draw again.
    pub cells: Vec<Place>,
    /// Cells where an absence was saved that may be carried on.
    pub absences: Vec<Place>,
    /// How many cells were not saved that stand on another page of the journal.
    pub elsewhere: usize,
}

impl Grid {
    /// The batch to be sent now.
    pub fn batch(&mut self) -> Vec<JournalEdit> {
        self.queue.cells.batch(BATCH).to_vec()
    }

    /// Takes the server's answer to the batch.
    pub fn settle(&mut self, outcomes: Vec<EditOutcome>) -> Settled {
        let edits = self.queue.cells.answered(outcomes.len());
        self.settle_all(edits.into_iter().zip(outcomes))
    }

    /// Takes it that the server turns the batch away as a whole, and would again: its edits are tried one by one, and
    /// one that is turned away alone is refused, so that the person sees it.
    pub fn turned_away(&mut self) -> Settled {
        let alone = self.queue.cells.turned_away(BATCH);
        self.settle_all(alone.map(|edit| (edit, EditOutcome::Refused(Refusal::NoSuchCell))))
    }

    fn settle_all(&mut self, answers: impl IntoIterator<Item = (JournalEdit, EditOutcome)>) -> Settled {
        let mut settled = Settled::default();
        for (edit, outcome) in answers {
            let place = self.place(edit.column, edit.pupil);
            let saved = matches!(outcome, EditOutcome::Saved { .. });
            let absent = edit.entry.absence == Some(Absence::Unknown);
            self.settle_one(place, edit, outcome);
            match place {
                Some(place) => {
                    self.deliver(place);
                    settled.cells.push(place);
                    settled.absences.extend((saved && absent).then_some(place));
                }
                None => settled.elsewhere += usize::from(!saved),
            }
        }
        settled
    }

    fn settle_one(&mut self, place: Option<Place>, edit: JournalEdit, outcome: EditOutcome) {
        let of = (edit.column, edit.pupil);
        match outcome {
            EditOutcome::Saved { version } => {
                self.rebase(place, of, version);
                let Some(place) = place else { return };
                self.store(place, StoredEntry { entry: edit.entry, version });
                self.saved.insert(place);
            }
            EditOutcome::Conflict { stored, author, .. } => {
                let wanted = self.queue.cells.drop_waiting(of).unwrap_or(edit);
                if let Some(place) = place {
                    self.store(place, stored);
                }
                self.keep_trouble(wanted, Why::Conflict { author });
            }
            EditOutcome::Refused(reason) => {
                if !self.queue.cells.waits(of) {
                    self.keep_trouble(edit, Why::Refused(reason));
                }
            }
        }
    }

    /// The author's own wish was saved: what the author typed on top of it is about that version.
    fn rebase(&mut self, place: Option<Place>, of: CellId, version: i32) {
        self.queue.cells.rebase(of, version);
        for trouble in self.queue.troubles.iter_mut().filter(|trouble| trouble.of == of) {
            trouble.base = version;
        }
        if let Some((typed, base)) = &mut self.typing
            && Some(*typed) == place
        {
            *base = version;
        }
    }

    /// A refusal that came later than the edit was made is newer than the edit's outcome.
    fn keep_trouble(&mut self, edit: JournalEdit, why: Why) {
        let JournalEdit { column, pupil, base, entry, reason, .. } = edit;
        let (of, typed, wanted) = ((column, pupil), entry.to_string(), Some(entry));
        self.queue.keep_older_trouble(Trouble { of, typed, wanted, base, reason, why });
    }

    /// Remembers what is stored, unless the page knows of something newer.
    fn store(&mut self, place: Place, stored: StoredEntry) -> bool {
        let newer = stored.version >= self.stored(place).version;
        if newer {
            self.stored.insert(place, stored);
        }
        newer
    }

    /// Takes what others changed. Cells that the person is changing keep what was typed; they hear of it later.
    pub fn hear(
        &mut self,
        cells: impl IntoIterator<Item = (Id<of::Column>, Id<of::Person>, StoredEntry)>,
    ) -> Vec<Place> {
        let mut changed = Vec::new();
        for (column, pupil, stored) in cells {
            let Some(place) = self.place(column, pupil) else { continue };
            if self.unheard.get(&place).is_none_or(|known| known.version < stored.version) {
                self.unheard.insert(place, stored);
            }
            changed.extend(self.deliver(place).then_some(place));
        }
        changed
    }

    /// Shows what others wrote into a cell, once the person is not changing it.
    pub(super) fn deliver(&mut self, place: Place) -> bool {
        let typed = self.typing.is_some_and(|(typed, _)| typed == place);
        let wished = self.cell(place).is_some_and(|of| self.queue.cells.newest(of).is_some());
        if typed || wished {
            return false;
        }
        let Some(news) = self.unheard.remove(&place) else { return false };
        if news.version <= self.stored(place).version {
            return false;
        }
        self.saved.remove(&place);
        self.store(place, news)
    }

    /// Takes over what another page left unsaved, and gives the cells to draw again.
    pub fn adopt(&mut self, left: Queue) -> Vec<Place> {
        let cells = left.cells.unsaved().map(|edit| (edit.column, edit.pupil));
        let cells: Vec<CellId> = cells.chain(left.troubles.iter().map(|trouble| trouble.of)).collect();
        self.queue.adopt(left);
        cells.into_iter().filter_map(|(column, pupil)| self.place(column, pupil)).collect()
    }

    /// The cells on this page that are on their way to the server or need a decision.
    pub fn unsettled(&self) -> Vec<Place> {
        let cells = self.queue.cells.unsaved().map(|edit| (edit.column, edit.pupil));
        let cells = cells.chain(self.queue.troubles.iter().map(|trouble| trouble.of));
        cells.filter_map(|(column, pupil)| self.place(column, pupil)).collect()
    }
}
