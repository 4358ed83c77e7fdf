//! Archived journals, opened from their containers and from nothing else; extracts from them.

use std::{fs, io::Cursor, process::Command};

use axum::http::StatusCode;
use chrono::TimeDelta;
use klas_domain::{Id, Role, calendar::Semester, column::Sum, id::of};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    after_archive::{main_of, signed_school},
    archive::{key, lived_in, opened, signed, signed_at, text_of, trusting},
    authorisation::EVERYBODY,
    support::{TODAY, TestApp, person},
};

/// The database as somebody has it who knows nothing of what belongs to what.
async fn database(app: &TestApp) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(app.file()).foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
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
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut file).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_journal_opens_from_its_container_when_its_tables_are_gone() {
    let app = signed_school().await;
    let vowk = person(&app.store, app.school, Role::Pupil, "Вовк").await;
    forget_the_year(&app).await;
    let head = app.sign_in("head").await;
    let base = format!("/archive/{}/journal", app.class);
    let digest = digest_of(&app, &head).await;
    let course = format!("{base}/courses/{}", app.course);
    let cases: [(String, &[&str]); 11] = [
        (base.clone(), &["Алгебра", "Українська мова", "Бабенко Олена Петрівна", "Ліцей № 4"]),
        (course.clone(), &["Бабенко", "12.01", "Річна"]),
        (format!("{course}?semester=1"), &["Бабенко", "24.11", ">9<", "хв"]),
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
        let body = page.body.to_lowercase().replace('\u{a0}', " ");
        for word in words.iter().chain(&["Цілісність перевірено", "КЛАСНА ОЛЕНА ПЕТРІВНА", digest.as_str()])
        {
            assert!(body.contains(&word.to_lowercase()), "{path} has no {word}: {}", page.body);
        }
        // A page as a file needs to know whose course it was.
        let main = main_of(&page.body).replace(&format!("/journal/{}/pages", app.course), "");
        assert!(!main.contains("<form") && !main.contains("grid-data"), "{path} is only read");
        assert!(!page.body.contains("Лише олівцем"), "{path}: pencil is nobody's but its author's");
        assert!(!main.contains("href=\"/journal/"), "{path} does not lead to tables that are gone");
    }
    // What the live pages say is gone with the tables.
    assert_eq!(app.get(&format!("/journal/{}", app.course), &head).await.status, StatusCode::NOT_FOUND);
    let of_pupil = app.get(&format!("/archive/{}/pupils/{vowk}", app.class), &head).await;
    assert!(
        of_pupil.body.contains("24.11: хв") && of_pupil.body.contains("Виписка (PDF)"),
        "{}",
        of_pupil.body
    );
    let unknown = format!("{base}/courses/{}", Id::<of::Course>::new());
    assert_eq!(app.get(&unknown, &head).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.get(&format!("{base}/families"), &head).await.status, StatusCode::NOT_FOUND);
}

/// The sections of an archived journal as files, and its cards, are of the container too.
#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_an_archived_journal_are_made_from_its_container() {
    let app = lived_in().await;
    app.mark_in("8-А", "Алгебра", Sum::Results(Semester::First, 1), &[("Бабенко", 7)]).await;
    app.sign_archive().await;
    let head = app.sign_in("head").await;
    let altered = "UPDATE lesson SET topic = 'Підмінено'; UPDATE entry SET mark = 1 WHERE mark IS NOT NULL;";
    app.run(altered.to_owned()).await;
    let of_course = app.get(&format!("/journal/{}/pages.pdf?semester=1", app.course), &head).await;
    let text = text_of(&of_course.bytes);
    let page =
        app.get(&format!("/archive/{}/journal/courses/{}?semester=1", app.class, app.course), &head).await;
    let way = format!("/journal/{}/pages.pdf?semester=1", app.course);
    assert!(main_of(&page.body).contains(&way), "{}", page.body);
    assert!(text.contains("Бабенко") && text.contains("24.11") && !text.contains("Підмінено"), "{text}");
    forget_the_year(&app).await;
    for (file, words) in [
        ("register.pdf?month=2026-11", ["Вовк", "хв/1"]),
        ("summary.pdf", ["Бабенко", "переведено до 9 класу"]),
        ("health.pdf", ["Бабенко", "основна"]),
        ("briefings.pdf", ["Вогонь", "Класна О. П."]),
        ("excursions.pdf", ["Музей", "Класна О. П."]),
        ("cards.pdf", ["Бабенко Олена Петрівна", "Алгебра"]),
        ("cards.pdf?kind=certificate", ["Бабенко Олена Петрівна", "Досліджує ситуації"]),
    ] {
        let taken = app.get(&format!("/classes/{}/{file}", app.class), &head).await;
        assert_eq!(taken.status, StatusCode::OK, "{file}: {}", taken.body);
        let text = text_of(&taken.bytes).replace('\u{a0}', " ");
        for word in words {
            assert!(text.contains(word), "{file} has no {word}: {text}");
        }
    }
}

