//! The dates of the academic year.

use klas_domain::calendar::{AcademicYear, Holiday, Semester};
use leptos::prelude::*;

use crate::{
    components::message,
    locales::{CalendarTexts, Locale},
};

/// Empty lines for new holidays.
const SPARE: usize = 2;

/// A line of holidays as it was typed.
#[derive(Default)]
pub struct HolidayTyped {
    /// Name.
    pub name: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Why it is refused.
    pub problem: Option<String>,
}

impl HolidayTyped {
    /// Whether nothing stands in the line.
    pub fn is_empty(&self) -> bool {
        [&self.name, &self.from, &self.until].iter().all(|field| field.is_empty())
    }

    /// The holidays of the line; a single day needs no last one.
    pub fn read(&self) -> Option<Holiday> {
        let starts_on = self.from.parse().ok()?;
        let ends_on = if self.until.is_empty() { starts_on } else { self.until.parse().ok()? };
        Some(Holiday { name: self.name.clone(), starts_on, ends_on })
    }
}

/// The form as it was typed.
#[derive(Default)]
pub struct YearTyped {
    /// First and last day of each semester.
    pub semesters: [String; 4],
    /// Holidays.
    pub holidays: Vec<HolidayTyped>,
    /// Why the semesters are refused.
    pub semesters_problem: Option<String>,
    /// Whether nothing was changed, because something is refused.
    pub refused: bool,
    /// What was done just now: lessons taken off, added, left.
    pub saved: Option<[usize; 3]>,
}

impl YearTyped {
    /// The form of the dates as they are.
    pub fn of(year: &AcademicYear) -> Self {
        let [(first_from, first_until), (second_from, second_until)] =
            Semester::ALL.map(|own| year.range(own));
        let line = |own: &Holiday| HolidayTyped {
            name: own.name.clone(),
            from: own.starts_on.to_string(),
            until: own.ends_on.to_string(),
            problem: None,
        };
        Self {
            semesters: [first_from, first_until, second_from, second_until].map(|day| day.to_string()),
            holidays: year.holidays.iter().map(line).collect(),
            ..Self::default()
        }
    }
}

/// The page of the year's dates.
pub fn year(title: String, mut typed: YearTyped, locale: Locale) -> impl IntoView {
    let texts = locale.calendar();
    typed.holidays.extend((0..SPARE).map(|_| HolidayTyped::default()));
    let semesters = semesters(&typed, texts);
    let lines = typed.holidays.iter().enumerate().map(|(place, line)| holiday(place, line, texts));
    view! {
        <section class="narrow">
            <h1>{title}</h1>
            {message(typed.saved.map(texts.saved), true)}
            {message(typed.refused.then(|| texts.refused.to_owned()), false)}
            <p class="muted">{texts.what}</p>
            <form class="year" method="post" action="/school/year">
                {semesters}
                <fieldset class="card pad">
                    <legend>{texts.holidays}</legend>
                    <p class="muted small">{texts.holidays_hint}</p>
                    {lines.collect_view()}
                </fieldset>
                <p><button class="button primary">{texts.save}</button></p>
            </form>
        </section>
    }
}

fn semesters(typed: &YearTyped, texts: &'static CalendarTexts) -> impl IntoView + use<> {
    let [first_from, first_until, second_from, second_until] = typed.semesters.clone();
    let invalid = typed.semesters_problem.as_ref().map(|_| "true");
    let line = |legend: &'static str, names: [&'static str; 2], values: [String; 2]| {
        let [from, until] = values;
        view! {
            <div class="bar dates" role="group" aria-label=legend>
                <strong>{legend}</strong>
                <label>{texts.from}<input type="date" name=names[0] value=from required aria-invalid=invalid
                    aria-describedby="semesters-problem" /></label>
                <label>{texts.until}<input type="date" name=names[1] value=until required aria-invalid=invalid
                    aria-describedby="semesters-problem" /></label>
            </div>
        }
    };
    let problem = typed.semesters_problem.clone();
    let role = problem.is_some().then_some("alert");
    view! {
        <fieldset class="card pad">
            <legend>{texts.semesters}</legend>
            {line(texts.first, ["first-from", "first-until"], [first_from, first_until])}
            {line(texts.second, ["second-from", "second-until"], [second_from, second_until])}
            <p class="problem" id="semesters-problem" role=role>{problem}</p>
        </fieldset>
    }
}

fn holiday(place: usize, line: &HolidayTyped, texts: &'static CalendarTexts) -> impl IntoView + use<> {
    let id = format!("problem-{place}");
    let invalid = line.problem.as_ref().map(|_| "true");
    let problem =
        line.problem.clone().map(|said| view! { <p class="problem" id=id.clone() role="alert">{said}</p> });
    let described = line.problem.as_ref().map(|_| id.clone());
    view! {
        <div class="bar dates">
            <label class="grow">{texts.name}<input name=format!("name-{place}") value=line.name.clone() maxlength="100"
                aria-invalid=invalid aria-describedby=described.clone() /></label>
            <label>{texts.from}<input type="date" name=format!("from-{place}") value=line.from.clone()
                aria-invalid=invalid aria-describedby=described.clone() /></label>
            <label>{texts.until}<input type="date" name=format!("until-{place}") value=line.until.clone()
                aria-invalid=invalid aria-describedby=described /></label>
        </div>
        {problem}
    }
}
