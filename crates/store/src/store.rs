//! Opening either database, reading one school, writing in one transaction.

use std::{str::FromStr, time::Duration};

use futures::future::BoxFuture;
use klas_domain::id::{Id, of};
use sqlx::{
    Connection, PgConnection, Postgres, Sqlite, SqliteConnection,
    migrate::{MigrateError, Migrator},
    pool::{PoolConnection, PoolOptions},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    db::{Conn, sql},
    error::{Result, StoreError},
    journal::EditQueue,
    summative,
    writer::Writer,
};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// The schema since which courses have summative columns.
const SUMMATIVE_COLUMNS: i64 = 5;

/// How many rows SQLite reads ahead of who takes them.
const ROWS_AHEAD: usize = 2048;

/// The pages that SQLite's writer keeps in memory, 16 MiB: a whole school edits all over the file.
const WRITERS_CACHE: &str = "-16384";

/// How long the write-ahead log grows before it is brought into the file, 32 MiB: the pages that a busy minute changes
/// over and over are then written once.
const CHECKPOINT: &str = "8192";

/// The database; clones share its connections.
#[derive(Clone)]
pub struct Store {
    database: Database,
    pub(crate) edits: EditQueue,
}

/// The connections to either database.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite { readers: sqlx::SqlitePool, writer: Writer },
    Postgres(sqlx::PgPool),
}

impl Store {
    /// Opens `sqlite://FILE` (made with its folder if it is not there) or `postgres://…` and brings its schema up
    /// to date.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Open`], [`StoreError::NewerSchema`], [`StoreError::Migrate`].
    pub async fn open(address: &str) -> Result<Self> {
        let (database, schema) = if address.starts_with("sqlite:") {
            open_sqlite(address).await?
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            open_postgres(address).await?
        } else {
            return Err(StoreError::Address(without_password(address)));
        };
        let store = Self { edits: EditQueue::new(database.clone()), database };
        if schema < SUMMATIVE_COLUMNS {
            summative::complete_all(&store).await?;
        }
        Ok(store)
    }

    /// Reads of one school.
    ///
    /// # Errors
    /// The database's, where no connection can be had.
    pub async fn read(&self, school: Id<of::School>) -> Result<Reader> {
        let mut reader = self.read_accounts().await?;
        if let Conn::Postgres(connection) = &mut reader.conn() {
            enter_school(connection, Some(school), false).await?;
        }
        reader.school = school;
        Ok(reader)
    }

    /// Reads of what stands outside the schools: accounts, sessions, the list of schools.
    pub(crate) async fn read_accounts(&self) -> Result<Reader> {
        let connection = match &self.database {
            Database::Sqlite { readers, .. } => Connected::Sqlite(readers.acquire().await?),
            Database::Postgres(pool) => Connected::Postgres(pool.acquire().await?),
        };
        Ok(Reader { connection, school: Id::from(uuid::Uuid::nil()) })
    }

    /// Does `work` in one transaction that sees one school, or accounts alone.
    pub(crate) async fn write<T, W>(&self, school: Option<Id<of::School>>, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.database.write(school, work).await
    }

    /// Does work with a store that reads by connections of its own, which this thread and its runtime open and end: on
    /// SQLite they are threads, and give way as this one does. One may be an hour in coming.
    /// Nothing is to be written by it, for others would wait for this thread's locks.
    pub async fn apart<T>(&self, work: impl AsyncFnOnce(Self) -> T) -> T {
        let database = match &self.database {
            Database::Sqlite { readers, writer } => {
                let options = readers.connect_options().as_ref().clone();
                let readers = patient(reading()).connect_lazy_with(options);
                Database::Sqlite { readers, writer: writer.clone() }
            }
            Database::Postgres(pool) => {
                let options = pool.connect_options().as_ref().clone();
                Database::Postgres(patient(PgPoolOptions::new()).connect_lazy_with(options))
            }
        };
        let done = work(Self { database: database.clone(), edits: self.edits.clone() }).await;
        match database {
            Database::Sqlite { readers, .. } => readers.close().await,
            Database::Postgres(pool) => pool.close().await,
        }
        done
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// The database's.
    pub async fn ping(&self) -> Result<()> {
        let mut reader = self.read_accounts().await?;
        sql("SELECT 1").execute(&mut reader.conn()).await.map(|_| ())
    }
}

impl Database {
    /// Does `work` in one transaction that sees one school, or accounts alone.
    pub(crate) async fn write<T, W>(&self, school: Option<Id<of::School>>, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        match self {
            Self::Sqlite { writer, .. } => writer.write(work).await,
            Self::Postgres(pool) => write_postgres(pool, school, work).await,
        }
    }

