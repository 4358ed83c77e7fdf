//! ASiC-E containers with CAdES signatures (ETSI EN 319 162-1, clause 4.4).

mod list;
mod manifest;
mod zip;

use std::collections::{BTreeMap, BTreeSet};

use list::List;
use manifest::Manifest;
use zip::{Archive, Entry};

use crate::{
    cms::{self, MOST_SIGNERS, SignedData},
    digest::Digest,
    fault::{self, Fault},
    judge::Judge,
    report::{File, Kind, Report},
    signature::{self, Signature},
};

const MEDIA_TYPE: &[u8] = b"application/vnd.etsi.asic-e+zip";

/// Checks a container.
pub fn verify(bytes: &[u8], judge: &Judge<'_>) -> Report {
    let mut report = Report::new(Kind::Container);
    match Container::open(bytes) {
        Ok(container) => container.verify(judge, &mut report),
        Err(fault) => report.faults.push(fault),
    }
    report.conclude();
    report
}

/// A file of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// Its name from the root of the container.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The files of a container in their order, without «mimetype»; whatever a verifier would not take is refused.
///
/// # Errors
/// What is wrong with the container.
pub fn unpack(bytes: &[u8]) -> Result<Vec<Unpacked>, Fault> {
    unpack_within(bytes, u64::MAX)
}

/// The same of a container whose files have no more bytes than `total` together; what it says of its files is asked before
/// any of them is unpacked, and none of them gives more than it says.
///
/// # Errors
/// [`Fault::TooLarge`]; what is wrong with the container.
pub fn unpack_within(bytes: &[u8], total: u64) -> Result<Vec<Unpacked>, Fault> {
    let archive = Archive::read(bytes)?;
    archive.within(total)?;
    let container = Container::of(archive)?;
    let archive = &container.archive;
    let files = archive.entries.iter().filter(|entry| entry.name != "mimetype" && !entry.is_folder());
    files.map(|entry| Ok(Unpacked { name: entry.name.clone(), bytes: archive.unpack(entry)? })).collect()
}

/// Whether the files of a container have no more bytes than `total` together, by what it says of them; none of them gives
/// more than it says.
///
/// # Errors
/// [`Fault::TooLarge`]; what is wrong with the container's directory.
pub fn fits(bytes: &[u8], total: u64) -> Result<(), Fault> {
    Archive::read(bytes)?.within(total)
}

