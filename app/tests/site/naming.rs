//! A name that the administrator corrects in a browser without JavaScript.

use axum::http::StatusCode;

use crate::support::TestApp;

const SEEN: [(&str, &str); 3] =
    [("seen-surname", "Бабенко"), ("seen-given", "Олена"), ("seen-patronymic", "Петрівна")];

fn typed(surname: &'static str) -> Vec<(&'static str, &'static str)> {
    let name = [("surname", surname), ("given", "Олена"), ("patronymic", "Петрівна")];
    SEEN.into_iter().chain(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_name_stands_in_the_journal() {
    let app = TestApp::start().await;
    let (administrator, teacher) = (app.sign_in("administrator").await, app.sign_in("teacher").await);
    let journal = format!("/journal/{}", app.course);
    assert!(app.get(&journal, &teacher).await.body.contains("Бабенко"));
    let found = app.get("/school/people?q=%D0%B1%D0%B0%D0%B1", &administrator).await.body;
    let form = format!("/school/people/{}", app.pupil);
    assert!(found.contains(&format!("href=\"{form}\"")), "{found}");
    assert!(app.get(&form, &administrator).await.body.contains("value=\"Бабенко\""));
    let answer = app.post(&form, &typed("Вовченко"), &administrator).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let html = app.get(&answer.location, &administrator).await.body;
    assert!(html.contains("Ім'я виправлено.") && html.contains("Вовченко Олена Петрівна"), "{html}");
    let html = app.get(&journal, &teacher).await.body;
    assert!(html.contains("Вовченко") && !html.contains("Бабенко"), "a page drawn before is drawn anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_refused_stays_as_it_was_typed() {
    let app = TestApp::start().await;
    let administrator = app.sign_in("administrator").await;
    let form = format!("/school/people/{}", app.pupil);
    let mut empty = typed("");
    empty[4] = ("given", "Оленка");
    let answer = app.post(&form, &empty, &administrator).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Вкажіть прізвище."), "{}", answer.body);
    assert!(answer.body.contains("value=\"Оленка\""), "{}", answer.body);
    assert!(answer.body.contains("<strong>Бабенко Олена Петрівна</strong>"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_another_made_is_shown_first() {
    let app = TestApp::start().await;
    let administrator = app.sign_in("administrator").await;
    let form = format!("/school/people/{}", app.pupil);
    app.post(&form, &typed("Вовченко"), &administrator).await;
    let answer = app.post(&form, &typed("Лисенко"), &administrator).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("ім'я виправив хтось інший"), "{}", answer.body);
    assert!(answer.body.contains("name=\"seen-surname\" value=\"Вовченко\""), "{}", answer.body);
    assert!(answer.body.contains("name=\"surname\" value=\"Лисенко\""), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_list_leads_whoever_corrects_names_to_the_form() {
    let app = TestApp::start().await;
    let families = format!("/classes/{}/families", app.class);
    let form = format!("href=\"/school/people/{}\"", app.pupil);
    for (login, leads) in [("administrator", true), ("class-teacher", false)] {
        let html = app.get(&families, &app.sign_in(login).await).await.body;
        assert_eq!(html.contains(&form), leads, "{login}");
    }
}
