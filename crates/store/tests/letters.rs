//! Addresses of accounts, the letters of the week – one for each guardian, once – and letters at once.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{
    Id,
    calendar::Semester::First,
    column::{ColumnOf, Sum},
    notice::{Choice, GRACE, Kind, Preferences},
};
use klas_store::notice::{AccountEmail, LetterEnd, Mail, MailEnd, What};
use rstest::rstest;

use crate::{
    notices::later,
    support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, kyiv, now, pencil, typed},
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
    assert_eq!(letters[0].last, None, "it is the first");
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
    let letters = take(again + TimeDelta::days(7)).await;
    assert_eq!(letters.iter().map(|own| own.last).collect::<Vec<_>>(), [Some(again)], "it goes on there");
    let nothing = letters[0].clone();
    school
        .store
        .end_letter(school.id, nothing, LetterEnd::Nothing, again + TimeDelta::days(7))
        .await
        .unwrap();
    school.store.plan_letters(school.id, day(2026, 12, 7), again + TimeDelta::days(14)).await.unwrap();
    assert_eq!(
        take(again + TimeDelta::days(14)).await[0].last,
        Some(again),
        "what was not sent told nothing"
    );
}

/// What came for Anna's family from one second of the story to another: the entry, and which kinds of it.
async fn came(school: &TestSchool, since: i64, now: i64) -> Vec<(String, Vec<Kind>)> {
    let pupil = school.person("Андрієнко");
    let came = school.reader().await.came(pupil, later(since), later(now)).await.unwrap();
    came.into_iter().map(|own| (own.entry.to_string(), own.kinds)).collect()
}

#[rstest]
#[tokio::test]
async fn what_was_told_comes_again_only_where_it_changed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let told = |entry: &str, kinds: &[Kind]| vec![(entry.to_owned(), kinds.to_vec())];
    school.save_at(later(10), "Коваль", vec![cell.edit(0, typed("н/9"))]).await;
    school.save_at(later(10), "Коваль", vec![school.algebra("Їжак").edit(0, typed("3"))]).await;
    assert_eq!(came(&school, 0, 20).await, told("н/9", &[Kind::Mark, Kind::Absence]));
    assert_eq!(came(&school, 20, 30).await, []);
    school.save_at(later(40), "Коваль", vec![cell.edit(1, typed("хв/9"))]).await;
    assert_eq!(came(&school, 20, 50).await, [], "another reason is no news");
    school.save_at(later(60), "Коваль", vec![cell.edit(2, typed("хв/10"))]).await;
    assert_eq!(came(&school, 20, 70).await, told("хв/10", &[Kind::Mark]));
    assert_eq!(came(&school, 0, 70).await, told("хв/10", &[Kind::Mark, Kind::Absence]), "as it stands");
    school.save_at(later(80), "Коваль", vec![cell.edit(3, typed(""))]).await;
    assert_eq!(came(&school, 0, 90).await, [], "what is gone did not come");
}

#[rstest]
#[tokio::test]
async fn pencil_comes_when_it_is_published(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save_at(later(10), "Коваль", vec![cell.edit(0, pencil("н 9"))]).await;
    assert_eq!(came(&school, 0, 20).await, [("н".to_owned(), vec![Kind::Absence])]);
    school.save_at(later(30), "Коваль", vec![cell.edit(1, typed("н 9"))]).await;
    assert_eq!(came(&school, 20, 40).await, [("н/9".to_owned(), vec![Kind::Mark])]);
}

#[rstest]
#[tokio::test]
async fn a_mark_comes_at_the_hour_of_publication(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.store.set_settings(school.setting(), 14, Some(18)).await.unwrap();
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    let hour = (kyiv(2026, 11, 24, 18, 0) - now()).num_seconds();
    assert_eq!(came(&school, -10, 10).await, [], "nobody sees it yet");
    assert_eq!(came(&school, 10, hour).await, [("9".to_owned(), vec![Kind::Mark])]);
    assert_eq!(came(&school, hour, hour + 10).await, []);
}

/// Of a lesson long past, and of what sums up.
#[rstest]
#[tokio::test]
async fn it_comes_when_it_is_entered_whatever_it_is_of(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let pupil = school.person("Андрієнко");
    let semester = Cell { column: Sum::Semester(First).id(school.course("Алгебра").id), pupil };
    school.save("Коваль", semester.edit(0, typed("10"))).await;
    school.save("Коваль", school.cell("Алгебра", day(2026, 9, 3), "Андрієнко").edit(0, typed("8"))).await;
    let came = school.reader().await.came(pupil, later(-1), later(1)).await.unwrap();
    let days: Vec<_> = came.iter().map(|own| (own.subject.as_str(), own.day)).collect();
    assert_eq!(days, [("Алгебра", Some(day(2026, 9, 3))), ("Алгебра", None)]);
    assert!(matches!(came[1].column, ColumnOf::Sum { sum: Sum::Semester(First), .. }), "{came:?}");
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
