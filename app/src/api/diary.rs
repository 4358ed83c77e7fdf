//! The diary of a pupil.

use chrono::NaiveDate;
use klas_domain::{Action, Id, Role, Scope, calendar::AcademicYear, id::of};
use klas_store::diary::{DiaryLesson, DiaryPupil};

use crate::{api::access::require, failure::Failure, visit::Visit};

/// A diary between two days.
pub struct Diary {
    /// Whose it is.
    pub pupil: DiaryPupil,
    /// The visitor's own children, or the pupil alone.
    pub children: Vec<DiaryPupil>,
    /// The lessons in time order, with what the family may see.
    pub lessons: Vec<DiaryLesson>,
    /// The academic year.
    pub year: AcademicYear,
}

/// The pupils whose diaries are the visitor's own: a guardian's children, or the pupil.
pub async fn own_pupils(visit: &Visit) -> Result<Vec<DiaryPupil>, Failure> {
    let actor = visit.actor()?;
    let mut ids = actor.children.clone();
    if actor.is(Role::Pupil) {
        ids.insert(0, actor.person);
    }
    let mut reader = visit.reader().await?;
    let mut pupils = Vec::with_capacity(ids.len());
    for id in ids {
        pupils.push(reader.diary_pupil(id, visit.today()).await?);
    }
    Ok(pupils)
}

/// A pupil's diary between two days of the year.
pub async fn diary(
    visit: &Visit,
    pupil: Id<of::Person>,
    days: impl FnOnce(&AcademicYear) -> (NaiveDate, NaiveDate),
) -> Result<Diary, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let pupil = reader.diary_pupil(pupil, visit.today()).await?;
    let scope =
        Scope { class_teacher: pupil.class_teacher, pupil: Some(pupil.id), ..Scope::school(actor.school) };
    require(actor, Action::ReadDiary, &scope)?;
    let (_, year) = reader.year(visit.today()).await?;
    let lessons = reader.diary(pupil.id, days(&year), visit.state.clock.now()).await?;
    drop(reader);
    let own = own_pupils(visit).await?;
    let children = if own.iter().any(|child| child.id == pupil.id) { own } else { Vec::new() };
    Ok(Diary { pupil, children, lessons, year })
}
