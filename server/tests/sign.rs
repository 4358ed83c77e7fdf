//! `klas sign` of a file that is no container: its signature stands beside it.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/signing/tests/data").join(name)
}

fn klas(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_klas"))
        .args(arguments)
        .env("KLAS_TODAY", "2040-06-10")
        .env_remove("KLAS_TRUST")
        .env_remove("KLAS_LOG")
        .output()
        .unwrap()
}

#[track_caller]
fn done(output: &Output) -> String {
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", told(&output.stdout), told(&output.stderr));
    told(&output.stdout)
}

/// A document, and the password of all keys.
struct Document {
    folder: tempfile::TempDir,
}

impl Document {
    fn new() -> Self {
        let document = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(document.path(""), b"%PDF").unwrap();
        fs::write(document.password(), "klas-test\n").unwrap();
        document
    }

    /// The document's file, or one beside it.
    fn path(&self, ending: &str) -> PathBuf {
        self.folder.path().join(format!("Витяг.pdf{ending}"))
    }

    fn password(&self) -> PathBuf {
        self.folder.path().join("password")
    }

    fn sign(&self, key: &str) -> String {
        let options: [&Path; 2] = ["--key".as_ref(), "--password-file".as_ref()];
        let (file, key, password) = (self.path(""), data(key), self.password());
        done(&klas(&["sign".as_ref(), &file, options[0], &key, options[1], &password]))
    }

    fn verify(&self, ending: &str) -> String {
        let (signature, file, trust) = (self.path(ending), self.path(""), data(""));
        let options: [&Path; 2] = ["--content".as_ref(), "--trust".as_ref()];
        done(&klas(&["verify".as_ref(), &signature, options[0], &file, options[1], &trust]))
    }
}

#[test]
fn a_signature_stands_beside_its_file() {
    let document = Document::new();
    assert!(document.sign("stranger.p12").contains("Витяг.pdf.p7s: підписано"));
    assert!(document.verify(".p7s").contains("Чужа Олена Петрівна"));
}

#[test]
fn a_signature_is_not_written_over_another() {
    let document = Document::new();
    document.sign("class-teacher.p12");
    let first = fs::read(document.path(".p7s")).unwrap();
    assert!(document.sign("head.p12").contains("Витяг.pdf.2.p7s: підписано"));
    assert!(document.sign("stranger.p12").contains("Витяг.pdf.3.p7s: підписано"));
    assert_eq!(fs::read(document.path(".p7s")).unwrap(), first);
    let signers = [(".p7s", "КЛАСНА ОЛЕНА"), (".2.p7s", "Директорка Олена"), (".3.p7s", "Чужа Олена")];
    for (ending, signer) in signers {
        assert!(document.verify(ending).contains(signer), "{ending}");
    }
}
