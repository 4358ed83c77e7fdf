//! The year of a school and the lessons that its timetable gives.

use chrono::{Datelike, Days, NaiveDate};
use klas_domain::{
    bundle::Bundle,
    calendar::{AcademicYear, Holiday, Semester},
    column::{ColumnChange, Work},
};
use klas_store::{
    calendar::CalendarRefusal,
    history::ChainState,
    journal::LessonColumn,
    summative::{Change, Setting},
};
use rstest::rstest;

use crate::support::{
    Engine, Postgres, Sqlite, TODAY, TestSchool, YEAR, bundle, day, now, saved, slot, typed,
};

#[rstest]
#[tokio::test]
async fn the_timetable_gives_each_lesson_once_and_none_on_holidays(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let year = AcademicYear::starting(YEAR);
    let lessons = school
        .reader()
        .await
        .lessons(school.course("Алгебра").id, (year.starts_on, year.ends_on))
        .await
        .unwrap();
    let days: Vec<_> = lessons.iter().map(|lesson| lesson.date).collect();
    let mut wanted: Vec<_> = year.lesson_days(2).chain(year.lesson_days(4)).collect();
    wanted.sort();
    assert_eq!(days, wanted);
    assert!(!days.contains(&day(2026, 10, 27)), "autumn holidays");
    assert!(days.iter().all(|day| day.weekday().number_from_monday() % 2 == 0));
    assert!(lessons.iter().all(|lesson| lesson.period == 1 && lesson.room.as_deref() == Some("12")));
}

#[rstest]
#[tokio::test]
async fn another_room_is_that_of_the_lessons_to_come(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut moved = bundle();
    moved.timetable[0].room = Some("31".to_owned());
    let changes = school.take_in(moved).await;
    assert_eq!((changes.count("розклад"), changes.lessons), ((0, 1, 0), 0));
    let mut reader = school.reader().await;
    let days = (day(2026, 11, 17), day(2026, 12, 1));
    let lessons = reader.lessons(school.course("Алгебра").id, days).await.unwrap();
    let rooms: Vec<_> = lessons.iter().filter_map(|lesson| lesson.room.as_deref()).collect();
    assert_eq!(rooms, ["12", "12", "31", "12", "31"], "Tuesdays from today");
}

/// The council moved the autumn holidays; a timetable that comes later knows nothing of it.
#[rstest]
#[case::file_without_a_year(None)]
#[case::file_that_names_the_year(Some(AcademicYear::starting(YEAR)))]
#[tokio::test]
async fn the_schools_own_calendar_stands(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] year: Option<AcademicYear>,
) {
    let db = on.start();
    let store = db.open().await;
    let id = store.add_school("Ліцей № 4").await.unwrap();
    let mut own = AcademicYear::starting(YEAR);
    own.starts_on = day(2026, 9, 2);
    own.holidays[0].starts_on = day(2026, 11, 2);
    own.holidays[0].ends_on = day(2026, 11, 8);
    let people = Bundle { year: Some(own.clone()), timetable: Vec::new(), ..bundle() };
    store.take_in(id, people, TODAY, false).await.unwrap();
    let timetable = Bundle { year, timetable: bundle().timetable, ..Bundle::default() };
    store.take_in(id, timetable, TODAY, false).await.unwrap();
    let school = TestSchool::of(db, store, id).await;
    let mut reader = school.reader().await;
    assert_eq!(reader.year(TODAY).await.unwrap().1, own);
    let lessons = reader.lessons(school.course("Історія України").id, (own.starts_on, TODAY));
    let days: Vec<_> = lessons.await.unwrap().into_iter().map(|lesson| lesson.date).collect();
    assert_eq!(days[0], day(2026, 9, 8));
    assert!(days.contains(&day(2026, 10, 27)) && !days.contains(&day(2026, 11, 3)));
}

#[rstest]
#[case::before_all(day(2026, 8, 1), YEAR)]
#[case::within(day(2026, 11, 24), YEAR)]
#[case::summer(day(2027, 7, 1), YEAR)]
#[case::the_next(day(2027, 9, 1), YEAR + 1)]
#[case::long_after(day(2030, 1, 1), YEAR + 1)]
#[tokio::test]
async fn a_day_has_its_year_or_the_nearest(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] date: NaiveDate,
    #[case] begins: i32,
) {
    let school = TestSchool::start(on).await;
    school.take_in(Bundle { year: Some(AcademicYear::starting(YEAR + 1)), ..Bundle::default() }).await;
    let (_, year) = school.reader().await.year(date).await.unwrap();
    assert_eq!(year.starts_on.year(), begins);
}

