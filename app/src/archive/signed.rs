//! What comes back signed: matched with what was given out, checked, and put beside what is kept. Nothing of a file that
//! was sent is kept but its signatures.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use klas_documents::archive::{Container, File, MANIFEST, Manifest, extended, is_signature_file};
use klas_domain::{Id, archive::Signatory, id::of, school::PersonName};
use klas_signature::{
    Fault, Kind, Signature, Trust, Unpacked, Verdict, detached, unpack, unpack_within, verify,
};
use klas_store::archive::ArchiveSignature;

use super::cards::cards;

/// Why a signed file is not taken: each has its own sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The file itself or its signature does not hold.
    Fault(Fault),
    /// It is neither a container nor a signature.
    NotSigned,
    /// It is larger than any container of a class.
    TooLarge,
    /// It is a container of something else.
    NotArchive,
    /// It was made of a year that was still written.
    Draft,
    /// It is the journal of a class that is not archived here.
    NotArchived {
        /// The class and its year, as the file says.
        class: String,
        /// The school, as the file says.
        school: String,
    },
    /// It is the journal of another class than the page's.
    WrongClass {
        /// Of which.
        class: String,
    },
    /// It is the class's journal, made before it was made anew.
    OtherVersion {
        /// Of which class.
        class: String,
    },
    /// A document in it is not the one that was given out.
    Altered {
        /// Its name.
        name: String,
    },
    /// A document that was given out is not in it.
    Missing {
        /// Its name.
        name: String,
    },
    /// A document in it was not given out.
    Foreign {
        /// Its name.
        name: String,
    },
    /// Nobody signed it.
    Unsigned,
    /// Its signatures are here already.
    Known,
    /// A signature takes the place of another that is kept: the container that was signed is not the one with the first
    /// signature.
    PlaceTaken,
    /// A signature does not cover every document.
    NotWhole,
    /// A signature does not name its certificate among what it signs, as CAdES-B asks.
    NamesNoCertificate,
    /// A signature does not say when it was made, and no time stamp that is trusted does.
    NoTime,
    /// A signature is said to have been made when there was no container yet.
    TooEarly {
        /// When, by its word.
        at: DateTime<Utc>,
        /// When the container was made.
        made_at: DateTime<Utc>,
    },
    /// The signature belongs to nothing that is archived.
    NoMatch,
    /// The signature is of a list that is signed already: the next one signs the next list.
    OldList,
    /// The signature is of the container's file as a whole, and not of the list in it.
    OfWholeFile,
    /// The class teacher signs first.
    NotFirst {
        /// Who signed.
        signer: String,
        /// Who has to.
        class_teacher: String,
    },
    /// Somebody else signed.
    Stranger {
        /// Who signed.
        signer: String,
        /// In which part one has to sign.
        role: Signatory,
        /// Who may.
        expected: String,
    },
    /// The class has no class teacher.
    NoClassTeacher,
    /// Both have signed.
    Complete,
    /// Something was written meanwhile.
    Changed,
    /// A semester of the class was opened again.
    Open,
    /// The journal was changed after the container was made.
    Outdated,
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A container as it is kept, and who may sign it.
pub struct Archived {
    /// The class.
    pub class: Id<of::SchoolClass>,
    /// Its name.
    pub name: String,
    /// Its files.
    pub container: Container,
    /// The same as it is kept.
    pub content: Vec<u8>,
    /// When it was made; none where the site's day is made up, and the clocks of those who sign are not.
    pub made_at: Option<DateTime<Utc>>,
    /// How many have signed.
    pub signed: usize,
    /// The class teacher.
    pub class_teacher: Option<PersonName>,
    /// Whoever leads the school.
    pub heads: Vec<PersonName>,
}

/// A file that may be signed.
pub enum Signed {
    /// A container, and the list in it.
    Container(Vec<u8>, Vec<File>, Box<Manifest>),
    /// A signature, as it stands in a container: apart from what is signed.
    Signature(Vec<u8>),
}

