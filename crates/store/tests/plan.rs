//! A course's topic plan as it is changed by hand: shifted, taken back, seen by two, told again by a file.

use chrono::NaiveDate;
use klas_domain::{
    Id,
    edit::LessonText,
    id::of,
    plan::{
        Line, PlanChange,
        PlanRefusal::{self, Conflict, Forbidden, NoSuchLine, NothingToUndo},
        parse,
    },
    school::LessonKind,
};
use klas_store::{
    StoreError,
    history::ChainState,
    plan::{CoursePlan, PlanWish, Planner},
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, day, now};

const FIRST: NaiveDate = day(2026, 9, 1);
const SECOND: NaiveDate = day(2026, 9, 3);
const THIRD: NaiveDate = day(2026, 9, 8);
const FOURTH: NaiveDate = day(2026, 9, 10);

type Outcome = Result<(), PlanRefusal>;

async fn plan(school: &TestSchool) -> CoursePlan {
    school.reader().await.course_plan(school.course("Алгебра").id).await.unwrap()
}

/// What the teacher of algebra, who saw this version of its plan, wants of it.
async fn wish(school: &TestSchool, base: i32, wish: PlanWish) -> Outcome {
    let (course, author) = (school.course("Алгебра").id, school.person("Коваль"));
    let planner = Planner { school: school.id, course, author, now: now() };
    school.store.change_plan(planner, base, wish, |_| true).await.unwrap()
}

/// The same by somebody who sees the plan as it is.
async fn change(school: &TestSchool, change: PlanChange) -> Outcome {
    wish(school, plan(school).await.version, PlanWish::Change(change)).await
}

async fn undo(school: &TestSchool) -> Outcome {
    wish(school, plan(school).await.version, PlanWish::Undo).await
}

fn insert(number: usize) -> PlanChange {
    PlanChange::Insert { number, line: None }
}

fn topics(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.text.topic.as_str()).collect()
}

/// The number and the topic that a lesson of algebra is proposed.
async fn proposed(school: &TestSchool, day: NaiveDate) -> Option<(i32, String)> {
    let lesson = school.lesson("Алгебра", day);
    let planned = school.reader().await.planned(school.course("Алгебра").id, &lesson).await.unwrap();
    planned.map(|line| (line.number, line.text.topic))
}

#[rstest]
#[tokio::test]
async fn a_lesson_is_skipped_by_an_empty_line(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let course = school.course("Алгебра").id;
    change(&school, insert(2)).await.unwrap();
    assert_eq!(proposed(&school, FIRST).await, Some((1, "Раціональні дроби".to_owned())));
    assert_eq!(proposed(&school, SECOND).await, None, "an empty line proposes nothing");
    assert_eq!(proposed(&school, THIRD).await, Some((3, "Скорочення дробів".to_owned())));
    assert_eq!(proposed(&school, FOURTH).await, Some((4, "Контрольна робота".to_owned())));
    let mut reader = school.reader().await;
    let (lines, _) = reader.plan(course, TODAY).await.unwrap();
    let told: Vec<_> = lines.iter().map(|text| text.topic.as_str()).collect();
    assert_eq!(told, ["Раціональні дроби", "", "Скорочення дробів", "Контрольна робота"]);
    let pupil = school.person("Андрієнко");
    let works = reader.control_works(pupil, (FIRST, FOURTH)).await.unwrap();
    let works: Vec<_> = works.iter().map(|work| (work.date, work.by_plan)).collect();
    assert_eq!(works, [(FOURTH, true)], "the family's control work moved with its line");
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(1));
}

#[rstest]
#[tokio::test]
async fn a_line_is_passed_over_and_comes_back(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let before = plan(&school).await;
    assert!(!before.undoes, "what a file told is no change by hand");
    assert_eq!(undo(&school).await, Err(NothingToUndo));
    change(&school, PlanChange::Remove { number: 2 }).await.unwrap();
    assert_eq!(proposed(&school, SECOND).await, Some((2, "Контрольна робота".to_owned())));
    assert_eq!(proposed(&school, THIRD).await, None);
    undo(&school).await.unwrap();
    let after = plan(&school).await;
    assert_eq!((after.lines, after.undoes), (before.lines.clone(), true));
    undo(&school).await.unwrap();
    assert_eq!(topics(&plan(&school).await.lines), ["Раціональні дроби", "Контрольна робота"], "again");
    undo(&school).await.unwrap();
    assert_eq!(plan(&school).await.lines, before.lines);
}

#[rstest]
#[tokio::test]
async fn words_are_written_lines_move_and_a_text_is_a_plan(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let text =
        LessonText {
            topic: "Степінь".to_owned(), homework: "§ 9".to_owned(), kind: LessonKind::Practical
        };
    change(&school, PlanChange::write(2, &text).unwrap()).await.unwrap();
    change(&school, PlanChange::Swap { number: 1 }).await.unwrap();
    let lines = plan(&school).await.lines;
    assert_eq!(topics(&lines), ["Степінь", "Раціональні дроби", "Контрольна робота"]);
    assert_eq!(lines[0].text, text);
    let lines = parse("Вступ\t§ 1\nКонтрольна робота").unwrap();
    change(&school, PlanChange::Replace { lines: lines.clone() }).await.unwrap();
    assert_eq!(plan(&school).await.lines, lines);
    assert_eq!(proposed(&school, THIRD).await, None);
    assert_eq!(change(&school, PlanChange::Remove { number: 3 }).await, Err(NoSuchLine));
}

