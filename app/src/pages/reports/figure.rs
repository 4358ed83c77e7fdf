//! Figures as pages show them: cards, changes, bars of levels, and the way to what is behind.

use std::cmp::Ordering;

use klas_domain::{
    Level,
    calendar::Semester,
    figures::{Figures, Hundredths, Measure, Pair, Period, Pupils, Tenths},
};
use klas_store::reports::Behind;
use leptos::prelude::*;

use super::LEVELS;
use crate::{
    api::reports::{Against, Before, Covered, Only, Origin, query_of},
    locales::Locale,
};

/// The address of the list of the marks behind a figure; `query` is how addresses name the period.
pub fn behind(query: &str, of: &Behind, only: Option<Only>, origin: Origin) -> String {
    list("marks", query, of, only, origin)
}

/// The address of the list of the pupils behind a figure.
pub fn pupils_behind(covered: &Covered, of: &Behind, only: Option<Only>) -> String {
    list("pupils", &covered.query(), of, only, covered.origin)
}

fn list(of_what: &str, query: &str, of: &Behind, only: Option<Only>, origin: Origin) -> String {
    let only = only.map(|only| format!("&only={}", only.code())).unwrap_or_default();
    format!("/reports/{of_what}?{query}{}{only}{}", query_of(of), origin.query())
}

/// The address of the overview from which a list of this was opened, compared and narrowed as it was.
pub fn overview_of(covered: &Covered, of: &Behind) -> String {
    format!("/reports?{}{}", covered.query(), covered.origin.back(of))
}

/// The address of the list of the pupils behind the change of a figure.
pub fn change_behind(covered: &Covered, of: &Behind, measure: Measure, against: Against) -> String {
    let (measure, against) = (measure.code(), against.code());
    let (query, origin) = (covered.query(), covered.origin.query());
    format!("/reports/change?{query}{}&of={measure}&to={against}{origin}", query_of(of))
}

/// A figure that leads to the marks behind it, where there are any.
pub fn linked(text: String, covered: &Covered, of: &Behind, only: Option<Only>) -> AnyView {
    leading(text, behind(&covered.query(), of, only, covered.origin))
}

/// A figure that leads to the pupils behind it, where there are any.
pub fn linked_pupils(text: String, covered: &Covered, of: &Behind, only: Option<Only>) -> AnyView {
    leading(text, pupils_behind(covered, of, only))
}

/// A figure that leads somewhere, unless there is nothing to be found.
pub fn leading(text: String, to: String) -> AnyView {
    if matches!(text.as_str(), "0" | "–") {
        return text.into_any();
    }
    view! { <a href=to>{text}</a> }.into_any()
}

/// A difference of figures in their last digit, as it is read: ▲ 2,1.
pub fn change(by: i32, measure: Measure, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.reports();
    let (sign, said, class) = match by.cmp(&0) {
        Ordering::Greater => ("▲", texts.more_by, "good"),
        Ordering::Less => ("▼", texts.less_by, "bad"),
        Ordering::Equal => ("–", texts.unchanged, "muted"),
    };
    let number = locale.decimal(&measure.written(by.unsigned_abs()));
    view! {
        <span class=class>
            <span aria-hidden="true">{sign}" "</span>
            <span class="hidden">{said}" "</span>
            {number}
        </span>
    }
}

/// What a period is held against, in words: «порівняно з минулим роком».
pub fn to(period: Period, against: Against, locale: Locale) -> &'static str {
    let texts = locale.reports();
    match (against, period.other_semester()) {
        (Against::LastYear, _) => texts.to_last_year,
        (Against::Semester, Some(Period::Semester(Semester::First))) => texts.to_semester[0],
        (Against::Semester, _) => texts.to_semester[1],
    }
}

/// The marks that a figure is the share or the mean of.
pub fn only_of(measure: Measure) -> Only {
    match measure {
        Measure::Quality => Only::Quality,
        Measure::Success => Only::Success,
        Measure::Mean => Only::Pointed,
        Measure::Index => Only::Attested,
    }
}

