//! What a pupil missed in a semester (DOMAIN §5).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use klas_domain::{
    Absence, Action, Id,
    attendance::{self, Day, Missed, PupilLesson, missed_between},
    calendar::{AcademicYear, Semester},
    id::of,
};
use klas_store::diary::DiaryLesson;

use crate::{
    api::diary::{OpenDiary, Ways, open_journal},
    failure::Failure,
    visit::Visit,
};

/// What a pupil missed in a semester.
pub struct Absences {
    /// Whose.
    pub open: OpenDiary,
    /// The ways through the diary.
    pub ways: Ways,
    /// The semester.
    pub semester: Semester,
    /// Whole days and lessons.
    pub missed: Missed,
    /// Lessons by reason, in the order of [`Absence::ALL`].
    pub by_reason: [(Absence, u32); Absence::ALL.len()],
    /// The days on which the pupil missed anything, the newest first.
    pub days: Vec<(NaiveDate, Day)>,
    /// The lessons to which the pupil came late, the newest first, each with its minutes where they are known.
    pub late: Vec<(DiaryLesson, u8)>,
}

/// What a pupil missed in a semester, for who sees the marks.
pub async fn of_pupil(
    visit: &Visit,
    pupil: Id<of::Person>,
    semester: impl FnOnce(&AcademicYear) -> Semester,
) -> Result<Absences, Failure> {
    let actor = visit.actor()?;
    let open = open_journal(visit, pupil, Action::ReadDiaryMarks).await?;
    let semester = semester(&open.year.1);
    let span = open.year.1.range(semester);
    let lessons = open.lessons(visit, span).await?;
    let days = attendance::days(&lessons.iter().map(concerns).collect::<Vec<_>>());
    let missed = missed_between(&days, span);
    let of = |kind| (kind, days.values().map(|day| day.lessons_of(kind)).sum());
    Ok(Absences {
        ways: open.ways(actor),
        semester,
        missed,
        by_reason: Absence::ALL.map(of),
        days: missed_days(days),
        late: late(lessons),
        open,
    })
}

/// A lesson of a diary as the rules of attendance see one.
pub fn concerns(lesson: &DiaryLesson) -> PupilLesson {
    PupilLesson {
        date: lesson.date,
        period: u8::try_from(lesson.period).unwrap_or_default(),
        cancelled: lesson.cancelled,
        absence: lesson.entry.absence,
        belongs: true,
    }
}

fn missed_days(days: BTreeMap<NaiveDate, Day>) -> Vec<(NaiveDate, Day)> {
    days.into_iter().rev().filter(|(_, day)| day.lessons() > 0).collect()
}

fn late(lessons: Vec<DiaryLesson>) -> Vec<(DiaryLesson, u8)> {
    let late = lessons.into_iter().rev().filter(|lesson| !lesson.cancelled);
    late.filter_map(|lesson| lesson.entry.late.map(|minutes| (lesson, minutes))).collect()
}
