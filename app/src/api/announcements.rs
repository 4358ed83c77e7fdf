//! What the school tells families and pupils.

use std::collections::HashMap;

use klas_domain::{
    Action, Actor, Id, Role, Scope,
    announcement::{Announcement, AnnouncementOutcome, Audience},
    id::of,
    permission::may,
    school::ClassName,
};
use klas_store::{
    Reader, StoreError,
    acknowledgement::Sender,
    announcement::{Announcer, Family, Readers, StoredAnnouncement, Version},
};

use crate::{failure::Failure, visit::Visit};

/// Whom the visitor may tell something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audiences {
    /// Classes, in their order.
    pub classes: Vec<(Id<of::SchoolClass>, ClassName)>,
    /// Parallels.
    pub grades: Vec<u8>,
    /// Whether the whole school.
    pub school: bool,
}

impl Audiences {
    /// Whether there is nobody to tell.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty() && !self.school
    }

    /// Whether these are among them.
    pub fn have(&self, audience: Audience) -> bool {
        match audience {
            Audience::Class(class) => self.classes.iter().any(|(own, _)| *own == class),
            Audience::Grade(grade) => self.grades.contains(&grade),
            Audience::School => self.school,
        }
    }
}

/// An announcement as the visitor's family sees it.
#[derive(Clone, Debug)]
pub struct FamilyLine {
    /// What stands there.
    pub stored: StoredAnnouncement,
    /// The pupils it is for: the visitor's children, or the visitor.
    pub pupils: Vec<Id<of::Person>>,
    /// Whether the visitor has read it for all of them.
    pub read: bool,
    /// Whether the visitor said so, of what stands there now.
    pub acknowledged: bool,
}

impl FamilyLine {
    /// Whether a person is asked to say so: guardians are, pupils are not.
    pub fn asks(&self, person: Id<of::Person>) -> bool {
        self.stored.says.asks && !self.pupils.contains(&person)
    }
}

/// The announcements that a visitor sees.
pub struct Announcements {
    /// Who the visitor is: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
    /// Those for the visitor's family: what is urgent and unread first, then the newest.
    pub family: Vec<FamilyLine>,
    /// Those that the visitor's work concerns, with their readers where the visitor may see them.
    pub told: Vec<(StoredAnnouncement, Option<Readers>)>,
    /// Whom the visitor may tell something.
    pub audiences: Audiences,
}

/// The pupils whose diaries are the visitor's own.
fn pupils(actor: &Actor) -> Vec<Id<of::Person>> {
    let own = actor.is(Role::Pupil).then_some(actor.person);
    let reads = |pupil: &Id<of::Person>| {
        let scope = Scope { pupil: Some(*pupil), ..Scope::school(actor.school) };
        may(actor, Action::ReadDiary, &scope)
    };
    own.into_iter().chain(actor.children.iter().map(|child| child.id)).filter(reads).collect()
}

/// The announcements for the visitor's family.
async fn of_family(visit: &Visit, reader: &mut Reader) -> Result<Vec<FamilyLine>, Failure> {
    let actor = visit.actor()?;
    let mut lines: Vec<FamilyLine> = Vec::new();
    for pupil in pupils(actor) {
        for own in reader.announcements_of_pupil(pupil, actor.person, visit.today()).await? {
            match lines.iter_mut().find(|line| line.stored.id == own.stored.id) {
                Some(line) => {
                    line.pupils.push(pupil);
                    line.read &= own.read;
                    line.acknowledged &= own.acknowledged;
                }
                None => lines.push(FamilyLine {
                    stored: own.stored,
                    pupils: vec![pupil],
                    read: own.read,
                    acknowledged: own.acknowledged,
                }),
            }
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.stored.published_at));
    lines.sort_by_key(|line| line.read || !line.stored.says.urgent);
    Ok(lines)
}

/// How many announcements the visitor's family has not read.
pub async fn unread(visit: &Visit) -> Result<usize, Failure> {
    let mut reader = visit.reader().await?;
    Ok(of_family(visit, &mut reader).await?.iter().filter(|line| !line.read).count())
}

/// Whom the visitor may tell something.
async fn audiences(visit: &Visit, reader: &mut Reader) -> Result<Audiences, Failure> {
    let person = visit.person()?;
    let actor = &person.actor;
    if !may(actor, Action::Announce, &Scope::school(actor.school)) {
        return Ok(Audiences { classes: person.classes.clone(), ..Audiences::default() });
    }
    let (year, _) = reader.year(visit.today()).await?;
    let classes = reader.classes(year, visit.today()).await?;
    let mut grades: Vec<u8> = classes.iter().map(|class| class.class.grade).collect();
    grades.dedup();
    let classes = classes.into_iter().map(|class| (class.id, class.class)).collect();
    Ok(Audiences { classes, grades, school: true })
}

/// Whose an announcement is, for the rules of permission.
fn scope(actor: &Actor, stored: &StoredAnnouncement) -> Scope {
    let (staff, class_teacher) = (Some(stored.author), stored.class_teacher);
    Scope { staff, class_teacher, ..Scope::school(actor.school) }
}

/// Whether an announcement is also for a class that the visitor leads.
fn concerns(visit: &Visit, stored: &StoredAnnouncement) -> Result<bool, Failure> {
    let classes = &visit.person()?.classes;
    Ok(stored.withdrawn_at.is_none()
        && classes.iter().any(|(id, name)| match stored.audience {
            Audience::Class(class) => class == *id,
            Audience::Grade(grade) => grade == name.grade,
            Audience::School => true,
        }))
}

