//! The tables of a report as documents take them.

use klas_documents::report::{Cell, Table};
use klas_domain::{
    Id, Level, Mark,
    figures::{Figures, InitialWeight, Period, Pupils, Tenths},
    id::of,
};

use super::{By, ClassReport, Line, MovedLine, Overview, PupilLine, class_report, overviews};
use crate::{
    failure::Failure,
    locales::{Locale, ReportTexts},
    visit::Visit,
};

/// The report as a spreadsheet: of one class, or of everything that the visitor sees, a sheet for each kind of lines.
pub async fn workbook(
    visit: &Visit,
    period: Option<Period>,
    class: Option<Id<of::SchoolClass>>,
) -> Result<Vec<u8>, Failure> {
    let locale = visit.locale;
    let tables = match class {
        Some(class) => of_class(&class_report(visit, class, period).await?, locale),
        None => overviews(visit, period).await?.iter().map(|report| of_lines(report, locale)).collect(),
    };
    klas_documents::report::book(&tables).map_err(|error| {
        tracing::error!(%error, "a spreadsheet could not be written");
        Failure::Internal
    })
}

fn of_lines(report: &Overview, locale: Locale) -> Table {
    let texts = locale.reports();
    let place = By::ALL.iter().position(|by| *by == report.by).unwrap_or_default();
    let of_pupils = report.lines.iter().any(|line| line.pupils.is_some());
    let mut header = vec![head(texts.line[place], 34)];
    if of_pupils {
        header.push(head(texts.pupils_column, 9));
        header.push(head(texts.not_attested_list, 12));
    }
    header.extend(figure_heads(texts));
    if of_pupils {
        header.push(head(texts.pupils_quality_column, 14));
        header.push(head(texts.pupils_success_column, 14));
    }
    header.push(head(texts.to_last_year_column, 10));
    let all = Line { name: texts.all_together.to_owned(), ..report.total.clone() };
    let rows = report.lines.iter().chain([&all]).map(|line| line_row(line, of_pupils, texts)).collect();
    Table {
        name: texts.lines[place].to_owned(),
        title: (texts.title)(report.covered.period, &report.covered.year.label()),
        header,
        rows,
    }
}

fn line_row(line: &Line, of_pupils: bool, texts: &ReportTexts) -> Vec<Cell> {
    let mut cells = vec![Cell::Text(line.title(texts))];
    if of_pupils {
        let number = |count: fn(&Pupils) -> u32| {
            line.pupils.as_ref().map_or(Cell::Empty, |own| Cell::Number(count(own)))
        };
        cells.extend([number(|pupils| pupils.all), number(|pupils| pupils.not_attested)]);
    }
    cells.extend(figure_cells(&line.figures));
    if of_pupils {
        let share = |share: fn(&Pupils) -> Option<Tenths>| tenths(line.pupils.as_ref().and_then(share));
        cells.extend([share(Pupils::quality), share(Pupils::success)]);
    }
    let change = line.figures.quality().zip(line.before.year.and_then(|before| before.quality()));
    let change = change.map(|(now, before)| i64::from(now.0) - i64::from(before.0));
    cells.push(change.and_then(|change| i32::try_from(change).ok()).map_or(Cell::Empty, Cell::Change));
    cells
}

fn of_class(report: &ClassReport, locale: Locale) -> Vec<Table> {
    let texts = locale.reports();
    let covered = &report.covered;
    let title = (texts.class_title)(&report.class.to_string(), covered.period, &covered.year.label());
    let mut pupils = vec![head(locale.texts().pupil, 30)];
    pupils.extend(report.subjects.iter().map(|(_, name, _)| head(name, 12)));
    pupils.extend([head(texts.mean_column, 8), head(texts.pupil_level, 14)]);
    let mut subjects = vec![head(texts.subject, 34)];
    subjects.extend(figure_heads(texts));
    let rows = report.subjects.iter().map(|(_, name, figures)| {
        let mut cells = vec![Cell::Text(name.clone())];
        cells.extend(figure_cells(figures));
        cells
    });
    vec![
        Table {
            name: texts.marks_of_pupils.to_owned(),
            title: title.clone(),
            header: pupils,
            rows: pupils_rows(report, texts),
        },
        Table { name: texts.by_subject.to_owned(), title, header: subjects, rows: rows.collect() },
    ]
}

/// The pupils of the class, and beneath them those who left it with marks, whom no figure counts.
fn pupils_rows(report: &ClassReport, texts: &ReportTexts) -> Vec<Vec<Cell>> {
    let moved = |line: &MovedLine| {
        let name = format!("{} ({})", line.name.full(), texts.moved(line.now.as_ref()));
        let marks = line.marks.iter().copied().map(mark_cell);
        [Cell::Text(name)].into_iter().chain(marks).chain([Cell::Empty, Cell::Empty]).collect()
    };
    let pupils = report.pupils.iter().map(|pupil| pupil_row(pupil, texts));
    pupils.chain(report.moved.iter().map(moved)).collect()
}

fn mark_cell(mark: Option<(Mark, bool)>) -> Cell {
    match mark {
        None => Cell::Empty,
        Some((Mark::Points(points), _)) => Cell::Number(points.into()),
        Some((mark, _)) => Cell::Text(mark.to_string()),
    }
}

fn pupil_row(pupil: &PupilLine, texts: &ReportTexts) -> Vec<Cell> {
    let level = match (pupil.standing.not_attested, pupil.standing.lowest) {
        (true, _) => Cell::Text(texts.not_attested.to_owned()),
        (false, Some(level)) => Cell::Text(texts.level(level).to_owned()),
        (false, None) => Cell::Empty,
    };
    let mean = pupil.figures.mean().map_or(Cell::Empty, |mean| Cell::Hundredths(mean.0));
    let mut cells = vec![Cell::Text(pupil.name.full())];
    cells.extend(pupil.marks.iter().copied().map(mark_cell));
    cells.extend([mean, level]);
    cells
}

fn head(name: &str, width: u8) -> (String, u8) {
    (name.to_owned(), width)
}

/// The heads of [`figure_cells`].
fn figure_heads(texts: &ReportTexts) -> Vec<(String, u8)> {
    let levels = Level::ALL.iter().rev().map(|level| head(texts.level(*level), 12));
    let figures = [
        texts.not_attested,
        texts.quality_column,
        texts.success_column,
        texts.mean_column,
        texts.index_column,
    ];
    let figures = figures.map(|name| head(name, 11));
    [head(texts.marks_column, 9)].into_iter().chain(levels).chain(figures).collect()
}

fn figure_cells(figures: &Figures) -> Vec<Cell> {
    let levels = Level::ALL.iter().rev().map(|level| Cell::Number(figures.level(*level)));
    let shares = [
        Cell::Number(figures.not_attested()),
        tenths(figures.quality()),
        tenths(figures.success()),
        figures.mean().map_or(Cell::Empty, |mean| Cell::Hundredths(mean.0)),
        tenths(figures.index(InitialWeight::default())),
    ];
    [Cell::Number(figures.attested())].into_iter().chain(levels).chain(shares).collect()
}

fn tenths(figure: Option<Tenths>) -> Cell {
    figure.map_or(Cell::Empty, |figure| Cell::Tenths(figure.0))
}
