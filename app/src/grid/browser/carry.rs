//! Carrying absences to the day's later lessons.

use leptos::{prelude::*, task::spawn_local};

use super::{super::model::Place, Offer, Ui, limit::within, sync, with_ui};
use crate::api::{
    Problem,
    journal::{carry_absence, later_lessons},
};

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
            if !lessons.is_empty() {
                with_ui(|ui| add(ui, vec![Offer { place, lessons: list(&lessons) }], None));
            }
        }
    });
}

/// Adds offers, each in the place of an older one for the same cell; where they were accepted before, with why that came
/// to nothing.
fn add(ui: &Ui, offers: Vec<Offer>, why: Option<&'static str>) {
    ui.signals.not_carried.set(why);
    ui.signals.offers.update(|all| {
        all.retain(|other| offers.iter().all(|offer| offer.place != other.place));
        all.extend(offers);
    });
    forget_taken_back(ui);
}

/// Leaves the offers whose absences were taken back meanwhile.
pub fn forget_taken_back(ui: &Ui) {
    let absent = |offer: &Offer| ui.grid.borrow().entry(offer.place).absence.is_some();
    if ui.signals.offers.with_untracked(|offers| !offers.iter().all(absent)) {
        ui.signals.offers.update(|offers| offers.retain(absent));
    }
}

/// Carries absences as offered. What the server did not do is offered again: nothing else would ask for it.
pub fn carry(ui: &Ui, offers: Vec<Offer>) {
    ui.signals.not_carried.set(None);
    ui.signals.offers.update(|left| left.retain(|offer| !offers.contains(offer)));
    let person = ui.grid.borrow().data.person;
    spawn_local(async move {
        let (mut carried, mut left, mut problem) = (Vec::new(), Vec::new(), None);
        for offer in offers {
            let cell = with_ui(|ui| ui.grid.borrow().cell(offer.place)).flatten();
            let Some((column, pupil)) = cell.filter(|_| problem.is_none()) else {
                left.push(offer);
                continue;
            };
            match within(carry_absence(person, column, pupil)).await {
                Ok(lessons) => carried.push(list(&lessons)),
                Err(why) => {
                    problem = Some(why);
                    left.push(offer);
                }
            }
        }
        with_ui(|ui| answered(ui, &carried, left, problem));
    });
}

fn answered(ui: &Ui, carried: &[String], left: Vec<Offer>, problem: Option<Problem>) {
    if !carried.is_empty() {
        ui.signals.say(ui.texts.told_of_carried(carried));
        sync::hear(ui);
    }
    if let Some(problem) = problem {
        add(ui, left, Some(sync::not_done(ui, problem)));
    }
}

fn list(lessons: &[i32]) -> String {
    let numbers: Vec<String> = lessons.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}
