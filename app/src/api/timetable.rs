//! The timetable of a pupil's week.

use chrono::{Datelike, NaiveDate, Weekday};
use klas_domain::{
    Action, Id,
    bells::Bells,
    calendar::{AcademicYear, Holiday},
    id::of,
};
use klas_store::diary::TimetableLesson;

use crate::{
    api::diary::{OpenDiary, Ways, open},
    failure::Failure,
    visit::Visit,
};

/// A week of lessons.
pub struct Timetable {
    /// Whose.
    pub open: OpenDiary,
    /// The ways through the diary.
    pub ways: Ways,
    /// Its Monday.
    pub monday: NaiveDate,
    /// The lessons in time order.
    pub lessons: Vec<TimetableLesson>,
    /// When lessons begin and end.
    pub bells: Bells,
    /// Whether the visitor keeps addresses for calendars.
    pub feeds: bool,
}

impl Timetable {
    /// The days from Monday to Friday, and any other with lessons.
    pub fn days(&self) -> Vec<NaiveDate> {
        let has = |date: &NaiveDate| self.lessons.iter().any(|lesson| lesson.date == *date);
        let usual = |date: &NaiveDate| date.weekday().number_from_monday() <= 5;
        self.monday.iter_days().take(7).filter(|date| usual(date) || has(date)).collect()
    }

    /// The holidays that a day belongs to.
    pub fn holiday(&self, day: NaiveDate) -> Option<&Holiday> {
        self.open.year.1.holidays.iter().find(|holiday| holiday.contains(day))
    }
}

/// The week of a day of the year.
pub async fn week(
    visit: &Visit,
    pupil: Id<of::Person>,
    day: impl FnOnce(&AcademicYear) -> NaiveDate,
) -> Result<Timetable, Failure> {
    let actor = visit.actor()?;
    let open = open(visit, pupil, Action::ReadDiary).await?;
    let week = day(&open.year.1).week(Weekday::Mon);
    let mut reader = visit.reader().await?;
    Ok(Timetable {
        ways: open.ways(actor),
        monday: week.first_day(),
        lessons: reader.timetable_of_pupil(pupil, (week.first_day(), week.last_day())).await?,
        bells: reader.bells((week.first_day(), week.last_day())).await?,
        feeds: klas_domain::permission::may(actor, Action::KeepCalendarFeeds, &open.scope),
        open,
    })
}
