//! A key and its certificate, as people get them in a file.

use der::{Decode, Encode};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
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
    /// The file is none, or the password is wrong: the two cannot be told apart.
    #[error("файл ключа не читається: це не PKCS#12 (.p12, .pfx) або пароль хибний")]
    Unreadable,
    /// There is no key in it, or no certificate beside the key.
    #[error("у файлі немає особистого ключа з сертифікатом")]
    NoKey,
    /// The key is of a kind that this program does not sign with.
    #[error(
        "ключ не RSA і не ECDSA P-256 чи P-384: ключем ДСТУ 4145 підписує програма вашого надавача довірчих послуг"
    )]
    Kind,
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
        let store = KeyStore::from_pkcs12(file, password, Pkcs12ImportPolicy::Relaxed)
            .map_err(|_| KeyFault::Unreadable)?;
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
