//! What the grid knows and decides, without a browser.

use std::collections::HashMap;

use klas_domain::{
    EditOutcome, Entry, EntryError, Id, JournalEdit, Scale, StoredEntry, edit::Refusal, id::of,
    mark::MarkError,
};

use super::{
    data::GridData,
    queue::{Queue, Waiting},
};

/// A place in the grid: row (pupil) and column (lesson).
pub type Place = (usize, usize);

/// What a cell is going through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellState {
    /// As it is stored.
    Calm,
    /// On its way to the server.
    Saving(Entry),
    /// Just saved.
    Saved,
    /// Refused; what was typed stays.
    Refused {
        /// What was typed.
        typed: String,
        /// Why.
        reason: Refusal,
    },
    /// Somebody else wrote meanwhile; what was wanted stays.
    Conflict {
        /// What was wanted.
        wanted: Entry,
        /// Who wrote what stands there.
        author: String,
    },
}

/// What became of a batch, for the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Cells to draw again.
    pub cells: Vec<Place>,
    /// Cells where an absence was saved that may be carried on.
    pub absences: Vec<Place>,
}

/// A step that Ctrl+Z takes back: what the cells held before.
type Step = Vec<(Place, Entry)>;

/// The grid.
pub struct Grid {
    /// What the page gave.
    pub data: GridData,
    stored: HashMap<Place, StoredEntry>,
    states: HashMap<Place, CellState>,
    steps: Vec<Step>,
    rows: HashMap<Id<of::Person>, usize>,
    columns: HashMap<Id<of::Column>, usize>,
    /// What is not known to be saved.
    pub queue: Queue,
    /// Whether new marks are written in pencil.
    pub pencil: bool,
}

impl Grid {
    /// The grid of a page, with what an earlier visit left unsaved.
    pub fn new(data: GridData, left: Queue) -> Self {
        let stored = data.cells.iter().map(|cell| ((cell.0, cell.1), cell.stored(data.scale))).collect();
        let rows = data.pupils.iter().enumerate().map(|(row, (id, _))| (*id, row)).collect();
        let columns =
            data.columns.iter().enumerate().map(|(place, column)| (column.id.uuid().into(), place)).collect();
        let mut grid = Self {
            data,
            stored,
            states: HashMap::new(),
            steps: Vec::new(),
            rows,
            columns,
            queue: left,
            pencil: false,
        };
        let unsaved: Vec<_> =
            grid.queue.unsaved().map(|(column, pupil, entry)| (column, pupil, entry.clone())).collect();
        for (column, pupil, entry) in unsaved {
            if let Some(place) = grid.place(column, pupil) {
                grid.states.insert(place, CellState::Saving(entry));
            }
        }
        grid
    }

    /// The size: rows and columns.
    pub fn size(&self) -> (usize, usize) {
        (self.data.pupils.len(), self.data.columns.len())
    }

    /// Where a cell stands on this page.
    pub fn place(&self, column: Id<of::Column>, pupil: Id<of::Person>) -> Option<Place> {
        Some((*self.rows.get(&pupil)?, *self.columns.get(&column)?))
    }

    /// The identifiers of a place.
    pub fn cell(&self, (row, column): Place) -> Option<(Id<of::Column>, Id<of::Person>)> {
        Some((self.data.columns.get(column)?.id.uuid().into(), self.data.pupils.get(row)?.0))
    }

    /// What a cell is going through.
    pub fn state(&self, place: Place) -> CellState {
        self.states.get(&place).cloned().unwrap_or(CellState::Calm)
    }

    /// What is stored in a cell, as far as the page knows.
    pub fn stored(&self, place: Place) -> StoredEntry {
        self.stored.get(&place).cloned().unwrap_or_default()
    }

    /// What a cell holds for the person who looks at it: the newest wish, or what is stored.
    pub fn entry(&self, place: Place) -> Entry {
        match self.states.get(&place) {
            Some(CellState::Saving(entry)) => entry.clone(),
            _ => self.stored(place).entry,
        }
    }

