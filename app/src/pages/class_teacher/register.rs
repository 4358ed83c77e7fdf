//! The attendance register: pupils by days of a month, or by months of a semester.

use chrono::NaiveDate;
use klas_domain::{
    attendance::{Day, Missed},
    calendar::Semester,
};
use leptos::prelude::*;

use super::{
    reasons::{ReasonsForm, prefilled, reasons},
    sections::sections,
};
use crate::{
    api::register::{Register, Row, Section, Shown, Span, Total},
    components::{files, message, short_date},
    locales::{Locale, RegisterTexts},
    pages::teacher::movement_in,
};

/// The register of a class.
pub fn register(register: &Register, form: &ReasonsForm, today: NaiveDate, locale: Locale) -> impl IntoView {
    let says = locale.registers();
    let teacher = register.class.class_teacher_name.as_ref().map(|name| {
        view! { <span class="muted small">{locale.texts().class_teacher}": "{name.initials()}</span> }
    });
    let days = register.days();
    let no_days = (register.shown.month.is_some() && days.is_empty())
        .then(|| view! { <p class="muted">{says.no_days}</p> });
    view! {
        <section class="register-page">
            {message(form.message.as_ref().map(|(text, _)| text.clone()), form.message.as_ref().is_some_and(|(_, good)| *good))}
            <div class="bar">
                <h1>{register.class.name.to_string()}" · "{says.attendance}</h1>
                {teacher}
                <div class="actions">
                    {files(&format!("/classes/{}/register", register.class.id), &format!("?{}", register.shown.query()), says.attendance, locale)}
                </div>
            </div>
            {sections(register.class.id, &register.sections, Some(Section::Attendance), locale)}
            {periods(register, locale)}
            {register.explains.then(|| reasons(register, form, locale))}
            {register.shut.then(|| view! { <p class="muted">{locale.grid().semester_closed}</p> })}
            {no_days}
            {table(register, &days, today, locale)}
        </section>
    }
}

fn periods(register: &Register, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let link = |shown: Shown, name: String, chosen: bool| {
        view! { <a href=format!("?{}", shown.query()) aria-current=chosen.then_some("true")>{name}</a> }
    };
    let semesters = Semester::ALL.into_iter().zip([texts.first_semester, texts.second_semester]);
    let semesters = semesters
        .map(|(semester, name)| {
            let shown = Shown { semester, month: None };
            link(shown, name.to_owned(), semester == register.shown.semester)
        })
        .collect_view();
    let months = register.months();
    let months = months
        .iter()
        .map(|(month, _)| {
            let shown = Shown { month: Some(*month), ..register.shown };
            link(shown, locale.month(month.1).to_owned(), shown == register.shown)
        })
        .collect_view();
    let whole = Shown { month: None, ..register.shown };
    let whole = link(whole, texts.whole_semester.to_owned(), whole == register.shown);
    view! {
        <div class="bar periods">
            <nav class="segments" aria-label=texts.journal_semesters>{semesters}</nav>
            <nav class="segments" aria-label=texts.journal_months>{months}{whole}</nav>
        </div>
    }
}

fn table(register: &Register, days: &[NaiveDate], today: NaiveDate, locale: Locale) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.registers());
    if register.rows.is_empty() {
        return view! { <p class="blank card">{texts.no_pupils}</p> }.into_any();
    }
    let totals = register.totals();
    let caption = format!("{} · {}", register.class.name, says.attendance);
    let rows = register
        .rows
        .iter()
        .zip(1..)
        .map(|(row, number)| line(register, row, number, days, &totals, today, locale))
        .collect_view();
    view! {
        <div class="register-scroll" tabindex="0" role="region" aria-label=caption>
            <table class="register">
                {head(days, &totals, today, locale)}
                <tbody>{rows}</tbody>
                <tfoot>{foot(register, days, &totals, locale)}</tfoot>
            </table>
        </div>
        <p class="muted small legend">{says.legend}</p>
    }
    .into_any()
}

