//! The examples of the standard, annex Б, and signatures of our own made with a textbook signer.

use der::{AnyRef, Decode, Encode, asn1::ObjectIdentifier};
use num_bigint::BigUint;
use proptest::prelude::*;
use rstest::rstest;
use spki::AlgorithmIdentifierRef;

use super::{
    ByteOrder, KeyError, PublicKey,
    curve::{Affine, CURVES, Curve},
    field::Element,
};
use crate::{
    algorithm,
    digest::{Digest, gost34311::NATIONAL},
};

fn element(value: &BigUint) -> Element {
    Element::from_little_endian(&value.to_bytes_le()).unwrap()
}

fn integer(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap()
}

/// The key −d·P.
fn key(curve: &'static Curve, base: Affine, d: &BigUint, order: ByteOrder) -> PublicKey {
    let positive = curve.multiply(&base, &element(d)).unwrap();
    let point = Affine { x: positive.x, y: positive.x.plus(&positive.y) };
    PublicKey { curve, base, point, order, s_box: NATIONAL }
}

struct Example {
    curve: usize,
    base: [&'static str; 2],
    d: &'static str,
    hash: &'static str,
    r: &'static str,
    s: &'static str,
}

const EXAMPLES: [Example; 4] = [
    Example {
        curve: 0,
        base: ["72d867f93a93ac27df9ff01affe74885c8c540420", "0224a9c3947852b97c5599d5f4ab81122adc3fd9b"],
        d: "183f60fdf7951ff47d67193f8d073790c1c9b5a3e",
        hash: "09c9c44277910c9aaee486883a2eb95b7180166ddf73532eeb76edaef52247ff",
        r: "274ea2c0caa014a0d80a424f59ade7a93068d08a7",
        s: "2100d86957331832b8e8c230f5bd6a332b3615aca",
    },
    Example {
        curve: 2,
        base: ["BE6628EC3E67A91A4E470894FBA72B52C515F8AEE9", "D9DEEDF655CF5412313C11CA566CDC71F4DA57DB45C"],
        d: "955CD7E344303D1034E66933DC21C8044D42ADB8",
        hash: "0137187EA862117EF1484289470ECAC802C5A651FDA8",
        r: "13ae89746386709cdbd237cc5ec20ca30004a82ead8",
        s: "3597912cdd093b3e711ccb74a79d3c4ab4c7cccdc60",
    },
    Example {
        curve: 2,
        base: ["BE6628EC3E67A91A4E470894FBA72B52C515F8AEE9", "D9DEEDF655CF5412313C11CA566CDC71F4DA57DB45C"],
        d: "955CD7E344303D1034E66933DC21C8044D42ADB8",
        // Longer than the field: cut to its degree.
        hash: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        r: "6bb5c0cb82e5067485458ebfe81025f03b687c63a27",
        s: "34d6b1868969b86ecf934167c8fe352c63d1074bd",
    },
    Example {
        curve: 9,
        base: [
            "9548BCDF314CEEEAF099C780FFEFBF93F9FE5B5F55547603C9C8FC1A2774170882B3BE35E892C6D4296B8DEA282EC30FB344272791",
            "4C6CBD7C62A8EEEFDE17A8B5E196E49A22CE6DE128ABD9FBD81FA4411AD5A38E2A810BEDE09A7C6226BCDCB4A4A5DA37B4725E00AA74",
        ],
        d: "D0F97354E314191FD773E2404F478C8AEE0FF5109F39E6F37D1FEEC8B2ED1691D84C9882CC729E716A71CC013F66CAC60E29E22C",
        hash: "0137187EA862117EF1484289470ECAC802C5A651FDA8",
        r: "1911fefb1f494bebcf8dffdf5276946ff9c9f662192ee18c718db47310a439c784fe07577b16e1edbe16179876e0792a634f1c9c3a2e",
        s: "3852170ee801c2083c52f1ea77b987a5432acecd9c654f064e87bf179e0a397151edbca430082e43bd38a67b55424b5bbc7f2713f620",
    },
];

#[test]
fn the_examples_of_the_standard_verify_and_no_changed_bit_of_them_does() {
    for example in &EXAMPLES {
        let curve = &CURVES[example.curve];
        let base = Affine { x: Element::hex(example.base[0]), y: Element::hex(example.base[1]) };
        assert!(curve.holds(&base) && curve.is_of_order(&base));
        let key = key(curve, base, &integer(example.d), ByteOrder::Little);
        let hash = integer(example.hash).to_bytes_le();
        let (r, s) = (integer(example.r), integer(example.s));
        assert!(key.holds(&hash, &element(&r), &element(&s)), "{}", curve.field.degree);
        for bit in 0..curve.field.degree {
            let flip = |value: &BigUint| {
                let mut changed = value.clone();
                changed.set_bit(bit.into(), !value.bit(bit.into()));
                element(&changed)
            };
            assert!(!key.holds(&hash, &flip(&r), &element(&s)), "bit {bit} of r");
            assert!(!key.holds(&hash, &element(&r), &flip(&s)), "bit {bit} of s");
            let mut changed = hash.clone();
            if let Some(byte) = changed.get_mut(bit as usize / 8) {
                *byte ^= 1 << (bit % 8);
                assert!(!key.holds(&changed, &element(&r), &element(&s)), "bit {bit} of the hash");
            }
        }
    }
}

/// Clause 12 by the letter, with a given one-time secret.
fn sign(curve: &Curve, d: &BigUint, secret: &BigUint, hash: &[u8]) -> Option<(BigUint, BigUint)> {
    let n = BigUint::from_bytes_le(&bytes(&curve.order));
    let point = curve.multiply(&curve.base, &element(secret))?;
    let cut = hash.get(..curve.field.bytes()).unwrap_or(hash);
    let hash = Element::from_little_endian(cut)?.truncated(curve.field.degree);
    let product = curve.field.multiply(&hash, &point.x).truncated(curve.order.bits() - 1);
    let r = BigUint::from_bytes_le(&bytes(&product));
    let s = (secret + d * &r) % n;
    Some((r, s))
}

fn bytes(value: &Element) -> Vec<u8> {
    (0..56).map(|byte| (0..8).fold(0, |sum, bit| sum | u8::from(value.bit(8 * byte + bit)) << bit)).collect()
}

fn octets(value: &BigUint, length: usize) -> Vec<u8> {
    let mut bytes = value.to_bytes_le();
    bytes.resize(length, 0);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_is_signed_verifies_in_both_byte_orders_and_nothing_else(
        index in 0_usize..10,
        d in prop::array::uniform20(1_u8..),
        secret in prop::array::uniform20(1_u8..),
        hash in prop::collection::vec(1_u8.., 32..=64),
        flipped in any::<prop::sample::Index>(),
        wrapped in any::<bool>(),
    ) {
        let curve = &CURVES[index];
        let (d, secret) = (BigUint::from_bytes_le(&d), BigUint::from_bytes_le(&secret));
        let (r, s) = sign(curve, &d, &secret, &hash).unwrap();
        let length = curve.order.bits().div_ceil(8) as usize;
        let little = [octets(&r, length), octets(&s, length)].concat();
        let big: Vec<u8> = little.iter().rev().copied().collect();
        for (order, signature) in [(ByteOrder::Little, little), (ByteOrder::Big, big)] {
            let key = key(curve, curve.base, &d, order);
            prop_assert!(key.verify(&hash, &signature));
            let mut sent = signature.clone();
            if wrapped {
                sent = [&[4, u8::try_from(2 * length).unwrap()][..], &signature].concat();
                prop_assert!(key.verify(&hash, &sent));
            }
            let bit = flipped.index(sent.len() * 8);
            sent[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!key.verify(&hash, &sent));
        }
    }

    #[test]
    fn no_octets_make_it_panic(index in 0_usize..10, hash in any::<Vec<u8>>(), signature in any::<Vec<u8>>()) {
        let curve = &CURVES[index];
        let key = key(curve, curve.base, &BigUint::from(7_u8), ByteOrder::Big);
        prop_assert!(!key.verify(&hash, &signature));
    }
}

fn element_of(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let length = if length < 128 { vec![length] } else { vec![0x81, length] };
    [&[tag][..], &length, content].concat()
}

/// An INTEGER of bytes with the most significant first.
fn integer_of(bytes: &[u8]) -> Vec<u8> {
    let mut shortest: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    if shortest.first().is_none_or(|first| first & 0x80 != 0) {
        shortest.insert(0, 0);
    }
    element_of(2, &shortest)
}

/// The bytes of a field's element in an order.
fn written(value: &Element, curve: &Curve, order: ByteOrder) -> Vec<u8> {
    let mut written = bytes(value);
    written.truncate(curve.field.bytes());
    if order == ByteOrder::Big {
        written.reverse();
    }
    written
}

fn packed(point: &Affine, curve: &Curve) -> Element {
    let field = &curve.field;
    let trace = field.trace(&field.multiply(&point.y, &field.invert(&point.x)));
    if point.x.bit(0) == trace { point.x } else { point.x.plus(&Element::ONE) }
}

/// `DSTU4145Params` with everything spelt out.
fn explicit(curve: &Curve, b: &Element, base: &Affine, order: ByteOrder) -> Vec<u8> {
    let inner: Vec<u32> = curve.field.exponents.iter().rev().skip(1).copied().collect();
    let terms: Vec<u8> = inner.iter().flat_map(|exponent| integer_of(&exponent.to_be_bytes())).collect();
    let terms = if inner.len() == 1 { terms } else { element_of(0x30, &terms) };
    let field = element_of(0x30, &[integer_of(&curve.field.degree.to_be_bytes()), terms].concat());
    let n: Vec<u8> = bytes(&curve.order).into_iter().rev().collect();
    let parts = [
        field,
        integer_of(&[curve.a.into()]),
        element_of(4, &written(b, curve, order)),
        integer_of(&n),
        element_of(4, &written(&packed(base, curve), curve, order)),
    ];
    element_of(0x30, &element_of(0x30, &parts.concat()))
}

fn read(order: ByteOrder, parameters: &[u8], point: &[u8]) -> Result<PublicKey, KeyError> {
    PublicKey::read(order, AnyRef::from_der(parameters).unwrap(), &element_of(4, point))
}

#[test]
fn keys_are_read_by_name_and_by_explicit_parameters_in_both_byte_orders() {
    for (number, curve) in (0_u8..).zip(&CURVES) {
        let seven = curve.multiply(&curve.base, &Element::hex("7")).unwrap();
        let oid = [&[0x2A, 0x86, 0x24, 2, 1, 1, 1, 1, 3, 1, 1, 2, number][..]].concat();
        let named = element_of(0x30, &element_of(6, &oid));
        for order in [ByteOrder::Little, ByteOrder::Big] {
            let point = written(&packed(&seven, curve), curve, order);
            let key = read(order, &named, &point).unwrap();
            assert_eq!((key.point, key.base, key.degree()), (seven, curve.base, curve.field.degree));
            // Another point of the group may be the base.
            let key = read(order, &explicit(curve, &curve.b, &seven, order), &point).unwrap();
            assert_eq!((key.point, key.base), (seven, seven));

            let other = curve.b.plus(&Element::ONE);
            let own = read(order, &explicit(curve, &other, &seven, order), &point);
            assert_eq!(own.unwrap_err(), KeyError::UnknownCurve);
            assert_eq!(read(order, &named, &point[1..]).unwrap_err(), KeyError::Malformed);
            // The point of order two.
            let zero = vec![0; curve.field.bytes()];
            assert_eq!(read(order, &named, &zero).unwrap_err(), KeyError::NotOfGroup);
        }
    }
    let unknown = element_of(0x30, &element_of(6, &[0x2A, 0x86, 0x24, 2, 1, 1, 1, 1, 3, 1, 1, 2, 10]));
    assert_eq!(read(ByteOrder::Little, &unknown, &[0; 33]).unwrap_err(), KeyError::UnknownCurve);
}

#[test]
fn an_s_box_of_the_keys_own_is_kept() {
    let oid = element_of(6, &[0x2A, 0x86, 0x24, 2, 1, 1, 1, 1, 3, 1, 1, 2, 6]);
    let curve = &CURVES[6];
    let point = written(&packed(&curve.base, curve), curve, ByteOrder::Little);
    let with = |s_box: &[u8]| {
        read(ByteOrder::Little, &element_of(0x30, &[oid.clone(), element_of(4, s_box)].concat()), &point)
    };
    assert_eq!(with(&[0x5A; 64]).unwrap().s_box(), &[0x5A; 64]);
    assert_eq!(with(&[0x5A; 63]).unwrap_err(), KeyError::Malformed);
}

#[rstest]
#[case("1.2.804.2.1.1.1.1.3.1.1", Digest::Gost34311, ByteOrder::Little)]
#[case("1.2.804.2.1.1.1.1.3.1.1.1.1", Digest::Gost34311, ByteOrder::Big)]
#[case("1.2.804.2.1.1.1.1.3.6.1", Digest::Kupyna256, ByteOrder::Little)]
#[case("1.2.804.2.1.1.1.1.3.6.1.1", Digest::Kupyna256, ByteOrder::Little)]
#[case("1.2.804.2.1.1.1.1.3.6.2.1", Digest::Kupyna384, ByteOrder::Little)]
#[case("1.2.804.2.1.1.1.1.3.6.3.1", Digest::Kupyna512, ByteOrder::Little)]
fn each_identifier_has_its_hash_and_byte_order(
    #[case] name: &str,
    #[case] digest: Digest,
    #[case] order: ByteOrder,
) {
    let curve = &CURVES[6];
    let (d, secret, message) = (BigUint::from(71_u8), BigUint::from(1_234_567_u32), b"message");
    let public = key(curve, curve.base, &d, order);
    let oid = ObjectIdentifier::new_unwrap(name).to_der().unwrap();
    let named = [0x2A, 0x86, 0x24, 2, 1, 1, 1, 1, 3, 1, 1, 2, 6];
    let algorithm = element_of(0x30, &[oid, element_of(0x30, &element_of(6, &named))].concat());
    let point = written(&packed(&public.point, curve), curve, order);
    let bits = element_of(3, &[vec![0], element_of(4, &point)].concat());
    let info = element_of(0x30, &[algorithm.clone(), bits].concat());
    let public = algorithm::PublicKey::read(&info).unwrap();
    let algorithm = AlgorithmIdentifierRef::from_der(&algorithm).unwrap();
    let algorithm = algorithm::Algorithm::read(&algorithm, None).unwrap();

    let (r, s) = sign(curve, &d, &secret, &digest.hash(message)).unwrap();
    let mut signature = [octets(&r, 32), octets(&s, 32)].concat();
    if order == ByteOrder::Big {
        signature.reverse();
    }
    assert!(public.verifies(&algorithm, message, &signature));
    assert!(!public.verifies(&algorithm, b"another", &signature));
    signature.reverse();
    assert!(!public.verifies(&algorithm, message, &signature), "in the other byte order");
}
