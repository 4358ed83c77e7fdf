//! The health groups of pupils for physical education (DOMAIN §6; order № 518/674 of the ministries of health and of
//! education, 20.07.2009): the nurse writes what the yearly examination found.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    id::{Id, of},
    record::RecordOutcome,
    roll::{RegisterHead, RollPupil},
};

/// A group for physical education.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HealthGroup {
    /// Основна.
    Main,
    /// Підготовча.
    Preparatory,
    /// Спеціальна.
    Special,
}

impl HealthGroup {
    /// All groups.
    pub const ALL: [Self; 3] = [Self::Main, Self::Preparatory, Self::Special];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Preparatory => "preparatory",
            Self::Special => "special",
        }
    }

    /// The group of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }
}

/// What an examination found. Nothing but the group is kept: a diagnosis is nobody's business in a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The group.
    pub group: HealthGroup,
    /// The day of the examination.
    pub on: NaiveDate,
}

/// How long before the year's first day an examination may have been: it is often made in the summer.
const BEFORE_THE_YEAR: Days = Days::new(183);

/// Why an assessment cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentError {
    /// The examination is still to come, or was more than half a year before the year began.
    DateWrong,
    /// The pupil was never of the class.
    NotOfClass,
}

impl Assessment {
    /// Checks an assessment that came from elsewhere, between the year's first day and the last day it may be of.
    ///
    /// # Errors
    /// [`AssessmentError::DateWrong`].
    pub fn check(&self, (first_day, last_day): (NaiveDate, NaiveDate)) -> Result<(), AssessmentError> {
        let earliest = first_day.checked_sub_days(BEFORE_THE_YEAR).unwrap_or(first_day);
        if (earliest..=last_day).contains(&self.on) { Ok(()) } else { Err(AssessmentError::DateWrong) }
    }
}

/// What stands in the register for a pupil.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoredAssessment {
    /// The assessment; none before it and after it was taken back.
    pub assessment: Option<Assessment>,
    /// How often it was changed; 0 before the first time.
    pub version: i32,
}

/// A wish to make the register say `assessment` of a pupil, by someone who saw version `base`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The version that the author saw.
    pub base: i32,
    /// What the register shall say.
    pub assessment: Option<Assessment>,
}

/// What became of such a wish.
pub type AssessmentOutcome = RecordOutcome<AssessmentError>;

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthLine {
    /// The pupil.
    pub pupil: RollPupil,
    /// What is known of the pupil's group in the class's year.
    pub stored: StoredAssessment,
}

/// The section «Листок здоров'я» of a class's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthRegister {
    /// Whose it is.
    pub head: RegisterHead,
    /// The pupils in alphabetical order, leavers included.
    pub lines: Vec<HealthLine>,
}

impl HealthRegister {
    /// How many pupils who have not left are in a group; with none, how many are in no group yet.
    pub fn count(&self, group: Option<HealthGroup>) -> usize {
        let present = self.lines.iter().filter(|line| line.pupil.left.is_none());
        present.filter(|line| line.stored.assessment.map(|own| own.group) == group).count()
    }
}
