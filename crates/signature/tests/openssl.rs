//! Signatures that OpenSSL made, good and bad.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story ends where something unforeseen happens")]

mod support;

use std::{
    path::Path,
    process::{Command, Output},
};

use chrono::{DateTime, Utc};
use klas_signature::{Fault, Kind, LARGEST, Revocation, Time, Trust, Verdict, detached, verify};
use rstest::rstest;
use support::{assert_fault, assert_valid, check, data, now, only, tree::Element, trusting};

#[rstest]
#[case("rsa.p7s", "RSA, SHA-256")]
#[case("rsa-sha512.p7s", "RSA, SHA-512")]
#[case("pss.p7s", "RSA-PSS, SHA-256")]
#[case("p384.p7s", "ECDSA, SHA-384")]
#[case("by-key.p7s", "ECDSA, SHA-256")]
#[case("plain.p7s", "ECDSA, SHA-256")]
#[case("no-attributes.p7s", "ECDSA, SHA-256")]
fn what_openssl_signed_apart_verifies(#[case] name: &str, #[case] algorithm: &str) {
    let content = data("content.txt");
    let report = check(&data(name), Some(&content));
    assert_valid(&report);
    assert_eq!(only(&report).algorithm.as_deref(), Some(algorithm));
    assert_eq!(only(&report).chain.len(), 3, "the person, the authority, the root");
    assert_eq!(only(&report).revocation, Revocation::NotChecked);

    assert_fault(&check(&data(name), None), |it| *it == Fault::ContentAbsent, Verdict::CannotTell);
    let other =
        check(&data(name), Some(b"\xD0\x92\xD1\x96\xD0\xB4\xD0\xBE\xD0\xBC\xD0\xBE\xD1\x81\xD1\x82\xD1\x96"));
    let expected = |fault: &Fault| matches!(fault, Fault::OtherContent | Fault::SignatureWrong);
    assert_fault(&other, expected, Verdict::Invalid);
}

/// Where OpenSSL is at hand, it is asked itself: of the same files, good and bad.
#[rstest]
#[case("rsa.p7s", true)]
#[case("rsa-sha512.p7s", true)]
#[case("pss.p7s", true)]
#[case("p384.p7s", true)]
#[case("by-key.p7s", true)]
#[case("plain.p7s", true)]
#[case("stamped.p7s", true)]
#[case("two.p7s", true)]
#[case("expired.p7s", false)]
#[case("future.p7s", false)]
#[case("below.p7s", false)]
#[case("no-authority.p7s", false)]
#[case("8b-1.p7s", false)]
fn openssl_says_the_same(#[case] name: &str, #[case] valid: bool) {
    assert_eq!(check(&data(name), Some(&data("content.txt"))).verdict == Verdict::Valid, valid);
    if let Some(said) = openssl(name, &[]) {
        assert_eq!(said.status.success(), valid, "{}", String::from_utf8_lossy(&said.stderr));
    }
}

/// What OpenSSL says of a signature of the content, where it is at hand.
fn openssl(name: &str, more: &[&str]) -> Option<Output> {
    let asked = Command::new("openssl")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"))
        .args(["cms", "-verify", "-binary", "-inform", "DER", "-in", name, "-content", "content.txt"])
        .args(["-CAfile", "root.pem", "-purpose", "any", "-out", "/dev/null"])
        .args(more)
        .output();
    asked.ok()
}

/// Of the time of signing, as `docs/archive` has it asked, OpenSSL says of a certificate what we say; without a time it
/// takes what was signed when the certificate had ended.
#[test]
fn openssl_says_the_same_of_the_time_of_signing() {
    let of = |name: &str, more: &[&str]| openssl(name, more).map(|said| said.status.success());
    for (name, valid) in [("rsa.p7s", true), ("expired.p7s", false), ("future.p7s", false)] {
        let report = check(&data(name), Some(&data("content.txt")));
        let at = only(&report).time.at().timestamp().to_string();
        assert_eq!(report.verdict == Verdict::Valid, valid, "{name}");
        assert_ne!(of(name, &["-attime", &at]), Some(!valid), "{name}");
        assert_ne!(of(name, &["-no_check_time"]), Some(false), "{name}");
    }
    let ended = "2055-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap().timestamp().to_string();
    assert_ne!(of("rsa.p7s", &["-attime", &ended]), Some(true));
}

#[rstest]
#[case("enveloping.p7m")]
#[case("streamed.p7m")]
fn what_brings_its_content_verifies_by_itself(#[case] name: &str) {
    assert_valid(&check(&data(name), None));
    assert_valid(&check(&data(name), Some(&data("content.txt"))));
    assert_fault(&check(&data(name), Some(b"123")), |it| *it == Fault::OtherContent, Verdict::Invalid);
}