#[rstest]
#[tokio::test]
async fn who_saw_another_plan_changes_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let seen = plan(&school).await;
    change(&school, insert(1)).await.unwrap();
    let late = PlanWish::Change(PlanChange::Remove { number: 1 });
    assert_eq!(wish(&school, seen.version, late).await, Err(Conflict));
    assert_eq!(plan(&school).await.lines.len(), 4);

    let changed = plan(&school).await;
    let same = PlanChange::write(2, &changed.lines[1].text).unwrap();
    change(&school, same).await.unwrap();
    assert_eq!(plan(&school).await, changed, "what says the same is no change");
}

#[rstest]
#[tokio::test]
async fn a_plan_is_changed_by_whoever_may(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (course, koval, melnyk) =
        (school.course("Алгебра").id, school.person("Коваль"), school.person("Мельник"));
    let version = plan(&school).await.version;
    let planner = Planner { school: school.id, course, author: melnyk, now: now() };
    let wish = || PlanWish::Change(insert(1));
    let outcome =
        school.store.change_plan(planner, version, wish(), move |scope| scope.teacher != Some(koval)).await;
    assert_eq!(outcome.unwrap(), Err(Forbidden));
    let nowhere = Planner { course: Id::<of::Course>::new(), ..planner };
    let outcome = school.store.change_plan(nowhere, version, wish(), |_| true).await;
    assert!(matches!(outcome, Err(StoreError::NotFound)));
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let stranger = Planner { school: other, ..planner };
    let outcome = school.store.change_plan(stranger, version, wish(), |_| true).await;
    assert!(matches!(outcome, Err(StoreError::NotFound)));
    assert_eq!(plan(&school).await.version, version);
}

#[rstest]
#[tokio::test]
async fn a_file_does_not_undo_what_was_changed_by_hand(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    change(&school, insert(2)).await.unwrap();
    let shifted = plan(&school).await;
    let mut later = bundle();
    later.plans[0].lines[0].topic = "Повторення".to_owned();
    later.plans[0].lines.pop();
    for told in [bundle(), later] {
        let changes = school.take_in(told.clone()).await;
        assert_eq!(plan(&school).await, shifted);
        assert_eq!(changes.notes.len(), 1, "{changes:?}");
        assert!(changes.notes[0].contains("«Алгебра · 8-А»"), "{changes:?}");
        let again = school.take_in(told).await;
        assert!(again.nothing(), "{again:?}");
    }
    let other = school.reader().await.courses(school.year, None).await.unwrap();
    let other = other.iter().find(|own| own.subject == "Алгебра" && own.id != school.course("Алгебра").id);
    let other = school.reader().await.course_plan(other.unwrap().id).await.unwrap();
    assert_eq!(other.lines[0].text.topic, "Повторення", "the other class follows the file");

    while !plan(&school).await.lines.is_empty() {
        change(&school, PlanChange::Remove { number: 1 }).await.unwrap();
    }
    assert_eq!(school.take_in(bundle()).await.count("календарні плани"), (1, 1, 0));
    let taken = plan(&school).await;
    assert_eq!(topics(&taken.lines), ["Раціональні дроби", "Скорочення дробів", "Контрольна робота"]);
    assert!(!taken.undoes, "the file came after the last change by hand");
}

#[rstest]
#[tokio::test]
async fn a_file_that_says_the_same_as_the_teacher_is_told_of_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    change(&school, insert(2)).await.unwrap();
    undo(&school).await.unwrap();
    let changes = school.take_in(bundle()).await;
    assert!(changes.nothing() && changes.notes.is_empty(), "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn numbers_that_a_file_left_out_are_empty_lines(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let course = school.course("Алгебра").id;
    let of = school.literal(course.uuid());
    let statement = format!("UPDATE plan_line SET number = 4 WHERE number = 3 AND course_id = {of}");
    assert_eq!(school.db.tamper(school.id, &statement).await, 1);
    let expected = ["Раціональні дроби", "Скорочення дробів", "", "Контрольна робота"];
    assert_eq!(topics(&plan(&school).await.lines), expected);
    let (lines, _) = school.reader().await.plan(course, TODAY).await.unwrap();
    assert_eq!(lines.len(), 4);
    assert_eq!(school.reader().await.plan_themes(course).await.unwrap().len(), 4);
    assert_eq!(proposed(&school, FOURTH).await, Some((4, "Контрольна робота".to_owned())));
    change(&school, PlanChange::Swap { number: 1 }).await.unwrap();
    assert_eq!(
        proposed(&school, FOURTH).await,
        Some((4, "Контрольна робота".to_owned())),
        "it stays where it was"
    );
}

#[rstest]
#[tokio::test]
async fn pages_drawn_before_a_change_are_old(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (own, other) = (school.course("Алгебра").id, school.course("Історія України").id);
    let seq = school.reader().await.seq().await.unwrap();
    change(&school, insert(2)).await.unwrap();
    let mut reader = school.reader().await;
    assert_eq!(reader.still_true(own, seq).await.unwrap(), None);
    assert_eq!(reader.still_true(other, seq).await.unwrap(), Some(seq + 1));
    assert_eq!(reader.history_of_class(school.course("Алгебра").class_id).await.unwrap(), []);
}
