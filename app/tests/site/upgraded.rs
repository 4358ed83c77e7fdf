//! A site that an earlier version of the program has served: what was begun there goes on.

use axum::http::StatusCode;
use klas_documents::archive::{
    Container, File, MANIFEST, Manifest,
    data::{FILE, Journal},
    hex,
};
use klas_domain::archive::Signatory;
use klas_store::archive::{ArchiveSignature, SeenContainer, Signing};
use sha2::{Digest, Sha256};
use sqlx::{Connection, SqliteConnection};

use crate::{
    archive::{enveloping, key, opened, signed, signed_at},
    substitutions::arrange,
    support::TestApp,
};

fn change(container: &mut Container, name: &str, by: impl FnOnce(&[u8]) -> Vec<u8>) {
    let file = container.files.iter_mut().find(|file| file.name == name).unwrap();
    file.bytes = by(&file.bytes);
}

/// The data in their first form, which did not have the words of arranged lessons.
fn in_first_form(bytes: &[u8]) -> Vec<u8> {
    let journal = Journal::read(bytes).unwrap();
    let lessons = journal.courses.iter().flat_map(|course| &course.lessons);
    assert_eq!(lessons.filter(|lesson| lesson.words.is_some()).count(), 1);
    serde_json::to_vec_pretty(&journal.in_form("klas-journal/1".into())).unwrap()
}

/// The container as an earlier version would have made it: the last change that its history had was the closing of the
/// school.
fn as_made_earlier(mut container: Container, closing: i64) -> Container {
    change(&mut container, FILE, in_first_form);
    let row = format!("{closing}{}\r\n", ",".repeat(13));
    change(&mut container, "history.csv", |rows| [rows, row.as_bytes()].concat());
    assert_eq!(container.last_change(), Some(closing));
    let files = container.files.clone();
    change(&mut container, MANIFEST, |list| {
        let mut manifest = Manifest::read(list).unwrap();
        for own in &mut manifest.files {
            let file = files.iter().find(|file| file.name == own.name).unwrap();
            (own.size, own.sha256) = (file.bytes.len() as u64, hex(&Sha256::digest(&file.bytes)));
        }
        serde_json::to_vec(&manifest).unwrap()
    });
    container
}

impl TestApp {
    async fn history(&self) -> i64 {
        self.store.read(self.school).await.unwrap().seq().await.unwrap()
    }

    /// Keeps a container in the place of the one that was made.
    async fn keep(&self, container: &Container) {
        let digest = Sha256::digest(&container.find(MANIFEST).unwrap().bytes).to_vec();
        let address = format!("sqlite://{}", self.file().display());
        let mut file = SqliteConnection::connect(&address).await.unwrap();
        sqlx::query("UPDATE archive SET content = $1, digest = $2")
            .bind(container.zip().unwrap())
            .bind(digest)
            .execute(&mut file)
            .await
            .unwrap();
    }

    /// Has the class teacher sign a container that is kept, in an enveloping signature, which was kept as it was sent.
    async fn sign_as_earlier(&self, mut container: Container) {
        let (list, file) = container.next_signature();
        let signature = key("class-teacher.p12").sign(&list.bytes, signed_at()).unwrap().to_der().unwrap();
        let sent = enveloping(&signature, &list.bytes);
        let seen = SeenContainer {
            class: self.class,
            version: 1,
            last_change: container.last_change(),
            seq: self.history().await,
        };
        container.files.extend([list, File::new(file.clone(), sent)]);
        let card = ArchiveSignature {
            role: Signatory::ClassTeacher,
            name: "КЛАСНА ОЛЕНА ПЕТРІВНА".to_owned(),
            position: String::new(),
            organisation: String::new(),
            serial: "01".to_owned(),
            issuer: "Вигаданий корінь".to_owned(),
            signed_at: signed_at(),
            stamped: false,
            trusted: false,
            file,
        };
        let by = (self.person_of("class-teacher"), signed_at());
        let content = container.zip().unwrap();
        let taken = self.store.sign_archive(self.school, seen, content, vec![card], by).await.unwrap();
        assert_eq!(taken, Signing::Kept);
    }
}

/// The head signs after the class teacher, though the program was another one then.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_class_teacher_signed_earlier_the_head_signs() {
    let app = TestApp::start().await;
    let (deputy, head) = (app.sign_in("deputy").await, app.sign_in("head").await);
    let substitute = app.person_of("class-teacher").to_string();
    let why = [("reason", "illness"), ("words", "наказ № 7")];
    let arranged = arrange(&app, &substitute, &why, &deputy).await;
    assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.body);
    app.close_year().await;
    app.close_school().await;
    let closing = app.history().await;
    let container = as_made_earlier(opened(&app.archived().await), closing);
    app.keep(&container).await;
    app.sign_as_earlier(container).await;

    let page = app.get(&format!("/archive/{}", app.class), &head).await.body;
    assert!(page.contains("чекає на підпис директора") && !page.contains("Журнал змінено"), "{page}");
    let both = signed(&app.container(&head).await, &key("head.p12"));
    let answer = app.send_signed(&both, &head).await;
    assert!(answer.body.contains("підписано обома"), "{}", answer.body);
}
