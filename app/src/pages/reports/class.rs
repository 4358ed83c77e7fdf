//! A class: its subjects by level, its pupils by subject, the lists of pupils, and what they missed.

use klas_domain::{
    Level, Mark,
    attendance::Missed,
    calendar::Semester,
    figures::{Period, Standing},
};
use klas_store::reports::Behind;
use leptos::prelude::*;

use super::{
    LEVELS,
    charts::charts,
    empty,
    figure::{behind, cards, heat, leading, linked, linked_pupils},
    periods, rules,
};
use crate::{
    api::reports::{ClassReport, MovedLine, Only, PupilLine},
    components::files,
    locales::{Locale, ReportTexts},
};

/// The report of a class.
pub fn class(report: ClassReport, locale: Locale) -> impl IntoView {
    let texts = locale.reports();
    let covered = &report.covered;
    let path = format!("/reports/classes/{}", report.id);
    let of = Behind { class: Some(report.id), ..Behind::default() };
    let none = report.figures.is_empty();
    let missed = absences(&report, locale);
    let content = if none {
        let nothing = if report.in_words { in_words(&report, locale) } else { empty(covered, locale) };
        view! {
            {nothing}
            {missed}
        }
        .into_any()
    } else {
        view! {
            {cards(covered, &of, &report.figures, Some(&report.standing), &report.before, locale)}
            {charts(covered, &of, &report.figures, &report.trend, locale)}
            {subjects(&report, &of, locale)}
            {pupils(&report, locale)}
            {lists(&report, locale)}
            {missed}
            {rules(covered, locale)}
        }
        .into_any()
    };
    let export = (!none)
        .then(|| files(&format!("{path}/report"), &format!("?{}", covered.query()), texts.nav, locale));
    let closing = covered.is_current.then(|| {
        let href = format!("/classes/{}/closing", report.id);
        view! { <a class="button" href=href>{locale.closing().title}</a> }
    });
    view! {
        <section class="reports">
            <div class="bar">
                <a class="button back" href=format!("/reports?{}", covered.query())>"‹ "{texts.back}</a>
                <h1>{(texts.class_title)(&report.class.to_string(), covered.period, &covered.year.label())}</h1>
                <span class="grow"></span>
                {periods(covered, &path, "", locale)}
                {closing}
                {export}
            </div>
            {content}
        </section>
    }
}

/// What is said of a class that is assessed in words, and where they are.
fn in_words(report: &ClassReport, locale: Locale) -> AnyView {
    let texts = locale.reports();
    view! {
        <div class="blank card">
            <h2>{texts.in_words}</h2>
            <p class="muted">{texts.in_words_hint}</p>
            <p>
                <a class="button primary" href=format!("/classes/{}/summary", report.id)>
                    {locale.registers().open_summary}
                </a>
            </p>
        </div>
    }
    .into_any()
}

