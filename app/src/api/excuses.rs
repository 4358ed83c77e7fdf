//! Families' notes about absences (DOMAIN §5).

use chrono::NaiveDate;
use klas_documents::photo::{self, PhotoError};
use klas_domain::{
    Absence, Action, Id, Scope,
    excuse::{Excuse, ExcuseAnswer, ExcuseError, ExcuseState},
    id::of,
    look::Looked,
    permission::may,
};
use klas_store::{
    StoreError,
    acknowledgement::Sender,
    diary::DiaryPupil,
    excuse::{AnswerOutcome, StoredExcuse},
    look::LookedAt,
    register::RegisterClass,
};

use super::register::{Explained, Reasons, Section, Sections, explain};
use crate::{
    api::{access::require, diary::own_pupils, looks},
    failure::Failure,
    locales::Locale,
    visit::Visit,
};

/// A note as one of the guardians sees it: of another's nothing but what explains the absence.
pub struct FamilyExcuse {
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// What the absences become.
    pub kind: Absence,
    /// How far it is.
    pub state: ExcuseState,
    /// All of it, where the visitor wrote it.
    pub own: Option<StoredExcuse>,
}

impl FamilyExcuse {
    /// A note as a guardian sees it; nothing of one that another took back.
    fn seen_by(person: Id<of::Person>, note: StoredExcuse) -> Option<Self> {
        let is_own = note.guardian == person;
        (is_own || note.state != ExcuseState::Withdrawn).then(|| Self {
            days: (note.says.from, note.says.to),
            kind: note.says.kind,
            state: note.state,
            own: is_own.then_some(note),
        })
    }
}

/// The notes about a pupil, for one of the guardians.
pub struct PupilExcuses {
    /// The child.
    pub pupil: DiaryPupil,
    /// The visitor's children.
    pub children: Vec<DiaryPupil>,
    /// The notes, the newest first.
    pub notes: Vec<FamilyExcuse>,
    /// First and last day of the year.
    pub year: (NaiveDate, NaiveDate),
    /// Who the visitor is: a form belongs to whoever filled it, and a note is taken back by its author.
    pub person: Id<of::Person>,
}

/// The notes about a pupil, for who writes them.
pub async fn of_pupil(visit: &Visit, pupil: Id<of::Person>) -> Result<PupilExcuses, Failure> {
    let person = visit.actor()?.person;
    writes(visit, pupil)?;
    let children = own_pupils(visit).await?;
    let mut reader = visit.reader().await?;
    let (_, year) = reader.year(visit.today()).await?;
    let notes = reader.excuses_of_pupil(pupil).await?;
    Ok(PupilExcuses {
        pupil: reader.diary_pupil(pupil, visit.today()).await?,
        children,
        notes: notes.into_iter().filter_map(|note| FamilyExcuse::seen_by(person, note)).collect(),
        year: (year.starts_on, year.ends_on),
        person,
    })
}

/// The visitor as who writes of a child.
fn writes(visit: &Visit, pupil: Id<of::Person>) -> Result<Sender, Failure> {
    let actor = visit.actor()?;
    let scope = Scope { pupil: Some(pupil), ..Scope::school(actor.school) };
    require(actor, Action::WriteExcuse, &scope)?;
    Ok(Sender { school: actor.school, author: actor.person, pupil, now: visit.state.clock.now() })
}

/// Why a note was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// It breaks a rule.
    Excuse(ExcuseError),
    /// What is with it is no photo that can be kept.
    Photo(PhotoError),
}

/// Sends a note with the file that is to be its photo. A note that was sent before is not sent again.
pub async fn send(
    visit: &Visit,
    pupil: Id<of::Person>,
    id: Id<of::Excuse>,
    excuse: Excuse,
    file: Option<Vec<u8>>,
) -> Result<Result<(), Unsent>, Failure> {
    let sender = writes(visit, pupil)?;
    let photo = match file {
        None => None,
        Some(file) => match redrawn(visit, file).await? {
            Ok(photo) => Some(photo),
            Err(error) => return Ok(Err(Unsent::Photo(error))),
        },
    };
    match visit.state.store.send_excuse(sender, id, excuse, photo).await {
        Ok(sent) => Ok(sent.map_err(Unsent::Excuse)),
        Err(StoreError::Exists(_)) => Err(Failure::BadRequest),
        Err(error) => Err(error.into()),
    }
}

/// Draws a photo anew, one at a time and beside the requests.
async fn redrawn(visit: &Visit, file: Vec<u8>) -> Result<Result<Vec<u8>, PhotoError>, Failure> {
    let _turn = visit.state.drawing.acquire().await.map_err(|_| Failure::Internal)?;
    let drawn = tokio::task::spawn_blocking(move || photo::redraw(&file)).await;
    // A photo that makes the decoder panic is a damaged one.
    Ok(drawn.unwrap_or(Err(PhotoError::Damaged)))
}

/// Takes back a note that nobody has answered; tells whether it is taken back.
pub async fn withdraw(visit: &Visit, pupil: Id<of::Person>, id: Id<of::Excuse>) -> Result<bool, Failure> {
    Ok(visit.state.store.withdraw_excuse(writes(visit, pupil)?, id).await?)
}

/// A note as the class teacher sees it.
pub struct ClassExcuse {
    /// The note.
    pub note: StoredExcuse,
    /// The days on which `н` stands in lessons that the note covers, each with their number.
    pub unexplained: Vec<(NaiveDate, usize)>,
    /// How many covered absences have a reason.
    pub explained: usize,
}

