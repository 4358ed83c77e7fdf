//! What several pages share.

mod layout;
mod week;

pub use layout::{Document, Tab, document, message};
pub use week::{clock, short_date};
