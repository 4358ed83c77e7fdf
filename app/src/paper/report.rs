//! The tables of a semester's report.

use klas_documents::table::{Cell, Head, Table};
use klas_domain::{
    Level, Mark,
    calendar::Semester,
    figures::{Figures, InitialWeight, Measure, Pair, Period, Pupils, Tenths},
};

use super::{
    attendance::missed_cells,
    class_teacher, leaders,
    report_lists::{dynamics, lists},
};
use crate::{
    api::reports::{By, ClassReport, Covered, Line, MovedLine, Overview, PupilLine},
    locales::{Locale, ReportTexts},
};

/// The school's report, a table for each kind of lines.
pub fn overviews(reports: &[Overview], locale: Locale) -> Vec<Table> {
    let lines = reports.iter().map(|report| of_lines(report, locale));
    let trend = reports.first().and_then(|report| {
        let title = (locale.reports().title)(report.covered.period, &report.covered.year.label());
        let trend = dynamics(&report.covered, &report.trend, &title, locale)?;
        Some(Table { signatures: leaders(locale), ..trend })
    });
    lines.chain(trend).collect()
}

/// The other semester, which the changes of a semester's quality are held against.
fn other(covered: &Covered) -> Option<Semester> {
    match covered.period.other_semester()? {
        Period::Semester(semester) => Some(semester),
        Period::Year => None,
    }
}

fn of_lines(report: &Overview, locale: Locale) -> Table {
    let texts = locale.reports();
    let place = By::ALL.iter().position(|by| *by == report.by).unwrap_or_default();
    let of_pupils = report.lines.iter().any(|line| line.pupils.is_some());
    let mut heads = vec![Head::words(texts.line[place], 34)];
    if of_pupils {
        heads.push(Head::new(texts.pupils_column, 9));
        heads.push(Head::new(texts.not_attested_list, 12));
    }
    heads.extend(figure_heads(texts));
    if of_pupils {
        heads.push(Head::new(texts.pupils_quality_column, 14));
        heads.push(Head::new(texts.pupils_success_column, 14));
    }
    let semester = other(&report.covered);
    let to_semester = semester.map(|semester| texts.to_semester_column[semester as usize]);
    heads.extend(to_semester.map(|name| Head::new(name, 10)));
    heads.push(Head::new(texts.to_last_year_column, 10));
    let all = Line { name: texts.all_together.to_owned(), ..report.total.clone() };
    let rows =
        report.lines.iter().chain([&all]).map(|line| line_row(line, of_pupils, report, texts)).collect();
    let chosen = report.choices.words(&report.narrowed, texts);
    let chosen = (!chosen.is_empty()).then(|| chosen.join(" · "));
    let notes = notes(&report.covered, report.choices.subjects.is_empty(), texts);
    let of_semester = semester.map(|_| texts.rule_semester.to_owned());
    let of_changes = of_semester.into_iter().chain([texts.rule_last_year.to_owned()]);
    Table {
        name: texts.lines[place].to_owned(),
        title: (texts.title)(report.covered.period, &report.covered.year.label()),
        notes: chosen.into_iter().chain(notes).chain(of_changes).collect(),
        heads,
        rows,
        totals: 1,
        signatures: leaders(locale),
    }
}

/// What has to be known to read a report: that there are no marks yet, which of them count, and whose they are.
fn notes(covered: &Covered, none: bool, texts: &ReportTexts) -> Vec<String> {
    let none = none.then(|| (texts.empty)(texts.period(covered.period)));
    let rules = [
        texts.rule_marks.to_owned(),
        (texts.rule_pupils)(&covered.day_written()),
        (texts.rule_figures)(covered.initial.hundredths()),
        texts.rule_over_all.to_owned(),
    ];
    none.into_iter().chain(rules).collect()
}

fn line_row(line: &Line, of_pupils: bool, report: &Overview, texts: &ReportTexts) -> Vec<Cell> {
    let mut cells = vec![Cell::Text(line.title(texts))];
    if of_pupils {
        let number = |count: fn(&Pupils) -> u32| {
            line.pupils.as_ref().map_or(Cell::Empty, |own| Cell::Number(count(own)))
        };
        cells.extend([number(|pupils| pupils.all), number(|pupils| pupils.not_attested)]);
    }
    cells.extend(figure_cells(&line.figures, report.covered.initial));
    if of_pupils {
        let share = |share: fn(&Pupils) -> Option<Tenths>| tenths(line.pupils.as_ref().and_then(share));
        cells.extend([share(Pupils::quality), share(Pupils::success)]);
    }
    let change = |then: Option<Figures>| {
        let pair = then.map(|then| Pair { now: line.figures, then });
        let change = pair.and_then(|pair| pair.change(Measure::Quality, report.covered.initial));
        change.map_or(Cell::Empty, Cell::Change)
    };
    cells.extend(other(&report.covered).map(|_| change(line.before.semester)));
    cells.push(change(line.before.year));
    cells
}

