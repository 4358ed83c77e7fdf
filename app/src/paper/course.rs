//! A course's page as the paper journal opens: pupils by dates at the left, the lessons' words at the right.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_documents::table::{Cell, Head, Signature, Table};
use klas_domain::{
    Entry, Mark,
    substitution::{ArrangedLesson, Held},
};
use klas_store::journal::{LessonColumn, PageEntry, PagePupil};

use super::{pupil_cells, pupil_heads};
use crate::{
    api::{register::SemesterPage, summary::theme_number},
    components::short_date,
    locales::Locale,
    pages::{
        substitutions::instead_of,
        teacher::{Period, Shown, movement, period_name, shown},
    },
};

/// The most columns of an opening.
const COLUMNS: usize = 22;

/// The openings of a course's semester, up to today.
pub fn course(semester: &SemesterPage, today: NaiveDate, locale: Locale) -> Vec<Table> {
    let period = Period { semester: semester.semester, month: None, summary: false };
    let past = |column: &Shown<'_>| column.lesson().is_none_or(|lesson| lesson.date <= today);
    let columns: Vec<_> = shown(&semester.page, &period).into_iter().filter(past).collect();
    let print = CoursePrint { of: semester, today, locale };
    let openings = columns.chunks(COLUMNS);
    openings.flat_map(|columns| [Some(print.left(columns)), print.right(columns)]).flatten().collect()
}

struct CoursePrint<'a> {
    of: &'a SemesterPage,
    today: NaiveDate,
    locale: Locale,
}

impl CoursePrint<'_> {
    fn table(&self, heads: Vec<Head>, rows: Vec<Vec<Cell>>) -> Table {
        let course = &self.of.page.course;
        let period = Period { semester: self.of.semester, month: None, summary: false };
        let group = course.group.map(|(_, number)| format!(", {} {number}", self.locale.texts().group));
        let name = format!("{} · {}{}", course.subject, course.class, group.unwrap_or_default());
        let teacher = course.teacher.as_ref().map(|(_, name)| name.initials()).unwrap_or_default();
        Table {
            title: format!("{name} · {}", period_name(period, self.locale)),
            name,
            notes: Vec::new(),
            heads,
            rows,
            signatures: vec![Signature { position: self.locale.paper().teacher.to_owned(), name: teacher }],
        }
    }

    fn left(&self, columns: &[Shown<'_>]) -> Table {
        let page = &self.of.page;
        let mut heads = Vec::from(pupil_heads(self.locale));
        heads.extend(columns.iter().map(|column| Head::upright(self.head(column), 3)));
        let entries: HashMap<_, _> =
            page.entries.iter().map(|entry| ((entry.pupil, entry.column), entry)).collect();
        let days = (self.of.year.starts_on, self.today);
        let row = |(pupil, number): (&PagePupil, u32)| {
            let moved = movement(pupil, &page.course, days, self.locale.texts());
            let mut cells = Vec::from(pupil_cells(number, pupil, moved));
            cells.extend(columns.iter().map(|column| {
                let entry = entries.get(&(pupil.id, column.id()));
                let stored = entry.map(|entry| &entry.stored);
                match entry {
                    _ if !column.is_for(pupil, &self.of.year, self.today, stored) => Cell::Blocked,
                    Some(entry) => entry_cell(entry),
                    None => Cell::Empty,
                }
            }));
            cells
        };
        self.table(heads, page.pupils.iter().zip(1..).map(row).collect())
    }

    fn head(&self, column: &Shown<'_>) -> String {
        let says = self.locale.summary();
        match column {
            Shown::Lesson(lesson, _) => short_date(lesson.date),
            Shown::Work(lesson, _, _, work) => {
                format!("{} {}", short_date(lesson.date), says.work_short(*work))
            }
            Shown::Sum(_, sum, _) => says.sum_name(*sum, theme_number(&self.of.page.columns, *sum)),
        }
    }

    /// The lessons of the opening; none where it has what sums up alone.
    fn right(&self, columns: &[Shown<'_>]) -> Option<Table> {
        let texts = self.locale.texts();
        let lessons = columns.iter().filter_map(|column| match column {
            Shown::Lesson(lesson, _) => {
                Some(lesson_row(lesson, self.of.arranged.get(&lesson.lesson), self.locale))
            }
            _ => None,
        });
        let rows: Vec<_> = lessons.collect();
        let heads = vec![
            Head::new(texts.date, 6),
            Head::new(texts.number, 3),
            Head::words(texts.topic, 50),
            Head::words(texts.homework, 36),
        ];
        (!rows.is_empty()).then(|| self.table(heads, rows))
    }
}

/// Pencil is nobody's but its author's.
fn entry_cell(entry: &PageEntry) -> Cell {
    match &entry.stored.entry {
        Entry { draft: true, .. } => Cell::Empty,
        Entry { mark: Some(Mark::Points(points)), absence: None, late: None, .. } => {
            Cell::Number((*points).into())
        }
        entry => Cell::words(entry.to_string()),
    }
}

fn lesson_row(lesson: &LessonColumn, arranged: Option<&ArrangedLesson>, locale: Locale) -> Vec<Cell> {
    vec![
        Cell::Text(short_date(lesson.date)),
        u32::try_from(lesson.period).map_or(Cell::Empty, Cell::Number),
        Cell::words(topic(lesson, arranged, locale)),
        Cell::words(lesson.text.homework.clone()),
    ]
}

/// What a lesson was about, with who gave it in the teacher's place; of one that was not held, what was instead.
fn topic(lesson: &LessonColumn, arranged: Option<&ArrangedLesson>, locale: Locale) -> String {
    let (paper, topic) = (locale.paper(), &lesson.text.topic);
    match arranged.map(|own| (own.arrangement.held, instead_of(own, locale))) {
        Some((Held::Replaced(_), instead)) => (paper.held_instead)(&instead),
        Some((Held::By(_), substitute)) if topic.is_empty() => (paper.substitute)(&substitute),
        Some((Held::By(_), substitute)) => format!("{topic} ({})", (paper.substitute)(&substitute)),
        _ if lesson.cancelled => locale.texts().cancelled.to_owned(),
        _ => topic.clone(),
    }
}
