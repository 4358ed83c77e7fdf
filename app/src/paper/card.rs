//! What a pupil takes home: the report card, and the certificate of achievement of the New Ukrainian School.

use klas_documents::table::{Cell, Head, Signature, Table};
use klas_domain::{
    Id, attendance::Missed, calendar::Semester, column::Sum, id::of, results::GROUPS_LIMIT,
    school::PersonName,
};
use klas_store::journal::PagePupil;

use super::{class_teacher, result_heads, said_cell};
use crate::{api::register::Cards, locales::Locale};

const SEMESTERS: [Sum; 2] = [Sum::Semester(Semester::First), Sum::Semester(Semester::Second)];

/// The report cards of pupils.
pub fn cards(cards: &Cards, locale: Locale) -> Vec<Table> {
    cards.pupils().zip(1..).map(|(pupil, number)| card(cards, pupil, number, locale)).collect()
}

fn card(cards: &Cards, pupil: &PagePupil, number: usize, locale: Locale) -> Table {
    let summary = &cards.summary.summary;
    let attested = cards.has_mark(pupil.id, Sum::Attestation).then_some(Sum::Attestation);
    let sums: Vec<Sum> = SEMESTERS.into_iter().chain([Sum::Annual]).chain(attested).collect();
    let heads = result_heads(summary, pupil.id, &sums, locale);
    let subject = |(id, name): &(Id<of::Subject>, String)| {
        let mut cells = vec![Cell::Text(name.clone())];
        cells.extend(sums.iter().map(|sum| said_cell(summary, (*id, pupil.id, *sum))));
        cells
    };
    let mut rows: Vec<_> = summary.subjects.iter().map(subject).collect();
    rows.extend(absences(cards, pupil, sums.len(), locale));
    Table { heads, rows, ..frame(cards, pupil, number, locale.paper().card, locale) }
}

/// What both documents of a pupil begin and end with.
fn frame(cards: &Cards, pupil: &PagePupil, number: usize, title: &str, locale: Locale) -> Table {
    let (says, class) = (locale.summary_register(), &cards.summary.class);
    let decision = cards.summary.summary.decisions.get(&pupil.id).and_then(|stored| stored.decision.as_ref());
    let decision =
        decision.map(|decision| format!("{}: {}", says.decision, says.told(decision, class.name.grade)));
    let paper = locale.paper();
    let of_class =
        format!("{}, {}", (paper.of_class)(&class.name.to_string()), (paper.of_year)(&class.year.label()));
    let mut signatures = class_teacher(class.class_teacher_name.as_ref(), locale);
    let head = cards.head.as_ref().map(PersonName::initials).unwrap_or_default();
    signatures.push(Signature { position: locale.paper().head.to_owned(), name: head });
    signatures.push(Signature { position: locale.paper().parents.to_owned(), name: String::new() });
    Table {
        name: format!("{number} {}", pupil.name.short()),
        title: format!("{title} · {}", pupil.name.full()),
        notes: [Some(of_class), decision].into_iter().flatten().collect(),
        signatures,
        ..Table::default()
    }
}

/// What the pupil missed in each semester and in the year, beneath the marks.
fn absences(cards: &Cards, pupil: &PagePupil, columns: usize, locale: Locale) -> Vec<Vec<Cell>> {
    let (says, year) = (locale.registers(), &cards.summary.class.year);
    let row = cards.attendance.rows.iter().find(|row| row.pupil.id == pupil.id);
    let spans = Semester::ALL.map(|semester| year.range(semester)).into_iter();
    let spans = spans.chain([(year.starts_on, year.ends_on)]);
    let missed: Vec<Missed> = spans.map(|span| row.map(|row| row.missed(span)).unwrap_or_default()).collect();
    let line = |name: &str, number: fn(&Missed) -> u32| {
        let mut cells = vec![Cell::Text(name.to_owned())];
        cells.extend(missed.iter().map(|missed| Cell::Number(number(missed))));
        cells.resize(columns + 1, Cell::Empty);
        cells
    };
    vec![
        line(says.days_missed, |missed| missed.days),
        line(says.lessons_missed, |missed| missed.lessons),
        line(says.through_illness, |missed| missed.through_illness),
    ]
}

/// The certificates of achievement of pupils: subjects by groups of results. Source: MoES order № 1093 of 02.08.2024.
pub fn certificates(cards: &Cards, locale: Locale) -> Vec<Table> {
    cards.pupils().zip(1..).map(|(pupil, number)| certificate(cards, pupil, number, locale)).collect()
}

fn certificate(cards: &Cards, pupil: &PagePupil, number: usize, locale: Locale) -> Table {
    let (says, paper) = (locale.summary_register(), locale.paper());
    let heads = vec![
        Head::words(locale.reports().subject, 26),
        Head::words(paper.results, 44),
        Head::new(says.first, 8),
        Head::new(says.second, 8),
        Head::new(says.annual, 8),
    ];
    let subjects = cards.summary.summary.subjects.iter();
    let rows = subjects.flat_map(|(id, name)| subject_rows(cards, pupil, *id, name, locale)).collect();
    Table { heads, rows, ..frame(cards, pupil, number, paper.certificate, locale) }
}

fn subject_rows(
    cards: &Cards,
    pupil: &PagePupil,
    subject: Id<of::Subject>,
    name: &str,
    locale: Locale,
) -> Vec<Vec<Cell>> {
    let summary = &cards.summary.summary;
    let groups = summary.groups.get(&subject).map(Vec::as_slice).unwrap_or_default();
    let mark = |sum| said_cell(summary, (subject, pupil.id, sum));
    // A group that the school names no more still stands in semesters that were closed by then.
    let of_group = |number: u8| {
        let marks = Semester::ALL.map(|semester| mark(Sum::Results(semester, number)));
        let stands = marks.iter().any(|own| *own != Cell::Empty);
        let named = groups.get(usize::from(number) - 1).cloned();
        let group = named.or_else(|| stands.then(|| locale.summary().group_short(number)))?;
        Some([vec![Cell::Text(group)], Vec::from(marks), vec![Cell::Empty]].concat())
    };
    let mut rows: Vec<_> = (1..=GROUPS_LIMIT).filter_map(of_group).collect();
    let together = Cell::Text(locale.paper().overall.to_owned());
    let marks = SEMESTERS.into_iter().chain([Sum::Annual]).map(mark);
    rows.push([together].into_iter().chain(marks).collect());
    for (place, row) in rows.iter_mut().enumerate() {
        row.insert(0, if place == 0 { Cell::Text(name.to_owned()) } else { Cell::Above });
    }
    rows
}
