//! What is found before a semester is closed, and what of it stands in the way.

use klas_domain::{
    Entry,
    calendar::Semester::{First, Second},
    closing::{ClosingRefusal, Finding, Pencil},
    column::{Column, ColumnChange, ColumnOf, Sum, Work},
};
use klas_store::closing::Closer;
use rstest::rstest;

use super::{
    HERE, arrange, cell_course, check, close, closed, closer, closer_in_june, findings, finish, finish_by,
    marked, sum,
};
use crate::support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, kyiv, pencil, saved, typed};

#[rstest]
#[tokio::test]
async fn what_is_found_is_read_from_the_page(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    let days = school.algebra_days();
    let found = findings(&school).await;
    let count = |wanted: fn(&Finding) -> bool| found.iter().filter(|finding| wanted(finding)).count();
    assert_eq!(count(|finding| matches!(finding, Finding::NoTopic { .. })), days.len());
    assert_eq!(count(|finding| matches!(finding, Finding::FewMarks { marks: 0, .. })), HERE.len());
    assert_eq!(count(|finding| finding.blocks()), days.len() + HERE.len());
    finish(&school, algebra).await;
    let both = Entry { absence: Some(klas_domain::Absence::Illness), ..marked(9) };
    let cell = school.algebra("Їжак");
    school.save("Коваль", cell.edit(0, both)).await;
    let found = Finding::MarkOnAbsence { column: cell.column, pupil: cell.pupil };
    assert!(findings(&school).await.contains(&found));
    school.store.set_least_marks(school.setting(), 0).await.unwrap();
    let found = findings(&school).await;
    assert!(
        !found.iter().any(|finding| matches!(finding, Finding::FewMarks { .. } | Finding::NoTopic { .. }))
    );
}

/// The absence stands at the lesson, the mark in a column of its own.
#[rstest]
#[tokio::test]
async fn a_further_work_of_a_missed_lesson_is_found(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let work = |day| ColumnChange::AddWork {
        lesson: school.lesson("Алгебра", day).lesson,
        work: Work::Notebook,
    };
    for day in [TODAY, day(2026, 11, 19)] {
        assert_eq!(arrange(&school, work(day)).await, Ok(()));
    }
    let columns = school.reader().await.columns(cell_course(&school)).await.unwrap();
    let notebooks =
        columns.iter().filter(|column| matches!(column.of, ColumnOf::Current { work: Some(_), .. }));
    let pupil = school.person("Їжак");
    for notebook in notebooks {
        let cell = Cell { column: notebook.id, pupil };
        assert_eq!(school.save("Коваль", cell.edit(0, typed("8"))).await, saved(1));
    }
    assert_eq!(school.save("Коваль", school.algebra("Їжак").edit(0, typed("н"))).await, saved(1));
    let own = |column: &&Column| match column.of {
        ColumnOf::Current { lesson, .. } => lesson == school.lesson("Алгебра", TODAY).lesson,
        ColumnOf::Sum { .. } => false,
    };
    let column = columns.iter().find(own).unwrap().id;
    let found = findings(&school).await;
    let on_absence: Vec<_> =
        found.into_iter().filter(|finding| matches!(finding, Finding::MarkOnAbsence { .. })).collect();
    assert_eq!(on_absence, [Finding::MarkOnAbsence { column, pupil }]);
}

/// The pupil was at home all day, and one teacher gave a mark: the absences stand on the pages of other courses.
#[rstest]
#[tokio::test]
async fn a_mark_of_a_day_that_the_others_say_was_missed_is_found(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Їжак");
    let found = Finding::MarkOnAbsence { column: cell.column, pupil: cell.pupil };
    assert_eq!(school.save("Коваль", cell.edit(0, typed("8"))).await, saved(1));
    let history = school.cell("Історія України", TODAY, "Їжак");
    assert_eq!(school.save("Мельник", history.edit(0, typed("н"))).await, saved(1));
    assert!(!findings(&school).await.contains(&found), "the pupil was at the English of group 1");
    let column = school.group_lesson("Англійська мова", 1, TODAY).column();
    let english = Cell { column, pupil: cell.pupil };
    assert_eq!(school.save("Мельник", english.edit(0, typed("н"))).await, saved(1));
    assert!(findings(&school).await.contains(&found));
}

