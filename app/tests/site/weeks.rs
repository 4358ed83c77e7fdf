//! The weeks of the diary that families acknowledge.

use axum::http::StatusCode;

use crate::{own_data::taken, support::TestApp};

async fn body(app: &TestApp, path: &str, login: &str) -> String {
    let answer = app.get(path, &app.sign_in(login).await).await;
    assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {}", answer.body);
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_acknowledges_the_week_and_the_class_teacher_sees_it() {
    let app = TestApp::start().await;
    let diary = format!("/diary/{}", app.pupil);
    let weeks = format!("/classes/{}/weeks", app.class);
    let before = body(&app, &weeks, "class-teacher").await;
    assert!(before.contains("За тиждень з 23.11 ще не ознайомлено родин: 2."), "{before}");
    let page = body(&app, &diary, "guardian").await;
    assert!(page.contains("name=\"week\" value=\"2026-11-23\""), "{page}");
    let cookie = app.sign_in("guardian").await;
    let signed = app.post(&format!("{diary}/weeks"), &[("week", "2026-11-23")], &cookie).await;
    assert_eq!(signed.location, format!("{diary}?week=2026-11-23#signature"), "{}", signed.body);
    let page = app.get(&diary, &cookie).await.body;
    assert!(page.contains("Тиждень 23.11–29.11 – ознайомлено") && page.contains("Ви – 24.11.2026"), "{page}");
    assert!(!page.contains("name=\"week\""), "it is signed once");
    let after = body(&app, &weeks, "class-teacher").await;
    assert!(after.contains("ще не ознайомлено родин: 1.") && after.contains("1 з"), "{after}");
    assert!(after.contains("title=\"Мати Олена, 24.11.2026"), "{after}");
    assert!(body(&app, &weeks, "head").await.contains("ще не ознайомлено родин: 1."));
}

/// One guardian never sees another's data beyond the shared child.
#[tokio::test(flavor = "multi_thread")]
async fn another_guardian_sees_that_the_week_is_signed_and_not_by_whom() {
    let app = TestApp::start().await;
    app.give_another_guardian().await;
    let diary = format!("/diary/{}", app.pupil);
    let cookie = app.sign_in("guardian").await;
    app.post(&format!("{diary}/weeks"), &[("week", "2026-11-23")], &cookie).await;
    let page = body(&app, &diary, "other-guardian").await;
    let (_, signature) = page.split_once("id=\"signature\"").unwrap();
    let signature = signature.split("</section>").next().unwrap();
    assert!(signature.contains("Тиждень 23.11–29.11 – ознайомлено"), "{signature}");
    assert!(signature.contains("name=\"week\""), "each guardian signs: {signature}");
    assert!(!signature.contains("Мати") && !signature.contains("24.11.2026"), "{signature}");
    let (_, data, json) = taken(&app, "other-guardian").await;
    assert_eq!(data["weeks_signed"][0]["week"], "2026-11-23");
    assert!(data["weeks_signed"][0]["signed_at"].is_null(), "{json}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_a_guardian_is_asked_to_sign_and_no_week_to_come() {
    let app = TestApp::start().await;
    for login in ["pupil", "class-teacher", "head"] {
        let page = body(&app, &format!("/diary/{}", app.pupil), login).await;
        assert!(!page.contains("name=\"week\""), "{login}");
    }
    let next = body(&app, &format!("/diary/{}?week=2026-12-01", app.pupil), "guardian").await;
    assert!(!next.contains("name=\"week\""), "{next}");
    let cookie = app.sign_in("guardian").await;
    let path = format!("/diary/{}/weeks", app.pupil);
    for week in ["2026-12-01", "2026-08-20", "завтра"] {
        let answer = app.post(&path, &[("week", week)], &cookie).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{week}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn weeks_of_the_other_semester_are_shown_when_they_come() {
    let app = TestApp::start().await;
    let path = format!("/classes/{}/weeks?semester=2", app.class);
    assert!(
        body(&app, &path, "class-teacher").await.contains("Навчальних тижнів у цьому семестрі ще не було.")
    );
}
