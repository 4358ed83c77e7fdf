//! The same data as tables that any spreadsheet opens: CSV (RFC 4180) in UTF-8 with a mark at the beginning, without which
//! spreadsheets take Ukrainian letters for others.

use std::collections::HashMap;

use klas_domain::{Id, id::of};

use super::{
    ArchiveError, File,
    data::{Course, Journal, Replacement, Totals},
    manifest::hex,
};

/// What tells a spreadsheet that a file is UTF-8.
const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// A row of the history of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "docs/archive says what each column is")]
pub struct Change {
    pub seq: i64,
    /// RFC 3339 with microseconds.
    pub at: String,
    pub author: String,
    pub author_id: String,
    pub kind: String,
    pub object_id: String,
    pub pupil_id: String,
    pub reason: String,
    pub before: String,
    pub after: String,
    /// Whether reason, before and after are kept back, so that the hash cannot be made again from the row.
    pub withheld: bool,
    pub edit_id: String,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new(heads: &[&str]) -> Result<Self, ArchiveError> {
        let mut table =
            Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.to_vec()));
        table.0.write_record(heads)?;
        Ok(table)
    }

    /// A row for people: what a spreadsheet would reckon, it shows.
    fn row<const N: usize>(&mut self, cells: [String; N]) -> Result<(), ArchiveError> {
        self.exact(cells.map(shown))
    }

    /// A row for programs, which has to be what it was.
    fn exact<const N: usize>(&mut self, cells: [String; N]) -> Result<(), ArchiveError> {
        Ok(self.0.write_record(cells)?)
    }

    fn file(self, name: &str) -> Result<File, ArchiveError> {
        let bytes = self.0.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(File::new(name, bytes))
    }
}

/// A cell that no spreadsheet takes for a formula: people write what stands in a journal, and whoever opens it years later
/// must not have it run.
fn shown(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// What pupils are called, by identifier.
type Names = HashMap<Id<of::Person>, String>;

/// The tables of a journal.
pub fn of(journal: &Journal) -> Result<Vec<File>, ArchiveError> {
    let names: Names = journal.pupils.iter().map(|pupil| (pupil.id, pupil.name.full())).collect();
    Ok(vec![
        pupils(journal)?,
        lessons(journal)?,
        entries(journal, &names)?,
        attendance(journal, &names)?,
        summary(journal, &names)?,
        decisions(journal, &names)?,
        briefings(journal, &names)?,
        excursions(journal)?,
    ])
}

fn pupils(journal: &Journal) -> Result<File, ArchiveError> {
    let mut table = Table::new(&[
        "number",
        "surname",
        "given",
        "patronymic",
        "born",
        "came",
        "came_order",
        "left",
        "left_order",
        "address",
        "phone",
        "guardians",
        "health_group",
        "examined",
        "id",
    ])?;
    for pupil in &journal.pupils {
        let guardians = pupil.guardians.iter().map(|own| {
            let parts =
                [Some(own.relation.clone()), Some(own.name.full()), own.phone.clone(), own.email.clone()];
            parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        });
        table.row([
            pupil.number.to_string(),
            pupil.name.surname.clone(),
            pupil.name.given.clone(),
            pupil.name.patronymic.clone(),
            or_empty(pupil.born),
            or_empty(pupil.came.as_ref().map(|came| came.on)),
            or_empty(pupil.came.as_ref().and_then(|came| came.order.clone())),
            or_empty(pupil.left.as_ref().map(|left| left.on)),
            or_empty(pupil.left.as_ref().and_then(|left| left.order.clone())),
            or_empty(pupil.address.clone()),
            or_empty(pupil.phone.clone()),
            guardians.collect::<Vec<_>>().join("; "),
            or_empty(pupil.health.as_ref().map(|health| &health.group)),
            or_empty(pupil.health.as_ref().map(|health| health.examined)),
            pupil.id.to_string(),
        ])?;
    }
    table.file("csv/pupils.csv")
}

fn lessons(journal: &Journal) -> Result<File, ArchiveError> {
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
        "topic",
        "homework",
        "id",
    ])?;
    for course in &journal.courses {
        for lesson in &course.lessons {
            table.row([
                course.subject.clone(),
                or_empty(course.group),
                or_empty(course.teacher.as_ref().map(super::data::Name::full)),
                lesson.date.to_string(),
                lesson.period.to_string(),
                lesson.kind.to_string(),
                if lesson.cancelled { "1" } else { "" }.to_owned(),
                or_empty(lesson.substitute.as_ref().map(super::data::Name::full)),
                or_empty(lesson.replaced_by.as_ref().map(replacement)),
                or_empty(lesson.reason.as_ref()),
                lesson.topic.clone(),
                lesson.homework.clone(),
                lesson.id.to_string(),
            ])?;
        }
    }
    table.file("csv/lessons.csv")
}

fn replacement(own: &Replacement) -> String {
    let teacher = own.teacher.as_ref().map(super::data::Name::full);
    [Some(own.subject.clone()), teacher].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What stands over a cell: the kind of its column, and the day, semester or name that tells it from others.
struct Over {
    kind: String,
    date: String,
    period: String,
    semester: String,
    name: String,
}

fn columns(course: &Course) -> HashMap<String, Over> {
    let of_lesson = |id: &str| course.lessons.iter().find(|lesson| lesson.id.to_string() == id);
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
        let lesson = column.lesson.and_then(|lesson| of_lesson(&lesson.to_string()));
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

fn entries(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table = Table::new(&[
        "subject", "group", "column", "date", "period", "semester", "name", "pupil", "mark", "absence",
        "late", "note", "pupil_id",
    ])?;
    for course in &journal.courses {
        let over = columns(course);
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
            ])?;
        }
    }
    table.file("csv/entries.csv")
}

