//! Summative marks: what is proposed for them and why, and the columns they stand in.

#![expect(missing_docs, reason = "the fields that the server macro makes of the arguments")]

use chrono::NaiveDate;
use klas_domain::{
    Id, Mark,
    column::{ColumnRefusal, Sum, Work},
    id::of,
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use super::Problem;
use crate::grid::proposals::CellProposal;

/// Where a mark stands that a proposal was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stands {
    /// At a lesson.
    Lesson {
        /// Its day.
        on: NaiveDate,
        /// For which kind of work.
        work: Option<Work>,
    },
    /// In a summative column.
    Sum {
        /// Which.
        sum: Sum,
        /// The number of a theme within its semester.
        theme: Option<usize>,
    },
}

/// A mark that a proposal was made of: where it stands, the mark, what it weighs.
pub type Reason = (Stands, Option<Mark>, u8);

/// What is proposed for the summative cells of a course's page.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::Forbidden`], [`Problem::NotFound`], [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "proposals", input = Json)]
pub async fn proposals(
    course: Id<of::Course>,
) -> Result<Vec<(Id<of::Column>, Id<of::Person>, CellProposal)>, Problem> {
    let visit = expect_context::<crate::visit::Visit>();
    Ok(server::proposals(&visit, course).await?)
}

/// The marks that the proposal for a summative cell was made of, in the order of the page.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::Forbidden`], [`Problem::NotFound`], [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "proposal-reasons", input = Json)]
pub async fn proposal_reasons(
    course: Id<of::Course>,
    column: Id<of::Column>,
    pupil: Id<of::Person>,
) -> Result<Vec<Reason>, Problem> {
    let visit = expect_context::<crate::visit::Visit>();
    Ok(server::reasons(&visit, course, column, pupil).await?)
}

/// Lets the marks of a column count for a group of results, by its number, or for none.
///
/// # Errors
/// [`Problem::SignedOut`], [`Problem::AnotherPerson`], [`Problem::Forbidden`], [`Problem::NotFound`],
/// [`Problem::Internal`].
#[server(prefix = "/api", endpoint = "count-for", input = Json)]
pub async fn count_for(
    person: Id<of::Person>,
    course: Id<of::Course>,
    column: Id<of::Column>,
    results: Option<u8>,
) -> Result<Result<(), ColumnRefusal>, Problem> {
    let visit = super::journal::as_person(person)?;
    let change = klas_domain::column::ColumnChange::CountFor { column, results };
    Ok(arrange(&visit, course, vec![change]).await?)
}

#[cfg(feature = "ssr")]
pub use server::{ColumnsPage, arrange, columns_page, planned_themes, theme_number};

#[cfg(feature = "ssr")]
mod server {
    use std::collections::HashMap;

    use klas_domain::{
        Action, Id,
        calendar::{AcademicYear, Semester},
        column::{Column, ColumnChange, ColumnOf, ColumnRefusal, Sum},
        id::of,
        permission::may,
        summary::Input,
    };
    use klas_store::{
        journal::{Course, LessonColumn},
        summative::{Change, Standings},
    };

    use super::{CellProposal, NaiveDate, Reason, Stands, Work};
    use crate::{api::access::require, failure::Failure, visit::Visit};

    async fn standings(
        visit: &Visit,
        id: Id<of::Course>,
    ) -> Result<(Course, AcademicYear, Standings), Failure> {
        let actor = visit.actor()?;
        let mut reader = visit.reader().await?;
        let course = reader.course(id).await?;
        require(actor, Action::ReadJournal, &course.scope(actor.school))?;
        let year = reader.register_class(course.class_id).await?.year;
        let standings = reader.standings(&course, &year, visit.today(), actor.person).await?;
        Ok((course, year, standings))
    }

