//! Edits on their way to the server: each is sent until it is answered, one batch at a time.

use klas_domain::{Entry, Id, JournalEdit, id::of};
use serde::{Deserialize, Serialize};

/// The most edits of one batch.
const BATCH: usize = 100;

/// A wish that waits: the version it is based on is known only once the edit before it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Column of the cell.
    pub column: Id<of::Column>,
    /// Pupil of the cell.
    pub pupil: Id<of::Person>,
    /// What the cell shall hold.
    pub entry: Entry,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
    /// The version the author saw, for edits that outlived their page.
    pub base: i32,
}

/// What was typed and is not known to be saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    waiting: Vec<Waiting>,
    sent: Vec<JournalEdit>,
}

impl Queue {
    /// Puts a wish into the queue; an earlier one for the same cell that was not sent yet gives way to it.
    pub fn push(&mut self, wish: Waiting) {
        self.waiting.retain(|other| (other.column, other.pupil) != (wish.column, wish.pupil));
        self.waiting.push(wish);
    }

    /// The next batch: the one that was sent and not answered, again and the same; else the waiting wishes, with the
    /// version that `version` tells for their cells.
    pub fn batch(&mut self, version: impl Fn(&Waiting) -> i32) -> &[JournalEdit] {
        if self.sent.is_empty() {
            let count = self.waiting.len().min(BATCH);
            self.sent = self
                .waiting
                .drain(..count)
                .map(|wish| JournalEdit {
                    id: Id::from(uuid::Uuid::new_v4()),
                    column: wish.column,
                    pupil: wish.pupil,
                    base: version(&wish),
                    entry: wish.entry,
                    reason: wish.reason,
                })
                .collect();
        }
        &self.sent
    }

    /// The batch was answered: its edits, to be paired with their outcomes.
    pub fn answered(&mut self) -> Vec<JournalEdit> {
        std::mem::take(&mut self.sent)
    }

    /// The wishes that are not known to be saved, oldest first.
    pub fn unsaved(&self) -> impl Iterator<Item = (Id<of::Column>, Id<of::Person>, &Entry)> {
        let sent = self.sent.iter().map(|edit| (edit.column, edit.pupil, &edit.entry));
        sent.chain(self.waiting.iter().map(|wish| (wish.column, wish.pupil, &wish.entry)))
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

#[cfg(test)]
mod tests {
    use klas_domain::Mark;

    use super::*;

    fn wish(column: Id<of::Column>, pupil: Id<of::Person>, points: u8) -> Waiting {
        let entry = Entry { mark: Some(Mark::Points(points)), ..Entry::default() };
        Waiting { column, pupil, entry, reason: None, base: 0 }
    }

    #[test]
    fn an_unanswered_batch_is_sent_again_with_the_same_identifiers() {
        let mut queue = Queue::default();
        queue.push(wish(Id::new(), Id::new(), 8));
        let first = queue.batch(|_| 0).to_vec();
        queue.push(wish(Id::new(), Id::new(), 9));
        assert_eq!(queue.batch(|_| 0), first);
        assert_eq!(queue.len(), 2);
    }

    #[test]
    fn a_second_thought_waits_for_the_first_and_takes_its_version() {
        let (column, pupil) = (Id::new(), Id::new());
        let mut queue = Queue::default();
        queue.push(wish(column, pupil, 8));
        queue.batch(|_| 0);
        queue.push(wish(column, pupil, 9));
        queue.push(wish(column, pupil, 10));
        assert_eq!(queue.answered().len(), 1);
        let second = queue.batch(|_| 1);
        assert_eq!(second.len(), 1);
        assert_eq!((second[0].base, second[0].entry.mark), (1, Some(Mark::Points(10))));
    }

    #[test]
    fn a_queue_survives_its_page_as_text() {
        let mut queue = Queue::default();
        queue.push(wish(Id::new(), Id::new(), 8));
        queue.batch(|_| 3);
        queue.push(wish(Id::new(), Id::new(), 9));
        let text = serde_json::to_string(&queue).unwrap();
        assert_eq!(serde_json::from_str::<Queue>(&text).unwrap(), queue);
    }
}
