//! Wishes of one kind on their way to the server: each is sent until it is answered, one batch at a time.

use klas_domain::{Id, JournalEdit, edit::LessonEdit, id::of};
use serde::{Deserialize, Serialize};

/// A cell by its identifiers.
pub type CellId = (Id<of::Column>, Id<of::Person>);

/// A wish to change something by someone who saw a version of it.
pub trait Wish: Clone {
    /// What tells one changed thing from another.
    type Of: Copy + PartialEq;

    /// What the wish is for.
    fn of(&self) -> Self::Of;

    /// The version that the author saw.
    fn base(&self) -> i32;

    /// The author's own earlier wish was saved: this one is about that version now.
    fn rebase(&mut self, version: i32);
}

impl Wish for JournalEdit {
    type Of = CellId;

    fn of(&self) -> CellId {
        (self.column, self.pupil)
    }

    fn base(&self) -> i32 {
        self.base
    }

    fn rebase(&mut self, version: i32) {
        self.base = version;
    }
}

impl Wish for LessonEdit {
    type Of = Id<of::Lesson>;

    fn of(&self) -> Id<of::Lesson> {
        self.lesson
    }

    fn base(&self) -> i32 {
        self.base
    }

    fn rebase(&mut self, version: i32) {
        self.base = version;
    }
}

/// Wishes of one kind: those that were sent and not answered, and those that wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane<W> {
    sent: Vec<W>,
    waiting: Vec<W>,
    /// How many of the oldest wishes that were sent go one by one, since the server takes no batch with them.
    #[serde(default)]
    doubted: usize,
}

impl<W> Default for Lane<W> {
    fn default() -> Self {
        Self { sent: Vec::new(), waiting: Vec::new(), doubted: 0 }
    }
}

impl<W: Wish> Lane<W> {
    /// Puts a wish into the lane; earlier ones for the same thing that were not sent yet give way to it.
    pub fn push(&mut self, wish: W) {
        self.drop_waiting(wish.of());
        self.waiting.push(wish);
    }

    /// The next batch: the one that was sent and not answered, again and the same; else waiting wishes, one for each
    /// thing, since the version that a second one is about is known only once the first is answered.
    pub fn batch(&mut self, limit: usize) -> &[W] {
        if self.sent.is_empty() {
            let (mut batch, mut rest) = (Vec::<W>::new(), Vec::new());
            for wish in self.waiting.drain(..) {
                let free = batch.len() < limit && batch.iter().all(|other| other.of() != wish.of());
                if free { batch.push(wish) } else { rest.push(wish) }
            }
            (self.sent, self.waiting) = (batch, rest);
        }
        &self.sent[..self.going(limit)]
    }

    /// How many of the wishes that were sent go out together.
    fn going(&self, limit: usize) -> usize {
        let limit = if self.doubted > 0 { 1 } else { limit };
        let again = |place: usize| self.sent[..place].iter().any(|other| other.of() == self.sent[place].of());
        (0..self.sent.len().min(limit)).find(|place| again(*place)).unwrap_or(self.sent.len().min(limit))
    }

    /// The oldest wishes that were sent are answered.
    pub fn answered(&mut self, count: usize) -> Vec<W> {
        self.doubted = self.doubted.saturating_sub(count);
        self.sent.drain(..count.min(self.sent.len())).collect()
    }

    /// The server took nothing of what goes out together: each wish is tried once alone, and the one that was tried so
    /// is given back.
    pub fn turned_away(&mut self, limit: usize) -> Option<W> {
        if self.doubted == 0 {
            self.doubted = self.going(limit);
            return None;
        }
        self.answered(1).pop()
    }

    /// The newest wish for a thing that is not known to be saved.
    pub fn newest(&self, of: W::Of) -> Option<&W> {
        self.waiting.iter().rev().chain(self.sent.iter().rev()).find(|wish| wish.of() == of)
    }

    /// Whether a wish for a thing waits: only that is known to be newer than what was answered, since another page's
    /// wishes may stand among those that were sent.
    pub fn waits(&self, of: W::Of) -> bool {
        self.waiting.iter().any(|wish| wish.of() == of)
    }

    /// The author's own wish was saved: what waits for the same thing is about that version now.
    pub fn rebase(&mut self, of: W::Of, version: i32) {
        for wish in self.waiting.iter_mut().filter(|wish| wish.of() == of) {
            wish.rebase(version);
        }
    }

    /// Takes the waiting wish for a thing out of the lane.
    pub fn drop_waiting(&mut self, of: W::Of) -> Option<W> {
        let place = self.waiting.iter().rposition(|wish| wish.of() == of)?;
        let dropped = self.waiting.remove(place);
        self.waiting.retain(|wish| wish.of() != of);
        Some(dropped)
    }

    /// Takes over what another page left, older than what waits here. Wishes keep their identifiers: one that both
    /// pages send is still applied once.
    pub fn adopt(&mut self, left: Self) {
        self.sent.extend(left.sent);
        self.waiting.splice(..0, left.waiting);
    }

    /// The wishes that are not known to be saved.
    pub fn unsaved(&self) -> impl Iterator<Item = &W> {
        self.sent.iter().chain(&self.waiting)
    }

    /// How many wishes are not known to be saved.
    pub fn len(&self) -> usize {
        self.sent.len() + self.waiting.len()
    }

    /// Whether everything is saved.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
