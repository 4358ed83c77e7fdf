//! The summary register: pupils by subjects, and what the council decided.

use chrono::NaiveDate;
use klas_domain::{
    Entry, Id,
    calendar::Semester,
    column::Sum,
    council::{StoredDecision, Verdict},
    id::of,
};
use klas_store::{journal::PagePupil, register::SummaryMark};
use leptos::prelude::*;

use super::sections::sections;
use crate::{
    api::register::{Section, SummaryRegister},
    components::{files, message},
    grid::entry_class,
    locales::Locale,
    pages::teacher::movement_in,
};

/// The form of decisions as it stands on the page.
#[derive(Clone, Debug, Default)]
pub struct DecisionForm {
    /// The verdict's code.
    pub verdict: String,
    /// Words of another decision.
    pub words: String,
    /// № of the order.
    pub order: String,
    /// Its date.
    pub date: String,
    /// Whether the ticked pupils alone are meant.
    pub marked: bool,
    /// The pupils who are ticked.
    pub pupils: Vec<Id<of::Person>>,
    /// What is said of it, and whether that is good news.
    pub message: Option<(String, bool)>,
}

/// The form that the ticks and versions in the table belong to.
const FORM: &str = "decision";

/// A subject with the columns that it has in this class.
struct Subject {
    id: Id<of::Subject>,
    name: String,
    sums: Vec<Sum>,
}

/// The summary register of a class.
pub fn summary(
    register: &SummaryRegister,
    form: &DecisionForm,
    today: NaiveDate,
    locale: Locale,
) -> impl IntoView {
    let (texts, says) = (locale.texts(), locale.summary_register());
    let class = &register.class;
    let content = if register.summary.pupils.is_empty() {
        view! { <p class="blank card">{texts.no_pupils}</p> }.into_any()
    } else {
        let form_view = (!class.archived).then(|| decision_form(register, form, locale));
        (table(register, form, today, locale), form_view).into_any()
    };
    view! {
        <section class="register-page">
            {message(form.message.as_ref().map(|(text, _)| text.clone()), form.message.as_ref().is_some_and(|(_, good)| *good))}
            <div class="bar">
                <h1>{class.name.to_string()}" · "{says.title}" "{class.year.label()}</h1>
                {ways(register, locale)}
            </div>
            {sections(class.id, &register.sections, Some(Section::Summary), locale)}
            {content}
        </section>
    }
}

/// The ways to what is made of the register.
fn ways(register: &SummaryRegister, locale: Locale) -> AnyView {
    let (class, title) = (register.class.id, locale.summary_register().title);
    view! {
        <div class="actions">
            <a class="button" href=format!("/classes/{class}/applications")>{locale.applications().title}</a>
            <a class="button" href=format!("/classes/{class}/cards")>{locale.paper().cards}</a>
            <a class="button" href=format!("/classes/{class}/journal.pdf")>{locale.paper().print_journal}</a>
            {files(&format!("/classes/{class}/summary"), "", title, locale)}
        </div>
    }
    .into_any()
}

/// The state attestation has a column where a mark stands.
fn subjects(register: &SummaryRegister) -> Vec<Subject> {
    let usual = [Sum::Semester(Semester::First), Sum::Semester(Semester::Second), Sum::Annual];
    let attested = |id: Id<of::Subject>| {
        register.summary.marks.keys().any(|(subject, _, sum)| (*subject, *sum) == (id, Sum::Attestation))
    };
    let subject = |(id, name): &(Id<of::Subject>, String)| {
        let sums = usual.into_iter().chain(attested(*id).then_some(Sum::Attestation)).collect();
        Subject { id: *id, name: name.clone(), sums }
    };
    register.summary.subjects.iter().map(subject).collect()
}

fn table(
    register: &SummaryRegister,
    form: &DecisionForm,
    today: NaiveDate,
    locale: Locale,
) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.summary_register());
    let subjects = subjects(register);
    let names = subjects
        .iter()
        .map(|subject| {
            view! { <th scope="colgroup" colspan=subject.sums.len().to_string() class="total subject">{subject.name.clone()}</th> }
        })
        .collect_view();
    let sums = subjects
        .iter()
        .flat_map(|subject| subject.sums.iter().zip(0..))
        .map(|(sum, place)| {
            view! { <th scope="col" class:total=place == 0>{says.of(*sum)}</th> }
        })
        .collect_view();
    let rows = register
        .summary
        .pupils
        .iter()
        .zip(1..)
        .map(|(pupil, number)| line(register, pupil, number, &subjects, form, today, locale))
        .collect_view();
    view! {
        <div class="register-scroll" tabindex="0" role="region" aria-label=says.title>
            <table class="register summary">
                <thead>
                    <tr>
                        <th scope="col" rowspan="2" class="n">{texts.number}</th>
                        <th scope="col" rowspan="2" class="nm">{texts.pupil}</th>
                        {names}
                        <th scope="col" rowspan="2" class="total decision">{says.decision}</th>
                    </tr>
                    <tr>{sums}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="muted small legend">{says.corrected_legend}</p>
    }
}

