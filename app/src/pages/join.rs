//! Coming by a code: the code, what it leads to, and the account.

use klas_domain::{
    invitation::{CODE_LENGTH, Invitation, Standing},
    login::{LOGIN_MOST, PASSWORD_LEAST},
};
use klas_store::account::SignedIn;
use leptos::prelude::*;

use crate::{
    components::message,
    locales::{JoinTexts, Locale},
};

/// A field of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinField {
    /// The name to sign in with.
    Login,
    /// The password.
    Password,
    /// The password once more.
    Repeat,
}

/// A form as it stands on the page: offered, or as it was typed; passwords are typed anew.
#[derive(Clone, Debug, Default)]
pub struct JoinForm {
    /// The name to sign in with.
    pub login: String,
    /// What is wrong, and with which field.
    pub problem: Option<(JoinField, String)>,
    /// What is said of the whole: never good news.
    pub message: Option<&'static str>,
}

/// The form of a code; `problem` is what is wrong with the one that was typed.
pub fn ask(typed: String, problem: Option<String>, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.join();
    view! {
        <section class="join">
            <h1>{texts.title}</h1>
            <p>{texts.lead}</p>
            {code_form(typed, problem, texts)}
            <p class="muted small">{texts.have_account}" "<a href="/sign-in">{locale.texts().sign_in}</a></p>
        </section>
    }
}

fn code_form(typed: String, problem: Option<String>, texts: &'static JoinTexts) -> AnyView {
    let wrong = problem.is_some().then_some("true");
    // Room for spaces and hyphens beside the characters.
    let room = (CODE_LENGTH * 2).to_string();
    view! {
        <form class="card stack" method="post" action="/join">
            <label>{texts.code}
                <input class="code" name="code" value=typed maxlength=room autocomplete="off" autocapitalize="characters"
                    spellcheck="false" required aria-invalid=wrong aria-describedby="code-hint problem" />
            </label>
            <p class="muted small" id="code-hint">{(texts.code_hint)()}</p>
            <p id="problem" class="problem" role="alert">{problem}</p>
            <button class="button primary big" name="what" value="code">{texts.go_on}</button>
        </form>
    }
    .into_any()
}

/// Why a code cannot be used, and whom to ask; of one that nobody gave, how to go on.
pub fn refused(found: Option<&Invitation>, signed_in: bool, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.join();
    let said = found.map_or(texts.unknown, |own| texts.standing(own.standing));
    let way = found.map_or_else(|| texts.unknown_way.to_owned(), |own| whom_to_ask(own, texts));
    let has_account = found.is_some_and(|own| own.standing == Standing::HasAccount);
    let door = match (has_account, signed_in) {
        (_, true) => Some(("/diary", texts.to_diary)),
        (true, false) => Some(("/sign-in", locale.texts().sign_in)),
        (false, false) => None,
    };
    let door = door.map(|(href, name)| view! { <p><a class="button primary" href=href>{name}</a></p> });
    view! {
        <section class="join">
            {message(Some(said.to_owned()), false)}
            <p>{way}</p>
            {door}
            <h2>{texts.other_code}</h2>
            {code_form(String::new(), None, texts)}
        </section>
    }
}

fn whom_to_ask(invitation: &Invitation, texts: &JoinTexts) -> String {
    match (&invitation.class_teacher, &invitation.class) {
        _ if invitation.standing == Standing::Staff => (texts.ask_school)(&invitation.school_name),
        (Some(teacher), Some(class)) => (texts.ask_teacher)(&teacher.full(), &class.to_string()),
        _ => (texts.ask_school)(&invitation.school_name),
    }
}

/// Whom the code invites, to which diary of which school.
fn about(invitation: &Invitation, texts: &'static JoinTexts) -> AnyView {
    let class = invitation.class.as_ref().map(|class| format!(", {class}")).unwrap_or_default();
    view! {
        <dl class="card facts">
            <dt>{texts.for_whom}</dt>
            <dd><strong>{invitation.name.full()}</strong></dd>
            <dt>{texts.child}</dt>
            <dd>{invitation.pupil.short()}{class}</dd>
            <dt>{texts.school}</dt>
            <dd>{invitation.school_name.clone()}</dd>
        </dl>
    }
    .into_any()
}

/// Away from this code.
fn other(texts: &'static JoinTexts) -> AnyView {
    view! { <form method="post" action="/join"><button class="button" name="what" value="other">{texts.other_code}</button></form> }
        .into_any()
}

/// Signs out, as from the account, and comes back to the code.
fn sign_out(name: &'static str, class: &'static str) -> AnyView {
    view! { <form method="post" action="/sign-out?next=/join"><button class=class>{name}</button></form> }
        .into_any()
}

