//! Hash functions, by the names that signatures, certificates and manifests give them.

pub mod gost34311;

use der::asn1::ObjectIdentifier;
use kupyna::{Kupyna256, Kupyna384, Kupyna512};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Digest {
    /// Broken as a hash of documents; only for telling which certificate an older attribute means.
    Sha1,
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
    /// GOST 34.311-95
    Gost34311,
    /// DSTU 7564:2014, 256 bits
    Kupyna256,
    /// DSTU 7564:2014, 384 bits
    Kupyna384,
    /// DSTU 7564:2014, 512 bits
    Kupyna512,
}

impl Digest {
    const ALL: [Self; 8] = [
        Self::Sha1,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Gost34311,
        Self::Kupyna256,
        Self::Kupyna384,
        Self::Kupyna512,
    ];

    /// The function's name on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Gost34311 => "ГОСТ 34.311-95",
            Self::Kupyna256 => "ДСТУ 7564 (256)",
            Self::Kupyna384 => "ДСТУ 7564 (384)",
            Self::Kupyna512 => "ДСТУ 7564 (512)",
        }
    }

    const fn dotted(self) -> &'static str {
        match self {
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
            Self::Gost34311 => "1.2.804.2.1.1.1.1.2.1",
            Self::Kupyna256 => "1.2.804.2.1.1.1.1.2.2.1",
            Self::Kupyna384 => "1.2.804.2.1.1.1.1.2.2.2",
            Self::Kupyna512 => "1.2.804.2.1.1.1.1.2.2.3",
        }
    }

    /// The function of an object identifier.
    pub fn of(oid: ObjectIdentifier) -> Option<Self> {
        let dotted = oid.to_string();
        Self::ALL.into_iter().find(|digest| digest.dotted() == dotted)
    }

    /// The function of an algorithm's address in a manifest; SHA-1 is none.
    pub fn of_address(address: &str) -> Option<Self> {
        let address = address.trim();
        if let Some(dotted) = address.strip_prefix("urn:oid:") {
            return Self::ALL.into_iter().find(|it| *it != Self::Sha1 && it.dotted() == dotted);
        }
        Some(match address {
            "http://www.w3.org/2001/04/xmlenc#sha256" => Self::Sha256,
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => Self::Sha384,
            "http://www.w3.org/2001/04/xmlenc#sha512" => Self::Sha512,
            "http://www.w3.org/2001/04/xmlenc#gost34311" => Self::Gost34311,
            "http://www.w3.org/2001/04/xmlenc#dstu7564-256" => Self::Kupyna256,
            "http://www.w3.org/2001/04/xmlenc#dstu7564-384" => Self::Kupyna384,
            "http://www.w3.org/2001/04/xmlenc#dstu7564-512" => Self::Kupyna512,
            _ => return None,
        })
    }

    /// The hash of the whole message; GOST 34.311-95 with the national S-box.
    pub fn hash(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => sha1::Sha1::digest(message).to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
            Self::Gost34311 => gost34311::hash(&gost34311::NATIONAL, message).to_vec(),
            Self::Kupyna256 => Kupyna256::digest(message).to_vec(),
            Self::Kupyna384 => Kupyna384::digest(message).to_vec(),
            Self::Kupyna512 => Kupyna512::digest(message).to_vec(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Digest;

    /// The bytes of hexadecimal digits.
    pub fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn a_function_is_found_by_either_of_its_names() {
        for digest in Digest::ALL {
            assert_eq!(Digest::of(digest.dotted().parse().unwrap()), Some(digest));
            let known = (digest != Digest::Sha1).then_some(digest);
            assert_eq!(Digest::of_address(&format!("urn:oid:{}", digest.dotted())), known);
        }
        assert_eq!(Digest::of_address("http://www.w3.org/2000/09/xmldsig#sha1"), None);
        assert_eq!(Digest::of_address("http://www.w3.org/2001/04/xmlenc#sha256"), Some(Digest::Sha256));
    }

    #[test]
    fn the_examples_of_dstu_7564() {
        let message: Vec<u8> = (0..64).collect();
        let expected = bytes("08F4EE6F1BE6903B324C4E27990CB24EF69DD58DBE84813EE0A52F6631239875");
        assert_eq!(Digest::Kupyna256.hash(&message), expected);
    }
}
