//! Signatures may come in BER, with lengths left open and octets in pieces; everything after this reads
//! DER only.

use std::borrow::Cow;

/// Deeper than any signature nests.
const DEEPEST: usize = 40;
const SEQUENCE: u8 = 0x30;
const OCTETS: u8 = 0x04;
const CONSTRUCTED: u8 = 0x20;

/// The same value in DER as far as lengths and pieces of octets go; what is definite already keeps its
/// bytes. `None` where the encoding is broken.
pub fn to_der(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let (element, rest) = element(bytes, 0)?;
    // A file may be padded by line ends where it came through a mail program.
    rest.iter().all(|byte| matches!(byte, b'\r' | b'\n' | 0)).then_some(element)
}

/// What begins inside a SEQUENCE, also where not all of it is there; none where the bytes begin as something else.
pub fn inside_sequence(bytes: &[u8]) -> Option<&[u8]> {
    let (_, content) = length(bytes.strip_prefix(&[SEQUENCE])?)?;
    Some(content)
}

/// The first element as DER, and what follows it.
fn element(bytes: &[u8], depth: usize) -> Option<(Cow<'_, [u8]>, &[u8])> {
    if depth > DEEPEST {
        return None;
    }
    let (tag, after_tag) = tag(bytes)?;
    let (length, content) = length(after_tag)?;
    let constructed = tag[0] & CONSTRUCTED != 0;
    let (content, rest) = match length {
        Some(length) => content.split_at_checked(length)?,
        None if constructed => (content, &[][..]),
        None => return None,
    };
    if !constructed {
        let whole = bytes.len() - rest.len();
        return Some((Cow::Borrowed(&bytes[..whole]), rest));
    }
    let joined = tag == [OCTETS | CONSTRUCTED];
    let (mut inner, mut left, mut changed) = (Vec::new(), content, joined || length.is_none());
    let rest = loop {
        if length.is_some() && left.is_empty() {
            break rest;
        }
        if length.is_none() && left.starts_with(&[0, 0]) {
            break &left[2..];
        }
        let (child, after) = element(left, depth + 1)?;
        if joined {
            inner.extend_from_slice(octets(&child)?);
        } else {
            changed |= matches!(child, Cow::Owned(_));
            inner.extend_from_slice(&child);
        }
        left = after;
    };
    if !changed {
        let whole = bytes.len() - rest.len();
        return Some((Cow::Borrowed(&bytes[..whole]), rest));
    }
    let tag = if joined { &[OCTETS][..] } else { tag };
    let mut whole = tag.to_vec();
    write_length(&mut whole, inner.len());
    whole.extend(inner);
    Some((Cow::Owned(whole), rest))
}

fn tag(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let first = *bytes.first()?;
    if first & 0x1F != 0x1F {
        return bytes.split_at_checked(1);
    }
    let more = bytes.get(1..)?.iter().take(4).position(|byte| byte & 0x80 == 0)?;
    bytes.split_at_checked(more + 2)
}

/// `Some(None)` is a length left open.
fn length(bytes: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0x80 => Some((None, rest)),
        0..0x80 => Some((Some(first.into()), rest)),
        _ => {
            let (size, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            if size.len() > 4 {
                return None;
            }
            let length = size.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
            Some((Some(usize::try_from(length).ok()?), rest))
        }
    }
}

/// The content of a primitive OCTET STRING in DER.
fn octets(element: &[u8]) -> Option<&[u8]> {
    let (tag, rest) = tag(element)?;
    let (length, content) = length(rest)?;
    (tag == [OCTETS]).then(|| content.get(..length?)).flatten()
}

fn write_length(to: &mut Vec<u8>, length: usize) {
    if length < 0x80 {
        to.push(length.to_le_bytes()[0]);
        return;
    }
    let bytes = length.to_be_bytes();
    let bytes = &bytes[length.leading_zeros() as usize / 8..];
    to.push(0x80 | bytes.len().to_le_bytes()[0]);
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{inside_sequence, to_der};

    #[test]
    fn open_lengths_are_closed_and_pieces_joined() {
        let open = [0x30, 0x80, 0x24, 0x80, 4, 1, 7, 4, 2, 8, 9, 0, 0, 2, 1, 5, 0, 0];
        assert_eq!(to_der(&open).unwrap()[..], [0x30, 8, 4, 3, 7, 8, 9, 2, 1, 5]);
    }

    #[test]
    fn der_stays_as_it_is() {
        let der = [0x30, 0x81, 3, 2, 1, 5, b'\n'];
        assert!(matches!(to_der(&der), Some(Cow::Borrowed(same)) if same == &der[..6]));
    }

    #[test]
    fn a_sequence_is_looked_into_also_where_it_is_cut_off() {
        assert_eq!(inside_sequence(&[0x30, 3, 2, 1, 5]), Some(&[2, 1, 5][..]));
        assert_eq!(inside_sequence(&[0x30, 0x82, 1, 0, 2, 1]), Some(&[2, 1][..]));
        assert_eq!(inside_sequence(&[0x30, 0x80, 2]), Some(&[2][..]));
        for other in [&[][..], &[0x30], &[0x30, 0x82, 1], &[0x31, 1, 5]] {
            assert_eq!(inside_sequence(other), None, "{other:?}");
        }
    }

    #[test]
    fn what_is_broken_is_not_read() {
        for broken in [&[][..], &[0x30], &[0x30, 0x80], &[0x30, 5, 1], &[4, 0x80, 0, 0], &[2, 1, 1, 1]] {
            assert_eq!(to_der(broken), None, "{broken:?}");
        }
        assert_eq!(to_der(&[0x30, 0x80].repeat(10_000)), None);
        assert_eq!(to_der(&[0x24, 3, 0x0C, 1, 65]), None, "only octets make octets");
    }
}
