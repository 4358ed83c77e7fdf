//! Archived journals that stay open between visits.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use klas_documents::archive::data::Journal;
use klas_domain::{Id, id::of};
use klas_signature::Fault;
use quick_cache::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::failure::Failure;

/// How many journals are kept open: those of a school, whose families come on one evening.
const KEPT_OPEN: usize = 32;
/// How long a journal that nobody asks for stays open: it takes some megabytes.
const KEPT_FOR: Duration = Duration::from_mins(10);
/// How many containers are checked at once: each is in memory meanwhile, and takes a core.
const TURNS: usize = 2;

/// A container as it was written: whose, its version, its digest.
type Container = (Id<of::SchoolClass>, i32, Vec<u8>);

/// A journal, and which certificates under it are known by now to be revoked.
type Read = (Arc<Journal>, Arc<[Fault]>);

/// A journal that is kept open, and when it was asked for last.
#[derive(Clone)]
struct Kept {
    read: Read,
    asked: Arc<Mutex<Instant>>,
}

/// The journals that were opened last, as they were when their containers had been checked. Clones share them.
#[derive(Clone)]
pub(crate) struct OpenedJournals {
    kept: Arc<Cache<Container, Kept>>,
    turns: Arc<Semaphore>,
}

impl Default for OpenedJournals {
    fn default() -> Self {
        Self { kept: Arc::new(Cache::new(KEPT_OPEN)), turns: Arc::new(Semaphore::new(TURNS)) }
    }
}

impl OpenedJournals {
    /// Closes the journals that nobody has asked for in a while.
    pub fn close_idle(&self) {
        self.kept.retain(|_, own| own.asked.lock().is_ok_and(|asked| asked.elapsed() < KEPT_FOR));
    }

    /// The turn to check a container.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit, Failure> {
        Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Failure::Internal)
    }

    /// A journal that is open; whoever wants the same one meanwhile waits for its reading.
    pub(super) async fn get(
        &self,
        container: &Container,
        reading: impl Future<Output = Result<Read, Failure>>,
    ) -> Result<Read, Failure> {
        let asked = || Arc::new(Mutex::new(Instant::now()));
        let reading = async { Ok::<_, Failure>(Kept { read: reading.await?, asked: asked() }) };
        let own = self.kept.get_or_insert_async(container, reading).await?;
        if let Ok(mut asked) = own.asked.lock() {
            *asked = Instant::now();
        }
        Ok(own.read)
    }
}
