//! What comes after the archive: the year is only read, and read from the container itself.

use std::{fs, io::Cursor, process::Command};

use axum::http::StatusCode;
use klas_domain::{
    Id,
    bundle::{Bundle, CourseKey, CourseLoad},
    calendar::AcademicYear,
    school::ClassName,
};
use klas_store::StoreError;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    archive::{lived_in, text_of},
    substitutions::arrange,
    support::{Answer, TODAY, TestApp, person},
};

/// A school whose class 8-А is archived and signed by both.
async fn signed_school() -> TestApp {
    let app = lived_in().await;
    app.sign_archive().await;
    app
}

/// The database as somebody has it who knows nothing of what belongs to what.
async fn database(app: &TestApp) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(app.file()).foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
}

fn said_to_be_archived(answer: &Answer) -> bool {
    answer.status == StatusCode::CONFLICT && answer.body.contains("Журнал архівовано")
}

/// Every way to write in the journal of a class, as whoever might otherwise: all are refused with the archive's name.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_in_a_year_that_is_archived() {
    let app = signed_school().await;
    let before = app.store.read(app.school).await.unwrap().seq().await.unwrap();
    let (course, class, lesson, pupil) = (app.course, app.class, app.lesson, app.pupil);
    let today = TODAY.to_string();
    let record = uuid::Uuid::now_v7().to_string();
    let (mark, group, day) = (format!("m-{pupil}"), format!("g-{pupil}"), format!("d-{pupil}"));
    let version = format!("v-{pupil}");
    let (course_id, lesson_id, pupil_id) = (course.to_string(), lesson.to_string(), pupil.to_string());
    let sheet = format!("/journal/{course}/lessons/{lesson}");
    let forms: Vec<(&str, String, Vec<(&str, &str)>)> = vec![
        ("teacher", sheet.clone(), vec![("version", "1"), ("topic", "Інша"), ("homework", ""), (&mark, "3")]),
        ("deputy", sheet.clone(), vec![(&mark, "3"), ("reason", "Помилка")]),
        ("class-teacher", sheet.clone(), vec![(&mark, "")]),
        ("teacher", format!("{sheet}/absences"), vec![("pupil", &pupil_id)]),
        (
            "teacher",
            format!("/journal/{course}/columns"),
            vec![("what", "theme"), ("lesson", &lesson_id), ("name", "Дроби")],
        ),
        (
            "teacher",
            format!("/journal/{course}/columns"),
            vec![("what", "work"), ("lesson", &lesson_id), ("work", "oral")],
        ),
        ("teacher", format!("/journal/{course}/closing"), vec![("what", "close"), ("semester", "1")]),
        (
            "deputy",
            format!("/journal/{course}/closing"),
            vec![("what", "open"), ("semester", "1"), ("reason", "Помилка")],
        ),
        ("class-teacher", format!("/classes/{class}/closing"), vec![("what", "close"), ("semester", "1")]),
        (
            "class-teacher",
            format!("/classes/{class}/register"),
            vec![("pupil", &pupil_id), ("from", &today), ("to", &today), ("kind", "хв")],
        ),
        (
            "head",
            format!("/classes/{class}/summary"),
            vec![("who", "marked"), ("pupil", &pupil_id), ("verdict", "repeats"), (&version, "1")],
        ),
        (
            "deputy",
            format!("/classes/{class}/applications"),
            vec![
                ("what", "keep"),
                ("pupil", &pupil_id),
                ("course", &course_id),
                ("semester", "2"),
                ("applied_on", &today),
                ("reason", "Хвороба"),
                ("order", "1"),
                ("ordered_on", &today),
            ],
        ),
        ("nurse", format!("/classes/{class}/health"), vec![(&group, "special"), (&day, &today), (&version, "1")]),
        (
            "class-teacher",
            format!("/classes/{class}/briefings"),
            vec![
                ("record", &record),
                ("version", "0"),
                ("date", &today),
                ("kind", "primary"),
                ("topic", "Вода"),
                ("held_by", "Класна"),
                ("present", &pupil_id),
            ],
        ),
        (
            "class-teacher",
            format!("/classes/{class}/excursions"),
            vec![
                ("record", &record),
                ("version", "0"),
                ("kind", "excursion"),
                ("from", &today),
                ("place", "Ліс"),
                ("hours", "2"),
                ("led_by", "Класна"),
            ],
        ),
        (
            "deputy",
            "/school/year".to_owned(),
            vec![
                ("first-from", "2026-09-01"),
                ("first-until", "2026-12-25"),
                ("second-from", "2027-01-11"),
                ("second-until", "2027-05-31"),
                ("name-0", "Карантин"),
                ("from-0", "2026-11-30"),
                ("until-0", "2026-12-06"),
            ],
        ),
    ];
    let mut wrong = Vec::new();
    for (login, path, fields) in forms {
        let answer = app.post(&path, &fields, &app.sign_in(login).await).await;
        if !said_to_be_archived(&answer) {
            wrong.push(format!("{login} {path}: {} {}", answer.status, answer.body));
        }
    }
    let deputy = app.sign_in("deputy").await;
    let cancelled = arrange(&app, "cancelled", &[("reason", "alert")], &deputy).await;
    if !said_to_be_archived(&cancelled) {
        wrong.push(format!("arrange: {} {}", cancelled.status, cancelled.body));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));

    for (login, reason) in [("teacher", "null"), ("head", "\"Помилка\""), ("class-teacher", "null")] {
        let (id, author) = (uuid::Uuid::new_v4(), app.person_of(login));
        let body = format!(
            r#"{{"person":"{author}","edits":[{{"id":"{id}","column":"{lesson}","pupil":"{pupil}","base":2,"entry":{{"mark":3}},"reason":{reason}}}]}}"#
        );
        let answer = app.call("apply-edits", &body, &app.sign_in(login).await).await;
        assert_eq!(answer.body, r#"[{"Refused":"Archived"}]"#, "{login}");
    }
    let (id, author) = (uuid::Uuid::new_v4(), app.person_of("teacher"));
    let teacher = app.sign_in("teacher").await;
    for (function, body) in [
        (
            "write-lesson",
            format!(
                r#"{{"person":"{author}","edit":{{"id":"{id}","lesson":"{lesson}","base":0,"text":{{"topic":"Інша","homework":"","kind":"Ordinary"}}}}}}"#
            ),
        ),
        ("carry-absence", format!(r#"{{"person":"{author}","column":"{lesson}","pupil":"{pupil}"}}"#)),
        ("publish", format!(r#"{{"person":"{author}","course":"{course}"}}"#)),
    ] {
        let answer = app.call(function, &body, &teacher).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::CONFLICT, r#""Archived""#), "{function}");
    }
    assert_eq!(app.store.read(app.school).await.unwrap().seq().await.unwrap(), before, "the history stands still");
    // The class beside it, which is not archived, is written as before.
    let other = app.class_of("8-Б").await;
    let answer = app
        .post(
            &format!("/classes/{other}/summary"),
            &[("who", "marked"), ("pupil", &app.other_pupil.to_string()), ("verdict", "promoted")],
            &app.sign_in("head").await,
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// What an import would change of an archived class ends it whole; what concerns others is taken in.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_leaves_an_archived_class_as_it_was() {
    let app = signed_school().await;
    let load = |grade: u8, letter: &str, subject: &str| Bundle {
        year: Some(AcademicYear::starting(2026)),
        courses: vec![CourseLoad {
            key: CourseKey {
                class: ClassName { grade, letter: letter.to_owned() },
                group: None,
                subject: subject.to_owned(),
            },
            teacher: None,
            weekly_tenths: 20,
        }],
        ..Bundle::default()
    };
    let refused = app.store.take_in(app.school, load(8, "А", "Астрономія"), TODAY, false).await;
    let Err(StoreError::Archived(locked)) = refused else { panic!("{refused:?}") };
    assert_eq!((locked.name.to_string().as_str(), locked.year.as_str()), ("8-А", "2026/2027"));
    app.store.take_in(app.school, load(8, "Б", "Астрономія"), TODAY, false).await.unwrap();
    let courses = async |class| app.store.read(app.school).await.unwrap().courses_of_class(class).await.unwrap();
    assert_eq!(courses(app.class).await.len(), 2, "nothing was written");
    assert_eq!(courses(app.class_of("8-Б").await).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_an_archived_journal_have_no_editors_and_lead_to_the_archive() {
    let app = signed_school().await;
    let note = format!("href=\"/archive/{}/journal\"", app.class);
    let (journal, class) = (format!("/journal/{}", app.course), format!("/classes/{}", app.class));
    for (login, path) in [
        ("teacher", journal.clone()),
        ("head", journal.clone()),
        ("teacher", format!("{journal}/lessons/{}", app.lesson)),
        ("deputy", format!("{journal}/lessons/{}", app.lesson)),
        ("teacher", format!("{journal}/columns")),
        ("deputy", format!("{journal}/closing?semester=1")),
        ("class-teacher", format!("{class}/register")),
        ("head", format!("{class}/summary")),
        ("deputy", format!("{class}/applications")),
        ("nurse", format!("{class}/health")),
        ("class-teacher", format!("{class}/briefings")),
        ("class-teacher", format!("{class}/excursions")),
    ] {
        let page = app.get(&path, &app.sign_in(login).await).await;
        assert_eq!(page.status, StatusCode::OK, "{login} {path}");
        assert!(page.body.contains("архівовано й підписано") && page.body.contains(&note), "{login} {path}");
        let main = page.body.split_once("<main").unwrap().1;
        assert!(!main.contains("method=\"post\"") || path.contains("lessons"), "{login} {path}: {main}");
        assert!(!main.contains("class=\"button primary"), "{login} {path}: {main}");
    }
    let teachers = app.get(&journal, &app.sign_in("teacher").await).await.body;
    assert!(teachers.contains("\"archived\":true"), "the grid is told too");
}

/// A page that was drawn before the head signed is not shown afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_drawn_before_the_head_signed_is_drawn_anew() {
    let app = lived_in().await;
    let (head, path) = (app.sign_in("head").await, format!("/journal/{}", app.course));
    assert!(!app.get(&path, &head).await.body.contains("архівовано"));
    app.sign_archive().await;
    assert!(app.get(&path, &head).await.body.contains("архівовано"));
}

/// Takes everything of the year out of the database but the archive, the class and its year.
async fn forget_the_year(app: &TestApp) {
    let mut file = database(app).await;
    for table in [
        "entry",
        "journal_column",
        "lesson",
        "course",
        "enrolment",
        "group_member",
        "class_group",
        "council_decision",
        "correction_application",
        "briefing_pupil",
        "briefing",
        "excursion",
        "health_group",
        "closing",
        "class_closing",
        "history",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut file).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_journal_opens_from_its_container_when_its_tables_are_gone() {
    let app = signed_school().await;
    let vowk = person(&app.store, app.school, klas_domain::Role::Pupil, "Вовк").await;
    forget_the_year(&app).await;
    let head = app.sign_in("head").await;
    let base = format!("/archive/{}/journal", app.class);
    let digest = digest_of(&app, &head).await;
    let course = format!("{base}/courses/{}", app.course);
    let cases: [(String, &[&str]); 10] = [
        (base.clone(), &["Алгебра", "Українська мова", "Бабенко Олена Петрівна", "Ліцей № 4"]),
        (course.clone(), &["Бабенко", "24.11", ">9<", "хв", "I семестр"]),
        (format!("{course}?view=summary"), &["Бабенко", "Річна"]),
        (format!("{course}?month=2026-11"), &["24.11", ">9<"]),
        (format!("{base}/register?month=2026-11"), &["Вовк", "хв/1", "24.11"]),
        (format!("{base}/summary"), &["Алгебра", "переведено до 9 класу", ">9"]),
        (format!("{base}/pupils"), &["Бабенко Олена Петрівна", "+380501112233"]),
        (format!("{base}/health"), &["Бабенко", "основна"]),
        (format!("{base}/briefings"), &["Вогонь", "1 з 2"]),
        (format!("{base}/excursions"), &["Музей"]),
    ];
    for (path, words) in cases {
        let page = app.get(&path, &head).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        for word in words.iter().chain(&["Цілісність перевірено", "КЛАСНА ОЛЕНА ПЕТРІВНА", digest.as_str()]) {
            assert!(page.body.to_lowercase().contains(&word.to_lowercase()), "{path} has no {word}: {}", page.body);
        }
        let main = page.body.split_once("<main").unwrap().1;
        assert!(!main.contains("<form") && !main.contains("grid-data"), "{path} is only read");
        assert!(!page.body.contains("Лише олівцем"), "{path}: pencil is nobody's but its author's");
        assert!(!main.contains("href=\"/journal/"), "{path} does not lead to tables that are gone");
    }
    // What the live pages say is gone with the tables.
    assert_eq!(app.get(&format!("/journal/{}", app.course), &head).await.status, StatusCode::NOT_FOUND);
    let of_pupil = app.get(&format!("/archive/{}/pupils/{vowk}", app.class), &head).await;
    assert!(of_pupil.body.contains("24.11: хв") && of_pupil.body.contains("Виписка (PDF)"), "{}", of_pupil.body);
    let unknown = format!("{base}/courses/{}", Id::<klas_domain::id::of::Course>::new());
    assert_eq!(app.get(&unknown, &head).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.get(&format!("{base}/families"), &head).await.status, StatusCode::NOT_FOUND);
}

/// The digest on the archive's card.
async fn digest_of(app: &TestApp, cookie: &str) -> String {
    let card = app.get(&format!("/archive/{}", app.class), cookie).await.body;
    let at = card.find("<code>").unwrap() + "<code>".len();
    let digest = &card[at..at + 64];
    assert!(digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
    digest.to_owned()
}

/// Who opens what of an archived journal: as of a journal of this year, and families the child's part alone.
#[tokio::test(flavor = "multi_thread")]
async fn an_archived_journal_is_opened_by_those_who_had_access() {
    let app = signed_school().await;
    let base = format!("/archive/{}", app.class);
    let whole = ["head", "deputy", "class-teacher"];
    let of_child = ["head", "deputy", "class-teacher", "pupil", "guardian"];
    let own = format!("{base}/pupils/{}", app.pupil);
    let cases: [(String, &[&str]); 6] = [
        (format!("{base}/journal"), &whole),
        (format!("{base}/journal/pupils"), &whole),
        (format!("{base}/journal/courses/{}", app.course), &whole),
        (own.clone(), &of_child),
        // DOMAIN §7 lists no extract for families.
        (format!("{own}/extract.pdf"), &whole),
        ("/archive/containers.zip".to_owned(), &["head"]),
    ];
    for login in [
        "head",
        "deputy",
        "administrator",
        "nurse",
        "department",
        "teacher",
        "colleague",
        "class-teacher",
        "pupil",
        "other-pupil",
        "guardian",
        "other-guardian",
        "head-of-5",
        "guardian-of-5",
    ] {
        let cookie = app.sign_in(login).await;
        for (path, allowed) in &cases {
            let answer = app.get(path, &cookie).await;
            let wanted = allowed.contains(&login);
            assert_eq!(answer.status == StatusCode::OK, wanted, "{login} {path}: {}", answer.status);
        }
    }
    let guardian = app.sign_in("guardian").await;
    let page = app.get(&own, &guardian).await.body;
    assert!(page.contains("24.11: 9 «Молодець»") && page.contains("Цілісність перевірено"), "{page}");
    assert!(!page.contains("Вовк") && !page.contains("Виписка (PDF)"), "{page}");
    let marks = app.get(&format!("/diary/{}/marks", app.pupil), &guardian).await.body;
    assert!(marks.contains(&format!("href=\"{own}\"")), "{marks}");
    // Somebody else's child, though of the same class.
    let vowk = person(&app.store, app.school, klas_domain::Role::Pupil, "Вовк").await;
    let strange = app.get(&format!("{base}/pupils/{vowk}"), &guardian).await;
    assert_eq!(strange.status, StatusCode::FORBIDDEN);
    // A class that is not archived has nothing to open.
    let other = app.class_of("8-Б").await;
    let head = app.sign_in("head").await;
    assert_eq!(app.get(&format!("/archive/{other}/journal"), &head).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extract_is_made_of_the_container_and_says_where_it_is_from() {
    let app = signed_school().await;
    forget_the_year(&app).await;
    let deputy = app.sign_in("deputy").await;
    let path = format!("/archive/{}/pupils/{}/extract.pdf", app.class, app.pupil);
    let answer = app.get(&path, &deputy).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/pdf"));
    let text = text_of(&answer.bytes);
    let squeezed: String = text.split_whitespace().collect();
    let digest = digest_of(&app, &deputy).await;
    assert!(squeezed.contains(&digest), "{text}");
    for words in [
        "Виписка з класного журналу",
        "Бабенко",
        "8-А",
        "Алгебра",
        "24.11: 9",
        "переведено до 9 класу",
        "КЛАСНА",
        "Директорка",
        "Заступниця Олена Петрівна",
    ] {
        let words: String = words.split_whitespace().collect();
        assert!(squeezed.contains(&words), "no {words}: {text}");
    }
    assert!(!text.contains("Вовк") && !text.contains("+380501112233"), "{text}");
    // The family is told who looked.
    let own = app.get(&format!("/diary/{}/data", app.pupil), &app.sign_in("guardian").await).await.body;
    assert!(own.contains("Заступниця"), "{own}");
}

/// What is kept is not what was signed: nothing of it is shown, and the page says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_was_tampered_with_is_not_opened() {
    let app = signed_school().await;
    let head = app.sign_in("head").await;
    let mut file = database(&app).await;
    let (content,): (Vec<u8>,) =
        sqlx::query_as("SELECT content FROM archive").fetch_one(&mut file).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(&content)).unwrap();
    let position = usize::try_from(zip.by_name("journal.pdf").unwrap().data_start()).unwrap();
    let mut altered = content.clone();
    altered[position + 1000] ^= 1;
    let changes: [(&str, Vec<u8>); 3] = [
        ("an altered byte", altered),
        ("another container", b"PK".to_vec()),
        ("half of it", content[..content.len() / 2].to_vec()),
    ];
    let path = format!("/archive/{}/journal", app.class);
    for (what, content) in changes {
        sqlx::query("UPDATE archive SET content = $1").bind(content).execute(&mut file).await.unwrap();
        let answer = app.get(&path, &head).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
        assert!(answer.body.contains("Архів пошкоджено"), "{what}: {}", answer.body);
        assert!(!answer.body.contains("Бабенко"), "{what}");
    }
    // A container that holds, in the place of another one, is none either.
    sqlx::query("UPDATE archive SET content = $1, digest = $2")
        .bind(content)
        .bind(vec![7_u8; 32])
        .execute(&mut file)
        .await
        .unwrap();
    assert_eq!(app.get(&path, &head).await.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_that_moves_takes_its_containers() {
    let app = signed_school().await;
    let head = app.sign_in("head").await;
    let kept = app.get(&format!("/archive/{}/container.asice", app.class), &head).await.bytes;
    for path in ["/archive/containers.zip", "/archive/containers.zip?year=2026"] {
        let answer = app.get(path, &head).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/zip"));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("all.zip");
        fs::write(&file, &answer.bytes).unwrap();
        let taken = Command::new("unzip").arg("-p").arg(&file).arg("2026-2027/8-А.asice").output().unwrap();
        assert_eq!(taken.stdout, kept, "{path}");
    }
    let none = app.get("/archive/containers.zip?year=2020", &head).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
