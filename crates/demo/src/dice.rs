//! Chance that falls the same way each time.

use rand::{
    Rng, RngCore, SeedableRng,
    seq::{IndexedRandom, SliceRandom},
};
use rand_chacha::ChaCha8Rng;

/// What the dice are thrown for. Each part has its own stream: a change in one leaves the others as they were.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    Classes,
    Staff,
    Pupils,
    Movement,
    Timetable,
    Absences,
    Lessons,
}

/// A stream of chance.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64, school: u32, part: Part) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(u64::from(school) << 8 | part as u64);
        Self(rng)
    }

    /// True in `share` cases of a thousand.
    pub fn permille(&mut self, share: u32) -> bool {
        self.0.random_ratio(share.min(1000), 1000)
    }

    /// Anything from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        self.0.random_range(low..=high.max(low))
    }

    /// One of the things; the first of their kind where there are none.
    pub fn pick<T: Copy + Default>(&mut self, things: &[T]) -> T {
        things.choose(&mut self.0).copied().unwrap_or_default()
    }

    /// A place that is drawn in proportion to its weight.
    pub fn weighed<T: Copy + Default>(&mut self, things: &[(T, u32)]) -> T {
        things
            .choose_weighted(&mut self.0, |(_, weight)| *weight)
            .map_or_else(|_| T::default(), |(thing, _)| *thing)
    }

    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        things.shuffle(&mut self.0);
    }

    /// A number around zero whose standard deviation is `deviation`: the sum of four even throws, close to the
    /// normal distribution and free of floating point, which differs between machines.
    pub fn around_zero(&mut self, deviation: i64) -> i64 {
        const DEVIATION_OF_SUM: i64 = 37_837;
        let bytes = self.0.next_u64().to_le_bytes();
        let (throws, _) = bytes.as_chunks();
        let sum: i64 = throws.iter().map(|throw| i64::from(i16::from_le_bytes(*throw))).sum();
        sum * deviation / DEVIATION_OF_SUM
    }
}
