//! How often somebody is answered: what is asked for from outside is counted over a time, in this server's memory.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The most askers that are counted at a time; where more come, all are counted anew.
const COUNTED: usize = 100_000;

/// Since when answers are counted, and how many there were.
type Count = (Instant, u32);

/// Counts answers.
#[derive(Clone)]
pub struct Throttle<K> {
    counted: Arc<Mutex<HashMap<K, Count>>>,
    most: u32,
    span: Duration,
}

impl<K: Eq + Hash> Throttle<K> {
    /// Gives each asker so many answers in a time.
    pub fn new(most: u32, span: Duration) -> Self {
        Self { counted: Arc::default(), most, span }
    }

    /// Whether an asker is answered once more.
    pub fn once_more(&self, asker: K) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= COUNTED {
            counted.retain(|_, (since, _)| since.elapsed() < self.span);
            // To look through them at every answer would cost more than the answers.
            if counted.len() > COUNTED / 2 {
                counted.clear();
            }
        }
        let (since, number) = counted.entry(asker).or_insert_with(|| (Instant::now(), 0));
        if since.elapsed() >= self.span {
            (*since, *number) = (Instant::now(), 0);
        }
        *number += 1;
        *number <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_asker_has_answers_of_its_own_and_new_ones_after_a_time() {
        let throttle = Throttle::new(2, Duration::from_millis(50));
        assert_eq!(["a", "a", "a", "b"].map(|asker| throttle.once_more(asker)), [true, true, false, true]);
        std::thread::sleep(Duration::from_millis(60));
        assert!(throttle.once_more("a"));
    }

    #[test]
    fn no_number_of_askers_fills_the_memory_or_shuts_others_out() {
        let throttle = Throttle::new(1, Duration::from_mins(1));
        assert!((0..=COUNTED).all(|asker| throttle.once_more(asker)));
        assert!(throttle.counted.lock().unwrap().len() <= COUNTED);
        assert!(!throttle.once_more(COUNTED));
    }
}
