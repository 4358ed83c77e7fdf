//! A real signature with a few bytes put in other places: what is past the outer structure, and, because in a fuzzer's build
//! signatures hold that can be read, past the signature.

#![no_main]

use std::sync::LazyLock;

use chrono::DateTime;
use klas_signature::{Trust, verify};
use libfuzzer_sys::fuzz_target;

const CONTENT: &[u8] = include_bytes!("../../tests/data/content.txt");
/// Signatures, and what they are of.
const SEEDS: [(&[u8], &[u8]); 8] = [
    (include_bytes!("../../tests/data/message.p7"), b"123"),
    (include_bytes!("../../tests/data/stamped.p7s"), CONTENT),
    (include_bytes!("../../tests/data/answered.p7s"), CONTENT),
    (include_bytes!("../../tests/data/answered-revoked.p7s"), CONTENT),
    (include_bytes!("../../tests/data/streamed.p7m"), CONTENT),
    (include_bytes!("../../tests/data/two.p7s"), CONTENT),
    (include_bytes!("../../tests/data/by-key.p7s"), CONTENT),
    (include_bytes!("../../tests/data/CA-Justice.cer"), CONTENT),
];
const TRUSTED: [&[u8]; 4] = [
    include_bytes!("../../tests/data/root.cer"),
    include_bytes!("../../tests/data/CZOROOT.cer"),
    include_bytes!("../../tests/data/SELF_SIGNED1.cer"),
    include_bytes!("../../tests/data/revoked.crl"),
];

static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let mut trust = Trust::default();
    for file in TRUSTED {
        assert_eq!(trust.add_file(file), 1);
    }
    trust
});

fuzz_target!(|input: (u8, Vec<(u16, u8)>)| {
    let (seed, changes) = input;
    let (signature, content) = SEEDS[usize::from(seed) % SEEDS.len()];
    let mut bytes = signature.to_vec();
    let length = bytes.len();
    for (at, value) in changes {
        bytes[usize::from(at) % length] = value;
    }
    // 2030, when the certificates of the samples hold.
    let now = DateTime::from_timestamp(1_893_456_000, 0).unwrap_or_default();
    verify(&bytes, Some(content), &TRUST, now);
});
