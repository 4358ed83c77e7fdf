//! Families' notes about absences (DOMAIN §5).

mod later;
mod read;
mod write;

pub use read::{ExcuseReaders, StoredExcuse};
pub use write::AnswerOutcome;