/// The year is summed up with its second semester.
#[rstest]
#[tokio::test]
async fn the_second_semester_is_closed_with_annual_marks(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let june = day(2027, 5, 31);
    finish_by(&school, cell_course(&school), Second, june).await;
    let close = async || {
        let june = closer_in_june(&school);
        school.store.close_course(june, cell_course(&school), Second, "").await.unwrap()
    };
    assert_eq!(close().await, Err(ClosingRefusal::Blocked));
    let found = check(&school, Second, june).await.findings;
    let missing = HERE.map(|pupil| {
        let cell = klas_domain::closing::Cell { pupil: school.person(pupil), sum: Sum::Annual };
        Finding::Undecided { cell, proposed: marked(8).mark }
    });
    assert_eq!(found.into_iter().filter(|finding| finding.blocks()).collect::<Vec<_>>(), missing);
    for pupil in HERE {
        let cell = sum(&school, Sum::Annual, pupil);
        assert_eq!(school.save("Коваль", cell.edit(0, marked(8))).await, saved(1));
    }
    assert_eq!(close().await, Ok(()));
}

/// In November nobody closes the semester that begins in January, nor on its first day, before its first lesson: not even
/// the course that nobody teaches.
#[rstest]
#[tokio::test]
async fn a_semester_is_not_closed_before_its_first_lesson(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (page, art) = (school.course("Алгебра"), school.course("Мистецтво").id);
    let early = Err(ClosingRefusal::NotBegun);
    let november = closer(&school);
    let january = Closer { now: kyiv(2027, 1, 11, 15, 0), ..november };
    for (closer, course) in [(november, page.id), (january, page.id), (november, art)] {
        let outcome = school.store.close_course(closer, course, Second, "Учительки немає").await.unwrap();
        assert_eq!(outcome, early);
    }
    assert_eq!(school.store.close_class(november, page.class_id, Second, "").await.unwrap(), early);
    assert_eq!(school.store.close_school(november, school.year, Second).await.unwrap(), early);
    let check = check(&school, Second, TODAY).await;
    let first = Some(school.lesson("Алгебра", day(2027, 1, 12)).lesson);
    assert_eq!(check.findings, [Finding::NotBegun { first }]);
    assert!(check.is_blocked() && check.has_not_begun());
    let class = school.store.close_class(january, page.class_id, Second, "").await.unwrap();
    assert_eq!(class, Err(ClosingRefusal::Blocked), "it has begun, and its courses are open");
}

/// What the teacher has in pencil would be lost to everybody; in the other semester it disturbs nobody.
#[rstest]
#[tokio::test]
async fn what_is_still_in_pencil_is_published_before_closing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    finish(&school, algebra).await;
    let cell = school.algebra("Їжак");
    let unpublished = |own| Finding::Unpublished(Pencil { column: cell.column, pupil: cell.pupil, own });
    let teacher = school.course("Алгебра").teacher.unwrap().1.surname;
    school.save(&teacher, cell.edit(0, pencil("8"))).await;
    school.save(&teacher, sum(&school, Sum::Semester(Second), "Їжак").edit(0, pencil("9"))).await;
    let found = findings(&school).await;
    let told = found.iter().filter(|finding| matches!(finding, Finding::Unpublished(_)));
    assert_eq!(told.copied().collect::<Vec<_>>(), [unpublished(true)]);
    assert_eq!(close(&school, algebra).await, Err(ClosingRefusal::Blocked));
    school.save(&teacher, cell.edit(1, typed("8"))).await;
    assert_eq!(close(&school, algebra).await, Ok(()));
}

/// A pencil mark is nobody's but its author's: it does not stand in for a decided one.
#[rstest]
#[tokio::test]
async fn a_semester_mark_in_pencil_is_still_missing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    finish(&school, algebra).await;
    let cell = sum(&school, Sum::Semester(First), "Їжак");
    school.save("Коваль", cell.edit(1, Entry::default())).await;
    school.save("Коваль", cell.edit(2, pencil("8"))).await;
    assert_eq!(close(&school, algebra).await, Err(ClosingRefusal::Blocked));
    school.save("Коваль", cell.edit(3, typed("8"))).await;
    assert_eq!(close(&school, algebra).await, Ok(()));
}

#[rstest]
#[tokio::test]
async fn what_rests_on_other_marks_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = sum(&school, Sum::Results(First, 1), "Їжак");
    let found = klas_domain::closing::Cell { pupil: cell.pupil, sum: Sum::Results(First, 1) };
    school.save("Коваль", cell.edit(0, Entry { basis: Some(-7), ..marked(9) })).await;
    assert!(findings(&school).await.contains(&Finding::Stale(found)));
    school.save("Коваль", cell.edit(1, marked(9))).await;
    assert!(!findings(&school).await.contains(&Finding::Stale(found)));
}
