//! DSTU 4145-2002: signatures on elliptic curves over GF(2^m) in a polynomial basis, verification only.

mod curve;
mod field;
mod parameters;
#[cfg(test)]
mod tests;

use curve::{Affine, Curve};
use der::{Decode, asn1::OctetStringRef};
use field::Element;
pub use parameters::KeyError;

use crate::digest::gost34311::SBox;

/// In which order a key's octet strings and its signatures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrder {
    /// The least significant byte first: the usual in Ukraine.
    Little,
    /// The most significant byte first.
    Big,
}

impl ByteOrder {
    /// Reads at most `length` bytes, the least significant ones.
    fn element(self, bytes: &[u8], length: usize) -> Option<Element> {
        match self {
            Self::Little => Element::from_little_endian(bytes.get(..length).unwrap_or(bytes)),
            Self::Big => {
                let turned: Vec<u8> = bytes.iter().rev().take(length).copied().collect();
                Element::from_little_endian(&turned)
            }
        }
    }
}

/// A key that signatures are verified with. Its point lies on a curve of the standard and is of the
/// order of the base point (clause 10.1).
#[derive(Debug, Clone)]
pub struct PublicKey {
    curve: &'static Curve,
    base: Affine,
    point: Affine,
    order: ByteOrder,
    s_box: SBox,
}

impl PublicKey {
    /// m of the field.
    pub fn degree(&self) -> u32 {
        self.curve.field.degree
    }

    /// The S-box of GOST 34.311-95 that goes with the key.
    pub fn s_box(&self) -> &SBox {
        &self.s_box
    }

    /// Whether the signature is this key's signature of the hash (clause 13).
    pub fn verify(&self, hash: &[u8], signature: &[u8]) -> bool {
        self.halves(signature).is_some_and(|(r, s)| self.holds(hash, &r, &s))
    }

    /// Whether the value of a signature can be read.
    pub fn reads(&self, signature: &[u8]) -> bool {
        self.halves(signature).is_some()
    }

    fn holds(&self, hash: &[u8], r: &Element, s: &Element) -> bool {
        let (curve, field) = (self.curve, &self.curve.field);
        let in_range = |value: &Element| !value.is_zero() && value.is_below(&curve.order);
        if !in_range(r) || !in_range(s) {
            return false;
        }
        let hash = ByteOrder::Little.element(hash, field.bytes()).unwrap_or(Element::ZERO);
        let mut hash = hash.truncated(field.degree);
        if hash.is_zero() {
            hash = Element::ONE;
        }
        curve
            .sum_of_multiples(&self.base, s, Some(&self.point), r)
            .is_some_and(|sum| field.multiply(&hash, &sum.x).truncated(curve.order.bits() - 1) == *r)
    }

    /// r and s: two halves of the octets, which a certificate wraps in an OCTET STRING once more.
    fn halves(&self, signature: &[u8]) -> Option<(Element, Element)> {
        let full = 2 * self.curve.order.bits().div_ceil(8) as usize;
        let octets = match <&OctetStringRef>::from_der(signature) {
            Ok(inner) if signature.len() != full => inner.as_bytes(),
            _ => signature,
        };
        if octets.len() % 2 == 1 {
            return None;
        }
        let (first, second) = octets.split_at(octets.len() / 2);
        let (r, s) = match self.order {
            ByteOrder::Little => (first, second),
            ByteOrder::Big => (second, first),
        };
        Some((self.order.element(r, r.len())?, self.order.element(s, s.len())?))
    }
}
