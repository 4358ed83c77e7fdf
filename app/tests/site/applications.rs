//! Applications for corrected marks as those see them who keep and read them.

use axum::http::StatusCode;
use klas_domain::{Entry, Id, JournalEdit, Mark, calendar::Semester::First, column::Sum};
use rstest::rstest;

use crate::{
    own_data::taken,
    support::{Answer, TODAY, TestApp},
};

/// A site where a pupil of 8-А has a semester mark in algebra.
async fn marked() -> TestApp {
    let app = TestApp::start().await;
    app.sum_up("8-А", "Алгебра", "semester", 1, &[("Бабенко", 6)]).await;
    app
}

fn path(app: &TestApp) -> String {
    format!("/classes/{}/applications", app.class)
}

/// Sends the form with what a deputy typed.
async fn send(app: &TestApp, login: &str, typed: &[(&str, &str)]) -> Answer {
    let (pupil, course) = (app.pupil.to_string(), app.course.to_string());
    let usual = [
        ("what", "keep"),
        ("pupil", pupil.as_str()),
        ("course", course.as_str()),
        ("semester", "1"),
        ("applied_on", "2026-11-24"),
        ("reason", "Хвороба"),
    ];
    let said = |name: &str| typed.iter().any(|(own, _)| *own == name);
    let usual = usual.into_iter().filter(|(name, _)| !said(name));
    let fields: Vec<_> = usual.chain(typed.iter().copied()).collect();
    app.post(&path(app), &fields, &app.cookie_of(login).await).await
}

async fn body(app: &TestApp, login: &str) -> String {
    let answer = app.get(&path(app), &app.sign_in(login).await).await;
    assert_eq!(answer.status, StatusCode::OK, "{login}: {}", answer.body);
    answer.body
}

async fn correct(app: &TestApp, points: u8) -> String {
    write(app, Sum::Corrected(First), 0, marks(points)).await
}

fn marks(points: u8) -> Entry {
    Entry { mark: Some(Mark::Points(points)), ..Entry::default() }
}

