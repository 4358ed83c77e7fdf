//! The package of a semester's documents, and the servers that make it.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{archive::Signatory, calendar::Semester, figures::Period};
use klas_store::{
    StoreError,
    archive::{ArchiveSignature, NewContainer, SeenContainer, Signing, Stale},
    history::ChainState,
    package::{Making, PackageFile, PackageKind, PackageOrder, PackageState, PackageWork},
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, now};

const LEASE: TimeDelta = TimeDelta::seconds(60);
const FIRST: Making = Making::Documents(Period::Semester(Semester::First));
const KIND: PackageKind = PackageKind::Documents;

async fn school_with_head(on: Engine) -> (TestSchool, PackageOrder) {
    let school = TestSchool::start(on).await;
    let author = school.person("Коваль");
    school.store.add_account(school.id, author, "koval", "hash".to_owned()).await.unwrap();
    let account = school.store.credentials("koval").await.unwrap().unwrap().account_id;
    let order = PackageOrder { school: school.id, what: FIRST, day: TODAY, account, author, now: now() };
    (school, order)
}

async fn take(school: &TestSchool, at: DateTime<Utc>) -> Option<PackageWork> {
    school.store.take_package(school.id, at, at + LEASE).await.unwrap()
}

fn file(name: &str, pages: u32) -> PackageFile {
    PackageFile { name: name.to_owned(), pages, content: name.as_bytes().to_vec() }
}

async fn keep(school: &TestSchool, work: &PackageWork, document: &str) -> bool {
    let files = vec![file(&format!("{document}.pdf"), 2), file(&format!("{document}.xlsx"), 0)];
    let until = now() + LEASE;
    school.store.keep_document(work.held, (document.to_owned(), 2), files, until).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_package_is_made_document_by_document(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, order) = school_with_head(on).await;
    assert_eq!(school.reader().await.package(KIND).await.unwrap(), None);
    assert!(school.store.order_package(order).await.unwrap());
    assert!(!school.store.order_package(order).await.unwrap(), "one at a time");
    let work = take(&school, now()).await.unwrap();
    assert_eq!((work.what, work.day, work.author.actor.person), (FIRST, TODAY, order.author));
    assert!(keep(&school, &work, "Підсумки").await);
    assert!(keep(&school, &work, "Підсумки").await, "the same again is nothing new");
    let seen = school.reader().await.package(KIND).await.unwrap().unwrap();
    assert_eq!((seen.state, seen.made, seen.documents, seen.pages), (PackageState::Running, 1, Some(2), 2));
    assert!(matches!(school.reader().await.package_files().await, Err(StoreError::NotFound)));
    assert!(keep(&school, &work, "8-А/Табелі").await);
    school.store.end_package(work.held, PackageState::Ready).await.unwrap();
    let (period, files) = school.reader().await.package_files().await.unwrap();
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(Making::Documents(period), FIRST);
    assert_eq!(names, ["8-А/Табелі.pdf", "8-А/Табелі.xlsx", "Підсумки.pdf", "Підсумки.xlsx"]);
    assert_eq!(files[0].content, "8-А/Табелі.pdf".as_bytes());
    assert!(school.store.order_package(order).await.unwrap(), "another in its place");
    let anew = school.reader().await.package(KIND).await.unwrap().unwrap();
    assert_eq!((anew.state, anew.made, anew.size), (PackageState::Running, 0, 0));
}

#[rstest]
#[tokio::test]
async fn whoever_lost_a_package_changes_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, order) = school_with_head(on).await;
    school.store.order_package(order).await.unwrap();
    let lost = take(&school, now()).await.unwrap();
    assert!(keep(&school, &lost, "Підсумки").await);
    assert!(take(&school, now() + LEASE / 2).await.is_none(), "the lease holds");
    let next = take(&school, now() + LEASE * 2).await.unwrap();
    assert_eq!(next.made.iter().collect::<Vec<_>>(), ["Підсумки"]);
    assert_eq!(next.attempts, 1, "a document was kept since it was begun");
    assert!(!keep(&school, &lost, "8-А/Табелі").await);
    school.store.end_package(lost.held, PackageState::Failed).await.unwrap();
    school.store.leave_package(lost.held).await.unwrap();
    assert!(take(&school, now() + LEASE * 2).await.is_none(), "still the other's");
    school.store.leave_package(next.held).await.unwrap();
    assert!(take(&school, now() + LEASE * 2).await.is_some(), "left to whoever comes");
}

