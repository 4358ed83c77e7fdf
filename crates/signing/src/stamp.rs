//! A time stamp of a signature (RFC 3161): what is asked of an authority, and its answer put into the signature.

use cms::signed_data::SignerInfos;
use der::{
    Any, AnyRef, Decode, Encode, Reader, SliceReader, Tag, Tagged,
    asn1::{ObjectIdentifier, OctetString, SetOfVec},
};
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use thiserror::Error;

use crate::signature::{SignFault, Signature, attribute};

const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SIGNATURE_TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// Why there is no time stamp.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StampFault {
    /// The answer is none.
    #[error("служба позначок часу відповіла незрозуміло")]
    Malformed,
    /// The authority refused, with this status (RFC 3161, clause 2.4.2).
    #[error("служба позначок часу відмовила: стан {0}")]
    Refused(u8),
    /// The signature could not be written.
    #[error(transparent)]
    Sign(#[from] SignFault),
}

impl From<der::Error> for StampFault {
    fn from(_: der::Error) -> Self {
        Self::Malformed
    }
}

impl Signature {
    /// `TimeStampReq` for this signature; the authority's certificate is asked for, too.
    ///
    /// # Errors
    /// [`StampFault::Malformed`] of a signature that has no signer.
    pub fn stamp_request(&self) -> Result<Vec<u8>, StampFault> {
        let signer = self.data.signer_infos.0.as_slice().first().ok_or(StampFault::Malformed)?;
        let digest = Sha256::digest(signer.signature.as_bytes()).to_vec();
        let algorithm = AlgorithmIdentifierOwned { oid: SHA256, parameters: None };
        let imprint = [algorithm.to_der()?, OctetString::new(digest)?.to_der()?].concat();
        let imprint = Any::new(Tag::Sequence, imprint)?;
        let request = [1_u8.to_der()?, imprint.to_der()?, true.to_der()?].concat();
        Ok(Any::new(Tag::Sequence, request)?.to_der()?)
    }

    /// The signature with the time stamp of an authority's answer (`TimeStampResp`).
    ///
    /// # Errors
    /// [`StampFault`]
    pub fn stamped(mut self, answer: &[u8]) -> Result<Self, StampFault> {
        let token = token(answer)?;
        let stamp = SetOfVec::try_from(vec![attribute(SIGNATURE_TIMESTAMP, token)?])?;
        let mut signers = self.data.signer_infos.0.into_vec();
        for signer in &mut signers {
            signer.unsigned_attrs = Some(stamp.clone());
        }
        self.data.signer_infos = SignerInfos::try_from(signers)?;
        Ok(self)
    }
}

/// The stamp in an answer.
fn token(answer: &[u8]) -> Result<Any, StampFault> {
    let answer = AnyRef::from_der(answer)?;
    answer.tag().assert_eq(Tag::Sequence)?;
    let mut reader = SliceReader::new(answer.value())?;
    let status = AnyRef::decode(&mut reader)?;
    let status = u8::decode(&mut SliceReader::new(status.value())?)?;
    // Granted, or granted with modifications.
    if status > 1 {
        return Err(StampFault::Refused(status));
    }
    if reader.is_finished() {
        return Err(StampFault::Malformed);
    }
    Ok(Any::decode(&mut reader)?)
}
