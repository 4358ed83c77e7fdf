//! The figures that a department sees: of which schools, and nothing of anybody by name.

use axum::http::StatusCode;
use klas_domain::{Id, id::of};
use rstest::rstest;

use crate::{
    reports::{row, summed_up},
    support::TestApp,
};

/// The other school, where the department's account acts as somebody of it.
async fn joins_the_other_school(app: &TestApp, login: &str) -> Id<of::School> {
    let schools = app.store.schools().await.unwrap();
    let other = schools.into_iter().find(|school| school.name == "Ліцей № 5").unwrap().id;
    app.store.add_account(other, app.person_of(login), "department", "ignored".to_owned()).await.unwrap();
    other
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_comes_to_the_figures_by_parallel_and_meets_nobody_by_name() {
    let app = summed_up().await;
    let cookie = app.sign_in("department").await;
    assert_eq!(app.get("/", &cookie).await.location, "/department");
    let html = app.get("/department", &cookie).await.body;
    assert!(html.contains("Показники закладів") && html.contains("І семестр 2026/2027"), "{html}");
    // 9, 3, 10, 12; of three pupils one is not attested and two have 7–12 alone.
    assert_eq!(row(&html, "8-мі класи"), "8-мі класи 2 3 2 1 75,0 75,0 8,50 70,0 66,7 66,7");
    assert_eq!(row(&html, "3-ті класи"), "3-ті класи 1 1 1 0 100,0 100,0 – 100,0 100,0 100,0");
    assert_eq!(row(&html, "Разом"), "Разом 3 4 3 1 80,0 80,0 8,50 76,0 75,0 75,0");
    assert!(!html.contains("1-ші класи"), "a class that is assessed in words has no marks to count");
    let (_, main) = html.split_once("<main").unwrap();
    for named in
        ["Бабенко", "Вовк", "Гончар", "Третяк", "Алгебраїстка", "8-А", "href=\"/reports", "href=\"/classes"]
    {
        assert!(!main.contains(named), "{named}: {main}");
    }
    let other_semester = app.get("/department?period=2", &cookie).await.body;
    assert_eq!(row(&other_semester, "8-мі класи"), "8-мі класи 2 3 0 0 – – – – – –");
    assert_eq!(app.get("/department?period=3", &cookie).await.status, StatusCode::BAD_REQUEST);
}

#[rstest]
#[case::as_officer("department-of-5", true)]
#[case::as_somebody_else("teacher-of-5", false)]
#[tokio::test(flavor = "multi_thread")]
async fn only_schools_that_gave_the_role_are_shown(#[case] login: &str, #[case] shown: bool) {
    let app = summed_up().await;
    joins_the_other_school(&app, login).await;
    let html = app.get("/department", &app.sign_in("department").await).await.body;
    assert!(html.contains("Ліцей № 4"), "{html}");
    assert_eq!(html.contains("<h2>Ліцей № 5</h2>"), shown, "{html}");
    if shown {
        assert_eq!(row(&html, "Ліцей № 4"), "Ліцей № 4 3 4 3 1 80,0 80,0 8,50 76,0 75,0 75,0");
        assert_eq!(row(&html, "Ліцей № 5"), "Ліцей № 5 3 4 0 0 – – – – – –");
        assert_eq!(row(&html, "Разом"), "Разом 6 8 3 1 80,0 80,0 8,50 76,0 75,0 75,0");
    }
}

/// Where somebody else is at work, the figures of another school are not for that person.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_school_where_the_account_is_no_officer_there_is_no_way_to_the_figures() {
    let app = summed_up().await;
    let other = joins_the_other_school(&app, "teacher-of-5").await.to_string();
    let cookie = app.sign_in("department").await;
    assert_eq!(app.post("/account/school", &[("school", other.as_str())], &cookie).await.location, "/");
    assert_eq!(app.get("/department", &cookie).await.status, StatusCode::FORBIDDEN);
}
