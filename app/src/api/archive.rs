//! The archive of a year: how far it is, having it made, taking containers away and bringing them back signed.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use klas_documents::archive::File;
use klas_domain::{
    Action, Id, Role, Scope,
    archive::Signatory,
    calendar::{AcademicYear, Semester},
    id::of,
    look::Looked,
    permission::may,
    retention::Retention,
    school::{ClassName, PersonName},
};
use klas_store::{
    Reader,
    archive::{ArchiveCard, ArchiveSignature, SeenContainer, Signing, Stale},
    closing::ClassState,
    look::LookedAt,
    package::{Making, Package, PackageKind, PackageOrder, PackageState},
    register::RegisterClass,
};

use crate::{
    api::{
        access::require,
        keeping::{LastCheck, last_check},
        looks,
    },
    archive::{Archived, Archiving, Lists, Refused, Signed, is_of, matched, merge, opened, year_of},
    failure::Failure,
    visit::Visit,
    work::apart,
};

/// The archive of a year.
pub struct Archive {
    /// The year.
    pub year: AcademicYear,
    /// The calendar years in which the school's years began, newest first; to class teachers, those of their classes.
    pub years: Vec<i32>,
    /// Its classes in their order, as far as the visitor sees them.
    pub lines: Vec<Line>,
    /// The order that was given last, where it is of this year.
    pub order: Option<Package>,
    /// Whether the visitor has it made.
    pub makes: bool,
    /// Whether the visitor takes all containers away.
    pub takes: bool,
    /// What the last check of the history found, for those who guard it.
    pub checked: Option<LastCheck>,
    /// How long what is archived is kept.
    pub retention: Retention,
}

/// A class of the archive.
pub struct Line {
    /// The class.
    pub class: Id<of::SchoolClass>,
    /// As it is written.
    pub name: ClassName,
    /// The class teacher.
    pub class_teacher: Option<PersonName>,
    /// The semesters that are not closed: until they are it is not archived.
    pub open: Vec<Semester>,
    /// Its card, once it is archived.
    pub card: Option<ArchiveCard>,
    /// Whether the visitor takes the container away and brings it back signed.
    pub reads: bool,
    /// Whether the visitor is who has to sign next.
    pub signs: bool,
}

impl Archive {
    /// Whether it is being made.
    pub fn is_running(&self) -> bool {
        self.order.as_ref().is_some_and(|order| order.state == PackageState::Running)
    }

    /// The classes that wait for a semester to be closed.
    pub fn open(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.open.is_empty())
    }
}

fn scope(visit: &Visit, class_teacher: Option<Id<of::Person>>) -> Result<Scope, Failure> {
    Ok(Scope { class_teacher, ..Scope::school(visit.school()?) })
}

