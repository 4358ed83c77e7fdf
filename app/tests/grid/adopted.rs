//! Wishes of several pages for one cell or lesson: none is lost, whichever of them the server turns down.

use klas_app::grid::{
    model::{CellState, Grid},
    queue::{Queue, WordsWhy},
    words::WordsState,
};
use klas_domain::{
    EditOutcome,
    edit::{LessonOutcome, LessonText, Refusal},
};

use super::{conflict, data, grid, points, saved};

/// Two pages of one journal, each with its own mark for one cell, one of them closed.
fn open_and_closed(open_mark: &str, closed_mark: &str) -> (Grid, Queue) {
    let page = data();
    let mut closed = Grid::new(page.clone(), Queue::default());
    closed.type_into((0, 1), closed_mark);
    closed.batch();
    let mut open = Grid::new(page, Queue::default());
    open.type_into((0, 1), open_mark);
    open.batch();
    (open, closed.queue)
}

fn disputes(grid: &Grid, wanted: u8) -> bool {
    matches!(grid.state((0, 1)), CellState::Conflict { wanted: entry, .. } if entry == points(wanted))
}

#[test]
fn two_wishes_for_one_cell_do_not_travel_together_even_if_both_were_sent() {
    let (mut open, left) = open_and_closed("8", "7");
    open.adopt(left);
    assert_eq!(open.batch().len(), 1);
    open.settle(vec![saved(1)]);
    assert_eq!(open.batch()[0].entry, points(7));
}

#[test]
fn a_refusal_is_not_dropped_for_an_older_wish_that_was_sent_too() {
    let (mut open, left) = open_and_closed("8", "7");
    open.adopt(left);
    open.settle(vec![EditOutcome::Refused(Refusal::ReasonNeeded)]);
    assert!(matches!(open.state((0, 1)), CellState::Refused { typed, .. } if typed == "8"));
    open.batch();
    open.settle(vec![conflict(points(5), 1)]);
    assert!(matches!(open.state((0, 1)), CellState::Refused { typed, .. } if typed == "8"));
    open.forget_trouble((0, 1));
    assert!(disputes(&open, 7), "the older one is decided after it");
    open.forget_trouble((0, 1));
    assert!(open.queue.is_settled());
}

#[test]
fn what_was_typed_validly_before_a_slip_is_still_there_once_the_slip_is_left() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    grid.batch();
    grid.type_into((0, 1), "9");
    grid.type_into((0, 1), "13");
    grid.settle(vec![conflict(points(5), 1)]);
    assert!(matches!(grid.state((0, 1)), CellState::Refused { typed, .. } if typed == "13"));
    grid.forget_trouble((0, 1));
    assert!(disputes(&grid, 9));
}

#[test]
fn what_waits_here_is_not_lost_beside_what_another_page_left_undecided() {
    let (mut open, mut left) = open_and_closed("8", "7");
    let mut closed = Grid::new(open.data.clone(), std::mem::take(&mut left));
    closed.settle(vec![conflict(points(5), 1)]);
    open.type_into((0, 1), "9");
    open.adopt(closed.queue);
    open.settle(vec![conflict(points(5), 1)]);
    let both = [disputes(&open, 9), disputes(&open, 7)];
    open.forget_trouble((0, 1));
    assert_eq!([both, [disputes(&open, 9), disputes(&open, 7)]], [[false, true], [true, false]]);
}

#[test]
fn a_new_wish_takes_the_place_of_all_that_was_not_saved() {
    let (mut open, left) = open_and_closed("8", "7");
    open.adopt(left);
    open.settle(vec![conflict(points(5), 1)]);
    open.batch();
    open.settle(vec![conflict(points(5), 1)]);
    open.type_into((0, 1), "10");
    assert_eq!((open.troubled(), open.entry((0, 1))), (0, points(10)));
}

#[test]
fn words_that_waited_survive_a_dispute_though_older_ones_are_on_their_way() {
    let topic = |topic: &str| LessonText { topic: topic.to_owned(), ..LessonText::default() };
    let page = data();
    let mut closed = Grid::new(page.clone(), Queue::default());
    closed.write_words(1, topic("Старе"));
    closed.words_to_send();
    let mut open = Grid::new(page, Queue::default());
    open.write_words(1, topic("Нове"));
    open.words_to_send();
    open.write_words(1, topic("Найновіше"));
    open.adopt(closed.queue);
    let theirs =
        || LessonOutcome::Conflict { text: topic("Їхнє"), version: 4, author: "Коваль".to_owned() };
    open.settle_words(theirs());
    assert_eq!(open.words(1), topic("Найновіше"));
    open.words_to_send();
    open.settle_words(theirs());
    assert!(matches!(open.words_state(1), WordsState::Troubled(WordsWhy::Conflict { .. })));
    assert_eq!(open.words(1), topic("Найновіше"));
}

/// The batch's edits, each alone, until none is left; what the server says of a batch with the bad one in it is no
/// answer.
fn send_all(grid: &mut Grid, bad: &str) -> Vec<usize> {
    let mut sizes = Vec::new();
    while !grid.queue.is_empty() {
        let batch = grid.batch();
        sizes.push(batch.len());
        assert!(sizes.len() < 20, "a batch is repeated for ever");
        if batch.iter().any(|edit| edit.entry.to_string() == bad) {
            grid.turned_away();
        } else {
            grid.settle(vec![saved(1); batch.len()]);
        }
    }
    sizes
}

#[test]
fn a_batch_that_is_turned_away_goes_edit_by_edit_and_the_bad_one_is_refused() {
    let mut grid = grid();
    grid.type_all(vec![((0, 1), "7".into()), ((1, 1), "8".into()), ((2, 1), "9".into())]);
    assert_eq!(send_all(&mut grid, "8"), [3, 1, 1, 1]);
    let reason = Refusal::NoSuchCell;
    assert_eq!(grid.state((1, 1)), CellState::Refused { typed: "8".into(), reason });
    assert_eq!((grid.state((0, 1)), grid.state((2, 1))), (CellState::Saved, CellState::Saved));
    grid.type_all(vec![((0, 0), "7".into()), ((1, 0), "10".into())]);
    assert_eq!(send_all(&mut grid, "8"), [2], "the doubt ends with the edits that were doubted");
}

#[test]
fn a_doubted_batch_goes_on_one_by_one_after_the_page_was_closed() {
    let mut first = grid();
    first.type_all(vec![((0, 1), "7".into()), ((1, 1), "8".into())]);
    first.batch();
    assert!(first.turned_away().cells.is_empty());
    let mut second = super::reopened(first, &[]);
    assert_eq!(second.batch().len(), 1);
}
