//! The weeks of the diary that guardians acknowledge.

use klas_domain::acknowledgement::WeekError;
use klas_store::acknowledgement::Sender;
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool, day, now};

fn sender(school: &TestSchool) -> Sender {
    let (author, pupil) = (school.person("Юрченко"), school.person("Андрієнко"));
    Sender { school: school.id, author, pupil, now: now() }
}

#[rstest]
#[tokio::test]
async fn the_first_acknowledgement_of_a_week_counts(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let monday = day(2026, 11, 23);
    let mother = sender(&school);
    let later = Sender { now: now() + chrono::TimeDelta::hours(2), ..mother };
    let other = Sender { author: school.person("Мельник"), ..later };
    for signs in [mother, later, other] {
        assert_eq!(school.store.sign_week(signs, monday).await.unwrap(), Ok(()));
    }
    let mut reader = school.reader().await;
    let own = reader.week_signatures(mother.pupil, monday).await.unwrap();
    let known: Vec<_> = own.iter().map(|own| (own.name.surname.as_str(), own.at)).collect();
    assert_eq!(known, [("Юрченко", now()), ("Мельник", later.now)]);
    assert_eq!(reader.week_signatures(mother.pupil, day(2026, 11, 16)).await.unwrap(), []);
    let class = school.course("Алгебра").class_id;
    assert_eq!(reader.week_signatures_of_class(class).await.unwrap(), own);
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    assert_eq!(stranger.week_signatures_of_class(class).await.unwrap(), []);
    assert_eq!(stranger.week_signatures(mother.pupil, monday).await.unwrap(), []);
}

#[rstest]
#[case::the_next_week(day(2026, 11, 30), WeekError::NotBegun)]
#[case::before_the_year(day(2026, 8, 24), WeekError::OutsideYear)]
#[tokio::test]
async fn a_week_that_is_none_of_the_diary_is_refused(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] monday: chrono::NaiveDate,
    #[case] error: WeekError,
) {
    let school = TestSchool::start(on).await;
    assert_eq!(school.store.sign_week(sender(&school), monday).await.unwrap(), Err(error));
    let pupil = school.person("Андрієнко");
    assert_eq!(school.reader().await.week_signatures(pupil, monday).await.unwrap(), []);
}
