//! The package of a semester's documents, and the servers that make it.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{calendar::Semester, figures::Period};
use klas_store::{
    StoreError,
    package::{PackageFile, PackageOrder, PackageState, PackageWork},
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, now};

const LEASE: TimeDelta = TimeDelta::seconds(60);
const FIRST: Period = Period::Semester(Semester::First);

async fn school_with_head(on: Engine) -> (TestSchool, PackageOrder) {
    let school = TestSchool::start(on).await;
    let author = school.person("Коваль");
    school.store.add_account(school.id, author, "koval", "hash".to_owned()).await.unwrap();
    let account = school.store.credentials("koval").await.unwrap().unwrap().account_id;
    let order = PackageOrder { school: school.id, period: FIRST, day: TODAY, account, author, now: now() };
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
    assert_eq!(school.reader().await.package().await.unwrap(), None);
    assert!(school.store.order_package(order).await.unwrap());
    assert!(!school.store.order_package(order).await.unwrap(), "one at a time");
    let work = take(&school, now()).await.unwrap();
    assert_eq!((work.period, work.day, work.author.actor.person), (FIRST, TODAY, order.author));
    assert!(keep(&school, &work, "Підсумки").await);
    assert!(keep(&school, &work, "Підсумки").await, "the same again is nothing new");
    let seen = school.reader().await.package().await.unwrap().unwrap();
    assert_eq!((seen.state, seen.made, seen.documents, seen.pages), (PackageState::Running, 1, Some(2), 2));
    assert!(matches!(school.reader().await.package_files().await, Err(StoreError::NotFound)));
    assert!(keep(&school, &work, "8-А/Табелі").await);
    school.store.end_package(work.held, PackageState::Ready).await.unwrap();
    let (period, files) = school.reader().await.package_files().await.unwrap();
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(period, FIRST);
    assert_eq!(names, ["8-А/Табелі.pdf", "8-А/Табелі.xlsx", "Підсумки.pdf", "Підсумки.xlsx"]);
    assert_eq!(files[0].content, "8-А/Табелі.pdf".as_bytes());
    assert!(school.store.order_package(order).await.unwrap(), "another in its place");
    let anew = school.reader().await.package().await.unwrap().unwrap();
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
    school.store.cancel_package(school.id).await.unwrap();
    assert!(!keep(&school, &work, "8-А/Табелі").await);
    let seen = school.reader().await.package().await.unwrap().unwrap();
    assert_eq!((seen.state, seen.made, seen.size), (PackageState::Cancelled, 0, 0));
}

#[rstest]
#[tokio::test]
async fn a_package_is_its_own_schools(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, order) = school_with_head(on).await;
    school.store.order_package(order).await.unwrap();
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    assert_eq!(school.store.read(other).await.unwrap().package().await.unwrap(), None);
    assert!(school.store.take_package(other, now(), now() + LEASE).await.unwrap().is_none());
    school.store.cancel_package(other).await.unwrap();
    assert!(take(&school, now()).await.is_some());
}
