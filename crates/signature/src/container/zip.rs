//! The ZIP of a container, read strictly: two programs that read it must see the same files. A reader that
//! forgives – takes the last of two equal names, skips what no header names – would show one thing and have
//! verified another, so the general ZIP crate is not used here.

use std::{collections::BTreeSet, ops::Range};

use crate::fault::{Fault, is_hidden};

/// Files in one container.
pub const MOST_FILES: usize = 2048;
/// Bytes of one file after unpacking.
pub const LARGEST: usize = 64 << 20;
/// Bytes of all files after unpacking.
const LARGEST_TOGETHER: u64 = 512 << 20;
/// A file larger than a megabyte that is packed tighter than this is no document.
const TIGHTEST: u64 = 200;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const ENCRYPTED: u16 = 0x2041;
const DESCRIBED_AFTER: u16 = 0x0008;
/// A field with a file's name once more, in UTF-8, which Info-ZIP and 7-Zip show instead of its own (APPNOTE, 4.6.9).
const UNICODE_PATH: u16 = 0x7075;

/// The files of a container in the order of their data.
#[derive(Debug)]
pub struct Archive<'a> {
    bytes: &'a [u8],
    pub entries: Vec<Entry>,
}

/// A file.
#[derive(Debug)]
pub struct Entry {
    pub name: String,
    /// How many bytes it has after unpacking.
    pub size: u32,
    flags: u16,
    method: u16,
    checksum: u32,
    packed: u32,
    offset: u32,
    /// Its place in the directory.
    place: usize,
    data: Range<usize>,
    /// Whether the header before the data has fields beyond the usual.
    extended: bool,
}

/// Where the directory of the files stands.
struct Directory {
    start: usize,
    end: usize,
    count: usize,
}

impl<'a> Archive<'a> {
    /// Reads the directory and every header.
    ///
    /// # Errors
    /// What is wrong with the container.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        let directory = directory(bytes)?;
        let mut entries = entries(bytes, &directory)?;
        names(&entries)?;
        sizes(&entries)?;
        entries.sort_by_key(|entry| entry.offset);
        let mut at = 0;
        for entry in &mut entries {
            if entry.offset as usize != at {
                return Err(Fault::ForeignData);
            }
            at = local(bytes, entry, directory.start)?;
        }
        if at != directory.start {
            return Err(Fault::ForeignData);
        }
        Ok(Self { bytes, entries })
    }

    /// Whether its files together have no more bytes than `total` after unpacking.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] names the first that is too much.
    pub fn within(&self, total: u64) -> Result<(), Fault> {
        let mut left = total;
        for entry in &self.entries {
            let too_large = || Fault::TooLarge { name: entry.name.clone() };
            left = left.checked_sub(u64::from(entry.size)).ok_or_else(too_large)?;
        }
        Ok(())
    }

    /// The names of the files in the order of the directory, which most programs show.
    pub fn directory(&self) -> Vec<&str> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| entry.place);
        entries.into_iter().map(|entry| entry.name.as_str()).collect()
    }

    /// The file of a name.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// Unpacks a file.
    ///
    /// # Errors
    /// [`Fault::Damaged`]
    pub fn unpack(&self, entry: &Entry) -> Result<Vec<u8>, Fault> {
        let damaged = || Fault::Damaged { name: entry.name.clone() };
        let packed = self.bytes.get(entry.data.clone()).ok_or_else(damaged)?;
        let size = entry.size as usize;
        let unpacked = if entry.is_stored() {
            packed.to_vec()
        } else {
            miniz_oxide::inflate::decompress_to_vec_with_limit(packed, size).map_err(|_| damaged())?
        };
        if unpacked.len() != size || crc32fast::hash(&unpacked) != entry.checksum {
            return Err(damaged());
        }
        Ok(unpacked)
    }
}

impl Entry {
    pub fn is_stored(&self) -> bool {
        self.method == 0
    }

    /// Whether it is stored with nothing between its name and its data, as «mimetype» has to be.
    pub fn is_plain(&self) -> bool {
        self.is_stored() && !self.extended && self.flags & DESCRIBED_AFTER == 0
    }

    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Fault> {
    let part = bytes.get(at..at + 2).and_then(|part| part.try_into().ok());
    part.map(u16::from_le_bytes).ok_or(Fault::Truncated)
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    let part = bytes.get(at..at + 4).and_then(|part| part.try_into().ok());
    part.map(u32::from_le_bytes).ok_or(Fault::Truncated)
}

fn starts(bytes: &[u8], at: usize, with: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(with))
}

fn directory(bytes: &[u8]) -> Result<Directory, Fault> {
    let lowest = bytes.len().saturating_sub(22 + usize::from(u16::MAX));
    let mut ends = (lowest..bytes.len().saturating_sub(21)).rev();
    let end = ends.find(|at| starts(bytes, *at, END)).ok_or(Fault::Truncated)?;
    let comment = usize::from(u16_at(bytes, end + 20)?);
    let after = bytes.len() - end - 22;
    if comment > after {
        return Err(Fault::Truncated);
    }
    // EN 319 162-1, A.1: a comment may name the type of the container.
    if comment < after || (comment > 0 && !starts(bytes, end + 22, b"mimetype=")) {
        return Err(Fault::ForeignData);
    }
    let count = usize::from(u16_at(bytes, end + 10)?);
    if count > MOST_FILES {
        return Err(Fault::TooManyFiles { limit: MOST_FILES });
    }
    let several = u32_at(bytes, end + 4)? != 0 || usize::from(u16_at(bytes, end + 8)?) != count;
    let (size, start) = (u32_at(bytes, end + 12)? as usize, u32_at(bytes, end + 16)? as usize);
    if several || start.checked_add(size) != Some(end) {
        return Err(Fault::ForeignData);
    }
    Ok(Directory { start, end, count })
}

