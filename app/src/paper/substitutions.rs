//! The register of missed and substituted lessons.

use klas_documents::table::{Cell, Head, Table};
use klas_domain::substitution::{ArrangedLesson, TeacherTotal};

use super::leaders;
use crate::{
    api::substitutions::MonthRegister,
    components::short_date,
    locales::{Locale, capitalised},
    pages::substitutions::{class_of, instead_of, reason_of},
};

/// The register of a month, and what it comes to for each teacher.
pub fn substitutions(register: &MonthRegister, locale: Locale) -> Vec<Table> {
    let (names, texts) = (locale.texts(), locale.substitutions());
    let (year, month) = register.month;
    let whose = register.whose().map(|name| format!(" · {}", name.full())).unwrap_or_default();
    let title = format!("{} · {} {year}{whose}", texts.register_title, capitalised(locale.month(month)));
    let lessons = Table {
        name: texts.register_title.to_owned(),
        title: title.clone(),
        heads: vec![
            Head::new(names.date, 6),
            Head::new(names.lesson, 6),
            Head::words(names.class, 12),
            Head::words(texts.subject, 26),
            Head::words(texts.teacher, 20),
            Head::words(texts.taught, 20),
            Head::words(texts.why, 26),
        ],
        rows: register.register.lessons.iter().map(|lesson| lesson_row(lesson, locale)).collect(),
        signatures: leaders(locale),
        ..Table::default()
    };
    let totals = Table {
        name: texts.totals.to_owned(),
        title: format!("{title} · {}", texts.totals.to_lowercase()),
        heads: vec![
            Head::words(texts.teacher, 40),
            Head::new(texts.missed, 12),
            Head::new(texts.not_held, 12),
            Head::new(texts.substituted, 12),
        ],
        rows: register.totals.iter().map(total_row).collect(),
        signatures: leaders(locale),
        ..Table::default()
    };
    vec![lessons, totals]
}

/// The registers of several months, each month with its own sheets. A month in which every lesson was as planned has no
/// pages; where there is no other one, the last month says so.
pub fn substitutions_of_months(registers: &[MonthRegister], locale: Locale) -> Vec<Table> {
    let is_told = |own: &&MonthRegister| !own.register.lessons.is_empty();
    let mut told: Vec<_> = registers.iter().filter(is_told).collect();
    if told.is_empty() {
        told.extend(registers.last());
    }
    let of_month = |own: &MonthRegister| {
        let (year, number) = own.month;
        let month = format!("{} {year}", capitalised(locale.month(number)));
        let sums = locale.reports().all_together.to_lowercase();
        let mut tables = substitutions(own, locale);
        for (table, name) in tables.iter_mut().zip([month.clone(), format!("{month} · {sums}")]) {
            table.name = name;
        }
        tables
    };
    told.into_iter().flat_map(of_month).collect()
}

fn lesson_row(lesson: &ArrangedLesson, locale: Locale) -> Vec<Cell> {
    let teacher = lesson.teacher.as_ref().map_or(locale.texts().vacant.to_owned(), |own| own.1.initials());
    vec![
        Cell::Text(short_date(lesson.date)),
        u32::try_from(lesson.period).map_or(Cell::Empty, Cell::Number),
        Cell::Text(class_of(lesson, locale)),
        Cell::Text(lesson.subject.clone()),
        Cell::Text(teacher),
        Cell::words(instead_of(lesson, locale)),
        Cell::words(reason_of(lesson, locale)),
    ]
}

fn total_row(total: &TeacherTotal) -> Vec<Cell> {
    let numbers = [total.missed, total.cancelled, total.substituted].map(Cell::Number);
    [Cell::Text(total.teacher.1.full())].into_iter().chain(numbers).collect()
}
