//! Semester reports: the figures, and the pupils and marks behind them.

mod change;
mod class;
mod earlier;
mod last_year;
mod marks;
mod narrow;
mod origin;
mod overview;
mod plans;
mod pupils;
mod sums;

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Action, Id, Scope,
    calendar::AcademicYear,
    figures::{InitialWeight, Period},
    id::of,
    permission::may,
};
use klas_store::{Reader, reports::Question};

use crate::{api::access::require, failure::Failure, visit::Visit};

pub use change::{Against, Change, ChangeLine, Compare, Side, Then, change};
pub use class::{ClassReport, MovedLine, PupilLine, class_report};
pub use earlier::{Before, Moment};
pub use marks::{List, Listed, Only, marks};
pub use narrow::{Choices, Narrowed, query_of};
pub use origin::Origin;
pub use overview::{By, Line, Overview, overview, overviews};
pub use plans::{NUMBERS, PlanLine, Plans, plans};
pub use pupils::{Away, ListedPupil, pupils};

/// Of when a report is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The calendar year in which the academic year began; the current one where none is named.
    pub year: Option<i32>,
    /// The semester, or the whole year; the current or last one where none is named.
    pub period: Option<Period>,
}

impl From<Period> for When {
    fn from(period: Period) -> Self {
        Self { year: None, period: Some(period) }
    }
}

/// What a report covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The academic year.
    pub year: AcademicYear,
    /// The semester, or the whole year.
    pub period: Period,
    /// The day on which it was looked who the pupils are: the period's last, or today.
    pub day: NaiveDate,
    /// Whether the year is the one that today belongs to.
    pub is_current: bool,
    /// What a mark of the initial level weighs in the learning index.
    pub initial: InitialWeight,
    /// The calendar years in which the school's academic years began, newest first.
    pub years: Vec<i32>,
    /// The overview that figures lead from.
    pub origin: Origin,
}

impl Covered {
    /// The day as it is written.
    pub fn day_written(&self) -> String {
        self.day.format("%d.%m.%Y").to_string()
    }

    /// How addresses name what is covered: `period=1&year=2025`; the current year goes without saying.
    pub fn query(&self) -> String {
        self.query_of(self.period)
    }

    /// The same of another period of the year.
    pub fn query_of(&self, period: Period) -> String {
        query_of_period(period, (!self.is_current).then(|| self.year.starts_on.year()))
    }
}

/// How addresses name a period of the year that began in a calendar year; of the current one, where none is named.
fn query_of_period(period: Period, year: Option<i32>) -> String {
    let year = year.map(|year| format!("&year={year}")).unwrap_or_default();
    format!("period={}{year}", period.code())
}

/// Whose courses and class the visitor sees; none for who sees the whole school.
fn viewer(visit: &Visit) -> Result<Option<Id<of::Person>>, Failure> {
    let actor = visit.actor()?;
    let school = Scope::school(actor.school);
    if may(actor, Action::ReadReports, &school) {
        return Ok(None);
    }
    require(actor, Action::ReadReports, &Scope { teacher: Some(actor.person), ..school })?;
    Ok(Some(actor.person))
}

/// The question about a period, as a viewer asks it.
async fn question(
    reader: &mut Reader,
    when: When,
    viewer: Option<Id<of::Person>>,
    today: NaiveDate,
) -> Result<(Question, Covered), Failure> {
    let starts = reader.years().await?;
    let current = reader.year(today).await?;
    let current_id = current.0;
    let (id, year) = match when.year {
        None => current,
        Some(asked) => {
            let start = starts.iter().find(|start| start.year() == asked).ok_or(Failure::NotFound)?;
            reader.year(*start).await?
        }
    };
    let period = when.period.unwrap_or_else(|| Period::of_day(&year, today));
    let day = period.last_day(&year).min(today);
    let years = starts.iter().map(Datelike::year).collect();
    let initial = reader.initial_weight().await?;
    let (is_current, origin) = (id == current_id, Origin::default());
    let covered = Covered { year, period, day, is_current, initial, years, origin };
    Ok((Question { year: id, period, day, viewer }, covered))
}

/// The periods of the current year that have no marks yet, in its order.
pub async fn unmarked_periods(visit: &Visit) -> Result<Vec<Period>, Failure> {
    let viewer = viewer(visit)?;
    let mut reader = visit.reader().await?;
    let mut unmarked = Vec::new();
    for period in Period::ALL {
        let (asked, _) = question(&mut reader, period.into(), viewer, visit.today()).await?;
        if reader.mark_counts(&asked).await?.is_empty() {
            unmarked.push(period);
        }
    }
    Ok(unmarked)
}