#[rstest]
#[tokio::test]
async fn a_document_that_is_long_in_the_making_is_held(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, order) = school_with_head(on).await;
    school.store.order_package(order).await.unwrap();
    let work = take(&school, now()).await.unwrap();
    assert!(school.store.hold_package(work.held, now() + LEASE * 3).await.unwrap());
    assert!(take(&school, now() + LEASE * 2).await.is_none(), "the lease was renewed");
    let next = take(&school, now() + LEASE * 4).await.unwrap();
    assert_eq!(next.attempts, 2, "holding is no document");
    assert!(!school.store.hold_package(work.held, now() + LEASE * 9).await.unwrap(), "another's by now");
    school.store.cancel_package(school.id, KIND).await.unwrap();
    assert!(!school.store.hold_package(next.held, now() + LEASE * 9).await.unwrap(), "not wanted any more");
}

#[rstest]
#[tokio::test]
async fn what_fails_again_and_again_is_counted(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, order) = school_with_head(on).await;
    school.store.order_package(order).await.unwrap();
    let tries = [1, 3, 5].map(|leases| now() + LEASE * leases);
    for (attempt, at) in (1..).zip(tries) {
        assert_eq!(take(&school, at).await.unwrap().attempts, attempt);
    }
}

#[rstest]
#[tokio::test]
async fn a_cancelled_package_holds_no_documents(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, order) = school_with_head(on).await;
    school.store.order_package(order).await.unwrap();
    let work = take(&school, now()).await.unwrap();
    assert!(keep(&school, &work, "Підсумки").await);
    school.store.cancel_package(school.id, KIND).await.unwrap();
    assert!(!keep(&school, &work, "8-А/Табелі").await);
    let seen = school.reader().await.package(KIND).await.unwrap().unwrap();
    assert_eq!((seen.state, seen.made, seen.size), (PackageState::Cancelled, 0, 0));
}

#[rstest]
#[tokio::test]
async fn a_package_is_its_own_schools(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, order) = school_with_head(on).await;
    school.store.order_package(order).await.unwrap();
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    assert_eq!(school.store.read(other).await.unwrap().package(KIND).await.unwrap(), None);
    assert!(school.store.take_package(other, now(), now() + LEASE).await.unwrap().is_none());
    school.store.cancel_package(other, KIND).await.unwrap();
    assert!(take(&school, now()).await.is_some());
}

pub fn container(school: &TestSchool, content: &[u8]) -> NewContainer {
    NewContainer {
        class: school.course("Алгебра").class_id,
        digest: vec![content[0]; 32],
        producer: "0.1.0".to_owned(),
        pages: 7,
        content: content.to_vec(),
        at: now(),
        by: Some(school.person("Коваль")),
        over_signed: None,
    }
}

/// A version of the container, which has all changes up to now.
pub async fn seen(school: &TestSchool, version: i32) -> SeenContainer {
    let class = school.course("Алгебра").class_id;
    let mut reader = school.reader().await;
    let last_change = reader.last_change_of_class(class).await.unwrap();
    SeenContainer { class, version, last_change, seq: reader.seq().await.unwrap() }
}

pub fn signature(school: &TestSchool, role: Signatory) -> ArchiveSignature {
    let name = if role == Signatory::Head { "Директорка" } else { "Коваль" };
    ArchiveSignature {
        role,
        name: name.to_owned(),
        position: String::new(),
        organisation: school.id.to_string(),
        serial: "0A".to_owned(),
        issuer: "Надавач".to_owned(),
        signed_at: now(),
        stamped: false,
        trusted: true,
        file: "META-INF/signature001.p7s".to_owned(),
    }
}

#[rstest]
#[tokio::test]
async fn an_archive_is_made_beside_a_package_and_resumed(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, order) = school_with_head(on).await;
    let class = school.course("Алгебра").class_id;
    let archive = PackageOrder { what: Making::Archive(school.year, Some(class)), ..order };
    assert!(school.store.order_package(order).await.unwrap());
    assert!(school.store.order_package(archive).await.unwrap(), "one of each kind at a time");
    assert!(!school.store.order_package(archive).await.unwrap());
    let first = take(&school, now()).await.unwrap();
    let second = take(&school, now()).await.unwrap();
    assert!(take(&school, now()).await.is_none(), "each is taken alone");
    let (documents, work) = if first.what == FIRST { (first, second) } else { (second, first) };
    assert_eq!((documents.what, work.what), (FIRST, archive.what));
    let until = now() + LEASE;
    assert!(school.store.keep_container(work.held, 1, container(&school, b"one"), until).await.unwrap());
    let seen = school.reader().await.package(PackageKind::Archive).await.unwrap().unwrap();
    assert_eq!((seen.made, seen.documents, seen.pages, seen.what), (1, Some(1), 7, archive.what));
    school.store.leave_package(work.held).await.unwrap();
    let next = take(&school, now()).await.unwrap();
    assert!(next.made.contains(&class.to_string()), "what is made is known to whoever goes on");
    assert!(!school.store.keep_container(work.held, 1, container(&school, b"two"), until).await.unwrap());
    school.store.cancel_package(school.id, PackageKind::Archive).await.unwrap();
    assert_eq!(school.reader().await.archived(class).await.unwrap(), (b"one".to_vec(), 1));
    let documents = school.reader().await.package(KIND).await.unwrap().unwrap();
    assert_eq!(documents.state, PackageState::Running, "the other goes on");
}

