//! Certificates: what is signed in them, and whom they name.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use der::{
    AnyRef, Decode, Encode, Reader, SliceReader, Tag, Tagged,
    asn1::{BitStringRef, ObjectIdentifier},
};
use serde::Serialize;
use spki::AlgorithmIdentifierRef;
use x509_cert::{
    TbsCertificate,
    ext::pkix::{
        AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectDirectoryAttributes,
        SubjectKeyIdentifier,
    },
    name::Name,
};

use crate::{
    algorithm::{Algorithm, PublicKey, Refusal},
    ber,
    fault::{Fault, is_hidden},
    moment,
};

/// Extensions that may be critical: those that are read, and those that ask nothing of a verifier who
/// accepts any policy (RFC 5280, clause 4.2).
const KNOWN_EXTENSIONS: [&str; 10] = [
    "2.5.29.9",
    "2.5.29.14",
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.19",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.35",
    "2.5.29.37",
    "1.3.6.1.5.5.7.1.3",
];

/// Bytes of a certificate: many times those of any real one.
const LARGEST: usize = 64 << 10;

/// Attributes of a subject: РНОКПП and ЄДРПОУ of the older Ukrainian certificates.
const TAX_NUMBER: &str = "1.2.804.2.1.1.1.11.1.4.1.1";
const ORGANISATION_CODE: &str = "1.2.804.2.1.1.1.11.1.4.2.1";

/// Something signed as X.509 signs: a certificate, a list of revoked ones, an answer of OCSP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The bytes that are signed, as they came.
    pub body: Vec<u8>,
    algorithm: Vec<u8>,
    signature: Vec<u8>,
}

impl Signed {
    /// Reads the three parts; what may follow them stays in the reader.
    pub fn read<'a>(reader: &mut impl Reader<'a>) -> der::Result<Self> {
        let body = reader.tlv_bytes()?.to_vec();
        let algorithm = reader.tlv_bytes()?.to_vec();
        let signature = <BitStringRef<'_>>::decode(reader)?;
        let signature = signature.as_bytes().ok_or(Tag::BitString.value_error())?.to_vec();
        Ok(Self { body, algorithm, signature })
    }

    /// Whether the signature is the key's.
    pub fn is_signed_by(&self, key: &PublicKey) -> Result<bool, Refusal> {
        let algorithm = AlgorithmIdentifierRef::from_der(&self.algorithm).map_err(|_| Refusal::Malformed)?;
        let algorithm = Algorithm::read(&algorithm, None)?;
        Ok(key.verifies(&algorithm, &self.body, &self.signature))
    }
}

/// A certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    der: Vec<u8>,
    signed: Signed,
    body: TbsCertificate,
    /// Read once: that a point is of its group takes as long as a signature.
    key: OnceLock<Result<PublicKey, Refusal>>,
}

/// Whom a certificate names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// The common name, or surname and given names.
    pub name: String,
    /// Посада.
    pub position: Option<String>,
    /// Організація.
    pub organisation: Option<String>,
    /// Підрозділ.
    pub unit: Option<String>,
    /// РНОКПП, the number of a taxpayer.
    pub tax_number: Option<String>,
    /// Код ЄДРПОУ.
    pub organisation_code: Option<String>,
}

/// What a certificate may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signing documents.
    Documents,
    /// Telling the time.
    Timestamps,
    /// Answering which certificates are revoked.
    Revocation,
}

