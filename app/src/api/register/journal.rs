//! The journal of a class as a whole.

use klas_domain::{Id, calendar::Semester, id::of};

use super::{
    Briefings, Excursions, Health, Pupils, Register, Shown, SummaryRegister, briefings, excursions, health,
    pupils, register, summary,
};
use crate::{
    api::journal::{SemesterPage, semester},
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
            pages.push(semester(visit, course.id, *half).await?);
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
