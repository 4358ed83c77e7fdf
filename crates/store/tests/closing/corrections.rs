//! What may be written in a closed semester, and by whom; what is not closed with it.

use klas_domain::{
    EditOutcome, Id, JournalEdit,
    calendar::Semester::{First, Second},
    column::{Column, ColumnChange, ColumnOf, ColumnRefusal, Sum, Work},
    edit::{LessonOutcome, Refusal},
    id::of,
    substitution::{Arrangement, ArrangementEdit, ArrangementError, ArrangementOutcome},
};
use klas_store::register::Arranger;
use rstest::rstest;

use super::{
    COURSES, arrange, cell_course, close, close_behind, close_class_behind, close_first, closed, closer,
    course, finish, marked, save, sum, tell,
};
use crate::support::{
    Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, day, now, saved, slot, typed,
};

#[rstest]
#[case::a_lesson(None)]
#[case::a_group_of_results(Some(Sum::Results(First, 1)))]
#[case::the_semester(Some(Sum::Semester(First)))]
#[tokio::test]
async fn a_closed_cell_is_corrected_by_a_deputy_with_a_reason(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] of: Option<Sum>,
) {
    let school = closed(on).await;
    let cell = of.map_or(school.algebra("Їжак"), |of| sum(&school, of, "Їжак"));
    let base = school.seen("Коваль", cell).await.version;
    let edit = || cell.edit(base, marked(10));
    let refused = EditOutcome::Refused;
    assert_eq!(save(&school, false, edit()).await, refused(Refusal::Closed));
    assert_eq!(save(&school, true, edit()).await, refused(Refusal::ReasonNeeded));
    let blank = JournalEdit { reason: Some(" ".to_owned()), ..edit() };
    assert_eq!(save(&school, true, blank).await, refused(Refusal::ReasonNeeded));
    let reason = Some("Апеляція, наказ № 12".to_owned());
    let reasoned = JournalEdit { reason: reason.clone(), ..edit() };
    assert_eq!(save(&school, false, reasoned.clone()).await, refused(Refusal::Closed));
    assert_eq!(save(&school, true, reasoned).await, saved(base + 1));
    let mut reader = school.reader().await;
    let history = reader.cell_history(cell.column, cell.pupil, school.person("Коваль")).await.unwrap();
    assert_eq!((history[0].reason.clone(), history[0].after.mark), (reason, marked(10).mark));
}

/// DOMAIN §4.3: a correction comes after the mark that it corrects, and the annual mark after both. They are the teacher's
/// until the class is closed.
#[rstest]
#[case::the_semester(Sum::Semester(Second), true)]
#[case::corrected_of_the_first(Sum::Corrected(First), false)]
#[case::corrected(Sum::Corrected(Second), false)]
#[case::annual(Sum::Annual, false)]
#[case::corrected_annual(Sum::CorrectedAnnual, false)]
#[tokio::test]
async fn what_comes_after_the_semester_is_closed_with_the_class(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] of: Sum,
    #[case] with_course: bool,
) {
    let school = closed(on).await;
    for semester in [First, Second] {
        let mut application = school.application("Їжак");
        application.subject.semester = semester;
        school.keep(application).await;
    }
    for below in [Sum::Semester(Second), Sum::Annual].into_iter().filter(|below| *below != of) {
        let edit = sum(&school, below, "Їжак").edit(0, marked(7));
        assert_eq!(save(&school, false, edit).await, saved(1));
    }
    close_behind(&school, Second).await;
    let (cell, shut) = (sum(&school, of, "Їжак"), EditOutcome::Refused(Refusal::Closed));
    let (base, expected) = if with_course { (0, shut.clone()) } else { (1, saved(1)) };
    assert_eq!(save(&school, false, cell.edit(0, marked(9))).await, expected);
    close_class_behind(&school, Second).await;
    let edit = cell.edit(base, marked(10));
    assert_eq!(save(&school, false, edit.clone()).await, shut);
    let reasoned = JournalEdit { reason: Some("Наказ № 12".to_owned()), ..edit };
    assert_eq!(save(&school, true, reasoned).await, saved(base + 1));
}

