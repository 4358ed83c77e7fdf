//! Columns that sum others up, what stands in them, and what the proposals for them are made of.

mod change;
mod columns;
mod create;
mod scales;
mod settings;
mod standing;

pub use change::Change;
pub(crate) use columns::ColumnRow;
pub(crate) use create::{complete, complete_all};
pub use scales::{ClassScale, ScaleWish, SubjectScale};
pub(crate) use settings::record;
pub use settings::{GroupsRefusal, Setting, SubjectGroups};
pub use standing::Standings;
