//! What is written in pencil, and published.

use klas_app::grid::{
    model::{CellState, Grid, Place},
    queue::Queue,
};
use klas_domain::{EditOutcome, Entry, Scale, edit::Refusal};
use rstest::rstest;

use super::{answer, conflict, data, grid, points, saved, with_note};

const OWN: Place = (0, 1);

fn in_pencil(entry: Entry) -> Entry {
    Entry { draft: true, ..entry }
}

fn words(note: &str) -> Entry {
    with_note(Entry::default(), note)
}

fn typed(text: &str) -> Entry {
    Entry::parse(text, Scale::TwelvePoint).unwrap()
}

/// A mark with words, both in pencil and stored; the pencil is laid down again.
fn with_pencilled() -> Grid {
    let mut grid = grid();
    grid.set(OWN, in_pencil(with_note(points(8), "Зошит")), None);
    answer(&mut grid, vec![saved(1)]);
    grid
}

#[rstest]
#[case::rubbed_out("", in_pencil(words("Зошит")))]
#[case::absent("н", in_pencil(with_note(typed("н"), "Зошит")))]
#[case::late("сп5", in_pencil(with_note(typed("сп5"), "Зошит")))]
#[case::another_mark("9", in_pencil(with_note(points(9), "Зошит")))]
fn what_is_typed_over_a_pencil_publishes_nothing(#[case] text: &str, #[case] stands: Entry) {
    let mut grid = with_pencilled();
    grid.type_into(OWN, text);
    assert_eq!(grid.entry(OWN), stands);
}

#[test]
fn a_pencil_of_which_nothing_is_left_is_none() {
    let mut grid = grid();
    grid.pencil = true;
    grid.type_into(OWN, "8");
    answer(&mut grid, vec![saved(1)]);
    grid.type_into(OWN, "");
    assert_eq!(grid.entry(OWN), Entry::default());
    grid.type_into(OWN, "н");
    assert_eq!(grid.entry(OWN), typed("н"), "that a pupil was not there is no secret");
}

/// Grades 1–2 are assessed in words.
#[test]
fn words_are_written_in_pencil_as_marks_are() {
    let mut data = data();
    data.scale = Scale::Verbal;
    let mut grid = Grid::new(data, Queue::default());
    grid.pencil = true;
    assert!(grid.annotate(OWN, Some("Читає впевнено".into()), None, None));
    assert_eq!(grid.entry(OWN), in_pencil(words("Читає впевнено")));
    grid.pencil = false;
    assert!(grid.annotate(OWN, Some("Читає".into()), None, None), "and corrected in pencil");
    assert_eq!(grid.entry(OWN), in_pencil(words("Читає")));
    assert!(grid.annotate(OWN, None, None, None));
    assert_eq!(grid.entry(OWN), Entry::default());
}

#[test]
fn the_pencil_hides_nothing_that_it_does_not_write() {
    let mut grid = grid();
    grid.set(OWN, with_note(points(8), "Зошит"), None);
    answer(&mut grid, vec![saved(1)]);
    grid.pencil = true;
    assert!(!grid.annotate(OWN, Some("Зошит".into()), None, None), "nothing was changed");
    assert!(grid.annotate(OWN, Some("Зошит".into()), Some(5), None));
    assert_eq!(grid.entry(OWN), Entry { late: Some(5), ..with_note(points(8), "Зошит") });
    grid.type_into(OWN, "");
    assert_eq!(grid.entry(OWN), words("Зошит"));
}

#[test]
fn what_the_pencil_may_not_hide_is_written_without_it() {
    let mut grid = grid();
    grid.set(OWN, points(8), None);
    answer(&mut grid, vec![saved(1)]);
    grid.pencil = true;
    grid.annotate(OWN, Some("Зошит".into()), None, None);
    answer(&mut grid, vec![EditOutcome::Refused(Refusal::Published)]);
    grid.pencil = false;
    assert!(grid.annotate(OWN, Some("Зошит".into()), None, None));
    assert_eq!(grid.batch()[0].entry, with_note(points(8), "Зошит"));
}

#[test]
fn what_was_refused_in_pencil_stays_in_pencil() {
    let mut grid = grid();
    grid.pencil = true;
    grid.annotate(OWN, Some("Зошит".into()), None, None);
    answer(&mut grid, vec![EditOutcome::Refused(Refusal::ReasonNeeded)]);
    grid.pencil = false;
    grid.type_into(OWN, "8");
    assert_eq!(grid.entry(OWN), in_pencil(with_note(points(8), "Зошит")));
}

#[test]
fn the_pencil_entries_of_the_page_are_published_and_each_is_answered() {
    let mut grid = grid();
    grid.pencil = true;
    grid.type_all(vec![((0, 0), "7".into()), ((0, 1), "8".into()), ((1, 1), "9".into())]);
    answer(&mut grid, vec![saved(1), saved(1), saved(1)]);
    grid.type_into((2, 1), "10");
    assert_eq!(grid.pencilled(), [(0, 0), (0, 1), (1, 1), (2, 1)], "also what is on its way");
    assert_eq!(grid.publish().len(), 4);
    assert_eq!((grid.pencilled(), grid.published()), (vec![], None), "not answered yet");
    assert_eq!(grid.entry((1, 1)), points(9));
    let refused = EditOutcome::Refused(Refusal::Closed);
    answer(&mut grid, vec![refused, conflict(points(5), 3), saved(2), saved(1)]);
    assert_eq!((grid.published(), grid.published()), (Some((2, 2)), None), "told once");
    assert!(matches!(grid.state((0, 0)), CellState::Refused { reason: Refusal::Closed, .. }));
    assert!(matches!(grid.state((0, 1)), CellState::Conflict { .. }));
    assert_eq!(grid.pencilled(), [], "what was not published is looked at first");
    grid.forget_trouble((0, 0));
    assert_eq!(grid.pencilled(), [(0, 0)]);
}

#[test]
fn what_was_published_is_not_taken_back_by_undo() {
    let mut grid = with_pencilled();
    grid.publish();
    answer(&mut grid, vec![saved(2)]);
    assert_eq!(grid.published(), Some((1, 0)));
    assert_eq!((grid.undo().skipped, grid.entry(OWN)), (1, with_note(points(8), "Зошит")));
}

#[rstest]
#[case((5, 0), "Оприлюднено: 5.")]
#[case((3, 2), "Оприлюднено: 3. Не оприлюднено: 2 – чому, сказано в клітинках.")]
fn how_many_were_published_is_said(#[case] numbers: (usize, usize), #[case] said: &str) {
    let (published, left) = numbers;
    assert_eq!((klas_app::locales::Locale::Uk.grid().published)(published, left), said);
}

#[rstest]
#[case::one(&["3, 4"], "«н» поставлено на уроки: 3, 4")]
#[case::several(&["3, 4", "5"], "«н» поставлено на наступні уроки дня; учнів: 2")]
#[case::one_of_two(&["3, 4", ""], "«н» поставлено на уроки: 3, 4")]
#[case::nobody(&["", ""], "«н» більше нікуди не поставлено: записи наступних уроків тим часом змінилися.")]
fn where_absences_were_carried_is_said(#[case] lessons: &[&str], #[case] said: &str) {
    let lessons: Vec<String> = lessons.iter().map(|list| (*list).to_owned()).collect();
    assert_eq!(klas_app::locales::Locale::Uk.grid().told_of_carried(&lessons), said);
}
