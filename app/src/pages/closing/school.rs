//! The classes of the school, each with how far its closing is.

use klas_store::closing::ClassState;
use leptos::prelude::*;

use super::{CloseForm, Typed, closed_line, refusal, semesters};
use crate::{
    api::closing::SchoolClosing,
    components::{message, year_choice},
    locales::Locale,
};

/// The semester of the school.
pub fn school(closing: &SchoolClosing, typed: &Typed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.closing();
    let (code, year) = (closing.semester.code(), closing.year);
    let path = format!("/closing?year={year}");
    let rows = closing.classes.iter().map(|state| row(state, code, locale)).collect_view();
    let said = refusal(typed, locale).or_else(|| typed.saved.then(|| texts.saved.to_owned()));
    view! {
        <section class="columns-page">
            <p><a href=format!("/reports?period={code}&year={year}")>"← "{texts.to_reports}</a></p>
            <div class="bar">
                <h1>{texts.title}</h1>
                <span class="grow"></span>
                {semesters("/closing", &format!("&year={year}"), closing.semester, locale)}
                {year_choice("/closing", year, &closing.years, Some(closing.semester), locale)}
            </div>
            {message(said, typed.saved)}
            {state(closing, &path, locale)}
            <div class="card scroll">
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{texts.class_column}</th>
                            <th scope="col">{locale.texts().class_teacher}</th>
                            <th scope="col" class="figure">{texts.courses_column}</th>
                            <th scope="col">{texts.state_column}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {least_marks(closing, &path, typed, locale)}
        </section>
    }
}

fn state(closing: &SchoolClosing, path: &str, locale: Locale) -> AnyView {
    let texts = locale.closing();
    let with_lessons = closing.classes.iter().filter(|class| class.has_courses());
    let open = with_lessons.clone().filter(|class| !class.is_closed()).count();
    if let Some(closed) = closing.closed.as_ref().filter(|_| open == 0) {
        return closed_line(closed, locale);
    }
    let blocked = match (with_lessons.count(), open) {
        _ if !closing.begun => Some(texts.not_begun.to_owned()),
        (0, _) => Some(texts.school_empty.to_owned()),
        (_, 0) => None,
        (_, open) => Some((texts.school_blocked)(open)),
    };
    let semester = closing.semester;
    let form = CloseForm { path, semester, button: texts.close_school, blocked, reason: None }.view();
    view! { <div class="card pad"><p class="muted small">{texts.school_lead}</p>{form}</div> }.into_any()
}

fn row(state: &ClassState, code: i16, locale: Locale) -> AnyView {
    let texts = locale.closing();
    let (class, said) = if !state.has_courses() {
        ("chip", texts.state_no_lessons)
    } else if state.is_closed() {
        ("chip good", texts.state_closed)
    } else if state.is_ready() {
        ("chip", texts.state_ready)
    } else {
        ("chip warn", texts.state_waits)
    };
    let href = format!("/classes/{}/closing?semester={code}", state.id);
    view! {
        <tr>
            <th scope="row"><a href=href>{state.name.to_string()}</a></th>
            <td>{state.class_teacher.as_ref().map(|(_, name)| name.initials())}</td>
            <td class="figure">{(texts.of)(state.closed_courses, state.courses)}</td>
            <td><span class=class>{said}</span></td>
        </tr>
    }
    .into_any()
}

/// The number of marks below which a pupil is named; one that makes no sense stands as it was typed.
fn least_marks(closing: &SchoolClosing, path: &str, typed: &Typed, locale: Locale) -> AnyView {
    let texts = locale.closing();
    let wrong = typed.least_marks.as_ref().map(|_| {
        view! { <span class="problem" id="least-marks-error" role="alert">{texts.least_marks_wrong}</span> }
    });
    let described = wrong.as_ref().map(|_| "least-marks-error");
    let value = typed.least_marks.clone().unwrap_or_else(|| closing.least_marks.to_string());
    view! {
        <form class="card stack" method="post" action=path.to_owned()>
            <input type="hidden" name="semester" value=closing.semester.code().to_string() />
            <label>
                {texts.least_marks}
                <input name="least_marks" inputmode="numeric" value=value aria-invalid=described.map(|_| "true")
                    aria-describedby=described />
                {wrong}
            </label>
            <p class="muted small">{texts.least_marks_hint}</p>
            <p><button class="button" name="what" value="least-marks">{texts.save}</button></p>
        </form>
    }
    .into_any()
}
