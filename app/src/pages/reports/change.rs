//! The list of the pupils behind the change of a figure.

use klas_domain::{
    figures::{Figures, Measure, Pair, Times},
    school::{ClassName, PersonName},
};
use klas_store::reports::{Behind, Teacher};
use leptos::prelude::*;

use super::{
    figure::{behind, change as difference, change_behind, leading, overview_of, to},
    marks::pager,
};
use crate::{
    api::reports::{Against, Change, ChangeLine, Side, Then},
    components::files,
    locales::Locale,
};

const PATH: &str = "/reports/change";

/// The list.
pub fn change(list: Change, locale: Locale) -> impl IntoView {
    let (texts, reports) = (locale.change(), locale.reports());
    let (covered, own) = (&list.covered, &list.compare);
    let address = change_behind(covered, &own.behind, own.measure, own.against);
    let export = list.then.is_some().then(|| {
        let query = address.strip_prefix(PATH).unwrap_or_default();
        files(PATH, query, texts.title, locale)
    });
    let content = match &list.then {
        Some(then) if list.number() > 0 => Page { list: &list, then, locale }.view(),
        Some(_) => view! { <p class="blank card">{reports.no_such_pupils}</p> }.into_any(),
        None => nothing(locale),
    };
    view! {
        <section class="reports">
            <div class="bar">
                <a class="button back" href=overview_of(covered, &own.behind)>"‹ "{reports.back}</a>
                <h1>{title(&list, locale)}</h1>
                <span class="grow"></span>
                <span class="muted">{(reports.pupils_number)(list.number())}</span>
                {measures(&list, locale)}
                {times(&list, locale)}
                <div class="actions">{export}</div>
            </div>
            {content}
            {(list.pages() > 1).then(|| pager(list.page(), list.pages(), &address, locale))}
            <section class="rules small muted">
                <h2>{reports.rules}</h2>
                <p>{texts.rule}</p>
            </section>
        </section>
    }
}

/// «Зміна порівняно з минулим роком: Якість · І семестр · 8-А»
pub fn title(list: &Change, locale: Locale) -> String {
    let reports = locale.reports();
    let (covered, own) = (&list.covered, &list.compare);
    let grade = own.behind.grade.map(|grade| (reports.parallel)(&grade.to_string()));
    let class = list.class.as_ref().map(ClassName::to_string);
    let teacher = match own.behind.teacher {
        Some(Teacher::Person(_)) => list.teacher.as_ref().map(PersonName::initials),
        Some(Teacher::Vacant) => Some(reports.vacant.to_owned()),
        None => None,
    };
    let figure = [reports.measure(own.measure), reports.period(covered.period)];
    let whose = [grade, class, list.subject.clone(), teacher].into_iter().flatten();
    let parts: Vec<String> = figure.map(str::to_owned).into_iter().chain(whose).collect();
    let to = to(covered.period, own.against, locale);
    format!("{} {to}: {}", locale.change().title, parts.join(" · "))
}

/// The choice of the figure.
fn measures(list: &Change, locale: Locale) -> impl IntoView + use<> {
    let own = &list.compare;
    let links = Measure::ALL
        .map(|measure| {
            let current = (measure == own.measure).then_some("true");
            let href = change_behind(&list.covered, &own.behind, measure, own.against);
            view! { <a href=href aria-current=current>{locale.reports().measure(measure)}</a> }
        })
        .collect_view();
    view! { <nav class="segments" aria-label=locale.change().choose_measure>{links}</nav> }
}

/// The choice of what is held against, where there is more than the year before.
fn times(list: &Change, locale: Locale) -> Option<impl IntoView + use<>> {
    let (own, texts) = (&list.compare, locale.change());
    list.covered.period.other_semester()?;
    let links = Against::ALL
        .map(|against| {
            let current = (against == own.against).then_some("true");
            let href = change_behind(&list.covered, &own.behind, own.measure, against);
            view! { <a href=href aria-current=current>{texts.against[against as usize]}</a> }
        })
        .collect_view();
    Some(view! { <nav class="segments" aria-label=texts.choose_against>{links}</nav> })
}

/// What is said where there is no other time.
fn nothing(locale: Locale) -> AnyView {
    let texts = locale.change();
    view! {
        <div class="blank card">
            <h2>{texts.nothing}</h2>
            <p class="muted">{texts.nothing_hint}</p>
        </div>
    }
    .into_any()
}

/// What a time is called: «І семестр 2026/2027».
pub fn times_of(list: &Change, then: &Then, locale: Locale) -> [String; 2] {
    let reports = locale.reports();
    let now = format!("{} {}", reports.period(list.covered.period), list.covered.year.label());
    [now, format!("{} {}", reports.period(then.period), then.year)]
}

/// The groups of pupils in their order, named as the time asks for that is held against.
pub fn groups(against: Against, locale: Locale) -> [&'static str; 3] {
    match against {
        Against::Semester => locale.change().in_semesters,
        Against::LastYear => locale.change().in_years,
    }
}

struct Page<'a> {
    list: &'a Change,
    then: &'a Then,
    locale: Locale,
}

