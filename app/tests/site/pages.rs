//! What is said when something goes wrong, and what the family's pages show.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
    routing::get,
};
use klas_app::{
    routes::guarded,
    state::{AppState, Clock},
};
use rstest::rstest;
use crate::support::{TODAY, TestApp};
use tower::ServiceExt;

async fn panics() -> &'static str {
    panic!("тут")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_ends_with_a_page_that_tells_the_requests_number() {
    let app = TestApp::start().await;
    let state = AppState::new(app.store.clone(), Clock::fixed(Some(TODAY)), false);
    let routes = Router::new().route("/panic", get(panics));
    let request = Request::builder().uri("/panic").body(Body::empty()).unwrap();
    let response = guarded(routes, state).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let number = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(body.contains("Сталася помилка в програмі") && body.contains(&number), "{body}");
    assert!(!body.contains("тут"), "what failed is for the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_panics_is_answered_as_a_call() {
    let app = TestApp::start().await;
    let state = AppState::new(app.store.clone(), Clock::fixed(Some(TODAY)), false);
    let routes = Router::new().route("/api/panic", get(panics));
    let request = Request::builder().uri("/api/panic").body(Body::empty()).unwrap();
    let response = guarded(routes, state).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    assert_eq!(to_bytes(response.into_body(), usize::MAX).await.unwrap(), r#""Internal""#);
}

#[rstest]
#[case::no_such_method(Method::DELETE, "/today", "", "", StatusCode::METHOD_NOT_ALLOWED)]
#[case::no_form(Method::POST, "/sign-in", "text/plain", "x", StatusCode::UNSUPPORTED_MEDIA_TYPE)]
#[case::fields_missing(
    Method::POST,
    "/sign-in",
    "application/x-www-form-urlencoded",
    "login=x",
    StatusCode::UNPROCESSABLE_ENTITY
)]
#[case::no_date(Method::GET, "/today?day=x", "", "", StatusCode::BAD_REQUEST)]
#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_told_so_on_a_page(
    #[case] method: Method,
    #[case] path: &str,
    #[case] kind: &str,
    #[case] body: &str,
    #[case] status: StatusCode,
) {
    let app = TestApp::start().await;
    let answer = app.send(method, path, kind, body, "").await;
    assert_eq!(answer.status, status);
    assert!(answer.body.contains("Не вдалося зрозуміти запит"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_too_large_is_told_so_on_a_page() {
    let app = TestApp::start().await;
    let body = format!("login={}", "x".repeat(3 << 20));
    let answer =
        app.send(Method::POST, "/sign-in", "application/x-www-form-urlencoded", &body, "").await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("Забагато даних"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_page_keeps_the_way_back_to_work() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let forbidden = app.get("/school", &cookie).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    assert!(forbidden.body.contains(r#"href="/journal""#));
    let foreign = app.send_from("https://evil.example", "/sign-out", &cookie).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(foreign.body.contains("Ця сторінка не для вас"));
    assert!(!app.get("/nowhere", "").await.body.contains(r#"href="/journal""#));
}
