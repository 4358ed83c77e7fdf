//! Reports of bullying: sent, taken up, and read by one person.

use chrono::{DateTime, Utc};
use klas_domain::{
    Id,
    bullying::{NEW_LIMIT, ReportOutcome, ReportState, TEXT_LIMIT},
    id::of,
};
use klas_store::{StoreError, acknowledgement::Sender, bullying::Duty, history::ChainState};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool, name, now};

impl TestSchool {
    fn reporter(&self) -> Sender {
        let (author, pupil) = (self.person("Юрченко"), self.person("Андрієнко"));
        Sender { school: self.id, author, pupil, now: now() }
    }

    /// The head, Коваль, names who is responsible.
    async fn name_officer(&self, officer: Option<Id<of::Person>>, at: DateTime<Utc>) {
        self.store.set_bullying_officer(self.id, self.person("Коваль"), at, officer).await.unwrap();
    }

    async fn report(&self, text: &str) -> (Id<of::BullyingReport>, ReportOutcome) {
        let id = Id::new();
        (id, self.store.report_bullying(self.reporter(), id, text.to_owned()).await.unwrap())
    }
}

#[rstest]
#[tokio::test]
async fn a_report_is_sent_once_and_its_state_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (id, outcome) = school.report(" Штовхають на перерві ").await;
    assert_eq!(outcome, ReportOutcome::Sent);
    let again = school.store.report_bullying(school.reporter(), id, "Ще раз".to_owned()).await.unwrap();
    assert_eq!(again, ReportOutcome::Sent);
    let own = school.reader().await.bullying_reports_by(school.person("Юрченко")).await.unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].text.as_str(), own[0].state), ("Штовхають на перерві", ReportState::New));
    assert_eq!((own[0].reporter.surname.as_str(), own[0].pupil.surname.as_str()), ("Юрченко", "Андрієнко"));
    assert_eq!(school.reader().await.bullying_reports().await.unwrap(), own);
    let later = now() + chrono::TimeDelta::hours(1);
    for state in [ReportState::InWork, ReportState::Closed] {
        assert!(school.store.set_report_state(school.id, later, id, state, |_| true).await.unwrap());
        let own = school.reader().await.bullying_reports().await.unwrap();
        assert_eq!((own[0].state, own[0].changed_at), (state, later));
    }
    let unknown =
        school.store.set_report_state(school.id, later, Id::new(), ReportState::New, |_| true).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    let nobody = school.reader().await.bullying_reports_by(school.person("Мельник")).await.unwrap();
    assert_eq!(nobody, []);
}

#[rstest]
#[case::nothing(" ".to_owned(), ReportOutcome::Empty)]
#[case::too_much("ї".repeat(TEXT_LIMIT + 1), ReportOutcome::TooLong)]
#[tokio::test]
async fn a_report_says_something_and_not_too_much(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] text: String,
    #[case] outcome: ReportOutcome,
) {
    let school = TestSchool::start(on).await;
    assert_eq!(school.report(&text).await.1, outcome);
    assert_eq!(school.reader().await.bullying_reports().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn no_more_new_reports_wait_than_one_person_has(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    for _ in 0..NEW_LIMIT {
        assert_eq!(school.report("Т").await.1, ReportOutcome::Sent);
    }
    assert_eq!(school.report("Т").await.1, ReportOutcome::TooMany);
}

#[rstest]
#[tokio::test]
async fn the_rule_hears_who_is_responsible_today(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (id, _) = school.report("Т").await;
    assert_eq!(school.reader().await.bullying_officer().await.unwrap(), None);
    let melnyk = school.person("Мельник");
    school.name_officer(Some(melnyk), now()).await;
    assert_eq!(school.reader().await.bullying_officer().await.unwrap(), Some(melnyk));
    let another = move |officer| officer != Some(melnyk);
    let state = ReportState::InWork;
    assert!(!school.store.set_report_state(school.id, now(), id, state, another).await.unwrap());
    assert_eq!(school.reader().await.bullying_reports().await.unwrap()[0].state, ReportState::New);
    school
        .db
        .tamper(
            school.id,
            &format!("DELETE FROM person_role WHERE person_id = {}", school.literal(melnyk.uuid())),
        )
        .await;
    assert_eq!(school.reader().await.bullying_officer().await.unwrap(), None, "who left is not responsible");
}

#[rstest]
#[tokio::test]
async fn each_change_of_who_is_responsible_stands_in_the_history(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (melnyk, later) = (school.person("Мельник"), now() + chrono::TimeDelta::hours(1));
    assert_eq!(school.reader().await.bullying_duties().await.unwrap(), []);
    for at in [now(), later] {
        school.name_officer(Some(melnyk), at).await;
    }
    school.name_officer(None, later).await;
    let named_by = name("Коваль Олена Петрівна");
    let officer = Some((melnyk, name("Мельник Петро Іванович")));
    let duties = school.reader().await.bullying_duties().await.unwrap();
    let first = Duty { officer, since: now(), named_by: named_by.clone() };
    assert_eq!(
        duties,
        [Duty { officer: None, since: later, named_by }, first],
        "the same named again is no change"
    );
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2));
    let secretly = format!("UPDATE school SET bullying_officer_id = {}", school.literal(melnyk.uuid()));
    school.db.tamper(school.id, &secretly).await;
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Altered(1));
}

#[rstest]
#[tokio::test]
async fn another_school_reads_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (id, _) = school.report("Т").await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    assert_eq!(school.store.read(other).await.unwrap().bullying_reports().await.unwrap(), []);
    let outcome = school.store.set_report_state(other, now(), id, ReportState::Closed, |_| true).await;
    assert!(matches!(outcome, Err(StoreError::NotFound)));
}
