//! The list of the marks behind a figure, and what a list is.

use klas_domain::{Level, Mark, guardianship::Part, look::Looked};
use klas_store::reports::{Behind, ReportMark};

use super::{Covered, ListedPupil, Origin, When, question, viewer};
use crate::{api::looks, failure::Failure, visit::Visit};

/// How many rows a page of a list has.
pub const PAGE: usize = 200;

/// Which of the marks are listed, or which of the pupils by where they stand over all subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Those of a level.
    Level(Level),
    /// Those that make the quality: 7–12; pupils all of whose marks do.
    Quality,
    /// Those that make the success: 4–12; pupils all of whose marks do.
    Success,
    /// Those that have a level.
    Attested,
    /// `н/а`.
    NotAttested,
    /// Pupils who have neither a mark nor `н/а` yet.
    Unmarked,
    /// Pupils whom a single mark keeps from a higher level.
    Away,
    /// Marks that have points, of which the mean is made.
    Pointed,
    /// Marks of so many points, 1–12.
    Points(u8),
}

impl Only {
    /// All but points, as addresses name them.
    const CODES: [(Self, &'static str); 11] = [
        (Self::Level(Level::Initial), "initial"),
        (Self::Level(Level::Medium), "medium"),
        (Self::Level(Level::Sufficient), "sufficient"),
        (Self::Level(Level::High), "high"),
        (Self::Quality, "quality"),
        (Self::Success, "success"),
        (Self::Attested, "attested"),
        (Self::NotAttested, "not-attested"),
        (Self::Unmarked, "unmarked"),
        (Self::Away, "away"),
        (Self::Pointed, "pointed"),
    ];

    /// As addresses name it; points by their number.
    pub fn code(self) -> String {
        match self {
            Self::Points(points) => points.to_string(),
            named => {
                let own = Self::CODES.iter().find(|(only, _)| *only == named);
                own.map(|(_, code)| (*code).to_owned()).unwrap_or_default()
            }
        }
    }

    /// What an address names.
    pub fn from_code(code: &str) -> Option<Self> {
        let named = Self::CODES.iter().find(|(_, own)| *own == code).map(|(only, _)| *only);
        let points = || code.parse::<u8>().ok().filter(|points| (1..=12).contains(points)).map(Self::Points);
        named.or_else(points)
    }

    fn holds_mark(self, mark: Mark) -> bool {
        match (self, mark.level()) {
            (Self::NotAttested, _) => mark == Mark::NotAttested,
            (Self::Points(points), _) => mark == Mark::Points(points),
            (Self::Pointed, _) => matches!(mark, Mark::Points(_)),
            (Self::Level(own), Some(level)) => own == level,
            (Self::Quality, Some(level)) => level >= Level::Sufficient,
            (Self::Success, Some(level)) => level >= Level::Medium,
            (Self::Attested, Some(_)) => true,
            (Self::Unmarked | Self::Away, _) | (_, None) => false,
        }
    }

    pub(super) fn holds_pupil(self, row: &ListedPupil) -> bool {
        let standing = row.pupil.standing;
        match self {
            Self::Level(level) => standing.is_attested() && standing.lowest == Some(level),
            Self::Quality => standing.has_quality(),
            Self::Success => standing.succeeds(),
            Self::Attested => standing.is_attested(),
            Self::NotAttested => standing.not_attested,
            Self::Unmarked => standing.is_unmarked(),
            Self::Away => row.away.is_some(),
            Self::Pointed | Self::Points(_) => false,
        }
    }
}

/// A page of a list of marks or pupils.
pub struct Listed<T> {
    /// What the report covers.
    pub covered: Covered,
    /// What is looked behind.
    pub behind: Behind,
    /// Which of them.
    pub only: Option<Only>,
    /// The rows of the page.
    pub rows: Vec<T>,
    /// How many rows there are on all pages.
    pub all: usize,
    /// The page's number, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
}

/// What an address asks to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    /// What is looked behind.
    pub behind: Behind,
    /// Which of the marks or pupils; all of them where it is not said.
    pub only: Option<Only>,
    /// The page's number, from 1.
    pub page: usize,
    /// The overview that the list was opened from.
    pub origin: Origin,
}

impl List {
    /// The page of these rows that is asked for.
    pub(super) fn of<T>(self, covered: Covered, rows: Vec<T>) -> Listed<T> {
        let all = rows.len();
        let pages = all.div_ceil(PAGE).max(1);
        let page = self.page.clamp(1, pages);
        let rows = rows.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
        let covered = Covered { origin: self.origin, ..covered };
        Listed { covered, behind: self.behind, only: self.only, rows, all, page, pages }
    }
}

/// The marks behind a figure by class, pupil and subject, as far as the visitor sees them. Those of one pupil leave a
/// trace, like the other pages that show one pupil's data.
pub async fn marks(visit: &Visit, when: When, list: List) -> Result<Listed<ReportMark>, Failure> {
    let viewer = viewer(visit)?;
    let mut reader = visit.reader().await?;
    let (question, covered) = question(&mut reader, when, viewer, visit.today()).await?;
    let mut rows = reader.marks_behind(&question, &list.behind).await?;
    drop(reader);
    if let Some(pupil) = list.behind.pupil.filter(|_| !rows.is_empty()) {
        looks::keep_unless_family(visit, pupil, Looked::Marks, Part::Marks).await?;
    }
    rows.retain(|row| list.only.is_none_or(|only| only.holds_mark(row.mark)));
    Ok(list.of(covered, rows))
}
