//! Messages between guardians and staff about a child.

use chrono_tz::Europe::Kyiv;
use klas_domain::{
    Action, Actor, Id, Role, Scope,
    id::of,
    message::{Expected, MessageOutcome, OfficeHours, Reached, Thread},
    permission::may,
    school::{ClassName, PersonName},
};
use klas_store::{
    Reader,
    diary::DiaryPupil,
    message::{FamilyOfPupil, Message, StaffOfPupil, ThreadLine, Writer},
};

use crate::{
    api::{access::require, diary::own_pupils, school::setting},
    failure::Failure,
    visit::Visit,
};

/// The threads of a visitor.
pub struct Inbox {
    /// Who the visitor is.
    pub person: Id<of::Person>,
    /// The threads, the one that was written in last first.
    pub threads: Vec<ThreadLine>,
    /// Whether the visitor is staff, who may write to families first.
    pub is_staff: bool,
    /// The visitor's children, each with whom the visitor may write to.
    pub children: Vec<(DiaryPupil, Vec<StaffOfPupil>)>,
}

/// Whether the visitor reads a thread: its guardian while the child is theirs, and its member of staff.
fn reads(actor: &Actor, thread: Thread) -> bool {
    let family = Scope { pupil: Some(thread.pupil), ..Scope::school(actor.school) };
    let office = Scope { staff: Some(thread.staff), ..Scope::school(actor.school) };
    thread.guardian == actor.person && may(actor, Action::WriteToStaff, &family)
        || may(actor, Action::AnswerFamily, &office)
}

/// The threads of the visitor, and whom the visitor may write to.
pub async fn inbox(visit: &Visit) -> Result<Inbox, Failure> {
    let actor = visit.actor()?;
    let own = Scope { staff: Some(actor.person), ..Scope::school(actor.school) };
    let is_staff = may(actor, Action::AnswerFamily, &own);
    if !is_staff && !actor.is(Role::Guardian) {
        return Err(Failure::Forbidden);
    }
    let pupils = own_pupils(visit).await?;
    let mut reader = visit.reader().await?;
    let mut children = Vec::new();
    for pupil in pupils {
        let scope = Scope { pupil: Some(pupil.id), ..Scope::school(actor.school) };
        if may(actor, Action::WriteToStaff, &scope) {
            let mut staff = reader.staff_of_pupil(pupil.id, visit.today()).await?;
            staff.retain(|own| own.id != actor.person);
            children.push((pupil, staff));
        }
    }
    Ok(Inbox { person: actor.person, threads: threads(actor, &mut reader).await?, is_staff, children })
}

async fn threads(actor: &Actor, reader: &mut Reader) -> Result<Vec<ThreadLine>, Failure> {
    let mut threads = reader.threads(actor.person).await?;
    threads.retain(|line| reads(actor, line.thread));
    Ok(threads)
}

/// A class whose families a member of staff writes to.
pub type WrittenTo = (Id<of::SchoolClass>, ClassName);

/// The classes in which the visitor may write to families first: those that the visitor teaches or leads.
pub async fn classes(visit: &Visit) -> Result<Vec<WrittenTo>, Failure> {
    let person = visit.person()?;
    let actor = &person.actor;
    require(
        actor,
        Action::AnswerFamily,
        &Scope { staff: Some(actor.person), ..Scope::school(actor.school) },
    )?;
    let mut reader = visit.reader().await?;
    let (year, _) = reader.year(visit.today()).await?;
    let courses = reader.courses(year, Some(actor.person)).await?;
    let mut classes = person.classes.clone();
    classes.extend(courses.into_iter().map(|course| (course.class_id, course.class)));
    classes.sort_by(|a, b| a.1.cmp(&b.1));
    classes.dedup();
    Ok(classes)
}

/// The families of a class that the visitor may write to first.
pub async fn families(
    visit: &Visit,
    class: Id<of::SchoolClass>,
) -> Result<(ClassName, Vec<FamilyOfPupil>), Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let families = reader.families_of_staff(actor.person, class.id, visit.today()).await?;
    let teacher = (!families.is_empty()).then_some(actor.person);
    require(actor, Action::WriteToFamily, &Scope { teacher, ..class.scope(actor.school) })?;
    Ok((class.name, families))
}

