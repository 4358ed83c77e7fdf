//! The one place where what a person asks for is held against the rules of [`klas_domain::permission`].

use klas_domain::{Action, Actor, JournalEdit, Scope, StoredEntry, permission::may};

use crate::failure::Failure;

/// Lets the actor go on, or ends with 403; a guardian with limited rights is told what they rest on. What belongs to
/// another school is not found in the first place.
pub fn require(actor: &Actor, action: Action, scope: &Scope) -> Result<(), Failure> {
    if may(actor, action, scope) {
        return Ok(());
    }
    if scope.archived && may(actor, action, &Scope { archived: false, ..scope.clone() }) {
        return Err(Failure::Archived(None));
    }
    Err(actor.hindered(action, scope).cloned().map_or(Failure::Forbidden, Failure::Restricted))
}

/// Whether the actor may make this edit of a cell: whoever teaches the lesson writes anything but the reason of an absence,
/// which the class teacher gives, also in a semester that the course has closed, until the class closes it too; all else
/// in a closed semester is a deputy head's. A reason that the author's own latest changes took away may be brought back
/// all the same: the history proves it, where the edits are applied.
pub fn may_edit(actor: &Actor, scope: &Scope, stored: &StoredEntry, edit: &JournalEdit) -> bool {
    let explains = may(actor, Action::ExplainAbsence, scope);
    let only_explains = explains && edit.entry.explains(&stored.entry);
    if scope.closed {
        return only_explains || may(actor, Action::CorrectClosed, scope);
    }
    if may(actor, Action::WriteEntries, scope) {
        return explains || !edit.entry.gives_reason(&stored.entry);
    }
    only_explains
}
