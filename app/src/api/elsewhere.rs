//! Addresses that lead into another school of the visitor's account: one person may act in several schools (DOMAIN §7), a
//! session is of one, and the link of a letter or of a device's message does not know of which. Nobody is moved by opening
//! an address: what is being typed on another page is of the school before, and any site may lead here. A child's week and
//! marks are read from wherever the session is, so that a device keeps them of every child; what is written, and everything
//! else, wants the way. The page that says that there is nothing offers it.

use klas_domain::{Actor, Id, Role, calendar::AcademicYear, guardianship::Part, id::of};
use klas_store::{StoreError, account::SignedIn, diary::DiaryPupil};

use super::diary::{own_pupils, shows_marks};
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
        let number = reader.unseen(&there.actor, state.clock.now()).await?;
        if number > 0 {
            news.push((Elsewhere { school: there.actor.school, name: there.school_name }, number));
        }
    }
    Ok(news)
}

/// The visit in which a pupil's diary is read: as it is, or, where the pupil is the visitor's in another school of the
/// account, as one of that school, which comes with it. The page around the diary stays of the school of the session.
pub async fn reading(visit: Visit, pupil: Id<of::Person>) -> Result<(Visit, Option<Elsewhere>), Failure> {
    let here = visit.person()?;
    if is_own(&here.actor, pupil) {
        return Ok((visit, None));
    }
    let others = others(&visit.state, here).await?;
    let Some(there) = others.into_iter().find(|there| is_own(&there.actor, pupil)) else {
        return Ok((visit, None));
    };
    let school = Elsewhere { school: there.actor.school, name: there.school_name.clone() };
    Ok((Visit { signed_in: Some(there), ..visit }, Some(school)))
}

/// A child of the visitor in another school of the account.
pub struct ChildElsewhere {
    /// The child.
    pub pupil: DiaryPupil,
    /// The academic year there.
    pub year: AcademicYear,
    /// Whether the visitor sees marks, absences and notes.
    pub shows_marks: bool,
}

/// The children whose diaries the visitor reads in the other schools of the account.
pub async fn children(visit: &Visit) -> Result<Vec<ChildElsewhere>, Failure> {
    let mut children = Vec::new();
    let others = others(&visit.state, visit.person()?).await?;
    for there in others.into_iter().filter(|there| there.actor.roles.iter().any(|role| role.is_family())) {
        match children_of(&Visit { signed_in: Some(there), ..visit.clone() }).await {
            // A school without a year has no diaries yet.
            Err(Failure::NotFound) => {}
            own => children.extend(own?),
        }
    }
    Ok(children)
}

/// The children of the visitor in the visit's school.
async fn children_of(visit: &Visit) -> Result<Vec<ChildElsewhere>, Failure> {
    let (_, year) = visit.reader().await?.year(visit.today()).await?;
    // Of a child whose diary a decision hides not even the class is told.
    let shown = own_pupils(visit).await?.into_iter().filter(|pupil| pupil.class.is_some());
    let actor = visit.actor()?;
    let child = |pupil: DiaryPupil| ChildElsewhere {
        shows_marks: shows_marks(actor, &pupil),
        pupil,
        year: year.clone(),
    };
    Ok(shown.map(child).collect())
}

/// As whom the account acts in its other schools.
async fn others(state: &AppState, visitor: &SignedIn) -> Result<Vec<SignedIn>, Failure> {
    Ok(state.store.elsewhere(visitor.account, visitor.actor.school, state.clock.now()).await?)
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
