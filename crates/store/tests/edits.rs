//! What becomes of an edit of a cell.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    EditOutcome, Entry, EntryError, Id, JournalEdit, Mark, MarkError, Scale, Scope, StoredEntry,
    edit::Refusal,
};
use klas_store::{StoreError, journal::Write};
use rstest::rstest;

use crate::support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, kyiv, now, saved, typed};

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

fn refused(refusal: Refusal) -> EditOutcome {
    EditOutcome::Refused(refusal)
}

/// Applies an edit of somebody who may do anything but give an absence its reason.
async fn save_unreasoned(school: &TestSchool, author: &str, edit: JournalEdit) -> EditOutcome {
    let unreasoned = Arc::new(|_: &Scope, stored: &StoredEntry, edit: &JournalEdit| {
        !edit.entry.gives_reason(&stored.entry)
    });
    let write = Write { authorise: unreasoned, ..school.write(author, now()) };
    school.store.apply(write, vec![edit]).await.unwrap().remove(0)
}

/// Told apart from whoever may not write here at all: the edit would pass but for the reason of its absence.
#[rstest]
#[tokio::test]
async fn who_may_give_no_reason_is_told_so(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let edit = school.algebra("Андрієнко").edit(0, typed("хв"));
    assert_eq!(save_unreasoned(&school, "Коваль", edit).await, refused(Refusal::ClassTeachersReason));
}

/// Marks typed over the reason that the class teacher gave, and Ctrl+Z as often.
#[rstest]
#[tokio::test]
async fn who_took_a_reason_away_brings_it_back(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Мельник", cell.edit(0, typed("хв"))).await;
    for (base, text) in [(1, "8"), (2, "9"), (3, "8"), (4, "хв")] {
        let outcome = save_unreasoned(&school, "Коваль", cell.edit(base, typed(text))).await;
        assert_eq!(outcome, saved(base + 1), "{text}");
    }
    assert_eq!(school.seen("Коваль", cell).await, StoredEntry { entry: typed("хв"), version: 5 });
    let other = save_unreasoned(&school, "Коваль", cell.edit(5, typed("бп"))).await;
    assert_eq!(other, refused(Refusal::ClassTeachersReason), "it never stood there");
}

/// What the class teacher decided since is not undone by what stood there before, nor what somebody else took away.
#[rstest]
#[tokio::test]
async fn a_reason_comes_back_only_from_the_authors_own_latest_changes(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    for (base, (author, text)) in
        [("Мельник", "хв"), ("Коваль", "8"), ("Мельник", "бп"), ("Коваль", "9")].into_iter().enumerate()
    {
        let base = i32::try_from(base).unwrap();
        assert_eq!(school.save(author, cell.edit(base, typed(text))).await, saved(base + 1));
    }
    let earlier = save_unreasoned(&school, "Коваль", cell.edit(4, typed("хв"))).await;
    assert_eq!(earlier, refused(Refusal::ClassTeachersReason));
    let anothers = save_unreasoned(&school, "Мельник", cell.edit(4, typed("бп"))).await;
    assert_eq!(anothers, refused(Refusal::ClassTeachersReason));
    assert_eq!(save_unreasoned(&school, "Коваль", cell.edit(4, typed("бп"))).await, saved(5));
}

#[rstest]
#[tokio::test]
async fn there_is_no_cell_where_there_is_no_lesson(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let nowhere = Cell { column: Id::new(), ..school.algebra("Андрієнко") };
    assert_eq!(school.save("Коваль", nowhere.edit(0, typed("8"))).await, refused(Refusal::NoSuchCell));
}

#[rstest]
#[tokio::test]
async fn who_may_not_write_here_does_not(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let write = Write { authorise: Arc::new(|_, _, _| false), ..school.write("Мельник", now()) };
    let outcomes = school.store.apply(write, vec![cell.edit(0, typed("8"))]).await.unwrap();
    assert_eq!(outcomes, [refused(Refusal::Forbidden)]);
    assert_eq!(school.seen("Коваль", cell).await, StoredEntry::default());
}

