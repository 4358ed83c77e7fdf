//! `SignedData` without its content (RFC 5652), with the signed attributes that CAdES-B-B asks for.

use chrono::{DateTime, Utc};
use cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{
        CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
    },
};
use der::{
    Any, Encode, Tag,
    asn1::{GeneralizedTime, Null, ObjectIdentifier, OctetString, SetOfVec, UtcTime},
};
use sha2::{Digest, Sha256, Sha384};
use spki::AlgorithmIdentifierOwned;
use thiserror::Error;
use x509_cert::attr::{Attribute, Attributes};

use crate::key::Key;

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
pub(crate) const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
pub(crate) const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
pub(crate) const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");

/// From this year on times are written in the long form (RFC 5652, clause 11.3).
const LONG_FORM: &str = "2050";

/// A signature could not be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("підпис не вдалося скласти: {0}")]
pub struct SignFault(String);

impl From<der::Error> for SignFault {
    fn from(error: der::Error) -> Self {
        Self(error.to_string())
    }
}

pub(crate) fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}

pub(crate) fn algorithm_with_null(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: Some(Null.into()) }
}

/// A signature that stands apart from what it signs.
#[derive(Clone, Debug)]
pub struct Signature {
    pub(crate) data: SignedData,
}

impl Key {
    /// Signs a content, at the moment that its owner's clock shows.
    ///
    /// # Errors
    /// [`SignFault`], where the certificate or the time cannot be written.
    pub fn sign(&self, content: &[u8], at: DateTime<Utc>) -> Result<Signature, SignFault> {
        let (digest_oid, digest) = if self.hashes_with_sha384() {
            (SHA384, Sha384::digest(content).to_vec())
        } else {
            (SHA256, Sha256::digest(content).to_vec())
        };
        let attributes = vec![
            attribute(CONTENT_TYPE, Any::encode_from(&DATA)?)?,
            attribute(MESSAGE_DIGEST, Any::encode_from(&OctetString::new(digest)?)?)?,
            attribute(SIGNING_TIME, time(at)?)?,
            attribute(SIGNING_CERTIFICATE_V2, self.signing_certificate()?)?,
        ];
        let attributes: Attributes = SetOfVec::try_from(attributes)?;
        let signature = self.sign_raw(&attributes.to_der()?);
        let body = self.certificate.tbs_certificate();
        let signer = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: body.issuer().clone(),
                serial_number: body.serial_number().clone(),
            }),
            digest_alg: algorithm(digest_oid),
            signed_attrs: Some(attributes),
            signature_algorithm: self.algorithm(),
            signature: OctetString::new(signature)?,
            unsigned_attrs: None,
        };
        let certificates = std::iter::once(&self.certificate).chain(&self.authorities);
        let certificates = certificates.cloned().map(CertificateChoices::Certificate).collect::<Vec<_>>();
        let data = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: SetOfVec::try_from(vec![algorithm(digest_oid)])?,
            encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
            certificates: Some(CertificateSet::try_from(certificates)?),
            crls: None,
            signer_infos: SignerInfos::try_from(vec![signer])?,
        };
        Ok(Signature { data })
    }

    /// `SigningCertificateV2` (RFC 5035) with the certificate's SHA-256, which is the digest where none is named.
    fn signing_certificate(&self) -> Result<Any, SignFault> {
        let hash = OctetString::new(Sha256::digest(self.certificate()?).to_vec())?;
        let identifier = Any::new(Tag::Sequence, hash.to_der()?)?;
        let identifiers = Any::new(Tag::Sequence, identifier.to_der()?)?;
        Ok(Any::new(Tag::Sequence, identifiers.to_der()?)?)
    }
}

impl Signature {
    /// The signature in DER, as `.p7s` files hold it.
    ///
    /// # Errors
    /// [`SignFault`]
    pub fn to_der(&self) -> Result<Vec<u8>, SignFault> {
        let content = Any::encode_from(&self.data)?;
        Ok(ContentInfo { content_type: SIGNED_DATA, content }.to_der()?)
    }
}

pub(crate) fn attribute(oid: ObjectIdentifier, value: Any) -> Result<Attribute, SignFault> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

fn time(at: DateTime<Utc>) -> Result<Any, SignFault> {
    let seconds = u64::try_from(at.timestamp()).map_err(|_| SignFault("time".to_owned()))?;
    let since = std::time::Duration::from_secs(seconds);
    Ok(if at.format("%Y").to_string().as_str() < LONG_FORM {
        Any::encode_from(&UtcTime::from_unix_duration(since)?)?
    } else {
        Any::encode_from(&GeneralizedTime::from_unix_duration(since)?)?
    })
}
