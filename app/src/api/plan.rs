//! A course's topic plan: its lines beside the lessons that take them, and the changes of it.

use klas_domain::{Action, Id, Scope, id::of, permission::may, plan::PlanRefusal};
use klas_store::{
    journal::{Course, LessonColumn},
    plan::{CoursePlan, PlanWish, Planner},
};

use crate::{api::access::require, failure::Failure, visit::Visit};

/// The plan of a course.
pub struct PlanPage {
    /// Who looks.
    pub person: Id<of::Person>,
    /// The course.
    pub course: Course,
    /// Its plan.
    pub plan: CoursePlan,
    /// The lessons of the year that are held, in time order: each takes the line at its place.
    pub lessons: Vec<LessonColumn>,
    /// Whether the visitor may change the plan.
    pub may_change: bool,
}

/// The plan of a course, for whoever reads its page.
pub async fn page(visit: &Visit, id: Id<of::Course>) -> Result<PlanPage, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let course = reader.course(id).await?;
    let scope = course.scope(actor.school);
    require(actor, Action::ReadJournal, &scope)?;
    let (_, year) = reader.year_of_class(course.class_id).await?;
    let mut lessons = reader.lessons(id, (year.starts_on, year.ends_on)).await?;
    lessons.retain(|lesson| !lesson.cancelled);
    Ok(PlanPage {
        person: actor.person,
        plan: reader.course_plan(id).await?,
        lessons,
        may_change: may(actor, Action::ChangePlan, &scope),
        course,
    })
}

/// Changes a plan of which the visitor saw version `base`.
pub async fn change(
    visit: &Visit,
    course: Id<of::Course>,
    base: i32,
    wish: PlanWish,
) -> Result<Result<(), PlanRefusal>, Failure> {
    let actor = visit.actor()?.clone();
    let now = visit.state.clock.now();
    let planner = Planner { school: actor.school, course, author: actor.person, now };
    let allowed = move |scope: &Scope| may(&actor, Action::ChangePlan, scope);
    match visit.state.store.change_plan(planner, base, wish, allowed).await? {
        Err(PlanRefusal::Forbidden) => Err(Failure::Forbidden),
        outcome => Ok(outcome),
    }
}
