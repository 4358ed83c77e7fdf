//! Two people at one cell, over a network that loses answers, with pages that are closed and opened again: nobody
//! overwrites what was not on the own screen, and nothing typed vanishes without being saved, shown or replaced by its
//! own author.

use std::collections::HashMap;

use klas_app::grid::{data::GridData, model::Grid, queue::Queue};
use klas_domain::{
    EditOutcome, Entry, Id, JournalEdit, Scale, StoredEntry,
    edit::{Step, decide},
    id::of,
};
use proptest::{collection::vec, prelude::*};

use super::{data, reopened, with_note};

/// The cell that everybody writes.
const CELL: (usize, usize) = (0, 1);

#[derive(Clone, Copy, Debug)]
enum Deed {
    /// The first key of an entry.
    Begin,
    /// The entry is taken.
    Write,
    /// A batch goes out and is answered.
    Send,
    /// A batch goes out, and its answer is lost.
    SendInVain,
    /// The page hears what others wrote.
    Hear,
    /// The page is closed and opened again.
    Reopen,
    /// A disputed cell is decided for the own entry.
    KeepMine,
    /// A disputed cell is left as it is.
    KeepTheirs,
}

/// What the server knows of the cell.
#[derive(Default)]
struct Server {
    stored: StoredEntry,
    author: Option<usize>,
    applied: HashMap<Id<of::Edit>, i32>,
}

impl Server {
    fn apply(
        &mut self,
        author: usize,
        edit: &JournalEdit,
        seen: &HashMap<Id<of::Edit>, Entry>,
    ) -> EditOutcome {
        if let Some(version) = self.applied.get(&edit.id) {
            return EditOutcome::Saved { version: *version };
        }
        match decide(&self.stored, edit, Scale::TwelvePoint) {
            Step::Write { version } => {
                let own = self.author == Some(author);
                assert!(own || self.stored.entry == seen[&edit.id], "{:?} was not seen", self.stored.entry);
                self.stored = StoredEntry { entry: edit.entry.clone(), version };
                self.author = Some(author);
                self.applied.insert(edit.id, version);
                EditOutcome::Saved { version }
            }
            Step::Unchanged => EditOutcome::Saved { version: self.stored.version },
            Step::Conflict => EditOutcome::Conflict {
                stored: self.stored.clone(),
                author: "Коваль".to_owned(),
                at: chrono::Utc::now(),
            },
            Step::Refused(error) => unreachable!("{error}"),
        }
    }
}

/// A person at a page of the journal.
struct Person {
    number: usize,
    grid: Grid,
    /// What was on the screen at the first key of the entry that is being typed.
    shown: Option<Entry>,
    /// What was on the screen when an edit was begun.
    seen: HashMap<Id<of::Edit>, Entry>,
    last: Option<Entry>,
}

impl Person {
    fn new(number: usize, page: &GridData) -> Self {
        let grid = Grid::new(page.clone(), Queue::default());
        Self { number, grid, shown: None, seen: HashMap::new(), last: None }
    }

    fn begin(&mut self) {
        self.grid.begin_typing(CELL);
        let shown = self.on_screen();
        self.shown.get_or_insert(shown);
    }

    /// What others wrote, as far as the person saw it: an own wish that waits hides what came since.
    fn on_screen(&self) -> Entry {
        let wish = self.grid.queue.cells.newest(self.grid.cell(CELL).unwrap());
        wish.map_or_else(|| self.grid.entry(CELL), |wish| self.seen[&wish.id].clone())
    }

    fn wish(&mut self, entry: Entry) {
        let shown = self.shown.take().unwrap_or_else(|| self.on_screen());
        self.grid.set(CELL, entry.clone(), None);
        self.grid.end_typing();
        let newest = self.grid.queue.cells.newest(self.grid.cell(CELL).unwrap()).unwrap().id;
        self.seen.insert(newest, shown);
        self.last = Some(entry);
    }

    fn do_it(&mut self, deed: Deed, server: &mut Server, text: usize) {
        match deed {
            Deed::Begin => self.begin(),
            Deed::Write => {
                self.begin();
                self.wish(with_note(Entry::default(), &text.to_string()));
            }
            Deed::Send | Deed::SendInVain => {
                let batch = self.grid.batch();
                let outcomes = batch.iter().map(|edit| server.apply(self.number, edit, &self.seen)).collect();
                if matches!(deed, Deed::Send) {
                    self.grid.settle(outcomes);
                }
            }
            Deed::Hear => {
                let (column, pupil) = self.grid.cell(CELL).unwrap();
                self.grid.hear([(column, pupil, server.stored.clone())]);
            }
            Deed::Reopen => {
                let grid = Grid::new(self.grid.data.clone(), std::mem::take(&mut self.grid.queue));
                let now = (CELL, server.stored.entry.clone(), server.stored.version);
                (self.grid, self.shown) = (reopened(grid, &[now]), None);
            }
            Deed::KeepMine | Deed::KeepTheirs => self.decide(matches!(deed, Deed::KeepMine)),
        }
    }

    fn decide(&mut self, mine: bool) {
        let of = self.grid.cell(CELL).unwrap();
        let Some(wanted) = self.grid.queue.trouble(of).and_then(|trouble| trouble.wanted.clone()) else {
            return;
        };
        self.grid.end_typing();
        self.shown = None;
        self.grid.forget_trouble(CELL);
        if mine {
            self.wish(wanted);
        } else {
            self.last = None;
        }
    }

    /// The last entry is saved, on its way, or before the person's eyes; unless another wrote over it, having seen it.
    fn has_lost_nothing(&self, server: &Server) -> bool {
        let Some(last) = &self.last else { return true };
        let of = self.grid.cell(CELL).unwrap();
        let trouble = self.grid.queue.trouble(of).and_then(|trouble| trouble.wanted.as_ref());
        let on_its_way = self.grid.queue.cells.unsaved().any(|edit| edit.entry == *last);
        let saved = server.author != Some(self.number) || server.stored.entry == *last;
        trouble == Some(last) || on_its_way || saved
    }
}

fn deeds() -> impl Strategy<Value = Vec<(usize, Deed)>> {
    let deed = prop_oneof![
        1 => Just(Deed::Begin),
        4 => Just(Deed::Write),
        4 => Just(Deed::Send),
        2 => Just(Deed::SendInVain),
        3 => Just(Deed::Hear),
        1 => Just(Deed::Reopen),
        1 => Just(Deed::KeepMine),
        1 => Just(Deed::KeepTheirs),
    ];
    vec((0..2_usize, deed), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_overwrites_what_was_not_seen_and_nothing_typed_vanishes(deeds in deeds()) {
        let page = data();
        let mut server = Server::default();
        let mut people = [Person::new(0, &page), Person::new(1, &page)];
        for (text, (person, deed)) in deeds.into_iter().enumerate() {
            people[person].do_it(deed, &mut server, text);
            prop_assert!(people[person].has_lost_nothing(&server), "{deed:?}");
        }
    }
}