/// The heat map: each subject by level.
fn subjects(report: &ClassReport, of: &Behind, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let covered = &report.covered;
    let heads = LEVELS.map(|(level, _)| view! { <th scope="col" class="figure">{texts.level(level)}</th> });
    let rows = report
        .subjects
        .iter()
        .map(|(subject, name, figures)| {
            let of = Behind { subject: Some(*subject), ..*of };
            let levels = LEVELS
                .map(|(level, class)| {
                    let number = figures.level(level).to_string();
                    let class = format!("figure heat {class} heat-{}", heat(figures, level));
                    let share = view! { <small>{locale.per_cent(figures.share(level))}</small> };
                    view! { <td class=class>{linked(number, covered, &of, Some(Only::Level(level)))}{share}</td> }
                })
                .collect_view();
            let figure = |text: String, only: Only| {
                view! { <td class="figure">{linked(text, covered, &of, Some(only))}</td> }
            };
            view! {
                <tr>
                    <th scope="row">{linked(name.clone(), covered, &of, None)}</th>
                    {levels}
                    {figure(figures.not_attested().to_string(), Only::NotAttested)}
                    {figure(locale.tenths(figures.quality()), Only::Quality)}
                    {figure(locale.tenths(figures.success()), Only::Success)}
                    {figure(locale.hundredths(figures.mean()), Only::Pointed)}
                    {figure(locale.tenths(figures.index(covered.initial)), Only::Attested)}
                </tr>
            }
        })
        .collect_view();
    view! {
        <h2 id="subjects">{texts.by_subject}</h2>
        <div class="card scroll">
            <table class="list report">
                <caption class="hidden">{texts.by_subject}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.subject}</th>
                        {heads}
                        <th scope="col" class="figure short">{texts.not_attested}</th>
                        <th scope="col" class="figure">{texts.quality_column}</th>
                        <th scope="col" class="figure">{texts.success_column}</th>
                        <th scope="col" class="figure">{texts.mean_column}</th>
                        <th scope="col" class="figure">{texts.index_column}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn pupils(report: &ClassReport, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let heads = report
        .subjects
        .iter()
        .map(|(_, name, _)| view! { <th scope="col" class="subject"><span>{name.clone()}</span></th> })
        .collect_view();
    let rows = report.pupils.iter().map(|pupil| pupil_row(pupil, report, locale)).collect_view();
    let moved = report.moved.iter().map(|line| moved_row(line, locale)).collect_view();
    view! {
        <h2 id="pupils">{texts.marks_of_pupils}</h2>
        <div class="card scroll">
            <table class="list report pupils">
                <caption class="hidden">{texts.marks_of_pupils}</caption>
                <thead>
                    <tr>
                        <th scope="col">{locale.texts().pupil}</th>
                        {heads}
                        <th scope="col" class="figure">{texts.mean_column}</th>
                        <th scope="col">{texts.pupil_level}</th>
                    </tr>
                </thead>
                <tbody>{rows}{moved}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A pupil who left the class with marks of it: shown, and counted where the pupil is now.
fn moved_row(line: &MovedLine, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let marks = line.marks.iter().map(|mark| mark_cell(*mark, locale)).collect_view();
    view! {
        <tr class="muted">
            <th scope="row">{line.name.short()}<small>{texts.moved(line.now.as_ref())}</small></th>
            {marks}
            <td class="figure">"–"</td>
            <td>"–"</td>
        </tr>
    }
    .into_any()
}

fn mark_cell(mark: Option<(Mark, bool)>, locale: Locale) -> AnyView {
    let Some((mark, corrected)) = mark else { return view! { <td class="mark muted">"·"</td> }.into_any() };
    let class = format!("mark {}", colour(mark));
    let sign = corrected.then(|| view! { <abbr title=locale.reports().corrected>"*"</abbr> });
    view! { <td class=class>{mark.to_string()}{sign}</td> }.into_any()
}

/// What a pupil's marks in the class are known by.
fn of_pupil(report: &ClassReport, pupil: &PupilLine) -> Behind {
    Behind { class: Some(report.id), pupil: Some(pupil.id), ..Behind::default() }
}

fn pupil_row(pupil: &PupilLine, report: &ClassReport, locale: Locale) -> AnyView {
    let marks = pupil.marks.iter().map(|mark| mark_cell(*mark, locale)).collect_view();
    let mean = locale.hundredths(pupil.figures.mean());
    let mean = linked(mean, &report.covered, &of_pupil(report, pupil), Some(Only::Pointed));
    view! {
        <tr>
            <th scope="row">{pupil.name.short()}</th>
            {marks}
            <td class="figure">{mean}</td>
            {level_cell(pupil.standing, locale)}
        </tr>
    }
    .into_any()
}

/// Where a pupil stands over all subjects.
pub(super) fn level_cell(standing: Standing, locale: Locale) -> AnyView {
    let texts = locale.reports();
    match (standing.not_attested, standing.lowest) {
        (true, _) => view! { <td class="a">{texts.not_attested}</td> }.into_any(),
        (false, Some(level)) => {
            view! { <td class=colour(Mark::Level(level))>{texts.level(level)}</td> }.into_any()
        }
        (false, None) => view! { <td class="muted">"–"</td> }.into_any(),
    }
}

/// The class of a mark's colour.
pub(super) fn colour(mark: Mark) -> &'static str {
    match mark.level() {
        Some(own) => LEVELS.iter().find(|(level, _)| *level == own).map_or("", |(_, class)| class),
        None if mark == Mark::NotAttested => "a",
        None => "muted",
    }
}

/// What a list says of a pupil, and the way to the marks.
type Named = (String, String);

/// The pupils by level, those a mark away from a higher one, those not attested, those without marks.
fn lists(report: &ClassReport, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let named = |pupil: &PupilLine, said: Option<String>| {
        let covered = &report.covered;
        let way = behind(&covered.query(), &of_pupil(report, pupil), None, covered.origin);
        let name = pupil.name.short();
        (said.map_or(name.clone(), |said| format!("{name}: {said}")), way)
    };
    let those = |fits: &dyn Fn(&PupilLine) -> bool| -> Vec<Named> {
        report.pupils.iter().filter(|pupil| fits(pupil)).map(|pupil| named(pupil, None)).collect()
    };
    let of_level =
        |level: Level| those(&|pupil| pupil.standing.is_attested() && pupil.standing.lowest == Some(level));
    let levels = LEVELS
        .map(|(level, class)| {
            let title = texts.pupils_of_level[level as usize];
            list(report, Only::Level(level), class, title, of_level(level), locale)
        })
        .collect_view();
    let away = report.pupils.iter().filter_map(|pupil| Some(named(pupil, Some(away(pupil, report, texts)?))));
    let away: Vec<Named> = away.collect();
    let missing = report.pupils.iter().filter(|pupil| pupil.standing.not_attested);
    let missing: Vec<Named> =
        missing.map(|pupil| named(pupil, Some(not_attested_in(pupil, report)))).collect();
    let unmarked = those(&PupilLine::is_unmarked);
    let own = Behind { class: Some(report.id), ..Behind::default() };
    let number = linked_pupils(away.len().to_string(), &report.covered, &own, Some(Only::Away));
    let hint = view! { <p class="muted small">{texts.one_mark_away_hint}</p> };
    view! {
        <h2 id="lists">{texts.lists}</h2>
        <div class="name-lists">
            {levels}
            <section class="card pad wide" id="away">
                {heading("", texts.one_mark_away, number)}
                {hint}
                {items(away, locale)}
            </section>
            {list(report, Only::NotAttested, "a", texts.not_attested_list, missing, locale)}
            {list(report, Only::Unmarked, "muted", texts.unmarked_list, unmarked, locale)}
        </div>
    }
    .into_any()
}

/// What keeps a pupil from a higher level: «Алгебра – 9, до високого рівня».
pub fn away(pupil: &PupilLine, report: &ClassReport, texts: &ReportTexts) -> Option<String> {
    let (place, mark, level) = pupil.away?;
    let (_, subject, _) = report.subjects.get(place)?;
    Some((texts.away)(subject, &mark.to_string(), level))
}

/// The subjects in which a pupil is not attested.
pub fn not_attested_in(pupil: &PupilLine, report: &ClassReport) -> String {
    let own = report.subjects.iter().zip(&pupil.marks);
    let own = own.filter(|(_, mark)| matches!(mark, Some((Mark::NotAttested, _))));
    let subjects: Vec<_> = own.map(|((_, name, _), _)| name.as_str()).collect();
    subjects.join(", ")
}

/// A list of pupils whose number leads to the same list with their classes and levels.
fn list(
    report: &ClassReport,
    of: Only,
    class: &'static str,
    title: &'static str,
    names: Vec<Named>,
    locale: Locale,
) -> AnyView {
    let own = Behind { class: Some(report.id), ..Behind::default() };
    let number = linked_pupils(names.len().to_string(), &report.covered, &own, Some(of));
    // Who has no marks has none to be led to.
    let content = if of == Only::Unmarked { unlinked(names, locale) } else { items(names, locale) };
    view! {
        <section class="card pad" id=of.code()>
            {heading(class, title, number)}
            {content}
        </section>
    }
    .into_any()
}

fn heading(class: &'static str, title: &'static str, number: AnyView) -> impl IntoView + use<> {
    view! { <h3 class=class>{title}" "<span class="muted">{number}</span></h3> }
}

/// What the pupils missed, where anybody did; the attendance register tells of each day.
fn absences(report: &ClassReport, locale: Locale) -> Option<AnyView> {
    let (texts, says) = (locale.reports(), locale.registers());
    let semester = match report.covered.period {
        Period::Semester(semester) => semester,
        Period::Year => Semester::Second,
    };
    let register = format!("/classes/{}/register?semester={}", report.id, semester.code());
    let row = |name: String, missed: Missed| {
        let numbers = [missed.days, missed.lessons, missed.through_illness, missed.without_reason];
        let cells = numbers.map(|number| {
            view! { <td class="figure">{leading(number.to_string(), register.clone())}</td> }
        });
        view! { <tr><th scope="row">{name}</th>{cells.collect_view()}</tr> }
    };
    let heads = [says.days_missed, says.lessons_missed, says.through_illness, says.without_reason];
    let heads = heads.map(|name| view! { <th scope="col" class="figure">{name}</th> }).collect_view();
    (report.missed.lessons > 0).then(|| {
        let rows = report.absences.iter().map(|(name, missed)| row(name.short(), *missed)).collect_view();
        view! {
            <h2 id="absences">{texts.absences}</h2>
            <div class="card scroll">
                <table class="list report">
                    <caption class="hidden">{texts.absences}</caption>
                    <thead><tr><th scope="col">{locale.texts().pupil}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                    <tfoot>{row(texts.all_together.to_owned(), report.missed)}</tfoot>
                </table>
            </div>
        }
        .into_any()
    })
}

fn items(names: Vec<Named>, locale: Locale) -> AnyView {
    let link = |(name, way): Named| view! { <a href=way>{name}</a> }.into_any();
    listed(names.into_iter().map(link).collect(), locale)
}

fn unlinked(names: Vec<Named>, locale: Locale) -> AnyView {
    listed(names.into_iter().map(|(name, _)| name.into_any()).collect(), locale)
}

fn listed(names: Vec<AnyView>, locale: Locale) -> AnyView {
    if names.is_empty() {
        return view! { <p class="muted">{locale.reports().nobody}</p> }.into_any();
    }
    let names = names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view();
    view! { <ol>{names}</ol> }.into_any()
}
