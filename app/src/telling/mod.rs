//! Telling families and staff: notices are made of what happened, devices are told of them at once, letters of the week go
//! on Friday, of some things letters at once. Loops do it beside the requests; on PostgreSQL several servers may, and each
//! thing is told once.

mod at_once;
mod lanes;
mod letter;
mod letter_words;
mod push;
mod rounds;
pub mod words;

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use futures::future::join_all;
use klas_courier::{Letter, LinkKey, MailError, Mailer, Pusher, VapidKey, new_secret};
use klas_domain::{
    Id,
    id::of,
    notice::{self, KEPT},
};
use klas_store::{Result, Store, school::School};
use tokio::sync::Semaphore;

use lanes::Lanes;
pub use letter_words::{
    PasswordSetBy, confirming, invitation_letter, paragraphs, password_letter, password_set_letter,
};

use crate::state::{AppState, Clock};

/// How often it is looked for something to tell.
const POLL: Duration = Duration::from_secs(10);
/// How often it is looked for letters.
const LETTERS_POLL: Duration = Duration::from_mins(1);
/// How often what is old is forgotten.
const FORGET_POLL: Duration = Duration::from_hours(1);
/// How long a server that takes what is to be sent is left to it.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// How long before a lease is over nothing is sent by it any more: whoever is sent to takes its time to answer.
const SENDING: TimeDelta = TimeDelta::minutes(1);
/// How many letters are written and sent at a time, of all schools together: each holds a connection of the database while
/// it is written, and one to the mail server while it is sent.
const LETTERS_AT_ONCE: usize = 8;

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
    /// How many messages are under way to each push service.
    lanes: Lanes,
    /// The places of letters that are written and sent.
    desks: Semaphore,
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
            lanes: Lanes::default(),
            desks: Semaphore::new(LETTERS_AT_ONCE),
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

    /// Whether what was taken until `lease` may be sent still; later another server may have taken it.
    fn holds(self, lease: DateTime<Utc>) -> bool {
        self.read() + SENDING < lease
    }
}

/// Which letters a link ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// Those of the week.
    OfTheWeek,
    /// Those that tell of something at once.
    AtOnce,
}

impl Letters {
    /// What the links of these letters carry after whose they are: nothing, where letters of the first programs have nothing.
    fn mark(self) -> &'static [u8] {
        match self {
            Self::OfTheWeek => &[],
            Self::AtOnce => &[1],
        }
    }

    /// The letters of what a link carries.
    pub fn from_mark(mark: &[u8]) -> Option<Self> {
        [Self::OfTheWeek, Self::AtOnce].into_iter().find(|own| own.mark() == mark)
    }
}

/// What became of a letter that was handed to the mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It took it.
    Over,
    /// It does not take it now; it may later.
    NotNow,
    /// It never takes it.
    Never,
}

/// Hands a letter to the mail server, and says in the log of `what` it was not taken.
pub async fn hand_over(mailer: &Mailer, letter: Letter, what: &'static str) -> Handed {
    let Err(error) = mailer.send(letter).await else { return Handed::Over };
    let handed = if matches!(error, MailError::Unreachable(_)) { Handed::NotNow } else { Handed::Never };
    tracing::warn!(%error, what, ?handed, "a letter was not taken");
    handed
}

/// The link that ends a person's letters, of the person or of their mail program.
fn stop_link(telling: &Telling, school: Id<of::School>, person: Id<of::Person>, letters: Letters) -> String {
    let whose = [&school.uuid().into_bytes()[..], &person.uuid().into_bytes(), letters.mark()].concat();
    format!("{}/unsubscribe?letter={}", telling.site, telling.links.sign(&whose))
}

/// Tells until the program is asked to stop. What is sent goes beside what is made, letters beside messages, and each school
/// beside the others: nobody's absence waits for somebody else's slow server, nor for another school's announcement.
pub async fn keep_telling(state: AppState, stop: impl Future<Output = ()>) {
    let all = || schools(&state);
    tokio::select! {
        () = rounds::keep(POLL, all, |school| round(state.clone(), school, Work::Make)) => {}
        () = rounds::keep(POLL, all, |school| round(state.clone(), school, Work::Push)) => {}
        () = rounds::keep(POLL, all, |school| round(state.clone(), school, Work::LettersAtOnce)) => {}
        () = rounds::keep(LETTERS_POLL, all, |school| round(state.clone(), school, Work::LettersOfTheWeek)) => {}
        () = rounds::keep(FORGET_POLL, all, |school| round(state.clone(), school, Work::Forget)) => {}
        () = stop => {}
    }
}

/// What is done for a school, round by round.
#[derive(Clone, Copy, Debug)]
enum Work {
    /// Notices are made, and it is decided of which devices are told.
    Make,
    /// Devices are told.
    Push,
    LettersAtOnce,
    LettersOfTheWeek,
    /// Old notices are forgotten.
    Forget,
}

/// Does for a school what is to be done now.
async fn round(state: AppState, school: School, work: Work) {
    let at = Moment::Clock(state.clock);
    go_on(&state, &school, work, at).await;
}

async fn go_on(state: &AppState, school: &School, work: Work, at: Moment) {
    let done = match (work, state.telling.as_deref()) {
        (Work::Make, _) => make(state, school.id, at.read()).await,
        (Work::Forget, _) => state.store.forget_notices(school.id, at.read() - KEPT).await,
        (_, None) => Ok(()),
        (Work::Push, Some(telling)) => push::send(state, telling, school.id, at).await,
        (Work::LettersAtOnce, Some(telling)) => at_once::send(state, telling, school, at).await,
        (Work::LettersOfTheWeek, Some(telling)) => letter::send(state, telling, school, at).await,
    };
    if let Err(error) = done {
        tracing::error!(%error, school = %school.id, ?work, "what a school is told waits");
    }
}

async fn go_on_everywhere(state: &AppState, work: Work, now: DateTime<Utc>) {
    let schools = schools(state).await;
    join_all(schools.iter().map(|school| go_on(state, school, work, Moment::At(now)))).await;
}

/// Sends the letters of the week that are to be sent at a moment.
pub async fn write(state: &AppState, now: DateTime<Utc>) {
    go_on_everywhere(state, Work::LettersOfTheWeek, now).await;
}

/// One round: everything that there is to tell at once in all schools at a moment.
pub async fn tell(state: &AppState, now: DateTime<Utc>) {
    for work in [Work::Make, Work::Push, Work::LettersAtOnce] {
        go_on_everywhere(state, work, now).await;
    }
}

async fn schools(state: &AppState) -> Vec<School> {
    let read = state.store.schools().await;
    read.inspect_err(|error| tracing::error!(%error, "notices wait: the schools cannot be read"))
        .unwrap_or_default()
}

async fn make(state: &AppState, school: Id<of::School>, now: DateTime<Utc>) -> Result<()> {
    while state.store.make_notices(school, now).await? {}
    if state.telling.is_none() {
        return Ok(());
    }
    push::settle(state, school, now).await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_by_a_lease_that_may_end_meanwhile() {
        let taken = DateTime::<Utc>::default();
        let lease = taken + LEASE;
        let holds = |minutes| Moment::At(taken + TimeDelta::minutes(minutes)).holds(lease);
        assert_eq!([0, 8, 9, 10, 11].map(holds), [true, true, false, false, false]);
    }
}
