//! A year becomes an archive: made, taken away, read by readers that know nothing of Klas, signed, brought back.

mod contents;
mod history;
mod making;
mod refused;
mod signatures;
mod signing;
mod told;

pub use signatures::enveloping;

use std::{collections::HashMap, fs, future::pending, path::Path, process::Command, time::Duration};

use axum::http::StatusCode;
use chrono::{DateTime, TimeZone, Utc};
use klas_app::{package::keep_making, state::AppState};
use klas_documents::archive::{Container, File, Manifest};
use klas_domain::{Role, calendar::Semester};
use klas_signature::{Trust, unpack};
use klas_signing::Key;
use klas_store::closing::Closer;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::{
    reports::summed_up,
    support::{Answer, TODAY, TestApp, person},
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
        for _ in 0..1200 {
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
        self.archived_again_by(self.state(), before, cookie).await
    }

    /// The same, by a server that trusts others.
    async fn archived_again_by(&self, state: AppState, before: &[u8], cookie: &str) -> Vec<u8> {
        let order = self.post(&format!("/archive/{}", self.class), &[("what", "order")], cookie).await;
        assert_eq!(order.status, StatusCode::SEE_OTHER, "{}", order.body);
        let maker = tokio::spawn(keep_making(state, pending()));
        for _ in 0..1200 {
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
        for _ in 0..1200 {
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
