//! The archive of a class: its journal as pages, as data and as tables, in one container that can be signed (ASiC-E,
//! ETSI EN 319 162-1), so that anybody can read and check it without this program. `docs/archive` says what is where.

mod asic;
mod container;
pub mod data;
mod manifest;
mod tables;

use chrono::NaiveDate;
use klas_domain::id::{Id, of};
use thiserror::Error;

pub use container::{Container, File, extended, is_signature_file};
pub use manifest::{Listed, MANIFEST, Manifest, Named, Producer, hex};
pub use tables::Change;

/// The file of a container that people read.
pub const PAGES: &str = "journal.pdf";

/// The JSON Schema of `journal.json`.
pub const SCHEMA: &str = include_str!("../../../../docs/archive/journal.schema.json");

/// The version of the program, as containers name their producer.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A container could not be made.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// Writing it failed.
    #[error("a container cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// Its data could not be written as JSON.
    #[error("a container's data cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// Its tables could not be written.
    #[error("a container's tables cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

/// Whose journal it is, and of which year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The school and its name.
    pub school: (Id<of::School>, String),
    /// The class as it is written.
    pub class: (Id<of::SchoolClass>, String),
    /// The year as papers name it.
    pub year: String,
    /// The day that the journal is of: the last of its year.
    pub day: NaiveDate,
    /// Whether the year is still being written; such a container is for looking at and is never signed.
    pub draft: bool,
}

/// An unsigned container: the printed journal, its data, its history. Equal journals give equal bytes.
///
/// # Errors
/// [`ArchiveError`], which is a fault of the program's.
pub fn container(
    whose: &Whose,
    pages: Vec<u8>,
    journal: &data::Journal,
    history: &[Change],
) -> Result<Container, ArchiveError> {
    let mut files = vec![
        File::new(PAGES, pages),
        File::new(data::FILE, serde_json::to_vec_pretty(journal)?),
        File::new("journal.schema.json", SCHEMA.as_bytes().to_vec()),
    ];
    files.extend(tables::of(journal)?);
    files.push(tables::history(history)?);
    let manifest = Manifest::of(whose, &files);
    files.insert(0, File::new(MANIFEST, serde_json::to_vec_pretty(&manifest)?));
    Ok(Container { day: whose.day, files })
}
