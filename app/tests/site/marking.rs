//! How marks are made, as the administrator sets it, and what pages of the journal make of it.

use axum::http::StatusCode;

use crate::support::{TODAY, TestApp};

/// How many columns of the third and of the fourth group of results the summative view of algebra has.
async fn columns(app: &TestApp) -> [usize; 2] {
    let page = format!("/journal/{}?view=summary", app.course);
    let html = app.get(&page, &app.sign_in("teacher").await).await.body;
    [">ГР3</th>", ">ГР4</th>"].map(|head| html.matches(head).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_of_results_do_not_reach_into_a_closed_semester() {
    let app = TestApp::start().await;
    let mut reader = app.store.read(app.school).await.unwrap();
    let (year, _) = reader.year(TODAY).await.unwrap();
    let subjects = reader.subjects_by_groups(year).await.unwrap();
    drop(reader);
    let subject = subjects.iter().find(|own| own.subject == "Алгебра").unwrap().id.to_string();
    assert_eq!(columns(&app).await, [2, 0]);
    app.shut(app.course, 1).await;
    let administrator = app.sign_in("administrator").await;
    for (groups, expected) in [("1\n2\n3\n4", [2, 1]), ("1\n2", [1, 0])] {
        let form = [("subject", subject.as_str()), ("groups", groups)];
        let answer = app.post("/school/marking", &form, &administrator).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(columns(&app).await, expected, "{groups}");
    }
    let html = app.get("/school/marking", &administrator).await.body;
    assert!(html.contains("Закриті семестри лишаються, як були"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn english_pages_name_groups_of_results_and_control_works_in_english() {
    let app = TestApp::start().await;
    let (group, drawn) = (format!("g-{}", app.lesson), format!("gs-{}", app.lesson));
    app.write_lesson("", &[("kind", "control"), (&group, "2"), (&drawn, "")]).await;
    let cookie = format!("{}; klas_language=en", app.sign_in("teacher").await);
    let journal = format!("/journal/{}", app.course);
    for (path, said) in [
        (journal.clone(), ["<small>CW</small>", ">GR2</th>"]),
        (format!("{journal}/columns"), ["<b>GR2</b>", ">GR2</option>"]),
        (format!("{journal}/lessons/{}", app.lesson), [" · GR2", ">GR2</option>"]),
    ] {
        let html = app.get(&path, &cookie).await.body;
        for said in said {
            assert!(html.contains(said), "{path} {said}: {html}");
        }
        assert!(!html.contains("КР") && !html.contains("ГР"), "{path}: {html}");
    }
}
