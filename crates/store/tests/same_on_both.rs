//! Whatever two teachers do to a few cells, both databases answer the same and end in the same state.

use klas_domain::{Absence, EditOutcome, Entry, JournalEdit, Mark, StoredEntry};
use klas_store::history::ChainState;
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample,
    test_runner::{Config, TestRunner},
};
use tokio::runtime::Runtime;

use crate::support::{Cell, Postgres, Sqlite, TODAY, TestSchool, day, now};

const AUTHORS: [&str; 2] = ["Коваль", "Мельник"];
const PUPILS: [&str; 3] = ["Андрієнко", "Ґудзь", "Їжак"];

/// What an author does: a fresh wish, or the one made that many wishes ago once more.
#[derive(Clone, Debug)]
struct Deed {
    author: usize,
    cell: usize,
    base: i32,
    entry: Entry,
    repeats: Option<usize>,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let entry = (
        option::of(1..=3_u8),
        option::of(sample::select(vec![Absence::Unknown, Absence::Illness])),
        any::<bool>(),
    )
        .prop_map(|(points, absence, draft)| Entry {
            mark: points.map(Mark::Points),
            absence,
            draft: draft && points.is_some(),
            ..Entry::default()
        });
    let deed = (0..AUTHORS.len(), 0..PUPILS.len(), 0..4, entry, option::weighted(0.2, 0..4_usize))
        .prop_map(|(author, cell, base, entry, repeats)| Deed { author, cell, base, entry, repeats });
    vec(deed, 1..25)
}

/// What a story leaves behind: all answers, and what each author sees at the end.
#[derive(Debug, PartialEq)]
struct Ending {
    answers: Vec<EditOutcome>,
    pages: Vec<Vec<StoredEntry>>,
    histories: Vec<Vec<(Entry, Entry)>>,
    diaries: Vec<Entry>,
    rows: i64,
}

/// Each story has lessons of its own, so that one school serves many.
async fn play(school: &TestSchool, cells: &[Cell], deeds: &[Deed]) -> Ending {
    let before = whole(school).await;
    let mut sent: Vec<JournalEdit> = Vec::new();
    let mut answers = Vec::new();
    for deed in deeds {
        let again = deed.repeats.and_then(|ago| sent.iter().rev().nth(ago).cloned());
        let edit = again.unwrap_or_else(|| cells[deed.cell].edit(deed.base, deed.entry.clone()));
        sent.push(edit.clone());
        answers.push(school.save(AUTHORS[deed.author], edit).await);
    }
    let mut pages = Vec::new();
    let mut histories = Vec::new();
    for author in AUTHORS {
        let mut page = Vec::new();
        for cell in cells {
            page.push(school.seen(author, *cell).await);
            let changes = school
                .reader()
                .await
                .cell_history(cell.column, cell.pupil, school.person(author))
                .await
                .unwrap();
            histories.push(changes.into_iter().map(|change| (change.before, change.after)).collect());
        }
        pages.push(page);
    }
    let mut diaries = Vec::new();
    for cell in cells {
        let lessons = school.reader().await.diary(cell.pupil, (day(2026, 9, 1), TODAY), now()).await.unwrap();
        let own = lessons.into_iter().find(|lesson| lesson.lesson.uuid() == cell.column.uuid()).unwrap();
        diaries.push(own.entry);
    }
    Ending { answers, pages, histories, diaries, rows: whole(school).await - before }
}

async fn whole(school: &TestSchool) -> i64 {
    match school.store.verify_history(school.id).await.unwrap() {
        ChainState::Whole(rows) => rows,
        broken => panic!("{broken:?}"),
    }
}

#[test]
fn both_databases_tell_the_same_story() {
    let runtime = Runtime::new().unwrap();
    let (one, other) =
        runtime.block_on(async { (TestSchool::start(Sqlite).await, TestSchool::start(Postgres).await) });
    let lessons = one.algebra_days();
    let place = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config {
        cases: 20,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&deeds(), |deeds| {
            let day = lessons[place.get()];
            place.set(place.get() + 1);
            let cells = |school: &TestSchool| PUPILS.map(|pupil| school.cell("Алгебра", day, pupil));
            let (told, retold) = runtime.block_on(async {
                (play(&one, &cells(&one), &deeds).await, play(&other, &cells(&other), &deeds).await)
            });
            let saved = |outcome: &&EditOutcome| matches!(outcome, EditOutcome::Saved { .. });
            let versions: i32 = told.pages[0].iter().map(|cell| cell.version).sum();
            prop_assert_eq!(i64::from(versions), told.rows, "each write is one version and one row");
            prop_assert!(told.answers.iter().filter(saved).count() >= usize::try_from(versions).unwrap());
            prop_assert_eq!(told, retold);
            Ok(())
        })
        .unwrap();
    let _entered = runtime.enter();
    drop((one, other));
}
