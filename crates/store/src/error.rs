//! What can go wrong with the database.

use thiserror::Error;

/// The result of a store operation.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do it. Messages are for the log and the command line, never for a page.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database's address cannot be read.
    #[error("not a database address: {0} (expected sqlite://FILE or postgres://…)")]
    Address(String),
    /// The database could not be opened.
    #[error("cannot open the database {address}: {cause}")]
    Open {
        /// The address without its password.
        address: String,
        /// What the driver says.
        cause: sqlx::Error,
    },
    /// The database was made by a newer program.
    #[error("the database was made by a newer version of Klas: install that version or a later one")]
    NewerSchema,
    /// A migration failed.
    #[error("cannot bring the database up to date: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    /// A statement failed.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    /// A group of writes could not be committed.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// The writer's queue is closed: the program is ending.
    #[error("the store is closed")]
    Closed,
    /// What stands in the database is not what the program wrote.
    #[error("unexpected data in {0}")]
    Corrupt(&'static str),
    /// Not an error: a trial run that ends without writing, and what it would have changed.
    #[error("a trial run")]
    DryRun(Box<crate::Changes>),
    /// What was asked for is not there.
    #[error("not found")]
    NotFound,
    /// The year's journal of the class is archived and signed by both: nothing of it is written any more.
    #[error("the journal of {} for {} is archived", .0.name, .0.year)]
    Archived(Box<klas_domain::archive::Locked>),
    /// It stands there already.
    #[error("{0} exists already")]
    Exists(&'static str),
}
