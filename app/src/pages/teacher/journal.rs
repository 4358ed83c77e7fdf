//! The page of the journal: the squared grid, and the lessons beneath it.

use std::{collections::HashMap, fmt::Write as _};

use chrono::NaiveDate;
use klas_domain::{
    Id, StoredEntry,
    calendar::{AcademicYear, Semester},
    edit::LessonText,
    id::of,
    school::LessonKind,
};
use klas_store::journal::{Course, JournalPage, LessonColumn};
use leptos::prelude::*;

use super::movement::movement;
use crate::{
    components::short_date,
    grid::{
        data::{GridCell, GridColumn, GridData},
        entry_class,
    },
    locales::{Locale, capitalised},
};

/// Which part of the year a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Semester.
    pub semester: Semester,
    /// Year and month; none for the whole semester.
    pub month: Option<(i32, u32)>,
}

/// What the page of the journal shows.
pub struct JournalView {
    /// The page as the store gave it.
    pub page: JournalPage,
    /// The academic year.
    pub year: AcademicYear,
    /// Which part of it.
    pub period: Period,
    /// The day on the school's wall.
    pub today: NaiveDate,
    /// Who looks.
    pub person: Id<of::Person>,
    /// Which lessons the person may write, in the order of the page.
    pub own: Vec<bool>,
    /// Whether the person may give absences their reasons on the whole page.
    pub explains: bool,
    /// The plan, and how many of its lines were taken before the page.
    pub plan: (Vec<LessonText>, i64),
}

