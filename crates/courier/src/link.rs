//! Links that work without signing in: they carry what they are for, and a tag that the server alone can make.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The length of a tag, in bytes.
const TAG: usize = 32;

/// Makes such links and reads them.
pub struct LinkKey(Vec<u8>);

impl LinkKey {
    /// The key of a secret.
    pub fn new(secret: Vec<u8>) -> Self {
        Self(secret)
    }

    /// What a link for this carries.
    pub fn sign(&self, what: &[u8]) -> String {
        let tag = self.mac(what).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([what, &tag].concat())
    }

    /// What a link that this key made is for.
    pub fn read(&self, carried: &str) -> Option<Vec<u8>> {
        let mut what = URL_SAFE_NO_PAD.decode(carried).ok()?;
        let tag = what.split_off(what.len().checked_sub(TAG)?);
        self.mac(&what)?.verify_slice(&tag).ok()?;
        Some(what)
    }

    fn mac(&self, what: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(what);
        Some(mac)
    }
}
