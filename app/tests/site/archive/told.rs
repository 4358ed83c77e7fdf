//! What an archive tells of lessons and of people, and what it keeps to itself.

use std::collections::HashMap;

use axum::http::StatusCode;
use klas_documents::archive::{Container, SCHEMA};
use sqlx::{Connection, SqliteConnection};

use super::{file, opened, rows, text_of};
use crate::{
    families::restrict,
    substitutions::arrange,
    support::{TODAY, TestApp},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_court_has_ordered_is_not_told_by_an_archive() {
    let app = TestApp::start().await;
    assert_eq!(restrict(&app, "class-teacher", &[]).await.status, StatusCode::SEE_OTHER);
    app.close_year().await;
    let text = text_of(file(&opened(&app.archived().await), "journal.pdf"));
    assert!(text.contains("Олена") && !text.contains("обмеження"), "{text}");
}

/// The algebra lesson of today in the data of an archive, and its row.
fn todays_algebra(container: &Container) -> (serde_json::Value, HashMap<String, String>) {
    let journal: serde_json::Value = serde_json::from_slice(file(container, "journal.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&journal));
    let courses = journal["courses"].as_array().unwrap();
    let algebra = courses.iter().find(|course| course["subject"] == "Алгебра").unwrap();
    let lessons = algebra["lessons"].as_array().unwrap();
    let lesson = lessons.iter().find(|lesson| lesson["date"] == TODAY.to_string()).unwrap();
    let row = rows(container, "csv/lessons.csv").into_iter().find(|row| row["id"] == lesson["id"]).unwrap();
    (lesson.clone(), row)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_taught_is_told_even_of_those_who_left_the_school() {
    let app = TestApp::start().await;
    let substitute = app.person_of("class-teacher");
    let arranged =
        arrange(&app, &substitute.to_string(), &[("r", "illness")], &app.sign_in("deputy").await).await;
    assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.body);
    let mut database =
        SqliteConnection::connect(&format!("sqlite://{}", app.file().display())).await.unwrap();
    sqlx::query("DELETE FROM person_role WHERE person_id = $1")
        .bind(substitute.uuid())
        .execute(&mut database)
        .await
        .unwrap();
    app.close_year().await;
    let container = opened(&app.archived().await);
    let (lesson, row) = todays_algebra(&container);
    assert_eq!(lesson["substitute"]["surname"], "Класна");
    assert_eq!((row["substitute"].as_str(), row["reason"].as_str()), ("Класна Олена Петрівна", "illness"));
    let text = text_of(file(&container, "journal.pdf"));
    assert!(text.contains("заміна: Класна"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_instead_of_a_lesson_is_told() {
    let app = TestApp::start().await;
    let mut reader = app.store.read(app.school).await.unwrap();
    let courses = reader.courses_of_class(app.class).await.unwrap();
    let other = courses.iter().find(|course| course.subject == "Українська мова").unwrap().id;
    drop(reader);
    let why = [("reason", "other"), ("words", "Наказ № 7: конкурс")];
    let arranged = arrange(&app, &format!("course-{other}"), &why, &app.sign_in("deputy").await).await;
    assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.body);
    app.close_year().await;
    let container = opened(&app.archived().await);
    let (lesson, row) = todays_algebra(&container);
    assert_eq!(lesson["cancelled"], true);
    assert_eq!((lesson["reason"].as_str(), row["reason"].as_str()), (Some("other"), "other"));
    assert_eq!(
        (lesson["words"].as_str(), row["words"].as_str()),
        (Some("Наказ № 7: конкурс"), "Наказ № 7: конкурс")
    );
    assert_eq!(lesson["replacedBy"]["subject"], "Українська мова");
    assert!(row["replaced_by"].starts_with("Українська мова"), "{row:?}");
    let text = text_of(file(&container, "journal.pdf"));
    assert!(text.contains("замість уроку: Українська"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spreadsheet_runs_what_a_journal_says() {
    let app = TestApp::start().await;
    let teacher = app.sign_in("teacher").await;
    let path = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let (topic, homework) = ("=HYPERLINK(\"http://x\")", "№ 1+2");
    let saved =
        app.post(&path, &[("topic", topic), ("homework", homework), ("version", "0")], &teacher).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    app.close_year().await;
    let container = opened(&app.archived().await);
    let (lesson, row) = todays_algebra(&container);
    assert_eq!(lesson["topic"], topic, "programs read what was written");
    assert_eq!((row["topic"].as_str(), row["homework"].as_str()), ("'=HYPERLINK(\"http://x\")", homework));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_no_font_has_does_not_keep_a_year_from_its_archive() {
    let app = TestApp::start().await;
    let teacher = app.sign_in("teacher").await;
    let path = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let topic = "Дроби 🙂 та \u{10FFFD} ще 𒀀";
    let saved = app.post(&path, &[("topic", topic), ("homework", ""), ("version", "0")], &teacher).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    app.close_year().await;
    let container = opened(&app.archived().await);
    let lessons = rows(&container, "csv/lessons.csv");
    assert!(
        lessons.iter().any(|row| row["topic"] == topic && row["date"] == TODAY.to_string()),
        "{lessons:?}"
    );
}