/// The guardian of a thread that the visitor may begin.
async fn begins(visit: &Visit, reader: &mut Reader, thread: Thread) -> Result<PersonName, Failure> {
    let pupil = reader.diary_pupil(thread.pupil, visit.today()).await?;
    let class = pupil.class_id.ok_or(Failure::NotFound)?;
    let families = reader.families_of_staff(thread.staff, class, visit.today()).await?;
    let family = families.into_iter().find(|own| own.pupil == thread.pupil);
    let guardians = family.ok_or(Failure::NotFound)?.guardians.into_iter();
    let mut own = guardians.filter(|own| own.id == thread.guardian && own.reached == Reached::Yes);
    Ok(own.next().ok_or(Failure::NotFound)?.name)
}

/// How many messages the visitor has not read.
pub async fn unread(visit: &Visit) -> Result<usize, Failure> {
    let mut reader = visit.reader().await?;
    Ok(threads(visit.actor()?, &mut reader).await?.iter().map(|line| line.unread).sum())
}

/// A thread that the visitor reads.
pub struct Conversation {
    /// Who the visitor is.
    pub person: Id<of::Person>,
    /// Whose it is.
    pub thread: Thread,
    /// The child.
    pub pupil: DiaryPupil,
    /// The other side.
    pub other: PersonName,
    /// The messages, the earliest first.
    pub messages: Vec<Message>,
    /// Whether the visitor is the guardian.
    pub by_family: bool,
    /// The hours in which the school answers.
    pub hours: OfficeHours,
    /// When it can be expected to answer what is written now.
    pub expected: Expected,
}

/// A thread; what the other side wrote is read from now on.
pub async fn conversation(visit: &Visit, thread: Thread) -> Result<Conversation, Failure> {
    let actor = visit.actor()?;
    if !reads(actor, thread) {
        return Err(Failure::Forbidden);
    }
    let by_family = thread.guardian == actor.person;
    let mut reader = visit.reader().await?;
    let line = reader.threads(actor.person).await?.into_iter().find(|line| line.thread == thread);
    let unread = line.as_ref().is_some_and(|line| line.unread > 0);
    let other = match line {
        Some(line) if by_family => line.staff_name,
        Some(line) => line.guardian_name,
        // Nothing is written yet: a family begins with who teaches the child, and those with its guardians.
        None if !by_family => begins(visit, &mut reader, thread).await?,
        None => {
            let staff = reader.staff_of_pupil(thread.pupil, visit.today()).await?;
            let own = staff.into_iter().find(|own| own.id == thread.staff);
            own.ok_or(Failure::NotFound)?.name
        }
    };
    let (_, year) = reader.year(visit.today()).await?;
    let hours = reader.office_hours().await?;
    let now = visit.state.clock.now();
    let conversation = Conversation {
        person: actor.person,
        thread,
        pupil: reader.diary_pupil(thread.pupil, visit.today()).await?,
        other,
        messages: reader.messages(thread).await?,
        by_family,
        hours,
        expected: hours.expected(now.with_timezone(&Kyiv).naive_local(), &year),
    };
    drop(reader);
    if unread {
        visit.state.store.read_messages(writer(visit, thread)?).await?;
    }
    Ok(conversation)
}

fn writer(visit: &Visit, thread: Thread) -> Result<Writer, Failure> {
    let actor = visit.actor()?;
    Ok(Writer { school: actor.school, thread, author: actor.person, now: visit.state.clock.now() })
}

/// Sends a message in a thread of the visitor.
pub async fn send(
    visit: &Visit,
    thread: Thread,
    id: Id<of::Message>,
    text: String,
) -> Result<MessageOutcome, Failure> {
    if !reads(visit.actor()?, thread) {
        return Err(Failure::Forbidden);
    }
    Ok(visit.state.store.send_message(writer(visit, thread)?, id, text).await?)
}

/// Sets the hours in which the school answers families.
pub async fn set_hours(visit: &Visit, hours: OfficeHours) -> Result<(), Failure> {
    Ok(visit.state.store.set_office_hours(setting(visit)?, hours).await?)
}
