//! The general information on a class's pupils, and their health groups.

use klas_domain::{
    Action, Id,
    health::{AssessmentEdit, AssessmentOutcome, HealthRegister},
    id::of,
    look::Looked,
    permission::may,
    roll::PupilsRegister,
};
use klas_store::look::LookedAt;

use super::{Section, Sections, records::keeper};
use crate::{
    api::{access::require, looks, opened::section_once_archived},
    failure::Failure,
    visit::Visit,
};

/// The general information on a class's pupils.
pub struct Pupils {
    /// The register.
    pub register: PupilsRegister,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
}

/// The general information on a class's pupils, for the class teacher and the administration.
pub async fn pupils(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Pupils, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ReadPupilInfo, &scope)?;
    drop(reader);
    looks::keep(visit, LookedAt::Class(class.id), Looked::Information).await?;
    let mut reader = visit.reader().await?;
    let register = reader.pupil_infos(&class, visit.today()).await?;
    Ok(Pupils { register, sections: Section::seen_by(actor, &scope) })
}

/// The health groups of a class's pupils.
pub struct Health {
    /// The register.
    pub register: HealthRegister,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// Whether the visitor sets the groups.
    pub sets: bool,
    /// Who the visitor is: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
}

/// The health groups of a class's pupils, for those who read them; from the archive, once that is signed.
pub async fn health(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Health, Failure> {
    if let Some(opened) = section_once_archived(visit, class, Section::Health).await? {
        return opened.health(visit).await;
    }
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ReadHealthGroups, &scope)?;
    drop(reader);
    looks::keep(visit, LookedAt::Class(class.id), Looked::Health).await?;
    let mut reader = visit.reader().await?;
    let register = reader.health_groups(&class, visit.today()).await?;
    let sets = may(actor, Action::SetHealthGroups, &scope);
    Ok(Health { register, sections: Section::seen_by(actor, &scope), sets, person: actor.person })
}

/// Sets health groups; each wish has its own outcome.
pub async fn set_health(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    edits: Vec<AssessmentEdit>,
) -> Result<Vec<AssessmentOutcome>, Failure> {
    let (keeper, actor) = (keeper(visit, class)?, visit.actor()?.clone());
    let sets = move |scope: &_| may(&actor, Action::SetHealthGroups, scope);
    Ok(visit.state.store.set_health_groups(keeper, edits, sets).await?)
}
