//! A journal that is archived, opened from its container and from nothing else: checked first, then shown by the pages
//! that show the journals of this year.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use klas_documents::archive::{Container as Files, PAGES, data, data::Journal};
use klas_domain::{
    Action, Actor, Id, Scope,
    archive::Locked,
    attendance::{Missed, missed_between},
    calendar::{AcademicYear, Semester, year_label},
    guardianship::Part,
    id::of,
    look::Looked,
    permission::may,
    school::{ClassName, PersonName},
};
use klas_signature::Fault;
use klas_store::{
    Reader,
    archive::{ArchiveCard, ArchiveSignature},
    journal::{Course, JournalPage},
    look::LookedAt,
    register::{RegisterClass, Summary},
};
use quick_cache::sync::Cache;
use tokio::sync::Semaphore;

use super::register::{
    Briefings, Excursions, Health, Pupils, Register, Row, Section, Sections, Shown, SummaryRegister,
};
use crate::{
    api::{access::require, archive::keep_looks, head, looks},
    archive::{Held, Told, diary, held, open},
    failure::Failure,
    visit::Visit,
};

/// How many journals are kept open: those of a school, whose families come on one evening.
const KEPT_OPEN: usize = 32;
/// How long a journal that nobody asks for stays open: it takes some megabytes.
const KEPT_FOR: Duration = Duration::from_mins(10);
/// How many containers are checked at once: each is in memory meanwhile, and takes a core.
const TURNS: usize = 2;

/// A container as it was written: whose, its version, its digest.
type Container = (Id<of::SchoolClass>, i32, Vec<u8>);

/// A journal, and which certificates under it are known by now to be revoked.
type Read = (Arc<Journal>, Arc<[Fault]>);

/// A journal that is kept open, and when it was asked for last.
#[derive(Clone)]
struct Kept {
    read: Read,
    asked: Arc<Mutex<Instant>>,
}

/// The journals that were opened last, as they were when their containers had been checked. Clones share them.
#[derive(Clone)]
pub(crate) struct OpenedJournals {
    kept: Arc<Cache<Container, Kept>>,
    turns: Arc<Semaphore>,
}

impl Default for OpenedJournals {
    fn default() -> Self {
        Self { kept: Arc::new(Cache::new(KEPT_OPEN)), turns: Arc::new(Semaphore::new(TURNS)) }
    }
}

impl OpenedJournals {
    /// Closes the journals that nobody has asked for in a while.
    pub fn close_idle(&self) {
        self.kept.retain(|_, own| own.asked.lock().is_ok_and(|asked| asked.elapsed() < KEPT_FOR));
    }

    async fn get(
        &self,
        container: &Container,
        reading: impl Future<Output = Result<Read, Failure>>,
    ) -> Result<Read, Failure> {
        let asked = || Arc::new(Mutex::new(Instant::now()));
        let reading = async { Ok::<_, Failure>(Kept { read: reading.await?, asked: asked() }) };
        let own = self.kept.get_or_insert_async(container, reading).await?;
        if let Ok(mut asked) = own.asked.lock() {
            *asked = Instant::now();
        }
        Ok(own.read)
    }
}

/// What was checked before a container was opened, as its pages say it.
#[derive(Clone, Debug)]
pub struct Integrity {
    /// SHA-256 of the list of its documents.
    pub digest: Vec<u8>,
    /// Who signed it.
    pub signatures: Vec<ArchiveSignature>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The certificates that are known by now to be revoked.
    pub revoked: Arc<[Fault]>,
}

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

/// A class's journal from its container, once that is checked. Whether the visitor may see it is the caller's matter.
pub(in crate::api) struct Checked {
    pub class: RegisterClass,
    pub integrity: Arc<Integrity>,
    pub journal: Arc<Journal>,
}

pub(in crate::api) async fn checked(visit: &Visit, known: &RegisterClass) -> Result<Checked, Failure> {
    let card = card(&mut visit.reader().await?, known).await?;
    // Whoever wants the same one meanwhile waits for it.
    let container = (known.id, card.version, card.digest.clone());
    let reading = Box::pin(taken_from(visit, known, card.clone(), data_of));
    let reading = async {
        let (journal, revoked) = reading.await?;
        Ok((Arc::new(journal), Arc::from(revoked)))
    };
    let (journal, revoked) = visit.state.opened.get(&container, reading).await?;
    let class = open::class(&journal, known.class_teacher).ok_or_else(|| damaged(known))?;
    let (digest, signatures, made_at) = (card.digest, card.signatures, card.made_at);
    let integrity = Arc::new(Integrity { digest, signatures, made_at, revoked });
    Ok(Checked { class, integrity, journal })
}

