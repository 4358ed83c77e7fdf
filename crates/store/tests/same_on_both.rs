//! Whatever two teachers do to a few cells, both databases answer the same and end in the same state, in whatever order
//! the cells had their turns.

use std::collections::VecDeque;

use klas_domain::{Absence, EditOutcome, Entry, JournalEdit, Mark, StoredEntry};
use klas_store::history::ChainState;
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample,
    test_runner::{Config, TestRunner},
};
use rstest::rstest;
use tokio::runtime::Runtime;

use crate::support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, now};

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

/// An author, and the deed whose wish the author sends.
type Sent = (usize, usize);

/// What is sent: each deed's own wish, or an earlier one once more.
fn sent(deeds: &[Deed]) -> Vec<Sent> {
    let mut sent: Vec<Sent> = Vec::new();
    for (place, deed) in deeds.iter().enumerate() {
        let again = deed.repeats.and_then(|ago| sent.iter().rev().nth(ago).map(|(_, wish)| *wish));
        sent.push((deed.author, again.unwrap_or(place)));
    }
    sent
}

/// The same in another order, in which what is wished of each cell keeps its own.
fn in_other_turns(deeds: &[Deed], sent: &[Sent], turns: &[sample::Index]) -> Vec<Sent> {
    let of_cell = |cell: usize| sent.iter().copied().filter(move |(_, wish)| deeds[*wish].cell == cell);
    let mut lanes: Vec<VecDeque<Sent>> = (0..PUPILS.len()).map(|cell| of_cell(cell).collect()).collect();
    let mut other = Vec::new();
    for turn in turns.iter().cycle() {
        lanes.retain(|lane| !lane.is_empty());
        if lanes.is_empty() {
            break;
        }
        let lane = turn.index(lanes.len());
        other.extend(lanes[lane].pop_front());
    }
    other
}

/// What a story leaves behind: the answers by cell, and what each author sees at the end.
#[derive(Debug, PartialEq)]
struct Ending {
    answers: [Vec<EditOutcome>; PUPILS.len()],
    pages: Vec<Vec<StoredEntry>>,
    histories: Vec<Vec<(Entry, Entry)>>,
    diaries: Vec<Entry>,
    rows: i64,
}

/// Each story has lessons of its own, so that one school serves many.
async fn play(school: &TestSchool, cells: &[Cell], deeds: &[Deed], sent: &[Sent]) -> Ending {
    let before = whole(school).await;
    let wish = |deed: &Deed| cells[deed.cell].edit(deed.base, deed.entry.clone());
    let wishes: Vec<JournalEdit> = deeds.iter().map(wish).collect();
    let mut answers = PUPILS.map(|_| Vec::new());
    for (author, wish) in sent {
        let answer = school.save(AUTHORS[*author], wishes[*wish].clone()).await;
        answers[deeds[*wish].cell].push(answer);
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
    runner(20)
        .run(&deeds(), |deeds| {
            let day = lessons[place.get()];
            place.set(place.get() + 1);
            let cells = |school: &TestSchool| PUPILS.map(|pupil| school.cell("Алгебра", day, pupil));
            let sent = sent(&deeds);
            let (told, retold) = runtime.block_on(async {
                (
                    play(&one, &cells(&one), &deeds, &sent).await,
                    play(&other, &cells(&other), &deeds, &sent).await,
                )
            });
            let saved = |outcome: &&EditOutcome| matches!(outcome, EditOutcome::Saved { .. });
            let versions: i32 = told.pages[0].iter().map(|cell| cell.version).sum();
            prop_assert_eq!(i64::from(versions), told.rows, "each write is one version and one row");
            let saved = told.answers.iter().flatten().filter(saved).count();
            prop_assert!(saved >= usize::try_from(versions).unwrap());
            prop_assert_eq!(told, retold);
            Ok(())
        })
        .unwrap();
    let _entered = runtime.enter();
    drop((one, other));
}

/// Two lessons of one school see the same deeds, the cells of one in other turns than those of the other.
#[rstest]
fn edits_of_different_cells_commute(#[values(Sqlite, Postgres)] on: Engine) {
    let runtime = Runtime::new().unwrap();
    let school = runtime.block_on(TestSchool::start(on));
    let lessons = school.algebra_days();
    let pairs = std::cell::RefCell::new(lessons.chunks_exact(2));
    runner(8)
        .run(&(deeds(), vec(any::<sample::Index>(), 1..25)), |(deeds, turns)| {
            let days = pairs.borrow_mut().next().unwrap();
            let cells = |day| PUPILS.map(|pupil| school.cell("Алгебра", day, pupil));
            let sent = sent(&deeds);
            let other = in_other_turns(&deeds, &sent, &turns);
            let (told, retold) = runtime.block_on(async {
                let told = play(&school, &cells(days[0]), &deeds, &sent).await;
                (told, play(&school, &cells(days[1]), &deeds, &other).await)
            });
            prop_assert_eq!(other.len(), sent.len());
            prop_assert_eq!(told, retold);
            Ok(())
        })
        .unwrap();
    let _entered = runtime.enter();
    drop(school);
}

/// Each case is a story of its own, too long to be told again and again for a shorter one.
fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, max_shrink_iters: 0, failure_persistence: None, ..Config::default() })
}
