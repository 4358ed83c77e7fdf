//! The bells of the school, and the days on which they are not the usual ones.

use klas_domain::{
    Id,
    bells::{Bells, DayBells},
    calendar::AcademicYear,
    id::of,
};
use klas_store::{people::ClassCount, summative::Setting};

use super::calendar::allowed;
use crate::{failure::Failure, visit::Visit};

/// What the page of the bells shows.
pub struct BellsView {
    /// Who the visitor is.
    pub person: Id<of::Person>,
    /// The school.
    pub school: Id<of::School>,
    /// The year whose days are shown.
    pub year: AcademicYear,
    /// Its classes.
    pub classes: Vec<ClassCount>,
    /// The schedules, and the days of the year with other bells.
    pub bells: Bells,
}

/// The bells, for those who set the dates of the year.
pub async fn bells(visit: &Visit) -> Result<BellsView, Failure> {
    let school = allowed(visit)?;
    let mut reader = visit.reader().await?;
    let (id, year) = reader.year_to_arrange(visit.today()).await?;
    Ok(BellsView {
        person: visit.actor()?.person,
        school,
        classes: reader.classes(id, visit.today()).await?,
        bells: reader.bells((year.starts_on, year.ends_on)).await?,
        year,
    })
}

/// Sets the bells of a day.
pub async fn set(visit: &Visit, own: DayBells) -> Result<(), Failure> {
    Ok(visit.state.store.set_day_bells(setting(visit)?, own).await?)
}

/// Gives a day its usual bells back.
pub async fn take_back(visit: &Visit, id: Id<of::DayBells>) -> Result<(), Failure> {
    Ok(visit.state.store.take_back_day_bells(setting(visit)?, id).await?)
}

fn setting(visit: &Visit) -> Result<Setting, Failure> {
    Ok(Setting { school: allowed(visit)?, author: visit.actor()?.person, now: visit.state.clock.now() })
}
