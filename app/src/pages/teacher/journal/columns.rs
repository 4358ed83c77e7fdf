//! The columns that a page shows, in time order, and what sums them up at the right.

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Id, StoredEntry,
    calendar::{AcademicYear, Semester},
    column::{Column, ColumnOf, Sum, Work},
    id::of,
};
use klas_store::journal::{JournalPage, LessonColumn, PagePupil};

use super::{JournalView, Period};

/// A column as it is shown.
#[derive(Clone, Copy)]
pub enum Shown<'a> {
    /// A lesson, and its place among the lessons of the page.
    Lesson(&'a LessonColumn, usize),
    /// A further work of a lesson.
    Work(&'a LessonColumn, usize, Id<of::Column>, Work),
    /// What sums up.
    Sum(&'a Column, Sum, Option<&'a str>),
}

impl Shown<'_> {
    /// The column's identifier.
    pub fn id(&self) -> Id<of::Column> {
        match self {
            Self::Lesson(lesson, _) => lesson.column(),
            Self::Work(_, _, id, _) => *id,
            Self::Sum(column, ..) => column.id,
        }
    }

    /// The lesson whose marks stand in it.
    pub fn lesson(&self) -> Option<&LessonColumn> {
        match self {
            Self::Lesson(lesson, _) | Self::Work(lesson, ..) => Some(lesson),
            Self::Sum(..) => None,
        }
    }

    /// Whether it is closed: a lesson with its semester.
    pub fn is_closed(&self, view: &JournalView) -> bool {
        match self {
            Self::Lesson(lesson, _) | Self::Work(lesson, ..) => {
                let semester = view.year.semester_of(lesson.date);
                semester.is_some_and(|semester| view.closings.course.contains(&semester))
            }
            Self::Sum(_, sum, _) => view.closings.shut(*sum),
        }
    }

    /// Whether it is of a lesson whose semester the class has closed too.
    pub fn is_closed_by_class(&self, view: &JournalView) -> bool {
        let semester = self.lesson().and_then(|lesson| view.year.semester_of(lesson.date));
        semester.is_some_and(|semester| view.closings.class.contains(&semester))
    }

    /// Whether the person who looks may write here.
    pub fn own(&self, view: &JournalView) -> bool {
        if self.is_closed(view) {
            return view.corrects;
        }
        match self {
            Self::Lesson(_, place) | Self::Work(_, place, ..) => {
                view.own.get(*place).copied().unwrap_or_default()
            }
            Self::Sum(..) => view.own_course,
        }
    }

    /// The first and last of the days whose pupils the column is for.
    pub fn days(&self, year: &AcademicYear) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Lesson(lesson, _) | Self::Work(lesson, ..) => (lesson.date, lesson.date),
            Self::Sum(_, sum, _) => sum.days(year),
        }
    }
}

impl Shown<'_> {
    /// Whether the column is for a pupil, of whom this is stored in it. From who left before its last day no mark is
    /// proposed or demanded any more; what was decided before stays a cell like any other.
    pub fn is_for(
        &self,
        pupil: &PagePupil,
        year: &AcademicYear,
        today: NaiveDate,
        stored: Option<&StoredEntry>,
    ) -> bool {
        let (from, to) = self.days(year);
        let last = match self {
            Self::Sum(_, Sum::Thematic(_, (day, _)), _) => *day,
            _ => to,
        };
        let empty = stored.is_none_or(|stored| stored.entry.is_empty());
        let left = pupil.left(today).is_some_and(|left| left < last);
        pupil.belongs_within(from, to) && !(empty && left)
    }
}

/// The columns of a page: lessons with their further works, themes where they end; then the block of the semester.
pub fn shown<'a>(page: &'a JournalPage, period: &Period) -> Vec<Shown<'a>> {
    let sums = page.columns.iter().filter_map(|column| match &column.of {
        ColumnOf::Sum { sum, name } => Some((column, *sum, name.as_deref())),
        ColumnOf::Current { .. } => None,
    });
    if period.summary {
        return sums.map(|(column, sum, name)| Shown::Sum(column, sum, name)).collect();
    }
    let (themes, block): (Vec<_>, Vec<_>) = sums
        .filter(|(_, sum, _)| sum.semester().is_none_or(|own| own == period.semester))
        .filter(|(_, sum, _)| ends_in(*sum, period.month))
        .partition(|(_, sum, _)| matches!(sum, Sum::Thematic(..)));
    let mut themes = themes.into_iter().peekable();
    let mut columns = Vec::new();
    for (place, lesson) in page.lessons.iter().enumerate() {
        columns.push(Shown::Lesson(lesson, place));
        columns.extend(works(page, lesson, place));
        let next = page.lessons.get(place + 1).map(|next| (next.date, next.period));
        while let Some((column, sum, name)) = themes.next_if(|(_, sum, _)| ends_before(*sum, next)) {
            columns.push(Shown::Sum(column, sum, name));
        }
    }
    // The year is summed up with its second semester.
    let first = period.semester == Semester::First;
    let block = block.into_iter().filter(|(_, sum, _)| sum.semester().is_some() || !first);
    columns.extend(block.map(|(column, sum, name)| Shown::Sum(column, sum, name)));
    columns
}

/// Whether a theme ends in the month of the page.
fn ends_in(sum: Sum, month: Option<(i32, u32)>) -> bool {
    match sum {
        Sum::Thematic(_, (day, _)) => month.is_none_or(|month| (day.year(), day.month()) == month),
        _ => true,
    }
}

/// Whether a theme ends before the next lesson of the page.
fn ends_before(sum: Sum, next: Option<(NaiveDate, i32)>) -> bool {
    let Sum::Thematic(_, moment) = sum else { return false };
    next.is_none_or(|next| moment < next)
}

fn works<'a>(
    page: &'a JournalPage,
    lesson: &'a LessonColumn,
    place: usize,
) -> impl Iterator<Item = Shown<'a>> {
    page.columns.iter().filter_map(move |column| match column.of {
        ColumnOf::Current { lesson: own, work: Some(work), .. } if own == lesson.lesson => {
            Some(Shown::Work(lesson, place, column.id, work))
        }
        _ => None,
    })
}
