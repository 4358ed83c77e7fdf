//! What the grid decides by itself: reading keys, pasting, undoing, settling what the server answered.

use chrono::NaiveDate;
use klas_app::{
    grid::{
        data::{GridColumn, GridData},
        model::{CellState, Grid, Place, Typing, pasted, typing},
        queue::Queue,
    },
    locales::Locale,
};
use klas_domain::{
    Absence, EditOutcome, Entry, Id, Mark, Scale, StoredEntry,
    edit::{LessonText, Refusal},
};
use rstest::rstest;

const YESTERDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
const TOMORROW: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();

/// Three pupils; yesterday's lesson, today's, and tomorrow's.
fn grid() -> Grid {
    let column = |date: NaiveDate| GridColumn {
        id: Id::new(),
        date,
        period: 1,
        room: None,
        own: true,
        cancelled: false,
        text: LessonText::default(),
        version: 0,
        planned: None,
        plan_length: 0,
    };
    let data = GridData {
        course: Id::new(),
        person: Id::new(),
        locale: Locale::Uk,
        scale: Scale::TwelvePoint,
        seq: 0,
        today: TODAY,
        explains: false,
        columns: [YESTERDAY, TODAY, TOMORROW].map(column).to_vec(),
        pupils: ["Бабенко", "Гончар", "Ґжицький"].map(|name| (Id::new(), name.to_owned())).to_vec(),
        cells: Vec::new(),
    };
    Grid::new(data, Queue::default())
}

fn points(points: u8) -> Entry {
    Entry { mark: Some(Mark::Points(points)), ..Entry::default() }
}

fn answer(grid: &mut Grid, outcomes: Vec<EditOutcome>) {
    assert_eq!(grid.batch().len(), outcomes.len(), "an outcome for each edit");
    grid.settle(outcomes);
}

#[rstest]
#[case("8", Typing::Complete)]
#[case("1", Typing::MayGrow)]
#[case("2", Typing::MayGrow)]
#[case("12", Typing::Complete)]
#[case("13", Typing::Complete)]
#[case("н", Typing::MayGrow)]
#[case("х", Typing::Unfinished)]
#[case("хв", Typing::MayGrow)]
#[case("с", Typing::Unfinished)]
#[case("сп1", Typing::MayGrow)]
fn keys_are_awaited_only_while_more_may_follow(#[case] text: &str, #[case] expected: Typing) {
    assert_eq!(typing(text, Scale::TwelvePoint), expected);
}

#[test]
fn a_block_from_a_spreadsheet_covers_cells_and_stops_at_the_edge() {
    let cells = pasted("8\t9\r\n10\t\r\n11\tн\r\n12\t1\r\n", (1, 1), (3, 3));
    let expected: Vec<(Place, &str)> = vec![((1, 1), "8"), ((1, 2), "9"), ((2, 1), "10"), ((2, 2), "")];
    assert_eq!(cells, expected.into_iter().map(|(place, text)| (place, text.to_owned())).collect::<Vec<_>>());
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
fn undo_takes_the_whole_paste_back() {
    let mut grid = grid();
    grid.type_into((0, 1), "7");
    answer(&mut grid, vec![EditOutcome::Saved { version: 1 }]);
    grid.type_all(vec![((0, 1), "8".into()), ((1, 1), "9".into())]);
    answer(&mut grid, vec![EditOutcome::Saved { version: 2 }, EditOutcome::Saved { version: 1 }]);
    grid.undo();
    assert_eq!(grid.entry((0, 1)), points(7));
    assert_eq!(grid.entry((1, 1)), Entry::default());
}

#[test]
fn a_conflict_keeps_both_and_a_new_wish_knows_the_new_version() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    let stored = StoredEntry { entry: points(5), version: 3 };
    answer(
        &mut grid,
        vec![EditOutcome::Conflict { stored, author: "Коваль".into(), at: chrono::Utc::now() }],
    );
    assert!(matches!(grid.state((0, 1)), CellState::Conflict { wanted, .. } if wanted == points(8)));
    grid.forget_trouble((0, 1));
    grid.set((0, 1), points(8), None);
    assert_eq!(grid.batch()[0].base, 3);
}

#[test]
fn what_others_write_shows_except_where_the_person_is_writing() {
    let mut grid = grid();
    grid.type_into((0, 1), "8");
    let cell = |place| grid.cell(place).unwrap();
    let theirs = StoredEntry { entry: points(5), version: 1 };
    let news = [(0, 1), (1, 1)].map(|place| (cell(place).0, cell(place).1, theirs.clone()));
    assert_eq!(grid.hear(news), vec![(1, 1)]);
    assert_eq!((grid.entry((0, 1)), grid.entry((1, 1))), (points(8), points(5)));
}

#[test]
fn pencil_marks_are_drafts_and_a_note_survives_a_new_mark() {
    let mut grid = grid();
    grid.set((0, 1), Entry { note: Some("Молодець!".into()), ..points(8) }, None);
    answer(&mut grid, vec![EditOutcome::Saved { version: 1 }]);
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
