//! Coming by a code. The code of an address goes into a cookie at once: it shall stand neither in the browser's history,
//! nor in what the browser tells of where it comes from.

use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use klas_domain::{
    Role,
    invitation::{Code, Invitation, InvitationKind, Standing},
    login::{LoginError, check_login, check_password},
};
use klas_store::family::{Found, Redeemed};
use serde::Deserialize;

use super::{
    page,
    resume::{text, value},
};
use crate::{
    api::{
        self,
        join::{Brought, look},
    },
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        join::{JoinField, JoinForm},
    },
    visit::{Visit, lasting_cookie},
};

/// The cookie that carries a code from page to page.
const CODE_COOKIE: &str = "klas_invitation";
/// How long: enough to make up a password, and to sign in first.
const CODE_SECONDS: i64 = 30 * 60;

/// What the address of a QR code brings.
#[derive(Deserialize)]
pub struct Asked {
    code: Option<String>,
}

/// The form of a code, or what stands behind the one that was brought.
pub async fn join(mut visit: Visit, jar: CookieJar, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    // Whatever the page sends back, it is not the code.
    "/join".clone_into(&mut visit.path);
    match (asked.code, code_of(&jar)) {
        (Some(typed), _) => Ok(keep(&visit, jar, &typed)),
        (None, None) => Ok(ask(&visit, String::new(), None).into_response()),
        (None, Some(code)) => shown(&visit, jar, &look(&visit.state, &code).await?).await,
    }
}

fn code_of(jar: &CookieJar) -> Option<Code> {
    jar.get(CODE_COOKIE).and_then(|cookie| Code::parse(cookie.value()))
}

fn ask(visit: &Visit, typed: String, problem: Option<String>) -> Html<String> {
    let content = pages::join::ask(typed, problem, visit.locale);
    page(visit, Tab::Other, visit.locale.join().title, content)
}

/// Keeps a code that was typed or scanned, and goes on with it.
fn keep(visit: &Visit, jar: CookieJar, typed: &str) -> Response {
    let Some(code) = Code::parse(typed) else {
        let problem = (visit.locale.join().code_wrong)();
        let form = ask(visit, typed.to_owned(), Some(problem));
        return (StatusCode::UNPROCESSABLE_ENTITY, form).into_response();
    };
    let cookie = lasting_cookie(&visit.state, CODE_COOKIE, code.as_str().to_owned(), CODE_SECONDS);
    (jar.add(cookie), Redirect::to("/join")).into_response()
}

/// Gives the code away: it was used, or another one is wanted.
fn without_code(visit: &Visit, jar: CookieJar) -> CookieJar {
    jar.add(lasting_cookie(&visit.state, CODE_COOKIE, String::new(), 0))
}

/// What stands behind a code.
async fn shown(visit: &Visit, jar: CookieJar, brought: &Brought) -> Result<Response, Failure> {
    let Some(found) = usable(brought) else {
        return Ok(refused(visit, jar, brought.found.as_ref().map(|found| &found.invitation)));
    };
    let own = &found.invitation;
    Ok(match (own.kind, &visit.signed_in) {
        (InvitationKind::Password, _) => password_page(visit, found, &JoinForm::default()).await?,
        (InvitationKind::Join, Some(person)) if own.invitee.is_pupil() => {
            let content = pages::join::pupil_alone(own, person, visit.locale);
            page(visit, Tab::Other, visit.locale.join().new_account, content)
        }
        (InvitationKind::Join, Some(_)) => mine(visit, own, None)?,
        (InvitationKind::Join, None) => {
            let login = api::join::suggest(&visit.state, &own.name).await?;
            account_page(visit, own, &JoinForm { login, ..JoinForm::default() })
        }
    }
    .into_response())
}

fn usable(brought: &Brought) -> Option<&Found> {
    brought.found.as_ref().filter(|found| found.invitation.standing == Standing::Open)
}

/// Why a code cannot be used, and a way on.
fn refused(visit: &Visit, jar: CookieJar, invitation: Option<&Invitation>) -> Response {
    let status = match invitation.map(|own| own.standing) {
        None => StatusCode::NOT_FOUND,
        Some(Standing::HasAccount | Standing::Staff) => StatusCode::CONFLICT,
        Some(_) => StatusCode::GONE,
    };
    let content = pages::join::refused(invitation, visit.signed_in.is_some(), visit.locale);
    let html = page(visit, Tab::Other, visit.locale.join().title, content);
    (status, without_code(visit, jar), html).into_response()
}

fn account_page(visit: &Visit, invitation: &Invitation, form: &JoinForm) -> Html<String> {
    let content = pages::join::account(invitation, form, visit.locale);
    page(visit, Tab::Other, visit.locale.join().new_account, content)
}

fn mine(visit: &Visit, invitation: &Invitation, said: Option<&'static str>) -> Result<Html<String>, Failure> {
    let content = pages::join::mine(invitation, visit.person()?, said, visit.locale);
    Ok(page(visit, Tab::Other, visit.locale.join().add_title, content))
}

async fn password_page(visit: &Visit, found: &Found, form: &JoinForm) -> Result<Html<String>, Failure> {
    let login = visit.state.store.login_of(found).await?.unwrap_or_default();
    let content = pages::join::password(&found.invitation, &login, form, visit.locale);
    Ok(page(visit, Tab::Other, visit.locale.join().new_password, content))
}

/// A form of the page.
type Pairs = Vec<(String, String)>;

