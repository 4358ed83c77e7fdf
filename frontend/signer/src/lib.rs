//! Signing in the browser: a module of its own, which runs in a worker. The key and its password come to it and go no
//! further; what it gives back are signatures.

use chrono::{DateTime, Utc};
use js_sys::Uint8Array;
use klas_signing::{Key, KeyFault, SignFault};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Why there is no signature.
enum Fault {
    Key(KeyFault),
    Sign,
}

impl From<KeyFault> for Fault {
    fn from(fault: KeyFault) -> Self {
        Self::Key(fault)
    }
}

impl From<SignFault> for Fault {
    fn from(_: SignFault) -> Self {
        Self::Sign
    }
}

impl Fault {
    /// A word that the page has its own words for; after a space the day that it is about.
    fn code(&self) -> String {
        let day = |at: &DateTime<Utc>| at.format("%d.%m.%Y");
        match self {
            Self::Key(KeyFault::Unreadable) => "unreadable".to_owned(),
            Self::Key(KeyFault::WrongPassword) => "password".to_owned(),
            Self::Key(KeyFault::NoKey) => "nokey".to_owned(),
            Self::Key(KeyFault::Kind) => "kind".to_owned(),
            Self::Key(KeyFault::Ended(at)) => format!("ended {}", day(at)),
            Self::Key(KeyFault::NotBegun(at)) => format!("early {}", day(at)),
            Self::Sign => "failed".to_owned(),
        }
    }
}

/// Signs each of the contents, which stand apart from their signatures (CAdES-B), with a key from a PKCS#12 file, at a
/// moment (milliseconds since 1970) of the owner's clock.
///
/// # Errors
/// The code of the fault.
#[wasm_bindgen]
pub fn sign(
    key: &[u8],
    password: &str,
    contents: Vec<Uint8Array>,
    now: i64,
) -> Result<Vec<Uint8Array>, JsValue> {
    let contents = contents.into_iter().map(|content| content.to_vec());
    let signatures = signed(key, password, contents, now).map_err(|fault| fault.code())?;
    Ok(signatures.iter().map(|signature| Uint8Array::from(signature.as_slice())).collect())
}

fn signed(
    key: &[u8],
    password: &str,
    contents: impl Iterator<Item = Vec<u8>>,
    now: i64,
) -> Result<Vec<Vec<u8>>, Fault> {
    let at = DateTime::from_timestamp_millis(now).unwrap_or_default();
    let key = Key::open(key, password)?;
    key.is_valid_at(at)?;
    contents.map(|content| Ok(key.sign(&content, at)?.to_der()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOVEMBER: i64 = 1_795_000_000_000;

    fn code(key: &[u8], password: &str) -> String {
        signed(key, password, std::iter::empty(), NOVEMBER)
            .err()
            .map_or_else(String::new, |fault| fault.code())
    }

    #[test]
    fn each_fault_of_a_key_has_its_code() {
        let head = include_bytes!("../../../crates/signing/tests/data/head.p12");
        let ended = include_bytes!("../../../crates/signing/tests/data/ended.p12");
        let edwards = include_bytes!("../../../crates/signing/tests/data/edwards.p12");
        assert_eq!(code(head, "klas-test"), "");
        assert_eq!(code(head, "wrong"), "password");
        assert_eq!(code(b"head", "klas-test"), "unreadable");
        assert_eq!(code(ended, "klas-test"), "ended 01.01.2021");
        assert_eq!(code(edwards, "klas-test"), "kind");
    }
}
