//! Announcements as those see them who write and who read them.

use axum::http::StatusCode;
use rstest::rstest;

use crate::support::{Answer, TestApp};

/// Sends the form of a new announcement with what was typed differently.
async fn publish(app: &TestApp, login: &str, typed: &[(&str, &str)]) -> Answer {
    let (id, class) = (uuid::Uuid::now_v7().to_string(), format!("class.{}", app.class));
    let usual = [
        ("id", id.as_str()),
        ("audience", class.as_str()),
        ("title", "Батьківські збори"),
        ("text", "У четвер о 18:00, кабінет 12."),
        ("asks", "1"),
    ];
    let said = |name: &str| typed.iter().any(|(own, _)| *own == name);
    let usual = usual.into_iter().filter(|(name, _)| !said(name));
    let fields: Vec<_> = usual.chain(typed.iter().copied()).collect();
    app.post("/announcements", &fields, &app.cookie_of(login).await).await
}

impl TestApp {
    /// Publishes an announcement and gives its identifier.
    pub async fn announce(&self, login: &str, typed: &[(&str, &str)]) -> String {
        let answer = publish(self, login, typed).await;
        assert_eq!(answer.location, "/announcements?published", "{}", answer.body);
        let mut reader = self.store.read(self.school).await.unwrap();
        let (year, _) = reader.year(crate::support::TODAY).await.unwrap();
        reader.announcements(year).await.unwrap()[0].id.to_string()
    }
}

async fn body(app: &TestApp, path: &str, login: &str) -> String {
    let answer = app.get(path, &app.sign_in(login).await).await;
    assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {}", answer.body);
    answer.body
}

