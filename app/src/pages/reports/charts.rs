//! How marks are spread, and where they go: charts, each with its figures in a table beneath.

use klas_domain::{
    Level, Mark,
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
    locales::{Locale, ReportTexts},
};

/// The charts of a report; none where no mark has a level, and there is nothing to hold them against.
pub fn charts(
    covered: &Covered,
    of: &Behind,
    figures: &Figures,
    moments: &[Moment],
    locale: Locale,
) -> AnyView {
    let spread = (figures.attested() > 0).then(|| spread(covered, of, figures, locale));
    if spread.is_none() && moments.len() < 2 {
        return ().into_any();
    }
    view! {
        <section class="charts">
            {spread}
            {(moments.len() > 1).then(|| trend(covered, of, moments, locale))}
        </section>
    }
    .into_any()
}

/// The height of a chart's tallest column, in the units of its drawing.
const HEIGHT: u32 = 110;
/// What stands above it.
const TOP: u32 = 18;
/// The width of all columns with their gaps.
const WIDTH: u32 = 480;

/// How many marks there are of some points or of a level.
struct Column {
    name: String,
    class: &'static str,
    number: u32,
    only: Only,
}

impl Column {
    fn of_points((points, number): (u8, u32)) -> Self {
        let (class, only) = (colour(Mark::Points(points)), Only::Points(points));
        Self { name: points.to_string(), class, number, only }
    }

    fn of_level(level: Level, figures: &Figures, texts: &ReportTexts) -> Self {
        let (class, only) = (colour(Mark::Level(level)), Only::Level(level));
        Self { name: texts.level(level).to_owned(), class, number: figures.level(level), only }
    }
}

/// How marks are spread over points, or over levels where none has points.
fn spread(covered: &Covered, of: &Behind, figures: &Figures, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let pointed = figures.points().iter().any(|number| *number > 0);
    let (title, scale, columns): (_, _, Vec<Column>) = if pointed {
        (texts.spread, texts.points, (1..).zip(figures.points()).map(Column::of_points).collect())
    } else {
        let of_level = |level| Column::of_level(level, figures, texts);
        (texts.spread_of_levels, texts.pupil_level, Level::ALL.into_iter().map(of_level).collect())
    };
    let said: Vec<String> = columns.iter().map(|own| format!("{}: {}", own.name, own.number)).collect();
    let heads = columns.iter().map(|own| view! { <th scope="col" class="figure">{own.name.clone()}</th> });
    let heads = heads.collect_view();
    let cells = columns.iter().map(|own| {
        view! { <td class="figure">{linked(own.number.to_string(), covered, of, Some(own.only))}</td> }
    });
    let cells = cells.collect_view();
    view! {
        <figure class="card pad">
            <figcaption>{title}</figcaption>
            <svg class="chart" viewBox=format!("0 0 {WIDTH} {}", TOP + HEIGHT + 22) role="img">
                <title>{title}</title>
                <desc>{said.join(", ")}</desc>
                {drawn(&columns)}
            </svg>
            <div class="scroll">
                <table class="list">
                    <thead><tr><th scope="col">{scale}</th>{heads}</tr></thead>
                    <tbody><tr><th scope="row">{texts.marks_column}</th>{cells}</tr></tbody>
                </table>
            </div>
        </figure>
    }
    .into_any()
}

/// The columns of the chart, side by side.
fn drawn(columns: &[Column]) -> impl IntoView + use<> {
    let most = columns.iter().map(|own| own.number).max().unwrap_or_default().max(1);
    let step = WIDTH / u32::try_from(columns.len()).unwrap_or(WIDTH).max(1);
    columns
        .iter()
        .zip(0..)
        .map(|(own, place)| {
            let height = HEIGHT * own.number / most;
            let (x, y) = (place * step, TOP + HEIGHT - height);
            let middle = x + step / 2;
            view! {
                <rect class=own.class x=x + 5 y=y width=step - 10 height=height rx="2"></rect>
                <text x=middle y=y - 5>{own.number}</text>
                <text class="axis" x=middle y=TOP + HEIGHT + 16>{own.name.clone()}</text>
            }
        })
        .collect_view()
}

/// What a moment is called.
pub fn name(moment: &Moment, locale: Locale) -> String {
    let texts = locale.reports();
    let period = texts.period(moment.period);
    if moment.last_year { (texts.last_year)(period) } else { period.to_owned() }
}

/// A line of the trend: its name, its figure, the class of its colour, where its numbers stand.
type Line = (&'static str, fn(&Figures) -> Option<Tenths>, &'static str, fn(u32) -> u32);

/// Success is never less than quality: its numbers stand above its line, those of quality beneath.
fn above(y: u32) -> u32 {
    y - 8
}

fn beneath(y: u32) -> u32 {
    y + 16
}

/// Where the names of the periods stand, beneath the numbers of a line at nought.
const NAMES: u32 = TOP + HEIGHT + 36;

fn trend(covered: &Covered, of: &Behind, moments: &[Moment], locale: Locale) -> AnyView {
    let texts = locale.reports();
    let lines: [Line; 2] =
        [(texts.success, Figures::success, "s", above), (texts.quality, Figures::quality, "h", beneath)];
    let drawn = lines.map(|line| trend_line(moments, line, locale)).collect_view();
    let names = moments.iter().zip(0..).map(|(moment, place)| {
        view! { <text class="axis" x=across(place) y=NAMES>{name(moment, locale)}</text> }
    });
    let names = names.collect_view();
    let said: Vec<String> = moments
        .iter()
        .map(|moment| {
            let share = |figure: fn(&Figures) -> Option<Tenths>| locale.per_cent(figure(&moment.figures));
            let of = lines.map(|(line, figure, ..)| format!("{line} {}", share(figure)));
            format!("{}: {}", name(moment, locale), of.join(", "))
        })
        .collect();
    let width = across(u32::try_from(moments.len()).unwrap_or_default()) - across(0);
    view! {
        <figure class="card pad">
            <figcaption>{texts.trend}</figcaption>
            <svg class="chart" viewBox=format!("0 0 {width} {}", NAMES + 6) role="img">
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
fn trend_line(
    moments: &[Moment],
    (name, figure, class, label): Line,
    locale: Locale,
) -> impl IntoView + use<> {
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
                <text x=*x y=label(*y)>{named}{locale.per_cent(Some(*share))}</text>
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
