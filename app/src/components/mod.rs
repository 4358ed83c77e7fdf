//! What several pages share.

mod layout;
mod sheet;
mod week;

pub use layout::{Document, Tab, document, message};
pub use sheet::{files, sheet};
pub use week::{clock, short_date};