async fn change(app: &TestApp, id: &str, login: &str, fields: &[(&str, &str)]) -> Answer {
    app.post(&format!("/announcements/{id}"), fields, &app.cookie_of(login).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_is_told_and_the_class_teacher_sees_who_has_read() {
    let app = TestApp::start().await;
    let id = app.announce("class-teacher", &[]).await;
    let path = format!("/announcements/{id}");
    assert!(body(&app, "/announcements", "class-teacher").await.contains("прочитали родин: 0 з 2"));
    let diary = body(&app, &format!("/diary/{}", app.pupil), "guardian").await;
    assert!(diary.contains("Оголошення · Непрочитаних: 1"), "{diary}");
    let list = body(&app, "/announcements", "guardian").await;
    assert!(
        list.contains("Батьківські збори")
            && list.contains(">нове<")
            && list.contains("потрібне підтвердження")
    );
    let item = body(&app, &path, "guardian").await;
    assert!(item.contains("У четвер о 18:00, кабінет 12.") && item.contains("Підтверджую, що прочитано"));
    assert!(!item.contains("Хто прочитав"), "families do not see one another: {item}");
    assert!(!body(&app, "/announcements", "guardian").await.contains(">нове<"));
    assert!(!body(&app, &format!("/diary/{}", app.pupil), "guardian").await.contains("Непрочитаних"));
    let told = body(&app, &path, "class-teacher").await;
    assert!(told.contains("прочитали родин: 1 з 2, учнів: 0 з 2; підтвердили: 0 з 2"), "{told}");
    let answer = change(&app, &id, "guardian", &[("what", "acknowledge")]).await;
    assert_eq!(answer.location, path);
    assert!(body(&app, &path, "guardian").await.contains("Ви підтвердили, що прочитали."));
    assert!(!body(&app, &path, "pupil").await.contains("Підтверджую"), "pupils are not asked");
    let told = body(&app, &path, "class-teacher").await;
    assert!(told.contains("прочитали родин: 1 з 2, учнів: 1 з 2; підтвердили: 1 з 2"), "{told}");
    assert!(told.contains("Ще не підтвердили: 1") && told.contains("Вовк"), "{told}");
    assert!(!body(&app, "/announcements", "other-guardian").await.contains("Батьківські збори"));
}

#[rstest]
#[case::a_parallel("grade.8", true)]
#[case::the_school("school", true)]
#[case::another_parallel("grade.3", false)]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_leads_tells_more_than_a_class(#[case] audience: &str, #[case] reaches: bool) {
    let app = TestApp::start().await;
    app.announce("deputy", &[("audience", audience), ("urgent", "1")]).await;
    for login in ["guardian", "pupil", "other-guardian", "class-teacher"] {
        let list = body(&app, "/announcements", login).await;
        assert_eq!(list.contains("Батьківські збори"), reaches, "{login}: {list}");
        assert_eq!(list.contains("терміново"), reaches, "{login}");
    }
    let list = body(&app, "/announcements", "class-teacher").await;
    assert!(!list.contains("прочитали родин"), "the readers of others are theirs to see: {list}");
}

#[rstest]
#[case::the_school("school")]
#[case::a_parallel("grade.8")]
#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_tells_the_own_class_alone(#[case] audience: &str) {
    let app = TestApp::start().await;
    let answer = publish(&app, "class-teacher", &[("audience", audience)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let other = format!("class.{}", app.class_of("8-Б").await);
    let answer = publish(&app, "class-teacher", &[("audience", &other)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[rstest]
#[case::no_title(&[("title", " ")], "Напишіть заголовок.")]
#[case::no_text(&[("text", "")], "Напишіть текст.")]
#[case::nobody(&[("audience", "")], "виберіть, кому")]
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_stand_is_said_beside_its_field(#[case] typed: &[(&str, &str)], #[case] said: &str) {
    let app = TestApp::start().await;
    let mut typed = typed.to_vec();
    typed.push(("urgent", "1"));
    let answer = publish(&app, "deputy", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.body.split("class=\"problem\"").nth(1).unwrap_or_default();
    assert!(problem.split("</p>").next().unwrap().contains(said), "{said}: {}", answer.body);
    assert!(answer.body.contains("name=\"urgent\" value=\"1\" checked"), "what was typed stays");
    assert!(body(&app, "/announcements", "guardian").await.contains("Оголошень ще немає."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_leaves_its_trace_and_is_read_anew() {
    let app = TestApp::start().await;
    let id = app.announce("class-teacher", &[]).await;
    let path = format!("/announcements/{id}");
    body(&app, &path, "guardian").await;
    let moved =
        [("what", "change"), ("version", "1"), ("title", "Батьківські збори"), ("text", "У п'ятницю.")];
    let answer = change(&app, &id, "class-teacher", &moved).await;
    assert_eq!(answer.location, format!("{path}?changed"), "{}", answer.body);
    assert!(body(&app, "/announcements", "guardian").await.contains(">нове<"));
    let item = body(&app, &path, "guardian").await;
    assert!(item.contains("Що було написано раніше") && item.contains("У четвер о 18:00"), "{item}");
    let late = [("what", "change"), ("version", "1"), ("title", "Інші збори"), ("text", "У суботу.")];
    let conflict = change(&app, &id, "head", &late).await;
    assert_eq!(conflict.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(conflict.body.contains("Тим часом оголошення змінив хтось інший"), "{}", conflict.body);
    assert!(conflict.body.contains("У суботу.") && conflict.body.contains("ятницю"), "both are there");
    let empty = [("what", "change"), ("version", "2"), ("title", ""), ("text", "У суботу.")];
    let refused = change(&app, &id, "class-teacher", &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Напишіть заголовок."), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_confirms_words_that_were_not_there() {
    let app = TestApp::start().await;
    let id = app.announce("class-teacher", &[]).await;
    let path = format!("/announcements/{id}");
    change(&app, &id, "guardian", &[("what", "acknowledge"), ("version", "1")]).await;
    assert!(body(&app, &path, "guardian").await.contains("Ви підтвердили, що прочитали."));
    let moved = [
        ("what", "change"),
        ("version", "1"),
        ("title", "Батьківські збори"),
        ("text", "У п'ятницю."),
        ("asks", "1"),
    ];
    assert_eq!(change(&app, &id, "class-teacher", &moved).await.location, format!("{path}?changed"));
    let told = body(&app, &path, "class-teacher").await;
    assert!(told.contains("прочитали родин: 0 з 2, учнів: 0 з 2; підтвердили: 0 з 2"), "{told}");
    // The page was open since before the change.
    let late = change(&app, &id, "guardian", &[("what", "acknowledge"), ("version", "1")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Тим часом текст змінили", "ятницю.", "Підтверджую, що прочитано"]
    {
        assert!(late.body.contains(said), "{said}: {}", late.body);
    }
    assert!(!late.body.contains("Ви підтвердили"), "{}", late.body);
    let told = body(&app, &path, "class-teacher").await;
    assert!(told.contains("прочитали родин: 1 з 2, учнів: 0 з 2; підтвердили: 0 з 2"), "{told}");
    let again = change(&app, &id, "guardian", &[("what", "acknowledge"), ("version", "2")]).await;
    assert_eq!(again.location, path);
    assert!(body(&app, &path, "guardian").await.contains("Ви підтвердили, що прочитали."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_announcement_is_gone_for_families() {
    let app = TestApp::start().await;
    let id = app.announce("deputy", &[]).await;
    let path = format!("/announcements/{id}");
    let refused = change(&app, &id, "class-teacher", &[("what", "withdraw")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "it is the deputy's");
    assert_eq!(change(&app, &id, "deputy", &[("what", "withdraw")]).await.location, "/announcements");
    assert!(body(&app, "/announcements", "guardian").await.contains("Оголошень ще немає."));
    let answer = app.get(&path, &app.sign_in("guardian").await).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(body(&app, "/announcements", "deputy").await.contains("відкликано"));
    assert!(!body(&app, &path, "deputy").await.contains("name=\"what\""), "nothing is changed any more");
}
