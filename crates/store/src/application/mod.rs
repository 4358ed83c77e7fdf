//! Applications for corrected semester marks (DOMAIN §4.3).

mod read;
mod write;

pub(crate) use read::ApplicationRow;
pub use read::ClassApplication;
pub use write::Keeper;
