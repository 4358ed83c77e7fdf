//! CMS `SignedData` (RFC 5652) as it came: the bytes that were signed are kept as they are, because not
//! every signer writes its sets in DER's order.

mod attributes;
mod parts;

use std::borrow::Cow;

use der::{
    AnyRef, Decode, Encode, Reader, SliceReader, Tag, Tagged,
    asn1::{ObjectIdentifier, OctetStringRef},
};
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};
use x509_cert::name::Name;

pub use attributes::Attributes;
use parts::{Stop, set, too_many, within};
pub use parts::{context, elements, explicit, serial};

use crate::{
    ber,
    certificate::Certificate,
    fault::Fault,
    revocation::{self, Evidence},
};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const OCSP_RESPONSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.16.2");
/// The identifiers of all kinds of content that PKCS #7 had begin so.
const KIND_OF_CONTENT: [u8; 10] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07];

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// What a time stamp signs.
pub const TIMESTAMP_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

pub const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
pub const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
pub const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
pub const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
pub const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
pub const SIGNATURE_TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
const CERTIFICATE_VALUES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.23");
const REVOCATION_VALUES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.24");

/// Bytes of a file of signatures, beside what is signed.
pub const LARGEST: usize = 4 << 20;
/// Signatures of one file.
pub const MOST_SIGNERS: usize = 32;
const MOST_DIGESTS: usize = 16;
const CERTIFICATES: &str = "сертифікатів";

/// How much a file may hold beside what is signed. All of it is read before any of it is judged, and takes a dozen times
/// its bytes then.
#[derive(Debug, Clone, Copy)]
struct Limits {
    bytes: usize,
    certificates: usize,
}

const OF_SIGNATURES: Limits = Limits { bytes: LARGEST, certificates: 256 };
/// The authorities of a country.
const OF_BUNDLE: Limits = Limits { bytes: 16 << 20, certificates: 4096 };

/// A file of signatures.
#[derive(Debug)]
pub struct SignedData {
    pub content_type: ObjectIdentifier,
    /// What is signed, where the file brings it.
    pub content: Option<Vec<u8>>,
    pub certificates: Vec<Certificate>,
    /// Lists of revoked certificates and answers of OCSP.
    pub evidence: Evidence,
    pub signers: Vec<Signer>,
    /// What stands otherwise than RFC 5652 asks, though everything can be read.
    pub out_of_form: Option<&'static str>,
}

/// One signature.
#[derive(Debug)]
pub struct Signer {
    version: u8,
    pub id: SignerId,
    pub digest: ObjectIdentifier,
    pub signed: Option<Attributes>,
    pub algorithm: AlgorithmIdentifierOwned,
    pub signature: Vec<u8>,
    pub unsigned: Option<Attributes>,
}

/// How a signature names its certificate.
#[derive(Debug)]
pub enum SignerId {
    Serial(Box<Name>, Vec<u8>),
    Key(Vec<u8>),
}

impl SignedData {
    /// Reads a signature in DER or BER.
    ///
    /// # Errors
    /// [`Fault::Malformed`], [`Fault::NotSignature`]; of what is larger than any signature, which part of it is.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        Self::limited(bytes, OF_SIGNATURES)
    }

    /// Reads a bundle of certificates, which may hold more of them than a signature.
    ///
    /// # Errors
    /// Those of [`Self::read`].
    pub fn bundle(bytes: &[u8]) -> Result<Self, Fault> {
        Self::limited(bytes, OF_BUNDLE)
    }

    fn limited(bytes: &[u8], limits: Limits) -> Result<Self, Fault> {
        let der = to_der(bytes)?;
        opened(&der).and_then(|content| signed_data(content, limits)).map_err(|Stop(fault)| fault)
    }
}

/// Whether a file begins as CMS does, whatever may follow.
pub fn is_begun(bytes: &[u8]) -> bool {
    ber::inside_sequence(bytes).is_some_and(|inside| inside.starts_with(&KIND_OF_CONTENT))
}

/// A signature in DER without the content that it may bring; the rest of it is as it was.
///
/// # Errors
/// [`Fault::Malformed`], [`Fault::NotSignature`]
pub fn detached(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let der = to_der(bytes)?;
    // In `ContentInfo` its `[0]`, in that `SignedData`, in that the third element: `EncapsulatedContentInfo`.
    opened(&der).and_then(|_| first_alone(&der, &[1, 0, 2])).map_err(|Stop(fault)| fault)
}