fn attendance(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table = Table::new(&[
        "pupil",
        "span",
        "days",
        "lessons",
        "through_illness",
        "without_reason",
        "date",
        "missed",
        "held",
        "pupil_id",
    ])?;
    for own in &journal.attendance {
        let name = names.get(&own.pupil).cloned().unwrap_or_default();
        for day in &own.days {
            let missed: Vec<String> =
                day.missed.iter().map(|(kind, lessons)| format!("{kind}/{lessons}")).collect();
            table.row([
                name.clone(),
                "day".to_owned(),
                String::new(),
                day.missed.values().sum::<u32>().to_string(),
                String::new(),
                String::new(),
                day.date.to_string(),
                missed.join(" "),
                day.held.to_string(),
                own.pupil.to_string(),
            ])?;
        }
        let mut total = |span: &str, totals: &Totals| {
            table.row([
                name.clone(),
                span.to_owned(),
                totals.days.to_string(),
                totals.lessons.to_string(),
                totals.through_illness.to_string(),
                totals.without_reason.to_string(),
                String::new(),
                String::new(),
                String::new(),
                own.pupil.to_string(),
            ])
        };
        total("semester-1", &own.first_semester)?;
        total("semester-2", &own.second_semester)?;
        total("year", &own.year)?;
    }
    table.file("csv/attendance.csv")
}

fn summary(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table =
        Table::new(&["subject", "pupil", "kind", "semester", "results", "mark", "corrected", "pupil_id"])?;
    for mark in &journal.summary {
        table.row([
            mark.subject.clone(),
            names.get(&mark.pupil).cloned().unwrap_or_default(),
            mark.kind.to_string(),
            or_empty(mark.semester),
            or_empty(mark.results),
            mark.mark.clone(),
            or_empty(mark.corrected.clone()),
            mark.pupil.to_string(),
        ])?;
    }
    table.file("csv/summary.csv")
}

fn decisions(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table = Table::new(&["pupil", "verdict", "words", "order", "date", "pupil_id"])?;
    for decision in &journal.decisions {
        table.row([
            names.get(&decision.pupil).cloned().unwrap_or_default(),
            decision.verdict.to_string(),
            decision.words.clone(),
            decision.order.clone(),
            or_empty(decision.date),
            decision.pupil.to_string(),
        ])?;
    }
    table.file("csv/decisions.csv")
}

fn briefings(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table = Table::new(&["date", "kind", "topic", "held_by", "present", "struck", "present_ids"])?;
    for briefing in &journal.briefings {
        let present: Vec<&str> =
            briefing.present.iter().filter_map(|pupil| names.get(pupil).map(String::as_str)).collect();
        table.row([
            briefing.held_on.to_string(),
            briefing.kind.to_string(),
            briefing.topic.clone(),
            briefing.held_by.clone(),
            present.join("; "),
            if briefing.struck { "1" } else { "" }.to_owned(),
            briefing.present.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        ])?;
    }
    table.file("csv/briefings.csv")
}

fn excursions(journal: &Journal) -> Result<File, ArchiveError> {
    let mut table = Table::new(&["kind", "from", "to", "place", "hours", "led_by", "struck"])?;
    for excursion in &journal.excursions {
        table.row([
            excursion.kind.to_string(),
            excursion.starts_on.to_string(),
            excursion.ends_on.to_string(),
            excursion.place.clone(),
            excursion.hours.to_string(),
            excursion.led_by.clone(),
            if excursion.struck { "1" } else { "" }.to_owned(),
        ])?;
    }
    table.file("csv/excursions.csv")
}

pub const HISTORY: &str = "history.csv";

/// The place in the school's history of the last row that a table of changes has; none where it has no rows or is no such
/// table.
pub fn last_change(table: &[u8]) -> Option<i64> {
    let mut rows = csv::Reader::from_reader(table.strip_prefix(MARK).unwrap_or(table));
    let last = rows.records().last()?.ok()?;
    last.get(0)?.parse().ok()
}

/// The history of changes. Of rows that follow one another in the school's history, the first has the hash of the row
/// before it and the last its own: those between are computed, and hashes are what does not compress. A withheld row has
/// its own, which nobody can compute.
pub fn history(changes: &[Change]) -> Result<File, ArchiveError> {
    let mut table = Table::new(&[
        "seq",
        "at",
        "author",
        "kind",
        "pupil_id",
        "object_id",
        "reason",
        "before",
        "after",
        "withheld",
        "author_id",
        "edit_id",
        "previous",
        "hash",
    ])?;
    let follows = |above: Option<&Change>, below: Option<&Change>| {
        above
            .zip(below)
            .is_some_and(|(above, below)| above.seq + 1 == below.seq && above.hash == below.previous)
    };
    for (place, change) in changes.iter().enumerate() {
        let above = place.checked_sub(1).and_then(|above| changes.get(above));
        let goes_on = follows(Some(change), changes.get(place + 1));
        table.exact([
            change.seq.to_string(),
            change.at.clone(),
            change.author.clone(),
            change.kind.clone(),
            change.pupil_id.clone(),
            change.object_id.clone(),
            change.reason.clone(),
            change.before.clone(),
            change.after.clone(),
            if change.withheld { "1" } else { "" }.to_owned(),
            change.author_id.clone(),
            change.edit_id.clone(),
            if follows(above, Some(change)) { String::new() } else { hex(&change.previous) },
            if goes_on && !change.withheld { String::new() } else { hex(&change.hash) },
        ])?;
    }
    table.file(HISTORY)
}
