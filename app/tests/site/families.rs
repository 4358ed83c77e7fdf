//! The families of a class: limited rights of guardians, and every way that a guardian has.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Reader, Xlsx};
use klas_domain::Role;
use klas_store::summative::Setting;
use rstest::rstest;

use crate::support::{Answer, PASSWORD, TODAY, TestApp};

fn path(app: &TestApp) -> String {
    format!("/classes/{}/families", app.class)
}

/// The address of what is hidden from the guardian of the story.
fn of_guardian(app: &TestApp) -> String {
    format!("{}/{}/{}", path(app), app.pupil, app.person_of("guardian"))
}

/// Sends the form of a restriction with what somebody typed.
pub async fn restrict(app: &TestApp, login: &str, typed: &[(&str, &str)]) -> Answer {
    let usual = [
        ("what", "keep"),
        ("hidden", "everything"),
        ("from", "2026-11-24"),
        ("document", "court"),
        ("number", "727/4321/26"),
        ("date", "2026-11-20"),
        ("version", "0"),
    ];
    let said = |name: &str| typed.iter().any(|(own, _)| *own == name);
    let usual = usual.into_iter().filter(|(name, _)| !said(name));
    let fields: Vec<_> = usual.chain(typed.iter().copied()).collect();
    app.post(&of_guardian(app), &fields, &app.cookie_of(login).await).await
}

impl TestApp {
    /// Makes the other guardian a guardian of the story's pupil too.
    pub async fn give_another_guardian(&self) {
        let literal = |id: klas_domain::Id<klas_domain::id::of::Person>| format!("x'{}'", id.uuid().simple());
        let (school, other) = (self.school.uuid().simple(), self.person_of("other-guardian"));
        self.run(format!(
            "INSERT INTO guardianship (school_id, pupil_id, guardian_id, relation) \
             VALUES (x'{school}', {}, {}, 'батько');",
            literal(self.pupil),
            literal(other)
        ))
        .await;
    }
}