/// Whose an archived journal is: it is read by those who read it when it was the year's.
fn scope(known: &RegisterClass, school: Id<of::School>) -> Scope {
    Scope { archived: false, ..known.scope(school) }
}

/// What a class's container has once it is checked, in its turn; and which certificates under it are known by now to be
/// revoked.
async fn taken_from<T: Send + 'static>(
    visit: &Visit,
    known: &RegisterClass,
    card: ArchiveCard,
    take: fn(&Files) -> Option<T>,
) -> Result<(T, Vec<Fault>), Failure> {
    let turn = Arc::clone(&visit.state.opened.turns).acquire_owned().await;
    let turn = turn.map_err(|_| Failure::Internal)?;
    let mut reader = visit.reader().await?;
    let seal = reader.archive_seal(known.id).await?;
    let (content, _) = reader.archived(known.id).await?;
    drop(reader);
    let (trust, now, day) = (Arc::clone(&visit.state.trust), visit.state.clock.now(), known.year.ends_on);
    let checked = tokio::task::spawn_blocking(move || {
        // The turn lasts as long as the work, though the visitor may be gone.
        let _turn = turn;
        let Held { container, revoked } = held(&content, day, &Told { card, seal }, &trust, now)?;
        Some((take(&container)?, revoked))
    });
    checked.await.map_err(|_| Failure::Internal)?.ok_or_else(|| damaged(known))
}

fn data_of(container: &Files) -> Option<Journal> {
    Journal::read(&container.find(data::FILE)?.bytes)
}

fn pages_of(container: &Files) -> Option<Vec<u8>> {
    container.find(PAGES).map(|file| file.bytes.clone())
}

