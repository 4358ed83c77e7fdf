//! When archives are made, stopped or not made, that the same year gives the same one, and who sees which.

use std::{future::pending, time::Duration};

use axum::http::StatusCode;
use klas_app::{archive::Archiving, package::keep_making};
use klas_documents::archive::hex;
use klas_domain::{Id, id::of};
use klas_store::package::{PackageKind, PackageState};
use sha2::{Digest, Sha256};

use super::{archived, file, lived_in, opened};
use crate::support::{TODAY, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_year_gives_the_same_bytes() {
    let (app, bytes) = archived().await;
    let schools = app.store.schools().await.unwrap();
    let school = schools.iter().find(|school| school.id == app.school).unwrap();
    // Another day, another server, somebody else who asks.
    let state = app.state().on_day(TODAY + chrono::Days::new(300));
    let archiving = Archiving::of_school(&state, school, Some(2026)).await.unwrap();
    let again = archiving.container(app.class).await.unwrap().bytes;
    assert_eq!(Sha256::digest(&bytes), Sha256::digest(&again));
    let page = app.get(&format!("/archive/{}", app.class), &app.sign_in("deputy").await).await.body;
    let manifest = Sha256::digest(file(&opened(&bytes), "manifest.json"));
    assert!(page.contains(&hex(&manifest)), "the card has the digest of the list");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_that_is_not_closed_is_not_archived() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("head").await;
    let page = app.get("/archive", &cookie).await.body;
    assert!(page.contains("закрийте обидва семестри") && page.contains("семестр не закрито"), "{page}");
    let path = format!("/archive/{}", app.class);
    for path in ["/archive", &path] {
        let refused = app.post(path, &[("what", "order")], &cookie).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    let page = app.get(&path, &cookie).await.body;
    assert!(page.contains("Не закрито І семестр. Не закрито ІІ семестр."), "{page}");
    assert_eq!(app.get(&format!("{path}/container.asice"), &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_year_is_made_class_by_class_and_may_be_stopped() {
    let app = TestApp::start().await;
    app.close_year().await;
    let cookie = app.sign_in("administrator").await;
    assert_eq!(app.post("/archive", &[("what", "order")], &cookie).await.status, StatusCode::SEE_OTHER);
    let page = app.get("/archive", &cookie).await;
    assert!(page.body.contains("Зараз почнемо…") && page.header("refresh") == "2", "{}", page.body);
    app.post("/archive", &[("what", "cancel")], &cookie).await;
    assert!(app.get("/archive", &cookie).await.body.contains("Підготовку зупинено"));
    app.post("/archive", &[("what", "order")], &cookie).await;
    let maker = tokio::spawn(keep_making(app.state(), pending()));
    let page = app.wait_for("/archive", &cookie, "Підготувати знову непідписані").await;
    maker.abort();
    assert_eq!(page.matches("чекає на підпис класного керівника").count(), 4, "{page}");
    let container = app.get(&format!("/archive/{}/container.asice", app.class), &cookie).await;
    assert_eq!(container.status, StatusCode::FORBIDDEN, "marks are not the administrator's");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_opened_after_the_order_is_not_made() {
    let app = lived_in().await;
    let head = app.sign_in("head").await;
    let path = format!("/archive/{}", app.class);
    assert_eq!(app.post(&path, &[("what", "order")], &head).await.status, StatusCode::SEE_OTHER);
    app.reopen().await;
    let maker = tokio::spawn(keep_making(app.state(), pending()));
    let is_ended = async || {
        let package = app.store.read(app.school).await.unwrap().package(PackageKind::Archive).await.unwrap();
        package.unwrap().state != PackageState::Running
    };
    while !is_ended().await {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    maker.abort();
    assert_eq!(app.get(&format!("{path}/container.asice"), &head).await.status, StatusCode::NOT_FOUND);
    let page = app.get(&path, &head).await.body;
    assert!(page.contains("Не закрито І семестр."), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_sees_the_own_class_alone() {
    let (app, unsigned) = archived().await;
    let cookie = app.sign_in("class-teacher").await;
    let page = app.get("/archive", &cookie).await.body;
    assert!(page.contains(">8-А</a>") && !page.contains(">8-Б</a>"), "{page}");
    assert!(!page.contains("value=\"order\""), "{page}");
    let other: Id<of::SchoolClass> = app.class_of("8-Б").await;
    for path in [format!("/archive/{other}"), format!("/archive/{other}/container.asice")] {
        assert_eq!(app.get(&path, &cookie).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(app.container(&cookie).await, unsigned);
    let past = app.get("/archive?year=2020", &cookie).await;
    assert_eq!(past.status, StatusCode::NOT_FOUND);
}
