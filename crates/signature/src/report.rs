//! What is told of a file.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use der::pem;
use serde::Serialize;

use crate::{
    algorithm::PublicKey,
    certificate::{Certificate, Subject},
    chain::{self, Trust},
    cms::{self, SignedData},
    container,
    fault::{self, Fault, Verdict},
    judge::Judge,
    signature::{self, Link, Signature},
};

/// Bytes of a file that is checked; one that has more need not be read.
pub const LARGEST: u64 = 256 << 20;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An ASiC-E container.
    Container,
    /// A signature, with its content or apart from it.
    Signature,
    /// A certificate.
    Certificate,
    /// None of these.
    Unknown,
}

/// All that is known of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What kind of file it is.
    pub kind: Kind,
    /// The worst of everything below.
    pub verdict: Verdict,
    /// What is wrong with the file as a whole.
    pub faults: Vec<Fault>,
    /// The documents of a container.
    pub files: Vec<File>,
    /// Its signatures.
    pub signatures: Vec<Signature>,
    /// Where the file is a certificate: what it says.
    pub certificate: Option<CertificateCard>,
    /// Of a container of Klas: SHA-256, in hexadecimal, of the list of its documents, which stands for the whole archive.
    pub archive_digest: Option<String>,
}

/// A document of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Its name from the root of the container.
    pub name: String,
    /// Bytes.
    pub size: u32,
    /// What is wrong with it, or why it could not be compared with what was signed.
    pub fault: Option<Fault>,
    /// The best verdict of the signatures of those manifests that it was compared with: it is as its manifests say, which
    /// means no more than their signatures do. None where it was compared with none.
    pub proven: Option<Verdict>,
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateCard {
    /// Whom it names.
    pub subject: Subject,
    /// Who issued it.
    pub issuer: String,
    /// Its serial number in hexadecimal.
    pub serial: String,
    /// The kind and size of its key, where the program knows it.
    pub key: Option<String>,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// Whether that is over.
    pub expired: bool,
    /// From it up to a trusted one; empty where none was found.
    pub chain: Vec<Link>,
}

impl Report {
    pub(crate) fn new(kind: Kind) -> Self {
        let (faults, files, signatures) = (Vec::new(), Vec::new(), Vec::new());
        let (certificate, archive_digest) = (None, None);
        Self { kind, verdict: Verdict::Valid, faults, files, signatures, certificate, archive_digest }
    }

    fn fault(kind: Kind, fault: Fault) -> Self {
        let mut report = Self::new(kind);
        report.faults.push(fault);
        report.conclude();
        report
    }

    pub(crate) fn conclude(&mut self) {
        let of_signatures = self.signatures.iter().map(|signature| signature.verdict).max();
        self.verdict = fault::verdict(&self.faults).max(of_signatures.unwrap_or(Verdict::Valid));
    }
}

/// What is told of a file of more than [`LARGEST`] bytes.
pub fn too_large() -> Report {
    Report::fault(Kind::Unknown, Fault::FileTooLarge { limit: LARGEST >> 20 })
}

/// Checks a file: a container, a signature, or a certificate. `content` is what a signature that stands
/// apart was made of; `now` is the moment of the check.
pub fn verify(bytes: &[u8], content: Option<&[u8]>, trust: &Trust, now: DateTime<Utc>) -> Report {
    let is_too_large = |bytes: &[u8]| bytes.len() as u64 > LARGEST;
    if is_too_large(bytes) || content.is_some_and(is_too_large) {
        return too_large();
    }
    let judge = Judge::new(trust, now);
    if bytes.starts_with(b"PK") {
        return container::verify(bytes, &judge);
    }
    match binary(bytes) {
        Ok(der) => der_file(&der, content, &judge),
        Err(fault) => Report::fault(Kind::Unknown, fault),
    }
}

/// What stands in a file that may be written as text.
fn binary(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    if !bytes.starts_with(b"-----BEGIN ") {
        return Ok(Cow::Borrowed(bytes));
    }
    let is_called = |label: &[u8]| bytes.strip_prefix(b"-----BEGIN ").is_some_and(|it| it.starts_with(label));
    let is_signature = is_called(b"CMS-----") || is_called(b"PKCS7-----");
    let broken =
        if is_signature { Fault::Malformed { what: "текст PEM" } } else { Fault::NotRecognised };
    pem::decode_vec(bytes).map(|(_, der)| Cow::Owned(der)).map_err(|_| broken)
}

/// What a signature brings with it; none where it stands apart from its content, or is no signature.
pub fn content(bytes: &[u8]) -> Option<Vec<u8>> {
    SignedData::read(&binary(bytes).ok()?).ok()?.content
}

/// A signature as it stands in a container, apart from its content and in DER, however it came: as text, in BER, around its
/// content. What is signed and the signatures are as they were.
///
/// # Errors
/// [`Fault::Malformed`], [`Fault::NotSignature`], [`Fault::NotRecognised`]
pub fn detached(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    cms::detached(&binary(bytes)?)
}

fn der_file(bytes: &[u8], content: Option<&[u8]>, judge: &Judge<'_>) -> Report {
    if let Ok(certificate) = Certificate::read(bytes) {
        return certificate_file(&certificate, judge.trust, judge.now);
    }
    // A text, a list of revoked certificates, a key: what does not even begin as a signature is no damaged one.
    if !cms::is_begun(bytes) {
        return if Certificate::is_begun(bytes) {
            Report::fault(Kind::Certificate, Fault::CertificateMalformed)
        } else {
            Report::fault(Kind::Unknown, Fault::NotRecognised)
        };
    }
    let mut report = Report::new(Kind::Signature);
    match SignedData::read(bytes) {
        Ok(data) => report.signatures = signature::check_all(&data, content, judge),
        Err(fault) => report.faults.push(fault),
    }
    if report.signatures.is_empty() && report.faults.is_empty() {
        report.faults.push(Fault::NoSigners);
    }
    report.conclude();
    report
}

fn certificate_file(certificate: &Certificate, trust: &Trust, now: DateTime<Utc>) -> Report {
    let mut report = Report::new(Kind::Certificate);
    // A certificate is genuine for ever; whether its time is over is told apart.
    let (first, last) = (certificate.not_before(), certificate.not_after());
    let at = now.min(last).max(first);
    let own_signature = if certificate.is_self_issued() && certificate.claims_own_key() {
        chain::is_issued(certificate, certificate)
    } else {
        Ok(true)
    };
    let chain = own_signature.and_then(|holds| {
        if holds {
            chain::build(certificate, [&[], &[]], trust, at)
        } else {
            Err(Fault::CertificateWrong { subject: certificate.subject().name })
        }
    });
    let chain = chain.unwrap_or_else(|fault| {
        report.faults.push(fault);
        Vec::new()
    });
    report.certificate = Some(CertificateCard {
        subject: certificate.subject(),
        issuer: certificate.issuer_name(),
        serial: certificate.serial_number(),
        key: certificate.key().ok().map(PublicKey::name),
        not_before: first,
        not_after: last,
        expired: now > last,
        chain: chain.into_iter().map(Link::of).collect(),
    });
    report.conclude();
    report
}