    /// Cells that were refused or are in conflict.
    pub fn troubled(&self) -> usize {
        let troubled =
            |state: &&CellState| matches!(state, CellState::Refused { .. } | CellState::Conflict { .. });
        self.states.values().filter(troubled).count()
    }

    /// Takes what was typed into a cell; true where an edit goes to the server. The note stays as it is.
    pub fn type_into(&mut self, place: Place, typed: &str) -> bool {
        self.type_all(vec![(place, typed.to_owned())])
    }

    /// Takes what was typed or pasted into several cells: one step for Ctrl+Z.
    pub fn type_all(&mut self, texts: Vec<(Place, String)>) -> bool {
        let mut step = Step::new();
        for (place, typed) in texts {
            match Entry::parse(&typed, self.data.scale) {
                Ok(entry) => self.wish(place, self.with_note(place, entry), None, &mut step),
                Err(error) => self.refuse(place, &typed, Refusal::Entry(error)),
            }
        }
        self.keep_step(step)
    }

    /// Makes a cell hold an entry as it is, note included.
    pub fn set(&mut self, place: Place, entry: Entry, reason: Option<String>) -> bool {
        let mut step = Step::new();
        self.wish(place, entry, reason, &mut step);
        self.keep_step(step)
    }

    /// Takes the last step back.
    pub fn undo(&mut self) -> Vec<Place> {
        let Some(step) = self.steps.pop() else { return Vec::new() };
        let places = step.iter().map(|(place, _)| *place).collect();
        for (place, entry) in step {
            self.wish(place, entry, None, &mut Step::new());
        }
        places
    }

    /// Leaves what was refused or in conflict: the cell shows what is stored.
    pub fn forget_trouble(&mut self, place: Place) {
        if matches!(self.state(place), CellState::Refused { .. } | CellState::Conflict { .. }) {
            self.states.remove(&place);
        }
    }

    /// Whether the person has pencil entries on the page.
    pub fn has_drafts(&self) -> bool {
        self.stored.values().any(|cell| cell.entry.draft)
    }

    fn with_note(&self, place: Place, entry: Entry) -> Entry {
        let draft = self.pencil && entry.mark.is_some();
        Entry { note: self.entry(place).note, draft, ..entry }
    }

    fn refuse(&mut self, place: Place, typed: &str, reason: Refusal) {
        self.states.insert(place, CellState::Refused { typed: typed.to_owned(), reason });
    }

    fn wish(&mut self, place: Place, entry: Entry, reason: Option<String>, step: &mut Step) {
        let Some((column, pupil)) = self.cell(place) else { return };
        if let Some(refusal) = self.refusal(place, &entry) {
            self.refuse(place, &entry.to_string(), refusal);
            return;
        }
        let before = self.entry(place);
        let base = self.stored(place).version;
        if before == entry {
            if !matches!(self.states.get(&place), Some(CellState::Saving(_))) {
                self.states.remove(&place);
            }
            return;
        }
        step.push((place, before));
        self.states.insert(place, CellState::Saving(entry.clone()));
        self.queue.push(Waiting { column, pupil, entry, reason, base });
    }

    /// The rules that the page can check before asking the server.
    fn refusal(&self, place: Place, entry: &Entry) -> Option<Refusal> {
        let column = self.data.columns.get(place.1)?;
        let explains = || self.data.explains && entry.explains(&self.entry(place));
        if let Err(error) = entry.check(self.data.scale) {
            Some(Refusal::Entry(error))
        } else if !column.own && !explains() {
            Some(Refusal::Forbidden)
        } else if column.cancelled && !entry.is_empty() {
            Some(Refusal::Cancelled)
        } else if column.date > self.data.today && entry.mark.is_some() {
            Some(Refusal::Future)
        } else {
            None
        }
    }

