//! `manifest.json`, the list of a container's documents: their order and digests, whose they are, who made them. The digest
//! of the list itself stands for the whole archive of a class.

use chrono::NaiveDate;
use klas_domain::id::{Id, of};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{File, VERSION, Whose};

/// The name of the list.
pub const MANIFEST: &str = "manifest.json";
const FORMAT: &str = "klas-archive/1";

/// The list of a container's documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Which kind of list it is.
    pub format: String,
    /// The program that made it.
    pub producer: Producer,
    /// The school.
    pub school: Named<Id<of::School>>,
    /// The class.
    pub class: Named<Id<of::SchoolClass>>,
    /// The year.
    pub year: String,
    /// The day that the journal is of.
    pub day: NaiveDate,
    /// Whether the year was still being written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// The documents in their order.
    pub files: Vec<Listed>,
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Producer {
    /// What it is called.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A thing and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<I> {
    /// Identifier.
    pub id: I,
    /// Name.
    pub name: String,
}

/// A document of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// Its path from the root of the container.
    pub name: String,
    /// What kind of file it is.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Listed {
    fn of(file: &File) -> Self {
        Self {
            name: file.name.clone(),
            media_type: file.media_type().to_owned(),
            size: file.bytes.len() as u64,
            sha256: hex(&Sha256::digest(&file.bytes)),
        }
    }
}

impl Manifest {
    pub(super) fn of(whose: &Whose, files: &[File]) -> Self {
        Self {
            format: FORMAT.to_owned(),
            producer: Producer { name: "Klas".to_owned(), version: VERSION.to_owned() },
            school: Named { id: whose.school.0, name: whose.school.1.clone() },
            class: Named { id: whose.class.0, name: whose.class.1.clone() },
            year: whose.year.clone(),
            day: whose.day,
            draft: whose.draft,
            files: files.iter().map(Listed::of).collect(),
        }
    }

    /// Reads a list; none where it is not one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|manifest: &Self| manifest.format == FORMAT)
    }

    /// The first of the documents that is not among these files as it is listed.
    pub fn misses(&self, files: &[File]) -> Option<&str> {
        let holds = |listed: &&Listed| files.iter().any(|file| Listed::of(file) == **listed);
        self.files.iter().find(|listed| !holds(listed)).map(|listed| listed.name.as_str())
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
