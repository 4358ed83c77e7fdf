//! The page of the journal: the squared grid, and the lessons beneath it.

mod columns;
mod data;
mod table;

pub use columns::{Shown, shown};

use std::sync::Arc;

use chrono::NaiveDate;
use klas_domain::{
    Id,
    calendar::{AcademicYear, Semester},
    closing::Closings,
    column::ColumnOf,
    edit::LessonText,
    id::of,
};
use klas_store::journal::{Course, JournalPage};
use leptos::prelude::*;

use crate::{
    api::{
        course::Journals,
        opened::{Integrity, place_of_course},
    },
    components::{archived_note, files, integrity_note, short_date, year_choice},
    locales::{Locale, capitalised},
};

/// Which part of the year a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Semester.
    pub semester: Semester,
    /// Year and month; none for the whole semester.
    pub month: Option<(i32, u32)>,
    /// Whether the page shows what sums up the whole year, and no lessons.
    pub summary: bool,
}

/// How much of a page a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of it.
    WholePage,
    /// The lessons that the person gives as a substitute.
    SingleLessons,
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
    /// Whether the person may write what sums them up.
    pub own_course: bool,
    /// How much of the page the person reads.
    pub reach: Reach,
    /// Whether the person may give absences their reasons on the whole page.
    pub explains: bool,
    /// The semesters of the course that are closed.
    pub closings: Closings,
    /// Whether the person corrects what is closed.
    pub corrects: bool,
    /// The plan.
    pub plan: Vec<LessonText>,
    /// The line of it that each lesson takes, in the order of the page: see [`crate::api::course::CoursePage`].
    pub lines: Vec<i64>,
    /// The subject's groups of results, by number from 1.
    pub groups: Vec<String>,
    /// The cell that the cursor stands on first, where the address names one.
    pub at: Option<(Id<of::Column>, Id<of::Person>)>,
    /// Where the page is shown from the archive itself.
    pub opened: Option<FromArchive>,
}

/// What is said of a page that is shown from the archive.
pub struct FromArchive {
    /// What was checked.
    pub integrity: Arc<Integrity>,
    /// Whether the person opens the whole journal, and not this page alone.
    pub reads_whole: bool,
}

impl JournalView {
    /// Where the page is.
    fn path(&self) -> String {
        let course = &self.page.course;
        match self.opened {
            Some(_) => place_of_course(course),
            None => format!("/journal/{}", course.id),
        }
    }

    /// Where a lesson of the page is told in full.
    fn path_of(&self, lesson: Id<of::Lesson>) -> String {
        match self.opened {
            Some(_) => format!("#l-{lesson}"),
            None => format!("{}/lessons/{lesson}", self.path()),
        }
    }
}

impl JournalView {
    /// The group of results that a column's marks count for.
    fn results_of(&self, id: Id<of::Column>) -> Option<u8> {
        match self.page.columns.iter().find(|column| column.id == id)?.of {
            ColumnOf::Current { results, .. } => results,
            ColumnOf::Sum { .. } => None,
        }
    }
}

/// The courses whose pages a person may open, by class.
pub fn journals(journals: Journals, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let Journals { courses, year, years } = journals;
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
        <div class="bar">
            <h1>{texts.journals}</h1>
            <span class="grow"></span>
            {year_choice("/journal", year, &years, None, locale)}
        </div>
        {blank}
        <div class="class-list">{classes}</div>
    }
}

