//! A lost password. The code of a letter's link goes into a cookie at once, as that of an invitation does: it shall stand
//! neither in the browser's history, nor in what the browser tells of where it comes from.

use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use klas_store::account::{LINK_LASTS, LinkStanding, PasswordLink};
use serde::Deserialize;

use super::{join::check, page};
use crate::{
    api::lost_password::{self, Asked},
    components::Tab,
    failure::Failure,
    pages::{self, join::JoinForm},
    visit::{Visit, lasting_cookie},
};

/// The cookie that carries the code of a link.
const CODE_COOKIE: &str = "klas_password";
const NEW: &str = "/password/new";

/// What the address asks for.
#[derive(Deserialize)]
pub struct Noted {
    noted: Option<String>,
}

pub async fn ask_form(visit: Visit, Query(asked): Query<Noted>) -> Html<String> {
    let title = visit.locale.lost_password().title;
    match asked.noted {
        Some(_) => page(&visit, Tab::Other, title, pages::lost_password::noted(visit.locale)),
        None => form(&visit, String::new(), None),
    }
}

fn form(visit: &Visit, typed: String, problem: Option<&'static str>) -> Html<String> {
    let has_mail = lost_password::has_mail(&visit.state);
    let content = pages::lost_password::ask(typed, problem, has_mail, visit.locale);
    page(visit, Tab::Other, visit.locale.lost_password().title, content)
}

#[derive(Deserialize)]
pub struct Who {
    #[serde(default)]
    who: String,
}

pub async fn ask(visit: Visit, Form(typed): Form<Who>) -> Response {
    let texts = visit.locale.lost_password();
    let (status, problem) = match lost_password::ask(&visit.state, &typed.who) {
        Asked::Noted => return Redirect::to("/password?noted").into_response(),
        Asked::NoName => (StatusCode::UNPROCESSABLE_ENTITY, Some(texts.no_name)),
        Asked::TooOften => (StatusCode::TOO_MANY_REQUESTS, Some(texts.too_often)),
        Asked::NoMail => (StatusCode::UNPROCESSABLE_ENTITY, None),
    };
    (status, form(&visit, typed.who, problem)).into_response()
}

/// The code that a link carries.
#[derive(Deserialize)]
pub struct Code {
    code: Option<String>,
}

/// The form of a new password, or why the link cannot be used. Mail programs open links by themselves, so nothing changes.
pub async fn choose(
    mut visit: Visit,
    jar: CookieJar,
    Query(carried): Query<Code>,
) -> Result<Response, Failure> {
    // Whatever the page sends back, it is not the code.
    NEW.clone_into(&mut visit.path);
    if let Some(code) = carried.code {
        let cookie = lasting_cookie(&visit.state, CODE_COOKIE, code, LINK_LASTS.num_seconds());
        return Ok((jar.add(cookie), Redirect::to(NEW)).into_response());
    }
    let link = lost_password::look(&visit.state, &code_of(&jar)).await?;
    Ok(match link.filter(|own| own.standing == LinkStanding::Open) {
        Some(own) => chosen(&visit, &own, &JoinForm::default()).into_response(),
        None => refused(&visit, jar).await?,
    })
}

fn code_of(jar: &CookieJar) -> String {
    jar.get(CODE_COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default()
}

fn without_code(visit: &Visit, jar: CookieJar) -> CookieJar {
    jar.add(lasting_cookie(&visit.state, CODE_COOKIE, String::new(), 0))
}

fn chosen(visit: &Visit, link: &PasswordLink, form: &JoinForm) -> Html<String> {
    let content = pages::lost_password::choose(link, form, visit.locale);
    page(visit, Tab::Other, visit.locale.lost_password().title, content)
}

/// Why the link of the cookie cannot be used, as it stands now.
async fn refused(visit: &Visit, jar: CookieJar) -> Result<Response, Failure> {
    let standing = lost_password::look(&visit.state, &code_of(&jar)).await?.map(|own| own.standing);
    let status = if standing.is_some() { StatusCode::GONE } else { StatusCode::NOT_FOUND };
    let content = pages::lost_password::refused(standing, visit.locale);
    let html = page(visit, Tab::Other, visit.locale.lost_password().title, content);
    Ok((status, without_code(visit, jar), html).into_response())
}

/// Sets the new password and signs in with it.
pub async fn set(
    visit: Visit,
    jar: CookieJar,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let code = code_of(&jar);
    let link = lost_password::look(&visit.state, &code).await?;
    let Some(link) = link.filter(|own| own.standing == LinkStanding::Open) else {
        return refused(&visit, jar).await;
    };
    let password = match check(&link.login, &pairs, visit.locale) {
        Ok(password) => password,
        Err(problem) => {
            let form = JoinForm { problem: Some(problem), ..JoinForm::default() };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, chosen(&visit, &link, &form)).into_response());
        }
    };
    if !lost_password::set(&visit.state, &link, &code, password).await? {
        return refused(&visit, jar).await;
    }
    let jar = without_code(&visit, jar);
    Ok(match lost_password::session_of(&visit.state, link.account).await? {
        Some(cookie) => (jar.add(cookie), Redirect::to("/")).into_response(),
        None => (jar, Redirect::to("/sign-in")).into_response(),
    })
}
