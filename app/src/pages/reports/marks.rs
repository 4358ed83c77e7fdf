//! The lists of marks and of pupils behind a figure.

use klas_domain::school::PersonName;
use klas_store::reports::{Behind, ReportMark, ReportPupil, Teacher};
use leptos::prelude::*;

use super::{
    class::{colour, level_cell},
    figure::{behind, overview_of, pupils_behind},
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

/// The list of pupils.
pub fn pupils(list: Listed<ReportPupil>, locale: Locale) -> impl IntoView {
    let texts = locale.reports();
    let content = if list.rows.is_empty() {
        view! { <p class="blank card">{texts.no_such_pupils}</p> }.into_any()
    } else {
        pupils_table(&list, locale)
    };
    let address = pupils_behind(&list.covered, &list.behind, list.only);
    frame(&list, pupils_title(&list, texts), (texts.pupils_number)(list.all), address, content, locale)
}

fn frame<T>(
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
    let teacher = match list.behind.teacher {
        Some(Teacher::Person(_)) => first.and_then(|row| row.teacher.as_ref()).map(PersonName::initials),
        Some(Teacher::Vacant) => Some(texts.vacant.to_owned()),
        None => None,
    };
    let pupil = first.filter(|_| list.behind.pupil.is_some()).map(|row| row.name.short());
    let only = list.only.map(|only| of_marks(only, texts));
    titled(texts.behind_title, list, [class, subject, teacher, pupil, only], texts)
}

/// «Учні: І семестр · 8-мі класи · усі оцінки 7–12»
pub fn pupils_title(list: &Listed<ReportPupil>, texts: &ReportTexts) -> String {
    let first = list.rows.first().filter(|_| list.behind.class.is_some());
    let class = first.map(|row| row.class_name.to_string());
    let only = list.only.map(|only| match only {
        Only::Quality => (texts.only_all)(texts.only_quality),
        Only::Success => (texts.only_all)(texts.only_success),
        only => of_marks(only, texts),
    });
    titled(texts.pupils_title, list, [class, only], texts)
}

fn titled<T, const N: usize>(
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

fn of_marks(only: Only, texts: &ReportTexts) -> String {
    let text = match only {
        Only::Points(points) => return format!("{} {points}", texts.points.to_lowercase()),
        Only::Level(level) => texts.only_levels[level as usize],
        Only::Quality => texts.only_quality,
        Only::Success => texts.only_success,
        Only::Attested => texts.only_attested,
        Only::NotAttested => texts.only_not_attested,
        Only::Unmarked => texts.only_unmarked,
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

/// The pupils, each with the ways to the own marks and to the report of the class.
fn pupils_table(list: &Listed<ReportPupil>, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let rows = list
        .rows
        .iter()
        .map(|row| {
            let class = format!("/reports/classes/{}?{}#pupils", row.class, list.covered.query());
            view! {
                <tr>
                    <th scope="row">{name_of(row, list)}</th>
                    <td><a href=class>{row.class_name.to_string()}</a></td>
                    {level_cell(row.standing, locale)}
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
                        <th scope="col">{texts.pupil_level}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A pupil's name with the way to the marks behind the figure. Who is told the pupils of a class sees every mark of
/// theirs; who has no marks has none to be led to.
fn name_of(pupil: &ReportPupil, list: &Listed<ReportPupil>) -> AnyView {
    let name = pupil.name.short();
    if pupil.standing.is_unmarked() {
        return name.into_any();
    }
    let of = Behind { pupil: Some(pupil.id), ..list.behind };
    let way = behind(&list.covered.query(), &of, None, list.covered.origin);
    view! { <a href=way>{name}</a> }.into_any()
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
