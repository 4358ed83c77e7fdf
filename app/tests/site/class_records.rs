//! Briefings, excursions, health groups and general information as a browser without JavaScript shows and writes them.

use axum::http::StatusCode;
use rstest::rstest;

use crate::support::{Answer, TODAY, TestApp};

fn path(app: &TestApp, section: &str) -> String {
    format!("/classes/{}/{section}", app.class)
}

/// The value of a hidden field of a page.
fn hidden(body: &str, name: &str) -> String {
    let (_, rest) = body.split_once(&format!(r#"name="{name}" value=""#)).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Fills the form that a section's page shows, and sends it.
async fn fill(app: &TestApp, path: &str, fields: &[(&str, &str)], cookie: &str) -> Answer {
    let body = app.get(path, cookie).await.body;
    let (record, version) = (hidden(&body, "record"), hidden(&body, "version"));
    let mut form = vec![("record", record.as_str()), ("version", version.as_str())];
    form.extend(fields);
    app.post(path.split('?').next().unwrap(), &form, cookie).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_is_written_and_who_was_absent_is_named() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let path = path(&app, "briefings");
    let page = app.get(&path, &cookie).await.body;
    assert!(page.contains("Бесід та інструктажів ще не записано"));
    assert_eq!(page.matches(r#"name="present""#).count(), 2);
    assert_eq!(page.matches(" checked").count(), 2, "everybody is present unless unticked");
    let pupil = app.pupil.to_string();
    let fields = [
        ("date", "2026-11-24"),
        ("kind", "targeted"),
        ("topic", "Екскурсія: правила <поведінки>"),
        ("held_by", "Класна О. П."),
        ("present", pupil.as_str()),
    ];
    let answer = fill(&app, &path, &fields, &cookie).await;
    assert_eq!(answer.location, format!("{path}?saved"), "{}", answer.body);
    let page = app.get(&answer.location, &cookie).await.body;
    for said in ["Записано.", "цільовий", "правила &lt;поведінки&gt;", "1 з 2; відсутні: Вовк Олена"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }

    let record = page.split("?record=").nth(1).unwrap().split('#').next().unwrap();
    let edit = format!("{path}?record={record}");
    let corrected = [
        ("date", "2026-11-23"),
        ("kind", "primary"),
        ("topic", "Правила"),
        ("held_by", "Класна О. П."),
        ("present", pupil.as_str()),
        ("struck", "1"),
    ];
    let answer = fill(&app, &edit, &corrected, &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = app.get(&path, &cookie).await.body;
    assert!(page.contains(r#"<tr class="struck">"#) && page.contains("виправлено"), "{page}");

    let mut stale = vec![("record", record), ("version", "1")];
    stale.extend(fields);
    let answer = app.post(&path, &stale, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Тим часом запис змінив хтось інший"), "{}", answer.body);
    assert!(answer.body.contains("Екскурсія: правила"), "what was typed stays");

    let head = app.sign_in("head").await;
    let page = app.get(&path, &head).await.body;
    assert!(page.contains("23.11.2026") && !page.contains("<form method=\"post\" action=\"/classes"));
}

#[rstest]
#[case::tomorrow("briefings", ("date", "2026-11-25"), "не пізніше за сьогодні")]
#[case::no_date("briefings", ("date", ""), "не пізніше за сьогодні")]
#[case::no_topic("briefings", ("topic", " "), "Напишіть тему")]
#[case::nobody("briefings", ("present", ""), "Позначте присутніх")]
#[case::no_place("excursions", ("place", ""), "Напишіть, куди")]
#[case::half_an_hour("excursions", ("hours", "1,5"), "цілим числом")]
#[case::backwards("excursions", ("to", "2026-11-01"), "перший – не пізніше за останній")]
#[case::nobody_led("excursions", ("led_by", ""), "Напишіть керівника")]
#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_said_by_the_field_and_stays_as_typed(
    #[case] section: &str,
    #[case] wrong: (&str, &str),
    #[case] said: &str,
) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let pupil = app.pupil.to_string();
    let mut fields = vec![
        ("date", "2026-11-24"),
        ("kind", "practice"),
        ("topic", "Пожежна безпека"),
        ("held_by", "Класна"),
        ("present", pupil.as_str()),
        ("from", "2026-11-24"),
        ("to", ""),
        ("place", "Ботанічний сад"),
        ("hours", "3"),
        ("led_by", "Класна"),
    ];
    fields.retain(|(name, _)| *name != wrong.0);
    fields.push(wrong);
    let answer = fill(&app, &path(&app, section), &fields, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(said), "{}", answer.body);
    let kept = if section == "briefings" { "Класна" } else { "2026-11-24" };
    assert!(answer.body.contains(&format!(r#"value="{kept}""#)), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_excursion_is_written_and_its_hours_are_added_up() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let path = path(&app, "excursions");
    let fields = [
        ("kind", "excursion"),
        ("from", "2026-10-09"),
        ("place", "Музей"),
        ("hours", "3"),
        ("led_by", "Класна"),
    ];
    assert_eq!(fill(&app, &path, &fields, &cookie).await.location, format!("{path}?saved"));
    let practice = [
        ("kind", "practice"),
        ("from", "2026-10-12"),
        ("to", "2026-10-14"),
        ("place", "Сад"),
        ("hours", "12"),
        ("led_by", "Класна"),
    ];
    assert_eq!(fill(&app, &path, &practice, &cookie).await.status, StatusCode::SEE_OTHER);
    let page = app.get(&path, &cookie).await.body;
    assert!(page.contains("12.10.2026\u{a0}– 14.10.2026"), "{page}");
    assert!(page.contains("екскурсія: 3\u{a0}години · практика: 12\u{a0}годин"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nurse_sets_health_groups_and_others_read_them() {
    let app = TestApp::start().await;
    let nurse = app.sign_in("nurse").await;
    let path = path(&app, "health");
    assert!(app.get("/classes", &nurse).await.body.contains(&format!(r#"href="{path}""#)));
    let group = format!("g-{}", app.pupil);
    let version = format!("v-{}", app.pupil);
    let none = app.post(&path, &[(group.as_str(), "special"), (version.as_str(), "0")], &nurse).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.body.contains("Укажіть дату огляду"), "{}", none.body);
    assert!(none.body.contains(r#"<option value="special" selected"#), "what was typed stays");
    let form = [(group.as_str(), "special"), (version.as_str(), "0"), ("examined", "2026-08-28")];
    let answer = app.post(&path, &form, &nurse).await;
    assert_eq!(answer.location, format!("{path}?saved=1"), "{}", answer.body);
    let class_teacher = app.sign_in("class-teacher").await;
    let page = app.get(&path, &class_teacher).await.body;
    assert!(page.contains("спеціальна") && page.contains("28.08.2026"), "{page}");
    assert!(page.contains("спеціальна: 1 · без групи: 1"), "{page}");
    assert!(!page.contains("<select"), "only the nurse sets them");
    let late = [(group.as_str(), "main"), (version.as_str(), "0"), ("examined", "2026-08-29")];
    let late = app.post(&path, &late, &nurse).await;
    assert!(late.body.contains("Тим часом групу змінив хтось інший"), "{}", late.body);
    let future = [(group.as_str(), "main"), (version.as_str(), "1"), ("examined", "2026-11-25")];
    assert!(app.post(&path, &future, &nurse).await.body.contains("не пізніше за сьогодні"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_general_information_is_for_the_class_teacher_and_the_heads() {
    let mut app = TestApp::start().await;
    app.let_come("Яворський", chrono::NaiveDate::from_ymd_opt(2026, 9, 15).unwrap()).await;
    app.turn_to(TODAY);
    let path = path(&app, "pupils");
    for login in ["class-teacher", "deputy"] {
        let cookie = app.sign_in(login).await;
        let page = app.get(&path, &cookie).await.body;
        for said in ["Бабенко Олена Петрівна", "мати: ", "+380501112233", "з 15.09.2026"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
    let nurse = app.sign_in("nurse").await;
    assert_eq!(app.get(&path, &nurse).await.status, StatusCode::FORBIDDEN);
    let health = app.get(&format!("/classes/{}/register", app.class), &nurse).await.body;
    assert!(!health.contains(&path), "no way leads there");
}

#[rstest]
#[case("briefings")]
#[case("excursions")]
#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_not_there_is_not_found(#[case] section: &str) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let path = format!("{}?record={}", path(&app, section), uuid::Uuid::now_v7());
    assert_eq!(app.get(&path, &cookie).await.status, StatusCode::NOT_FOUND);
}
