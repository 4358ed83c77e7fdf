//! An archived journal, read from its container: what `data` wrote, turned back into what the pages of a journal show.
//! Nothing here is asked of the tables of the year, which may be gone.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use klas_documents::archive::data::{self, Journal};
use klas_domain::{
    Absence, Entry, Id, Mark, Scale, StoredEntry,
    attendance::Day,
    briefing::{Briefing, BriefingKind, BriefingRegister, StoredBriefing},
    calendar::{AcademicYear, Holiday, Semester},
    column::{Column, ColumnOf, Sum, Work},
    council::{Decision, StoredDecision, Verdict},
    edit::LessonText,
    excursion::{Excursion, ExcursionKind, ExcursionRegister, StoredExcursion},
    health::{Assessment, HealthGroup, HealthLine, HealthRegister, StoredAssessment},
    id::of,
    roll::{GuardianInfo, Movement, PupilInfo, PupilsRegister, RegisterHead, RollPupil, Stay},
    school::{ClassName, LessonKind, PersonName},
};
use klas_store::{
    journal::{Course, JournalPage, LessonColumn, PageEntry, PagePupil},
    register::{RegisterClass, Summary, SummaryEntry, SummaryMark, SummaryPlace, SummaryWords, what_counts},
};

use crate::api::register::Row;

/// The class of a journal, with the class teacher that the database still knows.
pub fn class(journal: &Journal, class_teacher: Option<Id<of::Person>>) -> Option<RegisterClass> {
    Some(RegisterClass {
        id: journal.class.id,
        name: ClassName::parse(&journal.class.name)?,
        class_teacher,
        class_teacher_name: journal.class.class_teacher.as_ref().map(PersonName::from),
        year: year(journal),
        archived: true,
    })
}

fn year(journal: &Journal) -> AcademicYear {
    let own = &journal.year;
    let holiday = |own: &data::Holiday| Holiday {
        name: own.name.clone(),
        starts_on: own.starts_on,
        ends_on: own.ends_on,
    };
    AcademicYear {
        starts_on: own.starts_on,
        first_semester_ends_on: own.first_semester_ends_on,
        second_semester_starts_on: own.second_semester_starts_on,
        ends_on: own.ends_on,
        holidays: own.holidays.iter().map(holiday).collect(),
    }
}

fn stays(pupil: &data::Pupil) -> Vec<Stay> {
    pupil.stays.iter().map(|stay| (stay.from, stay.to)).collect()
}

/// The days on which a pupil was of the class.
pub fn stays_of(journal: &Journal, pupil: Id<of::Person>) -> Vec<Stay> {
    journal.pupils.iter().filter(|own| own.id == pupil).flat_map(stays).collect()
}

fn movement(own: &data::Movement) -> Movement {
    Movement { on: own.on, order: own.order.clone() }
}

fn page_pupil(pupil: &data::Pupil) -> PagePupil {
    let order = pupil.left.as_ref().or(pupil.came.as_ref()).and_then(|own| own.order.clone());
    PagePupil {
        id: pupil.id,
        name: (&pupil.name).into(),
        spans: stays(pupil),
        class_spans: stays(pupil),
        order,
    }
}

fn roll_pupil(pupil: &data::Pupil) -> RollPupil {
    RollPupil {
        id: pupil.id,
        name: (&pupil.name).into(),
        stays: stays(pupil),
        came: pupil.came.as_ref().map(movement),
        left: pupil.left.as_ref().map(movement),
    }
}

/// The lines of the attendance register: of the days those on which something was missed.
pub fn attendance(journal: &Journal) -> Option<Vec<Row>> {
    let missed: HashMap<_, _> = journal.attendance.iter().map(|own| (own.pupil, own)).collect();
    let day = |own: &data::MissedDay| {
        let kinds = own.missed.iter().map(|(kind, lessons)| Some((Absence::from_code(kind)?, *lessons)));
        let mut kinds = kinds.collect::<Option<Vec<_>>>()?;
        kinds.sort_by_key(|(kind, _)| Absence::ALL.iter().position(|own| own == kind));
        Some((own.date, Day { held: own.held, missed: kinds }))
    };
    let row = |pupil: &data::Pupil| {
        let own = missed.get(&pupil.id);
        let days = own.into_iter().flat_map(|own| &own.days).map(day);
        Some(Row { pupil: page_pupil(pupil), days: days.collect::<Option<BTreeMap<NaiveDate, Day>>>()? })
    };
    journal.pupils.iter().map(row).collect()
}

fn sum(kind: &str, semester: Option<i16>, results: Option<u8>) -> Option<Sum> {
    let semester = || semester.and_then(Semester::from_code);
    Some(match kind {
        "results" => Sum::Results(semester()?, results?),
        "semester" => Sum::Semester(semester()?),
        "corrected" => Sum::Corrected(semester()?),
        "annual" => Sum::Annual,
        "corrected-annual" => Sum::CorrectedAnnual,
        "attestation" => Sum::Attestation,
        _ => return None,
    })
}