/// A container whose structure is sound.
struct Container<'a> {
    archive: Archive<'a>,
    manifests: Vec<(Manifest, Vec<u8>)>,
    /// Where it is a container of Klas.
    list: Option<List>,
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        Self::of(Archive::read(bytes)?)
    }

    fn of(archive: Archive<'a>) -> Result<Self, Fault> {
        media_type(&archive)?;
        let mut manifests = Vec::new();
        for entry in &archive.entries {
            if inner(&entry.name).is_some_and(is_manifest) {
                if manifests.len() == MOST_SIGNERS {
                    return Err(Fault::TooManySigners { limit: MOST_SIGNERS });
                }
                let bytes = archive.unpack(entry)?;
                manifests.push((Manifest::read(&entry.name, &bytes)?, bytes));
            }
        }
        let list = archive.find(list::NAME).filter(|entry| entry.size <= list::LARGEST);
        // Where it cannot be unpacked, that is told with the other files.
        let list = list.and_then(|entry| List::read(&archive.unpack(entry).ok()?));
        Ok(Self { archive, manifests, list })
    }

    fn verify(&self, judge: &Judge<'_>, report: &mut Report) {
        let hashes = self.files(report);
        self.structure(report);
        if let Some(list) = &self.list {
            report.archive_digest = Some(list.digest.clone());
            report.faults.extend(list.faults(&report.files, &hashes, &self.archive.directory()));
        }
        for (manifest, bytes) in &self.manifests {
            let covers: Vec<String> = manifest.references.iter().map(|own| own.file.clone()).collect();
            let mut faults = self.faults_of(manifest, report);
            let left_out = self.list.as_ref().and_then(|list| list.left_out(&covers));
            faults.extend(left_out.map(|name| Fault::LeavesOut { name: name.to_owned() }));
            let mut signatures = self.signatures(manifest, bytes, judge);
            prove(manifest, &signatures, &mut report.files);
            for signature in &mut signatures {
                signature.place = Some(manifest.signature.clone());
                signature.covers.clone_from(&covers);
                signature.faults.extend(faults.iter().cloned());
                signature.verdict = fault::verdict(&signature.faults);
            }
            report.signatures.extend(signatures);
            if report.signatures.len() > MOST_SIGNERS {
                report.faults.push(Fault::TooManySigners { limit: MOST_SIGNERS });
                return;
            }
        }
    }

    /// Reads each file once, and compares it with every digest that a manifest has for it. Gives the SHA-256 of each, where
    /// there is a list to compare it with.
    fn files(&self, report: &mut Report) -> Vec<Option<Vec<u8>>> {
        let wanted = self.wanted();
        let mut found: Vec<Found> = Vec::new();
        let mut sums = Vec::new();
        let is_wanted = |entry: &&Entry| is_document(entry) || wanted.contains_key(entry.name.as_str());
        for entry in self.archive.entries.iter().filter(is_wanted) {
            let mut file = File { name: entry.name.clone(), size: entry.size, fault: None, proven: None };
            let unpacked = self.archive.unpack(entry);
            let mut hashes = Hashes::default();
            sums.push(match &unpacked {
                Ok(bytes) if self.list.is_some() => Some(hashes.of(Digest::Sha256, bytes)),
                _ => None,
            });
            match (wanted.get(entry.name.as_str()), unpacked) {
                (_, Err(fault)) => file.fault = Some(fault),
                (None, Ok(_)) => file.fault = Some(Fault::FileNotCovered { name: file.name.clone() }),
                (Some(digests), Ok(_)) if digests.is_empty() => file.fault = self.unknown_digest(&file.name),
                (Some(digests), Ok(bytes)) => {
                    for (digest, value) in digests {
                        found.push(Found {
                            file: report.files.len(),
                            digest: *digest,
                            expected: value,
                            hash: hashes.of(*digest, &bytes),
                        });
                    }
                }
            }
            report.files.push(file);
        }
        let mut by_digest: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
        for this in &found {
            by_digest.entry((this.digest, this.expected)).or_default().insert(this.file);
        }
        for this in found.iter().filter(|this| this.hash != this.expected) {
            let name = report.files[this.file].name.clone();
            let others = by_digest.get(&(this.digest, this.hash.as_slice())).into_iter().flatten();
            let mut others = others.filter(|other| **other != this.file);
            report.files[this.file].fault = Some(match others.next() {
                Some(other) => Fault::FileSwapped { name, other: report.files[*other].name.clone() },
                None => Fault::FileAltered { name },
            });
        }
        if self.manifests.is_empty() {
            // Where nobody signed, no file is worse than another.
            for file in &mut report.files {
                file.fault.take_if(|fault| matches!(fault, Fault::FileNotCovered { .. }));
            }
        }
        report.faults.extend(report.files.iter().filter_map(|file| file.fault.clone()));
        sums
    }

    fn wanted(&self) -> BTreeMap<&str, BTreeSet<(Digest, &[u8])>> {
        let mut wanted: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for reference in self.manifests.iter().flat_map(|(manifest, _)| &manifest.references) {
            let digests = wanted.entry(reference.file.as_str()).or_default();
            digests
                .extend(reference.digest.as_ref().ok().map(|digest| (*digest, reference.value.as_slice())));
        }
        wanted
    }

    /// Why a file that no manifest names with a known digest is not compared.
    fn unknown_digest(&self, file: &str) -> Option<Fault> {
        self.manifests.iter().find_map(|(manifest, _)| {
            let mut own = manifest.references.iter().filter(|reference| reference.file == file);
            let algorithm = own.find_map(|reference| reference.digest.as_ref().err())?;
            Some(Fault::UnknownDigest { manifest: manifest.name.clone(), algorithm: algorithm.clone() })
        })
    }

    /// The files beside the documents: signatures that are named, manifests that name one.
    fn structure(&self, report: &mut Report) {
        for entry in &self.archive.entries {
            let name = || entry.name.clone();
            let Some(inner) = inner(&entry.name) else { continue };
            let lower = inner.to_lowercase();
            if lower.contains("signatures") && is_of_type(&lower, "xml") {
                report.faults.push(Fault::Xades { name: name() });
            } else if is_of_type(&lower, "p7s")
                && !self.manifests.iter().any(|(manifest, _)| manifest.signature == entry.name)
            {
                report.faults.push(Fault::SignatureWithoutManifest { name: name() });
            }
        }
        if report.faults.is_empty() && self.manifests.is_empty() {
            report.faults.push(Fault::NoSignatures);
        }
    }

    /// What is wrong with the files that a manifest covers.
    fn faults_of(&self, manifest: &Manifest, report: &Report) -> Vec<Fault> {
        let mut faults = Vec::new();
        for reference in &manifest.references {
            if let Err(algorithm) = &reference.digest {
                let (manifest, algorithm) = (manifest.name.clone(), algorithm.clone());
                faults.push(Fault::UnknownDigest { manifest, algorithm });
            }
            if self.archive.find(&reference.file).is_none_or(Entry::is_folder) {
                faults.push(Fault::FileMissing { name: reference.file.clone() });
            }
            let file = report.files.iter().find(|file| file.name == reference.file);
            let fault = file.and_then(|file| file.fault.as_ref());
            // A digest that is not known is told of the manifest which names it.
            faults.extend(fault.filter(|fault| !matches!(fault, Fault::UnknownDigest { .. })).cloned());
        }
        faults
    }

    fn signatures(&self, manifest: &Manifest, bytes: &[u8], judge: &Judge<'_>) -> Vec<Signature> {
        let read = || {
            let entry = self.archive.find(&manifest.signature);
            let entry = entry.ok_or_else(|| Fault::SignatureMissing { name: manifest.signature.clone() })?;
            if entry.size as usize > cms::LARGEST {
                return Err(Fault::SignatureTooLarge { limit: cms::LARGEST >> 20 });
            }
            SignedData::read(&self.archive.unpack(entry)?)
        };
        match read() {
            Ok(data) if data.signers.is_empty() => vec![Signature::empty(judge.now).with(Fault::NoSigners)],
            Ok(data) => signature::check_all(&data, Some(bytes), judge),
            Err(fault) => vec![Signature::empty(judge.now).with(fault)],
        }
    }
}

