//! What is larger than any honest file is not read to its end: whoever sends it keeps nobody from having a file checked.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story ends where something unforeseen happens")]

mod support;

use std::iter::repeat_n;

use klas_signature::{Fault, Kind, Report, Revocation, Trust, Verdict, verify};
use rstest::rstest;
use support::{
    assert_fault, assert_valid, check, class, data, now, only,
    tree::Element,
    zipper::{Entry, zip},
};

const DIGESTS: usize = 1;
const CONTENT: usize = 2;
const CERTIFICATES: usize = 3;
const SIGNERS: usize = 4;

const ASIC: &str = r#"xmlns="http://uri.etsi.org/02918/v1.2.1#""#;

/// A file of signatures after a change.
fn changed(name: &str, change: impl FnOnce(&mut Element)) -> Vec<u8> {
    let mut file = Element::read(&data(name));
    change(&mut file);
    file.write()
}

fn checked(file: &[u8]) -> Report {
    check(file, Some(&data("content.txt")))
}

/// Repeats the first of the elements until there are so many.
fn grow(elements: &mut Element, count: usize) {
    let first = elements.at(&[0]).clone();
    *elements.elements() = repeat_n(first, count).collect();
}

#[rstest]
#[case::digests(DIGESTS, 16, Fault::TooManyParts { what: "алгоритмів геша", limit: 16 })]
#[case::certificates(CERTIFICATES, 255, Fault::TooManyParts { what: "сертифікатів", limit: 256 })]
#[case::signers(SIGNERS, 32, Fault::TooManySigners { limit: 32 })]
fn parts_of_a_signature_are_counted(#[case] part: usize, #[case] count: usize, #[case] fault: Fault) {
    let of = |count| {
        changed("plain.p7s", |file| {
            let part = file.signed_data().at(&[part]);
            // The signer's own certificate stays among them, whichever it is.
            let others = part.elements().split_off(1);
            grow(part, count);
            part.elements().extend(others);
        })
    };
    assert_valid(&checked(&of(count)));
    let report = checked(&of(count + 20));
    assert_eq!((&report.faults[..], report.verdict), (&[fault][..], Verdict::CannotTell));
    assert!(report.signatures.is_empty());
}

#[rstest]
#[case::attributes(|count| Element::of(0xA1, repeat_n(attribute(1), count).collect()))]
#[case::values(|count| Element::of(0xA1, vec![attribute(count)]))]
fn attributes_are_counted(#[case] unsigned: fn(usize) -> Element) {
    let of = |count| changed("plain.p7s", |file| file.signer().elements().push(unsigned(count)));
    assert_valid(&checked(&of(64)));
    let fault = Fault::TooManyParts { what: "відомостей про підпис", limit: 64 };
    assert_eq!(checked(&of(65)).faults, [fault]);
}

/// An attribute that nobody knows, with so many values.
fn attribute(values: usize) -> Element {
    let nulls = repeat_n(Element::octets(0x05, &[]), values).collect();
    Element::of(0x30, vec![Element::octets(0x06, &[0x2A, 3]), Element::of(0x31, nulls)])
}

#[test]
fn what_is_beside_the_content_has_so_many_bytes() {
    let ballast = Element::octets(0x04, &vec![0; 4 << 20]);
    let large = changed("plain.p7s", |file| {
        file.signed_data().at(&[CERTIFICATES]).elements().push(ballast.clone());
    });
    let report = checked(&large);
    assert_eq!(
        (&report.faults[..], report.verdict),
        (&[Fault::SignatureTooLarge { limit: 4 }][..], Verdict::CannotTell)
    );
    // What is signed may be larger; this was not.
    let large = changed("enveloping.p7m", |file| *file.signed_data().at(&[CONTENT, 1, 0]) = ballast);
    assert_fault(&check(&large, None), |fault| *fault == Fault::OtherContent, Verdict::Invalid);
}

#[test]
fn a_stamp_is_counted_like_a_signature_and_not_called_wrong() {
    let stamped = changed("stamped.p7s", |file| {
        grow(file.unsigned().signed_data().at(&[CERTIFICATES]), 257);
    });
    let is_counted = |fault: &Fault| matches!(fault, Fault::TooManyParts { limit: 256, .. });
    assert_fault(&checked(&stamped), is_counted, Verdict::CannotTell);
}

#[test]
fn a_signature_inside_a_container_has_so_many_bytes() {
    let mut entries = class();
    entries[5].data.extend(vec![0; 4 << 20]);
    entries[5].packed = false;
    let report = check(&zip(&entries), None);
    assert_eq!(report.signatures[0].faults, [Fault::SignatureTooLarge { limit: 4 }]);
    assert_eq!(report.signatures[1].verdict, Verdict::Valid);
    assert_eq!(report.verdict, Verdict::CannotTell);
}

