//! Lessons given in another's place or not at all, and the register of them.

use klas_domain::{
    EditOutcome, Entry, Id, Role,
    edit::Refusal,
    id::of,
    substitution::{
        Arrangement, ArrangementEdit, ArrangementError, ArrangementOutcome, ChangeReason, Held,
        SubstitutionRegister,
    },
};
use klas_store::{
    StoreError, closing::Closer, history::ChainState, journal::LessonColumn, register::Arranger,
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, day, name, now, saved, staff, typed};

const NOVEMBER: (chrono::NaiveDate, chrono::NaiveDate) = (day(2026, 11, 1), day(2026, 11, 30));

fn arranger(school: &TestSchool) -> Arranger {
    Arranger { school: school.id, author: school.person("Коваль"), now: now() }
}

fn so(held: Held, reason: ChangeReason) -> Arrangement {
    Arrangement { held, reason: Some(reason), words: String::new() }
}

fn edit(lesson: &LessonColumn, base: i32, arrangement: Arrangement) -> ArrangementEdit {
    ArrangementEdit { id: Id::new(), lesson: lesson.lesson, base, arrangement }
}

async fn arrange(school: &TestSchool, edit: ArrangementEdit) -> ArrangementOutcome {
    school.store.arrange(arranger(school), vec![edit], |_| true).await.unwrap().remove(0)
}

fn kept(version: i32) -> ArrangementOutcome {
    ArrangementOutcome::Saved { version }
}

async fn november(school: &TestSchool) -> SubstitutionRegister {
    school.reader().await.substitutions(NOVEMBER).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_lesson_is_given_by_another_and_by_its_teacher_again(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, melnyk) = (school.lesson("Алгебра", TODAY), school.person("Мельник"));
    let by_melnyk = so(Held::By(melnyk), ChangeReason::Illness);
    assert_eq!(arrange(&school, edit(&algebra, 0, by_melnyk.clone())).await, kept(1));
    let register = november(&school).await;
    assert_eq!(register.lessons.len(), 1);
    let line = &register.lessons[0];
    assert_eq!((line.period, line.class.to_string().as_str(), line.subject.as_str()), (1, "8-А", "Алгебра"));
    assert_eq!(line.teacher.as_ref().unwrap().0, school.person("Коваль"));
    assert_eq!(line.substitute.as_ref().unwrap().surname, "Мельник");
    assert_eq!((&line.arrangement, line.version), (&by_melnyk, 1));
    let day = school.reader().await.day_of_teacher(melnyk, TODAY).await.unwrap();
    assert!(day.iter().any(|own| own.lesson == algebra.lesson), "it stands in the substitute's day");
    let totals = register.totals();
    let of = |surname: &str| totals.iter().find(|total| total.teacher.1.surname == surname).unwrap();
    assert_eq!((of("Коваль").missed, of("Коваль").cancelled, of("Коваль").substituted), (1, 0, 0));
    assert_eq!((of("Мельник").missed, of("Мельник").cancelled, of("Мельник").substituted), (0, 0, 1));

    assert_eq!(arrange(&school, edit(&algebra, 1, Arrangement::default())).await, kept(2));
    assert_eq!(november(&school).await.lessons, []);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2));
}

#[rstest]
#[tokio::test]
async fn a_cancelled_lesson_takes_no_marks_and_one_that_was_held_is_not_cancelled(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let history = school.lesson("Історія України", TODAY);
    assert_eq!(arrange(&school, edit(&history, 0, so(Held::Cancelled, ChangeReason::Alert))).await, kept(1));
    let cell = school.cell("Історія України", TODAY, "Їжак");
    let mark = school.save("Мельник", cell.edit(0, typed("9"))).await;
    assert_eq!(mark, EditOutcome::Refused(Refusal::Cancelled));

    let algebra = school.lesson("Алгебра", TODAY);
    let cancelled = so(Held::Cancelled, ChangeReason::Quarantine);
    let late = Entry { late: Some(5), ..Entry::default() };
    for (entry, base) in [(typed("9"), 0), (typed("н"), 1), (late, 2)] {
        assert_eq!(school.save("Коваль", school.algebra("Їжак").edit(base, entry)).await, saved(base + 1));
        let outcome = arrange(&school, edit(&algebra, 0, cancelled.clone())).await;
        assert_eq!(outcome, ArrangementOutcome::Refused(ArrangementError::Marked), "after {base} changes");
    }
    school.save("Коваль", school.algebra("Їжак").edit(3, Entry::default())).await;
    assert_eq!(arrange(&school, edit(&algebra, 0, cancelled)).await, kept(1), "an emptied cell says nothing");
    let totals = november(&school).await.totals();
    assert!(totals.iter().all(|total| (total.missed, total.cancelled, total.substituted) == (0, 1, 0)));
}

