//! No bytes make a check panic. What `fuzz/` does for hours, this does for a second.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story ends where something unforeseen happens")]

mod support;

use klas_signature::{Verdict, verify};
use proptest::{collection::vec, prelude::*, sample::select};
use support::{check, data, now, trusting};

const SAMPLES: [&str; 7] = [
    "8a.asice",
    "answered-revoked.p7s",
    "bundle.p7b",
    "CA-Justice.cer",
    "revoked.crl",
    "stamped.p7s",
    "streamed.p7m",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..600), start in select(vec![&b""[..], b"PK\x03\x04", b"\x30\x82", b"\x30\x80"])) {
        let report = check(&[start, &bytes].concat(), Some(&bytes));
        prop_assert_ne!(report.verdict, Verdict::Valid);
    }

    #[test]
    fn samples_with_bytes_changed_cut_and_repeated(
        name in select(&SAMPLES[..]),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        piece in vec(any::<u8>(), 0..20),
    ) {
        let mut bytes = data(name);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let at = cut.index(bytes.len());
        let spliced = [&bytes[..at], &piece, &bytes[at..]].concat();
        let mut trust = trusting(&["root.cer"]);
        for file in [&bytes[..], &bytes[..at], &spliced] {
            verify(file, Some(&piece), &trust, now());
            trust.add_file(file);
        }
    }
}
