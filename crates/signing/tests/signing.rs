//! What is signed here holds for our own verifier and for OpenSSL, which knows nothing of either.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use chrono::{DateTime, TimeZone, Utc};
use klas_signature::{Certificate, Fault, Report, Time, Trust, Verdict, verify};
use klas_signing::{Key, KeyFault, StampFault};
use rstest::rstest;

const PASSWORD: &str = "klas-test";
const CONTENT: &[u8] = "Опис журналу 8-А".as_bytes();

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn key(name: &str) -> Key {
    Key::open(&fs::read(data(name)).unwrap(), PASSWORD).unwrap()
}

fn signed_at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 9, 30, 0).unwrap()
}

fn trust() -> Trust {
    let mut trust = Trust::default();
    trust.add(Certificate::read(&fs::read(data("root.cer")).unwrap()).unwrap());
    trust
}

fn checked(signature: &[u8], content: &[u8]) -> Report {
    verify(signature, Some(content), &trust(), signed_at())
}

#[rstest]
#[case::ecdsa_p256("class-teacher.p12", "КЛАСНА ОЛЕНА ПЕТРІВНА", "класний керівник")]
#[case::rsa("head.p12", "Директорка Олена Петрівна", "директор")]
#[case::ecdsa_p384("stranger.p12", "Чужа Олена Петрівна", "")]
#[case::a_file_of_the_older_way("old-way.p12", "Чужа Олена Петрівна", "")]
fn a_signature_holds_and_names_its_signer(#[case] file: &str, #[case] name: &str, #[case] position: &str) {
    let signature = key(file).sign(CONTENT, signed_at()).unwrap().to_der().unwrap();
    let report = checked(&signature, CONTENT);
    assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
    let own = &report.signatures[0];
    let signer = own.signer.as_ref().unwrap();
    assert_eq!((signer.name.as_str(), signer.position.as_deref().unwrap_or_default()), (name, position));
    assert_eq!(own.time, Time::Claimed(signed_at()));
    assert!(own.names_certificate, "CAdES names the certificate");
    assert_eq!(own.issuer.as_deref(), Some("Вигаданий корінь"));
}

#[test]
fn a_signature_of_something_else_does_not_hold() {
    let signature = key("head.p12").sign(CONTENT, signed_at()).unwrap().to_der().unwrap();
    let report = checked(&signature, b"another");
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(report.signatures[0].faults.contains(&Fault::OtherContent));
}

#[rstest]
#[case("class-teacher.p12")]
#[case("head.p12")]
#[case("stranger.p12")]
fn openssl_takes_the_signature(#[case] file: &str) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("content"), CONTENT).unwrap();
    fs::write(at("signature"), key(file).sign(CONTENT, Utc::now()).unwrap().to_der().unwrap()).unwrap();
    let pem = Command::new("openssl").args(["x509", "-inform", "DER", "-in"]).arg(data("root.cer")).output();
    fs::write(at("root.pem"), pem.unwrap().stdout).unwrap();
    let verified = Command::new("openssl")
        .args(["cms", "-verify", "-binary", "-cades", "-purpose", "any", "-inform", "DER", "-in"])
        .arg(at("signature"))
        .arg("-content")
        .arg(at("content"))
        .arg("-CAfile")
        .arg(at("root.pem"))
        .output()
        .unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    assert_eq!(verified.stdout, CONTENT);
}

/// The command of `docs/archive` that begins so.
fn documented(beginning: &str) -> &'static str {
    let mut lines = include_str!("../../../docs/archive/README.md").lines();
    lines.find(|line| line.starts_with(beginning)).unwrap()
}