/// The notes of a class.
pub struct ClassExcuses {
    /// The class.
    pub class: RegisterClass,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// The notes: those that wait first, then the newest first.
    pub notes: Vec<ClassExcuse>,
    /// Whether the visitor answers.
    pub answers: bool,
    /// Who the visitor is.
    pub person: Id<of::Person>,
}

/// The notes of a class, for its class teacher.
pub async fn of_class(visit: &Visit, class: Id<of::SchoolClass>) -> Result<ClassExcuses, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ReadExcuses, &scope)?;
    drop(reader);
    looks::keep(visit, LookedAt::Class(class.id), Looked::Notes).await?;
    let mut reader = visit.reader().await?;
    let mut notes = Vec::new();
    for note in reader.excuses_of_class(class.id).await? {
        let days = (note.says.from, note.says.to);
        let absences = reader.absences_of_pupil(class.id, note.pupil, days, actor.person).await?;
        let (unknown, known): (Vec<_>, Vec<_>) =
            absences.into_iter().partition(|own| own.stored.entry.absence == Some(Absence::Unknown));
        let days = unknown.chunk_by(|a, b| a.date == b.date);
        let unexplained = days.filter_map(|day| Some((day.first()?.date, day.len()))).collect();
        notes.push(ClassExcuse { note, unexplained, explained: known.len() });
    }
    // The sort is stable: within each part the newest stays first.
    notes.sort_by_key(|own| own.note.state != ExcuseState::Waiting);
    Ok(ClassExcuses {
        sections: Section::seen_by(actor, &scope),
        answers: may(actor, Action::ExplainAbsence, &scope),
        person: actor.person,
        class,
        notes,
    })
}

/// How many notes wait in each class that the visitor leads.
pub async fn waiting(visit: &Visit) -> Result<Vec<(Id<of::SchoolClass>, usize)>, Failure> {
    let person = visit.person()?;
    let mut reader = visit.reader().await?;
    let mut waiting = Vec::new();
    for (class, _) in &person.classes {
        let notes = reader.excuses_of_class(*class).await?;
        let number = notes.iter().filter(|note| note.state == ExcuseState::Waiting).count();
        waiting.extend((number > 0).then_some((*class, number)));
    }
    Ok(waiting)
}

/// Answers a note. Once it is accepted the absences it covers get its kind, by the class teacher's own way of explaining
/// them; the note is the reason that the history keeps.
pub async fn answer(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    id: Id<of::Excuse>,
    answer: ExcuseAnswer,
) -> Result<(AnswerOutcome, Explained), Failure> {
    let view = of_class(visit, class).await?;
    let note = view.notes.into_iter().find(|own| own.note.id == id).map(|own| own.note);
    let accepts = answer == ExcuseAnswer::Accepted;
    let keeper = super::register::keeper(visit, class)?;
    let actor = visit.actor()?.clone();
    let answers = move |scope: &_| may(&actor, Action::ExplainAbsence, scope);
    let outcome = visit.state.store.answer_excuse(keeper, id, answer, answers).await?;
    match (outcome, note) {
        (AnswerOutcome::Forbidden, _) => Err(Failure::Forbidden),
        (AnswerOutcome::Saved, Some(note)) if accepts => {
            let reasons = Reasons {
                pupil: note.pupil,
                span: (note.says.from, note.says.to),
                kind: note.says.kind,
                all: false,
                correction: reason(visit.today()),
            };
            Ok((outcome, explain(visit, class, reasons).await?))
        }
        _ => Ok((outcome, Explained::default())),
    }
}

/// Why an absence changed, as its history says it: in the language of the journal.
fn reason(accepted: NaiveDate) -> String {
    (Locale::Uk.excuses().reason)(accepted)
}

/// Gives absences that were just entered the kind of the note that covers them.
pub async fn explain_entered(
    visit: &Visit,
    cells: Vec<(Id<of::Column>, Id<of::Person>)>,
) -> Result<(), Failure> {
    if cells.is_empty() {
        return Ok(());
    }
    let now = visit.state.clock.now();
    let turned = visit.state.store.excuse_entered(visit.school()?, now, cells, reason).await;
    if let Err(error) = turned {
        // What was entered stands; the class teacher finds it beside the note.
        tracing::error!(%error, "absences were not explained by their notes");
    }
    Ok(())
}

/// The photo of a certificate, for who sent it and the class teacher.
pub async fn photo_of(visit: &Visit, id: Id<of::Excuse>) -> Result<Vec<u8>, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let readers = reader.excuse_readers(id).await?;
    let school = Scope::school(actor.school);
    let family = Scope { pupil: Some(readers.pupil), ..school.clone() };
    let wrote = readers.author == actor.person && may(actor, Action::ReadExcuses, &family);
    let of = |teacher| Scope { class_teacher: Some(teacher), ..school.clone() };
    let mut classes = readers.class_teachers.into_iter().map(of);
    if !wrote && !classes.any(|scope| may(actor, Action::ReadExcuses, &scope)) {
        return Err(Failure::Forbidden);
    }
    drop(reader);
    if !wrote {
        looks::keep(visit, LookedAt::Pupil(readers.pupil), Looked::Notes).await?;
    }
    Ok(visit.reader().await?.excuse_photo(id).await?)
}
