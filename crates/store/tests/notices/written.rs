//! Announcements, messages, answers and reports: what people write to each other, and from whom a decision hides it.

use klas_domain::{
    Id,
    bullying::ReportState,
    excuse::{Excuse, ExcuseAnswer, ExcuseState},
    guardianship::Hidden,
    notice::Kind,
};
use klas_store::{acknowledgement::Sender, announcement::Announcer, notice::What, register::Keeper};
use rstest::rstest;

use super::later;
use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, now, typed};

#[rstest]
#[case::everything(Hidden::Everything, vec![])]
#[case::marks(Hidden::Marks, vec![Kind::Announcement, Kind::Message])]
#[case::messages(Hidden::Messages, vec![Kind::Announcement, Kind::Mark])]
#[tokio::test]
async fn what_a_decision_hides_is_told_to_nobody_it_hides_it_from(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] hidden: Hidden,
    #[case] told: Vec<Kind>,
) {
    let school = TestSchool::telling(on).await;
    school.restrict_mother(hidden).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    school.announce_to_all(false).await;
    school.talk("Коваль", "Вітаю").await;
    let mut kinds = school.kinds_told("Юрченко").await;
    kinds.sort_by_key(|kind| kind.code());
    assert_eq!(kinds, told);
    assert!(school.kinds_told("Андрієнко").await.contains(&Kind::Mark), "her daughter is told");
}

#[rstest]
#[tokio::test]
async fn announcements_messages_and_answers_are_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.announce_to_all(true).await;
    school.talk("Коваль", "Вітаю").await;
    let (pupil, mother) = (school.person("Андрієнко"), school.person("Юрченко"));
    let sender = Sender { school: school.id, author: mother, pupil, now: now() };
    let excuse =
        Excuse { from: TODAY, to: TODAY, kind: klas_domain::Absence::Illness, comment: String::new() };
    let note = Id::new();
    school.store.send_excuse(sender, note, excuse, None).await.unwrap().unwrap();
    let keeper = Keeper {
        school: school.id,
        class: school.course("Алгебра").class_id,
        author: school.person("Коваль"),
        now: later(30),
    };
    school.store.answer_excuse(keeper, note, ExcuseAnswer::Accepted, |_| true).await.unwrap();
    let told = school.told_at("Юрченко", later(60)).await;
    let kinds: Vec<_> = told.iter().map(|own| own.kind).collect();
    assert_eq!(kinds.len(), 3, "{told:?}");
    assert!([Kind::Urgent, Kind::Message, Kind::Answer].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    let answer = told.iter().find(|own| own.kind == Kind::Answer).unwrap();
    assert_eq!(answer.what, What::Excuse(TODAY, TODAY, ExcuseState::Accepted));
    assert_eq!(school.kinds_told("Коваль").await, [Kind::Message], "what the mother wrote");
    assert_eq!(school.kinds_told("Андрієнко").await, [Kind::Urgent], "her daughter writes to nobody");
}

#[rstest]
#[tokio::test]
async fn a_withdrawn_announcement_is_told_no_more(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let id = school.announce_to_all(false).await;
    assert_eq!(school.kinds_told("Юрченко").await, [Kind::Announcement]);
    let announcer = Announcer { school: school.id, author: school.person("Коваль"), now: now() };
    school.store.withdraw_announcement(announcer, id, |_| true).await.unwrap();
    assert_eq!(school.kinds_told("Юрченко").await, []);
}

#[rstest]
#[tokio::test]
async fn a_report_is_told_to_who_is_responsible_and_its_state_to_who_wrote_it(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    let (melnyk, koval) = (school.person("Мельник"), school.person("Коваль"));
    school.store.set_bullying_officer(school.id, melnyk, now(), Some(melnyk)).await.unwrap();
    let pupil = school.person("Андрієнко");
    let sender = Sender { school: school.id, author: pupil, pupil, now: now() };
    let report = Id::new();
    school.store.report_bullying(sender, report, "Мене ображають".to_owned()).await.unwrap();
    let told = school.told_at("Мельник", later(60)).await;
    assert_eq!((told.len(), told[0].kind, &told[0].what), (1, Kind::Report, &What::Report));
    assert!(!format!("{told:?}").contains("ображають"));
    assert_eq!(school.kinds_told("Коваль").await, []);
    school.store.set_report_state(school.id, later(60), report, ReportState::InWork, |_| true).await.unwrap();
    let told = school.told_at("Андрієнко", later(90)).await;
    assert_eq!((told.len(), &told[0].what), (1, &What::ReportState(ReportState::InWork)));
    assert_eq!(school.kinds_told("Юрченко").await, [], "a pupil's report is not the mother's");
    school.store.set_bullying_officer(school.id, koval, later(120), None).await.unwrap();
    let told = school.told_at("Мельник", later(180)).await;
    assert_eq!((told[0].kind, &told[0].what), (Kind::Report, &What::Duty(false)), "nobody reads in silence");
    school.store.set_bullying_officer(school.id, koval, later(240), Some(melnyk)).await.unwrap();
    let told = school.told_at("Мельник", later(300)).await;
    assert_eq!((told.len(), &told[0].what, told[0].seen), (2, &What::Duty(true), false));
    assert_eq!(school.told_at("Коваль", later(300)).await, [], "whoever names knows");
}

#[rstest]
#[case::marks(Hidden::Marks, vec![Kind::ReportState])]
#[case::everything(Hidden::Everything, vec![])]
#[tokio::test]
async fn whoever_may_report_is_told_what_became_of_it(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] hidden: Hidden,
    #[case] told: Vec<Kind>,
) {
    let school = TestSchool::telling(on).await;
    let (mother, pupil) = (school.person("Юрченко"), school.person("Андрієнко"));
    let sender = Sender { school: school.id, author: mother, pupil, now: now() };
    let report = Id::new();
    school.store.report_bullying(sender, report, "Дочку ображають".to_owned()).await.unwrap();
    school.restrict_mother(hidden).await;
    school.store.set_report_state(school.id, later(1), report, ReportState::InWork, |_| true).await.unwrap();
    assert_eq!(school.kinds_told("Юрченко").await, told);
}
