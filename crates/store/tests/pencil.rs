//! Pencil entries: the author's alone until published.

use std::sync::Arc;

use klas_domain::{Absence, EditOutcome, Entry, JournalEdit, StoredEntry, edit::Refusal};
use klas_store::journal::Write;
use rstest::rstest;

use crate::support::{Cell, Engine, Postgres, Sqlite, TestSchool, now, pencil, saved, typed};

fn with_note(entry: Entry) -> Entry {
    Entry { note: Some("Перепитати".to_owned()), ..entry }
}

async fn family_sees(school: &TestSchool, cell: Cell) -> Entry {
    school.diary_entry(cell, now() + chrono::TimeDelta::days(30)).await
}

/// (after, before) of each change that a person sees in a cell's history.
async fn history(school: &TestSchool, cell: Cell, viewer: &str) -> Vec<(Entry, Entry)> {
    let changes =
        school.reader().await.cell_history(cell.column, cell.pupil, school.person(viewer)).await.unwrap();
    changes.into_iter().map(|change| (change.after, change.before)).collect()
}

#[rstest]
#[tokio::test]
async fn a_pencil_mark_is_seen_by_its_author_alone(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, with_note(pencil("8")))).await;
    assert_eq!(school.seen("Коваль", cell).await.entry, with_note(pencil("8")));
    assert_eq!(school.seen("Мельник", cell).await, StoredEntry { entry: Entry::default(), version: 1 });
    assert_eq!(family_sees(&school, cell).await, Entry::default());
    assert_eq!(history(&school, cell, "Коваль").await, [(with_note(pencil("8")), Entry::default())]);
    assert_eq!(history(&school, cell, "Мельник").await, []);
}

#[rstest]
#[tokio::test]
async fn that_a_pupil_is_absent_or_late_is_no_secret(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values("н", "сп10")] text: &str,
) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, pencil(&format!("{text} 8")))).await;
    assert_eq!(school.seen("Мельник", cell).await.entry, typed(text));
    assert_eq!(family_sees(&school, cell).await, typed(text));
    assert_eq!(history(&school, cell, "Мельник").await, [(typed(text), Entry::default())]);
}

#[rstest]
#[tokio::test]
async fn published_it_is_seen_by_all_and_so_is_its_history(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, pencil("8"))).await;
    school.save("Коваль", cell.edit(1, typed("9"))).await;
    assert_eq!(school.seen("Мельник", cell).await.entry, typed("9"));
    assert_eq!(family_sees(&school, cell).await, typed("9"));
    assert_eq!(
        history(&school, cell, "Коваль").await,
        [(typed("9"), pencil("8")), (pencil("8"), Entry::default())]
    );
    assert_eq!(history(&school, cell, "Мельник").await, [(typed("9"), Entry::default())]);
}

/// The surname of who stands in the way of an edit.
async fn rival(school: &TestSchool, author: &str, edit: JournalEdit) -> String {
    let EditOutcome::Conflict { author, .. } = school.save(author, edit).await else {
        panic!("the cell moved on");
    };
    author.split_whitespace().next().unwrap_or_default().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_conflict_does_not_betray_what_stands_in_pencil(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, with_note(pencil("н 8")))).await;
    let EditOutcome::Conflict { stored, .. } = school.save("Мельник", cell.edit(0, typed("9"))).await
    else {
        panic!("the cell moved on");
    };
    assert_eq!(
        stored,
        StoredEntry { entry: Entry { absence: Some(Absence::Unknown), ..Entry::default() }, version: 1 }
    );
}

#[rstest]
#[tokio::test]
async fn two_pencils_of_the_same_mark_are_two(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, pencil("8"))).await;
    assert_eq!(school.save("Мельник", cell.edit(1, pencil("8"))).await, saved(2));
    assert_eq!(school.seen("Мельник", cell).await.entry, pencil("8"));
    assert_eq!(school.seen("Коваль", cell).await.entry, Entry::default());
    assert_eq!(history(&school, cell, "Мельник").await[0], (pencil("8"), Entry::default()));
}

