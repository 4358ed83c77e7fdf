//! Closing a semester: what is found before, who closed it, and reopening it.

use std::collections::HashMap;

use chrono::Datelike;
use klas_domain::{
    Action, Id, Scope,
    calendar::{AcademicYear, Semester},
    closing::ClosingRefusal,
    id::of,
    permission::may,
};
use klas_store::{
    Reader,
    closing::{Check, ClassState, Closed, Closer, Ground, Missing},
    journal::Course,
    summative::Setting,
};

use crate::{api::access::require, archive::year_of, failure::Failure, visit::Visit};

/// What came of closing or reopening.
pub type Outcome = Result<Result<(), ClosingRefusal>, Failure>;

/// The semester of a course.
pub struct CourseClosing {
    /// The course.
    pub course: Course,
    /// The semester.
    pub semester: Semester,
    /// Who closed it and when; the class, where it has no lessons.
    pub closed: Option<Closed>,
    /// What is found while it is open.
    pub check: Option<Check>,
    /// Whether the visitor may close it.
    pub may_close: bool,
    /// Whether the visitor may reopen it and sees the whole school.
    pub leads: bool,
    /// Whether the visitor sees the class.
    pub sees_class: bool,
}

/// A course in the list of a class.
pub struct CourseLine {
    /// The course.
    pub course: Course,
    /// How far it is.
    pub state: CourseState,
}

/// How far the closing of a course is.
pub enum CourseState {
    /// It is closed.
    Closed(Closed),
    /// Its semester has no lessons: the class does not wait for it, and closes it.
    NoLessons,
    /// How many findings are in the way, and how many are worth a look.
    Open(usize, usize),
}

/// The semester of a class.
#[expect(clippy::struct_excessive_bools, reason = "what the visitor may do is yes or no")]
pub struct ClassClosing {
    /// The calendar year in which the class's year began.
    pub year: i32,
    /// The semester.
    pub semester: Semester,
    /// Whether it has begun.
    pub begun: bool,
    /// How far it is.
    pub state: ClassState,
    /// Its courses by subject.
    pub courses: Vec<CourseLine>,
    /// What else is missing while it is open.
    pub missing: Missing,
    /// Whether the visitor reads the families' notes.
    pub reads_notes: bool,
    /// Whether the visitor may close it.
    pub may_close: bool,
    /// Whether the visitor sees the whole school.
    pub leads: bool,
}

/// The semester of the school.
pub struct SchoolClosing {
    /// The calendar year in which the school's year began.
    pub year: i32,
    /// The calendar years in which the school's years began, newest first.
    pub years: Vec<i32>,
    /// The semester.
    pub semester: Semester,
    /// Whether it has begun.
    pub begun: bool,
    /// Who closed it and when.
    pub closed: Option<Closed>,
    /// Its classes in their order.
    pub classes: Vec<ClassState>,
    /// How many current marks a pupil has at least.
    pub least_marks: u32,
}

/// The semester asked for, else the last that began.
fn semester_of(asked: Option<Semester>, year: &AcademicYear, visit: &Visit) -> Semester {
    asked.unwrap_or_else(|| year.current_semester(visit.today()))
}

fn leads(visit: &Visit) -> Result<bool, Failure> {
    let actor = visit.actor()?;
    Ok(may(actor, Action::CloseSchool, &Scope::school(actor.school)))
}

fn closer(visit: &Visit) -> Result<Closer, Failure> {
    let actor = visit.actor()?;
    Ok(Closer { school: actor.school, author: actor.person, now: visit.state.clock.now() })
}

/// The course, once the visitor may do this to it.
async fn course(
    visit: &Visit,
    reader: &mut Reader,
    id: Id<of::Course>,
    action: Action,
) -> Result<Course, Failure> {
    let actor = visit.actor()?;
    let course = reader.course(id).await?;
    require(actor, action, &course.scope(actor.school))?;
    Ok(course)
}

/// The semester of a course, for whoever reads its page.
pub async fn of_course(
    visit: &Visit,
    id: Id<of::Course>,
    asked: Option<Semester>,
) -> Result<CourseClosing, Failure> {
    let mut reader = visit.reader().await?;
    let course = course(visit, &mut reader, id, Action::ReadJournal).await?;
    let (_, year) = reader.year_of_class(course.class_id).await?;
    let semester = semester_of(asked, &year, visit);
    let closed = reader.closed_courses(course.class_id, semester).await?.remove(&id);
    let check = if closed.is_some() {
        None
    } else {
        let ground = reader.closing_ground(course.class_id, semester, visit.today()).await?;
        Some(reader.check_closing(&course, &ground).await?)
    };
    let actor = visit.actor()?;
    let of_class = Scope { class_teacher: course.class_teacher, ..Scope::school(actor.school) };
    Ok(CourseClosing {
        may_close: may(actor, Action::CloseCourse, &course.scope(actor.school)),
        sees_class: may(actor, Action::ReadJournal, &of_class),
        leads: leads(visit)?,
        course,
        semester,
        closed,
        check,
    })
}

/// Closes a course's semester, as its teacher or whoever leads the school; with a reason in spite of what is in the way
/// of a course without teacher.
pub async fn close_course(visit: &Visit, id: Id<of::Course>, semester: Semester, reason: &str) -> Outcome {
    let mut reader = visit.reader().await?;
    course(visit, &mut reader, id, Action::CloseCourse).await?;
    drop(reader);
    Ok(visit.state.store.close_course(closer(visit)?, id, semester, reason).await?)
}

