//! Names that are corrected: the person stays the same in everything else, files included.

use klas_domain::{
    Id,
    bundle::Bundle,
    naming::{NAME_LIMIT, NameError, NamePart},
    school::PersonName,
};
use klas_store::{Changes, StoreError, naming::NameOutcome, summative::Setting};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool, bundle, name, now};

fn setting(school: &TestSchool) -> Setting {
    Setting { school: school.id, author: school.person("Мельник"), now: now() }
}

async fn rename(school: &TestSchool, seen: &str, corrected: PersonName) -> NameOutcome {
    let person = school.person(&name(seen).short());
    school.store.rename(setting(school), person, name(seen), corrected).await.unwrap()
}

async fn records(school: &TestSchool) -> i64 {
    let records = "SELECT count(*) FROM history WHERE kind = 'school' AND before LIKE '%\"surname\"%'";
    school.db.count(Some(school.id), records).await
}

#[rstest]
#[case::pupil(
    "Їжак Іван Олегович",
    "Їжакевич Іван Олегович",
    |own: &mut Bundle, corrected: PersonName| own.pupils[0].name = corrected
)]
#[case::guardian(
    "Юрченко Марія Юріївна",
    "Ткач Марія Юріївна",
    |own: &mut Bundle, corrected: PersonName| own.pupils[4].guardians[0].name = corrected
)]
#[case::teacher(
    "Коваль Олена Петрівна",
    "Бондар Олена Петрівна",
    |own: &mut Bundle, corrected: PersonName| {
        for course in &mut own.courses {
            if course.teacher.as_ref() == Some(&own.staff[0].name) {
                course.teacher = Some(corrected.clone());
            }
        }
        own.staff[0].name = corrected;
    }
)]
#[tokio::test]
async fn files_are_recognised_by_a_corrected_name(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] before: &str,
    #[case] after: &str,
    #[case] correct: fn(&mut Bundle, PersonName),
) {
    let school = TestSchool::start(on).await;
    for _ in 0..2 {
        assert_eq!(rename(&school, before, name(after)).await, NameOutcome::Saved);
    }
    assert_eq!(records(&school).await, 1, "the second time there was nothing to correct");
    let mut files = bundle();
    correct(&mut files, name(after));
    assert_eq!(school.take_in(files).await, Changes::default());
    let mut reader = school.reader().await;
    assert!(reader.people_called(before).await.unwrap().is_empty());
    let found = reader.people_called(after).await.unwrap();
    assert_eq!(found.iter().map(|own| own.id).collect::<Vec<_>>(), [school.person(&name(before).short())]);
}

#[rstest]
#[tokio::test]
async fn a_name_is_kept_tidy(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let typed = PersonName {
        surname: " Нечуй  Левицький\u{0} ".to_owned(),
        given: "Іван".to_owned(),
        patronymic: " ".to_owned(),
    };
    assert_eq!(rename(&school, "Їжак Іван Олегович", typed).await, NameOutcome::Saved);
    let found = school.reader().await.people_called("Нечуй Левицький Іван").await.unwrap();
    assert_eq!(found[0].name.surname, "Нечуй Левицький");
    assert_eq!(found[0].name.patronymic, "");
}

#[rstest]
#[tokio::test]
async fn a_name_may_be_that_of_another_pupil_born_on_the_same_day(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let corrected = name("Їжак Іван Олегович");
    assert_eq!(rename(&school, "Ґудзь Ганна Андріївна", corrected).await, NameOutcome::Saved);
    let found = school.reader().await.people_called("Їжак Іван Олегович").await.unwrap();
    assert_eq!(found.len(), 2);
}

#[rstest]
#[tokio::test]
async fn what_somebody_else_corrected_meanwhile_is_not_written_over(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let first = rename(&school, "Їжак Іван Олегович", name("Їжак Ігор Олегович")).await;
    let second = rename(&school, "Їжак Іван Олегович", name("Їжак Ілля Олегович")).await;
    assert_eq!((first, second), (NameOutcome::Saved, NameOutcome::Conflict));
    assert_eq!(records(&school).await, 1);
}

#[rstest]
#[case(PersonName { surname: " ".to_owned(), ..name("Їжак Іван") }, NameError::Missing(NamePart::Surname))]
#[case(PersonName { given: String::new(), ..name("Їжак Іван") }, NameError::Missing(NamePart::Given))]
#[case(
    PersonName { patronymic: "ї".repeat(NAME_LIMIT + 1), ..name("Їжак Іван") },
    NameError::TooLong(NamePart::Patronymic)
)]
#[tokio::test]
async fn a_name_that_cannot_be_is_refused(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] corrected: PersonName,
    #[case] error: NameError,
) {
    let school = TestSchool::start(on).await;
    assert_eq!(rename(&school, "Їжак Іван Олегович", corrected).await, NameOutcome::Refused(error));
    assert_eq!(records(&school).await, 0);
}

#[rstest]
#[tokio::test]
async fn nobody_of_another_school_is_renamed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let seen = name("Їжак Іван Олегович");
    let nobody = school.store.rename(setting(&school), Id::new(), seen.clone(), seen).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)), "{nobody:?}");
}

#[rstest]
#[case("їжак", &["Їжак Іван Олегович"])]
#[case("ол гай", &["Гай Олег Романович"])]
#[case("юр", &["Юрченко Марія Юріївна"])]
#[tokio::test]
async fn people_are_found_by_the_beginnings_of_their_names(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] words: &str,
    #[case] expected: &[&str],
) {
    let school = TestSchool::start(on).await;
    let found = school.reader().await.people_like(words, 50).await.unwrap();
    assert_eq!(found.iter().map(|own| own.name.full()).collect::<Vec<_>>(), expected);
    assert!(school.reader().await.people_like("жак", 50).await.unwrap().is_empty());
    assert_eq!(school.reader().await.people_like("", 2).await.unwrap().len(), 2);
}