/// The archive of the year that began in a calendar year: for those who have it made, and of their own classes for
/// class teachers. Where none is named, of the current one, and to class teachers of the newest in which they lead a
/// class.
pub async fn archive(visit: &Visit, began: Option<i32>) -> Result<Archive, Failure> {
    let actor = visit.actor()?;
    let makes = may(actor, Action::MakeArchive, &Scope::school(actor.school));
    let mut reader = visit.reader().await?;
    let years = if makes { reader.years().await? } else { reader.years_led(actor.person).await? };
    let shown = match began {
        None if !makes => Some(newest(&years, visit.today()).ok_or(Failure::Forbidden)?.year()),
        _ => began,
    };
    let (year_id, year) = year_of(&mut reader, shown, visit.today()).await?;
    let mut cards = reader.archive_cards(year_id).await?;
    let second = reader.class_states((year_id, &year), Semester::Second).await?;
    let mut lines = Vec::new();
    for first in reader.class_states((year_id, &year), Semester::First).await? {
        let reads =
            may(actor, Action::ReadArchive, &scope(visit, first.class_teacher.as_ref().map(|(id, _)| *id))?);
        if !makes && !reads {
            continue;
        }
        let again = second.iter().find(|own| own.id == first.id);
        let states = [(Semester::First, Some(&first)), (Semester::Second, again)];
        let open: Vec<Semester> = states.into_iter().filter_map(not_closed).collect();
        let card = cards.remove(&first.id);
        let next = card.as_ref().and_then(|card| Signatory::next(card.signatures.len()));
        let is_next = match next {
            Some(Signatory::ClassTeacher) => {
                first.class_teacher.as_ref().is_some_and(|(id, _)| *id == actor.person)
            }
            Some(Signatory::Head) => actor.is(Role::Head),
            None => false,
        };
        lines.push(Line {
            class: first.id,
            signs: is_next && reads && open.is_empty(),
            open,
            card,
            name: first.name,
            class_teacher: first.class_teacher.map(|(_, name)| name),
            reads,
        });
    }
    if !makes && lines.is_empty() {
        return Err(Failure::Forbidden);
    }
    let of_year = |order: &Package| matches!(order.what, Making::Archive(own, _) if own == year_id);
    let order = reader.package(PackageKind::Archive).await?.filter(of_year);
    let years = years.iter().map(Datelike::year).collect();
    let takes = may(actor, Action::TakeContainers, &Scope::school(actor.school));
    let retention = reader.retention().await?;
    drop(reader);
    let checked = last_check(visit).await?;
    Ok(Archive { year, years, lines, order, makes, takes, checked, retention })
}

/// Of the first days of years, newest first, that of the last year that has begun, else of the first that will.
fn newest(years: &[NaiveDate], today: NaiveDate) -> Option<NaiveDate> {
    years.iter().find(|start| **start <= today).or(years.last()).copied()
}

fn not_closed((semester, state): (Semester, Option<&ClassState>)) -> Option<Semester> {
    state.is_some_and(|state| state.has_courses() && !state.is_closed()).then_some(semester)
}

/// Has the archive of a year made, or of one class; false where a semester of it is not closed.
pub async fn order(
    visit: &Visit,
    began: Option<i32>,
    class: Option<Id<of::SchoolClass>>,
) -> Result<bool, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::MakeArchive, &Scope::school(actor.school))?;
    let mut reader = visit.reader().await?;
    let (year_id, _) = year_of(&mut reader, began, visit.today()).await?;
    drop(reader);
    let archive = archive(visit, began).await?;
    if class.is_some_and(|class| !archive.lines.iter().any(|line| line.class == class)) {
        return Err(Failure::NotFound);
    }
    if archive.open().any(|line| class.is_none_or(|class| class == line.class)) {
        return Ok(false);
    }
    let person = visit.person()?;
    let order = PackageOrder {
        school: actor.school,
        what: Making::Archive(year_id, class),
        day: visit.today(),
        account: person.account,
        author: actor.person,
        now: visit.state.clock.now(),
    };
    visit.state.store.order_package(order).await?;
    visit.state.ordered.notify_one();
    Ok(true)
}

/// Stops the making; the classes that are made stay.
pub async fn cancel(visit: &Visit) -> Result<(), Failure> {
    let actor = visit.actor()?;
    require(actor, Action::MakeArchive, &Scope::school(actor.school))?;
    Ok(visit.state.store.cancel_package(actor.school, PackageKind::Archive).await?)
}

/// The class, once the visitor may read its archive.
async fn readable(
    visit: &Visit,
    reader: &mut Reader,
    class: Id<of::SchoolClass>,
) -> Result<RegisterClass, Failure> {
    let class = reader.register_class(class).await?;
    require(visit.actor()?, Action::ReadArchive, &scope(visit, class.class_teacher)?)?;
    Ok(class)
}

/// The container of a class, and the class.
pub async fn taken(visit: &Visit, class: Id<of::SchoolClass>) -> Result<(RegisterClass, Vec<u8>), Failure> {
    let mut reader = visit.reader().await?;
    let class = readable(visit, &mut reader, class).await?;
    let (content, _) = reader.archived(class.id).await?;
    drop(reader);
    keep_looks(visit, class.id).await?;
    Ok((class, content))
}

