//! What stands around a family's diary.

use chrono::NaiveDate;

use super::{
    announcements, bullying,
    diary::Diary,
    elsewhere::Elsewhere,
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
    /// The diary's school, where the session is of another one.
    pub there: Option<Elsewhere>,
}

/// What stands around the week of a day of a diary that the visitor reads. Where the session is of another school than
/// the diary, nothing is offered that would be written or read in that one.
pub async fn around(
    visit: &Visit,
    diary: &Diary,
    day: NaiveDate,
    there: Option<Elsewhere>,
) -> Result<Around, Failure> {
    let week = weeks::of_diary(visit, diary, day).await?;
    if there.is_some() {
        let week = Week { signs: None, ..week };
        return Ok(Around { week, announcements: 0, messages: 0, reports: false, there });
    }
    Ok(Around {
        week,
        there,
        announcements: announcements::unread(visit).await?,
        messages: messages::unread(visit).await?,
        reports: bullying::reports_for(visit.actor()?, diary.pupil.id),
    })
}
