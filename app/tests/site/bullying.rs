//! Reports of bullying: who writes them, and the one person who reads them.

use axum::http::StatusCode;
use klas_app::telling::tell;
use rstest::rstest;

use crate::support::{Answer, TestApp};

const STORY: &str = "Старші забирають гроші біля їдальні";

async fn send(app: &TestApp, login: &str, text: &str) -> Answer {
    let (id, pupil) = (uuid::Uuid::now_v7().to_string(), app.pupil.to_string());
    let fields = [("what", "report"), ("id", id.as_str()), ("pupil", pupil.as_str()), ("text", text)];
    app.post("/bullying", &fields, &app.cookie_of(login).await).await
}

async fn set_state(app: &TestApp, login: &str, report: &str, state: &str) -> Answer {
    let fields = [("what", "state"), ("id", report), ("state", state)];
    app.post("/bullying", &fields, &app.cookie_of(login).await).await
}

async fn make_responsible(app: &TestApp, login: &str) {
    let officer = app.person_of(login).to_string();
    let fields = [("what", "officer"), ("officer", officer.as_str())];
    let answer = app.post("/bullying", &fields, &app.sign_in("head").await).await;
    assert_eq!(answer.location, "/bullying?saved", "{}", answer.body);
}

impl TestApp {
    /// Reports bullying and gives the report's identifier.
    pub async fn report(&self, login: &str, text: &str) -> String {
        let answer = send(self, login, text).await;
        assert_eq!(answer.location, "/bullying?sent", "{}", answer.body);
        self.store.read(self.school).await.unwrap().bullying_reports().await.unwrap()[0].id.to_string()
    }
}

async fn body(app: &TestApp, login: &str) -> String {
    let answer = app.get("/bullying", &app.sign_in(login).await).await;
    assert_eq!(answer.status, StatusCode::OK, "{login}: {}", answer.body);
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pupil_reports_and_sees_that_it_is_taken_up() {
    let app = TestApp::start().await;
    let diary = app.get(&format!("/diary/{}", app.pupil), &app.sign_in("pupil").await).await.body;
    assert!(diary.contains("href=\"/bullying\""), "{diary}");
    let form = body(&app, "pupil").await;
    assert!(form.contains("Директорка Олена Петрівна") && form.contains("116\u{a0}111"), "{form}");
    let report = app.report("pupil", STORY).await;
    let own = body(&app, "pupil").await;
    assert!(own.contains(STORY) && own.contains(">нове<"), "{own}");
    let account = app.get("/account", &app.sign_in("head").await).await.body;
    assert!(account.contains("Звернення про булінг – нових: 1"), "{account}");
    let all = body(&app, "head").await;
    assert!(all.contains(STORY) && all.contains("Бабенко Олена") && all.contains("Взяти в роботу"), "{all}");
    assert_eq!(set_state(&app, "head", &report, "work").await.location, "/bullying?saved");
    assert!(body(&app, "pupil").await.contains(">в роботі<"));
    set_state(&app, "head", &report, "closed").await;
    assert!(body(&app, "pupil").await.contains(">завершено<"));
}

/// Not even those who see everything else.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_responsible_person_reads_a_report() {
    let app = TestApp::start().await;
    let report = app.report("guardian", STORY).await;
    let others = [
        "deputy",
        "administrator",
        "nurse",
        "psychologist",
        "department",
        "teacher",
        "class-teacher",
        "other-guardian",
    ];
    for login in others {
        let answer = app.get("/bullying", &app.sign_in(login).await).await;
        assert!(!answer.body.contains(STORY), "{login}");
        assert_eq!(set_state(&app, login, &report, "closed").await.status, StatusCode::FORBIDDEN, "{login}");
    }
    assert!(!body(&app, "pupil").await.contains(STORY), "what a guardian wrote is the guardian's");
}

#[rstest]
#[case::a_deputy("deputy")]
#[case::a_nurse("nurse")]
#[case::a_psychologist("psychologist")]
#[case::a_teacher("teacher")]
#[tokio::test(flavor = "multi_thread")]
async fn the_head_names_who_is_responsible_and_reads_no_more(#[case] login: &str) {
    let app = TestApp::start().await;
    let report = app.report("pupil", STORY).await;
    make_responsible(&app, login).await;
    assert!(body(&app, login).await.contains(STORY));
    assert!(!body(&app, "head").await.contains(STORY));
    assert_eq!(set_state(&app, "head", &report, "work").await.status, StatusCode::FORBIDDEN);
    assert_eq!(set_state(&app, login, &report, "work").await.location, "/bullying?saved");
}

/// Naming oneself for a while, and the other again, is no way to read without a trace.
#[tokio::test(flavor = "multi_thread")]
async fn who_became_responsible_is_seen_by_who_reported_and_told_to_who_was_it() {
    let mut app = TestApp::start().await;
    make_responsible(&app, "psychologist").await;
    let form = body(&app, "guardian").await;
    assert!(
        form.contains("Психологиня Олена Петрівна") && form.contains("Відповідає з 24.11.2026"),
        "{form}"
    );
    app.report("pupil", STORY).await;
    let state = app.tell_by(None).await;
    let fields = [("what", "officer"), ("officer", "")];
    assert_eq!(app.post("/bullying", &fields, &app.sign_in("head").await).await.location, "/bullying?saved");
    tell(&state, state.clock.now()).await;
    let told = app.get("/notices", &app.sign_in("psychologist").await).await.body;
    assert!(told.contains("Відтепер відповідає хтось інший"), "{told}");
    make_responsible(&app, "psychologist").await;
    let changes = ["Хто відповідав за звернення", "директор (хто призначив: Директорка Олена Петрівна)"];
    for login in ["pupil", "psychologist", "head"] {
        let page = body(&app, login).await;
        for said in changes {
            assert!(page.contains(said), "{login} {said}: {page}");
        }
    }
    assert!(!body(&app, "guardian").await.contains(changes[0]), "who reported nothing has nothing to follow");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_names_whom_the_school_does_not_employ_and_only_the_head_names() {
    let app = TestApp::start().await;
    for (login, named) in [("head", "guardian"), ("head", "administrator"), ("head", "head-of-5")] {
        let officer = app.person_of(named).to_string();
        let fields = [("what", "officer"), ("officer", officer.as_str())];
        let answer = app.post("/bullying", &fields, &app.sign_in(login).await).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{named}");
    }
    make_responsible(&app, "deputy").await;
    let own = app.person_of("deputy").to_string();
    let fields = [("what", "officer"), ("officer", own.as_str())];
    for login in ["deputy", "administrator"] {
        let answer = app.post("/bullying", &fields, &app.sign_in(login).await).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_stays_as_it_was_typed() {
    let app = TestApp::start().await;
    let empty = send(&app, "pupil", "  ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Напишіть, що сталося."), "{}", empty.body);
    let long = send(&app, "pupil", &"їжак ".repeat(1000)).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.body.contains("Текст задовгий") && long.body.contains("їжак їжак"), "{}", long.status);
}
