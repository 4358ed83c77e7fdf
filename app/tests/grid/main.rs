//! What the grid decides by itself: reading keys, pasting, undoing, settling what the server answered.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

mod adopted;
mod cells;
mod keys;
mod pencil;
mod proposals;
mod saving;
mod steps;
mod together;
mod words;

use chrono::NaiveDate;
use klas_app::{
    grid::{
        answers::Settled,
        data::{GridCell, GridColumn, GridData, GridLesson, GridOf},
        model::{Grid, Place},
        queue::Queue,
    },
    locales::Locale,
};
use klas_domain::{EditOutcome, Entry, Id, Mark, Scale, StoredEntry, edit::LessonText, id::of};

const YESTERDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
const TOMORROW: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();

/// Three pupils; yesterday's lesson, today's, and tomorrow's.
fn grid() -> Grid {
    Grid::new(data(), Queue::default())
}

fn data() -> GridData {
    let column = |date: NaiveDate| {
        let id: Id<of::Lesson> = Id::new();
        let lesson = GridLesson {
            id,
            date,
            period: 1,
            room: None,
            cancelled: false,
            text: LessonText::default(),
            version: 0,
            planned: None,
            plan_length: 0,
        };
        GridColumn {
            id: id.uuid().into(),
            own: true,
            closed: false,
            class_closed: false,
            results: None,
            of: GridOf::Lesson(lesson),
        }
    };
    GridData {
        course: Id::new(),
        person: Id::new(),
        locale: Locale::Uk,
        scale: Scale::TwelvePoint,
        seq: 0,
        today: TODAY,
        explains: false,
        groups: Vec::new(),
        archived: false,
        columns: [YESTERDAY, TODAY, TOMORROW].map(column).to_vec(),
        pupils: ["Бабенко", "Гончар", "Ґжицький"].map(|name| (Id::new(), name.to_owned())).to_vec(),
        cells: Vec::new(),
    }
}

fn points(points: u8) -> Entry {
    Entry { mark: Some(Mark::Points(points)), ..Entry::default() }
}

fn with_note(entry: Entry, note: &str) -> Entry {
    Entry { note: Some(note.to_owned()), ..entry }
}

fn saved(version: i32) -> EditOutcome {
    EditOutcome::Saved { version }
}

fn conflict(entry: Entry, version: i32) -> EditOutcome {
    let stored = StoredEntry { entry, version };
    EditOutcome::Conflict { stored, author: "Коваль".into(), at: chrono::Utc::now() }
}

fn answer(grid: &mut Grid, outcomes: Vec<EditOutcome>) -> Settled {
    assert_eq!(grid.batch().len(), outcomes.len(), "an outcome for each edit");
    grid.settle(outcomes)
}

/// Somebody else writes into a cell; the cells that change on the page.
fn others_write(grid: &mut Grid, place: Place, entry: Entry, version: i32) -> Vec<Place> {
    let (column, pupil) = grid.cell(place).unwrap();
    grid.hear([(column, pupil, StoredEntry { entry, version })])
}

/// The page is closed and opened again: what was not saved went through the browser's storage; the server tells what
/// is stored now.
fn reopened(grid: Grid, cells: &[(Place, Entry, i32)]) -> Grid {
    let kept = serde_json::to_string(&grid.queue).unwrap();
    let cell = |(place, entry, version): &(Place, Entry, i32)| {
        GridCell::new(place.0, place.1, &StoredEntry { entry: entry.clone(), version: *version })
    };
    let data = GridData { cells: cells.iter().map(cell).collect(), ..grid.data };
    Grid::new(data, serde_json::from_str(&kept).unwrap())
}