/// A mark as it stands in a journal, on whichever scale.
fn mark(text: &str) -> Option<Mark> {
    let scales = [Scale::TwelvePoint, Scale::Levels, Scale::Pass, Scale::Verbal];
    scales.into_iter().find_map(|scale| Mark::parse(text, scale.summative()).ok())
}

/// What stands for a subject of which the container knows no more than the name.
fn subject(journal: &Journal, name: &str) -> Id<of::Subject> {
    Id::derived(journal.class.id.uuid(), name)
}

/// The summary register.
pub fn summary(journal: &Journal) -> Option<Summary> {
    let mut subjects: Vec<(Id<of::Subject>, String)> = Vec::new();
    let of_courses = journal.courses.iter().map(|course| &course.subject);
    let of_summary = journal.summary.iter().map(|own| &own.subject);
    let of_words = journal.words.iter().map(|own| &own.subject);
    for name in of_courses.chain(of_summary).chain(of_words) {
        if !subjects.iter().any(|(_, known)| known == name) {
            subjects.push((subject(journal, name), name.clone()));
        }
    }
    let of_mark = |own: &data::SummaryMark| {
        let place = (subject(journal, &own.subject), own.pupil, sum(&own.kind, own.semester, own.results)?);
        let corrected = match &own.corrected {
            Some(before) => Some(mark(before)?),
            None => None,
        };
        Some((place, SummaryMark { mark: mark(&own.mark)?, corrected }))
    };
    let decision = |own: &data::Decision| {
        let decision = Decision {
            verdict: Verdict::from_code(&own.verdict)?,
            words: own.words.clone(),
            order: own.order.clone(),
            date: own.date,
        };
        Some((own.pupil, StoredDecision { decision: Some(decision), version: 1 }))
    };
    Some(Summary {
        pupils: journal.pupils.iter().map(page_pupil).collect(),
        subjects,
        groups: journal
            .groups
            .iter()
            .map(|own| (subject(journal, &own.subject), own.names.clone()))
            .collect(),
        marks: journal.summary.iter().map(of_mark).collect::<Option<_>>()?,
        words: if journal.is_earlier() { words_of_pages(journal) } else { words(journal)? },
        decisions: journal.decisions.iter().map(decision).collect::<Option<_>>()?,
    })
}

fn words(journal: &Journal) -> Option<HashMap<SummaryPlace, SummaryWords>> {
    let said = |own: &data::SummaryWords| {
        let place = (subject(journal, &own.subject), own.pupil, sum(&own.kind, own.semester, own.results)?);
        Some((place, SummaryWords { words: own.words.clone(), corrected: own.corrected }))
    };
    journal.words.iter().map(said).collect()
}

/// What the pages say that are assessed in words: of those the summary register of an earlier form has the marks alone.
fn words_of_pages(journal: &Journal) -> HashMap<SummaryPlace, SummaryWords> {
    let mut entries = HashMap::new();
    for course in journal.courses.iter().filter(|course| course.scale == Scale::Verbal.code()) {
        let of_column =
            |own: &data::Column| Some((own.id.clone(), sum(&own.kind, own.semester, own.results)?));
        let sums: HashMap<String, Sum> = course.columns.iter().filter_map(of_column).collect();
        let subject = subject(journal, &course.subject);
        for entry in &course.entries {
            if let Some(sum) = sums.get(&entry.column) {
                let said = SummaryEntry { mark: None, words: entry.note.clone() };
                entries.insert((subject, entry.pupil, *sum), said);
            }
        }
    }
    what_counts(&entries).1
}

/// The head of a register.
fn head(journal: &Journal) -> Option<RegisterHead> {
    Some(RegisterHead {
        class_id: journal.class.id,
        class: ClassName::parse(&journal.class.name)?,
        class_teacher: journal.class.class_teacher.as_ref().map(PersonName::from),
        year: journal.year.name.clone(),
        starts_on: journal.year.starts_on,
        ends_on: journal.year.ends_on,
    })
}

/// The general information on pupils.
pub fn pupils(journal: &Journal) -> Option<PupilsRegister> {
    let guardian = |own: &data::Guardian| GuardianInfo {
        name: (&own.name).into(),
        relation: own.relation.clone(),
        phone: own.phone.clone(),
        email: own.email.clone(),
        hidden: None,
    };
    let info = |own: &data::Pupil| PupilInfo {
        pupil: roll_pupil(own),
        born: own.born,
        address: own.address.clone(),
        phone: own.phone.clone(),
        guardians: own.guardians.iter().map(guardian).collect(),
    };
    Some(PupilsRegister { head: head(journal)?, pupils: journal.pupils.iter().map(info).collect() })
}

/// The health groups.
pub fn health(journal: &Journal) -> Option<HealthRegister> {
    let line = |own: &data::Pupil| {
        let assessment = match &own.health {
            Some(health) => {
                Some(Assessment { group: HealthGroup::from_code(&health.group)?, on: health.examined })
            }
            None => None,
        };
        Some(HealthLine { pupil: roll_pupil(own), stored: StoredAssessment { assessment, version: 1 } })
    };
    Some(HealthRegister {
        head: head(journal)?,
        lines: journal.pupils.iter().map(line).collect::<Option<_>>()?,
    })
}

