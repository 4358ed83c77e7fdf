//! How long journals are kept (DOMAIN §11): the Ministry of Justice's order № 578/5 of 12.04.2012 sets the shortest time, a
//! school may keep them longer. Nothing is destroyed by itself.

use chrono::{Datelike, NaiveDate};

/// For how many years a school keeps what it archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Class journals.
    pub journals: u8,
    /// Summary registers of achievement.
    pub summaries: u8,
}

/// The shortest time that the order allows: it is where a school begins.
pub const SHORTEST: Retention = Retention { journals: 5, summaries: 25 };
/// The longest time that can be set, in years.
pub const LONGEST: u8 = 100;

impl Default for Retention {
    fn default() -> Self {
        SHORTEST
    }
}

/// What is kept for a time of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kept {
    /// The class journal.
    Journal,
    /// The summary register of achievement.
    Summary,
}

impl Kept {
    /// Both, the one that is kept shorter first.
    pub const ALL: [Self; 2] = [Self::Journal, Self::Summary];
}

impl Retention {
    /// Whether nothing is kept shorter than the order allows, or longer than can be set.
    pub fn is_allowed(self) -> bool {
        (SHORTEST.journals..=LONGEST).contains(&self.journals)
            && (SHORTEST.summaries..=LONGEST).contains(&self.summaries)
    }

    /// The years of one of them.
    pub fn years(self, kept: Kept) -> u8 {
        match kept {
            Kept::Journal => self.journals,
            Kept::Summary => self.summaries,
        }
    }

    /// The first day on which it may be destroyed, of a year that ended on `ends_on`. The time begins on the first of January
    /// after the year in which the file was closed.
    pub fn until(self, kept: Kept, ends_on: NaiveDate) -> NaiveDate {
        let year = ends_on.year().saturating_add(1).saturating_add(self.years(kept).into());
        NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MAX)
    }

    /// The first day on which the container may be: the summary register is in it.
    pub fn container_until(self, ends_on: NaiveDate) -> NaiveDate {
        Kept::ALL.map(|kept| self.until(kept, ends_on)).into_iter().max().unwrap_or(NaiveDate::MAX)
    }
}
