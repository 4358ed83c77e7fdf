//! The school's figures by class, subject, teacher or parallel.

use chrono::Datelike;
use klas_domain::{
    Id,
    figures::{Measure, Pair, Tenths},
    id::of,
};
use klas_store::reports::Behind;
use leptos::prelude::*;

use super::{
    charts::charts,
    empty,
    figure::{bar, cards, change, change_behind, linked, linked_pupils, pupils_behind},
    narrow::{hidden, narrow},
    periods, rules,
};
use crate::{
    api::reports::{Against, By, Covered, Line, Only, Overview},
    components::files,
    locales::Locale,
};

/// The overview.
pub fn overview(report: Overview, locale: Locale) -> impl IntoView {
    let texts = locale.reports();
    let covered = &report.covered;
    let (period, narrowed) = (covered.period, report.narrowed.query());
    let lines = By::ALL
        .into_iter()
        .zip(texts.lines)
        .map(|(by, name)| {
            let current = (by == report.by).then_some("true");
            let href = format!("/reports?{}&by={}{narrowed}", covered.query(), by.code());
            view! { <a href=href aria-current=current>{name}</a> }
        })
        .collect_view();
    let total = &report.total;
    let none = total.figures.is_empty();
    let content = match (none, report.choices.subjects.is_empty()) {
        (false, _) => view! {
            {cards(covered, &total.behind, &total.figures, total.pupils.as_ref(), &total.before, locale)}
            {one_mark_away(&report, locale)}
            {charts(covered, &total.behind, &total.figures, &report.trend, locale)}
            {table(&report, locale)}
            {rules(covered, locale)}
        }
        .into_any(),
        (true, true) => empty(covered, locale),
        (true, false) => nothing_chosen(&report, locale),
    };
    let export =
        (!none).then(|| files("/reports", &format!("?{}{narrowed}", covered.query()), texts.nav, locale));
    let query = format!("&by={}{narrowed}", report.by.code());
    let package = (report.whole && covered.is_current).then(|| {
        let href = format!("/reports/package?{}", covered.query());
        view! { <a class="button" href=href>{locale.package().open}</a> }
    });
    let plans = format!("/reports/plans?{}{narrowed}", covered.query());
    let plans = view! { <a class="button" href=plans>{locale.plans().title}</a> };
    let closing = (report.whole && covered.is_current)
        .then(|| view! { <a class="button" href="/closing">{locale.closing().title}</a> });
    view! {
        <section class="reports">
            <div class="bar">
                <h1>{(texts.title)(period, &covered.year.label())}</h1>
                <nav class="segments" aria-label=texts.choose_lines>{lines}</nav>
                <span class="grow"></span>
                {years(&report, locale)}
                {periods(covered, "/reports", &query, locale)}
                <div class="actions">{plans}{package}{closing}{export}</div>
            </div>
            {(!report.whole).then(|| view! { <p class="muted">{texts.own_only}</p> })}
            {filter(&report, locale)}
            {content}
        </section>
    }
}

/// The form that narrows the report, where there is anything to choose from.
fn filter(report: &Overview, locale: Locale) -> Option<AnyView> {
    let covered = &report.covered;
    let year = (!covered.is_current).then(|| ("year", covered.year.starts_on.year().to_string()));
    let said = [("period", covered.period.code().to_owned()), ("by", report.by.code().to_owned())];
    let said = said.into_iter().chain(year).collect();
    let some = report.narrowed.is_any() || !report.choices.subjects.is_empty();
    some.then(|| narrow("/reports", said, &report.narrowed, &report.choices, locale))
}

/// What is said where the report has marks, and none of those chosen.
fn nothing_chosen(report: &Overview, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let whole = format!("/reports?{}&by={}", report.covered.query(), report.by.code());
    view! {
        <div class="blank card">
            <h2>{texts.nothing_chosen}</h2>
            <p><a class="button primary" href=whole>{texts.show_all}</a></p>
        </div>
    }
    .into_any()
}

/// The choice of an earlier year, where the school has kept any. Its classes are others than this year's.
fn years(report: &Overview, locale: Locale) -> Option<AnyView> {
    let (texts, covered) = (locale.reports(), &report.covered);
    let own = covered.year.starts_on.year();
    let subject = report.narrowed.subject.map(|own| hidden("subject", own.to_string()));
    let teacher = report.narrowed.teacher.map(|own| hidden("teacher", own.code()));
    let options = covered
        .years
        .iter()
        .map(|year| view! { <option value=*year selected=*year == own>{format!("{year}/{}", year + 1)}</option> })
        .collect_view();
    (covered.years.len() > 1).then(|| {
        view! {
            <form method="get" action="/reports" class="bar">
                {hidden("period", covered.period.code().to_owned())}
                {hidden("by", report.by.code().to_owned())}
                {subject}
                {teacher}
                <select name="year" aria-label=texts.choose_year>{options}</select>
                <button class="button">{texts.show_year}</button>
            </form>
        }
        .into_any()
    })
}

