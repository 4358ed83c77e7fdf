//! The courses of a class, each with how far its closing is.

use leptos::prelude::*;

use super::{
    CloseForm, Typed, closed_line,
    missing::{missing, missing_in_numbers},
    reason_field, refusal, semesters,
};
use crate::{
    api::closing::{ClassClosing, CourseLine, CourseState},
    components::message,
    locales::Locale,
};

/// The semester of a class.
pub fn class(closing: &ClassClosing, typed: &Typed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.closing();
    let path = format!("/classes/{}/closing", closing.state.id);
    let (code, year) = (closing.semester.code(), closing.year);
    let rows = closing.courses.iter().map(|line| row(line, code, locale)).collect_view();
    let school = closing.leads.then(|| {
        view! { <a class="button" href=format!("/closing?semester={code}&year={year}")>{texts.to_school}</a> }
    });
    let reports = format!("/reports/classes/{}?period={code}&year={year}", closing.state.id);
    view! {
        <section class="columns-page">
            <p><a href=reports>"← "{texts.to_reports}</a></p>
            <div class="bar">
                <h1>{texts.title}" · "{closing.state.name.to_string()}</h1>
                <span class="grow"></span>
                {semesters(&path, "", closing.semester, locale)}
                {school}
            </div>
            {message(refusal(typed, locale), false)}
            {state(closing, &path, typed, locale)}
            {missing(closing, locale)}
            <div class="card scroll">
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{texts.course_column}</th>
                            <th scope="col">{texts.teacher_column}</th>
                            <th scope="col">{texts.state_column}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn state(closing: &ClassClosing, path: &str, typed: &Typed, locale: Locale) -> AnyView {
    let texts = locale.closing();
    let state = &closing.state;
    if let Some(closed) = state.closed.as_ref().filter(|_| state.is_closed()) {
        return closed_line(closed, locale);
    }
    let open = state.courses - state.closed_courses;
    let lacks = !closing.missing.is_nothing();
    let blocked = match (state.has_courses(), state.is_ready() && !lacks) {
        _ if !closing.begun => Some(texts.not_begun.to_owned()),
        (false, _) => Some(texts.class_empty.to_owned()),
        (true, false) => Some((texts.class_blocked)(open, missing_in_numbers(&closing.missing))),
        (true, true) => None,
    };
    let form = if closing.may_close {
        let reason = (state.class_teacher.is_none() && state.is_ready() && lacks).then(|| {
            view! { <p class="muted small">{texts.class_vacant_hint}</p> {reason_field(typed, locale)} }
                .into_any()
        });
        let button = if reason.is_some() { texts.close_as_it_is } else { texts.close_class };
        CloseForm { path, semester: closing.semester, button, blocked, reason }.view()
    } else {
        blocked.map(|why| view! { <p>{why}</p> }).into_any()
    };
    view! { <div class="card pad"><p class="muted small">{texts.class_lead}</p>{form}</div> }.into_any()
}

fn row(line: &CourseLine, code: i16, locale: Locale) -> AnyView {
    let texts = locale.closing();
    let course = &line.course;
    let group = course.group.map(|(_, number)| format!(" · {} {number}", locale.texts().group_short));
    let teacher = course.teacher.as_ref().map(|(_, name)| name.initials());
    let vacant = matches!((&teacher, &line.state), (None, CourseState::Open(..)));
    let leads_close = vacant.then(|| view! { <p class="muted small">{texts.vacant_closing}</p> });
    let (class, said) = match &line.state {
        CourseState::Closed(_) => ("chip good", texts.state_closed.to_owned()),
        CourseState::NoLessons => ("chip", texts.state_no_lessons.to_owned()),
        CourseState::Open(0, 0) => ("chip", texts.state_ready.to_owned()),
        CourseState::Open(0, looks) => ("chip", (texts.state_findings)(0, *looks)),
        CourseState::Open(blocks, looks) => ("chip warn", (texts.state_findings)(*blocks, *looks)),
    };
    let href = format!("/journal/{}/closing?semester={code}", course.id);
    view! {
        <tr>
            <th scope="row"><a href=href>{course.subject.clone()}{group}</a></th>
            <td>{teacher.unwrap_or_else(|| locale.texts().vacant.to_owned())}{leads_close}</td>
            <td><span class=class>{said}</span></td>
        </tr>
    }
    .into_any()
}