    fn keep_step(&mut self, step: Step) -> bool {
        let changed = !step.is_empty();
        if changed {
            self.steps.push(step);
        }
        changed
    }

    /// The batch to be sent now.
    pub fn batch(&mut self) -> Vec<JournalEdit> {
        let (rows, columns, stored) = (&self.rows, &self.columns, &self.stored);
        let version = |wish: &Waiting| {
            let place = rows.get(&wish.pupil).copied().zip(columns.get(&wish.column).copied());
            place.map_or(wish.base, |place| stored.get(&place).map_or(0, |cell| cell.version))
        };
        self.queue.batch(version).to_vec()
    }

    /// Takes the server's answer to the batch.
    pub fn settle(&mut self, outcomes: Vec<EditOutcome>) -> Settled {
        let mut settled = Settled::default();
        for (edit, outcome) in self.queue.answered().into_iter().zip(outcomes) {
            let Some(place) = self.place(edit.column, edit.pupil) else { continue };
            if matches!(outcome, EditOutcome::Saved { .. })
                && edit.entry.absence == Some(klas_domain::Absence::Unknown)
            {
                settled.absences.push(place);
            }
            self.settle_one(place, edit, outcome);
            settled.cells.push(place);
        }
        settled
    }

    fn settle_one(&mut self, place: Place, edit: JournalEdit, outcome: EditOutcome) {
        let newer =
            self.queue.unsaved().any(|(column, pupil, _)| (column, pupil) == (edit.column, edit.pupil));
        let state = match outcome {
            EditOutcome::Saved { version } => {
                self.stored.insert(place, StoredEntry { entry: edit.entry, version });
                CellState::Saved
            }
            EditOutcome::Conflict { stored, author, .. } => {
                self.stored.insert(place, stored);
                CellState::Conflict { wanted: edit.entry, author }
            }
            EditOutcome::Refused(reason) => CellState::Refused { typed: edit.entry.to_string(), reason },
        };
        if !newer {
            self.states.insert(place, state);
        }
    }

    /// Takes what others changed; cells that the person is changing keep what was typed.
    pub fn hear(
        &mut self,
        cells: impl IntoIterator<Item = (Id<of::Column>, Id<of::Person>, StoredEntry)>,
    ) -> Vec<Place> {
        let mut changed = Vec::new();
        for (column, pupil, stored) in cells {
            let Some(place) = self.place(column, pupil) else { continue };
            let saving = matches!(self.states.get(&place), Some(CellState::Saving(_)));
            if saving || self.stored(place).version >= stored.version {
                continue;
            }
            self.stored.insert(place, stored);
            if matches!(self.states.get(&place), Some(CellState::Saved)) {
                self.states.remove(&place);
            }
            changed.push(place);
        }
        changed
    }
}

/// What a key says while a cell is being typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// Nothing more can follow: save it now.
    Complete,
    /// More may follow (`1` may become `12`): wait for 400 ms, then save.
    MayGrow,
    /// Not an entry yet: wait for more.
    Unfinished,
}

/// How far what was typed has come.
pub fn typing(text: &str, scale: Scale) -> Typing {
    match Entry::parse(text, scale) {
        Err(EntryError::Mark(MarkError { .. })) if could_become_entry(text) => Typing::Unfinished,
        Err(_) => Typing::Complete,
        Ok(_)
            if scale == Scale::TwelvePoint
                && !matches!(text.trim(), "1" | "2")
                && text.trim().bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            Typing::Complete
        }
        Ok(entry)
            if entry.mark.is_some()
                && entry.absence.is_none()
                && entry.late.is_none()
                && scale != Scale::TwelvePoint =>
        {
            Typing::Complete
        }
        Ok(_) => Typing::MayGrow,
    }
}

/// Letters are the beginning of absences and latenesses; digits alone are not.
fn could_become_entry(text: &str) -> bool {
    text.chars().next().is_some_and(|first| !first.is_ascii_digit()) && text.chars().count() <= 8
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
