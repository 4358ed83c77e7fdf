//! Carrying absences to the day's later lessons, and publishing what was written in pencil.

use leptos::{prelude::*, task::spawn_local};

use super::{super::model::Place, Offer, Ui, limit::within, sync, with_ui};
use crate::api::journal::{carry_absence, later_lessons, publish};

/// Asks where the absences of some cells may be carried, and offers it.
pub fn offer(ui: &Ui, places: Vec<Place>) {
    let cells: Vec<_> = {
        let grid = ui.grid.borrow();
        places.into_iter().filter_map(|place| Some((place, grid.cell(place)?))).collect()
    };
    if cells.is_empty() {
        return;
    }
    spawn_local(async move {
        for (place, (column, pupil)) in cells {
            let lessons = within(later_lessons(column, pupil)).await.unwrap_or_default();
            if lessons.is_empty() {
                continue;
            }
            let offer = Offer { place, lessons: list(&lessons) };
            with_ui(|ui| {
                ui.signals.offers.update(|offers| {
                    offers.retain(|other| other.place != place);
                    offers.push(offer);
                });
                forget_taken_back(ui);
            });
        }
    });
}

/// Leaves the offers whose absences were taken back meanwhile.
pub fn forget_taken_back(ui: &Ui) {
    let absent = |offer: &Offer| ui.grid.borrow().entry(offer.place).absence.is_some();
    if ui.signals.offers.with_untracked(|offers| !offers.iter().all(absent)) {
        ui.signals.offers.update(|offers| offers.retain(absent));
    }
}

/// Carries absences as offered.
pub fn carry(ui: &Ui, offers: Vec<Offer>) {
    ui.signals.offers.update(|left| left.retain(|offer| !offers.contains(offer)));
    let person = ui.grid.borrow().data.person;
    let cells: Vec<_> = offers.iter().filter_map(|offer| ui.grid.borrow().cell(offer.place)).collect();
    spawn_local(async move {
        let (mut carried, mut failed) = (Vec::new(), false);
        for (column, pupil) in cells {
            match within(carry_absence(person, column, pupil)).await {
                Ok(lessons) => carried.push(lessons),
                Err(_) => failed = true,
            }
        }
        with_ui(|ui| {
            let said = match &carried[..] {
                _ if failed => ui.texts.server_fault.to_owned(),
                [lessons] => (ui.texts.carried)(&list(lessons)),
                pupils => (ui.texts.carried_for)(pupils.len()),
            };
            ui.signals.say(said);
            sync::hear(ui);
        });
    });
}

/// Publishes the pencil entries of the page's course.
pub fn publish_pencil(ui: &Ui) {
    let (person, course) = (ui.grid.borrow().data.person, ui.grid.borrow().data.course);
    spawn_local(async move {
        let published = within(publish(person, course)).await;
        with_ui(|ui| match published {
            Ok(cells) => {
                ui.signals.say((ui.texts.published)(cells.len()));
                sync::take(ui, cells);
            }
            Err(_) => ui.signals.say(ui.texts.server_fault),
        });
    });
}

fn list(lessons: &[i32]) -> String {
    let numbers: Vec<String> = lessons.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}
