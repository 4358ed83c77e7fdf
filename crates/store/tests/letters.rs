//! Addresses of accounts, and the letters of the week: one for each guardian, once.

use chrono::{DateTime, TimeDelta, Utc};
use klas_store::notice::{AccountEmail, LetterEnd};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool, day, kyiv, now};

const WEEK: chrono::NaiveDate = day(2026, 11, 23);

fn friday() -> DateTime<Utc> {
    kyiv(2026, 11, 27, 16, 0)
}

impl TestSchool {
    pub async fn confirm(&self, login: &str, address: &str) {
        let (account, code) = (self.account(login).await, address.as_bytes().to_vec());
        let until = now() + TimeDelta::days(1);
        let of = (address.to_owned(), "uk");
        assert!(self.store.ask_email(account, of, code.clone(), (now(), until)).await.unwrap());
        assert!(self.store.confirm_email(code, now()).await.unwrap());
    }
}

#[rstest]
#[tokio::test]
async fn an_address_counts_once_its_code_came_back(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let account = school.account("mother").await;
    let email = async || school.store.email_of(account).await.unwrap();
    let ask = async |address: &str, code: &[u8], at: DateTime<Utc>| {
        let of = (address.to_owned(), "uk");
        school.store.ask_email(account, of, code.to_vec(), (at, at + TimeDelta::days(1))).await.unwrap()
    };
    assert_eq!(email().await, AccountEmail::default());
    assert!(ask("mother@example.com", b"first", now()).await);
    assert!(!ask("mother@example.com", b"second", now() + TimeDelta::seconds(59)).await, "too often");
    let pending = Some("mother@example.com".to_owned());
    assert_eq!(email().await, AccountEmail { address: None, pending: pending.clone() });
    assert!(!school.store.confirm_email(b"second".to_vec(), now()).await.unwrap());
    let late = now() + TimeDelta::days(2);
    assert!(!school.store.confirm_email(b"first".to_vec(), late).await.unwrap(), "too late");
    assert!(school.store.confirm_email(b"first".to_vec(), now()).await.unwrap());
    assert!(!school.store.confirm_email(b"first".to_vec(), now()).await.unwrap(), "once");
    assert_eq!(email().await, AccountEmail { address: pending.clone(), pending: None });
    assert!(ask("new@example.com", b"third", now() + TimeDelta::minutes(2)).await);
    assert_eq!(email().await, AccountEmail { address: pending, pending: Some("new@example.com".to_owned()) });
    school.store.remove_email(account).await.unwrap();
    assert_eq!(email().await, AccountEmail::default());
    assert!(!school.store.confirm_email(b"third".to_vec(), now() + TimeDelta::minutes(3)).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn each_guardian_with_an_address_is_written_to_once_a_week(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.confirm("mother", "mother@example.com").await;
    school.confirm("koval", "koval@example.com").await;
    let lease = friday() + TimeDelta::minutes(10);
    let take = async |at| school.store.take_letters(school.id, at, lease).await.unwrap();
    assert_eq!(take(friday()).await, []);
    school.store.plan_letters(school.id, WEEK, friday()).await.unwrap();
    let letters = take(friday()).await;
    assert_eq!(letters.len(), 1, "the teacher is nobody's guardian");
    assert_eq!((letters[0].address.as_str(), letters[0].week), ("mother@example.com", WEEK));
    assert_eq!(take(friday()).await, [], "it is taken");
    school.store.end_letter(school.id, letters[0].clone(), LetterEnd::Failed, friday()).await.unwrap();
    assert_eq!(take(friday()).await, []);
    let again = friday() + TimeDelta::minutes(1);
    let letters = take(again).await;
    assert_eq!(letters.len(), 1, "after a failed attempt");
    school.store.end_letter(school.id, letters[0].clone(), LetterEnd::Sent, again).await.unwrap();
    school.store.plan_letters(school.id, WEEK, again).await.unwrap();
    assert_eq!(take(again + TimeDelta::days(1)).await, [], "once a week");
    let next = day(2026, 11, 30);
    school.store.plan_letters(school.id, next, again + TimeDelta::days(7)).await.unwrap();
    assert_eq!(take(again + TimeDelta::days(7)).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_letter_of_a_past_week_or_to_nobody_waits_no_more(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.confirm("mother", "mother@example.com").await;
    let take =
        async |at| school.store.take_letters(school.id, at, at + TimeDelta::minutes(10)).await.unwrap();
    let waiting = "SELECT count(*) FROM letter WHERE next_try IS NOT NULL";
    school.store.plan_letters(school.id, WEEK, friday()).await.unwrap();
    assert_eq!(take(kyiv(2026, 11, 30, 0, 5)).await, [], "it is Monday");
    assert_eq!(school.db.count(Some(school.id), waiting).await, 0);
    let next = friday() + TimeDelta::days(7);
    school.store.plan_letters(school.id, day(2026, 11, 30), next).await.unwrap();
    assert_eq!(school.db.count(Some(school.id), waiting).await, 1);
    school.store.remove_email(school.account("mother").await).await.unwrap();
    assert_eq!(take(next).await, []);
    assert_eq!(school.db.count(Some(school.id), waiting).await, 0);
}

#[rstest]
#[tokio::test]
async fn a_secret_of_the_server_is_made_once(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (one, other) = (school.store.clone(), school.db.open().await);
    let keys = tokio::join!(one.server_key("vapid", vec![1; 32]), other.server_key("vapid", vec![2; 32]));
    let (one, other) = (keys.0.unwrap(), keys.1.unwrap());
    assert_eq!(one, other);
    assert_eq!(school.store.server_key("links", vec![3; 32]).await.unwrap(), [3; 32]);
    assert_eq!(school.store.server_key("vapid", vec![4; 32]).await.unwrap(), one);
}
