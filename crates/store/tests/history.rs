//! The history of a school: whole after everything that people do, broken by everything that they must not.

use klas_domain::{
    Entry, Id, JournalEdit, Role,
    bundle::TaughtLesson,
    edit::{LessonEdit, LessonText},
    message::OfficeHours,
    school::LessonKind,
};
use klas_store::{StoreError, history::ChainState, journal::CellChange, summative::Setting};
use rstest::rstest;

use crate::support::{
    Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, day, kyiv, name, now, saved, typed,
};

/// A school where six things happened; the third was a topic.
async fn six_changes(on: Engine) -> TestSchool {
    let school = TestSchool::start(on).await;
    let (anna, ivan) = (school.algebra("Андрієнко"), school.algebra("Їжак"));
    school.save("Коваль", anna.edit(0, typed("8"))).await;
    school.save("Коваль", ivan.edit(0, typed("н"))).await;
    let text = LessonText { topic: "Дроби".to_owned(), ..LessonText::default() };
    let edit =
        LessonEdit { id: Id::new(), lesson: school.lesson("Алгебра", TODAY).lesson, base: 0, text };
    school.store.write_lesson(school.id, school.person("Коваль"), now(), edit, |_| true).await.unwrap();
    let reasoned = JournalEdit { reason: Some("Довідка".to_owned()), ..ivan.edit(1, typed("хв")) };
    school.save("Коваль", reasoned).await;
    school.save("Коваль", anna.edit(1, typed("9"))).await;
    school.save("Коваль", anna.edit(2, Entry::default())).await;
    school
}

#[rstest]
#[tokio::test]
async fn a_new_schools_history_is_whole_and_empty(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(0));
    let nowhere = school.store.verify_history(Id::new()).await;
    assert!(matches!(nowhere, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn whatever_people_do_the_history_is_whole(#[values(Sqlite, Postgres)] on: Engine) {
    let school = six_changes(on).await;
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(6));
    let cell = school.algebra("Андрієнко");
    school.save("Мельник", cell.edit(0, typed("7"))).await;
    school.save("Мельник", school.algebra("Гай").edit(0, typed("7"))).await;
    let state = school.store.verify_history(school.id).await.unwrap();
    assert_eq!(state, ChainState::Whole(6), "a conflict and a refusal leave no trace");
}

#[rstest]
#[case::what_stood_there("UPDATE history SET before = '{\"mark\":3}' WHERE seq = 2", 2)]
#[case::what_came("UPDATE history SET after = '{\"mark\":12}' WHERE seq = 1", 1)]
#[case::why("UPDATE history SET reason = 'Прохання батьків' WHERE seq = 4", 4)]
#[case::when("UPDATE history SET at = '2026-11-20T09:00:00+00:00' WHERE seq = 5", 5)]
#[case::who("UPDATE history SET author_id = object_id WHERE seq = 3", 3)]
#[case::whose("UPDATE history SET pupil_id = object_id WHERE seq = 2", 2)]
#[case::the_hash("UPDATE history SET hash = (SELECT hash FROM history_head) WHERE seq = 3", 3)]
#[case::a_row_in_the_middle("DELETE FROM history WHERE seq = 4", 4)]
#[case::the_first_row("DELETE FROM history WHERE seq = 1", 1)]
#[case::the_last_row("DELETE FROM history WHERE seq = 6", 6)]
#[case::all_rows("DELETE FROM history", 1)]
#[case::the_head_put_back("UPDATE history_head SET seq = 5", 7)]
#[case::the_heads_hash("UPDATE history_head SET hash = (SELECT hash FROM history WHERE seq = 5)", 7)]
#[tokio::test]
async fn tampering_shows(#[values(Sqlite, Postgres)] on: Engine, #[case] statement: &str, #[case] at: i64) {
    let school = six_changes(on).await;
    assert!(school.db.tamper(school.id, statement).await > 0);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::BrokenAt(at));
}

#[rstest]
#[case::a_mark("UPDATE entry SET mark = 12", true)]
#[case::an_absence("UPDATE entry SET absence = 'хв'", true)]
#[case::a_cell("DELETE FROM entry", true)]
#[case::words("UPDATE lesson SET topic = 'Не було' WHERE topic = ''", true)]
#[case::a_room("UPDATE lesson SET room = '404'", false)]
#[tokio::test]
async fn what_the_history_does_not_know_of_shows(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] statement: &str,
    #[case] shows: bool,
) {
    let school = six_changes(on).await;
    assert!(school.db.tamper(school.id, statement).await > 0);
    let state = school.store.verify_history(school.id).await.unwrap();
    assert_eq!(matches!(state, ChainState::Altered(1..)), shows, "{state:?}");
}