/// Algebra is on Tuesdays and Thursdays; today is a Tuesday.
async fn algebra_from_today(school: &TestSchool) -> Vec<NaiveDate> {
    let course = school.course("Алгебра").id;
    let lessons = school.reader().await.lessons(course, (TODAY, day(2027, 7, 1))).await.unwrap();
    lessons.into_iter().map(|lesson| lesson.date).collect()
}

fn setting(school: &TestSchool) -> Setting {
    Setting { school: school.id, author: school.person("Мельник"), now: now() }
}

#[rstest]
#[tokio::test]
async fn lessons_to_come_follow_new_dates(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let before = algebra_from_today(&school).await;
    let mut calendar = AcademicYear::starting(YEAR);
    let quarantine =
        Holiday {
            name: "Карантин".to_owned(), starts_on: day(2026, 11, 30), ends_on: day(2026, 12, 6)
        };
    calendar.holidays.insert(1, quarantine);
    let past = school.lesson("Алгебра", day(2026, 11, 17));
    let done = school.store.set_calendar(setting(&school), calendar.clone(), TODAY).await.unwrap().unwrap();
    assert!(done.removed > 0 && done.made == 0 && done.kept == 0, "{done:?}");
    let after = algebra_from_today(&school).await;
    let gone: Vec<_> = before.iter().filter(|day| !after.contains(day)).copied().collect();
    assert_eq!(gone, [day(2026, 12, 1), day(2026, 12, 3)]);
    assert_eq!(school.reader().await.year(TODAY).await.unwrap().1, calendar);
    assert_eq!(school.lesson("Алгебра", day(2026, 11, 17)).lesson, past.lesson, "what was given stays");

    // The quarantine is called off, and the year is longer by a week.
    let mut calendar = AcademicYear::starting(YEAR);
    calendar.ends_on = day(2027, 6, 6);
    let done = school.store.set_calendar(setting(&school), calendar, TODAY).await.unwrap().unwrap();
    assert!(done.made > 0 && done.removed == 0, "{done:?}");
    let again = algebra_from_today(&school).await;
    assert_eq!(again[..before.len()], before[..]);
    assert_eq!(again[before.len()..], [day(2027, 6, 1), day(2027, 6, 3)]);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2));
}

#[rstest]
#[tokio::test]
async fn an_open_page_is_told_that_its_lessons_may_be_others(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    let is_rearranged = async |seq| school.reader().await.is_rearranged(algebra, seq).await.unwrap();
    assert!(!is_rearranged(0).await);
    let mut calendar = AcademicYear::starting(YEAR);
    let quarantine =
        Holiday {
            name: "Карантин".to_owned(), starts_on: day(2026, 11, 30), ends_on: day(2026, 12, 6)
        };
    calendar.holidays.insert(1, quarantine);
    school.store.set_calendar(setting(&school), calendar, TODAY).await.unwrap().unwrap();
    assert!(is_rearranged(0).await && !is_rearranged(1).await, "new dates");
    let mut more = bundle();
    more.timetable.push(slot("8-А", None, "Алгебра", 5, 1));
    assert!(school.take_in(more).await.lessons > 0);
    assert!(is_rearranged(1).await && !is_rearranged(2).await, "an import");
    school.store.set_weights(setting(&school), vec![(Work::Control, 3)]).await.unwrap();
    assert!(!is_rearranged(2).await, "what works weigh moves no lesson");
}

#[rstest]
#[tokio::test]
async fn a_lesson_with_anything_in_it_stays_in_the_holidays(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Алгебра", TODAY, "Їжак");
    assert_eq!(school.save("Мельник", cell.edit(0, typed("9"))).await, saved(1));
    let mut calendar = AcademicYear::starting(YEAR);
    calendar.holidays.insert(1, Holiday { name: "Простій".to_owned(), starts_on: TODAY, ends_on: TODAY });
    let done = school.store.set_calendar(setting(&school), calendar, TODAY).await.unwrap().unwrap();
    assert_eq!(done.kept, 1);
    assert!(algebra_from_today(&school).await.contains(&TODAY));
}

