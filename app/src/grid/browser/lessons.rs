//! The list of lessons beneath the grid, which the server drew.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTableRowElement;

use super::Ui;

/// Shows what is stored of a lesson's words.
pub fn show(ui: &Ui, column: usize) {
    let grid = ui.grid.borrow();
    let Some(lesson) = grid.lesson(column) else { return };
    let row = document().get_element_by_id(&format!("l-{}", lesson.id));
    let Some(cells) = row.and_then(|row| row.dyn_into::<HtmlTableRowElement>().ok()).map(|row| row.cells())
    else {
        return;
    };
    if let Some(topic) = cells.item(1) {
        let blank = lesson.text.topic.is_empty();
        topic.set_text_content(Some(if blank { ui.texts.no_topic } else { &lesson.text.topic }));
        let _ = topic.class_list().toggle_with_force("muted", blank);
    }
    if let Some(homework) = cells.item(2) {
        homework.set_text_content(Some(&lesson.text.homework));
    }
}
