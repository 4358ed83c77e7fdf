//! Any bytes inside a well-formed ZIP: a manifest, a signature, a list of documents, a name, fields of a header; and the ZIP
//! itself changed.

#![no_main]

use chrono::DateTime;
use klas_signature::{Trust, verify};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/zipper.rs"]
#[allow(dead_code)]
mod zipper;

use zipper::{Entry, zip};

type Input = (Vec<u8>, Vec<u8>, Vec<u8>, String, Vec<u8>, bool, Vec<(u16, u8)>);

fuzz_target!(|input: Input| {
    let (manifest, signature, list, name, mut fields, packed, changes) = input;
    fields.truncate(1000);
    let mut entries = vec![
        Entry::new("mimetype", b"application/vnd.etsi.asic-e+zip"),
        Entry::new("META-INF/ASiCManifest001.xml", &manifest),
        Entry::new("manifest.json", &list),
        Entry::new("META-INF/signature001.p7s", &signature),
        Entry::new(&name.chars().take(100).collect::<String>(), b"document"),
    ];
    entries[2].listed_extra = fields.clone();
    entries[4].extra = fields;
    if packed {
        entries[1] = entries[1].clone().packed();
    }
    let mut bytes = zip(&entries);
    let length = bytes.len();
    for (at, value) in changes {
        bytes[usize::from(at) % length] = value;
    }
    verify(&bytes, None, &Trust::default(), DateTime::UNIX_EPOCH);
});
