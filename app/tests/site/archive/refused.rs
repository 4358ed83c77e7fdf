//! Files that are refused, each in its own words.

use std::io::Cursor;

use axum::http::StatusCode;
use klas_documents::archive::{Container, File, Manifest};
use klas_domain::Id;

use super::{archived, data, key, opened, signed, signed_at, signed_over};
use crate::support::TestApp;

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
