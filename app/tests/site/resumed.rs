//! Forms that outlive their session: what was typed goes on after signing in, and as nobody else.

use axum::http::StatusCode;
use rstest::rstest;

use crate::support::{PASSWORD, TODAY, TestApp};

/// A form: its page, what is sent, and where it leads.
struct Form {
    path: String,
    fields: Vec<(String, String)>,
    then: String,
}

fn form(path: String, fields: &[(&str, &str)], then: &str) -> Form {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Form { then: format!("{path}{then}"), path, fields }
}

fn of_class(app: &TestApp, section: &str) -> String {
    format!("/classes/{}/{section}", app.class)
}

fn briefing(app: &TestApp) -> Form {
    let (record, pupil) = (uuid::Uuid::now_v7().to_string(), app.pupil.to_string());
    let fields = [
        ("record", record.as_str()),
        ("version", "0"),
        ("date", "2026-11-24"),
        ("kind", "primary"),
        ("topic", "Пожежна безпека"),
        ("held_by", "Класна"),
        ("present", pupil.as_str()),
    ];
    form(of_class(app, "briefings"), &fields, "?saved")
}

fn excursion(app: &TestApp) -> Form {
    let record = uuid::Uuid::now_v7().to_string();
    let fields = [
        ("record", record.as_str()),
        ("version", "0"),
        ("kind", "excursion"),
        ("from", "2026-11-24"),
        ("place", "Ботанічний сад"),
        ("hours", "3"),
        ("led_by", "Класна"),
    ];
    form(of_class(app, "excursions"), &fields, "?saved")
}

fn health(app: &TestApp) -> Form {
    let (group, version) = (format!("g-{}", app.pupil), format!("v-{}", app.pupil));
    let fields = [(group.as_str(), "special"), (version.as_str(), "0"), ("examined", "2026-08-28")];
    form(of_class(app, "health"), &fields, "?saved=1")
}

fn decision(app: &TestApp) -> Form {
    let pupil = app.pupil.to_string();
    let fields = [("verdict", "promoted"), ("order", "45-у"), ("who", "marked"), ("pupil", pupil.as_str())];
    form(of_class(app, "summary"), &fields, "?decided=1")
}

fn cancellation(app: &TestApp) -> Form {
    let held = format!("h-{}", app.lesson);
    let path = format!("/school/lessons?date={TODAY}&teacher={}", app.person_of("teacher"));
    let fields = [(held.as_str(), "cancel"), ("reason", "alert"), ("words", "наказ № 7")];
    form(path, &fields, "&saved=1")
}

fn plan_line(app: &TestApp) -> Form {
    let fields = [
        ("what", "write-1"),
        ("version", "1"),
        ("topic", "Степінь"),
        ("homework", "№ 5"),
        ("kind", "ordinary"),
    ];
    form(format!("/journal/{}/plan", app.course), &fields, "?saved#line-1")
}

#[rstest]
#[case::briefing(briefing, "class-teacher", "Пожежна безпека")]
#[case::excursion(excursion, "class-teacher", "Ботанічний сад")]
#[case::health(health, "nurse", "2026-08-28")]
#[case::decision(decision, "deputy", "45-у")]
#[case::substitution(cancellation, "deputy", "наказ № 7")]
#[case::plan(plan_line, "teacher", "Степінь")]
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ran_out_loses_nothing_and_nobody_else_saves_it(
    #[case] form: fn(&TestApp) -> Form,
    #[case] login: &str,
    #[case] typed: &str,
) {
    let app = TestApp::start().await;
    let Form { path, mut fields, then } = form(&app);
    let person = app.person_of(login).to_string();
    let page = app.get(&path, &app.sign_in(login).await).await.body;
    assert!(page.contains(&format!(r#"name="person" value="{person}""#)), "the form knows whose it is");
    fields.push(("person".to_owned(), person));
    let mut sent: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for other in ["", "head"] {
        let answer = app.post(&path, &sent, &app.cookie_of(other).await).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{other:?}: {}", answer.location);
        assert!(answer.body.contains(&format!(">{typed}</textarea>")), "{other:?}: {}", answer.body);
    }
    sent.extend([("login", login), ("password", PASSWORD)]);
    let answer = app.post(&path, &sent, "").await;
    assert_eq!(answer.location, then, "{}", answer.body);
    assert!(!answer.cookie.is_empty());
}