/// A course of the first semester alone has no second one to close: its year is shut with the class, and not before. One
/// that got lessons since then has opened the class.
#[rstest]
#[tokio::test]
async fn the_year_of_a_course_of_one_semester_is_closed_with_the_class(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = closed(on).await;
    let cancel_spring = async |cancelled: bool| {
        let (id, course) = (school.literal(school.id.uuid()), school.literal(cell_course(&school).uuid()));
        let statement = format!(
            "UPDATE lesson SET cancelled = {cancelled} \
             WHERE school_id = {id} AND course_id = {course} AND held_on > '2026-12-31'"
        );
        assert!(school.db.tamper(school.id, &statement).await > 0);
    };
    let closings = async || school.reader().await.closings(cell_course(&school)).await.unwrap();
    let cell = sum(&school, Sum::Annual, "Їжак");
    cancel_spring(true).await;
    assert_eq!(save(&school, false, cell.edit(0, marked(9))).await, saved(1));
    assert!(!closings().await.shut(Sum::Annual));
    close_class_behind(&school, Second).await;
    let shut = save(&school, false, cell.edit(1, marked(10))).await;
    assert_eq!(shut, EditOutcome::Refused(Refusal::Closed));
    assert_eq!((closings().await.course, closings().await.class), (vec![First, Second], vec![Second]));
    assert!(closings().await.shut(Sum::Annual));
    cancel_spring(false).await;
    assert!(!closings().await.shut(Sum::Annual));
    assert_eq!(save(&school, false, cell.edit(1, marked(10))).await, saved(2));
}

/// DOMAIN §3 of a course of the second semester alone: it has no first one to close, and the class shuts that.
#[rstest]
#[tokio::test]
async fn a_semester_without_lessons_is_shut_with_the_class(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let art = school.course("Мистецтво");
    let cell = |of: Sum| Cell { column: of.id(art.id), pupil: school.person("Їжак") };
    let first = cell(Sum::Semester(First));
    assert_eq!(save(&school, false, first.edit(0, marked(8))).await, saved(1), "the class is open");
    close_first(&school).await;
    let (edit, refused) = (first.edit(1, marked(9)), EditOutcome::Refused);
    assert_eq!(save(&school, false, edit.clone()).await, refused(Refusal::Closed));
    assert_eq!(save(&school, true, edit.clone()).await, refused(Refusal::ReasonNeeded));
    let reasoned = JournalEdit { reason: Some("Наказ № 12".to_owned()), ..edit };
    assert_eq!(save(&school, true, reasoned).await, saved(2));
    let mut reader = school.reader().await;
    let closings = reader.closings(art.id).await.unwrap();
    assert_eq!((closings.course, closings.class), (vec![First], vec![First]));
    let courses = reader.closed_courses(art.class_id, First).await.unwrap();
    assert_eq!((courses.len(), courses[&art.id].by.surname.as_str()), (5, "Коваль"));
    assert!(reader.closed_courses(art.class_id, Second).await.unwrap().is_empty());
    for open in [Sum::Semester(Second), Sum::Annual] {
        assert_eq!(save(&school, false, cell(open).edit(0, marked(10))).await, saved(1), "{open:?}");
    }

    let reopened = school.store.reopen_course(closer(&school), art.id, First, "Помилка").await.unwrap();
    assert_eq!(reopened, Ok(()));
    assert_eq!(save(&school, false, first.edit(2, marked(7))).await, saved(3), "it opened the class");
    assert_eq!(reader.closed_courses(art.class_id, First).await.unwrap().len(), 4);
}

/// Lessons that come with a new timetable have to be closed: they open their course, and the class waits for it.
#[rstest]
#[tokio::test]
async fn lessons_that_come_later_open_their_semester(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let art = school.course("Мистецтво");
    close_first(&school).await;
    let mut later = bundle();
    later.timetable.push(slot("8-А", None, "Мистецтво", 4, 2));
    assert!(school.take_in(later).await.lessons > 0);
    let mut reader = school.reader().await;
    assert_eq!(reader.closed_semesters(art.id).await.unwrap(), []);
    let (year_id, year) = reader.year(TODAY).await.unwrap();
    let state = reader.class_state((year_id, &year), First, art.class_id).await.unwrap();
    assert!(!state.is_closed());
    let cell = Cell { column: Sum::Semester(First).id(art.id), pupil: school.person("Їжак") };
    assert_eq!(save(&school, false, cell.edit(0, marked(8))).await, saved(1));
}

