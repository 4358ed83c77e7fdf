//! What a pupil missed in a semester.

use chrono::NaiveDate;
use klas_domain::attendance::Day;
use leptos::prelude::*;

use super::sections::{DiaryPart, head, semesters};
use crate::{
    api::absences::Absences,
    components::short_date,
    locales::{Locale, capitalised},
};

/// What a pupil missed in a semester.
pub fn absences(view: &Absences, locale: Locale) -> AnyView {
    let says = locale.seeing();
    let path = format!("/diary/{}/absences", view.open.pupil.id);
    let nothing = view.missed.lessons == 0 && view.late.is_empty();
    let content = if nothing {
        view! { <p class="blank card">{says.nothing_missed}</p> }.into_any()
    } else {
        view! { {totals(view, locale)}{days(view, locale)}{late(view, locale)} }.into_any()
    };
    view! {
        <section class="narrow diary">
            {head(&view.open, view.ways, DiaryPart::Absences, locale)}
            <div class="bar">
                <h2>{says.absences}</h2>
                <span class="grow"></span>
                {semesters(&path, view.semester, says.absences, locale)}
            </div>
            {content}
        </section>
    }
    .into_any()
}

fn totals(view: &Absences, locale: Locale) -> AnyView {
    let says = locale.seeing();
    let reasons = view.by_reason.iter().filter(|(_, lessons)| *lessons > 0).map(|(kind, lessons)| {
        let name = capitalised(locale.absence(*kind));
        view! { <tr><th scope="row">{name}" ("{kind.code()}")"</th><td class="figure">{(says.lessons)(*lessons)}</td></tr> }
    });
    let reasons = reasons.collect_view();
    view! {
        <dl class="sums card pad">
            <div><dt>{says.missed_days}</dt><dd>{view.missed.days}</dd></div>
            <div><dt>{says.missed_lessons}</dt><dd>{view.missed.lessons}</dd></div>
        </dl>
        <div class="card">
            <table class="list"><caption class="hidden">{says.by_reason}</caption><tbody>{reasons}</tbody></table>
        </div>
    }
    .into_any()
}

fn days(view: &Absences, locale: Locale) -> AnyView {
    if view.days.is_empty() {
        return ().into_any();
    }
    let says = locale.seeing();
    let row = |(date, day): &(NaiveDate, Day)| {
        let whole = day.is_missed().then(|| view! { " · "{says.whole_day} });
        let href = format!("/diary/{}?week={date}", view.open.pupil.id);
        let kinds = day
            .missed
            .iter()
            .map(|(kind, lessons)| format!("{}: {}", locale.absence(*kind), (says.lessons)(*lessons)));
        let kinds: Vec<String> = kinds.collect();
        view! {
            <li>
                <a class="main" href=href>
                    <strong>{locale.day_heading(*date)}</strong>
                    <span class="small muted">{kinds.join("; ")}{whole}</span>
                </a>
                <span class="value a">{day.to_string()}</span>
            </li>
        }
    };
    view! { <h3>{says.days_missed}</h3><ul class="lessons card">{view.days.iter().map(row).collect_view()}</ul> }
        .into_any()
}

fn late(view: &Absences, locale: Locale) -> AnyView {
    if view.late.is_empty() {
        return ().into_any();
    }
    let (texts, says) = (locale.texts(), locale.seeing());
    let minutes = view.late.iter().map(|(_, minutes)| u32::from(*minutes)).sum();
    let rows = view.late.iter().map(|(lesson, minutes)| {
        let minutes = (*minutes > 0).then(|| format!("{minutes} {}", texts.minutes));
        view! {
            <li>
                <div class="main">
                    <strong>{lesson.subject.clone()}</strong>
                    <span class="small muted">{short_date(lesson.date)}", "{(texts.lesson_number)(lesson.period)}</span>
                </div>
                <span>{minutes}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <h3>{says.late}" "<span class="muted small">{(says.late_total)(view.late.len(), minutes)}</span></h3>
        <ul class="lessons card">{rows}</ul>
    }
    .into_any()
}
