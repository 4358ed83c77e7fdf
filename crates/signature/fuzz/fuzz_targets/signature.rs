//! A real signature with a few bytes put in other places: what is past the outer structure.

#![no_main]

use chrono::DateTime;
use klas_signature::{Trust, verify};
use libfuzzer_sys::fuzz_target;

const SEEDS: [&[u8]; 5] = [
    include_bytes!("../../tests/data/message.p7"),
    include_bytes!("../../tests/data/stamped.p7s"),
    include_bytes!("../../tests/data/answered-revoked.p7s"),
    include_bytes!("../../tests/data/streamed.p7m"),
    include_bytes!("../../tests/data/CA-Justice.cer"),
];

fuzz_target!(|input: (u8, Vec<(u16, u8)>)| {
    let (seed, changes) = input;
    let mut bytes = SEEDS[usize::from(seed) % SEEDS.len()].to_vec();
    let length = bytes.len();
    for (at, value) in changes {
        bytes[usize::from(at) % length] = value;
    }
    verify(&bytes, Some(b"123"), &Trust::default(), DateTime::UNIX_EPOCH);
});