    /// Proposals are made for pupils who are still there: at the end of the semester, or today if that is earlier.
    pub async fn proposals(
        visit: &Visit,
        course: Id<of::Course>,
    ) -> Result<Vec<(Id<of::Column>, Id<of::Person>, CellProposal)>, Failure> {
        let (_, year, standings) = standings(visit, course).await?;
        let sums: Vec<(Id<of::Column>, Sum)> =
            standings.columns.iter().filter_map(|column| Some((column.id, column.sum()?))).collect();
        let mut proposals = Vec::new();
        for (pupil, standing) in &standings.pupils {
            for (column, sum) in &sums {
                let reasoned = standing.propose(*sum);
                let here = pupil.belongs(sum.days(&year).1.min(visit.today()));
                if here && reasoned.basis.is_some() {
                    let proposal = CellProposal { proposal: reasoned.proposal, basis: reasoned.basis };
                    proposals.push((*column, pupil.id, proposal));
                }
            }
        }
        Ok(proposals)
    }

    pub async fn reasons(
        visit: &Visit,
        course: Id<of::Course>,
        column: Id<of::Column>,
        pupil: Id<of::Person>,
    ) -> Result<Vec<Reason>, Failure> {
        let (course, year, standings) = standings(visit, course).await?;
        let sum = standings.columns.iter().find(|known| known.id == column).and_then(Column::sum);
        let standing = standings.pupils.iter().find(|(known, _)| known.id == pupil);
        let (sum, (_, standing)) = sum.zip(standing).ok_or(Failure::NotFound)?;
        let lessons = visit.reader().await?.lessons(course.id, (year.starts_on, year.ends_on)).await?;
        let places = Places::new(&standings.columns, &lessons);
        let reason = |input: Input| Some((places.of(input.column)?, input.mark, input.weight));
        Ok(standing.propose(sum).inputs.into_iter().filter_map(reason).collect())
    }

