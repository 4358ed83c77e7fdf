//! Semester reports: the figures, and the pupils and marks behind them.

mod class;
mod marks;
mod overview;

use chrono::NaiveDate;
use klas_domain::{Action, Id, Scope, calendar::AcademicYear, figures::Period, id::of, permission::may};
use klas_store::{Reader, reports::Question};

use crate::{api::access::require, failure::Failure, visit::Visit};

pub use class::{ClassReport, MovedLine, PupilLine, class_report};
pub use marks::{Marks, Only, marks};
pub use overview::{Before, By, Line, Overview, overview, overviews};

/// What a report covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The academic year.
    pub year: AcademicYear,
    /// The semester, or the whole year.
    pub period: Period,
    /// The day on which it was looked who the pupils are: the period's last, or today.
    pub day: NaiveDate,
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

/// The question about a period of this year, as a viewer asks it; about the current one where none is named.
async fn question(
    reader: &mut Reader,
    period: Option<Period>,
    viewer: Option<Id<of::Person>>,
    today: NaiveDate,
) -> Result<(Question, Covered), Failure> {
    let (id, year) = reader.year(today).await?;
    let period = period.unwrap_or_else(|| Period::of_day(&year, today));
    let day = period.last_day(&year).min(today);
    Ok((Question { year: id, period, day, viewer }, Covered { year, period, day }))
}
