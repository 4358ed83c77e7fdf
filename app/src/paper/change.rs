//! The table of the pupils behind the change of a figure.

use klas_documents::table::{Cell, Head, Table};
use klas_domain::figures::{Figures, InitialWeight, Measure, Pair, Times};

use crate::{
    api::reports::{Change, ChangeLine, Side},
    locales::Locale,
    pages::reports::{change_groups, change_times, change_title},
};

/// All pupils of the list, and all of them together.
pub fn change(list: &Change, locale: Locale) -> Vec<Table> {
    let texts = locale.change();
    let nothing = list.then.is_none().then(|| texts.nothing.to_owned());
    let rows = if list.then.is_some() { rows(list, locale) } else { Vec::new() };
    vec![Table {
        name: texts.title.to_owned(),
        title: change_title(list, locale),
        notes: nothing.into_iter().chain([texts.rule.to_owned()]).collect(),
        heads: heads(list, locale),
        rows,
        totals: 1,
        ..Table::default()
    }]
}

fn heads(list: &Change, locale: Locale) -> Vec<Head> {
    let (texts, reports) = (locale.change(), locale.reports());
    let measure = list.compare.measure;
    let times = list.then.iter().flat_map(|then| change_times(list, then, locale));
    let of_time = |time: String| {
        let numbers =
            [(reports.marks_column, 8), (texts.sum(measure), 9), (reports.measure_column(measure), 11)];
        let numbers = numbers.map(|(name, width)| Head::new(name, width));
        let class = Head::words(locale.texts().class, 9);
        [class].into_iter().chain(numbers).map(move |head| head.under(time.clone()))
    };
    let first = [Head::words(locale.texts().pupil, 30), Head::words(texts.column_of_groups, 24)];
    let change = Head::new(texts.column, 9);
    first.into_iter().chain(times.flat_map(of_time)).chain([change]).collect()
}

fn rows(list: &Change, locale: Locale) -> Vec<Vec<Cell>> {
    let groups = change_groups(list.compare.against, locale);
    let line = |line: &ChangeLine| {
        let pair = line.pair();
        let group = pair.times().map_or("", |times| groups[times as usize]);
        let words = [Cell::Text(line.name.full()), Cell::words(group)];
        let classes = [&line.now, &line.then].map(|side| class(side, locale));
        row(words, classes, &pair, list)
    };
    let together = |name: String, group: &str, pair: &Pair| {
        row([Cell::Text(name), Cell::words(group)], [Cell::Empty, Cell::Empty], pair, list)
    };
    let (number, then) = list.unnamed;
    let unnamed = (number > 0).then(|| {
        let pair = Pair { now: Figures::default(), then };
        together((locale.change().unnamed)(number), groups[Times::Then as usize], &pair)
    });
    let all = together(locale.reports().all_together.to_owned(), "", &list.total());
    list.lines.iter().map(line).chain(unnamed).chain([all]).collect()
}

fn row(words: [Cell; 2], [here, there]: [Cell; 2], pair: &Pair, list: &Change) -> Vec<Cell> {
    let (measure, initial) = (list.compare.measure, list.covered.initial);
    let change = pair.change(measure, initial).map_or(Cell::Empty, |by| match measure {
        Measure::Mean => Cell::FineChange(by),
        Measure::Quality | Measure::Success | Measure::Index => Cell::Change(by),
    });
    let now = [here].into_iter().chain(numbers(measure, &pair.now, initial));
    let then = [there].into_iter().chain(numbers(measure, &pair.then, initial));
    words.into_iter().chain(now).chain(then).chain([change]).collect()
}

fn class(side: &Side, locale: Locale) -> Cell {
    let class = side.class.as_ref().map(ToString::to_string);
    Cell::Text(class.unwrap_or_else(|| locale.change().not_here.to_owned()))
}

/// How many marks there are, what they give, and the figure; nothing where there are none.
fn numbers(measure: Measure, figures: &Figures, initial: InitialWeight) -> [Cell; 3] {
    if figures.is_empty() {
        return [Cell::Empty, Cell::Empty, Cell::Empty];
    }
    let parts = measure.parts(figures, initial);
    let figure = measure.value(figures, initial).map_or(Cell::Empty, |value| match measure {
        Measure::Mean => Cell::Hundredths(value),
        Measure::Quality | Measure::Success | Measure::Index => Cell::Tenths(value),
    });
    [Cell::Number(parts.of), Cell::Number(u32::try_from(parts.sum).unwrap_or(u32::MAX)), figure]
}
