//! A lost password: the form that asks for a letter, and the page of the letter's link.

use klas_store::account::{LinkStanding, PasswordLink};
use leptos::prelude::*;

use super::join::{JoinForm, passwords};
use crate::{
    api::lost_password::LONGEST,
    components::message,
    locales::{Locale, LostPasswordTexts},
};

/// The form that asks for a letter; none where the school cannot send any.
pub fn ask(
    typed: String,
    problem: Option<&'static str>,
    has_mail: bool,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.lost_password();
    let wrong = problem.map(|_| "true");
    let form = if has_mail {
        view! {
            <p>{texts.lead}</p>
            <form class="card stack" method="post" action="/password">
                <label>{texts.who}
                    <input name="who" value=typed maxlength=LONGEST.to_string() autocomplete="username" autocapitalize="none"
                        spellcheck="false" required aria-invalid=wrong aria-describedby="problem" />
                </label>
                <p id="problem" class="problem" role="alert">{problem}</p>
                <button class="button primary big">{texts.send}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <p class="note">{texts.no_mail}</p> }.into_any()
    };
    view! {
        <section class="join">
            <h1>{texts.title}</h1>
            {form}
            {other_ways(texts)}
        </section>
    }
}

/// What is said to whoever asked, whether there is such an account or not.
pub fn noted(locale: Locale) -> impl IntoView + use<> {
    let texts = locale.lost_password();
    view! {
        <section class="join">
            <h1>{texts.title}</h1>
            {message(Some(texts.noted.to_owned()), true)}
            <p>{texts.noted_hint}</p>
            {other_ways(texts)}
        </section>
    }
}

/// The ways to a new password that need no letter.
fn other_ways(texts: &'static LostPasswordTexts) -> AnyView {
    view! {
        <h2>{texts.other_ways}</h2>
        <ul class="plain">
            <li>{texts.by_class_teacher}</li>
            <li>{texts.by_administrator}</li>
        </ul>
        <p class="row">
            <a class="button" href="/join">{texts.enter_code}</a>
            <a class="button" href="/sign-in">{texts.to_sign_in}</a>
        </p>
    }
    .into_any()
}

/// The form of a new password of the account that a link is of.
pub fn choose(link: &PasswordLink, form: &JoinForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.lost_password();
    view! {
        <section class="join">
            <h1>{texts.title}</h1>
            <form class="card stack" method="post" action="/password/new">
                <p>{(texts.for_login)(&link.login)}</p>
                <input class="hidden" name="login" value=link.login.clone() autocomplete="username" readonly tabindex="-1" aria-hidden="true" />
                {passwords(form, locale.join())}
                <button class="button primary big">{locale.join().set_password}</button>
            </form>
        </section>
    }
}

/// Why a link cannot be used, and the ways on; none where nobody made it.
pub fn refused(standing: Option<LinkStanding>, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.lost_password();
    let said = match standing {
        Some(LinkStanding::Expired) => texts.expired,
        Some(LinkStanding::Used) => texts.used,
        Some(LinkStanding::Replaced) => texts.replaced,
        Some(LinkStanding::Open) | None => texts.unknown,
    };
    view! {
        <section class="join">
            <h1>{texts.title}</h1>
            {message(Some(said.to_owned()), false)}
            <p><a class="button primary" href="/password">{texts.ask_again}</a></p>
            {other_ways(texts)}
        </section>
    }
}
