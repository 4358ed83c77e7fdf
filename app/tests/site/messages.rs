//! Messages as guardians and staff see them.

use axum::http::StatusCode;
use rstest::rstest;

use crate::{
    families::restrict,
    support::{Answer, TODAY, TestApp},
};

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
async fn a_teacher_writes_first_to_one_guardian_of_a_pupil() {
    let app = TestApp::start().await;
    let path = thread(&app, "teacher");
    let first = format!("/messages/new/{}", app.class);
    assert!(body(&app, "/messages", "teacher").await.contains("href=\"/messages/new\""));
    assert!(body(&app, "/messages/new", "teacher").await.contains(&format!("href=\"{first}\"")));
    let page = body(&app, &first, "teacher").await;
    assert!(
        page.contains(&format!("href=\"{path}#write\"")) && page.contains("Мати Олена Петрівна"),
        "{page}"
    );
    assert!(page.contains("ще без доступу до щоденника") && !page.contains("Чужа"), "{page}");
    let talk = body(&app, &path, "teacher").await;
    assert!(talk.contains("Мати Олена Петрівна") && talk.contains("Ви ще не писали"), "{talk}");
    let answer = send(&app, &path, "teacher", "Доброго дня! Як здоров'я дитини?").await;
    assert_eq!(answer.location, format!("{path}#last"), "{}", answer.body);
    assert!(body(&app, "/messages", "guardian").await.contains("Доброго дня!"));
    assert!(send(&app, &path, "guardian", "Дякуємо, краще.").await.status == StatusCode::SEE_OTHER);
    for other in ["class-teacher", "other-guardian"] {
        assert!(!body(&app, "/messages", other).await.contains("Доброго дня!"), "{other} reads nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_write_first_finds_the_way_among_the_messages_and_the_families() {
    let app = TestApp::start().await;
    let first = format!("/messages/new/{}", app.class);
    let families = body(&app, &format!("/classes/{}/families", app.class), "class-teacher").await;
    assert!(families.contains(&format!("href=\"{first}#p{}\"", app.pupil)), "{families}");
    let deputys = body(&app, &format!("/classes/{}/families", app.class), "deputy").await;
    assert!(!deputys.contains("/messages/new/"), "who neither teaches nor leads the class writes to nobody");
    for (login, has) in [("teacher", true), ("class-teacher", true), ("deputy", false)] {
        assert!(body(&app, "/messages", login).await.contains("href=\"/messages/new\""), "{login}");
        assert_eq!(body(&app, "/messages/new", login).await.contains(&first), has, "{login}");
    }
}

#[rstest]
#[case::nothing_was_written("deputy", "guardian")]
#[case::a_strangers_child("teacher", "other-guardian")]
#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_teach_the_child_begins_nothing_and_is_not_written_to(
    #[case] staff: &str,
    #[case] guardian: &str,
) {
    let app = TestApp::start().await;
    let path = format!("/messages/{}/{}/{}", app.pupil, app.person_of(guardian), app.person_of(staff));
    let page = app.get(&path, &app.sign_in(staff).await).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let refused = send(&app, &path, staff, "Добрий день!").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains(">Добрий день!</textarea>") && refused.body.contains("role=\"alert\""));
    assert!(!refused.body.contains("Мати Олена") && !refused.body.contains("Чужа Олена"), "nor learns whom");
    let theirs = send(&app, &path, guardian, "Добрий день!").await;
    assert!(!theirs.status.is_redirection(), "{} {}", theirs.status, theirs.body);
}

/// A decision is put on record while a teacher writes first.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_message_that_a_decision_hinders_stays_as_it_was_typed() {
    let app = TestApp::start().await;
    let path = thread(&app, "teacher");
    assert!(body(&app, &path, "teacher").await.contains("Ви ще не писали"));
    let decided = restrict(&app, "class-teacher", &[("hidden", "messages")]).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
    let answer = send(&app, &path, "teacher", "Доброго дня!").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert!(answer.body.contains(">Доброго дня!</textarea>"), "{}", answer.body);
    assert!(
        answer.body.contains("role=\"alert\"") && answer.body.contains("не надходять за рішенням"),
        "{}",
        answer.body
    );
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