/// Keeps that the visitor takes a container away: what is in it of pupils is looked at.
pub(super) async fn keep_looks(visit: &Visit, class: Id<of::SchoolClass>) -> Result<(), Failure> {
    for part in [Looked::Information, Looked::Health, Looked::Cards] {
        looks::keep(visit, LookedAt::Class(class), part).await?;
    }
    Ok(())
}

/// What is signed next in the container of a class.
pub async fn to_sign(visit: &Visit, class: Id<of::SchoolClass>) -> Result<(RegisterClass, File), Failure> {
    let (class, content) = taken(visit, class).await?;
    let container = opened(&content, class.year.ends_on)?;
    Ok((class, container.next_signature().0))
}

/// Why the container of a class that somebody still has to sign cannot be signed as it is: it may be made anew, which takes
/// the class teacher's signature off.
pub async fn stale(visit: &Visit, line: &Line, year: &AcademicYear) -> Result<Option<Stale>, Failure> {
    let signatures = line.card.as_ref().map(|card| card.signatures.len());
    if signatures.and_then(Signatory::next).is_none() {
        return Ok(None);
    }
    archiving(visit, year.starts_on).await?.stale(line.class, visit.state.clock.now()).await
}

/// The archive of the school's year that holds a day, as it is made.
async fn archiving(visit: &Visit, day: NaiveDate) -> Result<Archiving, Failure> {
    let mut reader = visit.reader().await?;
    let school = reader.school().await?;
    let year = reader.year(day).await?;
    Ok(Archiving::new(&visit.state, (school.id, school.name), year))
}

/// What became of a file that was sent.
pub type SentOutcome = Result<(ClassName, Vec<ArchiveSignature>), Refused>;

/// The lists of the containers of a year that the visitor reads, each with its class. One that is damaged has none: it
/// keeps no other class from being signed.
type ClassLists = Vec<(Id<of::SchoolClass>, Lists)>;

/// The same, read once for all signatures that are sent together: each container has to be unpacked for them.
#[derive(Default)]
pub struct YearLists(Option<Arc<ClassLists>>);

impl YearLists {
    async fn of_year(&mut self, visit: &Visit, began: Option<i32>) -> Result<Arc<ClassLists>, Failure> {
        if let Some(lists) = &self.0 {
            return Ok(Arc::clone(lists));
        }
        let archive = archive(visit, began).await?;
        let mut lists = Vec::new();
        for line in archive.lines.iter().filter(|line| line.reads && line.card.is_some()) {
            let (content, _) = visit.reader().await?.archived(line.class).await?;
            let day = archive.year.ends_on;
            let own = apart(move || opened(&content, day).map(|container| Lists::of(&container)));
            if let Ok(own) = own.await? {
                lists.push((line.class, own));
            } else {
                tracing::error!(class = %line.class, "no signature is held against this container");
            }
        }
        Ok(Arc::clone(self.0.insert(Arc::new(lists))))
    }
}