/// A lesson that was cancelled does not come back into a semester that the class has shut, and nobody writes its words.
#[rstest]
#[tokio::test]
async fn cancelled_lessons_stay_so_once_the_class_is_closed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let history = school.course("Історія України");
    let (id, own) = (school.literal(school.id.uuid()), school.literal(history.id.uuid()));
    let cancel = format!(
        "UPDATE lesson SET cancelled = TRUE \
         WHERE school_id = {id} AND course_id = {own} AND held_on <= '2026-12-31'"
    );
    assert!(school.db.tamper(school.id, &cancel).await > 0);
    for name in COURSES.into_iter().filter(|(subject, _)| *subject != history.subject) {
        finish(&school, course(&school, name)).await;
        assert_eq!(close(&school, course(&school, name)).await, Ok(()));
    }
    let closed = school.store.close_class(closer(&school), history.class_id, First, "").await.unwrap();
    assert_eq!(closed, Ok(()), "nothing of it takes place, and the class does not wait for it");
    let lesson = school.lesson("Історія України", TODAY).lesson;
    assert_eq!(tell(&school, lesson, "Козаки").await, LessonOutcome::Closed);
    let arranger = Arranger { school: school.id, author: school.person("Коваль"), now: now() };
    let held = ArrangementEdit { id: Id::new(), lesson, base: 0, arrangement: Arrangement::default() };
    let outcomes = school.store.arrange(arranger, vec![held], |_| true).await.unwrap();
    assert_eq!(outcomes, [ArrangementOutcome::Refused(ArrangementError::Closed)]);
}

#[rstest]
#[tokio::test]
async fn other_courses_and_the_other_semester_stay_open(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let history = school.cell("Історія України", TODAY, "Їжак");
    assert_eq!(save(&school, false, history.edit(0, marked(9))).await, saved(1));
    let january = school.cell("Алгебра", day(2027, 1, 12), "Їжак");
    assert_eq!(save(&school, false, january.edit(0, typed("н"))).await, saved(1));
    let last = school.cell("Алгебра", day(2026, 12, 24), "Їжак");
    assert_eq!(save(&school, false, last.edit(0, typed("н"))).await, EditOutcome::Refused(Refusal::Closed));
}

#[rstest]
#[tokio::test]
async fn a_lessons_words_are_closed_with_its_semester(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let lesson = |day| school.lesson("Алгебра", day).lesson;
    assert_eq!(tell(&school, lesson(day(2026, 12, 1)), "Інша тема").await, LessonOutcome::Closed);
    let january = tell(&school, lesson(day(2027, 1, 12)), "Інша тема").await;
    assert_eq!(january, LessonOutcome::Saved { version: 1 });
}

/// DOMAIN §3: what is closed stands as it was decided, and so do the columns that it was decided in.
#[rstest]
#[tokio::test]
async fn the_columns_of_a_closed_semester_stay(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lesson = |day| school.lesson("Алгебра", day).lesson;
    let (autumn, winter) = (lesson(day(2026, 11, 24)), lesson(day(2027, 1, 12)));
    let theme = |lesson| ColumnChange::AddTheme { lesson, name: "Дроби".to_owned() };
    let work = |lesson| ColumnChange::AddWork { lesson, work: Work::Notebook };
    let count =
        |lesson: Id<of::Lesson>| ColumnChange::CountFor { column: lesson.uuid().into(), results: Some(1) };
    for wish in [theme(autumn), work(autumn)] {
        assert_eq!(arrange(&school, wish).await, Ok(()));
    }
    let columns = school.reader().await.columns(cell_course(&school)).await.unwrap();
    let own = |column: &&Column| match column.of {
        ColumnOf::Current { work, .. } => work.is_some(),
        ColumnOf::Sum { sum, .. } => matches!(sum, Sum::Thematic(..)),
    };
    let made: Vec<_> = columns.iter().filter(own).map(|column| column.id).collect();
    assert_eq!(made.len(), 2);
    close_behind(&school, First).await;
    let earlier = lesson(day(2026, 11, 17));
    let mut wishes = vec![theme(earlier), work(earlier), count(autumn)];
    wishes.extend(made.into_iter().map(|column| ColumnChange::Remove { column }));
    for wish in wishes {
        assert_eq!(arrange(&school, wish.clone()).await, Err(ColumnRefusal::Closed), "{wish:?}");
    }
    for wish in [theme(winter), work(winter), count(winter)] {
        assert_eq!(arrange(&school, wish).await, Ok(()), "the other semester is open");
    }
}
