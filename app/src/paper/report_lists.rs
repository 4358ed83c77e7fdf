//! The tables of a report beside its figures: the lists of a class's pupils, and how the figures came to be what they
//! are.

use klas_documents::table::{Cell, Head, Table};
use klas_domain::{Level, figures::Measure};

use crate::{
    api::reports::{ClassReport, Covered, Moment, PupilLine},
    locales::Locale,
    pages::reports::{away, moment_name, not_attested_in},
};

/// The pupils of a class by level, those a mark away from a higher one, those not attested, those without marks.
pub(super) fn lists(report: &ClassReport, title: &str, locale: Locale) -> Table {
    let texts = locale.reports();
    let list = |name: &str, says: &dyn Fn(&PupilLine) -> Option<String>| rows(report, name, says, locale);
    let nothing = |fits: bool| fits.then(String::new);
    let of_level = |level: Level| {
        let is_own =
            |pupil: &PupilLine| nothing(pupil.standing.is_attested() && pupil.standing.lowest == Some(level));
        list(texts.pupils_of_level[level as usize], &is_own)
    };
    let levels = Level::ALL.into_iter().rev().flat_map(of_level);
    let away = list(texts.one_mark_away, &|pupil| away(pupil, report, texts));
    let missing = list(texts.not_attested_list, &|pupil| {
        pupil.standing.not_attested.then(|| not_attested_in(pupil, report))
    });
    let unmarked = list(texts.unmarked_list, &|pupil| nothing(pupil.is_unmarked()));
    Table {
        name: texts.lists.to_owned(),
        title: title.to_owned(),
        notes: vec![texts.rule_over_all.to_owned()],
        heads: vec![
            Head::words(texts.list, 26),
            Head::words(locale.texts().pupil, 32),
            Head::words(texts.subject, 44),
        ],
        rows: levels.chain(away).chain(missing).chain(unmarked).collect(),
        ..Table::default()
    }
}

/// A list: each pupil who is of it, with what is said of the pupil there; that there is nobody where it is empty.
fn rows(
    report: &ClassReport,
    name: &str,
    says: &dyn Fn(&PupilLine) -> Option<String>,
    locale: Locale,
) -> Vec<Vec<Cell>> {
    let row = |pupil: String, said: String| {
        vec![Cell::Text(name.to_owned()), Cell::words(pupil), Cell::words(said)]
    };
    let of_list = report.pupils.iter().filter_map(|pupil| Some(row(pupil.name.full(), says(pupil)?)));
    let own: Vec<_> = of_list.collect();
    if own.is_empty() { vec![row(locale.reports().nobody.to_owned(), String::new())] } else { own }
}

/// What the marks came to in each period of the year, and a year ago; none where there were no marks.
pub(super) fn dynamics(covered: &Covered, trend: &[Moment], title: &str, locale: Locale) -> Option<Table> {
    let texts = locale.reports();
    let mut heads = vec![Head::words(texts.figure, 34)];
    heads.extend(trend.iter().map(|moment| Head::new(moment_name(moment, locale), 14)));
    let row = |measure: Measure| {
        let figure = trend.iter().map(|moment| {
            let value = measure.value(&moment.figures, covered.initial);
            value.map_or(Cell::Empty, |value| match measure {
                Measure::Mean => Cell::Hundredths(value),
                Measure::Quality | Measure::Success | Measure::Index => Cell::Tenths(value),
            })
        });
        let name = match measure {
            Measure::Mean => texts.measure(measure).to_owned(),
            _ => texts.measure_column(measure).to_owned(),
        };
        [Cell::Text(name)].into_iter().chain(figure).collect()
    };
    (!trend.is_empty()).then(|| Table {
        name: texts.trend.to_owned(),
        title: format!("{title} · {}", texts.trend.to_lowercase()),
        notes: vec![(texts.rule_figures)(covered.initial.hundredths()), texts.rule_last_year.to_owned()],
        heads,
        rows: Measure::ALL.into_iter().map(row).collect(),
        ..Table::default()
    })
}
