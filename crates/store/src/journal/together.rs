//! Edits that wait at the same moment are applied in one transaction: when a whole school saves at the bell, they
//! wait for a few statements and one flush to the disk, not each for its own.

use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
};

use futures::FutureExt;
use klas_domain::{
    EditOutcome,
    id::{Id, of},
};
use tokio::sync::{mpsc, oneshot};

use super::edits::{Wish, apply_all};
use crate::{
    error::{Result, StoreError},
    store::Database,
};

/// The most people whose edits share a transaction: bounds how long the first one waits.
const GROUP_LIMIT: usize = 256;

type Answer = oneshot::Sender<Result<Vec<EditOutcome>>>;
type Queue = mpsc::Sender<(Wish, Answer)>;

/// The queues of the schools; clones share them. Each school has its own, so that none waits for another.
#[derive(Clone)]
pub(crate) struct EditQueue {
    database: Database,
    schools: Arc<Mutex<HashMap<Id<of::School>, Queue>>>,
}

impl EditQueue {
    pub(crate) fn new(database: Database) -> Self {
        Self { database, schools: Arc::default() }
    }

    /// Applies a person's edits and returns once they are on the disk.
    pub(crate) async fn apply(&self, wish: Wish) -> Result<Vec<EditOutcome>> {
        let (reply, answer) = oneshot::channel();
        self.of(wish.0.school).send((wish, reply)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// The queue of a school; it starts with the school's first edit and ends with the store.
    fn of(&self, school: Id<of::School>) -> Queue {
        let mut schools = self.schools.lock().unwrap_or_else(PoisonError::into_inner);
        let start = || {
            let (queue, asked) = mpsc::channel(4 * GROUP_LIMIT);
            tokio::spawn(run(self.database.clone(), asked));
            queue
        };
        schools.entry(school).or_insert_with(start).clone()
    }
}

async fn run(database: Database, mut asked: mpsc::Receiver<(Wish, Answer)>) {
    let mut group = Vec::with_capacity(GROUP_LIMIT);
    while asked.recv_many(&mut group, GROUP_LIMIT).await > 0 {
        // A fault in one group must not end the school's queue.
        let work = AssertUnwindSafe(apply_together(&database, std::mem::take(&mut group))).catch_unwind();
        if work.await.is_err() {
            tracing::error!("applying edits panicked");
        }
    }
}

async fn apply_together(database: &Database, group: Vec<(Wish, Answer)>) {
    let (wishes, answers): (Vec<Wish>, Vec<Answer>) = group.into_iter().unzip();
    if let Ok(outcomes) = apply_all(database, wishes.clone()).await {
        for (answer, outcomes) in answers.into_iter().zip(outcomes) {
            let _ = answer.send(Ok(outcomes));
        }
        return;
    }
    // One that fails must not take the others along.
    for (wish, answer) in wishes.into_iter().zip(answers) {
        let outcomes = apply_all(database, vec![wish]).await;
        let _ = answer.send(outcomes.map(|mut outcomes| outcomes.pop().unwrap_or_default()));
    }
}