#[rstest]
#[tokio::test]
async fn the_rule_is_asked_whose_the_cell_is(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Історія України", TODAY, "Андрієнко");
    let wanted = Scope {
        school: school.id,
        teacher: Some(school.person("Мельник")),
        substitute: None,
        class_teacher: Some(school.person("Коваль")),
        pupil: Some(cell.pupil),
        staff: None,
        closed: false,
        class_closed: false,
        archived: false,
    };
    let authorise = Arc::new(move |scope: &Scope, _: &StoredEntry, _: &JournalEdit| *scope == wanted);
    let write = Write { authorise, ..school.write("Мельник", now()) };
    assert_eq!(school.store.apply(write, vec![cell.edit(0, typed("8"))]).await.unwrap(), [saved(1)]);
}

#[rstest]
#[case::before_coming("Явір", day(2026, 10, 20), refused(Refusal::NotEnrolled))]
#[case::on_the_first_day("Явір", day(2026, 11, 3), saved(1))]
#[case::in_the_last_week("Гай", day(2026, 9, 29), saved(1))]
#[case::after_leaving("Гай", day(2026, 10, 6), refused(Refusal::NotEnrolled))]
#[case::all_the_time("Ґудзь", day(2026, 9, 1), saved(1))]
#[tokio::test]
async fn a_pupil_has_cells_while_in_the_class(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] date: NaiveDate,
    #[case] outcome: EditOutcome,
) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Алгебра", date, pupil);
    assert_eq!(school.save("Коваль", cell.edit(0, typed("8"))).await, outcome);
}

#[rstest]
#[case::own_group("Їжак", saved(1))]
#[case::other_group("Андрієнко", refused(Refusal::NotEnrolled))]
#[tokio::test]
async fn a_pupil_has_cells_in_the_own_group(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] outcome: EditOutcome,
) {
    let school = TestSchool::start(on).await;
    let column = school.group_lesson("Англійська мова", 1, TODAY).column();
    let cell = Cell { column, pupil: school.person(pupil) };
    assert_eq!(school.save("Мельник", cell.edit(0, typed("8"))).await, outcome);
}

#[rstest]
#[case::absent_and_late(Entry { late: Some(5), ..typed("н") }, EntryError::AbsentAndLate)]
#[case::mark_of_another_scale(
    Entry { mark: Some(Mark::Passed), ..Entry::default() },
    EntryError::Mark(MarkError(Scale::TwelvePoint.into()))
)]
#[case::later_than_the_lesson(Entry { late: Some(46), ..Entry::default() }, EntryError::LateTooLong)]
#[case::long_note(Entry { note: Some("а".repeat(501)), ..Entry::default() }, EntryError::NoteTooLong)]
#[tokio::test]
async fn an_entry_that_cannot_stand_is_refused(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] entry: Entry,
    #[case] rule: EntryError,
) {
    let school = TestSchool::start(on).await;
    let outcome = school.save("Коваль", school.algebra("Андрієнко").edit(0, entry)).await;
    assert_eq!(outcome, refused(Refusal::Entry(rule)));
}

#[rstest]
#[case::mark("8", refused(Refusal::Future))]
#[case::absence_that_is_known_before("хв", saved(1))]
#[tokio::test]
async fn a_lesson_to_come_takes_no_marks(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] text: &str,
    #[case] outcome: EditOutcome,
) {
    let school = TestSchool::start(on).await;
    let tomorrow_but_one = school.cell("Алгебра", day(2026, 11, 26), "Андрієнко");
    assert_eq!(school.save("Коваль", tomorrow_but_one.edit(0, typed(text))).await, outcome);
}

/// A quarter to midnight in Chernivtsi is still today, though the world's clock is ahead by two hours.
#[rstest]
#[case::the_evening_before(kyiv(2026, 11, 25, 23, 45), refused(Refusal::Future))]
#[case::the_first_minute(kyiv(2026, 11, 26, 0, 1), saved(1))]
#[tokio::test]
async fn the_day_is_that_of_the_schools_wall(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] now: DateTime<Utc>,
    #[case] outcome: EditOutcome,
) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Алгебра", day(2026, 11, 26), "Андрієнко");
    assert_eq!(school.save_at(now, "Коваль", vec![cell.edit(0, typed("8"))]).await, [outcome]);
}

