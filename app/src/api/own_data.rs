//! All that is kept of a child, for a guardian: to see who looked at it, to take it away, to ask for a correction.

use std::{collections::BTreeMap, io::Cursor};

use chrono::{DateTime, NaiveDate, Utc};
use klas_documents::package::Package;
use klas_domain::{
    Action, Id,
    calendar::{AcademicYear, Semester},
    id::of,
};
use klas_store::{
    Reader,
    amendment::StoredAmendment,
    look::DayOfLooks,
    message::StaffOfPupil,
    own_data::{DecisionData, DiaryData, MarksData, MessageData},
};
use serde::Serialize;

use crate::{
    api::{
        diary::{OpenDiary, Ways, open},
        looks,
    },
    failure::Failure,
    paper::{self, Document, Format},
    visit::Visit,
    work::apart,
};

/// What a guardian may know of what is kept of a child.
pub struct OwnData {
    /// Whose.
    pub open: OpenDiary,
    /// The ways through the diary.
    pub ways: Ways,
    /// Who teaches the child, and so works with the journal of its class.
    pub staff: Vec<StaffOfPupil>,
    /// Who looked at the child's data.
    pub looks: Vec<DayOfLooks>,
    /// The visitor's requests, the newest first.
    pub amendments: Vec<StoredAmendment>,
    /// Who the visitor is.
    pub person: Id<of::Person>,
}

/// What a guardian may know of what is kept of a child.
pub async fn of_pupil(visit: &Visit, pupil: Id<of::Person>) -> Result<OwnData, Failure> {
    let actor = visit.actor()?;
    let open = open(visit, pupil, Action::SeeOwnData).await?;
    let looks = looks::at(visit, pupil).await?;
    let mut reader = visit.reader().await?;
    Ok(OwnData {
        ways: open.ways(actor),
        staff: reader.staff_of_pupil(pupil, visit.today()).await?,
        amendments: reader.amendments_of(actor.person, pupil).await?,
        open,
        looks,
        person: actor.person,
    })
}

/// Who looked on a day.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct LookData {
    pub day: NaiveDate,
    pub name: String,
    pub position: Option<String>,
    pub parts: Vec<&'static str>,
}

/// A request to correct something.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct AmendmentData {
    pub about: &'static str,
    pub wrong: String,
    pub right: String,
    pub sent_at: DateTime<Utc>,
    pub state: &'static str,
    pub answer: String,
    pub answered_at: Option<DateTime<Utc>>,
}

/// Everything that is kept of a child, as far as the guardian may see it.
#[derive(Clone, Debug, Serialize)]
pub struct TakenData {
    /// What each part is, in words.
    pub explanation: BTreeMap<&'static str, &'static str>,
    /// The school.
    pub school: String,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// Person, family, classes.
    #[serde(flatten)]
    pub diary: DiaryData,
    /// Marks, absences and what rests on them; none where a decision hides them.
    #[serde(flatten)]
    pub marks: Option<MarksData>,
    /// The guardian's own messages; none where a decision hides them.
    pub messages: Option<Vec<MessageData>>,
    /// The guardian's own requests.
    pub requests: Vec<AmendmentData>,
    /// Who of the staff looked at the data.
    pub looks: Vec<LookData>,
}

/// Everything that is kept of a child, part by part, as the guardian's rights are. From whom anything is hidden, where the
/// child lives and how it is reached is hidden too.
async fn taken(visit: &Visit, pupil: Id<of::Person>) -> Result<TakenData, Failure> {
    let own = of_pupil(visit, pupil).await?;
    let actor = visit.actor()?;
    let child = actor.children.iter().find(|child| child.id == pupil).ok_or(Failure::Forbidden)?;
    let now = visit.state.clock.now();
    let mut reader = visit.reader().await?;
    let mut diary = reader.diary_data(pupil, actor.person).await?;
    if child.restriction.is_some() {
        (diary.person.address, diary.person.phone, diary.person.email) = (None, None, None);
    }
    let marks = if own.open.shows_marks {
        let mut marks = reader.marks_data(pupil, actor.person, now).await?;
        marks.decisions = published(&mut reader, &own.open.year, marks.decisions).await?;
        Some(marks)
    } else {
        None
    };
    let messages = if klas_domain::permission::may(actor, Action::WriteToStaff, &own.open.scope) {
        Some(reader.messages_data(pupil, actor.person).await?)
    } else {
        None
    };
    let look = |own: DayOfLooks| LookData {
        day: own.day,
        name: own.name.full(),
        position: own.position,
        parts: own.parts.into_iter().map(klas_domain::look::Looked::code).collect(),
    };
    let request = |own: StoredAmendment| AmendmentData {
        about: own.says.asks.about.code(),
        wrong: own.says.asks.wrong,
        right: own.says.asks.right,
        sent_at: own.sent_at,
        state: own.says.state.code(),
        answer: own.says.answer,
        answered_at: own.answered_at,
    };
    Ok(TakenData {
        explanation: visit.locale.own_data().explanation(),
        school: visit.person()?.school_name.clone(),
        taken_at: now,
        diary,
        marks,
        messages,
        requests: own.amendments.into_iter().map(request).collect(),
        looks: own.looks.into_iter().map(look).collect(),
    })
}

/// The decisions that families know of: of this year those of classes whose second semester is closed, as in the report card.
async fn published(
    reader: &mut Reader,
    (year_id, year): &(Id<of::Year>, AcademicYear),
    decisions: Vec<DecisionData>,
) -> Result<Vec<DecisionData>, Failure> {
    let mut published = Vec::with_capacity(decisions.len());
    for own in decisions {
        let is_known = own.year_id != year_id.uuid() || {
            let class = Id::from(own.class_id);
            reader.class_state((*year_id, year), Semester::Second, class).await?.is_closed()
        };
        if is_known {
            published.push(own);
        }
    }
    Ok(published)
}

/// Everything that is kept of a child as one file: `data.json`, the same as pages to read, and the photos that the guardian
/// sent.
pub async fn package(visit: &Visit, pupil: Id<of::Person>) -> Result<Vec<u8>, Failure> {
    let data = taken(visit, pupil).await?;
    let mut photos = Vec::new();
    let notes = data.marks.iter().flat_map(|marks| &marks.notes_about_absences);
    let mut reader = visit.reader().await?;
    for note in notes.filter(|note| note.has_photo) {
        let name = format!("photos/{}-{}.jpg", note.from, photos.len() + 1);
        photos.push((name, reader.excuse_photo(note.excuse_id.into()).await?));
    }
    drop(reader);
    let json = serde_json::to_vec_pretty(&data).map_err(|_| Failure::Internal)?;
    let pages: Document = paper::own_data(&data, visit.locale);
    let whole = apart(move || {
        let pages = pages.made(Format::Pdf)?.bytes;
        let mut package = Package::new(Cursor::new(Vec::new()));
        let files = [("data.json".to_owned(), json), ("data.pdf".to_owned(), pages)];
        for (name, content) in files.into_iter().chain(photos) {
            package.add(&name, &content).map_err(|_| Failure::Internal)?;
        }
        package.finish().map(Cursor::into_inner).map_err(|_| Failure::Internal)
    });
    whole.await?
}
