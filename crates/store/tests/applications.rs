//! Applications for corrected marks: on record, in the history, and what a corrected mark rests on (DOMAIN §4.3).

use chrono::TimeDelta;
use klas_domain::{
    EditOutcome, Entry, Id, Mark,
    application::{Answer, Application, ApplicationEdit, ApplicationError, ApplicationOutcome, Subject},
    calendar::Semester::{First, Second},
    column::Sum,
    edit::Refusal,
};
use klas_store::{
    StoreError,
    application::{ClassApplication, Keeper},
    history::ChainState,
    summative::Setting,
};
use rstest::rstest;

use crate::support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, now, saved};

fn kept(version: i32) -> ApplicationOutcome {
    ApplicationOutcome::Saved { version }
}

fn marked(points: u8) -> Entry {
    Entry { mark: Some(Mark::Points(points)), ..Entry::default() }
}

fn cell(school: &TestSchool, sum: Sum) -> Cell {
    Cell { column: sum.id(school.course("Алгебра").id), pupil: school.person("Їжак") }
}

/// The same application, changed.
fn changed(edit: &ApplicationEdit, base: i32, change: impl FnOnce(&mut Application)) -> ApplicationEdit {
    let mut edit = ApplicationEdit { id: Id::new(), base, ..edit.clone() };
    edit.application.as_mut().map(change);
    edit
}

async fn correct(school: &TestSchool, base: i32, points: u8) -> EditOutcome {
    school.save("Коваль", cell(school, Sum::Corrected(First)).edit(base, marked(points))).await
}

async fn of_class(school: &TestSchool) -> Vec<ClassApplication> {
    let class = school.course("Алгебра").class_id;
    school.reader().await.applications(class).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_corrected_mark_waits_for_the_order(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.save("Коваль", cell(&school, Sum::Semester(First)).edit(0, marked(6))).await;
    let needed = EditOutcome::Refused(Refusal::ApplicationNeeded);
    assert_eq!(correct(&school, 0, 6).await, EditOutcome::Refused(Refusal::NotRisen), "this is told first");
    assert_eq!(correct(&school, 0, 8).await, needed);
    let edit = school.application("Їжак");
    let without_order = changed(&edit, 0, |own| (own.order, own.ordered_on) = (String::new(), None));
    assert_eq!(school.keep(without_order).await, kept(1));
    assert_eq!(correct(&school, 0, 8).await, needed, "the head did not answer yet");
    assert_eq!(school.keep(changed(&edit, 1, |own| own.answer = Some(Answer::Refused))).await, kept(2));
    assert_eq!(correct(&school, 0, 8).await, needed, "the commission refused");
    assert_eq!(school.keep(changed(&edit, 2, |own| own.answer = Some(Answer::Satisfied))).await, kept(3));
    assert_eq!(correct(&school, 0, 8).await, saved(1));
    let empty = cell(&school, Sum::Corrected(First)).edit(1, Entry::default());
    assert_eq!(school.save("Коваль", empty).await, saved(2), "it is taken back without one");
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(6));
}

#[rstest]
#[tokio::test]
async fn a_school_may_do_without_applications(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.save("Коваль", cell(&school, Sum::Semester(First)).edit(0, marked(6))).await;
    let setting = Setting { school: school.id, author: school.person("Коваль"), now: now() };
    assert!(school.reader().await.corrections_need_application().await.unwrap());
    school.store.set_corrections_need_application(setting, false).await.unwrap();
    assert!(!school.reader().await.corrections_need_application().await.unwrap());
    assert_eq!(correct(&school, 0, 8).await, saved(1));
}

#[rstest]
#[tokio::test]
async fn an_application_is_of_one_pupil_course_and_semester(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.save("Коваль", cell(&school, Sum::Semester(Second)).edit(0, marked(6))).await;
    school.keep(school.application("Їжак")).await;
    let second = cell(&school, Sum::Corrected(Second)).edit(0, marked(8));
    let outcome = school.save("Коваль", second).await;
    assert_eq!(outcome, EditOutcome::Refused(Refusal::ApplicationNeeded), "it was about the first semester");
    assert_eq!(school.keep(school.application("Ґудзь")).await, kept(1));
    let known: Vec<_> = of_class(&school).await.into_iter().map(|own| own.subject.pupil).collect();
    assert_eq!(known.len(), 2);
}

#[rstest]
#[tokio::test]
async fn the_record_tells_the_marks_it_is_about(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let edit = school.application("Їжак");
    school.keep(edit.clone()).await;
    assert_eq!(of_class(&school).await[0].semester_mark, None);
    school.save("Коваль", cell(&school, Sum::Semester(First)).edit(0, marked(6))).await;
    correct(&school, 0, 8).await;
    let own = of_class(&school).await.remove(0);
    assert_eq!((own.subject, own.stored.application), (edit.subject, edit.application.clone()));
    assert_eq!(own.semester_mark, Some((Mark::Points(6), TODAY)));
    assert_eq!(own.corrected, Some(Mark::Points(8)));
    let empty = cell(&school, Sum::Corrected(First)).edit(1, Entry::default());
    school.save("Коваль", empty).await;
    let taken_back = ApplicationEdit { id: Id::new(), base: 1, application: None, ..edit };
    assert_eq!(school.keep(taken_back).await, kept(2));
    assert_eq!(of_class(&school).await, []);
}

