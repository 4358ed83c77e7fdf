//! The summary register: a pupil's semesters, year and attestation beneath one another, as on paper.

use chrono::NaiveDate;
use klas_documents::table::{Cell, Head, Table};
use klas_domain::{Id, calendar::Semester, column::Sum, id::of};
use klas_store::journal::PagePupil;

use super::{class_teacher, mark_cell, pupil_cells, pupil_heads};
use crate::{api::register::SummaryRegister, locales::Locale, pages::teacher::movement_in};

/// The lines of a pupil.
const USUAL: [Sum; 3] = [Sum::Semester(Semester::First), Sum::Semester(Semester::Second), Sum::Annual];

/// The summary register of a class.
pub fn summary(register: &SummaryRegister, today: NaiveDate, locale: Locale) -> Table {
    let says = locale.summary_register();
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
    Table {
        name: says.title.to_owned(),
        title: format!("{} · {} · {}", says.title, register.class.name, register.class.year.label()),
        notes: vec![says.corrected_legend.to_owned()],
        heads,
        rows,
        signatures: class_teacher(register.class.class_teacher_name.as_ref(), locale),
    }
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
            mark_cell(summary.marks.get(&(*subject, pupil.id, sum)).copied())
        };
        let mut cells = std::mem::replace(&mut first, vec![Cell::Above, Cell::Above]);
        cells.push(Cell::Text(says.of(sum).to_owned()));
        cells.extend(summary.subjects.iter().map(mark));
        cells.push(std::mem::replace(&mut last, Cell::Above));
        cells
    };
    sums.map(row).collect()
}
