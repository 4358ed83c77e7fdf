//! Signing in, and the account.

use klas_domain::{Id, Role, id::of};
use klas_store::account::SignedIn;
use leptos::prelude::*;

use crate::locales::{Locale, Texts};

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
        .filter(|(name, _)| name != "login" && name != "password")
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
            <p>{texts.offline_hint}</p>
            <p><a class="button primary" href="">{texts.again}</a></p>
            <ul id="kept" class="kept" aria-label=texts.kept></ul>
        </section>
    }
}

/// The account: names, roles, schools, signing out.
pub fn account(
    person: &SignedIn,
    schools: Vec<(Id<of::School>, String)>,
    reports: Option<String>,
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
