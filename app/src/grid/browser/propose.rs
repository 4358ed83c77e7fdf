//! Summative marks: asks what is proposed for them, and takes or confirms it.

use std::cell::Cell;

use leptos::{prelude::*, task::spawn_local};

use super::{super::model::Place, Ui, draw, limit::within, sync, with_ui};
use crate::api::summary::proposals;

/// Whether the question is on its way, and whether it has to be asked once more.
#[derive(Default)]
pub struct Asking {
    asked: Cell<bool>,
    again: Cell<bool>,
}

/// Asks what is proposed, where the page has anything that sums up.
pub fn ask(ui: &Ui) {
    if !ui.grid.borrow().data.columns.iter().any(|column| column.sum().is_some()) {
        return;
    }
    if ui.asking.asked.replace(true) {
        ui.asking.again.set(true);
        return;
    }
    let course = ui.grid.borrow().data.course;
    spawn_local(async move {
        let answer = within(proposals(course)).await;
        with_ui(|ui| {
            ui.asking.asked.set(false);
            if let Ok(proposals) = answer {
                let places = ui.grid.borrow_mut().take_proposals(proposals);
                show(ui, places);
            }
            if ui.asking.again.take() {
                ask(ui);
            }
        });
    });
}

fn show(ui: &Ui, places: Vec<Place>) {
    for place in places {
        draw::cell(ui, place);
    }
    ui.signals.change.update(|change| *change += 1);
}

/// What is said of a cell whose mark is proposed, or rests on other marks than it did.
pub fn hint(ui: &Ui, at: Place) -> Option<String> {
    let grid = ui.grid.borrow();
    let texts = grid.data.locale.summary();
    if grid.is_stale(at) {
        return Some(texts.stale.to_owned());
    }
    let mark = grid.proposed(at)?;
    let mean = grid.proposal(at)?.proposal.mean.map(|mean| (texts.mean)(&mean.to_string()));
    let proposed = (texts.proposed)(&mark.to_string());
    Some([Some(proposed), mean].into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// The cells of a column.
pub fn cells_of(ui: &Ui, column: usize) -> Vec<Place> {
    (0..ui.grid.borrow().size().0).map(|row| (row, column)).collect()
}

/// Accepts what is proposed for cells; where nothing is, confirms the marks there that rest on others now.
pub fn decide(ui: &Ui, places: impl IntoIterator<Item = Place>) -> usize {
    let places: Vec<Place> = places.into_iter().filter(|at| !draw::is_blocked(ui, *at)).collect();
    let mut decided = ui.grid.borrow_mut().accept(places.iter().copied());
    if decided.is_empty() {
        decided = ui.grid.borrow_mut().confirm(places);
    }
    let count = decided.len();
    if count > 0 {
        for place in decided {
            draw::cell(ui, place);
        }
        sync::changed(ui);
    }
    count
}
