//! What a guardian may know of what is kept of a child: the file, who looked, requests to correct.

use std::io::{Cursor, Read};

use axum::http::StatusCode;
use rstest::rstest;
use serde_json::Value;
use zip::ZipArchive;

use crate::support::{Answer, TODAY, TestApp};

fn data(app: &TestApp) -> String {
    format!("/diary/{}/data", app.pupil)
}

/// The package that a guardian takes: its files, and what is in its data.
pub async fn taken(app: &TestApp, login: &str) -> (Vec<String>, Value, String) {
    let answer = app.get(&format!("{}.zip", data(app)), &app.sign_in(login).await).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/zip"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let mut zip = ZipArchive::new(Cursor::new(answer.bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    let mut json = String::new();
    zip.by_name("data.json").unwrap().read_to_string(&mut json).unwrap();
    let mut pdf = Vec::new();
    zip.by_name("data.pdf").unwrap().read_to_end(&mut pdf).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    (names, serde_json::from_str(&json).unwrap(), json)
}

/// Marks with a note of both pupils of the class.
async fn marked(app: &TestApp) {
    let mut reader = app.store.read(app.school).await.unwrap();
    let pupils = reader.pupils_of_class(app.class).await.unwrap();
    drop(reader);
    let wolf = pupils.iter().find(|own| own.name.surname == "Вовк").unwrap().id;
    let names =
        [format!("m-{}", app.pupil), format!("n-{}", app.pupil), format!("m-{wolf}"), format!("n-{wolf}")];
    let fields: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(["9", "Молодець", "3", "Чужий коментар"]).collect();
    app.write_lesson("§ 1", &fields).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_takes_all_of_the_child_and_nothing_of_others() {
    let app = TestApp::start().await;
    marked(&app).await;
    app.note().await;
    app.write("guardian", "Добрий день!").await;
    app.diary_page("", "class-teacher").await;
    let (names, data, json) = taken(&app, "guardian").await;
    assert!(names.iter().any(|name| name.starts_with("photos/")), "{names:?}");
    assert_eq!(data["person"]["surname"], "Бабенко");
    assert_eq!(data["your_relation"][0], "мати");
    assert_eq!(data["classes"][0]["class"], "8-А");
    let entry = &data["entries"][0];
    assert_eq!(
        (&entry["mark"], &entry["note"], &entry["date"]),
        (&"9".into(), &"Молодець".into(), &TODAY.to_string().into())
    );
    assert_eq!(data["entries"].as_array().unwrap().len(), 1);
    assert_eq!(data["notes_about_absences"][0]["state"], "waiting");
    assert_eq!(data["messages"][0]["text"], "Добрий день!");
    assert_eq!(data["looks"][0]["parts"][0], "diary");
    let explained = data["explanation"].as_object().unwrap();
    for (part, said) in explained {
        assert!(!said.as_str().unwrap().is_empty() && data.get(part).is_some(), "{part} is in the file");
    }
    let parts = data.as_object().unwrap().keys();
    for part in parts.filter(|part| !["explanation", "school", "taken_at"].contains(&part.as_str())) {
        assert!(explained.contains_key(part), "{part} is explained");
    }
    for others in ["Вовк", "Чужий коментар", "Вовчиця", "+380"] {
        assert!(!json.contains(others), "{others}: {json}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_council_decided_is_taken_once_the_year_is_closed() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let decision = [("who", "all"), ("verdict", "promoted"), ("order", "45-у"), ("date", "2027-06-04")];
    let answer = app.post(&format!("/classes/{}/summary", app.class), &decision, &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let (_, data, _) = taken(&app, "guardian").await;
    assert_eq!(data["decisions"].as_array().unwrap().len(), 0, "the report card does not say it either");
    app.close_year().await;
    let (_, data, _) = taken(&app, "guardian").await;
    assert_eq!(data["decisions"][0]["verdict"], "promoted");
    assert!(data["decisions"][0].get("class_id").is_none(), "identifiers are nobody's business");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_pencil_is_not_taken() {
    let app = TestApp::start().await;
    let (mark, pencil) = (format!("m-{}", app.pupil), format!("d-{}", app.pupil));
    app.write_lesson("", &[(&mark, "2"), (&pencil, "1")]).await;
    let (_, data, _) = taken(&app, "guardian").await;
    assert_eq!(data["entries"].as_array().unwrap().len(), 0);
}

#[rstest]
#[case::marks("marks", false, true)]
#[case::messages("messages", true, false)]
#[case::both("marks-messages", false, false)]
#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_is_kept_part_by_part(
    #[case] hidden: &str,
    #[case] marks: bool,
    #[case] messages: bool,
) {
    let app = TestApp::start().await;
    marked(&app).await;
    app.write("guardian", "Добрий день!").await;
    app.run(
        "UPDATE person SET address = 'вул. Тиха, 7', phone = '+380671112233' WHERE surname = 'Бабенко';"
            .to_owned(),
    )
    .await;
    let (_, _, whole) = taken(&app, "guardian").await;
    assert!(whole.contains("вул. Тиха, 7") && whole.contains("+380671112233"), "{whole}");
    app.hide(hidden).await;
    let (names, data, json) = taken(&app, "guardian").await;
    assert_eq!(data.get("entries").is_some(), marks);
    assert_eq!(json.contains("Молодець"), marks, "{json}");
    assert_eq!(data["messages"].is_array(), messages);
    assert_eq!(json.contains("Добрий день!"), messages);
    assert!(
        !json.contains("вул. Тиха") && !json.contains("+380671112233"),
        "where the child lives is hidden"
    );
    assert!(names.iter().all(|name| marks || !name.starts_with("photos/")));
    let page = app.diary_page("/data", "guardian").await;
    assert_eq!(page.contains("приховано за рішенням, тож"), !marks, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_of_the_staff_looked_is_told_by_day_and_part() {
    let app = TestApp::start().await;
    let page = app.diary_page("/data", "guardian").await;
    assert!(page.contains("За рік таких переглядів не було."), "{page}");
    assert!(page.contains("Алгебраїстка Олена Петрівна – Алгебра"), "who teaches is told: {page}");
    for _ in 0..2 {
        app.diary_page("", "deputy").await;
    }
    app.diary_page("/marks", "pupil").await;
    app.diary_page("", "guardian").await;
    let health = format!("/classes/{}/health", app.class);
    assert_eq!(app.get(&health, &app.sign_in("nurse").await).await.status, StatusCode::OK);
    let info = format!("/classes/{}/pupils", app.class);
    assert_eq!(app.get(&info, &app.sign_in("class-teacher").await).await.status, StatusCode::OK);
    let page = app.diary_page("/data", "guardian").await;
    let (_, table) = page.split_once("id=\"looks\"").unwrap();
    let table = table.split("</ul>").next().unwrap();
    for said in [
        "24.11.2026",
        "Заступниця Олена",
        "щоденник",
        "Медсестра",
        "групи здоров",
        "Класна",
        "загальні відомості",
    ] {
        assert!(table.contains(said), "{said}: {table}");
    }
    assert_eq!(table.matches("<li>").count(), 3, "one line for each who looked: {table}");
    assert!(!table.contains("Мати") && !table.contains("Бабенко"), "{table}");
    let others = format!("/diary/{}/data", app.other_pupil);
    let other = app.get(&others, &app.sign_in("other-guardian").await).await.body;
    assert!(!other.contains("Заступниця"), "{other}");
}

async fn ask(app: &TestApp, login: &str, fields: &[(&str, &str)]) -> Answer {
    app.post(&data(app), fields, &app.sign_in(login).await).await
}

impl TestApp {
    /// A request of the guardian.
    pub async fn request(&self) -> String {
        let id = uuid::Uuid::now_v7().to_string();
        let fields = [("request", id.as_str()), ("about", "other"), ("wrong", "Так"), ("right", "Ні")];
        assert_eq!(ask(self, "guardian", &fields).await.status, StatusCode::SEE_OTHER);
        id
    }
}

async fn answer(app: &TestApp, login: &str, request: &str, what: &str, words: &str) -> Answer {
    let fields = [("request", request), ("what", what), ("words", words)];
    app.post(&format!("/classes/{}/amendments", app.class), &fields, &app.sign_in(login).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_goes_to_the_class_teacher_and_its_answer_back() {
    let app = TestApp::start().await;
    let id = uuid::Uuid::now_v7().to_string();
    let typed = [
        ("request", id.as_str()),
        ("about", "person"),
        ("wrong", "Прізвище Бабенко"),
        ("right", "Бабенко-Коваль"),
    ];
    assert_eq!(ask(&app, "guardian", &typed).await.location, format!("{}?sent#requests", data(&app)));
    assert_eq!(ask(&app, "guardian", &typed).await.status, StatusCode::SEE_OTHER);
    let own = app.diary_page("/data", "guardian").await;
    assert!(own.contains("чекає на відповідь") && own.matches("Бабенко-Коваль").count() == 1, "{own}");

    let path = format!("/classes/{}/amendments", app.class);
    let cookie = app.sign_in("class-teacher").await;
    assert!(app.get("/today", &cookie).await.body.contains("1 прохання про виправлення"));
    let list = app.get(&path, &cookie).await.body;
    for said in ["Прізвище Бабенко", "Бабенко-Коваль", "просить Мати Олена", "ім'я, дата народження"]
    {
        assert!(list.contains(said), "{said}: {list}");
    }
    let refused = answer(&app, "class-teacher", &id, "refuse", " ").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Напишіть чому"), "{}", refused.body);
    let saved = answer(&app, "class-teacher", &id, "done", "Виправив адміністратор").await;
    assert_eq!(saved.location, format!("{path}?answered#a{id}"));
    let own = app.diary_page("/data", "guardian").await;
    assert!(own.contains("виправлено") && own.contains("Виправив адміністратор"), "{own}");
    assert!(!app.get("/today", &cookie).await.body.contains("прохання про виправлення"));
    assert_eq!(answer(&app, "teacher", &id, "done", "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        answer(&app, "class-teacher", &uuid::Uuid::now_v7().to_string(), "done", "").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(answer(&app, "class-teacher", &id, "perhaps", "").await.status, StatusCode::BAD_REQUEST);
}

#[rstest]
#[case::nothing_wrong(" ", "так", "Напишіть, що неправильно і де.")]
#[case::nothing_right("ні", "", "Напишіть, як має бути.")]
#[case::too_long("ні", &"я".repeat(501), "Задовгий текст")]
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_stays_where_it_was_not_sent(
    #[case] wrong: &str,
    #[case] right: &str,
    #[case] said: &str,
) {
    let app = TestApp::start().await;
    let answer = ask(&app, "guardian", &[("about", "marks"), ("wrong", wrong), ("right", right)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains(said) && answer.body.contains("value=\"marks\" selected"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains(wrong.trim()) && answer.body.contains(right), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_outlives_the_session() {
    let app = TestApp::start().await;
    let person = app.person_of("guardian").to_string();
    let fields = [("person", person.as_str()), ("wrong", "Дата"), ("right", "02.01.2013")];
    let answer = app.post(&data(&app), &fields, "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("02.01.2013"), "{}", answer.body);
}
