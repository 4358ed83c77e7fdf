//! The squared table, drawn as text: fifteen hundred cells cost too much as views, and need nothing of them.

use std::{collections::HashMap, fmt::Write as _};

use chrono::NaiveDate;
use klas_domain::{
    Id, StoredEntry,
    column::{Sum, Work},
    id::of,
    school::LessonKind,
};
use klas_store::journal::{LessonColumn, PagePupil};

use super::{super::movement::movement, JournalView, columns::Shown};
use crate::{api::summary::theme_number, components::short_date, grid::entry_class, locales::Locale};

/// The row of heads: a lesson's leads to its sheet.
pub fn header_html(view: &JournalView, columns: &[Shown<'_>], locale: Locale) -> String {
    let texts = locale.texts();
    let mut html =
        format!("<tr><th class=n scope=col>{}</th><th class=nm scope=col>{}</th>", texts.number, texts.pupil);
    for column in columns {
        let locked = if column.own(view) { "" } else { " aria-readonly=true" };
        match column {
            Shown::Lesson(lesson, _) => lesson_head(&mut html, view, lesson, locked, locale),
            Shown::Work(lesson, _, id, work) => {
                let class = spaced_class(lesson_class(lesson, view.today));
                let counted = counted_for(view, *id, locale);
                let name = locale.summary().work_short(*work);
                let _ = write!(
                    html,
                    "<th scope=col{class}{locked}{counted}>{}<small>{name}</small></th>",
                    short_date(lesson.date)
                );
            }
            Shown::Sum(_, sum, name) => sum_head(&mut html, view, *sum, *name, locked, locale),
        }
    }
    html + "</tr>"
}

fn lesson_head(html: &mut String, view: &JournalView, lesson: &LessonColumn, locked: &str, locale: Locale) {
    let class = spaced_class(lesson_class(lesson, view.today));
    let is_control = lesson.text.kind == LessonKind::Control;
    let mark =
        if is_control { locale.summary().work_short(Work::Control) } else { locale.weekday(lesson.date) };
    let number = if is_one_of_several(lesson, &view.page.lessons) {
        format!(" · {}", lesson.period)
    } else {
        String::new()
    };
    let counted = counted_for(view, lesson.column(), locale);
    let _ = write!(
        html,
        "<th scope=col{class}{locked}{counted}><a href=\"{}\" tabindex=-1>{}<small>{mark}{number}</small></a></th>",
        view.path_of(lesson.lesson),
        short_date(lesson.date),
    );
}

/// For which group of results a column's marks count, as a head says it.
fn counted_for(view: &JournalView, id: Id<of::Column>, locale: Locale) -> String {
    let Some(number) = view.results_of(id) else { return String::new() };
    format!(" title=\"{}\"", escape(&locale.summary().counted_for(number, &view.groups)))
}

fn sum_head(
    html: &mut String,
    view: &JournalView,
    sum: Sum,
    name: Option<&str>,
    locked: &str,
    locale: Locale,
) {
    let texts = locale.summary();
    let theme = theme_number(&view.page.columns, sum);
    let group = sum.results().and_then(|number| view.groups.get(usize::from(number) - 1));
    let full = match name.or(group.map(String::as_str)) {
        Some(name) => format!("{}: {name}", texts.sum_name(sum, theme)),
        None => texts.sum_name(sum, theme),
    };
    let _ = write!(
        html,
        "<th scope=col class={}{locked} title=\"{}\">{}</th>",
        sum_class(sum),
        escape(&full),
        texts.sum_short(sum, theme),
    );
}

/// Two lessons of a course on a day are told from one another by their numbers.
fn is_one_of_several(lesson: &LessonColumn, lessons: &[LessonColumn]) -> bool {
    lessons.iter().any(|other| other.date == lesson.date && other.lesson != lesson.lesson)
}

fn lesson_class(lesson: &LessonColumn, today: NaiveDate) -> &'static str {
    match lesson.text.kind {
        _ if lesson.cancelled => "off",
        _ if lesson.date == today => "today",
        LessonKind::Control => "kr",
        _ => "",
    }
}

