//! Families of the class that visitors look at first: most have an account, some have a code, one has a decision of a court.

use chrono::{DateTime, Days, TimeDelta, Utc};
use klas_domain::{
    Id,
    guardianship::{Document, DocumentKind, Hidden, Restriction, RestrictionEdit},
    id::of,
    invitation::{DAYS_VALID, InvitationKind, Invitee},
    login::suggested,
    school::PersonName,
};
use klas_store::{
    Store,
    family::{Family, NewCode, Redeemed},
    register::Keeper,
};
use uuid::Uuid;

use super::super::Refusal;

/// The class whose families are told of.
const CLASS: &str = "8-А";

/// Gives the families of a class their access as it stands some weeks after the class teacher began to invite.
pub async fn invite(
    store: &Store,
    school: Id<of::School>,
    now: DateTime<Utc>,
    hash: &str,
) -> Result<(), Refusal> {
    let today = klas_store::school::local_day(now);
    let mut reader = store.read(school).await?;
    let (year, _) = reader.year(today).await?;
    let classes = reader.classes(year, today).await?;
    let Some(class) = classes.into_iter().find(|own| own.class.to_string() == CLASS) else { return Ok(()) };
    let class = reader.register_class(class.id).await?;
    let families = reader.families(&class, today).await?;
    drop(reader);
    let Some(author) = class.class_teacher else { return Ok(()) };
    let keeper = Keeper { school, class: class.id, author, now };
    let restricted = restrict(store, keeper, &families).await?;
    for (place, (invitee, name)) in uninvited(&families).into_iter().enumerate() {
        let long_ago = i64::try_from(place % 20).unwrap_or_default();
        match place % 7 {
            _ if Some(invitee.person) == restricted => {}
            // One in seven was not invited yet, two have a code, of one it is too old.
            0 => {}
            1 | 2 => give(store, keeper, invitee, now - TimeDelta::days(long_ago % 9)).await?,
            3 => give(store, keeper, invitee, now - TimeDelta::days(DAYS_VALID + 5)).await?,
            _ => come(store, keeper, invitee, &name, (long_ago, hash)).await?,
        }
    }
    Ok(())
}

/// Whoever has no account yet, with their names.
fn uninvited(families: &[Family]) -> Vec<(Invitee, PersonName)> {
    let mut people = Vec::new();
    for family in families {
        let pupil = family.pupil.id;
        let join = Some(InvitationKind::Join);
        if family.access.invitable() == join {
            people.push((Invitee { person: pupil, pupil }, family.pupil.name.clone()));
        }
        for own in family.guardians.iter().filter(|own| own.access.invitable() == join) {
            people.push((Invitee { person: own.id, pupil }, own.name.clone()));
        }
    }
    people
}

/// What nobody can type.
fn no_code() -> Vec<u8> {
    [Uuid::new_v4(), Uuid::new_v4()].iter().flat_map(|part| *part.as_bytes()).collect()
}

async fn give(store: &Store, keeper: Keeper, invitee: Invitee, at: DateTime<Utc>) -> Result<(), Refusal> {
    let codes = vec![NewCode { invitee, hash: no_code() }];
    store.invite(Keeper { now: at, ..keeper }, codes, |_| true).await?;
    Ok(())
}

/// The account was made some weeks ago, and is used now and then.
async fn come(
    store: &Store,
    keeper: Keeper,
    invitee: Invitee,
    name: &PersonName,
    (long_ago, hash): (i64, &str),
) -> Result<(), Refusal> {
    let (code, at) = (no_code(), keeper.now - TimeDelta::days(long_ago + 8));
    let codes = vec![NewCode { invitee, hash: code.clone() }];
    store.invite(Keeper { now: at, ..keeper }, codes, |_| true).await?;
    let made = store.join_with_code(code, &suggested(name), hash.to_owned(), at).await?;
    if let Redeemed::Done(account, person) = made {
        let seen = at + TimeDelta::days(long_ago % 8);
        store.open_session(account, Some(person), no_code(), seen..seen + TimeDelta::hours(1)).await?;
    }
    Ok(())
}

/// Hides everything of a child from one of two guardians; tells from whom.
async fn restrict(
    store: &Store,
    keeper: Keeper,
    families: &[Family],
) -> Result<Option<Id<of::Person>>, Refusal> {
    let free = |family: &&Family| {
        family.guardians.len() > 1 && family.guardians.iter().all(|own| own.access.account.is_none())
    };
    let Some(family) = families.iter().filter(free).nth(1) else { return Ok(None) };
    let Some(guardian) = family.guardians.iter().find(|own| own.relation == "батько") else {
        return Ok(None);
    };
    let today = klas_store::school::local_day(keeper.now);
    let document = Document {
        kind: DocumentKind::CourtDecision,
        number: "727/4321/26".to_owned(),
        date: today - Days::new(49),
    };
    let restriction =
        Restriction { hidden: Hidden::Everything, from: today - Days::new(40), until: None, document };
    let edit = RestrictionEdit {
        id: Id::new(),
        pupil: family.pupil.id,
        guardian: guardian.id,
        base: 0,
        restriction: Some(restriction),
    };
    store.restrict(keeper, edit, |_| true).await?;
    Ok(Some(guardian.id))
}
