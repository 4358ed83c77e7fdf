//! Families' requests to correct what is kept of a child, as the class teacher answers them.

use klas_domain::amendment::{ANSWER_LIMIT, AmendmentState};
use klas_store::amendment::StoredAmendment;
use leptos::prelude::*;

use super::{notes::RefusalForm, sections::sections};
use crate::{
    api::{amendments::ClassAmendments, register::Section},
    components::{message, moment},
    locales::{Locale, OwnDataTexts},
    pages::family::{amendment_state, amendment_words},
};

/// The requests about the pupils of a class.
pub fn amendments(
    view: &ClassAmendments,
    said: Option<(&'static str, bool)>,
    refusal: Option<&RefusalForm>,
    locale: Locale,
) -> AnyView {
    let texts = locale.own_data();
    let none = view.amendments.is_empty().then(|| view! { <p class="blank card">{texts.class_none}</p> });
    let items = view.amendments.iter().map(|own| item(view, own, refusal, texts)).collect_view();
    view! {
        <section class="register-page">
            {message(said.map(|(text, _)| text.to_owned()), said.is_some_and(|(_, good)| good))}
            <div class="bar"><h1>{view.class.name.to_string()}" · "{texts.class_title}</h1></div>
            {sections(view.class.id, &view.sections, Some(Section::Amendments), locale)}
            <p class="muted small">{texts.class_lead}</p>
            {none}
            <ul class="note-list">{items}</ul>
        </section>
    }
    .into_any()
}

fn item(
    view: &ClassAmendments,
    own: &StoredAmendment,
    refusal: Option<&RefusalForm>,
    texts: &'static OwnDataTexts,
) -> AnyView {
    view! {
        <li class="card" id=format!("a{}", own.id)>
            <div class="bar">
                <strong>{own.pupil_name.short()}</strong>
                <span>{texts.about_name(own.says.asks.about)}</span>
                <span class="grow"></span>
                {amendment_state(own.says.state, texts)}
            </div>
            <p class="muted small">{(texts.asked_by)(&own.guardian_name.short())}", "{(texts.sent_at)(&moment(own.sent_at))}</p>
            {amendment_words(own, texts)}
            {answers(view, own, refusal, texts)}
        </li>
    }
    .into_any()
}

/// The forms: of a request that waits both answers, of an answered one the other answer.
fn answers(
    view: &ClassAmendments,
    own: &StoredAmendment,
    refusal: Option<&RefusalForm>,
    texts: &'static OwnDataTexts,
) -> AnyView {
    let id = own.id.to_string();
    let action = format!("/classes/{}/amendments#a{id}", view.class.id);
    let typed = refusal.filter(|typed| typed.note == id);
    let form = |what: &'static str, button: &'static str, label: &'static str, open: bool| {
        let problem = open.then(|| view! { <p class="problem" role="alert">{texts.no_word}</p> });
        let words = typed.filter(|_| open).map(|typed| typed.why.clone());
        let class = if what == "done" { "button primary" } else { "button" };
        view! {
            <details class="refusal" open=open>
                <summary>{button}</summary>
                <form method="post" action=action.clone() class="stack">
                    <input type="hidden" name="person" value=view.person.to_string() />
                    <input type="hidden" name="request" value=id.clone() />
                    <label>{label}<input name="words" required=what == "refuse" maxlength=ANSWER_LIMIT.to_string() autocomplete="off" value=words aria-invalid=open.then_some("true") /></label>
                    {problem}
                    <p><button class=class name="what" value=what>{button}</button></p>
                </form>
            </details>
        }
    };
    let done =
        (own.says.state != AmendmentState::Done).then(|| form("done", texts.done, texts.done_hint, false));
    let refuse = (own.says.state != AmendmentState::Refused)
        .then(|| form("refuse", texts.refuse, texts.why, typed.is_some()));
    view! { <div class="answers">{done}{refuse}</div> }.into_any()
}
