//! Excursions and educational practice of a class (DOMAIN §6).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    edit::plain,
    id::{Id, of},
    record::{RecordOutcome, fits},
    roll::RegisterHead,
};

/// What it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ExcursionKind {
    /// Навчальна екскурсія.
    Excursion,
    /// Навчальна практика.
    Practice,
}

impl ExcursionKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Excursion, Self::Practice];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Excursion => "excursion",
            Self::Practice => "practice",
        }
    }

    /// The kind of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An excursion or practice that was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excursion {
    /// What it was.
    pub kind: ExcursionKind,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; the first one where it took a day.
    pub ends_on: NaiveDate,
    /// Where to, or what it was about: 1 to [`PLACE_LIMIT`] characters.
    pub place: String,
    /// How long it took, in lesson hours, 1 to [`HOURS_LIMIT`].
    pub hours: u16,
    /// Who led it, 1 to [`NAME_LIMIT`] characters.
    pub led_by: String,
    /// Whether the record was made by mistake: then it stands there struck through (MoES order № 496 of 03.06.2008).
    #[serde(default)]
    pub struck: bool,
}

/// The longest place or topic, in characters.
pub const PLACE_LIMIT: usize = 300;
/// The longest name of who led it, in characters.
pub const NAME_LIMIT: usize = 120;
/// The most hours of one record: a practice of four weeks.
pub const HOURS_LIMIT: u16 = 160;

/// Why an excursion cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcursionError {
    /// A day is outside the class's year or still to come, or the last one is before the first.
    DatesWrong,
    /// The place is empty or longer than [`PLACE_LIMIT`].
    PlaceWrong,
    /// The hours are none or more than [`HOURS_LIMIT`].
    HoursWrong,
    /// Nobody is named who led it, or the name is longer than [`NAME_LIMIT`].
    LedByWrong,
}

impl Excursion {
    /// The excursion as it can be kept.
    #[must_use]
    pub fn plain(mut self) -> Self {
        for text in [&mut self.place, &mut self.led_by] {
            plain(text).trim().clone_into(text);
        }
        self
    }

    /// Checks an excursion that came from elsewhere, between the first day and the last on which it may have been.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self, (first_day, last_day): (NaiveDate, NaiveDate)) -> Result<(), ExcursionError> {
        let stands = |text: &str, limit| !text.trim().is_empty() && fits(text, limit);
        let within = first_day <= self.starts_on && self.ends_on <= last_day;
        if !within || self.ends_on < self.starts_on {
            return Err(ExcursionError::DatesWrong);
        }
        if !stands(&self.place, PLACE_LIMIT) {
            return Err(ExcursionError::PlaceWrong);
        }
        if !(1..=HOURS_LIMIT).contains(&self.hours) {
            return Err(ExcursionError::HoursWrong);
        }
        if stands(&self.led_by, NAME_LIMIT) { Ok(()) } else { Err(ExcursionError::LedByWrong) }
    }
}

/// A wish to make the register say `says`, by someone who saw version `base` of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcursionEdit {
    /// Made by the client: applying the same edit twice is once.
    pub id: Id<of::Edit>,
    /// The record.
    pub excursion: Id<of::Excursion>,
    /// The version that the author saw; 0 for a new record.
    pub base: i32,
    /// What the register shall say.
    pub says: Excursion,
}

/// What became of such a wish.
pub type ExcursionOutcome = RecordOutcome<ExcursionError>;

/// An excursion as it stands in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredExcursion {
    /// The record.
    pub id: Id<of::Excursion>,
    /// What it says.
    pub says: Excursion,
    /// How often it was written; 1 where it was never corrected.
    pub version: i32,
}

/// The section «Екскурсії та навчальна практика» of a class's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcursionRegister {
    /// Whose it is.
    pub head: RegisterHead,
    /// Excursions and practice by their first day.
    pub excursions: Vec<StoredExcursion>,
}

impl ExcursionRegister {
    /// The hours of all records of a kind that are not struck through.
    pub fn hours(&self, kind: ExcursionKind) -> u32 {
        let counted = self.excursions.iter().map(|stored| &stored.says);
        counted.filter(|own| own.kind == kind && !own.struck).map(|own| u32::from(own.hours)).sum()
    }
}
