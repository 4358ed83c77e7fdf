//! What comes after the archive: the gate that keeps its year, how long it is kept, the nightly checks.

use chrono::{Days, TimeDelta};
use klas_domain::{
    EditOutcome, Id,
    archive::Signatory,
    briefing::{Briefing, BriefingEdit, BriefingKind},
    calendar::Semester,
    column::{ColumnChange, Work},
    council::DecisionEdit,
    edit::{LessonEdit, LessonText, Refusal},
    plan::PlanChange,
    retention::{Retention, SHORTEST},
};
use klas_store::{
    Changes, Result, StoreError,
    archive::{NewContainer, SeenContainer, Signing, Stale},
    closing::Closer,
    history::ChainState,
    plan::{PlanWish, Planner},
    register::{Council, Keeper},
    summative::{Change, ScaleWish, Setting},
};
use rstest::rstest;
use sha2::{Digest, Sha256};

use crate::{
    closing::{close_first, closer},
    package::{container, seen, signature},
    support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, class, now, saved, typed},
};

fn setting(school: &TestSchool) -> Setting {
    Setting { school: school.id, author: school.person("Коваль"), now: now() }
}

/// A school whose 8-А is archived, with so many signatures.
pub async fn archived(on: Engine, signed: usize) -> TestSchool {
    let school = TestSchool::start(on).await;
    archive(&school, signed).await;
    school
}

/// Archives 8-А, with so many signatures.
pub async fn archive(school: &TestSchool, signed: usize) {
    assert!(school.store.keep_archive(school.id, container(school, b"one")).await.unwrap());
    let by = (school.person("Коваль"), now());
    for (version, role) in (1..).zip(Signatory::ALL).take(signed) {
        let signatures = vec![signature(school, role)];
        let seen = seen(school, version).await;
        let taken = school.store.sign_archive(school.id, seen, b"signed".to_vec(), signatures, by);
        assert_eq!(taken.await.unwrap(), Signing::Kept);
    }
}

fn is_archived<T: std::fmt::Debug>(result: Result<T>, what: &str) {
    match result {
        Err(StoreError::Archived(locked)) => {
            assert_eq!(
                (locked.name.to_string().as_str(), locked.year.as_str()),
                ("8-А", "2026/2027"),
                "{what}"
            );
        }
        other => panic!("{what}: {other:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn a_year_is_written_until_the_head_has_signed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 1).await;
    let before = seen(&school, 2).await;
    assert_eq!(school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("8"))).await, saved(1));
    let class = school.course("Алгебра").class_id;
    assert!(!school.reader().await.register_class(class).await.unwrap().archived);
    let by = (school.person("Коваль"), now());
    let sign = async |container| {
        let signatures = vec![signature(&school, Signatory::Head)];
        school.store.sign_archive(school.id, container, b"both".to_vec(), signatures, by).await.unwrap()
    };
    assert_eq!(sign(before).await, Signing::Outdated, "what was written meanwhile would be lost");
    assert!(!school.reader().await.register_class(class).await.unwrap().archived);
    assert_eq!(sign(seen(&school, 2).await).await, Signing::Kept);
    let refused = school.save("Коваль", school.algebra("Андрієнко").edit(1, typed("9"))).await;
    assert_eq!(refused, EditOutcome::Refused(Refusal::Archived));
    assert!(school.reader().await.register_class(class).await.unwrap().archived);
    assert!(school.reader().await.course(school.course("Алгебра").id).await.unwrap().archived);
    // The history knows who signed.
    let whole = school.store.walk_history(school.id, None).await.unwrap();
    assert_eq!(whole.state, ChainState::Whole(3));
    assert_eq!(
        school.reader().await.history_of_class(class).await.unwrap().len(),
        1,
        "an archive is not its own"
    );
}

/// Signs a container that was looked at.
pub async fn sign(school: &TestSchool, container: SeenContainer, role: Signatory) -> Signing {
    let by = (school.person("Коваль"), now());
    let signatures = vec![signature(school, role)];
    school.store.sign_archive(school.id, container, b"signed".to_vec(), signatures, by).await.unwrap()
}

