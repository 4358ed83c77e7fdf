//! What is said when something goes wrong, and what the family's pages show.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
    routing::get,
};
use chrono::NaiveDate;
use klas_app::{
    grid::data::GridOf,
    routes::guarded,
    state::{AppState, Clock},
};
use klas_domain::column::Sum;
use rstest::rstest;
use tower::ServiceExt;

use crate::{
    drawn::grid_of,
    paper::{line, take, text},
    support::{TODAY, TestApp},
};

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
    let answer = app.send(Method::POST, "/sign-in", "application/x-www-form-urlencoded", &body, "").await;
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

#[rstest]
#[case::before_all_time("-262143-01-01", "2026-08-31")]
#[case::after_all_time("%2B262142-12-31", "2027-05-31")]
#[tokio::test(flavor = "multi_thread")]
async fn the_diary_ends_where_the_year_does(#[case] asked: &str, #[case] monday: &str) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("guardian").await;
    let answer = app.get(&format!("/diary/{}?week={asked}", app.pupil), &cookie).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains(&format!(r#"id="d{monday}""#)), "{}", answer.body);
}

#[rstest]
#[case::on_a_day_of_lessons(TODAY, "2026-11-24")]
#[case::on_a_saturday(day(2026, 11, 28), "2026-11-30")]
#[case::on_a_sunday(day(2026, 11, 29), "2026-11-30")]
#[case::before_the_holidays(day(2026, 10, 24), "2026-11-02")]
#[tokio::test(flavor = "multi_thread")]
async fn the_diary_opens_at_the_next_day_of_lessons(#[case] today: NaiveDate, #[case] chosen: &str) {
    let mut app = TestApp::start().await;
    app.turn_to(today);
    let cookie = app.sign_in("guardian").await;
    let body = app.get(&format!("/diary/{}", app.pupil), &cookie).await.body;
    let first = body.split_once(r#"<section id="d"#).unwrap().1;
    assert!(first.starts_with(chosen), "{}", &first[..10]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_year_pages_open_at_its_second_semester() {
    let mut app = TestApp::start().await;
    app.turn_to(day(2027, 6, 10));
    let (diary, class) = (format!("/diary/{}", app.pupil), format!("/classes/{}", app.class));
    for (login, path) in [
        ("teacher", format!("/journal/{}", app.course)),
        ("teacher", format!("/journal/{}/closing", app.course)),
        ("class-teacher", format!("{class}/register")),
        ("class-teacher", format!("{class}/weeks")),
        ("guardian", format!("{diary}/marks")),
        ("guardian", format!("{diary}/marks/{}", app.course)),
        ("guardian", format!("{diary}/absences")),
    ] {
        let body = app.get(&path, &app.sign_in(login).await).await.body;
        let current = r#"aria-current="true">ІІ семестр"#;
        assert!(body.contains(current), "{path}: {body}");
    }
    let grid = app.get(&format!("/journal/{}", app.course), &app.sign_in("teacher").await).await.body;
    let annual = |of: &GridOf| matches!(of, GridOf::Sum { sum: Sum::Annual, .. });
    assert!(grid_of(&grid).columns.iter().any(|column| annual(&column.of)), "annual marks are given in June");
    let path = format!("/journal/{}/pages.pdf", app.course);
    line(&text(&take(&app, "teacher", &path).await), &["Алгебра · 8-А · ІІ семестр"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_family_reads_what_the_letters_mean_and_what_is_to_be_done() {
    let mut app = TestApp::start().await;
    let teacher = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let absence = format!("a-{}", app.pupil);
    let fields = [("version", "0"), ("topic", "Дроби"), ("homework", "№ 1001"), (absence.as_str(), "н")];
    assert_eq!(app.post(&path, &fields, &teacher).await.status, StatusCode::SEE_OTHER);
    let diary = format!("/diary/{}", app.pupil);
    let family = app.sign_in("guardian").await;
    assert!(app.get(&diary, &family).await.body.contains("Відсутність, причина невідома"));
    let marks = app.get(&format!("{diary}/marks"), &family).await.body;
    assert!(marks.contains("н – відсутність, причина невідома"));
    // The next lesson of the class is in a week.
    app.turn_to(day(2026, 11, 30));
    let family = app.sign_in("guardian").await;
    let body = app.get(&diary, &family).await.body;
    let (_, tasks) = body.split_once("На завтра").unwrap();
    assert!(tasks.contains("1 завдання") && tasks.contains("№ 1001"), "{tasks}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_lessons_of_a_course_on_a_day_are_told_by_their_numbers() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("colleague").await;
    let mut reader = app.store.read(app.school).await.unwrap();
    let (year, _) = reader.year(TODAY).await.unwrap();
    let courses = reader.courses(year, None).await.unwrap();
    drop(reader);
    let double = courses.iter().find(|course| course.class.letter == "Б").unwrap();
    let double = app.get(&format!("/journal/{}", double.id), &cookie).await.body;
    assert!(double.contains("24.11<small>вт · 2</small>") && double.contains("24.11<small>вт · 3</small>"));
    let single = courses.iter().find(|course| course.subject == "Українська мова").unwrap();
    let single = app.get(&format!("/journal/{}", single.id), &cookie).await.body;
    assert!(single.contains("24.11<small>вт</small>"));
}

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}
