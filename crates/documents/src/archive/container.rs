//! The ZIP of a container: «mimetype» first and plain, everything else in its order, with the day of the journal as the
//! time of each file.

use std::io::{Cursor, Write};

use chrono::{Datelike, NaiveDate};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    ArchiveError,
    asic::{asic_manifest, signature_name},
    tables,
};

const MEDIA_TYPE: &[u8] = b"application/vnd.etsi.asic-e+zip";

/// A file of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path from the root of the container.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes }
    }

    /// What kind of file it is, by its ending.
    pub fn media_type(&self) -> &'static str {
        match self.name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("pdf") => "application/pdf",
            Some("json") => "application/json",
            Some("csv") => "text/csv",
            Some("xml") => "text/xml",
            Some("p7s") => "application/pkcs7-signature",
            _ => "application/octet-stream",
        }
    }
}

/// Whether a file of this name belongs to the signatures, and not to what is signed.
pub fn is_signature_file(name: &str) -> bool {
    name.starts_with("META-INF/")
}

/// A container: documents, and the signatures that stand after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// The day that all its files are of.
    pub day: NaiveDate,
    /// Its files in their order, without «mimetype».
    pub files: Vec<File>,
}

impl Container {
    /// What is signed.
    pub fn documents(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| !is_signature_file(&file.name))
    }

    /// The file of a name.
    pub fn find(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.name == name)
    }

    /// The place in the school's history of the last change that the journal is of; none where it has no history.
    pub fn last_change(&self) -> Option<i64> {
        self.find(tables::HISTORY).and_then(|file| tables::last_change(&file.bytes))
    }

    /// What is signed next: the manifest that covers every document, and where its signature stands.
    pub fn next_signature(&self) -> (File, String) {
        let taken = |number: &usize| {
            let (manifest, signature) = signature_name(*number);
            self.find(&manifest).is_some() || self.find(&signature).is_some()
        };
        let number = (1..=self.files.len() + 1).find(|number| !taken(number)).unwrap_or(1);
        (asic_manifest(self.documents(), number), signature_name(number).1)
    }

    /// The container as it is kept; the same files give the same bytes.
    ///
    /// # Errors
    /// [`ArchiveError::Write`]
    pub fn zip(&self) -> Result<Vec<u8>, ArchiveError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        add(&mut zip, "mimetype", MEDIA_TYPE, CompressionMethod::Stored, self.day)?;
        for file in &self.files {
            pack(&mut zip, file, self.day)?;
        }
        Ok(zip.finish().map_err(std::io::Error::from)?.into_inner())
    }
}

/// A container as it is kept with these files after its own, which are copied and not packed again.
///
/// # Errors
/// [`ArchiveError::Write`], also where what is kept is no ZIP.
pub fn extended(kept: &[u8], day: NaiveDate, more: &[File]) -> Result<Vec<u8>, ArchiveError> {
    let mut kept = ZipArchive::new(Cursor::new(kept)).map_err(std::io::Error::from)?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..kept.len() {
        let file = kept.by_index_raw(place).map_err(std::io::Error::from)?;
        zip.raw_copy_file(file).map_err(std::io::Error::from)?;
    }
    for file in more {
        pack(&mut zip, file, day)?;
    }
    Ok(zip.finish().map_err(std::io::Error::from)?.into_inner())
}

fn pack(zip: &mut ZipWriter<Cursor<Vec<u8>>>, file: &File, day: NaiveDate) -> Result<(), ArchiveError> {
    // Pages are compressed already.
    let packed = !matches!(file.media_type(), "application/pdf" | "application/pkcs7-signature");
    let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    add(zip, &file.name, &file.bytes, method, day)
}

fn add(
    zip: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    bytes: &[u8],
    method: CompressionMethod,
    day: NaiveDate,
) -> Result<(), ArchiveError> {
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .compression_level(packs(method))
        .last_modified_time(midnight(day))
        .unix_permissions(0o644);
    zip.start_file(name, options).map_err(std::io::Error::from)?;
    Ok(zip.write_all(bytes)?)
}

/// Containers are kept for decades and made once.
fn packs(method: CompressionMethod) -> Option<i64> {
    (method == CompressionMethod::Deflated).then_some(9)
}

/// The beginning of a day, as a ZIP tells times: from 1980 on.
fn midnight(day: NaiveDate) -> DateTime {
    let parts = (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()));
    match parts {
        (Ok(year), Ok(month), Ok(day)) => {
            DateTime::from_date_and_time(year, month, day, 0, 0, 0).unwrap_or_default()
        }
        _ => DateTime::default(),
    }
}
