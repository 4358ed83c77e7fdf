//! The people of the school, and the correction of their names.

use klas_domain::{Action, Id, Role, Scope, id::of, look::Looked, school::PersonName};
use klas_store::{look::LookedAt, naming::NameOutcome, people::Namesake, summative::Setting};

use crate::{
    api::{access::require, looks},
    failure::Failure,
    visit::Visit,
};

/// How many people a search shows at most.
pub const SHOWN: usize = 50;

/// The people whose names begin with the words, no more than [`SHOWN`]; nobody where there are none.
pub async fn like(visit: &Visit, words: &str) -> Result<Vec<Namesake>, Failure> {
    setting(visit)?;
    if words.is_empty() {
        return Ok(Vec::new());
    }
    Ok(visit.reader().await?.people_like(words, SHOWN).await?)
}

/// Somebody of the school, for those who may correct the name.
pub async fn person(visit: &Visit, id: Id<of::Person>) -> Result<Namesake, Failure> {
    setting(visit)?;
    let found = visit.reader().await?.people_called(&id.to_string()).await?.pop();
    let found = found.ok_or(Failure::NotFound)?;
    if found.roles.contains(&Role::Pupil) {
        looks::keep(visit, LookedAt::Pupil(id), Looked::Information).await?;
    }
    Ok(found)
}

/// Corrects the name of somebody who was called `seen`.
pub async fn rename(
    visit: &Visit,
    id: Id<of::Person>,
    seen: PersonName,
    name: PersonName,
) -> Result<NameOutcome, Failure> {
    let outcome = visit.state.store.rename(setting(visit)?, id, seen, name).await?;
    visit.state.forget_everybody();
    Ok(outcome)
}

fn setting(visit: &Visit) -> Result<Setting, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ManageSchool, &Scope::school(actor.school))?;
    Ok(Setting { school: actor.school, author: actor.person, now: visit.state.clock.now() })
}
