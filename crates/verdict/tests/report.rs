//! What is said of real files, in both languages and both forms.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{fs, path::Path};

use chrono::{DateTime, Utc};
use klas_signature::{Fault, File, Report, Trust, Verdict, verify};
use klas_verdict::{Language, fault, markup, text};
use rstest::rstest;

fn data(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../signature/tests/data").join(name)).unwrap()
}

fn now() -> DateTime<Utc> {
    "2030-01-01T12:00:00Z".parse().unwrap()
}

/// A check of the file that trusts the invented state's root.
fn checked(file: &[u8]) -> Report {
    let (mut trust, content) = (Trust::default(), data("content.txt"));
    trust.add_file(&data("root.cer"));
    verify(file, Some(&content), &trust, now())
}

#[rstest]
#[case(Language::Uk, "8a: ДІЙСНО", "Підписувач     Зразкова Зоряна Зразківна", "Підписів: 2, файлів: 3")]
#[case(Language::En, "8a: VALID", "Signer         Зразкова Зоряна Зразківна", "Signatures: 2, files: 3")]
fn a_signed_class_is_told_in_the_language(
    #[case] language: Language,
    #[case] verdict: &str,
    #[case] signer: &str,
    #[case] count: &str,
) {
    let told = text("8a", &checked(&data("8a.asice")), language);
    for part in [verdict, signer, count] {
        assert!(told.contains(part), "no «{part}» in:\n{told}");
    }
}

#[rstest]
#[case(
    Language::Uk,
    "як підписано",
    "збігається з описом підпису, але сам опис не доведено",
    "опис «m.xml» називає"
)]
#[case(
    Language::En,
    "as signed",
    "matches the list of a signature, which is not proven",
    "the list “m.xml” names"
)]
fn a_file_is_as_signed_where_a_valid_signature_says_so(
    #[case] language: Language,
    #[case] signed: &str,
    #[case] listed: &str,
    #[case] unknown: &str,
) {
    let mut report = checked(&data("8a.asice"));
    assert_eq!(text("8a", &report, language).matches(signed).count(), 3);
    report.files[0].proven = Some(Verdict::Invalid);
    report.files[1].proven = Some(Verdict::CannotTell);
    let fault = Fault::UnknownDigest { manifest: "m.xml".to_owned(), algorithm: "urn:new".to_owned() };
    (report.files[2].fault, report.files[2].proven) = (Some(fault.clone()), None);
    report.faults.push(fault.clone());
    report.signatures[0].faults.push(fault);
    let told = text("8a", &report, language);
    let line = |file: usize| told.lines().find(|line| line.contains(&report.files[file].name)).unwrap();
    for (file, sign, words) in [(0, "  ✗ ", listed), (1, "  ? ", listed), (2, "  ? ", unknown)] {
        assert!(line(file).starts_with(sign) && line(file).contains(words), "{told}");
    }
    assert!(!told.contains(signed), "{told}");
}

#[rstest]
#[case(Language::Uk, "Геш архіву", "порядок файлів не такий, як в описі")]
#[case(Language::En, "Archive digest", "the order of the files is not that of the list")]
fn an_archive_is_told_by_its_digest(#[case] language: Language, #[case] name: &str, #[case] order: &str) {
    let (mut report, digest) = (checked(&data("8a.asice")), "ab".repeat(32));
    assert!(!text("8a", &report, language).contains(name), "it is no archive of Klas");
    report.archive_digest = Some(digest.clone());
    report.faults.push(Fault::OutOfOrder { name: "journal.pdf".to_owned() });
    let told = text("8a", &report, language);
    assert!(told.contains(&format!("  {name:<14} {digest}\n")), "{told}");
    let line = told.lines().find(|line| line.contains(order)).unwrap();
    assert!(line.starts_with("  ✗ ") && line.contains("journal.pdf"), "{told}");
    assert!(markup("8a", &report, language).contains(&format!("<dt>{name}</dt><dd>{digest}</dd>")));
}

#[test]
fn every_fault_of_an_archives_list_has_words_of_its_own() {
    let name = || "journal.pdf".to_owned();
    let faults = [
        Fault::ListMalformed { name: name() },
        Fault::ListedOtherwise { name: name() },
        Fault::ListedMissing { name: name() },
        Fault::NotListed { name: name() },
        Fault::OutOfOrder { name: name() },
    ];
    for language in [Language::Uk, Language::En] {
        let mut words: Vec<String> = faults.iter().map(|own| fault(own, language)).collect();
        assert!(words.iter().all(|words| words.contains("journal.pdf")), "{words:?}");
        words.sort();
        words.dedup();
        assert_eq!(words.len(), faults.len(), "{words:?}");
    }
}

