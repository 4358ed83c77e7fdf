//! What a school tells its families and pupils: to a class, a parallel, or all of them.

use serde::{Deserialize, Serialize};

use crate::id::{Id, of};

/// The longest title, in characters.
pub const TITLE_LIMIT: usize = 120;
/// The longest text, in characters.
pub const TEXT_LIMIT: usize = 4000;

/// Whom an announcement is for; it never changes once it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The pupils and families of a class.
    Class(Id<of::SchoolClass>),
    /// Those of all classes of a year of study, 1–12.
    Grade(u8),
    /// All of them.
    School,
}

impl Audience {
    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Class(_) => "class",
            Self::Grade(_) => "grade",
            Self::School => "school",
        }
    }
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// 1 to [`TITLE_LIMIT`] characters.
    pub title: String,
    /// 1 to [`TEXT_LIMIT`] characters.
    pub text: String,
    /// Whether it stands above the others until it is read.
    pub urgent: bool,
    /// Whether families are asked to say that they have seen it.
    pub asks: bool,
}

/// Why an announcement cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnouncementError {
    /// It has no title.
    TitleMissing,
    /// It has no text.
    TextMissing,
    /// The title is longer than [`TITLE_LIMIT`].
    TitleTooLong,
    /// The text is longer than [`TEXT_LIMIT`].
    TextTooLong,
}

impl Announcement {
    /// Checks an announcement that came from elsewhere.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self) -> Result<(), AnnouncementError> {
        if self.title.trim().is_empty() {
            Err(AnnouncementError::TitleMissing)
        } else if self.title.chars().count() > TITLE_LIMIT {
            Err(AnnouncementError::TitleTooLong)
        } else if self.text.trim().is_empty() {
            Err(AnnouncementError::TextMissing)
        } else if self.text.chars().count() > TEXT_LIMIT {
            Err(AnnouncementError::TextTooLong)
        } else {
            Ok(())
        }
    }
}

/// What became of a wish to publish, change or withdraw an announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnouncementOutcome {
    /// It stands, at this version.
    Saved {
        /// The version now.
        version: i32,
    },
    /// Somebody else changed it meanwhile; nothing was written.
    Conflict,
    /// It was withdrawn, and is not changed any more.
    Withdrawn,
    /// The author may not do it.
    Forbidden,
    /// It cannot stand.
    Refused(AnnouncementError),
}
