//! The pages of subjects: courses, their lessons, their columns, and what stands in the cells.

use std::collections::HashMap;

use klas_domain::{Id, id::of};

use super::{Names, Table, identifiers, named, or_empty};
use crate::archive::{
    ArchiveError, File,
    data::{Course, Journal, Lesson, Name, Replacement},
};

/// The pages, and who belongs to each.
pub fn courses(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table = Table::new(&["subject", "group", "scale", "teacher", "pupils", "id", "pupil_ids"])?;
    for course in &journal.courses {
        table.row([
            course.subject.clone(),
            or_empty(course.group),
            course.scale.to_string(),
            or_empty(course.teacher.as_ref().map(Name::full)),
            named(&course.pupils, names),
            course.id.to_string(),
            identifiers(&course.pupils),
        ])?;
    }
    table.file("csv/courses.csv")
}

/// The days from which and to which pupils were of a group, where those are not their days in the class.
pub fn group_stays(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table = Table::new(&["subject", "group", "pupil", "from", "to", "pupil_id", "course_id"])?;
    for course in &journal.courses {
        for own in &course.stays {
            table.row([
                course.subject.clone(),
                or_empty(course.group),
                names.get(&own.pupil).cloned().unwrap_or_default(),
                own.stay.from.to_string(),
                or_empty(own.stay.to),
                own.pupil.to_string(),
                course.id.to_string(),
            ])?;
        }
    }
    table.file("csv/group-stays.csv")
}

pub fn lessons(journal: &Journal) -> Result<File, ArchiveError> {
    let mut table = Table::new(&[
        "subject",
        "group",
        "teacher",
        "date",
        "period",
        "kind",
        "cancelled",
        "substitute",
        "replaced_by",
        "reason",
        "words",
        "topic",
        "homework",
        "id",
        "course_id",
    ])?;
    for course in &journal.courses {
        for lesson in &course.lessons {
            table.row([
                course.subject.clone(),
                or_empty(course.group),
                or_empty(course.teacher.as_ref().map(Name::full)),
                lesson.date.to_string(),
                lesson.period.to_string(),
                lesson.kind.to_string(),
                if lesson.cancelled { "1" } else { "" }.to_owned(),
                or_empty(lesson.substitute.as_ref().map(Name::full)),
                or_empty(lesson.replaced_by.as_ref().map(replacement)),
                or_empty(lesson.reason.as_ref()),
                or_empty(lesson.words.as_ref()),
                lesson.topic.clone(),
                lesson.homework.clone(),
                lesson.id.to_string(),
                course.id.to_string(),
            ])?;
        }
    }
    table.file("csv/lessons.csv")
}

fn replacement(own: &Replacement) -> String {
    let teacher = own.teacher.as_ref().map(Name::full);
    [Some(own.subject.clone()), teacher].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The columns that are more than a lesson's own: what they are of, and where they stand.
pub fn columns(journal: &Journal) -> Result<File, ArchiveError> {
    let mut table = Table::new(&[
        "subject",
        "group",
        "kind",
        "work",
        "semester",
        "results",
        "name",
        "date",
        "period",
        "id",
        "lesson_id",
        "course_id",
    ])?;
    for course in &journal.courses {
        for column in &course.columns {
            let lesson = column.lesson.and_then(|id| lesson_of(course, id));
            let at = lesson.map(|lesson| (lesson.date, lesson.period)).or(column.until);
            table.row([
                course.subject.clone(),
                or_empty(course.group),
                column.kind.to_string(),
                or_empty(column.work.as_ref()),
                or_empty(column.semester),
                or_empty(column.results),
                or_empty(column.name.as_ref()),
                or_empty(at.map(|(day, _)| day)),
                or_empty(at.map(|(_, period)| period)),
                column.id.clone(),
                or_empty(column.lesson),
                course.id.to_string(),
            ])?;
        }
    }
    table.file("csv/columns.csv")
}

fn lesson_of(course: &Course, id: Id<of::Lesson>) -> Option<&Lesson> {
    course.lessons.iter().find(|lesson| lesson.id == id)
}

/// What stands over a cell: the kind of its column, and the day, semester or name that tells it from others.
struct Over {
    kind: String,
    date: String,
    period: String,
    semester: String,
    name: String,
}

fn over(course: &Course) -> HashMap<String, Over> {
    let mut over: HashMap<String, Over> = HashMap::new();
    for lesson in &course.lessons {
        let own = Over {
            kind: "lesson".to_owned(),
            date: lesson.date.to_string(),
            period: lesson.period.to_string(),
            semester: String::new(),
            name: String::new(),
        };
        over.insert(lesson.id.to_string(), own);
    }
    for column in &course.columns {
        let lesson = column.lesson.and_then(|id| lesson_of(course, id));
        let at = lesson.map(|lesson| (lesson.date, lesson.period)).or(column.until);
        let own = Over {
            kind: column.work.as_ref().unwrap_or(&column.kind).to_string(),
            date: or_empty(at.map(|(day, _)| day)),
            period: or_empty(at.map(|(_, period)| period)),
            semester: or_empty(column.semester),
            name: column.name.clone().unwrap_or_else(|| or_empty(column.results)),
        };
        over.insert(column.id.clone(), own);
    }
    over
}

pub fn entries(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table = Table::new(&[
        "subject",
        "group",
        "column",
        "date",
        "period",
        "semester",
        "name",
        "pupil",
        "mark",
        "absence",
        "late",
        "note",
        "pupil_id",
        "column_id",
    ])?;
    for course in &journal.courses {
        let over = over(course);
        for entry in &course.entries {
            let Some(over) = over.get(&entry.column) else { continue };
            table.row([
                course.subject.clone(),
                or_empty(course.group),
                over.kind.clone(),
                over.date.clone(),
                over.period.clone(),
                over.semester.clone(),
                over.name.clone(),
                names.get(&entry.pupil).cloned().unwrap_or_default(),
                or_empty(entry.mark.clone()),
                or_empty(entry.absence.as_ref()),
                or_empty(entry.late),
                or_empty(entry.note.clone()),
                entry.pupil.to_string(),
                entry.column.clone(),
            ])?;
        }
    }
    table.file("csv/entries.csv")
}