fn entries(bytes: &[u8], directory: &Directory) -> Result<Vec<Entry>, Fault> {
    let mut entries = Vec::with_capacity(directory.count);
    let mut at = directory.start;
    for _ in 0..directory.count {
        if !starts(bytes, at, CENTRAL) {
            return Err(Fault::Truncated);
        }
        let length = usize::from(u16_at(bytes, at + 28)?);
        let name = bytes.get(at + 46..at + 46 + length).ok_or(Fault::Truncated)?;
        let name = name_of(name)?;
        let (extra, comment) = (usize::from(u16_at(bytes, at + 30)?), usize::from(u16_at(bytes, at + 32)?));
        let fields = at + 46 + length;
        one_name(&name, bytes.get(fields..fields + extra).ok_or(Fault::Truncated)?)?;
        entries.push(Entry {
            name,
            flags: u16_at(bytes, at + 8)?,
            method: u16_at(bytes, at + 10)?,
            checksum: u32_at(bytes, at + 16)?,
            packed: u32_at(bytes, at + 20)?,
            size: u32_at(bytes, at + 24)?,
            offset: u32_at(bytes, at + 42)?,
            place: entries.len(),
            data: 0..0,
            extended: false,
        });
        at = fields + extra + comment;
    }
    if at == directory.end { Ok(entries) } else { Err(Fault::ForeignData) }
}

/// Whether no field beside a header gives the file another name than the header itself.
fn one_name(name: &str, fields: &[u8]) -> Result<(), Fault> {
    let mut left = fields;
    while let Some((header, rest)) = left.split_at_checked(4) {
        let (kind, size) = (u16_at(header, 0)?, usize::from(u16_at(header, 2)?));
        let field = rest.get(..size).unwrap_or(rest);
        // A version stands before the name, and a checksum of the name that it is instead of.
        let other = field.get(5..).filter(|other| kind == UNICODE_PATH && *other != name.as_bytes());
        if let Some(other) = other {
            let other = String::from_utf8_lossy(other).chars().map(visible).collect();
            return Err(Fault::OtherName { name: name.to_owned(), other });
        }
        left = rest.get(size..).unwrap_or_default();
    }
    Ok(())
}

/// A name that stays inside the folder it is unpacked into, on every system.
fn name_of(bytes: &[u8]) -> Result<String, Fault> {
    let unsafe_name =
        || Fault::UnsafeName { name: String::from_utf8_lossy(bytes).chars().map(visible).collect() };
    let name = str::from_utf8(bytes).map_err(|_| unsafe_name())?;
    let parts = name.strip_suffix('/').unwrap_or(name).split('/');
    let leads_out = parts.clone().any(|part| matches!(part, "" | "." | ".."));
    if leads_out || name.contains(|letter: char| is_hidden(letter) || matches!(letter, '\\' | ':')) {
        return Err(unsafe_name());
    }
    Ok(name.to_owned())
}

fn visible(letter: char) -> char {
    if is_hidden(letter) { '\u{FFFD}' } else { letter }
}

fn names(entries: &[Entry]) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    // Where letters' case makes no difference, as on Windows, such files would be one.
    match entries.iter().find(|entry| !seen.insert(entry.name.to_lowercase())) {
        Some(twice) => Err(Fault::DuplicateName { name: twice.name.clone() }),
        None => Ok(()),
    }
}

fn sizes(entries: &[Entry]) -> Result<(), Fault> {
    let mut together = 0;
    for entry in entries {
        let name = || entry.name.clone();
        if entry.is_folder() && entry.size > 0 {
            return Err(Fault::ForeignData);
        }
        if entry.flags & ENCRYPTED != 0 {
            return Err(Fault::Encrypted { name: name() });
        }
        if !matches!(entry.method, 0 | 8) {
            return Err(Fault::UnknownCompression { name: name() });
        }
        let (size, packed) = (u64::from(entry.size), u64::from(entry.packed));
        if size > 1 << 20 && size > packed.saturating_mul(TIGHTEST) {
            return Err(Fault::Bomb { name: name() });
        }
        together += size;
        if size > LARGEST as u64 || together > LARGEST_TOGETHER {
            return Err(Fault::TooLarge { name: name() });
        }
    }
    Ok(())
}

/// Reads the header before a file's data, which has to say the same; gives where the next one begins.
fn local(bytes: &[u8], entry: &mut Entry, limit: usize) -> Result<usize, Fault> {
    let at = entry.offset as usize;
    let disagree = || Fault::HeadersDisagree { name: entry.name.clone() };
    if !starts(bytes, at, LOCAL) {
        return Err(disagree());
    }
    let (length, extra) = (usize::from(u16_at(bytes, at + 26)?), usize::from(u16_at(bytes, at + 28)?));
    let name = bytes.get(at + 30..at + 30 + length);
    let start = at + 30 + length + extra;
    let end = start + entry.packed as usize;
    let described_after = entry.flags & DESCRIBED_AFTER != 0;
    let same = name == Some(entry.name.as_bytes())
        && u16_at(bytes, at + 6)? == entry.flags
        && u16_at(bytes, at + 8)? == entry.method
        && (described_after
            || (u32_at(bytes, at + 14)?, u32_at(bytes, at + 18)?, u32_at(bytes, at + 22)?)
                == (entry.checksum, entry.packed, entry.size));
    if !same || end > limit {
        return Err(disagree());
    }
    one_name(&entry.name, &bytes[start - extra..start])?;
    entry.data = start..end;
    entry.extended = extra > 0;
    Ok(match (described_after, starts(bytes, end, DESCRIPTOR)) {
        (false, _) => end,
        (true, true) => end + 16,
        (true, false) => end + 12,
    })
}
