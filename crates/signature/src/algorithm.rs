//! Algorithms of signatures and the keys that go with them.

use der::{AnyRef, Decode, Sequence, asn1::ObjectIdentifier};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::traits::PublicKeyParts;
use spki::{AlgorithmIdentifierRef, DecodePublicKey, SubjectPublicKeyInfoRef};

use crate::{
    digest::{Digest, gost34311},
    dstu::{self, ByteOrder},
};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// The encoding of DSTU 4145 with the most significant byte first.
const DSTU_BIG_ENDIAN: &str = "1.2.804.2.1.1.1.1.3.1.1.1.1";
/// DSTU 4145 in a polynomial basis, with the hash of each. The optimal normal basis (arc 3.1.2) is not among
/// them: no Ukrainian provider issues such keys any more.
const DSTU: [(&str, Digest); 9] = [
    ("1.2.804.2.1.1.1.1.3.1", Digest::Gost34311),
    ("1.2.804.2.1.1.1.1.3.1.1", Digest::Gost34311),
    (DSTU_BIG_ENDIAN, Digest::Gost34311),
    ("1.2.804.2.1.1.1.1.3.6.1", Digest::Kupyna256),
    ("1.2.804.2.1.1.1.1.3.6.1.1", Digest::Kupyna256),
    ("1.2.804.2.1.1.1.1.3.6.2", Digest::Kupyna384),
    ("1.2.804.2.1.1.1.1.3.6.2.1", Digest::Kupyna384),
    ("1.2.804.2.1.1.1.1.3.6.3", Digest::Kupyna512),
    ("1.2.804.2.1.1.1.1.3.6.3.1", Digest::Kupyna512),
];

/// What this program cannot check, as it is named in the signature or certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsupported {
    /// An algorithm, by its identifier.
    Algorithm(String),
    /// An RSA key that is too short, with its length in bits.
    WeakKey(usize),
    /// A curve that is none of the standard's.
    Curve(String),
}

impl Unsupported {
    fn algorithm(oid: ObjectIdentifier) -> Self {
        Self::Algorithm(oid.to_string())
    }
}

/// Why a key or an algorithm is of no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The program does not know it.
    Unsupported(Unsupported),
    /// It is broken.
    Malformed,
}

impl From<Unsupported> for Refusal {
    fn from(unsupported: Unsupported) -> Self {
        Self::Unsupported(unsupported)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Pkcs1,
    /// With the length of the salt in bytes.
    Pss(usize),
    Ecdsa,
    Dstu,
}

/// An algorithm of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithm {
    scheme: Scheme,
    digest: Digest,
}

/// `RSASSA-PSS-params`
#[derive(Sequence)]
struct PssParameters<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt: Option<u16>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

