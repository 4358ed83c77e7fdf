//! The registers of a class: attendance, what the year came to, and what else its journal holds (DOMAIN §5, §6); and
//! the school's register of missed and substituted lessons.

mod absences;
mod arrangement;
mod attendance;
mod briefings;
mod class;
mod council;
mod excursions;
mod health;
mod keeper;
mod replacement;
mod roll;
mod substitutions;
mod summary;

pub use absences::PupilAbsence;
pub(crate) use arrangement::ArrangementRow;
pub use arrangement::Arranger;
pub use attendance::PupilAttendance;
pub(crate) use briefings::{BriefingRow, present};
pub use class::RegisterClass;
pub use council::Council;
pub(crate) use excursions::ExcursionRow;
pub(crate) use health::GroupRow;
pub use keeper::Keeper;
pub use substitutions::Substitute;
pub(crate) use summary::DecisionRow;
pub use summary::{Summary, SummaryEntry, SummaryMark, SummaryPlace, SummaryWords, what_counts};
