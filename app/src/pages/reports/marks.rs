//! The pupils and marks behind a figure.

use klas_domain::school::PersonName;
use klas_store::reports::{ReportMark, Teacher};
use leptos::prelude::*;

use super::{class::colour, figure::behind};
use crate::{
    api::reports::{Marks, Only},
    locales::{Locale, ReportTexts},
};

/// The list.
pub fn marks(list: Marks, locale: Locale) -> impl IntoView {
    let texts = locale.reports();
    let pager = (list.pages > 1).then(|| pager(&list, locale));
    let content = if list.rows.is_empty() {
        view! { <p class="blank card">{texts.no_such_marks}</p> }.into_any()
    } else {
        table(&list.rows, locale)
    };
    view! {
        <section class="reports">
            <div class="bar">
                <a class="button back" href=format!("/reports?{}", list.covered.query())>"‹ "{texts.back}</a>
                <h1>{title(&list, texts)}</h1>
                <span class="grow"></span>
                <span class="muted">{(texts.marks_number)(list.all)}</span>
            </div>
            {content}
            {pager}
        </section>
    }
}

/// «Оцінки: І семестр · 8-А · Алгебра · високий рівень»
pub fn title(list: &Marks, texts: &ReportTexts) -> String {
    let first = list.rows.first();
    let class = first.filter(|_| list.behind.class.is_some()).map(|row| row.class_name.to_string());
    let grade = list.behind.grade.map(|grade| (texts.parallel)(&grade.to_string()));
    let subject = first.filter(|_| list.behind.subject.is_some()).map(|row| row.subject_name.clone());
    let teacher = match list.behind.teacher {
        Some(Teacher::Person(_)) => first.and_then(|row| row.teacher.as_ref()).map(PersonName::initials),
        Some(Teacher::Vacant) => Some(texts.vacant.to_owned()),
        None => None,
    };
    let only = list.only.map(|only| match only {
        Only::Level(level) => texts.only_levels[level as usize],
        Only::Quality => texts.only_quality,
        Only::Success => texts.only_success,
        Only::Attested => texts.only_attested,
        Only::NotAttested => texts.only_not_attested,
    });
    let parts = [
        Some(texts.period(list.covered.period).to_owned()),
        grade,
        class,
        subject,
        teacher,
        only.map(str::to_owned),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    format!("{}: {}", texts.behind_title, parts.join(" · "))
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

fn pager(list: &Marks, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let address = behind(&list.covered, &list.behind, list.only);
    let link = |page: usize, name: &'static str, sign: &'static str| {
        let href = format!("{address}&page={page}");
        view! { <a class="button" href=href aria-label=name title=name>{sign}</a> }
    };
    let previous = (list.page > 1).then(|| link(list.page - 1, texts.previous_page, "‹"));
    let next = (list.page < list.pages).then(|| link(list.page + 1, texts.next_page, "›"));
    view! {
        <nav class="bar pages">
            {previous}
            <span class="muted">{(texts.page_of)(list.page, list.pages)}</span>
            {next}
        </nav>
    }
    .into_any()
}
