//! A family with children in several schools: links that lead into another one than the session's.

use axum::http::StatusCode;
use klas_domain::{Id, Role, id::of};

use crate::support::{TestApp, literal, person};

/// The other school of the stories, and the pupil there whose guardian the guardian of the story is too.
struct There {
    school: Id<of::School>,
    child: Id<of::Person>,
}

/// Lets a sign-in name of the story act in the other school as somebody there.
async fn acts_there(app: &TestApp, login: &str, there: &str) -> Id<of::School> {
    let schools = app.store.schools().await.unwrap();
    let other = schools.into_iter().find(|school| school.id != app.school).unwrap().id;
    app.store.add_account(other, app.person_of(there), login, String::new()).await.unwrap();
    other
}

async fn with_a_child_there(app: &TestApp) -> There {
    let school = acts_there(app, "guardian", "guardian-of-5").await;
    There { school, child: person(&app.store, school, Role::Pupil, "Бабенко").await }
}

/// A decision that hides something of the pupil there from the guardian.
async fn hide_there(app: &TestApp, there: &There, hidden: &str) {
    let decided = format!(
        "INSERT INTO guardian_restriction (school_id, pupil_id, guardian_id, hidden, valid_from, document, \
         document_number, document_date, recorded_by, recorded_at, version) VALUES ({}, {}, {}, '{hidden}', \
         '2026-11-20', 'court', '7', '2026-11-20', {}, '2026-11-20T09:00:00+00:00', 1);",
        literal(there.school),
        literal(there.child),
        literal(app.person_of("guardian-of-5")),
        literal(app.person_of("head-of-5")),
    );
    app.run(decided).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_child_in_another_school_offers_the_way_there() {
    let app = TestApp::start().await;
    let there = with_a_child_there(&app).await;
    let cookie = app.sign_in("guardian").await;
    let school = there.school.to_string();
    let staff = app.person_of("class-teacher-of-5");
    let thread = format!("/messages/{}/{}/{staff}", there.child, app.person_of("guardian-of-5"));
    for address in [format!("/diary/{}/timetable?week=2026-11-17", there.child), thread] {
        let page = app.get(&address, &cookie).await;
        assert!(page.status.is_client_error(), "{address}: {}", page.status);
        for said in ["іншого вашого закладу", "Перейти: Ліцей № 5", "action=\"/account/school\""]
        {
            assert!(page.body.contains(said), "{address} {said}: {}", page.body);
        }
        assert!(page.body.contains(&format!("name=\"next\" value=\"{address}\"")), "{}", page.body);
        assert!(page.body.contains(&format!("name=\"school\" value=\"{school}\"")), "{}", page.body);
        let again = app.get(&address, &cookie).await;
        assert!(again.status.is_client_error(), "opening an address moves nobody");
        let form = [("school", school.as_str()), ("next", address.as_str())];
        let moved = app.post("/account/school", &form, &cookie).await;
        assert_eq!(moved.location, address, "{}", moved.body);
        let page = app.get(&address, &cookie).await;
        assert!(page.status == StatusCode::OK && page.body.contains("Бабенко"), "{}", page.body);
        let back = app.get(&format!("/diary/{}/timetable", app.pupil), &cookie).await;
        assert!(back.status == StatusCode::NOT_FOUND && back.body.contains("Перейти: Ліцей № 4"));
        let home = [("school", app.school.to_string()), ("next", String::new())];
        let home: Vec<_> = home.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(app.post("/account/school", &home, &cookie).await.location, "/");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_childs_week_and_marks_are_read_from_another_school_and_nothing_is_written_there() {
    let app = TestApp::start().await;
    let there = with_a_child_there(&app).await;
    let cookie = app.sign_in("guardian").await;
    let own = app.get(&format!("/diary/{}", app.pupil), &cookie).await.body;
    assert!(own.contains("/weeks\"") && own.contains("href=\"/bullying\""), "{own}");
    assert!(!own.contains("/account/school"), "{own}");
    let diary = format!("/diary/{}", there.child);
    assert!(own.contains(&format!("href=\"{diary}?week=2026-11-24\"")), "the choice of a child: {own}");
    for (address, next) in [
        (diary.clone(), format!("{diary}?week=2026-11-24")),
        (format!("{diary}/marks"), format!("{diary}/marks?semester=1")),
    ] {
        let page = app.get(&address, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.body);
        for said in ["Цей щоденник – з іншого вашого закладу", "Перейти: Ліцей № 5", "Бабенко"]
        {
            assert!(page.body.contains(said), "{address} {said}: {}", page.body);
        }
        let frame = page.body.split("<main").next().unwrap();
        assert!(frame.contains("<span class=\"school\">Ліцей № 4</span>"), "nobody was moved: {frame}");
        assert!(page.body.contains(&format!("name=\"next\" value=\"{next}\"")), "{}", page.body);
        assert!(page.body.contains(&format!("/diary/{}", app.pupil)), "the way back: {}", page.body);
        for offered in ["/weeks\"", "/notes", "href=\"/bullying\""] {
            assert!(!page.body.contains(offered), "{address} {offered}: {}", page.body);
        }
    }
    let week = [("week", "2026-11-24")];
    let signed = app.post(&format!("{diary}/weeks"), &week, &cookie).await;
    assert!(signed.status.is_client_error(), "the session is where it was: {}", signed.status);
    let own = app.get(&format!("/diary/{}", app.pupil), &cookie).await.body;
    assert!(!own.contains("/account/school"), "{own}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_of_two_schools_keeps_two_weeks_of_each_child() {
    let app = TestApp::start().await;
    let child = with_a_child_there(&app).await;
    let cookie = app.sign_in("guardian").await;
    let (here, there) = (format!("/diary/{}", app.pupil), format!("/diary/{}", child.child));
    let of = |diary: &str| format!("{diary} {diary}?week=2026-11-16 {diary}/marks");
    for (diary, other) in [(&here, &there), (&there, &here)] {
        let page = app.get(diary, &cookie).await.body;
        assert!(page.contains(&format!("data-keep=\"{} {}\"", of(diary), of(other))), "{page}");
    }
    hide_there(&app, &child, "marks").await;
    let page = app.get(&here, &cookie).await.body;
    let weeks = format!("{there} {there}?week=2026-11-16");
    assert!(page.contains(&format!("data-keep=\"{} {weeks}\"", of(&here))), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_is_offered_to_whoever_reads_there_and_to_nobody_else() {
    let app = TestApp::start().await;
    let there = with_a_child_there(&app).await;
    acts_there(&app, "teacher", "head-of-5").await;
    let stranger = person(&app.store, there.school, Role::Pupil, "Гончар").await;
    for (login, pupil) in [
        ("guardian", stranger),
        ("guardian", Id::new()),
        ("other-guardian", there.child),
        ("teacher", there.child),
    ] {
        let page = app.get(&format!("/diary/{pupil}"), &app.sign_in(login).await).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{login}");
        assert!(!page.body.contains("/account/school"), "{login}: {}", page.body);
    }
    hide_there(&app, &there, "everything").await;
    let cookie = app.sign_in("guardian").await;
    let page = app.get(&format!("/diary/{}", there.child), &cookie).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "a decision hides the diary there");
    assert!(!page.body.contains("/account/school"), "{}", page.body);
    let own = app.get(&format!("/diary/{}", app.pupil), &cookie).await.body;
    assert!(!own.contains(&there.child.to_string()), "{own}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_stays_on_this_site() {
    let app = TestApp::start().await;
    let there = with_a_child_there(&app).await.school.to_string();
    let cookie = app.sign_in("guardian").await;
    let form = [("school", there.as_str()), ("next", "//elsewhere.example/diary")];
    assert_eq!(app.post("/account/school", &form, &cookie).await.location, "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_notices_says_in_which_other_school_there_is_something_new() {
    let app = TestApp::start().await;
    let there = with_a_child_there(&app).await;
    let cookie = app.sign_in("guardian").await;
    let page = app.get("/notices", &cookie).await.body;
    assert!(!page.contains("Ліцей № 5"), "{page}");
    let notice = format!(
        "INSERT INTO notice (school_id, notice_id, person_id, about_id, kind, object_id, day, at, gone) \
         VALUES ({}, {}, {}, {}, 'absence', {}, '2026-11-20', '2026-11-20T09:00:00+00:00', TRUE);",
        literal(there.school),
        literal(Id::<of::Notice>::new()),
        literal(app.person_of("guardian-of-5")),
        literal(there.child),
        literal(Id::<of::Announcement>::new()),
    );
    app.run(notice).await;
    let page = app.get("/notices", &cookie).await.body;
    assert!(
        page.contains("Ліцей № 5: нового – 1") && page.contains("name=\"next\" value=\"/notices\""),
        "{page}"
    );
}
