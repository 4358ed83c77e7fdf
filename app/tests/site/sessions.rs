//! Sessions that last while they are used.

use axum::http::StatusCode;
use chrono::Days;

use crate::support::{Answer, TODAY, TestApp};

/// A page of somebody who comes so many days after signing in.
async fn after(app: &mut TestApp, days: u64, cookie: &str) -> Answer {
    app.turn_to(TODAY + Days::new(days));
    app.get("/account", cookie).await
}

/// How many days a cookie lasts that an answer sets for the same session; none where it sets none.
fn days_set(answer: &Answer, cookie: &str) -> Option<i64> {
    let own = answer.cookie.strip_prefix(&format!("{cookie};"))?;
    let seconds = own.split("Max-Age=").nth(1)?.split(';').next()?;
    Some((seconds.parse::<i64>().unwrap() + 3600) / 86_400)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_that_reads_is_not_asked_to_sign_in_for_half_a_year() {
    let mut app = TestApp::start().await;
    for login in ["guardian", "pupil"] {
        let cookie = app.sign_in(login).await;
        for days in (2..=158).step_by(12) {
            let page = after(&mut app, days, &cookie).await;
            assert_eq!(page.status, StatusCode::OK, "{login}, {days} days");
            assert_eq!(days_set(&page, &cookie), Some(14), "{login}, {days} days: {}", page.cookie);
        }
        let page = after(&mut app, 170, &cookie).await;
        assert_eq!(days_set(&page, &cookie), Some(10), "{login}: {}", page.cookie);
        assert_eq!(after(&mut app, 179, &cookie).await.status, StatusCode::OK, "{login}");
        let page = after(&mut app, 181, &cookie).await;
        assert!(page.location.starts_with("/sign-in"), "{login}: {page:?}");
        app.turn_to(TODAY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_prolonged_once_a_day_and_ends_where_nobody_comes() {
    let mut app = TestApp::start().await;
    let cookie = app.sign_in("guardian").await;
    assert_eq!(app.get("/account", &cookie).await.cookie, "", "it was opened today");
    assert_eq!(days_set(&after(&mut app, 2, &cookie).await, &cookie), Some(14));
    assert_eq!(app.get("/account", &cookie).await.cookie, "");
    assert_eq!(after(&mut app, 2, &cookie).await.cookie, "", "nor by another server");
    assert_eq!(days_set(&after(&mut app, 4, &cookie).await, &cookie), Some(14));
    assert!(after(&mut app, 19, &cookie).await.location.starts_with("/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_works_in_a_school_signs_in_every_two_weeks() {
    let mut app = TestApp::start().await;
    let schools = app.store.schools().await.unwrap();
    let other = schools.iter().find(|school| school.id != app.school).unwrap().id;
    let teacher = app.person_of("teacher-of-5");
    app.store.add_account(other, teacher, "guardian", String::new()).await.unwrap();
    for login in ["teacher", "head", "guardian"] {
        let cookie = app.sign_in(login).await;
        let page = after(&mut app, 8, &cookie).await;
        assert_eq!((page.status, page.cookie.as_str()), (StatusCode::OK, ""), "{login}");
        assert!(after(&mut app, 15, &cookie).await.location.starts_with("/sign-in"), "{login}");
        app.turn_to(TODAY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_a_session_does_not_prolong_it() {
    let mut app = TestApp::start().await;
    let cookie = app.sign_in("guardian").await;
    app.turn_to(TODAY + Days::new(2));
    let out = app.post("/sign-out", &[], &cookie).await;
    let own: Vec<_> = out.cookies.iter().filter(|own| own.starts_with("klas_session=")).collect();
    assert!(own.len() == 1 && own[0].contains("Max-Age=0"), "{own:?}");
    assert!(app.get("/account", &cookie).await.location.starts_with("/sign-in"));
}
