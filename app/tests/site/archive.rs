//! A year becomes an archive: made, taken away, read by readers that know nothing of Klas, signed, brought back.

use std::{
    collections::HashMap,
    fs,
    future::pending,
    io::{Cursor, Read},
    path::Path,
    process::Command,
    time::Duration,
};

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeZone, Utc};
use klas_app::{archive::Archiving, package::keep_making};
use klas_documents::archive::{Container, File, Manifest, SCHEMA, hex};
use klas_domain::{Id, Role, calendar::Semester, id::of};
use klas_signature::{Fault, Trust, Verdict, unpack, verify};
use klas_signing::Key;
use klas_store::closing::Closer;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::{
    families::restrict,
    reports::summed_up,
    substitutions::arrange,
    support::{Answer, TODAY, TestApp, bundle, person},
};

/// A file of the made-up keys.
pub fn data(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/signing/tests/data");
    fs::read(folder.join(name)).unwrap()
}

/// The key of a file among the made-up ones.
pub fn key(name: &str) -> Key {
    Key::open(&data(name), "klas-test").unwrap()
}

/// When everybody signs.
pub fn signed_at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 9, 30, 0).unwrap()
}

fn trust() -> Trust {
    trusting(&["root.cer"])
}

/// Trust in whom these of the made-up files name.
pub fn trusting(files: &[&str]) -> Trust {
    let mut trust = Trust::default();
    for file in files {
        assert_ne!(trust.add_file(&data(file)), 0, "{file}");
    }
    trust
}

impl TestApp {
    /// Closes both semesters of everything, as somebody with a database client does it.
    pub async fn close_year(&self) {
        let mut file =
            SqliteConnection::connect(&format!("sqlite://{}", self.file().display())).await.unwrap();
        for (table, key, from) in
            [("closing", "course_id", "course"), ("class_closing", "class_id", "school_class")]
        {
            let statement = format!(
                "INSERT OR IGNORE INTO {table} (school_id, {key}, semester, closed_at, closed_by) \
                 SELECT t.school_id, t.{key}, s.column1, '2026-11-24T08:00:00+00:00', \
                 (SELECT p.person_id FROM person p WHERE p.school_id = t.school_id LIMIT 1) \
                 FROM {from} t, (VALUES (1), (2)) s"
            );
            sqlx::query(AssertSqlSafe(statement)).execute(&mut file).await.unwrap();
        }
    }

    /// Closes the school after its classes.
    pub async fn close_school(&self) {
        let (year, _) = self.store.read(self.school).await.unwrap().year_of_class(self.class).await.unwrap();
        for semester in Semester::ALL {
            let now = Utc.with_ymd_and_hms(2027, 6, 30, 9, 0, 0).unwrap();
            let closer = Closer { school: self.school, author: self.person_of("deputy"), now };
            assert_eq!(self.store.close_school(closer, year, semester).await.unwrap(), Ok(()));
        }
    }

    /// Has the archive of 8-А made, and gives its container.
    pub async fn archived(&self) -> Vec<u8> {
        let cookie = self.sign_in("head").await;
        let path = format!("/archive/{}", self.class);
        let ordered = self.post(&path, &[("what", "order")], &cookie).await;
        assert_eq!((ordered.status, ordered.location.as_str()), (StatusCode::SEE_OTHER, path.as_str()));
        let maker = tokio::spawn(keep_making(self.state(), pending()));
        self.wait_for(&path, &cookie, "Картка архіву").await;
        self.wait_until_made(&path, &cookie).await;
        maker.abort();
        self.container(&cookie).await
    }

    /// Has the archive of 8-А made and signed by both.
    pub async fn sign_archive(&self) {
        let unsigned = self.archived().await;
        let (class_teacher, head) = (self.sign_in("class-teacher").await, self.sign_in("head").await);
        let first = signed(&unsigned, &key("class-teacher.p12"));
        assert_eq!(self.send_signed(&first, &class_teacher).await.status, StatusCode::OK);
        let both = signed(&self.container(&head).await, &key("head.p12"));
        let answer = self.send_signed(&both, &head).await;
        assert!(answer.body.contains("підписано обома"), "{}", answer.body);
    }

    /// The container of 8-А as it is kept.
    pub async fn container(&self, cookie: &str) -> Vec<u8> {
        let answer = self.get(&format!("/archive/{}/container.asice", self.class), cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.header("content-type"), "application/vnd.etsi.asic-e+zip");
        answer.bytes
    }

