//! What the grid knows and decides, without a browser.

use std::collections::{HashMap, HashSet};

use klas_domain::{
    Entry, Id, JournalEdit, StoredEntry,
    edit::{LessonText, Refusal},
    id::of,
};

use super::{
    data::GridData,
    lane::CellId,
    proposals::CellProposal,
    queue::{Queue, Trouble, Why},
    steps::{Change, Step, Steps},
};

/// A place in the grid: row (pupil) and column.
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

/// The grid.
pub struct Grid {
    /// What the page gave.
    pub data: GridData,
    pub(super) stored: HashMap<Place, StoredEntry>,
    pub(super) saved: HashSet<Place>,
    /// The cell that is being typed into, and the version that stood there at the first key.
    pub(super) typing: Option<(Place, i32)>,
    /// The cell whose form is open: it is being changed until the form is left, whatever is typed besides.
    form: Option<Place>,
    /// What others wrote into cells that the person is changing: told once the person is done.
    pub(super) unheard: HashMap<Place, StoredEntry>,
    pub(super) steps: Steps,
    pub(super) saved_words: HashSet<usize>,
    /// What others wrote of lessons whose words the person is changing: told once the person is done.
    pub(super) unheard_words: HashMap<usize, (LessonText, i32)>,
    pub(super) rows: HashMap<Id<of::Person>, usize>,
    pub(super) columns: HashMap<Id<of::Column>, usize>,
    /// What is not known to be saved.
    pub queue: Queue,
    /// Whether new marks and notes are written in pencil.
    pub pencil: bool,
    /// The cells whose pencil entries are on their way to be published.
    pub(super) publishing: HashSet<Place>,
    /// What is proposed for summative cells, as far as the page was told.
    pub(super) proposals: HashMap<Place, CellProposal>,
}