/// However a signature came, it stands in a container without its content.
#[rstest]
#[case("enveloping.p7m")]
#[case("streamed.p7m")]
#[case("two.p7s")]
fn a_signature_is_put_apart_from_its_content(#[case] name: &str) {
    let (original, content) = (data(name), data("content.txt"));
    let apart = detached(&original).unwrap();
    assert!(!apart.windows(content.len()).any(|part| part == content));
    assert_eq!(check(&apart, Some(&content)), check(&original, Some(&content)), "nothing else is changed");
    assert_eq!(check(&apart, None).verdict, Verdict::CannotTell);
    assert_eq!(detached(&apart).unwrap(), apart);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("apart.p7s");
    std::fs::write(&file, &apart).unwrap();
    if let Some(said) = openssl(&file.display().to_string(), &[]) {
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
}

#[test]
fn a_signature_that_is_text_is_put_into_der() {
    let der = data("plain.p7s");
    let text = der::pem::encode_string("CMS", der::pem::LineEnding::CRLF, &der).unwrap();
    assert_eq!(detached(text.as_bytes()).unwrap(), der);
    assert_eq!(detached(&der).unwrap(), der);
    assert_eq!(detached(b"-----BEGIN CMS-----\n?"), Err(Fault::Malformed { what: "текст PEM" }));
    assert_eq!(detached(&der[..100]), Err(Fault::Malformed { what: "файл підпису" }));
    assert_eq!(detached(&data("root.cer")), Err(Fault::Malformed { what: "структура CMS" }));
}

#[test]
fn the_certificate_tells_who_signed() {
    let report = check(&data("enveloping.p7m"), None);
    let signer = only(&report).signer.clone().unwrap();
    assert_eq!(signer.name, "Зразкова Зоряна Зразківна");
    assert_eq!(signer.position.as_deref(), Some("класний керівник"));
    assert_eq!(signer.organisation.as_deref(), Some("Ліцей-зразок № 1"));
    assert_eq!(signer.tax_number.as_deref(), Some("0000000001"));
    assert_eq!(signer.organisation_code.as_deref(), Some("00000000"));
    assert!(matches!(only(&report).time, Time::Claimed(_)));
}

#[test]
fn several_signatures_of_one_file_are_each_told() {
    let report = check(&data("two.p7s"), Some(&data("content.txt")));
    assert_valid(&report);
    let mut names: Vec<_> = report.signatures.iter().map(|it| it.signer.clone().unwrap().name).collect();
    names.sort();
    assert_eq!(names, ["Зразкова Зоряна Зразківна", "Приклад Прохір Прикладович"]);
}

#[rstest]
#[case("expired.p7s", "expired", Verdict::Invalid)]
#[case("future.p7s", "not-yet-valid", Verdict::Invalid)]
#[case("encryption.p7s", "wrong-purpose", Verdict::Invalid)]
#[case("below.p7s", "not-authority", Verdict::Invalid)]
#[case("expired-no-time.p7s", "expired-no-time", Verdict::CannotTell)]
#[case("constrained.p7s", "unknown-extension", Verdict::CannotTell)]
#[case("no-authority.p7s", "issuer-unknown", Verdict::CannotTell)]
#[case("no-certificate.p7s", "certificate-absent", Verdict::CannotTell)]
#[case("sha1.p7s", "unknown-algorithm", Verdict::CannotTell)]
#[case("unknown-curve.p7s", "unknown-curve", Verdict::CannotTell)]
#[case("weak.p7s", "weak-key", Verdict::CannotTell)]
fn every_bad_signature_has_its_own_words(#[case] name: &str, #[case] code: &str, #[case] verdict: Verdict) {
    let of = |fault: &Fault| serde_json::to_value(fault).unwrap()["code"] == code;
    assert_fault(&check(&data(name), Some(&data("content.txt"))), of, verdict);
}

#[test]
fn without_a_trusted_root_nothing_is_valid() {
    let content = data("content.txt");
    let report = verify(&data("rsa.p7s"), Some(&content), &Trust::default(), now());
    assert_fault(&report, |it| matches!(it, Fault::IssuerUnknown { .. }), Verdict::CannotTell);
    assert_valid(&verify(&data("rsa.p7s"), Some(&content), &trusting(&["ca.cer"]), now()));
}

#[test]
fn a_time_stamp_proves_when() {
    let content = data("content.txt");
    let report = check(&data("stamped.p7s"), Some(&content));
    assert_valid(&report);
    let signature = only(&report);
    let stamp = signature.timestamp.clone().unwrap();
    assert_eq!(stamp.authority, "Вигадана служба часу");
    assert_eq!(signature.time, Time::Stamped(stamp.at));

    let untrusted = verify(&data("stamped.p7s"), Some(&content), &Trust::default(), now());
    assert!(only(&untrusted).timestamp.as_ref().unwrap().doubt.is_some());
    assert!(matches!(only(&untrusted).time, Time::Claimed(_)));

    let other = check(&data("stamped-other.p7s"), Some(&content));
    assert_fault(&other, |it| matches!(it, Fault::TimestampWrong { .. }), Verdict::Invalid);
    let late = check(&data("stamped-expired.p7s"), Some(&content));
    assert_fault(&late, |it| matches!(it, Fault::Expired { .. }), Verdict::Invalid);
}

#[test]
fn a_time_that_has_not_come_is_refused() {
    let (content, trust) = (data("content.txt"), trusting(&["root.cer"]));
    for name in ["rsa.p7s", "stamped.p7s"] {
        let early = verify(&data(name), Some(&content), &trust, "2026-01-01T00:00:00Z".parse().unwrap());
        assert_fault(&early, |it| matches!(it, Fault::FromFuture { .. }), Verdict::Invalid);
    }
}

#[test]
fn evidence_inside_the_signature_or_beside_it_tells_of_revocation() {
    let content = data("content.txt");
    let good = check(&data("answered.p7s"), Some(&content));
    assert_valid(&good);
    assert!(matches!(only(&good).revocation, Revocation::Good(_)), "{good:#?}");

    let revoked = check(&data("answered-revoked.p7s"), Some(&content));
    assert_fault(&revoked, |it| matches!(it, Fault::Revoked { .. }), Verdict::Invalid);

    let listed = |list: &str, file: &str| {
        let mut trust = trusting(&["root.cer"]);
        assert!(trust.add_revoked(&data(list)));
        verify(&data(file), Some(&content), &trust, now())
    };
    let early = listed("revoked.crl", "revoked.p7s");
    assert_fault(&early, |it| matches!(it, Fault::Revoked { .. }), Verdict::Invalid);
    let later = listed("revoked-later.crl", "revoked.p7s");
    assert_fault(&later, |it| matches!(it, Fault::RevokedMaybeBefore { .. }), Verdict::CannotTell);
    let another = listed("revoked.crl", "rsa.p7s");
    assert_valid(&another);
    assert!(matches!(only(&another).revocation, Revocation::Good(_)));
}

#[test]
fn a_list_that_the_issuer_did_not_sign_says_nothing() {
    let mut list = data("revoked.crl");
    *list.last_mut().unwrap() ^= 1;
    let mut trust = trusting(&["root.cer"]);
    trust.add_revoked(&list);
    assert_valid(&verify(&data("revoked.p7s"), Some(&data("content.txt")), &trust, now()));
    assert!(!Trust::default().add_revoked(b"no list"));
}

#[test]
fn a_cut_or_foreign_file_is_refused_in_its_own_words() {
    let whole = data("rsa.p7s");
    for end in [20, whole.len() / 2, whole.len() - 1] {
        let report = check(&whole[..end], Some(b"123"));
        assert!(matches!(&report.faults[..], [Fault::Malformed { .. }]), "{end}: {report:#?}");
        assert_eq!(report.verdict, Verdict::Invalid);
    }
    for foreign in [&b"%PDF-1.7"[..], b"", "Їжак".as_bytes()] {
        assert_not_recognised(foreign);
    }
    // A ContentInfo with plain data.
    let plain = b"\x30\x12\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01\xA0\x05\x04\x03123";
    assert_eq!(check(plain, None).faults, [Fault::NotSignature]);
    assert!(matches!(check(b"-----BEGIN CMS-----\n?", None).faults[..], [Fault::Malformed { .. }]));
}

#[track_caller]
fn assert_not_recognised(file: &[u8]) {
    let report = check(file, None);
    assert_eq!((report.kind, &report.faults[..]), (Kind::Unknown, &[Fault::NotRecognised][..]));
    assert_eq!(report.verdict, Verdict::CannotTell);
}

/// A reply of a time stamp authority: `PKIStatusInfo`, and the stamp.
fn reply() -> Vec<u8> {
    let granted = Element::of(0x30, vec![Element::octets(0x02, &[0])]);
    let stamp = Element::read(&data("stamped.p7s")).unsigned().clone();
    Element::of(0x30, vec![granted, stamp]).write()
}

/// What begins as many files do, and as no signature, is not called a damaged one.
#[rstest]
#[case::a_text("0;Оцінки;12\n".into())]
#[case::a_digit(b"0".to_vec())]
#[case::nothing_but_a_header(data("rsa.p7s")[..8].to_vec())]
#[case::a_list_of_revoked_certificates(data("revoked.crl"))]
#[case::a_key(data("../../../signing/tests/data/head.p12"))]
#[case::a_reply_of_a_time_stamp_authority(reply())]
#[case::a_text_of_another_kind(b"-----BEGIN PGP SIGNATURE-----\n\niQ==\n=AAAA\n-----END PGP SIGNATURE-----".to_vec())]
fn what_is_no_signature_is_no_damaged_one(#[case] file: Vec<u8>) {
    assert_not_recognised(&file);
}

#[test]
fn a_damaged_certificate_is_called_one() {
    let whole = data("root.cer");
    for end in [20, whole.len() - 1] {
        let report = check(&whole[..end], None);
        assert_eq!(
            (report.kind, &report.faults[..]),
            (Kind::Certificate, &[Fault::CertificateMalformed][..])
        );
        assert_eq!(report.verdict, Verdict::Invalid);
    }
}

#[test]
fn what_is_too_large_is_not_checked() {
    // Never written to, it takes no memory.
    let large = vec![0_u8; usize::try_from(LARGEST).unwrap() + 1];
    for report in [check(&large, None), check(&data("plain.p7s"), Some(&large))] {
        assert_eq!(report.faults, [Fault::FileTooLarge { limit: 256 }]);
        assert_eq!(report.verdict, Verdict::CannotTell);
    }
}

#[test]
fn a_certificate_may_come_as_text() {
    let report = check(&data("root.pem"), None);
    assert_valid(&report);
    assert_eq!(report.certificate.unwrap().key.as_deref(), Some("ECDSA P-384"));
}

#[test]
fn the_attributes_of_a_signature_do_not_pass_for_a_document() {
    // The signed attributes of a real signature, taken as content of one without attributes, would verify.
    let set = b"\x31\x31\x30\x2F\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04\x31\x22\x04\x20";
    let content = [&set[..], &[7; 32]].concat();
    let report = check(&data("no-attributes.p7s"), Some(&content));
    assert_fault(&report, |it| matches!(it, Fault::AttributeAbsent { .. }), Verdict::Invalid);
}

#[test]
fn no_bit_of_a_signed_value_may_change() {
    let (original, content) = (data("plain.p7s"), data("content.txt"));
    for byte in 0..original.len() {
        let mut changed = original.clone();
        changed[byte] ^= 0x10;
        let report = check(&changed, Some(&content));
        assert_ne!(report.verdict, Verdict::Valid, "byte {byte}");
    }
}

#[rstest]
#[case("root.cer", 1)]
#[case("root.pem", 1)]
#[case("bundle.pem", 2)]
#[case("bundle.p7b", 2)]
#[case("revoked.crl", 1)]
#[case("content.txt", 0)]
fn trust_comes_in_several_kinds_of_files(#[case] name: &str, #[case] count: usize) {
    let mut trust = Trust::default();
    assert_eq!(trust.add_file(&data(name)), count);
}

#[test]
fn of_a_bundle_only_roots_are_trusted_and_the_others_help() {
    let (mut trust, content) = (Trust::default(), data("content.txt"));
    for _ in 0..2 {
        trust.add_file(&data("bundle.p7b"));
        assert_eq!(trust.anchors().len(), 1, "once, however often it is brought");
    }
    // The signature brings no certificate of the authority above its signer.
    assert_valid(&verify(&data("no-authority.p7s"), Some(&content), &trust, now()));
}

#[test]
fn another_verifier_is_given_the_same_trust() {
    let (mut trust, content) = (Trust::default(), data("content.txt"));
    for file in ["SELF_SIGNED1.cer", "bundle.p7b", "revoked.crl"] {
        trust.add_file(&data(file));
    }
    let mut given = Trust::default();
    assert_eq!(given.add_file(trust.pem().as_bytes()), 1 + 2 + 1);
    assert_eq!(given.pem(), trust.pem());
    // An authority of the bundle, which is no root, is not trusted by being given on.
    assert_eq!(given.anchors().len(), 2);
    for file in ["no-authority.p7s", "revoked.p7s", "plain.p7s"] {
        let of = |trust| verify(&data(file), Some(&content), trust, now());
        assert_eq!(of(&given), of(&trust), "{file}");
    }
}

#[test]
fn a_fault_is_told_with_its_code_and_words() {
    let told = serde_json::to_value(Fault::FileAltered { name: "дані.json".to_owned() }).unwrap();
    let words = "файл «дані.json» змінено після підписання";
    let expected = serde_json::json!({
        "code": "file-altered", "name": "дані.json", "verdict": "invalid", "message": words
    });
    assert_eq!(told, expected);
}