#[rstest]
#[tokio::test]
async fn a_cancelled_lesson_takes_nothing_but_can_be_cleared(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("8"))).await;
    school.db.tamper(school.id, "UPDATE lesson SET cancelled = TRUE WHERE held_on = '2026-11-24'").await;
    assert_eq!(school.save("Коваль", cell.edit(1, typed("9"))).await, refused(Refusal::Cancelled));
    assert_eq!(school.save("Коваль", cell.edit(1, typed("н"))).await, refused(Refusal::Cancelled));
    assert_eq!(school.save("Коваль", cell.edit(1, Entry::default())).await, saved(2));
}

#[rstest]
#[case::within_the_days(10, None, saved(2))]
#[case::past_them(9, None, refused(Refusal::ReasonNeeded))]
#[case::past_them_with_spaces(9, Some("  "), refused(Refusal::ReasonNeeded))]
#[case::past_them_with_a_reason(9, Some("Помилка в журналі"), saved(2))]
#[tokio::test]
async fn an_entry_of_more_than_fourteen_days_is_corrected_with_a_reason(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] written_on: u32,
    #[case] reason: Option<&str>,
    #[case] outcome: EditOutcome,
) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Алгебра", day(2026, 11, 5), "Андрієнко");
    school.save_at(kyiv(2026, 11, written_on, 23, 0), "Коваль", vec![cell.edit(0, typed("8"))]).await;
    let edit = JournalEdit { reason: reason.map(str::to_owned), ..cell.edit(1, typed("9")) };
    assert_eq!(school.save("Коваль", edit).await, outcome);
}

#[rstest]
#[tokio::test]
async fn a_first_entry_of_an_old_lesson_needs_no_reason(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Алгебра", day(2026, 9, 1), "Андрієнко");
    assert_eq!(school.save("Коваль", cell.edit(0, typed("8"))).await, saved(1));
}

#[rstest]
#[tokio::test]
async fn each_edit_of_a_batch_has_its_own_fate(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (anna, ivan, oleh) = (school.algebra("Андрієнко"), school.algebra("Їжак"), school.algebra("Гай"));
    school.save("Мельник", ivan.edit(0, typed("5"))).await;
    let outcomes = school
        .save_at(
            now(),
            "Коваль",
            vec![
                anna.edit(0, typed("8")),
                oleh.edit(0, typed("8")),
                ivan.edit(0, typed("8")),
                anna.edit(1, typed("9")),
            ],
        )
        .await;
    assert_eq!(outcomes[..2], [saved(1), refused(Refusal::NotEnrolled)]);
    assert!(matches!(outcomes[2], EditOutcome::Conflict { .. }));
    assert_eq!(outcomes[3], saved(2), "a second thought in the same batch");
    assert_eq!(school.seen("Коваль", ivan).await.entry, typed("5"));
}

#[rstest]
#[tokio::test]
async fn a_school_that_is_not_there_takes_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let write = Write { school: Id::new(), ..school.write("Коваль", now()) };
    let edits = vec![school.algebra("Андрієнко").edit(0, typed("8"))];
    assert!(matches!(school.store.apply(write, edits).await, Err(StoreError::NotFound)));
}

/// PostgreSQL keeps no such character; one of them must not take a whole batch along.
#[rstest]
#[tokio::test]
async fn characters_that_cannot_be_kept_are_left_out(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let entry = Entry { note: Some("Чудово\0!\nТак".to_owned()), ..typed("8") };
    let edit = JournalEdit { reason: Some("до\0бре".to_owned()), ..cell.edit(0, entry) };
    assert_eq!(school.save("Коваль", edit).await, saved(1));
    assert_eq!(school.seen("Коваль", cell).await.entry.note.as_deref(), Some("Чудово!\nТак"));
    assert_eq!(school.store.credentials("вчи\0тель").await.unwrap().map(|found| found.account_id), None);
}
