//! A page of the journal that was drawn before is shown again only while it is true.

use axum::http::{Method, StatusCode};

use klas_app::grid::data::{GridColumn, GridData};

use crate::support::{TODAY, TestApp};

async fn page(app: &TestApp, cookie: &str, query: &str) -> String {
    let path = format!("/journal/{}{query}", app.course);
    let answer = app.send(Method::GET, &path, "", "", cookie).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.body
}

async fn write(app: &TestApp, cookie: &str, base: i32, entry: &str) {
    let (id, person) = (uuid::Uuid::new_v4(), app.person_of("teacher"));
    let body = format!(
        r#"{{"person":"{person}","edits":[{{"id":"{id}","column":"{}","pupil":"{}","base":{base},"entry":{entry}}}]}}"#,
        app.lesson, app.pupil
    );
    let answer = app.call("apply-edits", &body, cookie).await;
    assert!(answer.body.contains("Saved"), "{}", answer.body);
}

/// The entry's cell as the page's data names it: row, column, text, version.
fn holds(page: &str, cell: &str) -> bool {
    page.contains(&format!(r#""cells":[[0,{cell}"#)) || page.contains(&format!(",[0,{cell}"))
}

/// What a page of the journal gives the grid.
pub fn grid_of(page: &str) -> GridData {
    let json = page.split(r#"id="grid-data">"#).nth(1).unwrap().split("</script>").next().unwrap();
    serde_json::from_str(json).unwrap()
}

fn place(page: &str) -> usize {
    let is_today = |column: &GridColumn| column.held().is_some_and(|(date, _)| date == TODAY);
    grid_of(page).columns.iter().position(is_today).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_shows_every_mark_though_it_was_drawn_before() {
    let app = TestApp::start().await;
    let (teacher, head) = (app.sign_in("teacher").await, app.sign_in("head").await);
    let blank = page(&app, &teacher, "").await;
    assert_eq!(page(&app, &teacher, "").await, blank, "nothing changed");
    page(&app, &head, "").await;
    let column = place(&blank);
    write(&app, &teacher, 0, r#"{"mark":11}"#).await;
    for cookie in [&teacher, &head] {
        assert!(holds(&page(&app, cookie, "").await, &format!(r#"{column},"11",1"#)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_drawn_for_each_person_and_each_part_of_the_year() {
    let app = TestApp::start().await;
    let (teacher, head) = (app.sign_in("teacher").await, app.sign_in("head").await);
    write(&app, &teacher, 0, r#"{"mark":11,"draft":true}"#).await;
    let own = page(&app, &teacher, "").await;
    let column = place(&own);
    assert!(holds(&own, &format!(r#"{column},"11",1"#)), "the own pencil");
    assert!(!holds(&page(&app, &head, "").await, &format!(r#"{column},"11""#)), "another's pencil");
    let may = page(&app, &teacher, "?month=2027-05").await;
    assert!(!may.contains("2026-11-24\",\"period"), "another month");
}

/// As Delete leaves them in the grid, where a mark in pencil had words beside it.
#[tokio::test(flavor = "multi_thread")]
async fn words_in_pencil_are_the_authors_alone_until_they_are_published() {
    let app = TestApp::start().await;
    let (teacher, head) = (app.sign_in("teacher").await, app.sign_in("head").await);
    let words = "Перепитати наступного разу";
    let shown = async || [page(&app, &head, "").await, app.diary_page("", "guardian").await];
    write(&app, &teacher, 0, &format!(r#"{{"mark":4,"note":"{words}","draft":true}}"#)).await;
    write(&app, &teacher, 1, &format!(r#"{{"note":"{words}","draft":true}}"#)).await;
    assert!(page(&app, &teacher, "").await.contains(words));
    for page in shown().await {
        assert!(!page.contains(words), "{page}");
    }
    write(&app, &teacher, 2, &format!(r#"{{"note":"{words}"}}"#)).await;
    for page in shown().await {
        assert!(page.contains(words), "{page}");
    }
}