/// The cards at the head of a report.
pub fn cards(
    covered: &Covered,
    of: &Behind,
    figures: &Figures,
    pupils: Option<&Pupils>,
    before: &Before,
    locale: Locale,
) -> AnyView {
    let cards = Measure::ALL
        .map(|measure| {
            let texts = locale.reports();
            let value = measure.value(figures, covered.initial);
            let text = match measure {
                Measure::Mean => locale.hundredths(value.map(Hundredths)),
                _ => locale.per_cent(value.map(Tenths)),
            };
            let only = Some(only_of(measure));
            let over_all = pupils.and_then(|pupils| over_all(measure, pupils, locale));
            let over_all = over_all.map(|text| {
                view! { <dd class="muted">{linked_pupils(text, covered, of, only)}</dd> }
            });
            view! {
                <div class="card">
                    <dt title=texts.means(measure, covered.initial)>{texts.measure(measure)}</dt>
                    <dd class="sum">{linked(text, covered, of, only)}</dd>
                    <dd>{changes(covered, of, measure, figures, before, locale)}</dd>
                    {over_all}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="cards">{attested(covered, of, figures, pupils, locale)}{cards}</dl> }.into_any()
}

/// The share of pupils all of whose marks make the quality or the success.
fn over_all(measure: Measure, pupils: &Pupils, locale: Locale) -> Option<String> {
    let texts = locale.reports();
    let (share, marks) = match measure {
        Measure::Quality => (pupils.quality()?, texts.only_quality),
        Measure::Success => (pupils.success()?, texts.only_success),
        Measure::Mean | Measure::Index => return None,
    };
    Some((texts.by_pupils)(&locale.per_cent(Some(share)), marks))
}

fn attested(
    covered: &Covered,
    of: &Behind,
    figures: &Figures,
    pupils: Option<&Pupils>,
    locale: Locale,
) -> AnyView {
    let texts = locale.reports();
    let leads = if pupils.is_some() { linked_pupils } else { linked };
    let link = |text: String, only: Only| leads(text, covered, of, Some(only));
    let all = figures.attested() + figures.not_attested();
    let (name, sum, missing, unmarked) = match pupils {
        Some(pupils) => (
            texts.pupils_attested,
            (texts.of_all)(pupils.attested, pupils.all),
            (pupils.not_attested > 0).then(|| (texts.not_attested_pupils)(pupils.not_attested)),
            (pupils.unmarked() > 0).then(|| (texts.unmarked_pupils)(pupils.unmarked())),
        ),
        None => (
            texts.marks_attested,
            (texts.of_all)(figures.attested(), all),
            (figures.not_attested() > 0).then(|| (texts.not_attested_marks)(figures.not_attested())),
            None,
        ),
    };
    view! {
        <div class="card">
            <dt>{name}</dt>
            <dd class="sum">{link(sum, Only::Attested)}</dd>
            {missing.map(|text| view! { <dd class="a">{link(text, Only::NotAttested)}</dd> })}
            {unmarked.map(|text| view! { <dd class="muted">{link(text, Only::Unmarked)}</dd> })}
        </div>
    }
    .into_any()
}

/// What a figure became since the other semester and last year, each with the way to the pupils behind it.
fn changes(
    covered: &Covered,
    of: &Behind,
    measure: Measure,
    figures: &Figures,
    before: &Before,
    locale: Locale,
) -> impl IntoView + use<> {
    Against::ALL
        .into_iter()
        .filter_map(|against| {
            let pair = Pair { now: *figures, then: before.at(against)? };
            let change = change(pair.change(measure, covered.initial)?, measure, locale);
            let way = change_behind(covered, of, measure, against);
            let to = to(covered.period, against, locale);
            Some(view! { <a class="change" href=way>{change}" "<span class="muted">{to}</span></a> })
        })
        .collect_view()
}

/// The share of each level as a bar, with the figures beneath it.
pub fn bar(name: &str, covered: &Covered, of: &Behind, figures: &Figures, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let said = LEVELS.map(|(level, _)| {
        (texts.level_figure)(texts.level(level), figures.level(level), &locale.per_cent(figures.share(level)))
    });
    let numbers = LEVELS
        .into_iter()
        .map(|(level, class)| {
            let number = linked(figures.level(level).to_string(), covered, of, Some(Only::Level(level)));
            view! { <span class=class><abbr title=texts.level(level)>{level.letter()}</abbr>" "{number}</span> }
        })
        .collect_view();
    view! {
        <svg class="bar-of-levels" viewBox="0 0 1000 14" preserveAspectRatio="none" role="img">
            <title>{(texts.bar_of)(name)}</title>
            <desc>{said.join(", ")}</desc>
            {parts(figures)}
        </svg>
        <span class="numbers">{numbers}</span>
    }
    .into_any()
}

/// The parts of the bar, a thousand units wide with gaps of four between them.
fn parts(figures: &Figures) -> impl IntoView + use<> {
    const GAP: u32 = 4;
    let mut from = 0;
    LEVELS
        .into_iter()
        .filter_map(|(level, class)| {
            let share = figures.share(level).map_or(0, |share| share.0);
            let (x, width) = (from, share.saturating_sub(GAP).max(share.min(GAP)));
            from += share;
            (share > 0).then(|| view! { <rect class=class x=x y="0" width=width height="14"></rect> })
        })
        .collect_view()
}

/// How a level's share is coloured where it stands in a table: 0 for none, 5 for all.
pub fn heat(figures: &Figures, level: Level) -> u32 {
    figures.share(level).map_or(0, |share| share.0.div_ceil(200))
}
