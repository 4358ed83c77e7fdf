//! Edits of cells, told as a journal in memory that follows [`decide`].

use std::collections::{HashMap, VecDeque};

use klas_domain::{
    Absence, Entry, EntryError, Id, JournalEdit, Mark, MarkError, Scale, StoredEntry,
    edit::{Step, decide},
    id::of,
};
use proptest::{collection::vec, option, prelude::*, sample};
use rstest::rstest;

type Cell = (Id<of::Column>, Id<of::Person>);

/// The smallest journal that keeps the promises: an edit once, a version per write, a history of all writes.
#[derive(Clone, Debug, Default, PartialEq)]
struct Journal {
    cells: HashMap<Cell, StoredEntry>,
    history: Vec<(Id<of::Edit>, Cell, StoredEntry)>,
}

impl Journal {
    fn cell(&self, cell: Cell) -> StoredEntry {
        self.cells.get(&cell).cloned().unwrap_or_default()
    }

    fn knows(&self, edit: &JournalEdit) -> bool {
        self.history.iter().any(|(id, ..)| *id == edit.id)
    }

    fn apply(&mut self, edit: &JournalEdit) -> Step {
        let cell = (edit.column, edit.pupil);
        if self.knows(edit) {
            return Step::Unchanged;
        }
        let step = decide(&self.cell(cell), edit, Scale::TwelvePoint);
        if let Step::Write { version } = step {
            let stored = StoredEntry { entry: edit.entry.clone(), version };
            self.history.push((edit.id, cell, stored.clone()));
            self.cells.insert(cell, stored);
        }
        step
    }
}

fn points(points: u8) -> Entry {
    Entry { mark: Some(Mark::Points(points)), ..Entry::default() }
}

fn edit(base: i32, entry: Entry) -> JournalEdit {
    JournalEdit { id: Id::new(), column: Id::new(), pupil: Id::new(), base, entry, reason: None }
}

#[rstest]
#[case::untouched_cell(0, Entry::default(), 0, points(8), Step::Write { version: 1 })]
#[case::seen_as_it_is(3, points(8), 3, points(9), Step::Write { version: 4 })]
#[case::cleared(3, points(8), 3, Entry::default(), Step::Write { version: 4 })]
#[case::moved_on(3, points(8), 2, points(9), Step::Conflict)]
#[case::version_from_nowhere(3, points(8), 4, points(9), Step::Conflict)]
#[case::the_same_wish(3, points(8), 2, points(8), Step::Unchanged)]
#[case::nothing_changed(3, points(8), 3, points(8), Step::Unchanged)]
#[case::wrong_mark(0, Entry::default(), 0, points(13), Step::Refused(EntryError::Mark(MarkError(Scale::TwelvePoint.into()))))]
#[case::wrong_mark_is_no_conflict(3, points(8), 2, points(0), Step::Refused(EntryError::Mark(MarkError(Scale::TwelvePoint.into()))))]
fn an_edit_is_decided(
    #[case] version: i32,
    #[case] stands: Entry,
    #[case] base: i32,
    #[case] wished: Entry,
    #[case] step: Step,
) {
    let stored = StoredEntry { entry: stands, version };
    assert_eq!(decide(&stored, &edit(base, wished), Scale::TwelvePoint), step);
}

#[test]
fn a_note_alone_is_a_change() {
    let stored = StoredEntry { entry: points(8), version: 1 };
    let wished = Entry { note: Some("Гарна робота".to_owned()), ..points(8) };
    assert_eq!(decide(&stored, &edit(1, wished), Scale::TwelvePoint), Step::Write { version: 2 });
}

fn entries() -> impl Strategy<Value = Entry> {
    let absences = option::of(sample::select(Absence::ALL.to_vec()));
    (option::of(1..=13_u8), absences).prop_map(|(points, absence)| Entry {
        mark: points.map(Mark::Points),
        absence,
        ..Entry::default()
    })
}

/// Edits of few cells by authors who saw few versions, in an order where each may come several times.
fn arrivals() -> impl Strategy<Value = Vec<JournalEdit>> {
    let columns = [Id::new(), Id::new()];
    let pupils = [Id::new(), Id::new()];
    let edits = (0..2_usize, 0..2_usize, 0..5, entries()).prop_map(move |(column, pupil, base, entry)| {
        JournalEdit { column: columns[column], pupil: pupils[pupil], ..edit(base, entry) }
    });
    (vec(edits, 1..20), vec(any::<sample::Index>(), 1..60))
        .prop_map(|(edits, order)| order.iter().map(|place| place.get(&edits).clone()).collect())
}