/// Each section of an archived journal leads to its files, as the page of the year did; whoever sees the one takes the other.
#[tokio::test(flavor = "multi_thread")]
async fn the_sections_of_an_archived_journal_lead_to_their_files() {
    let app = signed_school().await;
    for (login, section, asked) in [
        ("head", "register", "?month=2026-11"),
        ("head", "register", "?semester=1"),
        ("head", "summary", ""),
        ("head", "pupils", ""),
        ("head", "health", ""),
        ("head", "briefings", ""),
        ("head", "excursions", ""),
        ("psychologist", "register", "?semester=2"),
        ("nurse", "health", ""),
    ] {
        let cookie = app.sign_in(login).await;
        let page = app.get(&format!("/archive/{}/journal/{section}{asked}", app.class), &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{login} {section}: {}", page.body);
        for format in ["pdf", "xlsx"] {
            let file = format!("/classes/{}/{section}.{format}{asked}", app.class);
            let main = main_of(&page.body);
            assert!(main.contains(&format!("href=\"{file}\"")), "{login} {section} has no {file}: {main}");
            assert_eq!(app.get(&file, &cookie).await.status, StatusCode::OK, "{login} {file}");
        }
    }
}

/// A container has words where its pages have them; its summary register has the marks alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_in_words_is_read_from_the_container() {
    let app = lived_in().await;
    app.run("UPDATE school_class SET scale = 'verbal' WHERE grade = 8;".to_owned()).await;
    let sum = Sum::Semester(Semester::Second);
    app.describe("8-А", "Алгебра", sum, &[("Вовк", "Рахує вільно")]).await;
    app.sign_archive().await;
    forget_the_year(&app).await;
    let head = app.sign_in("head").await;
    let vowk = person(&app.store, app.school, Role::Pupil, "Вовк").await;
    let own = format!("/archive/{}/pupils/{vowk}", app.class);
    for path in [format!("/archive/{}/journal/summary", app.class), own.clone()] {
        let page = app.get(&path, &head).await.body;
        assert!(page.contains("Рахує вільно"), "{path}: {page}");
    }
    let extract = text_of(&app.get(&format!("{own}/extract.pdf"), &head).await.bytes);
    assert!(extract.contains("Рахує вільно"), "{extract}");
    let another = app.get(&format!("/archive/{}/pupils/{}", app.class, app.pupil), &head).await.body;
    assert!(!another.contains("Рахує вільно"), "{another}");
}

