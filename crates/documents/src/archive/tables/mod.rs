//! The same data as tables that any spreadsheet opens: CSV (RFC 4180) in UTF-8 with a mark at the beginning, without which
//! spreadsheets take Ukrainian letters for others.

mod history;
mod pages;

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{Id, id::of};

use super::{
    ArchiveError, File,
    data::{Journal, Totals},
};

pub use history::{Change, HISTORY, history, last_change};

/// What tells a spreadsheet that a file is UTF-8.
const MARK: &[u8] = "\u{FEFF}".as_bytes();

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

/// The names of pupils, as far as they are known.
fn named(pupils: &[Id<of::Person>], names: &Names) -> String {
    let names: Vec<&str> = pupils.iter().filter_map(|pupil| names.get(pupil).map(String::as_str)).collect();
    names.join("; ")
}

fn identifiers(pupils: &[Id<of::Person>]) -> String {
    pupils.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// What pupils are called, by identifier.
type Names = HashMap<Id<of::Person>, String>;

/// The tables of a journal.
pub fn of(journal: &Journal) -> Result<Vec<File>, ArchiveError> {
    let names: Names = journal.pupils.iter().map(|pupil| (pupil.id, pupil.name.full())).collect();
    Ok(vec![
        year(journal)?,
        pupils(journal)?,
        stays(journal)?,
        pages::courses(journal, &names)?,
        pages::group_stays(journal, &names)?,
        pages::lessons(journal)?,
        pages::columns(journal)?,
        pages::entries(journal, &names)?,
        attendance(journal, &names)?,
        summary(journal, &names)?,
        summary_words(journal, &names)?,
        results_groups(journal)?,
        decisions(journal, &names)?,
        briefings(journal, &names)?,
        excursions(journal)?,
    ])
}

/// Whose journal it is, who leads the class, and the days of its year.
fn year(journal: &Journal) -> Result<File, ArchiveError> {
    let (year, class) = (&journal.year, &journal.class);
    let mut table = Table::new(&["kind", "name", "from", "to", "id"])?;
    let mut row = |kind: &str, name: String, days: Option<(NaiveDate, NaiveDate)>, id: String| {
        let days = days.map(|(from, to)| [from, to].map(|day| day.to_string())).unwrap_or_default();
        let [from, to] = days;
        table.row([kind.to_owned(), name, from, to, id])
    };
    row("school", journal.school.clone(), None, String::new())?;
    row("class", class.name.clone(), None, class.id.to_string())?;
    row("grade", class.grade.to_string(), None, String::new())?;
    if let Some(teacher) = &class.class_teacher {
        row("class-teacher", teacher.full(), None, String::new())?;
    }
    row("year", year.name.clone(), Some((year.starts_on, year.ends_on)), String::new())?;
    let first = (year.starts_on, year.first_semester_ends_on);
    let second = (year.second_semester_starts_on, year.ends_on);
    row("semester", "1".to_owned(), Some(first), String::new())?;
    row("semester", "2".to_owned(), Some(second), String::new())?;
    for own in &year.holidays {
        row("holidays", own.name.clone(), Some((own.starts_on, own.ends_on)), String::new())?;
    }
    table.file("csv/year.csv")
}

/// The days from which and to which pupils were of the class.
fn stays(journal: &Journal) -> Result<File, ArchiveError> {
    let mut table = Table::new(&["pupil", "from", "to", "pupil_id"])?;
    for pupil in &journal.pupils {
        for stay in &pupil.stays {
            table.row([pupil.name.full(), stay.from.to_string(), or_empty(stay.to), pupil.id.to_string()])?;
        }
    }
    table.file("csv/stays.csv")
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

fn summary_words(journal: &Journal, names: &Names) -> Result<File, ArchiveError> {
    let mut table =
        Table::new(&["subject", "pupil", "kind", "semester", "results", "words", "corrected", "pupil_id"])?;
    for own in &journal.words {
        table.row([
            own.subject.clone(),
            names.get(&own.pupil).cloned().unwrap_or_default(),
            own.kind.to_string(),
            or_empty(own.semester),
            or_empty(own.results),
            own.words.clone(),
            if own.corrected { "1" } else { "" }.to_owned(),
            own.pupil.to_string(),
        ])?;
    }
    table.file("csv/summary-words.csv")
}

/// What the groups of results are called, by number.
fn results_groups(journal: &Journal) -> Result<File, ArchiveError> {
    let mut table = Table::new(&["subject", "results", "name"])?;
    for own in &journal.groups {
        for (number, name) in (1..).zip(&own.names) {
            let number: u32 = number;
            table.row([own.subject.clone(), number.to_string(), name.clone()])?;
        }
    }
    table.file("csv/results-groups.csv")
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
        table.row([
            briefing.held_on.to_string(),
            briefing.kind.to_string(),
            briefing.topic.clone(),
            briefing.held_by.clone(),
            named(&briefing.present, names),
            if briefing.struck { "1" } else { "" }.to_owned(),
            identifiers(&briefing.present),
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
