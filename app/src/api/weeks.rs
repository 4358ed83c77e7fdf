//! The weeks of the diary that families acknowledge.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Action, Id, Scope,
    acknowledgement::{WeekError, week_of, weeks},
    calendar::{AcademicYear, Semester},
    id::of,
    permission::may,
};
use klas_store::{
    acknowledgement::{Sender, WeekSignature},
    journal::PagePupil,
    register::RegisterClass,
};

use super::register::{Section, Sections};
use crate::{
    api::{access::require, diary::Diary},
    failure::Failure,
    visit::Visit,
};

/// A week of a diary, and whether it was seen: by whom and when a guardian knows of no other one.
pub struct Week {
    /// Its Monday.
    pub monday: NaiveDate,
    /// Whether a guardian has acknowledged it.
    pub signed: bool,
    /// When the visitor did.
    pub own: Option<DateTime<Utc>>,
    /// The visitor, where the visitor may acknowledge it and has not done so.
    pub signs: Option<Id<of::Person>>,
}

/// The week of a day of a diary that the visitor reads.
pub async fn of_diary(visit: &Visit, diary: &Diary, day: NaiveDate) -> Result<Week, Failure> {
    let actor = visit.actor()?;
    let monday = week_of(day);
    let signatures = visit.reader().await?.week_signatures(diary.pupil.id, monday).await?;
    let scope = Scope { pupil: Some(diary.pupil.id), ..Scope::school(actor.school) };
    let own = signatures.iter().find(|own| own.guardian == actor.person).map(|own| own.at);
    let begun = monday <= visit.today();
    let signs = begun && own.is_none() && may(actor, Action::SignWeek, &scope);
    Ok(Week { monday, signed: !signatures.is_empty(), own, signs: signs.then_some(actor.person) })
}

/// Acknowledges the week of a day of a child's diary.
pub async fn sign(
    visit: &Visit,
    pupil: Id<of::Person>,
    day: NaiveDate,
) -> Result<Result<(), WeekError>, Failure> {
    let actor = visit.actor()?;
    let scope = Scope { pupil: Some(pupil), ..Scope::school(actor.school) };
    require(actor, Action::SignWeek, &scope)?;
    let sender = Sender { school: actor.school, author: actor.person, pupil, now: visit.state.clock.now() };
    Ok(visit.state.store.sign_week(sender, week_of(day)).await?)
}

/// Which weeks of a semester the families of a class have seen.
pub struct ClassWeeks {
    /// The class.
    pub class: RegisterClass,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// The semester.
    pub semester: Semester,
    /// The Mondays of its weeks, the newest first.
    pub weeks: Vec<NaiveDate>,
    /// The pupils who are of the class today, in alphabetical order.
    pub pupils: Vec<PagePupil>,
    signatures: HashMap<(Id<of::Person>, NaiveDate), Vec<WeekSignature>>,
}

impl ClassWeeks {
    /// Who has acknowledged a pupil's week.
    pub fn signatures(&self, pupil: Id<of::Person>, week: NaiveDate) -> &[WeekSignature] {
        self.signatures.get(&(pupil, week)).map_or(&[], Vec::as_slice)
    }

    /// How many families have not seen a week.
    pub fn unsigned(&self, week: NaiveDate) -> usize {
        self.pupils.iter().filter(|pupil| self.signatures(pupil.id, week).is_empty()).count()
    }
}

/// The weeks of a class, for those who see them.
pub async fn of_class(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    semester: impl FnOnce(&AcademicYear) -> Semester,
) -> Result<ClassWeeks, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ReadSignatures, &scope)?;
    let today = visit.today();
    let mut pupils = reader.pupils_of_class(class.id).await?;
    pupils.retain(|pupil| pupil.is_of_class(today.min(class.year.ends_on)));
    let mut signatures: HashMap<_, Vec<_>> = HashMap::new();
    for own in reader.week_signatures_of_class(class.id).await? {
        signatures.entry((own.pupil, own.week)).or_default().push(own);
    }
    let semester = semester(&class.year);
    Ok(ClassWeeks {
        sections: Section::seen_by(actor, &scope),
        weeks: weeks(class.year.range(semester), today, &class.year),
        semester,
        pupils,
        signatures,
        class,
    })
}