/// The pages of an archived journal as they were signed, for those who read archives; none of one that is not archived.
pub async fn pages(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Option<Vec<u8>>, Failure> {
    let mut reader = visit.reader().await?;
    let known = reader.register_class(class).await?;
    if !known.archived {
        return Ok(None);
    }
    require(visit.actor()?, Action::ReadArchive, &scope(&known, visit.school()?))?;
    let card = card(&mut reader, &known).await?;
    drop(reader);
    keep_looks(visit, class).await?;
    taken_from(visit, &known, card, pages_of).await.map(|(pages, _)| Some(pages))
}

async fn card(reader: &mut Reader, known: &RegisterClass) -> Result<ArchiveCard, Failure> {
    let (year, _) = reader.year(known.year.starts_on).await?;
    reader.archive_cards(year).await?.remove(&known.id).ok_or(Failure::NotFound)
}

fn damaged(known: &RegisterClass) -> Failure {
    tracing::error!(class = %known.id, "an archived journal is not what was signed");
    let (name, year) = (known.name.clone(), known.year.label());
    Failure::Damaged(Box::new(Locked { class: known.id, name, year }))
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

/// A course of an archived journal, in its contents.
pub struct Contents<'a> {
    /// The course.
    pub id: Id<of::Course>,
    /// Its subject.
    pub subject: &'a str,
    /// The number of its group.
    pub group: Option<i32>,
    /// Who taught it.
    pub teacher: Option<String>,
    /// How many lessons were held.
    pub lessons: usize,
}

impl Opened {
    /// The pages of subjects.
    pub fn contents(&self) -> impl Iterator<Item = Contents<'_>> {
        self.journal.courses.iter().map(|course| Contents {
            id: course.id,
            subject: &course.subject,
            group: course.group,
            teacher: course.teacher.as_ref().map(data::Name::full),
            lessons: course.lessons.iter().filter(|lesson| !lesson.cancelled).count(),
        })
    }

    /// The pupils, by their numbers.
    pub fn pupils(&self) -> impl Iterator<Item = (u32, Id<of::Person>, String)> {
        self.journal.pupils.iter().map(|pupil| (pupil.number, pupil.id, pupil.name.full()))
    }

    /// The name of the school when the journal was archived.
    pub fn school(&self) -> &str {
        &self.journal.school
    }

    /// The page of a course between two days of the year.
    pub fn page(
        &self,
        course: Id<of::Course>,
        days: impl FnOnce(&AcademicYear) -> (NaiveDate, NaiveDate),
    ) -> Result<JournalPage, Failure> {
        let own = self.journal.courses.iter().find(|own| own.id == course).ok_or(Failure::NotFound)?;
        unread(open::page(&self.journal, own, days(&self.class.year), None))
    }

    /// The attendance register.
    pub fn attendance(&self, shown: impl FnOnce(&AcademicYear) -> Shown) -> Result<Register, Failure> {
        Ok(Register {
            person: self.person,
            shown: shown(&self.class.year),
            class: self.class.clone(),
            rows: unread(open::attendance(&self.journal))?,
            explains: false,
            shut: false,
            sections: self.sections.clone(),
            free_edit_days: 0,
            unexplained: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// The summary register.
    pub fn summary(&self) -> Result<SummaryRegister, Failure> {
        Ok(SummaryRegister {
            class: self.class.clone(),
            summary: unread(open::summary(&self.journal))?,
            sections: self.sections.clone(),
            person: self.person,
        })
    }

    /// The general information on pupils.
    pub async fn information(&self, visit: &Visit) -> Result<Pupils, Failure> {
        looks::keep(visit, LookedAt::Class(self.class.id), Looked::Information).await?;
        Ok(Pupils { register: unread(open::pupils(&self.journal))?, sections: self.sections.clone() })
    }

    /// The health groups.
    pub async fn health(&self, visit: &Visit) -> Result<Health, Failure> {
        looks::keep(visit, LookedAt::Class(self.class.id), Looked::Health).await?;
        let register = unread(open::health(&self.journal))?;
        Ok(Health { register, sections: self.sections.clone(), sets: false, person: self.person })
    }

    /// The safety briefings.
    pub fn briefings(&self) -> Result<Briefings, Failure> {
        let (register, staff) = (unread(open::briefings(&self.journal))?, Vec::new());
        Ok(Briefings { register, sections: self.sections.clone(), writes: false, person: self.person, staff })
    }

    /// Excursions and practice.
    pub fn excursions(&self) -> Result<Excursions, Failure> {
        let (register, staff) = (unread(open::excursions(&self.journal))?, Vec::new());
        Ok(Excursions {
            register,
            sections: self.sections.clone(),
            writes: false,
            person: self.person,
            staff,
        })
    }

    /// What of it is a pupil's; none where the pupil is not of the class, or the data cannot be read.
    fn of_pupil(&self, pupil: Id<of::Person>) -> Option<OfPupil> {
        let own = self.journal.pupils.iter().find(|own| own.id == pupil)?;
        let row = open::attendance(&self.journal)?.into_iter().find(|row| row.pupil.id == pupil)?;
        let mut summary = open::summary(&self.journal)?;
        summary.pupils.retain(|own| own.id == pupil);
        summary.marks.retain(|(_, of, _), _| *of == pupil);
        summary.words.retain(|(_, of, _), _| *of == pupil);
        summary.decisions.retain(|of, _| *of == pupil);
        Some(OfPupil {
            class: self.class.clone(),
            integrity: self.integrity.clone(),
            school: self.journal.school.clone(),
            pupil,
            number: own.number,
            name: own.name.full(),
            row,
            summary,
            pages: diary::pages(&self.journal, pupil)?,
            takes_extract: false,
            reads_journal: self.sections.whole,
        })
    }
}

/// What an archived journal says of one pupil.
pub struct OfPupil {
    /// The class.
    pub class: RegisterClass,
    /// What was checked.
    pub integrity: Arc<Integrity>,
    /// The school's name then.
    pub school: String,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The number in the list of the class.
    pub number: u32,
    /// Names.
    pub name: String,
    /// The line of the attendance register.
    pub row: Row,
    /// The lines of the summary register.
    pub summary: Summary,
    /// The pages of the pupil's courses, with the cells of nobody else.
    pub pages: Vec<JournalPage>,
    /// Whether the visitor takes an extract.
    pub takes_extract: bool,
    /// Whether the visitor opens the whole journal.
    pub reads_journal: bool,
}

impl OfPupil {
    /// What the pupil missed in each semester and in the year.
    pub fn missed(&self) -> [Missed; 3] {
        let year = &self.class.year;
        let [first, second] = Semester::ALL.map(|semester| year.range(semester));
        [first, second, (year.starts_on, year.ends_on)].map(|span| missed_between(&self.row.days, span))
    }
}

/// What a container that was signed says, and this program does not understand: it is newer than the program, or none of
/// its containers.
pub(in crate::api) fn unread<T>(read: Option<T>) -> Result<T, Failure> {
    read.ok_or_else(|| {
        tracing::error!("an archived journal says what this program does not know");
        Failure::Internal
    })
}
