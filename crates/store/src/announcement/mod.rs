//! Announcements: what is published, for whom, and who has read it.

mod read;
mod readers;
mod write;

pub use read::{FamilyAnnouncement, StoredAnnouncement, Version};
pub use readers::{Family, Readers};
pub use write::Announcer;
