//! Work that takes seconds of a core, apart from the threads that answer.

use std::{fmt::Display, thread};

use thread_priority::{ThreadPriority, set_current_thread_priority};
use tokio::sync::{Semaphore, oneshot};

use crate::failure::Failure;

/// The turn to make what a person waits for: one is made at a time, and who does not wait any longer leaves the queue.
static TURN: Semaphore = Semaphore::const_new(1);

/// Does work that a person waits for, in its turn.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let _turn = TURN.acquire().await.map_err(|_| Failure::Internal)?;
    tokio::task::spawn_blocking(work).await.map_err(unfinished)
}

/// Does work that nobody sits and waits for: what else the program has to do goes first.
pub async fn behind<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let (done, made) = oneshot::channel();
    let begun = thread::Builder::new().name("klas-behind".into()).spawn(move || {
        if let Err(error) = set_current_thread_priority(ThreadPriority::Min) {
            tracing::debug!(?error, "work that nobody waits for goes beside all else");
        }
        drop(done.send(work()));
    });
    begun.map_err(unfinished)?;
    made.await.map_err(unfinished)
}

fn unfinished(error: impl Display) -> Failure {
    tracing::error!(%error, "work was not done to its end");
    Failure::Internal
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// How much the thread gives way to others: 19 is the most.
    fn nice() -> i32 {
        let stat = fs::read_to_string("/proc/thread-self/stat").unwrap();
        stat.rsplit(')').next().unwrap().split_whitespace().nth(16).unwrap().parse().unwrap()
    }

    #[tokio::test]
    async fn what_nobody_waits_for_gives_way_with_the_threads_it_begins_and_nothing_else_does() {
        let begun = || (nice(), thread::spawn(nice).join().unwrap());
        assert_eq!(behind(begun).await.unwrap(), (19, 19));
        assert_eq!(apart(nice).await.unwrap(), nice());
    }

    #[tokio::test]
    async fn work_that_breaks_off_is_a_failure() {
        let broken = || -> u8 { panic!("broken") };
        assert!(matches!(behind(broken).await, Err(Failure::Internal)));
        assert!(matches!(apart(broken).await, Err(Failure::Internal)));
    }
}
