//! Summative marks: what is proposed, accepted, and looked at again.

use klas_app::grid::{
    data::{GridColumn, GridOf},
    model::{CellState, Grid},
    proposals::CellProposal,
    queue::Queue,
};
use klas_domain::{
    Entry, EntryError, Id, Mark, MarkError, Scale,
    calendar::Semester,
    column::Sum,
    edit::Refusal,
    proposal::{Mean, Proposal},
};

use super::{answer, data, points, saved};

/// The grid with the first semester's column at its end.
fn with_semester() -> Grid {
    let mut data = data();
    let of = GridOf::Sum { sum: Sum::Semester(Semester::First), theme: None, name: None };
    let id = Id::new();
    data.columns.push(GridColumn { id, own: true, closed: false, class_closed: false, results: None, of });
    Grid::new(data, Queue::default())
}

const SEMESTER: usize = 3;

/// The server proposes the mean of these points for each pupil.
fn propose(grid: &mut Grid, means: [&[u8]; 3], basis: i32) {
    let cells = means.iter().enumerate().map(|(row, marks)| {
        let (column, pupil) = grid.cell((row, SEMESTER)).unwrap();
        let mean = Mean::of(marks.iter().map(|points| (*points, 1)));
        let mark = mean.map(|mean| Mark::Points(mean.rounded()));
        (
            column,
            pupil,
            CellProposal { proposal: Proposal { mark, mean, warnings: vec![] }, basis: Some(basis) },
        )
    });
    let cells = cells.collect();
    grid.take_proposals(cells);
}

fn decided(mark: u8, basis: i32) -> Entry {
    Entry { basis: Some(basis), ..points(mark) }
}

#[test]
fn a_proposal_is_not_stored_until_it_is_accepted() {
    let mut grid = with_semester();
    propose(&mut grid, [&[9, 8], &[7], &[]], 1);
    let shown: Vec<_> = (0..3).map(|row| grid.proposed((row, SEMESTER))).collect();
    assert_eq!(shown, [Some(Mark::Points(9)), Some(Mark::Points(7)), None]);
    assert!(grid.batch().is_empty());
    grid.type_into((1, SEMESTER), "8");
    let column = (0..3).map(|row| (row, SEMESTER));
    assert_eq!(grid.accept(column), [(0, SEMESTER)], "an own mark is never overwritten");
    let wanted: Vec<Entry> = grid.batch().iter().map(|edit| edit.entry.clone()).collect();
    assert_eq!(wanted, [decided(8, 1), decided(9, 1)]);
}

#[test]
fn a_proposal_is_accepted_in_pencil_while_that_is_in_the_hand() {
    let mut grid = with_semester();
    propose(&mut grid, [&[9], &[], &[]], 1);
    grid.pencil = true;
    grid.accept([(0, SEMESTER)]);
    assert_eq!(grid.entry((0, SEMESTER)), Entry { draft: true, ..decided(9, 1) });
}

#[test]
fn accepting_a_column_is_one_step_back() {
    let mut grid = with_semester();
    propose(&mut grid, [&[9], &[7], &[5]], 1);
    assert_eq!(grid.accept((0..3).map(|row| (row, SEMESTER))).len(), 3);
    assert_eq!(grid.undo().places.len(), 3);
    assert!((0..3).all(|row| grid.entry((row, SEMESTER)).is_empty()));
}

/// DOMAIN §4.4 row 15.
#[test]
fn a_mark_that_was_accepted_stays_and_is_flagged_until_it_is_confirmed() {
    let mut grid = with_semester();
    propose(&mut grid, [&[9], &[], &[]], 1);
    grid.accept([(0, SEMESTER)]);
    answer(&mut grid, vec![saved(1)]);
    assert!(!grid.is_stale((0, SEMESTER)));
    propose(&mut grid, [&[9, 3, 12], &[], &[]], 2);
    assert_eq!(grid.entry((0, SEMESTER)), decided(9, 1));
    assert!(grid.is_stale((0, SEMESTER)));
    assert_eq!(grid.confirm([(0, SEMESTER)]), [(0, SEMESTER)]);
    assert_eq!(answer(&mut grid, vec![saved(2)]).cells, [(0, SEMESTER)]);
    assert_eq!((grid.entry((0, SEMESTER)), grid.is_stale((0, SEMESTER))), (decided(9, 2), false));
}

#[test]
fn what_was_decided_in_a_closed_semester_is_not_flagged() {
    let mut grid = with_semester();
    propose(&mut grid, [&[9], &[], &[]], 1);
    grid.accept([(0, SEMESTER)]);
    answer(&mut grid, vec![saved(1)]);
    grid.data.columns[SEMESTER].closed = true;
    propose(&mut grid, [&[8], &[], &[]], 2);
    assert!(!grid.is_stale((0, SEMESTER)));
    assert!(grid.confirm([(0, SEMESTER)]).is_empty());
}

#[test]
fn typing_the_same_mark_again_confirms_it() {
    let mut grid = with_semester();
    propose(&mut grid, [&[9], &[], &[]], 1);
    grid.accept([(0, SEMESTER)]);
    answer(&mut grid, vec![saved(1)]);
    propose(&mut grid, [&[8], &[], &[]], 2);
    assert!(grid.type_into((0, SEMESTER), "9"));
    assert_eq!(grid.batch()[0].entry, decided(9, 2));
}

#[test]
fn a_summative_cell_takes_no_absence_and_says_what_it_takes() {
    let mut grid = with_semester();
    grid.type_into((0, SEMESTER), "н/а");
    assert_eq!(grid.entry((0, SEMESTER)).mark, Some(Mark::NotAttested));
    grid.type_into((1, SEMESTER), "хв");
    let reason = Refusal::Entry(EntryError::Mark(MarkError(Scale::TwelvePoint.summative())));
    assert_eq!(grid.state((1, SEMESTER)), CellState::Refused { typed: "хв".to_owned(), reason });
}
