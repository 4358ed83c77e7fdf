//! CMS `SignedData` (RFC 5652) as it came: the bytes that were signed are kept as they are, because not
//! every signer writes its sets in DER's order.

use chrono::{DateTime, Utc};
use der::{
    AnyRef, Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged,
    asn1::{ObjectIdentifier, OctetStringRef},
};
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};
use x509_cert::name::Name;

use crate::{ber, certificate::Certificate, fault::Fault, moment, revocation::Evidence};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const OCSP_RESPONSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.16.2");

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

/// A set of attributes: the bytes as they came, under the tag of a SET, and the attributes one by one.
#[derive(Debug)]
pub struct Attributes {
    pub bytes: Vec<u8>,
    list: Vec<(ObjectIdentifier, Vec<Vec<u8>>)>,
}

impl SignedData {
    /// Reads a signature in DER or BER.
    ///
    /// # Errors
    /// [`Fault::Malformed`], [`Fault::NotSignature`]
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let der = ber::to_der(bytes).ok_or(Fault::Malformed { what: "файл підпису" })?;
        let (content_type, content) = content_info(&der).map_err(malformed)?;
        if content_type != SIGNED_DATA {
            return Err(Fault::NotSignature);
        }
        signed_data(content).map_err(malformed)
    }
}

/// A signature in DER without the content that it may bring; the rest of it is as it was.
///
/// # Errors
/// [`Fault::Malformed`], [`Fault::NotSignature`]
pub fn detached(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let der = ber::to_der(bytes).ok_or(Fault::Malformed { what: "файл підпису" })?;
    if content_info(&der).map_err(malformed)?.0 != SIGNED_DATA {
        return Err(Fault::NotSignature);
    }
    // In `ContentInfo` its `[0]`, in that `SignedData`, in that the third element: `EncapsulatedContentInfo`.
    first_alone(&der, &[1, 0, 2]).map_err(malformed)
}

/// The same value, where of the elements of the one at a path the first alone is left.
fn first_alone(der: &[u8], path: &[usize]) -> der::Result<Vec<u8>> {
    let any = AnyRef::from_der(der)?;
    let mut parts: Vec<Vec<u8>> = elements(any.value())?.into_iter().map(<[u8]>::to_vec).collect();
    match path {
        [] => parts.truncate(1),
        [at, rest @ ..] => {
            if let Some(part) = parts.get_mut(*at) {
                *part = first_alone(part, rest)?;
            }
        }
    }
    let parts = parts.concat();
    AnyRef::new(any.tag(), &parts)?.to_der()
}

fn malformed(_: der::Error) -> Fault {
    Fault::Malformed { what: "структура CMS" }
}

fn content_info(der: &[u8]) -> der::Result<(ObjectIdentifier, &[u8])> {
    let mut reader = SliceReader::new(der)?;
    let read = reader.sequence(|inner| -> der::Result<_> {
        Ok((ObjectIdentifier::decode(inner)?, explicit(inner, 0)?.unwrap_or_default()))
    })?;
    reader.finish()?;
    Ok(read)
}

fn signed_data(der: &[u8]) -> der::Result<SignedData> {
    let mut reader = SliceReader::new(der)?;
    let read = reader.sequence(|inner| {
        let version = u8::decode(inner)?;
        let digests = elements(set(inner)?.value())?;
        let (content_type, content) = inner.sequence(|content| -> der::Result<_> {
            let content_type = ObjectIdentifier::decode(content)?;
            let octets = explicit(content, 0)?.map(<&OctetStringRef>::from_der).transpose()?;
            Ok((content_type, octets.map(|octets| octets.as_bytes().to_vec())))
        })?;
        let given = explicit(inner, 0)?.map(elements).transpose()?.unwrap_or_default();
        // What is no certificate, or none that can be read, cannot help; whose it was is told then.
        let certificates = given.iter().filter_map(|der| Certificate::read(der).ok()).collect();
        let lists = explicit(inner, 1)?.map(elements).transpose()?.unwrap_or_default();
        let mut evidence = Evidence::default();
        for list in &lists {
            revocation_choice(&mut evidence, list)?;
        }
        let signers =
            elements(set(inner)?.value())?.into_iter().map(signer).collect::<der::Result<Vec<_>>>()?;
        let expected = version_of(content_type, &given, &lists, &signers);
        let names = |signer: &Signer| {
            let mut named = digests.iter().map(|der| AlgorithmIdentifierRef::from_der(der));
            named.any(|named| named.is_ok_and(|named| named.oid == signer.digest))
        };
        let out_of_form = if version != expected {
            Some("версія CMS не відповідає змісту")
        } else if !signers.iter().all(Signer::has_its_version) {
            Some("версія підпису не відповідає змісту")
        } else if !signers.iter().all(names) {
            Some("перелік гешів не називає того, який ужито")
        } else {
            None
        };
        let mut read = SignedData { content_type, content, certificates, evidence, signers, out_of_form };
        read.take_long_term_values();
        Ok::<_, der::Error>(read)
    })?;
    reader.finish()?;
    Ok(read)
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
    fn take_long_term_values(&mut self) {
        for unsigned in self.signers.iter().filter_map(|signer| signer.unsigned.as_ref()) {
            for value in unsigned.all(CERTIFICATE_VALUES) {
                let certificates = AnyRef::from_der(value).and_then(|any| elements(any.value()));
                let certificates =
                    certificates.into_iter().flatten().filter_map(|it| Certificate::read(it).ok());
                self.certificates.extend(certificates);
            }
            for value in unsigned.all(REVOCATION_VALUES) {
                let _broken_evidence_is_none = revocation_values(&mut self.evidence, value);
            }
        }
    }
}

