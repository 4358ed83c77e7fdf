//! One lesson: its sheet, its words.

use klas_domain::{
    Action, Id, Scope,
    edit::{LessonEdit, LessonOutcome},
    id::of,
    permission::may,
};
use klas_store::{
    journal::{Course, LessonColumn, PageEntry, PagePupil},
    lesson::PlannedLesson,
};

use crate::{api::access::require, failure::Failure, visit::Visit};

/// What the sheet of a lesson shows.
pub struct LessonSheet {
    /// Who fills it.
    pub person: Id<of::Person>,
    /// Course.
    pub course: Course,
    /// Lesson.
    pub lesson: LessonColumn,
    /// The pupils who belong to the course on that day.
    pub pupils: Vec<PagePupil>,
    /// What stands in the cells.
    pub entries: Vec<PageEntry>,
    /// The plan's line for the lesson.
    pub planned: Option<PlannedLesson>,
    /// Whether the visitor may write here.
    pub may_write: bool,
}

/// The sheet of a lesson of a course.
pub async fn sheet(
    visit: &Visit,
    course: Id<of::Course>,
    lesson: Id<of::Lesson>,
) -> Result<LessonSheet, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let course = reader.course(course).await?;
    let lesson = reader.lesson_of_course(course.id, lesson).await?;
    let scope = Scope { substitute: lesson.substitute, ..course.scope(actor.school) };
    require(actor, Action::ReadJournal, &scope)?;
    let page = reader.journal(course, (lesson.date, lesson.date), actor.person).await?;
    let planned = reader.planned(page.course.id, &lesson).await?;
    Ok(LessonSheet {
        person: actor.person,
        pupils: page.pupils.into_iter().filter(|pupil| pupil.belongs(lesson.date)).collect(),
        entries: page.entries.into_iter().filter(|entry| entry.column == lesson.column()).collect(),
        may_write: may(actor, Action::WriteEntries, &scope),
        course: page.course,
        lesson,
        planned,
    })
}

/// Writes a lesson's words.
pub async fn write(visit: &Visit, edit: LessonEdit) -> Result<LessonOutcome, Failure> {
    let actor = visit.actor()?.clone();
    let (school, person, now) = (actor.school, actor.person, visit.state.clock.now());
    let may_write = move |scope: &Scope| may(&actor, Action::WriteLesson, scope);
    Ok(visit.state.store.write_lesson(school, person, now, edit, may_write).await?)
}
