//! Applications for corrected marks of a class.

use std::collections::BTreeSet;

use klas_domain::{
    Action, Id,
    application::{ApplicationEdit, ApplicationOutcome},
    id::of,
    look::Looked,
    permission::may,
};
use klas_store::{
    application::{ClassApplication, Keeper},
    journal::{Course, PagePupil},
    look::LookedAt,
    register::RegisterClass,
};

use crate::{api::looks, failure::Failure, visit::Visit};

/// The applications of a class, as far as the visitor may see them.
pub struct ClassApplications {
    /// The class.
    pub class: RegisterClass,
    /// The courses whose applications the visitor sees: all for whoever leads the school and the class teacher, own ones
    /// for teachers.
    pub courses: Vec<Course>,
    /// The pupils of the class, leavers included.
    pub pupils: Vec<PagePupil>,
    /// What is on record, the newest first.
    pub applications: Vec<ClassApplication>,
    /// Whether the visitor puts applications on record.
    pub keeps: bool,
    /// Whether the visitor keeps the summary register of the class.
    pub keeps_summary: bool,
}

/// The applications of a class.
pub async fn of_class(visit: &Visit, class: Id<of::SchoolClass>) -> Result<ClassApplications, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    let mut courses = reader.courses_of_class(class.id).await?;
    courses.retain(|course| may(actor, Action::ReadApplications, &course.scope(actor.school)));
    if courses.is_empty() && !may(actor, Action::ReadApplications, &scope) {
        return Err(Failure::Forbidden);
    }
    let mut applications = reader.applications(class.id).await?;
    applications.retain(|own| courses.iter().any(|course| course.id == own.subject.course));
    let pupils = reader.pupils_of_class(class.id).await?;
    drop(reader);
    for pupil in applications.iter().map(|own| own.subject.pupil).collect::<BTreeSet<_>>() {
        looks::keep(visit, LookedAt::Pupil(pupil), Looked::Applications).await?;
    }
    Ok(ClassApplications {
        pupils,
        keeps: may(actor, Action::KeepApplications, &scope),
        keeps_summary: may(actor, Action::KeepSummaryRegister, &scope),
        class,
        courses,
        applications,
    })
}

/// Puts an application on record, changes it or takes it back.
pub async fn keep(visit: &Visit, edit: ApplicationEdit) -> Result<ApplicationOutcome, Failure> {
    let actor = visit.actor()?.clone();
    let keeper = Keeper { school: actor.school, author: actor.person, now: visit.state.clock.now() };
    let keeps = move |scope: &_| may(&actor, Action::KeepApplications, scope);
    match visit.state.store.keep_application(keeper, edit, keeps).await? {
        ApplicationOutcome::Forbidden => Err(Failure::Forbidden),
        outcome => Ok(outcome),
    }
}
