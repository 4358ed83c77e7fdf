//! Which signatures an archive takes: those that say themselves what they need to last, of whoever has to sign, wherever
//! that one stands in the file.

use std::{
    fs,
    io::{Cursor, Write},
    process::Command,
};

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use klas_documents::archive::{Container, File};
use klas_signature::{Verdict, verify};
use sqlx::{Connection, SqliteConnection};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    archive::{data, key, lived_in, opened, signed_at, trusting},
    support::{Answer, TestApp},
};

const SIGNING_TIME: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x05";
const SIGNING_CERTIFICATE_V2: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x02\x2F";

/// A value in DER.
fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let head = match length[..] {
        [] => vec![tag, 0],
        [short] if short < 0x80 => vec![tag, short],
        _ => [&[tag, 0x80 | u8::try_from(length.len()).unwrap()][..], &length].concat(),
    };
    [&head[..], content].concat()
}

/// The tag and the content of the first value, and what stands after it.
fn first(der: &[u8]) -> (u8, &[u8], &[u8]) {
    let (head, length) = match der[1] {
        short if short < 0x80 => (2, usize::from(short)),
        long => {
            let head = 2 + usize::from(long & 0x7F);
            (head, der[2..head].iter().fold(0, |length, byte| (length << 8) | usize::from(*byte)))
        }
    };
    (der[0], &der[head..head + length], &der[head + length..])
}

/// The values that stand one after another.
fn parts(mut content: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    while !content.is_empty() {
        let (tag, inner, rest) = first(content);
        parts.push(value(tag, inner));
        content = rest;
    }
    parts
}

/// The values inside one.
fn inside(der: &[u8]) -> Vec<Vec<u8>> {
    parts(first(der).1)
}

/// The same value with those inside of the one at a path changed.
fn changed(der: &[u8], path: &[usize], by: &dyn Fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>) -> Vec<u8> {
    let mut inner = inside(der);
    match path {
        [] => inner = by(inner),
        [place, rest @ ..] => inner[*place] = changed(&inner[*place], rest, by),
    }
    value(der[0], &inner.concat())
}

/// `SignedData` in a `ContentInfo`, and the first signer in it.
const SIGNED_DATA: [usize; 2] = [1, 0];
const SIGNER: [usize; 4] = [1, 0, 4, 0];

/// A signature by the class teacher's key as OpenSSL makes it.
fn signed_by_openssl(message: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("key.p12"), data("class-teacher.p12")).unwrap();
    fs::write(folder.path().join("message"), message).unwrap();
    let commands = "openssl pkcs12 -in key.p12 -passin pass:klas-test -nodes -nocerts -out key.pem && \
         openssl dgst -sha256 -sign key.pem -out signature message";
    let said = Command::new("sh").args(["-c", commands]).current_dir(folder.path()).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    fs::read(folder.path().join("signature")).unwrap()
}

/// A signature of the class teacher without a signed attribute, and otherwise whole.
fn without(signature: &[u8], attribute: &[u8]) -> Vec<u8> {
    changed(signature, &SIGNER, &|mut signer| {
        let has = |own: &Vec<u8>| own.windows(attribute.len()).any(|part| part == attribute);
        let left: Vec<Vec<u8>> = inside(&signer[3]).into_iter().filter(|own| !has(own)).collect();
        signer[3] = value(0xA0, &left.concat());
        signer[5] = value(0x04, &signed_by_openssl(&value(0x31, &left.concat())));
        signer
    })
}

/// Two signatures of one content in one file, in this order.
fn together(one: &[u8], other: &[u8]) -> Vec<u8> {
    let signed_data = |signature: &[u8]| inside(&inside(&inside(signature)[1])[0]);
    let (ours, theirs) = (signed_data(one), signed_data(other));
    changed(one, &SIGNED_DATA, &|mut both| {
        // Digests, certificates, signers.
        for place in [1, 3, 4] {
            both[place] = value(ours[place][0], &[first(&ours[place]).1, first(&theirs[place]).1].concat());
        }
        both
    })
}

/// A signature by a key of the made-up ones.
fn by(name: &str, content: &[u8], at: DateTime<Utc>) -> Vec<u8> {
    key(name).sign(content, at).unwrap().to_der().unwrap()
}