/// The same value, where of the elements of the one at a path the first alone is left.
fn first_alone(der: &[u8], path: &[usize]) -> Result<Vec<u8>, Stop> {
    /// More than any of these structures has.
    const MOST: usize = 8;
    let any = AnyRef::from_der(der)?;
    let parts = within(any.value(), MOST, |_| Fault::Malformed { what: "структура CMS" })?;
    let mut parts: Vec<Vec<u8>> = parts.into_iter().map(<[u8]>::to_vec).collect();
    match path {
        [] => parts.truncate(1),
        [at, rest @ ..] => {
            if let Some(part) = parts.get_mut(*at) {
                *part = first_alone(part, rest)?;
            }
        }
    }
    let parts = parts.concat();
    Ok(AnyRef::new(any.tag(), &parts)?.to_der()?)
}

fn to_der(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    ber::to_der(bytes).ok_or(Fault::Malformed { what: "файл підпису" })
}

/// What is inside the `ContentInfo` of signatures.
fn opened(der: &[u8]) -> Result<&[u8], Stop> {
    let mut reader = SliceReader::new(der)?;
    let (content_type, content) = reader.sequence(|inner| -> der::Result<_> {
        Ok((ObjectIdentifier::decode(inner)?, explicit(inner, 0)?.unwrap_or_default()))
    })?;
    reader.finish()?;
    if content_type == SIGNED_DATA { Ok(content) } else { Err(Fault::NotSignature.into()) }
}

fn signed_data(der: &[u8], limits: Limits) -> Result<SignedData, Stop> {
    let mut reader = SliceReader::new(der)?;
    let read = reader.sequence(|inner| -> Result<_, Stop> {
        let version = u8::decode(inner)?;
        let digests = within(set(inner)?.value(), MOST_DIGESTS, too_many("алгоритмів геша"))?;
        let (content_type, content) = encapsulated(inner)?;
        if der.len() - content.map_or(0, <[u8]>::len) > limits.bytes {
            return Err(Fault::SignatureTooLarge { limit: limits.bytes >> 20 }.into());
        }
        let given = optional(explicit(inner, 0)?, limits.certificates, CERTIFICATES)?;
        // What is no certificate, or none that can be read, cannot help; whose it was is told then.
        let certificates = given.iter().filter_map(|der| Certificate::read(der).ok()).collect();
        let lists = optional(explicit(inner, 1)?, revocation::MOST, "свідчень про скасування")?;
        let mut evidence = Evidence::default();
        for list in &lists {
            revocation_choice(&mut evidence, list)?;
        }
        let signers = within(set(inner)?.value(), MOST_SIGNERS, |limit| Fault::TooManySigners { limit })?;
        let signers = signers.into_iter().map(signer).collect::<Result<Vec<_>, Stop>>()?;
        let out_of_form = if version != version_of(content_type, &given, &lists, &signers) {
            Some("версія CMS не відповідає змісту")
        } else if !signers.iter().all(Signer::has_its_version) {
            Some("версія підпису не відповідає змісту")
        } else if !signers.iter().all(|signer| is_named(&digests, signer.digest)) {
            Some("перелік гешів не називає того, який ужито")
        } else {
            None
        };
        let content = content.map(<[u8]>::to_vec);
        let mut read = SignedData { content_type, content, certificates, evidence, signers, out_of_form };
        read.take_long_term_values(limits.certificates)?;
        Ok(read)
    })?;
    reader.finish()?;
    Ok(read)
}

/// `EncapsulatedContentInfo`
fn encapsulated<'a>(reader: &mut SliceReader<'a>) -> der::Result<(ObjectIdentifier, Option<&'a [u8]>)> {
    reader.sequence(|inner| -> der::Result<_> {
        let content_type = ObjectIdentifier::decode(inner)?;
        let octets = explicit(inner, 0)?.map(<&OctetStringRef>::from_der).transpose()?;
        Ok((content_type, octets.map(OctetStringRef::as_bytes)))
    })
}

