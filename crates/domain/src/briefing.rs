//! Talks and briefings on safety (DOMAIN §6): each with its day, kind, topic, who held it and who was present.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    edit::plain,
    id::{Id, of},
    record::{RecordOutcome, fits},
    roll::{RegisterHead, RollPupil},
};

/// The kind of a briefing (Regulation on occupational safety of participants in education, MoES order № 1669 of
/// 26.12.2017).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BriefingKind {
    /// Вступний.
    Introductory,
    /// Первинний.
    Primary,
    /// Позаплановий.
    Unscheduled,
    /// Цільовий.
    Targeted,
    /// Бесіда: a talk that is no briefing.
    Talk,
}

impl BriefingKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Introductory, Self::Primary, Self::Unscheduled, Self::Targeted, Self::Talk];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Introductory => "introductory",
            Self::Primary => "primary",
            Self::Unscheduled => "unscheduled",
            Self::Targeted => "targeted",
            Self::Talk => "talk",
        }
    }

    /// The kind of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A briefing that was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Briefing {
    /// The day.
    pub held_on: NaiveDate,
    /// The kind.
    pub kind: BriefingKind,
    /// What it was about, 1 to [`TOPIC_LIMIT`] characters.
    pub topic: String,
    /// Who held it, 1 to [`NAME_LIMIT`] characters: a member of staff or a guest, such as an officer of the fire brigade.
    pub held_by: String,
    /// The pupils who were present, in the order of their identifiers.
    pub present: Vec<Id<of::Person>>,
    /// Whether the record was made by mistake: nothing is wiped out in a journal (MoES order № 496 of 03.06.2008), so
    /// it stands there struck through.
    #[serde(default)]
    pub struck: bool,
}

/// The longest topic, in characters.
pub const TOPIC_LIMIT: usize = 300;
/// The longest name of who held it, in characters.
pub const NAME_LIMIT: usize = 120;

/// Why a briefing cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BriefingError {
    /// The day is outside the class's year, or still to come.
    DateWrong,
    /// The topic is empty or longer than [`TOPIC_LIMIT`].
    TopicWrong,
    /// Nobody is named who held it, or the name is longer than [`NAME_LIMIT`].
    HeldByWrong,
    /// Of the pupils who are said to be present nobody was of the class that day.
    NobodyPresent,
}

impl Briefing {
    /// The briefing as it can be kept, and of those present whoever was of the class that day.
    #[must_use]
    pub fn plain(mut self, roll: &[RollPupil]) -> Self {
        for text in [&mut self.topic, &mut self.held_by] {
            plain(text).trim().clone_into(text);
        }
        let was_there =
            |id: &Id<of::Person>| roll.iter().any(|own| own.id == *id && own.is_of_class(self.held_on));
        self.present.retain(was_there);
        self.present.sort_unstable();
        self.present.dedup();
        self
    }

    /// Checks a briefing that came from elsewhere, on `today` of a year that began on `first_day`.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self, (first_day, last_day): (NaiveDate, NaiveDate)) -> Result<(), BriefingError> {
        let stands = |text: &str, limit| !text.trim().is_empty() && fits(text, limit);
        if !(first_day..=last_day).contains(&self.held_on) {
            return Err(BriefingError::DateWrong);
        }
        if !stands(&self.topic, TOPIC_LIMIT) {
            return Err(BriefingError::TopicWrong);
        }
        if !stands(&self.held_by, NAME_LIMIT) {
            return Err(BriefingError::HeldByWrong);
        }
        if self.present.is_empty() { Err(BriefingError::NobodyPresent) } else { Ok(()) }
    }
}

/// A wish to make the register say `briefing`, by someone who saw version `base` of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefingEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// The record.
    pub briefing: Id<of::Briefing>,
    /// The version that the author saw; 0 for a new record.
    pub base: i32,
    /// What the register shall say.
    pub says: Briefing,
}

/// What became of such a wish.
pub type BriefingOutcome = RecordOutcome<BriefingError>;

/// A briefing as it stands in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBriefing {
    /// The record.
    pub id: Id<of::Briefing>,
    /// What it says.
    pub says: Briefing,
    /// How often it was written; 1 where it was never corrected.
    pub version: i32,
}

/// The section «Бесіди та інструктажі з безпеки життєдіяльності» of a class's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefingRegister {
    /// Whose it is.
    pub head: RegisterHead,
    /// The pupils in alphabetical order, leavers included.
    pub pupils: Vec<RollPupil>,
    /// The briefings by day.
    pub briefings: Vec<StoredBriefing>,
}

impl BriefingRegister {
    /// The pupils who were of the class on the day of a briefing and present, and those who were absent.
    pub fn parted(&self, briefing: &Briefing) -> (Vec<&RollPupil>, Vec<&RollPupil>) {
        let of_class = self.pupils.iter().filter(|pupil| pupil.is_of_class(briefing.held_on));
        of_class.partition(|pupil| briefing.present.contains(&pupil.id))
    }
}
