//! The families of a class: who has which access, and what is hidden from whom.

mod read;
mod restriction;

pub use read::{Access, Family, FamilyGuardian, Held};
pub(crate) use restriction::RestrictionRow;
