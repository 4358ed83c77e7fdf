//! The families of a class: who has which access, what is hidden from whom.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Action, Id, Scope,
    guardianship::{RestrictionEdit, RestrictionOutcome},
    id::of,
    invitation::{Code, InvitationKind, Invitee},
    look::Looked,
    permission::may,
    school::PersonName,
};
use klas_store::{
    family::{Access, Family, FamilyGuardian, NewCode},
    look::LookedAt,
    register::{Keeper, RegisterClass},
    school::local_day,
};
use rand::Rng;

use crate::{
    api::{
        access::require,
        join::hash_code,
        looks,
        register::{Section, Sections},
    },
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
    pub sections: Sections,
    /// Whether the visitor records what is hidden from guardians.
    pub restricts: bool,
    /// Whether the visitor may write to them first.
    pub writes: bool,
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

    /// The names of somebody of the families.
    pub fn name_of(&self, invitee: Invitee) -> Option<&PersonName> {
        if invitee.is_pupil() {
            let family = self.families.iter().find(|family| family.pupil.id == invitee.pupil)?;
            return Some(&family.pupil.name);
        }
        self.guardian(invitee.pupil, invitee.person).map(|(_, guardian)| &guardian.name)
    }

    /// Everybody of the families, with their access and with what a code would be for that is given now.
    pub fn members(&self, today: NaiveDate) -> Vec<(Invitee, &Access, Option<InvitationKind>)> {
        let mut members = Vec::new();
        for family in &self.families {
            let pupil = family.pupil.id;
            members.push((Invitee { person: pupil, pupil }, &family.access, family.access.invitable()));
            for own in &family.guardians {
                members.push((Invitee { person: own.id, pupil }, &own.access, own.invitable(today)));
            }
        }
        members
    }

    /// Who has neither an account nor a code that can be used, and may be invited.
    pub fn uninvited(&self, now: DateTime<Utc>) -> Vec<Invitee> {
        let waits = |(_, access, kind): &(Invitee, &Access, Option<InvitationKind>)| {
            *kind == Some(InvitationKind::Join) && access.code_until.is_none_or(|until| until <= now)
        };
        self.members(local_day(now)).into_iter().filter(waits).map(|(invitee, ..)| invitee).collect()
    }
}

/// A code that was just given: the only time that it is told.
pub struct Given {
    /// To whom.
    pub invitee: Invitee,
    /// What for.
    pub kind: InvitationKind,
    /// The code.
    pub code: Code,
}

/// The families of a class, for those who give them access.
pub async fn families(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Families, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ManageFamilies, &scope)?;
    drop(reader);
    looks::keep(visit, LookedAt::Class(class.id), Looked::Family).await?;
    let mut reader = visit.reader().await?;
    Ok(Families {
        families: reader.families(&class, visit.today()).await?,
        sections: Section::seen_by(actor, &scope),
        restricts: may(actor, Action::RestrictGuardians, &scope),
        writes: may(actor, Action::WriteToFamily, &scope),
        person: actor.person,
        class,
    })
}

/// Gives codes to people of the families; those who may get none are left out.
pub async fn invite(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    invitees: Vec<Invitee>,
) -> Result<Vec<Given>, Failure> {
    let keeper = keeper(visit, class)?;
    let mut made = Vec::with_capacity(invitees.len());
    for invitee in invitees {
        let code = Code::new(|of| rand::rng().random_range(0..of));
        made.push((NewCode { invitee, hash: hash_code(&visit.state, &code).await? }, code));
    }
    let codes = made.iter().map(|(new, _)| new.clone()).collect();
    let given = visit.state.store.invite(keeper, codes, manages(visit)?).await?.ok_or(Failure::Forbidden)?;
    let code_of = |(invitee, kind): (Invitee, InvitationKind)| {
        let code = made.iter().find(|(new, _)| new.invitee == invitee).map(|(_, code)| code.clone())?;
        Some(Given { invitee, kind, code })
    };
    Ok(given.into_iter().filter_map(code_of).collect())
}

/// Takes back the code that somebody has.
pub async fn revoke(visit: &Visit, class: Id<of::SchoolClass>, invitee: Invitee) -> Result<(), Failure> {
    let may = visit.state.store.revoke(keeper(visit, class)?, invitee, manages(visit)?).await?;
    if may { Ok(()) } else { Err(Failure::Forbidden) }
}

/// Takes the child from the account that acts for a guardian of another record.
pub async fn detach(visit: &Visit, class: Id<of::SchoolClass>, invitee: Invitee) -> Result<(), Failure> {
    let may = visit.state.store.detach(keeper(visit, class)?, invitee, manages(visit)?).await?;
    visit.state.forget_everybody();
    if may { Ok(()) } else { Err(Failure::Forbidden) }
}

fn keeper(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Keeper, Failure> {
    let actor = visit.actor()?;
    Ok(Keeper { school: actor.school, class, author: actor.person, now: visit.state.clock.now() })
}

fn manages(visit: &Visit) -> Result<impl Fn(&Scope) -> bool + Send + 'static, Failure> {
    let actor = visit.actor()?.clone();
    Ok(move |scope: &_| may(&actor, Action::ManageFamilies, scope))
}

/// Puts on record what is hidden from a guardian, changes it or lifts it.
pub async fn restrict(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    edit: RestrictionEdit,
) -> Result<RestrictionOutcome, Failure> {
    let actor = visit.actor()?.clone();
    let keeper = keeper(visit, class)?;
    let restricts = move |scope: &_| may(&actor, Action::RestrictGuardians, scope);
    let outcome = visit.state.store.restrict(keeper, edit, restricts).await?;
    visit.state.forget_everybody();
    Ok(outcome)
}
