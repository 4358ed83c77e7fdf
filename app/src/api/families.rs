//! The families of a class: who has which access, what is hidden from whom.

use klas_domain::{
    Action, Id,
    guardianship::{RestrictionEdit, RestrictionOutcome},
    id::of,
    permission::may,
};
use klas_store::{
    family::{Family, FamilyGuardian},
    register::{Keeper, RegisterClass},
};

use crate::{
    api::{access::require, register::Section},
    failure::Failure,
    visit::Visit,
};

/// The families of a class.
pub struct Families {
    /// The class.
    pub class: RegisterClass,
    /// The families of the pupils who are in it.
    pub families: Vec<Family>,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Vec<Section>,
    /// Whether the visitor records what is hidden from guardians.
    pub restricts: bool,
    /// Who the visitor is: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
}

impl Families {
    /// A guardian of a pupil, with the family.
    pub fn guardian(
        &self,
        pupil: Id<of::Person>,
        guardian: Id<of::Person>,
    ) -> Option<(&Family, &FamilyGuardian)> {
        let family = self.families.iter().find(|family| family.pupil.id == pupil)?;
        Some((family, family.guardians.iter().find(|own| own.id == guardian)?))
    }
}

/// The families of a class, for those who give them access.
pub async fn families(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Families, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ManageFamilies, &scope)?;
    Ok(Families {
        families: reader.families(&class, visit.today()).await?,
        sections: Section::seen_by(actor, &scope),
        restricts: may(actor, Action::RestrictGuardians, &scope),
        person: actor.person,
        class,
    })
}

/// Puts on record what is hidden from a guardian, changes it or lifts it.
pub async fn restrict(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    edit: RestrictionEdit,
) -> Result<RestrictionOutcome, Failure> {
    let actor = visit.actor()?.clone();
    let keeper = Keeper { school: actor.school, class, author: actor.person, now: visit.state.clock.now() };
    let restricts = move |scope: &_| may(&actor, Action::RestrictGuardians, scope);
    Ok(visit.state.store.restrict(keeper, edit, restricts).await?)
}
