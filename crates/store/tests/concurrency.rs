//! Many at once.

use std::time::Duration;

use klas_domain::{
    EditOutcome, Id, StoredEntry,
    column::{ColumnChange, Work},
    edit::{LessonEdit, LessonOutcome, LessonText},
};
use klas_store::{history::ChainState, summative::Change};
use rstest::rstest;
use sqlx::PgConnection;

use crate::support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, now, saved, typed};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_edit_a_cell_at_once_one_saves_and_one_is_told(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values(true, false)] one_program: bool,
) {
    let school = TestSchool::start(on).await;
    let other = if one_program { school.store.clone() } else { school.db.open().await };
    let cells: Vec<Cell> = ["Андрієнко", "Ґудзь", "Їжак", "Явір"].map(|pupil| school.algebra(pupil)).into();
    for cell in cells {
        let (koval, melnyk) = (school.write("Коваль", now()), school.write("Мельник", now()));
        let one = tokio::spawn({
            let store = school.store.clone();
            async move { store.apply(koval, vec![cell.edit(0, typed("8"))]).await.unwrap().remove(0) }
        });
        let two = tokio::spawn({
            let store = other.clone();
            async move { store.apply(melnyk, vec![cell.edit(0, typed("9"))]).await.unwrap().remove(0) }
        });
        let outcomes = [one.await.unwrap(), two.await.unwrap()];
        let stands = school.seen("Коваль", cell).await;
        assert_eq!(stands.version, 1);
        let stored =
            StoredEntry { entry: if outcomes[0] == saved(1) { typed("8") } else { typed("9") }, version: 1 };
        assert_eq!(stands, stored);
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == saved(1)).count(), 1);
        let told = |outcome: &EditOutcome| matches!(outcome, EditOutcome::Conflict { stored: by, .. } if *by == stored);
        assert!(outcomes.iter().any(told), "{outcomes:?}");
    }
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(4));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_who_write_different_cells_all_save(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut reader = school.reader().await;
    let lessons = reader.lessons(school.course("Алгебра").id, (day(2026, 9, 1), TODAY));
    let pupils = ["Андрієнко", "Ґудзь", "Їжак"].map(|pupil| school.person(pupil));
    let cells = lessons
        .await
        .unwrap()
        .into_iter()
        .flat_map(|lesson| pupils.map(|pupil| Cell { column: lesson.column(), pupil }));
    let writers: Vec<_> = cells
        .take(64)
        .map(|cell| {
            let (store, write) = (school.store.clone(), school.write("Коваль", now()));
            tokio::spawn(async move { store.apply(write, vec![cell.edit(0, typed("8"))]).await.unwrap() })
        })
        .collect();
    assert_eq!(writers.len(), 64);
    for writer in writers {
        assert_eq!(writer.await.unwrap(), [saved(1)]);
    }
    let page = school.journal(school.course("Алгебра"), "Коваль").await;
    assert_eq!((page.entries.len(), page.seq), (64, 64));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(64));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_edit_that_arrives_many_times_at_once_is_applied_once(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let edit = school.algebra("Андрієнко").edit(0, typed("8"));
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (store, write, edit) = (school.store.clone(), school.write("Коваль", now()), edit.clone());
            tokio::spawn(async move { store.apply(write, vec![edit]).await.unwrap() })
        })
        .collect();
    for sender in senders {
        assert_eq!(sender.await.unwrap(), [saved(1)]);
    }
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(1));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_write_a_topic_at_once_one_saves_and_one_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    for subject in ["Алгебра", "Історія України"] {
        let lesson = school.lesson(subject, TODAY).lesson;
        let writers: Vec<_> = ["Коваль", "Мельник"]
            .map(|author| {
                let text = LessonText { topic: format!("Тема {author}"), ..LessonText::default() };
                let edit = LessonEdit { id: Id::new(), lesson, base: 0, text };
                let (store, id, author) = (school.store.clone(), school.id, school.person(author));
                tokio::spawn(
                    async move { store.write_lesson(id, author, now(), edit, |_| true).await.unwrap() },
                )
            })
            .into();
        let mut taken = 0;
        for writer in writers {
            match writer.await.unwrap() {
                LessonOutcome::Saved { version: 1 } => taken += 1,
                LessonOutcome::Conflict { version: 1, .. } => {}
                outcome => panic!("{outcome:?}"),
            }
        }
        assert_eq!(taken, 1);
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_history_can_be_checked_while_others_write(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let (store, write) = (school.store.clone(), school.write("Коваль", now()));
    let writing = tokio::spawn(async move {
        for version in 0..40 {
            let text = if version % 2 == 0 { "8" } else { "9" };
            store.apply(write.clone(), vec![cell.edit(version, typed(text))]).await.unwrap();
        }
    });
    while !writing.is_finished() {
        let state = school.store.verify_history(school.id).await.unwrap();
        assert!(matches!(state, ChainState::Whole(_)), "{state:?}");
    }
    writing.await.unwrap();
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(40));
}

/// Takes back what the first change was, a further work, and keeps it for later.
const TAKE_BACK: &str = "CREATE TEMP TABLE said AS SELECT * FROM history; \
     CREATE TEMP TABLE made AS SELECT * FROM journal_column WHERE kind = 'work'; \
     DELETE FROM history; DELETE FROM journal_column WHERE kind = 'work'; \
     UPDATE history_head SET seq = 0, hash = ''";
/// Makes the change, and lets go of the columns.
const CHANGE: &str = "INSERT INTO history SELECT * FROM said; INSERT INTO journal_column SELECT * FROM made; \
     UPDATE history_head SET seq = 1, hash = (SELECT hash FROM said); COMMIT";
const WAITING: &str =
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'journal_column'::regclass";

/// Has the school's columns locked, and a change of them made as soon as somebody waits to read them.
async fn change_while_read(school: &TestSchool, client: &mut PgConnection) {
    for _ in 0..1000 {
        let waiting: i64 = sqlx::query_scalar(WAITING).fetch_one(&mut *client).await.unwrap();
        if waiting > 0 {
            sqlx::raw_sql(CHANGE).execute(&mut *client).await.unwrap();
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody reads the columns of {}", school.id);
}

/// The history is read before the columns: of what is written in between the columns alone tell. SQLite makes no reader wait,
/// so that it cannot be had there on purpose.
#[tokio::test]
async fn what_is_written_between_two_reads_is_no_tampering() {
    let school = TestSchool::start(Postgres).await;
    if school.db.engine != Postgres {
        return;
    }
    let (course, author) = (school.course("Алгебра").id, school.person("Коваль"));
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let change = Change { school: school.id, course, author, now: now() };
    let work = vec![ColumnChange::AddWork { lesson, work: Work::Control }];
    assert_eq!(school.store.change_columns(change, work, |_| true).await.unwrap(), Ok(()));
    let mut client = school.db.postgres_in(school.id).await;
    sqlx::raw_sql(TAKE_BACK).execute(&mut client).await.unwrap();
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(0));
    sqlx::raw_sql("BEGIN; LOCK TABLE journal_column").execute(&mut client).await.unwrap();
    let looking = school.store.verify_history(school.id);
    let (state, ()) = tokio::join!(looking, change_while_read(&school, &mut client));
    assert_eq!(state.unwrap(), ChainState::Whole(1));
}
