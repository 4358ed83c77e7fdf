//! The ZIP of a container: two programs that read it see the same files under the same names.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story ends where something unforeseen happens")]

mod support;

use klas_signature::{Fault, unpack, unpack_within};
use rstest::rstest;
use support::{
    assert_refused, assert_valid, changed, check, class, name,
    zipper::{Entry, zip},
};

#[rstest]
#[case("../evil.pdf")]
#[case("/etc/passwd")]
#[case("a/../../b")]
#[case("C:evil.pdf")]
#[case("..\\evil.pdf")]
#[case("a//b")]
#[case("")]
fn a_name_that_leads_out_is_refused(#[case] evil: &str) {
    let report = changed(|entries| entries.push(Entry::new(evil, b"x")));
    assert_refused(&report, &Fault::UnsafeName { name: name(evil) });
}

#[test]
fn equal_names_are_refused() {
    let twice = changed(|entries| entries.push(entries[1].clone()));
    assert_refused(&twice, &Fault::DuplicateName { name: name("Журнал 8-А.pdf") });
    let by_case = changed(|entries| entries.push(Entry::new("ДАНІ.json", b"{}")));
    assert_refused(&by_case, &Fault::DuplicateName { name: name("ДАНІ.json") });
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let bomb = changed(|entries| entries.push(Entry::new("bomb", &vec![0; 8 << 20]).packed()));
    assert_refused(&bomb, &Fault::Bomb { name: name("bomb") });
    let large = changed(|entries| {
        entries.push(Entry { claimed: Some(65 << 20), ..Entry::new("large", &vec![1; 1 << 20]) });
    });
    assert_refused(&large, &Fault::TooLarge { name: name("large") });
    let lying = changed(|entries| {
        entries[1] =
            Entry { claimed: Some(16), ..Entry::new("Журнал 8-А.pdf", &vec![0; 1 << 20]).packed() };
    });
    assert_refused(&lying, &Fault::Damaged { name: name("Журнал 8-А.pdf") });
    let many = changed(|entries| {
        entries.extend((0..2048).map(|number| Entry::new(&format!("{number}"), b"")));
    });
    assert_refused(&many, &Fault::TooManyFiles { limit: 2048 });
}

#[test]
fn what_is_larger_than_asked_for_is_not_unpacked() {
    let bytes = zip(&class());
    let all: usize = class().iter().map(|entry| entry.data.len()).sum();
    let all = u64::try_from(all).unwrap();
    assert_eq!(unpack_within(&bytes, all).unwrap(), unpack(&bytes).unwrap());
    let refused = unpack_within(&bytes, all - 1).unwrap_err();
    assert!(matches!(refused, Fault::TooLarge { .. }), "{refused}");
    // Nothing is unpacked by then, or the broken file would be told.
    let mut entries = class();
    entries[1].checksum = Some(0);
    assert!(matches!(unpack_within(&zip(&entries), all - 1), Err(Fault::TooLarge { .. })));
}

#[test]
fn what_cannot_be_unpacked_is_named() {
    let one = "Журнал 8-А.pdf";
    let locked = changed(|entries| entries[1].flags |= 1);
    assert_refused(&locked, &Fault::Encrypted { name: name(one) });
    let method = changed(|entries| entries[1].method = Some(12));
    assert_refused(&method, &Fault::UnknownCompression { name: name(one) });
    let sum = changed(|entries| entries[1].checksum = Some(7));
    assert_refused(&sum, &Fault::Damaged { name: name(one) });
    let other = changed(|entries| entries[1].other_name = Some(b"another.pdf".to_vec()));
    assert_refused(&other, &Fault::HeadersDisagree { name: name(one) });
}

/// A field of a ZIP's header.
fn field(kind: u16, content: &[u8]) -> Vec<u8> {
    let size = u16::try_from(content.len()).unwrap();
    [&kind.to_le_bytes()[..], &size.to_le_bytes(), content].concat()
}

/// The field by which Info-ZIP gives a name a second time: a version, a checksum of the name that it stands for, the name.
fn second_name(own: &str, second: &str) -> Vec<u8> {
    let checksum = crc32fast::hash(own.as_bytes()).to_le_bytes();
    field(0x7075, &[&[1_u8][..], &checksum, second.as_bytes()].concat())
}

#[rstest]
#[case::in_the_directory(|entry: &mut Entry, field: Vec<u8>| entry.listed_extra = field)]
#[case::before_the_data(|entry: &mut Entry, field: Vec<u8>| entry.extra = field)]
fn a_file_has_one_name(#[case] give: fn(&mut Entry, Vec<u8>)) {
    let (own, second) = (name("Журнал 8-А.pdf"), name("Журнал 8-Б.pdf"));
    let fault = Fault::OtherName { name: own.clone(), other: second.clone() };
    let given = |field: Vec<u8>| changed(|entries| give(&mut entries[1], field));
    assert_refused(&given(second_name(&own, &second)), &fault);
    // Wherever it stands, whatever its checksum says, and however it is cut off.
    let time = field(0x5455, &[1, 0, 0, 0, 0]);
    assert_refused(
        &given([&time[..], &second_name(&own, &own), &second_name(&own, &second)].concat()),
        &fault,
    );
    assert_refused(&given(second_name("another", &second)), &fault);
    let mut cut = second_name(&own, &second);
    cut[2] += 1;
    assert_refused(&given(cut), &fault);
    let hidden = given(second_name(&own, "\u{202E}8-Б.pdf"));
    assert_refused(&hidden, &Fault::OtherName { name: own.clone(), other: name("\u{FFFD}8-Б.pdf") });

    assert_valid(&given(second_name(&own, &own)));
    assert_valid(&given(time));
}

#[test]
fn data_that_belong_to_no_file_are_refused() {
    let whole = zip(&class());
    assert_refused(&check(&[&whole[..], b"more"].concat(), None), &Fault::ForeignData);
    // As a program that unpacks itself begins.
    assert_refused(&check(&[b"PK program", &whole[..]].concat(), None), &Fault::ForeignData);
    let mut with_comment = whole;
    let end = with_comment.len() - 2;
    with_comment[end] = 4;
    with_comment.extend(b"note");
    assert_refused(&check(&with_comment, None), &Fault::ForeignData);
}
