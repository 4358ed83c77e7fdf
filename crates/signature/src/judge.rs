//! By what the signatures of one file are judged.

use std::cell::Cell;

use chrono::{DateTime, Utc};

use crate::{chain::Trust, fault::Fault};

/// What the evidence of revocation of one file may cost: each list and answer is asked of each link of each chain, and a
/// hostile file brings hundreds of each. Several times what the largest honest one takes.
const MOST_WORK: usize = 4096;
/// Hashing so many bytes takes about as long as a signature.
const PIECE: usize = 64 << 10;

/// Whom a check trusts, of which moment it is, and how much work is left for it.
pub struct Judge<'a> {
    pub trust: &'a Trust,
    pub now: DateTime<Utc>,
    left: Cell<usize>,
}

impl<'a> Judge<'a> {
    pub fn new(trust: &'a Trust, now: DateTime<Utc>) -> Self {
        Self { trust, now, left: Cell::new(MOST_WORK) }
    }

    /// Takes on the check of evidence of so many bytes.
    ///
    /// # Errors
    /// [`Fault::TooMuchEvidence`]
    pub fn spend(&self, bytes: usize) -> Result<(), Fault> {
        let left = self.left.get().checked_sub(1 + bytes / PIECE).ok_or(Fault::TooMuchEvidence)?;
        self.left.set(left);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{Judge, MOST_WORK, PIECE};
    use crate::{chain::Trust, fault::Fault};

    #[test]
    fn work_is_counted_by_pieces() {
        let trust = Trust::default();
        let judge = Judge::new(&trust, DateTime::UNIX_EPOCH);
        assert_eq!(judge.spend((MOST_WORK - 2) * PIECE), Ok(()));
        assert_eq!(judge.spend(PIECE), Err(Fault::TooMuchEvidence));
        assert_eq!(judge.spend(PIECE - 1), Ok(()));
        assert_eq!(judge.spend(0), Err(Fault::TooMuchEvidence));
    }
}
