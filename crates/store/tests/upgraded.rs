//! Databases in which an earlier version of the program has written: what it did without a word to the history is no
//! tampering, and what it made is signed on.

use chrono::TimeDelta;
use klas_domain::{
    Id,
    archive::Signatory,
    column::{ColumnChange, Work},
    edit::{LessonEdit, LessonOutcome, LessonText},
};
use klas_store::{
    archive::{NewContainer, SeenContainer, Signing},
    history::ChainState,
    summative::Change,
};
use rstest::rstest;

use crate::{
    after_archive::{archived, sign},
    package::{container, seen},
    support::{Engine, Postgres, Sqlite, TODAY, TestSchool, now},
};

/// What a change of timetable or calendar did to a lesson to come in which nobody had written.
const TAKEN_OFF: &[&str] =
    &["DELETE FROM journal_column WHERE lesson_id = ", "DELETE FROM lesson WHERE lesson_id = "];
/// The same, and what the change after it has left then.
const MADE_AGAIN: &[&str] = &[
    "DELETE FROM journal_column WHERE kind = 'work' AND lesson_id = ",
    "UPDATE journal_column SET results = NULL WHERE kind = 'lesson' AND lesson_id = ",
];

/// Gives today's algebra a further work, and has its own marks count for a group of results.
async fn arrange(school: &TestSchool) {
    let lesson = school.lesson("Алгебра", TODAY);
    let wishes = vec![
        ColumnChange::AddWork { lesson: lesson.lesson, work: Work::Control },
        ColumnChange::CountFor { column: lesson.column(), results: Some(2) },
    ];
    let (course, author) = (school.course("Алгебра").id, school.person("Коваль"));
    let change = Change { school: school.id, course, author, now: now() };
    assert_eq!(school.store.change_columns(change, wishes, |_| true).await.unwrap(), Ok(()));
}

/// Writes a topic in today's algebra.
async fn write(school: &TestSchool) {
    let (lesson, author) = (school.lesson("Алгебра", TODAY).lesson, school.person("Коваль"));
    let text = LessonText { topic: "Дроби".to_owned(), ..LessonText::default() };
    let edit = LessonEdit { id: Id::new(), lesson, base: 0, text };
    let outcome = school.store.write_lesson(school.id, author, now(), edit, |_| true).await.unwrap();
    assert_eq!(outcome, LessonOutcome::Saved { version: 1 });
}

/// Does something to today's algebra behind the program's back.
async fn undo(school: &TestSchool, deeds: &[&str]) {
    let lesson = school.literal(school.lesson("Алгебра", TODAY).lesson.uuid());
    for deed in deeds {
        assert!(school.db.tamper(school.id, &format!("{deed}{lesson}")).await > 0, "{deed}");
    }
}

async fn state(school: &TestSchool) -> ChainState {
    school.store.verify_history(school.id).await.unwrap()
}

#[rstest]
#[case::untouched(true, false, true)]
#[case::written_in(true, true, false)]
#[case::arranged_since(false, false, false)]
#[tokio::test]
async fn what_was_arranged_for_a_lesson_went_with_it(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values(TAKEN_OFF, MADE_AGAIN)] deeds: &[&str],
    #[case] earlier: bool,
    #[case] written: bool,
    #[case] whole: bool,
) {
    let school = TestSchool::start(on).await;
    if written {
        write(&school).await;
    }
    arrange(&school).await;
    if earlier {
        school.told_by_an_earlier_version().await;
    }
    assert!(matches!(state(&school).await, ChainState::Whole(2..)), "the chain holds");
    undo(&school, deeds).await;
    let state = state(&school).await;
    let expected = if whole { ChainState::Whole(2) } else { ChainState::Altered(2) };
    assert_eq!(state, expected);
}

#[rstest]
#[tokio::test]
async fn a_lesson_that_was_made_again_is_written_in(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    arrange(&school).await;
    school.told_by_an_earlier_version().await;
    undo(&school, MADE_AGAIN).await;
    write(&school).await;
    assert_eq!(state(&school).await, ChainState::Whole(3));
}

/// The class teacher's signature gave way to a container that was made anew; the head's never does.
#[rstest]
#[case::class_teacher(1, ChainState::Whole(1))]
#[case::both(2, ChainState::Altered(1))]
#[tokio::test]
async fn a_signature_gave_way_to_another_container(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] signed: usize,
    #[case] found: ChainState,
) {
    let school = archived(on, signed).await;
    assert!(school.db.tamper(school.id, "DELETE FROM archive_signature").await > 0);
    let another = NewContainer { at: now() + TimeDelta::hours(1), ..container(&school, b"two") };
    assert!(school.store.keep_archive(school.id, another).await.unwrap());
    assert_eq!(state(&school).await, found);
}

#[rstest]
#[tokio::test]
async fn a_container_made_anew_is_signed_again(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 1).await;
    assert_eq!(school.db.tamper(school.id, "DELETE FROM archive_signature").await, 1);
    let another = NewContainer { at: now() + TimeDelta::hours(1), ..container(&school, b"two") };
    assert!(school.store.keep_archive(school.id, another).await.unwrap());
    for (version, role) in (3..).zip(Signatory::ALL) {
        assert_eq!(sign(&school, seen(&school, version).await, role).await, Signing::Kept);
    }
    assert_eq!(state(&school).await, ChainState::Whole(3));
}

/// The closing of the school was a change of its classes, and usually the last that their containers had.
#[rstest]
#[tokio::test]
async fn a_container_that_knows_of_a_later_change_is_signed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 1).await;
    let seen = seen(&school, 2).await;
    let later = SeenContainer { last_change: Some(seen.seq), ..seen };
    assert_ne!(later, seen, "no change of the class is so late");
    assert_eq!(sign(&school, later, Signatory::Head).await, Signing::Kept);
}
