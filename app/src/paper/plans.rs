//! The table of the fulfilment of plans.

use klas_documents::table::{Cell, Head, Table};

use super::leaders;
use crate::{
    api::reports::{NUMBERS, Plans},
    locales::Locale,
    pages::reports::{plan_course, plan_teacher},
};

/// The report on the fulfilment of plans.
pub fn plans(report: &Plans, locale: Locale) -> Vec<Table> {
    let (texts, reports) = (locale.plans(), locale.reports());
    let covered = &report.covered;
    let mut heads =
        vec![Head::words(texts.course, 34), Head::words(reports.teacher, 22), Head::words(texts.basis, 18)];
    heads.extend(texts.numbers.map(|name| Head::new(name, 11)));
    let line = |words: [Cell; 3], numbers: [u32; NUMBERS]| -> Vec<Cell> {
        words.into_iter().chain(numbers.map(Cell::Number)).collect()
    };
    let rows = report.lines.iter().map(|own| {
        let basis = texts.basis_of(own.has_plan).to_owned();
        let words = [plan_course(own, locale), plan_teacher(own, locale), basis].map(Cell::Text);
        line(words, own.numbers())
    });
    let all = [Cell::Text(reports.all_together.to_owned()), Cell::Empty, Cell::Empty];
    let chosen = report.choices.words(&report.narrowed, reports);
    let chosen = (!chosen.is_empty()).then(|| chosen.join(" · "));
    vec![Table {
        name: texts.title.to_owned(),
        title: texts.titled(reports.period(covered.period), &covered.year.label()),
        notes: chosen.into_iter().chain([(texts.rule)(&covered.day_written())]).collect(),
        heads,
        rows: rows.chain([line(all, report.sums())]).collect(),
        totals: 1,
        signatures: leaders(locale),
    }]
}
