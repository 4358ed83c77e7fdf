//! The rules of Ukrainian class journals: marks, entries, absences, the school year, who may do what.
//!
//! Pure: no I/O, no clock, no framework. The same types go from the teacher's finger to the disk.

pub mod acknowledgement;
pub mod amendment;
pub mod announcement;
pub mod application;
pub mod archive;
pub mod attendance;
pub mod bells;
pub mod briefing;
pub mod bullying;
pub mod bundle;
pub mod calendar;
pub mod closing;
pub mod collation;
pub mod column;
pub mod council;
pub mod edit;
pub mod entry;
pub mod excursion;
pub mod excuse;
pub mod figures;
pub mod forecast;
pub mod fulfilment;
pub mod guardianship;
pub mod health;
pub mod id;
pub mod invitation;
pub mod login;
pub mod look;
pub mod mark;
pub mod message;
pub mod naming;
pub mod notice;
pub mod permission;
pub mod plan;
pub mod proposal;
pub mod record;
pub mod results;
pub mod retention;
pub mod roll;
pub mod school;
pub mod substitution;
pub mod summary;
pub mod trend;

pub use edit::{EditOutcome, JournalEdit, StoredEntry};
pub use entry::{Absence, Entry, EntryError};
pub use id::Id;
pub use mark::{Level, Mark, MarkError, Marking, Scale};
pub use permission::{Action, Actor, Role, Scope};