/// The digest on the archive's card.
async fn digest_of(app: &TestApp, cookie: &str) -> String {
    let card = app.get(&format!("/archive/{}", app.class), cookie).await.body;
    let (_, after) = card.split_once("<code class=\"digest\">").unwrap();
    let digest = &after[..64];
    assert!(digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
    digest.to_owned()
}

/// Who opens what of an archived journal: as of a journal of this year, and families the child's part alone.
#[tokio::test(flavor = "multi_thread")]
async fn an_archived_journal_is_opened_by_those_who_had_access() {
    let app = signed_school().await;
    let base = format!("/archive/{}", app.class);
    let whole = ["head", "deputy", "class-teacher"];
    let of_course = ["head", "deputy", "class-teacher", "teacher"];
    let of_other = ["head", "deputy", "class-teacher", "colleague"];
    let of_register = ["head", "deputy", "class-teacher", "nurse", "psychologist"];
    let of_health = ["head", "deputy", "class-teacher", "nurse"];
    let other = app.course_of("8-А", "Українська мова", TODAY).await;
    let of_child = ["head", "deputy", "class-teacher", "pupil", "guardian"];
    let own = format!("{base}/pupils/{}", app.pupil);
    let cases: [(String, &[&str]); 9] = [
        (format!("{base}/journal"), &whole),
        (format!("{base}/journal/pupils"), &whole),
        (format!("{base}/journal/register"), &of_register),
        (format!("{base}/journal/health"), &of_health),
        (format!("{base}/journal/courses/{}", app.course), &of_course),
        (format!("{base}/journal/courses/{other}"), &of_other),
        (own.clone(), &of_child),
        // DOMAIN §7 lists no extract for families.
        (format!("{own}/extract.pdf"), &whole),
        ("/archive/containers.zip".to_owned(), &["head"]),
    ];
    for login in EVERYBODY.into_iter().filter(|login| !login.is_empty()) {
        let cookie = app.sign_in(login).await;
        for (path, allowed) in &cases {
            let answer = app.get(path, &cookie).await;
            let wanted = allowed.contains(&login);
            assert_eq!(answer.status == StatusCode::OK, wanted, "{login} {path}: {}", answer.status);
        }
    }
    // Who opens a part alone is shown no way to the rest, and led to the part from the live page.
    for (login, part, live) in [
        ("teacher", format!("journal/courses/{}", app.course), format!("/journal/{}", app.course)),
        ("nurse", "journal/health".to_owned(), format!("/classes/{}/health", app.class)),
    ] {
        let cookie = app.sign_in(login).await;
        let part = format!("{base}/{part}");
        let opened = app.get(&part, &cookie).await.body;
        assert!(opened.contains("Цілісність перевірено"), "{login}: {opened}");
        assert!(!main_of(&opened).contains(&format!("\"{base}/journal\"")), "{login}: {opened}");
        assert_eq!(app.get(&live, &cookie).await.location, part, "{login}");
    }
    let guardian = app.sign_in("guardian").await;
    let page = app.get(&own, &guardian).await.body;
    assert!(page.contains("24.11: 9 «Молодець»") && page.contains("Цілісність перевірено"), "{page}");
    assert!(!page.contains("Вовк") && !page.contains("Виписка (PDF)"), "{page}");
    let marks = app.get(&format!("/diary/{}/marks", app.pupil), &guardian).await.body;
    assert!(marks.contains(&format!("href=\"{own}\"")), "{marks}");
    // Somebody else's child, though of the same class.
    let vowk = person(&app.store, app.school, Role::Pupil, "Вовк").await;
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

impl TestApp {
    /// Puts a container in the place of the one that is kept, behind the program's back.
    async fn put(&self, content: &[u8]) {
        sqlx::query("UPDATE archive SET content = $1, version = version + 1")
            .bind(content.to_vec())
            .execute(&mut database(self).await)
            .await
            .unwrap();
    }
}

/// Another signature in the place of the head's holds as a signature, and is not the one that was taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_of_another_in_its_place_is_not_opened() {
    let app = signed_school().await;
    let (head, path) = (app.sign_in("head").await, format!("/archive/{}/journal", app.class));
    let kept = app.container(&head).await;
    let instead = |name: &str| {
        let mut container = opened(&kept);
        let list = container.find("META-INF/ASiCManifest002.xml").unwrap().bytes.clone();
        let signature = key(name).sign(&list, signed_at() + TimeDelta::minutes(5)).unwrap();
        let place = container.files.iter_mut().find(|file| file.name == "META-INF/signature002.p7s");
        place.unwrap().bytes = signature.to_der().unwrap();
        container.zip().unwrap()
    };
    for name in ["stranger.p12", "head.p12"] {
        app.put(&instead(name)).await;
        let answer = app.get(&path, &head).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{name}");
        assert!(answer.body.contains("Архів пошкоджено"), "{name}: {}", answer.body);
    }
    // Of what earlier versions of the program have taken the card alone tells.
    forget_the_year(&app).await;
    app.put(&instead("stranger.p12")).await;
    assert_eq!(app.get(&path, &head).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    app.put(&kept).await;
    assert_eq!(app.get(&path, &head).await.status, StatusCode::OK);
}

/// What becomes known of a certificate after its signature was taken is told, and takes nothing away.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_opens_though_a_certificate_under_it_is_revoked_by_now() {
    let mut app = lived_in().await;
    let unsigned = app.archived().await;
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    let first = signed(&unsigned, &key("revoked.p12"));
    assert_eq!(app.send_signed(&first, &class_teacher).await.status, StatusCode::OK);
    let both = signed(&app.container(&head).await, &key("head.p12"));
    assert!(app.send_signed(&both, &head).await.body.contains("підписано обома"));
    let (base, class) = (format!("/archive/{}", app.class), format!("/classes/{}", app.class));
    let own = format!("{base}/pupils/{}", app.pupil);
    let paths = [format!("{base}/journal"), format!("{base}/journal/summary"), own.clone()];
    for path in &paths {
        assert!(!app.get(path, &head).await.body.contains("Тепер відомо"), "{path}");
    }
    app.trust_on(TODAY, trusting(&["root.cer", "other-root.cer", "revoked.crl"]));
    for path in &paths {
        let page = app.get(path, &head).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        for words in [
            "Цілісність перевірено",
            "Тепер відомо: сертифікат «Класна Олена Петрівна» скасовано 01.11.2026",
            "Коли підпис приймали, цього не знали",
        ] {
            assert!(page.body.contains(words), "{path} has no {words}: {}", page.body);
        }
    }
    let english = app.get(&paths[0], &format!("{head}; klas_language=en")).await.body;
    assert!(english.contains("It is known by now: ") && english.contains("was revoked"), "{english}");
    let extract = app.get(&format!("{own}/extract.pdf"), &head).await;
    assert_eq!(extract.status, StatusCode::OK);
    assert!(text_of(&extract.bytes).contains("скасовано"), "the extract tells it too");
    assert_eq!(app.get(&format!("{class}/journal.pdf"), &head).await.status, StatusCode::OK);
}

/// The class of the year before, which had no class teacher.
const SEVENTH: &str = "00000000000000000000000000000007";

/// Gives the class an archived year before this one.
async fn remember_the_year_before(app: &TestApp) {
    let mut file = database(app).await;
    let class = app.class.uuid().simple();
    let mut statements = vec![format!(
        "INSERT INTO academic_year (school_id, year_id, starts_on, first_semester_ends_on, \
         second_semester_starts_on, ends_on) SELECT school_id, X'{SEVENTH}', '2025-09-01', '2025-12-26', \
         '2026-01-12', '2026-05-29' FROM school_class WHERE class_id = X'{class}'"
    )];
    for (table, change) in [
        ("school_class", format!(", year_id = X'{SEVENTH}', grade = 7, class_teacher_id = NULL")),
        ("enrolment", ", starts_on = '2025-09-01', ends_on = '2026-05-29'".to_owned()),
        ("archive_signature", String::new()),
    ] {
        statements.extend([
            format!("CREATE TEMP TABLE own AS SELECT * FROM {table} WHERE class_id = X'{class}'"),
            format!("UPDATE own SET class_id = X'{SEVENTH}'{change}"),
            format!("INSERT OR IGNORE INTO {table} SELECT * FROM own"),
            "DROP TABLE own".to_owned(),
        ]);
    }
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut file).await.unwrap();
    }
}

