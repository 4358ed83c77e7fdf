//! What is kept on the device: the service worker and what it is told.

use axum::http::StatusCode;
use rstest::rstest;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_service_worker_is_asked_for_anew_at_each_visit() {
    let app = TestApp::start().await;
    let answer = app.get("/sw.js", "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert!(answer.header("content-type").starts_with("text/javascript"));
    assert!(answer.body.starts_with("const VERSION = \""), "{}", &answer.body[..80]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_without_a_network_names_nobody() {
    let app = TestApp::start().await;
    let html = app.get("/offline", &app.sign_in("guardian").await).await.body;
    assert!(html.contains("Немає зв&#39;язку") || html.contains("Немає зв'язку"), "{html}");
    assert!(!html.contains("avatar"), "it is kept for whoever comes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_keeps_two_weeks_of_each_child_and_the_staff_none() {
    let app = TestApp::start().await;
    let guardian = app.sign_in("guardian").await;
    let home = app.get("/diary", &guardian).await.location;
    let page = |cookie: String| {
        let (app, home) = (&app, home.clone());
        async move { app.get(&home, &cookie).await.body }
    };
    let own = page(guardian).await;
    assert!(own.contains(&format!("data-keep=\"{home} {home}?week=2026-11-16 {home}/marks\"")), "{own}");
    let read_by_staff = page(app.sign_in("class-teacher").await).await;
    assert!(read_by_staff.contains("data-keep=\"\""), "{read_by_staff}");
}

#[rstest]
#[case::marks("marks", "{home} {home}?week=2026-11-16")]
#[case::messages("messages", "{home} {home}?week=2026-11-16 {home}/marks")]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_is_not_kept_and_the_rest_is(#[case] hidden: &str, #[case] kept: &str) {
    let app = TestApp::start().await;
    app.hide(hidden).await;
    let home = format!("/diary/{}", app.pupil);
    let page = app.get(&home, &app.sign_in("guardian").await).await.body;
    let kept = kept.replace("{home}", &home);
    assert!(page.contains(&format!("data-keep=\"{kept}\"")), "{page}");
}

/// What was left unsaved is kept under the person who typed it.
#[tokio::test(flavor = "multi_thread")]
async fn pages_of_who_writes_journals_know_whose_unsaved_work_to_look_for() {
    let app = TestApp::start().await;
    for (login, writes) in [("teacher", true), ("deputy", true), ("guardian", false), ("pupil", false)] {
        let page = app.get("/notices", &app.sign_in(login).await).await.body;
        let person = format!("data-person=\"{}\"", app.person_of(login));
        assert_eq!(page.contains(&person), writes, "{login}: {page}");
        assert_eq!(page.contains("data-unsaved=\"Ще не збережено:\""), writes, "{login}: {page}");
    }
}

/// Without a network the page stops what is sent, but for what makes the worker drop what it keeps.
#[test]
fn the_page_stops_no_form_that_the_service_worker_acts_on() {
    let turns = |program: &'static str| {
        program.lines().map(str::trim).find(|line| line.starts_with("const TURNS = ["))
    };
    let of_worker = turns(include_str!("../../../frontend/worker.js"));
    assert!(of_worker.is_some_and(|line| line.contains("/sign-out")), "{of_worker:?}");
    assert_eq!(turns(include_str!("../../../public/app.js")), of_worker);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_wipes_what_the_browser_kept() {
    let app = TestApp::start().await;
    let answer = app.post("/sign-out", &[], &app.sign_in("guardian").await).await;
    assert_eq!(answer.header("clear-site-data"), "\"storage\"");
}

/// Whoever brings a code and is not the person who is signed in goes the same way.
#[tokio::test(flavor = "multi_thread")]
async fn signing_out_before_a_code_is_used_wipes_as_well_and_stays_on_this_site() {
    let app = TestApp::start().await;
    for (address, next) in [("/sign-out?next=/join", "/join"), ("/sign-out?next=//evil.example", "/")] {
        let cookie = app.sign_in("guardian").await;
        let answer = app.post(address, &[], &cookie).await;
        assert_eq!((answer.location.as_str(), answer.header("clear-site-data")), (next, "\"storage\""));
        let after = app.get("/account", &cookie).await;
        assert!(after.location.starts_with("/sign-in"), "{address}: {} {}", after.status, after.location);
    }
}