/// The mark is rubbed out, the words to the family stay: they are no less in pencil than they were.
#[rstest]
#[tokio::test]
async fn words_alone_are_in_pencil_too(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, with_note(pencil("8")))).await;
    assert_eq!(school.save("Коваль", cell.edit(1, with_note(pencil("")))).await, saved(2));
    assert_eq!(school.seen("Коваль", cell).await.entry, with_note(pencil("")));
    assert_eq!(school.seen("Мельник", cell).await.entry, Entry::default());
    assert_eq!(family_sees(&school, cell).await, Entry::default());
    assert_eq!(history(&school, cell, "Мельник").await, []);
    assert_eq!(school.save("Коваль", cell.edit(2, with_note(pencil("н")))).await, saved(3));
    assert_eq!(family_sees(&school, cell).await, typed("н"));
    assert_eq!(school.save("Коваль", cell.edit(3, with_note(typed("н")))).await, saved(4), "published");
    assert_eq!(family_sees(&school, cell).await, with_note(typed("н")));
}

/// What cannot be published leaves the rest alone.
#[rstest]
#[tokio::test]
async fn pencil_entries_are_published_each_for_itself(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (anna, ivan) = (school.algebra("Андрієнко"), school.algebra("Їжак"));
    school.save("Коваль", anna.edit(0, pencil("8"))).await;
    school.save("Коваль", ivan.edit(0, pencil("9"))).await;
    school.save("Мельник", ivan.edit(1, typed("5"))).await;
    let publish = vec![ivan.edit(1, typed("9")), anna.edit(1, typed("8"))];
    let outcomes = school.save_at(now(), "Коваль", publish).await;
    assert!(matches!(&outcomes[0], EditOutcome::Conflict { author, .. } if author.starts_with("Мельник")));
    assert_eq!(outcomes[1], saved(2));
    assert_eq!(
        (family_sees(&school, anna).await, family_sees(&school, ivan).await),
        (typed("8"), typed("5"))
    );
}

#[rstest]
#[tokio::test]
async fn a_pencil_does_not_hide_what_the_family_has_seen(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("8"))).await;
    let refused = EditOutcome::Refused(Refusal::Published);
    assert_eq!(school.save("Коваль", cell.edit(1, pencil("9"))).await, refused);
    assert_eq!(family_sees(&school, cell).await, typed("8"));

    let absent = school.algebra("Їжак");
    school.save("Коваль", absent.edit(0, typed("н"))).await;
    assert_eq!(school.save("Коваль", absent.edit(1, pencil("н 9"))).await, saved(2), "an absence is no mark");
    assert_eq!(family_sees(&school, absent).await, typed("н"));
}

/// Who explains an absence does not see the pencil in the same cell, and does not rub it out.
#[rstest]
#[tokio::test]
async fn an_absence_beside_a_pencil_is_explained_by_who_does_not_see_it(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, with_note(pencil("н 8")))).await;
    let explain = Write {
        authorise: Arc::new(|_, seen, edit| edit.entry.explains(&seen.entry)),
        ..school.write("Мельник", now())
    };
    let outcomes = school.store.apply(explain, vec![cell.edit(1, typed("хв"))]).await.unwrap();
    assert_eq!(outcomes, [saved(2)]);
    assert_eq!(school.seen("Мельник", cell).await.entry, typed("хв"));
    assert_eq!(school.seen("Коваль", cell).await.entry, with_note(pencil("хв 8")));
    assert_eq!(
        history(&school, cell, "Мельник").await,
        [(typed("хв"), typed("н")), (typed("н"), Entry::default())]
    );
    assert_eq!(history(&school, cell, "Коваль").await[0].0, with_note(pencil("хв 8")));
    assert_eq!(rival(&school, "Коваль", cell.edit(1, typed("9"))).await, "Мельник", "not the pencil's owner");
    let together = vec![cell.edit(2, typed("хв 8")), cell.edit(1, typed("9"))];
    let outcomes = school.store.apply(school.write("Коваль", now()), together).await.unwrap();
    assert_eq!(outcomes[0], saved(3));
    assert!(matches!(&outcomes[1], EditOutcome::Conflict { author, .. } if author.starts_with("Коваль")));
    assert_eq!(family_sees(&school, cell).await, typed("хв 8"));
}

#[rstest]
#[tokio::test]
async fn an_old_pencil_is_published_without_a_reason(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, pencil("8"))).await;
    let later = now() + chrono::TimeDelta::days(15);
    let needed = EditOutcome::Refused(Refusal::ReasonNeeded);
    assert_eq!(school.save_at(later, "Коваль", vec![cell.edit(1, typed("9"))]).await, [needed]);
    assert_eq!(school.save_at(later, "Коваль", vec![cell.edit(1, typed("8"))]).await, [saved(2)]);
}