/// `RevocationValues`
fn revocation_values(evidence: &mut Evidence, value: &[u8]) -> der::Result<()> {
    let mut reader = SliceReader::new(AnyRef::from_der(value)?.value())?;
    if let Some(lists) = explicit(&mut reader, 0)? {
        for list in elements(AnyRef::from_der(lists)?.value())? {
            evidence.add_list(list);
        }
    }
    if let Some(answers) = explicit(&mut reader, 1)? {
        for answer in elements(AnyRef::from_der(answers)?.value())? {
            evidence.add_answer(answer);
        }
    }
    Ok(())
}

fn signer(der: &[u8]) -> der::Result<Signer> {
    let mut reader = SliceReader::new(der)?;
    let read = reader.sequence(|inner| {
        let version = u8::decode(inner)?;
        let id = if let Some(key) = context(inner, 0)? {
            SignerId::Key(key.value().to_vec())
        } else {
            inner.sequence(|id| -> der::Result<_> {
                let issuer = Name::decode(id)?;
                Ok(SignerId::Serial(Box::new(issuer), serial(id)?))
            })?
        };
        Ok::<_, der::Error>(Signer {
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

/// The bytes of an INTEGER as certificates keep their numbers.
pub fn serial<'a>(reader: &mut impl Reader<'a>) -> der::Result<Vec<u8>> {
    let number = AnyRef::decode(reader)?;
    number.tag().assert_eq(Tag::Integer)?;
    Ok(number.value().to_vec())
}

impl Attributes {
    fn read(content: &[u8]) -> der::Result<Self> {
        let bytes = AnyRef::new(Tag::Set, content)?.to_der()?;
        let list = elements(content)?.into_iter().map(|attribute| {
            let mut reader = SliceReader::new(AnyRef::from_der(attribute)?.value())?;
            let oid = ObjectIdentifier::decode(&mut reader)?;
            let values = elements(set(&mut reader)?.value())?;
            reader.finish()?;
            Ok((oid, values.into_iter().map(<[u8]>::to_vec).collect()))
        });
        Ok(Self { bytes, list: list.collect::<der::Result<_>>()? })
    }

    /// Whether the bytes are the signed attributes of some signature.
    pub fn is_one_of_signature(bytes: &[u8]) -> bool {
        let set = AnyRef::from_der(bytes).ok().filter(|any| any.tag() == Tag::Set);
        let attributes = set.and_then(|set| Self::read(set.value()).ok());
        attributes.is_some_and(|attributes| attributes.all(MESSAGE_DIGEST).next().is_some())
    }

    /// The same set in the order of DER, where it came in another.
    pub fn sorted(&self) -> Option<Vec<u8>> {
        let set = AnyRef::from_der(&self.bytes).ok()?;
        let mut parts = elements(set.value()).ok()?;
        if parts.is_sorted() {
            return None;
        }
        parts.sort_unstable();
        AnyRef::new(Tag::Set, &parts.concat()).ok()?.to_der().ok()
    }

    /// Every value of an attribute.
    pub fn all(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &[u8]> {
        let attributes = self.list.iter().filter(move |(name, _)| *name == oid);
        attributes.flat_map(|(_, values)| values.iter().map(Vec::as_slice))
    }

    /// The value of an attribute that has one (RFC 5652, clause 11).
    ///
    /// # Errors
    /// Where there are several.
    pub fn one(&self, oid: ObjectIdentifier, name: &'static str) -> Result<Option<AnyRef<'_>>, Fault> {
        let mut values = self.all(oid);
        let value = values.next().map(AnyRef::from_der).transpose();
        match (value, values.next()) {
            (Ok(value), None) => Ok(value),
            _ => Err(Fault::AttributeWrong { name }),
        }
    }

    /// When the signer says to have signed.
    pub fn signing_time(&self) -> Result<Option<DateTime<Utc>>, Fault> {
        let name = "час підписання";
        let value = self.one(SIGNING_TIME, name)?;
        value.map(|value| moment::read(value).ok_or(Fault::AttributeWrong { name })).transpose()
    }
}

fn set<'a>(reader: &mut impl Reader<'a>) -> der::Result<AnyRef<'a>> {
    let any = AnyRef::decode(reader)?;
    any.tag().assert_eq(Tag::Set)?;
    Ok(any)
}

/// The element `[number]`, where it is next.
pub fn context<'a>(reader: &mut impl Reader<'a>, number: u32) -> der::Result<Option<AnyRef<'a>>> {
    if reader.is_finished() {
        return Ok(None);
    }
    match Tag::peek(reader)? {
        Tag::ContextSpecific { number: found, .. } if found == TagNumber(number) => {
            AnyRef::decode(reader).map(Some)
        }
        _ => Ok(None),
    }
}

/// What is inside `[number]`, a constructed element, where it is next.
pub fn explicit<'a>(reader: &mut impl Reader<'a>, number: u32) -> der::Result<Option<&'a [u8]>> {
    let Some(any) = context(reader, number)? else { return Ok(None) };
    if any.tag().is_constructed() { Ok(Some(any.value())) } else { Err(any.tag().value_error().into()) }
}

/// The elements that stand one after another.
pub fn elements(content: &[u8]) -> der::Result<Vec<&[u8]>> {
    let mut reader = SliceReader::new(content)?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(reader.tlv_bytes()?);
    }
    Ok(elements)
}