/// The safety briefings.
pub fn briefings(journal: &Journal) -> Option<BriefingRegister> {
    let briefing = |own: &data::Briefing| {
        let says = Briefing {
            held_on: own.held_on,
            kind: BriefingKind::from_code(&own.kind)?,
            topic: own.topic.clone(),
            held_by: own.held_by.clone(),
            present: own.present.clone(),
            struck: own.struck,
        };
        Some(StoredBriefing { id: Id::new(), says, version: 1 })
    };
    Some(BriefingRegister {
        head: head(journal)?,
        pupils: journal.pupils.iter().map(roll_pupil).collect(),
        briefings: journal.briefings.iter().map(briefing).collect::<Option<_>>()?,
    })
}

/// Excursions and practice.
pub fn excursions(journal: &Journal) -> Option<ExcursionRegister> {
    let excursion = |own: &data::Excursion| {
        let says = Excursion {
            kind: ExcursionKind::from_code(&own.kind)?,
            starts_on: own.starts_on,
            ends_on: own.ends_on,
            place: own.place.clone(),
            hours: own.hours,
            led_by: own.led_by.clone(),
            struck: own.struck,
        };
        Some(StoredExcursion { id: Id::new(), says, version: 1 })
    };
    Some(ExcursionRegister {
        head: head(journal)?,
        excursions: journal.excursions.iter().map(excursion).collect::<Option<_>>()?,
    })
}

/// The page of a course between two days: of all its pupils, or of one alone.
pub fn page(
    journal: &Journal,
    own: &data::Course,
    days: (NaiveDate, NaiveDate),
    only: Option<Id<of::Person>>,
) -> Option<JournalPage> {
    let course = Course {
        id: own.id,
        subject: own.subject.clone(),
        class_id: journal.class.id,
        class: ClassName::parse(&journal.class.name)?,
        group: own.group.map(|number| (Id::from(uuid::Uuid::nil()), number)),
        scale: Scale::from_code(&own.scale)?,
        // Who they were the container says; as whom they sign in it does not.
        teacher: own.teacher.as_ref().map(|name| (Id::from(uuid::Uuid::nil()), name.into())),
        class_teacher: None,
        archived: true,
    };
    let shown = own.lessons.iter().filter(|lesson| (days.0..=days.1).contains(&lesson.date));
    let wanted = |pupil: Id<of::Person>| only.is_none_or(|only| only == pupil);
    let known = |pupil: &&data::Pupil| wanted(pupil.id) && own.pupils.contains(&pupil.id);
    Some(JournalPage {
        course,
        lessons: shown.map(lesson).collect::<Option<_>>()?,
        columns: own.columns.iter().map(column).collect::<Option<_>>()?,
        pupils: journal.pupils.iter().filter(known).map(|pupil| of_course(own, pupil)).collect(),
        entries: own.entries.iter().filter(|entry| wanted(entry.pupil)).map(entry).collect::<Option<_>>()?,
        seq: 0,
    })
}

/// A pupil of a course, who may not have been of its group on all days in the class.
fn of_course(own: &data::Course, pupil: &data::Pupil) -> PagePupil {
    let known = page_pupil(pupil);
    let stays = own.stays.iter().filter(|own| own.pupil == pupil.id);
    let spans: Vec<Stay> = stays.map(|own| (own.stay.from, own.stay.to)).collect();
    PagePupil { spans: if spans.is_empty() { known.spans } else { spans }, ..known }
}

fn lesson(own: &data::Lesson) -> Option<LessonColumn> {
    Some(LessonColumn {
        lesson: own.id,
        date: own.date,
        period: own.period,
        cancelled: own.cancelled,
        room: None,
        substitute: None,
        text: LessonText {
            topic: own.topic.clone(),
            homework: own.homework.clone(),
            kind: LessonKind::from_code(&own.kind)?,
        },
        version: 0,
    })
}

fn column(own: &data::Column) -> Option<Column> {
    let of = match own.kind.as_ref() {
        "lesson" | "work" => ColumnOf::Current {
            lesson: own.lesson?,
            work: match &own.work {
                Some(work) => Some(Work::from_code(work)?),
                None => None,
            },
            results: own.results,
        },
        "thematic" => ColumnOf::Sum {
            sum: Sum::Thematic(Semester::from_code(own.semester?)?, own.until?),
            name: own.name.clone(),
        },
        kind => ColumnOf::Sum { sum: sum(kind, own.semester, own.results)?, name: own.name.clone() },
    };
    Some(Column { id: own.id.parse().ok()?, of })
}

fn entry(own: &data::Entry) -> Option<PageEntry> {
    let absence = match &own.absence {
        Some(code) => Some(Absence::from_code(code)?),
        None => None,
    };
    let mark = match &own.mark {
        Some(text) => Some(mark(text)?),
        None => None,
    };
    let entry = Entry { mark, absence, late: own.late, note: own.note.clone(), ..Entry::default() };
    Some(PageEntry {
        column: own.column.parse().ok()?,
        pupil: own.pupil,
        stored: StoredEntry { entry, version: 1 },
    })
}
