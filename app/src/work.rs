//! Work that takes seconds of a core, apart from the threads that answer.

use std::{fmt::Display, io, thread};

use thread_priority::{
    NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy,
    thread_native_id,
};
use tokio::sync::{Semaphore, oneshot};

use crate::failure::Failure;

/// The turn to make what a person waits for: one is made at a time, and who does not wait any longer leaves the queue.
static TURN: Semaphore = Semaphore::const_new(1);

/// Does work that a person waits for, in its turn.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let _turn = TURN.acquire().await.map_err(|_| Failure::Internal)?;
    tokio::task::spawn_blocking(work).await.map_err(unfinished)
}

/// Does work that nobody sits and waits for: whatever else the machine has to do goes first.
pub async fn behind<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let (done, made) = oneshot::channel();
    let begun = thread::Builder::new().spawn(move || {
        let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        if let Err(error) = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, policy) {
            tracing::debug!(?error, "work that nobody waits for goes beside all else");
        }
        drop(done.send(work()));
    });
    match begun {
        Ok(_) => made.await.map_err(io::Error::other),
        Err(error) => Err(error),
    }
    .map_err(unfinished)
}

fn unfinished(error: impl Display) -> Failure {
    tracing::error!(%error, "work was not done to its end");
    Failure::Internal
}

#[cfg(test)]
mod tests {
    use thread_priority::thread_schedule_policy;

    use super::*;

    const IDLE: ThreadSchedulePolicy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);

    #[tokio::test]
    async fn what_nobody_waits_for_gives_way_with_all_its_threads_and_nothing_else_does() {
        let own = || thread_schedule_policy().unwrap();
        let begun = move || (own(), thread::spawn(own).join().unwrap());
        assert_eq!(behind(begun).await.unwrap(), (IDLE, IDLE));
        assert_ne!(apart(own).await.unwrap(), IDLE);
    }

    #[tokio::test]
    async fn work_that_breaks_off_is_a_failure() {
        let broken = || -> u8 { panic!("broken") };
        assert!(matches!(behind(broken).await, Err(Failure::Internal)));
        assert!(matches!(apart(broken).await, Err(Failure::Internal)));
    }
}