/// Takes a signed container or signature: of the class where one is named, else of whichever class of the year it is.
pub async fn sign(
    visit: &Visit,
    began: Option<i32>,
    class: Option<Id<of::SchoolClass>>,
    bytes: Vec<u8>,
    lists: &mut YearLists,
) -> Result<SentOutcome, Failure> {
    let sent = match apart(move || Signed::read(bytes)).await? {
        Ok(sent) => sent,
        Err(refused) => return Ok(Err(refused)),
    };
    let wanted = match (&sent, class) {
        (Signed::Container(..), _) | (_, Some(_)) => sent.class().or(class),
        (Signed::Signature(bytes), None) => match find(visit, began, bytes, lists).await? {
            Ok(found) => Some(found),
            Err(refused) => return Ok(Err(refused)),
        },
    };
    let Some(wanted) = wanted else { return Ok(Err(Refused::NoMatch)) };
    let mut reader = visit.reader().await?;
    let kept = match reader.archived(wanted).await {
        Ok(kept) => Some(kept),
        Err(klas_store::StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let Some((content, version)) = kept else { return Ok(Err(not_archived(&sent))) };
    let register = readable(visit, &mut reader, wanted).await?;
    if class.is_some_and(|class| class != wanted) {
        return Ok(Err(Refused::WrongClass { class: register.name.to_string() }));
    }
    let (year, _) = reader.year(register.year.starts_on).await?;
    let card = reader.archive_cards(year).await?.remove(&wanted).ok_or(Failure::NotFound)?;
    let heads = reader.people(Role::Head).await?.into_iter().map(|(_, name)| name).collect();
    let seq = reader.seq().await?;
    drop(reader);
    let container = opened(&content, register.year.ends_on)?;
    let (trust, now) = (visit.state.trust.clone(), visit.state.clock.now());
    let seen = SeenContainer { class: wanted, version, last_change: container.last_change(), seq };
    let archived = Arc::new(Archived {
        class: wanted,
        name: register.name.to_string(),
        container,
        content,
        made_at: (!visit.state.clock.is_made_up()).then_some(card.made_at),
        signed: card.signatures.len(),
        class_teacher: register.class_teacher_name,
        heads,
    });
    if let Signed::Signature(bytes) = &sent {
        let (bytes, archived) = (bytes.clone(), Arc::clone(&archived));
        if let Err(refused) = apart(move || matched(&bytes, &archived, now)).await? {
            return Ok(Err(refused));
        }
    }
    // Nobody signs what the journal does not say any more.
    if Signatory::next(card.signatures.len()).is_some() {
        let archiving = archiving(visit, register.year.starts_on).await?;
        if archiving.is_open(wanted).await? {
            return Ok(Err(Refused::Open));
        }
        if archiving.is_behind(wanted, &archived.container).await? {
            return Ok(Err(Refused::Outdated));
        }
    }
    let merged = match apart(move || merge(&archived, &sent, &trust, now)).await? {
        Ok(merged) => merged,
        Err(refused) => return Ok(Err(refused)),
    };
    let author = (visit.actor()?.person, now);
    let kept = visit.state.store.sign_archive(
        visit.school()?,
        seen,
        merged.content,
        merged.signatures.clone(),
        author,
    );
    Ok(match kept.await? {
        Signing::Kept => Ok((register.name, merged.signatures)),
        Signing::Changed => Err(Refused::Changed),
        Signing::Outdated => Err(Refused::Outdated),
    })
}

fn not_archived(sent: &Signed) -> Refused {
    match sent {
        Signed::Container(_, _, manifest) => Refused::NotArchived {
            class: format!("{}, {}", manifest.class.name, manifest.year),
            school: manifest.school.name.clone(),
        },
        Signed::Signature(_) => Refused::NoMatch,
    }
}

/// The class of the year whose container a signature is of, among those that the visitor reads.
async fn find(
    visit: &Visit,
    began: Option<i32>,
    signature: &[u8],
    lists: &mut YearLists,
) -> Result<Result<Id<of::SchoolClass>, Refused>, Failure> {
    let (lists, now) = (lists.of_year(visit, began).await?, visit.state.clock.now());
    let (signature, classes) = (Arc::new(signature.to_vec()), Arc::clone(&lists));
    let own = Arc::clone(&signature);
    let found = apart(move || {
        let found = classes.iter().find(|(_, lists)| lists.have(&own, now));
        found.map(|(class, _)| *class)
    });
    if let Some(class) = found.await? {
        return Ok(Ok(class));
    }
    for (class, _) in lists.iter() {
        let (content, _) = visit.reader().await?.archived(*class).await?;
        let signature = Arc::clone(&signature);
        if apart(move || is_of(&signature, &content, now)).await? {
            return Ok(Err(Refused::OfWholeFile));
        }
    }
    Ok(Err(Refused::NoMatch))
}
