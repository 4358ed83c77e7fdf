//! What the import takes from schools' files, and the empty files that it gives.

#![expect(clippy::unwrap_used, reason = "a test whose files cannot be made has failed")]

mod anything;
mod archive;
mod bells;
mod common;
mod faults;
mod groups;
mod guardians;
mod oneroster;
mod photo;
mod places;
mod print;
mod sample;
mod shapes;
mod template;
mod timetables;
mod xlsx;
