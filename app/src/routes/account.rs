//! Signing in and out, the account.

use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderName, Uri},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use klas_domain::{Id, Role};
use serde::Deserialize;

use super::page;
use crate::{
    api::{self, Problem, session},
    components::Tab,
    failure::Failure,
    locales::{Locale, Texts},
    pages::{self, account::Security},
    state::AppState,
    visit::{LANGUAGE_COOKIE, Visit, lasting_cookie, session_cookie},
};

/// To the page where the person works.
pub async fn home(visit: Visit) -> Result<Redirect, Failure> {
    let actor = visit.actor()?;
    let homes = [
        (Role::Teacher, "/today"),
        (Role::Head, "/journal"),
        (Role::Deputy, "/journal"),
        (Role::Administrator, "/school"),
        (Role::Nurse, "/classes"),
        (Role::Psychologist, "/classes"),
        (Role::DepartmentOfficer, "/department"),
        (Role::Guardian, "/diary"),
        (Role::Pupil, "/diary"),
    ];
    let home = homes.iter().find(|(role, _)| actor.is(*role)).map_or("/account", |(_, path)| path);
    Ok(Redirect::to(home))
}

#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

pub async fn sign_in_form(visit: Visit, Query(query): Query<Next>) -> Response {
    if visit.signed_in.is_some() {
        return Redirect::to(&own_path(&query.next)).into_response();
    }
    form(&visit, query.next, String::new(), None).into_response()
}

fn form(visit: &Visit, next: String, login: String, problem: Option<&'static str>) -> Html<String> {
    let texts = visit.locale.texts();
    page(visit, Tab::Other, texts.sign_in, pages::account::sign_in(next, login, problem, visit.locale))
}

#[derive(Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub async fn sign_in(visit: Visit, jar: CookieJar, Form(typed): Form<SignIn>) -> Result<Response, Failure> {
    match session::sign_in(&visit, &typed.login, &typed.password, None).await {
        Ok(cookie) => Ok((jar.add(cookie), Redirect::to(&own_path(&typed.next))).into_response()),
        Err(problem) => {
            let said = said(problem, visit.locale.texts())?;
            Ok((problem.status(), form(&visit, typed.next, typed.login, Some(said))).into_response())
        }
    }
}

/// What is said of a signing in that failed.
pub fn said(problem: Problem, texts: &'static Texts) -> Result<&'static str, Failure> {
    match problem {
        Problem::WrongPassword => Ok(texts.wrong_password),
        Problem::Locked => Ok(texts.locked),
        Problem::AnotherPerson => Ok(texts.anothers_account),
        _ => Err(Failure::Internal),
    }
}

/// A path of this site to go to; anything else leads home.
fn own_path(next: &str) -> String {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.parse::<Uri>().is_ok();
    if own && !next.starts_with("/sign-in") { next.to_owned() } else { "/".to_owned() }
}

pub async fn sign_out(
    visit: Visit,
    jar: CookieJar,
    Query(query): Query<Next>,
) -> Result<impl IntoResponse, Failure> {
    if let Some(token) = visit.token_hash {
        visit.state.store.close_session(token.clone(), visit.state.clock.now()).await?;
        visit.state.forget(&token);
    }
    // What the browser kept of the person's pages and unsaved work goes as well.
    let wiped = [(HeaderName::from_static("clear-site-data"), "\"storage\"")];
    let next = if query.next.is_empty() { "/sign-in".to_owned() } else { own_path(&query.next) };
    Ok((jar.add(session_cookie(&visit.state, String::new())), wiped, Redirect::to(&next)))
}

pub async fn account(visit: Visit) -> Result<Html<String>, Failure> {
    let person = visit.person()?;
    let schools = visit.state.store.memberships(person.account).await?;
    let texts = visit.locale.texts();
    let reports = api::bullying::waiting(&visit).await?.map(visit.locale.bullying().waiting);
    let security = Security {
        email: visit.state.store.email_of(person.account).await?,
        set_by_link: api::lost_password::set_by_link(&visit).await?,
    };
    let content = pages::account::account(person, schools, reports, security, visit.locale);
    Ok(page(&visit, Tab::Account, texts.nav_account, content))
}

#[derive(Deserialize)]
pub struct SwitchSchool {
    school: String,
    /// Where to go there; home, where nothing is said.
    #[serde(default)]
    next: String,
}

pub async fn switch_school(visit: Visit, Form(typed): Form<SwitchSchool>) -> Result<Redirect, Failure> {
    visit.person()?;
    let school = typed.school.parse::<Id<_>>().map_err(|_| Failure::NotFound)?;
    let token = visit.token_hash.clone().ok_or(Failure::NotFound)?;
    visit.state.store.switch_school(token.clone(), school).await?;
    visit.state.forget(&token);
    Ok(Redirect::to(&own_path(&typed.next)))
}

#[derive(Deserialize)]
pub struct SwitchLanguage {
    language: String,
    #[serde(default)]
    next: String,
}

pub async fn switch_language(
    State(state): State<AppState>,
    jar: CookieJar,
    Form(typed): Form<SwitchLanguage>,
) -> Result<Response, Failure> {
    const YEAR: i64 = 365 * 24 * 3600;
    let locale = Locale::from_code(&typed.language).ok_or(Failure::BadRequest)?;
    let cookie = lasting_cookie(&state, LANGUAGE_COOKIE, locale.code().to_owned(), YEAR);
    let next = if typed.next.starts_with("/sign-in") { typed.next } else { own_path(&typed.next) };
    Ok((jar.add(cookie), Redirect::to(&next)).into_response())
}
