//! How marks are spread, and where they go: charts, each with its figures in a table beneath.

use klas_domain::{
    Mark,
    figures::{Figures, Measure, Tenths},
};
use klas_store::reports::Behind;
use leptos::prelude::*;

use super::{
    class::colour,
    figure::{behind, change_behind, leading, linked, only_of},
};
use crate::{
    api::reports::{Against, Covered, Moment, Only},
    locales::Locale,
};

/// The charts of a report; none where marks have no points, or there is nothing to hold them against.
pub fn charts(
    covered: &Covered,
    of: &Behind,
    figures: &Figures,
    moments: &[Moment],
    locale: Locale,
) -> AnyView {
    let pointed = figures.points().iter().any(|number| *number > 0);
    if !pointed && moments.len() < 2 {
        return ().into_any();
    }
    view! {
        <section class="charts">
            {pointed.then(|| spread(covered, of, figures, locale))}
            {(moments.len() > 1).then(|| trend(covered, of, moments, locale))}
        </section>
    }
    .into_any()
}

/// The height of a chart's tallest column, in the units of its drawing.
const HEIGHT: u32 = 110;
/// What stands above it.
const TOP: u32 = 18;
/// The width of a column with its gap.
const STEP: u32 = 40;

fn spread(covered: &Covered, of: &Behind, figures: &Figures, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let numbers: Vec<(u8, u32)> = (1..).zip(figures.points()).collect();
    let most = numbers.iter().map(|(_, number)| *number).max().unwrap_or_default().max(1);
    let columns = numbers
        .iter()
        .map(|(points, number)| {
            let height = HEIGHT * number / most;
            let (x, y) = ((u32::from(*points) - 1) * STEP, TOP + HEIGHT - height);
            let middle = x + STEP / 2;
            view! {
                <rect class=colour(Mark::Points(*points)) x=x + 5 y=y width=STEP - 10 height=height rx="2"></rect>
                <text x=middle y=y - 5>{*number}</text>
                <text class="axis" x=middle y=TOP + HEIGHT + 16>{*points}</text>
            }
        })
        .collect_view();
    let said: Vec<String> = numbers.iter().map(|(points, number)| format!("{points}: {number}")).collect();
    let heads = numbers.iter().map(|(points, _)| view! { <th scope="col" class="figure">{*points}</th> });
    let heads = heads.collect_view();
    let cells = numbers.iter().map(|(points, number)| {
        let only = Some(Only::Points(*points));
        view! { <td class="figure">{linked(number.to_string(), covered, of, only)}</td> }
    });
    let cells = cells.collect_view();
    let box_of = format!("0 0 {} {}", 12 * STEP, TOP + HEIGHT + 22);
    view! {
        <figure class="card pad">
            <figcaption>{texts.spread}</figcaption>
            <svg class="chart" viewBox=box_of role="img">
                <title>{texts.spread}</title>
                <desc>{said.join(", ")}</desc>
                {columns}
            </svg>
            <div class="scroll">
                <table class="list">
                    <thead><tr><th scope="col">{texts.points}</th>{heads}</tr></thead>
                    <tbody><tr><th scope="row">{texts.marks_column}</th>{cells}</tr></tbody>
                </table>
            </div>
        </figure>
    }
    .into_any()
}

/// What a moment is called.
fn name(moment: &Moment, locale: Locale) -> String {
    let texts = locale.reports();
    let period = texts.period(moment.period);
    if moment.last_year { (texts.last_year)(period) } else { period.to_owned() }
}

/// A line of the trend: its name, its figure, the class of its colour.
type Line = (&'static str, fn(&Figures) -> Option<Tenths>, &'static str);

fn trend(covered: &Covered, of: &Behind, moments: &[Moment], locale: Locale) -> AnyView {
    let texts = locale.reports();
    let lines: [Line; 2] = [(texts.success, Figures::success, "s"), (texts.quality, Figures::quality, "h")];
    let drawn = lines.map(|line| trend_line(moments, line, locale)).collect_view();
    let names = moments.iter().zip(0..).map(|(moment, place)| {
        view! { <text class="axis" x=across(place) y=TOP + HEIGHT + 16>{name(moment, locale)}</text> }
    });
    let names = names.collect_view();
    let said: Vec<String> = moments
        .iter()
        .map(|moment| {
            let share = |figure: fn(&Figures) -> Option<Tenths>| locale.per_cent(figure(&moment.figures));
            let of = lines.map(|(line, figure, _)| format!("{line} {}", share(figure)));
            format!("{}: {}", name(moment, locale), of.join(", "))
        })
        .collect();
    let width = across(u32::try_from(moments.len()).unwrap_or_default()) - across(0);
    view! {
        <figure class="card pad">
            <figcaption>{texts.trend}</figcaption>
            <svg class="chart" viewBox=format!("0 0 {width} {}", TOP + HEIGHT + 22) role="img">
                <title>{texts.trend}</title>
                <desc>{said.join("; ")}</desc>
                {drawn}
                {names}
            </svg>
            {trend_table(covered, of, moments, locale)}
        </figure>
    }
    .into_any()
}

/// Where a moment stands on the axis of time.
fn across(place: u32) -> u32 {
    80 + place * 160
}

/// A line through the periods of the year; a year ago stands apart from it.
fn trend_line(moments: &[Moment], (name, figure, class): Line, locale: Locale) -> impl IntoView + use<> {
    let points: Vec<(u32, u32, Tenths, bool)> = moments
        .iter()
        .zip(0..)
        .filter_map(|(moment, place)| {
            let share = figure(&moment.figures)?;
            let y = TOP + HEIGHT - HEIGHT * share.0.min(1000) / 1000;
            Some((across(place), y, share, moment.last_year))
        })
        .collect();
    let own = points.iter().filter(|(.., last_year)| !last_year);
    let path: Vec<String> = own.map(|(x, y, ..)| format!("{x},{y}")).collect();
    let last = points.len().saturating_sub(1);
    let dots = points
        .iter()
        .enumerate()
        .map(|(place, (x, y, share, _))| {
            // The lines are told apart by their names, not by their colours alone.
            let named = (place == last).then(|| format!("{} ", name.to_lowercase()));
            view! {
                <circle class=class cx=*x cy=*y r="4"></circle>
                <text x=*x y=y - 8>{named}{locale.per_cent(Some(*share))}</text>
            }
        })
        .collect_view();
    view! { <polyline class=class points=path.join(" ")></polyline>{dots} }
}

/// The figures of the trend. What the visitor may not list by name leads to the list of the change, which has it too.
fn trend_table(covered: &Covered, of: &Behind, moments: &[Moment], locale: Locale) -> AnyView {
    let texts = locale.reports();
    let heads = moments.iter().map(|moment| {
        view! { <th scope="col" class="figure">{name(moment, locale)}</th> }
    });
    let heads = heads.collect_view();
    let rows = Measure::ALL.map(|measure| {
        let cells = moments.iter().map(|moment| {
            let to = if moment.listed {
                behind(&moment.query, &moment.behind, Some(only_of(measure)), covered.origin)
            } else {
                change_behind(covered, of, measure, Against::LastYear)
            };
            let value = measure.value(&moment.figures, covered.initial);
            let shown = match measure {
                Measure::Quality | Measure::Success => locale.per_cent(value.map(Tenths)),
                Measure::Mean | Measure::Index => locale.figure(measure, value),
            };
            view! { <td class="figure">{leading(shown, to)}</td> }
        });
        view! { <tr><th scope="row">{texts.measure(measure)}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="scroll">
            <table class="list">
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
