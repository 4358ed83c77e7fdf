//! The pages of courses: who sees which, and how much of it.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Action, Id, Role, Scope,
    calendar::AcademicYear,
    column::{Column, ColumnOf},
    edit::LessonText,
    id::of,
    permission::may,
};
use klas_store::{
    Reader,
    journal::{Course, JournalPage, LessonColumn},
};

use crate::{api::access::require, archive::year_of, failure::Failure, visit::Visit};

/// A page of a course as a visitor may see it.
pub struct CoursePage {
    /// The page.
    pub page: JournalPage,
    /// The academic year of the course.
    pub year: AcademicYear,
    /// The course's plan.
    pub plan: Vec<LessonText>,
    /// The line of the plan that each lesson of the page takes, from 1; a cancelled one takes none, and has the
    /// number of the last that was taken.
    pub lines: Vec<i64>,
}

/// The page of a course between two days, as far as the visitor may see it.
pub async fn page(
    visit: &Visit,
    id: Id<of::Course>,
    days: impl FnOnce(&AcademicYear) -> (NaiveDate, NaiveDate),
) -> Result<CoursePage, Failure> {
    let mut reader = visit.reader().await?;
    // Read before everything else: the page is true up to here at least, whatever changes meanwhile.
    let seq = reader.seq().await?;
    let (course, lessons) = readable(visit, &mut reader, id).await?;
    // A course of an earlier year has its lessons in that year.
    let (_, year) = reader.year_of_class(course.class_id).await?;
    let days = days(&year);
    let mut page = reader.journal(course, days, visit.actor()?.person).await?;
    page.seq = seq;
    let (plan, taken) = reader.plan(id, days.0).await?;
    // Counted over all lessons, also those that the visitor does not see.
    let mut lines = lines(&page.lessons, taken);
    if let Some(lessons) = lessons {
        let columns = columns_of(&lessons, &page.columns);
        page.entries.retain(|entry| columns.contains(&entry.column));
        let seen = page.lessons.into_iter().zip(lines);
        (page.lessons, lines) = seen.filter(|(lesson, _)| lessons.contains(&lesson.lesson)).unzip();
    }
    Ok(CoursePage { page, year, plan, lines })
}

/// The lines of the plan that lessons take one after the other, once so many were taken.
fn lines(lessons: &[LessonColumn], taken: i64) -> Vec<i64> {
    let mut line = taken;
    let taking = lessons.iter().map(|lesson| {
        line += i64::from(!lesson.cancelled);
        line
    });
    taking.collect()
}

/// The columns of some lessons: their own, and those of their further works.
pub fn columns_of(lessons: &[Id<of::Lesson>], columns: &[Column]) -> HashSet<Id<of::Column>> {
    let works = columns.iter().filter_map(|column| match column.of {
        ColumnOf::Current { lesson, .. } if lessons.contains(&lesson) => Some(column.id),
        _ => None,
    });
    lessons.iter().map(|lesson| lesson.uuid().into()).chain(works).collect()
}

/// The course whose page the visitor may see, and the lessons they may see of it where that is not all: a
/// substitute sees the substituted ones (DOMAIN §7).
pub async fn readable(
    visit: &Visit,
    reader: &mut Reader,
    id: Id<of::Course>,
) -> Result<(Course, Option<Vec<Id<of::Lesson>>>), Failure> {
    let actor = visit.actor()?;
    let course = reader.course(id).await?;
    if may(actor, Action::ReadJournal, &course.scope(actor.school)) {
        return Ok((course, None));
    }
    let lessons = reader.substituted(id, actor.person).await?;
    let substitute = (!lessons.is_empty()).then_some(actor.person);
    require(actor, Action::ReadJournal, &Scope { substitute, ..course.scope(actor.school) })?;
    Ok((course, Some(lessons)))
}

/// The courses of a year whose pages a visitor may open.
pub struct Journals {
    /// The courses, by class.
    pub courses: Vec<Course>,
    /// The calendar year in which the year began.
    pub year: i32,
    /// Those of the years in which the visitor has any, newest first.
    pub years: Vec<i32>,
}

/// The courses of the year that began in a calendar year, else of the current one, whose pages the visitor may open:
/// all for heads and deputies, own ones and those of the own class for teachers.
pub async fn courses(visit: &Visit, began: Option<i32>) -> Result<Journals, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::OpenJournals, &Scope::school(actor.school))?;
    let leads = actor.is(Role::Head) || actor.is(Role::Deputy);
    let person = (!leads).then_some(actor.person);
    let mut reader = visit.reader().await?;
    let (id, year) = year_of(&mut reader, began, visit.today()).await?;
    let years = reader.years_with_courses(person).await?.iter().map(Datelike::year).collect();
    Ok(Journals { courses: reader.courses(id, person).await?, year: year.starts_on.year(), years })
}