#[test]
fn a_container_has_so_many_lists() {
    let mut entries = class();
    let list = entries[4].clone();
    let name = |number: usize| format!("META-INF/ASiCManifest{number:03}.xml").into_bytes();
    entries.extend((3..=33).map(|number| Entry { name: name(number), ..list.clone() }));
    let report = check(&zip(&entries), None);
    assert_eq!(
        (report.kind, &report.faults[..]),
        (Kind::Container, &[Fault::TooManySigners { limit: 32 }][..])
    );
    assert_eq!(report.verdict, Verdict::CannotTell);
}

/// A check of the class's container with another first list.
fn listed(list: &str) -> Report {
    let mut entries = class();
    entries[4] = Entry::new("META-INF/ASiCManifest001.xml", list.as_bytes());
    check(&zip(&entries), None)
}

#[test]
fn a_list_is_no_more_than_can_be_read_quickly() {
    let too_many = |what, limit| vec![Fault::TooManyParts { what, limit }];
    let attributes: String = (0..65).fold(String::new(), |all, number| format!("{all} a{number}=\"\""));
    let crowded = listed(&format!("<ASiCManifest {ASIC}{attributes}/>"));
    assert_eq!(crowded.faults, too_many("атрибутів в елементі опису підпису", 64));

    let reference = r#"<DataObjectReference URI="a"/>"#.repeat(2049);
    let many = listed(&format!("<ASiCManifest {ASIC}><SigReference URI=\"a\"/>{reference}</ASiCManifest>"));
    let why = "він називає більше файлів, ніж може мати контейнер".to_owned();
    let name = "META-INF/ASiCManifest001.xml".to_owned();
    assert_eq!(many.faults, [Fault::ManifestMalformed { name, why }]);

    let spaces = r#"<a xmlns:b="c"/>"#.repeat(1024);
    let many = listed(&format!("<ASiCManifest {ASIC}>{spaces}</ASiCManifest>"));
    assert_eq!(many.faults, too_many("просторів імен в описі підпису", 1024));
    assert_eq!(many.verdict, Verdict::CannotTell);
}

/// A list may have a comment in it, of whatever letters.
#[test]
fn a_comment_is_no_element() {
    let list = String::from_utf8(data("8a-1.xml")).unwrap();
    let commented = list.replace("  <SigReference", &format!("<!-- {} -->  <SigReference", "=".repeat(500)));
    assert_ne!(commented, list);
    let report = listed(&commented);
    assert!(report.faults.is_empty(), "{:#?}", report.faults);
    assert_eq!(report.signatures[0].faults, [Fault::OtherContent]);
}

/// The answer of OCSP in a signature.
fn answer(file: &mut Element) -> &mut Element {
    file.unsigned().at(&[0, 0, 0])
}

#[test]
fn of_an_answers_certificates_the_first_are_asked() {
    let with_others_before = |count| {
        changed("answered.p7s", |file| {
            let other = file.signed_data().at(&[CERTIFICATES, 0]).clone();
            let given = answer(file).at(&[3, 0]).elements();
            drop(given.splice(0..0, repeat_n(other, count)));
        })
    };
    let revocation = |file: &[u8]| {
        let report = checked(file);
        assert_valid(&report);
        only(&report).revocation
    };
    assert!(matches!(revocation(&with_others_before(7)), Revocation::Good(_)));
    assert_eq!(revocation(&with_others_before(8)), Revocation::NotChecked);
}

#[test]
fn evidence_costs_no_more_than_that_of_an_honest_file() {
    let asked_of = |count| {
        changed("answered.p7s", |file| {
            let about = answer(file).at(&[0, 2]);
            // The same number under another issuer's name: it has to be hashed to be told apart.
            *about.at(&[0, 0, 1]) = Element::octets(0x04, &[7; 20]);
            grow(about, count);
        })
    };
    assert_valid(&checked(&asked_of(4000)));
    let report = checked(&asked_of(4200));
    assert_fault(&report, |fault| *fault == Fault::TooMuchEvidence, Verdict::CannotTell);
}

#[test]
fn a_bundle_may_bring_the_authorities_of_a_country() {
    let bundle = |count| {
        changed("bundle.p7b", |file| {
            let given = file.signed_data().at(&[CERTIFICATES]);
            // A root is kept once, the authority below it as often as it comes.
            given.elements().sort_by_key(|own| own.write() == data("root.cer"));
            grow(given, count);
        })
    };
    let mut trust = Trust::default();
    assert_eq!(trust.add_file(&bundle(4097)), 0);
    assert_eq!(trust.add_file(&bundle(2049)), 2049);
    assert_eq!(trust.add_file(&bundle(2049)), 0, "there is no room for all of it");
    assert_eq!(trust.add_file(&data("root.cer")), 1);
    let content = data("content.txt");
    assert_valid(&verify(&data("no-authority.p7s"), Some(&content), &trust, now()));
}
