//! Addresses that lead into another school of the visitor's account: one person may act in several schools (DOMAIN §7), a
//! session is of one, and the link of a letter or of a device's message does not know of which. Nobody is moved by opening
//! an address: what is being typed on another page is of the school before, and any site may lead here. The page that says
//! that there is nothing offers the way.

use klas_domain::{Actor, Id, Role, guardianship::Part, id::of};
use klas_store::{StoreError, account::SignedIn};

use crate::{failure::Failure, state::AppState, visit::Visit};

/// Another school of an account.
pub struct Elsewhere {
    /// The school.
    pub school: Id<of::School>,
    /// Its name.
    pub name: String,
}

/// What an address is of that families are told of.
enum Told {
    Pupil(Id<of::Person>),
    Announcement(Id<of::Announcement>),
}

fn told(address: &str) -> Option<Told> {
    let path = address.split('?').next()?;
    let mut parts = path.split('/').skip(1);
    let (section, id) = (parts.next()?, parts.next()?);
    match section {
        "diary" | "messages" => id.parse().ok().map(Told::Pupil),
        "announcements" => id.parse().ok().map(Told::Announcement),
        _ => None,
    }
}

/// The other school of the account in which the visitor reads what an address is of; none where there is none.
pub async fn of_address(
    state: &AppState,
    visitor: &SignedIn,
    address: &str,
) -> Result<Option<Elsewhere>, Failure> {
    let Some(told) = told(address) else { return Ok(None) };
    for there in others(state, visitor).await? {
        let reads = match told {
            Told::Pupil(pupil) => is_own(&there.actor, pupil),
            Told::Announcement(announcement) => is_told(state, &there.actor, announcement).await?,
        };
        if reads {
            return Ok(Some(Elsewhere { school: there.actor.school, name: there.school_name }));
        }
    }
    Ok(None)
}

/// The other schools of the visitor's account in which there are notices that the visitor has not seen, with their number.
pub async fn with_news(visit: &Visit) -> Result<Vec<(Elsewhere, usize)>, Failure> {
    let state = &visit.state;
    let mut news = Vec::new();
    for there in others(state, visit.person()?).await? {
        let mut reader = state.store.read(there.actor.school).await?;
        let number = reader.unseen(there.actor.person, state.clock.now()).await?;
        if number > 0 {
            news.push((Elsewhere { school: there.actor.school, name: there.school_name }, number));
        }
    }
    Ok(news)
}

/// As whom the account acts in its other schools.
async fn others(state: &AppState, visitor: &SignedIn) -> Result<Vec<SignedIn>, Failure> {
    let mut others = state.store.everywhere(visitor.account, state.clock.now()).await?;
    others.retain(|there| there.actor.school != visitor.actor.school);
    Ok(others)
}

/// Whether the diary of a pupil is the person's own, and not hidden.
fn is_own(actor: &Actor, pupil: Id<of::Person>) -> bool {
    actor.guards(pupil, Part::Diary) || actor.is(Role::Pupil) && actor.person == pupil
}

/// Whether an announcement is of a school in which the person is of a family.
async fn is_told(
    state: &AppState,
    actor: &Actor,
    announcement: Id<of::Announcement>,
) -> Result<bool, Failure> {
    if !actor.roles.iter().any(|role| role.is_family()) {
        return Ok(false);
    }
    match state.store.read(actor.school).await?.announcement(announcement).await {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