impl Grid {
    /// The grid of a page, with what an earlier visit left unsaved.
    pub fn new(data: GridData, left: Queue) -> Self {
        let marking = |column: usize| data.marking(column);
        let stored = data.cells.iter().map(|cell| ((cell.0, cell.1), cell.stored(marking(cell.1)))).collect();
        let rows = data.pupils.iter().enumerate().map(|(row, (id, _))| (*id, row)).collect();
        let columns = data.columns.iter().enumerate().map(|(place, column)| (column.id, place)).collect();
        Self {
            data,
            stored,
            saved: HashSet::new(),
            typing: None,
            form: None,
            unheard: HashMap::new(),
            steps: Steps::default(),
            saved_words: HashSet::new(),
            unheard_words: HashMap::new(),
            rows,
            columns,
            queue: left,
            pencil: false,
            publishing: HashSet::new(),
            proposals: HashMap::new(),
        }
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
    pub fn cell(&self, (row, column): Place) -> Option<CellId> {
        Some((self.data.columns.get(column)?.id, self.data.pupils.get(row)?.0))
    }

    /// What a cell is going through.
    pub fn state(&self, place: Place) -> CellState {
        let Some(of) = self.cell(place) else { return CellState::Calm };
        if let Some(trouble) = self.queue.trouble(of) {
            return match trouble.why.clone() {
                Why::Refused(reason) => CellState::Refused { typed: trouble.typed.clone(), reason },
                Why::Conflict { author } => {
                    CellState::Conflict { wanted: trouble.wanted.clone().unwrap_or_default(), author }
                }
            };
        }
        match self.queue.cells.newest(of) {
            Some(wish) => CellState::Saving(wish.entry.clone()),
            None if self.saved.contains(&place) => CellState::Saved,
            None => CellState::Calm,
        }
    }

    /// What is stored in a cell, as far as the page knows.
    pub fn stored(&self, place: Place) -> StoredEntry {
        self.stored.get(&place).cloned().unwrap_or_default()
    }

    /// What a cell holds for the person who looks at it: the newest wish, or what is stored.
    pub fn entry(&self, place: Place) -> Entry {
        let wish = self.cell(place).and_then(|of| self.queue.cells.newest(of));
        wish.map_or_else(|| self.stored(place).entry, |wish| wish.entry.clone())
    }

    /// Whether a cell holds nothing, and nothing that was typed there waits for a decision.
    pub fn is_free(&self, place: Place) -> bool {
        self.entry(place).is_empty() && self.trouble(place).is_none()
    }

    /// What the person wants a cell to hold: what was refused, else what it holds.
    pub fn wanted(&self, place: Place) -> Entry {
        self.trouble(place)
            .filter(|trouble| matches!(trouble.why, Why::Refused(_)))
            .and_then(|trouble| trouble.wanted.clone())
            .unwrap_or_else(|| self.entry(place))
    }

    pub(super) fn trouble(&self, place: Place) -> Option<&Trouble> {
        self.cell(place).and_then(|of| self.queue.trouble(of))
    }

    /// How many cells and lessons were refused or are in conflict, on this page of the journal and on others.
    pub fn troubled(&self) -> usize {
        self.queue.troubles.len() + self.queue.words_troubles.len()
    }

    /// How many of them stand on other pages.
    pub fn troubled_elsewhere(&self) -> usize {
        self.troubled() - self.troubled_places().len()
    }

    /// The person gives up what was not saved on other pages, or in cells and lessons that are nowhere any more.
    pub fn give_up_elsewhere(&mut self) {
        let (rows, columns) = (&self.rows, &self.columns);
        let cell =
            |trouble: &Trouble| columns.contains_key(&trouble.of.0) && rows.contains_key(&trouble.of.1);
        self.queue.troubles.retain(cell);
        self.queue.words_troubles.retain(|trouble| columns.contains_key(&trouble.lesson.uuid().into()));
    }

    fn troubled_places(&self) -> Vec<Place> {
        let cells = self.queue.troubles.iter().filter_map(|trouble| self.place(trouble.of.0, trouble.of.1));
        let lessons = self.queue.words_troubles.iter();
        let lessons =
            lessons.filter_map(|trouble| Some((0, *self.columns.get(&trouble.lesson.uuid().into())?)));
        let mut places: Vec<Place> = cells.chain(lessons).collect();
        places.sort_by_key(|(row, column)| (*column, *row));
        places
    }

    /// The next cell or lesson that was not saved, going down the columns and around.
    pub fn next_trouble(&self, from: Place) -> Option<Place> {
        let places = self.troubled_places();
        let after = |place: &&Place| (place.1, place.0) > (from.1, from.0);
        places.iter().find(after).or(places.first()).copied()
    }

    /// A key begins to be typed into a cell: what stands there now is what the person saw.
    pub fn begin_typing(&mut self, place: Place) {
        if self.typing.is_none_or(|(other, _)| other != place) {
            let base = self.base(place);
            self.typing = Some((place, base));
        }
    }

    /// Nothing is being typed any more; the cell, where others' news waited for that.
    pub fn end_typing(&mut self) -> Option<Place> {
        let (place, _) = self.typing.take_if(|(place, _)| self.form != Some(*place))?;
        self.deliver(place).then_some(place)
    }

    /// The form of a cell is opened: what stands there now is what the person saw.
    pub fn open_form(&mut self, place: Place) {
        self.begin_typing(place);
        self.form = Some(place);
    }

    /// The form is left; its cell, where others' news waited for that.
    pub fn close_form(&mut self) -> Option<Place> {
        self.form = None;
        self.end_typing()
    }

    /// Takes what was typed into a cell; true where an edit goes to the server. The note stays as it is.
    pub fn type_into(&mut self, place: Place, typed: &str) -> bool {
        self.type_all(vec![(place, typed.to_owned())])
    }

    /// Takes what was typed or pasted into several cells: one step for Ctrl+Z.
    pub fn type_all(&mut self, texts: Vec<(Place, String)>) -> bool {
        let mut step = Step::new();
        for (place, typed) in texts {
            match Entry::parse(&typed, self.data.marking(place.1)) {
                Ok(entry) => self.wish(place, self.with_note(place, entry), None, &mut step),
                Err(error) => self.refuse(place, (typed, None, None), Refusal::Entry(error), &mut step),
            }
        }
        self.steps.keep(step)
    }

    /// Makes a cell hold an entry as it is, note included.
    pub fn set(&mut self, place: Place, entry: Entry, reason: Option<String>) -> bool {
        let mut step = Step::new();
        self.wish(place, entry, reason, &mut step);
        self.steps.keep(step)
    }

    /// Leaves what was refused or in conflict: the cell shows what is stored, or an older wish that was not saved.
    pub fn forget_trouble(&mut self, place: Place) {
        if let Some(of) = self.cell(place) {
            self.queue.forget_trouble(of);
        }
    }

    /// Stays with what was wanted where somebody else wrote meanwhile, for the same reason.
    pub fn keep_mine(&mut self, place: Place) {
        let trouble = self.cell(place).and_then(|of| self.queue.forget_trouble(of));
        if let Some(Trouble { wanted: Some(wanted), reason, .. }) = trouble {
            self.set(place, wanted, reason);
        }
    }

    fn with_note(&self, place: Place, entry: Entry) -> Entry {
        let with_pencil = self.pencil && entry.mark.is_some();
        let entry = Entry { note: self.wanted(place).note, ..entry };
        self.founded(place, self.in_pencil(place, with_pencil, entry))
    }

    /// The version that a wish for a cell is about: what the person saw, not what the page has learnt since.
    fn base(&self, place: Place) -> i32 {
        if let Some((_, base)) = self.typing.filter(|(typed, _)| *typed == place) {
            return base;
        }
        let wish = self.cell(place).and_then(|of| self.queue.cells.newest(of));
        let refused = self.trouble(place).filter(|trouble| matches!(trouble.why, Why::Refused(_)));
        wish.map(|wish| wish.base)
            .or(refused.map(|trouble| trouble.base))
            .unwrap_or_else(|| self.stored(place).version)
    }

    fn refuse(
        &mut self,
        place: Place,
        (typed, wanted, reason): (String, Option<Entry>, Option<String>),
        refusal: Refusal,
        step: &mut Step,
    ) {
        let Some(of) = self.cell(place) else { return };
        let base = self.base(place);
        step.push(Change { place, before: self.entry(place), after: None });
        self.queue.keep_trouble(Trouble { of, typed, wanted, base, reason, why: Why::Refused(refusal) });
    }

    pub(super) fn wish(&mut self, place: Place, entry: Entry, reason: Option<String>, step: &mut Step) {
        match self.refusal(place, &entry) {
            Some(refusal) => self.refuse(place, (entry.to_string(), Some(entry), reason), refusal, step),
            None => self.send(place, entry, reason, step),
        }
    }

    /// Makes a cell hold again what it held before the person's own step: the reason of an absence too, which is the class
    /// teacher's to give, and which the server knows to have stood there.
    pub(super) fn bring_back(&mut self, place: Place, entry: Entry) {
        let step = &mut Step::new();
        match self.refusal(place, &entry).filter(|refusal| *refusal != Refusal::ClassTeachersReason) {
            Some(refusal) => self.refuse(place, (entry.to_string(), Some(entry), None), refusal, step),
            None => self.send(place, entry, None, step),
        }
    }

    fn send(&mut self, place: Place, entry: Entry, reason: Option<String>, step: &mut Step) {
        let Some(of) = self.cell(place) else { return };
        let (before, base) = (self.entry(place), self.base(place));
        self.queue.forget_troubles(of);
        if before == entry {
            return;
        }
        step.push(Change { place, before, after: Some(entry.clone()) });
        self.saved.remove(&place);
        let id = Id::from(uuid::Uuid::new_v4());
        self.queue.cells.push(JournalEdit { id, column: of.0, pupil: of.1, base, entry, reason });
    }

    /// The rules that the page can check before asking the server.
    fn refusal(&self, place: Place, entry: &Entry) -> Option<Refusal> {
        let column = self.data.columns.get(place.1)?;
        let may_explain = self.data.explains && !column.class_closed;
        let explains = || may_explain && entry.explains(&self.entry(place));
        if let Err(error) = entry.check(column.marking(self.data.scale)) {
            Some(Refusal::Entry(error))
        } else if self.data.archived {
            Some(Refusal::Archived)
        } else if !column.own && column.closed && !explains() {
            Some(Refusal::Closed)
        } else if !column.own && !explains() {
            Some(Refusal::Forbidden)
        } else if column.held().is_some_and(|(_, cancelled)| cancelled) && !entry.is_empty() {
            Some(Refusal::Cancelled)
        } else if column.held().is_some_and(|(date, _)| date > self.data.today) && entry.mark.is_some() {
            Some(Refusal::Future)
        } else if !self.data.explains && !column.closed && entry.gives_reason(&self.stored(place).entry) {
            Some(Refusal::ClassTeachersReason)
        } else {
            None
        }
    }
}
