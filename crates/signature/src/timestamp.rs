//! Time stamps (RFC 3161) inside signatures.

use chrono::{DateTime, Utc};
use der::{
    AnyRef, Decode, SliceReader, Tag,
    asn1::{ObjectIdentifier, OctetStringRef},
};
use serde::Serialize;
use spki::AlgorithmIdentifierRef;

use crate::{
    certificate::{Certificate, Purpose},
    chain,
    cms::{SignedData, TIMESTAMP_INFO},
    digest::Digest,
    fault::{Fault, Verdict},
    integrity::Integrity,
    judge::Judge,
    moment,
    revocation::{Asked, State},
};

/// A time stamp that belongs to its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timestamp {
    /// When the authority saw the signature.
    pub at: DateTime<Utc>,
    /// Who says so.
    pub authority: String,
    /// Why the authority is not trusted, where it is not; the time is its word only then.
    pub doubt: Option<Fault>,
}

/// `TSTInfo`, as far as it is asked.
struct Info {
    digest: ObjectIdentifier,
    imprint: Vec<u8>,
    at: DateTime<Utc>,
}

/// Reads and checks the time stamp of a signature. Who asks for a stamp says whether the authority's certificate is to be
/// in it (RFC 3161, `certReq`); where it is not, the signature brings it with its other certificates, or whoever verifies
/// has it.
///
/// # Errors
/// Where it is broken or of another signature.
pub fn check(
    token: &[u8],
    signature: &[u8],
    around: &SignedData,
    judge: &Judge<'_>,
) -> Result<Timestamp, Fault> {
    let data = SignedData::read(token)?;
    let content = data.content.as_deref().filter(|_| data.content_type == TIMESTAMP_INFO);
    let content = content.ok_or(Fault::Malformed { what: "позначка часу" })?;
    let info = info(content).map_err(|_| Fault::Malformed { what: "позначка часу" })?;
    let digest = Digest::of(info.digest);
    if digest.is_some_and(|digest| digest.hash(signature) != info.imprint) {
        return Err(Fault::OtherContent);
    }
    // A stamp whose hash is unknown or broken proves nothing, and breaks nothing.
    let weak = digest.is_none_or(|digest| digest == Digest::Sha1);
    let doubt = weak.then(|| Fault::UnknownAlgorithm { name: info.digest.to_string() });
    let [signer] = data.signers.as_slice() else {
        return Err(Fault::Malformed { what: "позначка часу" });
    };
    let elsewhere = around.certificates.iter().chain(judge.trust.certificates());
    let integrity = Integrity::check(&data, signer, content, elsewhere);
    if let Some(fault) = integrity.faults.iter().find(|fault| fault.verdict() == Verdict::Invalid) {
        return Err(fault.clone());
    }
    let doubt = doubt.or_else(|| integrity.faults.first().cloned());
    let doubt = doubt.or_else(|| match integrity.certificate {
        Some(certificate) => certificate
            .serves(Purpose::Timestamps)
            .and_then(|()| trusted(certificate, [&data, around], judge, info.at))
            .err(),
        None => Some(Fault::CertificateAbsent),
    });
    let authority = integrity.certificate.map_or_else(String::new, |certificate| certificate.subject().name);
    Ok(Timestamp { at: info.at, authority, doubt })
}

/// Whether a chain of certificates that nobody revoked leads to a trusted one; what it takes is in the stamp, in the
/// signature around it, or among what is trusted.
fn trusted(
    certificate: &Certificate,
    at_hand: [&SignedData; 2],
    judge: &Judge<'_>,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    let others = at_hand.map(|data| data.certificates.as_slice());
    let chain = chain::build(certificate, others, judge.trust, at)?;
    for pair in chain.windows(2) {
        let asked = Asked { certificate: pair[0], issuer: pair[1], others, judge };
        for evidence in at_hand.map(|data| &data.evidence).into_iter().chain([&judge.trust.evidence]) {
            if let Some(State::Revoked(since)) = evidence.of(&asked)? {
                return Err(Fault::Revoked { subject: pair[0].subject().name, since });
            }
        }
    }
    Ok(())
}

fn info(der: &[u8]) -> der::Result<Info> {
    let mut reader = SliceReader::new(AnyRef::from_der(der)?.value())?;
    u8::decode(&mut reader)?;
    // The authority's policy.
    AnyRef::decode(&mut reader)?;
    let imprint = AnyRef::decode(&mut reader)?;
    AnyRef::decode(&mut reader)?;
    let at = moment::read(AnyRef::decode(&mut reader)?).ok_or(Tag::GeneralizedTime.value_error())?;
    let mut imprint = SliceReader::new(imprint.value())?;
    let digest = AlgorithmIdentifierRef::decode(&mut imprint)?.oid;
    Ok(Info { digest, imprint: <&OctetStringRef>::decode(&mut imprint)?.as_bytes().to_vec(), at })
}
