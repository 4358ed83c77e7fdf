//! `ASiCManifest` (ETSI EN 319 162-1, clause A.4): what one signature covers. This is what is signed.

use std::fmt::Write as _;

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use super::{File, PAGES};

/// What a path keeps as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The names of the manifest and the signature of a number, from 1.
pub fn signature_name(number: usize) -> (String, String) {
    (format!("META-INF/ASiCManifest{number:03}.xml"), format!("META-INF/signature{number:03}.p7s"))
}

/// The manifest by which the signature of a number covers these documents.
pub fn asic_manifest<'a>(documents: impl Iterator<Item = &'a File>, number: usize) -> File {
    let (name, signature) = signature_name(number);
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n",
    );
    // Writing into a string cannot fail.
    let _ = writeln!(
        xml,
        "  <asic:SigReference URI=\"{}\" MimeType=\"application/pkcs7-signature\"/>",
        utf8_percent_encode(&signature, PATH)
    );
    for file in documents {
        let root = if file.name == PAGES { " Rootfile=\"true\"" } else { "" };
        let _ = writeln!(
            xml,
            "  <asic:DataObjectReference URI=\"{}\" MimeType=\"{}\"{root}>\n    \
             <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\n    \
             <ds:DigestValue>{}</ds:DigestValue>\n  </asic:DataObjectReference>",
            utf8_percent_encode(&file.name, PATH),
            file.media_type(),
            STANDARD.encode(Sha256::digest(&file.bytes)),
        );
    }
    xml.push_str("</asic:ASiCManifest>\n");
    File::new(name, xml.into_bytes())
}
