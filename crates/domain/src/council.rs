//! What the pedagogical council decides of a pupil at the end of a year (DOMAIN §6, summary register).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{Id, of};

/// A decision of the council.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// Переведено до наступного класу.
    Promoted,
    /// Випущено.
    Graduated,
    /// Залишено на повторне навчання.
    Repeats,
    /// Another one, in its own words.
    Other,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Self; 4] = [Self::Promoted, Self::Graduated, Self::Repeats, Self::Other];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Promoted => "promoted",
            Self::Graduated => "graduated",
            Self::Repeats => "repeats",
            Self::Other => "other",
        }
    }

    /// The verdict of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// A decision with the order that carries it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// The words of [`Verdict::Other`], 1 to [`WORDS_LIMIT`] characters; else empty.
    pub words: String,
    /// № of the order, at most [`ORDER_LIMIT`] characters; empty while there is none.
    pub order: String,
    /// The order's date.
    pub date: Option<NaiveDate>,
}

/// The longest words of a decision, in characters.
pub const WORDS_LIMIT: usize = 200;
/// The longest № of an order, in characters.
pub const ORDER_LIMIT: usize = 40;

/// Why a decision cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionError {
    /// Another decision has no words.
    WordsMissing,
    /// Words or № of the order are longer than they may be.
    TooLong,
}

impl Decision {
    /// Checks a decision that came from elsewhere.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self) -> Result<(), DecisionError> {
        if self.verdict == Verdict::Other && self.words.trim().is_empty() {
            return Err(DecisionError::WordsMissing);
        }
        let fits = |text: &str, limit| text.chars().count() <= limit;
        if fits(&self.words, WORDS_LIMIT) && fits(&self.order, ORDER_LIMIT) {
            Ok(())
        } else {
            Err(DecisionError::TooLong)
        }
    }
}

/// What stands in the register for a pupil.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredDecision {
    /// The decision; none before it and after it was taken back.
    pub decision: Option<Decision>,
    /// How often it was changed; 0 before the first time.
    pub version: i32,
}

/// A wish to make the register say `decision` of a pupil, by someone who saw version `base`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The version that the author saw.
    pub base: i32,
    /// What the register shall say.
    pub decision: Option<Decision>,
}

/// What became of such a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionOutcome {
    /// The register says so, at this version.
    Saved {
        /// The version now.
        version: i32,
    },
    /// Somebody else decided meanwhile; nothing was written.
    Conflict,
    /// The pupil was never of the class.
    NotOfClass,
    /// The author may not decide here.
    Forbidden,
    /// The decision cannot stand.
    Refused(DecisionError),
}
