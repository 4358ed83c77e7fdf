//! What every request shares.

use std::{
    collections::HashMap,
    num::NonZero,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use klas_domain::{Id, id::of, invitation::Invitee};
use klas_signature::Trust;
use klas_store::{Result, Store, account::SignedIn};
use sha2::{Digest, Sha256};
use tokio::sync::{Notify, Semaphore};

use crate::{
    api::{feeds, lost_password, opened::OpenedJournals},
    drawn::DrawnPages,
    routes::site::short,
    telling::Telling,
    throttle::Throttle,
    visit::prolonged,
};

/// Tells the time; the day may be fixed, for demonstrations and tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    day: Option<NaiveDate>,
    noon: Option<DateTime<Utc>>,
}

impl Clock {
    /// A clock that always shows this day of the school's calendar, with the true time of day.
    pub fn fixed(day: Option<NaiveDate>) -> Self {
        Self { day, noon: None }
    }

    /// The same, going on from noon at this moment: at a true midnight it does not go back, as the time of day does.
    #[must_use]
    pub fn from_noon(self, noon: Option<DateTime<Utc>>) -> Self {
        Self { noon, ..self }
    }

    /// The moment.
    pub fn now(self) -> DateTime<Utc> {
        let now = Utc::now();
        let Some(day) = self.day else { return now };
        let local = match self.noon {
            Some(noon) => day.and_time(NaiveTime::MIN) + TimeDelta::hours(12) + (now - noon),
            None => day.and_time(now.with_timezone(&Kyiv).time()),
        };
        Kyiv.from_local_datetime(&local).earliest().map_or(now, |moment| moment.with_timezone(&Utc))
    }

    /// Whether the day is made up: then so are the moments of what is kept, and the clocks of others are not.
    pub fn is_made_up(self) -> bool {
        self.day.is_some()
    }

    /// The day on the school's wall.
    pub fn today(self) -> NaiveDate {
        self.now().with_timezone(&Kyiv).date_naive()
    }
}

/// What every request shares.
#[derive(Clone)]
pub struct AppState {
    /// Where everything is kept.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Whether cookies are for encrypted connections alone: the public address begins with `https`.
    pub secure_cookies: bool,
    /// Where people see the site, without a slash at its end; none: wherever they come to.
    pub public_url: Option<String>,
    /// What carries notices out of the server; none where nothing leaves it.
    pub telling: Option<Arc<Telling>>,
    /// Whose certificates are trusted when a signed archive comes back; nobody's: then that is left to who verifies it.
    pub trust: Arc<Trust>,
    /// The same as text, for verifiers in the browser, and its version; empty where nobody is trusted.
    pub(crate) trust_text: Arc<(String, String)>,
    /// Who was seen lately, by the hash of the session's token: a teacher's keystrokes do not ask the database each
    /// time who types.
    seen: Arc<Mutex<Seen>>,
    pub(crate) drawn: DrawnPages,
    pub(crate) opened: OpenedJournals,
    /// Told whenever a package is ordered.
    pub(crate) ordered: Arc<Notify>,
    /// Turns to hold a password against its hash, which takes a core and 19 MiB.
    pub(crate) hashing: Arc<Semaphore>,
    /// Places for signed files that people send to be checked: each holds the file until it is checked.
    pub(crate) receiving: Arc<Semaphore>,
    /// Turns to check one of them: each takes a core, for seconds at most.
    pub(crate) verifying: Arc<Semaphore>,
    /// The turn to draw a photo anew, which takes as much memory as its pixels.
    pub(crate) drawing: Arc<Semaphore>,
    /// How often calendars were asked for lately.
    pub(crate) answered: Throttle<Id<of::CalendarFeed>>,
    /// How often a letter for a lost password was asked for lately with one name or address, by its hash.
    pub(crate) asked_by_name: Throttle<Vec<u8>>,
    /// How many such letters were written lately.
    pub(crate) written_to_all: Throttle<()>,
    /// To whom an invitation was sent by a letter lately.
    pub(crate) invited: Throttle<Invitee>,
}

/// Who was seen, by the hash of the session's token.
type Seen = HashMap<Vec<u8>, Known>;

/// Somebody who was seen.
struct Known {
    since: Instant,
    person: SignedIn,
    /// How many notices were new; none before a page asked.
    unseen: Option<usize>,
    /// Until when the session is to be prolonged; none: it is not, or somebody does already.
    until: Option<DateTime<Utc>>,
}

impl Known {
    fn is_believed(&self) -> bool {
        self.since.elapsed() < BELIEVED
    }
}

/// How long a session is believed without asking the database: the longest that a session ended elsewhere lives on.
const BELIEVED: Duration = Duration::from_secs(3);
/// The most sessions kept in mind.
const SEEN_LIMIT: usize = 10_000;

