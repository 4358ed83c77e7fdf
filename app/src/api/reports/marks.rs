//! The list of the pupils and marks behind a figure.

use klas_domain::{Level, Mark};
use klas_store::reports::{Behind, ReportMark};

use super::{Covered, When, question, viewer};
use crate::{failure::Failure, visit::Visit};

/// How many marks a page of the list has.
pub const PAGE: usize = 200;

/// Which of the marks are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Those of a level.
    Level(Level),
    /// Those that make the quality: 7–12.
    Quality,
    /// Those that make the success: 4–12.
    Success,
    /// Those that have a level.
    Attested,
    /// `н/а`.
    NotAttested,
}

impl Only {
    /// All, as addresses name them.
    const CODES: [(Self, &'static str); 8] = [
        (Self::Level(Level::Initial), "initial"),
        (Self::Level(Level::Medium), "medium"),
        (Self::Level(Level::Sufficient), "sufficient"),
        (Self::Level(Level::High), "high"),
        (Self::Quality, "quality"),
        (Self::Success, "success"),
        (Self::Attested, "attested"),
        (Self::NotAttested, "not-attested"),
    ];

    /// As addresses name it.
    pub fn code(self) -> &'static str {
        Self::CODES.iter().find(|(only, _)| *only == self).map_or("", |(_, code)| code)
    }

    /// What an address names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::CODES.iter().find(|(_, own)| *own == code).map(|(only, _)| *only)
    }

    fn holds(self, mark: Mark) -> bool {
        match (self, mark.level()) {
            (Self::NotAttested, _) => mark == Mark::NotAttested,
            (Self::Level(own), Some(level)) => own == level,
            (Self::Quality, Some(level)) => level >= Level::Sufficient,
            (Self::Success, Some(level)) => level >= Level::Medium,
            (Self::Attested, Some(_)) => true,
            (_, None) => false,
        }
    }
}

/// A page of the list.
pub struct Marks {
    /// What the report covers.
    pub covered: Covered,
    /// What is looked behind.
    pub behind: Behind,
    /// Which marks.
    pub only: Option<Only>,
    /// The marks of the page, by class, pupil and subject.
    pub rows: Vec<ReportMark>,
    /// How many marks there are on all pages.
    pub all: usize,
    /// The page's number, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
}

/// The marks behind a figure, as far as the visitor sees them.
pub async fn marks(
    visit: &Visit,
    when: When,
    behind: Behind,
    only: Option<Only>,
    page: usize,
) -> Result<Marks, Failure> {
    let viewer = viewer(visit)?;
    let mut reader = visit.reader().await?;
    let (question, covered) = question(&mut reader, when, viewer, visit.today()).await?;
    let mut rows = reader.marks_behind(&question, &behind).await?;
    rows.retain(|row| only.is_none_or(|only| only.holds(row.mark)));
    let all = rows.len();
    let pages = all.div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let rows = rows.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
    Ok(Marks { covered, behind, only, rows, all, page, pages })
}
