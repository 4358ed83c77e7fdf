//! Publishing what was written in pencil: the entries of this page, each answered in its own cell.

use leptos::prelude::*;

use super::{Ui, draw, keys, sync};

/// Publishes the pencil entries of the page.
pub fn publish(ui: &Ui) {
    keys::commit(ui);
    let places = ui.grid.borrow_mut().publish();
    for place in places {
        draw::cell(ui, place);
    }
    sync::changed(ui);
    tell(ui);
    // The pressed button is gone.
    keys::go(ui, ui.signals.cursor.get_untracked());
}

/// Says how many were published, once all of them are answered.
pub fn tell(ui: &Ui) {
    let published = ui.grid.borrow_mut().published();
    if let Some((published, left)) = published {
        ui.signals.say((ui.texts.published)(published, left));
    }
}
