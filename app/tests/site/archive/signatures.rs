//! Signatures that are taken: in which forms they come, in which they are kept, and whose issuers are trusted.

use std::{fs, process::Command};

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use klas_documents::archive::{Container, hex};
use klas_signature::{Fault, Verdict, verify};
use sha2::{Digest, Sha256};

use super::{archived, data, file, key, opened, signed, signed_at, trust, trusting};
use crate::support::TODAY;

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

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_container_keeps_no_other_class_from_being_signed() {
    let (app, unsigned) = archived().await;
    let other = app.class_of("8-Б").await.uuid().simple();
    app.run(format!(
        "INSERT INTO archive (school_id, class_id, digest, producer, made_at, made_by, pages, version, content) \
         SELECT school_id, x'{other}', digest, producer, made_at, made_by, pages, version, x'504b' FROM archive;"
    ))
    .await;
    let list = opened(&unsigned).next_signature().0.bytes;
    let signature = key("class-teacher.p12").sign(&list, signed_at()).unwrap().to_der().unwrap();
    let head = app.sign_in("head").await;
    let taken = app.post_file("/archive", &[("what", "send")], ("signed", &signature), &head).await;
    assert!(taken.body.contains("8-А: підпис прийнято"), "{}", taken.body);
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
