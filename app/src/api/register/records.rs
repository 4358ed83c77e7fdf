//! Safety briefings, excursions and practice of a class.

use klas_domain::{
    Action, Id,
    briefing::{BriefingEdit, BriefingOutcome, BriefingRegister},
    excursion::{ExcursionEdit, ExcursionOutcome, ExcursionRegister},
    id::of,
    permission::may,
};
use klas_store::register::Keeper;

use super::{Section, Sections};
use crate::{
    api::{access::require, opened::section_once_archived},
    failure::Failure,
    visit::Visit,
};

/// The safety briefings of a class.
pub struct Briefings {
    /// The register.
    pub register: BriefingRegister,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// Whether the visitor writes here.
    pub writes: bool,
    /// Who the visitor is: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
    /// Who works at the school: the names are offered.
    pub staff: Vec<String>,
}

/// The safety briefings of a class, for those who read them; from its archive, once that is signed.
pub async fn briefings(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Briefings, Failure> {
    if let Some(opened) = section_once_archived(visit, class, Section::Briefings).await? {
        return opened.briefings();
    }
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ReadClassRecords, &scope)?;
    let register = reader.briefings(&class, visit.today()).await?;
    let staff = reader.staff().await?.iter().map(klas_domain::school::PersonName::full).collect();
    let writes = may(actor, Action::WriteClassRecords, &scope);
    let sections = Section::seen_by(actor, &scope);
    Ok(Briefings { register, sections, writes, person: actor.person, staff })
}

/// The excursions and the practice of a class.
pub struct Excursions {
    /// The register.
    pub register: ExcursionRegister,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// Whether the visitor writes here.
    pub writes: bool,
    /// Who the visitor is: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
    /// Who works at the school: the names are offered.
    pub staff: Vec<String>,
}

/// The excursions and the practice of a class, for those who read them; from its archive, once that is signed.
pub async fn excursions(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Excursions, Failure> {
    if let Some(opened) = section_once_archived(visit, class, Section::Excursions).await? {
        return opened.excursions();
    }
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ReadClassRecords, &scope)?;
    let register = reader.excursions(&class).await?;
    let staff = reader.staff().await?.iter().map(klas_domain::school::PersonName::full).collect();
    let writes = may(actor, Action::WriteClassRecords, &scope);
    let sections = Section::seen_by(actor, &scope);
    Ok(Excursions { register, sections, writes, person: actor.person, staff })
}

/// Writes a briefing.
pub async fn write_briefing(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    edit: BriefingEdit,
) -> Result<BriefingOutcome, Failure> {
    let (keeper, actor) = (keeper(visit, class)?, visit.actor()?.clone());
    let writes = move |scope: &_| may(&actor, Action::WriteClassRecords, scope);
    Ok(visit.state.store.write_briefing(keeper, edit, writes).await?)
}

/// Writes an excursion or practice.
pub async fn write_excursion(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    edit: ExcursionEdit,
) -> Result<ExcursionOutcome, Failure> {
    let (keeper, actor) = (keeper(visit, class)?, visit.actor()?.clone());
    let writes = move |scope: &_| may(&actor, Action::WriteClassRecords, scope);
    Ok(visit.state.store.write_excursion(keeper, edit, writes).await?)
}

/// The visitor as who writes in the registers of a class.
pub(in crate::api) fn keeper(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Keeper, Failure> {
    let actor = visit.actor()?;
    Ok(Keeper { school: actor.school, class, author: actor.person, now: visit.state.clock.now() })
}
