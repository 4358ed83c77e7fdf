//! Whether the history is whole: the nightly checks, and to whom the digest is sent.

use klas_documents::archive::hex;
use klas_store::history::{ADDRESSES_LIMIT, ChainState, NightlyCheck};
use leptos::prelude::*;

use crate::{
    api::keeping::{AddressError, Integrity},
    components::{message, moment},
    locales::Locale,
    pages::class_teacher::full_date,
};

/// The form of the addresses as it was typed.
#[derive(Default)]
pub struct AddressForm {
    /// What was refused, and why.
    pub refused: Option<(String, AddressError)>,
    /// Whether they were saved just now.
    pub saved: bool,
}

/// The page of the nightly checks.
pub fn integrity(view: &Integrity, form: &AddressForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.keeping();
    let saved = form.saved.then(|| texts.saved.to_owned());
    let checks = if view.checks.is_empty() {
        view! { <p class="blank card">{texts.no_check}</p> }.into_any()
    } else {
        (view.checks.first().map(|last| told(last, locale)), list(view, locale)).into_any()
    };
    view! {
        <section class="columns-page archive">
            <div class="bar">
                <a class="button back" href="/archive">"‹ "{locale.archive().nav}</a>
                <h1>{texts.integrity}</h1>
            </div>
            {message(saved, true)}
            <p class="muted">{texts.integrity_lead}</p>
            {checks}
            {addresses(view, form, locale)}
        </section>
    }
}

/// The last check: a break is said aloud.
fn told(last: &NightlyCheck, locale: Locale) -> AnyView {
    let texts = locale.keeping();
    let whole = matches!(last.state, ChainState::Whole(_));
    let to_do = (!whole).then(|| view! { <p class="message bad">{texts.what_to_do}</p> });
    // A school in which nothing was written yet has none.
    let digest = (!last.digest.is_empty()).then(|| {
        view! { <dt>{texts.digest}</dt><dd class="digest"><code>{hex(&last.digest)}</code></dd> }
    });
    view! {
        <div class="card" id="last">
            <h2 class="pad">{texts.last_check}</h2>
            {state(last, locale)}
            {to_do}
            <dl class="facts">
                <dt>{texts.when}</dt>
                <dd>{moment(last.at)}</dd>
                <dt>{texts.links}</dt>
                <dd>{last.links}</dd>
                {digest}
            </dl>
        </div>
    }
    .into_any()
}

/// What a check found, as its colour says too.
pub fn state(check: &NightlyCheck, locale: Locale) -> AnyView {
    let said = locale.keeping().state(check.state, check.links);
    let whole = matches!(check.state, ChainState::Whole(_));
    let (class, role) = if whole { ("message good", "status") } else { ("message bad", "alert") };
    view! { <p class=class role=role>{said}</p> }.into_any()
}

fn list(view: &Integrity, locale: Locale) -> AnyView {
    let texts = locale.keeping();
    let row = |own: &NightlyCheck| {
        let whole = matches!(own.state, ChainState::Whole(_));
        view! {
            <tr>
                <th scope="row">{full_date(own.day)}</th>
                <td class:bad=!whole>{texts.state(own.state, own.links)}</td>
                <td class="digest"><code>{hex(&own.digest)}</code></td>
                <td class="figure">{(texts.sent)(own.sent, own.unsent.len())}</td>
            </tr>
        }
    };
    let rows = view.checks.iter().map(row).collect_view();
    view! {
        <h2>{texts.checks}</h2>
        <div class="card scroll">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col">{texts.when}</th>
                        <th scope="col">{texts.result}</th>
                        <th scope="col">{texts.digest}</th>
                        <th scope="col" class="figure">{texts.letters}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn addresses(view: &Integrity, form: &AddressForm, locale: Locale) -> AnyView {
    let texts = locale.keeping();
    let typed = form.refused.as_ref().map(|(typed, _)| typed.clone());
    let typed = typed.unwrap_or_else(|| view.addresses.join("\n"));
    let problem = form.refused.as_ref().map(|(_, why)| {
        let said = match why {
            AddressError::NotOne(address) => (texts.bad_address)(address),
            AddressError::TooMany => (texts.too_many)(ADDRESSES_LIMIT),
        };
        view! { <p class="problem" id="addresses-problem" role="alert">{said}</p> }
    });
    let described = if form.refused.is_some() { "addresses-problem" } else { "addresses-hint" };
    let invalid = form.refused.is_some().then_some("true");
    let no_mail = (!view.has_mail).then(|| view! { <p class="message">{texts.no_mail}</p> });
    view! {
        <form class="card stack" method="post" action="/archive/integrity" id="addresses">
            <h2>{texts.addresses}</h2>
            <p class="muted small">{texts.addresses_lead}</p>
            {no_mail}
            <label>{texts.addresses}
                <textarea name="addresses" rows="4" maxlength="3000" autocomplete="off" spellcheck="false"
                    aria-invalid=invalid aria-describedby=described>{typed}</textarea>
            </label>
            <p class="muted small" id="addresses-hint">{texts.addresses_hint}</p>
            {problem}
            <p><button class="button primary">{texts.save}</button></p>
        </form>
    }
    .into_any()
}
