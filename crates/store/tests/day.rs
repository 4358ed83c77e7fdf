//! A teacher's day: its lessons, their words, the plan, and where an absence may be carried.

use chrono::NaiveDate;
use klas_domain::{
    Id,
    edit::{LessonEdit, LessonOutcome, LessonText, TEXT_LIMIT},
    id::of,
    school::LessonKind,
};
use klas_store::{StoreError, lesson::DayLesson};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, day, name, now, pencil, typed};

fn topic(topic: &str) -> LessonText {
    LessonText { topic: topic.to_owned(), ..LessonText::default() }
}

async fn write(
    school: &TestSchool,
    author: &str,
    lesson: Id<of::Lesson>,
    base: i32,
    text: LessonText,
) -> LessonOutcome {
    send(school, author, &LessonEdit { id: Id::new(), lesson, base, text }).await
}

async fn send(school: &TestSchool, author: &str, edit: &LessonEdit) -> LessonOutcome {
    let author = school.person(author);
    school.store.write_lesson(school.id, author, now(), edit.clone(), |_| true).await.unwrap()
}

/// Mellnyk stands in for Koval at today's algebra.
async fn substitution(school: &TestSchool) {
    let statement = "UPDATE lesson SET substitute_id = \
         (SELECT person_id FROM person WHERE surname = 'Мельник') WHERE held_on = '2026-11-24' AND period = 1";
    assert_eq!(school.db.tamper(school.id, statement).await, 1);
}

#[rstest]
#[case::class_teacher("Коваль", TODAY, &["1 Алгебра 8-А", "3 Англійська мова 8-А"])]
#[case::teacher("Мельник", TODAY, &["2 Англійська мова 8-А", "4 Історія України 8-А"])]
#[case::day_without_lessons("Мельник", day(2026, 11, 26), &[])]
#[case::holidays("Коваль", day(2026, 10, 27), &[])]
#[tokio::test]
async fn a_teachers_day_has_the_lessons_the_teacher_gives(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] teacher: &str,
    #[case] date: NaiveDate,
    #[case] lessons: &[&str],
) {
    let school = TestSchool::start(on).await;
    let given = school.reader().await.day_of_teacher(school.person(teacher), date).await.unwrap();
    let given: Vec<_> =
        given.iter().map(|lesson| format!("{} {} {}", lesson.period, lesson.subject, lesson.class)).collect();
    assert_eq!(given, lessons);
}

#[rstest]
#[tokio::test]
async fn a_substituted_lesson_is_in_both_days(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    substitution(&school).await;
    let mut reader = school.reader().await;
    let (koval, melnyk) = (Some(name("Коваль Олена Петрівна")), Some(name("Мельник Петро Іванович")));
    for (teacher, by, instead_of) in [("Коваль", melnyk, None), ("Мельник", None, koval)] {
        let lessons = reader.day_of_teacher(school.person(teacher), TODAY).await.unwrap();
        assert_eq!(lessons[0].lesson, school.lesson("Алгебра", TODAY).lesson, "{teacher}");
        let whose = |lesson: &DayLesson| (lesson.substituted_by.clone(), lesson.instead_of.clone());
        assert_eq!(whose(&lessons[0]), (by, instead_of), "{teacher}");
        assert_eq!(whose(&lessons[1]), (None, None), "{teacher}");
    }
    let algebra = school.course("Алгебра").id;
    assert_eq!(reader.substituted(algebra, school.person("Мельник")).await.unwrap().len(), 1);
    assert!(reader.substituted(algebra, school.person("Коваль")).await.unwrap().is_empty());
    let lesson = reader.lesson(school.lesson("Алгебра", TODAY).lesson).await.unwrap();
    assert_eq!(lesson.substitute, Some(school.person("Мельник")));
}

