//! Edits that wait at the same moment are applied in one transaction: when a whole school saves at the bell, they
//! wait for a few statements and one flush to the disk, not each for its own.

use std::collections::HashMap;

use futures::future::join_all;
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

/// A handle to the queue; clones share it.
#[derive(Clone)]
pub(crate) struct EditQueue(mpsc::Sender<(Wish, Answer)>);

impl EditQueue {
    /// Starts the queue. It ends when the last handle is dropped.
    pub(crate) fn start(database: Database) -> Self {
        let (queue, asked) = mpsc::channel(4 * GROUP_LIMIT);
        tokio::spawn(run(database, asked));
        Self(queue)
    }

    /// Applies a person's edits and returns once they are on the disk.
    pub(crate) async fn apply(&self, wish: Wish) -> Result<Vec<EditOutcome>> {
        let (reply, answer) = oneshot::channel();
        self.0.send((wish, reply)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

async fn run(database: Database, mut asked: mpsc::Receiver<(Wish, Answer)>) {
    let mut group = Vec::with_capacity(GROUP_LIMIT);
    while asked.recv_many(&mut group, GROUP_LIMIT).await > 0 {
        let mut schools: HashMap<Id<of::School>, Vec<(Wish, Answer)>> = HashMap::new();
        for (wish, answer) in group.drain(..) {
            schools.entry(wish.0.school).or_default().push((wish, answer));
        }
        join_all(schools.into_values().map(|group| apply_together(&database, group))).await;
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
