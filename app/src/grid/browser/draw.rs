//! Drawing cells: the text and the class of the table's own elements.

use klas_domain::Entry;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, FocusOptions, HtmlElement, HtmlTableCellElement, HtmlTableElement, HtmlTableRowElement,
};

use super::{
    super::{
        entry_class,
        model::{CellState, Place},
        told,
    },
    Ui, propose,
};

/// The columns of the table that are not lessons: number and name.
const HEADERS: usize = 2;
/// Classes of a cell that come from its column and its row, not from what stands in it.
const PLACE_CLASSES: [&str; 6] = ["x", "off", "today", "kr", "th", "sm"];

/// The cell's element.
pub fn element(table: &HtmlTableElement, (row, column): Place) -> Option<HtmlTableCellElement> {
    let body = table.t_bodies().item(0)?;
    let row = body.children().item(u32::try_from(row).ok()?)?.dyn_into::<HtmlTableRowElement>().ok()?;
    row.cells().item(u32::try_from(column + HEADERS).ok()?)?.dyn_into().ok()
}

/// The place of a cell's element.
pub fn place(cell: &HtmlTableCellElement) -> Option<Place> {
    let row = cell.parent_element()?.dyn_into::<HtmlTableRowElement>().ok()?;
    let column = usize::try_from(cell.cell_index()).ok()?.checked_sub(HEADERS)?;
    Some((usize::try_from(row.section_row_index()).ok()?, column))
}

/// The cell that the server made the grid's tab stop.
pub fn first_place(table: &HtmlTableElement) -> Option<Place> {
    place(&table.query_selector("td[tabindex='0']").ok()??.dyn_into().ok()?)
}

/// Says in a column's head for what its marks count.
pub fn head_title(ui: &Ui, column: usize, title: Option<&str>) {
    let row = ui.table.rows().item(0).and_then(|row| row.dyn_into::<HtmlTableRowElement>().ok());
    let head = u32::try_from(column + HEADERS).ok().and_then(|place| row?.cells().item(place));
    if let Some(head) = head {
        attribute(&head, "title", title);
    }
}

/// Whether the pupil does not belong to the course on the column's day.
pub fn is_blocked(ui: &Ui, at: Place) -> bool {
    element(&ui.table, at).is_some_and(|cell| cell.class_list().contains("x"))
}

/// Draws a cell as it is now; what is being typed into it stays.
pub fn cell(ui: &Ui, at: Place) {
    if ui.signals.cursor.get_untracked() == at && !ui.typed.borrow().is_empty() {
        return;
    }
    let grid = ui.grid.borrow();
    let state = grid.state(at);
    let entry = grid.wanted(at);
    let (text, class) = match &state {
        CellState::Calm => (entry.to_string(), ""),
        CellState::Saving(_) if ui.signals.status.get_untracked().holds_back() => {
            (entry.to_string(), "waiting")
        }
        CellState::Saving(_) => (entry.to_string(), "saving"),
        CellState::Saved => (entry.to_string(), "saved"),
        CellState::Refused { typed, .. } => (typed.clone(), "refused"),
        CellState::Conflict { wanted, .. } => (wanted.to_string(), "conflict"),
    };
    let flag = if grid.is_stale(at) { "stale" } else { "" };
    let proposed = grid.proposed(at).map(|mark| mark.to_string());
    drop(grid);
    let problem = problem(ui, at);
    let level = if problem.is_some() { "" } else { entry_class(&entry) };
    let Some(element) = element(&ui.table, at) else { return };
    match &proposed {
        Some(mark) => set(&element, mark, &["proposed"]),
        None => set(&element, &text, &[level, pencil(&entry), note(&entry), class, flag]),
    }
    let hint = propose::hint(ui, at);
    attribute(&element, "aria-invalid", problem.as_ref().map(|_| "true"));
    attribute(&element, "aria-describedby", problem.as_ref().map(|_| "cell-message"));
    attribute(&element, "title", problem.as_deref().or(hint.as_deref()).or(entry.note.as_deref()));
}

