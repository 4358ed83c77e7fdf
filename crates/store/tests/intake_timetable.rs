//! A timetable that changes within the year.

use klas_domain::bundle::{Bundle, TimetableSlot};
use klas_store::Changes;
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, day, saved, slot, typed};

const FRIDAY: u8 = 5;

/// The bundle with a lesson on Friday: of a weekday without any the files may hold no more than the other days.
fn with_friday() -> Bundle {
    let mut whole = bundle();
    whole.timetable.push(slot("8-Б", None, "Алгебра", FRIDAY, 1));
    whole
}

/// The same with the history of Tuesday, 4th lesson, on Friday.
fn moved() -> Bundle {
    let mut moved = with_friday();
    moved.timetable[3].weekday = FRIDAY;
    moved
}

async fn lessons(school: &TestSchool, subject: &str) -> Vec<chrono::NaiveDate> {
    let course = school.course(subject).id;
    let all = (day(2026, 9, 1), day(2027, 7, 1));
    let lessons = school.reader().await.lessons(course, all).await.unwrap();
    lessons.into_iter().map(|lesson| lesson.date).collect()
}

#[rstest]
#[tokio::test]
async fn a_lesson_that_moves_in_the_week_moves_from_today_on(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.take_in(with_friday()).await;
    let before = lessons(&school, "Історія України").await;
    let changes = school.take_in(moved()).await;
    assert_eq!(changes.count("розклад"), (1, 0, 1));
    assert!(changes.lessons > 0 && changes.lessons_removed > 0, "{changes:?}");
    let after = lessons(&school, "Історія України").await;
    let past =
        |days: &[chrono::NaiveDate]| -> Vec<_> { days.iter().copied().filter(|day| *day < TODAY).collect() };
    assert_eq!(past(&after), past(&before), "what was given stays");
    assert!(after.iter().filter(|day| **day >= TODAY).all(|day| day.format("%u").to_string() == "5"));
    assert_eq!(school.take_in(moved()).await, Changes::default());

    school.take_in(with_friday()).await;
    assert_eq!(lessons(&school, "Історія України").await, before, "and back");
}

#[rstest]
#[tokio::test]
async fn a_lesson_with_anything_in_it_stays(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Історія України", TODAY, "Їжак");
    assert_eq!(school.save("Мельник", cell.edit(0, typed("9"))).await, saved(1));
    school.take_in(moved()).await;
    assert!(lessons(&school, "Історія України").await.contains(&TODAY));
    let history = school.journal(school.course("Історія України"), "Мельник").await;
    assert_eq!(history.entries.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_file_of_one_day_leaves_the_other_days(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut tuesday = bundle();
    tuesday.timetable.retain(|slot| slot.weekday == 2);
    let changes = school.take_in(tuesday).await;
    assert_eq!(changes.count("розклад"), (0, 0, 1));
    assert!(changes.nothing(), "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn two_subjects_at_one_time_are_given_every_other_week(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let thursday = |subject| TimetableSlot { room: None, ..slot("8-А", None, subject, 4, 2) };
    let mut alternate = bundle();
    alternate.timetable.extend([thursday("Мистецтво"), thursday("Історія України")]);
    school.take_in(alternate.clone()).await;
    let art = lessons(&school, "Мистецтво").await;
    assert_eq!(art[..3], [day(2026, 9, 3), day(2026, 9, 17), day(2026, 10, 1)], "from the year's first week");
    let history = lessons(&school, "Історія України").await;
    assert!(art.iter().all(|day| !history.contains(day)));
    assert_eq!(school.take_in(alternate).await, Changes::default());
}

#[rstest]
#[tokio::test]
async fn what_has_no_page_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut plans = bundle().plans;
    plans[0].grade = 11;
    let timetable = vec![slot("8-А", None, "Хімія", 1, 1)];
    let changes = school.take_in(Bundle { timetable, plans, ..Bundle::default() }).await;
    assert!(changes.nothing());
    assert_eq!(changes.notes.len(), 2, "{changes:?}");
}
