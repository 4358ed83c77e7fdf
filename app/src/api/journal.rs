//! The page of the journal: reading it, editing its cells and its lessons' words.

#![expect(missing_docs, reason = "the fields that the server macro makes of the arguments")]

use chrono::{DateTime, Utc};
use klas_domain::{
    EditOutcome, Entry, Id, JournalEdit, StoredEntry,
    edit::{LessonEdit, LessonOutcome},
    id::of,
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use super::Problem;

/// What stands in a cell now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellNow {
    /// Column of the cell.
    pub column: Id<of::Column>,
    /// Pupil of the cell.
    pub pupil: Id<of::Person>,
    /// What stands there.
    pub stored: StoredEntry,
}

/// What changed on a page since it was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Place in the history that the news are true up to.
    pub seq: i64,
    /// Cells that changed.
    pub cells: Vec<CellNow>,
}

/// A line of a cell's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: surname with initials.
    pub author: String,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// What stood there.
    pub before: Entry,
    /// What stood there afterwards.
    pub after: Entry,
}

/// Applies the edits that a person made of cells; each has its own outcome.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::AnotherPerson`] where somebody else is signed in, [`Problem::Internal`]; then
/// nothing was written.
#[server(prefix = "/api", endpoint = "apply-edits", input = Json)]
pub async fn apply_edits(
    person: Id<of::Person>,
    edits: Vec<JournalEdit>,
) -> Result<Vec<EditOutcome>, Problem> {
    let visit = as_person(person)?;
    Ok(apply(&visit, edits).await?)
}

/// What changed on a person's page of a course since `seq`.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::AnotherPerson`], [`Problem::Forbidden`], [`Problem::NotFound`],
/// [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "news", input = Json)]
pub async fn hear_news(person: Id<of::Person>, course: Id<of::Course>, seq: i64) -> Result<News, Problem> {
    let visit = as_person(person)?;
    Ok(server::news(&visit, course, seq).await?)
}

/// What happened to a cell, newest first.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::Forbidden`], [`Problem::NotFound`], [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "cell-history", input = Json)]
pub async fn cell_history(
    column: Id<of::Column>,
    pupil: Id<of::Person>,
) -> Result<Vec<HistoryLine>, Problem> {
    let visit = expect_context::<crate::visit::Visit>();
    Ok(server::cell_history(&visit, column, pupil).await?)
}

/// The numbers of the pupil's later lessons of the day whose cells are empty: where an absence may be carried.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::Forbidden`], [`Problem::NotFound`], [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "later-lessons", input = Json)]
pub async fn later_lessons(column: Id<of::Column>, pupil: Id<of::Person>) -> Result<Vec<i32>, Problem> {
    let visit = expect_context::<crate::visit::Visit>();
    Ok(server::later_lessons(&visit, column, pupil).await?)
}

/// Carries, for a person, the absence of a cell to the pupil's later lessons of the day whose cells are empty, and tells their
/// numbers.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::AnotherPerson`], [`Problem::Forbidden`], [`Problem::NotFound`],
/// [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "carry-absence", input = Json)]
pub async fn carry_absence(
    person: Id<of::Person>,
    column: Id<of::Column>,
    pupil: Id<of::Person>,
) -> Result<Vec<i32>, Problem> {
    let visit = as_person(person)?;
    Ok(server::carry_absence(&visit, column, pupil).await?)
}

/// Publishes the person's pencil entries of a course and gives their cells.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::AnotherPerson`], [`Problem::Forbidden`], [`Problem::NotFound`],
/// [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "publish", input = Json)]
pub async fn publish(person: Id<of::Person>, course: Id<of::Course>) -> Result<Vec<CellNow>, Problem> {
    let visit = as_person(person)?;
    Ok(server::publish(&visit, course).await?)
}

/// Writes a lesson's topic, homework and kind, as a person typed them.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::AnotherPerson`], [`Problem::NotFound`], [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "write-lesson", input = Json)]
pub async fn write_lesson(person: Id<of::Person>, edit: LessonEdit) -> Result<LessonOutcome, Problem> {
    let visit = as_person(person)?;
    Ok(super::lesson::write(&visit, edit).await?)
}

#[cfg(feature = "ssr")]
pub use server::{CoursePage, apply, as_person, courses, page, save};

#[cfg(feature = "ssr")]
mod server {
    use std::{collections::HashSet, sync::Arc};

    use chrono::NaiveDate;
    use klas_domain::{
        Absence, Action, EditOutcome, Entry, Id, JournalEdit, Role, Scope, StoredEntry,
        calendar::AcademicYear,
        column::{Column, ColumnOf},
        edit::LessonText,
        id::of,
        permission::may,
    };
    use klas_store::{
        Reader,
        journal::{Authorise, Course, JournalPage, LessonColumn, PageEntry, Write},
    };