/// The courses whose pages a person may open, by class.
pub fn journals(courses: Vec<Course>, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let blank = courses.is_empty().then(|| view! { <p class="blank card">{texts.no_journals}</p> });
    let mut classes: Vec<(String, Vec<Course>)> = Vec::new();
    for course in courses {
        let class = course.class.to_string();
        match classes.last_mut() {
            Some((last, courses)) if *last == class => courses.push(course),
            _ => classes.push((class, vec![course])),
        }
    }
    let classes = classes
        .into_iter()
        .map(|(class, courses)| {
            let courses = courses
                .into_iter()
                .map(|course| {
                    let group = course.group.map(|(_, number)| format!(" · {} {number}", texts.group_short));
                    let teacher =
                        course.teacher.map_or_else(|| texts.vacant.to_owned(), |(_, name)| name.initials());
                    view! {
                        <li>
                            <a href=format!("/journal/{}", course.id)>
                                <strong>{course.subject}{group}</strong>
                                <span class="muted small">{teacher}</span>
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! { <section><h2>{class}</h2><ul class="courses card">{courses}</ul></section> }
        })
        .collect_view();
    view! {
        <h1>{texts.journals}</h1>
        {blank}
        <div class="class-list">{classes}</div>
    }
}

/// The page of the journal.
pub fn journal(view: JournalView, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let head = head(&view, locale);
    let content = if view.page.lessons.is_empty() {
        view! { <p class="blank card">{texts.no_lessons_in_period}</p> }.into_any()
    } else if view.page.pupils.is_empty() {
        view! { <p class="blank card">{texts.no_pupils}</p> }.into_any()
    } else {
        sheet(&view, locale).into_any()
    };
    view! { {head}{content} }
}

fn head(view: &JournalView, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let course = &view.page.course;
    let group = course.group.map(|(_, number)| format!(" · {} {number}", texts.group_short));
    let path = format!("/journal/{}", course.id);
    let semesters = [(Semester::First, texts.first_semester), (Semester::Second, texts.second_semester)].map(
        |(semester, name)| {
            let current = (semester == view.period.semester).then_some("true");
            view! { <a href=format!("{path}?semester={}", semester.code()) aria-current=current>{name}</a> }
        },
    );
    let whole = view.period.month.is_none().then_some("true");
    let months = view
        .year
        .months(view.period.semester)
        .into_iter()
        .map(|(year, month)| {
            let current = (view.period.month == Some((year, month))).then_some("true");
            let href = format!("{path}?month={year}-{month:02}");
            view! { <a href=href aria-current=current>{locale.month(month)}</a> }
        })
        .collect_view();
    view! {
        <div class="bar journal-bar">
            <h1>{course.subject.clone()}" · "{course.class.to_string()}{group}</h1>
            <nav class="segments" aria-label=texts.journal_semesters>{semesters}</nav>
            <nav class="segments" aria-label=texts.journal_months>
                <a href=format!("{path}?semester={}", view.period.semester.code()) aria-current=whole>{texts.whole_semester}</a>
                {months}
            </nav>
            <span class="grow"></span>
            <div id="grid-status" class="grid-status" role="status"></div>
        </div>
    }
}

fn sheet(view: &JournalView, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let course = &view.page.course;
    let name = format!("{}: {} · {}", texts.journal_grid, course.subject, course.class);
    let data = serde_json::to_string(&grid_data(view, locale)).unwrap_or_default().replace("</", "<\\/");
    let columns = view.page.lessons.len() + 2;
    view! {
        <div class="journal">
            <div class="grid-scroll" id="grid-scroll">
                <table class="grid" id="grid" role="grid" aria-label=name aria-colcount=columns aria-rowcount=view.page.pupils.len() + 1>
                    <thead inner_html=header_html(view, locale)></thead>
                    <tbody inner_html=body_html(view, locale)></tbody>
                </table>
                <div class="cell-message" id="cell-message" role="alert"></div>
            </div>
            <aside class="panel" id="panel" aria-label=texts.journal_panel></aside>
        </div>
        <script type="application/json" id="grid-data" inner_html=data></script>
        {lesson_list(view, locale)}
    }
}

/// The row of dates; each leads to the lesson's sheet.
fn header_html(view: &JournalView, locale: Locale) -> String {
    let texts = locale.texts();
    let mut html =
        format!("<tr><th class=n scope=col>{}</th><th class=nm scope=col>{}</th>", texts.number, texts.pupil);
    for (lesson, own) in view.page.lessons.iter().zip(&view.own) {
        let class = column_class(lesson, view.today);
        let locked = if *own { "" } else { " aria-readonly=true" };
        let mark = if lesson.text.kind == LessonKind::Control { "КР" } else { locale.weekday(lesson.date) };
        let number = if is_one_of_several(lesson, &view.page.lessons) {
            format!(" · {}", lesson.period)
        } else {
            String::new()
        };
        let _ = write!(
            html,
            "<th scope=col{class}{locked}><a href=\"/journal/{}/lessons/{}\" tabindex=-1>{}<small>{mark}{number}</small></a></th>",
            view.page.course.id,
            lesson.lesson,
            short_date(lesson.date),
        );
    }
    html + "</tr>"
}

/// Two lessons of a course on a day are told from one another by their numbers.
fn is_one_of_several(lesson: &LessonColumn, lessons: &[LessonColumn]) -> bool {
    lessons.iter().any(|other| other.date == lesson.date && other.lesson != lesson.lesson)
}

fn column_class(lesson: &LessonColumn, today: NaiveDate) -> &'static str {
    match lesson.text.kind {
        _ if lesson.cancelled => " class=off",
        _ if lesson.date == today => " class=today",
        LessonKind::Control => " class=kr",
        _ => "",
    }
}

/// The rows of pupils, drawn as text: fifteen hundred cells cost too much as views, and need nothing of them.
fn body_html(view: &JournalView, locale: Locale) -> String {
    let texts = locale.texts();
    let page = &view.page;
    let cells: HashMap<(Id<of::Person>, Id<of::Column>), &StoredEntry> =
        page.entries.iter().map(|entry| ((entry.pupil, entry.column), &entry.stored)).collect();
    let first = page.lessons.iter().rposition(|lesson| lesson.date <= view.today).unwrap_or_default();
    let mut html = String::with_capacity(32 * page.pupils.len() * page.lessons.len());
    for (row, pupil) in page.pupils.iter().enumerate() {
        let name = escape(&pupil.name.short());
        let _ =
            write!(html, "<tr><th class=n scope=row>{}</th><th class=nm title=\"{name}\">{name}", row + 1);
        if let Some(note) = movement(pupil, &page.course, (view.year.starts_on, view.today), texts) {
            let _ = write!(html, "<small>{}</small>", escape(&note));
        }
        html.push_str("</th>");
        for (column, lesson) in page.lessons.iter().enumerate() {
            let class = match lesson.text.kind {
                _ if !pupil.belongs(lesson.date) => "x",
                _ if lesson.cancelled => "off",
                _ if lesson.date == view.today => "today",
                LessonKind::Control => "kr",
                _ => "",
            };
            let stop = if (row, column) == (0, first) { " tabindex=0" } else { "" };
            cell_html(&mut html, class, stop, cells.get(&(pupil.id, lesson.column())).copied());
        }
        html.push_str("</tr>");
    }
    html
}

fn cell_html(html: &mut String, column: &str, stop: &str, stored: Option<&StoredEntry>) {
    let entry = stored.map(|stored| &stored.entry);
    let level = entry.map(entry_class).unwrap_or_default();
    let draft = if entry.is_some_and(|entry| entry.draft) { "d" } else { "" };
    let note = if entry.is_some_and(|entry| entry.note.is_some()) { "c" } else { "" };
    let classes: Vec<&str> =
        [column, level, draft, note].into_iter().filter(|class| !class.is_empty()).collect();
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

/// The right page of the paper journal: date, topic, homework.
fn lesson_list(view: &JournalView, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let rows = view
        .page
        .lessons
        .iter()
        .filter(|lesson| lesson.date <= view.today || !lesson.text.topic.is_empty())
        .map(|lesson| {
            let sheet = format!("/journal/{}/lessons/{}", view.page.course.id, lesson.lesson);
            let topic = if lesson.text.topic.is_empty() {
                texts.no_topic.to_owned()
            } else {
                lesson.text.topic.clone()
            };
            view! {
                <tr id=format!("l-{}", lesson.lesson)>
                    <th scope="row"><a href=sheet>{short_date(lesson.date)}</a></th>
                    <td class:muted=lesson.text.topic.is_empty()>{topic}</td>
                    <td>{lesson.text.homework.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="lesson-list">
            <h2>{texts.lessons_of_page}</h2>
            <div class="card scroll">
                <table class="list">
                    <thead><tr><th scope="col">{texts.date}</th><th scope="col">{texts.topic}</th><th scope="col">{texts.homework}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn grid_data(view: &JournalView, locale: Locale) -> GridData {
    let page = &view.page;
    let rows: HashMap<_, _> = page.pupils.iter().enumerate().map(|(row, pupil)| (pupil.id, row)).collect();
    let places: HashMap<_, _> =
        page.lessons.iter().enumerate().map(|(place, lesson)| (lesson.column(), place)).collect();
    let mut line = view.plan.1;
    let columns = page
        .lessons
        .iter()
        .zip(&view.own)
        .map(|(lesson, own)| {
            line += i64::from(!lesson.cancelled);
            grid_column(lesson, *own, line, &view.plan.0)
        })
        .collect();
    GridData {
        course: page.course.id,
        person: view.person,
        locale,
        scale: page.course.scale,
        seq: page.seq,
        today: view.today,
        explains: view.explains,
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

fn grid_column(lesson: &LessonColumn, own: bool, line: i64, plan: &[LessonText]) -> GridColumn {
    let planned =
        usize::try_from(line - 1).ok().and_then(|place| plan.get(place)).filter(|_| !lesson.cancelled);
    GridColumn {
        id: lesson.lesson,
        date: lesson.date,
        period: lesson.period,
        room: lesson.room.clone(),
        own,
        cancelled: lesson.cancelled,
        text: lesson.text.clone(),
        version: lesson.version,
        planned: planned.map(|text| (line, lesson.text.topic.is_empty().then(|| text.clone()))),
        plan_length: plan.len(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The name of a month or semester for the page's title.
pub fn period_name(period: Period, locale: Locale) -> String {
    match (period.month, period.semester) {
        (Some((_, month)), _) => capitalised(locale.month(month)),
        (None, Semester::First) => locale.texts().first_semester.to_owned(),
        (None, Semester::Second) => locale.texts().second_semester.to_owned(),
    }
}
