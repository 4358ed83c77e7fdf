//! A course, its class and the school are closed one after another and opened again, and the history says so.

use klas_domain::{
    EditOutcome,
    calendar::Semester::{First, Second},
    closing::ClosingRefusal,
    edit::Refusal,
};
use klas_store::{StoreError, closing::Closer, history::ChainState, journal::Write};
use rstest::rstest;

use super::{COURSES, cell_course, close, closed, closer, course, finish, save, whole};
use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, everyone, now, saved, typed};

#[rstest]
#[tokio::test]
async fn a_course_is_closed_when_nothing_is_in_the_way(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    assert_eq!(close(&school, algebra).await, Err(ClosingRefusal::Blocked));
    assert_eq!(school.reader().await.closed_semesters(algebra).await.unwrap(), []);
    finish(&school, algebra).await;
    let before = whole(&school).await;
    assert_eq!(close(&school, algebra).await, Ok(()));
    assert_eq!(close(&school, algebra).await, Ok(()), "closing it again is nothing new");
    assert_eq!(whole(&school).await, before + 1);
    let mut reader = school.reader().await;
    assert_eq!(reader.closed_semesters(algebra).await.unwrap(), [First]);
    let class = school.course("Алгебра").class_id;
    let courses = reader.closed_courses(class, First).await.unwrap();
    let closed = &courses[&algebra];
    assert_eq!((closed.at, closed.by.surname.as_str(), courses.len()), (now(), "Коваль", 1));
    assert!(reader.closed_courses(class, Second).await.unwrap().is_empty());
}

#[rstest]
#[case::opened("DELETE FROM closing")]
#[case::of_another_semester("UPDATE closing SET semester = 2")]
#[case::by_another("UPDATE closing SET closed_by = (SELECT person_id FROM person WHERE surname = 'Мельник')")]
#[case::at_another_moment("UPDATE closing SET closed_at = '2026-11-20T09:00:00+00:00'")]
#[case::of_a_class(
    "INSERT INTO class_closing (school_id, class_id, semester, closed_at, closed_by) \
     SELECT school_id, class_id, semester, closed_at, closed_by FROM closing JOIN course USING (school_id, course_id)"
)]
#[case::of_the_school(
    "INSERT INTO school_closing (school_id, year_id, semester, closed_at, closed_by) \
     SELECT school_id, year_id, semester, closed_at, closed_by FROM closing JOIN academic_year USING (school_id)"
)]
#[tokio::test]
async fn a_closing_behind_the_programs_back_shows(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] tampering: &str,
) {
    let school = closed(on).await;
    whole(&school).await;
    assert!(school.db.tamper(school.id, tampering).await > 0);
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Altered(1..)), "{state:?}");
}

/// Nobody writes in a course without teacher: it is closed as it is, and the history says why.
#[rstest]
#[tokio::test]
async fn a_course_without_teacher_is_closed_as_it_is_with_a_reason(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    let close =
        async |reason| school.store.close_course(closer(&school), algebra, First, reason).await.unwrap();
    assert_eq!(close("Учителька пішла").await, Err(ClosingRefusal::Blocked), "it has a teacher");
    let (id, course) = (school.literal(school.id.uuid()), school.literal(algebra.uuid()));
    let vacate =
        format!("UPDATE course SET teacher_id = NULL WHERE school_id = {id} AND course_id = {course}");
    school.db.tamper(school.id, &vacate).await;
    assert_eq!(close(" ").await, Err(ClosingRefusal::ReasonNeeded));
    assert_eq!(close("Учителька пішла").await, Ok(()));
    let count = "SELECT count(*) FROM history WHERE kind = 'closing' AND reason = 'Учителька пішла'";
    assert_eq!(school.db.count(Some(school.id), count).await, 1);
    assert_eq!(school.reader().await.closed_semesters(algebra).await.unwrap(), [First]);
}