impl AppState {
    /// The state of a server.
    pub fn new(store: Store, clock: Clock, secure_cookies: bool) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let hashing = Arc::new(Semaphore::new(cores));
        Self {
            store,
            clock,
            secure_cookies,
            public_url: None,
            telling: None,
            trust: Arc::default(),
            trust_text: Arc::default(),
            seen: Arc::default(),
            drawn: DrawnPages::default(),
            opened: OpenedJournals::default(),
            hashing,
            receiving: Arc::new(Semaphore::new(8)),
            verifying: Arc::new(Semaphore::new(2)),
            drawing: Arc::new(Semaphore::new(1)),
            answered: Throttle::new(feeds::ANSWERS, feeds::SPAN),
            asked_by_name: Throttle::new(1, lost_password::SPAN),
            written_to_all: Throttle::new(lost_password::LETTERS, lost_password::SPAN),
            invited: Throttle::new(1, lost_password::SPAN),
            ordered: Arc::default(),
        }
    }

    /// Lets go of what is kept for visitors who have not come for a while.
    pub fn forget_idle(&self) {
        self.opened.close_idle();
    }

    /// The same, seen by people at an address.
    #[must_use]
    pub fn at(mut self, public_url: Option<&str>) -> Self {
        self.public_url = public_url.map(|url| url.trim_end_matches('/').to_owned());
        self
    }

    /// The same, with what carries notices out of the server.
    #[must_use]
    pub fn telling(mut self, telling: Telling) -> Self {
        self.telling = Some(Arc::new(telling));
        self
    }

    /// The same, trusting these certificates.
    #[must_use]
    pub fn trusting(mut self, trust: Trust) -> Self {
        let text = trust.pem();
        let version = short(&Sha256::digest(&text));
        (self.trust, self.trust_text) = (Arc::new(trust), Arc::new((text, version)));
        self
    }

    /// The same with journals of archived classes of its own: work that is long in getting its turn opens them, and nobody
    /// is to wait for it.
    #[must_use]
    pub(crate) fn with_own_journals(mut self) -> Self {
        self.opened = OpenedJournals::default();
        self
    }

    /// The same on another day.
    #[must_use]
    pub fn on_day(mut self, day: NaiveDate) -> Self {
        self.clock = Clock::fixed(Some(day));
        self
    }

    /// Who is signed in with this token.
    ///
    /// # Errors
    /// The database's.
    pub async fn signed_in(&self, token_hash: &[u8]) -> Result<Option<SignedIn>> {
        if let Some(known) = self.lock().get(token_hash).filter(|known| known.is_believed()) {
            return Ok(Some(known.person.clone()));
        }
        let now = self.clock.now();
        let session = self.store.session(token_hash.to_vec(), now).await?;
        let until = session.as_ref().and_then(|session| prolonged(session, now));
        let person = session.map(|session| session.person);
        let mut seen = self.lock();
        if seen.len() >= SEEN_LIMIT {
            seen.retain(|_, known| known.is_believed());
        }
        match &person {
            Some(person) => {
                let known = Known { since: Instant::now(), person: person.clone(), unseen: None, until };
                seen.insert(token_hash.to_vec(), known)
            }
            None => seen.remove(token_hash),
        };
        Ok(person)
    }

    /// How many notices somebody who is signed in with this token has not seen: what a page's head says, and saving a mark
    /// never asks.
    ///
    /// # Errors
    /// The database's.
    pub async fn unseen(&self, token_hash: &[u8], person: &SignedIn) -> Result<usize> {
        let known =
            self.lock().get(token_hash).filter(|known| known.is_believed()).and_then(|own| own.unseen);
        if let Some(number) = known {
            return Ok(number);
        }
        let mut reader = self.store.read(person.actor.school).await?;
        let number = reader.unseen(&person.actor, self.clock.now()).await?;
        if let Some(known) = self.lock().get_mut(token_hash) {
            known.unseen = Some(number);
        }
        Ok(number)
    }

    /// Prolongs the session that was seen with this token where that is due, and tells until when. Of requests that come
    /// together one does.
    ///
    /// # Errors
    /// The database's.
    pub async fn prolong(&self, token_hash: &[u8]) -> Result<Option<DateTime<Utc>>> {
        let due =
            self.lock().get_mut(token_hash).and_then(|own| Some((own.person.account, own.until.take()?)));
        let Some((account, until)) = due else { return Ok(None) };
        let prolonged = self.store.prolong_session(token_hash.to_vec(), account, until).await?;
        Ok(prolonged.then_some(until))
    }

    /// Forgets who was seen with this token: the session ended or moved.
    pub fn forget(&self, token_hash: &[u8]) {
        self.lock().remove(token_hash);
    }

    /// Forgets who was seen with an account: its sessions ended, or it was given another child.
    pub fn forget_account(&self, account: Id<of::Account>) {
        self.lock().retain(|_, known| known.person.account != account);
    }

    /// Forgets who was seen: what some of them may see has changed.
    pub fn forget_everybody(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_day_goes_on_from_its_noon() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let noon = Utc::now() - TimeDelta::hours(3);
        let now = Clock::fixed(Some(day)).from_noon(Some(noon)).now();
        let three = day.and_hms_opt(15, 0, 0).unwrap();
        assert!((now.with_timezone(&Kyiv).naive_local() - three).num_seconds() < 60);
        assert!(
            Clock::default().from_noon(Some(noon)).now() - Utc::now() < TimeDelta::minutes(1),
            "a true day"
        );
    }
}
