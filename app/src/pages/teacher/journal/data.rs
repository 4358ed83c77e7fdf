//! What the page gives the grid.

use std::collections::HashMap;

use klas_domain::edit::LessonText;
use klas_store::journal::LessonColumn;

use super::{JournalView, columns::Shown};
use crate::{
    api::summary::theme_number,
    grid::data::{GridCell, GridColumn, GridData, GridLesson, GridOf},
    locales::Locale,
};

/// The page as the grid needs it.
pub fn grid_data(view: &JournalView, columns: &[Shown<'_>], locale: Locale) -> GridData {
    let page = &view.page;
    let rows: HashMap<_, _> = page.pupils.iter().enumerate().map(|(row, pupil)| (pupil.id, row)).collect();
    let places: HashMap<_, _> =
        columns.iter().enumerate().map(|(place, column)| (column.id(), place)).collect();
    let columns = columns.iter().map(|column| grid_column(view, column)).collect();
    GridData {
        course: page.course.id,
        person: view.person,
        locale,
        scale: page.course.scale,
        seq: page.seq,
        today: view.today,
        explains: view.explains,
        groups: if view.own_course { view.groups.clone() } else { Vec::new() },
        archived: page.course.archived,
        columns,
        pupils: page.pupils.iter().map(|pupil| (pupil.id, pupil.name.short())).collect(),
        cells: page
            .entries
            .iter()
            .filter_map(|entry| {
                Some(GridCell::new(*rows.get(&entry.pupil)?, *places.get(&entry.column)?, &entry.stored))
            })
            .collect(),
    }
}

fn grid_column(view: &JournalView, column: &Shown<'_>) -> GridColumn {
    let of = match column {
        Shown::Lesson(lesson, place) => {
            let line = view.lines.get(*place).copied().unwrap_or_default();
            GridOf::Lesson(grid_lesson(lesson, line, &view.plan))
        }
        Shown::Work(lesson, _, _, work) => {
            GridOf::Work { date: lesson.date, work: *work, cancelled: lesson.cancelled }
        }
        Shown::Sum(_, sum, name) => {
            let theme = theme_number(&view.page.columns, *sum);
            GridOf::Sum { sum: *sum, theme, name: name.map(str::to_owned) }
        }
    };
    let id = column.id();
    GridColumn {
        id,
        own: column.own(view),
        closed: column.is_closed(view),
        class_closed: column.is_closed_by_class(view),
        results: view.results_of(id),
        of,
    }
}

/// A cancelled lesson takes no line, and a line without a topic proposes nothing.
fn grid_lesson(lesson: &LessonColumn, line: i64, plan: &[LessonText]) -> GridLesson {
    let planned = usize::try_from(line - 1).ok().and_then(|place| plan.get(place));
    let planned = planned.filter(|text| !lesson.cancelled && !text.topic.is_empty());
    GridLesson {
        id: lesson.lesson,
        date: lesson.date,
        period: lesson.period,
        room: lesson.room.clone(),
        cancelled: lesson.cancelled,
        text: lesson.text.clone(),
        version: lesson.version,
        planned: planned.map(|text| (line, lesson.text.topic.is_empty().then(|| text.clone()))),
        plan_length: plan.len(),
    }
}
