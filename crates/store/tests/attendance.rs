//! The attendance register of a class (DOMAIN §5).

use chrono::NaiveDate;
use klas_domain::{
    Absence, Id, JournalEdit,
    attendance::{Missed, PupilLesson, days, missed},
    id::of,
    school::ClassName,
};
use klas_store::{StoreError, register::PupilAttendance};
use rstest::rstest;

use crate::support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, class, day, typed};

const WEEK: (NaiveDate, NaiveDate) = (day(2026, 11, 23), day(2026, 11, 29));
const YEAR: (NaiveDate, NaiveDate) = (day(2026, 9, 1), day(2027, 5, 31));

fn class_id(school: &TestSchool) -> Id<of::SchoolClass> {
    school.course("Алгебра").class_id
}

async fn attendance(school: &TestSchool, span: (NaiveDate, NaiveDate)) -> Vec<PupilAttendance> {
    let class = class_id(school);
    school.reader().await.attendance(class, span).await.unwrap()
}

async fn lessons_of(school: &TestSchool, pupil: &str, span: (NaiveDate, NaiveDate)) -> Vec<PupilLesson> {
    let all = attendance(school, span).await;
    all.into_iter().find(|own| own.pupil.id == school.person(pupil)).unwrap().lessons
}

/// Everything of the class's Tuesday for a pupil: algebra, English of either group, history.
fn tuesday(school: &TestSchool, pupil: &str) -> [Cell; 4] {
    let english = |group| Cell {
        column: school.group_lesson("Англійська мова", group, TODAY).column(),
        pupil: school.person(pupil),
    };
    let whole = |subject| school.cell(subject, TODAY, pupil);
    [whole("Алгебра"), english(1), english(2), whole("Історія України")]
}

async fn absent(school: &TestSchool, cells: &[Cell], kind: &str) {
    for cell in cells {
        school.save("Коваль", cell.edit(0, typed(kind))).await;
    }
}

#[rstest]
#[tokio::test]
async fn the_lessons_of_the_own_group_alone_make_up_a_day(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let [algebra, _, english, history] = tuesday(&school, "Андрієнко");
    absent(&school, &[algebra, english], "н").await;
    absent(&school, &[history], "хв").await;
    let lessons = lessons_of(&school, "Андрієнко", WEEK).await;
    let shown: Vec<_> = days(&lessons).values().map(|day| (day.held, day.to_string())).collect();
    assert_eq!(shown, [(3, "н/2 хв/1".to_owned()), (1, String::new())]);
    assert_eq!(missed(&lessons), Missed { days: 1, lessons: 3, through_illness: 1, without_reason: 0 });
}

#[rstest]
#[tokio::test]
async fn a_cancelled_lesson_does_not_count(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let [algebra, _, english, history] = tuesday(&school, "Андрієнко");
    absent(&school, &[algebra, english, history], "н").await;
    school
        .db
        .tamper(school.id, "UPDATE lesson SET cancelled = TRUE WHERE held_on = '2026-11-24' AND period = 4")
        .await;
    let lessons = lessons_of(&school, "Андрієнко", WEEK).await;
    assert_eq!(missed(&lessons), Missed { days: 1, lessons: 2, ..Missed::default() });
}

#[rstest]
#[case::newcomer("Явір", day(2026, 11, 3), true)]
#[case::leaver("Гай", day(2026, 9, 1), true)]
#[case::all_the_year("Їжак", day(2026, 9, 1), false)]
#[tokio::test]
async fn days_outside_the_class_are_never_counted(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] first: NaiveDate,
    #[case] moved: bool,
) {
    let school = TestSchool::start(on).await;
    let lessons = lessons_of(&school, pupil, YEAR).await;
    let own = days(&lessons);
    assert_eq!(own.keys().next(), Some(&first));
    let last = own.keys().next_back().copied().unwrap();
    assert_eq!(last, if pupil == "Гай" { day(2026, 10, 1) } else { day(2027, 5, 27) });
    assert_eq!(lessons.iter().any(|lesson| !lesson.belongs && lesson.period == 1), moved);
}

