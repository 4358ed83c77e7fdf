//! A pupil's subject: where the marks go, and what the semester mark would be.

use std::cmp::Ordering;

use klas_domain::{
    Level, Mark,
    forecast::{Forecast, ForecastPart},
    proposal::Part,
    trend::Trend,
};
use klas_store::diary::SubjectMark;
use leptos::prelude::*;

use super::{
    sections::{DiaryPart, head, semesters},
    week::{entry, meaning},
};
use crate::{
    api::subjects::{Outcome, SubjectLine, Subjects},
    components::short_date,
    locales::{Locale, SeeingTexts},
};

/// A subject in a semester.
pub fn subject(view: &Subjects, line: &SubjectLine, locale: Locale) -> AnyView {
    let texts = locale.texts();
    let path = format!("/diary/{}/marks/{}", view.open.pupil.id, line.course);
    let group = line.group.map(|number| format!(" · {} {number}", texts.group_short));
    view! {
        <section class="narrow diary subject">
            {head(&view.open, view.ways, DiaryPart::Marks, locale)}
            <div class="bar">
                <h2>{line.subject.clone()}{group}</h2>
                <span class="grow"></span>
                {semesters(&path, view.semester, texts.marks, locale)}
            </div>
            {outcome(&line.outcome, locale)}
            {trend(line, locale)}
            {marks(&line.marks, locale)}
        </section>
    }
    .into_any()
}

/// «Якби семестр закінчився сьогодні: 8», or what the teacher decided, in a word.
pub fn outcome_in_short(outcome: &Outcome, locale: Locale) -> Option<AnyView> {
    let says = locale.seeing();
    let (name, mark) = match outcome {
        Outcome::Forecast(own) => (says.forecast, own.mark),
        Outcome::Decided(..) | Outcome::Open => return None,
    };
    Some(
        view! { <p class="forecast small">{name}":\u{a0}"<strong>{mark.to_string()}</strong></p> }.into_any(),
    )
}

fn outcome(outcome: &Outcome, locale: Locale) -> AnyView {
    let says = locale.seeing();
    match outcome {
        Outcome::Open => view! { <p class="card pad muted">{says.no_forecast}</p> }.into_any(),
        Outcome::Decided(mark, corrected) => {
            let corrected = corrected.map(|mark| format!(" · {}: {mark}", says.corrected));
            view! { <p class="card pad">{says.decided}": "<strong class="value">{mark.to_string()}</strong>{corrected}</p> }
                .into_any()
        }
        Outcome::Forecast(own) => forecast(own, says),
    }
}

fn forecast(own: &Forecast, says: &'static SeeingTexts) -> AnyView {
    let parts = own.parts.iter().map(|part| view! { <li>{part_words(part, says)}</li> }).collect_view();
    let mean = own.mean.filter(|_| own.parts.len() > 1).map(|mean| {
        view! { <p class="small">{(says.forecast_mean)(&mean.to_string(), &own.mark.to_string())}</p> }
    });
    view! {
        <section class="card pad forecast" id="forecast">
            <h3>{says.forecast}":\u{a0}"<span class="value">{own.mark.to_string()}</span></h3>
            <ul class="small">{parts}</ul>
            {mean}
            <p class="muted small">{says.forecast_lead}</p>
        </section>
    }
    .into_any()
}

fn part_words(part: &ForecastPart, says: &'static SeeingTexts) -> String {
    let name = match part.part {
        Some(Part::Theme(number)) => format!("{} {number}", says.theme),
        Some(Part::Group(number)) => format!("{}{number}", says.results),
        Some(Part::Semester(_)) | None => says.current.to_owned(),
    };
    let mark = part.mark.to_string();
    match part.mean {
        Some(mean) => format!(
            "{} ({})",
            (says.forecast_part)(&name, &mark),
            (says.forecast_mean)(&mean.to_string(), &mark)
        ),
        None => (says.forecast_decided)(&name, &mark),
    }
}

/// How the marks go, in words.
fn trend_words(trend: &Trend, says: &'static SeeingTexts) -> String {
    let goes = match trend.goes {
        Ordering::Less => says.goes[0],
        Ordering::Equal => says.goes[1],
        Ordering::Greater => says.goes[2],
    };
    let compared = (says.compared)(trend.marks, &trend.earlier.to_string(), &trend.later.to_string());
    format!("{goes}: {compared}")
}

