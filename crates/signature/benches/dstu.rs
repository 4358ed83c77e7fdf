//! How many signatures of DSTU 4145 one core verifies, how fast documents are hashed and a container is checked:
//! `cargo bench -p klas-signature --bench dstu`.

#![expect(clippy::unwrap_used, reason = "a benchmark ends where something unforeseen happens")]

use std::path::Path;

use chrono::{DateTime, Utc};
use divan::{
    Bencher,
    counter::{BytesCount, ItemsCount},
};
use klas_signature::{Certificate, Trust, Verdict, digest::Digest, verify};

fn main() {
    divan::main();
}

fn data(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

fn now() -> DateTime<Utc> {
    "2030-01-01T12:00:00Z".parse().unwrap()
}

/// The whole way: CMS, attributes, the certificate's key, 257 bits, GOST 34.311-95.
#[divan::bench]
fn message_with_dstu_4145(bencher: Bencher<'_, '_>) {
    let (message, mut trust) = (data("message.p7"), Trust::default());
    trust.add(Certificate::read(&data("SELF_SIGNED1.cer")).unwrap());
    bencher.counter(ItemsCount::new(1_u8)).bench(|| {
        assert_eq!(verify(&message, None, &trust, now()).verdict, Verdict::Valid);
    });
}

/// The signature alone, with a key that is read already.
#[divan::bench(args = ["SELF_SIGNED1.cer", "CZOROOT.cer"])]
fn signature_of_a_certificate(bencher: Bencher<'_, '_>, name: &str) {
    let certificate = Certificate::read(&data(name)).unwrap();
    assert!(certificate.is_signed_by(&certificate));
    bencher.counter(ItemsCount::new(1_u8)).bench(|| certificate.is_signed_by(&certificate));
}

/// Two people's signatures, three small files: what is left of a class's container without its hashing.
#[divan::bench]
fn container_of_two_signatures(bencher: Bencher<'_, '_>) {
    let (container, mut trust) = (data("8a.asice"), Trust::default());
    trust.add_file(&data("root.cer"));
    bencher.bench(|| assert_eq!(verify(&container, None, &trust, now()).verdict, Verdict::Valid));
}

#[divan::bench(args = [Digest::Sha256, Digest::Gost34311, Digest::Kupyna256], sample_count = 10)]
fn hash_of_a_document(bencher: Bencher<'_, '_>, digest: Digest) {
    let document = vec![7; 1 << 20];
    bencher.counter(BytesCount::of_slice(&document)).bench(|| digest.hash(&document));
}
