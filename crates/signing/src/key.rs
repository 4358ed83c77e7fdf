//! A key and its certificate, as people get them in a file.

use chrono::{DateTime, Utc};
use der::{Decode, Encode, Reader, SliceReader};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy, error::Error};
use p256::pkcs8::DecodePrivateKey;
use rsa::signature::{SignatureEncoding, Signer};
use sha2::Sha256;
use spki::AlgorithmIdentifierOwned;
use thiserror::Error;
use x509_cert::Certificate;

use crate::signature::{ECDSA_SHA256, ECDSA_SHA384, RSA_SHA256, algorithm, algorithm_with_null};

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// The file is of another kind, or damaged.
    #[error("файл ключа не читається: це не PKCS#12 (.p12, .pfx), або файл пошкоджено")]
    Unreadable,
    /// The password does not open it.
    #[error("пароль не підходить до цього ключа")]
    WrongPassword,
    /// There is no key in it, or no certificate beside the key.
    #[error("у файлі немає особистого ключа з сертифікатом")]
    NoKey,
    /// The key is of a kind that this program does not sign with.
    #[error(
        "ключ не RSA і не ECDSA P-256 чи P-384: ключем ДСТУ 4145 підписує програма вашого надавача довірчих послуг"
    )]
    Kind,
    /// The certificate has ended.
    #[error("строк сертифіката скінчився {}", .0.format("%d.%m.%Y"))]
    Ended(DateTime<Utc>),
    /// The certificate has not begun.
    #[error("сертифікат почне діяти {}", .0.format("%d.%m.%Y"))]
    NotBegun(DateTime<Utc>),
}

pub(crate) enum Secret {
    P256(Box<p256::ecdsa::SigningKey>),
    P384(Box<p384::ecdsa::SigningKey>),
    Rsa(Box<rsa::pkcs1v15::SigningKey<Sha256>>),
}

/// A key with its certificate, and those of the authorities above it that came along.
pub struct Key {
    secret: Secret,
    pub(crate) certificate: Certificate,
    pub(crate) authorities: Vec<Certificate>,
}

impl Key {
    /// Opens a PKCS#12 file: encrypted as OpenSSL 3 does (PBES2 with AES), or in the older ways.
    ///
    /// # Errors
    /// [`KeyFault`]
    pub fn open(file: &[u8], password: &str) -> Result<Self, KeyFault> {
        if !is_pkcs12(file) {
            return Err(KeyFault::Unreadable);
        }
        let store = KeyStore::from_pkcs12(file, password, Pkcs12ImportPolicy::Relaxed).map_err(fault)?;
        let (_, chain) = store.private_key_chain().ok_or(KeyFault::NoKey)?;
        let mut certificates =
            chain.certs().iter().filter_map(|certificate| Certificate::from_der(certificate.as_der()).ok());
        let certificate = certificates.next().ok_or(KeyFault::NoKey)?;
        let authorities = certificates.collect();
        Ok(Self { secret: Secret::read(chain.key().as_der())?, certificate, authorities })
    }

    /// Whom the certificate names, as it writes that.
    pub fn owner(&self) -> String {
        self.certificate.tbs_certificate().subject().to_string()
    }

    /// The certificate in DER.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn certificate(&self) -> der::Result<Vec<u8>> {
        self.certificate.to_der()
    }

    /// Whether the certificate is valid at a moment: what is signed outside its time is not taken anywhere.
    ///
    /// # Errors
    /// [`KeyFault::Ended`], [`KeyFault::NotBegun`]
    pub fn is_valid_at(&self, at: DateTime<Utc>) -> Result<(), KeyFault> {
        let validity = self.certificate.tbs_certificate().validity();
        let moment = |time: &x509_cert::time::Time| DateTime::<Utc>::from(time.to_system_time());
        let (begins, ends) = (moment(&validity.not_before), moment(&validity.not_after));
        if at < begins {
            Err(KeyFault::NotBegun(begins))
        } else if at > ends {
            Err(KeyFault::Ended(ends))
        } else {
            Ok(())
        }
    }

    /// Whether what is signed is hashed with SHA-384, and not with SHA-256.
    pub(crate) fn hashes_with_sha384(&self) -> bool {
        matches!(self.secret, Secret::P384(_))
    }

    pub(crate) fn algorithm(&self) -> AlgorithmIdentifierOwned {
        match self.secret {
            Secret::P256(_) => algorithm(ECDSA_SHA256),
            Secret::P384(_) => algorithm(ECDSA_SHA384),
            Secret::Rsa(_) => algorithm_with_null(RSA_SHA256),
        }
    }

    pub(crate) fn sign_raw(&self, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Secret::P384(key) => {
                let signature: p384::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Secret::Rsa(key) => key.sign(message).to_vec(),
        }
    }
}

/// Whether a file is a whole PKCS#12 of the one version that there is: `PFX` (RFC 7292, clause 4) begins with the number 3.
fn is_pkcs12(file: &[u8]) -> bool {
    let read = || -> der::Result<u8> {
        let mut reader = SliceReader::new(file)?;
        let version = reader.sequence(|parts| -> der::Result<u8> {
            let version = u8::decode(parts)?;
            parts.tlv_bytes()?;
            if !parts.is_finished() {
                parts.tlv_bytes()?;
            }
            Ok(version)
        })?;
        reader.finish().map(|()| version)
    };
    read().is_ok_and(|version| version == 3)
}

/// What kept a file from being opened that is a PKCS#12.
fn fault(error: Error) -> KeyFault {
    match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => KeyFault::WrongPassword,
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => KeyFault::Kind,
        _ => KeyFault::Unreadable,
    }
}

impl Secret {
    fn read(pkcs8: &[u8]) -> Result<Self, KeyFault> {
        if let Ok(key) = p256::ecdsa::SigningKey::from_pkcs8_der(pkcs8) {
            return Ok(Self::P256(Box::new(key)));
        }
        if let Ok(key) = p384::ecdsa::SigningKey::from_pkcs8_der(pkcs8) {
            return Ok(Self::P384(Box::new(key)));
        }
        let key = rsa::PrivateKey::from_pkcs8_der(pkcs8).map_err(|_| KeyFault::Kind)?;
        Ok(Self::Rsa(Box::new(rsa::pkcs1v15::SigningKey::new(key))))
    }
}