/// The page of the journal.
pub fn journal(view: JournalView, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let head = head(&view, locale);
    let content = if view.page.lessons.is_empty() && !view.period.summary {
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
    let path = view.path();
    let note = match &view.opened {
        Some(own) => Some(integrity_note(&own.integrity, own.reads_whole.then_some(course.class_id), locale)),
        // Of an archived journal only whoever was a substitute still comes here.
        None => archived_note(course.archived, None, locale),
    };
    let back = view.opened.as_ref().is_some_and(|own| own.reads_whole).then(|| {
        let href = format!("/archive/{}/journal", course.class_id);
        view! { <a class="button back" href=href>"‹ "{locale.opened().contents}</a> }
    });
    let semesters = [(Semester::First, texts.first_semester), (Semester::Second, texts.second_semester)].map(
        |(semester, name)| {
            let current = (semester == view.period.semester && !view.period.summary).then_some("true");
            view! { <a href=format!("{path}?semester={}", semester.code()) aria-current=current>{name}</a> }
        },
    );
    let summary = view.period.summary.then_some("true");
    let months = (!view.period.summary).then(|| months(view, &path, locale));
    let closed = view.closings.course.contains(&view.period.semester);
    let closed = closed.then(|| view! { <span class="chip">{locale.closing().closed_chip}</span> });
    view! {
        <div class="bar journal-bar">
            {back}
            <h1>{course.subject.clone()}" · "{course.class.to_string()}{group}</h1>
            <nav class="segments" aria-label=texts.journal_semesters>
                {semesters}
                <a href=format!("{path}?view=summary") aria-current=summary>{locale.summary().view}</a>
            </nav>
            {months}
            {ways(view, &path, locale)}
            {closed}
            <span class="grow"></span>
            <div id="grid-status" class="grid-status" role="status"></div>
        </div>
        {note}
    }
}

/// The ways to what is done with the whole page: a substitute, who sees single lessons of it, has none of them, and from an
/// archive it is only taken.
fn ways(view: &JournalView, path: &str, locale: Locale) -> Option<AnyView> {
    if view.reach == Reach::SingleLessons {
        return None;
    }
    let semester = format!("?semester={}", view.period.semester.code());
    let pages = format!("/journal/{}/pages", view.page.course.id);
    let files = files(&pages, &semester, locale.paper().course, locale);
    if view.opened.is_some() {
        return Some(files.into_any());
    }
    let closing = format!("{path}/closing{semester}");
    let applications = view.period.summary.then(|| {
        let href = format!("/classes/{}/applications", view.page.course.class_id);
        view! { <a class="button" href=href>{locale.applications().title}</a> }
    });
    Some(
        view! {
            <a class="button" href=format!("{path}/columns")>{locale.summary().columns}</a>
            <a class="button" href=format!("{path}/plan")>{locale.plan().plan}</a>
            <a class="button" href=closing>{locale.closing().title}</a>
            {applications}
            {files}
        }
        .into_any(),
    )
}

fn months(view: &JournalView, path: &str, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
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
        <nav class="segments" aria-label=texts.journal_months>
            <a href=format!("{path}?semester={}", view.period.semester.code()) aria-current=whole>{texts.whole_semester}</a>
            {months}
        </nav>
    }
}

fn sheet(view: &JournalView, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let course = &view.page.course;
    let name = format!("{}: {} · {}", texts.journal_grid, course.subject, course.class);
    let shown = shown(&view.page, &view.period);
    // What only is read needs no program.
    let program = view.opened.is_none().then(|| {
        let data = serde_json::to_string(&data::grid_data(view, &shown, locale))
            .unwrap_or_default()
            .replace("</", "<\\/");
        view! { <script type="application/json" id="grid-data" inner_html=data></script> }
    });
    let panel = view.opened.is_none().then(|| {
        view! { <aside class="panel" id="panel" aria-label=texts.journal_panel></aside> }
    });
    let columns = shown.len() + 2;
    let head = table::header_html(view, &shown, locale);
    let body = table::body_html(view, &shown, locale);
    let lessons = (!view.period.summary).then(|| lesson_list(view, locale));
    let class = if view.period.summary { "grid of-sums" } else { "grid" };
    view! {
        <div class="journal">
            <div class="grid-scroll" id="grid-scroll">
                <table class=class id="grid" role="grid" aria-label=name aria-colcount=columns aria-rowcount=view.page.pupils.len() + 1>
                    <thead inner_html=head></thead>
                    <tbody inner_html=body></tbody>
                </table>
                <div class="cell-message" id="cell-message" role="alert"></div>
            </div>
            {panel}
        </div>
        {program}
        {lessons}
    }
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
            let day = short_date(lesson.date);
            let day = match view.opened {
                Some(_) => day.into_any(),
                None => view! { <a href=view.path_of(lesson.lesson)>{day}</a> }.into_any(),
            };
            let topic = if lesson.text.topic.is_empty() {
                texts.no_topic.to_owned()
            } else {
                lesson.text.topic.clone()
            };
            view! {
                <tr id=format!("l-{}", lesson.lesson)>
                    <th scope="row">{day}</th>
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

/// The name of a month or semester for the page's title.
pub fn period_name(period: Period, locale: Locale) -> String {
    if period.summary {
        return locale.summary().view.to_owned();
    }
    match (period.month, period.semester) {
        (Some((_, month)), _) => capitalised(locale.month(month)),
        (None, Semester::First) => locale.texts().first_semester.to_owned(),
        (None, Semester::Second) => locale.texts().second_semester.to_owned(),
    }
}
