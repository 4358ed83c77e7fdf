//! What several pages share.

mod archived;
mod layout;
mod moment;
mod qr;
mod sheet;
mod week;
mod years;

pub use archived::{archived_note, archived_page_note, integrity_note, signed_diary_note};
pub use layout::{Document, Tab, document, message};
pub use moment::moment;
pub use qr::qr;
pub use sheet::{files, sheet};
pub use week::{clock, short_date};
pub use years::year_choice;