    /// Does `work` in one transaction that sees one school; on SQLite the work itself begins and commits it, as
    /// [`Writer::write_whole`] asks.
    pub(crate) async fn write_whole<T, W>(&self, school: Id<of::School>, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        match self {
            Self::Sqlite { writer, .. } => writer.write_whole(work).await,
            Self::Postgres(pool) => write_postgres(pool, Some(school), work).await,
        }
    }
}

async fn write_postgres<T, W>(pool: &sqlx::PgPool, school: Option<Id<of::School>>, work: W) -> Result<T>
where
    W: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T>>,
{
    let mut transaction = pool.begin().await?;
    enter_school(&mut transaction, school, true).await?;
    let result = work(Conn::Postgres(&mut transaction)).await;
    match result {
        Ok(_) => transaction.commit().await?,
        // At once, and not when the pool comes to it: others wait for the school's history.
        Err(_) => drop(transaction.rollback().await),
    }
    result
}

async fn enter_school(
    connection: &mut PgConnection,
    school: Option<Id<of::School>>,
    transaction: bool,
) -> Result<()> {
    let school = school.map(|school| school.to_string()).unwrap_or_default();
    sql("SELECT set_config('klas.school_id', $1, $2)")
        .bind(school)
        .bind(transaction)
        .execute(&mut Conn::Postgres(connection))
        .await
        .map(|_| ())
}

/// A connection that reads one school.
pub struct Reader {
    connection: Connected,
    pub(crate) school: Id<of::School>,
}

enum Connected {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    /// Ends the connection where it is a thread of this process, which otherwise keeps for itself what reading took.
    pub(crate) async fn let_go(self) {
        if let Connected::Sqlite(connection) = self.connection
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "a connection was not closed");
        }
    }

    pub(crate) fn conn(&mut self) -> Conn<'_> {
        match &mut self.connection {
            Connected::Sqlite(connection) => Conn::Sqlite(connection),
            Connected::Postgres(connection) => Conn::Postgres(connection),
        }
    }
}

/// The version of the schema that an earlier program left; 0 where there is none.
async fn schema(mut conn: Conn<'_>) -> i64 {
    let version = sql("SELECT max(version) FROM _sqlx_migrations").fetch_one::<(i64,)>(&mut conn).await;
    version.map_or(0, |(version,)| version)
}

/// Opens a database and tells which schema it had.
async fn open_sqlite(address: &str) -> Result<(Database, i64)> {
    let open = |cause| StoreError::Open { address: address.to_owned(), cause };
    let options = SqliteConnectOptions::from_str(address)
        .map_err(|_| StoreError::Address(address.to_owned()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // Rows cross from SQLite's thread to the reader's: room for a page of them spares thousands of switches.
        .row_buffer_size(ROWS_AHEAD);
    if let Some(folder) = options.get_filename().parent() {
        std::fs::create_dir_all(folder).map_err(|error| open(error.into()))?;
    }
    let writing =
        options.clone().pragma("cache_size", WRITERS_CACHE).pragma("wal_autocheckpoint", CHECKPOINT);
    let mut connection = SqliteConnection::connect_with(&writing).await.map_err(open)?;
    let before = schema(Conn::Sqlite(&mut connection)).await;
    SQLITE_MIGRATIONS.run(&mut connection).await.map_err(migration_error)?;
    // How many rows a value has decides where a query begins: all tables that were never counted, or have grown.
    sqlx::query("PRAGMA optimize = 0x10002").execute(&mut connection).await.map_err(open)?;
    let readers = reading().max_connections(4).connect_with(options.read_only(true)).await.map_err(open)?;
    Ok((Database::Sqlite { readers, writer: Writer::start(connection) }, before))
}

/// How SQLite is read: its connections do not break off.
fn reading() -> SqlitePoolOptions {
    SqlitePoolOptions::new().test_before_acquire(false)
}

/// A few connections for work that may be long in getting its turn.
fn patient<D: sqlx::Database>(options: PoolOptions<D>) -> PoolOptions<D> {
    let an_hour = Duration::from_hours(1);
    options.max_connections(2).acquire_timeout(an_hour).acquire_slow_threshold(an_hour)
}

async fn open_postgres(address: &str) -> Result<(Database, i64)> {
    let options =
        PgConnectOptions::from_str(address).map_err(|_| StoreError::Address(without_password(address)))?;
    let open = |cause| StoreError::Open { address: without_password(address), cause };
    let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(10));
    let pool = match pool.connect_with(options.clone()).await {
        Ok(pool) => pool,
        Err(cause) => return Err(open(why_not(&options).await.unwrap_or(cause))),
    };
    let before = schema(Conn::Postgres(&mut *pool.acquire().await?)).await;
    POSTGRES_MIGRATIONS.run(&pool).await.map_err(migration_error)?;
    Ok((Database::Postgres(pool), before))
}

/// Why PostgreSQL gives no connection: the pool tries a refused one again until its time is over, for a server that is
/// about to start, and does not say.
async fn why_not(options: &PgConnectOptions) -> Option<sqlx::Error> {
    let connected = tokio::time::timeout(Duration::from_secs(2), PgConnection::connect_with(options)).await;
    connected.ok()?.err()
}

fn migration_error(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(_) => StoreError::NewerSchema,
        error => StoreError::Migrate(error),
    }
}

/// The address as a log may hold it: a password stands before the `@` or among the parameters.
fn without_password(address: &str) -> String {
    let address = address.split('?').next().unwrap_or_default();
    match (address.find("://"), address.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 <= at => {
            format!("{}…{}", &address[..scheme + 3], &address[at..])
        }
        _ => address.to_owned(),
    }
}