    /// Where the columns of a page stand.
    struct Places<'a> {
        columns: &'a [Column],
        lessons: HashMap<Id<of::Lesson>, &'a LessonColumn>,
    }

    impl<'a> Places<'a> {
        fn new(columns: &'a [Column], lessons: &'a [LessonColumn]) -> Self {
            Self { columns, lessons: lessons.iter().map(|lesson| (lesson.lesson, lesson)).collect() }
        }

        fn of(&self, id: Id<of::Column>) -> Option<Stands> {
            let column = self.columns.iter().find(|column| column.id == id);
            match column.map(|column| &column.of) {
                Some(ColumnOf::Sum { sum, .. }) => Some(Stands::Sum { sum: *sum, theme: self.theme(*sum) }),
                Some(ColumnOf::Current { lesson, work: Some(work), .. }) => {
                    Some(Stands::Lesson { on: self.lessons.get(lesson)?.date, work: Some(*work) })
                }
                Some(ColumnOf::Current { work: None, .. }) | None => {
                    let lesson = self.lessons.get(&id.uuid().into())?;
                    Some(Stands::Lesson { on: lesson.date, work: Work::of_lesson(lesson.text.kind) })
                }
            }
        }

        fn theme(&self, sum: Sum) -> Option<usize> {
            theme_number(self.columns, sum)
        }
    }

    /// The number of a theme within its semester.
    pub fn theme_number(columns: &[Column], sum: Sum) -> Option<usize> {
        let Sum::Thematic(semester, until) = sum else { return None };
        let before = columns.iter().filter_map(Column::sum).filter(
            |other| matches!(other, Sum::Thematic(own, moment) if *own == semester && *moment <= until),
        );
        Some(before.count())
    }

    /// What the page of a course's columns shows.
    pub struct ColumnsPage {
        /// The course.
        pub course: Course,
        /// The academic year.
        pub year: AcademicYear,
        /// Lessons of the year in time order.
        pub lessons: Vec<LessonColumn>,
        /// Columns that are more than a lesson's own.
        pub columns: Vec<Column>,
        /// Groups of results of the subject, by number from 1.
        pub groups: Vec<String>,
        /// The themes of the plan that are not among the columns: last lesson and name.
        pub planned: Vec<(Id<of::Lesson>, String)>,
        /// Whether the visitor may change them.
        pub own: bool,
        /// The semesters that are closed: their columns stay as they are.
        pub closed: Vec<Semester>,
    }

    impl ColumnsPage {
        /// Whether the visitor may change what belongs to a day.
        pub fn is_open(&self, day: NaiveDate) -> bool {
            let semester = self.year.semester_of(day);
            self.own && !semester.is_some_and(|semester| self.closed.contains(&semester))
        }
    }

    /// The columns of a course.
    pub async fn columns_page(visit: &Visit, id: Id<of::Course>) -> Result<ColumnsPage, Failure> {
        let actor = visit.actor()?;
        let mut reader = visit.reader().await?;
        let course = reader.course(id).await?;
        let scope = course.scope(actor.school);
        require(actor, Action::ReadJournal, &scope)?;
        let year = reader.register_class(course.class_id).await?.year;
        let lessons = reader.lessons(id, (year.starts_on, year.ends_on)).await?;
        let columns = reader.columns(id).await?;
        let themes = reader.plan_themes(id).await?;
        let groups = reader.results_groups(id).await?;
        let planned = planned_themes(&themes, &lessons, &columns);
        let own = may(actor, Action::ArrangeColumns, &scope);
        let closed = reader.closed_semesters(id).await?;
        let mut page =
            ColumnsPage { course, year, lessons, columns, groups, planned: Vec::new(), own, closed };
        let open = |lesson: Id<of::Lesson>| {
            page.lessons.iter().any(|own| own.lesson == lesson && page.is_open(own.date))
        };
        page.planned = planned.into_iter().filter(|(lesson, _)| !own || open(*lesson)).collect();
        Ok(page)
    }

    /// The themes of the plan with the lessons that they end with, where no theme ends there yet: each lesson that is
    /// held takes the plan's next line.
    pub fn planned_themes(
        themes: &[Option<String>],
        lessons: &[LessonColumn],
        columns: &[Column],
    ) -> Vec<(Id<of::Lesson>, String)> {
        let held: Vec<&LessonColumn> = lessons.iter().filter(|lesson| !lesson.cancelled).collect();
        let mut planned = Vec::new();
        for (line, theme) in themes.iter().enumerate() {
            let ends = themes.get(line + 1) != Some(theme);
            if let (true, Some(name), Some(lesson)) = (ends, theme, held.get(line)) {
                planned.push((*lesson, name.clone()));
            }
        }
        let is_there = |lesson: &LessonColumn| {
            columns.iter().any(|column| {
                matches!(column.sum(), Some(Sum::Thematic(_, moment)) if moment == (lesson.date, lesson.period))
            })
        };
        planned.retain(|(lesson, _)| !is_there(lesson));
        planned.into_iter().map(|(lesson, name)| (lesson.lesson, name)).collect()
    }

    /// Changes the columns of a course.
    pub async fn arrange(
        visit: &Visit,
        course: Id<of::Course>,
        wishes: Vec<ColumnChange>,
    ) -> Result<Result<(), ColumnRefusal>, Failure> {
        let actor = visit.actor()?.clone();
        let change =
            Change { school: actor.school, course, author: actor.person, now: visit.state.clock.now() };
        let allowed = move |scope: &klas_domain::Scope| may(&actor, Action::ArrangeColumns, scope);
        match visit.state.store.change_columns(change, wishes, allowed).await? {
            Err(ColumnRefusal::Forbidden) => Err(Failure::Forbidden),
            outcome => Ok(outcome),
        }
    }

    #[cfg(test)]
    mod tests {
        use klas_domain::school::LessonKind;

        use super::*;

        #[test]
        fn a_theme_of_the_plan_ends_with_the_lesson_that_takes_its_last_line() {
            let lesson = |day: u32, cancelled| LessonColumn {
                lesson: Id::new(),
                date: NaiveDate::from_ymd_opt(2026, 9, day).unwrap_or_default(),
                period: 1,
                cancelled,
                room: None,
                substitute: None,
                text: klas_domain::edit::LessonText { kind: LessonKind::Ordinary, ..Default::default() },
                version: 0,
            };
            let lessons = [lesson(1, false), lesson(2, true), lesson(3, false), lesson(4, false)];
            let themes = ["Числа", "Числа", "Дроби"].map(|name| Some(name.to_owned()));
            let expected =
                vec![(lessons[2].lesson, "Числа".to_owned()), (lessons[3].lesson, "Дроби".to_owned())];
            assert_eq!(planned_themes(&themes, &lessons, &[]), expected);
        }
    }
}
