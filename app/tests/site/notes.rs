//! Families' notes about absences: what a parent sends, what the class teacher answers, who sees the photo.

use std::io::Cursor;

use axum::http::StatusCode;
use klas_domain::{Entry, Id, JournalEdit, id::of};
use rstest::rstest;

use crate::{
    own_data::taken,
    registers::{SUBJECTS, absent, absent_all_day},
    support::{Answer, PASSWORD, TODAY, TestApp},
};

/// A photo of a certificate.
fn photo() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(64, 48, image::Rgb([240, 240, 235]));
    picture.write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

fn of_child(app: &TestApp) -> String {
    format!("/diary/{}/notes", app.pupil)
}

fn of_class(app: &TestApp) -> String {
    format!("/classes/{}/notes", app.class)
}

/// Sends a note about today's illness with what a parent typed differently, and perhaps a file.
async fn send(app: &TestApp, cookie: &str, typed: &[(&str, &str)], file: &[u8]) -> Answer {
    let note = Id::<of::Excuse>::new().to_string();
    let usual = [
        ("note", note.as_str()),
        ("from", "2026-11-24"),
        ("to", "2026-11-24"),
        ("kind", "хв"),
        ("comment", "Гарячка 38,5"),
        ("what", "send"),
    ];
    let said = |name: &str| typed.iter().any(|(own, _)| *own == name);
    let usual = usual.into_iter().filter(|(name, _)| !said(name));
    let fields: Vec<_> = usual.chain(typed.iter().copied()).collect();
    app.post_file(&of_child(app), &fields, ("photo", file), cookie).await
}

async fn sent(app: &TestApp, typed: &[(&str, &str)], file: &[u8]) {
    let answer = send(app, &app.sign_in("guardian").await, typed, file).await;
    assert_eq!(answer.location, format!("{}?sent", of_child(app)), "{}", answer.body);
}

/// The identifier of the newest note.
async fn newest(app: &TestApp) -> Id<of::Excuse> {
    let mut reader = app.store.read(app.school).await.unwrap();
    reader.excuses_of_pupil(app.pupil).await.unwrap()[0].id
}

impl TestApp {
    /// A note of the guardian with a photo.
    pub async fn note(&self) -> Id<of::Excuse> {
        sent(self, &[], &photo()).await;
        newest(self).await
    }
}

async fn answer(app: &TestApp, login: &str, what: &str, why: &str) -> Answer {
    let note = newest(app).await.to_string();
    let fields = [("what", what), ("note", note.as_str()), ("why", why)];
    app.post(&of_class(app), &fields, &app.cookie_of(login).await).await
}

async fn body(app: &TestApp, path: &str, login: &str) -> String {
    let answer = app.get(path, &app.sign_in(login).await).await;
    assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {}", answer.body);
    answer.body
}

