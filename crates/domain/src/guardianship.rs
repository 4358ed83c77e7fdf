//! A guardian with limited rights (Family Code of Ukraine, art. 164–170; Law «Про запобігання та протидію домашньому
//! насильству», art. 26): what a decision hides from one of the parents, from which day, on what document.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    id::{Id, of},
    record::{RecordOutcome, fits},
};

/// The longest № of a document, in characters.
pub const NUMBER_LIMIT: usize = 60;

/// A part of what a guardian has of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The diary: lessons, topics, homework.
    Diary,
    /// What stands in the child's cells: marks, absences, notes.
    Marks,
    /// Messages from and to the school.
    Messages,
}

/// What a restriction hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hidden {
    /// Everything of the child, the class included.
    Everything,
    /// Marks, absences and notes; timetable and homework stay.
    Marks,
    /// Messages.
    Messages,
    /// Marks and messages; timetable and homework stay.
    MarksAndMessages,
}

impl Hidden {
    /// All of them, the most first.
    pub const ALL: [Self; 4] = [Self::Everything, Self::Marks, Self::Messages, Self::MarksAndMessages];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Marks => "marks",
            Self::Messages => "messages",
            Self::MarksAndMessages => "marks-messages",
        }
    }

    /// What a stored name says.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hidden| hidden.code() == code)
    }

    /// What both hide together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
            (own, other) if own == other => own,
            _ => Self::MarksAndMessages,
        }
    }

    /// Whether the part is among what is hidden.
    pub fn covers(self, part: Part) -> bool {
        match self {
            Self::Everything => true,
            Self::Marks => part == Part::Marks,
            Self::Messages => part == Part::Messages,
            Self::MarksAndMessages => part != Part::Diary,
        }
    }
}

/// What kind of document a restriction rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentKind {
    /// Рішення суду.
    CourtDecision,
    /// Обмежувальний припис суду.
    RestrainingOrder,
    /// Терміновий заборонний припис поліції.
    PoliceOrder,
    /// Рішення органу опіки та піклування.
    GuardianshipAuthority,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [Self; 4] =
        [Self::CourtDecision, Self::RestrainingOrder, Self::PoliceOrder, Self::GuardianshipAuthority];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::CourtDecision => "court",
            Self::RestrainingOrder => "restraining",
            Self::PoliceOrder => "police",
            Self::GuardianshipAuthority => "authority",
        }
    }

    /// The kind of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The document that a restriction rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Kind.
    pub kind: DocumentKind,
    /// №, 1 to [`NUMBER_LIMIT`] characters.
    pub number: String,
    /// Date.
    pub date: NaiveDate,
}

/// What is hidden from a guardian of a child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// What.
    pub hidden: Hidden,
    /// The first day on which it holds, by the school's calendar.
    pub from: NaiveDate,
    /// The last one; none: until it is lifted.
    pub until: Option<NaiveDate>,
    /// On what document.
    pub document: Document,
}

/// Why a restriction cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestrictionError {
    /// It ends before it begins.
    EndsBeforeBeginning,
    /// The document has no №, or one that is too long.
    NumberWrong,
    /// The document is of a day that is still to come.
    DocumentOfFuture,
    /// It holds from a day before the document.
    BeforeDocument,
    /// The person is not a guardian of the pupil, or the pupil not of the class.
    NotOfFamily,
    /// It is the author's own: nobody says what is hidden from oneself.
    Own,
}

impl Restriction {
    /// Checks a restriction that came from elsewhere.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self, today: NaiveDate) -> Result<(), RestrictionError> {
        let Document { number, date, .. } = &self.document;
        if number.is_empty() || !fits(number, NUMBER_LIMIT) {
            Err(RestrictionError::NumberWrong)
        } else if *date > today {
            Err(RestrictionError::DocumentOfFuture)
        } else if self.from < *date {
            Err(RestrictionError::BeforeDocument)
        } else if self.until.is_some_and(|until| until < self.from) {
            Err(RestrictionError::EndsBeforeBeginning)
        } else {
            Ok(())
        }
    }

    /// Whether it holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A pupil whose guardian a person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// The pupil.
    pub id: Id<of::Person>,
    /// What is hidden from the guardian today.
    pub restriction: Option<Restriction>,
}

impl Child {
    /// Whether the guardian has this part of the child.
    pub fn shows(&self, part: Part) -> bool {
        !self.restriction.as_ref().is_some_and(|own| own.hidden.covers(part))
    }

    /// The same child once more, by another record of the guardian: what either hides is hidden.
    pub fn join(&mut self, other: Self) {
        let Some(also) = other.restriction else { return };
        let hidden = self.restriction.as_ref().map_or(also.hidden, |own| own.hidden.and(also.hidden));
        let own = self.restriction.take().unwrap_or(also);
        self.restriction = Some(Restriction { hidden, ..own });
    }
}

/// What stands on record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredRestriction {
    /// The restriction; none where there never was one, or it was lifted.
    pub restriction: Option<Restriction>,
    /// How often it was changed; 0 before the first time.
    pub version: i32,
}

/// A wish to record a restriction, change it or lift it, by someone who saw version `base`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestrictionEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// The child.
    pub pupil: Id<of::Person>,
    /// From whom it is hidden.
    pub guardian: Id<of::Person>,
    /// The version that the author saw.
    pub base: i32,
    /// What shall stand on record.
    pub restriction: Option<Restriction>,
}

/// What became of such a wish.
pub type RestrictionOutcome = RecordOutcome<RestrictionError>;
