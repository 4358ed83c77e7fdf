//! The families of a class: who has which access, and what is hidden from whom.

mod holder;
mod invitation;
mod read;
mod redeem;
mod restriction;

pub use invitation::{Found, NewCode, valid_until};
pub use read::{Access, Family, FamilyGuardian, Held};
pub use redeem::Redeemed;
pub(crate) use redeem::has_account;
pub(crate) use restriction::RestrictionRow;
