//! A file while it is read: what it holds so far, and what is wrong with it.

use std::collections::{BTreeSet, HashMap, hash_map::Entry};

use klas_domain::{bundle::Bundle, school::ClassName};

use super::{
    grade,
    header::{Field, Table},
    report::{Fault, FileKind, FileReport},
    sheet::Sheet,
    value::{self, Read},
};

/// A file while it is read. Rows with a bad cell still give what can be read of them, so that other files' references
/// to them are not called wrong too; a file with faults gives nothing to the bundle in the end.
#[derive(Default)]
pub(super) struct Draft {
    pub report: FileReport,
    pub content: Bundle,
    /// Places of the files that this one refers to.
    pub needs: BTreeSet<usize>,
    /// What the rows are about, by a key that two rows about the same thing share, with the row's place in words.
    pub seen: HashMap<String, String>,
}

impl Draft {
    pub fn new(name: String) -> Self {
        Self { report: FileReport { name, ..FileReport::default() }, ..Self::default() }
    }

    /// A fault of the whole file.
    pub fn file_fault(&mut self, reason: &str) {
        self.sheet_fault("", reason);
    }

    /// A fault of a whole sheet.
    pub fn sheet_fault(&mut self, sheet: &str, reason: &str) {
        self.report.faults.push(Fault {
            sheet: sheet.to_owned(),
            row: 0,
            column: String::new(),
            value: String::new(),
            reason: reason.to_owned(),
        });
    }

    /// A question, once.
    pub fn ask(&mut self, question: String) {
        if !self.report.questions.contains(&question) {
            self.report.questions.push(question);
        }
    }

    /// A warning, once.
    pub fn warn(&mut self, warning: String) {
        if !self.report.warnings.contains(&warning) {
            self.report.warnings.push(warning);
        }
    }

    /// Counts a sheet's row with data.
    fn count(&mut self, sheet: &str, kind: FileKind) {
        let counted =
            self.report.sheets.iter_mut().find(|(name, known, _)| name == sheet && *known == Some(kind));
        if let Some((_, _, rows)) = counted {
            *rows += 1;
        }
    }
}

/// A recognised sheet with what its surroundings say of it.
pub(super) struct Source {
    pub sheet: Sheet,
    pub table: Table,
    /// The rows above the header, the sheet's name and the file's, in this order.
    pub titles: Vec<String>,
    /// The class that one of the titles names.
    pub class: Option<ClassName>,
    /// The grade that one of them names.
    pub grade: Option<u8>,
}

/// First words of rows that sum up the rows above.
const TOTALS: [&str; 6] = ["усього", "всього", "разом", "підсумок", "підсумки", "итого"];
const TOTALS_OF_PUPILS: [&str; 6] = ["хлопців", "хлопчиків", "юнаків", "дівчат", "дівчаток", "кількість"];

/// First words of rows where somebody signs.
const SIGNERS: [&str; 6] = ["директор", "директорка", "заступник", "заступниця", "класний", "секретар"];

/// A row with data.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub source: &'a Source,
    /// Place among the sheet's rows, from 0.
    place: usize,
}

impl Source {
    /// The rows below the header that are about something: no empty ones, repeated headers, totals and signatures.
    pub fn rows<'a>(&'a self, draft: &mut Draft) -> Vec<Row<'a>> {
        let places = self.table.header + 1..self.sheet.rows.len();
        let rows: Vec<Row> =
            places.map(|place| Row { source: self, place }).filter(|row| row.is_about_something()).collect();
        for _ in &rows {
            draft.count(&self.sheet.name, self.table.kind);
        }
        rows
    }
}

impl<'a> Row<'a> {
    /// The header itself.
    pub fn header(source: &'a Source) -> Self {
        Self { source, place: source.table.header }
    }

