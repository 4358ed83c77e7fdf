//! A journal that is archived, opened from its container and from nothing else: checked first, then shown by the pages
//! that show the journals of this year.

mod cache;
mod checked;
mod sections;

use std::sync::Arc;

use chrono::Datelike;
use klas_documents::archive::data::Journal;
use klas_domain::{
    Action, Actor, Id, Scope,
    calendar::year_label,
    guardianship::Part,
    id::of,
    look::Looked,
    permission::may,
    school::{ClassName, PersonName},
};
use klas_store::{journal::Course, register::RegisterClass};

use super::register::{Section, Sections};
use crate::{
    api::{access::require, archive::keep_looks, head, looks},
    failure::Failure,
    visit::Visit,
};

pub(crate) use cache::OpenedJournals;
pub use checked::Integrity;
pub(super) use checked::{Checked, checked, unread};
pub use sections::{Contents, OfPupil};

/// A journal from its container.
pub struct Opened {
    /// The class.
    pub class: RegisterClass,
    /// What was checked.
    pub integrity: Arc<Integrity>,
    /// What of it the visitor sees.
    pub sections: Sections,
    journal: Arc<Journal>,
    person: Id<of::Person>,
}

/// The sections of an archived journal beside the pages of subjects.
pub const SECTIONS: [Section; 6] = [
    Section::Attendance,
    Section::Summary,
    Section::Pupils,
    Section::Briefings,
    Section::Health,
    Section::Excursions,
];

/// Where the page of a course is once its journal is archived.
pub fn place_of_course(course: &Course) -> String {
    format!("/archive/{}/journal/courses/{}", course.class_id, course.id)
}

/// The journal of a class whose archive both have signed, for those who read archives.
pub async fn open(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Opened, Failure> {
    opened(visit, class, Action::ReadArchive, |scope| scope).await
}

/// The same, for those who see a section of it; only the section may be shown.
pub async fn open_section(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    section: Section,
) -> Result<Opened, Failure> {
    opened(visit, class, section.read_by(), |scope| scope).await
}

/// The same of a class whose journal may still be written: then none.
pub async fn section_once_archived(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    section: Section,
) -> Result<Option<Opened>, Failure> {
    let known = visit.reader().await?.register_class(class).await?;
    if known.archived { open_section(visit, class, section).await.map(Some) } else { Ok(None) }
}

/// The same, also for whoever taught a course of it; only the course's page may be shown.
pub async fn open_course(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    course: Id<of::Course>,
) -> Result<Opened, Failure> {
    // The container names people and does not know their accounts.
    let course = visit.reader().await?.course(course).await;
    let teacher = course.ok().filter(|course| course.class_id == class).and_then(|course| course.teacher);
    let teacher = teacher.map(|(id, _)| id);
    opened(visit, class, Action::ReadJournal, |scope| Scope { teacher, ..scope }).await
}

/// The same, for those who see a pupil's marks; only what is the pupil's may be shown.
pub async fn open_of_pupil(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    pupil: Id<of::Person>,
) -> Result<OfPupil, Failure> {
    let of_pupil = |scope| Scope { pupil: Some(pupil), ..scope };
    let opened = opened(visit, class, Action::ReadDiaryMarks, of_pupil).await?;
    let of_pupil = opened.of_pupil(pupil).ok_or(Failure::NotFound)?;
    looks::keep_unless_family(visit, pupil, Looked::Cards, Part::Marks).await?;
    let actor = visit.actor()?;
    let takes_extract = may(actor, Action::TakeExtract, &of_pupil.class.scope(actor.school));
    Ok(OfPupil { takes_extract, ..of_pupil })
}

/// What the extract on a pupil is made of, with the head who signs it, for those who may take it.
pub async fn extract(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    pupil: Id<of::Person>,
) -> Result<(OfPupil, Option<PersonName>), Failure> {
    let own = open_of_pupil(visit, class, pupil).await?;
    if !own.takes_extract {
        return Err(Failure::Forbidden);
    }
    let head = head(&mut visit.reader().await?).await?;
    Ok((own, head))
}

async fn opened(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    action: Action,
    part: impl FnOnce(Scope) -> Scope,
) -> Result<Opened, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let known = reader.register_class(class).await?;
    let whole = scope(&known, actor.school);
    let sections = Section::seen_by(actor, &whole);
    require(actor, action, &part(whole))?;
    if !known.archived {
        return Err(Failure::NotFound);
    }
    drop(reader);
    let Checked { class, integrity, journal } = checked(visit, &known).await?;
    let sections = Sections { archived: true, opened: Some(integrity.clone()), ..sections };
    Ok(Opened { class, integrity, sections, journal, person: actor.person })
}

/// Whose an archived journal is: it is read by those who read it when it was the year's.
fn scope(known: &RegisterClass, school: Id<of::School>) -> Scope {
    Scope { archived: false, ..known.scope(school) }
}

/// The pages of an archived journal as they were signed, for those who read archives; none of one that is not archived.
pub async fn pages(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Option<Vec<u8>>, Failure> {
    let known = visit.reader().await?.register_class(class).await?;
    if !known.archived {
        return Ok(None);
    }
    require(visit.actor()?, Action::ReadArchive, &scope(&known, visit.school()?))?;
    keep_looks(visit, class).await?;
    checked::pages(visit, &known).await.map(Some)
}

/// Whether somebody opens what the archived journal of a class says of a pupil.
pub(in crate::api) fn opens(actor: &Actor, known: &RegisterClass, pupil: Id<of::Person>) -> bool {
    let of_pupil = Scope { pupil: Some(pupil), ..scope(known, actor.school) };
    may(actor, Action::ReadDiaryMarks, &of_pupil)
}

/// A year of a pupil whose journal is archived: the class, its name, the year as papers name it.
pub type PastYear = (Id<of::SchoolClass>, ClassName, String);

/// The archived years of a pupil that the visitor may open, the newest first: a class teacher of today sees the marks of
/// this year, and those of an earlier one only where that class was theirs too.
pub async fn years_of(visit: &Visit, pupil: Id<of::Person>) -> Result<Vec<PastYear>, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let mut years = Vec::new();
    for (class, name, from) in reader.archived_years(pupil).await? {
        let known = reader.register_class(class).await?;
        if opens(actor, &known, pupil) {
            years.push((class, name, year_label(from.year())));
        }
    }
    Ok(years)
}
