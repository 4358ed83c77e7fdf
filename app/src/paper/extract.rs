//! What an archived journal says of one pupil: on a page, and as the extract that the head certifies.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use klas_documents::{
    archive::hex,
    table::{Cell, Head, Signature, Table},
};
use klas_domain::{
    Entry, Id, attendance::Missed, calendar::Semester, column::Sum, id::of, school::PersonName,
};
use klas_signature::Fault;
use klas_store::{archive::ArchiveSignature, journal::JournalPage};

use super::{result_heads, said_cell};
use crate::{
    api::{opened::OfPupil, summary::theme_number},
    components::{moment, short_date},
    locales::Locale,
    pages::teacher::{Period, Shown, shown},
    routes::verify::language,
};

/// The pupil's marks of the year with what was missed, and the entries at lessons.
pub fn of_pupil(own: &OfPupil, locale: Locale) -> Vec<Table> {
    vec![results(own, locale), entries(own, locale)]
}

/// The extract: the same, and what it was made of, by whom and when.
pub fn extract(
    own: &OfPupil,
    (by, at): (&PersonName, DateTime<Utc>),
    head: Option<&PersonName>,
    locale: Locale,
) -> Vec<Table> {
    let mut tables = of_pupil(own, locale);
    if let Some(first) = tables.first_mut() {
        first.title = format!("{} · {}", locale.opened().extract, own.name);
    }
    let head = head.map(PersonName::initials).unwrap_or_default();
    let signatures = vec![Signature { position: locale.paper().head.to_owned(), name: head }];
    tables.push(Table { signatures, ..origin(own, (by, at), locale) });
    tables
}

fn results(own: &OfPupil, locale: Locale) -> Table {
    let (says, paper, texts) = (locale.summary_register(), locale.paper(), locale.opened());
    let usual = [Sum::Semester(Semester::First), Sum::Semester(Semester::Second), Sum::Annual];
    let attested = own.summary.marks.keys().any(|(.., sum)| *sum == Sum::Attestation);
    let sums: Vec<Sum> = usual.into_iter().chain(attested.then_some(Sum::Attestation)).collect();
    let heads = result_heads(&own.summary, own.pupil, &sums, locale);
    let has_any = |id: &Id<of::Subject>| own.summary.marks.keys().any(|(subject, ..)| subject == id);
    let studied = |(id, name): &&(Id<of::Subject>, String)| {
        has_any(id) || own.pages.iter().any(|page| page.course.subject == *name)
    };
    let subject = |(id, name): &(Id<of::Subject>, String)| {
        let said = |sum: &Sum| said_cell(&own.summary, (*id, own.pupil, *sum));
        [Cell::Text(name.clone())].into_iter().chain(sums.iter().map(said)).collect()
    };
    let mut rows: Vec<Vec<Cell>> = own.summary.subjects.iter().filter(studied).map(subject).collect();
    rows.extend(absences(own.missed(), sums.len(), locale));
    let decision = own.summary.decisions.get(&own.pupil).and_then(|stored| stored.decision.as_ref());
    let decision =
        decision.map(|decision| format!("{}: {}", says.decision, says.told(decision, own.class.name.grade)));
    let of_class = format!(
        "{}, {}",
        (paper.of_class)(&own.class.name.to_string()),
        (paper.of_year)(&own.class.year.label())
    );
    let number = format!("{}: {}", texts.number, own.number);
    let is_corrected = own.summary.marks.values().any(|mark| mark.corrected.is_some())
        || own.summary.words.values().any(|words| words.corrected);
    let corrected = is_corrected.then(|| says.corrected_legend.to_owned());
    Table {
        name: texts.results.to_owned(),
        title: texts.results.to_owned(),
        notes: [Some(of_class), Some(number), decision, corrected].into_iter().flatten().collect(),
        heads,
        rows,
        signatures: Vec::new(),
        ..Table::default()
    }
}

/// What was missed in each semester and in the year, beneath the marks.
fn absences(missed: [Missed; 3], columns: usize, locale: Locale) -> [Vec<Cell>; 4] {
    let says = locale.registers();
    let line = |name: &str, number: fn(&Missed) -> u32| {
        let mut cells = vec![Cell::Text(name.to_owned())];
        cells.extend(missed.iter().map(|missed| Cell::Number(number(missed))));
        cells.resize(columns + 1, Cell::Empty);
        cells
    };
    [
        line(says.days_missed, |missed| missed.days),
        line(says.lessons_missed, |missed| missed.lessons),
        line(says.through_illness, |missed| missed.through_illness),
        line(says.without_reason, |missed| missed.without_reason),
    ]
}