/// The three days are counted from the day on which the mark was decided, and not from the last one it was confirmed on.
#[rstest]
#[tokio::test]
async fn confirming_a_mark_leaves_the_day_on_which_it_was_decided(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let semester = cell(&school, Sum::Semester(First));
    let later = |days| now() + TimeDelta::days(days);
    let decided = async || of_class(&school).await[0].semester_mark;
    school.keep(school.application("Їжак")).await;
    school.save("Коваль", semester.edit(0, marked(6))).await;
    let confirmed = Entry { basis: Some(7), ..marked(6) };
    assert_eq!(school.save_at(later(5), "Коваль", vec![semester.edit(1, confirmed)]).await, [saved(2)]);
    assert_eq!(decided().await, Some((Mark::Points(6), TODAY)));
    assert_eq!(school.save_at(later(6), "Коваль", vec![semester.edit(2, marked(5))]).await, [saved(3)]);
    assert_eq!(decided().await, Some((Mark::Points(5), day(2026, 11, 30))));
}

/// What takes away from an application that a mark may rest on it.
type Undo = fn(Application) -> Option<Application>;

#[rstest]
#[case::taken_back(|_| None)]
#[case::refused(|own| Some(Application { answer: Some(Answer::Refused), ..own }))]
#[case::without_order(|own| Some(Application { order: String::new(), ordered_on: None, ..own }))]
#[tokio::test]
async fn an_application_stays_while_a_mark_rests_on_it(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] undo: Undo,
) {
    let school = TestSchool::start(on).await;
    school.save("Коваль", cell(&school, Sum::Semester(First)).edit(0, marked(6))).await;
    let edit = school.application("Їжак");
    school.keep(edit.clone()).await;
    correct(&school, 0, 8).await;
    let satisfied = changed(&edit, 1, |own| own.answer = Some(Answer::Satisfied));
    assert_eq!(school.keep(satisfied).await, kept(2), "it allows the mark as before");
    let application = edit.application.and_then(undo);
    let undone = ApplicationEdit { id: Id::new(), base: 2, application, ..edit };
    let outcome = school.keep(undone.clone()).await;
    assert_eq!(outcome, ApplicationOutcome::Refused(ApplicationError::MarkStands));
    let pencil = Entry { draft: true, ..marked(8) };
    let column = cell(&school, Sum::Corrected(First));
    assert_eq!(school.save("Коваль", column.edit(1, Entry::default())).await, saved(2));
    assert_eq!(school.save("Коваль", column.edit(2, pencil)).await, saved(3));
    assert_eq!(school.keep(undone).await, kept(3), "pencil counts for nothing");
}

#[rstest]
#[tokio::test]
async fn who_comes_second_does_not_overwrite(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let first = school.application("Їжак");
    assert_eq!(school.keep(first.clone()).await, kept(1));
    let other = changed(&first, 0, |own| own.reason = "Інша причина".to_owned());
    assert_eq!(school.keep(other).await, ApplicationOutcome::Conflict);
    assert_eq!(school.keep(first.clone()).await, kept(1), "sent again, answered again");
    let same = changed(&first, 0, |own| own.reason = " Хвороба ".to_owned());
    assert_eq!(school.keep(same).await, kept(1), "two who want the same do not conflict");
}

#[rstest]
#[tokio::test]
async fn applications_that_cannot_stand_are_refused(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let edit = school.application("Їжак");
    let tomorrow = day(2026, 11, 25);
    let future = changed(&edit, 0, |own| (own.applied_on, own.ordered_on) = (tomorrow, Some(tomorrow)));
    assert_eq!(school.keep(future).await, ApplicationOutcome::Refused(ApplicationError::Future));
    let stranger = Subject { pupil: school.person("Коваль"), ..edit.subject };
    let of_stranger = ApplicationEdit { subject: stranger, ..edit.clone() };
    assert_eq!(school.keep(of_stranger).await, ApplicationOutcome::NotOfCourse);
    let keeper = Keeper { school: school.id, author: school.person("Коваль"), now: now() };
    let denied = school.store.keep_application(keeper, edit.clone(), |_| false).await.unwrap();
    assert_eq!(denied, ApplicationOutcome::Forbidden);
    assert_eq!(of_class(&school).await, []);
}

#[rstest]
#[case::altered("UPDATE correction_application SET order_number = '113-у'")]
#[case::gone("DELETE FROM correction_application")]
#[tokio::test]
async fn an_application_altered_behind_the_program_is_found(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] statement: &str,
) {
    let school = TestSchool::start(on).await;
    school.keep(school.application("Їжак")).await;
    school.db.tamper(school.id, statement).await;
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Altered(1));
}

#[rstest]
#[tokio::test]
async fn another_school_neither_sees_nor_writes(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let edit = school.application("Їжак");
    school.keep(edit.clone()).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let class = school.course("Алгебра").class_id;
    let mut stranger = school.store.read(other).await.unwrap();
    assert_eq!(stranger.applications(class).await.unwrap(), []);
    assert_eq!(stranger.courses_of_class(class).await.unwrap(), []);
    let keeper = Keeper { school: other, author: school.person("Коваль"), now: now() };
    let strange = school.store.keep_application(keeper, edit, |_| true).await;
    assert!(matches!(strange, Err(StoreError::NotFound)));
}
