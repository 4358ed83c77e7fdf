//! The journal of a class as data, as `journal.json` has it; `docs/archive/journal.schema.json` is its schema.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::NaiveDate;
use klas_domain::{Id, attendance::Missed, id::of, school::PersonName};
use serde::{Deserialize, Serialize};

/// The file of a container that holds it.
pub const FILE: &str = "journal.json";
/// Which kind of data it is.
pub const FORMAT: &str = "klas-journal/1.2";
/// The forms before it that are read: 1.1 had no days in groups, no names of groups of results and no words of the summary
/// register, 1 no words of lessons besides.
const EARLIER: [&str; 2] = [WITHOUT_WORDS, "klas-journal/1.1"];
const WITHOUT_WORDS: &str = "klas-journal/1";

type Person = Id<of::Person>;

/// A word of the program's: written from its codes, and read from a container.
pub type Word = Cow<'static, str>;

/// A journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Journal {
    pub format: Word,
    pub school: String,
    pub year: Year,
    pub class: Class,
    pub pupils: Vec<Pupil>,
    pub courses: Vec<Course>,
    pub attendance: Vec<Attendance>,
    pub summary: Vec<SummaryMark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<SummaryWords>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ResultsGroups>,
    pub decisions: Vec<Decision>,
    pub briefings: Vec<Briefing>,
    pub excursions: Vec<Excursion>,
}

/// The academic year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Year {
    pub name: String,
    pub starts_on: NaiveDate,
    pub first_semester_ends_on: NaiveDate,
    pub second_semester_starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub holidays: Vec<Holiday>,
}

/// Days without lessons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Holiday {
    pub name: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// The class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Class {
    pub id: Id<of::SchoolClass>,
    pub name: String,
    pub grade: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class_teacher: Option<Name>,
}

/// A person's names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Name {
    pub surname: String,
    pub given: String,
    pub patronymic: String,
}

impl From<&PersonName> for Name {
    fn from(name: &PersonName) -> Self {
        let name = name.clone();
        Self { surname: name.surname, given: name.given, patronymic: name.patronymic }
    }
}

impl From<&Name> for PersonName {
    fn from(name: &Name) -> Self {
        let name = name.clone();
        Self { surname: name.surname, given: name.given, patronymic: name.patronymic }
    }
}

impl Journal {
    /// The data of a container; none where they are of another kind, or not whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let known = |journal: &Self| journal.format == FORMAT || journal.is_earlier();
        serde_json::from_slice(bytes).ok().filter(known)
    }

    /// Whether the data are of a form that knew less than this one.
    pub fn is_earlier(&self) -> bool {
        EARLIER.contains(&self.format.as_ref())
    }

    /// The same in a form of the data that is read: what an earlier one does not have is left out.
    #[must_use]
    pub fn in_form(mut self, format: Word) -> Self {
        if format != FORMAT {
            (self.words, self.groups) = (Vec::new(), Vec::new());
            self.courses.iter_mut().for_each(|course| course.stays.clear());
        }
        if format == WITHOUT_WORDS {
            let lessons = self.courses.iter_mut().flat_map(|course| &mut course.lessons);
            lessons.for_each(|lesson| lesson.words = None);
        }
        Self { format, ..self }
    }
}

impl Name {
    /// Surname, given name, patronymic.
    pub fn full(&self) -> String {
        [&self.surname, &self.given, &self.patronymic]
            .map(String::as_str)
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A pupil of the class, leavers included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Pupil {
    pub id: Person,
    pub number: u32,
    pub name: Name,
    pub stays: Vec<Stay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub came: Option<Movement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<Movement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub guardians: Vec<Guardian>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}

/// First and last day in the class; no last day where the pupil stayed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Stay {
    pub from: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// Coming or leaving.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Movement {
    pub on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
}

/// One of a pupil's family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Guardian {
    pub name: Name,
    pub relation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The group for physical education.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Health {
    pub group: Word,
    pub examined: NaiveDate,
}

/// The page of a subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Course {
    pub id: Id<of::Course>,
    pub subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<i32>,
    pub scale: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teacher: Option<Name>,
    pub pupils: Vec<Person>,
    /// Of those who were not of the group on all their days in the class.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<GroupStay>,
    pub lessons: Vec<Lesson>,
    pub columns: Vec<Column>,
    pub entries: Vec<Entry>,
}

/// First and last day in a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct GroupStay {
    pub pupil: Person,
    #[serde(flatten)]
    pub stay: Stay,
}

/// A lesson; its own column has the lesson's identifier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Lesson {
    pub id: Id<of::Lesson>,
    pub date: NaiveDate,
    pub period: i32,
    pub kind: Word,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substitute: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Replacement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Word>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    pub topic: String,
    pub homework: String,
}

/// What a class had instead of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Replacement {
    pub subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teacher: Option<Name>,
}

/// A column that is more than a lesson's own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Column {
    pub id: String,
    pub kind: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lesson: Option<Id<of::Lesson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Word>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub semester: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of a theme: the day of its last lesson, and the lesson's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<(NaiveDate, i32)>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Entry {
    pub column: String,
    pub pupil: Person,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absence: Option<Word>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a pupil missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Attendance {
    pub pupil: Person,
    pub days: Vec<MissedDay>,
    pub first_semester: Totals,
    pub second_semester: Totals,
    pub year: Totals,
}

/// A day on which a pupil missed lessons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct MissedDay {
    pub date: NaiveDate,
    pub held: u32,
    pub missed: BTreeMap<Word, u32>,
}

/// Days and lessons missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Totals {
    pub days: u32,
    pub lessons: u32,
    pub through_illness: u32,
    pub without_reason: u32,
}

impl From<Missed> for Totals {
    fn from(missed: Missed) -> Self {
        Self {
            days: missed.days,
            lessons: missed.lessons,
            through_illness: missed.through_illness,
            without_reason: missed.without_reason,
        }
    }
}

/// A mark of the summary register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct SummaryMark {
    pub subject: String,
    pub pupil: Person,
    pub kind: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub semester: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<u8>,
    pub mark: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
}

/// What the summary register says in words, in the place of a mark or beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct SummaryWords {
    pub subject: String,
    pub pupil: Person,
    pub kind: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub semester: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<u8>,
    pub words: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrected: bool,
}

/// What the groups of results of a subject are called, from the first on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct ResultsGroups {
    pub subject: String,
    pub names: Vec<String>,
}

/// What the pedagogical council decided of a pupil.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Decision {
    pub pupil: Person,
    pub verdict: Word,
    pub words: String,
    pub order: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

/// A safety briefing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Briefing {
    pub held_on: NaiveDate,
    pub kind: Word,
    pub topic: String,
    pub held_by: String,
    pub present: Vec<Person>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub struck: bool,
}

/// An excursion or practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the schema says what each field is")]
pub struct Excursion {
    pub kind: Word,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub place: String,
    pub hours: u16,
    pub led_by: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub struck: bool,
}
