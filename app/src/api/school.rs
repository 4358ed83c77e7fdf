//! The school's settings and its classes.

use klas_domain::{
    Action, Id, Scope, column::Work, figures::InitialWeight, id::of, message::OfficeHours, proposal::Weights,
};
use klas_store::{
    people::ClassCount,
    school::School,
    summative::{GroupsRefusal, Setting, SubjectGroups},
};

use crate::{api::access::require, failure::Failure, visit::Visit};

/// What the school's page shows.
pub struct SchoolView {
    /// Settings.
    pub school: School,
    /// Classes with the number of their pupils.
    pub classes: Vec<ClassCount>,
    /// The hours in which families are answered.
    pub hours: OfficeHours,
}

/// The school, for those who manage it.
pub async fn school(visit: &Visit) -> Result<SchoolView, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ManageSchool, &Scope::school(actor.school))?;
    let mut reader = visit.reader().await?;
    let (year, _) = reader.year(visit.today()).await?;
    Ok(SchoolView {
        school: reader.school().await?,
        classes: reader.classes(year, visit.today()).await?,
        hours: reader.office_hours().await?,
    })
}

/// How marks are made in the school.
pub struct MarkingView {
    /// What works weigh.
    pub weights: Weights,
    /// Subjects that are marked by groups of results.
    pub subjects: Vec<SubjectGroups>,
    /// Whether a corrected mark waits for an application with the head's order.
    pub corrections_need_application: bool,
    /// What a mark of the initial level weighs in the learning index.
    pub initial: InitialWeight,
}

/// How marks are made, for those who manage the school.
pub async fn marking(visit: &Visit) -> Result<MarkingView, Failure> {
    setting(visit)?;
    let mut reader = visit.reader().await?;
    let (year, _) = reader.year(visit.today()).await?;
    Ok(MarkingView {
        weights: reader.weights().await?,
        subjects: reader.subjects_by_groups(year).await?,
        corrections_need_application: reader.corrections_need_application().await?,
        initial: reader.initial_weight().await?,
    })
}

/// Sets what works weigh.
pub async fn set_weights(visit: &Visit, weights: Vec<(Work, u8)>) -> Result<(), Failure> {
    Ok(visit.state.store.set_weights(setting(visit)?, weights).await?)
}

/// Sets whether a corrected mark waits for an application with the head's order.
pub async fn set_corrections_need_application(visit: &Visit, needed: bool) -> Result<(), Failure> {
    Ok(visit.state.store.set_corrections_need_application(setting(visit)?, needed).await?)
}

/// Sets what a mark of the initial level weighs in the learning index.
pub async fn set_initial_weight(visit: &Visit, weight: InitialWeight) -> Result<(), Failure> {
    Ok(visit.state.store.set_initial_weight(setting(visit)?, weight).await?)
}

/// Names the groups of results of a subject.
pub async fn set_groups(
    visit: &Visit,
    subject: Id<of::Subject>,
    names: Vec<String>,
) -> Result<Result<(), GroupsRefusal>, Failure> {
    Ok(visit.state.store.set_results_groups(setting(visit)?, subject, names).await?)
}

/// Who sets what is set for the whole school, once the visitor may.
pub(super) fn setting(visit: &Visit) -> Result<Setting, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ManageSchool, &Scope::school(actor.school))?;
    Ok(Setting { school: actor.school, author: actor.person, now: visit.state.clock.now() })
}

/// Sets the days of free correction and the hour at which families see new marks.
pub async fn set_settings(
    visit: &Visit,
    free_edit_days: u16,
    publish_hour: Option<u8>,
) -> Result<(), Failure> {
    Ok(visit.state.store.set_settings(setting(visit)?, free_edit_days, publish_hour).await?)
}
