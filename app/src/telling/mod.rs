//! Telling families and staff: notices are made of what happened, devices are told of them at once, letters of the week go
//! on Friday. Three loops do it beside the requests; on PostgreSQL several servers may, and each thing is told once.

mod letter;
mod letter_words;
mod push;
pub mod words;

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use futures::{StreamExt, stream};
use klas_courier::{LinkKey, Mailer, Pusher, VapidKey, new_secret};
use klas_domain::{
    Id,
    id::of,
    notice::{self, KEPT},
};
use klas_store::{Result, Store, school::School};

pub use letter_words::confirming;

use crate::state::{AppState, Clock};

/// How often it is looked for something to tell.
const POLL: Duration = Duration::from_secs(10);
/// How often it is looked for letters.
const LETTERS_POLL: Duration = Duration::from_mins(1);
/// Of how many schools it is sent at once.
const SCHOOLS_AT_ONCE: usize = 4;
/// How long a server that takes what is to be sent is left to it.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// What carries notices out of the server.
pub struct Telling {
    /// Messages to browsers.
    pub pusher: Pusher,
    /// E-mail; none where the operator named no mail server.
    pub mailer: Option<Mailer>,
    /// Makes the links of letters.
    pub links: LinkKey,
    /// The site's address as letters name it, without a slash at its end.
    pub site: String,
}

impl Telling {
    /// With the keys that are kept in the database, made now where there are none yet. `local` lets push messages reach
    /// this machine, for tests.
    ///
    /// # Errors
    /// The database's.
    pub async fn open(store: &Store, mailer: Option<Mailer>, site: &str, local: bool) -> Result<Self> {
        let contact = match &mailer {
            _ if site.starts_with("https://") => site.to_owned(),
            Some(mailer) => format!("mailto:{}", mailer.address()),
            None => "mailto:klas@localhost.invalid".to_owned(),
        };
        let mut key = VapidKey::new(&store.server_key("vapid", new_key()).await?, contact.clone());
        // What somebody wrote there that is no key does as none.
        let key = key.take().or_else(|| VapidKey::new(&new_key(), contact));
        let key = key.ok_or(klas_store::StoreError::Corrupt("key"))?;
        Ok(Self {
            pusher: Pusher::new(key, local),
            mailer,
            links: LinkKey::new(store.server_key("links", new_secret()).await?),
            site: site.trim_end_matches('/').to_owned(),
        })
    }
}

/// A secret that is a key of P-256.
fn new_key() -> Vec<u8> {
    loop {
        let secret = new_secret();
        if VapidKey::new(&secret, String::new()).is_some() {
            return secret;
        }
    }
}

/// Which moment it is.
#[derive(Clone, Copy)]
enum Moment {
    /// Whatever the clock shows each time it is read: sending takes its time.
    Clock(Clock),
    /// Always this one.
    At(DateTime<Utc>),
}

impl Moment {
    fn read(self) -> DateTime<Utc> {
        match self {
            Self::Clock(clock) => clock.now(),
            Self::At(moment) => moment,
        }
    }
}

/// Tells until the program is asked to stop. What is sent goes beside what is made, and letters beside messages: no school
/// and no absence waits for somebody else's slow server.
pub async fn keep_telling(state: AppState, stop: impl Future<Output = ()>) {
    tokio::select! {
        () = make_all(&state) => {}
        () = push_all(&state) => {}
        () = write_all(&state) => {}
        () = stop => {}
    }
}

async fn make_all(state: &AppState) {
    let mut rounds = 0_u32;
    loop {
        make(state, state.clock.now()).await;
        // Once an hour is often enough to forget.
        if rounds.is_multiple_of(360) {
            forget(state).await;
        }
        rounds = rounds.wrapping_add(1);
        tokio::time::sleep(POLL).await;
    }
}

async fn push_all(state: &AppState) {
    loop {
        tell_devices(state, Moment::Clock(state.clock)).await;
        tokio::time::sleep(POLL).await;
    }
}

async fn write_all(state: &AppState) {
    loop {
        write_letters(state, Moment::Clock(state.clock)).await;
        tokio::time::sleep(LETTERS_POLL).await;
    }
}

/// Sends the letters of the week that are to be sent at a moment.
pub async fn write(state: &AppState, now: DateTime<Utc>) {
    write_letters(state, Moment::At(now)).await;
}

/// One round: everything that there is to tell in all schools at a moment.
pub async fn tell(state: &AppState, now: DateTime<Utc>) {
    make(state, now).await;
    tell_devices(state, Moment::At(now)).await;
}

async fn schools(state: &AppState) -> Vec<School> {
    let read = state.store.schools().await;
    read.inspect_err(|error| tracing::error!(%error, "notices wait: the schools cannot be read"))
        .unwrap_or_default()
}

async fn make(state: &AppState, now: DateTime<Utc>) {
    for school in schools(state).await {
        if let Err(error) = make_school(state, school.id, now).await {
            tracing::error!(%error, school = %school.id, "notices of a school wait");
        }
    }
}

async fn make_school(state: &AppState, school: Id<of::School>, now: DateTime<Utc>) -> Result<()> {
    while state.store.make_notices(school, now).await? {}
    if state.telling.is_none() {
        return Ok(());
    }
    push::settle(state, school, now).await
}

async fn tell_devices(state: &AppState, at: Moment) {
    let Some(telling) = state.telling.as_deref() else { return };
    let sending = schools(state).await.into_iter().map(|school| tell_school(state, telling, school, at));
    stream::iter(sending).buffer_unordered(SCHOOLS_AT_ONCE).collect::<Vec<()>>().await;
}

async fn tell_school(state: &AppState, telling: &Telling, school: School, at: Moment) {
    if let Err(error) = push::send(state, telling, school.id, at).await {
        tracing::error!(%error, school = %school.id, "messages of a school wait");
    }
}

async fn write_letters(state: &AppState, at: Moment) {
    let Some(telling) = state.telling.as_deref() else { return };
    let sending = schools(state).await.into_iter().map(|school| write_school(state, telling, school, at));
    stream::iter(sending).buffer_unordered(SCHOOLS_AT_ONCE).collect::<Vec<()>>().await;
}

async fn write_school(state: &AppState, telling: &Telling, school: School, at: Moment) {
    if let Err(error) = letter::send(state, telling, &school, at).await {
        tracing::error!(%error, school = %school.id, "letters of a school wait");
    }
}

async fn forget(state: &AppState) {
    for school in schools(state).await {
        let forgotten = state.store.forget_notices(school.id, state.clock.now() - KEPT).await;
        if let Err(error) = forgotten {
            tracing::error!(%error, school = %school.id, "old notices could not be forgotten");
        }
    }
}

/// A moment by the clock on the school's wall.
fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Kyiv).naive_local()
}

/// The moment at which the clock on the school's wall shows this; in the hour that spring skips, an hour later.
fn moment(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let shown = [local, local + TimeDelta::hours(1)];
    let found = shown.iter().find_map(|own| Kyiv.from_local_datetime(own).earliest());
    found.map(|moment| moment.with_timezone(&Utc))
}

/// When devices may be told of something, if at all.
fn push_at(
    preferences: &notice::Preferences,
    about: Id<of::Person>,
    kind: notice::Kind,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    preferences.push_at(about, kind, local(now)).and_then(moment)
}
