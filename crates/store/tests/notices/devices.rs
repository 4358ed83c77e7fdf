//! Devices: until when they are told, that they are told once, and which of them are silenced.

use chrono::TimeDelta;
use klas_domain::notice::GRACE;
use klas_store::notice::JobEnd;
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool, now, typed};

#[rstest]
#[tokio::test]
async fn a_device_is_told_after_the_grace_and_until_it_is_gone(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.device("mother", "https://push.example/2", b"two").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    assert_eq!(school.settle_all(now()).await, 0, "the grace");
    let at = now() + GRACE;
    assert_eq!(school.settle_all(at).await, 1, "the mother; her daughter has no device");
    assert_eq!(school.settle_all(at).await, 0, "once");
    let lease = at + TimeDelta::minutes(1);
    let mut jobs = school.store.take_jobs(school.id, at, lease).await.unwrap();
    assert_eq!(jobs.len(), 2, "{jobs:?}");
    assert!(school.store.take_jobs(school.id, at, lease).await.unwrap().is_empty(), "they are taken");
    jobs.sort_by_key(|own| own[0].device.endpoint.clone());
    let end = async |at, jobs: &[klas_store::notice::Job], end| {
        let notices = jobs.iter().map(|job| job.notice).collect();
        school.store.end_jobs(school.id, at, &jobs[0].device, notices, end).await.unwrap();
    };
    end(at, &jobs[0], JobEnd::Gone).await;
    end(at, &jobs[1], JobEnd::Failed).await;
    let devices = school.store.devices(school.account("mother").await).await.unwrap();
    assert_eq!(devices.iter().map(|own| own.fails).collect::<Vec<_>>(), [true]);
    assert!(!school.told_at("Юрченко", at).await[0].told);
    let again = at + TimeDelta::minutes(1);
    let jobs = school.store.take_jobs(school.id, again, again + TimeDelta::minutes(1)).await.unwrap();
    assert_eq!(jobs.len(), 1);
    end(again, &jobs[0], JobEnd::Sent).await;
    assert!(school.told_at("Юрченко", again).await[0].told);
    let much_later = again + TimeDelta::days(1);
    assert!(school.store.take_jobs(school.id, much_later, much_later).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn jobs_that_are_put_off_come_again_and_that_is_no_attempt(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    school.settle_all(at).await;
    let jobs = school.store.take_jobs(school.id, at, at + TimeDelta::minutes(1)).await.unwrap();
    let morning = at + TimeDelta::hours(11);
    let later = vec![(jobs[0][0].notice, morning)];
    school.store.put_off_jobs(school.id, jobs[0][0].device.id, later).await.unwrap();
    let before = morning - TimeDelta::seconds(1);
    assert!(school.store.take_jobs(school.id, before, before).await.unwrap().is_empty());
    assert_eq!(school.store.take_jobs(school.id, morning, morning).await.unwrap(), jobs);
    let fresh = "SELECT count(*) FROM push_job WHERE attempts = 0";
    assert_eq!(school.db.count(Some(school.id), fresh).await, 1);
}

#[rstest]
#[tokio::test]
async fn attempts_end(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let mut at = now() + GRACE;
    school.settle_all(at).await;
    let mut attempts = 0;
    loop {
        let jobs = school.store.take_jobs(school.id, at, at + TimeDelta::minutes(1)).await.unwrap();
        let Some(own) = jobs.first() else { break };
        attempts += 1;
        school
            .store
            .end_jobs(school.id, at, &own[0].device, vec![own[0].notice], JobEnd::Failed)
            .await
            .unwrap();
        at += TimeDelta::hours(12);
    }
    assert_eq!(attempts, 7);
}

#[rstest]
#[tokio::test]
async fn signing_out_and_a_new_password_silence_devices(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let account = school.account("mother").await;
    let devices = async || school.store.devices(account).await.unwrap().len();
    school.device("mother", "https://push.example/1", b"one").await;
    school.device("mother", "https://push.example/2", b"two").await;
    school.store.close_session(b"one".to_vec(), now()).await.unwrap();
    assert_eq!(devices().await, 1);
    let lasts = now()..now() + TimeDelta::days(1);
    let pupil = school.account("pupil").await;
    school.store.open_session(pupil, None, b"pupil's".to_vec(), lasts.clone()).await.unwrap();
    school.store.carry_devices(b"two".to_vec(), b"pupil's".to_vec()).await.unwrap();
    school.store.close_session(b"pupil's".to_vec(), now()).await.unwrap();
    assert_eq!(devices().await, 1, "who signs in after her takes no device along");
    school.store.open_session(account, None, b"again".to_vec(), lasts).await.unwrap();
    school.store.carry_devices(b"two".to_vec(), b"again".to_vec()).await.unwrap();
    school.store.close_session(b"again".to_vec(), now()).await.unwrap();
    assert_eq!(devices().await, 0, "it went on with her new session");
    school.device("mother", "https://push.example/2", b"two").await;
    school.device("pupil", "https://push.example/2", b"three").await;
    assert_eq!(devices().await, 0, "a device is of one account");
    school.device("mother", "https://push.example/3", b"four").await;
    school.store.set_password("mother", "hash".to_owned(), now()).await.unwrap();
    assert_eq!(devices().await, 0);
    for number in 0..12 {
        school.device("mother", &format!("https://push.example/{number}/more"), b"five").await;
    }
    assert_eq!(devices().await, 10, "the oldest make room");
    let stranger = school.account("pupil").await;
    let own = school.store.devices(account).await.unwrap();
    school.store.remove_device(stranger, own[0].id).await.unwrap();
    assert_eq!(devices().await, 10, "another's device is not removed");
    school.store.remove_device(account, own[0].id).await.unwrap();
    assert_eq!(devices().await, 9);
}

#[rstest]
#[tokio::test]
async fn what_waits_for_a_device_goes_with_it(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    school.settle_all(at).await;
    school.store.close_session(b"one".to_vec(), at).await.unwrap();
    assert!(school.store.take_jobs(school.id, at, at).await.unwrap().is_empty());
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM push_job").await, 0);
}

#[rstest]
#[tokio::test]
async fn what_waits_for_a_device_goes_to_the_address_that_its_browser_has_now(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    school.settle_all(at).await;
    let take = async || school.store.take_jobs(school.id, at, at + TimeDelta::minutes(10)).await.unwrap();
    let before = take().await.remove(0).remove(0);
    let (old, new) = (Some("https://push.example/1"), "https://push.example/2");
    school.device_instead("pupil", "https://push.example/3", b"two", old).await;
    let devices = async |login: &str| school.store.devices(school.account(login).await).await.unwrap();
    assert_eq!(
        devices("mother").await,
        std::slice::from_ref(&before.device),
        "nobody else takes the place of her device"
    );
    school.device_instead("mother", new, b"again", old).await;
    let renewed = devices("mother").await.remove(0);
    assert_eq!((renewed.id, renewed.endpoint.as_str()), (before.device.id, new));
    assert_eq!(renewed.session, b"again");
    // The push service says of the old address that it knows it no more.
    school.store.end_jobs(school.id, at, &before.device, vec![before.notice], JobEnd::Gone).await.unwrap();
    let after = take().await.remove(0).remove(0);
    assert_eq!((after.notice, after.device.endpoint.as_str()), (before.notice, new));
    school.store.end_jobs(school.id, at, &after.device, vec![after.notice], JobEnd::Gone).await.unwrap();
    assert!(devices("mother").await.is_empty());
    school.device_instead("mother", new, b"again", old).await;
    assert_eq!(devices("mother").await.len(), 1, "what was forgotten meanwhile is told anew");
}