impl Certificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// Where it is malformed, or larger than any certificate.
    pub fn read(der: &[u8]) -> der::Result<Self> {
        if der.len() > LARGEST {
            return Err(Tag::Sequence.length_error().into());
        }
        let mut reader = SliceReader::new(der)?;
        let signed = reader.sequence(Signed::read)?;
        reader.finish()?;
        let body = TbsCertificate::from_der(&signed.body)?;
        if body.signature().to_der()? != signed.algorithm {
            return Err(Tag::Sequence.value_error().into());
        }
        Ok(Self { der: der.to_vec(), signed, body, key: OnceLock::new() })
    }

    /// Whether bytes begin as a certificate of the third version does, whatever may follow.
    pub(crate) fn is_begun(bytes: &[u8]) -> bool {
        let body = ber::inside_sequence(bytes).and_then(ber::inside_sequence);
        body.is_some_and(|body| body.starts_with(&[0xA0, 0x03, 0x02, 0x01, 0x02]))
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Since when it is valid.
    pub fn not_before(&self) -> DateTime<Utc> {
        moment::of(&self.body.validity().not_before)
    }

    /// Until when it is valid.
    pub fn not_after(&self) -> DateTime<Utc> {
        moment::of(&self.body.validity().not_after)
    }

    pub(crate) fn issuer(&self) -> &Name {
        self.body.issuer()
    }

    pub(crate) fn subject_name(&self) -> &Name {
        self.body.subject()
    }

    pub(crate) fn serial(&self) -> &[u8] {
        self.body.serial_number().as_bytes()
    }

    /// The serial number in hexadecimal, as providers print it.
    pub fn serial_number(&self) -> String {
        self.serial().iter().fold(String::new(), |mut digits, byte| {
            for half in [byte >> 4, byte & 15] {
                digits.extend(char::from_digit(half.into(), 16).map(|digit| digit.to_ascii_uppercase()));
            }
            digits
        })
    }

    /// Whether it names itself its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.issuer() == self.subject_name()
    }

    /// Its key.
    pub(crate) fn key(&self) -> Result<&PublicKey, Refusal> {
        let read = || {
            let info = self.body.subject_public_key_info().to_der().map_err(|_| Refusal::Malformed)?;
            PublicKey::read(&info)
        };
        self.key.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// The bits of the key, which OCSP names an issuer by.
    pub(crate) fn key_bits(&self) -> &[u8] {
        self.body.subject_public_key_info().subject_public_key.raw_bytes()
    }

    pub(crate) fn signed(&self) -> &Signed {
        &self.signed
    }

    /// Whether the other's key signed it; `false` also where the key or the algorithm is not known.
    pub fn is_signed_by(&self, issuer: &Self) -> bool {
        issuer.key().and_then(|key| self.signed.is_signed_by(key)).unwrap_or(false)
    }

    /// Whether the identifiers of the keys say that the other's key signed it.
    pub(crate) fn names_key_of(&self, issuer: &Self) -> bool {
        let named = self.body.get_extension::<AuthorityKeyIdentifier>().ok().flatten();
        let named = named.and_then(|(_, extension)| extension.key_identifier);
        named.is_some_and(|named| issuer.key_identifier().is_some_and(|own| own == named.as_bytes()))
    }

    /// Whether a certificate that names itself its issuer names no other key than its own.
    pub(crate) fn claims_own_key(&self) -> bool {
        let named = self.body.get_extension::<AuthorityKeyIdentifier>().ok().flatten();
        let named = named.and_then(|(_, extension)| extension.key_identifier);
        named.is_none_or(|named| self.key_identifier().is_none_or(|own| own == named.as_bytes()))
    }

    pub(crate) fn key_identifier(&self) -> Option<Vec<u8>> {
        let own = self.body.get_extension::<SubjectKeyIdentifier>().ok().flatten()?;
        Some(own.1.0.as_bytes().to_vec())
    }

    /// Whether it may be used so.
    pub(crate) fn serves(&self, purpose: Purpose) -> Result<(), Fault> {
        let wrong = || Fault::WrongPurpose { subject: self.subject().name };
        let broken = |_| Fault::CertificateMalformed;
        let usage = self.body.get_extension::<KeyUsage>().map_err(broken)?;
        if usage.is_some_and(|(_, usage)| !usage.digital_signature() && !usage.non_repudiation()) {
            return Err(wrong());
        }
        let extended = self.body.get_extension::<ExtendedKeyUsage>().map_err(broken)?;
        let purposes: Vec<String> =
            extended.map_or_else(Vec::new, |(_, usage)| usage.0.iter().map(ToString::to_string).collect());
        let has = |purpose: &str| purposes.iter().any(|it| it == purpose);
        let (stamps, answers) = ("1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9");
        let serves = match purpose {
            Purpose::Documents => {
                purposes.is_empty() || purposes.iter().any(|it| it != stamps && it != answers)
            }
            Purpose::Timestamps => has(stamps),
            Purpose::Revocation => has(answers),
        };
        if serves { Ok(()) } else { Err(wrong()) }
    }

    /// Whether it may stand above so many other authorities in a chain.
    pub(crate) fn may_issue(&self, authorities_below: usize) -> Result<(), Fault> {
        let no = || Fault::NotAuthority { subject: self.subject().name };
        let broken = |_| Fault::CertificateMalformed;
        let constraints = self.body.get_extension::<BasicConstraints>().map_err(broken)?;
        let (_, constraints) = constraints.filter(|(_, constraints)| constraints.ca).ok_or_else(no)?;
        if constraints.path_len_constraint.is_some_and(|limit| usize::from(limit) < authorities_below) {
            return Err(no());
        }
        let usage = self.body.get_extension::<KeyUsage>().map_err(broken)?;
        if usage.is_some_and(|(_, usage)| !usage.key_cert_sign()) {
            return Err(no());
        }
        Ok(())
    }

    pub(crate) fn may_list_revoked(&self) -> bool {
        let usage = self.body.get_extension::<KeyUsage>();
        usage.is_ok_and(|usage| usage.is_none_or(|(_, usage)| usage.crl_sign()))
    }

    /// Whether it is valid at the moment, and asks nothing that is not understood.
    pub(crate) fn holds_at(&self, at: DateTime<Utc>) -> Result<(), Fault> {
        let subject = || self.subject().name;
        if at < self.not_before() {
            return Err(Fault::NotYetValid { subject: subject(), from: self.not_before(), at });
        }
        if at > self.not_after() {
            return Err(Fault::Expired { subject: subject(), until: self.not_after(), at });
        }
        let unknown = self.body.extensions().into_iter().flatten().find(|extension| {
            extension.critical && !KNOWN_EXTENSIONS.contains(&extension.extn_id.to_string().as_str())
        });
        match unknown {
            Some(extension) => {
                Err(Fault::UnknownExtension { subject: subject(), name: extension.extn_id.to_string() })
            }
            None => Ok(()),
        }
    }

    /// Whom it names.
    pub fn subject(&self) -> Subject {
        let mut subject = named(self.subject_name());
        let attributes = self.body.get_extension::<SubjectDirectoryAttributes>().ok().flatten();
        for attribute in attributes.iter().flat_map(|(_, extension)| &extension.0) {
            let value = attribute.values.iter().next().and_then(|any| text(any.into()));
            match attribute.oid.to_string().as_str() {
                TAX_NUMBER if value.is_some() => subject.tax_number = value,
                ORGANISATION_CODE if value.is_some() => subject.organisation_code = value,
                _ => {}
            }
        }
        subject
    }

    /// Who issued it.
    pub fn issuer_name(&self) -> String {
        named(self.issuer()).name
    }
}