    use leptos::prelude::expect_context;

    use super::{CellNow, HistoryLine, News};
    use crate::{
        api::{
            self, Problem,
            access::{may_edit, require},
        },
        failure::Failure,
        visit::Visit,
    };

    /// The visit, once it is the person's whose work is to be saved: on a shared computer another tab may have signed
    /// somebody else in meanwhile.
    pub fn as_person(person: Id<of::Person>) -> Result<Visit, Problem> {
        let visit = expect_context::<Visit>();
        if visit.actor()?.person == person {
            return Ok(visit);
        }
        Problem::AnotherPerson.set_status();
        Err(Problem::AnotherPerson)
    }

    /// Applies edits as the visitor.
    pub async fn apply(visit: &Visit, edits: Vec<JournalEdit>) -> Result<Vec<EditOutcome>, Failure> {
        let actor = visit.actor()?.clone();
        let authorise: Authorise = Arc::new(move |scope, stored, edit| may_edit(&actor, scope, stored, edit));
        save(visit, authorise, edits).await
    }

    /// Applies edits in the visitor's name where a rule allows them; the absences that were entered get the kind of the
    /// note that the class teacher accepted for their day.
    pub async fn save(
        visit: &Visit,
        authorise: Authorise,
        edits: Vec<JournalEdit>,
    ) -> Result<Vec<EditOutcome>, Failure> {
        let cell = |edit: &JournalEdit| {
            (edit.entry.absence == Some(Absence::Unknown)).then_some((edit.column, edit.pupil))
        };
        let cells: Vec<_> = edits.iter().map(cell).collect();
        let outcomes = visit.state.store.apply(write(visit, authorise)?, edits).await?;
        let saved = |outcome: &EditOutcome| matches!(outcome, EditOutcome::Saved { .. });
        let entered = cells.into_iter().zip(&outcomes).filter(|(_, outcome)| saved(outcome));
        api::excuses::explain_entered(visit, entered.filter_map(|(cell, _)| cell).collect()).await?;
        Ok(outcomes)
    }

    fn write(visit: &Visit, authorise: Authorise) -> Result<Write, Failure> {
        let actor = visit.actor()?;
        Ok(Write { school: actor.school, author: actor.person, now: visit.state.clock.now(), authorise })
    }

    /// The course, once the visitor may do this to it or to one of its lessons.
    async fn course(
        visit: &Visit,
        reader: &mut Reader,
        course: Id<of::Course>,
        action: Action,
        substitute: Option<Id<of::Person>>,
    ) -> Result<Course, Failure> {
        let actor = visit.actor()?;
        let course = reader.course(course).await?;
        let scope = Scope { substitute, ..course.scope(actor.school) };
        require(actor, action, &scope)?;
        Ok(course)
    }

    /// A page of a course as a visitor may see it.
    pub struct CoursePage {
        /// The page.
        pub page: JournalPage,
        /// The academic year.
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
        let (_, year) = reader.year(visit.today()).await?;
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
    fn columns_of(lessons: &[Id<of::Lesson>], columns: &[Column]) -> HashSet<Id<of::Column>> {
        let works = columns.iter().filter_map(|column| match column.of {
            ColumnOf::Current { lesson, .. } if lessons.contains(&lesson) => Some(column.id),
            _ => None,
        });
        lessons.iter().map(|lesson| lesson.uuid().into()).chain(works).collect()
    }

