//! What is taken, field by field: these names are those of the file, and stay.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::FromRow;

/// The pupil.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct PersonData {
    pub surname: String,
    pub given: String,
    pub patronymic: String,
    pub born: Option<NaiveDate>,
    pub sex: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
}

/// A stay in a class, or in one of its groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct Stay {
    pub class: String,
    pub group: Option<i32>,
    /// The subject for which the class is divided so; none where it is for all that have no division of their own.
    pub subject: Option<String>,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub order: Option<String>,
}

/// What the nurse found in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct HealthData {
    pub year_from: NaiveDate,
    pub health_group: String,
    pub examined_on: Option<NaiveDate>,
}

/// A safety briefing at which the pupil was present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct BriefingData {
    pub held_on: NaiveDate,
    pub kind: String,
    pub topic: String,
    pub held_by: String,
}

/// A decision of the pedagogical council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct DecisionData {
    #[serde(skip)]
    pub class_id: uuid::Uuid,
    #[serde(skip)]
    pub year_id: uuid::Uuid,
    pub class: String,
    pub verdict: String,
    pub words: String,
    pub order: String,
    pub decided_on: Option<NaiveDate>,
}

/// What stands in a cell of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct EntryData {
    pub class: String,
    pub subject: String,
    pub date: Option<NaiveDate>,
    pub lesson_number: Option<i32>,
    pub topic: Option<String>,
    /// `lesson`, `work`, `thematic`, `results`, `semester`, `corrected`, `annual`, `corrected-annual`, `attestation`.
    pub column: String,
    pub work: Option<String>,
    pub semester: Option<i32>,
    pub group_of_results: Option<i32>,
    pub theme: Option<String>,
    pub mark: Option<String>,
    pub absence: Option<String>,
    pub minutes_late: Option<u8>,
    pub note: Option<String>,
    pub changed_at: DateTime<Utc>,
}

/// A guardian's note about an absence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct NoteData {
    #[serde(skip)]
    pub excuse_id: uuid::Uuid,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub kind: String,
    pub comment: String,
    pub sent_at: DateTime<Utc>,
    pub state: String,
    pub answer: String,
    pub has_photo: bool,
}

/// A note about an absence that another guardian wrote: nothing but what explains the absence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct OtherNoteData {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub kind: String,
    pub state: String,
}

/// A message of the guardian's conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct MessageData {
    pub with: String,
    pub written_by_you: bool,
    pub text: String,
    pub sent_at: DateTime<Utc>,
}

/// An application for a corrected mark, without its reason: that is the words of whoever of the family applied, and nobody
/// keeps who that was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct ApplicationData {
    pub subject: String,
    pub semester: i32,
    pub applied_on: NaiveDate,
    pub order: String,
    pub ordered_on: Option<NaiveDate>,
    pub answer: Option<String>,
    pub words: String,
}

/// Homework that the pupil has ticked off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct TickData {
    pub subject: String,
    pub given_on: NaiveDate,
    pub homework: String,
    pub done_at: DateTime<Utc>,
}

/// A week that somebody of the family has acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct SignatureData {
    pub week: NaiveDate,
    /// When the guardian did; none: another one did.
    pub signed_at: Option<DateTime<Utc>>,
}

/// What the diary alone lets a guardian see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct DiaryData {
    pub person: PersonData,
    pub your_relation: Vec<String>,
    pub classes: Vec<Stay>,
    pub groups: Vec<Stay>,
    pub briefings: Vec<BriefingData>,
    pub homework_done: Vec<TickData>,
    pub weeks_signed: Vec<SignatureData>,
}

/// What is hidden from a guardian from whom marks are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field says itself what it is")]
pub struct MarksData {
    pub entries: Vec<EntryData>,
    pub notes_about_absences: Vec<NoteData>,
    pub notes_of_another_guardian: Vec<OtherNoteData>,
    pub applications: Vec<ApplicationData>,
    pub decisions: Vec<DecisionData>,
    pub health: Vec<HealthData>,
}