/// Notes of each file that was compared with a manifest what the manifest's signatures prove, before anything is said of
/// the other files.
fn prove(manifest: &Manifest, signatures: &[Signature], files: &mut [File]) {
    let best = signatures.iter().map(|signature| signature.verdict).min();
    let references = manifest.references.iter().filter(|reference| reference.digest.is_ok());
    let compared: BTreeSet<&str> = references.map(|reference| reference.file.as_str()).collect();
    for file in files.iter_mut().filter(|file| compared.contains(file.name.as_str())) {
        file.proven = file.proven.into_iter().chain(best).min();
    }
}

/// The hashes of a file: however many lists name it, it is hashed once for each algorithm.
#[derive(Default)]
struct Hashes(BTreeMap<Digest, Vec<u8>>);

impl Hashes {
    fn of(&mut self, digest: Digest, bytes: &[u8]) -> Vec<u8> {
        self.0.entry(digest).or_insert_with(|| digest.hash(bytes)).clone()
    }
}

/// A file's digest, and what a manifest has for it.
struct Found<'a> {
    file: usize,
    digest: Digest,
    expected: &'a [u8],
    hash: Vec<u8>,
}

fn media_type(archive: &Archive<'_>) -> Result<(), Fault> {
    let first = archive.entries.first().filter(|entry| entry.name == "mimetype");
    let first = first.ok_or(Fault::MimetypeNotFirst)?;
    if !first.is_plain() {
        return Err(Fault::MimetypePacked);
    }
    let found = archive.unpack(first)?;
    if found == MEDIA_TYPE {
        return Ok(());
    }
    let shown = found.iter().take(80).map(|byte| char::from(*byte));
    Err(Fault::MimetypeOther { found: shown.filter(|letter| !letter.is_control()).collect() })
}

/// The name inside the folder of signatures.
fn inner(name: &str) -> Option<&str> {
    name.strip_prefix("META-INF/")
}

fn is_manifest(inner: &str) -> bool {
    let lower = inner.to_lowercase();
    lower.starts_with("asicmanifest") && is_of_type(&lower, "xml")
}

fn is_of_type(lower: &str, extension: &str) -> bool {
    lower.rsplit_once('.').is_some_and(|(_, found)| found == extension)
}

/// What the container is for, beside its own files. A file among these that no standard places there may
/// be anything, and has to be signed as well.
fn is_document(entry: &Entry) -> bool {
    let own = |inner: &str| {
        let lower = inner.to_lowercase();
        matches!(lower.as_str(), "manifest.xml" | "container.xml" | "metadata.xml")
            || lower.starts_with("asic") && lower.contains("manifest") && is_of_type(&lower, "xml")
            || lower.contains("signature") && (is_of_type(&lower, "p7s") || is_of_type(&lower, "xml"))
            || lower.contains("timestamp") && is_of_type(&lower, "tst")
            || lower.contains("evidencerecord") && (is_of_type(&lower, "ers") || is_of_type(&lower, "xml"))
    };
    entry.name != "mimetype" && !inner(&entry.name).is_some_and(own) && !entry.is_folder()
}
