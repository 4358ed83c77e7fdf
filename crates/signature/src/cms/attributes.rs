//! Attributes of a signature.

use chrono::{DateTime, Utc};
use der::{AnyRef, Decode, Encode, Reader, SliceReader, Tag, Tagged, asn1::ObjectIdentifier};

use super::{
    MESSAGE_DIGEST, SIGNING_TIME,
    parts::{Stop, elements, set, too_many, within},
};
use crate::{fault::Fault, moment};

/// Attributes of one signature, and values of one attribute.
const MOST: usize = 64;
const NAME: &str = "відомостей про підпис";

/// A set of attributes: the bytes as they came, under the tag of a SET, and the attributes one by one.
#[derive(Debug)]
pub struct Attributes {
    pub bytes: Vec<u8>,
    list: Vec<(ObjectIdentifier, Vec<Vec<u8>>)>,
}

impl Attributes {
    pub fn read(content: &[u8]) -> Result<Self, Stop> {
        let bytes = AnyRef::new(Tag::Set, content)?.to_der()?;
        let list = within(content, MOST, too_many(NAME))?.into_iter().map(attribute);
        Ok(Self { bytes, list: list.collect::<Result<_, Stop>>()? })
    }

    /// Whether the bytes are the signed attributes of some signature.
    pub fn is_one_of_signature(bytes: &[u8]) -> bool {
        let set = AnyRef::from_der(bytes).ok().filter(|any| any.tag() == Tag::Set);
        let is_digest = |attribute: der::Result<&[u8]>| {
            attribute.and_then(named).is_ok_and(|(name, _)| name == MESSAGE_DIGEST)
        };
        set.is_some_and(|set| elements(set.value()).any(is_digest))
    }

    /// The same set in the order of DER, where it came in another.
    pub fn sorted(&self) -> Option<Vec<u8>> {
        let set = AnyRef::from_der(&self.bytes).ok()?;
        let mut parts = elements(set.value()).collect::<der::Result<Vec<_>>>().ok()?;
        if parts.is_sorted() {
            return None;
        }
        parts.sort_unstable();
        AnyRef::new(Tag::Set, &parts.concat()).ok()?.to_der().ok()
    }

    /// Every value of an attribute.
    pub fn all(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &[u8]> {
        let attributes = self.list.iter().filter(move |(name, _)| *name == oid);
        attributes.flat_map(|(_, values)| values.iter().map(Vec::as_slice))
    }

    /// The value of an attribute that has one (RFC 5652, clause 11).
    ///
    /// # Errors
    /// Where there are several.
    pub fn one(&self, oid: ObjectIdentifier, name: &'static str) -> Result<Option<AnyRef<'_>>, Fault> {
        let mut values = self.all(oid);
        let value = values.next().map(AnyRef::from_der).transpose();
        match (value, values.next()) {
            (Ok(value), None) => Ok(value),
            _ => Err(Fault::AttributeWrong { name }),
        }
    }

    /// When the signer says to have signed.
    pub fn signing_time(&self) -> Result<Option<DateTime<Utc>>, Fault> {
        let name = "час підписання";
        let value = self.one(SIGNING_TIME, name)?;
        value.map(|value| moment::read(value).ok_or(Fault::AttributeWrong { name })).transpose()
    }
}

/// The name of an attribute, and what follows it.
fn named(attribute: &[u8]) -> der::Result<(ObjectIdentifier, SliceReader<'_>)> {
    let mut reader = SliceReader::new(AnyRef::from_der(attribute)?.value())?;
    Ok((ObjectIdentifier::decode(&mut reader)?, reader))
}

fn attribute(der: &[u8]) -> Result<(ObjectIdentifier, Vec<Vec<u8>>), Stop> {
    let (name, mut reader) = named(der)?;
    let values = within(set(&mut reader)?.value(), MOST, too_many(NAME))?;
    reader.finish()?;
    Ok((name, values.into_iter().map(<[u8]>::to_vec).collect()))
}
