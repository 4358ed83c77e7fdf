//! Summative marks that the program proposes: shown, accepted, and looked at again when their reasons are others.

use klas_domain::{Entry, Id, Mark, id::of, proposal::Proposal};
use serde::{Deserialize, Serialize};

use super::{
    model::{Grid, Place},
    steps::Step,
};

/// What is proposed for a summative cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellProposal {
    /// The mark, the mean behind it, what to know before accepting it.
    pub proposal: Proposal,
    /// What it rests on.
    pub basis: Option<i32>,
}

impl Grid {
    /// Takes what the server proposes, and gives the cells to draw again.
    pub fn take_proposals(
        &mut self,
        proposals: Vec<(Id<of::Column>, Id<of::Person>, CellProposal)>,
    ) -> Vec<Place> {
        let mut old = std::mem::take(&mut self.proposals);
        for (column, pupil, proposal) in proposals {
            if let Some(place) = self.place(column, pupil) {
                self.proposals.insert(place, proposal);
            }
        }
        let changed =
            self.proposals.iter().filter(|(place, proposal)| old.remove(place).as_ref() != Some(proposal));
        let mut places: Vec<Place> = changed.map(|(place, _)| *place).collect();
        places.extend(old.into_keys());
        places
    }

    /// What is proposed for a cell.
    pub fn proposal(&self, place: Place) -> Option<&CellProposal> {
        self.proposals.get(&place)
    }

    /// The mark that is proposed and not decided: nothing stands in the cell, and nothing was refused there.
    pub fn proposed(&self, place: Place) -> Option<Mark> {
        let empty = self.entry(place).is_empty() && self.trouble(place).is_none();
        self.proposal(place)?.proposal.mark.filter(|_| empty)
    }

    /// Whether the mark of a cell was decided on other marks than those that stand there now. What was decided in a closed
    /// semester stands: its teacher cannot confirm it any more, and what a work weighs may be another by now.
    pub fn is_stale(&self, place: Place) -> bool {
        let closed = self.data.columns.get(place.1).is_some_and(|column| column.closed);
        let basis = self.entry(place).basis;
        !closed && basis.is_some() && self.proposal(place).is_some_and(|proposal| proposal.basis != basis)
    }

    /// Makes a wish that rests on what is known now, in a summative cell.
    pub(super) fn founded(&self, place: Place, entry: Entry) -> Entry {
        let basis = self.proposal(place).and_then(|proposal| proposal.basis).filter(|_| !entry.is_empty());
        Entry { basis, ..entry }
    }

    /// Accepts what is proposed for cells in which nothing stands: one step for Ctrl+Z. Gives the cells that changed.
    pub fn accept(&mut self, places: impl IntoIterator<Item = Place>) -> Vec<Place> {
        let mut step = Step::new();
        let mut accepted = Vec::new();
        for place in places {
            let Some(mark) = self.proposed(place) else { continue };
            let entry = Entry { mark: Some(mark), draft: self.pencil, ..Entry::default() };
            let entry = self.founded(place, entry);
            self.wish(place, entry, None, &mut step);
            accepted.push(place);
        }
        self.steps.keep(step);
        accepted
    }

    /// Confirms marks that were decided on other reasons: they stay, and rest on those that stand there now.
    pub fn confirm(&mut self, places: impl IntoIterator<Item = Place>) -> Vec<Place> {
        let mut step = Step::new();
        let stale: Vec<Place> = places.into_iter().filter(|place| self.is_stale(*place)).collect();
        for place in &stale {
            let entry = self.founded(*place, self.entry(*place));
            self.wish(*place, entry, None, &mut step);
        }
        self.steps.keep(step);
        stale
    }
}
