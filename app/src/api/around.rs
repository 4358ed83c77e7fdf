//! What stands around a family's diary.

use chrono::NaiveDate;

use super::{
    announcements, bullying,
    diary::Diary,
    messages,
    weeks::{self, Week},
};
use crate::{failure::Failure, visit::Visit};

/// What stands around the lessons of a week.
pub struct Around {
    /// The week, and who has seen it.
    pub week: Week,
    /// How many announcements the visitor has not read.
    pub announcements: usize,
    /// How many messages the visitor has not read.
    pub messages: usize,
    /// Whether the visitor may report bullying here.
    pub reports: bool,
}

/// What stands around the week of a day of a diary that the visitor reads.
pub async fn around(visit: &Visit, diary: &Diary, day: NaiveDate) -> Result<Around, Failure> {
    Ok(Around {
        week: weeks::of_diary(visit, diary, day).await?,
        announcements: announcements::unread(visit).await?,
        messages: messages::unread(visit).await?,
        reports: bullying::reports_for(visit.actor()?, diary.pupil.id),
    })
}
