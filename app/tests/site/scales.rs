//! The scales that the administrator chooses in a browser without JavaScript.

use axum::http::StatusCode;

use crate::{families, support::TestApp};

/// The name of the field whose label says this.
fn field_of<'a>(page: &'a str, label: &str) -> &'a str {
    let (before, _) = page.split_once(label).unwrap_or_else(|| panic!("{label}: {page}"));
    let (_, field) = before.rsplit_once("name=\"").unwrap();
    field.split_once('"').unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn an_elective_is_passed_or_not_and_the_sheet_says_so() {
    let app = TestApp::start().await;
    let administrator = app.sign_in("administrator").await;
    let page = app.get("/school/scales", &administrator).await.body;
    let algebra = field_of(&page, "Алгебра");
    let answer = app.post("/school/scales", &[(algebra, "1")], &administrator).await;
    assert_eq!(answer.location, "/school/scales?saved", "{}", answer.body);
    let page = app.get(&answer.location, &administrator).await.body;
    assert!(page.contains(&format!("name=\"{algebra}\" value=\"1\" checked")), "{page}");
    let teacher = app.sign_in("teacher").await;
    let sheet = app.get(&format!("/journal/{}/lessons/{}", app.course, app.lesson), &teacher).await.body;
    assert!(sheet.contains("незар"), "{sheet}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scale_with_marks_is_refused_by_name_and_the_choice_stays() {
    let app = TestApp::start().await;
    families::mark(&app).await;
    let administrator = app.sign_in("administrator").await;
    let page = app.get("/school/scales", &administrator).await.body;
    let algebra = field_of(&page, "Алгебра");
    let answer = app.post("/school/scales", &[(algebra, "1")], &administrator).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("за цією шкалою вже є оцінки – Алгебра."), "{}", answer.body);
    assert!(answer.body.contains(&format!("name=\"{algebra}\" value=\"1\" checked")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_class_may_have_levels() {
    let app = TestApp::start().await;
    let administrator = app.sign_in("administrator").await;
    let page = app.get("/school/scales", &administrator).await.body;
    let class = field_of(&page, "вербальна оцінка");
    assert!(class.starts_with("class-"), "{page}");
    let answer = app.post("/school/scales", &[(class, "levels")], &administrator).await;
    assert_eq!(answer.location, "/school/scales?saved", "{}", answer.body);
    let page = app.get("/school/scales", &administrator).await.body;
    assert!(page.contains(r#"value="levels" selected"#), "{page}");
    let wrong = app.post("/school/scales", &[(class, "twelve-point")], &administrator).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}