fn head(
    days: &[NaiveDate],
    totals: &[(Total, Span)],
    today: NaiveDate,
    locale: Locale,
) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.registers());
    let days = days
        .iter()
        .map(|day| {
            view! { <th scope="col" rowspan="2" class:today=*day == today>{short_date(*day)}<small>{locale.weekday(*day)}</small></th> }
        })
        .collect_view();
    let headings = totals
        .iter()
        .map(|(total, _)| view! { <th scope="colgroup" colspan="4" class="total">{total.title(locale)}</th> })
        .collect_view();
    let figures = [
        (says.days, says.days_missed),
        (says.lessons, says.lessons_missed),
        ("хв", says.through_illness),
        ("бп", says.without_reason),
    ];
    let kinds = totals
        .iter()
        .flat_map(|_| figures)
        .zip(0..)
        .map(|((short, full), place)| view! { <th scope="col" class:total=place % 4 == 0 title=full><abbr title=full>{short}</abbr></th> })
        .collect_view();
    view! {
        <thead>
            <tr><th scope="col" rowspan="2" class="n">{texts.number}</th><th scope="col" rowspan="2" class="nm">{texts.pupil}</th>{days}{headings}</tr>
            <tr>{kinds}</tr>
        </thead>
    }
}

fn line(
    register: &Register,
    row: &Row,
    number: i32,
    days: &[NaiveDate],
    totals: &[(Total, Span)],
    today: NaiveDate,
    locale: Locale,
) -> impl IntoView + use<> {
    let says = locale.registers();
    let first_day = register.class.year.starts_on;
    let moved = movement_in(&row.pupil, None, (first_day, today), locale.texts());
    let days = days
        .iter()
        .map(|date| {
            if !row.pupil.is_of_class(*date) {
                return view! { <td class="x" title=says.not_of_class></td> }.into_any();
            }
            let missed = row.days.get(date).filter(|day| day.lessons() > 0);
            let content = missed.map(|day| {
                let href =
                    register.explains.then(|| prefilled(&register.shown.query(), row.pupil.id, *date, *date));
                cell(day, href, locale)
            });
            let note = register.note(row.pupil.id, *date).map(|note| {
                let says = locale.excuses();
                (says.note_here)(says.state(note.state))
            });
            view! { <td class:today=*date == today class:noted=note.is_some() title=note>{content}</td> }
                .into_any()
        })
        .collect_view();
    let totals = totals.iter().map(|(_, span)| figures(row.missed(*span))).collect_view();
    view! {
        <tr>
            <td class="n">{number}</td>
            <th scope="row" class="nm">{row.pupil.name.short()}{moved.map(|moved| view! { <small>{moved}</small> })}</th>
            {days}
            {totals}
        </tr>
    }
}

/// What was missed on a day, a kind to a line, as on paper.
fn cell(day: &Day, href: Option<String>, locale: Locale) -> impl IntoView + use<> {
    let says = locale.registers();
    let meanings: Vec<_> =
        day.missed.iter().map(|(kind, lessons)| (says.missed_of)(locale.absence(*kind), *lessons)).collect();
    let meaning = meanings.join(", ");
    let parts = day
        .missed
        .iter()
        .zip(0..)
        .map(|((kind, lessons), place)| {
            let between = (place > 0).then_some(" ");
            view! { {between}<span class="a">{format!("{kind}/{lessons}")}</span> }
        })
        .collect_view();
    match href {
        Some(href) => view! { <a href=href title=meaning>{parts}</a> }.into_any(),
        None => view! { <span title=meaning>{parts}</span> }.into_any(),
    }
}

/// Days, lessons, of them through illness and without a valid reason; none is left out.
fn figures(missed: Missed) -> impl IntoView + use<> {
    [missed.days, missed.lessons, missed.through_illness, missed.without_reason]
        .into_iter()
        .zip(0..)
        .map(|(number, place)| {
            let shown = (number > 0).then_some(number);
            view! { <td class="figure" class:total=place == 0>{shown}</td> }
        })
        .collect_view()
}

/// What the whole class missed.
fn foot(
    register: &Register,
    days: &[NaiveDate],
    totals: &[(Total, Span)],
    locale: Locale,
) -> impl IntoView + use<> {
    let says: &RegisterTexts = locale.registers();
    let of_days = |number: fn(Missed) -> u32| {
        let cell = |day: &NaiveDate| {
            let shown = Some(number(register.missed((*day, *day)))).filter(|number| *number > 0);
            view! { <td class="figure">{shown}</td> }
        };
        days.iter().map(cell).collect_view()
    };
    let lessons = of_days(|missed| missed.lessons);
    let sums = totals.iter().map(|(_, span)| figures(register.missed(*span))).collect_view();
    let away = (!days.is_empty()).then(|| {
        let rest = totals.len() * 4;
        view! {
            <tr>
                <td class="n"></td>
                <th scope="row" class="nm">{says.class_days}</th>
                {of_days(|missed| missed.days)}
                <td class="total" colspan=rest.to_string()></td>
            </tr>
        }
    });
    view! {
        <tr><td class="n"></td><th scope="row" class="nm">{says.class_lessons}</th>{lessons}{sums}</tr>
        {away}
    }
}
