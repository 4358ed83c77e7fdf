//! A teacher's day.

use chrono::NaiveDate;
use klas_domain::{Action, Id, Scope, bells::Bells, id::of};
use klas_store::lesson::DayLesson;

use crate::{
    api::{self, access::require},
    failure::Failure,
    visit::Visit,
};

/// What the teacher's home shows.
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// The teacher's lessons in time order.
    pub lessons: Vec<DayLesson>,
    /// When lessons begin and end.
    pub bells: Bells,
    /// The nearest day before on which the teacher has lessons.
    pub previous: Option<NaiveDate>,
    /// The nearest day after.
    pub next: Option<NaiveDate>,
    /// The classes the teacher leads whose families' notes wait, with their number.
    pub notes: Vec<(Id<of::SchoolClass>, usize)>,
    /// The same of their requests to correct what is kept.
    pub amendments: Vec<(Id<of::SchoolClass>, usize)>,
    /// How many messages of families the teacher has not read.
    pub messages: usize,
    /// How many reports of bullying wait, where the teacher is responsible for them.
    pub reports: usize,
}

/// The visitor's own lessons of a day.
pub async fn day(visit: &Visit, date: NaiveDate) -> Result<Day, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::OpenJournals, &Scope::school(actor.school))?;
    let mut reader = visit.reader().await?;
    let mut lessons = reader.day_of_teacher(actor.person, date).await?;
    let (previous, next) = reader.neighbour_days(actor.person, date).await?;
    let bells = reader.bells((date, date)).await?;
    drop(reader);
    // The first lesson of one shift may be after the last of another.
    let begins = |own: &DayLesson| bells.period(own.class_id, own.date, own.period).map(|own| own.starts_at);
    lessons.sort_by_key(|own| begins(own).unwrap_or(u16::MAX));
    let notes = api::excuses::waiting(visit).await?;
    let amendments = api::amendments::waiting(visit).await?;
    let messages = api::messages::unread(visit).await?;
    let reports = api::bullying::waiting(visit).await?.unwrap_or_default();
    Ok(Day { date, lessons, bells, previous, next, notes, amendments, messages, reports })
}
