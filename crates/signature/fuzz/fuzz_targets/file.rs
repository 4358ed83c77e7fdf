//! Any bytes as a file, as a list of revoked certificates and as a trusted certificate.

#![no_main]

use chrono::DateTime;
use klas_signature::{Certificate, Trust, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut trust = Trust::default();
    trust.add_revoked(bytes);
    if let Ok(certificate) = Certificate::read(bytes) {
        certificate.subject();
        trust.add(certificate);
    }
    verify(bytes, None, &trust, DateTime::UNIX_EPOCH);
});
