//! SQLite's one writer: a queue whose waiting writes are committed together, so that a hundred teachers who save
//! in the same moment wait for one flush to the disk and not for a hundred.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
};

use futures::{FutureExt, future::BoxFuture};
use sqlx::SqliteConnection;
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::{
    db::Conn,
    error::{Result, StoreError},
};

/// The most writes that share a commit: bounds how long the first one waits.
const GROUP_LIMIT: usize = 256;

type Answer = Box<dyn FnOnce(Result<(), String>) + Send>;
/// Work to be done alone in its transaction or with others; tells whether it succeeded.
type Job = Box<dyn for<'c> FnOnce(&'c mut SqliteConnection, bool) -> BoxFuture<'c, (Answer, bool)> + Send>;

/// A handle to the writer; clones share its connection and its queue.
#[derive(Clone)]
pub struct Writer {
    connection: Arc<Mutex<SqliteConnection>>,
    queue: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the writer on its own connection. It ends when the last handle is dropped.
    pub fn start(connection: SqliteConnection) -> Self {
        let connection = Arc::new(Mutex::new(connection));
        let (queue, jobs) = mpsc::channel(4 * GROUP_LIMIT);
        tokio::spawn(run(connection.clone(), jobs));
        Self { connection, queue }
    }

    /// Does `work` in a transaction and returns once it is on the disk. Work that fails leaves nothing behind and
    /// does not disturb the writes that share its commit.
    pub async fn write<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection, alone| {
            Box::pin(async move {
                let result = if alone {
                    work(Conn::Sqlite(connection)).await
                } else {
                    in_savepoint(connection, work).await
                };
                let succeeded = result.is_ok();
                let answer: Answer = Box::new(move |committed| {
                    let _ = reply.send(committed.map_err(StoreError::Commit).and(result));
                });
                (answer, succeeded)
            })
        });
        self.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Does `work`, whose first statement begins with [`BEGIN`] and whose last ends with [`COMMIT`]: each statement
    /// crosses to SQLite's thread and back, and these two need not cross alone. Not to be dropped half-way.
    pub async fn write_whole<T, W>(&self, work: W) -> Result<T>
    where
        W: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T>>,
    {
        let mut connection = self.connection.lock().await;
        let result = AssertUnwindSafe(work(Conn::Sqlite(&mut connection))).catch_unwind().await;
        if !matches!(result, Ok(Ok(_))) {
            undo(&mut connection).await;
        }
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

/// Begins a transaction that writes.
pub const BEGIN: &str = "BEGIN IMMEDIATE";
/// Ends it.
pub const COMMIT: &str = "COMMIT";

/// Leaves the connection without a transaction, whether one was open or not.
async fn undo(connection: &mut SqliteConnection) {
    let _ = sqlx::query("ROLLBACK").execute(connection).await;
}

async fn in_savepoint<T, W>(connection: &mut SqliteConnection, work: W) -> Result<T>
where
    W: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T>>,
{
    sqlx::query("SAVEPOINT one_write").execute(&mut *connection).await?;
    let result = work(Conn::Sqlite(&mut *connection)).await;
    if result.is_err() {
        sqlx::query("ROLLBACK TO one_write").execute(&mut *connection).await?;
    }
    sqlx::query("RELEASE one_write").execute(&mut *connection).await?;
    result
}

async fn run(connection: Arc<Mutex<SqliteConnection>>, mut jobs: mpsc::Receiver<Job>) {
    let mut group = Vec::with_capacity(GROUP_LIMIT);
    while jobs.recv_many(&mut group, GROUP_LIMIT).await > 0 {
        let mut connection = connection.lock().await;
        // A fault in one person's write must not end everybody's.
        let work =
            AssertUnwindSafe(commit_together(&mut connection, std::mem::take(&mut group))).catch_unwind();
        if work.await.is_err() {
            tracing::error!("a write panicked");
            undo(&mut connection).await;
        }
    }
}

async fn commit_together(connection: &mut SqliteConnection, group: Vec<Job>) {
    let mut answers = Vec::with_capacity(group.len());
    let begun = sqlx::query(BEGIN).execute(&mut *connection).await;
    if let Err(error) = begun {
        tracing::error!(%error, "cannot begin to write");
        return;
    }
    let alone = group.len() == 1;
    let mut end = COMMIT;
    for job in group {
        let (answer, succeeded) = job(connection, alone).await;
        answers.push(answer);
        if alone && !succeeded {
            end = "ROLLBACK";
        }
    }
    let committed = match sqlx::query(end).execute(&mut *connection).await {
        Ok(_) => Ok(()),
        Err(error) => {
            tracing::error!(%error, "cannot commit");
            undo(connection).await;
            Err(error.to_string())
        }
    };
    for answer in answers {
        answer(committed.clone());
    }
}
