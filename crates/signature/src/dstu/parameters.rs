//! A key as certificates carry it.

use der::{
    AnyRef, Decode, Reader, Sequence, Tag, TagNumber, Tagged,
    asn1::{ContextSpecific, ObjectIdentifier, OctetStringRef, UintRef},
};
use thiserror::Error;

use super::{
    ByteOrder, PublicKey,
    curve::{Affine, CURVES, Curve},
    field::Element,
};
use crate::digest::gost34311;

/// The arc of the named curves in a polynomial basis; the curve's number follows.
const NAMED: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.804.2.1.1.1.1.3.1.1.2");

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The encoding is broken.
    #[error("the key is malformed")]
    Malformed,
    /// The curve is none of the standard's.
    #[error("the curve is none of the standard's")]
    UnknownCurve,
    /// The point is not on the curve, or not of the base point's order.
    #[error("the point is not of the curve's group")]
    NotOfGroup,
}

impl From<der::Error> for KeyError {
    fn from(_: der::Error) -> Self {
        Self::Malformed
    }
}

/// `DSTU4145Params`: a curve by name or explicitly, and the S-box where it is not the national one.
#[derive(Sequence)]
struct Parameters<'a> {
    domain: AnyRef<'a>,
    s_box: Option<&'a OctetStringRef>,
}

/// `ECBinary`
struct Explicit<'a> {
    degree: u32,
    exponents: Vec<u32>,
    a: bool,
    b: &'a [u8],
    order: &'a [u8],
    base: &'a [u8],
}

impl<'a> Explicit<'a> {
    fn read(domain: AnyRef<'a>) -> Result<Self, KeyError> {
        domain.sequence(|reader| {
            ContextSpecific::<u8>::decode_explicit(reader, TagNumber(0))?;
            let (degree, exponents) = reader.sequence(|field| -> Result<_, KeyError> {
                let degree = u32::decode(field)?;
                let mut exponents = if Tag::peek(field)? == Tag::Integer {
                    vec![u32::decode(field)?]
                } else {
                    field.sequence(|terms| -> Result<_, KeyError> {
                        Ok(vec![u32::decode(terms)?, u32::decode(terms)?, u32::decode(terms)?])
                    })?
                };
                exponents.push(0);
                exponents.sort_unstable_by(|one, other| other.cmp(one));
                Ok((degree, exponents))
            })?;
            Ok(Self {
                degree,
                exponents,
                a: match u8::decode(reader)? {
                    0 => false,
                    1 => true,
                    _ => return Err(KeyError::UnknownCurve),
                },
                b: <&OctetStringRef>::decode(reader)?.as_bytes(),
                order: UintRef::decode(reader)?.as_bytes(),
                base: <&OctetStringRef>::decode(reader)?.as_bytes(),
            })
        })
    }

    /// The curve of the standard that these parameters describe; another base point of it may be meant.
    /// A curve of anybody's own making would let its maker sign for others, so none is taken.
    fn curve(&self, order: ByteOrder) -> Result<(&'static Curve, Affine), KeyError> {
        let b = order.element(self.b, self.b.len()).ok_or(KeyError::UnknownCurve)?;
        let n = ByteOrder::Big.element(self.order, self.order.len()).ok_or(KeyError::UnknownCurve)?;
        let curve = CURVES
            .iter()
            .find(|curve| {
                curve.field.degree == self.degree
                    && curve.field.exponents == self.exponents
                    && (curve.a, curve.b, curve.order) == (self.a, b, n)
            })
            .ok_or(KeyError::UnknownCurve)?;
        Ok((curve, point(curve, order, self.base)?))
    }
}

fn named(oid: ObjectIdentifier) -> Result<(&'static Curve, Affine), KeyError> {
    if oid.parent() != Some(NAMED) {
        return Err(KeyError::UnknownCurve);
    }
    let number = oid.arcs().last().and_then(|arc| usize::try_from(arc).ok());
    let curve = number.and_then(|number| CURVES.get(number)).ok_or(KeyError::UnknownCurve)?;
    Ok((curve, curve.base))
}

fn point(curve: &Curve, order: ByteOrder, packed: &[u8]) -> Result<Affine, KeyError> {
    if packed.len() != curve.field.bytes() {
        return Err(KeyError::Malformed);
    }
    let packed: Element = order.element(packed, packed.len()).ok_or(KeyError::Malformed)?;
    curve.unpack(&packed).filter(|point| curve.is_of_order(point)).ok_or(KeyError::NotOfGroup)
}

impl PublicKey {
    /// Reads a key: the parameters of its algorithm, and the bits of `subjectPublicKey`.
    ///
    /// # Errors
    /// [`KeyError`]
    pub fn read(order: ByteOrder, parameters: AnyRef<'_>, bits: &[u8]) -> Result<Self, KeyError> {
        let parameters: Parameters<'_> = parameters.decode_as()?;
        let (curve, base) = match parameters.domain.tag() {
            Tag::ObjectIdentifier => named(parameters.domain.decode_as()?)?,
            _ => Explicit::read(parameters.domain)?.curve(order)?,
        };
        let s_box = match parameters.s_box {
            Some(packed) => packed.as_bytes().try_into().map_err(|_| KeyError::Malformed)?,
            None => gost34311::NATIONAL,
        };
        let packed = <&OctetStringRef>::from_der(bits)?;
        let point = point(curve, order, packed.as_bytes())?;
        Ok(Self { curve, base, point, order, s_box })
    }
}
