//! The page of the journal: reading it, editing its cells and its lessons' words.

#![expect(missing_docs, reason = "the fields that the server macro makes of the arguments")]

use chrono::{DateTime, Utc};
use klas_domain::{
    EditOutcome, Entry, Id, JournalEdit, StoredEntry,
    edit::{LessonEdit, LessonOutcome, LessonText},
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

/// What a lesson says now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonNow {
    /// Lesson.
    pub lesson: Id<of::Lesson>,
    /// Topic, homework, kind.
    pub text: LessonText,
    /// Version of the words.
    pub version: i32,
}

/// What changed on a page since it was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Place in the history that the news are true up to.
    pub seq: i64,
    /// Cells that changed.
    pub cells: Vec<CellNow>,
    /// Lessons whose words changed.
    pub lessons: Vec<LessonNow>,
    /// Whether columns came or went, or lessons are held otherwise: what the page shows only once it is drawn anew.
    pub rearranged: bool,
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
pub use server::{apply, as_person, save};

#[cfg(feature = "ssr")]
mod server {
    use std::sync::Arc;

    use klas_domain::{Absence, Action, EditOutcome, Entry, Id, JournalEdit, Scope, id::of};
    use klas_store::{
        Reader,
        journal::{Authorise, Course, LessonColumn, PageEntry, Write},
    };

    use leptos::prelude::expect_context;

    use super::{CellNow, HistoryLine, LessonNow, News};
    use crate::{
        api::{
            self, Problem,
            access::{may_edit, require},
            course::{columns_of, readable},
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

    pub async fn news(visit: &Visit, id: Id<of::Course>, seq: i64) -> Result<News, Failure> {
        let mut reader = visit.reader().await?;
        let (_, lessons) = readable(visit, &mut reader, id).await?;
        let (now, mut cells) = reader.changes_since(id, seq, visit.actor()?.person).await?;
        if now == seq {
            return Ok(News { seq, ..News::default() });
        }
        let mut words = reader.words_since(id, seq).await?;
        let rearranged = reader.is_rearranged(id, seq).await?;
        if let Some(lessons) = lessons {
            let columns = columns_of(&lessons, &reader.columns(id).await?);
            cells.retain(|cell| columns.contains(&cell.column));
            words.retain(|lesson| lessons.contains(&lesson.lesson));
        }
        Ok(News {
            seq: now,
            cells: cells.into_iter().map(CellNow::from).collect(),
            lessons: words.into_iter().map(LessonNow::from).collect(),
            rearranged,
        })
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

    fn edit(column: Id<of::Column>, pupil: Id<of::Person>, base: i32, entry: Entry) -> JournalEdit {
        JournalEdit { id: Id::new(), column, pupil, base, entry, reason: None }
    }

    impl From<LessonColumn> for LessonNow {
        fn from(lesson: LessonColumn) -> Self {
            Self { lesson: lesson.lesson, text: lesson.text, version: lesson.version }
        }
    }

    impl From<PageEntry> for CellNow {
        fn from(entry: PageEntry) -> Self {
            Self { column: entry.column, pupil: entry.pupil, stored: entry.stored }
        }
    }
}