#[rstest]
#[tokio::test]
async fn another_subject_is_held_instead_until_the_lesson_is_held_again(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.lesson("Алгебра", TODAY), school.course("Історія України"));
    let replaced = so(Held::Replaced(history.id), ChangeReason::Illness);
    assert_eq!(arrange(&school, edit(&algebra, 0, replaced.clone())).await, kept(1));
    let melnyk = school.person("Мельник");
    let lessons_of_melnyk = async || school.reader().await.day_of_teacher(melnyk, TODAY).await.unwrap();
    let periods: Vec<_> = lessons_of_melnyk().await.iter().map(|own| own.period).collect();
    assert!(periods.contains(&1) && periods.contains(&4), "the own lesson and the one instead: {periods:?}");
    let line = november(&school).await.lessons.remove(0);
    assert_eq!(line.arrangement, replaced);
    assert_eq!(line.replacement.as_ref().unwrap().subject, "Історія України");
    assert_eq!((line.taught_by(), line.instead().unwrap().0), (None, melnyk));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(1));
    let mark = school.save("Коваль", school.algebra("Їжак").edit(0, typed("9"))).await;
    assert_eq!(mark, EditOutcome::Refused(Refusal::Cancelled));

    // A new timetable leaves the lesson that is held instead.
    school.take_in(crate::support::bundle()).await;
    assert_eq!(lessons_of_melnyk().await.len(), periods.len());

    assert_eq!(arrange(&school, edit(&algebra, 1, Arrangement::default())).await, kept(2));
    assert_eq!(lessons_of_melnyk().await.len(), periods.len() - 1);
    assert_eq!(november(&school).await.lessons, []);
}

#[rstest]
#[tokio::test]
async fn what_was_written_in_the_lesson_held_instead_keeps_it(#[values(Sqlite, Postgres)] on: Engine) {
    use klas_domain::edit::{LessonEdit, LessonText};
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.lesson("Алгебра", TODAY), school.course("Історія України"));
    let replaced = so(Held::Replaced(history.id), ChangeReason::Trip);
    assert_eq!(arrange(&school, edit(&algebra, 0, replaced)).await, kept(1));
    let melnyk = school.person("Мельник");
    let day = school.reader().await.day_of_teacher(melnyk, TODAY).await.unwrap();
    let lesson = day.iter().find(|own| own.period == 1).unwrap().lesson;
    let words = |base, topic: &str| LessonEdit {
        id: Id::new(),
        lesson,
        base,
        text: LessonText { topic: topic.to_owned(), ..LessonText::default() },
    };
    school.store.write_lesson(school.id, melnyk, now(), words(0, "Козацтво"), |_| true).await.unwrap();
    for wanted in [Arrangement::default(), so(Held::Cancelled, ChangeReason::Alert)] {
        let outcome = arrange(&school, edit(&algebra, 1, wanted)).await;
        assert_eq!(outcome, ArrangementOutcome::Refused(ArrangementError::ReplacementKept));
    }
}

