//! The summary register: a pupil's semesters, year and attestation beneath one another, as on paper.

use chrono::NaiveDate;
use klas_documents::table::{Cell, Head, Table};
use klas_domain::{Id, calendar::Semester, column::Sum, id::of};
use klas_store::journal::PagePupil;

use super::{WORDS, class_teacher, mark_cell, pupil_cells, pupil_heads, said_cell};
use crate::{api::register::SummaryRegister, locales::Locale, pages::teacher::movement_in};

/// The lines of a pupil.
const USUAL: [Sum; 3] = [Sum::Semester(Semester::First), Sum::Semester(Semester::Second), Sum::Annual];

/// The summary register of a class, and after it the words of those who are assessed in words.
pub fn summary(register: &SummaryRegister, today: NaiveDate, locale: Locale) -> Vec<Table> {
    let says = locale.summary_register();
    let words = words(register, locale);
    let legend = words.iter().map(|_| locale.paper().described_legend.to_owned());
    let notes = [says.corrected_legend.to_owned()].into_iter().chain(legend).collect();
    let mut heads = Vec::from(pupil_heads(locale));
    heads.push(Head::new(says.period, 7));
    let subjects = &register.summary.subjects;
    heads.extend(subjects.iter().map(|(_, name)| Head::upright(name, 5)));
    heads.push(Head::words(says.decision, 20));
    let rows = register
        .summary
        .pupils
        .iter()
        .zip(1..)
        .flat_map(|(pupil, number)| pupil_rows(register, pupil, number, today, locale))
        .collect();
    let marks = Table {
        name: says.title.to_owned(),
        title: title(register, locale),
        notes,
        heads,
        rows,
        signatures: class_teacher(register.class.class_teacher_name.as_ref(), locale),
        ..Table::default()
    };
    [Some(marks), words].into_iter().flatten().collect()
}

fn title(register: &SummaryRegister, locale: Locale) -> String {
    let title = locale.summary_register().title;
    format!("{title} · {} · {}", register.class.name, register.class.year.label())
}

/// What is said in words, a subject of a pupil in a row: in the register there is no room for it.
fn words(register: &SummaryRegister, locale: Locale) -> Option<Table> {
    let (summary, paper) = (&register.summary, locale.paper());
    let has_words = |sum: &Sum| summary.words.keys().any(|(.., own)| own == sum);
    let sums: Vec<Sum> = USUAL.into_iter().filter(has_words).collect();
    let mut heads = Vec::from(pupil_heads(locale));
    heads.push(Head::words(locale.reports().subject, 20));
    heads.extend(sums.iter().map(|sum| Head::words(locale.summary_register().of(*sum), WORDS)));
    let mut rows = Vec::new();
    for (pupil, number) in summary.pupils.iter().zip(1..) {
        for (subject, name) in &summary.subjects {
            let place = |sum: &Sum| (*subject, pupil.id, *sum);
            if sums.iter().any(|sum| summary.words.contains_key(&place(sum))) {
                let own = [Cell::Number(number), Cell::Text(pupil.name.short()), Cell::Text(name.clone())];
                let said = sums.iter().map(|sum| said_cell(summary, place(sum)));
                rows.push(own.into_iter().chain(said).collect::<Vec<_>>());
            }
        }
    }
    (!rows.is_empty()).then(|| Table {
        name: paper.words.to_owned(),
        title: format!("{} · {}", title(register, locale), paper.words.to_lowercase()),
        notes: Vec::new(),
        heads,
        rows,
        signatures: class_teacher(register.class.class_teacher_name.as_ref(), locale),
        ..Table::default()
    })
}

fn pupil_rows(
    register: &SummaryRegister,
    pupil: &PagePupil,
    number: u32,
    today: NaiveDate,
    locale: Locale,
) -> Vec<Vec<Cell>> {
    let says = locale.summary_register();
    let summary = &register.summary;
    let attested = summary.marks.keys().any(|(_, own, sum)| (*own, *sum) == (pupil.id, Sum::Attestation));
    let sums = USUAL.into_iter().chain(attested.then_some(Sum::Attestation));
    let decision = summary.decisions.get(&pupil.id).and_then(|stored| stored.decision.as_ref());
    let decision = decision.map(|decision| says.told(decision, register.class.name.grade));
    let moved = movement_in(pupil, None, (register.class.year.starts_on, today), locale.texts());
    let mut first = Vec::from(pupil_cells(number, pupil, moved));
    let mut last = Cell::words(decision.unwrap_or_default());
    let row = |sum: Sum| {
        let mark = |(subject, _): &(Id<of::Subject>, String)| {
            let place = (*subject, pupil.id, sum);
            let mark = mark_cell(summary.marks.get(&place).copied());
            match summary.words.get(&place) {
                Some(own) if mark == Cell::Empty => {
                    let star = if own.corrected { "*" } else { "" };
                    Cell::Text(format!("{}{star}", locale.paper().described))
                }
                _ => mark,
            }
        };
        let mut cells = std::mem::replace(&mut first, vec![Cell::Above, Cell::Above]);
        cells.push(Cell::Text(says.of(sum).to_owned()));
        cells.extend(summary.subjects.iter().map(mark));
        cells.push(std::mem::replace(&mut last, Cell::Above));
        cells
    };
    sums.map(row).collect()
}
