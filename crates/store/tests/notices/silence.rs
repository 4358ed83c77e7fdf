//! A day of which a device was told, or somebody read, is not told of again.

use chrono::TimeDelta;
use klas_domain::{
    Entry,
    notice::{GRACE, Kind},
};
use klas_store::notice::{Fate, JobEnd};
use rstest::rstest;

use super::later;
use crate::support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, now, typed};

#[rstest]
#[tokio::test]
async fn an_absence_that_nobody_explained_is_due_after_one_that_somebody_did(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values(false, true)] seen: bool,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    let ill = Entry { absence: Some(klas_domain::Absence::Illness), ..Entry::default() };
    school.save("Коваль", school.algebra("Андрієнко").edit(0, ill)).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    let due = school.reader().await.due_notices(at).await.unwrap();
    assert_eq!(due.len(), 1);
    school.store.settle_notices(school.id, at, vec![(due[0].notice, Fate::Drop)]).await.unwrap();
    if seen {
        school.store.see_notices(school.id, school.person("Юрченко"), at).await.unwrap();
    }
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(9000), "Мельник", vec![history.edit(0, typed("н"))]).await;
    school.make_at(later(9000)).await;
    let at = later(9000) + GRACE;
    assert_eq!(school.settle_all(at).await, 1);
    let jobs = school.store.take_jobs(school.id, at, at + TimeDelta::minutes(1)).await.unwrap();
    let (device, notices) = (&jobs[0][0].device, vec![jobs[0][0].notice]);
    school.store.end_jobs(school.id, at, device, notices, JobEnd::Sent).await.unwrap();
    let english = school.group_lesson("Англійська мова", 2, TODAY).column();
    let english = Cell { column: english, pupil: school.person("Андрієнко") };
    school.save_at(later(12_000), "Мельник", vec![english.edit(0, typed("н"))]).await;
    school.make_at(later(12_000)).await;
    assert_eq!(school.settle_all(later(12_000) + GRACE).await, 0, "a day is told of once");
}

#[rstest]
#[tokio::test]
async fn an_absence_that_was_read_before_a_device_told_it_leaves_the_rest_of_the_day_silent(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    school.store.see_notices(school.id, school.person("Юрченко"), later(10)).await.unwrap();
    let due = school.reader().await.due_notices(now() + GRACE).await.unwrap();
    school.store.settle_notices(school.id, now() + GRACE, vec![(due[0].notice, Fate::Drop)]).await.unwrap();
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(9000), "Мельник", vec![history.edit(0, typed("н"))]).await;
    let told = school.told_at("Юрченко", later(9000)).await;
    assert!(told[0].seen, "{told:?}");
    assert_eq!(school.settle_all(later(9000) + GRACE).await, 0);
}

/// What a class-mate has at the lesson that the absence was told of makes the next one no first.
#[rstest]
#[case::a_class_mate("Ґудзь", 0, "8")]
#[case::a_mark_beside_the_absence("Андрієнко", 1, "н/8")]
#[tokio::test]
async fn what_changes_at_the_lesson_of_an_absence_leaves_the_rest_of_the_day_silent(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] base: i32,
    #[case] entry: &str,
) {
    let school = TestSchool::telling(on).await;
    let mate = school.person("Ґудзь");
    school.store.add_account(school.id, mate, "mate", "hash".to_owned()).await.unwrap();
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    school.store.see_notices(school.id, school.person("Юрченко"), later(10)).await.unwrap();
    let due = school.reader().await.due_notices(now() + GRACE).await.unwrap();
    school.store.settle_notices(school.id, now() + GRACE, vec![(due[0].notice, Fate::Drop)]).await.unwrap();
    let again = school.algebra(pupil).edit(base, typed(entry));
    school.save_at(later(8990), "Коваль", vec![again]).await;
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(9000), "Мельник", vec![history.edit(0, typed("н"))]).await;
    let told = school.told_at("Юрченко", later(9000)).await;
    let day = told.iter().find(|own| own.kind == Kind::Absence).unwrap();
    assert!(day.seen, "{told:?}");
    let due = school.reader().await.due_notices(later(9000) + GRACE).await.unwrap();
    assert!(due.iter().all(|own| own.kind != Kind::Absence), "{due:?}");
}

/// What waits for a device, and what is on its way to it, says the day as it stands when it is sent.
#[rstest]
#[case::between_two_attempts(true)]
#[case::while_it_is_on_its_way(false)]
#[tokio::test]
async fn an_absence_that_comes_while_an_earlier_one_of_the_day_is_sent_is_not_told_again(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] between: bool,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let mut at = now() + GRACE;
    assert_eq!(school.settle_all(at).await, 1);
    let take = async |at| school.store.take_jobs(school.id, at, at + TimeDelta::minutes(10)).await.unwrap();
    let job = take(at).await.remove(0).remove(0);
    let end = async |at, end| {
        school.store.end_jobs(school.id, at, &job.device, vec![job.notice], end).await.unwrap();
    };
    if between {
        end(at, JobEnd::Failed).await;
    }
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(50), "Мельник", vec![history.edit(0, typed("н"))]).await;
    school.make_at(later(55)).await;
    at += TimeDelta::minutes(1);
    assert_eq!(take(at).await.len(), usize::from(between));
    end(at, JobEnd::Sent).await;
    assert_eq!(school.settle_all(at + TimeDelta::minutes(1)).await, 0);
    assert!(take(at + TimeDelta::hours(1)).await.is_empty());
}
