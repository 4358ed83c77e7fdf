//! How push services know the server (VAPID, RFC 8292): a key that is made once, and a token signed with it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use rand::RngCore;
use serde_json::json;

/// How long a token lasts; a day is the most.
const LASTS: Duration = Duration::from_hours(12);

/// 32 random bytes: a private key, or any other secret.
pub fn new_secret() -> Vec<u8> {
    let mut bytes = vec![0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// The key by which push services know the server.
pub struct VapidKey {
    key: SigningKey,
    contact: String,
}

impl VapidKey {
    /// The key of a secret, and where whoever runs a push service reaches the operator: `mailto:…` or `https://…`. None
    /// where the secret is no key of P-256, which of random ones one in 2³² is.
    pub fn new(secret: &[u8], contact: String) -> Option<Self> {
        SigningKey::from_slice(secret).ok().map(|key| Self { key, contact })
    }

    /// The public key as browsers take it: an uncompressed point in base64url.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.key.verifying_key().to_sec1_point(false).as_bytes())
    }

    /// What stands in `Authorization` of a message for a push service of this origin.
    pub(crate) fn authorization(&self, origin: &str) -> String {
        let until = SystemTime::now() + LASTS;
        let until = until.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = part(json!({ "aud": origin, "exp": until, "sub": self.contact }));
        let signed = format!("{head}.{claims}");
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public())
    }
}
