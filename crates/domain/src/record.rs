//! What becomes of a wish to write in a register that is kept record by record.

/// What became of a wish to change one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordOutcome<E> {
    /// The register says so, at this version of the record.
    Saved {
        /// The version now, counted from 1.
        version: i32,
    },
    /// Somebody else changed the record meanwhile; nothing was written.
    Conflict,
    /// The author may not write here.
    Forbidden,
    /// It breaks a rule; nothing was written.
    Refused(E),
}

/// Whether a text has no more than `limit` characters.
pub(crate) fn fits(text: &str, limit: usize) -> bool {
    text.chars().count() <= limit
}