fn attribute(element: &Element, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Why a cell was not saved, in words.
fn problem(ui: &Ui, at: Place) -> Option<String> {
    let grid = ui.grid.borrow();
    match grid.state(at) {
        CellState::Refused { reason, .. } => Some(ui.texts.refusal(reason).to_owned()),
        CellState::Conflict { author, .. } => {
            Some((ui.texts.conflict)(&author, &told(&grid.stored(at).entry, ui.texts)))
        }
        _ => None,
    }
}

/// Says beneath the cell under the cursor why it was not saved.
pub fn message(ui: &Ui, at: Place) {
    let said = problem(ui, at).unwrap_or_default();
    let message =
        document().get_element_by_id("cell-message").and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let (Some(message), Some(cell)) = (message, element(&ui.table, at)) else { return };
    if message.text_content().unwrap_or_default() != said {
        message.set_text_content(Some(&said));
    }
    let style = message.style();
    let _ = style.set_property("left", &format!("{}px", cell.offset_left()));
    let _ = style.set_property("top", &format!("{}px", cell.offset_top() + cell.offset_height() + 3));
}

fn pencil(entry: &Entry) -> &'static str {
    if entry.draft { "d" } else { "" }
}

fn note(entry: &Entry) -> &'static str {
    if entry.note.is_some() { "c" } else { "" }
}

/// Shows what is being typed.
pub fn typing(ui: &Ui, at: Place, text: &str) {
    if let Some(element) = element(&ui.table, at) {
        set(&element, text, &["typing"]);
    }
}

fn set(element: &HtmlTableCellElement, text: &str, classes: &[&str]) {
    let kept: Vec<&str> = PLACE_CLASSES
        .into_iter()
        .filter(|class| element.class_list().contains(class))
        .chain(classes.iter().copied())
        .filter(|class| !class.is_empty())
        .collect();
    element.set_text_content(Some(text));
    element.set_class_name(&kept.join(" "));
}

/// Said of the cell that has the focus: on fifteen hundred cells the attribute would make the page heavier for nobody.
fn say_readonly(ui: &Ui, cell: &Element, at: Place) {
    let own = ui.grid.borrow().data.columns.get(at.1).is_some_and(|column| column.own);
    attribute(cell, "aria-readonly", (!own || is_blocked(ui, at)).then_some("true"));
}

/// Moves the tab stop and the focus.
pub fn focus(ui: &Ui, from: Place, to: Place) {
    if let Some(cell) = element(&ui.table, from) {
        let _ = cell.remove_attribute("tabindex");
    }
    if let Some(cell) = element(&ui.table, to) {
        say_readonly(ui, &cell, to);
        let _ = cell.set_attribute("tabindex", "0");
        let _ = cell.focus();
        uncover(ui, &cell, to);
    }
}

/// What the table lies and moves in.
fn scroll() -> Option<HtmlElement> {
    document().get_element_by_id("grid-scroll")?.dyn_into().ok()
}

/// Moves the table until no frozen column covers the cell: to the browser a cell beneath them is in view.
fn uncover(ui: &Ui, cell: &HtmlTableCellElement, (_, column): Place) {
    let Some(scroll) = scroll() else { return };
    let (view, own) = (scroll.get_bounding_client_rect(), cell.get_bounding_client_rect());
    let heads = ui.table.rows().item(0).map(|row| row.children());
    let heads = heads.iter().flat_map(|heads| (0..heads.length()).filter_map(|place| heads.item(place)));
    let (mut left, mut right) = (view.left(), view.right());
    for (place, head) in heads.enumerate() {
        if place < HEADERS {
            left = left.max(head.get_bounding_client_rect().right());
        } else if place > column + HEADERS && head.class_list().contains("sm") {
            let frozen = head.get_bounding_client_rect();
            right = if frozen.right() <= view.right() { right.min(frozen.left()) } else { right };
        }
    }
    let missing =
        if own.left() < left { (own.left() - left).floor() } else { (own.right() - right).max(0.0).ceil() };
    #[expect(clippy::cast_possible_truncation, reason = "a table is narrower than that")]
    scroll.set_scroll_left(scroll.scroll_left() + missing as i32);
}

/// Brings the tab stop into view and, where nothing else has the focus yet, gives it the focus.
pub fn show_cursor(ui: &Ui) {
    let at = ui.signals.cursor.get_untracked();
    let Some(cell) = element(&ui.table, at) else { return };
    say_readonly(ui, &cell, at);
    if let Some(scroll) = scroll() {
        scroll.set_scroll_left((cell.offset_left() - scroll.client_width() * 2 / 3).max(0));
        uncover(ui, &cell, at);
    }
    let nothing_focused = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    if nothing_focused {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = cell.focus_with_options(&options);
    }
}