/// A cookie of whoever reads in English.
fn in_english(cookie: &str) -> String {
    format!("{cookie}; klas_language=en")
}

#[track_caller]
fn refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}: {}", answer.body);
    assert!(answer.body.contains(words), "no {words}: {}", answer.body);
}

impl TestApp {
    /// What is signed next in the container of 8-А.
    async fn list(&self, cookie: &str) -> Vec<u8> {
        self.get(&format!("/archive/{}/to-sign.xml", self.class), cookie).await.bytes
    }

    /// Sends a signature to the page of the year, which finds the class itself.
    async fn send_to_year(&self, file: &[u8], cookie: &str) -> Answer {
        self.post_file("/archive", &[("what", "send")], ("signed", file), cookie).await
    }
}

/// Each of these holds today, and once the certificate has ended nothing can be told of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_does_not_last_is_refused_in_its_own_words() {
    let app = lived_in().await;
    let unsigned = app.archived().await;
    let cookie = app.sign_in("class-teacher").await;
    let list = app.list(&cookie).await;
    let whole = by("class-teacher.p12", &list, signed_at());
    for (attribute, words, english) in [
        (SIGNING_TIME, "У підписі не сказано, коли його зроблено", "does not say when it was made"),
        (SIGNING_CERTIFICATE_V2, "У підписі не названо сертифіката", "does not name the certificate"),
    ] {
        let poorer = without(&whole, attribute);
        let report = verify(&poorer, Some(&list), &trusting(&["root.cer"]), signed_at());
        assert_eq!(report.verdict, Verdict::Valid, "{words}: {report:?}");
        refused(&app.send_signed(&poorer, &cookie).await, words);
        refused(&app.send_signed(&poorer, &in_english(&cookie)).await, english);
        assert_eq!(app.container(&cookie).await, unsigned, "nothing was written");
    }
    let signed_anew = without(&whole, b"no such attribute");
    let taken = app.send_signed(&signed_anew, &cookie).await;
    assert!(taken.body.contains("8-А: підпис прийнято"), "{}", taken.body);
}

/// By the true clock: where a site's day is made up, the clocks of those who sign are not.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_signed_before_there_was_anything_to_sign() {
    let mut app = lived_in().await;
    app.archived().await;
    app.go_by_the_true_clock();
    let made_at = Utc::now();
    let address = format!("sqlite://{}", app.file().display());
    let mut file = SqliteConnection::connect(&address).await.unwrap();
    sqlx::query("UPDATE archive SET made_at = $1").bind(made_at).execute(&mut file).await.unwrap();
    let cookie = app.sign_in("class-teacher").await;
    let list = app.list(&cookie).await;
    let early = by("class-teacher.p12", &list, made_at - TimeDelta::hours(25));
    refused(&app.send_signed(&early, &cookie).await, "тоді підписувати ще не було чого");
    refused(&app.send_signed(&early, &in_english(&cookie)).await, "there was nothing to sign then");
    // A clock may be behind.
    let taken = by("class-teacher.p12", &list, made_at - TimeDelta::hours(23));
    let taken = app.send_signed(&taken, &cookie).await;
    assert!(taken.body.contains("8-А: підпис прийнято"), "{}", taken.body);
}

/// The order of the signatures in a file is that of their bytes.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_signed_in_one_file_are_told_apart_by_their_names() {
    let app = lived_in().await;
    app.archived().await;
    let head = app.sign_in("head").await;
    let list = app.list(&head).await;
    let (ours, theirs) = (by("class-teacher.p12", &list, signed_at()), by("head.p12", &list, signed_at()));
    let both = together(&theirs, &ours);
    let stranger = together(&by("stranger.p12", &list, signed_at()), &ours);
    refused(&app.send_signed(&stranger, &head).await, "Підписано сертифікатом «Чужа Олена Петрівна»");
    let taken = app.send_to_year(&both, &head).await;
    let words = "8-А: підпис прийнято – КЛАСНА ОЛЕНА ПЕТРІВНА, Директорка Олена Петрівна.";
    assert!(taken.body.contains(words), "{}", taken.body);
    let report = verify(&app.container(&head).await, None, &trusting(&["root.cer"]), signed_at());
    assert_eq!((report.verdict, report.signatures.len()), (Verdict::Valid, 2), "{report:?}");
    let card = app.get(&format!("/archive/{}", app.class), &head).await.body;
    assert!(card.contains("підписано обома"), "{card}");
}