fn journal_after(edits: &[JournalEdit]) -> Journal {
    let mut journal = Journal::default();
    for edit in edits {
        journal.apply(edit);
    }
    journal
}

/// The same edits in another order, in which those of each cell keep their own.
fn in_other_turns(edits: &[JournalEdit], turns: &[sample::Index]) -> Vec<JournalEdit> {
    let mut lanes: Vec<VecDeque<JournalEdit>> = Vec::new();
    for edit in edits {
        let is_same = |other: &JournalEdit| (other.column, other.pupil) == (edit.column, edit.pupil);
        match lanes.iter_mut().find(|lane| lane.front().is_some_and(is_same)) {
            Some(lane) => lane.push_back(edit.clone()),
            None => lanes.push(VecDeque::from([edit.clone()])),
        }
    }
    let mut other = Vec::new();
    for turn in turns.iter().cycle() {
        lanes.retain(|lane| !lane.is_empty());
        if lanes.is_empty() {
            break;
        }
        let lane = turn.index(lanes.len());
        other.extend(lanes[lane].pop_front());
    }
    other
}

/// What was answered of a cell, and what it went through.
#[derive(Debug, Default, PartialEq)]
struct Told {
    steps: Vec<Step>,
    writes: Vec<(Id<of::Edit>, StoredEntry)>,
}

fn told_by_cell(edits: &[JournalEdit]) -> HashMap<Cell, Told> {
    let mut journal = Journal::default();
    let mut told: HashMap<Cell, Told> = HashMap::new();
    for edit in edits {
        let step = journal.apply(edit);
        told.entry((edit.column, edit.pupil)).or_default().steps.push(step);
    }
    for (id, cell, stored) in journal.history {
        told.entry(cell).or_default().writes.push((id, stored));
    }
    told
}

proptest! {
    #[test]
    fn edits_of_different_cells_commute(edits in arrivals(), turns in vec(any::<sample::Index>(), 1..60)) {
        let other = in_other_turns(&edits, &turns);
        prop_assert_eq!(other.len(), edits.len());
        prop_assert_eq!(told_by_cell(&other), told_by_cell(&edits));
        prop_assert_eq!(journal_after(&other).cells, journal_after(&edits).cells);
    }

    #[test]
    fn sending_each_edit_twice_is_sending_it_once(edits in arrivals()) {
        let twice: Vec<_> = edits.iter().flat_map(|edit| [edit.clone(), edit.clone()]).collect();
        prop_assert_eq!(journal_after(&twice), journal_after(&edits));
    }

    #[test]
    fn a_written_edit_sent_again_at_any_time_changes_nothing(edits in arrivals()) {
        let journal = journal_after(&edits);
        let mut again = journal.clone();
        for edit in edits.iter().filter(|edit| journal.knows(edit)) {
            again.apply(edit);
        }
        prop_assert_eq!(again, journal);
    }

    #[test]
    fn the_version_counts_the_writes_and_history_keeps_each(edits in arrivals()) {
        let mut journal = Journal::default();
        let mut accepted = Vec::new();
        for edit in &edits {
            if matches!(journal.apply(edit), Step::Write { .. }) {
                accepted.push((edit.id, edit.entry.clone()));
            }
        }
        let kept: Vec<_> =
            journal.history.iter().map(|(id, _, stored)| (*id, stored.entry.clone())).collect();
        prop_assert_eq!(kept, accepted);
        for (cell, stored) in &journal.cells {
            let writes: Vec<_> =
                journal.history.iter().filter(|(_, written, _)| written == cell).map(|(.., to)| to).collect();
            let versions: Vec<_> = writes.iter().map(|write| write.version).collect();
            prop_assert_eq!(versions, (1..=stored.version).collect::<Vec<_>>());
            prop_assert_eq!(writes.last().copied(), Some(stored));
        }
    }

    #[test]
    fn only_a_write_changes_a_cell_and_only_for_an_author_who_saw_it(edits in arrivals()) {
        let mut journal = Journal::default();
        for edit in &edits {
            let cell = (edit.column, edit.pupil);
            let before = journal.cell(cell);
            let step = journal.apply(edit);
            let after = journal.cell(cell);
            if let Step::Write { version } = step {
                prop_assert_eq!(before.version, edit.base);
                prop_assert_eq!(after, StoredEntry { entry: edit.entry.clone(), version });
            } else {
                prop_assert_eq!(after, before);
            }
        }
    }

    #[test]
    fn what_stands_in_a_cell_can_stand(edits in arrivals()) {
        for stored in journal_after(&edits).cells.values() {
            prop_assert_eq!(stored.entry.check(Scale::TwelvePoint), Ok(()));
        }
    }
}
