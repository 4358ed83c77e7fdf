//! What becomes of an edit of a cell.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use klas_domain::{
    EditOutcome, Entry, EntryError, Id, JournalEdit, MarkError, Scale, StoredEntry,
    edit::Refusal,
    permission::Scope,
};
use klas_store::journal::Write;
use rstest::rstest;

use crate::support::{
    Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, kyiv, now, saved, typed,
};

#[rstest]
#[tokio::test]
async fn a_mark_is_saved_corrected_and_taken_back(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    for (place, text) in ["8", "9", "н 9", ""].into_iter().enumerate() {
        let base = i32::try_from(place).unwrap();
        assert_eq!(school.save("Коваль", cell.edit(base, typed(text))).await, saved(base + 1));
        let stands = StoredEntry { entry: typed(text), version: base + 1 };
        assert_eq!(school.seen("Коваль", cell).await, stands);
    }
}

#[rstest]
#[case::mark("12")]
#[case::absence("хв")]
#[case::absence_with_a_mark("н 7")]
#[case::lateness("сп")]
#[case::lateness_of_ten_minutes("сп10")]
#[tokio::test]
async fn what_was_typed_comes_back(#[values(Sqlite, Postgres)] on: Engine, #[case] text: &str) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let entry = Entry { note: Some("Приніс зошит – «чисто»".to_owned()), ..typed(text) };
    school.save("Коваль", cell.edit(0, entry.clone())).await;
    assert_eq!(school.seen("Коваль", cell).await.entry, entry);
}

#[rstest]
#[tokio::test]
async fn wishing_what_stands_there_changes_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("8"))).await;
    assert_eq!(school.save("Мельник", cell.edit(0, typed("8"))).await, saved(1));
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM history").await, 1);
}

#[rstest]
#[tokio::test]
async fn who_comes_second_is_told_what_stands_there_by_whom_and_since_when(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let first = kyiv(2026, 11, 24, 10, 30);
    school.save_at(first, "Коваль", vec![cell.edit(0, typed("8"))]).await;
    let conflict = EditOutcome::Conflict {
        stored: StoredEntry { entry: typed("8"), version: 1 },
        author: "Коваль\u{a0}О.\u{a0}П.".to_owned(),
        at: first,
    };
    assert_eq!(school.save("Мельник", cell.edit(0, typed("9"))).await, conflict);
    assert_eq!(school.seen("Мельник", cell).await.entry, typed("8"));
    assert_eq!(school.save("Мельник", cell.edit(1, typed("9"))).await, saved(2), "having seen it");
}

#[rstest]
#[tokio::test]
async fn the_same_edit_sent_again_is_answered_again(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let edit = school.algebra("Андрієнко").edit(0, typed("8"));
    assert_eq!(school.save("Коваль", edit.clone()).await, saved(1));
    assert_eq!(school.save("Коваль", edit.clone()).await, saved(1));
    assert_eq!(school.save_at(now(), "Коваль", vec![edit.clone(), edit]).await, [saved(1), saved(1)]);
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM history").await, 1);
}

/// The answer was lost on the way, a colleague corrected the mark, the browser sends its edit again: it must not
/// learn the colleague's version for its own mark, or its next edit would wipe the correction out unseen.
#[rstest]
#[tokio::test]
async fn an_edit_sent_again_after_another_tells_its_own_version(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let lost = cell.edit(0, typed("8"));
    school.save("Коваль", lost.clone()).await;
    school.save("Мельник", cell.edit(1, typed("10"))).await;
    assert_eq!(school.save("Коваль", lost).await, saved(1));
    let next = school.save("Коваль", cell.edit(1, typed("7"))).await;
    assert!(matches!(next, EditOutcome::Conflict { stored: StoredEntry { version: 2, .. }, .. }));
    assert_eq!(school.seen("Коваль", cell).await.entry, typed("10"));
}

/// The class teacher gave н its reason; when the same edit comes again, н stands there no longer and the rule that
/// let the edit through would not.
#[rstest]
#[tokio::test]
async fn an_edit_sent_again_is_not_held_against_the_rules_again(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("н"))).await;
    let only_over_absence =
        Arc::new(|_: &Scope, stored: &StoredEntry, _: &JournalEdit| stored.entry == typed("н"));
    let explains = Write { authorise: only_over_absence, ..school.write("Коваль", now()) };
    let edit = cell.edit(1, typed("хв"));
    for _ in 0..2 {
        assert_eq!(school.store.apply(explains.clone(), vec![edit.clone()]).await.unwrap(), [saved(2)]);
    }
}

fn nobody() -> klas_store::journal::Authorise {
    Arc::new(|_, _, _| false)
}

fn another_school(_: &TestSchool, cell: Cell) -> Cell {
    Cell { column: Id::new(), ..cell }
}

#[rstest]
#[tokio::test]
async fn there_is_no_cell_where_there_is_no_lesson(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let nowhere = another_school(&school, school.algebra("Андрієнко"));
    let outcome = school.save("Коваль", nowhere.edit(0, typed("8"))).await;
    assert_eq!(outcome, EditOutcome::Refused(Refusal::NoSuchCell));
}

#[rstest]
#[tokio::test]
async fn who_may_not_write_here_does_not(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let write = Write { authorise: nobody(), ..school.write("Мельник", now()) };
    let outcomes = school.store.apply(write, vec![cell.edit(0, typed("8"))]).await.unwrap();
    assert_eq!(outcomes, [EditOutcome::Refused(Refusal::Forbidden)]);
    assert_eq!(school.seen("Коваль", cell).await, StoredEntry::default());
}

#[rstest]
#[tokio::test]
async fn the_rule_is_asked_with_the_cells_scope(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (id, pupil) = (school.id, school.person("Андрієнко Анна"));
    let (teacher, class_teacher) = (school.person("Мельник"), school.person("Коваль"));
    let wanted = Scope {
        school: id,
        teacher: Some(teacher),
        substitute: None,
        class_teacher: Some(class_teacher),
        pupil: Some(pupil),
    };
    let authorise = Arc::new(move |scope: &Scope, _: &StoredEntry, _: &JournalEdit| *scope == wanted);
    let write = Write { authorise, ..school.write("Мельник", now()) };
    let cell = school.cell("Історія України", TODAY, "Андрієнко Анна");
    assert_eq!(school.store.apply(write, vec![cell.edit(0, typed("8"))]).await.unwrap(), [saved(1)]);
}

#[rstest]
#[case::wrong_mark(typed("12").mark, Some("н"), None)]
#[tokio::test]
async fn an_entry_that_cannot_stand_is_refused_with_its_rule(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] _mark: Option<klas_domain::Mark>,
    #[case] _absence: Option<&str>,
    #[case] _late: Option<u8>,
) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let absent_and_late = Entry { late: Some(5), ..typed("н") };
    let level = Entry { mark: Some(klas_domain::Mark::Passed), ..Entry::default() };
    let long = Entry { note: Some("а".repeat(501)), ..Entry::default() };
    let rules = [
        (absent_and_late, EntryError::AbsentAndLate),
        (level, EntryError::Mark(MarkError { scale: Scale::TwelvePoint })),
        (long, EntryError::NoteTooLong),
    ];
    for (entry, rule) in rules {
        let outcome = school.save("Коваль", cell.edit(0, entry)).await;
        assert_eq!(outcome, EditOutcome::Refused(Refusal::Entry(rule)));
    }
}
