//! `klas verify FILE`: what it says and how it ends.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/signature/tests/data").join(name)
}

fn verify(file: &Path, more: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_klas"))
        .arg("verify")
        .arg(file)
        .args(more)
        .env("KLAS_TODAY", "2030-01-01")
        .env_remove("KLAS_TRUST")
        .env_remove("KLAS_LOG")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn assert_told(output: &Output, code: i32, parts: &[&str]) {
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{told}{}", text(&output.stderr));
    for part in parts {
        assert!(told.contains(part), "no «{part}» in:\n{told}");
    }
}

/// A folder that trusts these.
fn trusting(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        fs::copy(data(name), folder.path().join(name)).unwrap();
    }
    folder
}

#[test]
fn a_signed_class_is_valid_and_says_who_signed() {
    let trust = trusting(&["root.cer", "revoked.crl"]);
    let output = verify(&data("8a.asice"), &["--trust".as_ref(), trust.path()]);
    let parts = [
        "8a.asice: ДІЙСНО",
        "✓ Журнал 8-А.pdf",
        "Підпис 1 (META-INF/signature001.p7s): ДІЙСНО",
        "Зразкова Зоряна Зразківна",
        "класний керівник",
        "Ліцей-зразок № 1",
        "0000000001",
        "00000000",
        "зі слів підписувача",
        "не скасовано станом на",
        "Вигаданий центральний орган (01.01.2025–01.01.2050, довірений)",
        "Підпис 2 (META-INF/signature002.p7s): ДІЙСНО",
        "директор",
    ];
    assert_told(&output, 0, &parts);
}

#[test]
fn without_trust_it_cannot_be_told() {
    assert_told(
        &verify(&data("8a.asice"), &[]),
        3,
        &["НЕ МОЖНА ВСТАНОВИТИ", "видавець «", "невідомий", "? дані.json", "сам опис не доведено"],
    );
}

#[test]
fn a_changed_container_is_invalid() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("змінений.asice");
    let mut bytes = fs::read(data("8a.asice")).unwrap();
    bytes.truncate(bytes.len() - 30);
    fs::write(&file, bytes).unwrap();
    assert_told(&verify(&file, &[]), 1, &["змінений.asice: НЕДІЙСНО", "обрізано"]);
}

/// More than any memory has, and nothing on the disk.
#[test]
fn what_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("великий.asice");
    fs::File::create(&large).unwrap().set_len(1 << 40).unwrap();
    let words = "файл завеликий: більше ніж 256 МБ не перевіряємо";
    assert_told(&verify(&large, &[]), 3, &["великий.asice: НЕ МОЖНА ВСТАНОВИТИ", words]);
    assert_told(&verify(&data("plain.p7s"), &["--content".as_ref(), &large]), 3, &[words]);
}

#[test]
fn a_script_gets_json() {
    let trust = trusting(&["root.cer"]);
    let signed = (data("expired.p7s"), data("content.txt"));
    let more: [&Path; 5] =
        ["--json".as_ref(), "--content".as_ref(), &signed.1, "--trust".as_ref(), trust.path()];
    let output = verify(&signed.0, &more);
    assert_eq!(output.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&told["verdict"], &told["file"]), (&"invalid".into(), &"expired.p7s".into()));
    let fault = &told["signatures"][0]["faults"][0];
    assert_eq!(fault["code"], "expired");
    assert!(fault["message"].as_str().unwrap().contains("скінчився 01.01.2021"), "{fault}");
    assert_eq!(told["signatures"][0]["signer"]["taxNumber"], "0000000001");
}

#[test]
fn national_certificates_and_a_message_by_dstu_4145() {
    let trust = trusting(&["CZOROOT.cer", "SELF_SIGNED1.cer"]);
    let trusted: [&Path; 2] = ["--trust".as_ref(), trust.path()];
    assert_told(
        &verify(&data("CA-Justice.cer"), &trusted),
        0,
        &["ДІЙСНО", "ДСТУ 4145-2002, 257", "Центральний засвідчувальний орган", "строк минув"],
    );
    assert_told(
        &verify(&data("message.p7"), &trusted),
        0,
        &["Very Much CA", "ДСТУ 4145-2002, ГОСТ 34.311-95"],
    );
    assert_told(&verify(&data("message.p7"), &[]), 3, &["немає серед довірених"]);
    assert_told(
        &verify(&data("CA-Justice-ECDSA-261217.cer"), &trusted),
        3,
        &["Central certification authority"],
    );
}

#[test]
fn mistakes_of_the_asker_are_told_in_one_line() {
    let refused = |output: &Output| {
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
        assert!(output.stdout.is_empty());
        assert_eq!(text(&output.stderr).trim().lines().count(), 1, "{}", text(&output.stderr));
    };
    refused(&verify(&data("nowhere.asice"), &[]));
    refused(&verify(&data("8a.asice"), &["--trust".as_ref(), &data("nowhere")]));
    let trust = tempfile::tempdir().unwrap();
    fs::write(trust.path().join("корінь.cer"), "not a certificate").unwrap();
    refused(&verify(&data("8a.asice"), &["--trust".as_ref(), trust.path()]));
    let usage = verify(&data("8a.asice"), &["--history".as_ref()]);
    assert_eq!(usage.status.code(), Some(2));
}
