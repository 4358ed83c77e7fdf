//! Messages between guardians and staff about a child.

use chrono_tz::Europe::Kyiv;
use klas_domain::{
    Action, Actor, Id, Role, Scope,
    id::of,
    message::{Expected, MessageOutcome, OfficeHours, Thread},
    permission::may,
    school::PersonName,
};
use klas_store::{
    Reader,
    diary::DiaryPupil,
    message::{Message, StaffOfPupil, ThreadLine, Writer},
};

use crate::{
    api::{access::require, diary::own_pupils},
    failure::Failure,
    visit::Visit,
};

/// The threads of a visitor.
pub struct Inbox {
    /// Who the visitor is.
    pub person: Id<of::Person>,
    /// The threads, the one that was written in last first.
    pub threads: Vec<ThreadLine>,
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
    if !may(actor, Action::AnswerFamily, &own) && !actor.is(Role::Guardian) {
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
    Ok(Inbox { person: actor.person, threads: threads(actor, &mut reader).await?, children })
}

async fn threads(actor: &Actor, reader: &mut Reader) -> Result<Vec<ThreadLine>, Failure> {
    let mut threads = reader.threads(actor.person).await?;
    threads.retain(|line| reads(actor, line.thread));
    Ok(threads)
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
        // Nothing is written yet: a family begins with who teaches the child.
        None => {
            let staff = reader.staff_of_pupil(thread.pupil, visit.today()).await?;
            let own = staff.into_iter().find(|own| by_family && own.id == thread.staff);
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
    let actor = visit.actor()?;
    require(actor, Action::ManageSchool, &Scope::school(actor.school))?;
    Ok(visit.state.store.set_office_hours(actor.school, hours).await?)
}
