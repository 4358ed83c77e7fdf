//! The registers of a class: attendance, and what the year came to (DOMAIN §5, §6).

mod absences;
mod attendance;
mod class;
mod council;
mod summary;

pub use absences::PupilAbsence;
pub use attendance::PupilAttendance;
pub use class::RegisterClass;
pub use council::Council;
pub(crate) use summary::DecisionRow;
pub use summary::{Summary, SummaryMark};
