//! Nobody's words are overwritten unseen, and nothing typed is lost.

use klas_app::grid::{
    model::{CellState, Grid},
    queue::Queue,
};
use klas_domain::{
    EditOutcome, Entry,
    edit::{LessonOutcome, LessonText, Refusal},
};

use super::{YESTERDAY, answer, conflict, data, grid, others_write, points, reopened, saved, with_note};

fn refused() -> EditOutcome {
    EditOutcome::Refused(Refusal::ReasonNeeded)
}

#[test]
fn an_unanswered_batch_is_sent_again_with_the_same_identifiers() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    let first = grid.batch();
    grid.type_into((1, 1), "9");
    assert_eq!(grid.batch(), first);
    assert_eq!(grid.queue.len(), 2);
}

#[test]
fn a_second_thought_waits_for_the_first_and_is_about_its_version() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    grid.batch();
    grid.type_into((0, 1), "9");
    grid.type_into((0, 1), "10");
    grid.settle(vec![saved(1)]);
    assert_eq!(grid.entry((0, 1)), points(10));
    let batch = grid.batch();
    assert_eq!((batch.len(), batch[0].base, batch[0].entry.clone()), (1, 1, points(10)));
}

#[test]
fn a_conflict_keeps_both_and_the_chosen_wish_is_about_the_version_shown() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    answer(&mut grid, vec![conflict(points(5), 3)]);
    assert!(matches!(grid.state((0, 1)), CellState::Conflict { wanted, .. } if wanted == points(8)));
    grid.forget_trouble((0, 1));
    grid.set((0, 1), points(8), None);
    assert_eq!(grid.batch()[0].base, 3);
}

#[test]
fn whoever_stays_with_the_own_correction_need_not_give_its_reason_again() {
    let mut grid = grid();
    grid.set((0, 0), points(9), Some("описка".to_owned()));
    answer(&mut grid, vec![conflict(points(5), 3)]);
    grid.keep_mine((0, 0));
    let sent = &grid.queue.cells.batch(50)[0];
    assert_eq!((sent.base, &sent.entry, sent.reason.as_deref()), (3, &points(9), Some("описка")));
}

#[test]
fn a_cell_with_a_decision_to_come_is_not_free() {
    let mut grid = grid();
    assert!(grid.is_free((0, 0)));
    grid.type_into((0, 0), "15");
    assert!(!grid.is_free((0, 0)), "what was refused stays until the person leaves it");
    grid.forget_trouble((0, 0));
    assert!(grid.is_free((0, 0)));
}

#[test]
fn a_conflict_takes_the_waiting_wish_along_and_shows_it() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    grid.batch();
    grid.type_into((0, 1), "9");
    grid.settle(vec![conflict(points(5), 3)]);
    assert!(matches!(grid.state((0, 1)), CellState::Conflict { wanted, .. } if wanted == points(9)));
    assert!(grid.batch().is_empty(), "the person decides first");
}

#[test]
fn an_edit_that_outlived_its_page_is_about_what_its_author_saw() {
    let mut first = grid();
    first.type_into((0, 1), "8");
    let mut second = reopened(first, &[((0, 1), points(5), 1)]);
    assert_eq!(second.entry((0, 1)), points(8));
    assert_eq!(second.batch()[0].base, 0);
    second.type_into((0, 1), "9");
    second.settle(vec![conflict(points(5), 1)]);
    assert!(matches!(second.state((0, 1)), CellState::Conflict { wanted, .. } if wanted == points(9)));
}

#[test]
fn a_late_answer_does_not_hide_what_was_written_since() {
    let mut first = grid();
    first.type_into((0, 1), "8");
    first.batch();
    let mut second = reopened(first, &[((0, 1), points(5), 2)]);
    answer(&mut second, vec![saved(1)]);
    assert_eq!(second.entry((0, 1)), points(5));
}

#[test]
fn news_of_a_cell_wait_until_it_is_saved() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    grid.batch();
    assert_eq!(others_write(&mut grid, (0, 1), points(5), 2), vec![]);
    assert_eq!(others_write(&mut grid, (1, 1), points(5), 1), vec![(1, 1)]);
    assert_eq!((grid.entry((0, 1)), grid.entry((1, 1))), (points(8), points(5)));
    grid.settle(vec![saved(1)]);
    assert_eq!((grid.entry((0, 1)), grid.stored((0, 1)).version), (points(5), 2));
}

#[test]
fn news_of_a_cell_that_is_typed_into_neither_redraw_it_nor_raise_its_base() {
    let mut grid = grid();
    grid.begin_typing((0, 1));
    assert_eq!(others_write(&mut grid, (0, 1), points(5), 1), vec![]);
    grid.begin_typing((0, 1));
    grid.type_into((0, 1), "8");
    assert_eq!(grid.end_typing(), None);
    assert_eq!(grid.batch()[0].base, 0);
}

#[test]
fn news_are_told_once_the_person_types_nothing_after_all() {
    let mut grid = grid();
    grid.begin_typing((0, 1));
    others_write(&mut grid, (0, 1), points(5), 1);
    assert_eq!(grid.end_typing(), Some((0, 1)));
    assert_eq!(grid.entry((0, 1)), points(5));
}

#[test]
fn an_own_save_raises_the_base_of_what_is_being_typed() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    grid.batch();
    grid.begin_typing((0, 1));
    grid.settle(vec![saved(1)]);
    grid.type_into((0, 1), "9");
    assert_eq!(grid.batch()[0].base, 1);
}