/// The parts of a distinguished name.
fn named(name: &Name) -> Subject {
    let value = |dotted: &str| {
        let oid = ObjectIdentifier::new(dotted).ok()?;
        let found = name.iter().find(|part| part.oid == oid)?;
        text((&found.value).into()).filter(|text| !text.is_empty())
    };
    let code = |dotted: &str, prefix: &str| {
        value(dotted)?.strip_prefix(prefix).map(str::to_owned).filter(|code| !code.is_empty())
    };
    let full = match (value("2.5.4.4"), value("2.5.4.42")) {
        (Some(surname), Some(given)) => Some(format!("{surname} {given}")),
        _ => None,
    };
    Subject {
        name: value("2.5.4.3")
            .or(full)
            .or_else(|| value("2.5.4.10"))
            .unwrap_or_else(|| "(без імені)".to_owned()),
        position: value("2.5.4.12"),
        organisation: value("2.5.4.10"),
        unit: value("2.5.4.11"),
        tax_number: code("2.5.4.5", "TINUA-"),
        organisation_code: code("2.5.4.97", "NTRUA-"),
    }
}

/// A string of any of the kinds that names are written in, without letters that are not seen.
fn text(any: AnyRef<'_>) -> Option<String> {
    let bytes = any.value();
    let text = match any.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString => {
            str::from_utf8(bytes).ok()?.to_owned()
        }
        Tag::TeletexString => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Tag::BmpString => {
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()?
        }
        _ => return None,
    };
    Some(text.chars().filter(|letter| !is_hidden(*letter)).collect())
}