/// The school is closed after its classes, and open again where any course of it is: that is in no class's journal.
#[rstest]
#[tokio::test]
async fn what_is_made_of_a_class_stays_true_when_the_school_is_closed(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    close_first(&school).await;
    let eighth = school.course("Алгебра").class_id;
    let history = school.reader().await.history_of_class(eighth).await.unwrap();
    assert_eq!(history.last().map(|row| (row.kind.as_str(), row.object)), Some(("closing", eighth.uuid())));
    assert!(school.store.keep_archive(school.id, container(&school, b"one")).await.unwrap());
    let made = seen(&school, 1).await;
    assert_eq!(sign(&school, made, Signatory::ClassTeacher).await, Signing::Kept);
    let (year, first) = (school.year, Semester::First);
    assert_eq!(school.store.close_school(closer(&school), year, first).await.unwrap(), Ok(()));
    let courses = school.reader().await.courses(year, None).await.unwrap();
    let other = courses.iter().find(|course| course.class == class("8-Б")).unwrap().id;
    let reopened = school.store.reopen_course(closer(&school), other, first, "Помилка").await.unwrap();
    assert_eq!(reopened, Ok(()));
    assert_eq!(school.reader().await.school_closed(year, first).await.unwrap(), None);
    assert_eq!(school.reader().await.history_of_class(eighth).await.unwrap(), history);
    let seen = SeenContainer { version: 2, ..made };
    assert_eq!(sign(&school, seen, Signatory::Head).await, Signing::Kept);
}

/// What an import changes is told of the school: whoever looked at the container before looks again.
#[rstest]
#[tokio::test]
async fn what_is_imported_meanwhile_is_not_signed_unseen(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    assert!(school.store.keep_archive(school.id, container(&school, b"one")).await.unwrap());
    let before = seen(&school, 1).await;
    let mut bundle = bundle();
    bundle.pupils[0].address = Some("вул. Садова, 1".to_owned());
    assert!(!school.take_in(bundle).await.nothing());
    assert_eq!(sign(&school, before, Signatory::ClassTeacher).await, Signing::Changed);
    let after = seen(&school, 1).await;
    assert_eq!(after.last_change, before.last_change, "the class's history does not tell of it");
    assert_eq!(sign(&school, after, Signatory::ClassTeacher).await, Signing::Kept);
}

#[rstest]
#[tokio::test]
async fn the_history_says_which_container_was_signed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let class = school.course("Алгебра").class_id;
    let seal = async || school.reader().await.archive_seal(class).await.unwrap();
    assert!(school.store.keep_archive(school.id, container(&school, b"one")).await.unwrap());
    assert_eq!(seal().await, None, "nobody has signed it");
    let made = seen(&school, 1).await;
    assert_eq!(sign(&school, made, Signatory::ClassTeacher).await, Signing::Kept);
    assert_eq!(seal().await, Some(format!("{:x}", Sha256::digest(b"signed"))));
    let over = NewContainer { over_signed: Some(Stale::Outdated), ..container(&school, b"two") };
    assert!(school.store.keep_archive(school.id, over).await.unwrap());
    assert_eq!(seal().await, None, "the signature was taken off");
    let whole = school.store.walk_history(school.id, None).await.unwrap();
    assert_eq!(whole.state, ChainState::Whole(2));
}

#[rstest]
#[case::nobody_leads("DELETE FROM archive_signature WHERE role = 'head'")]
#[case::nobody_teaches("DELETE FROM archive_signature WHERE role = 'class-teacher'")]
#[case::another_certificate("UPDATE archive_signature SET serial = '0B' WHERE role = 'head'")]
#[case::from_another(
    "UPDATE archive_signature SET taken_from = (SELECT person_id FROM person WHERE surname = 'Мельник')"
)]
#[tokio::test]
async fn a_signature_behind_the_programs_back_shows(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] tampering: &str,
) {
    let school = archived(on, 2).await;
    let whole = school.store.walk_history(school.id, None).await.unwrap();
    assert_eq!(whole.state, ChainState::Whole(2));
    assert!(school.db.tamper(school.id, tampering).await > 0);
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Altered(1..)), "{state:?}");
    assert_eq!(whole.clone().with_altered(0).state, ChainState::Whole(2));
    assert_eq!(whole.with_altered(3).with_altered(1).state, ChainState::Altered(4));
}

#[rstest]
#[tokio::test]
async fn a_head_who_never_signed_shows(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 1).await;
    let signed = "UPDATE archive_signature SET role = 'head'";
    assert_eq!(school.db.tamper(school.id, signed).await, 1);
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Altered(1..)), "{state:?}");
}