/// Years later, when the signer's certificate has ended, the commands of `docs/archive` still verify the signature, which
/// OpenSSL refuses where it is not told when it was made.
#[test]
fn openssl_takes_the_signature_after_the_certificate_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let run = |command: &str| {
        Command::new("sh")
            .args(["-c", command])
            .env("LC_ALL", "C")
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let (key, signed) = (key("ended.p12"), Utc.with_ymd_and_hms(2020, 6, 30, 9, 30, 0).unwrap());
    let signature = key.sign(CONTENT, signed).unwrap().to_der().unwrap();
    fs::create_dir(at("META-INF")).unwrap();
    fs::write(at("META-INF/ASiCManifest001.xml"), CONTENT).unwrap();
    fs::write(at("META-INF/signature001.p7s"), &signature).unwrap();
    fs::write(at("ended.cer"), key.certificate().unwrap()).unwrap();
    assert!(run("openssl x509 -inform DER -in ended.cer -out корінь.pem").status.success());

    let told = String::from_utf8(run(documented("openssl cms -cmsout")).stdout).unwrap();
    let (_, time) = told.split_once("UTCTIME:").unwrap();
    let seconds = run(&documented("date ").replace("ЧАС", time.trim())).stdout;
    let seconds = String::from_utf8(seconds).unwrap();
    assert_eq!(seconds.trim(), signed.timestamp().to_string());
    let command = documented("openssl cms -verify");
    let verified = run(&command.replace("СЕКУНДИ", seconds.trim()));
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    assert_eq!(verified.stdout, CONTENT);
    let verified = run(&command.replace("-attime СЕКУНДИ", ""));
    assert!(!verified.status.success(), "the certificate has ended");

    let mut trust = Trust::default();
    trust.add(Certificate::read(&key.certificate().unwrap()).unwrap());
    let report = verify(&signature, Some(CONTENT), &trust, Utc::now());
    assert_eq!(report.verdict, Verdict::Valid, "so do we: {report:?}");
}

#[test]
fn a_key_that_cannot_be_used_says_why() {
    let file = fs::read(data("head.p12")).unwrap();
    let fault = |file: &[u8], password| Key::open(file, password).err();
    assert_eq!(fault(&file, "wrong"), Some(KeyFault::WrongPassword));
    let older = fs::read(data("old-way.p12")).unwrap();
    assert_eq!(fault(&older, "wrong"), Some(KeyFault::WrongPassword));
    assert_eq!(fault(&fs::read(data("root.cer")).unwrap(), PASSWORD), Some(KeyFault::Unreadable));
    assert_eq!(fault(&file[..file.len() / 2], PASSWORD), Some(KeyFault::Unreadable));
    assert_eq!(fault(b"", PASSWORD), Some(KeyFault::Unreadable));
    assert_eq!(fault(&fs::read(data("edwards.p12")).unwrap(), PASSWORD), Some(KeyFault::Kind));
}

#[test]
fn a_certificate_outside_its_time_is_told() {
    let day = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
    let ended = key("ended.p12");
    assert_eq!(ended.is_valid_at(day(2026)), Err(KeyFault::Ended(day(2021))));
    assert_eq!(ended.is_valid_at(day(2019)), Err(KeyFault::NotBegun(day(2020))));
    assert_eq!(ended.is_valid_at(day(2020)), Ok(()));
}

/// A time stamp authority: OpenSSL with a key of its own.
fn authority(request: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("request"), request).unwrap();
    let config = format!(
        "[tsa]\ndefault_tsa = main\n[main]\nserial = {}\nsigner_cert = {}\nsigner_key = {}\nsigner_digest = sha256\n\
         default_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1\ness_cert_id_alg = sha256\n",
        at("serial").display(),
        data("stamps.pem").display(),
        data("stamps.key").display(),
    );
    fs::write(at("tsa.cnf"), config).unwrap();
    let output = Command::new("openssl")
        .args(["ts", "-reply", "-config"])
        .arg(at("tsa.cnf"))
        .arg("-queryfile")
        .arg(at("request"))
        .arg("-out")
        .arg(at("answer"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(at("answer")).unwrap()
}

#[test]
fn an_authority_proves_the_time() {
    let signature = key("head.p12").sign(CONTENT, Utc::now()).unwrap();
    let answer = authority(&signature.stamp_request().unwrap());
    let stamped = signature.stamped(&answer).unwrap().to_der().unwrap();
    let report = verify(&stamped, Some(CONTENT), &trust(), Utc::now());
    assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
    assert!(matches!(report.signatures[0].time, Time::Stamped(_)), "{report:?}");
}

#[test]
fn an_authority_that_does_not_stamp_is_no_proof() {
    let sign = || key("class-teacher.p12").sign(CONTENT, signed_at()).unwrap();
    // TimeStampResp { status rejection(2) }
    let refused = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02];
    assert_eq!(sign().stamped(&refused).err(), Some(StampFault::Refused(2)));
    // Granted, and no stamp.
    assert_eq!(
        sign().stamped(&[0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00]).err(),
        Some(StampFault::Malformed)
    );
    assert_eq!(sign().stamped(b"<html>502</html>").err(), Some(StampFault::Malformed));
}
