//! Any bytes as a file, and as a file of certificates to trust or lists of revoked ones.

#![no_main]

use chrono::DateTime;
use klas_signature::{Trust, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut trust = Trust::default();
    trust.add_file(bytes);
    verify(bytes, None, &trust, DateTime::UNIX_EPOCH);
});
