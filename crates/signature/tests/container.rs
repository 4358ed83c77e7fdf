//! Containers: a good one, and every way in which one was found or made bad.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story ends where something unforeseen happens")]

mod support;

use std::io::Write;

use ::zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};
use klas_signature::{Fault, Trust, Verdict, verify};
use rstest::rstest;
use support::{
    assert_refused, assert_valid, changed, check, class, data, name, now,
    zipper::{Entry, zip},
};

fn named(name: &str) -> usize {
    class().iter().position(|entry| entry.name == name.as_bytes()).unwrap()
}

#[test]
fn a_container_that_two_people_signed_is_valid() {
    let report = changed(|_| ());
    assert_valid(&report);
    assert_eq!((report.files.len(), report.signatures.len()), (3, 2));
    assert!(report.files.iter().all(|file| file.proven == Some(Verdict::Valid)), "{:#?}", report.files);
    let teacher = &report.signatures[0];
    assert_eq!(teacher.place.as_deref(), Some("META-INF/signature001.p7s"));
    assert_eq!(teacher.covers, ["Журнал 8-А.pdf", "Відвідування 8-А.pdf", "дані.json"]);
    assert_eq!(report.signatures[1].signer.as_ref().unwrap().position.as_deref(), Some("директор"));
}

#[test]
fn the_writers_of_other_programs_are_read() {
    assert_valid(&check(&data("8a.asice"), None));
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for entry in class() {
        let method = if entry.packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(String::from_utf8(entry.name).unwrap(), options).unwrap();
        writer.write_all(&entry.data).unwrap();
    }
    assert_valid(&check(&writer.finish().unwrap().into_inner(), None));
}

#[test]
fn without_trusted_certificates_the_files_hold_and_the_signers_are_unknown() {
    let report = verify(&zip(&class()), None, &Trust::default(), now());
    assert_eq!(report.verdict, Verdict::CannotTell);
    assert!(report.faults.is_empty() && report.files.iter().all(|file| file.fault.is_none()));
}

#[test]
fn a_cut_container_is_refused_wherever_it_was_cut() {
    let whole = zip(&class());
    for end in 2..whole.len() {
        let report = check(&whole[..end], None);
        assert_eq!(report.verdict, Verdict::Invalid, "{end}");
        assert!(report.signatures.is_empty());
    }
    assert_refused(&check(&whole[..whole.len() / 2], None), &Fault::Truncated);
}

#[test]
fn no_byte_may_change() {
    let whole = zip(&class()[..6]);
    assert_valid(&check(&whole, None));
    for byte in 2..whole.len() {
        let mut changed = whole.clone();
        changed[byte] ^= 0x01;
        let report = check(&changed, None);
        // The version of the archiver, and the time and rights of a file, are nobody's statement.
        let harmless = report.verdict == Verdict::Valid;
        assert!(!harmless || is_of_the_archiver(&whole, byte), "byte {byte}");
    }
}

/// Whether the byte belongs to a field of a header that says nothing of what is in the files.
fn is_of_the_archiver(whole: &[u8], byte: usize) -> bool {
    let within = |mark: &[u8], fields: &[std::ops::Range<usize>]| {
        let mut headers = (0..whole.len()).filter(|at| whole[*at..].starts_with(mark));
        headers.any(|at| fields.iter().any(|field| byte >= at + field.start && byte < at + field.end))
    };
    within(b"PK\x03\x04", &[4..6, 10..14]) || within(b"PK\x01\x02", &[4..8, 12..16, 34..42])
}

#[rstest]
#[case::packed(|first: &mut Entry| first.packed = true)]
#[case::with_a_field(|first: &mut Entry| first.extra = vec![0x75, 0x70, 0, 0])]
fn a_repacked_container_is_refused(#[case] repack: fn(&mut Entry)) {
    assert_refused(&changed(|entries| repack(&mut entries[0])), &Fault::MimetypePacked);
}

#[test]
fn a_reordered_container_is_refused() {
    assert_refused(&changed(|entries| entries.swap(0, 1)), &Fault::MimetypeNotFirst);
    assert_refused(&changed(|entries| drop(entries.remove(0))), &Fault::MimetypeNotFirst);
}

#[test]
fn a_container_of_another_kind_is_named() {
    let report = changed(|entries| entries[0].data = b"application/vnd.etsi.asic-s+zip".to_vec());
    assert_refused(&report, &Fault::MimetypeOther { found: name("application/vnd.etsi.asic-s+zip") });
}

