//! The class teacher gives a pupil's absences their reason, many at once.

use klas_domain::{Absence, Action, EditOutcome, Entry, Id, JournalEdit, edit::Refusal, id::of};

use super::Span;
use crate::{
    api::{self, access::require},
    failure::Failure,
    visit::Visit,
};

/// What the class teacher says of a pupil's absences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons {
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The days.
    pub span: Span,
    /// What the absences become.
    pub kind: Absence,
    /// Whether those that have a reason already become so too.
    pub all: bool,
    /// Why old entries are corrected; empty for none.
    pub correction: String,
}

impl Reasons {
    /// Whether an absence is one of those that are meant.
    fn mean(&self, absence: Absence) -> bool {
        let known = absence != Absence::Unknown;
        absence != self.kind && (!known || self.all || self.kind == Absence::Unknown)
    }
}

/// Why an absence kept what it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It breaks a rule.
    Refused(Refusal),
    /// Somebody changed the cell at the same moment.
    Conflict,
}

/// What became of the absences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    /// How many were changed.
    pub changed: usize,
    /// How many were not, by what stood in the way.
    pub obstacles: Vec<(Obstacle, usize)>,
}

impl Explained {
    fn count(&mut self, outcome: &EditOutcome) {
        let obstacle = match outcome {
            EditOutcome::Saved { .. } => {
                self.changed += 1;
                return;
            }
            EditOutcome::Conflict { .. } => Obstacle::Conflict,
            EditOutcome::Refused(refusal) => Obstacle::Refused(*refusal),
        };
        match self.obstacles.iter_mut().find(|(known, _)| *known == obstacle) {
            Some((_, number)) => *number += 1,
            None => self.obstacles.push((obstacle, 1)),
        }
    }
}

/// Gives the absences their reason, each as an edit of its cell.
pub async fn explain(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    reasons: Reasons,
) -> Result<Explained, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    require(actor, Action::ExplainAbsence, &class.scope(actor.school))?;
    let absences = reader.absences_of_pupil(class.id, reasons.pupil, reasons.span, actor.person).await?;
    drop(reader);
    let meant = absences
        .into_iter()
        .filter(|absence| absence.stored.entry.absence.is_some_and(|kind| reasons.mean(kind)));
    let edit = |absence: klas_store::register::PupilAbsence| JournalEdit {
        id: Id::new(),
        column: absence.column,
        pupil: reasons.pupil,
        base: absence.stored.version,
        entry: Entry { absence: Some(reasons.kind), ..absence.stored.entry },
        reason: Some(reasons.correction.clone()).filter(|reason| !reason.is_empty()),
    };
    let mut explained = Explained::default();
    for outcome in api::journal::apply(visit, meant.map(edit).collect()).await? {
        explained.count(&outcome);
    }
    Ok(explained)
}