/// A container with more signatures than before.
#[derive(Debug)]
pub struct Merged {
    /// The container.
    pub content: Vec<u8>,
    /// The cards of the new signatures.
    pub signatures: Vec<ArchiveSignature>,
}

impl Archived {
    /// Reads a container as it is kept.
    ///
    /// # Errors
    /// What is wrong with it: it was altered where it is kept.
    pub fn open(bytes: &[u8], day: NaiveDate) -> Result<Container, Fault> {
        Ok(Container { day, files: files(unpack(bytes)?) })
    }
}

/// Bytes of all files of a container that is sent, after unpacking: several times those of the largest class.
const SENT_LIMIT: u64 = 64 << 20;

fn files(unpacked: Vec<Unpacked>) -> Vec<File> {
    unpacked.into_iter().map(|file| File::new(file.name, file.bytes)).collect()
}

impl Signed {
    /// Reads what was sent.
    ///
    /// # Errors
    /// Why it cannot be one of ours.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Refused> {
        if !bytes.starts_with(b"PK") {
            let is_one = verify(&bytes, None, &Trust::default(), Utc::now()).kind == Kind::Signature;
            return if is_one { Ok(Self::Signature(detached(&bytes)?)) } else { Err(Refused::NotSigned) };
        }
        let files = files(unpack_within(&bytes, SENT_LIMIT)?);
        let list = files.iter().find(|file| file.name == MANIFEST);
        let manifest = list.and_then(|list| Manifest::read(&list.bytes)).ok_or(Refused::NotArchive)?;
        if manifest.draft {
            Err(Refused::Draft)
        } else {
            Ok(Self::Container(bytes, files, Box::new(manifest)))
        }
    }

    /// The class whose journal it is, where it says that.
    pub fn class(&self) -> Option<Id<of::SchoolClass>> {
        match self {
            Self::Container(_, _, manifest) => Some(manifest.class.id),
            Self::Signature(_) => None,
        }
    }
}

/// Puts the signatures of what was sent beside those that are kept.
///
/// # Errors
/// Why they are not taken.
pub fn merge(
    archived: &Archived,
    sent: &Signed,
    trust: &Trust,
    now: DateTime<Utc>,
) -> Result<Merged, Refused> {
    let new = match sent {
        Signed::Container(bytes, files, _) => of_container(archived, bytes, files, trust, now)?,
        Signed::Signature(bytes) => of_signature(archived, bytes, trust, now)?,
    };
    let signatures = cards(archived, &new.signatures, trust)?;
    let content = extended(&archived.content, archived.container.day, &new.files);
    let content = content.map_err(|_| Refused::NotArchive)?;
    // Nothing is kept that a verifier would not take.
    let report = verify(&content, None, trust, now);
    let invalid = report.faults.iter().chain(report.signatures.iter().flat_map(|own| &own.faults));
    let mut invalid = invalid.filter(|fault| fault.verdict() == Verdict::Invalid);
    if let Some(fault) = invalid.next() {
        return Err(fault.clone().into());
    }
    Ok(Merged { content, signatures })
}

/// Whether a container has a signature that does not hold by what is known now, so that nobody can sign it further.
pub(crate) fn is_void(content: &[u8], trust: &Trust, now: DateTime<Utc>) -> bool {
    let report = verify(content, None, trust, now);
    let mut faults = report.signatures.iter().flat_map(|own| &own.faults);
    faults.any(|fault| fault.verdict() == Verdict::Invalid)
}

/// What is new in what was sent.
struct New {
    files: Vec<File>,
    signatures: Vec<Signature>,
}