impl Algorithm {
    /// Reads an algorithm. CMS may name only the kind of key, and the hash beside it.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn read(identifier: &AlgorithmIdentifierRef<'_>, beside: Option<Digest>) -> Result<Self, Refusal> {
        let oid = identifier.oid;
        let unknown = || Refusal::from(Unsupported::algorithm(oid));
        let dotted = oid.to_string();
        if let Some((_, digest)) = DSTU.into_iter().find(|(name, _)| dotted == *name) {
            return Ok(Self { scheme: Scheme::Dstu, digest });
        }
        if oid == RSA_PSS {
            return Self::pss(identifier.parameters.ok_or_else(unknown)?);
        }
        let (scheme, digest) = match dotted.as_str() {
            "1.2.840.113549.1.1.11" => (Scheme::Pkcs1, Digest::Sha256),
            "1.2.840.113549.1.1.12" => (Scheme::Pkcs1, Digest::Sha384),
            "1.2.840.113549.1.1.13" => (Scheme::Pkcs1, Digest::Sha512),
            "1.2.840.10045.4.3.2" => (Scheme::Ecdsa, Digest::Sha256),
            "1.2.840.10045.4.3.3" => (Scheme::Ecdsa, Digest::Sha384),
            "1.2.840.10045.4.3.4" => (Scheme::Ecdsa, Digest::Sha512),
            _ => {
                let scheme = match oid {
                    RSA => Scheme::Pkcs1,
                    EC => Scheme::Ecdsa,
                    _ => return Err(unknown()),
                };
                (scheme, beside.filter(|digest| is_sha2(*digest)).ok_or_else(unknown)?)
            }
        };
        Ok(Self { scheme, digest })
    }

    fn pss(parameters: AnyRef<'_>) -> Result<Self, Refusal> {
        let read: PssParameters<'_> = parameters.decode_as().map_err(|_| Refusal::Malformed)?;
        let unknown = || Refusal::from(Unsupported::algorithm(RSA_PSS));
        // The defaults are SHA-1, which is refused.
        let (hash, mask) = (read.hash.ok_or_else(unknown)?, read.mask.ok_or_else(unknown)?);
        let digest = Digest::of(hash.oid).filter(|digest| is_sha2(*digest)).ok_or_else(unknown)?;
        let inner = mask.parameters.and_then(|any| any.decode_as::<AlgorithmIdentifierRef<'_>>().ok());
        let same = mask.oid == MGF1 && inner.is_some_and(|inner| inner.oid == hash.oid);
        if !same || read.trailer.is_some_and(|trailer| trailer != 1) {
            return Err(unknown());
        }
        Ok(Self { scheme: Scheme::Pss(read.salt.unwrap_or(20).into()), digest })
    }

    /// The algorithm's name on screens.
    pub fn name(&self) -> String {
        let scheme = match self.scheme {
            Scheme::Pkcs1 => "RSA",
            Scheme::Pss(_) => "RSA-PSS",
            Scheme::Ecdsa => "ECDSA",
            Scheme::Dstu => "ДСТУ 4145-2002",
        };
        format!("{scheme}, {}", self.digest.name())
    }
}

const fn is_sha2(digest: Digest) -> bool {
    matches!(digest, Digest::Sha256 | Digest::Sha384 | Digest::Sha512)
}

/// A public key of any of the kinds.
#[derive(Debug, Clone)]
pub enum PublicKey {
    /// RSA of 2048 bits or more.
    Rsa(Box<rsa::PublicKey>),
    /// ECDSA on P-256.
    P256(p256::ecdsa::VerifyingKey),
    /// ECDSA on P-384.
    P384(p384::ecdsa::VerifyingKey),
    /// DSTU 4145-2002.
    Dstu(Box<dstu::PublicKey>),
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn read(encoded: &[u8]) -> Result<Self, Refusal> {
        let info = SubjectPublicKeyInfoRef::from_der(encoded).map_err(|_| Refusal::Malformed)?;
        let (oid, dotted) = (info.algorithm.oid, info.algorithm.oid.to_string());
        if DSTU.iter().any(|(name, _)| dotted == *name) {
            return dstu(&info, &dotted);
        }
        match oid {
            RSA | RSA_PSS => rsa(&info),
            EC => elliptic(encoded, &info),
            _ => Err(Unsupported::algorithm(oid).into()),
        }
    }

    /// The key's kind and size on screens.
    pub fn name(&self) -> String {
        match self {
            Self::Rsa(key) => format!("RSA {}", key.n().bit_width()),
            Self::P256(_) => "ECDSA P-256".to_owned(),
            Self::P384(_) => "ECDSA P-384".to_owned(),
            Self::Dstu(key) => format!("ДСТУ 4145-2002, {}", key.degree()),
        }
    }