    /// All cells.
    pub fn cells(self) -> &'a [String] {
        &self.source.sheet.rows[self.place]
    }

    /// The cells that are not empty.
    pub fn filled(self) -> impl Iterator<Item = &'a str> {
        self.cells().iter().map(String::as_str).filter(|cell| !cell.is_empty())
    }

    fn is_about_something(self) -> bool {
        let said = || self.filled().filter(|cell| cell.contains(char::is_alphanumeric));
        let Some(first) = said().next() else { return false };
        let word = first_word(first);
        let word = word.as_str();
        let of_pupils = self.source.table.kind == FileKind::Pupils;
        // Before «Усього» may stand a number, or the teacher of the rows above; in a plan a topic may begin so.
        let is_first = matches!(self.source.table.kind, FileKind::Plan | FileKind::OneRoster);
        let within = if is_first { 1 } else { 3 };
        let sums_up = said().take(within).any(|cell| TOTALS.contains(&first_word(cell).as_str()));
        let is_total = sums_up || of_pupils && TOTALS_OF_PUPILS.contains(&word);
        let is_blank = |cell: &str| cell.contains("___") || cell.to_lowercase().contains("(підпис");
        // A blank beside a name is a telephone that nobody has filled in.
        let is_signature =
            is_blank(first) || SIGNERS.contains(&word) && (of_pupils || self.filled().any(is_blank));
        let is_header = self.cells() == self.source.sheet.rows[self.source.table.header];
        !(is_total || is_signature || is_header)
    }

    /// The row as a spreadsheet program numbers it.
    pub fn number(self) -> usize {
        self.place + 1
    }

    /// The place for people: `рядок 12`, with the sheet where the file has several.
    pub fn place(self) -> String {
        format!("аркуш «{}», рядок {}", self.source.sheet.name, self.number())
    }

    /// Text in a column.
    pub fn at(self, column: usize) -> &'a str {
        self.cells().get(column).map_or("", String::as_str)
    }

    /// Text in a field's column; empty where the column or the text is missing or says that there is nothing.
    pub fn text(self, field: Field) -> &'a str {
        let text = self.source.table.column(field).map_or("", |column| self.at(column));
        if value::is_nothing(text) { "" } else { text }
    }

    /// Whether all these columns are empty in the row.
    pub fn is_empty(self, fields: &[Field]) -> bool {
        fields.iter().all(|field| self.text(*field).is_empty())
    }

    /// A text that need not be there.
    pub fn optional_text(self, field: Field) -> Option<String> {
        Some(self.text(field)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A value that need not be there; a fault where it cannot be read.
    pub fn optional<T>(
        self,
        field: Field,
        read: impl FnOnce(&str) -> Read<T>,
        draft: &mut Draft,
    ) -> Option<T> {
        let text = Some(self.text(field)).filter(|text| !text.is_empty())?;
        read(text).map_err(|reason| self.fault(field, reason, draft)).ok()
    }

    /// A value; a fault where there is none or it cannot be read.
    pub fn required<T>(
        self,
        field: Field,
        read: impl FnOnce(&str) -> Read<T>,
        draft: &mut Draft,
    ) -> Option<T> {
        if self.text(field).is_empty() {
            self.fault(field, "має бути заповнено", draft);
            return None;
        }
        self.optional(field, read, draft)
    }

    /// The class that the row is of, in a part of the sheet that is about a grade.
    pub fn class(self, grade: Option<u8>, draft: &mut Draft) -> Option<ClassName> {
        self.required(Field::Class, |text| value::class(&grade::completed(grade, text)), draft)
    }

    pub fn fault(self, field: Field, reason: impl Into<String>, draft: &mut Draft) {
        match self.source.table.column(field) {
            Some(column) => self.fault_at(column, self.at(column), reason, draft),
            None => self.named_fault("", "", reason, draft),
        }
    }

    pub fn fault_at(self, column: usize, value: &str, reason: impl Into<String>, draft: &mut Draft) {
        let header = self.source.sheet.text(self.source.table.header, column);
        let column = if header.is_empty() { column_letters(column) } else { header.to_owned() };
        self.named_fault(&column, value, reason, draft);
    }

    /// A fault in a column of this name.
    pub fn named_fault(self, column: &str, value: &str, reason: impl Into<String>, draft: &mut Draft) {
        draft.report.faults.push(Fault {
            sheet: self.source.sheet.name.clone(),
            row: self.number(),
            column: column.to_owned(),
            value: value.to_owned(),
            reason: reason.into(),
        });
    }

    /// The text of a person's name, from one column or from three.
    pub fn name_text(self) -> String {
        self.joined(&[Field::FullName, Field::Surname, Field::Given, Field::Patronymic])
    }

    /// The texts of these columns as one.
    pub fn joined(self, fields: &[Field]) -> String {
        let parts = fields.iter().map(|field| self.text(*field)).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }

    /// The column where a name begins.
    pub fn name_field(self) -> Field {
        if self.source.table.column(Field::FullName).is_some() { Field::FullName } else { Field::Surname }
    }

    /// A fault where an earlier row of the file is about the same thing.
    pub fn only_once(self, field: Field, key: impl Into<String>, draft: &mut Draft) {
        if let Some(reason) = self.earlier(key.into(), draft) {
            self.fault(field, reason, draft);
        }
    }

    /// A fault where an earlier cell of the file is about the same thing.
    pub fn only_once_at(self, column: usize, key: impl Into<String>, draft: &mut Draft) {
        if let Some(reason) = self.earlier(key.into(), draft) {
            self.fault_at(column, self.at(column), reason, draft);
        }
    }

    /// A fault, in the column of this name, where an earlier row of the file is about the same thing.
    pub fn named_only_once(self, column: &str, key: String, draft: &mut Draft) {
        if let Some(reason) = self.earlier(key, draft) {
            self.named_fault(column, "", reason, draft);
        }
    }

    fn earlier(self, key: String, draft: &mut Draft) -> Option<String> {
        match draft.seen.entry(key) {
            Entry::Vacant(place) => {
                place.insert(self.place());
                None
            }
            Entry::Occupied(place) => Some(format!("те саме вже є: {}", place.get())),
        }
    }
}

/// The first word of a cell, in small letters.
fn first_word(cell: &str) -> String {
    let cell = cell.to_lowercase();
    let mut words = cell.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.next().unwrap_or_default().to_owned()
}

/// A column as spreadsheet programs call it: A is the first, AA follows Z.
fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.extend(('A'..='Z').nth((rest - 1) % 26));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