#[rstest]
#[tokio::test]
async fn the_day_tells_what_is_filled_in(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lesson = school.lesson("Алгебра", TODAY);
    for (pupil, text) in [("Андрієнко", "8"), ("Їжак", "н"), ("Ґудзь", "сп")] {
        school.save("Коваль", school.algebra(pupil).edit(0, typed(text))).await;
    }
    school.save("Коваль", school.algebra("Їжак").edit(1, typed(""))).await;
    write(&school, "Коваль", lesson.lesson, 0, topic("Дроби")).await;
    let day = school.reader().await.day_of_teacher(school.person("Коваль"), TODAY).await.unwrap();
    assert_eq!((day[0].missed, day[0].marks, day[0].topic.as_str()), (1, 1, "Дроби"));
    assert_eq!((day[0].room.as_deref(), day[0].group, day[0].cancelled), (Some("12"), None, false));
    assert_eq!((day[1].missed, day[1].marks, day[1].topic.as_str()), (0, 0, ""));
    assert_eq!(day[1].group, Some(2));
}

#[rstest]
#[tokio::test]
async fn pencil_is_counted_for_its_author_alone(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    substitution(&school).await;
    school.save("Мельник", school.algebra("Андрієнко").edit(0, pencil("8"))).await;
    for (teacher, marks) in [("Коваль", 0), ("Мельник", 1)] {
        let day = school.reader().await.day_of_teacher(school.person(teacher), TODAY).await.unwrap();
        assert_eq!(day[0].marks, marks, "{teacher}");
    }
}

#[rstest]
#[case::in_the_middle(TODAY, Some(day(2026, 11, 19)), Some(day(2026, 11, 26)))]
#[case::weekend(day(2026, 11, 22), Some(day(2026, 11, 19)), Some(TODAY))]
#[case::over_the_holidays(day(2026, 10, 28), Some(day(2026, 10, 22)), Some(day(2026, 11, 3)))]
#[case::first_day(day(2026, 9, 1), None, Some(day(2026, 9, 3)))]
#[case::after_the_year(day(2027, 7, 1), Some(day(2027, 5, 27)), None)]
#[tokio::test]
async fn a_day_has_its_neighbours(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] date: NaiveDate,
    #[case] before: Option<NaiveDate>,
    #[case] after: Option<NaiveDate>,
) {
    let school = TestSchool::start(on).await;
    let neighbours = school.reader().await.neighbour_days(school.person("Коваль"), date).await.unwrap();
    assert_eq!(neighbours, (before, after));
}

#[rstest]
#[tokio::test]
async fn words_are_written_corrected_and_not_overwritten(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let text =
        LessonText { homework: "№ 5, № 7".to_owned(), kind: LessonKind::Control, ..topic("Дроби") };
    assert_eq!(write(&school, "Коваль", lesson, 0, text.clone()).await, LessonOutcome::Saved { version: 1 });
    assert_eq!(school.reader().await.lesson(lesson).await.unwrap().text, text);
    let same = write(&school, "Мельник", lesson, 0, text.clone()).await;
    assert_eq!(same, LessonOutcome::Saved { version: 1 }, "the same wish is no conflict");
    let conflict =
        LessonOutcome::Conflict { text, version: 1, author: "Коваль\u{a0}О.\u{a0}П.".to_owned() };
    assert_eq!(write(&school, "Мельник", lesson, 0, topic("Рівняння")).await, conflict);
    let seen = write(&school, "Мельник", lesson, 1, topic("Рівняння")).await;
    assert_eq!(seen, LessonOutcome::Saved { version: 2 });
}

#[rstest]
#[tokio::test]
async fn words_sent_again_are_answered_again(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let lost = LessonEdit { id: Id::new(), lesson, base: 0, text: topic("Дроби") };
    assert_eq!(send(&school, "Коваль", &lost).await, LessonOutcome::Saved { version: 1 });
    write(&school, "Мельник", lesson, 1, topic("Рівняння")).await;
    assert_eq!(send(&school, "Коваль", &lost).await, LessonOutcome::Saved { version: 1 });
    assert_eq!(school.reader().await.lesson(lesson).await.unwrap().text, topic("Рівняння"));
}

#[rstest]
#[case::as_long_as_may_be(TEXT_LIMIT, LessonOutcome::Saved { version: 1 })]
#[case::longer(TEXT_LIMIT + 1, LessonOutcome::TooLong)]
#[tokio::test]
async fn words_have_a_limit(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] length: usize,
    #[case] outcome: LessonOutcome,
) {
    let school = TestSchool::start(on).await;
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    assert_eq!(write(&school, "Коваль", lesson, 0, topic(&"ї".repeat(length))).await, outcome);
}