/// The marks of this year lead to no year that the visitor may not open.
#[tokio::test(flavor = "multi_thread")]
async fn the_class_teacher_of_today_is_not_led_to_years_of_others() {
    let app = signed_school().await;
    remember_the_year_before(&app).await;
    let earlier = format!("href=\"/archive/00000000-0000-0000-0000-000000000007/pupils/{}\"", app.pupil);
    let this = format!("href=\"/archive/{}/pupils/{}\"", app.class, app.pupil);
    for (login, sees) in [("head", true), ("guardian", true), ("class-teacher", false)] {
        let page = app.get(&format!("/diary/{}/marks", app.pupil), &app.sign_in(login).await).await.body;
        assert!(page.contains(&this), "{login}: {page}");
        assert_eq!(page.contains(&earlier), sees, "{login}: {page}");
    }
}

/// What was checked once is not checked for each visitor, but for each container that is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_container_is_checked_once_for_all_who_open_it() {
    let app = signed_school().await;
    let (head, path) = (app.sign_in("head").await, format!("/archive/{}/journal", app.class));
    assert_eq!(app.get(&path, &head).await.status, StatusCode::OK);
    let mut file = database(&app).await;
    sqlx::query("UPDATE archive SET content = x'504b'").execute(&mut file).await.unwrap();
    let deputy = app.sign_in("deputy").await;
    assert_eq!(app.get(&path, &deputy).await.status, StatusCode::OK);
    let teacher = app.get(&path, &app.sign_in("teacher").await).await;
    assert_ne!(teacher.status, StatusCode::OK, "who may see it is asked each time");
    sqlx::query("UPDATE archive SET version = version + 1").execute(&mut file).await.unwrap();
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
    // It is a look at each class, as the container alone would be.
    let mut file = database(&app).await;
    sqlx::query("DELETE FROM look").execute(&mut file).await.unwrap();
    app.get("/archive/containers.zip", &head).await;
    let (looks,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM look WHERE object_id = $1")
        .bind(app.class.uuid().as_bytes().to_vec())
        .fetch_one(&mut file)
        .await
        .unwrap();
    assert_eq!(looks, 3);
}
