//! The choice of another year.

use klas_domain::calendar::{Semester, year_label};
use leptos::prelude::*;

use crate::locales::Locale;

/// The choice of another year at an address, each by the calendar year in which it began; nothing where there is no
/// other than the one that is shown. A page of a semester names it, and shows the same one of the other year.
pub fn year_choice(
    address: &'static str,
    shown: i32,
    years: &[i32],
    semester: Option<Semester>,
    locale: Locale,
) -> Option<AnyView> {
    if years.iter().all(|year| *year == shown) {
        return None;
    }
    let texts = locale.archive();
    let missing = (!years.contains(&shown)).then_some(shown);
    let options = missing.into_iter().chain(years.iter().copied()).map(|year| {
        view! { <option value=year selected=year == shown>{year_label(year)}</option> }
    });
    let options = options.collect_view();
    let semester = semester.map(|own| {
        view! { <input type="hidden" name="semester" value=own.code().to_string() /> }
    });
    Some(
        view! {
            <form method="get" action=address class="bar">
                {semester}
                <select name="year" aria-label=texts.choose_year>{options}</select>
                <button class="button">{texts.show}</button>
            </form>
        }
        .into_any(),
    )
}
