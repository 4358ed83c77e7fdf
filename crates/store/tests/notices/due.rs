//! What is due: read of many people together as of each alone, and decided once by two servers.

use chrono::TimeDelta;
use klas_domain::{
    guardianship::Hidden,
    notice::{Choice, GRACE, Kind, Preferences, QuietHours},
};
use klas_store::{announcement::Announcer, notice::Fate};
use rstest::rstest;

use super::later;
use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, now, typed};

/// What is asked of a batch's people together is what would be asked of each alone.
#[rstest]
#[tokio::test]
async fn whoever_is_due_comes_with_rights_wishes_and_what_there_is_to_say(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.device("pupil", "https://push.example/2", b"two").await;
    let (mother, pupil) = (school.person("Юрченко"), school.person("Андрієнко"));
    let quiet = QuietHours::new(22, 6, false).unwrap();
    let mut wanted = Preferences { quiet, ..Preferences::default() };
    wanted.choices.insert((pupil, Kind::Mark), Choice { at_once: true, mailed: false, weekly: false });
    school.store.prefer(school.id, mother, wanted).await.unwrap();
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н/9"))).await;
    let announcement = school.announce_to_all(false).await;
    school.make_at(later(60)).await;
    let announcer = Announcer { school: school.id, author: school.person("Коваль"), now: now() };
    school.store.withdraw_announcement(announcer, announcement, |_| true).await.unwrap();
    school.restrict_mother(Hidden::Marks).await;
    let at = later(120);
    let due = school.reader().await.due_persons(at).await.unwrap();
    assert_eq!(due.len(), 2, "{due:?}");
    for own in due {
        let person = own.actor.person;
        let account = school.account(if person == mother { "mother" } else { "pupil" }).await;
        let mut reader = school.reader().await;
        assert_eq!(own.actor, reader.identify(account, person, TODAY).await.unwrap().actor);
        assert_eq!(own.preferences, reader.preferences(person).await.unwrap());
        let mut notices = own.notices;
        notices.sort_by_key(|notice| std::cmp::Reverse((notice.at, notice.id)));
        assert_eq!(notices, reader.notices(person, at, 9).await.unwrap());
        assert_eq!((own.due.len(), notices.len()), (3, 2), "of what was withdrawn there is nothing to say");
    }
    let beside = school.store.add_school("Гімназія № 1").await.unwrap();
    assert!(school.store.read(beside).await.unwrap().due_persons(at).await.unwrap().is_empty());
    assert_eq!(school.settle_all(at).await, 6);
    assert!(school.reader().await.due_persons(at).await.unwrap().is_empty());
}

/// Two servers decide of the same notice, one of them late.
#[rstest]
#[tokio::test]
async fn what_another_server_put_off_stays_put_off(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    let due = school.reader().await.due_notices(at).await.unwrap();
    let morning = at + TimeDelta::hours(11);
    for fate in [Fate::Wait(morning), Fate::Drop] {
        school.store.settle_notices(school.id, at, vec![(due[0].notice, fate)]).await.unwrap();
    }
    assert_eq!(school.settle_all(at).await, 0);
    assert_eq!(school.settle_all(morning).await, 1);
}
