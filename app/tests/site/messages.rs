//! Messages as guardians and staff see them.

use axum::http::StatusCode;
use rstest::rstest;

use crate::support::{Answer, TODAY, TestApp};

/// The thread of the guardian with a member of staff.
fn thread(app: &TestApp, staff: &str) -> String {
    format!("/messages/{}/{}/{}", app.pupil, app.person_of("guardian"), app.person_of(staff))
}

async fn send(app: &TestApp, path: &str, login: &str, text: &str) -> Answer {
    let id = uuid::Uuid::now_v7().to_string();
    app.post(path, &[("id", id.as_str()), ("text", text)], &app.cookie_of(login).await).await
}

impl TestApp {
    /// Writes in the thread of the guardian and the class teacher.
    pub async fn write(&self, login: &str, text: &str) {
        let path = thread(self, "class-teacher");
        let answer = send(self, &path, login, text).await;
        assert_eq!(answer.location, format!("{path}#last"), "{}", answer.body);
    }
}

async fn body(app: &TestApp, path: &str, login: &str) -> String {
    let answer = app.get(path, &app.sign_in(login).await).await;
    assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {}", answer.body);
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_asks_and_the_class_teacher_answers() {
    let app = TestApp::start().await;
    let path = thread(&app, "class-teacher");
    let inbox = body(&app, "/messages", "guardian").await;
    assert!(inbox.contains(&format!("href=\"{path}#write\"")), "{inbox}");
    assert!(inbox.contains("класний керівник") && inbox.contains("Алгебра"), "{inbox}");
    app.write("guardian", "Чи буде екскурсія?\nДякую!").await;
    assert!(body(&app, "/today", "class-teacher").await.contains("Повідомлення · Нових: 1"));
    let inbox = body(&app, "/messages", "class-teacher").await;
    assert!(inbox.contains("Чи буде екскурсія? Дякую!") && inbox.contains("Нових: 1"), "{inbox}");
    let talk = body(&app, &path, "class-teacher").await;
    assert!(talk.contains("Чи буде екскурсія?\nДякую!") && talk.contains("Мати Олена Петрівна"), "{talk}");
    assert!(!body(&app, "/messages", "class-teacher").await.contains("Нових"), "it was read");
    app.write("class-teacher", "Так, у п'ятницю.").await;
    let diary = body(&app, &format!("/diary/{}", app.pupil), "guardian").await;
    assert!(diary.contains("Повідомлення · Нових: 1"), "{diary}");
    let talk = body(&app, &path, "guardian").await;
    assert!(talk.contains("✓ прочитано") && talk.contains("class=\"mine\""), "{talk}");
}

#[rstest]
#[case::another_guardian("other-guardian")]
#[case::another_teacher("teacher")]
#[case::the_head("head")]
#[case::the_administrator("administrator")]
#[case::the_child("pupil")]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_reads_a_conversation(#[case] login: &str) {
    let app = TestApp::start().await;
    app.write("guardian", "Особисте").await;
    let path = thread(&app, "class-teacher");
    let answer = app.get(&path, &app.sign_in(login).await).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&app, &path, login, "Чуже").await.status, StatusCode::FORBIDDEN);
    let inbox = app.get("/messages", &app.sign_in(login).await).await;
    assert!(!inbox.body.contains("Особисте"));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_do_not_begin_and_who_does_not_teach_the_child_is_not_written_to() {
    let app = TestApp::start().await;
    let with_teacher = thread(&app, "teacher");
    let answer = app.get(&with_teacher, &app.sign_in("teacher").await).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let with_deputy = thread(&app, "deputy");
    let answer = app.get(&with_deputy, &app.sign_in("guardian").await).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(send(&app, &with_teacher, "guardian", "Добрий день!").await.status, StatusCode::SEE_OTHER);
    assert!(body(&app, &with_teacher, "teacher").await.contains("Добрий день!"));
}

#[rstest]
#[case::nothing("  ".to_owned(), "Напишіть повідомлення.")]
#[case::too_much("їжак ".repeat(500), "Повідомлення задовге")]
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_stays_as_it_was_typed(#[case] text: String, #[case] said: &str) {
    let app = TestApp::start().await;
    let answer = send(&app, &thread(&app, "class-teacher"), "guardian", &text).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(said) && answer.body.contains(&format!(">{}</textarea>", text.trim())));
}

/// The hours of the site are those of the day it is on, with the true time of day: a Sunday is outside of any.
#[tokio::test(flavor = "multi_thread")]
async fn outside_the_hours_a_message_arrives_and_the_page_says_when_to_expect_an_answer() {
    let mut app = TestApp::start().await;
    let cookie = app.sign_in("administrator").await;
    let wrong = app.post("/school/hours", &[("from", "18"), ("until", "9")], &cookie).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Кінець має бути пізніше за початок."), "{}", wrong.body);
    let set = app.post("/school/hours", &[("from", "9"), ("until", "16")], &cookie).await;
    assert_eq!(set.location, "/school?saved");
    app.turn_to(TODAY + chrono::Days::new(5));
    app.write("guardian", "Питання в неділю").await;
    let talk = body(&app, &thread(&app, "class-teacher"), "guardian").await;
    assert!(talk.contains("Заклад відповідає в навчальні дні з 9:00 до 16:00."), "{talk}");
    assert!(talk.contains("відповіді чекайте з 09:00 – понеділок, 30\u{a0}листопада"), "{talk}");
    let talk = body(&app, &thread(&app, "class-teacher"), "class-teacher").await;
    assert!(talk.contains("Зараз неробочий час: родина знає"), "{talk}");
    app.turn_to(TODAY);
    app.post("/school/hours", &[("from", "0"), ("until", "24")], &cookie).await;
    let talk = body(&app, &thread(&app, "class-teacher"), "guardian").await;
    assert!(!talk.contains("неробочий час"), "{talk}");
}
