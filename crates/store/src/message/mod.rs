//! Messages between guardians and staff.

mod family;
mod read;
mod write;

pub use family::{FamilyOfPupil, GuardianOfPupil};
pub use read::{Message, StaffOfPupil, ThreadLine};
pub use write::Writer;