async fn register(app: &TestApp) -> String {
    body(app, &format!("/classes/{}/register?month=2026-11", app.class), "class-teacher").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_goes_from_the_parent_to_the_class_teacher_and_back() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    let diary = body(&app, &format!("/diary/{}", app.pupil), "guardian").await;
    let explain = format!("href=\"{}?from=2026-11-24#note\"", of_child(&app));
    assert!(diary.contains(&explain), "the day of the absence leads to the form: {diary}");
    let form = body(&app, &format!("{}?from=2026-11-24", of_child(&app)), "guardian").await;
    assert!(form.contains("enctype=\"multipart/form-data\"") && form.contains("value=\"2026-11-24\""));
    sent(&app, &[], &photo()).await;
    let own = body(&app, &of_child(&app), "guardian").await;
    assert!(own.contains("чекає на відповідь") && own.contains("Гарячка 38,5"), "{own}");

    assert!(body(&app, "/today", "class-teacher").await.contains("1\u{a0}записка чекає на відповідь"));
    let shown = register(&app).await;
    assert!(shown.contains("title=\"Записка родини: чекає на відповідь\""), "{shown}");
    assert!(shown.contains(&format!("href=\"{}\"", of_class(&app))));
    let list = body(&app, &of_class(&app), "class-teacher").await;
    for said in ["Бабенко", "Мати Олена", "24.11.2026 · хвороба", "«н» на 2\u{a0}уроках (24.11 – 2)"]
    {
        assert!(list.contains(said), "{said}: {list}");
    }
    let answered = answer(&app, "class-teacher", "accept", "").await;
    assert_eq!(answered.location, format!("{}?accepted=2", of_class(&app)), "{}", answered.body);
    assert!(register(&app).await.contains("хв/2"));
    let list = body(&app, &of_class(&app), "class-teacher").await;
    assert!(list.contains("«н» за ці дні немає; причину вже вказано: 2\u{a0}уроки"), "{list}");
    assert!(body(&app, &of_child(&app), "guardian").await.contains("прийнято"));
    let cell = format!(r#"{{"column":"{}","pupil":"{}"}}"#, app.lesson, app.pupil);
    let history = app.call("cell-history", &cell, &app.sign_in("teacher").await).await.body;
    assert!(history.contains("За запискою родини, прийнятою 24.11.2026"), "{history}");
}

/// DOMAIN §5: the note turns the absences that are entered later too, however a teacher enters them.
#[tokio::test(flavor = "multi_thread")]
async fn an_absence_entered_after_acceptance_has_its_reason() {
    let app = TestApp::start().await;
    sent(&app, &[("kind", "пп")], &[]).await;
    assert_eq!(answer(&app, "class-teacher", "accept", "").await.status, StatusCode::SEE_OTHER);
    absent(&app, SUBJECTS[0], TODAY, app.pupil).await;
    let of_lesson = body(&app, &app.sheet_of("Алгебра").await, "teacher").await;
    assert!(of_lesson.contains("value=\"пп\" selected"), "{of_lesson}");
    let shown = register(&app).await;
    assert!(shown.contains("пп/1") && !shown.contains("н/1"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grid_hears_that_the_note_explained_the_absence() {
    let app = TestApp::start().await;
    sent(&app, &[], &[]).await;
    answer(&app, "class-teacher", "accept", "").await;
    let cookie = app.sign_in("teacher").await;
    let entry = Entry::parse("н", klas_domain::Scale::TwelvePoint).unwrap();
    let column = app.lesson.uuid().into();
    let edit = JournalEdit { id: Id::new(), column, pupil: app.pupil, base: 0, entry, reason: None };
    let person = app.person_of("teacher");
    let edits = serde_json::to_string(&[edit]).unwrap();
    let body = format!(r#"{{"person":"{person}","edits":{edits}}}"#);
    assert_eq!(app.call("apply-edits", &body, &cookie).await.body, r#"[{"Saved":{"version":1}}]"#);
    let news = format!(r#"{{"person":"{person}","course":"{}","seq":0}}"#, app.course);
    let news = app.call("news", &news, &cookie).await.body;
    assert!(news.contains(r#"{"absence":"Illness"},"version":2"#), "{news}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_with_its_word_and_may_be_thought_better_of() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    sent(&app, &[], &[]).await;
    let silent = answer(&app, "class-teacher", "refuse", " ").await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("чому записку не прийнято"), "{}", silent.body);
    let refused = answer(&app, "class-teacher", "refuse", "Потрібна довідка лікаря").await;
    assert_eq!(refused.location, format!("{}?refused", of_class(&app)));
    let own = body(&app, &of_child(&app), "guardian").await;
    assert!(own.contains("не прийнято") && own.contains("Потрібна довідка лікаря"), "{own}");
    assert!(register(&app).await.contains("н/2"));
    let accepted = answer(&app, "class-teacher", "accept", "").await;
    assert_eq!(accepted.location, format!("{}?accepted=2", of_class(&app)));
    assert!(!body(&app, &of_child(&app), "guardian").await.contains("Потрібна довідка"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_closed_semester_keeps_is_said() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    sent(&app, &[], &[]).await;
    app.shut(app.course, 1).await;
    app.shut_class(app.class, 1).await;
    let answered = answer(&app, "class-teacher", "accept", "").await;
    assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answered.body.contains("Записку прийнято. Причину вказано: 1\u{a0}урок."), "{}", answered.body);
    assert!(answered.body.contains("Не змінено: 1\u{a0}урок."), "{}", answered.body);
    assert!(answered.body.contains("Указати причину решті"), "what is left can be tried again");
    app.open_again(app.course, 1).await;
    let again = answer(&app, "class-teacher", "accept", "").await;
    assert_eq!(again.location, format!("{}?accepted=1", of_class(&app)), "{}", again.body);
}

#[rstest]
#[case::backwards(&[("to", "2026-11-23")], "Останній день не може бути раніше за перший.")]
#[case::another_year(&[("from", "2026-08-30")], "Дні мають бути в межах цього навчального року.")]
#[case::no_days(&[("from", "учора")], "Укажіть перший і останній день.")]
#[case::no_kind(&[("kind", "")], "Виберіть причину.")]
#[case::without_reason(&[("kind", "бп")], "Виберіть причину.")]
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_said_beside_its_field(#[case] typed: &[(&str, &str)], #[case] said: &str) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("guardian").await;
    let answer = send(&app, &cookie, typed, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.body.split("class=\"problem\"").nth(1).unwrap_or_default();
    assert!(problem.split("</p>").next().unwrap().contains(said), "{said}: {}", answer.body);
    assert!(answer.body.contains(">Гарячка 38,5</textarea>"), "what was typed stays");
    assert!(app.get(&of_child(&app), &cookie).await.body.contains("Записок ще немає"));
}

#[rstest]
#[case::no_photo(b"%PDF-1.7 not a photo".to_vec(), "Це не фото")]
#[case::damaged(photo()[..50].to_vec(), "Фото пошкоджене")]
#[case::too_large([photo(), vec![0; 6 * 1024 * 1024]].concat(), "Фото завелике")]
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_photo_is_refused_and_nothing_else_is_lost(#[case] file: Vec<u8>, #[case] said: &str) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("guardian").await;
    let answer = send(&app, &cookie, &[], &file).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains(said) && answer.body.contains(">Гарячка 38,5</textarea>"),
        "{}",
        answer.body
    );
    assert!(app.get(&of_child(&app), &cookie).await.body.contains("Записок ще немає"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_seen_by_its_author_and_the_class_teacher_alone() {
    let app = TestApp::start().await;
    sent(&app, &[], &photo()).await;
    let path = format!("/notes/{}/photo", newest(&app).await);
    for (login, status) in [
        ("guardian", StatusCode::OK),
        ("class-teacher", StatusCode::OK),
        ("other-guardian", StatusCode::FORBIDDEN),
        ("pupil", StatusCode::FORBIDDEN),
        ("teacher", StatusCode::FORBIDDEN),
        ("head", StatusCode::FORBIDDEN),
        ("deputy", StatusCode::FORBIDDEN),
        ("administrator", StatusCode::FORBIDDEN),
        ("nurse", StatusCode::FORBIDDEN),
        ("head-of-5", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(app.get(&path, &app.sign_in(login).await).await.status, status, "{login}");
    }
    let cookie = app.sign_in("class-teacher").await;
    let answer = app.get(&path, &cookie).await;
    assert_eq!(image::guess_format(&answer.bytes).unwrap(), image::ImageFormat::Jpeg, "it is drawn anew");
    assert_eq!(answer.header("content-type"), "image/jpeg");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").contains("default-src 'self'"));
    let file = std::fs::read_dir(app.file().parent().unwrap()).unwrap();
    let names: Vec<_> = file.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| name.starts_with("klas.db")), "photos are in the database: {names:?}");
}

/// One guardian never sees another's data beyond the shared child.
#[tokio::test(flavor = "multi_thread")]
async fn another_guardian_sees_that_the_absence_is_explained_and_no_more() {
    let app = TestApp::start().await;
    app.give_another_guardian().await;
    sent(&app, &[], &photo()).await;
    let photo_of = format!("/notes/{}/photo", newest(&app).await);
    let own = body(&app, &of_child(&app), "guardian").await;
    assert!(own.contains("Гарячка 38,5") && own.contains(&photo_of), "{own}");
    assert!(own.contains("value=\"withdraw\""), "{own}");
    let others = body(&app, &of_child(&app), "other-guardian").await;
    for said in ["24.11.2026 · хвороба", "чекає на відповідь", "надіслав інший представник дитини"]
    {
        assert!(others.contains(said), "{said}: {others}");
    }
    for secret in ["Гарячка", "Мати", "надіслано 24.11", photo_of.as_str(), "value=\"withdraw\""]
    {
        assert!(!others.contains(secret), "{secret}: {others}");
    }
    let status = app.get(&photo_of, &app.sign_in("other-guardian").await).await.status;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(
        answer(&app, "class-teacher", "refuse", "Потрібна довідка").await.status,
        StatusCode::SEE_OTHER
    );
    let others = body(&app, &of_child(&app), "other-guardian").await;
    assert!(others.contains("не прийнято") && !others.contains("Потрібна довідка"), "{others}");
    let (files, data, json) = taken(&app, "other-guardian").await;
    assert_eq!(data["notes_of_another_guardian"][0]["state"], "refused");
    assert_eq!(data["notes_about_absences"].as_array().unwrap().len(), 0);
    assert!(!json.contains("Гарячка") && !json.contains("Потрібна довідка"), "{json}");
    assert!(files.iter().all(|name| !name.starts_with("photos/")), "{files:?}");
    let (files, data, _) = taken(&app, "guardian").await;
    assert_eq!(data["notes_about_absences"][0]["answer"], "Потрібна довідка");
    assert!(files.iter().any(|name| name.starts_with("photos/")), "{files:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_was_taken_back_is_its_authors_alone() {
    let app = TestApp::start().await;
    app.give_another_guardian().await;
    sent(&app, &[], &[]).await;
    let note = newest(&app).await.to_string();
    let fields = [("what", "withdraw"), ("note", note.as_str())];
    app.post(&of_child(&app), &fields, &app.sign_in("guardian").await).await;
    assert!(body(&app, &of_child(&app), "guardian").await.contains("відкликано"));
    assert!(body(&app, &of_child(&app), "other-guardian").await.contains("Записок ще немає"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_taken_back_until_it_is_answered() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("guardian").await;
    sent(&app, &[], &photo()).await;
    let note = newest(&app).await.to_string();
    let fields = [("what", "withdraw"), ("note", note.as_str())];
    assert_eq!(
        app.post(&of_child(&app), &fields, &cookie).await.location,
        format!("{}?withdrawn", of_child(&app))
    );
    assert!(body(&app, &of_class(&app), "class-teacher").await.contains("Родини ще не надсилали записок"));
    let late = answer(&app, "class-teacher", "accept", "").await;
    assert!(late.body.contains("Тим часом родина відкликала"), "{}", late.body);
    sent(&app, &[], &[]).await;
    answer(&app, "class-teacher", "accept", "").await;
    let note = newest(&app).await.to_string();
    let fields = [("what", "withdraw"), ("note", note.as_str())];
    let answer = app.post(&of_child(&app), &fields, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("відкликати її не можна"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ran_out_loses_nothing_and_says_what_a_browser_cannot_keep() {
    let app = TestApp::start().await;
    let person = app.person_of("guardian").to_string();
    let typed = [("person", person.as_str())];
    let asked = send(&app, "", &typed, &photo()).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(asked.body.contains("Гарячка 38,5") && asked.body.contains("name=\"file-lost\""));
    let note = Id::<of::Excuse>::new().to_string();
    let fields = [
        ("person", person.as_str()),
        ("note", note.as_str()),
        ("from", "2026-11-24"),
        ("to", "2026-11-24"),
        ("kind", "хв"),
        ("comment", "Гарячка 38,5"),
        ("what", "send"),
        ("file-lost", "1"),
        ("login", "guardian"),
        ("password", PASSWORD),
    ];
    let again = app.post(&of_child(&app), &fields, "").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.body.contains("фото не збереглося") && again.body.contains("Гарячка 38,5"),
        "{}",
        again.body
    );
    assert!(!again.cookie.is_empty());
    let without: Vec<_> = fields.into_iter().filter(|(name, _)| *name != "file-lost").collect();
    let answer = app.post(&of_child(&app), &without, "").await;
    assert_eq!(answer.location, format!("{}?sent", of_child(&app)), "{}", answer.body);
}
