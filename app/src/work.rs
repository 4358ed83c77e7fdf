//! Work that takes seconds of a core, apart from the threads that answer.

use std::{fmt::Display, thread};

use klas_store::Store;
use thread_priority::ThreadPriority;
use tokio::{
    runtime,
    sync::{Semaphore, oneshot},
};

use crate::failure::Failure;

/// The turn to make what a person waits for: one is made at a time, and who does not wait any longer leaves the queue.
static TURN: Semaphore = Semaphore::const_new(1);

/// Does work that a person waits for, in its turn.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let _turn = TURN.acquire().await.map_err(|_| Failure::Internal)?;
    tokio::task::spawn_blocking(work).await.map_err(unfinished)
}

/// Does work that nobody sits and waits for, in a thread that gives way to whatever else the program has to do. It reads
/// with connections of its own: what a thread begins gives way as it does, and nothing of that may serve others. Where
/// nobody wants the work any more it is left at its next wait.
pub async fn behind<T, W>(store: &Store, work: W) -> Result<T, Failure>
where
    T: Send + 'static,
    W: AsyncFnOnce(Store) -> T + Send + 'static,
{
    let (mut done, made) = oneshot::channel();
    let store = store.clone();
    let begun = thread::Builder::new().name("klas-behind".into()).spawn(move || {
        if let Err(error) = give_way() {
            tracing::debug!(?error, "work that nobody waits for may go beside all else");
        }
        let own = runtime::Builder::new_current_thread().enable_all().build();
        let made = own.map(|own| {
            own.block_on(store.apart(async |store| {
                tokio::select! {
                    made = work(store) => Some(made),
                    () = done.closed() => None,
                }
            }))
        });
        if let Some(made) = made.transpose() {
            drop(done.send(made));
        }
    });
    begun.map_err(unfinished)?;
    made.await.map_err(unfinished)?.map_err(unfinished)
}

/// A thread of this policy counts for nothing when another wakes: that one runs at once, on the processor of this one,
/// where beside a thread of the lowest ordinary priority it would queue for a turn.
#[cfg(target_os = "linux")]
fn give_way() -> Result<(), thread_priority::Error> {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadSchedulePolicy, unix};
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    unix::set_thread_priority_and_policy(unix::thread_native_id(), ThreadPriority::Min, idle)
}

#[cfg(not(target_os = "linux"))]
fn give_way() -> Result<(), thread_priority::Error> {
    thread_priority::set_current_thread_priority(ThreadPriority::Min)
}

fn unfinished(error: impl Display) -> Failure {
    tracing::error!(%error, "work was not done to its end");
    Failure::Internal
}

#[cfg(test)]
mod tests {
    use std::{fs, time::Duration};

    use klas_domain::Id;
    use tempfile::TempDir;

    use super::*;

    const SCHED_IDLE: u32 = 5;

    /// The policy by which the system gives turns to this thread.
    fn policy() -> u32 {
        policy_in(&fs::read_to_string("/proc/thread-self/stat").unwrap())
    }

    fn policy_in(stat: &str) -> u32 {
        stat.rsplit(')').next().unwrap().split_whitespace().nth(38).unwrap().parse().unwrap()
    }

    async fn store() -> (Store, TempDir) {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&format!("sqlite://{}/klas.db", folder.path().display())).await.unwrap();
        (store, folder)
    }

    /// How many threads of this process read in SQLite where nobody waits for it.
    fn idle_readers() -> usize {
        let threads = fs::read_dir("/proc/self/task").unwrap().map(|entry| entry.unwrap().path());
        let stats = threads.filter_map(|thread| fs::read_to_string(thread.join("stat")).ok());
        stats.filter(|stat| stat.contains("(sqlx-sqlite") && policy_in(stat) == SCHED_IDLE).count()
    }

    #[tokio::test]
    async fn what_nobody_waits_for_gives_way_with_all_that_it_begins_and_nothing_else_does() {
        let (store, _folder) = store().await;
        assert_eq!(idle_readers(), 0);
        let begun = async |store: Store| {
            store.ping().await.unwrap();
            let helper = tokio::task::spawn_blocking(policy).await.unwrap();
            ([policy(), thread::spawn(policy).join().unwrap(), helper], idle_readers())
        };
        assert_eq!(behind(&store, begun).await.unwrap(), ([SCHED_IDLE; 3], 1));
        assert_eq!(apart(policy).await.unwrap(), policy());
    }

    #[tokio::test]
    async fn work_that_breaks_off_is_a_failure() {
        let (store, _folder) = store().await;
        let broken = || -> u8 { panic!("broken") };
        let reading = async move |store: Store| {
            let _reader = store.read(Id::new()).await.unwrap();
            broken()
        };
        assert!(matches!(behind(&store, reading).await, Err(Failure::Internal)));
        assert!(matches!(apart(broken).await, Err(Failure::Internal)));
    }

    #[tokio::test]
    async fn what_is_not_wanted_any_more_is_left() {
        let (store, _folder) = store().await;
        let (start, started) = oneshot::channel();
        let (held, left) = oneshot::channel::<()>();
        let endless = async move |_| {
            let _held = held;
            start.send(()).unwrap();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            _ = behind(&store, endless) => panic!("it has no end"),
            it_did = started => it_did.unwrap(),
        }
        assert!(tokio::time::timeout(Duration::from_mins(1), left).await.unwrap().is_err());
    }
}
