//! What is new and what was seen, what is told once or not at all, and what each person has chosen.

use chrono::TimeDelta;
use klas_domain::{
    Id,
    guardianship::Hidden,
    notice::{Choice, Detail, Kind, Preferences, QuietHours},
};
use klas_store::announcement::Announcer;
use rstest::rstest;

use super::later;
use crate::support::{Engine, Postgres, Sqlite, TestSchool, now, typed};

#[rstest]
#[tokio::test]
async fn two_servers_tell_once(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    school.announce_to_all(false).await;
    let other = school.db.open().await;
    let made = tokio::join!(
        school.store.make_notices(school.id, later(1)),
        other.make_notices(school.id, later(1)),
    );
    made.0.unwrap();
    made.1.unwrap();
    assert_eq!(school.kinds_told("Юрченко").await.len(), 2);
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM notice_event").await, 0);
    school.store.see_notices(school.id, school.person("Юрченко"), later(60)).await.unwrap();
    school.make_at(later(61)).await;
    let told = school.told_at("Юрченко", later(61)).await;
    assert!(told.iter().all(|own| own.seen), "nothing is told anew");
}

#[rstest]
#[tokio::test]
async fn what_is_long_past_is_not_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    school.announce_to_all(false).await;
    assert_eq!(school.told_at("Юрченко", now() + TimeDelta::days(8)).await, []);
    // An absence of a month ago, entered today.
    let day = school.algebra_days()[2];
    school.save("Коваль", school.cell("Алгебра", day, "Андрієнко").edit(0, typed("н"))).await;
    assert_eq!(school.kinds_told("Юрченко").await, []);
}

#[rstest]
#[tokio::test]
async fn the_number_of_new_ones_goes_when_they_are_seen(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    assert_eq!(school.unseen_by_mother(now()).await, 0);
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н/9"))).await;
    school.make_at(later(60)).await;
    assert_eq!(school.unseen_by_mother(later(60)).await, 2);
    school.store.see_notices(school.id, school.person("Юрченко"), later(60)).await.unwrap();
    assert_eq!(school.unseen_by_mother(later(60)).await, 0);
    school.store.forget_notices(school.id, later(60)).await.unwrap();
    assert_eq!(school.told_at("Юрченко", later(60)).await, []);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_opened_any_more_is_not_new(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let id = school.announce_to_all(false).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    school.talk("Коваль", "Вітаю").await;
    school.make_at(later(60)).await;
    assert_eq!(school.unseen_by_mother(later(60)).await, 3);
    let announcer = Announcer { school: school.id, author: school.person("Коваль"), now: now() };
    school.store.withdraw_announcement(announcer, id, |_| true).await.unwrap();
    assert_eq!(school.unseen_by_mother(later(60)).await, 2, "the announcement was withdrawn");
    school.restrict_mother(Hidden::Marks).await;
    assert_eq!(school.unseen_by_mother(later(60)).await, 1, "the message alone is left");
}

#[rstest]
#[tokio::test]
async fn choices_are_kept_for_each_child_and_person(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let (mother, pupil) = (school.person("Юрченко"), school.person("Андрієнко"));
    let kept = async |person| school.reader().await.preferences(person).await.unwrap();
    assert_eq!(kept(mother).await, Preferences::default());
    let mut own = Preferences {
        quiet: QuietHours::new(22, 6, false).unwrap(),
        detail: Detail::Full,
        no_letter: false,
        ..Preferences::default()
    };
    own.choices.insert((pupil, Kind::Mark), Choice { at_once: true, mailed: true, weekly: false });
    school.store.prefer(school.id, mother, own.clone()).await.unwrap();
    assert_eq!(kept(mother).await, own);
    own.choices.insert((pupil, Kind::Mark), Choice { at_once: false, mailed: false, weekly: true });
    school.store.prefer(school.id, mother, own.clone()).await.unwrap();
    assert_eq!(kept(mother).await, own);
    assert_eq!(kept(pupil).await, Preferences::default());
    school.store.end_letters(school.id, mother).await.unwrap();
    assert_eq!(kept(mother).await, Preferences { no_letter: true, ..own });
    let nobody = school.store.end_letters(school.id, Id::new()).await;
    assert!(matches!(nobody, Err(klas_store::StoreError::NotFound)));
}