/// The elements of what may be there.
fn optional<'a>(content: Option<&'a [u8]>, limit: usize, what: &'static str) -> Result<Vec<&'a [u8]>, Stop> {
    content.map_or(Ok(Vec::new()), |content| within(content, limit, too_many(what)))
}

fn is_named(digests: &[&[u8]], used: ObjectIdentifier) -> bool {
    let mut named = digests.iter().map(|der| AlgorithmIdentifierRef::from_der(der));
    named.any(|named| named.is_ok_and(|named| named.oid == used))
}

/// The version that goes with the content (clause 5.1).
fn version_of(content: ObjectIdentifier, certificates: &[&[u8]], lists: &[&[u8]], signers: &[Signer]) -> u8 {
    let has = |elements: &[&[u8]], tag: u8| elements.iter().any(|element| element.first() == Some(&tag));
    if has(certificates, 0xA3) || has(lists, 0xA1) {
        5
    } else if has(certificates, 0xA2) {
        4
    } else if has(certificates, 0xA1) || content != DATA || signers.iter().any(|signer| signer.version == 3) {
        3
    } else {
        1
    }
}

/// `RevocationInfoChoice`
fn revocation_choice(evidence: &mut Evidence, element: &[u8]) -> der::Result<()> {
    let any = AnyRef::from_der(element)?;
    if any.tag() == Tag::Sequence {
        evidence.add_list(element);
        return Ok(());
    }
    let mut reader = SliceReader::new(any.value())?;
    if ObjectIdentifier::decode(&mut reader)? == OCSP_RESPONSE {
        evidence.add_response(reader.tlv_bytes()?);
    }
    Ok(())
}

impl Signer {
    fn has_its_version(&self) -> bool {
        self.version
            == match self.id {
                SignerId::Serial(..) => 1,
                SignerId::Key(_) => 3,
            }
    }
}

impl SignedData {
    /// CAdES-XL brings certificates and evidence in unsigned attributes.
    fn take_long_term_values(&mut self, limit: usize) -> Result<(), Stop> {
        for unsigned in self.signers.iter().filter_map(|signer| signer.unsigned.as_ref()) {
            for value in unsigned.all(CERTIFICATE_VALUES) {
                let given = AnyRef::from_der(value).map(AnyRef::value).unwrap_or_default();
                for der in elements(given).map_while(Result::ok) {
                    if self.certificates.len() >= limit {
                        return Err(too_many(CERTIFICATES)(limit).into());
                    }
                    self.certificates.extend(Certificate::read(der).ok());
                }
            }
            for value in unsigned.all(REVOCATION_VALUES) {
                let _broken_evidence_is_none = revocation_values(&mut self.evidence, value);
            }
        }
        Ok(())
    }
}

/// `RevocationValues`
fn revocation_values(evidence: &mut Evidence, value: &[u8]) -> der::Result<()> {
    let mut reader = SliceReader::new(AnyRef::from_der(value)?.value())?;
    if let Some(lists) = explicit(&mut reader, 0)? {
        for list in elements(AnyRef::from_der(lists)?.value()) {
            evidence.add_list(list?);
        }
    }
    if let Some(answers) = explicit(&mut reader, 1)? {
        for answer in elements(AnyRef::from_der(answers)?.value()) {
            evidence.add_answer(answer?);
        }
    }
    Ok(())
}

fn signer(der: &[u8]) -> Result<Signer, Stop> {
    let mut reader = SliceReader::new(der)?;
    let read = reader.sequence(|inner| -> Result<_, Stop> {
        let version = u8::decode(inner)?;
        let id = if let Some(key) = context(inner, 0)? {
            SignerId::Key(key.value().to_vec())
        } else {
            inner.sequence(|id| -> der::Result<_> {
                let issuer = Name::decode(id)?;
                Ok(SignerId::Serial(Box::new(issuer), serial(id)?))
            })?
        };
        Ok(Signer {
            version,
            id,
            digest: AlgorithmIdentifierRef::decode(inner)?.oid,
            signed: explicit(inner, 0)?.map(Attributes::read).transpose()?,
            algorithm: AlgorithmIdentifierOwned::decode(inner)?,
            signature: <&OctetStringRef>::decode(inner)?.as_bytes().to_vec(),
            unsigned: explicit(inner, 1)?.map(Attributes::read).transpose()?,
        })
    })?;
    reader.finish()?;
    Ok(read)
}