    /// Whether the signature of the message is this key's.
    pub fn verifies(&self, algorithm: &Algorithm, message: &[u8], signature: &[u8]) -> bool {
        // A fuzzer is after what reads: the arithmetic would leave it three hundred runs a second, and nothing of what is
        // read only of a signature that holds. So each holds that can be read and does not end in nought.
        if cfg!(fuzzing) {
            return self.reads(algorithm, signature) && signature.last() != Some(&0);
        }
        match (self, algorithm.scheme) {
            (Self::Dstu(key), Scheme::Dstu) => {
                let hash = match algorithm.digest {
                    Digest::Gost34311 => gost34311::hash(key.s_box(), message).to_vec(),
                    digest => digest.hash(message),
                };
                key.verify(&hash, signature)
            }
            (Self::P256(key), Scheme::Ecdsa) => p256::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(&algorithm.digest.hash(message), &signature))
                .is_ok(),
            (Self::P384(key), Scheme::Ecdsa) => p384::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(&algorithm.digest.hash(message), &signature))
                .is_ok(),
            (Self::Rsa(key), Scheme::Pkcs1) => {
                let hash = algorithm.digest.hash(message);
                match algorithm.digest {
                    Digest::Sha256 => key.pkcs1v15_verify_prehash::<sha2::Sha256>(&hash, signature),
                    Digest::Sha384 => key.pkcs1v15_verify_prehash::<sha2::Sha384>(&hash, signature),
                    Digest::Sha512 => key.pkcs1v15_verify_prehash::<sha2::Sha512>(&hash, signature),
                    _ => return false,
                }
                .is_ok()
            }
            (Self::Rsa(key), Scheme::Pss(salt)) => {
                let hash = algorithm.digest.hash(message);
                match algorithm.digest {
                    Digest::Sha256 => {
                        key.verify(rsa::Pss::<sha2::Sha256>::new_with_salt(salt), &hash, signature)
                    }
                    Digest::Sha384 => {
                        key.verify(rsa::Pss::<sha2::Sha384>::new_with_salt(salt), &hash, signature)
                    }
                    Digest::Sha512 => {
                        key.verify(rsa::Pss::<sha2::Sha512>::new_with_salt(salt), &hash, signature)
                    }
                    _ => return false,
                }
                .is_ok()
            }
            _ => false,
        }
    }

    /// Whether the value of a signature can be read as one of this key.
    fn reads(&self, algorithm: &Algorithm, signature: &[u8]) -> bool {
        match (self, algorithm.scheme) {
            (Self::Dstu(key), Scheme::Dstu) => key.reads(signature),
            (Self::P256(_), Scheme::Ecdsa) => p256::ecdsa::Signature::from_der(signature).is_ok(),
            (Self::P384(_), Scheme::Ecdsa) => p384::ecdsa::Signature::from_der(signature).is_ok(),
            (Self::Rsa(_), Scheme::Pkcs1 | Scheme::Pss(_)) => true,
            _ => false,
        }
    }
}

fn dstu(info: &SubjectPublicKeyInfoRef<'_>, dotted: &str) -> Result<PublicKey, Refusal> {
    let order = if dotted == DSTU_BIG_ENDIAN { ByteOrder::Big } else { ByteOrder::Little };
    let parameters = info.algorithm.parameters.ok_or(Refusal::Malformed)?;
    let bits = info.subject_public_key.as_bytes().ok_or(Refusal::Malformed)?;
    dstu::PublicKey::read(order, parameters, bits).map(Box::new).map(PublicKey::Dstu).map_err(|error| {
        match error {
            dstu::KeyError::UnknownCurve => Unsupported::Curve(dotted.to_owned()).into(),
            dstu::KeyError::Malformed | dstu::KeyError::NotOfGroup => Refusal::Malformed,
        }
    })
}

fn rsa(info: &SubjectPublicKeyInfoRef<'_>) -> Result<PublicKey, Refusal> {
    // A key that is bound to PSS is the same key.
    let bits = info.subject_public_key.as_bytes().ok_or(Refusal::Malformed)?;
    let key = rsa::pkcs1::DecodeRsaPublicKey::from_pkcs1_der(bits);
    let key: rsa::PublicKey = key.map_err(|_| Refusal::Malformed)?;
    let size = key.n().bit_width() as usize;
    if size < 2048 {
        return Err(Unsupported::WeakKey(size).into());
    }
    Ok(PublicKey::Rsa(Box::new(key)))
}

fn elliptic(encoded: &[u8], info: &SubjectPublicKeyInfoRef<'_>) -> Result<PublicKey, Refusal> {
    let parameters = info.algorithm.parameters.ok_or(Refusal::Malformed)?;
    let Ok(curve) = parameters.decode_as::<ObjectIdentifier>() else {
        return Err(Unsupported::Curve("явні параметри".to_owned()).into());
    };
    match curve {
        P256 => p256::ecdsa::VerifyingKey::from_public_key_der(encoded)
            .map(PublicKey::P256)
            .map_err(|_| Refusal::Malformed),
        P384 => p384::ecdsa::VerifyingKey::from_public_key_der(encoded)
            .map(PublicKey::P384)
            .map_err(|_| Refusal::Malformed),
        other => Err(Unsupported::Curve(other.to_string()).into()),
    }
}
