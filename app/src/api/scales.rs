//! The scales of marks that the school chooses.

use klas_domain::{Action, Id, Scope, id::of};
use klas_store::summative::{ClassScale, ScaleWish, Setting, SubjectScale};

use crate::{api::access::require, failure::Failure, visit::Visit};

/// The scales of the year that can be chosen.
pub struct ScalesView {
    /// Who chooses them: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
    /// Classes whose grade has a choice.
    pub classes: Vec<ClassScale>,
    /// All subjects.
    pub subjects: Vec<SubjectScale>,
}

/// The scales of the current year – the next one after its end –, for those who manage the school.
pub async fn scales(visit: &Visit) -> Result<ScalesView, Failure> {
    let person = setting(visit)?.author;
    let mut reader = visit.reader().await?;
    let (year, _) = reader.year_to_arrange(visit.today()).await?;
    let (classes, subjects) = (reader.class_scales(year).await?, reader.subject_scales(year).await?);
    Ok(ScalesView { person, classes, subjects })
}

/// Sets scales, all or none; inside are those that cannot change any more.
pub async fn set(visit: &Visit, wishes: Vec<ScaleWish>) -> Result<Result<(), Vec<ScaleWish>>, Failure> {
    let setting = setting(visit)?;
    let (year, _) = visit.reader().await?.year_to_arrange(visit.today()).await?;
    Ok(visit.state.store.set_scales(setting, year, wishes).await?)
}

fn setting(visit: &Visit) -> Result<Setting, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ManageSchool, &Scope::school(actor.school))?;
    Ok(Setting { school: actor.school, author: actor.person, now: visit.state.clock.now() })
}