fn wrong(form: &JoinForm, field: JoinField) -> Option<&'static str> {
    form.problem.as_ref().is_some_and(|(wrong, _)| *wrong == field).then_some("true")
}

fn problem(form: &JoinForm, field: JoinField) -> AnyView {
    let said = form.problem.as_ref().filter(|(wrong, _)| *wrong == field).map(|(_, said)| said.clone());
    said.map(|said| view! { <p class="problem" role="alert">{said}</p> }).into_any()
}

/// A new password, typed twice.
pub(super) fn passwords(form: &JoinForm, texts: &'static JoinTexts) -> AnyView {
    let least = PASSWORD_LEAST.to_string();
    view! {
        <label>{texts.password}
            <input name="password" type="password" autocomplete="new-password" required minlength=least.clone()
                aria-invalid=wrong(form, JoinField::Password) aria-describedby="password-hint" />
        </label>
        <p class="muted small" id="password-hint">{(texts.password_hint)()}</p>
        {problem(form, JoinField::Password)}
        <label>{texts.repeat}
            <input name="repeat" type="password" autocomplete="new-password" required minlength=least
                aria-invalid=wrong(form, JoinField::Repeat) />
        </label>
        {problem(form, JoinField::Repeat)}
    }
    .into_any()
}

/// The form of a new account.
pub fn account(invitation: &Invitation, form: &JoinForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.join();
    let most = LOGIN_MOST.to_string();
    // A pupil's invitation makes an account of its own.
    let has = (!invitation.invitee.is_pupil()).then(|| {
        view! { <p>{texts.have_account}" "<a href="/sign-in?next=/join">{texts.sign_in_to_add}</a></p> }
    });
    view! {
        <section class="join">
            {message(form.message.map(str::to_owned), false)}
            <h1>{texts.new_account}</h1>
            {about(invitation, texts)}
            {has}
            <form class="card stack" method="post" action="/join">
                <p>{texts.new_account_lead}</p>
                <label>{texts.login}
                    <input name="login" value=form.login.clone() maxlength=most autocomplete="username" autocapitalize="none"
                        spellcheck="false" required aria-invalid=wrong(form, JoinField::Login) aria-describedby="login-hint" />
                </label>
                <p class="muted small" id="login-hint">{texts.login_hint}</p>
                {problem(form, JoinField::Login)}
                {passwords(form, texts)}
                <button class="button primary big" name="what" value="account">{texts.make_account}</button>
            </form>
            {other(texts)}
        </section>
    }
}

/// Whoever is signed in may add the child.
pub fn mine(
    invitation: &Invitation,
    person: &SignedIn,
    said: Option<&'static str>,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.join();
    let elsewhere = (invitation.school != person.actor.school)
        .then(|| (texts.other_school)(&invitation.school_name, &person.school_name));
    let elsewhere = elsewhere.map(|said| view! { <p class="message">{said}</p> });
    view! {
        <section class="join">
            {message(said.map(str::to_owned), false)}
            <h1>{texts.add_title}</h1>
            {about(invitation, texts)}
            <p>{(texts.signed_in_as)(&person.name.full())}</p>
            {elsewhere}
            <form class="stack" method="post" action="/join">
                <input type="hidden" name="person" value=person.actor.person.to_string() />
                <button class="button primary big" name="what" value="add">{texts.add}</button>
            </form>
            {sign_out(texts.not_me, "button")}
            {other(texts)}
        </section>
    }
}

/// A pupil's invitation, brought by somebody who is signed in.
pub fn pupil_alone(invitation: &Invitation, person: &SignedIn, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.join();
    view! {
        <section class="join">
            <h1>{texts.new_account}</h1>
            {about(invitation, texts)}
            <p>{(texts.signed_in_as)(&person.name.full())}" "{texts.pupil_alone}</p>
            {sign_out(texts.sign_out_first, "button primary big")}
            {other(texts)}
        </section>
    }
}

/// The form of a new password of the account that has this name.
pub fn password(
    invitation: &Invitation,
    login: &str,
    form: &JoinForm,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.join();
    view! {
        <section class="join">
            <h1>{texts.new_password}</h1>
            {about(invitation, texts)}
            <form class="card stack" method="post" action="/join">
                <p>{(texts.new_password_lead)(login)}</p>
                <input class="hidden" name="login" value=login.to_owned() autocomplete="username" readonly tabindex="-1" aria-hidden="true" />
                {passwords(form, texts)}
                <button class="button primary big" name="what" value="password">{texts.set_password}</button>
            </form>
            {other(texts)}
        </section>
    }
}
