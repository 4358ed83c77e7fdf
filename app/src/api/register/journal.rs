//! The journal of a class as a whole.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    Action, Id,
    calendar::{AcademicYear, Semester},
    id::of,
    school::PersonName,
    substitution::ArrangedLesson,
};
use klas_store::journal::JournalPage;

use super::{
    Briefings, Excursions, Health, Pupils, Register, Shown, SummaryRegister, briefings, excursions, health,
    pupils, register, summary,
};
use crate::{
    api::{access::require, opened},
    failure::Failure,
    visit::Visit,
};

/// The journal of a class: its sections up to today.
pub struct ClassJournal {
    /// The attendance register of each semester that has begun.
    pub attendance: Vec<Register>,
    /// The pages of its courses in each semester that has begun.
    pub courses: Vec<SemesterPage>,
    /// The summary register.
    pub summary: SummaryRegister,
    /// The general information on pupils.
    pub pupils: Pupils,
    /// The safety briefings.
    pub briefings: Briefings,
    /// The health groups.
    pub health: Health,
    /// Excursions and practice.
    pub excursions: Excursions,
}

/// The journal of a class, for those who keep its summary register.
pub async fn class_journal(visit: &Visit, class: Id<of::SchoolClass>) -> Result<ClassJournal, Failure> {
    let summary = summary(visit, class).await?;
    let year = &summary.class.year;
    let begun = |semester: &Semester| year.range(*semester).0 <= visit.today();
    let semesters: Vec<Semester> = Semester::ALL.into_iter().filter(begun).collect();
    let mut attendance = Vec::new();
    for semester in &semesters {
        let shown = Shown { semester: *semester, month: None };
        attendance.push(register(visit, class, |_| shown).await?);
    }
    let courses = visit.reader().await?.courses_of_class(class).await?;
    let mut pages = Vec::new();
    for course in &courses {
        for half in &semesters {
            pages.push(semester(visit, course.id, Some(*half)).await?);
        }
    }
    Ok(ClassJournal {
        attendance,
        courses: pages,
        summary,
        pupils: pupils(visit, class).await?,
        briefings: briefings(visit, class).await?,
        health: health(visit, class).await?,
        excursions: excursions(visit, class).await?,
    })
}

/// A semester of a course.
pub struct SemesterPage {
    /// The course's page.
    pub page: JournalPage,
    /// The course's year.
    pub year: AcademicYear,
    /// Which half of it.
    pub semester: Semester,
    /// Its lessons that were not held as planned.
    pub arranged: HashMap<Id<of::Lesson>, ArrangedLesson>,
    /// Who taught the course before its present teacher, each with the last day, in order of time.
    pub former: Vec<(NaiveDate, Option<PersonName>)>,
}

/// A semester of a course as it is printed, for those who may see the whole page; the current one where none is named. Of
/// an archived journal what stands in its container; who taught and who substituted is of the school's registers.
pub async fn semester(
    visit: &Visit,
    course: Id<of::Course>,
    semester: Option<Semester>,
) -> Result<SemesterPage, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let course = reader.course(course).await?;
    require(actor, Action::ReadJournal, &course.scope(actor.school))?;
    let (_, year) = reader.year_of_class(course.class_id).await?;
    let semester = semester.unwrap_or_else(|| year.current_semester(visit.today()));
    let page = if course.archived {
        drop(reader);
        let opened = opened::open_course(visit, course.class_id, course.id).await?;
        reader = visit.reader().await?;
        opened.page(course.id, |year| year.range(semester))?
    } else {
        reader.journal(course, year.range(semester), actor.person).await?
    };
    let register = reader.substitutions(year.range(semester)).await?;
    let own = register.lessons.into_iter().filter(|own| own.course == page.course.id);
    let arranged = own.map(|own| (own.lesson, own)).collect();
    let former = reader.former_teachers(page.course.id).await?;
    Ok(SemesterPage { page, year, semester, arranged, former })
}