#[test]
fn a_changed_file_is_named() {
    let report = changed(|entries| entries[1].data[0] ^= 1);
    assert_refused(&report, &Fault::FileAltered { name: name("Журнал 8-А.pdf") });
    assert!(report.files[0].fault.is_some() && report.files[1].fault.is_none());
    assert_eq!(report.files[1].proven, Some(Verdict::Valid), "the lists are as they were signed");
    assert!(report.signatures.iter().all(|signature| signature.verdict == Verdict::Invalid));
}

#[test]
fn a_file_whose_list_was_changed_with_it_is_not_proven() {
    let report = changed(|entries| {
        entries.truncate(6);
        entries[3].data = r#"{"class":"8-Б"}"#.into();
        let list = String::from_utf8(entries[4].data.clone()).unwrap();
        let digests =
            ["DB28B7bwZV8xieIVzQzMKJFJPns3cfcZl8jPjpCgv4E=", "ElylROi6qWHyBJulneYxTtejZdnPmk2suFaIJkxBgWk="];
        entries[4].data = list.replace(digests[0], digests[1]).into_bytes();
    });
    assert_refused(&report, &Fault::OtherContent);
    let told: Vec<_> = report.files.iter().map(|file| (file.fault.as_ref(), file.proven)).collect();
    assert_eq!(told, vec![(None, Some(Verdict::Invalid)); 3]);
}

#[test]
fn a_signature_that_nobody_made_is_none() {
    let report = changed(|entries| {
        entries.truncate(6);
        entries[5].data = data("bundle.p7b");
    });
    assert_refused(&report, &Fault::NoSigners);
    assert!(report.files.iter().all(|file| file.proven == Some(Verdict::CannotTell)), "{:#?}", report.files);
}

#[test]
fn a_containers_own_file_is_compared_too_where_a_manifest_names_it() {
    let manifest = |value: &str| {
        format!(
            r#"<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#"><SigReference URI="META-INF/signature001.p7s"/><DataObjectReference URI="mimetype"><d:DigestMethod xmlns:d="http://www.w3.org/2000/09/xmldsig#" Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue xmlns:d="http://www.w3.org/2000/09/xmldsig#">{value}</d:DigestValue></DataObjectReference></ASiCManifest>"#
        )
    };
    let at = named("META-INF/ASiCManifest001.xml");
    let wrong = changed(|entries| entries[at].data = manifest("AAAA").into_bytes());
    assert_refused(&wrong, &Fault::FileAltered { name: name("mimetype") });
}

#[test]
fn swapped_files_are_told_from_changed_ones() {
    let report = changed(|entries| {
        let (one, other) = (entries[1].data.clone(), entries[2].data.clone());
        (entries[1].data, entries[2].data) = (other, one);
    });
    let (one, other) = (name("Журнал 8-А.pdf"), name("Відвідування 8-А.pdf"));
    assert_refused(&report, &Fault::FileSwapped { name: one.clone(), other: other.clone() });
    assert_refused(&report, &Fault::FileSwapped { name: other, other: one });
}

#[test]
fn a_file_that_is_gone_or_was_added_is_named() {
    let gone = changed(|entries| drop(entries.remove(1)));
    assert_refused(&gone, &Fault::FileMissing { name: name("Журнал 8-А.pdf") });
    let added = changed(|entries| entries.push(Entry::new("Додаток.pdf", b"%PDF")));
    assert_refused(&added, &Fault::FileNotCovered { name: name("Додаток.pdf") });
    let hidden = changed(|entries| entries.push(Entry::new("META-INF/Додаток.pdf", b"%PDF")));
    assert_refused(&hidden, &Fault::FileNotCovered { name: name("META-INF/Додаток.pdf") });
    let folder = changed(|entries| entries.push(Entry::new("тека/", b"%PDF")));
    assert_refused(&folder, &Fault::ForeignData);
    assert_valid(&changed(|entries| entries.push(Entry::new("тека/", b""))));
}

