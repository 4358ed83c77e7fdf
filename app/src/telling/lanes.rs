//! How many messages are under way to each push service. One that does not answer holds up its own messages alone, and those
//! not for long: after a few that failed in a row the rest waits for a while instead of for its answers.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// To how many devices of one push service it is sent at once, of all schools together: most devices have the same one.
const AT_ONCE: usize = 64;
/// How many sends in a row fail until a push service is left alone.
const FAILURES: u32 = 4;
/// For how long.
pub const REST: Duration = Duration::from_secs(30);
/// The most push services that are remembered: a browser names its own, and there are but a few.
const KNOWN: usize = 1000;

/// The ways to push services, by their origins.
#[derive(Default)]
pub struct Lanes(Mutex<HashMap<String, Lane>>);

struct Lane {
    places: Arc<Semaphore>,
    failures: u32,
    rests_until: Option<Instant>,
}

impl Default for Lane {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), failures: 0, rests_until: None }
    }
}

impl Lane {
    fn rests(&self) -> bool {
        self.rests_until.is_some_and(|until| until > Instant::now())
    }
}

impl Lanes {
    /// A place on the way to a push service, once there is one; none where it is left alone.
    pub async fn enter(&self, origin: &str) -> Option<OwnedSemaphorePermit> {
        let places = self.open(origin)?;
        let place = places.acquire_owned().await.ok()?;
        // While this one waited, others may have found that nobody answers.
        self.open(origin).map(|_| place)
    }

    fn open(&self, origin: &str) -> Option<Arc<Semaphore>> {
        let mut lanes = self.lock();
        if lanes.len() >= KNOWN && !lanes.contains_key(origin) {
            lanes.retain(|_, lane| lane.rests() || lane.places.available_permits() < AT_ONCE);
        }
        let lane = lanes.entry(origin.to_owned()).or_default();
        (!lane.rests()).then(|| lane.places.clone())
    }

    /// Notes whether a push service answered.
    pub fn note(&self, origin: &str, answered: bool) {
        let mut lanes = self.lock();
        let Some(lane) = lanes.get_mut(origin) else { return };
        if answered {
            (lane.failures, lane.rests_until) = (0, None);
            return;
        }
        lane.failures += 1;
        if lane.failures >= FAILURES {
            (lane.failures, lane.rests_until) = (0, Some(Instant::now() + REST));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Lane>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_push_service_that_does_not_answer_is_left_alone_and_no_other() {
        let lanes = Lanes::default();
        for _ in 0..FAILURES {
            assert!(lanes.enter("https://slow.example").await.is_some());
            lanes.note("https://slow.example", false);
        }
        assert!(lanes.enter("https://slow.example").await.is_none());
        assert!(lanes.enter("https://quick.example").await.is_some());
    }

    #[tokio::test]
    async fn whoever_answers_now_and_then_is_sent_to() {
        let lanes = Lanes::default();
        for number in 0..3 * FAILURES {
            assert!(lanes.enter("https://push.example").await.is_some());
            lanes.note("https://push.example", number % 3 == 0);
        }
        assert!(lanes.enter("https://push.example").await.is_some());
    }

    /// Full to the last place, one lane makes nobody wait on another; who waited on it is turned away once it rests.
    #[tokio::test]
    async fn who_waits_for_a_place_learns_that_nobody_answers() {
        let lanes = Arc::new(Lanes::default());
        let mut places = Vec::new();
        for _ in 0..AT_ONCE {
            places.push(lanes.enter("https://slow.example").await);
        }
        let waiting = tokio::spawn({
            let lanes = lanes.clone();
            async move { lanes.enter("https://slow.example").await.is_some() }
        });
        assert!(lanes.enter("https://quick.example").await.is_some());
        (0..FAILURES).for_each(|_| lanes.note("https://slow.example", false));
        drop(places);
        assert!(!waiting.await.unwrap());
    }
}