#[rstest]
#[tokio::test]
async fn every_way_to_write_in_an_archived_journal_passes_one_gate(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 2).await;
    let (store, author) = (&school.store, school.person("Коваль"));
    let algebra = school.course("Алгебра");
    let (class, course) = (algebra.class_id, algebra.id);
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let before = school.reader().await.seq().await.unwrap();
    let edit = LessonEdit { id: Id::new(), lesson, base: 0, text: LessonText::default() };
    is_archived(store.write_lesson(school.id, author, now(), edit, |_| true).await, "words");
    let change = Change { school: school.id, course, author, now: now() };
    let work = vec![ColumnChange::AddWork { lesson, work: Work::Oral }];
    is_archived(store.change_columns(change, work, |_| true).await, "columns");
    let planner = Planner { school: school.id, course, author, now: now() };
    let wish = PlanWish::Change(PlanChange::Remove { number: 1 });
    is_archived(store.change_plan(planner, 1, wish, |_| true).await, "plan");
    let closer = Closer { school: school.id, author, now: now() };
    is_archived(store.reopen_course(closer, course, Semester::First, "помилка").await, "reopening");
    is_archived(store.close_class(closer, class, Semester::First, "").await, "closing");
    let council = Council { school: school.id, class, author, now: now() };
    let pupil = school.person("Андрієнко");
    let decision = DecisionEdit { id: Id::new(), pupil, base: 0, decision: None };
    is_archived(store.decide(council, vec![decision], |_| true).await, "decisions");
    let keeper = Keeper { school: school.id, class, author, now: now() };
    let says = Briefing {
        held_on: TODAY,
        kind: BriefingKind::Primary,
        topic: "Вогонь".to_owned(),
        held_by: "Коваль".to_owned(),
        present: Vec::new(),
        struck: false,
    };
    let briefing = BriefingEdit { id: Id::new(), briefing: Id::new(), base: 0, says };
    is_archived(store.write_briefing(keeper, briefing, |_| true).await, "briefings");
    is_archived(store.set_health_groups(keeper, Vec::new(), |_| true).await, "health groups");
    let subjects = school.reader().await.subject_scales(school.year).await.unwrap();
    let art = subjects.iter().find(|own| own.subject == "Мистецтво").unwrap().id;
    is_archived(
        store.set_scales(setting(&school), school.year, vec![ScaleWish::Subject(art, true)]).await,
        "scales",
    );
    let (_, calendar) = school.reader().await.year(TODAY).await.unwrap();
    is_archived(store.set_calendar(setting(&school), calendar, TODAY).await, "dates");
    assert_eq!(school.reader().await.seq().await.unwrap(), before, "nothing was written");
}

/// An intake leaves an archived class alone; the gate sees whether it did. Here the database makes its fault.
#[rstest]
#[tokio::test]
async fn an_intake_that_changes_an_archived_class_all_the_same_changes_nothing(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values(
        "school_class SET class_teacher_id = NULL",
        "enrolment SET order_number = '1-у'",
        "course SET weekly_tenths = weekly_tenths + 1",
        "group_member SET ends_on = '2026-11-01'",
        "lesson SET topic = 'Інше'",
        "timetable_slot SET room = '99'",
        "plan_line SET theme = 'Інша'"
    )]
    fault: &str,
) {
    let school = archived(on, 2).await;
    let fault = match school.db.engine {
        Sqlite => format!("CREATE TRIGGER fault AFTER UPDATE ON person BEGIN UPDATE {fault}; END"),
        Postgres => format!("CREATE RULE fault AS ON UPDATE TO person DO ALSO UPDATE {fault}"),
    };
    school.db.tamper(school.id, &fault).await;
    let mut files = bundle();
    files.pupils[0].address = Some("вул. Садова, 1".to_owned());
    is_archived(school.store.take_in(school.id, files, TODAY, false).await, &fault);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2));
    assert_eq!(school.take_in(bundle()).await, Changes::default(), "all is as it was");
}

