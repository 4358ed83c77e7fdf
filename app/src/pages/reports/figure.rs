//! Figures as pages show them: cards, changes, bars of levels, and the way to what is behind.

use klas_domain::{
    Level,
    calendar::Semester,
    figures::{Figures, Hundredths, InitialWeight, Period, Pupils, Tenths},
};
use klas_store::reports::Behind;
use leptos::prelude::*;

use super::LEVELS;
use crate::{
    api::reports::{Before, Covered, Only, query_of},
    locales::{Locale, ReportTexts},
};

/// The address of the list of the marks behind a figure; `query` is how addresses name the period.
pub fn behind(query: &str, of: &Behind, only: Option<Only>) -> String {
    list("marks", query, of, only)
}

/// The address of the list of the pupils behind a figure.
pub fn pupils_behind(covered: &Covered, of: &Behind, only: Option<Only>) -> String {
    list("pupils", &covered.query(), of, only)
}

fn list(of_what: &str, query: &str, of: &Behind, only: Option<Only>) -> String {
    let only = only.map(|only| format!("&only={}", only.code())).unwrap_or_default();
    format!("/reports/{of_what}?{query}{}{only}", query_of(of))
}

/// A figure that leads to the marks behind it, where there are any.
pub fn linked(text: String, covered: &Covered, of: &Behind, only: Option<Only>) -> AnyView {
    leading(text, behind(&covered.query(), of, only))
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
pub fn change(
    now: Option<u32>,
    before: Option<u32>,
    unit: u32,
    locale: Locale,
) -> Option<impl IntoView + use<>> {
    let (now, before) = (now?, before?);
    let texts = locale.reports();
    let (sign, said, class) = match now.cmp(&before) {
        std::cmp::Ordering::Greater => ("▲", texts.more_by, "good"),
        std::cmp::Ordering::Less => ("▼", texts.less_by, "bad"),
        std::cmp::Ordering::Equal => ("–", texts.unchanged, "muted"),
    };
    let by = now.abs_diff(before);
    let number = if unit == 10 { Tenths(by).to_string() } else { Hundredths(by).to_string() };
    let number = locale.decimal(&number);
    Some(view! {
        <span class=class>
            <span aria-hidden="true">{sign}" "</span>
            <span class="hidden">{said}" "</span>
            {number}
        </span>
    })
}

/// A figure of a card: how it is called, its value, and what makes it comparable with others.
#[derive(Clone, Copy)]
struct Measured {
    name: &'static str,
    means: fn(&ReportTexts, InitialWeight) -> Option<String>,
    /// In the figure's last digit.
    value: fn(&Figures, InitialWeight) -> Option<u32>,
    /// 10 or 100 of the last digit make a whole.
    unit: u32,
    only: Only,
}

fn tenths(figure: Option<Tenths>) -> Option<u32> {
    figure.map(|figure| figure.0)
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
    let texts = locale.reports();
    let measured = [
        Measured {
            name: texts.quality,
            means: |texts, _| Some(texts.quality_means.to_owned()),
            value: |figures, _| tenths(figures.quality()),
            unit: 10,
            only: Only::Quality,
        },
        Measured {
            name: texts.success,
            means: |texts, _| Some(texts.success_means.to_owned()),
            value: |figures, _| tenths(figures.success()),
            unit: 10,
            only: Only::Success,
        },
        Measured {
            name: texts.mean,
            means: |_, _| None,
            value: |figures, _| figures.mean().map(|mean| mean.0),
            unit: 100,
            only: Only::Attested,
        },
        Measured {
            name: texts.index,
            means: |texts, initial| Some((texts.index_means)(initial.hundredths())),
            value: |figures, initial| tenths(figures.index(initial)),
            unit: 10,
            only: Only::Attested,
        },
    ];
    let over_all = pupils.map(|pupils| [pupils.quality(), pupils.success()]);
    let cards = measured
        .into_iter()
        .enumerate()
        .map(|(place, measured)| {
            let value = (measured.value)(figures, covered.initial);
            let means = (measured.means)(texts, covered.initial);
            let text = match measured.unit {
                10 => locale.per_cent(value.map(Tenths)),
                _ => locale.hundredths(value.map(Hundredths)),
            };
            let share = over_all.and_then(|shares| shares.get(place).copied().flatten());
            let over_all = share.map(|share| {
                let marks = if place == 0 { texts.only_quality } else { texts.only_success };
                let text = (texts.by_pupils)(&locale.per_cent(Some(share)), marks);
                linked_pupils(text, covered, of, Some(measured.only))
            });
            view! {
                <div class="card">
                    <dt title=means>{measured.name}</dt>
                    <dd class="sum">{linked(text, covered, of, Some(measured.only))}</dd>
                    <dd>{changes(covered, measured, value, before, locale)}</dd>
                    {over_all.map(|text| view! { <dd class="muted">{text}</dd> })}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="cards">{attested(covered, of, figures, pupils, locale)}{cards}</dl> }.into_any()
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

fn changes(
    covered: &Covered,
    measured: Measured,
    now: Option<u32>,
    before: &Before,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.reports();
    let other = match covered.period.other_semester() {
        Some(Period::Semester(Semester::First)) => texts.to_semester[0],
        _ => texts.to_semester[1],
    };
    let against = [(before.semester, other), (before.year, texts.to_last_year)];
    against
        .into_iter()
        .filter_map(|(before, to)| {
            let before = before.and_then(|before| (measured.value)(&before, covered.initial));
            let change = change(now, before, measured.unit, locale)?;
            Some(view! { <span class="change">{change}" "<span class="muted">{to}</span></span> })
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