#[rstest]
#[tokio::test]
async fn a_class_is_closed_after_its_courses_and_the_school_after_its_classes(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let class = school.course("Алгебра").class_id;
    let mut reader = school.reader().await;
    let (year_id, year) = reader.year(TODAY).await.unwrap();
    for (place, name) in COURSES.into_iter().enumerate() {
        let state = reader.class_state((year_id, &year), First, class).await.unwrap();
        assert_eq!(
            (state.courses, state.closed_courses),
            (4, i64::try_from(place).unwrap()),
            "art has no lessons"
        );
        let blocked = school.store.close_class(closer(&school), class, First, "").await.unwrap();
        assert_eq!(blocked, Err(ClosingRefusal::Blocked));
        finish(&school, course(&school, name)).await;
        assert_eq!(close(&school, course(&school, name)).await, Ok(()));
    }
    let blocked = school.store.close_school(closer(&school), year_id, First).await.unwrap();
    assert_eq!(blocked, Err(ClosingRefusal::Blocked), "the class teacher did not say so yet");
    let before = whole(&school).await;
    assert_eq!(school.store.close_class(closer(&school), class, First, "").await.unwrap(), Ok(()));
    let states = reader.class_states((year_id, &year), First).await.unwrap();
    let seen: Vec<_> =
        states.iter().map(|state| (state.name.to_string(), state.has_courses(), state.is_closed())).collect();
    assert_eq!(seen, [("8-А".to_owned(), true, true), ("8-Б".to_owned(), false, false)]);
    assert_eq!(school.store.close_school(closer(&school), year_id, First).await.unwrap(), Ok(()));
    assert_eq!(reader.school_closed(year_id, First).await.unwrap().unwrap().at, now());
    assert_eq!(whole(&school).await, before + 2);

    let algebra = school.course("Алгебра").id;
    let store = &school.store;
    let without = store.reopen_course(closer(&school), algebra, First, " ").await.unwrap();
    assert_eq!(without, Err(ClosingRefusal::ReasonNeeded));
    assert_eq!(store.reopen_course(closer(&school), algebra, First, "Помилка").await.unwrap(), Ok(()));
    assert_eq!(whole(&school).await, before + 5, "the course, the class, the school");
    assert_eq!(store.reopen_course(closer(&school), algebra, First, "Помилка").await.unwrap(), Ok(()));
    assert_eq!(whole(&school).await, before + 5, "what is open is not opened again");
    let state = reader.class_state((year_id, &year), First, class).await.unwrap();
    assert_eq!((state.closed_courses, state.closed), (3, None));
    assert_eq!(reader.school_closed(year_id, First).await.unwrap(), None);
    let edit = school.algebra("Їжак").edit(0, typed("9"));
    assert_eq!(save(&school, false, edit).await, saved(1), "the teacher writes again");
}

#[rstest]
#[tokio::test]
async fn reopening_leaves_its_reason_in_the_history(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let algebra = school.course("Алгебра").id;
    school.store.reopen_course(closer(&school), algebra, First, "Помилка в темі").await.unwrap().unwrap();
    let count = "SELECT count(*) FROM history WHERE kind = 'closing' AND reason = 'Помилка в темі' \
         AND before LIKE '%true%' AND after LIKE '%false%'";
    assert_eq!(school.db.count(Some(school.id), count).await, 1);
}

#[rstest]
#[tokio::test]
async fn a_drawn_page_is_old_once_its_course_is_closed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.course("Алгебра").id, school.course("Історія України").id);
    finish(&school, algebra).await;
    let mut reader = school.reader().await;
    let seq = reader.seq().await.unwrap();
    assert_eq!(close(&school, algebra).await, Ok(()));
    assert_eq!(reader.still_true(algebra, seq).await.unwrap(), None);
    assert_eq!(reader.still_true(history, seq).await.unwrap(), Some(seq + 1));
}

/// What the class has closed is drawn otherwise too: nobody gives its absences their reasons.
#[rstest]
#[tokio::test]
async fn a_drawn_page_is_old_once_its_class_is_closed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    for name in COURSES {
        finish(&school, course(&school, name)).await;
        assert_eq!(close(&school, course(&school, name)).await, Ok(()));
    }
    let mut reader = school.reader().await;
    let seq = reader.seq().await.unwrap();
    let (algebra, class) = (cell_course(&school), school.course("Алгебра").class_id);
    assert_eq!(school.store.close_class(closer(&school), class, First, "").await.unwrap(), Ok(()));
    assert_eq!(reader.still_true(algebra, seq).await.unwrap(), None);
    assert!(reader.is_rearranged(algebra, seq).await.unwrap());
    let of_another_class = reader.courses(school.year, None).await.unwrap();
    let other = of_another_class.iter().find(|course| course.class_id != class).unwrap().id;
    assert_eq!(reader.still_true(other, seq).await.unwrap(), Some(seq + 1));
    assert!(!reader.is_rearranged(other, seq).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn another_schools_courses_and_classes_are_not_closed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, crate::support::bundle(), TODAY, false).await.unwrap();
    let stranger = Closer { school: other, ..closer(&school) };
    let page = school.course("Алгебра");
    let not_found = |result: klas_store::Result<Result<(), ClosingRefusal>>| {
        assert!(matches!(result, Err(StoreError::NotFound)), "{result:?}");
    };
    not_found(school.store.close_course(stranger, page.id, First, "").await);
    not_found(school.store.reopen_course(stranger, page.id, First, "Чужа").await);
    not_found(school.store.close_class(stranger, page.class_id, First, "").await);
    not_found(school.store.close_school(stranger, school.year, First).await);
    let mut reader = school.store.read(other).await.unwrap();
    assert_eq!(reader.closed_semesters(page.id).await.unwrap(), []);
    assert!(reader.closed_courses(page.class_id, First).await.unwrap().is_empty());
    assert_eq!(school.reader().await.closed_semesters(page.id).await.unwrap(), [First]);
    let write = Write { authorise: everyone(), ..school.write("Коваль", now()) };
    let edit = school.algebra("Їжак").edit(0, typed("9"));
    let outcomes = school.store.apply(write, vec![edit]).await.unwrap();
    assert_eq!(outcomes, [EditOutcome::Refused(Refusal::ReasonNeeded)]);
}
