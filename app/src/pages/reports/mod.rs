//! Semester reports: the overview, a class, the marks behind a figure.

mod change;
mod charts;
mod class;
mod figure;
mod marks;
mod narrow;
mod overview;
mod package;
mod plans;
mod pupils;

use klas_domain::{Level, figures::Period};
use leptos::prelude::*;

use crate::{api::reports::Covered, locales::Locale};

pub use change::{change, groups as change_groups, times_of as change_times, title as change_title};
pub use charts::name as moment_name;
pub use class::{away, class, not_attested_in};
pub use marks::{marks, title as marks_title};
pub use overview::overview;
pub use package::package;
pub use plans::{course as plan_course, plans, teacher as plan_teacher};
pub use pupils::{pupils, title as pupils_title};

/// The levels as reports list them: highest first, with the letter of each one's colour.
const LEVELS: [(Level, &str); 4] =
    [(Level::High, "h"), (Level::Sufficient, "s"), (Level::Medium, "m"), (Level::Initial, "i")];

/// The choice of a semester or the year; `query` is what else the address says.
fn periods(covered: &Covered, path: &str, query: &str, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let links = Period::ALL
        .map(|period| {
            let current = (period == covered.period).then_some("true");
            let href = format!("{path}?{}{query}", covered.query_of(period));
            view! { <a href=href aria-current=current>{texts.period(period)}</a> }
        })
        .collect_view();
    view! { <nav class="segments" aria-label=texts.choose_period>{links}</nav> }.into_any()
}

/// What is said of a period without marks, and where marks are given.
fn empty(covered: &Covered, locale: Locale) -> AnyView {
    let texts = locale.reports();
    view! {
        <div class="blank card">
            <h2>{(texts.empty)(texts.period(covered.period))}</h2>
            <p class="muted">{texts.empty_hint}</p>
            <p><a class="button primary" href="/journal">{texts.to_journals}</a></p>
        </div>
    }
    .into_any()
}

/// How the figures are counted.
fn rules(covered: &Covered, locale: Locale) -> AnyView {
    let texts = locale.reports();
    view! {
        <section class="rules small muted">
            <h2>{texts.rules}</h2>
            <ul>
                <li>{texts.rule_marks}</li>
                <li>{(texts.rule_pupils)(&covered.day_written())}</li>
                <li>{(texts.rule_figures)(covered.initial.hundredths())}</li>
                <li>{texts.rule_over_all}</li>
                <li>{texts.rule_last_year}" "{texts.rule_changes}</li>
            </ul>
        </section>
    }
    .into_any()
}
