//! Of what a signature is that stands apart from its content: of the list that is signed next in a container, of one that
//! is signed already, or of something else.

use chrono::{DateTime, Utc};
use klas_documents::archive::{Container, File};
use klas_domain::archive::Signatory;
use klas_signature::{Fault, Signature, Trust, verify};

use super::{Archived, Refused, signed::is_signature};

const LIST: &str = "text/xml";
const SIGNATURE: &str = "application/pkcs7-signature";

/// The lists of a container.
pub struct Lists {
    next: Vec<u8>,
    signed: Vec<Vec<u8>>,
}

impl Lists {
    /// Those of a container.
    pub fn of(container: &Container) -> Self {
        let signed = files(container, LIST).map(|file| file.bytes.clone()).collect();
        Self { next: container.next_signature().0.bytes, signed }
    }

    /// Whether a signature is of one of them.
    pub fn have(&self, signature: &[u8], now: DateTime<Utc>) -> bool {
        is_of(signature, &self.next, now) || self.signed_one(signature, now).is_some()
    }

    fn signed_one(&self, signature: &[u8], now: DateTime<Utc>) -> Option<&[u8]> {
        self.signed.iter().map(Vec::as_slice).find(|list| is_of(signature, list, now))
    }
}

/// The files of a kind among those of the signatures.
fn files<'a>(container: &'a Container, kind: &'static str) -> impl Iterator<Item = &'a File> {
    container.files.iter().filter(move |file| is_signature(&file.name) && file.media_type() == kind)
}

/// Whether a signature apart is of what is signed next in a container.
///
/// # Errors
/// Of what else it is.
pub fn matched(signature: &[u8], archived: &Archived, now: DateTime<Utc>) -> Result<(), Refused> {
    let lists = Lists::of(&archived.container);
    if is_of(signature, &lists.next, now) {
        return Ok(());
    }
    let Some(list) = lists.signed_one(signature, now) else {
        let is_whole = is_of(signature, &archived.content, now);
        return Err(if is_whole { Refused::OfWholeFile } else { Refused::NoMatch });
    };
    let kept: Vec<Signature> =
        files(&archived.container, SIGNATURE).flat_map(|file| checked(&file.bytes, list, now)).collect();
    Err(if checked(signature, list, now).iter().all(|own| kept.contains(own)) {
        Refused::Known
    } else if Signatory::next(archived.signed).is_none() {
        Refused::Complete
    } else {
        Refused::OldList
    })
}

/// Whether a signature is of a content, whoever made it.
pub fn is_of(signature: &[u8], content: &[u8], now: DateTime<Utc>) -> bool {
    let signatures = checked(signature, content, now);
    let other = |it: &Signature| {
        it.faults.iter().any(|fault| matches!(fault, Fault::OtherContent | Fault::SignatureWrong))
    };
    !signatures.is_empty() && !signatures.iter().any(other)
}

fn checked(signature: &[u8], content: &[u8], now: DateTime<Utc>) -> Vec<Signature> {
    verify(signature, Some(content), &Trust::default(), now).signatures
}
