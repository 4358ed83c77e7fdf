//! Containers are checked before anything in them is believed.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use klas_documents::archive::{Container as Files, PAGES, data, data::Journal};
use klas_domain::archive::Locked;
use klas_signature::Fault;
use klas_store::{
    archive::{ArchiveCard, ArchiveSignature},
    register::RegisterClass,
};

use crate::{
    archive::{Held, Told, held, open},
    failure::Failure,
    visit::Visit,
};

/// What was checked before a container was opened, as its pages say it.
#[derive(Clone, Debug)]
pub struct Integrity {
    /// SHA-256 of the list of its documents.
    pub digest: Vec<u8>,
    /// Who signed it.
    pub signatures: Vec<ArchiveSignature>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The certificates that are known by now to be revoked.
    pub revoked: Arc<[Fault]>,
}

/// A class's journal from its container, once that is checked. Whether the visitor may see it is the caller's matter.
pub(in crate::api) struct Checked {
    pub class: RegisterClass,
    pub integrity: Arc<Integrity>,
    pub journal: Arc<Journal>,
}

pub(in crate::api) async fn checked(visit: &Visit, known: &RegisterClass) -> Result<Checked, Failure> {
    let card = card(visit, known).await?;
    let container = (known.id, card.version, card.digest.clone());
    let reading = Box::pin(taken_from(visit, known, card.clone(), data_of));
    let reading = async {
        let (journal, revoked) = reading.await?;
        Ok((Arc::new(journal), Arc::from(revoked)))
    };
    let (journal, revoked) = visit.state.opened.get(&container, reading).await?;
    let class = open::class(&journal, known.class_teacher).ok_or_else(|| damaged(known))?;
    let (digest, signatures, made_at) = (card.digest, card.signatures, card.made_at);
    let integrity = Arc::new(Integrity { digest, signatures, made_at, revoked });
    Ok(Checked { class, integrity, journal })
}

/// What a class's container has once it is checked, in its turn; and which certificates under it are known by now to be
/// revoked.
async fn taken_from<T: Send + 'static>(
    visit: &Visit,
    known: &RegisterClass,
    card: ArchiveCard,
    take: fn(&Files) -> Option<T>,
) -> Result<(T, Vec<Fault>), Failure> {
    let turn = visit.state.opened.turn().await?;
    let mut reader = visit.reader().await?;
    let seal = reader.archive_seal(known.id).await?;
    let (content, _) = reader.archived(known.id).await?;
    drop(reader);
    let (trust, now, day) = (Arc::clone(&visit.state.trust), visit.state.clock.now(), known.year.ends_on);
    let checked = tokio::task::spawn_blocking(move || {
        // The turn lasts as long as the work, though the visitor may be gone.
        let _turn = turn;
        let Held { container, revoked } = held(&content, day, &Told { card, seal }, &trust, now)?;
        Some((take(&container)?, revoked))
    });
    checked.await.map_err(|_| Failure::Internal)?.ok_or_else(|| damaged(known))
}

fn data_of(container: &Files) -> Option<Journal> {
    Journal::read(&container.find(data::FILE)?.bytes)
}

/// The pages of a journal, once they are checked. Whether the visitor may see them is the caller's matter.
pub(super) async fn pages(visit: &Visit, known: &RegisterClass) -> Result<Vec<u8>, Failure> {
    let card = card(visit, known).await?;
    let pages = |container: &Files| container.find(PAGES).map(|file| file.bytes.clone());
    taken_from(visit, known, card, pages).await.map(|(pages, _)| pages)
}

async fn card(visit: &Visit, known: &RegisterClass) -> Result<ArchiveCard, Failure> {
    let mut reader = visit.reader().await?;
    let (year, _) = reader.year(known.year.starts_on).await?;
    reader.archive_cards(year).await?.remove(&known.id).ok_or(Failure::NotFound)
}

fn damaged(known: &RegisterClass) -> Failure {
    tracing::error!(class = %known.id, "an archived journal is not what was signed");
    let (name, year) = (known.name.clone(), known.year.label());
    Failure::Damaged(Box::new(Locked { class: known.id, name, year }))
}

/// What a container that was signed says, and this program does not understand: it is newer than the program, or none of
/// its containers.
pub(in crate::api) fn unread<T>(read: Option<T>) -> Result<T, Failure> {
    read.ok_or_else(|| {
        tracing::error!("an archived journal says what this program does not know");
        Failure::Internal
    })
}
