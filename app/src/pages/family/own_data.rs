//! What is kept of a child: who looked at it, the way to take it, requests to correct it.

use klas_domain::amendment::{About, AmendmentState, WORDS_LIMIT};
use klas_store::{amendment::StoredAmendment, look::DayOfLooks, message::StaffOfPupil};
use leptos::prelude::*;

use super::sections::{DiaryPart, head};
use crate::{
    api::own_data::OwnData,
    components::{message, moment},
    locales::{Locale, OwnDataTexts},
    pages::class_teacher::full_date,
};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmendmentField {
    /// What is wrong.
    Wrong,
    /// What it should be.
    Right,
}

/// The form as it stands on the page: empty, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct AmendmentForm {
    /// The identifier that the request will have: sent twice, it is one request.
    pub id: String,
    /// What it is about.
    pub about: String,
    /// What is wrong.
    pub wrong: String,
    /// What it should be.
    pub right: String,
    /// What is wrong with it, and with which field.
    pub problem: Option<(AmendmentField, &'static str)>,
    /// What is said of the whole, and whether that is good news.
    pub message: Option<(&'static str, bool)>,
}

/// What a guardian may know of what is kept of a child.
pub fn own_data(view: &OwnData, form: &AmendmentForm, locale: Locale) -> AnyView {
    let texts = locale.own_data();
    let hidden = view.open.hidden.is_some().then(|| view! { <p class="message">{texts.take_hidden}</p> });
    view! {
        <section class="narrow diary notes">
            {message(form.message.map(|(text, _)| text.to_owned()), form.message.is_some_and(|(_, good)| good))}
            {head(&view.open, view.ways, DiaryPart::OwnData, locale)}
            <h2>{texts.title}</h2>
            <p>{texts.lead}</p>
            {hidden}
            <p><a class="button primary" href=format!("/diary/{}/data.zip", view.open.pupil.id) download>{texts.take}</a></p>
            <p class="muted small">{texts.take_lead}</p>
            {looks(view, locale)}
            {requests(view, texts)}
            {fields(view, form, texts)}
        </section>
    }
    .into_any()
}

fn looks(view: &OwnData, locale: Locale) -> AnyView {
    let texts = locale.own_data();
    let staff = view.staff.iter().map(|own| view! { <li>{teacher(own, locale)}</li> }).collect_view();
    let table = if view.looks.is_empty() {
        view! { <p class="muted card pad">{texts.no_looks}</p> }.into_any()
    } else {
        let rows = view.looks.iter().map(|own| look(own, locale)).collect_view();
        view! { <ul class="lessons card" id="looks">{rows}</ul> }.into_any()
    };
    view! {
        <h2>{texts.looks}</h2>
        <p class="muted small">{texts.looks_lead}</p>
        <details class="small"><summary>{texts.teaches}</summary><ul>{staff}</ul></details>
        {table}
    }
    .into_any()
}

fn teacher(own: &StaffOfPupil, locale: Locale) -> String {
    let leads = own.class_teacher.then(|| locale.texts().class_teacher.to_lowercase());
    let does: Vec<String> = leads.into_iter().chain(own.subjects.iter().cloned()).collect();
    format!("{} – {}", own.name.full(), does.join(", "))
}

fn look(own: &DayOfLooks, locale: Locale) -> AnyView {
    let texts = locale.own_data();
    let parts: Vec<&str> = own.parts.iter().map(|part| texts.part(*part)).collect();
    let roles = own.roles.first().map(|role| locale.texts().role_names[*role as usize].to_owned());
    let position = own.position.clone().filter(|words| !words.is_empty()).or(roles);
    view! {
        <li>
            <div class="main">
                <strong>{own.name.short()}</strong>
                <span class="small muted">{position}</span>
                <span class="small">{parts.join(", ")}</span>
            </div>
            <span class="small">{full_date(own.day)}</span>
        </li>
    }
    .into_any()
}

/// How far a request is, in its colour.
pub fn amendment_state(state: AmendmentState, texts: &'static OwnDataTexts) -> AnyView {
    let class = match state {
        AmendmentState::Waiting => "chip wait",
        AmendmentState::Done => "chip good",
        AmendmentState::Refused => "chip warn",
    };
    view! { <span class=class>{texts.state(state)}</span> }.into_any()
}

/// What a request says, and what it was answered.
pub fn amendment_words(own: &StoredAmendment, texts: &'static OwnDataTexts) -> AnyView {
    let answer = (!own.says.answer.is_empty())
        .then(|| view! { <p class="note">{texts.answer}": "{own.says.answer.clone()}</p> });
    view! {
        <p class="words">{own.says.asks.wrong.clone()}</p>
        <p class="words">{texts.right}": "{own.says.asks.right.clone()}</p>
        {answer}
    }
    .into_any()
}

fn requests(view: &OwnData, texts: &'static OwnDataTexts) -> AnyView {
    let own = view.amendments.iter().map(|own| {
        view! {
            <li class="card">
                <div class="bar">
                    <strong>{texts.about_name(own.says.asks.about)}</strong>
                    <span class="grow"></span>
                    {amendment_state(own.says.state, texts)}
                </div>
                <p class="muted small">{(texts.sent_at)(&moment(own.sent_at))}</p>
                {amendment_words(own, texts)}
            </li>
        }
    });
    let list = if view.amendments.is_empty() {
        view! { <p class="muted card pad">{texts.no_requests}</p> }.into_any()
    } else {
        view! { <ul class="note-list">{own.collect_view()}</ul> }.into_any()
    };
    view! { <h2 id="requests">{texts.requests}</h2>{list} }.into_any()
}

fn fields(view: &OwnData, form: &AmendmentForm, texts: &'static OwnDataTexts) -> AnyView {
    let wrong = |field| form.problem.is_some_and(|(own, _)| own == field).then_some("true");
    let problem = |field| {
        let said = form.problem.filter(|(own, _)| *own == field);
        said.map(|(_, said)| view! { <p class="problem" role="alert">{said}</p> })
    };
    let abouts = About::ALL.map(|about| {
        let chosen = about.code() == form.about;
        view! { <option value=about.code() selected=chosen>{texts.about_name(about)}</option> }
    });
    let limit = WORDS_LIMIT.to_string();
    view! {
        <form class="card stack" id="request" method="post" action=format!("/diary/{}/data#request", view.open.pupil.id)>
            <h2>{texts.ask}</h2>
            <p class="muted small">{texts.ask_lead}</p>
            <input type="hidden" name="person" value=view.person.to_string() />
            <input type="hidden" name="request" value=form.id.clone() />
            <label>{texts.about}<select name="about">{abouts}</select></label>
            <label>{texts.wrong}" – "{texts.wrong_hint}
                <textarea name="wrong" rows="2" required maxlength=limit.clone() aria-invalid=wrong(AmendmentField::Wrong)>{form.wrong.clone()}</textarea>
            </label>
            {problem(AmendmentField::Wrong)}
            <label>{texts.right}
                <textarea name="right" rows="2" required maxlength=limit aria-invalid=wrong(AmendmentField::Right)>{form.right.clone()}</textarea>
            </label>
            {problem(AmendmentField::Right)}
            <p><button class="button primary">{texts.send}</button></p>
        </form>
    }
    .into_any()
}