/// The report of a class: its pupils by subjects, its subjects, the lists of pupils, the dynamics, what the pupils missed.
pub fn class_report(report: &ClassReport, locale: Locale) -> Vec<Table> {
    let texts = locale.reports();
    let covered = &report.covered;
    let title = (texts.class_title)(&report.class.to_string(), covered.period, &covered.year.label());
    if report.in_words {
        let notes = vec![format!("{}. {}", texts.in_words, texts.in_words_hint)];
        let signatures = class_teacher(None, locale);
        return vec![Table { notes, signatures, ..absences(report, title, locale) }];
    }
    let notes = notes(covered, report.figures.is_empty(), texts);
    let mut pupils = vec![Head::words(locale.texts().pupil, 30)];
    pupils.extend(report.subjects.iter().map(|(_, name, _)| Head::upright(name, 5)));
    pupils.extend([Head::new(texts.mean_column, 8), Head::words(texts.pupil_level, 14)]);
    let mut subjects = vec![Head::words(texts.subject, 34)];
    subjects.extend(figure_heads(texts));
    let rows = report.subjects.iter().map(|(_, name, figures)| {
        let mut cells = vec![Cell::Text(name.clone())];
        cells.extend(figure_cells(figures, covered.initial));
        cells
    });
    let signed = |table: Table| Table { signatures: class_teacher(None, locale), ..table };
    let mut tables = vec![
        Table {
            name: texts.marks_of_pupils.to_owned(),
            title: title.clone(),
            notes: notes.clone(),
            heads: pupils,
            rows: pupils_rows(report, texts),
            ..Table::default()
        },
        Table {
            name: texts.by_subject.to_owned(),
            title: title.clone(),
            notes,
            heads: subjects,
            rows: rows.collect(),
            ..Table::default()
        },
    ];
    if !report.figures.is_empty() {
        tables.push(lists(report, &title, locale));
        tables.extend(dynamics(covered, &report.trend, &title, locale));
    }
    tables.push(absences(report, title, locale));
    tables.into_iter().map(signed).collect()
}

/// What the pupils missed, as the attendance register counts it.
fn absences(report: &ClassReport, title: String, locale: Locale) -> Table {
    let (texts, says) = (locale.reports(), locale.registers());
    let figures = [says.days_missed, says.lessons_missed, says.through_illness, says.without_reason];
    let mut heads = vec![Head::words(locale.texts().pupil, 30)];
    heads.extend(figures.map(|name| Head::new(name, 14)));
    let pupils = report.absences.iter().map(|(name, missed)| (name.full(), *missed));
    let rows = pupils.chain([(texts.all_together.to_owned(), report.missed)]);
    let rows = rows.map(|(name, missed)| {
        let cells = missed_cells(missed);
        [Cell::Text(name)].into_iter().chain(cells).collect()
    });
    Table {
        name: texts.absences.to_owned(),
        title,
        heads,
        rows: rows.collect(),
        totals: 1,
        ..Table::default()
    }
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

/// The heads of [`figure_cells`].
fn figure_heads(texts: &ReportTexts) -> Vec<Head> {
    let levels = Level::ALL.iter().rev().map(|level| Head::new(texts.level(*level), 12));
    let figures = [
        texts.not_attested,
        texts.quality_column,
        texts.success_column,
        texts.mean_column,
        texts.index_column,
    ];
    let figures = figures.map(|name| Head::new(name, 11));
    [Head::new(texts.marks_column, 9)].into_iter().chain(levels).chain(figures).collect()
}

fn figure_cells(figures: &Figures, initial: InitialWeight) -> Vec<Cell> {
    let levels = Level::ALL.iter().rev().map(|level| Cell::Number(figures.level(*level)));
    let shares = [
        Cell::Number(figures.not_attested()),
        tenths(figures.quality()),
        tenths(figures.success()),
        figures.mean().map_or(Cell::Empty, |mean| Cell::Hundredths(mean.0)),
        tenths(figures.index(initial)),
    ];
    [Cell::Number(figures.attested())].into_iter().chain(levels).chain(shares).collect()
}

fn tenths(figure: Option<Tenths>) -> Cell {
    figure.map_or(Cell::Empty, |figure| Cell::Tenths(figure.0))
}