#[rstest]
#[tokio::test]
async fn only_a_free_course_of_the_same_class_is_held_instead(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.lesson("Алгебра", TODAY);
    let history = school.course("Історія України").id;
    let english = school.page_of("Англійська мова", Some(1)).0.id;
    for (course, error) in [
        (school.course("Алгебра").id, ArrangementError::NotOfClass),
        (english, ArrangementError::NotOfClass),
        (Id::new(), ArrangementError::NotOfClass),
    ] {
        let wanted = so(Held::Replaced(course), ChangeReason::Illness);
        let outcome = arrange(&school, edit(&algebra, 0, wanted)).await;
        assert_eq!(outcome, ArrangementOutcome::Refused(error), "{course}");
    }
    let at_once = "UPDATE lesson SET period = 1 WHERE held_on = '2026-11-24' AND period = 4";
    school.db.tamper(school.id, at_once).await;
    let wanted = so(Held::Replaced(history), ChangeReason::Illness);
    let outcome = arrange(&school, edit(&algebra, 0, wanted)).await;
    assert_eq!(outcome, ArrangementOutcome::Refused(ArrangementError::NotFree));
    school.save("Коваль", school.algebra("Їжак").edit(0, typed("9"))).await;
    let wanted = so(Held::Replaced(history), ChangeReason::Illness);
    let outcome = arrange(&school, edit(&algebra, 0, wanted)).await;
    assert_eq!(outcome, ArrangementOutcome::Refused(ArrangementError::Marked));
}

#[rstest]
#[tokio::test]
async fn who_comes_second_does_not_undo_unseen(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.lesson("Алгебра", TODAY);
    let first = edit(&algebra, 0, so(Held::By(school.person("Мельник")), ChangeReason::Trip));
    assert_eq!(arrange(&school, first.clone()).await, kept(1));
    let second = edit(&algebra, 0, so(Held::Cancelled, ChangeReason::Alert));
    assert_eq!(arrange(&school, second).await, ArrangementOutcome::Conflict);
    assert_eq!(arrange(&school, first.clone()).await, kept(1), "sent again, answered again");
    let same = edit(&algebra, 0, first.arrangement);
    assert_eq!(arrange(&school, same).await, kept(1), "two who want the same do not conflict");
    let forbidden = edit(&algebra, 1, Arrangement::default());
    let outcomes = school.store.arrange(arranger(&school), vec![forbidden], |_| false).await.unwrap();
    assert_eq!(outcomes, [ArrangementOutcome::Forbidden]);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_is_refused(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut files = crate::support::bundle();
    files.staff.push(staff("Лікар Ірина Ігорівна", &[Role::Nurse]));
    school.take_in(files).await;
    let nurse = school.reader().await.people(Role::Nurse).await.unwrap()[0].0;
    let algebra = school.lesson("Алгебра", TODAY);
    let melnyk = Held::By(school.person("Мельник"));
    let no_reason = Arrangement { held: melnyk, ..Arrangement::default() };
    let long = Arrangement { words: "а".repeat(201), ..so(melnyk, ChangeReason::Illness) };
    for (arrangement, error) in [
        (no_reason, ArrangementError::ReasonMissing),
        (so(melnyk, ChangeReason::Other), ArrangementError::WordsMissing),
        (long, ArrangementError::TooLong),
        (so(Held::By(nurse), ChangeReason::Illness), ArrangementError::NotStaff),
        (so(Held::By(school.person("Їжак")), ChangeReason::Illness), ArrangementError::NotStaff),
        (so(Held::By(school.person("Коваль")), ChangeReason::Illness), ArrangementError::OwnTeacher),
    ] {
        let outcome = arrange(&school, edit(&algebra, 0, arrangement)).await;
        assert_eq!(outcome, ArrangementOutcome::Refused(error));
    }
    let substitutes = school.reader().await.substitutes(school.year).await.unwrap();
    let names: Vec<_> = substitutes.iter().map(|own| own.name.surname.as_str()).collect();
    assert_eq!(names, ["Коваль", "Мельник"], "neither the nurse nor families");
    assert_eq!(substitutes[1].subjects.len(), 3);
}

#[rstest]
#[tokio::test]
async fn a_closed_semester_stays_as_it_was(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let closing = format!(
        "INSERT INTO closing (school_id, course_id, semester, closed_at, closed_by) \
         VALUES ({}, {}, 1, '2026-11-24 09:00:00', {})",
        school.literal(school.id.uuid()),
        school.literal(school.course("Алгебра").id.uuid()),
        school.literal(school.person("Коваль").uuid()),
    );
    school.db.tamper(school.id, &closing).await;
    let wanted = so(Held::Cancelled, ChangeReason::Alert);
    let outcome = arrange(&school, edit(&school.lesson("Алгебра", TODAY), 0, wanted)).await;
    assert_eq!(outcome, ArrangementOutcome::Refused(ArrangementError::Closed));
    // A class that is closed by its own word reopens with its course.
    let closer = Closer { school: school.id, author: school.person("Коваль"), now: now() };
    let algebra = school.course("Алгебра").id;
    let semester = klas_domain::calendar::Semester::First;
    assert!(school.store.reopen_course(closer, algebra, semester, "наказ").await.unwrap().is_ok());
    let wanted = so(Held::Cancelled, ChangeReason::Alert);
    assert_eq!(arrange(&school, edit(&school.lesson("Алгебра", TODAY), 0, wanted)).await, kept(1));
}

#[rstest]
#[case::cancelled("UPDATE lesson SET cancelled = TRUE WHERE held_on = '2026-11-24' AND period = 4")]
#[case::words("UPDATE lesson SET change_words = 'за наказом' WHERE changes = 1")]
#[case::as_planned_again(
    "UPDATE lesson SET substitute_id = NULL, change_reason = NULL, changes = 0 WHERE changes = 1"
)]
#[tokio::test]
async fn an_arrangement_behind_the_programs_back_shows(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] tampering: &str,
) {
    let school = TestSchool::start(on).await;
    let by_melnyk = so(Held::By(school.person("Мельник")), ChangeReason::Illness);
    arrange(&school, edit(&school.lesson("Алгебра", TODAY), 0, by_melnyk)).await;
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(1));
    school.db.tamper(school.id, tampering).await;
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Altered(1));
}