/// What a teacher arranged for it is in the history, and would be missed.
#[rstest]
#[case::a_work(|lesson: &LessonColumn| ColumnChange::AddWork { lesson: lesson.lesson, work: Work::Control })]
#[case::a_group(|lesson: &LessonColumn| ColumnChange::CountFor { column: lesson.column(), results: Some(1) })]
#[tokio::test]
async fn a_lesson_whose_columns_are_arranged_stays_in_the_holidays(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] wish: fn(&LessonColumn) -> ColumnChange,
) {
    let school = TestSchool::start(on).await;
    let (course, author) = (school.course("Алгебра").id, school.person("Коваль"));
    let change = Change { school: school.id, course, author, now: now() };
    let wishes = vec![wish(&school.lesson("Алгебра", TODAY))];
    assert_eq!(school.store.change_columns(change, wishes, |_| true).await.unwrap(), Ok(()));
    let mut calendar = AcademicYear::starting(YEAR);
    calendar.holidays.insert(1, Holiday { name: "Простій".to_owned(), starts_on: TODAY, ends_on: TODAY });
    let done = school.store.set_calendar(setting(&school), calendar, TODAY).await.unwrap().unwrap();
    assert_eq!(done.kept, 1);
    assert!(algebra_from_today(&school).await.contains(&TODAY));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2));
}

#[rstest]
#[tokio::test]
async fn the_dates_of_a_semester_that_is_closed_stay(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let closed = "INSERT INTO closing (school_id, course_id, semester, closed_at, closed_by) \
         SELECT school_id, course_id, 1, '2026-11-24T10:00:00Z', teacher_id FROM course WHERE teacher_id IS NOT NULL";
    assert!(school.db.tamper(school.id, closed).await > 0);
    let mut calendar = AcademicYear::starting(YEAR);
    calendar.first_semester_ends_on = day(2026, 12, 24);
    let refused = school.store.set_calendar(setting(&school), calendar, TODAY).await.unwrap();
    assert_eq!(refused, Err(CalendarRefusal::Closed(Semester::First)));
    let mut calendar = AcademicYear::starting(YEAR);
    calendar.ends_on = day(2027, 5, 30);
    assert!(school.store.set_calendar(setting(&school), calendar, TODAY).await.unwrap().is_ok());
}

#[rstest]
#[tokio::test]
async fn the_years_of_a_school_are_told_newest_first(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let earlier = "INSERT INTO academic_year (school_id, year_id, starts_on, first_semester_ends_on, \
         second_semester_starts_on, ends_on) SELECT school_id, course_id, '2025-09-01', '2025-12-26', '2026-01-12', \
         '2026-05-29' FROM course LIMIT 1";
    assert_eq!(school.db.tamper(school.id, earlier).await, 1);
    assert_eq!(school.reader().await.years().await.unwrap(), [day(2026, 9, 1), day(2025, 9, 1)]);
}

/// Between the end of a year and the first day of the next, what is set is the next one's: the old one may be archived.
#[rstest]
#[tokio::test]
async fn in_summer_the_next_year_is_arranged(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let old = AcademicYear::starting(YEAR);
    let summer = old.ends_on + Days::new(1);
    let arranged =
        async |date: NaiveDate| school.reader().await.year_to_arrange(date).await.unwrap().1.starts_on.year();
    assert_eq!(arranged(summer).await, YEAR, "there is no other");
    school.take_in(Bundle { year: Some(AcademicYear::starting(YEAR + 1)), ..Bundle::default() }).await;
    for (date, begins) in
        [(TODAY, YEAR), (old.ends_on, YEAR), (summer, YEAR + 1), (day(2030, 1, 1), YEAR + 1)]
    {
        assert_eq!(arranged(date).await, begins, "{date}");
    }
    let mut next = AcademicYear::starting(YEAR + 1);
    next.starts_on = day(YEAR + 1, 9, 2);
    assert!(school.store.set_calendar(setting(&school), next.clone(), summer).await.unwrap().is_ok());
    let mut reader = school.reader().await;
    assert_eq!(reader.year_to_arrange(summer).await.unwrap().1, next);
    assert_eq!(reader.year(summer).await.unwrap().1, old, "the old year stays");
}
