//! Containers of Klas: they are as their list of documents says, and each signature covers all of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story ends where something unforeseen happens")]

mod support;

use klas_signature::{Fault, Report, Verdict, digest::Digest};
use rstest::rstest;
use support::{
    assert_valid, changed, check, class, name,
    zipper::{Entry, zip, zip_listed},
};

/// The list of a container of Klas.
fn list_of(documents: &[Entry]) -> Entry {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let document = |own: &Entry| {
        let sha256 = hex(&Digest::Sha256.hash(&own.data));
        let name = String::from_utf8(own.name.clone()).unwrap();
        serde_json::json!({ "name": name, "mediaType": "text/csv", "size": own.data.len(), "sha256": sha256 })
    };
    let files: Vec<_> = documents.iter().map(document).collect();
    let list = serde_json::json!({ "format": "klas-archive/1", "class": { "name": "8-А" }, "files": files });
    Entry::new("manifest.json", list.to_string().as_bytes()).packed()
}

/// The files of a container of Klas that nobody has signed, after a change: its list, then its documents.
fn archive_of(change: impl FnOnce(&mut Vec<Entry>)) -> Vec<Entry> {
    let documents = ["journal.pdf", "journal.json", "csv/pupils.csv", "history.csv"];
    let documents = documents.map(|name| Entry::new(name, format!("вміст {name}").as_bytes()).packed());
    let mut entries = vec![Entry::new("mimetype", b"application/vnd.etsi.asic-e+zip"), list_of(&documents)];
    entries.extend(documents);
    change(&mut entries);
    entries
}

fn archive(change: impl FnOnce(&mut Vec<Entry>)) -> Report {
    check(&zip(&archive_of(change)), None)
}

#[test]
fn an_archive_has_its_documents_as_its_list_says() {
    let mut list = Vec::new();
    let report = archive(|entries| list.clone_from(&entries[1].data));
    assert_eq!(report.faults, [Fault::NoSignatures]);
    let digest = report.archive_digest.unwrap();
    let hash = Digest::Sha256.hash(&list);
    assert!(digest.len() == 64 && digest.starts_with(&format!("{:02x}{:02x}", hash[0], hash[1])), "{digest}");
}

#[rstest]
#[case::another_order(
    |entries: &mut Vec<Entry>| entries.swap(2, 4),
    vec![Fault::OutOfOrder { name: name("csv/pupils.csv") }]
)]
#[case::another_order_at_the_end(
    |entries: &mut Vec<Entry>| entries.swap(4, 5),
    vec![Fault::OutOfOrder { name: name("history.csv") }]
)]
#[case::another_document(
    |entries: &mut Vec<Entry>| entries[3].data.push(b'!'),
    vec![Fault::ListedOtherwise { name: name("journal.json") }]
)]
#[case::documents_that_changed_places(
    |entries: &mut Vec<Entry>| {
        let (one, other) = (entries[2].data.clone(), entries[3].data.clone());
        (entries[2].data, entries[3].data) = (other, one);
    },
    vec![Fault::ListedOtherwise { name: name("journal.pdf") }, Fault::ListedOtherwise { name: name("journal.json") }]
)]
#[case::a_document_that_is_gone(
    |entries: &mut Vec<Entry>| drop(entries.remove(3)),
    vec![Fault::ListedMissing { name: name("journal.json") }]
)]
#[case::a_document_more(
    |entries: &mut Vec<Entry>| entries.insert(3, Entry::new("more.pdf", b"%PDF")),
    vec![Fault::NotListed { name: name("more.pdf") }]
)]
#[case::a_list_without_documents(
    |entries: &mut Vec<Entry>| entries[1] = Entry::new("manifest.json", br#"{"format":"klas-archive/1","files":7}"#),
    vec![Fault::ListMalformed { name: name("manifest.json") }]
)]
fn an_archive_that_is_not_as_its_list_says_is_refused(
    #[case] change: fn(&mut Vec<Entry>),
    #[case] expected: Vec<Fault>,
) {
    let report = archive(change);
    assert_eq!(report.faults, [vec![Fault::NoSignatures], expected].concat());
    assert_eq!(report.verdict, Verdict::Invalid);
}

/// Beside what its signatures cover, the class's container gets a list of documents.
#[test]
fn in_an_archive_each_signature_covers_the_list_and_all_documents() {
    let report = changed(|entries| {
        let list = list_of(&entries[1..4]);
        entries.insert(1, list);
    });
    assert!(report.archive_digest.is_some());
    assert_eq!(report.faults, [Fault::FileNotCovered { name: name("manifest.json") }]);
    for signature in &report.signatures {
        assert_eq!(signature.faults, [Fault::LeavesOut { name: name("manifest.json") }]);
        assert_eq!(signature.verdict, Verdict::Invalid);
    }
    assert_eq!(report.signatures.len(), 2);
}

#[rstest]
#[case("це не JSON")]
#[case(r#"{"files":[]}"#)]
#[case(r#"{"format":"another/1","files":[]}"#)]
fn a_list_of_another_program_is_a_document_like_others(#[case] text: &str) {
    let report = archive(|entries| entries[1] = Entry::new("manifest.json", text.as_bytes()));
    assert_eq!((report.faults, report.archive_digest), (vec![Fault::NoSignatures], None));
}

#[test]
fn an_archive_whose_directory_is_in_another_order_is_refused() {
    let listed = |order: &[usize]| {
        let entries = archive_of(|_| ());
        check(&zip_listed(&entries, order), None).faults
    };
    assert_eq!(listed(&[0, 1, 2, 3, 4, 5]), [Fault::NoSignatures]);
    let moved = Fault::OutOfOrder { name: name("csv/pupils.csv") };
    assert_eq!(listed(&[0, 1, 2, 4, 3, 5]), [Fault::NoSignatures, moved]);
    let moved = Fault::OutOfOrder { name: name("history.csv") };
    assert_eq!(listed(&[5, 4, 3, 2, 1, 0]), [Fault::NoSignatures, moved]);
    // Of the files of a container that is not ours nobody has said an order.
    let order: Vec<usize> = (0..class().len()).rev().collect();
    assert_valid(&check(&zip_listed(&class(), &order), None));
}