/// What is sent is told by the list that it is of, though another one is signed next by now.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_of_a_list_that_is_signed_is_told_what_became_of_it() {
    let app = lived_in().await;
    app.archived().await;
    let head = app.sign_in("head").await;
    let list = app.list(&head).await;
    let first = by("class-teacher.p12", &list, signed_at());
    assert_eq!(app.send_to_year(&first, &head).await.status, StatusCode::OK);

    let of_the_old = by("head.p12", &list, signed_at());
    let beside = together(&first, &of_the_old);
    for (file, words, english) in [
        (&first, "Нових підписів у файлі немає", "There are no new signatures in the file"),
        (&of_the_old, "Цей опис уже підписано", "This list is signed already"),
        (&beside, "Цей опис уже підписано", "This list is signed already"),
    ] {
        refused(&app.send_to_year(file, &head).await, words);
        refused(&app.send_signed(file, &head).await, words);
        refused(&app.send_signed(file, &in_english(&head)).await, english);
    }

    let second = by("head.p12", &app.list(&head).await, signed_at());
    assert!(app.send_to_year(&second, &head).await.body.contains("підписано обома"));
    for (file, words) in [
        (&first, "Нових підписів у файлі немає"),
        (&second, "Нових підписів у файлі немає"),
        (&of_the_old, "Архів уже підписали обоє"),
    ] {
        refused(&app.send_to_year(file, &head).await, words);
    }
    refused(
        &app.send_to_year(&by("head.p12", b"another", signed_at()), &head).await,
        "не належить до жодного",
    );
}

/// A container as programs write it that pack nothing.
fn unpacked(container: &Container) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |name: &str, bytes: &[u8]| {
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    };
    add("mimetype", b"application/vnd.etsi.asic-e+zip");
    for file in &container.files {
        add(&file.name, &file.bytes);
    }
    zip.finish().unwrap().into_inner()
}

/// As much of a history as a large class has, which is packed well and not to nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_comes_back_unpacked_is_taken() {
    let app = lived_in().await;
    let address = format!("sqlite://{}", app.file().display());
    let mut file = SqliteConnection::connect(&address).await.unwrap();
    let longer = "UPDATE history SET after = json_set(after, '$.more', hex(randomblob(3200000))) \
         WHERE seq = (SELECT max(seq) FROM history WHERE kind = 'briefing')";
    assert_eq!(sqlx::query(longer).execute(&mut file).await.unwrap().rows_affected(), 1);
    let container = app.archived().await;
    let class_teacher = app.sign_in("class-teacher").await;
    let mut signed = opened(&container);
    let (list, place) = signed.next_signature();
    let signature = by("class-teacher.p12", &list.bytes, signed_at());
    signed.files.extend([list, File::new(place, signature)]);
    let sent = unpacked(&signed);
    assert!(container.len() < 5 << 20 && sent.len() > 6 << 20, "{} {}", container.len(), sent.len());
    let taken = app.send_signed(&sent, &class_teacher).await;
    assert!(taken.body.contains("8-А: підпис прийнято"), "{}", taken.body);
    let kept = app.container(&class_teacher).await;
    assert!(kept.len() < 5 << 20, "it is kept as it was packed: {}", kept.len());
    let report = verify(&kept, None, &trusting(&["root.cer"]), signed_at());
    assert_eq!(report.verdict, Verdict::Valid, "{report:?}");

    let too_large = vec![b'P'; (20 << 20) + 1];
    for (cookie, words) in [
        (class_teacher.clone(), "Файл завеликий для контейнера класу"),
        (in_english(&class_teacher), "The file is too large for the container of a class"),
    ] {
        refused(&app.send_signed(&too_large, &cookie).await, words);
    }
    refused(&app.send_signed(&too_large[1..], &class_teacher).await, "Це не контейнер ASiC-E і не підпис.");
}
