//! The way from a certificate up to one that is trusted.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use der::pem::{self, LineEnding};

use crate::{certificate::Certificate, cms::SignedData, digest::Digest, fault::Fault, revocation::Evidence};

/// More links than any real chain has.
const LONGEST: usize = 8;
/// Signatures of certificates checked for one chain: a bound on what a hostile set of them can cost.
const MOST_CHECKS: usize = 24;

/// Where the certificates of a chain may be, beside those that are trusted: in the file that is checked, and in the one
/// around it.
pub type Others<'a> = [&'a [Certificate]; 2];

/// The certificates that are trusted, and what is known of revoked ones.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    anchors: Vec<Certificate>,
    /// The hashes of these.
    known: HashSet<Vec<u8>>,
    /// Authorities that a chain may pass through.
    between: Vec<Certificate>,
    pub(crate) evidence: Evidence,
    /// What all of it was read from, with its label in PEM.
    sources: Vec<(&'static str, Vec<u8>)>,
}

impl Trust {
    /// How many certificates files may bring: several times those of a country's authorities.
    pub const MOST: usize = 4096;

    /// Adds a trusted certificate.
    pub fn add(&mut self, anchor: Certificate) {
        let der = anchor.der().to_vec();
        if self.take(anchor) {
            self.sources.push(("CERTIFICATE", der));
        }
    }

    /// Whether the certificate was not among the trusted before.
    fn take(&mut self, anchor: Certificate) -> bool {
        let is_new = self.known.insert(hash(&anchor));
        if is_new {
            self.anchors.push(anchor);
        }
        is_new
    }

    /// All of it as text, for another verifier: [`Self::add_file`] reads the same from it.
    pub fn pem(&self) -> String {
        let block = |(label, der): &(&str, Vec<u8>)| pem::encode_string(label, LineEnding::LF, der);
        // Only a label may be refused, and these are known.
        self.sources.iter().filter_map(|source| block(source).ok()).collect()
    }

    /// Adds what a file holds: certificates, one or several, in DER or as text; a bundle (`.p7b`), of which
    /// the authorities that are nobody's own root only help to build chains; a list of revoked certificates.
    /// Gives how many things were taken from it: none also where there are more than [`Self::MOST`] certificates in all.
    pub fn add_file(&mut self, bytes: &[u8]) -> usize {
        if !bytes.starts_with(b"-----BEGIN ") {
            return self.add_der(bytes).unwrap_or_default();
        }
        let text = String::from_utf8_lossy(bytes);
        // Each block, from the dashes of its own first line.
        let blocks =
            text.split("-----BEGIN ").skip(1).map(|block| format!("-----BEGIN {}\n", block.trim_end()));
        let mut count = 0;
        for block in blocks {
            let Ok((_, der)) = pem::decode_vec(block.as_bytes()) else { continue };
            let Some(taken) = self.add_der(&der) else { return 0 };
            count += taken;
        }
        count
    }

    /// How many things were taken; none where there is no room for all of them.
    fn add_der(&mut self, der: &[u8]) -> Option<usize> {
        if let Ok(certificate) = Certificate::read(der) {
            if !self.has_room(1) {
                return None;
            }
            self.add(certificate);
            return Some(1);
        }
        if self.add_revoked(der) {
            return Some(1);
        }
        let Ok(bundle) = SignedData::bundle(der) else { return Some(0) };
        let count = bundle.certificates.len();
        if count == 0 {
            return Some(0);
        }
        if !self.has_room(count) {
            return None;
        }
        self.sources.push(("PKCS7", der.to_vec()));
        for certificate in bundle.certificates {
            if certificate.is_self_issued() {
                self.take(certificate);
            } else {
                self.between.push(certificate);
            }
        }
        Some(count)
    }

    fn has_room(&self, count: usize) -> bool {
        self.certificates().count() + count <= Self::MOST
    }

    /// Adds a list of revoked certificates; `false` where it is malformed.
    pub fn add_revoked(&mut self, list: &[u8]) -> bool {
        let added = self.evidence.add_list(list);
        if added {
            self.sources.push(("X509 CRL", list.to_vec()));
        }
        added
    }

    /// The certificates that are trusted.
    pub fn anchors(&self) -> &[Certificate] {
        &self.anchors
    }

    /// All certificates at hand, trusted or not.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.anchors.iter().chain(&self.between)
    }

    pub(crate) fn contains(&self, certificate: &Certificate) -> bool {
        self.known.contains(&hash(certificate))
    }
}

fn hash(certificate: &Certificate) -> Vec<u8> {
    Digest::Sha256.hash(certificate.der())
}

/// The chain of a certificate at a moment, the certificate first and the trusted one last; or why
/// there is none.
pub(crate) fn build<'a>(
    certificate: &'a Certificate,
    others: Others<'a>,
    trust: &'a Trust,
    at: DateTime<Utc>,
) -> Result<Vec<&'a Certificate>, Fault> {
    let mut search = Search { others, trust, at, path: vec![certificate], checks: 0 };
    search.climb()?;
    Ok(search.path)
}

struct Search<'a> {
    others: Others<'a>,
    trust: &'a Trust,
    at: DateTime<Utc>,
    path: Vec<&'a Certificate>,
    checks: usize,
}

impl<'a> Search<'a> {
    fn climb(&mut self) -> Result<(), Fault> {
        let Some(&last) = self.path.last() else { return Err(Fault::ChainTooLong) };
        last.holds_at(self.at)?;
        if self.trust.contains(last) {
            return Ok(());
        }
        let mut fault = None;
        if last.is_self_issued() {
            if self.is_issued(last, last)? {
                return Err(Fault::Untrusted { root: last.subject().name });
            }
            if last.claims_own_key() {
                fault = Some(Fault::CertificateWrong { subject: last.subject().name });
            }
        }
        let (trust, others) = (self.trust, self.others);
        for issuer in trust.certificates().chain(others.into_iter().flatten()) {
            let above = issuer.subject_name() == last.issuer();
            if !above || self.path.iter().any(|link| link.der() == issuer.der()) {
                continue;
            }
            match self.step(last, issuer) {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(found) => {
                    fault.get_or_insert(found);
                }
            }
        }
        Err(fault.unwrap_or_else(|| Fault::IssuerUnknown { issuer: last.issuer_name() }))
    }

    /// Whether the chain goes on by this issuer.
    fn step(&mut self, last: &Certificate, issuer: &'a Certificate) -> Result<bool, Fault> {
        if !self.is_issued(last, issuer)? {
            // Another authority may have the same name; one whose key is meant may not fail.
            return if last.names_key_of(issuer) {
                Err(Fault::CertificateWrong { subject: last.subject().name })
            } else {
                Ok(false)
            };
        }
        issuer.may_issue(self.path.len() - 1)?;
        self.path.push(issuer);
        let climbed = self.climb();
        if climbed.is_err() {
            self.path.pop();
        }
        climbed.map(|()| true)
    }

    fn is_issued(&mut self, certificate: &Certificate, issuer: &Certificate) -> Result<bool, Fault> {
        self.checks += 1;
        if self.checks > MOST_CHECKS || self.path.len() >= LONGEST {
            return Err(Fault::ChainTooLong);
        }
        is_issued(certificate, issuer)
    }
}

/// Whether the issuer's key signed the certificate.
pub(crate) fn is_issued(certificate: &Certificate, issuer: &Certificate) -> Result<bool, Fault> {
    issuer
        .key()
        .and_then(|key| certificate.signed().is_signed_by(key))
        .map_err(|refusal| Fault::of_refusal(refusal, "ключ видавця"))
}
