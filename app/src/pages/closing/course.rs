//! What is to be done before a course's semester is closed, each finding linked to where it stands.

use std::collections::HashMap;

use klas_domain::{
    Id,
    closing::{Cell, Finding, Pencil},
    column::{ColumnOf, Sum},
    id::of,
    school::PersonName,
};
use klas_store::{closing::Check, journal::LessonColumn};
use leptos::prelude::*;

use super::{CloseForm, Typed, closed_line, reason_field, refusal, semesters};
use crate::{
    api::{closing::CourseClosing, summary::theme_number},
    components::{archived_page_note, message, short_date},
    locales::{ClosingTexts, Locale},
};

/// Groups longer than this are folded unless they are in the way.
const SHORT: usize = 12;

/// The semester of a course.
pub fn course(closing: &CourseClosing, typed: &Typed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.closing();
    let course = &closing.course;
    let path = format!("/journal/{}/closing", course.id);
    let group = course.group.map(|(_, number)| format!(" · {} {number}", locale.texts().group_short));
    let state = match (&closing.closed, &closing.check) {
        (Some(closed), _) => closed_line(closed, locale),
        (None, Some(check)) => open(closing, check, &path, typed, locale),
        (None, None) => ().into_any(),
    };
    let reopening = (closing.leads && closing.closed.is_some() && !course.archived)
        .then(|| reopen(closing, &path, typed, locale));
    let code = closing.semester.code();
    let class = closing.sees_class.then(|| {
        let href = format!("/classes/{}/closing?semester={code}", course.class_id);
        view! { <a class="button" href=href>{(texts.to_class)(&course.class.to_string())}</a> }
    });
    view! {
        <section class="columns-page">
            <p><a href=format!("/journal/{}?semester={code}", course.id)>"← "{locale.summary().back_to_journal}</a></p>
            <div class="bar">
                <h1>{texts.title}</h1>
                <span class="grow"></span>
                {semesters(&path, "", closing.semester, locale)}
                {class}
            </div>
            <p class="muted">{course.subject.clone()}" · "{course.class.to_string()}{group}</p>
            {archived_page_note(course, locale)}
            {message(refusal(typed, locale), false)}
            {state}
            {reopening}
        </section>
    }
}

fn open(closing: &CourseClosing, check: &Check, path: &str, typed: &Typed, locale: Locale) -> AnyView {
    let texts = locale.closing();
    let said = match (check.has_lessons(), check.findings.is_empty()) {
        (false, true) => Some(texts.no_lessons),
        (true, true) => Some(texts.no_findings),
        _ => None,
    };
    let said = said.map(|said| view! { <p>{said}</p> });
    let vacant = closing.course.teacher.is_none();
    let form = if closing.may_close {
        let reason = (vacant && check.is_blocked() && !check.has_not_begun()).then(|| {
            view! { <p class="muted small">{texts.vacant_hint}</p> {reason_field(typed, locale)} }.into_any()
        });
        let button = if reason.is_some() { texts.close_as_it_is } else { texts.close_course };
        CloseForm { path, semester: closing.semester, button, blocked: blocked(check, texts), reason }.view()
    } else {
        let said = if vacant { texts.vacant_closing } else { texts.not_yours };
        view! { <p class="muted">{said}</p> }.into_any()
    };
    let places = Places::new(closing, check, locale);
    view! {
        <div class="card pad">
            {said}
            <p class="muted small">{texts.lead_of(closing.semester)}</p>
            {form}
        </div>
        {places.part(texts.in_the_way, true)}
        {places.part(texts.look, false)}
    }
    .into_any()
}

/// What is in the way, in numbers.
fn blocked(check: &Check, texts: &'static ClosingTexts) -> Option<String> {
    if check.has_not_begun() {
        return Some(texts.not_begun.to_owned());
    }
    let blocking = || check.findings.iter().filter(|finding| finding.blocks());
    let count = |group| blocking().filter(|finding| ClosingTexts::group(**finding) == group).count();
    check.is_blocked().then(|| (texts.blocked_by)(ClosingTexts::BLOCKING.map(count)))
}

/// Where the findings of a page stand.
struct Places<'a> {
    closing: &'a CourseClosing,
    check: &'a Check,
    lessons: HashMap<Id<of::Lesson>, &'a LessonColumn>,
    pupils: HashMap<Id<of::Person>, &'a PersonName>,
    locale: Locale,
}

impl<'a> Places<'a> {
    fn new(closing: &'a CourseClosing, check: &'a Check, locale: Locale) -> Self {
        let lessons = check.lessons.iter().map(|lesson| (lesson.lesson, lesson)).collect();
        let pupils = check.pupils.iter().map(|pupil| (pupil.id, &pupil.name)).collect();
        Self { closing, check, lessons, pupils, locale }
    }

    /// The findings that block, or the others, by kind.
    fn part(&self, title: &'static str, blocking: bool) -> Option<AnyView> {
        let texts = self.locale.closing();
        let groups = texts.groups.iter().enumerate().filter_map(|(place, (name, hint))| {
            let own =
                |finding: &&Finding| finding.blocks() == blocking && ClosingTexts::group(**finding) == place;
            let found: Vec<Finding> = self.check.findings.iter().filter(own).copied().collect();
            (!found.is_empty()).then(|| self.group(name, hint, &found, blocking))
        });
        let groups: Vec<_> = groups.collect();
        (!groups.is_empty())
            .then(|| view! { <section class="card pad"><h2>{title}</h2>{groups}</section> }.into_any())
    }

