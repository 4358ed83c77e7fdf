//! Taking steps back, and making them again.

use klas_domain::Entry;

use super::{
    model::{Grid, Place},
    queue::Why,
};

/// What a step did to a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The cell.
    pub place: Place,
    /// What it held before.
    pub before: Entry,
    /// What it was made to hold; none where that was refused at once.
    pub after: Option<Entry>,
}

/// What one press of a key, one paste or one filling did.
pub type Step = Vec<Change>;

/// The steps that can be taken back, and those that were.
#[derive(Debug, Default)]
pub struct Steps {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl Steps {
    /// Keeps a step; true where it makes an edit for the server.
    pub fn keep(&mut self, step: Step) -> bool {
        let edits = step.iter().any(|change| change.after.is_some());
        if !step.is_empty() {
            self.undone.clear();
            self.done.push(step);
        }
        edits
    }
}

/// What became of a step that was to be taken back or made again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stepped {
    /// Cells that changed.
    pub places: Vec<Place>,
    /// How many cells stay as they are, because somebody else changed them since.
    pub skipped: usize,
}

impl Grid {
    /// Takes the last step back.
    pub fn undo(&mut self) -> Stepped {
        while let Some(step) = self.steps.done.pop() {
            let mut stepped = Stepped::default();
            let mut undone = Step::new();
            for change in step.into_iter().rev() {
                self.take_back(change, &mut stepped, &mut undone);
            }
            if !undone.is_empty() {
                self.steps.undone.push(undone.into_iter().rev().collect());
            }
            if stepped != Stepped::default() {
                stepped.places.reverse();
                return stepped;
            }
        }
        Stepped::default()
    }

    fn take_back(&mut self, change: Change, stepped: &mut Stepped, undone: &mut Step) {
        let place = change.place;
        if self.trouble(place).is_some_and(|trouble| matches!(trouble.why, Why::Refused(_))) {
            self.forget_trouble(place);
            stepped.places.push(place);
            return;
        }
        let Some(after) = &change.after else { return };
        if self.trouble(place).is_some() || self.entry(place) != *after {
            stepped.skipped += 1;
            return;
        }
        self.bring_back(place, change.before.clone());
        stepped.places.push(place);
        undone.push(change);
    }

    /// Makes the last step again that was taken back.
    pub fn redo(&mut self) -> Stepped {
        let mut stepped = Stepped::default();
        let mut done = Step::new();
        for change in self.steps.undone.pop().unwrap_or_default() {
            let (place, Some(after)) = (change.place, change.after.clone()) else { continue };
            if self.trouble(place).is_some() || self.entry(place) != change.before {
                stepped.skipped += 1;
                continue;
            }
            self.wish(place, after, None, &mut Step::new());
            stepped.places.push(place);
            done.push(change);
        }
        if !done.is_empty() {
            self.steps.done.push(done);
        }
        stepped
    }
}