/// The program that a school started with and the one it moves to must agree on the chain, microseconds included.
#[rstest]
#[tokio::test]
async fn a_moment_between_microseconds_does_not_break_the_chain(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let fine = now() + chrono::TimeDelta::nanoseconds(123_456_789);
    let edit = school.algebra("Андрієнко").edit(0, typed("8"));
    assert_eq!(school.save_at(fine, "Коваль", vec![edit]).await, [saved(1)]);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(1));
}

#[rstest]
#[tokio::test]
async fn lessons_taken_in_as_given_have_their_history(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = bundle().courses[0].key.clone();
    let taught = TaughtLesson {
        course: algebra.clone(),
        date: day(2026, 9, 1),
        period: 1,
        kind: LessonKind::Control,
        topic: "Повторення".to_owned(),
        homework: String::new(),
        entries: vec![(0, typed("10")), (4, typed("н"))],
    };
    let on_holidays = TaughtLesson { date: day(2026, 10, 27), ..taught.clone() };
    let lessons = vec![taught, on_holidays];
    let written = school.store.take_in_lessons(school.id, school.year, bundle(), lessons).await.unwrap();
    assert_eq!(written, 2);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(3));
    let page = school.journal(school.course("Алгебра"), "Коваль").await;
    assert_eq!((page.lessons[0].text.topic.as_str(), page.lessons[0].version), ("Повторення", 1));
    let cell = school.cell("Алгебра", day(2026, 9, 1), "Їжак");
    assert_eq!(school.seen("Коваль", cell).await.entry, typed("10"));
    let changes =
        school.reader().await.cell_history(cell.column, cell.pupil, school.person("Мельник")).await.unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].author, name("Коваль Олена Петрівна"));
}

#[rstest]
#[tokio::test]
async fn what_is_set_for_the_whole_school_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (store, setting) = (&school.store, school.setting());
    store.add_account(school.id, school.person("Коваль"), "koval", "hash".to_owned()).await.unwrap();
    store.set_settings(setting, 7, Some(18)).await.unwrap();
    store.set_settings(setting, 7, None).await.unwrap();
    store.set_office_hours(setting, OfficeHours { from: 9, until: 16 }).await.unwrap();
    store.set_least_marks(setting, 4).await.unwrap();
    store.set_role(Setting::of_program(school.id, now()), "koval", Role::Deputy, true).await.unwrap();
    for (said, author) in [
        (r#"{"free_edit_days":7,"publish_hour":18}"#.to_owned(), true),
        (r#"{"free_edit_days":7,"publish_hour":null}"#.to_owned(), true),
        (r#"{"office_hours":{"from":9,"until":16}}"#.to_owned(), true),
        (r#"{"least_marks":4}"#.to_owned(), true),
        (format!(r#"{{"given":true,"person":"{}","role":"deputy"}}"#, school.person("Коваль")), false),
    ] {
        let rows = format!(
            "SELECT count(*) FROM history h WHERE h.kind = 'school' AND h.after = '{said}' AND {} \
             (SELECT 1 FROM person p WHERE p.person_id = h.author_id AND p.surname = 'Мельник')",
            if author { "EXISTS" } else { "NOT EXISTS" }
        );
        assert_eq!(school.db.count(Some(school.id), &rows).await, 1, "{said}");
    }
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(5));
}

#[rstest]
#[tokio::test]
async fn a_cell_tells_what_happened_to_it_newest_first(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let (morning, noon) = (kyiv(2026, 11, 24, 9, 0), kyiv(2026, 11, 24, 12, 0));
    school.save_at(morning, "Коваль", vec![cell.edit(0, typed("н"))]).await;
    let reasoned = JournalEdit { reason: Some("Довідка".to_owned()), ..cell.edit(1, typed("хв")) };
    school.save_at(noon, "Мельник", vec![reasoned]).await;
    school.save("Коваль", school.algebra("Їжак").edit(0, typed("8"))).await;
    let mut reader = school.reader().await;
    let changes = reader.cell_history(cell.column, cell.pupil, school.person("Коваль"));
    assert_eq!(
        changes.await.unwrap(),
        [
            CellChange {
                at: noon,
                author: name("Мельник Петро Іванович"),
                reason: Some("Довідка".to_owned()),
                before: typed("н"),
                after: typed("хв"),
            },
            CellChange {
                at: morning,
                author: name("Коваль Олена Петрівна"),
                reason: None,
                before: Entry::default(),
                after: typed("н"),
            },
        ]
    );
}
