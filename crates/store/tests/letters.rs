//! Addresses of accounts, the letters of the week – one for each guardian, once – and letters at once.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{
    Id,
    notice::{Choice, GRACE, Kind, Preferences},
};
use klas_store::notice::{AccountEmail, LetterEnd, Mail, MailEnd, What};
use rstest::rstest;

use crate::{
    notices::later,
    support::{Engine, Postgres, Sqlite, TODAY, TestSchool, day, kyiv, now, typed},
};

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

impl TestSchool {
    /// The mother has an address and wants letters at once of these kinds.
    async fn mailed(&self, kinds: &[Kind]) {
        self.confirm("mother", "mother@example.com").await;
        let (mother, pupil) = (self.person("Юрченко"), self.person("Андрієнко"));
        let choice = Choice { at_once: true, mailed: true, weekly: true };
        let choices = kinds.iter().map(|kind| ((pupil, *kind), choice)).collect();
        self.store.prefer(self.id, mother, Preferences { choices, ..Preferences::default() }).await.unwrap();
    }

    async fn take_mails(&self, at: DateTime<Utc>) -> Vec<Mail> {
        self.store.take_mails(self.id, at, at + TimeDelta::minutes(10)).await.unwrap()
    }

    async fn end_mail(&self, at: DateTime<Utc>, mail: &Mail, end: MailEnd) {
        let ends = mail.notices.iter().map(|notice| (*notice, end)).collect();
        self.store.end_mails(self.id, (at, at + TimeDelta::minutes(10)), ends).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn letters_at_once_are_of_absences_and_of_what_is_urgent(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.mailed(&[Kind::Absence, Kind::Urgent]).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н/2"))).await;
    school.announce_to_all(true).await;
    school.announce_to_all(false).await;
    school.make_at(now()).await;
    assert_eq!(school.take_mails(now()).await, [], "whoever mistyped puts it right");
    let at = now() + GRACE;
    let mails = school.take_mails(at).await;
    assert_eq!(mails.len(), 1, "one letter; her daughter has no address");
    assert_eq!((mails[0].address.as_str(), mails[0].notices.len()), ("mother@example.com", 2));
    assert_eq!(school.take_mails(at).await, [], "it is taken");
    school.end_mail(at, &mails[0], MailEnd::Failed).await;
    let again = at + TimeDelta::minutes(1);
    assert_eq!(school.take_mails(at).await, []);
    assert_eq!(school.take_mails(again).await, mails);
    school.end_mail(again, &mails[0], MailEnd::Wait(again + TimeDelta::hours(9))).await;
    assert_eq!(school.take_mails(again + TimeDelta::hours(8)).await, []);
    let morning = again + TimeDelta::hours(9);
    assert_eq!(school.take_mails(morning).await, mails);
    school.end_mail(morning, &mails[0], MailEnd::Sent).await;
    assert_eq!(school.take_mails(morning + TimeDelta::days(1)).await, [], "once");
}

#[rstest]
#[tokio::test]
async fn one_letter_tells_a_person_of_all_there_is(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.mailed(&[Kind::Urgent]).await;
    for _ in 0..25 {
        school.announce_to_all(true).await;
    }
    school.make_at(now()).await;
    let mails = school.take_mails(now() + GRACE).await;
    assert_eq!(mails.iter().map(|mail| mail.notices.len()).collect::<Vec<_>>(), [25]);
}

#[rstest]
#[tokio::test]
async fn an_absence_that_a_letter_told_is_taken_back_by_another(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.mailed(&[Kind::Absence]).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    let mails = school.take_mails(at).await;
    // Another lesson of the day, while the letter is on its way.
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(25), "Мельник", vec![history.edit(0, typed("н"))]).await;
    school.make_at(later(26)).await;
    school.end_mail(at, &mails[0], MailEnd::Sent).await;
    assert_eq!(school.take_mails(later(600)).await, [], "a day is told of once");
    school.save_at(later(700), "Мельник", vec![history.edit(1, typed(""))]).await;
    school.save_at(later(700), "Коваль", vec![cell.edit(1, typed(""))]).await;
    school.make_at(later(701)).await;
    let back = school.take_mails(later(701)).await;
    assert_eq!(back.len(), 1);
    assert_eq!(school.told_at("Юрченко", later(701)).await[0].what, What::Gone(TODAY));
}

#[rstest]
#[case::no_address_any_more(true)]
#[case::no_wish(false)]
#[tokio::test]
async fn nobody_is_written_to_who_cannot_or_will_not_be(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] address: bool,
) {
    let school = TestSchool::telling(on).await;
    school.mailed(&[Kind::Absence]).await;
    let mother = school.person("Юрченко");
    if !address {
        school.store.end_letters_at_once(school.id, mother).await.unwrap();
        let nobody = school.store.end_letters_at_once(school.id, Id::new()).await;
        assert!(matches!(nobody, Err(klas_store::StoreError::NotFound)));
    }
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let waiting = "SELECT count(*) FROM notice WHERE mail_at IS NOT NULL";
    assert_eq!(school.db.count(Some(school.id), waiting).await, i64::from(address));
    school.store.remove_email(school.account("mother").await).await.unwrap();
    assert_eq!(school.take_mails(now() + GRACE).await, []);
    assert_eq!(school.db.count(Some(school.id), waiting).await, 0);
}

#[rstest]
#[tokio::test]
async fn letters_that_no_mail_server_takes_end(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.mailed(&[Kind::Absence]).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let (mut at, mut attempts) = (now() + GRACE, 0);
    while let Some(own) = school.take_mails(at).await.first() {
        attempts += 1;
        school.end_mail(at, own, MailEnd::Failed).await;
        at += TimeDelta::hours(12);
    }
    assert_eq!(attempts, 7);
}
