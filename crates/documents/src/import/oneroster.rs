//! OneRoster 1.1 and 1.2 CSV bundles (1EdTech), as other systems give a school's roster away.
//!
//! A bundle is read whole or not at all, because its files are nothing without each other. What it calls a class is a
//! page of the journal here, and its homeroom is the class. It does not know of hours, so they are 0.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use klas_domain::{calendar::AcademicYear, school::PersonName};

use super::{
    draft::{Draft, Row, Source},
    header::Table,
    report::FileKind,
    sheet::{self, SourceFile},
    title,
    value::{self, Read},
};

mod classes;
mod people;

/// The folder or archive of a file of a OneRoster bundle, empty at the top; none for other files. Every OneRoster
/// table begins with the column `sourcedId`, the manifest with `propertyName`.
pub(super) fn folder(file: &SourceFile) -> Option<&str> {
    let beginning = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    let beginning = beginning.strip_prefix(b"\"").unwrap_or(beginning);
    let is_part = ["sourcedId", "propertyName"].iter().any(|column| {
        beginning.get(..column.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(column.as_bytes()))
    });
    is_part.then(|| file.name.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// Reads the bundle of a folder; told is the school's year, where it has one.
pub(super) fn read(folder: &str, files: &[&SourceFile], year: Option<&AcademicYear>) -> Draft {
    let mut draft = Draft::new(if folder.is_empty() { "OneRoster".to_owned() } else { folder.to_owned() });
    let roster = Roster::open(files, &mut draft);
    let missing: Vec<&str> = ["users", "classes", "enrollments"]
        .into_iter()
        .filter(|name| !roster.tables.contains_key(*name))
        .collect();
    if !missing.is_empty() {
        draft.file_fault(&format!("у наборі OneRoster немає файлів: {}", missing.join(", ")));
        return draft;
    }
    roster.school(year, &mut draft);
    let users = people::users(&roster, &mut draft);
    let classes = classes::classes(&roster, &mut draft);
    let enrolments = classes::enrolments(&roster, &users, &classes, &mut draft);
    people::staff(&users, &classes, &enrolments, &mut draft);
    people::pupils(&roster, &users, &classes, &enrolments, &mut draft);
    classes::courses(&users, &classes, &enrolments, &mut draft);
    draft
}

/// The tables of a bundle by their names in it: `users`, `classes`.
struct Roster {
    tables: BTreeMap<String, Source>,
}

impl Roster {
    fn open(files: &[&SourceFile], draft: &mut Draft) -> Self {
        let mut tables = BTreeMap::new();
        for file in files {
            match sheet::open(file) {
                Ok(sheets) => tables.extend(sheets.into_iter().map(|mut sheet| {
                    let name = sheet.name.clone();
                    sheet.name = format!("{name}.csv");
                    draft.report.sheets.push((sheet.name.clone(), Some(FileKind::OneRoster), 0));
                    let table = Table { kind: FileKind::OneRoster, header: 0, columns: Vec::new() };
                    (name, Source { sheet, table, titles: Vec::new(), class: None, grade: None })
                })),
                Err(reason) => draft.file_fault(&reason),
            }
        }
        Self { tables }
    }

    /// The rows of a table that are not marked as deleted; none of a table that the bundle does not have.
    fn rows(&self, name: &str, draft: &mut Draft) -> Vec<Record<'_>> {
        let rows = self.tables.get(name).map(|source| source.rows(draft)).unwrap_or_default();
        let records = rows.into_iter().map(|row| Record { row });
        records.filter(|record| !record.text("status").eq_ignore_ascii_case("tobedeleted")).collect()
    }

    /// The rows of a table by their identifiers.
    fn by_id(&self, name: &str, draft: &mut Draft) -> HashMap<&str, Record<'_>> {
        self.rows(name, draft).into_iter().map(|record| (record.text("sourcedId"), record)).collect()
    }

    /// The school and the academic year.
    fn school(&self, known: Option<&AcademicYear>, draft: &mut Draft) {
        let orgs = self.rows("orgs", draft);
        let schools: Vec<&Record> = orgs.iter().filter(|org| org.text("type") == "school").collect();
        if let [_, second, ..] = schools.as_slice() {
            second.fault("name", "у наборі кілька закладів, а потрібен один", draft);
        }
        draft.content.school = schools.first().map(|org| org.text("name").to_owned());
        let sessions = self.rows("academicSessions", draft);
        let year = |session: &Record| {
            let starts_on = value::date(session.text("startDate")).ok().map(AcademicYear::of_day);
            title::year(session.text("title")).map(AcademicYear::starting).or(starts_on)
        };
        let of_years = sessions.iter().filter(|session| session.text("type") == "schoolYear");
        let latest = |sessions: Vec<AcademicYear>| sessions.into_iter().max_by_key(|year| year.starts_on);
        draft.content.year = latest(of_years.clone().filter_map(year).collect())
            .or_else(|| latest(sessions.iter().filter_map(year).collect()));
        let Some(known) = known else { return };
        for session in of_years {
            if year(session).is_some_and(|own| own.label() == known.label()) {
                session.tell_dates(known, draft);
            }
        }
    }
}

/// A row of a bundle's table, by the names of its columns.
#[derive(Clone, Copy)]
struct Record<'a> {
    row: Row<'a>,
}

impl<'a> Record<'a> {
    fn column(self, name: &str) -> Option<usize> {
        Row::header(self.row.source).cells().iter().position(|header| header.eq_ignore_ascii_case(name))
    }

    /// Text in a column; empty where there is none.
    fn text(self, name: &str) -> &'a str {
        self.column(name).map_or("", |column| self.row.at(column))
    }

    /// The values of a column that holds several, separated by commas.
    fn list(self, name: &str) -> impl Iterator<Item = &'a str> {
        self.text(name).split(',').map(str::trim).filter(|value| !value.is_empty())
    }

    /// A value that need not be there; a fault where it cannot be read.
    fn optional<T>(self, name: &str, read: fn(&str) -> Read<T>, draft: &mut Draft) -> Option<T> {
        let text = Some(self.text(name)).filter(|text| !text.is_empty())?;
        read(text).map_err(|reason| self.fault(name, reason, draft)).ok()
    }

    /// Says where a year has other dates than in the school, which keeps those that it has set.
    fn tell_dates(self, known: &AcademicYear, draft: &mut Draft) {
        let day = |column: &str| value::date(self.text(column)).ok();
        let (Some(first), Some(last)) = (day("startDate"), day("endDate")) else { return };
        if (first, last) != (known.starts_on, known.ends_on) {
            let (place, year) = (self.row.place(), known.label());
            let dates = |first: NaiveDate, last: NaiveDate| {
                format!("{} – {}", first.format("%d.%m.%Y"), last.format("%d.%m.%Y"))
            };
            draft.warn(format!(
                "{place}: тут {year} навчальний рік {}, а в закладі {}: лишаються дати закладу",
                dates(first, last),
                dates(known.starts_on, known.ends_on)
            ));
        }
    }

    fn fault(self, name: &str, reason: &str, draft: &mut Draft) {
        self.row.named_fault(name, self.text(name), reason, draft);
    }
}

/// A person's names; a fault where the surname or the given name is missing.
fn name(user: Record<'_>, draft: &mut Draft) -> PersonName {
    for column in ["familyName", "givenName"] {
        if user.text(column).is_empty() {
            user.fault(column, "має бути заповнено", draft);
        }
    }
    PersonName {
        surname: user.text("familyName").to_owned(),
        given: user.text("givenName").to_owned(),
        patronymic: user.text("middleName").to_owned(),
    }
}