#[rstest]
#[case(Language::Uk, "Охоплює", "файлів: 3 з 3", "файлів: 1 з 3", "охоплює не всі документи")]
#[case(Language::En, "Covers", "files: 3 of 3", "files: 1 of 3", "does not cover all documents")]
fn a_signature_tells_what_it_covers(
    #[case] language: Language,
    #[case] name: &str,
    #[case] all: &str,
    #[case] part: &str,
    #[case] fault: &str,
) {
    let mut report = checked(&data("8a.asice"));
    let row = |words: &str| format!("  {name:<14} {words}\n");
    assert_eq!(text("8a", &report, language).matches(&row(all)).count(), 2);
    report.signatures[1].covers = vec!["дані.json".to_owned()];
    report.signatures[1].faults.push(Fault::LeavesOut { name: "manifest.json".to_owned() });
    let told = text("8a", &report, language);
    assert!(
        told.contains(&row(all)) && told.contains(&format!("{}  {:<14} дані.json\n", row(part), "")),
        "{told}"
    );
    let line = told.lines().find(|line| line.contains(fault)).unwrap();
    assert!(line.starts_with("  ✗ ") && line.contains("manifest.json"), "{told}");
    let told = markup("8a", &report, language);
    assert!(told.contains(&format!("<dt>{name}</dt><dd>{part}</dd><dd>дані.json</dd>")), "{told}");

    let more = |number: usize| File { name: format!("{number}.csv"), ..report.files[0].clone() };
    let more: Vec<File> = (0..30).map(more).collect();
    report.signatures[1].covers = more.iter().map(|file| file.name.clone()).collect();
    report.files.extend(more);
    let told = text("8a", &report, language);
    assert!(told.contains(" 19.csv\n                 …\n"), "{told}");

    let apart = checked(&data("plain.p7s"));
    assert!(!text("a.p7s", &apart, language).contains(name), "it is in no container");
}

#[test]
fn whatever_is_not_read_to_its_end_has_words_of_its_own() {
    let parts = [
        "сертифікатів",
        "алгоритмів геша",
        "відомостей про підпис",
        "свідчень про скасування",
        "просторів імен в описі підпису",
        "атрибутів в елементі опису підпису",
    ];
    let mut faults: Vec<Fault> =
        parts.into_iter().map(|what| Fault::TooManyParts { what, limit: 64 }).collect();
    let (name, other) = ("a.pdf".to_owned(), "b.pdf".to_owned());
    faults.extend([
        Fault::TooManySigners { limit: 32 },
        Fault::SignatureTooLarge { limit: 4 },
        Fault::TooMuchEvidence,
        Fault::OtherName { name, other },
    ]);
    for language in [Language::Uk, Language::En] {
        let mut words: Vec<String> = faults.iter().map(|own| fault(own, language)).collect();
        let is_ukrainian =
            |words: &String| words.chars().any(|letter| ('\u{400}'..'\u{500}').contains(&letter));
        assert!(words.iter().all(|words| is_ukrainian(words) == (language == Language::Uk)), "{words:?}");
        words.sort();
        words.dedup();
        assert_eq!(words.len(), faults.len(), "{words:?}");
    }
}

#[rstest]
#[case("8a.asice", "valid")]
#[case("no-certificate.p7s", "cannot-tell")]
#[case("expired.p7s", "invalid")]
fn markup_carries_the_verdict(#[case] file: &str, #[case] verdict: &str) {
    let told = markup(file, &checked(&data(file)), Language::Uk);
    assert!(
        told.starts_with(&format!("<article class=\"card verdict {verdict}\" data-verdict=\"{verdict}\">"))
    );
    for tag in ["article", "header", "section", "ul", "li", "dl", "dt", "dd"] {
        let opened = told.matches(&format!("<{tag}>")).count() + told.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, told.matches(&format!("</{tag}>")).count(), "{tag} in {told}");
    }
}

#[test]
fn words_of_a_file_are_escaped() {
    let told = markup("<b>&\"", &checked(b"nothing"), Language::En);
    assert!(told.contains("&lt;b&gt;&amp;&quot;"), "{told}");
}

/// Names are as certificates write them; everything else is English.
#[test]
fn faults_are_told_in_english_alone() {
    let without_names = |words: &str| {
        let parts = words.split('“').map(|part| part.rsplit('”').next().unwrap_or_default());
        parts.collect::<String>()
    };
    let is_ukrainian = |words: &str| words.chars().any(|letter| ('\u{400}'..'\u{500}').contains(&letter));
    let (mut faults, mut left) = (0, Vec::new());
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../signature/tests/data")).unwrap();
    for file in files.map(|file| file.unwrap().path()) {
        let bytes = fs::read(&file).unwrap();
        for length in [bytes.len(), bytes.len() - 1, bytes.len() / 2] {
            let told = text("file", &checked(&bytes[..length]), Language::En);
            for line in told.lines().filter(|line| line.starts_with("  ✗") || line.starts_with("  ?")) {
                faults += 1;
                if is_ukrainian(&without_names(line)) {
                    left.push(line.to_owned());
                }
            }
        }
    }
    assert!(faults > 40, "{faults}");
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn a_verdict_is_one_of_three() {
    let of = |file: &str| checked(&data(file)).verdict;
    assert_eq!(of("plain.p7s"), Verdict::Valid);
    assert_eq!(of("no-certificate.p7s"), Verdict::CannotTell);
    assert_eq!(of("expired.p7s"), Verdict::Invalid);
}