/// Marks a pupil of 8-А in algebra today, with a note.
pub async fn mark(app: &TestApp) {
    let edit = format!(
        r#"{{"id":"{}","column":"{}","pupil":"{}","base":0,"entry":{{"mark":11,"note":"Молодець"}}}}"#,
        uuid::Uuid::new_v4(),
        app.lesson,
        app.pupil
    );
    let body = format!(r#"{{"person":"{}","edits":[{edit}]}}"#, app.person_of("teacher"));
    let answer = app.call("apply-edits", &body, &app.sign_in("teacher").await).await;
    assert!(answer.body.contains("Saved"), "{}", answer.body);
}

/// The ways of a guardian to what is known of a child.
fn ways(app: &TestApp) -> [String; 4] {
    let diary = format!("/diary/{}", app.pupil);
    [
        diary.clone(),
        format!("{diary}?week=2026-11-17"),
        format!("{diary}/marks"),
        format!("{diary}/marks?semester=1"),
    ]
}

const GROUNDS: &str = "рішення суду №\u{a0}727/4321/26 від 20.11.2026";

#[tokio::test(flavor = "multi_thread")]
async fn from_whom_everything_is_hidden_is_told_why_on_every_way() {
    let app = TestApp::start().await;
    mark(&app).await;
    let guardian = app.sign_in("guardian").await;
    assert!(app.get(&ways(&app)[0], &guardian).await.body.contains("Молодець"));
    assert_eq!(restrict(&app, "class-teacher", &[]).await.status, StatusCode::SEE_OTHER);
    for way in ways(&app) {
        let answer = app.get(&way, &guardian).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{way}, in the session that was open");
        assert!(answer.body.contains(GROUNDS), "{way}: {}", answer.body);
        for hidden in ["Бабенко", "8-А", "Молодець", "Алгебра"] {
            assert!(!answer.body.contains(hidden), "{way} {hidden}");
        }
    }
    for home in ["/diary", "/diary/marks"] {
        let answer = app.get(home, &guardian).await;
        assert!(answer.location.starts_with(&ways(&app)[0]), "{home}: the way leads to what is said");
    }
    for (login, status) in [("pupil", StatusCode::OK), ("class-teacher", StatusCode::OK)] {
        let answer = app.get(&ways(&app)[0], &app.sign_in(login).await).await;
        assert_eq!(answer.status, status, "{login} sees it as before");
        assert!(answer.body.contains("Молодець"), "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_marks_are_hidden_lessons_stay() {
    let app = TestApp::start().await;
    mark(&app).await;
    app.sum_up("8-А", "Алгебра", "semester", 1, &[("Бабенко", 6)]).await;
    let guardian = app.sign_in("guardian").await;
    let before = app.get(&ways(&app)[0], &guardian).await;
    restrict(&app, "head", &[("hidden", "marks")]).await;
    let week = app.get(&ways(&app)[0], &guardian).await;
    assert_eq!(week.status, StatusCode::OK);
    assert!(week.body.contains("Алгебра") && week.body.contains(GROUNDS), "{}", week.body);
    for hidden in ["Молодець", "class=\"value ", "dot h"] {
        assert!(before.body.contains(hidden), "{hidden}: {}", before.body);
        assert!(!week.body.contains(hidden), "{hidden}: {}", week.body);
    }
    let marks = app.get(&ways(&app)[2], &guardian).await;
    assert_eq!(marks.status, StatusCode::FORBIDDEN);
    assert!(marks.body.contains(GROUNDS), "{}", marks.body);
}

#[rstest]
#[case::messages_alone(&[("hidden", "messages")])]
#[case::from_tomorrow(&[("from", "2026-11-25")])]
#[case::until_yesterday(&[("from", "2026-11-20"), ("until", "2026-11-23")])]
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hide_the_diary_today_leaves_it(#[case] typed: &[(&str, &str)]) {
    let app = TestApp::start().await;
    mark(&app).await;
    assert_eq!(restrict(&app, "class-teacher", typed).await.status, StatusCode::SEE_OTHER);
    let guardian = app.sign_in("guardian").await;
    for way in ways(&app) {
        assert_eq!(app.get(&way, &guardian).await.status, StatusCode::OK, "{way}");
    }
    assert!(app.get(&ways(&app)[0], &guardian).await.body.contains("Молодець"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_begins_and_ends_with_the_schools_day() {
    let mut app = TestApp::start().await;
    restrict(&app, "class-teacher", &[("from", "2026-11-25"), ("until", "2026-11-26")]).await;
    let seen = async |app: &TestApp| app.get(&ways(app)[0], &app.sign_in("guardian").await).await.status;
    let expected = [StatusCode::OK, StatusCode::FORBIDDEN, StatusCode::FORBIDDEN, StatusCode::OK];
    for (day, status) in TODAY.iter_days().zip(expected) {
        app.turn_to(day);
        assert_eq!(seen(&app).await, status, "{day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_record_stands_in_the_list_with_its_author() {
    let app = TestApp::start().await;
    let answer = restrict(&app, "class-teacher", &[]).await;
    assert_eq!(answer.location, format!("{}?restricted#p{}", path(&app), app.pupil));
    for login in ["class-teacher", "head", "deputy", "administrator"] {
        let html = app.get(&path(&app), &app.sign_in(login).await).await.body;
        for said in ["Мати Олена", "приховано: усе про дитину", GROUNDS] {
            assert!(html.contains(said), "{login} {said}: {html}");
        }
        let way = format!("href=\"{}\"", of_guardian(&app));
        assert_eq!(html.contains(&way), login != "administrator", "{login}");
    }
    let html = app.get(&of_guardian(&app), &app.sign_in("head").await).await.body;
    assert!(html.contains("Останній запис: Класна Олена Петрівна, 24.11.2026"), "{html}");
    assert!(html.contains("value=\"727/4321/26\""), "{html}");
}

/// The guardian of the story is a deputy head besides, and reads by that office what is hidden from the parent.
async fn with_an_office(app: &TestApp) {
    let setting = Setting::of_program(app.school, app.state().clock.now());
    app.store.set_role(setting, "guardian", Role::Deputy, true).await.unwrap();
    app.give_another_guardian().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_parent_who_reads_by_an_office_is_seen_reading() {
    let app = TestApp::start().await;
    with_an_office(&app).await;
    let (diary, data) = (ways(&app)[0].clone(), format!("{}/data", ways(&app)[0]));
    let looks = async || app.get(&data, &app.sign_in("other-guardian").await).await.body;
    assert_eq!(app.get(&diary, &app.sign_in("guardian").await).await.status, StatusCode::OK);
    assert!(looks().await.contains("За рік таких переглядів не було."), "a parent is not looked for");
    restrict(&app, "head", &[("hidden", "marks")]).await;
    assert_eq!(app.get(&diary, &app.sign_in("guardian").await).await.status, StatusCode::OK);
    let seen = looks().await;
    let (_, table) = seen.split_once("id=\"looks\"").unwrap();
    assert!(table.contains("Мати Олена") && table.contains("щоденник"), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_records_or_lifts_the_own_restriction() {
    let app = TestApp::start().await;
    with_an_office(&app).await;
    let own = async |page: String| app.get(&page, &app.sign_in("guardian").await).await.body;
    assert_eq!(restrict(&app, "guardian", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(restrict(&app, "deputy", &[]).await.status, StatusCode::SEE_OTHER);
    let lifted = restrict(&app, "guardian", &[("what", "lift"), ("version", "1")]).await;
    assert_eq!(lifted.status, StatusCode::FORBIDDEN);
    let page = own(of_guardian(&app)).await;
    assert!(page.contains(GROUNDS) && page.contains("Власні обмеження записує хтось інший"), "{page}");
    assert!(!page.contains("name=\"hidden\""), "{page}");
    let list = own(path(&app)).await;
    assert!(list.contains(GROUNDS) && !list.contains(&format!("href=\"{}\"", of_guardian(&app))), "{list}");
}

/// Whoever calls a parent from the class's lists sees whom not to tell what.
#[tokio::test(flavor = "multi_thread")]
async fn the_lists_of_the_class_say_whose_rights_are_limited() {
    let mut app = TestApp::start().await;
    let said = "обмеження прав: усе про дитину";
    restrict(&app, "class-teacher", &[("until", "2026-11-24")]).await;
    let pupils = format!("/classes/{}/pupils", app.class);
    let listed = async |app: &TestApp, path: &str| app.get(path, &app.sign_in("class-teacher").await).await;
    assert!(listed(&app, &pupils).await.body.contains(said));
    let bytes = listed(&app, &format!("{pupils}.xlsx")).await.bytes;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert!(sheet.cells().any(|(.., cell)| cell.to_string().contains(said)));
    app.turn_to(TODAY + chrono::Days::new(1));
    assert!(!listed(&app, &pupils).await.body.contains(said));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_is_lifted_and_two_who_write_see_one_another() {
    let app = TestApp::start().await;
    restrict(&app, "class-teacher", &[]).await;
    let answer = restrict(&app, "deputy", &[("hidden", "marks"), ("number", "9")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Тим часом обмеження змінив хтось інший"), "{}", answer.body);
    assert!(answer.body.contains("value=\"9\"") && answer.body.contains(GROUNDS), "{}", answer.body);
    assert_eq!(
        restrict(&app, "deputy", &[("what", "lift"), ("version", "1")]).await.status,
        StatusCode::SEE_OTHER
    );
    let seen = app.get(&ways(&app)[0], &app.sign_in("guardian").await).await;
    assert_eq!(seen.status, StatusCode::OK);
    let html = app.get(&of_guardian(&app), &app.sign_in("head").await).await.body;
    assert!(html.contains("Обмеження знято") && html.contains("Заступниця"), "{html}");
}

#[rstest]
#[case::nothing_chosen(&[("hidden", "")], "виберіть, що приховати")]
#[case::no_first_day(&[("from", "завтра")], "Укажіть дату.")]
#[case::no_document(&[("document", "")], "виберіть документ")]
#[case::no_number(&[("number", " ")], "Укажіть номер документа")]
#[case::document_of_tomorrow(&[("date", "2026-11-25"), ("from", "2026-11-26")], "Цей день ще не настав.")]
#[case::before_the_document(&[("from", "2026-11-19")], "Обмеження не діє раніше")]
#[case::backwards(&[("until", "2026-11-23")], "Останній день раніше за перший.")]
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_stand_is_said_beside_its_field(#[case] typed: &[(&str, &str)], #[case] said: &str) {
    let app = TestApp::start().await;
    let answer = restrict(&app, "class-teacher", typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.body.split("class=\"problem\"").nth(1).unwrap_or_default();
    assert!(problem.split("</p>").next().unwrap().contains(said), "{said}: {}", answer.body);
    for (name, value) in typed.iter().filter(|(name, _)| *name == "number" || *name == "until") {
        assert!(answer.body.contains(&format!("name=\"{name}\"")), "{value} stays");
    }
    let seen = app.get(&ways(&app)[0], &app.sign_in("guardian").await).await;
    assert_eq!(seen.status, StatusCode::OK, "nothing was recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_restricted_who_is_no_guardian_of_the_pupil() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    for (pupil, guardian) in
        [(app.pupil, "other-guardian"), (app.other_pupil, "other-guardian"), (app.pupil, "head")]
    {
        let address = format!("{}/{pupil}/{}", path(&app), app.person_of(guardian));
        assert_eq!(app.get(&address, &cookie).await.status, StatusCode::NOT_FOUND, "{guardian}");
        let fields = [("what", "lift"), ("version", "0")];
        assert_eq!(app.post(&address, &fields, &cookie).await.status, StatusCode::NOT_FOUND, "{guardian}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ran_out_loses_nothing() {
    let app = TestApp::start().await;
    let answer = restrict(&app, "", &[]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("727/4321/26"), "{}", answer.body);
    let answer = restrict(&app, "", &[("login", "class-teacher"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(!answer.cookie.is_empty());
}
