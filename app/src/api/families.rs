//! The families of a class: who has which access, what is hidden from whom.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use futures::{StreamExt, stream};
use klas_courier::{Letter, MailError};
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
    family::{Access, Family, FamilyGuardian, NewCode, valid_until},
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
        lost_password::has_mail,
        register::{Section, Sections},
    },
    failure::Failure,
    locales::Locale,
    telling::invitation_letter,
    visit::Visit,
};

/// To how many people of a class it is written at once.
const AT_ONCE: usize = 4;
/// After how many letters in a row that the mail server did not take for a time no more are tried.
const SILENT: u32 = 3;

/// The families of a class.
#[expect(clippy::struct_excessive_bools, reason = "what the visitor may do is yes or no")]
pub struct Families {
    /// The class.
    pub class: RegisterClass,
    /// The families of the pupils who are in it.
    pub families: Vec<Family>,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// Whether the visitor records what is hidden from guardians.
    pub restricts: bool,
    /// Whether the visitor corrects names.
    pub names: bool,
    /// Whether the visitor may write to them first.
    pub writes: bool,
    /// Whether letters can be sent.
    pub mails: bool,
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

    /// The address to which an invitation can be sent by a letter: that of a guardian who is to come to an account. A code
    /// for a new password is handed over: the lists' address may be another's by now.
    pub fn address_of(&self, invitee: Invitee, today: NaiveDate) -> Option<&str> {
        let (_, guardian) = self.guardian(invitee.pupil, invitee.person)?;
        let joins = guardian.invitable(today) == Some(InvitationKind::Join);
        guardian.email.as_deref().filter(|_| joins)
    }

    /// Those of them to whom an invitation can be sent by a letter.
    pub fn with_address(&self, invitees: &[Invitee], today: NaiveDate) -> Vec<Invitee> {
        let has_address = |own: &Invitee| self.mails && self.address_of(*own, today).is_some();
        invitees.iter().copied().filter(has_address).collect()
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
        names: may(actor, Action::ManageSchool, &scope),
        writes: may(actor, Action::WriteToFamily, &scope),
        mails: has_mail(&visit.state),
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

/// Why an invitation was not sent by a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// The operator named no mail server.
    NoMail,
    /// One was sent to the same person less than a minute ago.
    TooOften,
    /// The mail server refused it.
    Refused,
    /// Nothing reached the mail server.
    Unreachable,
}

/// What became of an invitation that was to go by a letter.
pub enum Mailed {
    /// The mail server took it.
    Sent,
    /// There is no such address, or nobody to be invited.
    Nobody,
    /// No code was given, and one that was given before stays.
    Not(Unsent),
    /// A code was given, and the letter with it was not taken.
    Untaken(Given, Unsent),
}

/// Gives a guardian a code and sends it to the address that the school's lists have. It goes in the same breath: afterwards
/// nobody knows the code.
pub async fn mail(visit: &Visit, view: &Families, invitee: Invitee) -> Result<Mailed, Failure> {
    let telling = visit.state.telling.as_deref();
    let Some((telling, mailer)) = telling.and_then(|own| Some((own, own.mailer.as_ref()?))) else {
        return Ok(Mailed::Not(Unsent::NoMail));
    };
    let Some(address) = view.address_of(invitee, visit.today()) else { return Ok(Mailed::Nobody) };
    if !visit.state.invited.once_more(invitee) {
        return Ok(Mailed::Not(Unsent::TooOften));
    }
    let school = &visit.person()?.school_name;
    let Some(given) = invite(visit, view.class.id, vec![invitee]).await?.pop() else {
        return Ok(Mailed::Nobody);
    };
    let link = format!("{}/join?code={}", telling.site, given.code.as_str());
    let until = valid_until(visit.state.clock.now()).format("%d.%m.%Y").to_string();
    // Whoever gets it has chosen no language yet.
    let letter = invitation_letter(school, &link, &until, Locale::default());
    Ok(match mailer.send(Letter { to: address.to_owned(), ..letter }).await {
        Ok(()) => Mailed::Sent,
        Err(error) => {
            tracing::warn!(%error, "an invitation was not sent");
            let unreachable = matches!(error, MailError::Unreachable(_));
            Mailed::Untaken(given, if unreachable { Unsent::Unreachable } else { Unsent::Refused })
        }
    })
}

/// What became of inviting everybody who has neither an account nor a code.
#[derive(Default)]
pub struct MailedAll {
    /// How many letters the mail server took.
    pub sent: usize,
    /// Codes that are to be handed over as cards.
    pub cards: Vec<Given>,
    /// Who has an address, and is among those cards all the same, with why: the letter was not taken, or not tried any more.
    pub unsent: Vec<(Invitee, Unsent)>,
}

/// Sends invitations to all of the uninvited whose address the school's lists have, and gives the others codes.
pub async fn mail_all(visit: &Visit, view: &Families) -> Result<MailedAll, Failure> {
    let uninvited = view.uninvited(visit.state.clock.now());
    let letters = view.with_address(&uninvited, visit.today());
    let silent = AtomicU32::new(0);
    let sending = letters.into_iter().map(|invitee| mail_unless_silent(visit, view, invitee, &silent));
    let ends: Vec<(Invitee, Mailed)> = stream::iter(sending).buffer_unordered(AT_ONCE).collect().await;
    let (mut all, mut left) = (MailedAll::default(), uninvited.clone());
    for (invitee, mailed) in ends {
        match mailed {
            Mailed::Sent => all.sent += 1,
            Mailed::Untaken(given, why) => {
                all.unsent.push((invitee, why));
                all.cards.push(given);
            }
            Mailed::Not(why) => {
                all.unsent.push((invitee, why));
                continue;
            }
            Mailed::Nobody => continue,
        }
        left.retain(|own| *own != invitee);
    }
    all.cards.extend(invite(visit, view.class.id, left).await?);
    let place = |invitee: Invitee| uninvited.iter().position(|own| *own == invitee);
    all.cards.sort_by_key(|card| place(card.invitee));
    all.unsent.sort_by_key(|(invitee, _)| place(*invitee));
    Ok(all)
}

/// Each code is given in the same breath as its letter goes: whoever leaves the page meanwhile has nobody left with a code
/// that nobody knows. Where the program itself fails at one, the others' letters have gone: that one is not sent.
async fn mail_unless_silent(
    visit: &Visit,
    view: &Families,
    invitee: Invitee,
    silent: &AtomicU32,
) -> (Invitee, Mailed) {
    if silent.load(Ordering::Relaxed) >= SILENT {
        return (invitee, Mailed::Not(Unsent::Unreachable));
    }
    let mailed = mail(visit, view, invitee).await.unwrap_or_else(|failure| {
        tracing::error!(?failure, "an invitation was not made");
        Mailed::Not(Unsent::Unreachable)
    });
    match &mailed {
        Mailed::Untaken(_, Unsent::Unreachable) => {
            silent.fetch_add(1, Ordering::Relaxed);
        }
        Mailed::Sent => silent.store(0, Ordering::Relaxed),
        _ => {}
    }
    (invitee, mailed)
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
