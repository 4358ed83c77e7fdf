//! How long journals are kept, what may be destroyed as of a day, and whether the history is whole.

use chrono::NaiveDate;
use klas_courier::Mailer;
use klas_domain::{
    Action, Scope,
    permission::may,
    retention::{Kept, Retention},
    school::PersonName,
};
use klas_store::{
    archive::KeptContainer,
    history::{ADDRESSES_LIMIT, NightlyCheck},
    summative::Setting,
};

use crate::{
    api::{access::require, head},
    failure::Failure,
    visit::Visit,
};

/// How long what is archived is kept.
pub struct Keeping {
    /// The school's policy.
    pub retention: Retention,
    /// The containers that both have signed: the newest year first.
    pub containers: Vec<KeptContainer>,
    /// Whether the visitor sets the policy.
    pub sets: bool,
    /// Who approves the act.
    pub head: Option<PersonName>,
}

/// A file whose time is over.
pub struct Expired<'a> {
    /// What of it.
    pub kept: Kept,
    /// The container that it is in.
    pub container: &'a KeptContainer,
    /// Since when.
    pub since: NaiveDate,
    /// Until when the container stays, where something else in it is kept longer.
    pub stays: Option<NaiveDate>,
}

impl Keeping {
    /// The files whose time is over on a day: those of the oldest year first.
    pub fn expired(&self, day: NaiveDate) -> Vec<Expired<'_>> {
        let pairs = self.containers.iter().rev().flat_map(|own| Kept::ALL.map(|kept| (own, kept)));
        pairs
            .filter_map(|(container, kept)| {
                let (_, ends_on) = container.year;
                let since = self.retention.until(kept, ends_on);
                let whole = self.retention.container_until(ends_on);
                let stays = (whole > day).then_some(whole);
                (since <= day).then_some(Expired { kept, container, since, stays })
            })
            .collect()
    }
}

/// How long what is archived is kept, for those who have archives made.
pub async fn keeping(visit: &Visit) -> Result<Keeping, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::MakeArchive, &Scope::school(actor.school))?;
    let mut reader = visit.reader().await?;
    let retention = reader.retention().await?;
    let mut containers = reader.containers().await?;
    containers.retain(|container| container.signed);
    let sets = may(actor, Action::GuardArchive, &Scope::school(actor.school));
    Ok(Keeping { retention, containers, sets, head: head(&mut reader).await? })
}

fn guard(visit: &Visit) -> Result<Setting, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::GuardArchive, &Scope::school(actor.school))?;
    Ok(Setting { school: actor.school, author: actor.person, now: visit.state.clock.now() })
}

/// Sets the school's policy; false where it is shorter than the order allows.
pub async fn set_retention(visit: &Visit, retention: Retention) -> Result<bool, Failure> {
    Ok(visit.state.store.set_retention(guard(visit)?, retention).await?)
}

/// Whether the history is whole.
pub struct Integrity {
    /// The nightly checks, the newest first.
    pub checks: Vec<NightlyCheck>,
    /// To whom the digest is sent.
    pub addresses: Vec<String>,
    /// Whether the server sends letters.
    pub has_mail: bool,
}

/// Whether the history is whole, for those who guard it.
pub async fn integrity(visit: &Visit) -> Result<Integrity, Failure> {
    guard(visit)?;
    let mut reader = visit.reader().await?;
    let (checks, addresses) = (reader.nightly_checks().await?, reader.digest_addresses().await?);
    let has_mail = visit.state.telling.as_ref().is_some_and(|telling| telling.mailer.is_some());
    Ok(Integrity { checks, addresses, has_mail })
}

/// What the page of the archive says to those who guard the history.
pub struct LastCheck(pub Option<NightlyCheck>);

/// The last check, none before the first; for nobody but those who guard the history.
pub async fn last_check(visit: &Visit) -> Result<Option<LastCheck>, Failure> {
    let actor = visit.actor()?;
    if !may(actor, Action::GuardArchive, &Scope::school(actor.school)) {
        return Ok(None);
    }
    Ok(Some(LastCheck(visit.reader().await?.nightly_checks().await?.into_iter().next())))
}

/// Why addresses were not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// One is none.
    NotOne(String),
    /// There are more than [`ADDRESSES_LIMIT`].
    TooMany,
}

/// Sets to whom the digest is sent: an address on a line, nobody for none.
pub async fn set_addresses(visit: &Visit, text: &str) -> Result<Result<(), AddressError>, Failure> {
    let setting = guard(visit)?;
    let mut addresses: Vec<String> = Vec::new();
    for line in text.split(['\n', ',', ';']).map(str::trim).filter(|line| !line.is_empty()) {
        if !Mailer::is_address(line) {
            return Ok(Err(AddressError::NotOne(line.to_owned())));
        }
        if !addresses.iter().any(|known| known == line) {
            addresses.push(line.to_owned());
        }
    }
    if addresses.len() > ADDRESSES_LIMIT {
        return Ok(Err(AddressError::TooMany));
    }
    visit.state.store.set_digest_addresses(setting, addresses).await?;
    Ok(Ok(()))
}
