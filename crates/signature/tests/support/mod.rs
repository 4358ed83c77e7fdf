//! What several tests need.

#![allow(dead_code, clippy::allow_attributes, reason = "each test takes what it needs")]

pub mod tree;
pub mod zipper;

use std::path::Path;

use chrono::{DateTime, Utc};
use klas_signature::{Certificate, Fault, Kind, Report, Signature, Trust, Verdict};

pub fn data(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The day of the checks: after the signatures of OpenSSL were made, before their certificates end.
pub fn now() -> DateTime<Utc> {
    "2030-01-01T12:00:00Z".parse().unwrap()
}

pub fn trusting(names: &[&str]) -> Trust {
    let mut trust = Trust::default();
    for name in names {
        trust.add(Certificate::read(&data(name)).unwrap());
    }
    trust
}

/// A check that trusts the invented state's root.
pub fn check(file: &[u8], content: Option<&[u8]>) -> Report {
    klas_signature::verify(file, content, &trusting(&["root.cer"]), now())
}

/// The one signature of a report.
pub fn only(report: &Report) -> &Signature {
    assert_eq!(report.signatures.len(), 1, "{report:#?}");
    &report.signatures[0]
}

pub fn assert_valid(report: &Report) {
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
}

/// The one fault of the one signature, and its verdict on the whole.
pub fn assert_fault(report: &Report, is: impl Fn(&Fault) -> bool, verdict: Verdict) {
    let faults = &only(report).faults;
    assert!(faults.len() == 1 && is(&faults[0]), "{faults:#?}");
    assert_eq!(report.verdict, verdict, "{report:#?}");
}

/// The files of a class's container, signed by its teacher and the head.
pub fn class() -> Vec<zipper::Entry> {
    let entry = |name: &str, file: &str| zipper::Entry::new(name, &data(file)).packed();
    vec![
        zipper::Entry::new("mimetype", b"application/vnd.etsi.asic-e+zip"),
        zipper::Entry::new("Журнал 8-А.pdf", "%PDF журнал 8-А".as_bytes()).packed(),
        zipper::Entry::new("Відвідування 8-А.pdf", "%PDF відвідування 8-А".as_bytes()).packed(),
        zipper::Entry::new("дані.json", r#"{"class":"8-А"}"#.as_bytes()).packed(),
        entry("META-INF/ASiCManifest001.xml", "8a-1.xml"),
        entry("META-INF/signature001.p7s", "8a-1.p7s"),
        entry("META-INF/ASiCManifest002.xml", "8a-2.xml"),
        entry("META-INF/signature002.p7s", "8a-2.p7s"),
    ]
}

/// The class's container after a change.
pub fn changed(change: impl FnOnce(&mut Vec<zipper::Entry>)) -> Report {
    let mut entries = class();
    change(&mut entries);
    check(&zipper::zip(&entries), None)
}

/// A container, or one of its signatures, has the fault, and nothing worse.
#[track_caller]
pub fn assert_refused(report: &Report, fault: &Fault) {
    assert_eq!(report.kind, Kind::Container);
    let of_signatures = report.signatures.iter().flat_map(|signature| &signature.faults);
    assert!(report.faults.iter().chain(of_signatures).any(|found| found == fault), "{report:#?}");
    assert_eq!(report.verdict, fault.verdict(), "{report:#?}");
    assert_ne!(report.verdict, Verdict::Valid);
}

pub fn name(name: &str) -> String {
    name.to_owned()
}
