//! The dates of the academic year.

use klas_domain::{Action, Id, Scope, calendar::AcademicYear, id::of};
use klas_store::{
    calendar::{CalendarChange, CalendarRefusal},
    summative::Setting,
};

use crate::{api::access::require, failure::Failure, visit::Visit};

/// The current year – the next one after its end –, for those who set its dates.
pub async fn calendar(visit: &Visit) -> Result<AcademicYear, Failure> {
    allowed(visit)?;
    Ok(visit.reader().await?.year_to_arrange(visit.today()).await?.1)
}

/// Sets the dates of that year; lessons to come follow.
pub async fn set_calendar(
    visit: &Visit,
    calendar: AcademicYear,
) -> Result<Result<CalendarChange, CalendarRefusal>, Failure> {
    let school = allowed(visit)?;
    let setting = Setting { school, author: visit.actor()?.person, now: visit.state.clock.now() };
    Ok(visit.state.store.set_calendar(setting, calendar, visit.today()).await?)
}

pub(super) fn allowed(visit: &Visit) -> Result<Id<of::School>, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::SetCalendar, &Scope::school(actor.school))?;
    Ok(actor.school)
}