#[rstest]
#[tokio::test]
async fn whose_lesson_it_is_not_writes_no_words(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    substitution(&school).await;
    let (koval, melnyk) = (school.person("Коваль"), school.person("Мельник"));
    let edit = LessonEdit {
        id: Id::new(),
        lesson: school.lesson("Алгебра", TODAY).lesson,
        base: 0,
        text: topic("Дроби"),
    };
    let scope_is = move |scope: &klas_domain::Scope| {
        (scope.teacher, scope.substitute, scope.class_teacher) != (Some(koval), Some(melnyk), Some(koval))
    };
    let outcome = school.store.write_lesson(school.id, melnyk, now(), edit.clone(), scope_is).await.unwrap();
    assert_eq!(outcome, LessonOutcome::Forbidden);
    let nowhere = LessonEdit { lesson: Id::new(), ..edit };
    let outcome = school.store.write_lesson(school.id, koval, now(), nowhere, |_| true).await;
    assert!(matches!(outcome, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn the_first_lesson_takes_the_first_line_of_the_plan_and_so_on(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let course = school.course("Алгебра").id;
    let mut reader = school.reader().await;
    let days = [day(2026, 9, 1), day(2026, 9, 3), day(2026, 9, 8), day(2026, 9, 10)];
    let mut lines = Vec::new();
    for day in days {
        let planned = reader.planned(course, &school.lesson("Алгебра", day)).await.unwrap();
        lines.push(planned.map(|line| (line.number, line.of, line.text.topic, line.text.homework)));
    }
    let line = |number: i32, topic: &str| Some((number, 3, topic.to_owned(), format!("§ {number}")));
    assert_eq!(
        lines,
        [line(1, "Раціональні дроби"), line(2, "Скорочення дробів"), line(3, "Контрольна робота"), None]
    );
    let (plan, taken) = reader.plan(course, day(2026, 9, 3)).await.unwrap();
    assert_eq!((plan.len(), taken, plan[2].kind), (3, 1, LessonKind::Control));
    let unplanned = school.course("Історія України").id;
    assert_eq!(reader.planned(unplanned, &school.lesson("Історія України", TODAY)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_cancelled_lesson_takes_no_line(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cancel = "UPDATE lesson SET cancelled = TRUE WHERE held_on = '2026-09-03' AND period = 1";
    assert_eq!(school.db.tamper(school.id, cancel).await, 1);
    let mut reader = school.reader().await;
    let course = school.course("Алгебра").id;
    for (day, number) in [(day(2026, 9, 1), Some(1)), (day(2026, 9, 3), None), (day(2026, 9, 8), Some(2))] {
        let lesson = reader.lesson(school.lesson("Алгебра", day).lesson).await.unwrap();
        let planned = reader.planned(course, &lesson).await.unwrap();
        assert_eq!(planned.map(|line| line.number), number, "{day}");
    }
    assert_eq!(reader.plan(course, day(2026, 9, 8)).await.unwrap().1, 1);
}

#[rstest]
#[case::first_group("Їжак", 1, &[2, 4])]
#[case::second_group("Андрієнко", 1, &[3, 4])]
#[case::from_the_third_lesson("Андрієнко", 3, &[4])]
#[case::from_the_last_lesson("Андрієнко", 4, &[])]
#[case::leaver("Гай", 1, &[])]
#[tokio::test]
async fn an_absence_may_be_carried_to_the_pupils_own_later_lessons(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] after: i32,
    #[case] periods: &[i32],
) {
    let school = TestSchool::start(on).await;
    let later = school.reader().await.later_lessons(school.person(pupil), TODAY, after).await.unwrap();
    assert_eq!(later.into_iter().map(|(_, period)| period).collect::<Vec<_>>(), periods);
}

#[rstest]
#[tokio::test]
async fn an_absence_is_not_carried_over_what_stands_there_or_was_cancelled(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save("Мельник", history.edit(0, typed("8"))).await;
    let english = school.group_lesson("Англійська мова", 2, TODAY);
    let later = async || school.reader().await.later_lessons(history.pupil, TODAY, 1).await.unwrap();
    assert_eq!(later().await, [(english.column(), 3)]);
    let cancel = "UPDATE lesson SET cancelled = TRUE WHERE held_on = '2026-11-24' AND period = 3";
    school.db.tamper(school.id, cancel).await;
    assert_eq!(later().await, []);
}
