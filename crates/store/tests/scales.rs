//! The scales that the school chooses.

use klas_domain::{
    EditOutcome, Entry, EntryError, Id, Mark, Scale,
    bundle::{Bundle, CourseKey, CourseLoad},
    calendar::AcademicYear,
    edit::Refusal,
    id::of,
};
use klas_store::{
    StoreError,
    history::ChainState,
    summative::{ScaleWish, Setting},
};
use rstest::rstest;

use crate::support::{
    Engine, Postgres, Sqlite, TODAY, TestSchool, YEAR, bundle, class, day, now, saved, typed,
};

fn setting(school: &TestSchool) -> Setting {
    Setting { school: school.id, author: school.person("Коваль"), now: now() }
}

async fn set(school: &TestSchool, wishes: Vec<ScaleWish>) -> Result<(), Vec<ScaleWish>> {
    school.store.set_scales(setting(school), school.year, wishes).await.unwrap()
}

async fn subject(school: &TestSchool, name: &str) -> (Id<of::Subject>, bool) {
    let subjects = school.reader().await.subject_scales(school.year).await.unwrap();
    let found = subjects.into_iter().find(|own| own.subject == name).unwrap();
    (found.id, found.passes)
}

#[rstest]
#[tokio::test]
async fn a_subject_is_passed_or_not_whatever_the_class(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, passes) = subject(&school, "Алгебра").await;
    assert!(!passes);
    assert_eq!(set(&school, vec![ScaleWish::Subject(algebra, true)]).await, Ok(()));
    assert_eq!(subject(&school, "Алгебра").await, (algebra, true));
    let course = school.reader().await.course(school.course("Алгебра").id).await.unwrap();
    assert_eq!(course.scale, Scale::Pass);
    let mut reader = school.reader().await;
    let (year_id, year) = reader.year(TODAY).await.unwrap();
    let seen = reader.subjects_of_pupil(school.person("Їжак"), (year_id, &year), TODAY, now()).await.unwrap();
    let algebra_seen = seen.iter().find(|own| own.subject == "Алгебра").unwrap();
    assert_eq!(algebra_seen.scale, Scale::Pass, "the family is told of the same scale");
    drop(reader);
    let refused = school.save("Коваль", school.algebra("Їжак").edit(0, typed("9"))).await;
    assert!(matches!(refused, EditOutcome::Refused(Refusal::Entry(EntryError::Mark(_)))), "{refused:?}");
    let passed = Entry { mark: Some(Mark::Passed), ..Entry::default() };
    assert_eq!(school.save("Коваль", school.algebra("Їжак").edit(0, passed)).await, saved(1));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2));
}

#[rstest]
#[tokio::test]
async fn another_year_may_have_another_scale_and_begins_with_the_last(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let (algebra, _) = subject(&school, "Алгебра").await;
    assert_eq!(set(&school, vec![ScaleWish::Subject(algebra, true)]).await, Ok(()));
    let passed = Entry { mark: Some(Mark::Passed), ..Entry::default() };
    assert_eq!(school.save("Коваль", school.algebra("Їжак").edit(0, passed.clone())).await, saved(1));
    let course = CourseLoad {
        key: CourseKey { class: class("9-А"), group: None, subject: "Алгебра".to_owned() },
        teacher: None,
        weekly_tenths: 20,
    };
    let year = Some(AcademicYear::starting(YEAR + 1));
    school.take_in(Bundle { year, courses: vec![course], ..Bundle::default() }).await;
    let (next, _) = school.reader().await.year(day(2027, 9, 1)).await.unwrap();
    let subjects = school.reader().await.subject_scales(next).await.unwrap();
    assert!(subjects[0].passes, "as it was the year before");
    let points = vec![ScaleWish::Subject(algebra, false)];
    assert_eq!(school.store.set_scales(setting(&school), next, points).await.unwrap(), Ok(()));
    assert!(!school.reader().await.subject_scales(next).await.unwrap()[0].passes);
    assert_eq!(subject(&school, "Алгебра").await, (algebra, true), "what was marked stays as it was marked");
    let course = school.reader().await.course(school.course("Алгебра").id).await.unwrap();
    assert_eq!(course.scale, Scale::Pass);
    let another = school.save("Коваль", school.algebra("Ґудзь").edit(0, passed)).await;
    assert_eq!(another, saved(1), "and is marked so to its end");
}

#[rstest]
#[tokio::test]
async fn a_scale_with_marks_stays_and_takes_the_others_with_it(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, history) =
        (subject(&school, "Алгебра").await.0, subject(&school, "Історія України").await.0);
    assert_eq!(school.save("Коваль", school.algebra("Їжак").edit(0, typed("9"))).await, saved(1));
    let wishes = vec![ScaleWish::Subject(history, true), ScaleWish::Subject(algebra, true)];
    assert_eq!(set(&school, wishes).await, Err(vec![ScaleWish::Subject(algebra, true)]));
    assert!(!subject(&school, "Історія України").await.1, "all or none");
    let same = vec![ScaleWish::Subject(history, true), ScaleWish::Subject(algebra, false)];
    assert_eq!(set(&school, same).await, Ok(()), "what stays as it is may be marked");
}

#[rstest]
#[tokio::test]
async fn a_first_class_may_have_levels_and_an_eighth_has_points(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut files = bundle();
    files.courses.push(CourseLoad {
        key: CourseKey { class: class("1-А"), group: None, subject: "Мистецтво".to_owned() },
        teacher: None,
        weekly_tenths: 10,
    });
    school.take_in(files).await;
    let classes = school.reader().await.class_scales(school.year).await.unwrap();
    let names: Vec<_> = classes.iter().map(|own| (own.class.to_string(), own.scale)).collect();
    assert_eq!(names, [("1-А".to_owned(), Scale::Verbal)], "the eighth has no choice");
    let first = classes[0].id;
    assert_eq!(set(&school, vec![ScaleWish::Class(first, Scale::Levels)]).await, Ok(()));
    let classes = school.reader().await.class_scales(school.year).await.unwrap();
    assert_eq!(classes[0].scale, Scale::Levels);
    for (class, scale) in [(first, Scale::TwelvePoint), (school.course("Алгебра").class_id, Scale::Levels)]
    {
        let outcome = school
            .store
            .set_scales(setting(&school), school.year, vec![ScaleWish::Class(class, scale)])
            .await;
        assert!(matches!(outcome, Err(StoreError::NotFound)), "{outcome:?}");
    }
}