impl Page<'_> {
    fn view(&self) -> AnyView {
        let (texts, reports) = (self.locale.change(), self.locale.reports());
        let measure = self.list.compare.measure;
        let times = times_of(self.list, self.then, self.locale);
        let heads = times.map(|time| {
            view! { <th scope="col" class="figure">{time}<small>{reports.measure_column(measure)}</small></th> }
        });
        let names = groups(self.list.compare.against, self.locale);
        let bodies = Times::ALL.into_iter().zip(names).filter_map(|(times, name)| self.group(times, name));
        let bodies = bodies.collect_view();
        view! {
            <div class="card scroll">
                <table class="list report compared">
                    <caption class="hidden">{title(self.list, self.locale)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{self.locale.texts().pupil}</th>
                            {heads.collect_view()}
                            <th scope="col" class="figure">{texts.column}</th>
                        </tr>
                    </thead>
                    {bodies}
                    <tfoot>
                        <tr>
                            <th scope="row">{reports.all_together}</th>
                            {self.sums(&self.list.total())}
                        </tr>
                    </tfoot>
                </table>
            </div>
        }
        .into_any()
    }

    /// Those who were there at the same times, as far as the page shows any.
    fn group(&self, times: Times, name: &'static str) -> Option<AnyView> {
        let (list, (number, pair)) = (self.list, self.list.group(times));
        let lines = list.shown().filter(|line| line.pair().times() == Some(times));
        let lines: Vec<_> = lines.map(|line| self.line(line)).collect();
        let is_last = times == Times::Then && list.page() == list.pages();
        let unnamed = (is_last && list.unnamed.0 > 0).then(|| self.unnamed());
        if lines.is_empty() && unnamed.is_none() {
            return None;
        }
        let number = (self.locale.reports().pupils_number)(number);
        let body = view! {
            <tbody>
                <tr class="group">
                    <th scope="rowgroup">{name}<small>{number}</small></th>
                    {self.sums(&pair)}
                </tr>
                {lines.collect_view()}
                {unnamed}
            </tbody>
        };
        Some(body.into_any())
    }

    fn line(&self, line: &ChangeLine) -> AnyView {
        let of = |own: &Behind| Behind { pupil: Some(line.pupil), ..*own };
        let covered = &self.list.covered;
        let now = behind(&covered.query(), &of(&self.list.compare.behind), None, covered.origin);
        let then = behind(&self.then.query, &of(&self.then.behind), None, covered.origin);
        view! {
            <tr>
                <th scope="row">{line.name.short()}</th>
                {self.side(&line.now, self.list.class.as_ref(), now)}
                {self.side(&line.then, self.then.class.as_ref(), then)}
                <td class="figure">{self.difference(&line.pair())}</td>
            </tr>
        }
        .into_any()
    }

    /// A pupil at one of the times, with the way to the marks.
    fn side(&self, side: &Side, class: Option<&ClassName>, way: String) -> AnyView {
        let (figure, parts) = self.told(&side.marks);
        let figure = if side.listed { leading(figure, way) } else { figure.into_any() };
        view! { <td class="figure">{figure}<small>{self.says(side, class, parts)}</small></td> }.into_any()
    }

    /// Of what the figure of a pupil is made, or why there is none; `own` is the class of the list, if it is of one.
    fn says(&self, side: &Side, own: Option<&ClassName>, parts: String) -> String {
        let texts = self.locale.change();
        let marks = side.only.map_or(parts, |mark| (texts.one_mark)(&mark.to_string()));
        match (side.marks.is_empty(), &side.class) {
            (false, Some(class)) if own.is_none() => format!("{marks} · {class}"),
            (false, _) => marks,
            (true, None) => texts.not_here.to_owned(),
            (true, Some(class)) if own.is_none() => format!("{} · {class}", texts.no_marks),
            (true, Some(class)) if own == Some(class) => texts.no_marks.to_owned(),
            (true, Some(class)) => (texts.other_class)(&class.to_string()),
        }
    }

    /// Those whom the visitor may not list, together.
    fn unnamed(&self) -> AnyView {
        let (number, then) = self.list.unnamed;
        view! {
            <tr>
                <th scope="row">{(self.locale.change().unnamed)(number)}</th>
                {self.sums(&Pair { now: Figures::default(), then })}
            </tr>
        }
        .into_any()
    }

    /// Several pupils together at both times, and the change.
    fn sums(&self, pair: &Pair) -> AnyView {
        let side = |figures: &Figures| {
            let (figure, parts) = self.told(figures);
            view! { <td class="figure"><strong>{figure}</strong><small>{parts}</small></td> }
        };
        view! {
            {side(&pair.now)}
            {side(&pair.then)}
            <td class="figure"><strong>{self.difference(pair)}</strong></td>
        }
        .into_any()
    }

    /// The figure of some marks, and what it is made of.
    fn told(&self, figures: &Figures) -> (String, String) {
        let (measure, initial) = (self.list.compare.measure, self.list.covered.initial);
        let parts = measure.parts(figures, initial);
        let parts =
            if figures.is_empty() { String::new() } else { self.locale.change().parts(measure, parts) };
        (self.locale.figure(measure, measure.value(figures, initial)), parts)
    }

    fn difference(&self, pair: &Pair) -> AnyView {
        let (measure, initial) = (self.list.compare.measure, self.list.covered.initial);
        let by = pair.change(measure, initial);
        by.map_or_else(|| "–".into_any(), |by| difference(by, measure, self.locale).into_any())
    }
}
