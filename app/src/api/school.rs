//! The school's settings and its classes.

use klas_domain::{Action, Scope};
use klas_store::{people::ClassCount, school::School};

use crate::{api::access::require, failure::Failure, visit::Visit};

/// What the school's page shows.
pub struct SchoolView {
    /// Settings.
    pub school: School,
    /// Classes with the number of their pupils.
    pub classes: Vec<ClassCount>,
}

/// The school, for those who manage it.
pub async fn school(visit: &Visit) -> Result<SchoolView, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ManageSchool, &Scope::school(actor.school))?;
    let mut reader = visit.reader().await?;
    let (year, _) = reader.year(visit.today()).await?;
    Ok(SchoolView { school: reader.school().await?, classes: reader.classes(year, visit.today()).await? })
}

/// Sets the days of free correction and the hour at which families see new marks.
pub async fn set_settings(
    visit: &Visit,
    free_edit_days: u16,
    publish_hour: Option<u8>,
) -> Result<(), Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ManageSchool, &Scope::school(actor.school))?;
    Ok(visit.state.store.set_settings(actor.school, free_edit_days, publish_hour).await?)
}
