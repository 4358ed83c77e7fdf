//! How marks are spread, and where they go: charts, each with its figures in a table beneath.

use klas_domain::{
    Mark,
    figures::{Figures, InitialWeight, Tenths},
};
use klas_store::reports::Behind;
use leptos::prelude::*;

use super::{
    class::colour,
    figure::{behind, leading, linked},
};
use crate::{
    api::reports::{Covered, Moment, Only},
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
            {(moments.len() > 1).then(|| trend(moments, covered.initial, locale))}
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

fn trend(moments: &[Moment], initial: InitialWeight, locale: Locale) -> AnyView {
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
            {trend_table(moments, initial, locale)}
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

fn trend_table(moments: &[Moment], initial: InitialWeight, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let heads = moments.iter().map(|moment| {
        view! { <th scope="col" class="figure">{name(moment, locale)}</th> }
    });
    let heads = heads.collect_view();
    let row = |name: &'static str, only: Only, shown: &dyn Fn(&Figures) -> String| {
        let cells = moments.iter().map(|moment| {
            let to = behind(&moment.query, &moment.behind, Some(only));
            view! { <td class="figure">{leading(shown(&moment.figures), to)}</td> }
        });
        view! { <tr><th scope="row">{name}</th>{cells.collect_view()}</tr> }
    };
    view! {
        <div class="scroll">
            <table class="list">
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>
                    {row(texts.quality, Only::Quality, &|figures| locale.per_cent(figures.quality()))}
                    {row(texts.success, Only::Success, &|figures| locale.per_cent(figures.success()))}
                    {row(texts.mean, Only::Attested, &|figures| locale.hundredths(figures.mean()))}
                    {row(texts.index, Only::Attested, &|figures| locale.tenths(figures.index(initial)))}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}