/// The words of a lesson and how it is held have histories of their own.
#[rstest]
#[tokio::test]
async fn words_and_arrangement_of_a_lesson_are_verified_apart(#[values(Sqlite, Postgres)] on: Engine) {
    use klas_domain::edit::{LessonEdit, LessonOutcome, LessonText};
    let school = TestSchool::start(on).await;
    let algebra = school.lesson("Алгебра", TODAY);
    let text = LessonText { topic: "Дроби".to_owned(), ..LessonText::default() };
    let words = LessonEdit { id: Id::new(), lesson: algebra.lesson, base: 0, text };
    let koval = school.person("Коваль");
    let outcome = school.store.write_lesson(school.id, koval, now(), words, |_| true).await.unwrap();
    assert_eq!(outcome, LessonOutcome::Saved { version: 1 });
    let melnyk = school.person("Мельник");
    let arranged = edit(&algebra, 0, so(Held::By(melnyk), ChangeReason::Leave));
    assert_eq!(arrange(&school, arranged).await, kept(1));
    assert_eq!(school.save("Мельник", school.algebra("Їжак").edit(0, typed("9"))).await, saved(1));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(3));
}

/// Drawn pages of the journal are kept while the history says nothing newer of them (decision 6).
#[rstest]
#[tokio::test]
async fn a_page_is_no_longer_true_once_its_lesson_is_arranged(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.course("Алгебра").id, school.course("Історія України").id);
    let outcome = edit(&school.lesson("Алгебра", TODAY), 0, so(Held::Cancelled, ChangeReason::Alert));
    arrange(&school, outcome).await;
    let mut reader = school.reader().await;
    assert_eq!(reader.still_true(algebra, 0).await.unwrap(), None);
    assert_eq!(reader.still_true(history, 0).await.unwrap(), Some(1));
    drop(reader);
    let instead = edit(&school.lesson("Алгебра", TODAY), 1, so(Held::Replaced(history), ChangeReason::Alert));
    assert_eq!(arrange(&school, instead).await, kept(2));
    assert_eq!(school.reader().await.still_true(history, 1).await.unwrap(), None, "it has a lesson more");
}

