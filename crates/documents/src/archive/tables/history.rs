//! The history of changes.

use super::{MARK, Table};
use crate::archive::{ArchiveError, File, manifest::hex};

/// A row of the history of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "docs/archive says what each column is")]
pub struct Change {
    pub seq: i64,
    /// RFC 3339 with microseconds.
    pub at: String,
    pub author: String,
    pub author_id: String,
    pub kind: String,
    pub object_id: String,
    pub pupil_id: String,
    pub reason: String,
    pub before: String,
    pub after: String,
    /// Whether reason, before and after are kept back, so that the hash cannot be made again from the row.
    pub withheld: bool,
    pub edit_id: String,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

pub const HISTORY: &str = "history.csv";

/// The place in the school's history of the last row that a table of changes has; none where it has no rows or is no such
/// table.
pub fn last_change(table: &[u8]) -> Option<i64> {
    let mut rows = csv::Reader::from_reader(table.strip_prefix(MARK).unwrap_or(table));
    let last = rows.records().last()?.ok()?;
    last.get(0)?.parse().ok()
}

/// The history of changes. Of rows that follow one another in the school's history, the first has the hash of the row
/// before it and the last its own: those between are computed, and hashes are what does not compress. A withheld row has
/// its own, which nobody can compute.
pub fn history(changes: &[Change]) -> Result<File, ArchiveError> {
    let mut table = Table::new(&[
        "seq",
        "at",
        "author",
        "kind",
        "pupil_id",
        "object_id",
        "reason",
        "before",
        "after",
        "withheld",
        "author_id",
        "edit_id",
        "previous",
        "hash",
    ])?;
    let follows = |above: Option<&Change>, below: Option<&Change>| {
        above
            .zip(below)
            .is_some_and(|(above, below)| above.seq + 1 == below.seq && above.hash == below.previous)
    };
    for (place, change) in changes.iter().enumerate() {
        let above = place.checked_sub(1).and_then(|above| changes.get(above));
        let goes_on = follows(Some(change), changes.get(place + 1));
        table.exact([
            change.seq.to_string(),
            change.at.clone(),
            change.author.clone(),
            change.kind.clone(),
            change.pupil_id.clone(),
            change.object_id.clone(),
            change.reason.clone(),
            change.before.clone(),
            change.after.clone(),
            if change.withheld { "1" } else { "" }.to_owned(),
            change.author_id.clone(),
            change.edit_id.clone(),
            if follows(above, Some(change)) { String::new() } else { hex(&change.previous) },
            if goes_on && !change.withheld { String::new() } else { hex(&change.hash) },
        ])?;
    }
    table.file(HISTORY)
}
