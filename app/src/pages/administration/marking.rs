//! How marks are made: what works weigh, and the groups of results of subjects.

use klas_domain::column::Work;
use klas_store::summative::SubjectGroups;
use leptos::prelude::*;

use crate::{
    api::school::MarkingView,
    components::message,
    locales::{Locale, SummaryTexts},
};

/// What was typed into a form that was refused, and why.
#[derive(Default)]
pub struct MarkingTyped {
    /// The subject whose groups were typed; empty for the weights.
    pub subject: String,
    /// The groups as they were typed, one a line.
    pub groups: String,
    /// The weights as they were typed, in the order of [`Work::ALL`].
    pub weights: Vec<String>,
    /// The weight of the initial level as it was typed.
    pub initial: Option<String>,
    /// Why nothing was changed.
    pub problem: Option<&'static str>,
    /// Whether something was saved just now.
    pub saved: bool,
}

/// The page of how marks are made.
pub fn marking(view: MarkingView, typed: &MarkingTyped, locale: Locale) -> impl IntoView {
    let texts = locale.summary();
    let weights = weights(&view, typed, texts).into_any();
    let corrections = corrections(view.corrections_need_application, locale).into_any();
    let index = index(&view, typed, locale).into_any();
    let subjects = view.subjects.iter().map(|subject| groups(subject, typed, texts).into_any());
    view! {
        <section class="narrow columns-page">
            <p><a href="/school">"← "{locale.texts().nav_school}</a></p>
            <h1>{texts.marking}</h1>
            {message(typed.saved.then(|| texts.saved.to_owned()), true)}
            <p><a class="button" href="/school/scales">{locale.scales().title}</a></p>
            {weights}
            {corrections}
            {index}
            <h2>{texts.groups}</h2>
            <p class="muted small">{texts.subject_groups_hint}</p>
            {subjects.collect_view()}
        </section>
    }
}

fn weights(view: &MarkingView, typed: &MarkingTyped, texts: &'static SummaryTexts) -> impl IntoView + use<> {
    let fields = Work::ALL.into_iter().enumerate().map(|(place, work)| {
        let value = typed.weights.get(place).cloned();
        let value = value.unwrap_or_else(|| view.weights.of(Some(work)).to_string());
        view! {
            <label>{texts.work_name(work)}<input name=work.code() inputmode="numeric" size="3" value=value /></label>
        }
    });
    let problem = typed.problem.filter(|_| typed.subject.is_empty() && typed.initial.is_none());
    view! {
        <form class="card stack" method="post" action="/school/marking" id="weights">
            <h2>{texts.weights}</h2>
            <p class="muted small">{texts.weights_hint}</p>
            {fields.collect_view()}
            {problem.map(|said| view! { <p class="problem" role="alert">{said}</p> })}
            <p><button class="button primary">{texts.save}</button></p>
        </form>
    }
}

/// Whether a corrected mark waits for an application.
fn corrections(needed: bool, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.applications();
    view! {
        <form class="card stack" method="post" action="/school/marking" id="corrections">
            <h2>{texts.title}</h2>
            <input type="hidden" name="what" value="corrections" />
            <label class="tick"><input type="checkbox" name="needed" value="1" checked=needed />{texts.setting}</label>
            <p class="muted small">{texts.setting_hint}</p>
            <p><button class="button primary">{locale.summary().save}</button></p>
        </form>
    }
}

/// What the initial level weighs in the learning index.
fn index(view: &MarkingView, typed: &MarkingTyped, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.reports();
    let value = typed.initial.clone().unwrap_or_else(|| view.initial.hundredths().to_string());
    let problem = typed.problem.filter(|_| typed.initial.is_some());
    view! {
        <form class="card stack" method="post" action="/school/marking" id="index">
            <h2>{texts.index}</h2>
            <input type="hidden" name="what" value="index" />
            <label>{texts.initial_weight}<input name="initial" inputmode="numeric" size="3" value=value /></label>
            <p class="muted small">{texts.initial_weight_hint}</p>
            {problem.map(|said| view! { <p class="problem" role="alert">{said}</p> })}
            <p><button class="button primary">{locale.summary().save}</button></p>
        </form>
    }
}

fn groups(
    subject: &SubjectGroups,
    typed: &MarkingTyped,
    texts: &'static SummaryTexts,
) -> impl IntoView + use<> {
    let id = subject.id.to_string();
    let own = typed.subject == id;
    let text = if own { typed.groups.clone() } else { subject.groups.join("\n") };
    let problem = typed.problem.filter(|_| own);
    view! {
        <form class="card stack" method="post" action="/school/marking">
            <input type="hidden" name="subject" value=id />
            <label><strong>{subject.subject.clone()}</strong><textarea name="groups" rows="4">{text}</textarea></label>
            {problem.map(|said| view! { <p class="problem" role="alert">{said}</p> })}
            <p><button class="button">{texts.save}</button></p>
        </form>
    }
}