    /// Waits until the page of an archive has nothing to stop.
    async fn wait_until_made(&self, path: &str, cookie: &str) {
        for _ in 0..600 {
            if !self.get(path, cookie).await.body.contains("value=\"cancel\"") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the archive is still being made");
    }

    /// Opens the first semester of algebra for a correction.
    async fn reopen(&self) {
        let path = format!("/journal/{}/closing?semester=1", self.course);
        let form = [("semester", "1"), ("what", "open"), ("reason", "Помилка в темі")];
        let opened = self.post(&path, &form, &self.sign_in("deputy").await).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    }

    /// Has the archive of 8-А made again in the place of a container, and gives the new one.
    async fn archived_again(&self, before: &[u8], cookie: &str) -> Vec<u8> {
        let order = self.post(&format!("/archive/{}", self.class), &[("what", "order")], cookie).await;
        assert_eq!(order.status, StatusCode::SEE_OTHER, "{}", order.body);
        let maker = tokio::spawn(keep_making(self.state(), pending()));
        for _ in 0..600 {
            let now = self.container(cookie).await;
            if now != before {
                self.wait_until_made(&format!("/archive/{}", self.class), cookie).await;
                maker.abort();
                return now;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the archive was not made again");
    }

    async fn wait_for(&self, path: &str, cookie: &str, words: &str) -> String {
        for _ in 0..600 {
            let page = self.get(path, cookie).await.body;
            if page.contains(words) {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no {words:?}: {}", self.get(path, cookie).await.body);
    }

    /// Sends a signed file to the page of 8-А.
    pub async fn send_signed(&self, file: &[u8], cookie: &str) -> Answer {
        let path = format!("/archive/{}", self.class);
        self.post_file(&path, &[("what", "send")], ("signed", file), cookie).await
    }
}

/// The fields of a form.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// A school in which people have written what a journal is made of, and its year is closed.
pub async fn lived_in() -> TestApp {
    let app = summed_up().await;
    let other = app.class_of("8-Б").await;
    let mut reader = app.store.read(app.school).await.unwrap();
    let other = reader.courses_of_class(other).await.unwrap()[0].id;
    let other = reader.lessons(other, (TODAY, TODAY)).await.unwrap()[0].lesson;
    drop(reader);
    let vowk = person(&app.store, app.school, Role::Pupil, "Вовк").await;
    let edits = [
        ("teacher", app.lesson, app.pupil, 0, r#"{"mark":8}"#),
        ("colleague", other, app.other_pupil, 0, r#"{"mark":5}"#),
        ("teacher", app.lesson, app.pupil, 1, r#"{"mark":9,"note":"Молодець"}"#),
        ("teacher", app.lesson, vowk, 0, r#"{"mark":4,"note":"Лише олівцем","draft":true}"#),
        ("teacher", app.lesson, vowk, 1, r#"{"absence":"Unknown"}"#),
        ("class-teacher", app.lesson, vowk, 2, r#"{"absence":"Illness"}"#),
    ];
    for (login, lesson, pupil, base, entry) in edits {
        let (id, author) = (uuid::Uuid::new_v4(), app.person_of(login));
        let body = format!(
            r#"{{"person":"{author}","edits":[{{"id":"{id}","column":"{lesson}","pupil":"{pupil}","base":{base},"entry":{entry}}}]}}"#
        );
        let saved = app.call("apply-edits", &body, &app.sign_in(login).await).await;
        assert!(saved.body.contains("Saved"), "{}", saved.body);
    }
    let today = TODAY.to_string();
    let record = || uuid::Uuid::now_v7().to_string();
    let (first, second, pupil) = (record(), record(), app.pupil.to_string());
    let (group, day, version) = (format!("g-{pupil}"), format!("d-{pupil}"), format!("v-{pupil}"));
    let class = format!("/classes/{}", app.class);
    let forms: [(&str, &str, Fields<'_>); 4] = [
        (
            "class-teacher",
            "briefings",
            &[
                ("record", &first),
                ("version", "0"),
                ("date", &today),
                ("kind", "primary"),
                ("topic", "Вогонь"),
                ("held_by", "Класна О. П."),
                ("present", &pupil),
            ],
        ),
        (
            "class-teacher",
            "excursions",
            &[
                ("record", &second),
                ("version", "0"),
                ("kind", "excursion"),
                ("from", &today),
                ("place", "Музей"),
                ("hours", "3"),
                ("led_by", "Класна О. П."),
            ],
        ),
        ("nurse", "health", &[(&group, "main"), (&day, &today), (&version, "0")]),
        ("head", "summary", &[("who", "marked"), ("pupil", &pupil), ("verdict", "promoted")]),
    ];
    for (login, section, form) in forms {
        let written = app.post(&format!("{class}/{section}"), form, &app.sign_in(login).await).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{section}: {}", written.body);
    }
    app.close_year().await;
    app
}

/// A school whose class 8-А is archived, and its container.
async fn archived() -> (TestApp, Vec<u8>) {
    let app = lived_in().await;
    let container = app.archived().await;
    (app, container)
}

/// A container, read.
pub fn opened(bytes: &[u8]) -> Container {
    let files = unpack(bytes).unwrap();
    let files: Vec<File> = files.into_iter().map(|file| File::new(file.name, file.bytes)).collect();
    let manifest = files.iter().find_map(|file| Manifest::read(&file.bytes)).unwrap();
    Container { day: manifest.day, files }
}

/// The container with one signature more.
pub fn signed(bytes: &[u8], key: &Key) -> Vec<u8> {
    signed_over(opened(bytes), key)
}

fn signed_over(mut container: Container, key: &Key) -> Vec<u8> {
    let (manifest, place) = container.next_signature();
    let signature = key.sign(&manifest.bytes, signed_at()).unwrap().to_der().unwrap();
    container.files.extend([manifest, File::new(place, signature)]);
    container.zip().unwrap()
}

fn file<'a>(container: &'a Container, name: &str) -> &'a [u8] {
    &container.find(name).unwrap_or_else(|| panic!("no {name}")).bytes
}

/// The rows of a table, by its heads.
fn rows(container: &Container, name: &str) -> Vec<HashMap<String, String>> {
    let text = file(container, name).strip_prefix("\u{FEFF}".as_bytes()).unwrap();
    let mut reader = csv::Reader::from_reader(text);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// A file of a journal's pages; it goes with its folder.
fn written(pages: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.pdf");
    fs::write(&path, pages).unwrap();
    (folder, path)
}

/// The words of pages.
pub fn text_of(pages: &[u8]) -> String {
    let (_folder, path) = written(pages);
    let text = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().unwrap();
    String::from_utf8(text.stdout).unwrap()
}

/// The bookmarks of pages, each with its depth from 1.
fn bookmarks_of(pages: &[u8]) -> Vec<(usize, String)> {
    let (_folder, path) = written(pages);
    let told = Command::new("pdftohtml").args(["-xml", "-i", "-stdout"]).arg(&path).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let (mut depth, mut bookmarks) = (0, Vec::new());
    for line in told.lines().map(str::trim) {
        match line {
            "<outline>" => depth += 1,
            "</outline>" => depth -= 1,
            _ => {
                let title = line.strip_prefix("<item").and_then(|item| item.strip_suffix("</item>"));
                bookmarks.extend(title.and_then(|item| Some((depth, item.split_once('>')?.1.to_owned()))));
            }
        }
    }
    bookmarks
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_is_read_by_readers_that_know_nothing_of_klas() {
    let (_app, bytes) = archived().await;
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(zip.file_names().next(), Some("mimetype"));
    let first = zip.by_index(0).unwrap();
    assert_eq!(first.compression(), zip::CompressionMethod::Stored);
    assert!(first.extra_data().unwrap_or_default().is_empty());
    drop(first);
    let mut pages = Vec::new();
    zip.by_name("journal.pdf").unwrap().read_to_end(&mut pages).unwrap();
    let container = opened(&bytes);
    let manifest = Manifest::read(file(&container, "manifest.json")).unwrap();
    assert_eq!(manifest.misses(&container.files), None);
    let listed: Vec<&str> = manifest.files.iter().map(|own| own.name.as_str()).collect();
    let there: Vec<&str> = container.files[1..].iter().map(|own| own.name.as_str()).collect();
    assert_eq!(listed, there, "every file is listed, in its order");
    assert_eq!((manifest.class.name.as_str(), manifest.year.as_str()), ("8-А", "2026/2027"));

    let metadata = String::from_utf8_lossy(&pages);
    assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>"), "PDF/A-2");
    assert!(metadata.contains("<pdfaid:conformance>U</pdfaid:conformance>"), "every letter can be found");
    let (_folder, path) = written(&pages);
    let fonts = Command::new("pdffonts").arg(&path).output().unwrap();
    let fonts = String::from_utf8(fonts.stdout).unwrap();
    assert!(fonts.lines().count() > 2, "{fonts}");
    assert!(
        fonts.lines().skip(2).all(|line| line.contains(" yes yes yes ")),
        "embedded, in part, with letters: {fonts}"
    );
    let text = text_of(&pages);
    for words in ["КЛАСНИЙ ЖУРНАЛ", "Бабенко", "Алгебра", "Зведений облік", "Загальні відомості"]
    {
        assert!(text.contains(words), "no {words}");
    }
    let bookmarks = bookmarks_of(&pages);
    let sections = [
        "Облік відвідування",
        "Сторінки предметів",
        "Зведений облік навчальних досягнень",
        "Загальні відомості про учнів",
        "Бесіди та інструктажі з безпеки життєдіяльності",
        "Екскурсії та навчальна практика",
    ];
    let of_sections =
        bookmarks.iter().filter(|(depth, title)| *depth == 1 && sections.contains(&title.as_str()));
    let of_sections: Vec<&str> = of_sections.map(|(_, title)| title.as_str()).collect();
    assert_eq!(of_sections, sections, "{bookmarks:?}");
    for subject in ["Алгебра", "Українська мова"] {
        let is_its = |(depth, title): &(usize, String)| *depth == 2 && title.starts_with(subject);
        assert!(bookmarks.iter().any(is_its), "no {subject}: {bookmarks:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_are_as_the_published_schema_says() {
    let (_app, bytes) = archived().await;
    let container = opened(&bytes);
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(file(&container, "journal.schema.json"), SCHEMA.as_bytes());
    let journal: serde_json::Value = serde_json::from_slice(file(&container, "journal.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&journal).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let algebra = journal["courses"].as_array().unwrap();
    let algebra = algebra.iter().find(|course| course["subject"] == "Алгебра").unwrap();
    assert!(!algebra["entries"].as_array().unwrap().is_empty());
    let marks = rows(&container, "csv/summary.csv");
    let corrected = marks.iter().find(|row| !row["corrected"].is_empty()).unwrap();
    assert_eq!((corrected["subject"].as_str(), corrected["mark"].as_str()), ("Алгебра", "9"));
    assert_eq!(rows(&container, "csv/pupils.csv").len(), 2);
    let entries: usize = journal["courses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["entries"].as_array().unwrap().len())
        .sum();
    assert_eq!(rows(&container, "csv/entries.csv").len(), entries);
    every_part_is_in_a_table(&container, &journal);
    let known: Vec<String> =
        rows(&container, "csv/pupils.csv").into_iter().map(|mut row| row.remove("id").unwrap()).collect();
    for (table, id) in [
        ("entries", "pupil_id"),
        ("attendance", "pupil_id"),
        ("summary", "pupil_id"),
        ("decisions", "pupil_id"),
        ("briefings", "present_ids"),
    ] {
        let rows = rows(&container, &format!("csv/{table}.csv"));
        assert!(!rows.is_empty() && rows.iter().all(|row| known.contains(&row[id])), "{table}: {rows:?}");
    }
    for part in ["briefings", "excursions", "decisions"] {
        assert_eq!(journal[part].as_array().unwrap().len(), 1, "{part}");
    }
    let ill = &journal["attendance"].as_array().unwrap()[1]["days"][0]["missed"];
    assert_eq!(*ill, serde_json::json!({ "хв": 1 }));
    assert_eq!(journal["pupils"][0]["health"]["group"], "main");
    // What is broken is seen by the schema.
    let mut broken = journal.clone();
    broken["courses"][0]["entries"] = serde_json::json!([{ "column": "x", "pupil": 1, "mark": "13" }]);
    assert!(validator.iter_errors(&broken).count() >= 3);
}

/// What is in the data and not in the tables of marks: the year, who belongs to what, the columns.
fn every_part_is_in_a_table(container: &Container, journal: &serde_json::Value) {
    let year = rows(container, "csv/year.csv");
    let told = |kind: &str| {
        let row = year.iter().find(|row| row["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"));
        ["name", "from", "to"].map(|name| row[name].clone())
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let own = &journal["year"];
    assert_eq!(told("year"), [&own["name"], &own["startsOn"], &own["endsOn"]].map(text));
    assert_eq!(told("school")[0], "Ліцей № 4");
    assert_eq!(told("class")[0], "8-А");
    assert_eq!(told("class-teacher")[0], "Класна Олена Петрівна");
    assert_eq!(told("semester"), ["1".to_owned(), text(&own["startsOn"]), text(&own["firstSemesterEndsOn"])]);
    let holidays = own["holidays"].as_array().unwrap();
    assert_eq!(told("holidays"), ["name", "startsOn", "endsOn"].map(|name| text(&holidays[0][name])));
    assert_eq!(year.iter().filter(|row| row["kind"] == "holidays").count(), holidays.len());

    let courses = journal["courses"].as_array().unwrap();
    let tables = rows(container, "csv/courses.csv");
    assert_eq!(tables.len(), courses.len());
    for (course, row) in courses.iter().zip(&tables) {
        let pupils: Vec<String> = course["pupils"].as_array().unwrap().iter().map(text).collect();
        assert_eq!(row["pupil_ids"], pupils.join(" "));
        assert_eq!((&row["id"], &row["scale"]), (&text(&course["id"]), &text(&course["scale"])));
    }
    let ids = |part: &str| -> Vec<String> {
        let all = courses.iter().flat_map(|course| course[part].as_array().unwrap());
        all.map(|own| text(&own["id"])).collect()
    };
    let rows_of = |table: &str| -> Vec<String> {
        rows(container, table).into_iter().map(|mut row| row.remove("id").unwrap()).collect()
    };
    assert!(!ids("columns").is_empty());
    assert_eq!(rows_of("csv/columns.csv"), ids("columns"));
    assert_eq!(rows_of("csv/lessons.csv"), ids("lessons"));
    let known = [ids("columns"), ids("lessons")].concat();
    assert!(rows(container, "csv/entries.csv").iter().all(|row| known.contains(&row["column_id"])));
    let stays: usize = journal["pupils"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pupil| pupil["stays"].as_array().unwrap().len())
        .sum();
    assert_eq!(rows(container, "csv/stays.csv").len(), stays);
}

/// The hash of a row of the history, as docs/archive describes it.
fn hash(row: &HashMap<String, String>, previous: &[u8]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    let id =
        |name: &str| row[name].parse::<uuid::Uuid>().map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    field(previous);
    field(&row["seq"].parse::<i64>().unwrap().to_be_bytes());
    field(&id("edit_id"));
    field(row["kind"].as_bytes());
    field(&id("object_id"));
    field(&id("pupil_id"));
    field(row["at"].as_bytes());
    field(&id("author_id"));
    for name in ["reason", "before", "after"] {
        field(row[name].as_bytes());
    }
    hasher.finalize().to_vec()
}

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_the_history_follows_from_the_one_before() {
    let (_app, bytes) = archived().await;
    let history = rows(&opened(&bytes), "history.csv");
    assert!(history.len() > 5, "{}", history.len());
    let (mut above, mut follow) = (Vec::new(), 0);
    for row in &history {
        let told = bytes_of(&row["previous"]);
        let previous = if told.is_empty() { above.clone() } else { told };
        follow += usize::from(row["previous"].is_empty());
        let own = bytes_of(&row["hash"]);
        above = if row["withheld"] == "1" { own.clone() } else { hash(row, &previous) };
        assert!(own.is_empty() || above == own, "row {}", row["seq"]);
    }
    assert!(history.last().is_some_and(|row| !row["hash"].is_empty()), "the last of a chain says its hash");
    assert!(follow > 1, "rows side by side are chained without their hash said twice");
    assert!(history.iter().any(|row| row["author"].starts_with("Алгебраїстка")));
    let mut kinds: Vec<&str> = history.iter().map(|row| row["kind"].as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["briefing", "decision", "entry", "excursion", "health-group"]);
    let other = history.iter().filter(|row| row["author"].starts_with("Мовниця")).count();
    assert_eq!(other, 0, "what happened in another class is not told");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_court_has_ordered_is_not_told_by_an_archive() {
    let app = TestApp::start().await;
    assert_eq!(restrict(&app, "class-teacher", &[]).await.status, StatusCode::SEE_OTHER);
    app.close_year().await;
    let text = text_of(file(&opened(&app.archived().await), "journal.pdf"));
    assert!(text.contains("Олена") && !text.contains("обмеження"), "{text}");
}

/// The algebra lesson of today in the data of an archive, and its row.
fn todays_algebra(container: &Container) -> (serde_json::Value, HashMap<String, String>) {
    let journal: serde_json::Value = serde_json::from_slice(file(container, "journal.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&journal));
    let courses = journal["courses"].as_array().unwrap();
    let algebra = courses.iter().find(|course| course["subject"] == "Алгебра").unwrap();
    let lessons = algebra["lessons"].as_array().unwrap();
    let lesson = lessons.iter().find(|lesson| lesson["date"] == TODAY.to_string()).unwrap();
    let row = rows(container, "csv/lessons.csv").into_iter().find(|row| row["id"] == lesson["id"]).unwrap();
    (lesson.clone(), row)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_taught_is_told_even_of_those_who_left_the_school() {
    let app = TestApp::start().await;
    let substitute = app.person_of("class-teacher");
    let arranged =
        arrange(&app, &substitute.to_string(), &[("r", "illness")], &app.sign_in("deputy").await).await;
    assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.body);
    let mut database =
        SqliteConnection::connect(&format!("sqlite://{}", app.file().display())).await.unwrap();
    sqlx::query("DELETE FROM person_role WHERE person_id = $1")
        .bind(substitute.uuid())
        .execute(&mut database)
        .await
        .unwrap();
    app.close_year().await;
    let container = opened(&app.archived().await);
    let (lesson, row) = todays_algebra(&container);
    assert_eq!(lesson["substitute"]["surname"], "Класна");
    assert_eq!((row["substitute"].as_str(), row["reason"].as_str()), ("Класна Олена Петрівна", "illness"));
    let text = text_of(file(&container, "journal.pdf"));
    assert!(text.contains("заміна: Класна"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_instead_of_a_lesson_is_told() {
    let app = TestApp::start().await;
    let mut reader = app.store.read(app.school).await.unwrap();
    let courses = reader.courses_of_class(app.class).await.unwrap();
    let other = courses.iter().find(|course| course.subject == "Українська мова").unwrap().id;
    drop(reader);
    let why = [("reason", "other"), ("words", "Наказ № 7: конкурс")];
    let arranged = arrange(&app, &format!("course-{other}"), &why, &app.sign_in("deputy").await).await;
    assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.body);
    app.close_year().await;
    let container = opened(&app.archived().await);
    let (lesson, row) = todays_algebra(&container);
    assert_eq!(lesson["cancelled"], true);
    assert_eq!((lesson["reason"].as_str(), row["reason"].as_str()), (Some("other"), "other"));
    assert_eq!(
        (lesson["words"].as_str(), row["words"].as_str()),
        (Some("Наказ № 7: конкурс"), "Наказ № 7: конкурс")
    );
    assert_eq!(lesson["replacedBy"]["subject"], "Українська мова");
    assert!(row["replaced_by"].starts_with("Українська мова"), "{row:?}");
    let text = text_of(file(&container, "journal.pdf"));
    assert!(text.contains("замість уроку: Українська"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pencil_is_not_told_by_an_archive() {
    let (_app, bytes) = archived().await;
    let container = opened(&bytes);
    for file in &container.files {
        let told = String::from_utf8_lossy(&file.bytes);
        assert!(!told.contains("Лише олівцем"), "{} tells what stood in pencil", file.name);
    }
    let history = rows(&container, "history.csv");
    let withheld: Vec<_> = history.iter().filter(|row| row["withheld"] == "1").collect();
    assert_eq!(withheld.len(), 2, "pencil, and what was written over it: {withheld:?}");
    for row in withheld {
        let told = ["reason", "before", "after"].map(|name| row[name].as_str());
        assert_eq!((row["kind"].as_str(), told, row["hash"].len()), ("entry", ["", "", ""], 64));
    }
    assert!(history.iter().any(|row| row["kind"] == "entry" && row["after"].contains("Молодець")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_year_gives_the_same_bytes() {
    let (app, bytes) = archived().await;
    let schools = app.store.schools().await.unwrap();
    let school = schools.iter().find(|school| school.id == app.school).unwrap();
    // Another day, another server, somebody else who asks.
    let state = app.state().on_day(TODAY + chrono::Days::new(300));
    let archiving = Archiving::of_school(&state, school, Some(2026)).await.unwrap();
    let again = archiving.container(app.class).await.unwrap().bytes;
    assert_eq!(Sha256::digest(&bytes), Sha256::digest(&again));
    let page = app.get(&format!("/archive/{}", app.class), &app.sign_in("deputy").await).await.body;
    let manifest = Sha256::digest(file(&opened(&bytes), "manifest.json"));
    assert!(page.contains(&hex(&manifest)), "the card has the digest of the list");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_that_is_not_closed_is_not_archived() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("head").await;
    let page = app.get("/archive", &cookie).await.body;
    assert!(page.contains("закрийте обидва семестри") && page.contains("семестр не закрито"), "{page}");
    let path = format!("/archive/{}", app.class);
    for path in ["/archive", &path] {
        let refused = app.post(path, &[("what", "order")], &cookie).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    let page = app.get(&path, &cookie).await.body;
    assert!(page.contains("Не закрито І семестр. Не закрито ІІ семестр."), "{page}");
    assert_eq!(app.get(&format!("{path}/container.asice"), &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_year_is_made_class_by_class_and_may_be_stopped() {
    let app = TestApp::start().await;
    app.close_year().await;
    let cookie = app.sign_in("administrator").await;
    assert_eq!(app.post("/archive", &[("what", "order")], &cookie).await.status, StatusCode::SEE_OTHER);
    let page = app.get("/archive", &cookie).await;
    assert!(page.body.contains("Зараз почнемо…") && page.header("refresh") == "2", "{}", page.body);
    app.post("/archive", &[("what", "cancel")], &cookie).await;
    assert!(app.get("/archive", &cookie).await.body.contains("Підготовку зупинено"));
    app.post("/archive", &[("what", "order")], &cookie).await;
    let maker = tokio::spawn(keep_making(app.state(), pending()));
    let page = app.wait_for("/archive", &cookie, "Підготувати знову непідписані").await;
    maker.abort();
    assert_eq!(page.matches("чекає на підпис класного керівника").count(), 4, "{page}");
    let container = app.get(&format!("/archive/{}/container.asice", app.class), &cookie).await;
    assert_eq!(container.status, StatusCode::FORBIDDEN, "marks are not the administrator's");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_class_teacher_signs_and_then_the_head() {
    let (app, unsigned) = archived().await;
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    let first = signed(&unsigned, &key("class-teacher.p12"));
    let taken = app.send_signed(&first, &class_teacher).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert!(taken.body.contains("8-А: підпис прийнято – КЛАСНА ОЛЕНА ПЕТРІВНА."), "{}", taken.body);
    assert!(taken.body.contains("чекає на підпис директора"), "{}", taken.body);
    // The deputy closes the school after its classes: that is no class's journal.
    app.close_school().await;
    let kept = app.container(&head).await;
    let answer = app
        .post_file("/archive", &[("what", "send")], ("signed", &signed(&kept, &key("head.p12"))), &head)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("підписано обома"), "{}", answer.body);
    let both = app.container(&class_teacher).await;
    let report = verify(&both, None, &trust(), signed_at());
    assert_eq!((report.verdict, report.signatures.len()), (Verdict::Valid, 2), "{report:?}");
    let card = app.get(&format!("/archive/{}", app.class), &head).await.body;
    for words in [
        "КЛАСНА ОЛЕНА ПЕТРІВНА",
        "класний керівник",
        "Директорка Олена Петрівна",
        "директор",
        "24.11.2026, 11:30",
        "зі слів підписувача",
        "Ліцей № 4",
        "Вигаданий корінь",
        "на сервері не задано, кому довіряти",
    ] {
        assert!(card.contains(words), "no {words}: {card}");
    }
    let again = app.send_signed(&both, &head).await;
    assert!(again.body.contains("Нових підписів у файлі немає"), "{}", again.body);
    let third = app.send_signed(&signed(&both, &key("stranger.p12")), &head).await;
    assert!(third.body.contains("Архів уже підписали обоє"), "{}", third.body);
    // What is signed is not made anew, whatever becomes of the journal.
    let order = app.post(&format!("/archive/{}", app.class), &[("what", "order")], &head).await;
    assert_eq!(order.status, StatusCode::SEE_OTHER);
    let maker = tokio::spawn(keep_making(app.state(), pending()));
    tokio::time::sleep(Duration::from_secs(3)).await;
    maker.abort();
    assert_eq!(Sha256::digest(app.container(&head).await), Sha256::digest(&both));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_what_the_journal_says_no_more() {
    let (app, unsigned) = archived().await;
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    let teachers = |bytes: &[u8]| signed(bytes, &key("class-teacher.p12"));
    app.reopen().await;
    let open = app.send_signed(&teachers(&unsigned), &class_teacher).await;
    assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(open.body.contains("Семестр класу знову відкрито"), "{}", open.body);
    app.close_year().await;
    let outdated = app.send_signed(&teachers(&unsigned), &class_teacher).await;
    assert_eq!(outdated.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(outdated.body.contains("Журнал змінено після того, як архів підготовлено"), "{}", outdated.body);
    assert_eq!(app.container(&head).await, unsigned, "nothing was written");

    let second = app.archived_again(&unsigned, &head).await;
    let taken = app.send_signed(&teachers(&second), &class_teacher).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    let path = format!("/archive/{}", app.class);
    let card = app.get(&path, &head).await.body;
    assert!(!card.contains("value=\"order\""), "what is signed is not made anew for nothing: {card}");
    app.reopen().await;
    app.close_year().await;
    let kept = app.container(&head).await;
    let outdated = app.send_signed(&signed(&kept, &key("head.p12")), &head).await;
    assert!(outdated.body.contains("Журнал змінено після того, як архів підготовлено"), "{}", outdated.body);
    let card = app.get(&path, &head).await.body;
    assert!(card.contains("Журнал змінено після підпису класного керівника"), "{card}");
    assert!(card.contains("value=\"order\""), "{card}");
    let third = app.archived_again(&kept, &head).await;
    let card = app.get(&path, &head).await.body;
    assert!(card.contains("чекає на підпис класного керівника"), "{card}");
    let first = app.send_signed(&teachers(&third), &class_teacher).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let both = signed(&app.container(&head).await, &key("head.p12"));
    assert!(app.send_signed(&both, &head).await.body.contains("підписано обома"));
}

impl TestApp {
    /// Imports an address of the pupil: of that the class's history says nothing.
    async fn move_pupil(&self, to: &str) {
        let mut bundle = bundle();
        bundle.pupils[0].address = Some(to.to_owned());
        let changes = self.store.take_in(self.school, bundle, TODAY, false).await.unwrap();
        assert!(!changes.nothing());
    }
}

/// What imports and settings change is in the journal too, though the class's history does not tell of it.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_what_an_import_has_changed() {
    let (app, unsigned) = archived().await;
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    let path = format!("/archive/{}", app.class);
    let words = "Журнал змінено після того, як архів підготовлено";
    let teachers = |bytes: &[u8]| signed(bytes, &key("class-teacher.p12"));
    assert!(!app.get(&path, &class_teacher).await.body.contains("Журнал змінено"));
    app.move_pupil("вул. Садова, 1").await;
    let card = app.get(&path, &class_teacher).await.body;
    assert!(card.contains(words), "{card}");
    let outdated = app.send_signed(&teachers(&unsigned), &class_teacher).await;
    assert_eq!(outdated.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(outdated.body.contains(words), "{}", outdated.body);
    assert_eq!(app.container(&head).await, unsigned, "nothing was written");

    let second = app.archived_again(&unsigned, &head).await;
    let taken = app.send_signed(&teachers(&second), &class_teacher).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    app.move_pupil("вул. Садова, 2").await;
    let kept = app.container(&head).await;
    let outdated = app.send_signed(&signed(&kept, &key("head.p12")), &head).await;
    assert!(outdated.body.contains(words), "{}", outdated.body);
    let card = app.get(&path, &head).await.body;
    assert!(card.contains("Журнал змінено після підпису класного керівника"), "{card}");
    let third = app.archived_again(&kept, &head).await;
    assert_eq!(app.send_signed(&teachers(&third), &class_teacher).await.status, StatusCode::OK);
    let both = signed(&app.container(&head).await, &key("head.p12"));
    assert!(app.send_signed(&both, &head).await.body.contains("підписано обома"));
    // What both have signed is not held against what comes later.
    app.move_pupil("вул. Садова, 3").await;
    assert!(!app.get(&path, &head).await.body.contains("Журнал змінено"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_opened_after_the_order_is_not_made() {
    let app = lived_in().await;
    let head = app.sign_in("head").await;
    let path = format!("/archive/{}", app.class);
    assert_eq!(app.post(&path, &[("what", "order")], &head).await.status, StatusCode::SEE_OTHER);
    app.reopen().await;
    let maker = tokio::spawn(keep_making(app.state(), pending()));
    tokio::time::sleep(Duration::from_secs(3)).await;
    maker.abort();
    assert_eq!(app.get(&format!("{path}/container.asice"), &head).await.status, StatusCode::NOT_FOUND);
    let page = app.get(&path, &head).await.body;
    assert!(page.contains("Не закрито І семестр."), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_apart_is_matched_with_its_class() {
    let (app, unsigned) = archived().await;
    let head = app.sign_in("head").await;
    let list = app.get(&format!("/archive/{}/to-sign.xml", app.class), &head).await;
    assert_eq!(list.bytes, opened(&unsigned).next_signature().0.bytes);
    let sign = |content: &[u8], name: &str| key(name).sign(content, signed_at()).unwrap().to_der().unwrap();
    let send =
        async |file: &[u8]| app.post_file("/archive", &[("what", "send")], ("signed", file), &head).await;
    let of_whole = send(&sign(&unsigned, "class-teacher.p12")).await;
    assert!(of_whole.body.contains("під файлом контейнера цілком"), "{}", of_whole.body);
    let of_other = send(&sign(b"another", "class-teacher.p12")).await;
    assert!(of_other.body.contains("не належить до жодного архіву"), "{}", of_other.body);
    let taken = send(&sign(&list.bytes, "class-teacher.p12")).await;
    assert!(taken.body.contains("8-А: підпис прийнято"), "{}", taken.body);
    let next = app.get(&format!("/archive/{}/to-sign.xml", app.class), &head).await;
    assert!(next.body.contains("META-INF/signature002.p7s"), "{}", next.body);
    assert!(send(&sign(&next.bytes, "head.p12")).await.body.contains("підписано обома"));
    let report = verify(&app.container(&head).await, None, &trust(), signed_at());
    assert_eq!((report.verdict, report.signatures.len()), (Verdict::Valid, 2), "{report:?}");
}

/// The signature in BER around its content, as some programs write it: lengths left open, octets in pieces.
pub fn enveloping(signature: &[u8], content: &[u8]) -> Vec<u8> {
    let data = b"\x30\x0B\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
    let at = signature.windows(data.len()).position(|part| part == data).unwrap();
    // Both are longer than 255 bytes, so that each header is of four.
    let (content_type, before, after) =
        (&signature[4..15], &signature[23..at], &signature[at + data.len()..]);
    let pieces = content.chunks(1000).flat_map(|piece| {
        let [high, low] = u16::try_from(piece.len()).unwrap().to_be_bytes();
        [&[0x04, 0x82, high, low][..], piece].concat()
    });
    let mut ber = [&b"\x30\x80"[..], content_type, b"\xA0\x80\x30\x80", before].concat();
    ber.extend_from_slice(b"\x30\x80");
    ber.extend_from_slice(&data[2..]);
    ber.extend_from_slice(b"\xA0\x80\x24\x80");
    ber.extend(pieces);
    ber.extend_from_slice(&[0; 6]);
    ber.extend_from_slice(after);
    ber.extend_from_slice(&[0; 6]);
    ber
}

fn as_text(signature: &[u8]) -> Vec<u8> {
    let lines = STANDARD.encode(signature).into_bytes();
    let lines = lines.chunks(64).flat_map(|line| [line, b"\n"].concat());
    let mut text = b"-----BEGIN CMS-----\n".to_vec();
    text.extend(lines);
    text.extend_from_slice(b"-----END CMS-----\n");
    text
}

/// Whether OpenSSL takes the signature of a number in a container.
fn openssl_takes(container: &Container, number: usize) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("signature", file(container, &format!("META-INF/signature{number:03}.p7s")));
    write("list", file(container, &format!("META-INF/ASiCManifest{number:03}.xml")));
    write("root.cer", &data("root.cer"));
    let commands = format!(
        "openssl x509 -inform DER -in root.cer -out root.pem && openssl cms -verify -binary -cades -purpose any \
         -inform DER -in signature -content list -CAfile root.pem -attime {} -out content",
        signed_at().timestamp()
    );
    let said = Command::new("sh").args(["-c", &commands]).current_dir(folder.path()).output().unwrap();
    said.status.success()
}

#[tokio::test(flavor = "multi_thread")]
async fn however_a_signature_comes_it_is_kept_apart_and_in_der() {
    let (app, _) = archived().await;
    let head = app.sign_in("head").await;
    for (number, name, other_form) in [(1, "class-teacher.p12", "enveloping"), (2, "head.p12", "text")] {
        let list = app.get(&format!("/archive/{}/to-sign.xml", app.class), &head).await.bytes;
        let signature = key(name).sign(&list, signed_at()).unwrap().to_der().unwrap();
        let sent = match other_form {
            "enveloping" => enveloping(&signature, &list),
            _ => as_text(&signature),
        };
        let alone = verify(&sent, Some(&list), &trust(), signed_at());
        assert_eq!(alone.verdict, Verdict::Valid, "{other_form}: {alone:?}");
        let taken = app.send_signed(&sent, &head).await;
        assert!(taken.body.contains("8-А: підпис прийнято"), "{other_form}: {}", taken.body);
        let kept = opened(&app.container(&head).await);
        let kept_as = file(&kept, &format!("META-INF/signature{number:03}.p7s"));
        assert_eq!(hex(kept_as), hex(&signature), "{other_form}");
        assert!(openssl_takes(&kept, number), "{other_form}");
    }
    let report = verify(&app.container(&head).await, None, &trust(), signed_at());
    assert_eq!((report.verdict, report.signatures.len()), (Verdict::Valid, 2), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_trusts_a_root_takes_no_other_signatures() {
    let (mut app, unsigned) = archived().await;
    app.trust_on(TODAY, trust());
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    // The name is right, and the issuer another.
    let alien = app.send_signed(&signed(&unsigned, &key("revoked.p12")), &class_teacher).await;
    assert_eq!(alien.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["не прийнято", "Інший вигаданий корінь", "серед довірених"]
    {
        assert!(alien.body.contains(words), "no {words}: {}", alien.body);
    }
    assert_eq!(app.container(&head).await, unsigned, "nothing was written");

    let own = app.send_signed(&signed(&unsigned, &key("class-teacher.p12")), &class_teacher).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    let both = signed(&app.container(&head).await, &key("head.p12"));
    assert!(app.send_signed(&both, &head).await.body.contains("підписано обома"));
    let card = app.get(&format!("/archive/{}", app.class), &head).await.body;
    assert_eq!(card.matches("Ланцюжок сертифікатів перевірено до довіреного.").count(), 2, "{card}");
    assert!(!card.contains("на сервері не задано, кому довіряти"), "{card}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_knows_who_is_revoked_does_not_take_their_signatures() {
    let (mut app, unsigned) = archived().await;
    let class_teacher = app.sign_in("class-teacher").await;
    let by_revoked = signed(&unsigned, &key("revoked.p12"));
    app.trust_on(TODAY, trusting(&["other-root.cer", "revoked.crl"]));
    let refused = app.send_signed(&by_revoked, &class_teacher).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("«Класна Олена Петрівна» скасовано 01.11.2026"), "{}", refused.body);
    assert_eq!(app.container(&class_teacher).await, unsigned, "nothing was written");
    app.trust_on(TODAY, trusting(&["other-root.cer"]));
    let taken = app.send_signed(&by_revoked, &class_teacher).await;
    assert!(taken.body.contains("8-А: підпис прийнято"), "who does not know it takes it: {}", taken.body);
}

/// Programs that sign may write the files in an order of their own.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_in_another_order_is_kept_in_the_lists() {
    let (app, unsigned) = archived().await;
    let mut container = opened(&signed(&unsigned, &key("class-teacher.p12")));
    container.files.swap(1, 2);
    let swapped = container.zip().unwrap();
    let report = verify(&swapped, None, &trust(), signed_at());
    assert!(matches!(report.faults[..], [Fault::OutOfOrder { .. }]), "{:?}", report.faults);
    let head = app.sign_in("head").await;
    let taken = app.send_signed(&swapped, &head).await;
    assert!(taken.body.contains("8-А: підпис прийнято"), "{}", taken.body);
    let kept = app.container(&head).await;
    let report = verify(&kept, None, &trust(), signed_at());
    assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
    let digest = hex(&Sha256::digest(file(&opened(&kept), "manifest.json")));
    assert_eq!(report.archive_digest, Some(digest));
}

/// What somebody does to a container on its way.
type Deed = fn(&[u8]) -> Vec<u8>;

fn altered(bytes: &[u8]) -> Vec<u8> {
    let mut container = opened(bytes);
    let journal = container.files.iter_mut().find(|file| file.name == "journal.json").unwrap();
    let place = journal.bytes.len() / 2;
    journal.bytes[place] ^= 1;
    signed_over(container, &key("class-teacher.p12"))
}

fn without_a_table(bytes: &[u8]) -> Vec<u8> {
    let mut container = opened(bytes);
    container.files.retain(|file| file.name != "history.csv");
    signed_over(container, &key("class-teacher.p12"))
}

fn with_a_file_more(bytes: &[u8]) -> Vec<u8> {
    let mut container = opened(bytes);
    container.files.push(File::new("more.pdf", b"%PDF".to_vec()));
    signed_over(container, &key("class-teacher.p12"))
}

fn with_another_list(bytes: &[u8]) -> Vec<u8> {
    let mut container = opened(bytes);
    container.files[0].bytes.extend(b"\n");
    signed_over(container, &key("class-teacher.p12"))
}

fn of_another_school(bytes: &[u8]) -> Vec<u8> {
    let mut container = opened(bytes);
    let mut manifest = Manifest::read(&container.files[0].bytes).unwrap();
    (manifest.class.id, manifest.school.name) = (Id::new(), "Ліцей № 9".to_owned());
    container.files[0].bytes = serde_json::to_vec(&manifest).unwrap();
    signed_over(container, &key("class-teacher.p12"))
}

fn as_a_draft(bytes: &[u8]) -> Vec<u8> {
    let mut container = opened(bytes);
    let mut manifest = Manifest::read(&container.files[0].bytes).unwrap();
    manifest.draft = true;
    container.files[0].bytes = serde_json::to_vec(&manifest).unwrap();
    signed_over(container, &key("class-teacher.p12"))
}

fn of_part(bytes: &[u8]) -> Vec<u8> {
    let mut container = opened(bytes);
    let part = Container { day: container.day, files: container.files[..2].to_vec() };
    let (manifest, place) = part.next_signature();
    let signature = key("class-teacher.p12").sign(&manifest.bytes, signed_at()).unwrap().to_der().unwrap();
    container.files.extend([manifest, File::new(place, signature)]);
    let whole = container.clone();
    let (manifest, place) = whole.next_signature();
    let signature = key("class-teacher.p12").sign(&manifest.bytes, signed_at()).unwrap().to_der().unwrap();
    container.files.extend([manifest, File::new(place, signature)]);
    container.zip().unwrap()
}

fn rezipped(bytes: &[u8]) -> Vec<u8> {
    let container = opened(&signed(bytes, &key("class-teacher.p12")));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for file in &container.files {
        zip.start_file(file.name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &file.bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn with_a_broken_signature(bytes: &[u8]) -> Vec<u8> {
    let mut container = opened(&signed(bytes, &key("class-teacher.p12")));
    let signature = &mut container.files.last_mut().unwrap().bytes;
    *signature.last_mut().unwrap() ^= 1;
    container.zip().unwrap()
}

/// What is done to a container, and what is said of it. Each is sent to the same class, which stays as it was.
const DEEDS: [(Deed, &str); 16] = [
    (altered, "Документ «journal.json» у контейнері змінено."),
    (without_a_table, "У контейнері бракує документа «history.csv»."),
    (with_a_file_more, "У контейнер додано сторонній файл «more.pdf»."),
    (with_another_list, "Це інша версія архіву 8-А"),
    (of_another_school, "Це журнал класу 8-А, 2026/2027 («Ліцей № 9»), якого тут в архіві немає."),
    (as_a_draft, "Це чернетка, її не підписують"),
    (of_part, "Підпис охоплює не всі документи контейнера."),
    (|bytes: &[u8]| bytes.to_vec(), "Контейнер ніхто не підписав."),
    (|bytes: &[u8]| bytes[..bytes.len() - 100].to_vec(), "Контейнер обрізано або пошкоджено"),
    (rezipped, "Контейнер перепаковано"),
    (with_a_broken_signature, "не прийнято. Підпис"),
    (
        |bytes: &[u8]| signed(bytes, &key("head.p12")),
        "Першим підписує класний керівник – Класна Олена Петрівна",
    ),
    (
        |bytes: &[u8]| signed(bytes, &key("stranger.p12")),
        "Підписано сертифікатом «Чужа Олена Петрівна», а має підписати класний керівник",
    ),
    (|_: &[u8]| b"\xFF\xD8\xFF\xE0JFIF".to_vec(), "Це не контейнер ASiC-E і не підпис."),
    (|_: &[u8]| data("root.cer"), "Це не контейнер ASiC-E і не підпис."),
    (|_: &[u8]| b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(), "Контейнер перепаковано"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_file_is_refused_in_its_own_words() {
    let (app, unsigned) = archived().await;
    let cookie = app.sign_in("class-teacher").await;
    for (deed, words) in DEEDS {
        let refused = app.send_signed(&deed(&unsigned), &cookie).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}: {}", refused.body);
        assert!(refused.body.contains(words), "no {words}: {}", refused.body);
        assert_eq!(app.container(&cookie).await, unsigned, "nothing was written: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_signed_in_has_large_files_read() {
    let app = TestApp::start().await;
    let large = vec![b'a'; 41 * 1024 * 1024];
    let send =
        async |cookie: &str| app.post_file("/archive", &[("what", "send")], ("signed", &large), cookie).await;
    assert_eq!(send("").await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let head = send(&app.sign_in("head").await).await;
    assert_eq!(head.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(head.body.contains("Файл завеликий для контейнера класу."), "{}", head.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_container_of_another_class_is_refused() {
    let (app, unsigned) = archived().await;
    let head = app.sign_in("head").await;
    let other = app.class_of("8-Б").await;
    let sent = app
        .post_file(
            &format!("/archive/{other}"),
            &[("what", "send")],
            ("signed", &signed(&unsigned, &key("class-teacher.p12"))),
            &head,
        )
        .await;
    assert!(sent.body.contains("Це контейнер іншого класу – 8-А."), "{}", sent.body);
    let none = app.post_file("/archive", &[("what", "send")], ("signed", b""), &head).await;
    assert!(none.body.contains("Виберіть файл."), "{}", none.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_sees_the_own_class_alone() {
    let (app, unsigned) = archived().await;
    let cookie = app.sign_in("class-teacher").await;
    let page = app.get("/archive", &cookie).await.body;
    assert!(page.contains(">8-А</a>") && !page.contains(">8-Б</a>"), "{page}");
    assert!(!page.contains("value=\"order\""), "{page}");
    let other: Id<of::SchoolClass> = app.class_of("8-Б").await;
    for path in [format!("/archive/{other}"), format!("/archive/{other}/container.asice")] {
        assert_eq!(app.get(&path, &cookie).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(app.container(&cookie).await, unsigned);
    let past = app.get("/archive?year=2020", &cookie).await;
    assert_eq!(past.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spreadsheet_runs_what_a_journal_says() {
    let app = TestApp::start().await;
    let teacher = app.sign_in("teacher").await;
    let path = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let (topic, homework) = ("=HYPERLINK(\"http://x\")", "№ 1+2");
    let saved =
        app.post(&path, &[("topic", topic), ("homework", homework), ("version", "0")], &teacher).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    app.close_year().await;
    let container = opened(&app.archived().await);
    let (lesson, row) = todays_algebra(&container);
    assert_eq!(lesson["topic"], topic, "programs read what was written");
    assert_eq!((row["topic"].as_str(), row["homework"].as_str()), ("'=HYPERLINK(\"http://x\")", homework));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_no_font_has_does_not_keep_a_year_from_its_archive() {
    let app = TestApp::start().await;
    let teacher = app.sign_in("teacher").await;
    let path = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let topic = "Дроби 🙂 та \u{10FFFD} ще 𒀀";
    let saved = app.post(&path, &[("topic", topic), ("homework", ""), ("version", "0")], &teacher).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    app.close_year().await;
    let container = opened(&app.archived().await);
    let lessons = rows(&container, "csv/lessons.csv");
    assert!(
        lessons.iter().any(|row| row["topic"] == topic && row["date"] == TODAY.to_string()),
        "{lessons:?}"
    );
}
