//! The attendance register.

use chrono::NaiveDate;
use klas_documents::table::{Cell, Head, Table};
use klas_domain::attendance::{Day, Missed};

use super::{class_teacher, pupil_cells, pupil_heads};
use crate::{
    api::register::{Register, Row, Shown, Span, Total},
    components::short_date,
    locales::{Locale, capitalised},
    pages::teacher::movement_in,
};

/// The attendance register: the month that is shown, or the months of the semester and then the whole of it.
pub fn attendance(mut register: Register, today: NaiveDate, locale: Locale) -> Vec<Table> {
    let shown = register.shown;
    let mut parts = Vec::new();
    if shown.month.is_none() {
        let months = register.months().into_iter();
        parts.extend(months.map(|(month, _)| Shown { month: Some(month), ..shown }));
    }
    parts.push(shown);
    let part = |shown| {
        register.shown = shown;
        table(&register, today, locale)
    };
    parts.into_iter().map(part).collect()
}

fn table(register: &Register, today: NaiveDate, locale: Locale) -> Table {
    let (texts, says) = (locale.texts(), locale.registers());
    let (days, totals) = (register.days(), register.totals());
    let shown = match register.shown.month {
        Some((year, month)) => format!("{} {year}", capitalised(locale.month(month))),
        None => Total::Semester(register.shown.semester).title(locale),
    };
    let mut heads = Vec::from(pupil_heads(locale));
    heads.extend(days.iter().map(|day| Head::upright(short_date(*day), 4)));
    let figures = [says.days, says.lessons, "хв", "бп"];
    for (total, _) in &totals {
        heads.extend(figures.iter().map(|name| Head::new(*name, 4).under(total.title(locale))));
    }
    let rows = register.rows.iter().zip(1..).map(|(row, number)| {
        let moved = movement_in(&row.pupil, None, (register.class.year.starts_on, today), texts);
        let mut cells = Vec::from(pupil_cells(number, &row.pupil, moved));
        cells.extend(days.iter().map(|day| day_cell(row, *day)));
        cells.extend(totals.iter().flat_map(|(_, span)| missed_cells(row.missed(*span))));
        cells
    });
    let away = (!days.is_empty()).then(|| away_all_day(register, &days, &totals, locale));
    let sums = [whole_class(register, &days, &totals, locale)].into_iter().chain(away);
    let sums: Vec<Vec<Cell>> = sums.collect();
    Table {
        name: shown.clone(),
        title: format!("{} · {} · {shown}", says.attendance, register.class.name),
        notes: vec![says.legend.to_owned()],
        heads,
        totals: sums.len(),
        rows: rows.chain(sums).collect(),
        signatures: class_teacher(register.class.class_teacher_name.as_ref(), locale),
    }
}

fn day_cell(row: &Row, date: NaiveDate) -> Cell {
    if !row.pupil.is_of_class(date) {
        return Cell::Blocked;
    }
    Cell::words(row.days.get(&date).map(Day::to_string).unwrap_or_default())
}

/// Days, lessons, of them through illness and without a valid reason.
pub(super) fn missed_cells(missed: Missed) -> [Cell; 4] {
    [missed.days, missed.lessons, missed.through_illness, missed.without_reason]
        .map(|number| if number == 0 { Cell::Empty } else { Cell::Number(number) })
}

/// What all pupils missed: lessons of a day; days and lessons of the totals.
fn whole_class(
    register: &Register,
    days: &[NaiveDate],
    totals: &[(Total, Span)],
    locale: Locale,
) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty, Cell::Text(locale.registers().class_lessons.to_owned())];
    cells.extend(days.iter().map(|day| match register.missed((*day, *day)).lessons {
        0 => Cell::Empty,
        lessons => Cell::Number(lessons),
    }));
    cells.extend(totals.iter().flat_map(|(_, span)| missed_cells(register.missed(*span))));
    cells
}

/// How many pupils were absent from every lesson of a day; the totals have it among the days of the whole class.
fn away_all_day(
    register: &Register,
    days: &[NaiveDate],
    totals: &[(Total, Span)],
    locale: Locale,
) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty, Cell::Text(locale.registers().class_days.to_owned())];
    cells.extend(days.iter().map(|day| match register.missed((*day, *day)).days {
        0 => Cell::Empty,
        pupils => Cell::Number(pupils),
    }));
    cells.resize(cells.len() + totals.len() * 4, Cell::Empty);
    cells
}
