//! The finished documents of a package, kept beside its file until that is whole: what a stopped run has made, the next
//! one need not.

use std::{
    fs,
    path::{Path, PathBuf},
};

use klas_store::package::PackageFile;
use serde_json::json;

use super::super::{
    Refusal,
    files::{unwritten, write_whole},
};

/// How the names of their files end.
const ENDING: &str = "document";

/// The first line of a document's file: what it is of, its title, and of each of its files the name, the pages and the
/// length in bytes. The files follow one another.
type Head = (String, String, Vec<(String, u32, usize)>);

/// Finished documents, a file each, in a folder.
pub struct KeptDocuments {
    folder: PathBuf,
    of: String,
}

impl KeptDocuments {
    /// Those beside a package's file; a document that is of anything else than `of` counts for nothing.
    pub fn beside(out: &Path, of: String) -> Self {
        let mut folder = out.as_os_str().to_owned();
        folder.push(".part");
        Self { folder: folder.into(), of }
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files of a document, where an earlier run has finished it.
    pub fn get(&self, number: usize, title: &str) -> Option<Vec<PackageFile>> {
        let bytes = fs::read(self.path(number)).ok()?;
        let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
        let (head, mut content) = (parts.next()?, parts.next()?);
        let (of, titled, files): Head = serde_json::from_slice(head).ok()?;
        if of != self.of || titled != title {
            return None;
        }
        let mut taken = Vec::with_capacity(files.len());
        for (name, pages, length) in files {
            let (own, rest) = content.split_at_checked(length)?;
            taken.push(PackageFile { name, pages, content: own.to_vec() });
            content = rest;
        }
        Some(taken)
    }

    /// Keeps the files of a document that is finished.
    pub fn keep(&self, number: usize, title: &str, files: &[PackageFile]) -> Result<(), Refusal> {
        fs::create_dir_all(&self.folder).map_err(|error| unwritten(&self.folder, &error))?;
        let listed: Vec<_> = files.iter().map(|file| (&file.name, file.pages, file.content.len())).collect();
        let mut bytes = json!([self.of, title, listed]).to_string().into_bytes();
        bytes.push(b'\n');
        for file in files {
            bytes.extend_from_slice(&file.content);
        }
        write_whole(&self.path(number), &bytes)
    }

    /// Removes all of them, once the package is whole.
    pub fn clear(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()).filter(|path| is_document(path)) {
            let _ = fs::remove_file(path);
        }
        // What else is there is not ours to remove, and the folder then stays as well.
        let _ = fs::remove_dir(&self.folder);
    }

    fn path(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number:03}.{ENDING}"))
    }
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == ENDING)
}