/// The teacher writes in a summative cell of the pupil.
async fn write(app: &TestApp, sum: Sum, base: i32, entry: Entry) -> String {
    let column = sum.id(app.course);
    let edit = JournalEdit { id: Id::new(), column, pupil: app.pupil, base, entry, reason: None };
    let edits = serde_json::to_string(&[edit]).unwrap();
    let body = format!(r#"{{"person":"{}","edits":{edits}}}"#, app.person_of("teacher"));
    app.call("apply-edits", &body, &app.sign_in("teacher").await).await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_with_an_order_lets_the_teacher_correct() {
    let app = marked().await;
    assert!(body(&app, "deputy").await.contains("Заяв ще немає"));
    assert_eq!(correct(&app, 8).await, r#"[{"Refused":"ApplicationNeeded"}]"#);
    let answer = send(&app, "deputy", &[]).await;
    assert_eq!(answer.location, format!("{}?saved", path(&app)), "{}", answer.body);
    assert_eq!(correct(&app, 8).await, r#"[{"Refused":"ApplicationNeeded"}]"#, "there is no order yet");
    let order = [("version", "1"), ("order", "112-у"), ("ordered_on", "2026-11-24")];
    assert_eq!(send(&app, "head", &order).await.status, StatusCode::SEE_OTHER);
    assert_eq!(correct(&app, 8).await, r#"[{"Saved":{"version":1}}]"#);
    for login in ["deputy", "teacher", "class-teacher"] {
        let html = body(&app, login).await;
        for said in ["Бабенко", "Хвороба", "№\u{a0}112-у від 24.11.2026", "6 → 8"] {
            assert!(html.contains(said), "{login} {said}: {html}");
        }
        assert_eq!(html.contains(r#"id="application""#), login == "deputy", "{login}");
    }
    assert!(!body(&app, "colleague").await.contains("Хвороба"), "it is about another course");
    let told = app.diary_page("/data", "guardian").await;
    let (_, told) = told.split_once("id=\"looks\"").unwrap();
    let told = told.split("</ul>").next().unwrap();
    for who in ["Заступниця", "Алгебраїстка", "Класна"] {
        assert!(told.contains(who), "{who}: {told}");
    }
    assert!(told.contains("заяви про скориговану оцінку") && !told.contains("Мовниця"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_guardian_takes_has_the_application_without_its_reason() {
    let app = marked().await;
    let reason = "Батько тоді саме забрав дитину до себе";
    let typed = [
        ("reason", reason),
        ("order", "112-у"),
        ("ordered_on", "2026-11-24"),
        ("answer", "satisfied"),
        ("words", "Задовольнити"),
    ];
    assert_eq!(send(&app, "deputy", &typed).await.status, StatusCode::SEE_OTHER);
    let (_, data, json) = taken(&app, "guardian").await;
    let own = &data["applications"][0];
    assert_eq!((own["order"].as_str(), own["words"].as_str()), (Some("112-у"), Some("Задовольнити")));
    assert!(own.get("reason").is_none() && !json.contains(reason), "{json}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_not_refused_while_its_mark_stands() {
    let app = marked().await;
    let order = [("order", "112-у"), ("ordered_on", "2026-11-24")];
    assert_eq!(send(&app, "deputy", &order).await.status, StatusCode::SEE_OTHER);
    assert_eq!(correct(&app, 8).await, r#"[{"Saved":{"version":1}}]"#);
    for undo in [("answer", "refused"), ("what", "take-back")] {
        let form = [order[0], order[1], ("version", "1"), undo];
        let answer = send(&app, "deputy", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{undo:?}");
        let problem = answer.body.split("class=\"problem\"").nth(1).unwrap_or_default();
        assert!(problem.contains("Скориговану оцінку вже поставлено"), "{undo:?}: {}", answer.body);
    }
    assert!(body(&app, "deputy").await.contains("№\u{a0}112-у від 24.11.2026"), "it stands as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_is_not_taken_away_from_beneath_its_correction() {
    let app = marked().await;
    let order = [("order", "112-у"), ("ordered_on", "2026-11-24")];
    assert_eq!(send(&app, "deputy", &order).await.status, StatusCode::SEE_OTHER);
    assert_eq!(correct(&app, 8).await, r#"[{"Saved":{"version":1}}]"#);
    let (semester, corrected) = (Sum::Semester(First), Sum::Corrected(First));
    let empty = Entry::default;
    assert_eq!(write(&app, semester, 1, empty()).await, r#"[{"Refused":"NotBelowCorrected"}]"#);
    assert_eq!(write(&app, corrected, 1, empty()).await, r#"[{"Saved":{"version":2}}]"#);
    assert_eq!(write(&app, semester, 1, empty()).await, r#"[{"Saved":{"version":2}}]"#);
}

#[rstest]
#[case::no_reason(&[("reason", " ")], "Укажіть причину.")]
#[case::tomorrow(&[("applied_on", "2026-11-25")], "Цей день ще не настав.")]
#[case::no_date(&[("applied_on", "вчора")], "Укажіть дату.")]
#[case::undated_order(&[("order", "112-у")], "Наказ має і номер, і дату.")]
#[case::early_order(&[("order", "1"), ("ordered_on", "2026-11-20")], "Наказ не буває раніше за заяву.")]
#[case::nobody_named(&[("answer", "satisfied")], "Комісію призначає наказ")]
#[case::no_pupil(&[("pupil", "")], "виберіть учня")]
#[case::no_subject(&[("course", "")], "виберіть предмет")]
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_stand_is_said_beside_its_field(#[case] typed: &[(&str, &str)], #[case] said: &str) {
    let app = marked().await;
    let mut typed = typed.to_vec();
    typed.push(("words", "Слова комісії"));
    let answer = send(&app, "deputy", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.body.split("class=\"problem\"").nth(1).unwrap_or_default();
    assert!(problem.split("</p>").next().unwrap().contains(said), "{said}: {}", answer.body);
    assert!(answer.body.contains("Слова комісії"), "what was typed stays");
    assert!(!body(&app, "deputy").await.contains("Слова комісії"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pupil_of_another_class_has_no_application_here() {
    let app = marked().await;
    let pupil = app.other_pupil.to_string();
    let answer = send(&app, "deputy", &[("pupil", &pupil)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("не вивчає цього предмета"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_application_is_marked_and_not_refused() {
    let mut app = marked().await;
    let said = "подано пізніше, ніж за 3 дні після оцінки";
    send(&app, "deputy", &[("applied_on", "2026-11-24")]).await;
    assert!(!body(&app, "deputy").await.contains(said));
    app.turn_to(TODAY + chrono::Days::new(7));
    let late = [("version", "1"), ("applied_on", "2026-11-28")];
    assert_eq!(send(&app, "deputy", &late).await.status, StatusCode::SEE_OTHER);
    assert!(body(&app, "deputy").await.contains(said));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_days_to_apply_do_not_begin_anew_when_a_mark_is_confirmed() {
    let mut app = TestApp::start().await;
    let semester = Sum::Semester(First);
    assert_eq!(write(&app, semester, 0, marks(6)).await, r#"[{"Saved":{"version":1}}]"#);
    app.turn_to(TODAY + chrono::Days::new(7));
    let confirmed = Entry { basis: Some(7), ..marks(6) };
    assert_eq!(write(&app, semester, 1, confirmed).await, r#"[{"Saved":{"version":2}}]"#);
    send(&app, "deputy", &[("applied_on", "2026-11-28")]).await;
    assert!(body(&app, "deputy").await.contains("подано пізніше, ніж за 3 дні після оцінки"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_write_the_same_application_see_one_another() {
    let app = marked().await;
    send(&app, "deputy", &[]).await;
    let answer = send(&app, "head", &[("reason", "Апеляція")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Тим часом заяву змінив хтось інший"), "{}", answer.body);
    assert!(answer.body.contains("Апеляція") && answer.body.contains("Хвороба"));
    let again = send(&app, "head", &[("reason", "Апеляція"), ("version", "1")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let of = format!("{}?of={}.{}.1", path(&app), app.course, app.pupil);
    let filled = app.get(&of, &app.sign_in("deputy").await).await.body;
    assert!(filled.contains("Змінити заяву") && filled.contains("name=\"version\" value=\"2\""), "{filled}");
    let back = send(&app, "deputy", &[("what", "take-back"), ("version", "2")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert!(body(&app, "deputy").await.contains("Заяв ще немає"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_sets_whether_corrections_need_one() {
    let app = marked().await;
    let cookie = app.sign_in("administrator").await;
    let html = app.get("/school/marking", &cookie).await.body;
    assert!(html.contains("Скориговану оцінку ставити лише після заяви"), "{html}");
    let answer = app.post("/school/marking", &[("what", "corrections")], &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(correct(&app, 8).await, r#"[{"Saved":{"version":1}}]"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ways_lead_there_and_a_session_that_ran_out_loses_nothing() {
    let app = marked().await;
    let link = format!("href=\"{}\"", path(&app));
    for (login, page) in [
        ("deputy", format!("/classes/{}/summary", app.class)),
        ("teacher", format!("/journal/{}?view=summary", app.course)),
    ] {
        let html = app.get(&page, &app.sign_in(login).await).await.body;
        assert!(html.contains(&link), "{page}");
    }
    let answer = send(&app, "", &[]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("Хвороба"), "{}", answer.body);
    let signed_in = [("login", "deputy"), ("password", crate::support::PASSWORD)];
    let answer = send(&app, "", &signed_in).await;
    assert_eq!(answer.location, format!("{}?saved", path(&app)));
    assert!(!answer.cookie.is_empty());
}