/// The announcements that the visitor sees.
pub async fn list(visit: &Visit) -> Result<Announcements, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let audiences = audiences(visit, &mut reader).await?;
    let family = actor.is(Role::Pupil) || actor.is(Role::Guardian);
    if audiences.is_empty() && !family {
        return Err(Failure::Forbidden);
    }
    let mut told = Vec::new();
    if !audiences.is_empty() {
        let (year, _) = reader.year(visit.today()).await?;
        let mut readers: HashMap<_, _> = reader.announcement_readers(year, visit.today()).await?;
        for stored in reader.announcements(year).await? {
            let seen = may(actor, Action::Announce, &scope(actor, &stored));
            if seen || concerns(visit, &stored)? {
                let readers = readers.remove(&stored.id).filter(|_| seen);
                told.push((stored, readers));
            }
        }
    }
    let family = of_family(visit, &mut reader).await?;
    Ok(Announcements { person: actor.person, family, told, audiences })
}

/// An announcement that the visitor sees.
pub struct Item {
    /// Who the visitor is.
    pub person: Id<of::Person>,
    /// What stands there.
    pub stored: StoredAnnouncement,
    /// What it said before, the newest first.
    pub versions: Vec<Version>,
    /// How the visitor's family sees it; none where it is not for it.
    pub family: Option<FamilyLine>,
    /// The families it is for; none where the visitor does not see who reads.
    pub families: Option<Vec<Family>>,
    /// Whether the visitor changes and withdraws it.
    pub changes: bool,
}

/// An announcement; whom it is for has read it from now on.
pub async fn item(visit: &Visit, id: Id<of::Announcement>) -> Result<Item, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let stored = reader.announcement(id).await?;
    let family = of_family(visit, &mut reader).await?.into_iter().find(|line| line.stored.id == id);
    let scope = scope(actor, &stored);
    let sees_readers = may(actor, Action::Announce, &scope);
    if family.is_none() && !sees_readers && !concerns(visit, &stored)? {
        return Err(if stored.withdrawn_at.is_some() { Failure::NotFound } else { Failure::Forbidden });
    }
    let versions = reader.announcement_versions(id).await?;
    let families =
        if sees_readers { Some(reader.announcement_families(id, visit.today()).await?) } else { None };
    drop(reader);
    if let Some(line) = family.as_ref().filter(|line| !line.read) {
        note_reading(visit, line, line.stored.version, false).await?;
    }
    let changes = stored.withdrawn_at.is_none() && may(actor, Action::ChangeAnnouncement, &scope);
    Ok(Item { person: actor.person, stored, versions, family, families, changes })
}

async fn note_reading(
    visit: &Visit,
    line: &FamilyLine,
    version: i32,
    acknowledges: bool,
) -> Result<(), Failure> {
    let actor = visit.actor()?;
    for pupil in &line.pupils {
        let now = visit.state.clock.now();
        let sender = Sender { school: actor.school, author: actor.person, pupil: *pupil, now };
        visit.state.store.read_announcement(sender, line.stored.id, version, acknowledges).await?;
    }
    Ok(())
}

/// Says for the visitor's family that it has read an announcement that asks for it, in the version that it was shown. Tells
/// whether that is what stands there: words that were changed meanwhile are not confirmed by it.
pub async fn acknowledge(visit: &Visit, id: Id<of::Announcement>, version: i32) -> Result<bool, Failure> {
    let mut reader = visit.reader().await?;
    let line = of_family(visit, &mut reader).await?.into_iter().find(|line| line.stored.id == id);
    drop(reader);
    let person = visit.actor()?.person;
    let line = line.filter(|line| line.asks(person)).ok_or(Failure::Forbidden)?;
    let version = version.clamp(1, line.stored.version);
    note_reading(visit, &line, version, true).await?;
    Ok(version == line.stored.version)
}

fn announcer(visit: &Visit) -> Result<(Announcer, Actor), Failure> {
    let actor = visit.actor()?.clone();
    let now = visit.state.clock.now();
    Ok((Announcer { school: actor.school, author: actor.person, now }, actor))
}

/// Publishes an announcement.
pub async fn publish(
    visit: &Visit,
    id: Id<of::Announcement>,
    audience: Audience,
    says: Announcement,
) -> Result<AnnouncementOutcome, Failure> {
    let (announcer, actor) = announcer(visit)?;
    let tells = move |scope: &_| may(&actor, Action::Announce, scope);
    let outcome = visit.state.store.publish_announcement(announcer, id, audience, says, tells).await;
    match outcome {
        Err(StoreError::Exists(_)) => Err(Failure::BadRequest),
        outcome => allowed(outcome?),
    }
}

/// Changes what an announcement says.
pub async fn change(
    visit: &Visit,
    id: Id<of::Announcement>,
    base: i32,
    says: Announcement,
) -> Result<AnnouncementOutcome, Failure> {
    let (announcer, actor) = announcer(visit)?;
    let changes = move |scope: &_| may(&actor, Action::ChangeAnnouncement, scope);
    allowed(visit.state.store.change_announcement(announcer, id, base, says, changes).await?)
}

/// Withdraws an announcement.
pub async fn withdraw(visit: &Visit, id: Id<of::Announcement>) -> Result<AnnouncementOutcome, Failure> {
    let (announcer, actor) = announcer(visit)?;
    let changes = move |scope: &_| may(&actor, Action::ChangeAnnouncement, scope);
    allowed(visit.state.store.withdraw_announcement(announcer, id, changes).await?)
}

fn allowed(outcome: AnnouncementOutcome) -> Result<AnnouncementOutcome, Failure> {
    if outcome == AnnouncementOutcome::Forbidden { Err(Failure::Forbidden) } else { Ok(outcome) }
}
