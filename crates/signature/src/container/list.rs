//! The list that a container of Klas has of its documents, `manifest.json` (`docs/archive`): it says their digests and their
//! order, and its own digest stands for the whole archive.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    iter,
};

use serde::Deserialize;

use super::inner;
use crate::{
    digest::Digest,
    fault::{Fault, Verdict},
    report::File,
};

/// Where it stands.
pub const NAME: &str = "manifest.json";
const FORMAT: &str = "klas-archive/1";
/// Bytes of a list.
pub const LARGEST: u32 = 1 << 20;

/// A list.
#[derive(Debug)]
pub struct List {
    /// Its own SHA-256 in hexadecimal.
    pub digest: String,
    /// None where they cannot be read.
    documents: Option<Vec<Document>>,
}

#[derive(Debug, Deserialize)]
struct Document {
    name: String,
    size: u64,
    sha256: String,
}

#[derive(Deserialize)]
struct Kind {
    format: String,
}

#[derive(Deserialize)]
struct Documents {
    files: Vec<Document>,
}

impl List {
    /// Reads a list; none where the file is somebody else's, of which nothing is known.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let kind: Kind = serde_json::from_slice(bytes).ok()?;
        let documents = serde_json::from_slice(bytes).ok().map(|own: Documents| own.files);
        (kind.format == FORMAT).then(|| Self { digest: hexadecimal(&Digest::Sha256.hash(bytes)), documents })
    }

    /// What of the files of a container, which have these SHA-256 where they could be unpacked, is otherwise than it says.
    /// A file that is not as it was signed is told already. The order is that of the data, and of the directory.
    pub fn faults(&self, files: &[File], hashes: &[Option<Vec<u8>>], directory: &[&str]) -> Vec<Fault> {
        let Some(documents) = &self.documents else {
            return vec![Fault::ListMalformed { name: NAME.to_owned() }];
        };
        let is_document =
            |file: &File| inner(&file.name).is_none() && !["mimetype", NAME].contains(&file.name.as_str());
        let there = files.iter().zip(hashes).filter(|(file, _)| is_document(file));
        let there: Vec<(&File, &Option<Vec<u8>>)> = there.collect();
        let by_name: BTreeMap<&str, _> = there.iter().map(|own| (own.0.name.as_str(), *own)).collect();
        let listed: BTreeSet<&str> = documents.iter().map(|own| own.name.as_str()).collect();
        let mut faults = Vec::new();
        for own in documents {
            let name = || own.name.clone();
            match by_name.get(own.name.as_str()) {
                None => faults.push(Fault::ListedMissing { name: name() }),
                Some((file, hash)) if own.is_otherwise(file, hash.as_deref()) => {
                    faults.push(Fault::ListedOtherwise { name: name() });
                }
                Some(_) => {}
            }
        }
        let names: Vec<&str> = there.iter().map(|(file, _)| file.name.as_str()).collect();
        let unlisted = names.iter().filter(|name| !listed.contains(*name));
        faults.extend(unlisted.map(|name| Fault::NotListed { name: (*name).to_owned() }));
        let wanted = documents.iter().map(|own| own.name.as_str()).filter(|name| by_name.contains_key(name));
        let wanted: Vec<&str> = wanted.collect();
        let moved = |order: &[&str]| {
            let found = order.iter().filter(|name| listed.contains(*name));
            let (name, _) = found.zip(&wanted).find(|(found, wanted)| found != wanted)?;
            Some(Fault::OutOfOrder { name: (*name).to_owned() })
        };
        faults.extend(moved(&names).or_else(|| moved(directory)));
        faults
    }

    /// The first document, or the list itself, that a signature of these files leaves out.
    pub fn left_out(&self, covered: &[String]) -> Option<&str> {
        let covered: BTreeSet<&str> = covered.iter().map(String::as_str).collect();
        let documents = self.documents.iter().flatten().map(|own| own.name.as_str());
        iter::once(NAME).chain(documents).find(|name| !covered.contains(name))
    }
}

impl Document {
    fn is_otherwise(&self, file: &File, hash: Option<&[u8]>) -> bool {
        let is_told = file.fault.as_ref().is_some_and(|fault| fault.verdict() == Verdict::Invalid);
        let Some(hash) = hash.filter(|_| !is_told) else { return false };
        self.size != u64::from(file.size) || !self.sha256.eq_ignore_ascii_case(&hexadecimal(hash))
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn what_a_signature_leaves_out_is_the_list_or_a_document() {
        let document = |name: &str| format!(r#"{{"name":"{name}","size":1,"sha256":""}}"#);
        let documents = [document("journal.pdf"), document("history.csv")].join(",");
        let list = format!(r#"{{"format":"klas-archive/1","files":[{documents}]}}"#);
        let list = List::read(list.as_bytes()).unwrap();
        let left_out = |covered: &[&str]| {
            let covered: Vec<String> = covered.iter().map(|name| (*name).to_owned()).collect();
            list.left_out(&covered).map(str::to_owned)
        };
        assert_eq!(left_out(&["history.csv", "journal.pdf", "manifest.json", "more"]), None);
        assert_eq!(left_out(&["history.csv", "manifest.json"]).as_deref(), Some("journal.pdf"));
        assert_eq!(left_out(&["journal.pdf", "manifest.json"]).as_deref(), Some("history.csv"));
        assert_eq!(left_out(&["history.csv", "journal.pdf"]).as_deref(), Some("manifest.json"));
    }
}
