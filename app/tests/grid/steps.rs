//! Ctrl+Z and back again.

use klas_app::grid::model::CellState;
use klas_domain::{Absence, EditOutcome, Entry, StoredEntry, edit::Refusal};

use super::{answer, conflict, grid, others_write, points, saved};

#[test]
fn undo_takes_the_whole_paste_back_and_redo_puts_it_in_again() {
    let mut grid = grid();
    grid.type_into((0, 1), "7");
    answer(&mut grid, vec![saved(1)]);
    grid.type_all(vec![((0, 1), "8".into()), ((1, 1), "9".into())]);
    answer(&mut grid, vec![saved(2), saved(1)]);
    assert_eq!(grid.undo().places, vec![(0, 1), (1, 1)]);
    assert_eq!((grid.entry((0, 1)), grid.entry((1, 1))), (points(7), Entry::default()));
    assert_eq!(grid.redo().places, vec![(0, 1), (1, 1)]);
    assert_eq!((grid.entry((0, 1)), grid.entry((1, 1))), (points(8), points(9)));
    grid.undo();
    assert_eq!(grid.entry((0, 1)), points(7));
}

#[test]
fn a_refused_value_is_a_step_of_its_own() {
    let mut grid = grid();
    grid.type_into((0, 1), "7");
    grid.type_into((1, 1), "13");
    assert_eq!(grid.undo().places, vec![(1, 1)]);
    assert_eq!((grid.state((1, 1)), grid.entry((0, 1))), (CellState::Calm, points(7)));
    assert_eq!(grid.undo().places, vec![(0, 1)]);
    assert_eq!(grid.entry((0, 1)), Entry::default());
}

#[test]
fn what_the_server_refused_is_taken_back_to_what_is_stored() {
    let mut grid = grid();
    grid.type_into((0, 0), "7");
    answer(&mut grid, vec![EditOutcome::Refused(Refusal::ReasonNeeded)]);
    assert_eq!(grid.undo().places, vec![(0, 0)]);
    assert_eq!((grid.state((0, 0)), grid.queue.is_settled()), (CellState::Calm, true));
}

/// The reason is the class teacher's to give, and undoing gives none: it stood there.
#[test]
fn undo_of_a_saved_mark_brings_back_the_reason_that_it_replaced() {
    let mut grid = grid();
    let ill = Entry { absence: Some(Absence::Illness), ..Entry::default() };
    others_write(&mut grid, (0, 1), ill.clone(), 1);
    grid.type_into((0, 1), "8");
    answer(&mut grid, vec![saved(2)]);
    assert_eq!(grid.undo().places, vec![(0, 1)]);
    assert_eq!(grid.state((0, 1)), CellState::Saving(ill.clone()));
    answer(&mut grid, vec![saved(3)]);
    assert_eq!(grid.stored((0, 1)), StoredEntry { entry: ill, version: 3 });
    assert!(!grid.type_into((0, 1), "бп"), "another one is not the teacher's to give");
}

#[test]
fn a_step_that_was_left_by_escape_is_passed_over() {
    let mut grid = grid();
    grid.type_into((0, 1), "7");
    grid.type_into((1, 1), "13");
    grid.forget_trouble((1, 1));
    assert_eq!(grid.undo().places, vec![(0, 1)]);
}

#[test]
fn a_cell_that_somebody_else_changed_since_stays() {
    let mut grid = grid();
    grid.type_all(vec![((0, 1), "7".into()), ((1, 1), "8".into())]);
    answer(&mut grid, vec![saved(1), saved(1)]);
    others_write(&mut grid, (0, 1), points(5), 2);
    let undone = grid.undo();
    assert_eq!((undone.places, undone.skipped), (vec![(1, 1)], 1));
    assert_eq!(grid.entry((0, 1)), points(5));
}

#[test]
fn a_disputed_cell_is_not_decided_by_undo() {
    let mut grid = grid();
    grid.type_into((0, 1), "7");
    answer(&mut grid, vec![conflict(points(5), 1)]);
    assert_eq!(grid.undo().skipped, 1);
    assert!(matches!(grid.state((0, 1)), CellState::Conflict { .. }));
}

#[test]
fn what_is_typed_after_an_undo_cannot_be_overtaken_by_redo() {
    let mut grid = grid();
    grid.type_into((0, 1), "7");
    grid.undo();
    grid.type_into((0, 1), "9");
    assert!(grid.redo().places.is_empty());
    assert_eq!(grid.entry((0, 1)), points(9));
}
