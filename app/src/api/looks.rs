//! Who looked at what is kept of a pupil: staff leave a trace wherever a page shows one pupil's data, or those of a whole
//! class that its journal does not show (addresses, health, families). The journal itself is the daily work of whoever
//! teaches the class and leaves none.

use chrono::Days;
use klas_domain::{Id, guardianship::Part, id::of, look::Looked};
use klas_store::look::{DayOfLooks, Look, LookedAt};

use crate::{failure::Failure, visit::Visit};

/// How far back a family sees who looked.
const SHOWN: Days = Days::new(365);

/// Keeps that the visitor looks at a pupil's data, unless the visitor is the pupil, or a guardian who has this part of the
/// child anyway. A guardian from whom it is hidden, and who sees it by an office, looks as an officer does.
pub async fn keep_unless_family(
    visit: &Visit,
    pupil: Id<of::Person>,
    part: Looked,
    shown: Part,
) -> Result<(), Failure> {
    let actor = visit.actor()?;
    if pupil == actor.person || actor.guards(pupil, shown) {
        return Ok(());
    }
    keep(visit, LookedAt::Pupil(pupil), part).await
}

/// Keeps that the visitor looks at what no family is shown: once for each day and part.
pub async fn keep(visit: &Visit, at: LookedAt, part: Looked) -> Result<(), Failure> {
    // Documents are made by nobody who is signed in; whoever takes them looks.
    if visit.token_hash.is_none() {
        return Ok(());
    }
    let actor = visit.actor()?;
    let look = Look { school: actor.school, person: actor.person, at, part, day: visit.today() };
    Ok(visit.state.store.keep_look(look).await?)
}

/// Who looked at a pupil's data within a year, the newest day first.
pub async fn at(visit: &Visit, pupil: Id<of::Person>) -> Result<Vec<DayOfLooks>, Failure> {
    let since = visit.today().checked_sub_days(SHOWN).unwrap_or_default();
    Ok(visit.reader().await?.looks_at(pupil, since).await?)
}