#[test]
fn a_refused_cell_keeps_note_pencil_and_itself_for_the_reason() {
    let mut first = grid();
    first.pencil = true;
    first.set((0, 1), with_note(points(7), "Зошит"), None);
    answer(&mut first, vec![saved(1)]);
    first.type_into((0, 1), "8");
    answer(&mut first, vec![refused()]);
    let mut second = reopened(first, &[((0, 1), points(7), 1)]);
    let wanted = second.wanted((0, 1));
    assert_eq!(wanted, Entry { draft: true, ..with_note(points(8), "Зошит") });
    second.set((0, 1), wanted, Some("Описка".into()));
    let edit = second.batch().remove(0);
    assert_eq!((edit.entry.draft, edit.entry.note.as_deref(), edit.base), (true, Some("Зошит"), 1));
    assert_eq!(second.troubled(), 0);
}

#[test]
fn an_answer_for_an_older_edit_does_not_replace_a_newer_refusal() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    grid.batch();
    grid.type_into((0, 1), "13");
    grid.settle(vec![saved(1)]);
    assert!(matches!(grid.state((0, 1)), CellState::Refused { typed, .. } if typed == "13"));
    grid.type_into((0, 1), "12");
    assert_eq!(grid.batch()[0].base, 1);
}

#[test]
fn what_is_refused_on_another_page_of_the_journal_is_told_and_found_there() {
    let mut november = grid();
    november.type_into((0, 1), "8");
    november.type_into((0, 0), "9");
    let whole = november.data.clone();
    let left = std::mem::take(&mut november.queue);
    let mut october = november.data.clone();
    october.columns.retain(|column| column.held() == Some((YESTERDAY, false)));
    let mut october = Grid::new(october, left);
    assert_eq!(answer(&mut october, vec![refused(), saved(1)]).elsewhere, 1);
    assert_eq!((october.troubled(), october.troubled_elsewhere()), (1, 1));
    assert_eq!(october.next_trouble((0, 0)), None);
    let november = Grid::new(whole, october.queue);
    assert_eq!(november.next_trouble((0, 0)), Some((0, 1)));
}

#[test]
fn what_is_nowhere_any_more_can_be_given_up_and_the_rest_stays() {
    let mut first = grid();
    first.type_all(vec![((0, 0), "13".into()), ((0, 1), "14".into())]);
    first.write_words(1, LessonText { topic: "Дроби".into(), ..LessonText::default() });
    first.words_to_send();
    first.settle_words(LessonOutcome::TooLong);
    let (mut page, left) = (first.data.clone(), std::mem::take(&mut first.queue));
    page.columns.retain(|column| column.held() == Some((YESTERDAY, false)));
    let mut later = Grid::new(page, left);
    assert_eq!((later.troubled(), later.troubled_elsewhere()), (3, 2));
    later.give_up_elsewhere();
    assert_eq!((later.troubled(), later.troubled_elsewhere()), (1, 0));
    assert!(matches!(later.state((0, 0)), CellState::Refused { typed, .. } if typed == "13"));
}

#[test]
fn news_wait_for_an_open_form_whatever_is_typed_besides() {
    let mut grid = grid();
    grid.open_form((0, 1));
    grid.type_into((0, 1), "8");
    assert_eq!(grid.end_typing(), None);
    answer(&mut grid, vec![saved(1)]);
    assert_eq!(others_write(&mut grid, (0, 1), points(5), 2), vec![]);
    grid.set((0, 1), with_note(points(8), "Зошит"), None);
    assert_eq!(grid.batch()[0].base, 1, "the form shows what it found");
    grid.settle(vec![conflict(points(5), 2)]);
    assert_eq!(grid.close_form(), None);
    assert_eq!(grid.end_typing(), None);
}

#[test]
fn troubled_cells_are_visited_down_the_columns_and_around() {
    let mut grid = grid();
    grid.type_all(vec![((2, 0), "13".into()), ((0, 1), "14".into())]);
    assert_eq!(grid.next_trouble((0, 0)), Some((2, 0)));
    assert_eq!(grid.next_trouble((2, 0)), Some((0, 1)));
    assert_eq!(grid.next_trouble((0, 1)), Some((2, 0)));
}

#[test]
fn what_another_page_left_is_taken_over_and_sent_with_its_identifier() {
    let page = data();
    let mut closed = Grid::new(page.clone(), Queue::default());
    closed.type_into((0, 1), "8");
    let sent = closed.batch();
    closed.type_into((0, 1), "9");
    let mut open = Grid::new(page, Queue::default());
    open.type_into((1, 1), "7");
    open.batch();
    assert_eq!(open.adopt(closed.queue), vec![(0, 1), (0, 1)]);
    open.settle(vec![saved(1)]);
    assert_eq!(open.batch(), sent);
    open.settle(vec![saved(1)]);
    let batch = open.batch();
    assert_eq!((batch[0].base, batch[0].entry.clone()), (1, points(9)));
}

#[test]
fn two_wishes_for_one_cell_never_travel_together() {
    let page = data();
    let mut closed = Grid::new(page.clone(), Queue::default());
    closed.type_into((0, 1), "8");
    let mut open = Grid::new(page, Queue::default());
    open.type_into((0, 1), "9");
    open.adopt(closed.queue);
    assert_eq!(open.entry((0, 1)), points(9));
    assert_eq!(open.batch().len(), 1);
}
