//! What structures of CMS are made of: elements, one after another, of which there may be too many.

use der::{AnyRef, Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

use crate::fault::Fault;

/// Why a file is not read any further.
#[derive(Debug)]
pub struct Stop(pub Fault);

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl From<der::Error> for Stop {
    fn from(_: der::Error) -> Self {
        Self(Fault::Malformed { what: "структура CMS" })
    }
}

pub fn set<'a>(reader: &mut impl Reader<'a>) -> der::Result<AnyRef<'a>> {
    let any = AnyRef::decode(reader)?;
    any.tag().assert_eq(Tag::Set)?;
    Ok(any)
}

/// The bytes of an INTEGER as certificates keep their numbers.
pub fn serial<'a>(reader: &mut impl Reader<'a>) -> der::Result<Vec<u8>> {
    let number = AnyRef::decode(reader)?;
    number.tag().assert_eq(Tag::Integer)?;
    Ok(number.value().to_vec())
}

/// The element `[number]`, where it is next.
pub fn context<'a>(reader: &mut impl Reader<'a>, number: u32) -> der::Result<Option<AnyRef<'a>>> {
    if reader.is_finished() {
        return Ok(None);
    }
    match Tag::peek(reader)? {
        Tag::ContextSpecific { number: found, .. } if found == TagNumber(number) => {
            AnyRef::decode(reader).map(Some)
        }
        _ => Ok(None),
    }
}

/// What is inside `[number]`, a constructed element, where it is next.
pub fn explicit<'a>(reader: &mut impl Reader<'a>, number: u32) -> der::Result<Option<&'a [u8]>> {
    let Some(any) = context(reader, number)? else { return Ok(None) };
    if any.tag().is_constructed() { Ok(Some(any.value())) } else { Err(any.tag().value_error().into()) }
}

/// The elements that stand one after another, read one by one; none after what is broken.
pub fn elements(content: &[u8]) -> impl Iterator<Item = der::Result<&[u8]>> {
    let mut left = content;
    std::iter::from_fn(move || {
        if left.is_empty() {
            return None;
        }
        let first = SliceReader::new(left).and_then(|mut reader| reader.tlv_bytes());
        left = match &first {
            Ok(first) => left.get(first.len()..).unwrap_or_default(),
            Err(_) => &[],
        };
        Some(first)
    })
}

/// The same elements all at once, where they are no more than the limit.
///
/// # Errors
/// The fault of more; [`Fault::Malformed`]
pub fn within(content: &[u8], limit: usize, fault: impl FnOnce(usize) -> Fault) -> Result<Vec<&[u8]>, Stop> {
    // One more tells that there are more; nothing is kept of those after it.
    let found = elements(content).take(limit + 1).collect::<der::Result<Vec<_>>>()?;
    if found.len() > limit { Err(fault(limit).into()) } else { Ok(found) }
}

/// The fault of more parts of a kind than are read.
pub fn too_many(what: &'static str) -> impl FnOnce(usize) -> Fault {
    move |limit| Fault::TooManyParts { what, limit }
}
