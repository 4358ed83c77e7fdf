//! A pupil's subjects: where the marks go, and what the semester mark would be.

use chrono::NaiveDate;
use klas_domain::{
    Action, Id, Mark,
    calendar::{AcademicYear, Semester},
    column::Sum,
    forecast::{Forecast, forecast},
    id::of,
    trend::Trend,
};
use klas_store::diary::{PupilSubject, SubjectMark};

use crate::{
    api::{
        diary::{Diary, OpenDiary, Ways, open_journal},
        signed_diary::SignedDiary,
    },
    failure::Failure,
    visit::Visit,
};

/// What a semester came to in a subject, or would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The teacher has decided: the mark, and the corrected one where there is one.
    Decided(Mark, Option<Mark>),
    /// It would be this if the semester ended today.
    Forecast(Forecast),
    /// Nothing can be said: there are no marks yet, or they have no mean.
    Open,
}

/// A subject in a semester.
pub struct SubjectLine {
    /// The course.
    pub course: Id<of::Course>,
    /// Subject.
    pub subject: String,
    /// Group number.
    pub group: Option<i32>,
    /// What the semester came to.
    pub outcome: Outcome,
    /// Where its marks go.
    pub trend: Option<Trend>,
    /// Its marks, in time order.
    pub marks: Vec<SubjectMark>,
}

/// A pupil's subjects in a semester.
pub struct Subjects {
    /// Whose.
    pub open: OpenDiary,
    /// The ways through the diary.
    pub ways: Ways,
    /// The semester.
    pub semester: Semester,
    /// The subjects in alphabetical order.
    pub subjects: Vec<SubjectLine>,
}

/// A pupil's subjects in a semester, for who sees the marks.
pub async fn of_pupil(
    visit: &Visit,
    pupil: Id<of::Person>,
    semester: impl FnOnce(&AcademicYear) -> Semester,
) -> Result<Subjects, Failure> {
    let actor = visit.actor()?;
    let open = open_journal(visit, pupil, Action::ReadDiaryMarks).await?;
    let semester = semester(&open.year.1);
    let year = (open.year.0, &open.year.1);
    let subjects = lines(visit, pupil, year, open.signed.as_ref(), semester).await?;
    Ok(Subjects { ways: open.ways(actor), open, semester, subjects })
}

/// The subjects of a diary that is open, for its marks.
pub async fn of_diary(visit: &Visit, diary: &Diary, semester: Semester) -> Result<Vec<SubjectLine>, Failure> {
    if !diary.ways.marks {
        return Ok(Vec::new());
    }
    let year = (diary.year_id, &diary.year);
    lines(visit, diary.pupil.id, year, diary.signed.as_ref(), semester).await
}

async fn lines(
    visit: &Visit,
    pupil: Id<of::Person>,
    (year_id, year): (Id<of::Year>, &AcademicYear),
    signed: Option<&SignedDiary>,
    semester: Semester,
) -> Result<Vec<SubjectLine>, Failure> {
    // After the year its last day is looked at.
    let day = visit.today().min(year.ends_on);
    let now = visit.state.clock.now();
    let subjects = match signed {
        Some(signed) => signed.subjects(),
        None => visit.reader().await?.subjects_of_pupil(pupil, (year_id, year), day, now).await?,
    };
    Ok(subjects.into_iter().map(|own| line(own, semester, year, day)).collect())
}

fn line(own: PupilSubject, semester: Semester, year: &AcademicYear, day: NaiveDate) -> SubjectLine {
    let until = day.min(year.range(semester).1);
    let forecast = || forecast(&own.standing, semester, until).map_or(Outcome::Open, Outcome::Forecast);
    let decided = |mark: Mark| Outcome::Decided(mark, own.standing.mark(Sum::Corrected(semester)));
    let outcome = own.standing.mark(Sum::Semester(semester)).map_or_else(forecast, decided);
    let (first, last) = year.range(semester);
    let mut marks = own.marks;
    marks.retain(|mark| (first..=last).contains(&mark.on));
    let points: Vec<u8> = marks
        .iter()
        .filter_map(|mark| match mark.entry.mark {
            Some(Mark::Points(points)) => Some(points),
            _ => None,
        })
        .collect();
    SubjectLine {
        course: own.course,
        subject: own.subject,
        group: own.group,
        outcome,
        trend: Trend::of(&points),
        marks,
    }
}
