//! The pupils behind a figure, and what alone keeps one from a higher level.

use std::collections::{HashMap, HashSet};

use klas_domain::{Id, Level, figures::one_mark_away, guardianship::Part, id::of, look::Looked};
use klas_store::{
    Reader,
    reports::{Behind, Question, ReportMark, ReportPupil},
};

use super::{List, Listed, Only, When, question, viewer};
use crate::{api::looks, failure::Failure, visit::Visit};

/// The only mark that keeps a pupil from a higher level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// The mark.
    pub mark: ReportMark,
    /// The level of the lowest of the others.
    pub level: Level,
}

impl Away {
    /// Among all marks of a pupil.
    fn of(marks: &[ReportMark]) -> Option<Self> {
        let given: Vec<_> = marks.iter().map(|mark| mark.mark).collect();
        let (place, level) = one_mark_away(&given)?;
        Some(Self { mark: marks.get(place)?.clone(), level })
    }
}

/// A pupil of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPupil {
    /// Who it is, and where the pupil stands.
    pub pupil: ReportPupil,
    /// What keeps the pupil from a higher level; looked for only where the list is of those.
    pub away: Option<Away>,
}

/// The pupils behind a figure by class, as far as the visitor sees all their subjects. A list that tells a mark of one
/// pupil alone leaves a trace, like the list of that pupil's marks.
pub async fn pupils(visit: &Visit, when: When, list: List) -> Result<Listed<ListedPupil>, Failure> {
    let viewer = viewer(visit)?;
    let mut reader = visit.reader().await?;
    let (question, covered) = question(&mut reader, when, viewer, visit.today()).await?;
    let pupils = reader.pupils_behind(&question, &list.behind).await?;
    let mut away = match list.only {
        Some(Only::Away) => away_behind(&mut reader, &question, &list.behind).await?,
        _ => HashMap::new(),
    };
    let rows = pupils.into_iter().map(|pupil| ListedPupil { away: away.remove(&pupil.id), pupil });
    let rows: Vec<_> = rows.filter(|row| list.only.is_none_or(|only| only.holds_pupil(row))).collect();
    drop(reader);
    let tells_mark = rows.iter().any(|row| row.away.is_some());
    if let Some(pupil) = list.behind.pupil.filter(|_| tells_mark) {
        looks::keep_unless_family(visit, pupil, Looked::Marks, Part::Marks).await?;
    }
    Ok(list.of(covered, rows))
}

/// What keeps each pupil from a higher level over all subjects. Of a figure of a subject or a teacher it is those pupils
/// alone whom a mark of that subject or teacher keeps.
async fn away_behind(
    reader: &mut Reader,
    question: &Question,
    behind: &Behind,
) -> Result<HashMap<Id<of::Person>, Away>, Failure> {
    let over_all = Behind { subject: None, teacher: None, ..*behind };
    let marks = reader.marks_behind(question, &over_all).await?;
    let of_pupils = marks.chunk_by(|one, next| one.pupil == next.pupil);
    let mut away: HashMap<_, _> =
        of_pupils.filter_map(Away::of).map(|away| (away.mark.pupil, away)).collect();
    if over_all != *behind {
        let own = reader.marks_behind(question, behind).await?;
        let own: HashSet<_> = own.iter().map(|mark| (mark.pupil, mark.subject)).collect();
        away.retain(|pupil, away| own.contains(&(*pupil, away.mark.subject)));
    }
    Ok(away)
}
