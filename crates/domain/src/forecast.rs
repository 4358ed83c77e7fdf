//! What a semester mark would be if the semester ended today: the proposals of DOMAIN §4.3, made of what stands there now.
//! It is nobody's decision and is stored nowhere.

use chrono::NaiveDate;

use crate::{
    calendar::Semester,
    column::Sum,
    mark::Mark,
    proposal::{Mean, Part, Proposal, semester_of_groups, semester_of_themes},
    summary::Standing,
};

/// A part of the semester that a forecast rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForecastPart {
    /// Which theme, or which group of results; none: all current marks, where the page has neither.
    pub part: Option<Part>,
    /// Its mark.
    pub mark: Mark,
    /// The mean of current marks that it was made of; none for a mark that the teacher decided.
    pub mean: Option<Mean>,
}

/// What a semester mark would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The mark.
    pub mark: Mark,
    /// The mean of the parts that it was rounded from.
    pub mean: Option<Mean>,
    /// The parts, in the order of the page.
    pub parts: Vec<ForecastPart>,
}

/// What a pupil's semester mark would be if the semester ended on a day: of the groups of results where the page has any
/// and their marks count for them, else of the themes, the one that is not over yet included. The teacher's own marks count
/// before those that would be proposed. None where there is nothing to make a mean of, as for levels and words (grades 1–4).
pub fn forecast(standing: &Standing, semester: Semester, day: NaiveDate) -> Option<Forecast> {
    let sums = |wanted: fn(Sum) -> bool| {
        let own = standing.sums.iter().map(|(_, sum, _)| *sum);
        own.filter(move |sum| sum.semester() == Some(semester) && wanted(*sum)).collect::<Vec<_>>()
    };
    let groups = sums(|sum| matches!(sum, Sum::Results(..)));
    let groups = groups.into_iter().zip(1..).map(|(sum, place)| (sum, Some(Part::Group(place))));
    let parts = parts(standing, groups, day);
    if !parts.is_empty() {
        return sum_up(parts, semester_of_groups);
    }
    let mut themes = sums(|sum| matches!(sum, Sum::Thematic(..)));
    let named = !themes.is_empty();
    let rest = Sum::Thematic(semester, (day, i32::MAX));
    // What comes after the last theme is one more.
    if !themes.iter().any(|theme| theme.place() >= rest.place()) {
        themes.push(rest);
    }
    let themes = themes.into_iter().zip(1..).map(|(sum, place)| (sum, named.then_some(Part::Theme(place))));
    sum_up(self::parts(standing, themes, day), semester_of_themes)
}

fn sum_up(parts: Vec<ForecastPart>, propose: fn(&[Option<Mark>]) -> Proposal) -> Option<Forecast> {
    let marks: Vec<Option<Mark>> = parts.iter().map(|part| Some(part.mark)).collect();
    let proposal = propose(&marks);
    Some(Forecast { mark: proposal.mark?, mean: proposal.mean, parts })
}

/// The parts that have a mark or would have one. Of a theme that is not over, absences alone say nothing yet.
fn parts(
    standing: &Standing,
    sums: impl Iterator<Item = (Sum, Option<Part>)>,
    day: NaiveDate,
) -> Vec<ForecastPart> {
    let part = |(sum, part)| {
        if let Some(mark) = standing.mark(sum) {
            return Some(ForecastPart { part, mark, mean: None });
        }
        let proposal = standing.propose(sum).proposal;
        let over = matches!(sum, Sum::Thematic(_, (until, _)) if until < day);
        let mark = proposal.mark.filter(|mark| over || *mark != Mark::NotAttested)?;
        Some(ForecastPart { part, mark, mean: proposal.mean })
    };
    sums.filter_map(part).collect()
}
