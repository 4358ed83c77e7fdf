//! Requests to correct what is kept of a child: the guardian's, and the class teacher's answers.

use klas_domain::{
    Action, Id, Scope,
    amendment::{Amendment, AmendmentAnswer, AmendmentError, AmendmentState},
    id::of,
    look::Looked,
    permission::may,
};
use klas_store::{
    StoreError,
    acknowledgement::Sender,
    amendment::{AmendmentOutcome, StoredAmendment},
    look::LookedAt,
    register::{Keeper, RegisterClass},
};

use super::register::{Section, Sections};
use crate::{
    api::{access::require, looks},
    failure::Failure,
    visit::Visit,
};

/// Sends a request. One that was sent before is not sent again.
pub async fn send(
    visit: &Visit,
    pupil: Id<of::Person>,
    id: Id<of::Amendment>,
    asks: Amendment,
) -> Result<Result<(), AmendmentError>, Failure> {
    let actor = visit.actor()?;
    let scope = Scope { pupil: Some(pupil), ..Scope::school(actor.school) };
    require(actor, Action::SeeOwnData, &scope)?;
    let sender = Sender { school: actor.school, author: actor.person, pupil, now: visit.state.clock.now() };
    match visit.state.store.send_amendment(sender, id, asks).await {
        Ok(sent) => Ok(sent),
        Err(StoreError::Exists(_)) => Err(Failure::BadRequest),
        Err(error) => Err(error.into()),
    }
}

/// The requests about the pupils of a class.
pub struct ClassAmendments {
    /// The class.
    pub class: RegisterClass,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// The requests: those that wait first, then the newest first.
    pub amendments: Vec<StoredAmendment>,
    /// Who the visitor is.
    pub person: Id<of::Person>,
}

/// The requests about the pupils of a class, for who answers them.
pub async fn of_class(visit: &Visit, class: Id<of::SchoolClass>) -> Result<ClassAmendments, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::AnswerAmendments, &scope)?;
    let mut amendments = reader.amendments_of_class(class.id, visit.today()).await?;
    drop(reader);
    looks::keep(visit, LookedAt::Class(class.id), Looked::Amendments).await?;
    // The sort is stable: within each part the newest stays first.
    amendments.sort_by_key(|own| own.says.state != AmendmentState::Waiting);
    let sections = Section::seen_by(actor, &scope);
    Ok(ClassAmendments { class, sections, amendments, person: actor.person })
}

/// How many requests wait in each class that the visitor leads.
pub async fn waiting(visit: &Visit) -> Result<Vec<(Id<of::SchoolClass>, usize)>, Failure> {
    let person = visit.person()?;
    let mut reader = visit.reader().await?;
    let mut waiting = Vec::new();
    for (class, _) in &person.classes {
        let number = reader.amendments_waiting(*class, visit.today()).await?;
        waiting.extend((number > 0).then_some((*class, number)));
    }
    Ok(waiting)
}

/// Answers a request.
pub async fn answer(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    id: Id<of::Amendment>,
    answer: AmendmentAnswer,
) -> Result<AmendmentOutcome, Failure> {
    let actor = visit.actor()?.clone();
    let keeper = Keeper { school: actor.school, class, author: actor.person, now: visit.state.clock.now() };
    let answers = move |scope: &_| may(&actor, Action::AnswerAmendments, scope);
    match visit.state.store.answer_amendment(keeper, id, answer, answers).await? {
        AmendmentOutcome::Forbidden => Err(Failure::Forbidden),
        outcome => Ok(outcome),
    }
}
