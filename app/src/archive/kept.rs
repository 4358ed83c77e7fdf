//! Whether the containers that are kept are what their cards say.

use chrono::{DateTime, NaiveDate, Utc};
use klas_documents::archive::{Container, MANIFEST, Manifest};
use klas_domain::{Id, id::of};
use klas_signature::{Fault, Trust, Verdict, verify};
use klas_store::{Result, Store, archive::ArchiveCard};

use super::{Archived, digest};

/// A container whose documents are those of a card, and no others; none where they are not.
pub(crate) fn of_card(content: &[u8], day: NaiveDate, card: &ArchiveCard) -> Option<Container> {
    let container = Archived::open(content, day).ok()?;
    let manifest = Manifest::read(&container.find(MANIFEST)?.bytes)?;
    let is_listed = |name: &str| name == MANIFEST || manifest.files.iter().any(|own| own.name == name);
    let whole = digest(&container) == card.digest
        && manifest.misses(&container.files).is_none()
        && container.documents().all(|file| is_listed(&file.name));
    whole.then_some(container)
}

/// The classes of a school and their years, whose containers are not what their cards say. Whom a signature is of was asked
/// when it was taken, and is not asked again.
///
/// # Errors
/// The database's.
pub async fn altered(store: &Store, school: Id<of::School>, now: DateTime<Utc>) -> Result<Vec<String>> {
    let mut reader = store.read(school).await?;
    let mut altered = Vec::new();
    for starts_on in reader.years().await? {
        let (id, year) = reader.year(starts_on).await?;
        for (class, card) in reader.archive_cards(id).await? {
            let (content, version) = reader.archived(class).await?;
            // Somebody signed it meanwhile.
            if version != card.version {
                continue;
            }
            let day = year.ends_on;
            let check = tokio::task::spawn_blocking(move || stands(&content, day, &card, now));
            if !check.await.unwrap_or(false) {
                let known = reader.register_class(class).await?;
                altered.push(format!("{}, {}", known.name, known.year.label()));
            }
        }
    }
    altered.sort();
    Ok(altered)
}

/// Whether a container is what its card says, down to the bytes of its signatures.
fn stands(content: &[u8], day: NaiveDate, card: &ArchiveCard, now: DateTime<Utc>) -> bool {
    let report = verify(content, None, &Trust::default(), now);
    let is_broken = |fault: &Fault| {
        matches!(fault, Fault::OtherContent | Fault::SignatureWrong)
            || matches!(fault, Fault::Malformed { .. } | Fault::SignatureMissing { .. })
    };
    of_card(content, day, card).is_some()
        && report.faults.iter().all(|fault| fault.verdict() != Verdict::Invalid)
        && report.signatures.len() >= card.signatures.len()
        && !report.signatures.iter().flat_map(|own| &own.faults).any(is_broken)
}
