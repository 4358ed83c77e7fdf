//! What a teacher's day says of each lesson.

use axum::http::StatusCode;
use rstest::rstest;

use crate::support::TestApp;

/// What the day says after the sheet of its one lesson was saved with this.
async fn day_after(app: &TestApp, topic: &str, absent: &str, mark: &str) -> String {
    let cookie = app.sign_in("teacher").await;
    let sheet = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let (absent_of, mark_of) = (format!("a-{}", app.pupil), format!("m-{}", app.pupil));
    let form = [
        ("version", "0"),
        ("topic", topic),
        ("homework", ""),
        (absent_of.as_str(), absent),
        (mark_of.as_str(), mark),
    ];
    let saved = app.post(&sheet, &form, &cookie).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    app.get("/today", &cookie).await.body
}

#[rstest]
#[case::nothing("", "", "", &["не заповнено"], &["тема ✓", "тема –", "н, сп", "пропусків"])]
#[case::a_topic("Дроби", "", "", &["тема ✓", "пропусків і оцінок немає"], &["не заповнено", "chip warn"])]
#[case::an_absence("", "н", "", &["тема –", "н, сп: 1 · оцінок: 0"], &["не заповнено"])]
#[case::both("Дроби", "", "9", &["тема ✓", "н, сп: 0 · оцінок: 1"], &["не заповнено", "chip warn"])]
#[tokio::test(flavor = "multi_thread")]
async fn topic_and_entries_are_told_apart(
    #[case] topic: &str,
    #[case] absent: &str,
    #[case] mark: &str,
    #[case] told: &[&str],
    #[case] untold: &[&str],
) {
    let app = TestApp::start().await;
    let day = day_after(&app, topic, absent, mark).await;
    for said in told {
        assert!(day.contains(said), "{said}: {day}");
    }
    for said in untold {
        assert!(!day.contains(said), "{said}: {day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_warned_of_a_lesson_to_come() {
    let app = TestApp::start().await;
    let day = app.get("/today?day=2026-12-01", &app.sign_in("teacher").await).await.body;
    assert!(day.contains("Алгебра") && !day.contains("не заповнено"), "{day}");
}