#[rstest]
#[tokio::test]
async fn pupils_stand_in_the_order_of_the_alphabet(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let names: Vec<_> =
        attendance(&school, WEEK).await.into_iter().map(|own| own.pupil.name.surname).collect();
    assert_eq!(names, ["Андрієнко", "Гай", "Ґудзь", "Їжак", "Явір"]);
}

#[rstest]
#[tokio::test]
async fn a_class_is_known_with_its_teacher_and_year(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = class_id(&school);
    let known = school.reader().await.register_class(id).await.unwrap();
    assert_eq!((known.name, known.class_teacher), (class("8-А"), Some(school.person("Коваль"))));
    assert_eq!(known.class_teacher_name.unwrap().surname, "Коваль");
    assert_eq!((known.year.starts_on, known.year.ends_on), YEAR);
    let nowhere = school.reader().await.register_class(Id::new()).await;
    assert!(matches!(nowhere, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn only_absences_that_count_are_there_to_be_explained(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = class_id(&school);
    let [algebra, _, english, history] = tuesday(&school, "Андрієнко");
    absent(&school, &[algebra, english, history], "н").await;
    absent(&school, &[school.cell("Алгебра", TODAY, "Їжак")], "н").await;
    school
        .db
        .tamper(school.id, "UPDATE lesson SET cancelled = TRUE WHERE held_on = '2026-11-24' AND period = 4")
        .await;
    let found = school
        .reader()
        .await
        .absences_of_pupil(id, algebra.pupil, WEEK, school.person("Коваль"))
        .await
        .unwrap();
    let places: Vec<_> = found.iter().map(|absence| absence.column).collect();
    assert_eq!(places, [algebra.column, english.column]);
    assert!(found.iter().all(|absence| absence.stored.entry.absence == Some(Absence::Unknown)));
}

/// What stands beside the absence in another's pencil is not seen, and stays when a reason is given.
#[rstest]
#[tokio::test]
async fn a_reason_leaves_anothers_pencil_where_it_is(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = class_id(&school);
    let cell = school.cell("Історія України", TODAY, "Андрієнко");
    school.save("Мельник", cell.edit(0, crate::support::pencil("н 9"))).await;
    let koval = school.person("Коваль");
    let found = school.reader().await.absences_of_pupil(id, cell.pupil, WEEK, koval).await.unwrap();
    assert_eq!(found[0].stored.entry, typed("н"));
    let explained = klas_domain::Entry { absence: Some(Absence::Illness), ..found[0].stored.entry.clone() };
    let edit = JournalEdit { base: found[0].stored.version, ..cell.edit(0, explained) };
    school.save("Коваль", edit).await;
    let melnyk = school.person("Мельник");
    let kept = school.reader().await.absences_of_pupil(id, cell.pupil, WEEK, melnyk).await.unwrap();
    assert_eq!(kept[0].stored.entry, crate::support::pencil("хв 9"));
}

#[rstest]
#[tokio::test]
async fn another_school_finds_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = class_id(&school);
    absent(&school, &[school.algebra("Андрієнко")], "н").await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    assert!(matches!(stranger.register_class(id).await, Err(StoreError::NotFound)));
    assert_eq!(stranger.attendance(id, YEAR).await.unwrap(), []);
    let (pupil, koval) = (school.person("Андрієнко"), school.person("Коваль"));
    assert_eq!(stranger.absences_of_pupil(id, pupil, YEAR, koval).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_class_teacher_is_known_by_the_class(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let led = async |name: &str, login: &str| -> Vec<ClassName> {
        let person = school.person(name);
        school.store.add_account(school.id, person, login, "hash".to_owned()).await.unwrap();
        let account = school.store.credentials(login).await.unwrap().unwrap().account_id;
        let token = login.as_bytes().to_vec();
        let now = crate::support::now();
        let later = now + chrono::TimeDelta::days(1);
        school.store.open_session(account, None, token.clone(), now..later).await.unwrap();
        let known = school.store.session(token, now).await.unwrap().unwrap().person;
        known.classes.into_iter().map(|(_, name)| name).collect()
    };
    assert_eq!(led("Коваль", "koval").await, [class("8-А")]);
    assert_eq!(led("Мельник", "melnyk").await, []);
}