/// A substitute who takes the course over has not stood in for himself: a lesson is its teacher's of that day.
#[rstest]
#[tokio::test]
async fn a_course_that_changes_hands_keeps_whose_lessons_were_missed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (koval, melnyk) = (school.person("Коваль"), school.person("Мельник"));
    let thursday = day(2026, 11, 19);
    let missed = school.lesson("Алгебра", thursday);
    let by_melnyk = so(Held::By(melnyk), ChangeReason::Illness);
    assert_eq!(arrange(&school, edit(&missed, 0, by_melnyk.clone())).await, kept(1));
    let hand_over = async |teacher: Option<&str>, today| {
        let mut files = crate::support::bundle();
        files.courses[0].teacher = teacher.map(name);
        school.store.take_in(school.id, files, today, false).await.unwrap();
    };
    hand_over(Some("Мельник Петро Іванович"), TODAY).await;
    let register = november(&school).await;
    assert_eq!(register.lessons[0].teacher.as_ref().unwrap().0, koval);
    let totals = register.totals();
    let totals: Vec<_> = totals.iter().map(|own| (own.teacher.0, own.missed, own.substituted)).collect();
    assert_eq!(totals, [(koval, 1, 0), (melnyk, 0, 1)]);
    let own = ArrangementOutcome::Refused(ArrangementError::OwnTeacher);
    let by_koval = so(Held::By(koval), ChangeReason::Illness);
    assert_eq!(arrange(&school, edit(&missed, 1, by_koval.clone())).await, own, "it was hers");
    let algebra = school.lesson("Алгебра", TODAY);
    assert_eq!(arrange(&school, edit(&algebra, 0, by_melnyk)).await, own, "it is his");
    assert_eq!(arrange(&school, edit(&algebra, 0, by_koval)).await, kept(1));

    // Nobody teaches it from Thursday on.
    hand_over(None, day(2026, 11, 26)).await;
    let taught = async |on| {
        let lessons = school.reader().await.lessons_of_day(on).await.unwrap();
        let algebra = school.course("Алгебра").id;
        let own = lessons.into_iter().find(|lesson| lesson.course == algebra).unwrap();
        own.teacher.map(|(teacher, _)| teacher)
    };
    let teachers = [taught(thursday).await, taught(TODAY).await, taught(day(2026, 11, 26)).await];
    assert_eq!(teachers, [Some(koval), Some(melnyk), None]);
    let former = school.reader().await.former_teachers(school.course("Алгебра").id).await.unwrap();
    let former: Vec<_> =
        former.iter().map(|(until, own)| (*until, own.as_ref().unwrap().surname.as_str())).collect();
    assert_eq!(former, [(day(2026, 11, 23), "Коваль"), (day(2026, 11, 25), "Мельник")]);
}

#[rstest]
#[tokio::test]
async fn another_school_neither_sees_nor_arranges(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.lesson("Алгебра", TODAY);
    arrange(&school, edit(&algebra, 0, so(Held::Cancelled, ChangeReason::Alert))).await;
    let other: Id<of::School> = school.store.add_school("Гімназія № 1").await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    assert_eq!(stranger.lessons_of_day(TODAY).await.unwrap(), []);
    assert_eq!(stranger.substitutions(NOVEMBER).await.unwrap().lessons, []);
    assert_eq!(stranger.substitutes(school.year).await.unwrap(), []);
    let wish = edit(&algebra, 1, Arrangement::default());
    let strange = Arranger { school: other, ..arranger(&school) };
    assert!(matches!(school.store.arrange(strange, vec![wish], |_| true).await, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn an_open_page_is_told_that_its_lessons_are_held_otherwise(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.course("Алгебра").id, school.course("Історія України").id);
    let is_rearranged = async |course, seq| school.reader().await.is_rearranged(course, seq).await.unwrap();
    let lesson = school.lesson("Алгебра", TODAY);
    assert!(!is_rearranged(algebra, 0).await);
    arrange(&school, edit(&lesson, 0, so(Held::Cancelled, ChangeReason::Alert))).await;
    assert!(is_rearranged(algebra, 0).await && !is_rearranged(algebra, 1).await);
    assert!(!is_rearranged(history, 0).await, "another page");
    let instead = edit(&lesson, 1, so(Held::Replaced(history), ChangeReason::Alert));
    assert_eq!(arrange(&school, instead).await, kept(2));
    assert!(is_rearranged(history, 1).await, "it has a lesson more");
}