/// What somebody does with a code.
pub async fn go_on(visit: Visit, jar: CookieJar, Form(pairs): Form<Pairs>) -> Result<Response, Failure> {
    match value(&pairs, "what").unwrap_or_default() {
        "code" => return Ok(keep(&visit, jar, value(&pairs, "code").unwrap_or_default())),
        "other" => return Ok((without_code(&visit, jar), Redirect::to("/join")).into_response()),
        _ => {}
    }
    // The cookie ran out: the sheet still has the code.
    let Some(code) = code_of(&jar) else { return Ok(Redirect::to("/join").into_response()) };
    let brought = look(&visit.state, &code).await?;
    let Some(found) = usable(&brought) else { return shown(&visit, jar, &brought).await };
    match (value(&pairs, "what").unwrap_or_default(), found.invitation.kind) {
        ("account", InvitationKind::Join) => make_account(&visit, jar, &brought, &pairs).await,
        ("add", InvitationKind::Join) => add_child(&visit, jar, &brought, &pairs).await,
        ("password", InvitationKind::Password) => set_password(&visit, jar, &brought, &pairs).await,
        _ => Err(Failure::BadRequest),
    }
}

/// What is wrong with a name and passwords as they were typed.
pub(super) fn check(
    login: &str,
    pairs: &[(String, String)],
    locale: Locale,
) -> Result<String, (JoinField, String)> {
    let texts = locale.join();
    let (password, repeat) = (value(pairs, "password"), value(pairs, "repeat"));
    let password = password.unwrap_or_default();
    check_password(password, login).map_err(|error| (JoinField::Password, texts.refusal(error)))?;
    if repeat != Some(password) {
        return Err((JoinField::Repeat, texts.repeat_wrong.to_owned()));
    }
    Ok(password.to_owned())
}

async fn make_account(
    visit: &Visit,
    jar: CookieJar,
    brought: &Brought,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    let texts = visit.locale.join();
    let login = text(pairs, "login");
    let named = check_login(&login).map_err(|error: LoginError| (JoinField::Login, texts.refusal(error)));
    let problem = match named.and_then(|()| check(&login, pairs, visit.locale)) {
        Err(problem) => problem,
        Ok(password) => match api::join::make_account(&visit.state, brought, &login, password).await? {
            Redeemed::LoginTaken => (JoinField::Login, texts.login_taken.to_owned()),
            redeemed => return redeemed_page(visit, jar, brought, redeemed).await,
        },
    };
    let Some(found) = &brought.found else { return Err(Failure::NotFound) };
    let form = JoinForm { login, problem: Some(problem), message: None };
    let html = account_page(visit, &found.invitation, &form);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
}

async fn set_password(
    visit: &Visit,
    jar: CookieJar,
    brought: &Brought,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    let Some(found) = &brought.found else { return Err(Failure::NotFound) };
    let login = visit.state.store.login_of(found).await?.unwrap_or_default();
    match check(&login, pairs, visit.locale) {
        Ok(password) => {
            let redeemed = api::join::set_password(&visit.state, brought, password).await?;
            redeemed_page(visit, jar, brought, redeemed).await
        }
        Err(problem) => {
            let form = JoinForm { problem: Some(problem), ..JoinForm::default() };
            let html = password_page(visit, found, &form).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
        }
    }
}

async fn add_child(
    visit: &Visit,
    jar: CookieJar,
    brought: &Brought,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    // The session ran out meanwhile: the page offers to sign in.
    let Some(person) = &visit.signed_in else { return shown(visit, jar, brought).await };
    let Some(found) = &brought.found else { return Err(Failure::NotFound) };
    let (own, texts) = (&found.invitation, visit.locale.join());
    let again = |said| -> Result<Response, Failure> {
        Ok((StatusCode::CONFLICT, mine(visit, own, Some(said))?).into_response())
    };
    if value(pairs, "person") != Some(person.actor.person.to_string().as_str()) {
        return again(texts.another_person);
    }
    if person.actor.is(Role::Pupil) {
        return again(texts.not_a_guardian);
    }
    match api::join::add_child(visit, brought).await? {
        Redeemed::HasChild => again(texts.has_child),
        Redeemed::NotAGuardian => again(texts.not_a_guardian),
        Redeemed::Done(..) => {
            let diary = format!("/diary/{}", own.invitee.pupil);
            Ok((without_code(visit, jar), Redirect::to(&diary)).into_response())
        }
        redeemed => redeemed_page(visit, jar, brought, redeemed).await,
    }
}

/// To the diary, signed in; or why the code could not be used after all.
async fn redeemed_page(
    visit: &Visit,
    jar: CookieJar,
    brought: &Brought,
    redeemed: Redeemed,
) -> Result<Response, Failure> {
    let Some(found) = &brought.found else { return Err(Failure::NotFound) };
    match redeemed {
        Redeemed::Done(account, person) => {
            let cookie = api::join::session_of(&visit.state, account, person).await?;
            // With a new password somebody from whom this child is hidden comes to the others.
            let diary = format!("/diary/{}", found.invitation.invitee.pupil);
            let way = if found.hides_all { "/" } else { diary.as_str() };
            Ok((without_code(visit, jar).add(cookie), Redirect::to(way)).into_response())
        }
        Redeemed::Not(standing) => {
            let own = Invitation { standing, ..found.invitation.clone() };
            Ok(refused(visit, jar, Some(&own)))
        }
        Redeemed::LoginTaken | Redeemed::HasChild | Redeemed::NotAGuardian => Err(Failure::Internal),
    }
}
