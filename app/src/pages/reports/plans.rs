//! Fulfilment of plans: courses with their planned hours and lessons.

use chrono::Datelike;
use klas_domain::figures::Period;
use leptos::prelude::*;

use super::{figure::leading, narrow::narrow, periods};
use crate::{
    api::reports::{PlanLine, Plans},
    components::files,
    locales::Locale,
};

/// The report on the fulfilment of plans.
pub fn plans(report: Plans, locale: Locale) -> impl IntoView {
    let (texts, reports) = (locale.plans(), locale.reports());
    let covered = &report.covered;
    let narrowed = report.narrowed.query();
    let year = (!covered.is_current).then(|| ("year", covered.year.starts_on.year().to_string()));
    let said = [("period", covered.period.code().to_owned())].into_iter().chain(year).collect();
    let content = if report.lines.is_empty() {
        view! { <p class="blank card">{texts.empty}</p> }.into_any()
    } else {
        table(&report, locale)
    };
    view! {
        <section class="reports">
            <div class="bar">
                <a class="button back" href=format!("/reports?{}{narrowed}", covered.query())>"‹ "{reports.back}</a>
                <h1>{texts.titled(reports.period(covered.period), &covered.year.label())}</h1>
                <span class="grow"></span>
                {periods(covered, "/reports/plans", &narrowed, locale)}
                <div class="actions">
                    {files("/reports/plans", &format!("?{}{narrowed}", covered.query()), texts.title, locale)}
                </div>
            </div>
            {narrow("/reports/plans", said, &report.narrowed, &report.choices, locale)}
            {content}
            <p class="rules small muted">{(texts.rule)(&covered.day_written())}</p>
        </section>
    }
}

fn table(report: &Plans, locale: Locale) -> AnyView {
    let (texts, reports) = (locale.plans(), locale.reports());
    let heads = texts.numbers.map(|name| view! { <th scope="col" class="figure">{name}</th> }).collect_view();
    let rows = report.lines.iter().map(|line| row(line, report, locale)).collect_view();
    let sums = report.sums().map(|number| view! { <td class="figure">{number}</td> }).collect_view();
    view! {
        <div class="card scroll">
            <table class="list report">
                <caption class="hidden">{texts.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.course}</th>
                        <th scope="col">{reports.teacher}</th>
                        <th scope="col">{texts.basis}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot><tr><th scope="row">{reports.all_together}</th><td></td><td></td>{sums}</tr></tfoot>
            </table>
        </div>
    }
    .into_any()
}

/// A course and its lessons lead to its page, where they stand; topics that were planned, to the plan. What is short or
/// over is told by the numbers beside it.
fn row(line: &PlanLine, report: &Plans, locale: Locale) -> AnyView {
    let texts = locale.plans();
    let semester = match report.covered.period {
        Period::Semester(semester) => format!("?semester={}", semester.code()),
        Period::Year => String::new(),
    };
    let journal = format!("/journal/{}", line.course.id);
    let [planned, given, cancelled, ahead, short, over] = line.numbers();
    let planned = planned.to_string();
    let planned =
        if line.has_plan { leading(planned, format!("{journal}/plan")) } else { planned.into_any() };
    let href = format!("{journal}{semester}");
    let lessons = [given, cancelled, ahead].map(|number| {
        view! { <td class="figure">{leading(number.to_string(), href.clone())}</td> }
    });
    view! {
        <tr>
            <th scope="row"><a href=href>{course(line, locale)}</a></th>
            <td class="muted">{teacher(line, locale)}</td>
            <td class="muted">{texts.basis_of(line.has_plan)}</td>
            <td class="figure">{planned}</td>
            {lessons.collect_view()}
            <td class="figure" class:bad=short != 0>{short}</td>
            <td class="figure">{over}</td>
        </tr>
    }
    .into_any()
}

/// «8-А · Англійська мова, гр. 2»
pub fn course(line: &PlanLine, locale: Locale) -> String {
    let course = &line.course;
    let group = course.group.map(|(_, number)| format!(", {}\u{a0}{number}", locale.texts().group_short));
    format!("{} · {}{}", course.class, course.subject, group.unwrap_or_default())
}

/// Who teaches it.
pub fn teacher(line: &PlanLine, locale: Locale) -> String {
    let teacher = line.course.teacher.as_ref();
    teacher.map_or_else(|| locale.texts().vacant.to_owned(), |(_, name)| name.initials())
}