#[rstest]
#[tokio::test]
async fn a_container_is_kept_as_long_as_the_school_says(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 2).await;
    assert_eq!(school.reader().await.retention().await.unwrap(), SHORTEST);
    let longer = Retention { journals: 10, summaries: 75 };
    assert!(school.store.set_retention(setting(&school), longer).await.unwrap());
    assert!(
        !school.store.set_retention(setting(&school), Retention { journals: 4, ..longer }).await.unwrap()
    );
    assert_eq!(school.reader().await.retention().await.unwrap(), longer);
    let kept = school.reader().await.containers().await.unwrap();
    let told: Vec<_> = kept.iter().map(|own| (own.name.to_string(), own.signed)).collect();
    assert_eq!(told, [("8-А".to_owned(), true)]);
    let (pupil, class) = (school.person("Андрієнко"), school.course("Алгебра").class_id);
    let years = school.reader().await.archived_years(pupil).await.unwrap();
    assert_eq!(years.iter().map(|(own, ..)| *own).collect::<Vec<_>>(), [class]);
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    assert_eq!(stranger.retention().await.unwrap(), SHORTEST);
    assert!(stranger.containers().await.unwrap().is_empty());
    assert!(stranger.archived_years(pupil).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn a_history_is_checked_once_a_day_by_one_server(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("8"))).await;
    let addresses = vec!["a@school.example".to_owned(), "b@city.example".to_owned()];
    school.store.set_digest_addresses(setting(&school), addresses.clone()).await.unwrap();
    assert_eq!(school.reader().await.digest_addresses().await.unwrap(), addresses);
    let begin = async |at| school.store.begin_check(school.id, TODAY, at).await.unwrap();
    assert!(begin(now()).await);
    assert!(!begin(now()).await, "another server makes it");
    assert!(school.reader().await.nightly_checks().await.unwrap().is_empty(), "it goes on");
    let again = now() + TimeDelta::hours(2);
    assert!(begin(again).await, "what was given up is taken over");
    let found = school.store.walk_history(school.id, None).await.unwrap();
    assert_eq!(found.state, ChainState::Whole(2));
    let end =
        async |begun| school.store.end_check(school.id, (TODAY, begun), found.clone(), again).await.unwrap();
    assert!(!end(now()).await, "whoever it was taken from keeps nothing");
    assert!(school.reader().await.nightly_checks().await.unwrap().is_empty());
    assert!(end(again).await);
    assert!(!end(again).await, "it ends once");
    assert!(!begin(now() + TimeDelta::hours(5)).await, "it was made");

    let check = school.reader().await.nightly_checks().await.unwrap().remove(0);
    assert_eq!((check.state, check.links, &check.digest), (found.state, 2, &found.digest));
    assert_eq!((check.at, check.sent, &check.unsent), (again, 0, &addresses));
    let take = async || school.store.take_unsent(school.id, TODAY).await.unwrap();
    let (taken, first) = take().await.unwrap();
    assert_eq!((&first, taken.unsent.as_slice()), (&addresses[0], &addresses[1..]));
    // Who could not be sent it waits behind the others, and who was sent it is counted at once.
    school.store.put_back_unsent(school.id, TODAY, first).await.unwrap();
    let (_, second) = take().await.unwrap();
    assert_eq!(second, addresses[1]);
    school.store.note_sent(school.id, TODAY).await.unwrap();
    let kept = school.reader().await.nightly_checks().await.unwrap().remove(0);
    assert_eq!((kept.sent, kept.unsent.as_slice()), (1, &addresses[..1]));
    assert_eq!(take().await.map(|(_, to)| to).as_ref(), Some(&addresses[0]));
    assert_eq!(take().await, None, "one server sends");
    school.store.put_back_unsent(school.id, TODAY, addresses[0].clone()).await.unwrap();
    assert_eq!(take().await.map(|(check, to)| (check.sent, to)), Some((1, addresses[0].clone())));

    // Whoever has an old digest finds it, and a made-up one is not there.
    school.save("Коваль", school.algebra("Андрієнко").edit(1, typed("9"))).await;
    let walked = school.store.walk_history(school.id, Some(&check.digest)).await.unwrap();
    assert_eq!((walked.found.map(|(row, _)| row), walked.links), (Some(2), 3));
    assert_ne!(walked.digest, check.digest);
    let walked = school.store.walk_history(school.id, Some(&[7; 32])).await.unwrap();
    assert_eq!((walked.state, walked.found), (ChainState::Whole(3), None));

    let tomorrow = TODAY + Days::new(1);
    assert!(school.db.tamper(school.id, "UPDATE history SET reason = 'x' WHERE seq = 2").await > 0);
    assert!(school.store.begin_check(school.id, tomorrow, now()).await.unwrap());
    let found = school.store.walk_history(school.id, Some(&check.digest)).await.unwrap();
    assert_eq!((found.state, found.links, found.found), (ChainState::BrokenAt(2), 1, None));
    assert!(school.store.end_check(school.id, (tomorrow, now()), found, now()).await.unwrap());
    let checks = school.reader().await.nightly_checks().await.unwrap();
    let states: Vec<_> = checks.iter().map(|own| own.state).collect();
    assert_eq!(states, [ChainState::BrokenAt(2), ChainState::Whole(2)], "the newest first");
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    assert!(school.store.read(other).await.unwrap().nightly_checks().await.unwrap().is_empty());
}
