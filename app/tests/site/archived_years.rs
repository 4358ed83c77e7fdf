//! Years that are archived: what families are told of them, and how whoever had access comes to them later.

use axum::http::StatusCode;

use crate::{after_archive::main_of, archive::lived_in, families::restrict};

/// A diary is drawn from the tables, and says where what was signed is.
#[tokio::test(flavor = "multi_thread")]
async fn a_diary_of_an_archived_year_leads_to_what_was_signed() {
    let app = lived_in().await;
    let diary = format!("/diary/{}", app.pupil);
    let subject = format!("/marks/{}", app.course);
    let parts = ["", "?week=2026-11-24", "/homework", "/marks", "/absences", "/card", subject.as_str()];
    let guardian = app.sign_in("guardian").await;
    for part in parts {
        let page = app.get(&format!("{diary}{part}"), &guardian).await;
        assert_eq!(page.status, StatusCode::OK, "{part}: {}", page.body);
        assert!(!page.body.contains("підписане – в архіві"), "{part}: {}", page.body);
    }
    app.sign_archive().await;
    let way = format!("<a href=\"/archive/{}/pupils/{}\">Відкрити підписане</a>", app.class, app.pupil);
    for login in ["guardian", "pupil", "class-teacher"] {
        let cookie = app.sign_in(login).await;
        for part in parts {
            let page = app.get(&format!("{diary}{part}"), &cookie).await.body;
            assert!(page.contains("підписане – в архіві") && page.contains(&way), "{login} {part}: {page}");
        }
    }
    let english = app.get(&diary, &format!("{guardian}; klas_language=en")).await.body;
    assert!(english.contains("Open what was signed"), "{english}");
    // A class that is still written says nothing, and neither does what is of no journal.
    let other = app.get(&format!("/diary/{}", app.other_pupil), &app.sign_in("other-guardian").await).await;
    assert!(!other.body.contains("підписане – в архіві"), "{}", other.body);
    let timetable = app.get(&format!("{diary}/timetable"), &guardian).await.body;
    assert!(!timetable.contains("підписане – в архіві"), "{timetable}");
    // From whom a decision hides the marks, hears that the year is archived, and is not led there.
    assert_eq!(restrict(&app, "deputy", &[("hidden", "marks")]).await.status, StatusCode::SEE_OTHER);
    let page = app.get(&diary, &app.sign_in("guardian").await).await.body;
    assert!(page.contains("підписане – в архіві"), "{page}");
    assert!(!main_of(&page).contains("href=\"/archive/"), "{page}");
}
