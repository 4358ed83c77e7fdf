//! Signing in, and the account.

use chrono::{DateTime, Utc};
use klas_domain::{Id, Role, id::of};
use klas_store::{account::SignedIn, notice::AccountEmail};
use leptos::prelude::*;

use crate::{
    components::moment,
    locales::{Locale, Texts},
};

/// The form of signing in; `login` is what was typed before.
pub fn sign_in(next: String, login: String, problem: Option<&'static str>, locale: Locale) -> impl IntoView {
    let (texts, join) = (locale.texts(), locale.join());
    let invalid = problem.map(|_| "true");
    view! {
        <form class="sign-in card" method="post" action="/sign-in">
            <h1>{texts.sign_in}</h1>
            <p class="muted">{texts.sign_in_lead}</p>
            <input type="hidden" name="next" value=next />
            <label>
                {texts.login}
                <input name="login" value=login autocomplete="username" autocapitalize="none" spellcheck="false"
                    required autofocus aria-invalid=invalid aria-describedby="problem" />
            </label>
            <label>
                {texts.password}
                <input name="password" type="password" autocomplete="current-password" required
                    aria-invalid=invalid aria-describedby="problem" />
            </label>
            <p id="problem" class="problem" role="alert">{problem}</p>
            <button class="button primary">{texts.sign_in}</button>
            <p><a href="/password">{locale.lost_password().way}</a></p>
            <p class="muted small"><a href="/join">{join.by_code}</a><br />{join.by_code_hint}</p>
        </form>
        <p class="sign-in-footer small"><a href="/verify">{locale.verify().link}</a></p>
    }
}

/// A form that came after the session had ended: what was typed waits in it, and is saved with the signing in.
pub fn sign_in_to_save(
    action: String,
    typed: Vec<(String, String)>,
    problem: Option<&'static str>,
    texts: &'static Texts,
) -> impl IntoView {
    let login = typed.iter().find(|(name, _)| name == "login").map(|(_, value)| value.clone());
    let kept = typed
        .into_iter()
        .filter(|(name, _)| !["login", "password", "current"].contains(&name.as_str()))
        .map(|(name, value)| view! { <textarea name=name hidden>{value}</textarea> })
        .collect_view();
    view! {
        <form class="sign-in card" method="post" action=action>
            <h1>{texts.sign_in}</h1>
            <p>{texts.sign_in_to_save}</p>
            {kept}
            <label>{texts.login}<input name="login" value=login autocomplete="username" autocapitalize="none" required /></label>
            <label>{texts.password}<input name="password" type="password" autocomplete="current-password" required /></label>
            <p class="problem" role="alert">{problem}</p>
            <button class="button primary">{texts.sign_in}</button>
        </form>
    }
}

/// What is said where a page is asked for without a network; the browser adds what it has kept.
pub fn offline(locale: Locale) -> impl IntoView {
    let texts = locale.pocket();
    view! {
        <section class="blank">
            <h1>{texts.offline_title}</h1>
            <p id="leaving" class="message" role="status" hidden=true>{texts.leaving}</p>
            <p>{texts.offline_hint}</p>
            <p><a class="button primary" href="">{texts.again}</a></p>
            <ul id="kept" class="kept" aria-label=texts.kept></ul>
        </section>
    }
}

/// By what an account comes to a new password, and when it did.
pub struct Security {
    /// The address of its letters.
    pub email: AccountEmail,
    /// When a letter's link last set the password.
    pub set_by_link: Option<DateTime<Utc>>,
}

fn secured(own: &Security, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.lost_password();
    let (address, way) = match (&own.email.address, &own.email.pending) {
        (Some(address), _) => (address.clone(), texts.change_address),
        (None, Some(pending)) => ((texts.waits)(pending), texts.change_address),
        (None, None) => (texts.no_address.to_owned(), texts.add_address),
    };
    let set = own.set_by_link.map(|at| {
        view! {
            <dt>{texts.last_set}</dt>
            <dd>{(texts.last_set_at)(&moment(at))}</dd>
        }
    });
    view! {
        <dt>{texts.address}</dt>
        <dd>{address}" · "<a href="/notices/settings#email">{way}</a></dd>
        {set}
    }
}

/// The account: names, roles, schools, signing out.
pub fn account(
    person: &SignedIn,
    schools: Vec<(Id<of::School>, String)>,
    reports: Option<String>,
    security: Security,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.texts();
    let add = (!person.actor.is(Role::Pupil))
        .then(|| view! { <p><a class="button" href="/join">{locale.join().add_child}</a></p> });
    let roles: Vec<&str> = Role::ALL
        .into_iter()
        .zip(texts.role_names)
        .filter(|(role, _)| person.actor.is(*role))
        .map(|(_, name)| name)
        .collect();
    let current = person.actor.school;
    let others: Vec<_> = schools.into_iter().filter(|(school, _)| *school != current).collect();
    let switch = (!others.is_empty()).then(|| {
        let buttons = others
            .into_iter()
            .map(|(school, name)| {
                view! { <button class="button" name="school" value=school.to_string()>{texts.switch_school}": "{name}</button> }
            })
            .collect_view();
        view! { <form method="post" action="/account/school" class="stack">{buttons}</form> }
    });
    view! {
        <section class="narrow">
            <h1>{person.name.full()}</h1>
            <dl class="card facts">
                <dt>{texts.school}</dt>
                <dd>{person.school_name.clone()}</dd>
                <dt>{texts.roles}</dt>
                <dd>{roles.join(", ")}</dd>
                {secured(&security, locale)}
            </dl>
            {reports.map(|said| view! { <p><a class="chip wait" href="/bullying">{said}</a></p> })}
            {switch}
            {add}
            <form method="post" action="/sign-out">
                <button class="button">{texts.sign_out}</button>
            </form>
        </section>
    }
}
