//! Who signed in which part: the cards of signatures that hold.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{
    archive::{Signatory, is_named},
    school::PersonName,
};
use klas_signature::{Fault, Signature, Time, Trust, Verdict};
use klas_store::archive::ArchiveSignature;

use super::{Archived, Refused};

/// How far the clock of somebody who signs may be behind the server's.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::days(1);

/// The cards of new signatures in the order of their parts, whichever stands first in the file: a SET in DER is sorted by
/// its bytes.
pub(super) fn cards(
    archived: &Archived,
    new: &[Signature],
    trust: &Trust,
) -> Result<Vec<ArchiveSignature>, Refused> {
    let mut left = Vec::new();
    for signature in new {
        let trusted = is_trusted(signature, trust)?;
        lasts(signature, archived.made_at)?;
        left.push((signature, trusted));
    }
    let mut cards = Vec::new();
    for role in Signatory::ALL.into_iter().skip(archived.signed) {
        let Some(&(first, _)) = left.first() else { break };
        let own = left.iter().position(|(signature, _)| may_sign(archived, signature, role));
        let own = own.ok_or_else(|| refusal(archived, first, role))?;
        let (signature, trusted) = left.remove(own);
        cards.push(card(signature, role, trusted));
    }
    if left.is_empty() { Ok(cards) } else { Err(Refused::Complete) }
}

/// Whether a signature that holds leads up to somebody who is trusted. Where the server trusts nobody, that is left to
/// whoever verifies the archive; where it does, nobody else's signature is taken.
fn is_trusted(signature: &Signature, trust: &Trust) -> Result<bool, Refused> {
    let unknown = |fault: &&Fault| matches!(fault, Fault::IssuerUnknown { .. } | Fault::Untrusted { .. });
    let asks_nobody = trust.anchors().is_empty();
    let wrong = signature.faults.iter().find(|fault| !(asks_nobody && unknown(fault)));
    match wrong {
        Some(fault) => Err(fault.clone().into()),
        None => Ok(signature.verdict == Verdict::Valid),
    }
}

/// Whether a signature says itself of which certificate it is and when it was made (CAdES-B-B, ETSI EN 319 122-1,
/// clause 6.3): once the certificate has ended, nothing could be told of one that does not. What was signed before the
/// container was made is of a key that somebody else had, or of a clock that is wrong.
fn lasts(signature: &Signature, made_at: Option<DateTime<Utc>>) -> Result<(), Refused> {
    if !signature.names_certificate {
        return Err(Refused::NamesNoCertificate);
    }
    let (Time::Stamped(at) | Time::Claimed(at)) = signature.time else { return Err(Refused::NoTime) };
    match made_at {
        Some(made_at) if at < made_at - CLOCKS_DIFFER => Err(Refused::TooEarly { at, made_at }),
        _ => Ok(()),
    }
}

/// Those who may sign in a part.
fn expected(archived: &Archived, role: Signatory) -> Vec<&PersonName> {
    match role {
        Signatory::ClassTeacher => archived.class_teacher.iter().collect(),
        Signatory::Head => archived.heads.iter().collect(),
    }
}

fn may_sign(archived: &Archived, signature: &Signature, role: Signatory) -> bool {
    let signer = signature.signer.as_ref();
    let is_one = |person: &PersonName| signer.is_some_and(|signer| is_named(&signer.name, person));
    expected(archived, role).into_iter().any(is_one)
}

/// Why a signature is not taken where somebody has to sign in a part.
fn refusal(archived: &Archived, signature: &Signature, role: Signatory) -> Refused {
    if role == Signatory::ClassTeacher && archived.class_teacher.is_none() {
        return Refused::NoClassTeacher;
    }
    let names: Vec<String> = expected(archived, role).into_iter().map(PersonName::full).collect();
    let (signer, expected) = (signature.signer.clone().unwrap_or_default().name, names.join(", "));
    if role == Signatory::ClassTeacher && may_sign(archived, signature, Signatory::Head) {
        Refused::NotFirst { signer, class_teacher: expected }
    } else {
        Refused::Stranger { signer, role, expected }
    }
}

fn card(signature: &Signature, role: Signatory, trusted: bool) -> ArchiveSignature {
    let signer = signature.signer.clone().unwrap_or_default();
    ArchiveSignature {
        role,
        name: signer.name,
        position: signer.position.unwrap_or_default(),
        organisation: signer.organisation.unwrap_or_default(),
        serial: signature.serial.clone().unwrap_or_default(),
        issuer: signature.issuer.clone().unwrap_or_default(),
        signed_at: signature.time.at(),
        stamped: matches!(signature.time, Time::Stamped(_)),
        trusted,
        file: signature.place.clone().unwrap_or_default(),
    }
}