    /// The course whose page the visitor may see, and the lessons they may see of it where that is not all: a
    /// substitute sees the substituted ones (DOMAIN §7).
    async fn readable(
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

    /// The courses whose pages the visitor may open: all for heads and deputies, own ones and those of the own class
    /// for teachers.
    pub async fn courses(visit: &Visit) -> Result<Vec<Course>, Failure> {
        let actor = visit.actor()?;
        require(actor, Action::OpenJournals, &Scope::school(actor.school))?;
        let leads = actor.is(Role::Head) || actor.is(Role::Deputy);
        let mut reader = visit.reader().await?;
        let (year, _) = reader.year(visit.today()).await?;
        Ok(reader.courses(year, (!leads).then_some(actor.person)).await?)
    }

    pub async fn news(visit: &Visit, id: Id<of::Course>, seq: i64) -> Result<News, Failure> {
        let mut reader = visit.reader().await?;
        let (_, lessons) = readable(visit, &mut reader, id).await?;
        let (seq, mut cells) = reader.changes_since(id, seq, visit.actor()?.person).await?;
        if let Some(lessons) = lessons {
            let columns = columns_of(&lessons, &reader.columns(id).await?);
            cells.retain(|cell| columns.contains(&cell.column));
        }
        Ok(News { seq, cells: cells.into_iter().map(CellNow::from).collect() })
    }

    pub async fn cell_history(
        visit: &Visit,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
    ) -> Result<Vec<HistoryLine>, Failure> {
        let mut reader = visit.reader().await?;
        let (of, lesson) = reader.place_of_column(column).await?;
        let substitute = match lesson {
            Some(lesson) => reader.lesson(lesson).await?.substitute,
            None => None,
        };
        course(visit, &mut reader, of, Action::ReadJournal, substitute).await?;
        let changes = reader.cell_history(column, pupil, visit.actor()?.person).await?;
        let line = |change: klas_store::journal::CellChange| HistoryLine {
            at: change.at,
            author: change.author.initials(),
            reason: change.reason,
            before: change.before,
            after: change.after,
        };
        Ok(changes.into_iter().map(line).collect())
    }

    /// The lesson of a column, once the visitor may do this to it.
    async fn lesson_of(
        visit: &Visit,
        reader: &mut Reader,
        column: Id<of::Column>,
        action: Action,
    ) -> Result<LessonColumn, Failure> {
        let (course_id, lesson) = reader.lesson_of_column(column).await?;
        let lesson = reader.lesson(lesson).await?;
        course(visit, reader, course_id, action, lesson.substitute).await?;
        Ok(lesson)
    }

    pub async fn later_lessons(
        visit: &Visit,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
    ) -> Result<Vec<i32>, Failure> {
        let mut reader = visit.reader().await?;
        let (_, later) = absence_and_later(visit, &mut reader, column, pupil).await?;
        Ok(later.into_iter().map(|(_, period)| period).collect())
    }

    /// The absence of a cell that the visitor may write, and where it may be carried: nowhere if none stands there,
    /// which is so for every pupil of other classes.
    async fn absence_and_later(
        visit: &Visit,
        reader: &mut Reader,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
    ) -> Result<(Option<Absence>, Vec<(Id<of::Column>, i32)>), Failure> {
        let lesson = lesson_of(visit, reader, column, Action::WriteEntries).await?;
        let absence = reader.absence(column, pupil).await?;
        if absence.is_none() {
            return Ok((None, Vec::new()));
        }
        Ok((absence, reader.later_lessons(pupil, lesson.date, lesson.period).await?))
    }

    /// The right to write the first lesson's absence is the right to carry it: the rule of DOMAIN §5 knows the day.
    pub async fn carry_absence(
        visit: &Visit,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
    ) -> Result<Vec<i32>, Failure> {
        let mut reader = visit.reader().await?;
        let (absence, later) = absence_and_later(visit, &mut reader, column, pupil).await?;
        drop(reader);
        let entry = Entry { absence, ..Entry::default() };
        let edits = later.iter().map(|(column, _)| edit(*column, pupil, 0, entry.clone())).collect();
        let outcomes = save(visit, Arc::new(|_, _, _| true), edits).await?;
        let saved = |outcome: &EditOutcome| matches!(outcome, EditOutcome::Saved { .. });
        Ok(later
            .iter()
            .zip(&outcomes)
            .filter(|(_, outcome)| saved(outcome))
            .map(|((_, period), _)| *period)
            .collect())
    }

    pub async fn publish(visit: &Visit, id: Id<of::Course>) -> Result<Vec<CellNow>, Failure> {
        let mut reader = visit.reader().await?;
        let person = visit.actor()?.person;
        let substitute = (!reader.substituted(id, person).await?.is_empty()).then_some(person);
        course(visit, &mut reader, id, Action::WriteEntries, substitute).await?;
        let drafts = reader.drafts(id, person).await?;
        drop(reader);
        let published = |draft: &PageEntry| Entry { draft: false, ..draft.stored.entry.clone() };
        let edits = drafts
            .iter()
            .map(|draft| edit(draft.column, draft.pupil, draft.stored.version, published(draft)))
            .collect();
        let outcomes = apply(visit, edits).await?;
        Ok(drafts
            .into_iter()
            .zip(outcomes)
            .filter_map(|(draft, outcome)| match outcome {
                EditOutcome::Saved { version } => Some(CellNow {
                    column: draft.column,
                    pupil: draft.pupil,
                    stored: StoredEntry { entry: published(&draft), version },
                }),
                _ => None,
            })
            .collect())
    }

    fn edit(column: Id<of::Column>, pupil: Id<of::Person>, base: i32, entry: Entry) -> JournalEdit {
        JournalEdit { id: Id::new(), column, pupil, base, entry, reason: None }
    }

    impl From<PageEntry> for CellNow {
        fn from(entry: PageEntry) -> Self {
            Self { column: entry.column, pupil: entry.pupil, stored: entry.stored }
        }
    }
}
