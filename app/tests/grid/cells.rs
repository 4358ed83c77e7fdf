//! Cells: pasted, refused, explained, in pencil, left unsaved.

use klas_app::grid::{
    model::{CellState, Grid, Place},
    told,
    typing::pasted,
};
use klas_domain::{Absence, Entry, Mark, StoredEntry, edit::Refusal};
use rstest::rstest;

use super::{answer, grid, points, saved, with_note};

fn cells(expected: &[(Place, &str)]) -> Vec<(Place, String)> {
    expected.iter().map(|(place, text)| (*place, (*text).to_owned())).collect()
}

#[test]
fn a_block_from_a_spreadsheet_covers_cells_and_stops_at_the_edge() {
    let pasted = pasted("8\t9\r\n10\t\r\n11\tн\r\n12\t\r\n", (1, 1), (3, 3), |_| false);
    assert_eq!(pasted.cells, cells(&[((1, 1), "8"), ((1, 2), "9"), ((2, 1), "10"), ((2, 2), "")]));
    assert_eq!((pasted.blocked, pasted.outside), (0, 3), "an empty cell of the block is no value");
}

#[test]
fn a_block_leaves_out_who_did_not_belong_there_and_counts_the_values() {
    let is_blocked = |place: Place| [(1, 0), (2, 0)].contains(&place);
    let pasted = pasted("8\n9\n \n10\n", (0, 0), (3, 1), is_blocked);
    assert_eq!(pasted.cells, cells(&[((0, 0), "8")]));
    assert_eq!((pasted.blocked, pasted.outside), (1, 1));
}

#[rstest]
#[case((30, 2, 1), "Вставлено: 30. Пропущено: 2 – учень тоді не належав до класу чи групи; 1 – за межами журналу.")]
#[case((30, 2, 0), "Вставлено: 30. Пропущено: 2 – учень тоді не належав до класу чи групи.")]
#[case((0, 0, 4), "Вставлено: 0. Пропущено: 4 – за межами журналу.")]
fn what_was_left_out_is_said(#[case] numbers: (usize, usize, usize), #[case] said: &str) {
    let (put, blocked, outside) = numbers;
    assert_eq!((klas_app::locales::Locale::Uk.grid().left_out)(put, blocked, outside), said);
}

#[test]
fn a_refused_cell_keeps_what_was_typed_and_the_rest_goes_on() {
    let mut grid = grid();
    grid.type_all(vec![((0, 1), "8".into()), ((1, 1), "13".into()), ((2, 1), "9".into())]);
    assert!(matches!(grid.state((1, 1)), CellState::Refused { typed, .. } if typed == "13"));
    assert_eq!(grid.batch().len(), 2);
    assert_eq!(grid.troubled(), 1);
}

#[test]
fn a_mark_is_not_given_before_its_lesson_but_an_absence_may_be_known() {
    let mut grid = grid();
    grid.type_into((0, 2), "8");
    assert!(matches!(grid.state((0, 2)), CellState::Refused { reason: Refusal::Future, .. }));
    grid.type_into((1, 2), "н");
    assert!(
        matches!(grid.state((1, 2)), CellState::Saving(entry) if entry.absence == Some(Absence::Unknown))
    );
}

#[test]
fn pencil_marks_are_drafts_and_a_note_survives_a_new_mark() {
    let mut grid = grid();
    grid.set((0, 1), with_note(points(8), "Молодець!"), None);
    answer(&mut grid, vec![saved(1)]);
    grid.pencil = true;
    grid.type_into((0, 1), "9");
    let entry = grid.entry((0, 1));
    assert_eq!(
        (entry.mark, entry.note.as_deref(), entry.draft),
        (Some(Mark::Points(9)), Some("Молодець!"), true)
    );
}

#[test]
fn what_an_earlier_visit_left_unsaved_is_shown_and_sent() {
    let mut first = grid();
    first.type_into((0, 1), "8");
    let left = std::mem::take(&mut first.queue);
    let mut second = Grid::new(first.data, left);
    assert_eq!(second.entry((0, 1)), points(8));
    assert_eq!(second.batch().len(), 1);
}

#[test]
fn a_class_teacher_explains_an_absence_on_a_page_that_is_anothers() {
    let mut grid = grid();
    for column in &mut grid.data.columns {
        column.own = false;
    }
    grid.data.explains = true;
    let (column, pupil) = grid.cell((0, 1)).unwrap();
    let absent = Entry { absence: Some(Absence::Unknown), ..Entry::default() };
    grid.hear([(column, pupil, StoredEntry { entry: absent, version: 1 })]);
    assert!(!grid.type_into((0, 1), "9"), "a mark is the teacher's");
    assert!(!grid.type_into((1, 1), "н"), "and so is a new absence");
    assert!(grid.type_into((0, 1), "хв"));
    assert_eq!(grid.batch().len(), 1);
}

/// The class is closed after its courses: until then its teacher gives absences their reasons.
#[test]
fn a_class_teacher_explains_an_absence_of_a_closed_course_until_the_class_is_closed() {
    let mut grid = grid();
    for column in &mut grid.data.columns {
        (column.own, column.closed) = (false, true);
    }
    grid.data.explains = true;
    for row in [0, 1] {
        let (column, pupil) = grid.cell((row, 1)).unwrap();
        let absent = Entry { absence: Some(Absence::Unknown), ..Entry::default() };
        grid.hear([(column, pupil, StoredEntry { entry: absent, version: 1 })]);
    }
    assert!(!grid.type_into((0, 1), "н/9"), "a mark is nobody's but a deputy head's");
    assert!(grid.type_into((0, 1), "хв"));
    grid.data.columns[1].class_closed = true;
    assert!(!grid.type_into((1, 1), "хв"));
    let reason = Refusal::Closed;
    assert_eq!(grid.state((1, 1)), CellState::Refused { typed: "хв".to_owned(), reason });
}

#[test]
fn a_subject_teacher_leaves_the_reasons_of_absences_to_the_class_teacher() {
    let mut grid = grid();
    let (column, pupil) = grid.cell((0, 1)).unwrap();
    let ill = Entry { absence: Some(Absence::Illness), ..Entry::default() };
    grid.hear([(column, pupil, StoredEntry { entry: ill, version: 1 })]);
    assert!(grid.type_into((0, 1), "хв/8"), "the reason that stands there may stay");
    assert!(!grid.type_into((1, 1), "хв"));
    let reason = Refusal::ClassTeachersReason;
    assert_eq!(grid.state((1, 1)), CellState::Refused { typed: "хв".to_owned(), reason });
    grid.data.explains = true;
    assert!(grid.type_into((1, 1), "хв"), "in the own class");
}

#[test]
fn what_another_wrote_is_quoted_with_its_note() {
    let texts = klas_app::locales::Locale::Uk.grid();
    let words = with_note(Entry::default(), "Читає впевнено");
    assert_eq!(told(&words, texts), "Читає впевнено");
    assert_eq!(told(&with_note(points(8), "Зошит"), texts), "8, Зошит");
    assert_eq!((told(&points(8), texts), told(&Entry::default(), texts)), ("8".into(), "порожньо".into()));
}
