//! The summary register of a class.

use chrono::NaiveDate;
use klas_domain::{
    Action, Id,
    council::{Decision, DecisionEdit, DecisionOutcome},
    id::of,
    permission::may,
};
use klas_store::{
    journal::PagePupil,
    register::{Council, RegisterClass, Summary},
};

use super::{Section, Sections};
use crate::{
    api::{access::require, opened::section_once_archived},
    failure::Failure,
    visit::Visit,
};

/// The summary register of a class.
pub struct SummaryRegister {
    /// The class.
    pub class: RegisterClass,
    /// Pupils, marks, decisions.
    pub summary: Summary,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// Who the visitor is: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
}

impl SummaryRegister {
    /// Whether the council may still decide on the pupil, who has not left the class.
    pub fn is_open(&self, pupil: &PagePupil, today: NaiveDate) -> bool {
        let decided = self.summary.decisions.get(&pupil.id).is_some_and(|stored| stored.decision.is_some());
        !decided && pupil.left(today).is_none()
    }
}

/// The summary register of a class, for those who keep it; from its archive, once that is signed.
pub async fn summary(visit: &Visit, class: Id<of::SchoolClass>) -> Result<SummaryRegister, Failure> {
    if let Some(opened) = section_once_archived(visit, class, Section::Summary).await? {
        return opened.summary();
    }
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::KeepSummaryRegister, &scope)?;
    let summary = reader.summary(class.id).await?;
    let sections = Section::seen_by(actor, &scope);
    Ok(SummaryRegister { class, summary, sections, person: actor.person })
}

/// Writes a decision on pupils, each with the version of the register that was seen; each has its own outcome.
pub async fn decide(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    pupils: Vec<(Id<of::Person>, i32)>,
    decision: Option<Decision>,
) -> Result<Vec<DecisionOutcome>, Failure> {
    let actor = visit.actor()?.clone();
    let council = Council { school: actor.school, class, author: actor.person, now: visit.state.clock.now() };
    let edit = |(pupil, base)| DecisionEdit { id: Id::new(), pupil, base, decision: decision.clone() };
    let edits = pupils.into_iter().map(edit).collect();
    let keeps = move |scope: &_| may(&actor, Action::KeepSummaryRegister, scope);
    Ok(visit.state.store.decide(council, edits, keeps).await?)
}
