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
    use rstest::rstest;

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

    /// The examples of the standard, as its authors publish them (<https://eprint.iacr.org/2015/885>) and the crate has them
    /// among its own tests, by their numbers of bytes, which count up from nought.
    #[rstest]
    #[case(Digest::Kupyna256, 64, "08f4ee6f1be6903b324c4e27990cb24ef69dd58dbe84813ee0a52f6631239875")]
    #[case(Digest::Kupyna256, 128, "0a9474e645a7d25e255e9e89fff42ec7eb31349007059284f0b182e452bda882")]
    #[case(Digest::Kupyna256, 256, "d305a32b963d149dc765f68594505d4077024f836c1bf03806e1624ce176c08f")]
    #[case(Digest::Kupyna256, 95, "1075c8b0cb910f116bda5fa1f19c29cf8ecc75caff7208ba2994b68fc56e8d16")]
    #[case(Digest::Kupyna256, 0, "cd5101d1ccdf0d1d1f4ada56e888cd724ca1a0838a3521e7131d4fb78d0f5eb6")]
    #[case(
        Digest::Kupyna384,
        95,
        "d9021692d84e5175735654846ba751e6d0ed0fac36dfbc0841287dcb0b5584c7\
         5016c3decc2a6e47c50b2f3811e351b8"
    )]
    #[case(
        Digest::Kupyna512,
        64,
        "3813e2109118cdfb5a6d5e72f7208dccc80a2dfb3afdfb02f46992b5edbe536b\
         3560dd1d7e29c6f53978af58b444e37ba685c0dd910533ba5d78efffc13de62a"
    )]
    #[case(
        Digest::Kupyna512,
        128,
        "76ed1ac28b1d0143013ffa87213b4090b356441263c13e03fa060a8cada32b97\
         9635657f256b15d5fca4a174de029f0b1b4387c878fcc1c00e8705d783fd7ffe"
    )]
    #[case(
        Digest::Kupyna512,
        256,
        "0dd03d7350c409cb3c29c25893a0724f6b133fa8b9eb90a64d1a8fa93b565566\
         11eb187d715a956b107e3bfc76482298133a9ce8cbc0bd5e1436a5b197284f7e"
    )]
    #[case(
        Digest::Kupyna512,
        192,
        "b189bfe987f682f5f167f0d7fa565330e126b6e592b1c55d44299064ef95b1a5\
         7f3c2d0ecf17869d1d199ebbd02e8857fb8add67a8c31f56cd82c016cf743121"
    )]
    #[case(
        Digest::Kupyna512,
        0,
        "656b2f4cd71462388b64a37043ea55dbe445d452aecd46c3298343314ef04019\
         bcfa3f04265a9857f91be91fce197096187ceda78c9c1c021c294a0689198538"
    )]
    fn the_examples_of_dstu_7564(#[case] digest: Digest, #[case] length: usize, #[case] expected: &str) {
        let message: Vec<u8> = (0..=u8::MAX).take(length).collect();
        assert_eq!(digest.hash(&message), bytes(expected));
    }

    #[test]
    fn the_examples_of_dstu_7564_that_are_one_byte() {
        let short = "ea7677ca4526555680441c117982ea14059ea6d0d7124d6ecdb3deec49e890f4";
        let long = "871b18cf754b72740307a97b449abeb32b64444cc0d5a4d65830ae5456837a72\
                    d8458f12c8f06c98c616abe11897f86263b5cb77c420fb375374bec52b6d0292";
        assert_eq!(Digest::Kupyna256.hash(&[0xFF]), bytes(short));
        assert_eq!(Digest::Kupyna512.hash(&[0xFF]), bytes(long));
    }
}