fn line(
    register: &SummaryRegister,
    pupil: &PagePupil,
    number: i32,
    subjects: &[Subject],
    form: &DecisionForm,
    today: NaiveDate,
    locale: Locale,
) -> impl IntoView + use<> {
    let moved = movement_in(pupil, None, (register.class.year.starts_on, today), locale.texts());
    let marks = subjects
        .iter()
        .flat_map(|subject| subject.sums.iter().zip(0..).map(move |(sum, place)| (subject.id, *sum, place)))
        .map(|(subject, sum, place)| {
            let mark = register.summary.marks.get(&(subject, pupil.id, sum)).copied();
            let words = register.summary.words.get(&(subject, pupil.id, sum)).map(|own| {
                view! { <span class="words">{own.words.clone()}{own.corrected.then_some("*")}</span> }
            });
            view! { <td class:total=place == 0>{mark.map(|mark| cell(mark, locale))}{words}</td> }
        })
        .collect_view();
    let stored = register.summary.decisions.get(&pupil.id).cloned().unwrap_or_default();
    view! {
        <tr>
            <td class="n">{number}</td>
            <th scope="row" class="nm">{pupil.name.short()}{moved.map(|moved| view! { <small>{moved}</small> })}</th>
            {marks}
            {decision(register, pupil, &stored, form, locale)}
        </tr>
    }
}

fn cell(mark: SummaryMark, locale: Locale) -> impl IntoView + use<> {
    let says = locale.summary_register();
    let entry = Entry { mark: Some(mark.mark), ..Entry::default() };
    let class = format!("mark {}", entry_class(&entry));
    let was = mark.corrected.map(|before| (says.corrected)(&before.to_string()));
    let star = was.is_some().then_some("*");
    view! { <span class=class title=was>{mark.mark.to_string()}{star}</span> }
}

fn decision(
    register: &SummaryRegister,
    pupil: &PagePupil,
    stored: &StoredDecision,
    form: &DecisionForm,
    locale: Locale,
) -> AnyView {
    let says = locale.summary_register();
    let told = stored.decision.as_ref().map(|decision| says.told(decision, register.class.name.grade));
    if register.class.archived {
        return view! { <td class="total decision">{told}</td> }.into_any();
    }
    let ticked = form.pupils.contains(&pupil.id);
    let label = (says.mark_pupil)(&pupil.name.short());
    view! {
        <td class="total decision">
            <label class="tick">
                <input type="checkbox" name="pupil" value=pupil.id.to_string() form=FORM checked=ticked aria-label=label />
                <span>{told}</span>
            </label>
            <input type="hidden" name=format!("v-{}", pupil.id) value=stored.version form=FORM />
        </td>
    }
    .into_any()
}

fn decision_form(register: &SummaryRegister, form: &DecisionForm, locale: Locale) -> impl IntoView + use<> {
    let says = locale.summary_register();
    let grade = register.class.name.grade;
    let chosen = |code: &str| code == form.verdict || (form.verdict.is_empty() && code == "promoted");
    let mut verdicts: Vec<_> =
        Verdict::ALL.into_iter().map(|verdict| (verdict.code(), says.verdict(verdict, grade))).collect();
    verdicts.push((TAKEN_BACK, says.taken_back.to_owned()));
    let verdicts = verdicts
        .into_iter()
        .map(|(code, name)| view! { <option value=code selected=chosen(code)>{name}</option> })
        .collect_view();
    view! {
        <section class="card pad reasons">
            <h2>{says.decision}</h2>
            <form method="post" id=FORM>
                <input type="hidden" name="person" value=register.person.to_string() />
                <label class="who">{says.decision}<select name="verdict">{verdicts}</select></label>
                <label class="why">{says.words}<input name="words" value=form.words.clone() maxlength="200" autocomplete="off" /></label>
                <label>{says.order}<input name="order" value=form.order.clone() maxlength="40" autocomplete="off" /></label>
                <label>{says.date}<input type="date" name="date" value=form.date.clone() /></label>
                <fieldset>
                    <legend>{says.whom}</legend>
                    <label class="tick"><input type="radio" name="who" value="all" checked=!form.marked />{says.everybody}</label>
                    <label class="tick"><input type="radio" name="who" value="marked" checked=form.marked />{says.marked}</label>
                </fieldset>
                <button class="button primary">{says.decide}</button>
            </form>
        </section>
    }
}

/// What the form sends where a decision is taken back.
pub const TAKEN_BACK: &str = "none";
