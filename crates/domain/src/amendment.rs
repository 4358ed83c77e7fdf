//! A guardian's request to correct what is kept of a child (Law «Про захист персональних даних», art. 8): a task of the
//! class teacher, who does it or says why not.

use serde::{Deserialize, Serialize};

use crate::record::fits;

/// The longest words of a request, in characters.
pub const WORDS_LIMIT: usize = 500;
/// The longest answer, in characters.
pub const ANSWER_LIMIT: usize = 300;
/// The most requests about one child that may wait for an answer at a time.
pub const WAITING_LIMIT: i64 = 10;

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// Names, birth date, address.
    Person,
    /// The guardians and their telephones.
    Family,
    /// Class, groups, the days of coming and leaving.
    Class,
    /// Marks.
    Marks,
    /// Absences and their reasons.
    Absences,
    /// Something else.
    Other,
}

impl About {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Family, Self::Class, Self::Marks, Self::Absences, Self::Other];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Family => "family",
            Self::Class => "class",
            Self::Marks => "marks",
            Self::Absences => "absences",
            Self::Other => "other",
        }
    }

    /// What a stored name says.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.code() == code)
    }
}

/// What a guardian asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// What it is about.
    pub about: About,
    /// What is wrong and where, 1 to [`WORDS_LIMIT`] characters.
    pub wrong: String,
    /// What it should be, 1 to [`WORDS_LIMIT`] characters.
    pub right: String,
}

/// Why a request cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmendmentError {
    /// It does not say what is wrong.
    WrongMissing,
    /// It does not say what it should be.
    RightMissing,
    /// Its words are longer than they may be.
    TooLong,
    /// [`WAITING_LIMIT`] requests about the child wait already.
    TooMany,
}

impl Amendment {
    /// Checks a request that came from elsewhere.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self) -> Result<(), AmendmentError> {
        if self.wrong.trim().is_empty() {
            Err(AmendmentError::WrongMissing)
        } else if self.right.trim().is_empty() {
            Err(AmendmentError::RightMissing)
        } else if fits(&self.wrong, WORDS_LIMIT) && fits(&self.right, WORDS_LIMIT) {
            Ok(())
        } else {
            Err(AmendmentError::TooLong)
        }
    }
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AmendmentState {
    /// Nobody has answered.
    Waiting,
    /// What was wrong has been corrected.
    Done,
    /// It stays as it is, with a word why.
    Refused,
}

impl AmendmentState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Done, Self::Refused];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    /// The state of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendmentAnswer {
    /// Done or refused.
    pub state: AmendmentState,
    /// In words, at most [`ANSWER_LIMIT`] characters; a refusal has them.
    pub words: String,
}

impl AmendmentAnswer {
    /// Whether it may be given: it says what became of the request, and a refusal says why.
    pub fn is_whole(&self) -> bool {
        let said = !self.words.trim().is_empty();
        self.state != AmendmentState::Waiting
            && fits(&self.words, ANSWER_LIMIT)
            && (said || self.state == AmendmentState::Done)
    }
}

/// A request as the history keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendmentRecord {
    /// What is asked for.
    pub asks: Amendment,
    /// How far it is.
    pub state: AmendmentState,
    /// What was answered; may be empty.
    pub answer: String,
}