#[test]
fn the_signature_of_another_class_is_told_from_a_broken_one() {
    let at = named("META-INF/signature001.p7s");
    let foreign = changed(|entries| entries[at].data = data("8b-1.p7s"));
    assert_refused(&foreign, &Fault::OtherContent);
    assert_eq!(foreign.signatures[1].verdict, Verdict::Valid, "the head's is right all the same");
    let broken = changed(|entries| *entries[at].data.last_mut().unwrap() ^= 1);
    assert_refused(&broken, &Fault::SignatureWrong);
    let cut = changed(|entries| entries[at].data.truncate(100));
    assert_refused(&cut, &Fault::Malformed { what: "файл підпису" });
    // Manifest and signature of the other class, files of this one.
    let both = changed(|entries| {
        entries[at].data = data("8b-1.p7s");
        entries[at - 1].data = data("8b-1.xml");
    });
    assert_refused(&both, &Fault::FileMissing { name: name("Журнал 8-Б.pdf") });
}

#[test]
fn signatures_and_manifests_go_in_pairs() {
    let at = named("META-INF/signature001.p7s");
    let no_signature = changed(|entries| drop(entries.remove(at)));
    assert_refused(&no_signature, &Fault::SignatureMissing { name: name("META-INF/signature001.p7s") });
    let no_manifest = changed(|entries| drop(entries.remove(at - 1)));
    assert_refused(
        &no_manifest,
        &Fault::SignatureWithoutManifest { name: name("META-INF/signature001.p7s") },
    );
}

#[test]
fn what_nobody_signed_or_signed_otherwise_cannot_be_told() {
    let unsigned = changed(|entries| entries.truncate(4));
    assert_refused(&unsigned, &Fault::NoSignatures);
    let xades = changed(|entries| {
        entries.truncate(4);
        entries.push(Entry::new("META-INF/signatures001.xml", b"<XAdESSignatures/>"));
    });
    assert_refused(&xades, &Fault::Xades { name: name("META-INF/signatures001.xml") });
}

#[rstest]
#[case("це не XML")]
#[case("<ASiCManifest/>")]
#[case(r#"<!DOCTYPE a [<!ENTITY x "xxxxxxxx">]><a>&x;</a>"#)]
#[case(r#"<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#"/>"#)]
#[case(
    r#"<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#"><SigReference URI="a.p7s"/></ASiCManifest>"#
)]
#[case(r#"<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#"><SigReference URI="a.p7s"/><SigReference URI="b.p7s"/></ASiCManifest>"#)]
#[case(r#"<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#"><SigReference URI="a.p7s"/><DataObjectReference URI="b"/></ASiCManifest>"#)]
fn a_malformed_manifest_is_refused(#[case] text: &str) {
    let report = changed(|entries| entries[named("META-INF/ASiCManifest001.xml")].data = text.into());
    assert!(matches!(&report.faults[..], [Fault::ManifestMalformed { .. }]), "{report:#?}");
    assert_eq!(report.verdict, Verdict::Invalid);
}

#[test]
fn deep_or_wide_manifests_are_bounded() {
    for text in ["<a>".repeat(100_000), format!("<a>{}</a>", "<b/>".repeat(100_000)), "x".repeat(2 << 20)] {
        let report = changed(|entries| {
            let manifest = &mut entries[named("META-INF/ASiCManifest001.xml")];
            manifest.data = text.into_bytes();
            manifest.packed = false;
        });
        assert!(matches!(&report.faults[..], [Fault::ManifestMalformed { .. }]), "{report:#?}");
    }
}

#[test]
fn an_unknown_hash_function_is_not_guessed() {
    let at = named("META-INF/ASiCManifest001.xml");
    let report = changed(|entries| {
        let text = String::from_utf8(entries[at].data.clone()).unwrap();
        entries[at].data = text.replace("xmlenc#sha256", "xmldsig#sha1").into_bytes();
    });
    let fault = Fault::UnknownDigest {
        manifest: name("META-INF/ASiCManifest001.xml"),
        algorithm: name("http://www.w3.org/2001/04/xmldsig#sha1"),
    };
    assert_eq!(report.signatures[0].faults.iter().filter(|found| **found == fault).count(), 3);
    assert_eq!(report.signatures[0].verdict, Verdict::Invalid, "the manifest is changed as well");
    assert!(report.files.iter().all(|file| file.proven == Some(Verdict::Valid)), "by the head's");

    let alone = changed(|entries| {
        let text = String::from_utf8(entries[at].data.clone()).unwrap();
        entries[at].data = text.replace("xmlenc#sha256", "xmldsig#sha1").into_bytes();
        entries.truncate(at + 2);
    });
    for file in &alone.files {
        assert_eq!((file.fault.as_ref(), file.proven), (Some(&fault), None), "{}", file.name);
    }
    assert_eq!(alone.signatures[0].faults.iter().filter(|found| **found == fault).count(), 3);
}
