//! Messages between guardians and staff.

mod read;
mod write;

pub use read::{Message, StaffOfPupil, ThreadLine};
pub use write::Writer;