fn trend(line: &SubjectLine, locale: Locale) -> AnyView {
    let says = locale.seeing();
    let drawn: Vec<Dot> = line.marks.iter().filter_map(Dot::of).collect();
    if drawn.len() < 2 {
        return ().into_any();
    }
    // Levels have no mean to compare.
    let points = line.marks.iter().any(|own| matches!(own.entry.mark, Some(Mark::Points(_))));
    let words = match &line.trend {
        Some(trend) => Some(trend_words(trend, says)),
        None => points.then(|| says.too_few.to_owned()),
    };
    let words = words.map(|words| format!(": {words}"));
    view! {
        <figure class="card pad trend">
            <figcaption><strong>{says.trend}</strong>{words}</figcaption>
            {chart(&drawn, says)}
        </figure>
    }
    .into_any()
}

/// The most marks that a chart has room for on a phone: the last ones.
const SHOWN: usize = 16;
/// The height of the drawing between its lowest and highest mark.
const HEIGHT: u32 = 96;
/// What stands above.
const TOP: u32 = 20;
/// From one mark to the next.
const STEP: u32 = 34;

/// A mark in the chart.
struct Dot {
    on: String,
    label: String,
    /// From the lowest mark of the scale to the highest, in thousandths.
    height: u32,
    class: &'static str,
}

impl Dot {
    fn of(mark: &SubjectMark) -> Option<Self> {
        let own = mark.entry.mark?;
        let height = match own {
            Mark::Points(points) => (u32::from(points).saturating_sub(1)) * 1000 / 11,
            Mark::Level(level) => {
                let place = Level::ALL.iter().position(|other| *other == level).unwrap_or_default();
                u32::try_from(place).unwrap_or_default() * 1000 / 3
            }
            _ => return None,
        };
        let class = match own.level()? {
            Level::Initial => "i",
            Level::Medium => "m",
            Level::Sufficient => "s",
            Level::High => "h",
        };
        Some(Self { on: short_date(mark.on), label: own.to_string(), height, class })
    }
}

fn chart(dots: &[Dot], says: &'static SeeingTexts) -> AnyView {
    let dots = &dots[dots.len().saturating_sub(SHOWN)..];
    let places: Vec<(u32, u32)> = dots
        .iter()
        .zip(0..)
        .map(|(dot, place)| (STEP / 2 + place * STEP, TOP + HEIGHT - HEIGHT * dot.height / 1000))
        .collect();
    let line: Vec<String> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let drawn = dots.iter().zip(&places).map(|(dot, (x, y))| {
        view! {
            <circle class=dot.class cx=*x cy=*y r="4"></circle>
            <text x=*x y=*y - 8>{dot.label.clone()}</text>
        }
    });
    let drawn = drawn.collect_view();
    let days = dots.iter().zip(&places).step_by(2).map(|(dot, (x, _))| {
        view! { <text class="axis" x=*x y=TOP + HEIGHT + 20>{dot.on.clone()}</text> }
    });
    let days = days.collect_view();
    let said: Vec<String> = dots.iter().map(|dot| format!("{} – {}", dot.on, dot.label)).collect();
    let width = STEP * u32::try_from(dots.len()).unwrap_or_default();
    view! {
        <svg class="chart" viewBox=format!("0 0 {width} {}", TOP + HEIGHT + 26) role="img">
            <title>{says.trend}</title>
            <desc>{said.join(", ")}</desc>
            <polyline class="line" points=line.join(" ")></polyline>
            {drawn}
            {days}
        </svg>
    }
    .into_any()
}

fn marks(marks: &[SubjectMark], locale: Locale) -> AnyView {
    let says = locale.seeing();
    if marks.is_empty() {
        return view! { <p class="blank card">{locale.texts().no_marks}</p> }.into_any();
    }
    let rows = marks.iter().rev().map(|own| {
        let work =
            own.work.map(|work| view! { <span class="small">{locale.summary().work_name(work)}</span> });
        let note = own.entry.note.clone().map(|note| view! { <span class="note">{note}</span> });
        let meaning =
            meaning(&own.entry, locale).map(|words| view! { <span class="small muted">{words}</span> });
        view! {
            <li>
                <div class="main">
                    <strong>{locale.day_heading(own.on)}</strong>
                    <span class="topic small muted">{own.topic.clone()}</span>
                    {work}
                    {meaning}
                    {note}
                </div>
                <span class="values">{entry(&own.entry, locale)}</span>
            </li>
        }
    });
    view! { <h3>{says.all_marks}</h3><ol class="lessons card">{rows.collect_view()}</ol> }.into_any()
}