    fn group(&self, name: &'static str, hint: &'static str, found: &[Finding], blocking: bool) -> AnyView {
        let rows = found.iter().map(|finding| {
            let (href, said) = self.place(*finding);
            view! { <li><a href=href>{said}</a></li> }
        });
        let rows = rows.collect_view();
        view! {
            <details open=blocking || found.len() <= SHORT>
                <summary><b>{name}</b>" · "{found.len()}</summary>
                <p class="muted small">{hint}</p>
                <ul class="columns-list">{rows}</ul>
            </details>
        }
        .into_any()
    }

    /// Where a finding stands, and what is said of it.
    fn place(&self, finding: Finding) -> (String, String) {
        let texts = self.locale.closing();
        match finding {
            Finding::NoTopic { lesson } | Finding::NotBegun { first: Some(lesson) } => self.lesson(lesson),
            Finding::NotBegun { first: None } => {
                (self.page(), self.locale.summary().sum_name(self.semester(), None))
            }
            Finding::MarkOnAbsence { column, pupil } => {
                (self.at(column, pupil), format!("{} · {}", self.column(column), self.name(pupil)))
            }
            Finding::Unusual { column, pupil, mark, usual } => {
                let said = (texts.unusual)(&mark.to_string(), &usual.to_string());
                let place = format!("{} · {}", self.column(column), self.name(pupil));
                (self.at(column, pupil), format!("{place}: {said}"))
            }
            Finding::Unpublished(Pencil { column, pupil, own }) => {
                let another = if own { String::new() } else { format!(" ({})", texts.of_another) };
                (self.at(column, pupil), format!("{} · {}{another}", self.column(column), self.name(pupil)))
            }
            Finding::ToCome { next, lessons } => {
                let (href, day) = self.lesson(next);
                (href, format!("{}, {}", (texts.lessons)(lessons), (texts.next)(&day)))
            }
            Finding::FewMarks { pupil, marks } => {
                (self.at_semester(pupil), format!("{}: {}", self.name(pupil), (texts.marks)(marks)))
            }
            Finding::SeldomPresent { pupil, present, held } => {
                let said = (texts.present)(present, held);
                (self.at_semester(pupil), format!("{}: {said}", self.name(pupil)))
            }
            Finding::Unfounded(cell) | Finding::Stale(cell) => (self.at_sum(cell), self.cell(cell)),
            Finding::Undecided { cell, proposed } => {
                let proposed = proposed.map(|mark| format!(": {}", (texts.proposed)(&mark.to_string())));
                (self.at_sum(cell), self.cell(cell) + &proposed.unwrap_or_default())
            }
            Finding::Far { cell, mark, proposed } => {
                let said = (texts.far)(&mark.to_string(), &proposed.to_string());
                (self.at_sum(cell), format!("{}: {said}", self.cell(cell)))
            }
        }
    }

    fn page(&self) -> String {
        format!("/journal/{}?semester={}#grid", self.closing.course.id, self.closing.semester.code())
    }

    /// The journal's page with this cell under the cursor.
    fn at(&self, column: Id<of::Column>, pupil: Id<of::Person>) -> String {
        let (course, code) = (self.closing.course.id, self.closing.semester.code());
        format!("/journal/{course}?semester={code}&at={column}.{pupil}#at")
    }

    fn semester(&self) -> Sum {
        Sum::Semester(self.closing.semester)
    }

    fn at_semester(&self, pupil: Id<of::Person>) -> String {
        self.at_sum(Cell { pupil, sum: self.semester() })
    }

    fn at_sum(&self, cell: Cell) -> String {
        let column = self.check.columns.iter().find(|column| column.sum() == Some(cell.sum));
        column.map_or_else(|| self.page(), |column| self.at(column.id, cell.pupil))
    }

    /// What a column is called: the day of its lesson with the work that it is for, or what it sums up.
    fn column(&self, id: Id<of::Column>) -> String {
        let column = self.check.columns.iter().find(|column| column.id == id);
        match column.map(|column| &column.of) {
            Some(ColumnOf::Sum { sum, .. }) => {
                self.locale.summary().sum_name(*sum, theme_number(&self.check.columns, *sum))
            }
            Some(ColumnOf::Current { lesson, work: Some(work), .. }) => {
                format!("{} · {}", self.lesson(*lesson).1, self.locale.summary().work_name(*work))
            }
            Some(ColumnOf::Current { lesson, work: None, .. }) => self.lesson(*lesson).1,
            None => self.lesson(id.uuid().into()).1,
        }
    }

    fn lesson(&self, id: Id<of::Lesson>) -> (String, String) {
        let said = self.lessons.get(&id).map(|lesson| {
            format!("{} · {}", short_date(lesson.date), (self.locale.texts().lesson_number)(lesson.period))
        });
        (format!("/journal/{}/lessons/{id}", self.closing.course.id), said.unwrap_or_default())
    }

    fn name(&self, pupil: Id<of::Person>) -> String {
        self.pupils.get(&pupil).map(|name| name.short()).unwrap_or_default()
    }

    fn cell(&self, cell: Cell) -> String {
        let theme = theme_number(&self.check.columns, cell.sum);
        format!("{} · {}", self.locale.summary().sum_name(cell.sum, theme), self.name(cell.pupil))
    }
}

/// The form that reopens, for whoever leads the school.
fn reopen(closing: &CourseClosing, path: &str, typed: &Typed, locale: Locale) -> AnyView {
    let texts = locale.closing();
    view! {
        <form class="card stack" method="post" action=path.to_owned()>
            <h2>{texts.reopen_title}</h2>
            <p class="muted small">{texts.reopen_hint}</p>
            <input type="hidden" name="semester" value=closing.semester.code().to_string() />
            {reason_field(typed, locale)}
            <p><button class="button" name="what" value="open">{texts.reopen}</button></p>
        </form>
    }
    .into_any()
}
