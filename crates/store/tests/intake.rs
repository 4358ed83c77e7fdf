//! Taking in a school's files: once, twice, changed, shortened, on trial.

use chrono::NaiveDate;
use klas_domain::{
    Absence, Entry, Role,
    bundle::{Bundle, CourseKey, CourseLoad, Pupil, TimetableSlot},
    calendar::AcademicYear,
    id::{Id, of},
};
use klas_store::{Change, Changes, Reader};
use rstest::rstest;

use crate::support::{
    Engine, Postgres, Sqlite, TODAY, TestSchool, YEAR, bundle, class, day, name, pupil, saved, slot, staff,
};

const STAFF: &str = "працівники";
const PUPILS: &str = "учні";
const COURSES: &str = "сторінки предметів";
const TIMETABLE: &str = "розклад";
const PLANS: &str = "календарні плани";

fn vanished(changes: &Changes, kind: &str) -> Vec<String> {
    let names = changes.rows.iter().filter_map(|(of_kind, change)| match change {
        Change::Vanished(name) if *of_kind == kind => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

async fn surnames_of(reader: &mut Reader, role: Role) -> Vec<String> {
    reader.people(role).await.unwrap().into_iter().map(|(_, name)| name.surname).collect()
}

async fn lessons_of_the_year(school: &TestSchool) -> i64 {
    school.db.count(Some(school.id), "SELECT count(*) FROM lesson").await
}

#[rstest]
#[tokio::test]
async fn a_new_school_is_as_its_files_say(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start();
    let store = db.open().await;
    let id = store.add_school("Ліцей № 4").await.unwrap();
    let changes = store.take_in(id, bundle(), TODAY, false).await.unwrap();
    assert_eq!(changes.count(STAFF), (2, 0, 0));
    assert_eq!(changes.count(PUPILS), (5, 0, 0));
    assert_eq!(changes.count("батьки"), (1, 0, 0));
    assert_eq!(changes.count("групи"), (2, 0, 0));
    assert_eq!(changes.count(COURSES), (6, 0, 0));
    assert_eq!(changes.count(TIMETABLE), (5, 0, 0));
    assert_eq!(changes.count(PLANS), (2, 0, 0), "one plan for the algebra of both classes");

    let mut reader = store.read(id).await.unwrap();
    let (year, calendar) = reader.year(TODAY).await.unwrap();
    assert_eq!(calendar, AcademicYear::starting(YEAR));
    let classes = reader.classes(year, TODAY).await.unwrap();
    let classes: Vec<_> = classes
        .into_iter()
        .map(|known| (known.class.to_string(), known.class_teacher, known.pupils))
        .collect();
    let koval = name("Коваль Олена Петрівна");
    assert_eq!(classes, [("8-А".to_owned(), Some(koval), 4), ("8-Б".to_owned(), None, 0)]);
    let bells = reader.bells((TODAY, TODAY)).await.unwrap();
    let [schedule] = bells.schedules.as_slice() else { panic!("one schedule: {bells:?}") };
    assert_eq!((schedule.name.as_str(), schedule.is_default), ("", true));
    assert_eq!(
        schedule.periods.iter().map(|bell| (bell.number, bell.starts_at, bell.ends_at)).collect::<Vec<_>>(),
        [(1, 8 * 60 + 30, 9 * 60 + 15), (2, 9 * 60 + 25, 10 * 60 + 10)]
    );
    assert_eq!(surnames_of(&mut reader, Role::Guardian).await, ["Юрченко"]);
    assert_eq!(
        reader.staff().await.unwrap(),
        [name("Коваль Олена Петрівна"), name("Мельник Петро Іванович")]
    );
}

#[rstest]
#[tokio::test]
async fn taking_in_the_same_files_again_changes_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lessons = lessons_of_the_year(&school).await;
    let again = school.take_in(bundle()).await;
    assert_eq!(again, Changes::default());
    assert!(again.nothing());
    assert_eq!(lessons_of_the_year(&school).await, lessons);
}

#[rstest]
#[tokio::test]
async fn rows_told_twice_in_one_file_are_one(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut doubled = bundle();
    doubled.courses.extend(bundle().courses);
    doubled.timetable.extend(bundle().timetable);
    doubled.pupils.extend(bundle().pupils);
    assert_eq!(school.take_in(doubled).await, Changes::default());
}

#[rstest]
#[tokio::test]
async fn a_trial_run_tells_everything_and_writes_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start();
    let store = db.open().await;
    let id = store.add_school("Ліцей № 4").await.unwrap();
    let trial = store.take_in(id, bundle(), TODAY, true).await.unwrap();
    for table in ["person", "academic_year", "school_class", "course", "lesson", "plan_line"] {
        assert_eq!(db.count(Some(id), &format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(store.take_in(id, bundle(), TODAY, false).await.unwrap(), trial);
}

#[rstest]
#[tokio::test]
async fn a_trial_run_of_a_school_that_is_not_there_makes_none(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start();
    let store = db.open().await;
    let trial = store.take_in_new("Ліцей № 4", bundle(), TODAY, true).await.unwrap();
    assert_eq!(trial.count(PUPILS), (5, 0, 0));
    assert_eq!(store.schools().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn changed_rows_are_updated(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut changed = bundle();
    changed.staff[0].phone = Some("+380671234567".to_owned());
    changed.staff[1].roles.push(Role::Deputy);
    changed.courses[4].teacher = Some(name("Мельник Петро Іванович"));
    changed.plans[0].lines[1].topic = "Основна властивість дробу".to_owned();
    let changes = school.take_in(changed.clone()).await;
    assert_eq!(changes.count(STAFF), (0, 2, 0), "a telephone and a role");
    assert_eq!(changes.count(COURSES), (0, 1, 0));
    assert_eq!(changes.count(PLANS), (0, 2, 0));
    let mut reader = school.reader().await;
    assert_eq!(surnames_of(&mut reader, Role::Deputy).await, ["Мельник"]);
    let art = reader.course(school.course("Мистецтво").id).await.unwrap();
    assert_eq!(art.teacher, Some((school.person("Мельник"), name("Мельник Петро Іванович"))));
    let (lines, _) = reader.plan(school.course("Алгебра").id, TODAY).await.unwrap();
    assert_eq!(lines[1].topic, "Основна властивість дробу");
    drop(reader);
    assert!(school.take_in(changed).await.nothing());
}

#[rstest]
#[tokio::test]
async fn what_is_no_longer_in_the_files_is_told_and_stays(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut shorter = bundle();
    shorter.staff.remove(1);
    shorter.pupils.remove(0);
    shorter.courses.retain(|course| course.key.subject != "Історія України");
    shorter.timetable.retain(|slot| slot.course.subject != "Історія України");
    shorter.plans[0].lines.pop();
    let changes = school.take_in(shorter).await;
    assert!(!changes.rows.iter().any(|(_, change)| !matches!(change, Change::Vanished(_))), "{changes:?}");
    assert_eq!(vanished(&changes, STAFF), ["Мельник Петро Іванович"]);
    assert_eq!(vanished(&changes, PUPILS), ["Їжак Іван Олегович"]);
    assert_eq!(vanished(&changes, COURSES), ["Історія України · 8-А"]);
    assert_eq!(vanished(&changes, TIMETABLE), ["вт, 4-й урок, Історія України · 8-А"]);
    assert_eq!(vanished(&changes, PLANS), ["Алгебра · 8-А, рядок 3", "Алгебра · 8-Б, рядок 3"]);
    let whole = school.take_in(bundle()).await;
    assert_eq!(whole.rows.len(), 1, "everything but the slot was still there: {whole:?}");
    assert_eq!(whole.count(TIMETABLE), (1, 0, 0));
    assert!(school.take_in(bundle()).await.nothing());
}

#[rstest]
#[tokio::test]
async fn a_part_of_the_files_says_nothing_of_the_rest(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let other_class =
        Bundle { timetable: vec![slot("8-Б", None, "Алгебра", 1, 1)], ..Bundle::default() };
    let changes = school.take_in(other_class).await;
    assert_eq!(changes.count(TIMETABLE), (1, 0, 0));
    assert!(changes.lessons > 20);
    for kind in changes.kinds() {
        assert_eq!(vanished(&changes, kind), Vec::<String>::new(), "{kind}");
    }
}

#[rstest]
#[tokio::test]
async fn names_are_recognised_in_another_spelling(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut retyped = bundle();
    retyped.staff[0].name = name("КОВАЛЬ Олена Петрівна");
    retyped.courses[0].key.subject = "АЛГЕБРА".to_owned();
    let changes = school.take_in(retyped).await;
    assert_eq!(changes.count(STAFF).0, 0);
    assert_eq!(changes.count(COURSES).0, 0);
    let mut reader = school.reader().await;
    let called = reader.people_called("коваль олена петрівна").await.unwrap();
    assert_eq!(called.into_iter().map(|found| found.id).collect::<Vec<_>>(), [school.person("Коваль")]);
}

#[rstest]
#[tokio::test]
async fn a_pupil_listed_in_another_class_moves_today(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut moved = bundle();
    moved.pupils[0].class = class("8-Б");
    let changes = school.take_in(moved.clone()).await;
    assert_eq!(changes.count(PUPILS), (0, 1, 0));
    let mut reader = school.reader().await;
    let class_on =
        async |reader: &mut Reader, day| reader.diary_pupil(school.person("Їжак"), day).await.unwrap().class;
    assert_eq!(class_on(&mut reader, day(2026, 11, 23)).await.as_deref(), Some("8-А"));
    assert_eq!(class_on(&mut reader, TODAY).await.as_deref(), Some("8-Б"));
    drop(reader);
    assert!(school.take_in(moved).await.nothing());

    let back = school.take_in(bundle()).await;
    assert_eq!(back.count(PUPILS), (0, 1, 0), "and back on the same day");
    assert!(school.take_in(bundle()).await.nothing());
}

#[rstest]
#[case::day_of_leaving_left_out(Some("12-у"))]
#[case::number_of_the_order_corrected(Some("12/1-у"))]
#[case::nothing_told(None)]
#[tokio::test]
async fn a_leaver_does_not_come_back_by_an_omission(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] order: Option<&str>,
) {
    let school = TestSchool::start(on).await;
    let mut silent = bundle();
    silent.pupils[2].left_on = None;
    silent.pupils[2].order = order.map(str::to_owned);
    let changes = school.take_in(silent).await;
    assert_eq!(changes.notes.len(), 1, "it is told: {changes:?}");
    assert!(changes.notes[0].contains("Гай Олег Романович, 8-А: у базі вибуття з 06.10.2026"), "{changes:?}");
    let page = school.reader().await.pupils_of(&school.course("Алгебра")).await.unwrap();
    let hai = page.iter().find(|pupil| pupil.id == school.person("Гай")).unwrap();
    assert_eq!(hai.left(TODAY), Some(day(2026, 10, 5)));
    assert_eq!(hai.order.as_deref(), order.or(Some("12-у")));
}

/// The days of a pupil in 8-А, on the page of the class and on that of the second group.
async fn spans_of(school: &TestSchool, name: &str) -> [Vec<(NaiveDate, Option<NaiveDate>)>; 2] {
    let mut reader = school.reader().await;
    let mut spans = Vec::new();
    for course in [school.course("Алгебра"), school.group_course("Англійська мова", 2)] {
        let pupils = reader.pupils_of(&course).await.unwrap();
        let own = pupils.into_iter().find(|pupil| pupil.id == school.person(name));
        spans.push(own.unwrap().spans);
    }
    spans.try_into().unwrap()
}

#[rstest]
#[tokio::test]
async fn a_leaving_is_taken_back_where_the_row_says_so(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut stays = bundle();
    stays.pupils[2] = Pupil { left_on: None, order: None, stays: true, ..stays.pupils[2].clone() };
    let changes = school.take_in(stays.clone()).await;
    assert_eq!((changes.count(PUPILS), changes.notes.len()), ((0, 1, 0), 0), "{changes:?}");
    assert!(school.take_in(stays).await.nothing());
    let whole = vec![(day(2026, 9, 1), None)];
    assert_eq!(spans_of(&school, "Гай").await, [whole.clone(), whole]);
}

#[rstest]
#[case::earlier(day(2026, 10, 20))]
#[case::later(day(2026, 11, 10))]
#[tokio::test]
async fn a_wrong_day_of_enrolment_is_corrected(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] enrolled_on: NaiveDate,
) {
    let school = TestSchool::start(on).await;
    let mut corrected = bundle();
    corrected.pupils[3].enrolled_on = Some(enrolled_on);
    let changes = school.take_in(corrected.clone()).await;
    assert_eq!((changes.count(PUPILS), changes.notes.len()), ((0, 1, 0), 0), "{changes:?}");
    assert!(school.take_in(corrected).await.nothing());
    let since = vec![(enrolled_on, None)];
    assert_eq!(spans_of(&school, "Явір").await, [since.clone(), since]);
}

#[rstest]
#[tokio::test]
async fn a_day_of_enrolment_goes_past_nothing_that_is_written(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Алгебра", day(2026, 11, 19), "Явір");
    let absent = Entry { absence: Some(Absence::Unknown), ..Entry::default() };
    assert_eq!(school.save("Коваль", cell.edit(0, absent)).await, saved(1));
    let mut later = bundle();
    later.pupils[3].enrolled_on = Some(day(2026, 11, 20));
    let changes = school.take_in(later).await;
    assert!(changes.nothing() && changes.notes.len() == 1, "{changes:?}");
    assert!(changes.notes[0].contains("запис за 19.11.2026"), "{changes:?}");
    let since = vec![(day(2026, 11, 3), None)];
    assert_eq!(spans_of(&school, "Явір").await, [since.clone(), since]);
}

#[rstest]
#[tokio::test]
async fn a_day_of_enrolment_outside_the_year_changes_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut long_ago = bundle();
    long_ago.pupils[0].enrolled_on = Some(day(2020, 9, 1));
    assert_eq!(school.take_in(long_ago).await, Changes::default());
}

#[rstest]
#[tokio::test]
async fn a_leaver_comes_back_with_a_new_day_of_enrolment(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut returned = bundle();
    returned.pupils[2] = Pupil {
        enrolled_on: Some(day(2026, 11, 10)),
        left_on: None,
        order: Some("40-у".to_owned()),
        ..returned.pupils[2].clone()
    };
    assert_eq!(school.take_in(returned.clone()).await.count(PUPILS), (0, 1, 0));
    assert!(school.take_in(returned).await.nothing());
    let mut reader = school.reader().await;
    let spans = vec![(day(2026, 9, 1), Some(day(2026, 10, 5))), (day(2026, 11, 10), None)];
    for course in [school.course("Алгебра"), school.group_course("Англійська мова", 2)] {
        let pupils = reader.pupils_of(&course).await.unwrap();
        let hai = pupils.into_iter().find(|pupil| pupil.id == school.person("Гай")).unwrap();
        assert_eq!(hai.spans, spans, "{}", course.subject);
        assert_eq!(hai.order.as_deref(), Some("40-у"));
        assert_eq!(hai.left(TODAY), None);
    }
}

#[rstest]
#[tokio::test]
async fn a_newcomer_of_a_class_with_groups_gets_into_one(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let sheet = Bundle { pupils: vec![pupil("Яценко Яна Юріївна")], ..Bundle::default() };
    school.take_in(sheet).await;
    let mut reader = school.reader().await;
    let mut groups = Vec::new();
    for group in [1, 2] {
        let course = school.group_course("Англійська мова", group);
        let pupils = reader.pupils_of(&course).await.unwrap();
        groups.extend(pupils.into_iter().filter(|pupil| pupil.name.surname == "Яценко"));
    }
    assert_eq!(groups.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_bundle_that_cannot_be_taken_in_leaves_nothing_behind(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let nowhere = Id::<of::School>::new();
    assert!(school.store.take_in(nowhere, bundle(), TODAY, false).await.is_err());
    assert_eq!(school.db.count(None, "SELECT count(*) FROM school").await, 1);
    assert_eq!(school.take_in(bundle()).await, Changes::default(), "the other school is as it was");
}

#[rstest]
#[tokio::test]
async fn a_course_of_an_unknown_teacher_is_vacant(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let key = CourseKey { class: class("8-А"), group: None, subject: "Фізика".to_owned() };
    let physics =
        CourseLoad {
            key: key.clone(), teacher: Some(name("Ніхто Ніхто Ніхто")), weekly_tenths: 15
        };
    let slot = TimetableSlot { course: key, weekday: 5, period: 0, room: None };
    let changes = school
        .take_in(Bundle {
            courses: vec![physics],
            timetable: vec![slot],
            staff: vec![staff("Мельник Петро Іванович", &[Role::Teacher])],
            ..Bundle::default()
        })
        .await;
    assert_eq!(changes.count(COURSES).0, 1);
    let courses = school.reader().await.courses(school.year, None).await.unwrap();
    let physics = courses.iter().find(|course| course.subject == "Фізика").unwrap();
    assert_eq!(physics.teacher, None);
}

/// The classes of the new year may be opened before their pupils are told: that known people come into them is a change.
#[rstest]
#[tokio::test]
async fn known_pupils_who_come_into_the_new_years_classes_are_a_change(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let autumn = day(2027, 9, 2);
    let mut next = Bundle { year: Some(AcademicYear::starting(2027)), ..bundle() };
    let pupils = std::mem::take(&mut next.pupils);
    let year = next.year.clone();
    school.store.take_in(school.id, next, autumn, false).await.unwrap();
    let roster = Bundle { year, pupils, ..Bundle::default() };
    let changes = school.store.take_in(school.id, roster.clone(), autumn, false).await.unwrap();
    assert_eq!(changes.count(PUPILS), (0, roster.pupils.len(), 0));
    let again = school.store.take_in(school.id, roster, autumn, false).await.unwrap();
    assert!(again.nothing(), "{again:?}");
}