/// A subject in a row, with the entries of the year in time order.
fn entries(own: &OfPupil, locale: Locale) -> Table {
    let texts = locale.opened();
    let row = |page: &JournalPage| {
        let teacher = page.course.teacher.as_ref().map(|(_, name)| name.initials()).unwrap_or_default();
        let told = told(page, own, locale);
        let told = if told.is_empty() { texts.no_entries.to_owned() } else { told };
        vec![Cell::Text(page.course.subject.clone()), Cell::words(teacher), Cell::Text(told)]
    };
    Table {
        name: texts.entries.to_owned(),
        title: texts.entries.to_owned(),
        notes: Vec::new(),
        heads: vec![
            Head::words(locale.reports().subject, 24),
            Head::words(texts.teacher, 16),
            Head::words(texts.entries_column, 70),
        ],
        rows: own.pages.iter().map(row).collect(),
        signatures: Vec::new(),
        ..Table::default()
    }
}

/// «05.09: 8; 07.09: н; Тематична 1: 9»
fn told(page: &JournalPage, own: &OfPupil, locale: Locale) -> String {
    let entries: HashMap<_, &Entry> =
        page.entries.iter().map(|entry| (entry.column, &entry.stored.entry)).collect();
    let mut told = Vec::new();
    for semester in Semester::ALL {
        let (first, last) = own.class.year.range(semester);
        let period = Period { semester, month: None, summary: false };
        let columns = shown(page, &period);
        let here = columns
            .iter()
            .filter(|column| column.lesson().is_none_or(|lesson| (first..=last).contains(&lesson.date)));
        told.extend(here.filter_map(|column| {
            let entry = entries.get(&column.id())?;
            let name = match column {
                Shown::Lesson(lesson, _) => short_date(lesson.date),
                Shown::Work(lesson, _, _, work) => {
                    format!("{} ({})", short_date(lesson.date), locale.summary().work_name(*work))
                }
                Shown::Sum(_, sum @ Sum::Thematic(..), _) => {
                    locale.summary().sum_name(*sum, theme_number(&page.columns, *sum))
                }
                Shown::Sum(..) => return None,
            };
            let note = entry.note.as_ref().map(|note| format!(" «{note}»")).unwrap_or_default();
            Some(format!("{name}: {entry}{note}"))
        }));
    }
    told.join("; ")
}

fn origin(own: &OfPupil, (by, at): (&PersonName, DateTime<Utc>), locale: Locale) -> Table {
    let texts = locale.opened();
    let mut lines = vec![
        (texts.school.to_owned(), own.school.clone()),
        (texts.digest.to_owned(), hex(&own.integrity.digest)),
        (texts.made_at.to_owned(), moment(own.integrity.made_at)),
    ];
    let signer = |own: &ArchiveSignature| (texts.made_by.to_owned(), signer(own, locale));
    lines.extend(own.integrity.signatures.iter().map(signer));
    let words = |fault: &Fault| klas_verdict::fault(fault, language(locale));
    let revoked = |fault: &Fault| (texts.certificates.to_owned(), words(fault));
    lines.extend(own.integrity.revoked.iter().map(revoked));
    lines.push((texts.extracted_at.to_owned(), moment(at)));
    lines.push((texts.extracted_by.to_owned(), by.full()));
    let row = |(what, says): (String, String)| vec![Cell::Text(what), Cell::Text(says)];
    Table {
        name: texts.origin.to_owned(),
        title: texts.origin.to_owned(),
        notes: vec![texts.origin_lead.to_owned()],
        heads: vec![Head::words(texts.what, 30), Head::words(texts.says, 70)],
        rows: lines.into_iter().map(row).collect(),
        signatures: Vec::new(),
        ..Table::default()
    }
}

/// «Коваль Олена Петрівна, класний керівник, 24.11.2026, 08:05»
pub fn signer(own: &ArchiveSignature, locale: Locale) -> String {
    format!("{}, {}, {}", own.name, (locale.archive().role)(own.role), moment(own.signed_at))
}