fn table(report: &Overview, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let place = By::ALL.iter().position(|by| *by == report.by).unwrap_or_default();
    let of_pupils = has_pupils(report);
    let pupils = of_pupils.then(|| {
        view! {
            <th scope="col" class="figure">{texts.pupils_quality_column}</th>
            <th scope="col" class="figure">{texts.pupils_success_column}</th>
        }
    });
    let count = if of_pupils { texts.pupils_column } else { texts.marks_column };
    let rows = report.lines.iter().map(|line| row(line, report, of_pupils, locale)).collect_view();
    let all = Line { name: texts.all_together.to_owned(), ..report.total.clone() };
    view! {
        <div class="card scroll">
            <table class="list report">
                <caption class="hidden">{(texts.table_of)(texts.lines[place])}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.line[place]}</th>
                        <th scope="col" class="figure">{count}</th>
                        <th scope="col" class="levels">{texts.levels_column}</th>
                        <th scope="col" class="figure short">{texts.not_attested}</th>
                        <th scope="col" class="figure">{texts.quality_column}</th>
                        <th scope="col" class="figure">{texts.success_column}</th>
                        <th scope="col" class="figure">{texts.mean_column}</th>
                        <th scope="col" class="figure">{texts.index_column}</th>
                        {pupils}
                        <th scope="col" class="figure">{texts.to_last_year_column}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>{row(&all, report, of_pupils, locale)}</tfoot>
            </table>
        </div>
    }
    .into_any()
}

/// The ways to the pupils whom one mark keeps from a higher level: those of all that is shown, and of each parallel where
/// parallels are compared. Only the list itself looks who they are. Who is told no pupils is not led to any.
fn one_mark_away(report: &Overview, locale: Locale) -> Option<AnyView> {
    let (texts, total) = (locale.reports(), &report.total);
    let way = |of: &Behind| pupils_behind(&report.covered, of, Some(Only::Away));
    let parallels = report.lines.iter().filter(|line| line.behind.grade.is_some());
    let parallels =
        parallels.map(|line| view! { " · "<a href=way(&line.behind)>{line.title(texts)}</a> }).collect_view();
    (report.whole || total.pupils.is_some() || has_pupils(report))
        .then(|| view! { <p><a href=way(&total.behind)>{texts.one_mark_away}</a>{parallels}</p> }.into_any())
}

/// Whether the lines have pupils of their own: classes and parallels have, subjects and teachers share them.
fn has_pupils(report: &Overview) -> bool {
    report.lines.iter().any(|line| line.pupils.is_some())
}

fn row(line: &Line, report: &Overview, of_pupils: bool, locale: Locale) -> AnyView {
    let (covered, figures, own) = (&report.covered, &line.figures, &line.behind);
    let figure = |text: String, only: Only| {
        view! { <td class="figure">{linked(text, covered, own, Some(only))}</td> }
    };
    let title = line.title(locale.reports());
    let pupils = of_pupils.then(|| {
        let share = |share: Option<Tenths>, only: Only| {
            view! { <td class="figure">{linked_pupils(locale.tenths(share), covered, own, Some(only))}</td> }
        };
        let pupils = line.pupils.unwrap_or_default();
        (share(pupils.quality(), Only::Quality), share(pupils.success(), Only::Success))
    });
    view! {
        <tr>
            <th scope="row">{name(line, covered, title.clone())}</th>
            <td class="figure">{count(line, covered, of_pupils)}</td>
            <td class="levels">{bar(&title, covered, own, figures, locale)}</td>
            {figure(figures.not_attested().to_string(), Only::NotAttested)}
            {figure(locale.tenths(figures.quality()), Only::Quality)}
            {figure(locale.tenths(figures.success()), Only::Success)}
            {figure(locale.hundredths(figures.mean()), Only::Pointed)}
            {figure(locale.tenths(figures.index(covered.initial)), Only::Attested)}
            {pupils}
            <td class="figure">{to_last_year(line, covered, locale)}</td>
        </tr>
    }
    .into_any()
}

/// What the quality became since last year, with the way to the pupils behind it.
fn to_last_year(line: &Line, covered: &Covered, locale: Locale) -> AnyView {
    let pair = line.before.year.map(|then| Pair { now: line.figures, then });
    let Some(by) = pair.and_then(|pair| pair.change(Measure::Quality, covered.initial)) else {
        return "–".into_any();
    };
    let way = change_behind(covered, &line.behind, Measure::Quality, Against::LastYear);
    view! { <a href=way>{change(by, Measure::Quality, locale)}</a> }.into_any()
}

/// How many pupils there are, where the lines have pupils, else how many marks.
fn count(line: &Line, covered: &Covered, of_pupils: bool) -> impl IntoView + use<> {
    if !of_pupils {
        let number = line.figures.attested().to_string();
        return linked(number, covered, &line.behind, Some(Only::Attested));
    }
    let number = line.pupils.map_or("–".to_owned(), |pupils| pupils.all.to_string());
    match line.class {
        Some(class) => view! { <a href=class_page(class, covered)>{number}</a> }.into_any(),
        None => linked_pupils(number, covered, &line.behind, None),
    }
}

fn class_page(class: Id<of::SchoolClass>, covered: &Covered) -> String {
    format!("/reports/classes/{class}?{}", covered.query())
}

/// A class leads to its own page; other lines to their marks.
fn name(line: &Line, covered: &Covered, title: String) -> impl IntoView + use<> {
    match line.class {
        Some(class) => view! { <a href=class_page(class, covered)>{title}</a> }.into_any(),
        None => linked(title, covered, &line.behind, None),
    }
}
