//! The figures of the schools that a department sees.

use klas_domain::figures::{InitialWeight, Period};
use leptos::prelude::*;

use crate::{
    api::department::{Department, SchoolFigures, Sum},
    locales::Locale,
};

/// The schools side by side, where there are several, and the parallels of each.
pub fn department(seen: &Department, locale: Locale) -> impl IntoView + use<> {
    let (says, texts) = (locale.department(), locale.reports());
    let periods = Period::ALL
        .map(|period| {
            let current = (period == seen.period).then_some("true");
            let href = format!("/department?period={}", period.code());
            view! { <a href=href aria-current=current>{texts.period(period)}</a> }
        })
        .collect_view();
    let when = format!("{} {}", texts.period(seen.period), seen.year.as_deref().unwrap_or_default());
    let side_by_side = (seen.schools.len() > 1).then(|| {
        let rows = seen.schools.iter().enumerate().map(|(place, school)| {
            let name = view! { <a href=format!("#school-{place}")>{school.name.clone()}</a> };
            (name.into_any(), school.all)
        });
        view! { <section>{table(says.schools, says.school, rows.collect(), &seen.all, locale)}</section> }
    });
    let schools =
        seen.schools.iter().enumerate().map(|(place, own)| school(place, own, locale)).collect_view();
    view! {
        <section class="reports">
            <div class="bar">
                <h1>{says.title}" · "{when}</h1>
                <span class="grow"></span>
                <nav class="segments" aria-label=texts.choose_period>{periods}</nav>
            </div>
            <p class="muted">{says.lead}</p>
            {side_by_side}
            {schools}
            <section class="rules small muted">
                <h2>{texts.rules}</h2>
                <ul>
                    <li>{texts.rule_marks}</li>
                    <li>{says.rule_classes}</li>
                    <li>{(texts.rule_figures)(WEIGHT.hundredths())}</li>
                    <li>{texts.rule_over_all}</li>
                </ul>
            </section>
        </section>
    }
}

fn school(place: usize, school: &SchoolFigures, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let parallels = school.parallels.iter().map(|(grade, sum)| {
        let name = (texts.parallel)(&grade.to_string());
        (name.into_any(), *sum)
    });
    let content = if school.parallels.is_empty() {
        view! { <p class="card pad muted">{locale.department().no_classes}</p> }.into_any()
    } else {
        table(&school.name, texts.line[3], parallels.collect(), &school.all, locale)
    };
    view! {
        <section id=format!("school-{place}")>
            <h2>{school.name.clone()}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// Schools may weigh the initial level each in its way, a department needs one for all: the usual.
const WEIGHT: InitialWeight = InitialWeight::USUAL;

/// Rows with their names, and all of them together; `of` is what the table is about, `what` what its rows are.
fn table(of: &str, what: &'static str, rows: Vec<(AnyView, Sum)>, all: &Sum, locale: Locale) -> AnyView {
    let (says, texts) = (locale.department(), locale.reports());
    let rows = rows.into_iter().map(|(name, sum)| row(name, &sum, locale)).collect_view();
    view! {
        <div class="card scroll">
            <table class="list report">
                <caption class="hidden">{of.to_owned()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{what}</th>
                        <th scope="col" class="figure">{says.classes_column}</th>
                        <th scope="col" class="figure">{texts.pupils_column}</th>
                        <th scope="col" class="figure">{texts.pupils_attested}</th>
                        <th scope="col" class="figure short">{texts.not_attested}</th>
                        <th scope="col" class="figure">{texts.quality_column}</th>
                        <th scope="col" class="figure">{texts.success_column}</th>
                        <th scope="col" class="figure">{texts.mean_column}</th>
                        <th scope="col" class="figure">{texts.index_column}</th>
                        <th scope="col" class="figure">{texts.pupils_quality_column}</th>
                        <th scope="col" class="figure">{texts.pupils_success_column}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>{row(texts.all_together.into_any(), all, locale)}</tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn row(name: AnyView, sum: &Sum, locale: Locale) -> AnyView {
    let (figures, pupils) = (&sum.figures, &sum.pupils);
    let cells = [
        sum.classes.to_string(),
        pupils.all.to_string(),
        pupils.attested.to_string(),
        pupils.not_attested.to_string(),
        locale.tenths(figures.quality()),
        locale.tenths(figures.success()),
        locale.hundredths(figures.mean()),
        locale.tenths(figures.index(WEIGHT)),
        locale.tenths(pupils.quality()),
        locale.tenths(pupils.success()),
    ];
    let cells = cells.map(|figure| view! { <td class="figure">{figure}</td> }).collect_view();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}