fn of_container(
    archived: &Archived,
    bytes: &[u8],
    files: &[File],
    trust: &Trust,
    now: DateTime<Utc>,
) -> Result<New, Refused> {
    documents_are_ours(archived, files)?;
    let report = verify(bytes, None, trust, now);
    if report.faults.contains(&Fault::NoSignatures) {
        return Err(Refused::Unsigned);
    }
    // In whatever order another program has written the files, they are kept in ours.
    let mut faults = report.faults.iter().filter(|fault| !matches!(fault, Fault::OutOfOrder { .. }));
    if let Some(fault) = faults.next() {
        return Err(fault.clone().into());
    }
    let mut new = Vec::new();
    for file in files.iter().filter(|file| is_signature(&file.name)) {
        let file = as_kept(file);
        match archived.container.find(&file.name) {
            None => new.push(file),
            // Earlier versions of the program kept what they were sent.
            Some(kept) if as_kept(kept) == file => {}
            Some(_) => return Err(Refused::PlaceTaken),
        }
    }
    let names: HashSet<&str> = new.iter().map(|file| file.name.as_str()).collect();
    let is_new = |it: &Signature| it.place.as_deref().is_some_and(|place| names.contains(place));
    let signatures: Vec<Signature> = report.signatures.into_iter().filter(is_new).collect();
    if signatures.is_empty() {
        return Err(Refused::Known);
    }
    let whole = |it: &Signature| archived.container.documents().all(|file| it.covers.contains(&file.name));
    if !signatures.iter().all(whole) {
        return Err(Refused::NotWhole);
    }
    Ok(New { files: new, signatures })
}

/// A file of the signatures as it is kept. What cannot be read stays as it is, and does not hold.
fn as_kept(file: &File) -> File {
    let is_list = file.media_type() != "application/pkcs7-signature";
    let apart = if is_list { None } else { detached(&file.bytes).ok() };
    File::new(file.name.clone(), apart.unwrap_or_else(|| file.bytes.clone()))
}

/// Whether the documents are those that were given out, byte by byte.
fn documents_are_ours(archived: &Archived, files: &[File]) -> Result<(), Refused> {
    let class = || archived.name.clone();
    let sent = |name: &str| files.iter().find(|file| file.name == name);
    let list = |file: Option<&File>| file.map(|file| file.bytes.clone());
    if list(sent(MANIFEST)) != list(archived.container.find(MANIFEST)) {
        return Err(Refused::OtherVersion { class: class() });
    }
    for file in archived.container.documents() {
        match sent(&file.name) {
            None => return Err(Refused::Missing { name: file.name.clone() }),
            Some(sent) if sent.bytes != file.bytes => {
                return Err(Refused::Altered { name: file.name.clone() });
            }
            Some(_) => {}
        }
    }
    let foreign = files
        .iter()
        .find(|file| !is_signature_file(&file.name) && archived.container.find(&file.name).is_none());
    foreign.map_or(Ok(()), |file| Err(Refused::Foreign { name: file.name.clone() }))
}

/// The list that is signed, or the signature.
pub(super) fn is_signature(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_of = |ending: &str| name.rsplit_once('.').is_some_and(|(_, own)| own == ending);
    name.starts_with("meta-inf/")
        && (is_of("p7s") || name.starts_with("meta-inf/asicmanifest") && is_of("xml"))
}

fn of_signature(
    archived: &Archived,
    bytes: &[u8],
    trust: &Trust,
    now: DateTime<Utc>,
) -> Result<New, Refused> {
    if Signatory::next(archived.signed).is_none() {
        return Err(Refused::Complete);
    }
    let (manifest, place) = archived.container.next_signature();
    let report = verify(bytes, Some(&manifest.bytes), trust, now);
    if let Some(fault) = report.faults.first() {
        return Err(fault.clone().into());
    }
    let placed = |mut it: Signature| {
        it.place = Some(place.clone());
        it
    };
    let signatures = report.signatures.into_iter().map(placed).collect();
    Ok(New { files: vec![manifest, File::new(place.clone(), bytes.to_vec())], signatures })
}
