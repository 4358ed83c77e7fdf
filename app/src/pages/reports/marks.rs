//! The list of the marks behind a figure, and the frame of such lists.

use klas_domain::school::PersonName;
use klas_store::reports::{Behind, ReportMark, Teacher};
use leptos::prelude::*;

use super::{
    class::colour,
    figure::{behind, overview_of},
};
use crate::{
    api::reports::{Listed, Only},
    locales::{Locale, ReportTexts},
};

/// The list of marks.
pub fn marks(list: Listed<ReportMark>, locale: Locale) -> impl IntoView {
    let texts = locale.reports();
    let content = if list.rows.is_empty() {
        view! { <p class="blank card">{texts.no_such_marks}</p> }.into_any()
    } else {
        table(&list.rows, locale)
    };
    let address = behind(&list.covered.query(), &list.behind, list.only, list.covered.origin);
    frame(&list, title(&list, texts), (texts.marks_number)(list.all), address, content, locale)
}

/// A page of a list under its title.
pub(super) fn frame<T>(
    list: &Listed<T>,
    title: String,
    number: String,
    address: String,
    content: AnyView,
    locale: Locale,
) -> AnyView {
    let texts = locale.reports();
    view! {
        <section class="reports">
            <div class="bar">
                <a class="button back" href=overview_of(&list.covered, &list.behind)>"‹ "{texts.back}</a>
                <h1>{title}</h1>
                <span class="grow"></span>
                <span class="muted">{number}</span>
            </div>
            {content}
            {(list.pages > 1).then(|| pager(list.page, list.pages, &address, locale))}
        </section>
    }
    .into_any()
}

/// «Оцінки: І семестр · 8-А · Алгебра · високий рівень»
pub fn title(list: &Listed<ReportMark>, texts: &ReportTexts) -> String {
    let first = list.rows.first();
    let class = first.filter(|_| list.behind.class.is_some()).map(|row| row.class_name.to_string());
    let subject = first.filter(|_| list.behind.subject.is_some()).map(|row| row.subject_name.clone());
    let teacher = teacher_of(&list.behind, first, texts);
    let pupil = first.filter(|_| list.behind.pupil.is_some()).map(|row| row.name.short());
    let only = list.only.map(|only| of_marks(only, texts));
    titled(texts.behind_title, list, [class, subject, teacher, pupil, only], texts)
}

/// The teacher whose marks alone are looked behind, by the name that stands at one of them.
pub(super) fn teacher_of(behind: &Behind, mark: Option<&ReportMark>, texts: &ReportTexts) -> Option<String> {
    match behind.teacher? {
        Teacher::Person(_) => mark?.teacher.as_ref().map(PersonName::initials),
        Teacher::Vacant => Some(texts.vacant.to_owned()),
    }
}

/// What a list is of: the period, the parallel, the other parts that are given.
pub(super) fn titled<T, const N: usize>(
    what: &str,
    list: &Listed<T>,
    parts: [Option<String>; N],
    texts: &ReportTexts,
) -> String {
    let period = Some(texts.period(list.covered.period).to_owned());
    let grade = list.behind.grade.map(|grade| (texts.parallel)(&grade.to_string()));
    let parts: Vec<String> = [period, grade].into_iter().chain(parts).flatten().collect();
    format!("{what}: {}", parts.join(" · "))
}

/// Which marks a list is of, in words.
pub(super) fn of_marks(only: Only, texts: &ReportTexts) -> String {
    let text = match only {
        Only::Points(points) => return format!("{} {points}", texts.points.to_lowercase()),
        Only::Level(level) => texts.only_levels[level as usize],
        Only::Quality => texts.only_quality,
        Only::Success => texts.only_success,
        Only::Attested => texts.only_attested,
        Only::NotAttested => texts.only_not_attested,
        Only::Unmarked => texts.only_unmarked,
        Only::Away => texts.only_away,
        Only::Pointed => texts.only_pointed,
    };
    text.to_owned()
}

fn table(rows: &[ReportMark], locale: Locale) -> AnyView {
    let texts = locale.reports();
    let rows = rows
        .iter()
        .map(|row| {
            let corrected =
                row.corrected.then(|| view! { <small class="muted">" "{texts.corrected}</small> });
            view! {
                <tr>
                    <th scope="row">{row.name.short()}</th>
                    <td>{row.class_name.to_string()}</td>
                    <td>{row.subject_name.clone()}</td>
                    <td class="muted">{row.teacher.as_ref().map(PersonName::initials)}</td>
                    <td class="figure"><strong class=colour(row.mark)>{row.mark.to_string()}</strong>{corrected}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card scroll">
            <table class="list report">
                <thead>
                    <tr>
                        <th scope="col">{locale.texts().pupil}</th>
                        <th scope="col">{locale.texts().class}</th>
                        <th scope="col">{texts.subject}</th>
                        <th scope="col">{texts.teacher}</th>
                        <th scope="col" class="figure">{texts.mark}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The ways to the pages of a list beside this one.
pub(super) fn pager(page: usize, pages: usize, address: &str, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let link = |page: usize, name: &'static str, sign: &'static str| {
        let href = format!("{address}&page={page}");
        view! { <a class="button" href=href aria-label=name title=name>{sign}</a> }
    };
    let previous = (page > 1).then(|| link(page - 1, texts.previous_page, "‹"));
    let next = (page < pages).then(|| link(page + 1, texts.next_page, "›"));
    view! {
        <nav class="bar pages">
            {previous}
            <span class="muted">{(texts.page_of)(page, pages)}</span>
            {next}
        </nav>
    }
    .into_any()
}
