//! Closing a semester: of a course by its teacher, of a class by its class teacher, of the school by a deputy head;
//! and reopening it (DOMAIN §3, §7).

mod change;
mod check;
mod missing;
mod shut;
mod state;

pub use change::Closer;
pub use check::{Check, Ground};
pub use missing::{Missing, OpenCell, Unexplained};
pub(crate) use shut::{closings, has_no_lessons, is_semester_shut, is_shut};
pub use state::{ClassState, Closed};
