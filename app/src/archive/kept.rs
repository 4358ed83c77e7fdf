//! Whether the containers that are kept are what their cards and the history say.

use chrono::{DateTime, NaiveDate, Utc};
use klas_documents::archive::{Container, MANIFEST, Manifest, hex};
use klas_domain::{Id, id::of};
use klas_signature::{Fault, Signature, Trust, Verdict, verify};
use klas_store::{Result, Store, archive::ArchiveCard};
use sha2::{Digest, Sha256};

use super::{Archived, digest};

/// What is known of a container beside it: its card, and SHA-256 of the whole in hexadecimal, as the history says it was
/// left by whoever signed last.
pub(crate) struct Told {
    /// The card.
    pub card: ArchiveCard,
    /// The digest; none where nobody signed, or an earlier version of the program took the signatures.
    pub seal: Option<String>,
}

/// A container that is what was kept.
pub(crate) struct Held {
    /// Its files.
    pub container: Container,
    /// The certificates under it that are known by now to be revoked. The signatures were taken when that was not known,
    /// and what they are of has not changed.
    pub revoked: Vec<Fault>,
}

/// A container whose documents are those of a card, and no others; none where they are not.
fn of_card(content: &[u8], day: NaiveDate, card: &ArchiveCard) -> Option<Container> {
    let container = Archived::open(content, day).ok()?;
    let manifest = Manifest::read(&container.find(MANIFEST)?.bytes)?;
    let is_listed = |name: &str| name == MANIFEST || manifest.files.iter().any(|own| own.name == name);
    let whole = digest(&container) == card.digest
        && manifest.misses(&container.files).is_none()
        && container.documents().all(|file| is_listed(&file.name));
    whole.then_some(container)
}

/// A container that is what is told of it, down to the bytes of its signatures; none where it is not. Whom a signature is
/// of was asked when it was taken, and is not asked again.
pub(crate) fn held(
    content: &[u8],
    day: NaiveDate,
    told: &Told,
    trust: &Trust,
    now: DateTime<Utc>,
) -> Option<Held> {
    let container = of_card(content, day, &told.card)?;
    let report = verify(content, None, trust, now);
    let faults = || report.signatures.iter().flat_map(|own| &own.faults);
    let is_invalid = |fault: &Fault| fault.verdict() == Verdict::Invalid;
    let whole = !report.faults.iter().any(is_invalid) && !faults().any(breaks);
    let as_signed = match &told.seal {
        Some(seal) => *seal == hex(&Sha256::digest(content)),
        None => are_of_card(&report.signatures, &told.card),
    };
    let is_revoked =
        |fault: &&Fault| matches!(fault, Fault::Revoked { .. } | Fault::RevokedMaybeBefore { .. });
    let revoked = faults().filter(is_revoked).cloned().collect();
    (whole && as_signed).then_some(Held { container, revoked })
}

/// Whether the signatures are those of a card, each in its place, as far as the card can tell.
fn are_of_card(signatures: &[Signature], card: &ArchiveCard) -> bool {
    signatures.len() == card.signatures.len()
        && card.signatures.iter().all(|told| {
            signatures.iter().any(|own| {
                own.serial.as_deref() == Some(told.serial.as_str())
                    && own.place.as_deref() == Some(told.file.as_str())
                    && own.signer.as_ref().is_some_and(|signer| signer.name == told.name)
            })
        })
}

/// Whether a fault of a signature is of its bytes, and not of certificates: of those more may be known by now than when it
/// was taken, and others may be trusted.
fn breaks(fault: &Fault) -> bool {
    match fault {
        Fault::TimestampWrong { why } => breaks(why),
        Fault::CertificateAbsent | Fault::NoSigners => true,
        Fault::CertificateMalformed
        | Fault::CertificateWrong { .. }
        | Fault::Expired { .. }
        | Fault::NotYetValid { .. }
        | Fault::WrongPurpose { .. }
        | Fault::NotAuthority { .. }
        | Fault::Revoked { .. }
        | Fault::FromFuture { .. } => false,
        other => other.verdict() == Verdict::Invalid,
    }
}

/// The classes of a school and their years, whose containers are not what their cards and the history say.
///
/// # Errors
/// The database's.
pub async fn altered(store: &Store, school: Id<of::School>, now: DateTime<Utc>) -> Result<Vec<String>> {
    let mut reader = store.read(school).await?;
    let mut altered = Vec::new();
    for starts_on in reader.years().await? {
        let (id, year) = reader.year(starts_on).await?;
        for (class, card) in reader.archive_cards(id).await? {
            let seal = reader.archive_seal(class).await?;
            let (content, version) = reader.archived(class).await?;
            // Somebody signed it meanwhile.
            if version != card.version {
                continue;
            }
            let (day, told) = (year.ends_on, Told { card, seal });
            let check = move || held(&content, day, &told, &Trust::default(), now).is_some();
            if !tokio::task::spawn_blocking(check).await.unwrap_or(false) {
                let known = reader.register_class(class).await?;
                altered.push(format!("{}, {}", known.name, known.year.label()));
            }
        }
    }
    altered.sort();
    Ok(altered)
}