fn spaced_class(class: &str) -> String {
    if class.is_empty() { String::new() } else { format!(" class={class}") }
}

/// Themes stand among the lessons; what sums up the semester and the year is frozen at the right.
fn sum_class(sum: Sum) -> &'static str {
    if matches!(sum, Sum::Thematic(..)) { "th" } else { "sm" }
}

/// The rows of pupils.
pub fn body_html(view: &JournalView, columns: &[Shown<'_>], locale: Locale) -> String {
    let page = &view.page;
    let cells: HashMap<(Id<of::Person>, Id<of::Column>), &StoredEntry> =
        page.entries.iter().map(|entry| ((entry.pupil, entry.column), &entry.stored)).collect();
    let past = |column: &Shown<'_>| column.lesson().is_some_and(|lesson| lesson.date <= view.today);
    let last = (0, columns.iter().rposition(past).unwrap_or_default());
    let named = place_of(view, columns);
    let (first, stop) = named.map_or((last, " tabindex=0"), |place| (place, " tabindex=0 id=at"));
    let mut html = String::with_capacity(32 * page.pupils.len() * columns.len());
    for (row, pupil) in page.pupils.iter().enumerate() {
        name_html(&mut html, view, row, pupil, locale);
        for (place, column) in columns.iter().enumerate() {
            let stored = cells.get(&(pupil.id, column.id())).copied();
            let class = cell_class(view, column, pupil, stored);
            let stop = if (row, place) == first { stop } else { "" };
            cell_html(&mut html, class, stop, stored);
        }
        html.push_str("</tr>");
    }
    html
}

/// The place of the cell that the address names, where the page shows it.
fn place_of(view: &JournalView, columns: &[Shown<'_>]) -> Option<(usize, usize)> {
    let (column, pupil) = view.at?;
    let row = view.page.pupils.iter().position(|own| own.id == pupil)?;
    Some((row, columns.iter().position(|own| own.id() == column)?))
}

fn name_html(html: &mut String, view: &JournalView, row: usize, pupil: &PagePupil, locale: Locale) {
    let name = escape(&pupil.name.short());
    let _ = write!(
        html,
        "<tr><th class=n scope=row>{}</th><th class=nm scope=row title=\"{name}\">{name}",
        row + 1
    );
    let days = (view.year.starts_on, view.today);
    if let Some(note) = movement(pupil, &view.page.course, days, locale.texts()) {
        let _ = write!(html, "<small>{}</small>", escape(&note));
    }
    html.push_str("</th>");
}

fn cell_class(
    view: &JournalView,
    column: &Shown<'_>,
    pupil: &PagePupil,
    stored: Option<&StoredEntry>,
) -> &'static str {
    let there = column.is_for(pupil, &view.year, view.today, stored);
    match column {
        Shown::Lesson(..) | Shown::Work(..) if !there => "x",
        Shown::Lesson(lesson, _) | Shown::Work(lesson, ..) => lesson_class(lesson, view.today),
        Shown::Sum(_, Sum::Thematic(..), _) if there => "th",
        Shown::Sum(_, Sum::Thematic(..), _) => "th x",
        Shown::Sum(..) if there => "sm",
        Shown::Sum(..) => "sm x",
    }
}

fn cell_html(html: &mut String, column: &str, stop: &str, stored: Option<&StoredEntry>) {
    let entry = stored.map(|stored| &stored.entry);
    let level = entry.map(entry_class).unwrap_or_default();
    let draft = if entry.is_some_and(|entry| entry.draft) { "d" } else { "" };
    let note = if entry.is_some_and(|entry| entry.note.is_some()) { "c" } else { "" };
    let classes = [column, level, draft, note].into_iter().filter(|class| !class.is_empty());
    let classes: Vec<&str> = classes.flat_map(|class| class.split(' ')).collect();
    let _ = match classes.as_slice() {
        [] => write!(html, "<td{stop}>"),
        [class] => write!(html, "<td class={class}{stop}>"),
        classes => write!(html, "<td class=\"{}\"{stop}>", classes.join(" ")),
    };
    if let Some(entry) = entry {
        let _ = write!(html, "{entry}");
    }
    html.push_str("</td>");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