#[rstest]
#[tokio::test]
async fn what_the_class_teacher_alone_signed_gives_way_where_a_person_asks(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let class = school.course("Алгебра").class_id;
    let over = async |content: &[u8], stale: Stale| {
        let container = NewContainer { over_signed: Some(stale), ..container(&school, content) };
        school.store.keep_archive(school.id, container).await.unwrap()
    };
    let signed = async || {
        let mut cards = school.reader().await.archive_cards(school.year).await.unwrap();
        cards.remove(&class).unwrap().signatures.len()
    };
    assert!(over(b"one", Stale::Outdated).await);
    let by = (school.person("Коваль"), now());
    let signatures = vec![signature(&school, Signatory::ClassTeacher)];
    let seen = seen(&school, 1).await;
    let taken = school.store.sign_archive(school.id, seen, b"one, signed".to_vec(), signatures, by);
    assert_eq!(taken.await.unwrap(), Signing::Kept);
    assert!(!over(b"one", Stale::Outdated).await, "the same journal is signed already");
    assert_eq!(signed().await, 1);
    assert!(over(b"one", Stale::Void).await, "it is signed, and the signature does not hold");
    assert_eq!(signed().await, 0);
    assert_eq!(school.reader().await.archived(class).await.unwrap(), (b"one".to_vec(), 3));
    assert!(over(b"two", Stale::Outdated).await);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2), "both are told");
    assert_eq!(school.reader().await.archived(class).await.unwrap(), (b"two".to_vec(), 4));
}

#[rstest]
#[tokio::test]
async fn what_is_signed_stays(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let class = school.course("Алгебра").class_id;
    let keep = async |content: &[u8]| {
        school.store.keep_archive(school.id, container(&school, content)).await.unwrap()
    };
    assert!(keep(b"one").await);
    assert!(!keep(b"one").await, "the same again is nothing new");
    assert!(keep(b"two").await, "made anew");
    let by = (school.person("Коваль"), now());
    let sign = async |version: i32, role: Signatory| {
        let signatures = vec![signature(&school, role)];
        let seen = seen(&school, version).await;
        school.store.sign_archive(school.id, seen, b"two, signed".to_vec(), signatures, by).await
    };
    let other_version = sign(1, Signatory::ClassTeacher).await.unwrap();
    assert_eq!(other_version, Signing::Changed, "another version was looked at");
    assert_eq!(sign(2, Signatory::ClassTeacher).await.unwrap(), Signing::Kept);
    assert!(!keep(b"three").await, "a signed one stays");
    assert!(sign(3, Signatory::ClassTeacher).await.is_err(), "one signature of a part");
    assert_eq!(sign(3, Signatory::Head).await.unwrap(), Signing::Kept);
    let over = NewContainer { over_signed: Some(Stale::Void), ..container(&school, b"four") };
    assert!(!school.store.keep_archive(school.id, over).await.unwrap(), "what both have signed stays");
    assert_eq!(school.reader().await.archived(class).await.unwrap(), (b"two, signed".to_vec(), 4));
    let cards = school.reader().await.archive_cards(school.year).await.unwrap();
    let card = &cards[&class];
    let roles: Vec<Signatory> = card.signatures.iter().map(|own| own.role).collect();
    assert_eq!(roles, Signatory::ALL);
    assert_eq!((card.digest.as_slice(), card.size, card.pages), ([b't'; 32].as_slice(), 11, 7));
    assert_eq!(card.signatures[1], signature(&school, Signatory::Head));
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    assert!(matches!(stranger.archived(class).await, Err(StoreError::NotFound)));
    assert!(stranger.archive_cards(school.year).await.unwrap().is_empty());
    assert_eq!(stranger.history_of_class(class).await.unwrap(), []);
}