/// Reopens a course's semester, as a deputy head.
pub async fn reopen_course(visit: &Visit, id: Id<of::Course>, semester: Semester, reason: &str) -> Outcome {
    let actor = visit.actor()?;
    require(actor, Action::CloseSchool, &Scope::school(actor.school))?;
    Ok(visit.state.store.reopen_course(closer(visit)?, id, semester, reason).await?)
}

/// How far a class of whichever year is, once the visitor may do this to it.
async fn class(
    visit: &Visit,
    reader: &mut Reader,
    id: Id<of::SchoolClass>,
    asked: Option<Semester>,
    action: Action,
) -> Result<(ClassState, AcademicYear, Semester), Failure> {
    let (year_id, year) = reader.year_of_class(id).await?;
    let semester = semester_of(asked, &year, visit);
    let state = reader.class_state((year_id, &year), semester, id).await?;
    require(visit.actor()?, action, &scope(visit, &state)?)?;
    Ok((state, year, semester))
}

fn scope(visit: &Visit, state: &ClassState) -> Result<Scope, Failure> {
    let class_teacher = state.class_teacher.as_ref().map(|(person, _)| *person);
    Ok(Scope { class_teacher, ..Scope::school(visit.actor()?.school) })
}

/// The semester of a class, for its class teacher and whoever leads the school.
pub async fn of_class(
    visit: &Visit,
    id: Id<of::SchoolClass>,
    asked: Option<Semester>,
) -> Result<ClassClosing, Failure> {
    let (today, actor) = (visit.today(), visit.actor()?);
    let mut reader = visit.reader().await?;
    let (state, year, semester) = class(visit, &mut reader, id, asked, Action::ReadJournal).await?;
    let mut closed = reader.closed_courses(id, semester).await?;
    let ground = reader.closing_ground(id, semester, today).await?;
    let mut courses = Vec::new();
    for course in reader.courses_of_class(id).await? {
        let state = course_state(&mut reader, &mut closed, &course, &ground).await?;
        courses.push(CourseLine { course, state });
    }
    let begun = year.has_begun(semester, today);
    let missing = if begun && !state.is_closed() {
        reader.missing_of_class(id, &year, semester, today).await?
    } else {
        Missing::default()
    };
    let scope = scope(visit, &state)?;
    Ok(ClassClosing {
        year: year.starts_on.year(),
        may_close: may(actor, Action::CloseClass, &scope),
        reads_notes: may(actor, Action::ReadExcuses, &scope),
        leads: leads(visit)?,
        semester,
        begun,
        state,
        courses,
        missing,
    })
}

async fn course_state(
    reader: &mut Reader,
    closed: &mut HashMap<Id<of::Course>, Closed>,
    course: &Course,
    ground: &Ground,
) -> Result<CourseState, Failure> {
    if let Some(closed) = closed.remove(&course.id) {
        return Ok(CourseState::Closed(closed));
    }
    let check = reader.check_closing(course, ground).await?;
    if !check.has_lessons() {
        return Ok(CourseState::NoLessons);
    }
    let blocks = check.findings.iter().filter(|finding| finding.blocks()).count();
    Ok(CourseState::Open(blocks, check.findings.len() - blocks))
}

/// Closes a class's semester, as its class teacher or whoever leads the school; with a reason in spite of what is missing
/// in a class without class teacher.
pub async fn close_class(
    visit: &Visit,
    id: Id<of::SchoolClass>,
    semester: Semester,
    reason: &str,
) -> Outcome {
    let mut reader = visit.reader().await?;
    class(visit, &mut reader, id, Some(semester), Action::CloseClass).await?;
    drop(reader);
    Ok(visit.state.store.close_class(closer(visit)?, id, semester, reason).await?)
}

/// The semester of the school in the year that began in a calendar year, else in the current one; for whoever leads it.
pub async fn of_school(
    visit: &Visit,
    began: Option<i32>,
    asked: Option<Semester>,
) -> Result<SchoolClosing, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::CloseSchool, &Scope::school(actor.school))?;
    let mut reader = visit.reader().await?;
    let (id, year) = year_of(&mut reader, began, visit.today()).await?;
    let semester = semester_of(asked, &year, visit);
    Ok(SchoolClosing {
        year: year.starts_on.year(),
        years: reader.years().await?.iter().map(Datelike::year).collect(),
        semester,
        begun: year.has_begun(semester, visit.today()),
        closed: reader.school_closed(id, semester).await?,
        classes: reader.class_states((id, &year), semester).await?,
        least_marks: reader.least_marks().await?,
    })
}

/// Closes the school's semester, as a deputy head: of the year that began in a calendar year, else of the current one.
pub async fn close_school(visit: &Visit, began: Option<i32>, semester: Semester) -> Outcome {
    let actor = visit.actor()?;
    require(actor, Action::CloseSchool, &Scope::school(actor.school))?;
    let (year, _) = year_of(&mut visit.reader().await?, began, visit.today()).await?;
    Ok(visit.state.store.close_school(closer(visit)?, year, semester).await?)
}

/// Sets how many current marks a pupil has in a semester at least.
pub async fn set_least_marks(visit: &Visit, marks: u32) -> Result<(), Failure> {
    let actor = visit.actor()?;
    require(actor, Action::CloseSchool, &Scope::school(actor.school))?;
    let setting = Setting { school: actor.school, author: actor.person, now: visit.state.clock.now() };
    Ok(visit.state.store.set_least_marks(setting, marks).await?)
}
