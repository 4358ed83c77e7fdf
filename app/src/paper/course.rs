//! A course's page as the paper journal opens: pupils by dates at the left, the lessons' words at the right.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_documents::table::{Cell, Head, Signature, Table};
use klas_domain::{
    Entry, Id, Mark, Scale,
    id::of,
    school::PersonName,
    substitution::{ArrangedLesson, Held},
};
use klas_store::journal::{LessonColumn, PageEntry, PagePupil};

use super::{beside, pupil_cells, pupil_heads};
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
    let entries = semester.page.entries.iter().map(|entry| ((entry.pupil, entry.column), entry)).collect();
    let print = CoursePrint { of: semester, entries, today, locale };
    columns.chunks(COLUMNS).flat_map(|columns| print.opening(columns)).flatten().collect()
}

struct CoursePrint<'a> {
    of: &'a SemesterPage,
    entries: HashMap<(Id<of::Person>, Id<of::Column>), &'a PageEntry>,
    today: NaiveDate,
    locale: Locale,
}

impl CoursePrint<'_> {
    fn table(&self, heads: Vec<Head>, rows: Vec<Vec<Cell>>) -> Table {
        let course = &self.of.page.course;
        let period = Period { semester: self.of.semester, month: None, summary: false };
        let group = course.group.map(|(_, number)| format!(", {} {number}", self.locale.texts().group));
        let name = format!("{} · {}{}", course.subject, course.class, group.unwrap_or_default());
        let teacher = self.locale.paper().teacher.to_owned();
        Table {
            title: format!("{name} · {}", period_name(period, self.locale)),
            name,
            notes: Vec::new(),
            heads,
            rows,
            signatures: vec![Signature { position: teacher, name: self.taught_by() }],
            ..Table::default()
        }
    }

    /// Whose the lessons of the page were, in order of time, each with the last day where lessons were held after it; the
    /// present teacher's where none was held. Who gave one in their place stands beside it.
    fn taught_by(&self) -> String {
        let present = self.of.page.course.teacher.as_ref().map(|(_, name)| name);
        let mut taught: Vec<(Option<NaiveDate>, &PersonName)> = Vec::new();
        let mut last_held: Option<NaiveDate> = None;
        let held = |lesson: &&LessonColumn| !lesson.cancelled && lesson.date <= self.today;
        for lesson in self.of.page.lessons.iter().filter(held) {
            last_held = last_held.max(Some(lesson.date));
            let former = self.of.former.iter().find(|(until, _)| lesson.date <= *until);
            let (until, name) = former.map_or((None, present), |(until, name)| (Some(*until), name.as_ref()));
            let Some(name) = name else { continue };
            match taught.last_mut() {
                Some(last) if last.1 == name => last.0 = until,
                _ => taught.push((until, name)),
            }
        }
        if taught.is_empty() {
            return present.map(PersonName::initials).unwrap_or_default();
        }
        let signed = |(until, name): &(Option<NaiveDate>, &PersonName)| {
            let ended = until.filter(|day| last_held > Some(*day));
            let until = self.locale.paper().taught_until;
            ended.map_or_else(|| name.initials(), |day| until(&name.initials(), &short_date(day)))
        };
        taught.iter().map(signed).collect::<Vec<_>>().join(", ")
    }

    fn opening(&self, columns: &[Shown<'_>]) -> [Option<Table>; 3] {
        let words = self.words(columns);
        let notes = words.iter().map(|_| self.locale.paper().described_legend.to_owned()).collect();
        [Some(Table { notes, ..self.left(columns) }), self.right(columns), words]
    }

    fn left(&self, columns: &[Shown<'_>]) -> Table {
        let page = &self.of.page;
        let mut heads = Vec::from(pupil_heads(self.locale));
        heads.extend(columns.iter().map(|column| Head::upright(self.head(column), 3)));
        let days = (self.of.year.starts_on, self.today);
        let row = |(pupil, number): (&PagePupil, u32)| {
            let moved = movement(pupil, &page.course, days, self.locale.texts());
            let mut cells = Vec::from(pupil_cells(number, pupil, moved));
            cells.extend(columns.iter().map(|column| {
                let entry = self.entries.get(&(pupil.id, column.id()));
                let stored = entry.map(|entry| &entry.stored);
                match stored {
                    _ if !column.is_for(pupil, &self.of.year, self.today, stored) => Cell::Blocked,
                    Some(stored) => self.cell(&stored.entry),
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
            Head::words(self.locale.paper().lesson, 50),
            Head::words(texts.homework, 36),
        ];
        (!rows.is_empty()).then(|| self.table(heads, rows))
    }

    /// What the cells of the opening say in words, pupil by pupil; none where nothing is said so.
    fn words(&self, columns: &[Shown<'_>]) -> Option<Table> {
        let pupils = self.of.page.pupils.iter().zip(1..);
        let cells = pupils.flat_map(|(pupil, number)| columns.iter().map(move |own| (pupil, number, own)));
        let row = |(pupil, number, column): (&PagePupil, u32, &Shown<'_>)| {
            let stored = &self.entries.get(&(pupil.id, column.id()))?.stored;
            let words = self.words_of(&stored.entry)?;
            column.is_for(pupil, &self.of.year, self.today, Some(stored)).then(|| {
                vec![
                    Cell::Number(number),
                    Cell::Text(pupil.name.short()),
                    Cell::Text(self.head(column)),
                    Cell::Text(beside(&stored.entry.to_string(), words)),
                ]
            })
        };
        let rows: Vec<_> = cells.filter_map(row).collect();
        let mut heads = Vec::from(pupil_heads(self.locale));
        heads.push(Head::words(self.locale.texts().date, 14));
        heads.push(Head::words(self.locale.paper().in_words, 60));
        (!rows.is_empty()).then(|| self.table(heads, rows))
    }

    /// Pencil is nobody's but its author's; words stand in their list, and the cell says that they do.
    fn cell(&self, entry: &Entry) -> Cell {
        match entry {
            Entry { draft: true, .. } => Cell::Empty,
            Entry { mark: Some(Mark::Points(points)), absence: None, late: None, .. } => {
                Cell::Number((*points).into())
            }
            entry => match (entry.to_string(), self.words_of(entry)) {
                (stands, Some(_)) if stands.is_empty() => {
                    Cell::Text(self.locale.paper().described.to_owned())
                }
                (stands, _) => Cell::words(stands),
            },
        }
    }

    /// The words that assess a pupil: on other pages a note is the family's and not the journal's.
    fn words_of<'e>(&self, entry: &'e Entry) -> Option<&'e str> {
        let in_words = self.of.page.course.scale == Scale::Verbal && !entry.draft;
        entry.note.as_deref().filter(|_| in_words)
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
