//! The register of missed and substituted lessons of a month.

use klas_domain::{
    calendar::Semester,
    substitution::{ArrangedLesson, Held, TeacherTotal},
};
use leptos::prelude::*;

use super::{class_of, instead_of, reason_of};
use crate::{
    api::substitutions::MonthRegister,
    components::{files, short_date},
    locales::{Locale, capitalised},
};

/// The register of a month.
pub fn month(register: &MonthRegister, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let (number, month) = register.month;
    let whose = register.whose().map(|name| format!(" · {}", name.full())).unwrap_or_default();
    let heading = format!("{} {number}{whose}", capitalised(locale.month(month)));
    let content = if register.register.lessons.is_empty() {
        view! { <p class="blank card">{texts.empty_month}</p> }.into_any()
    } else {
        (table(register, locale), totals(&register.totals, locale)).into_any()
    };
    view! {
        <section class="substitutions register-page">
            <div class="bar">
                <h1>{texts.register_title}</h1>
                <span class="grow"></span>
                <div class="actions">
                    <a class="button" href="/school/lessons">{texts.day_title}</a>
                    {files("/school/substitutions", &query(register), texts.register_title, locale)}
                </div>
            </div>
            {choice(register, locale)}
            <h2>{heading}</h2>
            {content}
        </section>
    }
}

/// What the register's address asks for.
fn query(register: &MonthRegister) -> String {
    let (number, month) = register.month;
    let teacher = register.teacher.map(|teacher| format!("&teacher={teacher}")).unwrap_or_default();
    format!("?month={number}-{month:02}{teacher}")
}

fn choice(register: &MonthRegister, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let mut months: Vec<(i32, u32)> =
        Semester::ALL.into_iter().flat_map(|semester| register.year.months(semester)).collect();
    months.extend((!months.contains(&register.month)).then_some(register.month));
    months.sort_unstable();
    months.dedup();
    let months = months.into_iter().map(|(number, month)| {
        let value = format!("{number}-{month:02}");
        let selected = (number, month) == register.month;
        view! { <option value=value selected=selected>{format!("{} {number}", locale.month(month))}</option> }
    });
    let teachers = register.people.iter().map(|own| {
        let selected = register.teacher == Some(own.id);
        view! { <option value=own.id.to_string() selected=selected>{own.name.full()}</option> }
    });
    view! {
        <form method="get" action="/school/substitutions" class="card pad choice">
            <label>{texts.month}<select name="month">{months.collect_view()}</select></label>
            <label class="who">
                {texts.teacher}
                <select name="teacher"><option value="">{texts.all_teachers}</option>{teachers.collect_view()}</select>
            </label>
            <button class="button">{texts.show}</button>
        </form>
    }
}

fn table(register: &MonthRegister, locale: Locale) -> impl IntoView + use<> {
    let (names, texts) = (locale.texts(), locale.substitutions());
    let rows = register.register.lessons.iter().map(|lesson| line(lesson, locale)).collect_view();
    view! {
        <div class="card scroll">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col">{names.date}</th>
                        <th scope="col" class="figure">{names.lesson}</th>
                        <th scope="col">{names.class}</th>
                        <th scope="col">{texts.subject}</th>
                        <th scope="col">{texts.teacher}</th>
                        <th scope="col">{texts.taught}</th>
                        <th scope="col">{texts.why}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn line(lesson: &ArrangedLesson, locale: Locale) -> impl IntoView + use<> {
    let teacher =
        lesson.teacher.as_ref().map_or(locale.texts().vacant.to_owned(), |(_, name)| name.initials());
    let instead = instead_of(lesson, locale);
    let instead = match lesson.arrangement.held {
        Held::Cancelled => view! { <span class="chip">{instead}</span> }.into_any(),
        _ => instead.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{short_date(lesson.date)}</th>
            <td class="figure">{lesson.period}</td>
            <td>{class_of(lesson, locale)}</td>
            <td>{lesson.subject.clone()}</td>
            <td>{teacher}</td>
            <td>{instead}</td>
            <td>{reason_of(lesson, locale)}</td>
        </tr>
    }
}

fn totals(totals: &[TeacherTotal], locale: Locale) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let rows = totals.iter().map(|total| {
        view! {
            <tr>
                <th scope="row">{total.teacher.1.full()}</th>
                <td class="figure">{total.missed}</td>
                <td class="figure">{total.cancelled}</td>
                <td class="figure">{total.substituted}</td>
            </tr>
        }
    });
    view! {
        <h2>{texts.totals}</h2>
        <div class="card scroll">
            <table class="list totals">
                <thead>
                    <tr>
                        <th scope="col">{texts.teacher}</th>
                        <th scope="col" class="figure">{texts.missed}</th>
                        <th scope="col" class="figure">{texts.not_held}</th>
                        <th scope="col" class="figure">{texts.substituted}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
