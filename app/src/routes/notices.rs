//! Notices, and how somebody wants to be told. Links of letters work without signing in, and change nothing until a button
//! is pressed: mail programs open links by themselves.

use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::notice::{Choice, Detail, Preferences, QuietHours};
use serde::Deserialize;

use super::{
    page,
    resume::{SentForm, text, value},
};
use crate::{
    api::{
        self,
        notices::{EmailProblem, SentDevice, Settings},
    },
    components::Tab,
    failure::Failure,
    locales::NoticeTexts,
    pages::{
        self,
        notices::{Asking, Said, SettingsForm, choice_field},
    },
    telling::Letters,
    visit::Visit,
};

pub async fn feed(mut visit: Visit) -> Result<Html<String>, Failure> {
    let feed = api::notices::feed(&visit).await?;
    // What the list shows is not new beside the bell of the same page.
    visit.unseen = 0;
    let content = pages::notices::feed(&feed, visit.locale);
    Ok(page(&visit, Tab::Other, visit.locale.notices().title, content))
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    saved: Option<String>,
    sent: Option<String>,
}

pub async fn settings(visit: Visit, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let view = api::notices::settings(&visit).await?;
    let said = match (asked.saved, asked.sent) {
        (Some(_), _) => Said::Saved,
        (_, Some(_)) => Said::Sent,
        _ => Said::Nothing,
    };
    Ok(shown(&visit, &view, SettingsForm { said, ..SettingsForm::default() }))
}

fn shown(visit: &Visit, view: &Settings, form: SettingsForm) -> Html<String> {
    let content = pages::notices::settings(view, &form, visit.locale);
    page(visit, Tab::Other, visit.locale.notices().how, content)
}

/// Keeps choices, an address or a device.
pub async fn change(sent: SentForm) -> Result<Response, Failure> {
    let response = changed(&sent.visit, &sent.pairs).await?;
    Ok(sent.answered(response))
}

const SETTINGS: &str = "/notices/settings";

async fn changed(visit: &Visit, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let saved = |what: &str| Redirect::to(&format!("{SETTINGS}?{what}")).into_response();
    match value(pairs, "what") {
        Some("choices") => {
            let view = api::notices::settings(visit).await?;
            let preferences = preferences(&view, pairs).ok_or(Failure::BadRequest)?;
            api::notices::prefer(visit, preferences).await?;
            Ok(saved("saved"))
        }
        Some("email") => {
            let address = text(pairs, "email");
            match api::notices::ask_email(visit, &address, value(pairs, "current").unwrap_or_default())
                .await?
            {
                Ok(()) => Ok(saved("sent#email")),
                Err(problem) => refused(visit, address, problem).await,
            }
        }
        Some("email-remove") => {
            api::notices::remove_email(visit).await?;
            Ok(saved("saved#email"))
        }
        Some("device") => {
            let device = SentDevice {
                endpoint: value(pairs, "endpoint").unwrap_or_default(),
                p256dh: value(pairs, "p256dh").unwrap_or_default(),
                auth: value(pairs, "auth").unwrap_or_default(),
                account: value(pairs, "account"),
                instead: value(pairs, "instead"),
            };
            let taken = api::notices::add_device(visit, device).await?;
            if taken {
                return Ok(saved("saved#device"));
            }
            let view = api::notices::settings(visit).await?;
            let form = SettingsForm { said: Said::BadDevice, ..SettingsForm::default() };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, form)).into_response())
        }
        Some("device-remove") => {
            api::notices::remove_device(visit, value(pairs, "device").unwrap_or_default()).await?;
            Ok(saved("saved#device"))
        }
        _ => Err(Failure::BadRequest),
    }
}

async fn refused(visit: &Visit, address: String, problem: EmailProblem) -> Result<Response, Failure> {
    let view = api::notices::settings(visit).await?;
    let form = SettingsForm { said: Said::NotSaved, email: address, problem: Some(problem) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, form)).into_response())
}

/// What the form chose; a box that is not ticked is not sent.
fn preferences(view: &Settings, pairs: &[(String, String)]) -> Option<Preferences> {
    let hour = |name| value(pairs, name)?.parse().ok();
    let ticked = |name: &str| value(pairs, name).is_some();
    let quiet = QuietHours::new(hour("quiet_from")?, hour("quiet_until")?, ticked("quiet_weekends"))?;
    let of = view.choosable.iter().flat_map(|own| own.kinds.iter().map(|kind| (own.about, *kind)));
    let choice = |(about, kind)| {
        let at_once = ticked(&choice_field("o", about, kind));
        let weekly = ticked(&choice_field("w", about, kind));
        // A school without a mail server does not offer it, and takes nothing back.
        let mailed = if view.has_mail {
            kind.fits_letter_at_once() && ticked(&choice_field("m", about, kind))
        } else {
            view.preferences.choice(about, kind).mailed
        };
        ((about, kind), Choice { at_once, mailed, weekly })
    };
    Some(Preferences {
        quiet,
        detail: if value(pairs, "detail") == Some("full") { Detail::Full } else { Detail::Discreet },
        no_letter: view.has_letters && !ticked("letter"),
        choices: of.map(choice).collect(),
    })
}

/// The code that a link carries.
#[derive(Deserialize)]
pub struct Code {
    #[serde(default)]
    code: String,
}

pub async fn email(visit: Visit, Query(carried): Query<Code>) -> Html<String> {
    let texts = visit.locale.notices();
    let asking = Asking {
        title: texts.confirm_title,
        lead: texts.confirm_lead,
        button: texts.confirm,
        action: "/email",
        field: "code",
        value: carried.code,
    };
    page(&visit, Tab::Other, texts.confirm_title, pages::notices::asking(asking))
}

pub async fn confirm_email(visit: Visit, Form(carried): Form<Code>) -> Result<Response, Failure> {
    let texts = visit.locale.notices();
    let confirmed = api::notices::confirm_email(&visit.state, &carried.code).await?;
    let said = if confirmed { texts.confirmed } else { texts.confirm_wrong };
    Ok(answered(&visit, texts.confirm_title, said, confirmed))
}

/// The letter that a link is of.
#[derive(Deserialize)]
pub struct OfLetter {
    #[serde(default)]
    letter: String,
}

pub async fn letter(visit: Visit, Query(carried): Query<OfLetter>) -> Html<String> {
    let texts = visit.locale.notices();
    let (title, lead, _) = ending(api::notices::letters_of(&visit.state, &carried.letter), texts);
    let asking = Asking {
        title,
        lead,
        button: texts.unsubscribe,
        action: "/unsubscribe",
        field: "letter",
        value: carried.letter,
    };
    page(&visit, Tab::Other, title, pages::notices::asking(asking))
}

/// The title, the question and what is said afterwards where letters are ended; a link that is none is of the usual ones.
fn ending(of: Option<Letters>, texts: &NoticeTexts) -> (&'static str, &'static str, &'static str) {
    match of {
        Some(Letters::AtOnce) => (texts.mail_stop_title, texts.mail_stop_lead, texts.mail_stopped),
        _ => (texts.unsubscribe_title, texts.unsubscribe_lead, texts.unsubscribed),
    }
}

/// Ends the letters that a link is of: by the button of the page, or by a mail program, which sends the link of the letter as it
/// is (RFC 8058).
pub async fn unsubscribe(
    visit: Visit,
    Query(linked): Query<OfLetter>,
    Form(typed): Form<OfLetter>,
) -> Result<Response, Failure> {
    let texts = visit.locale.notices();
    let carried = if linked.letter.is_empty() { typed.letter } else { linked.letter };
    let (title, _, done) = ending(api::notices::letters_of(&visit.state, &carried), texts);
    let ended = api::notices::unsubscribe(&visit.state, &carried).await?;
    let said = if ended { done } else { texts.unsubscribe_wrong };
    Ok(answered(&visit, title, said, ended))
}

fn answered(visit: &Visit, title: &'static str, said: &'static str, good: bool) -> Response {
    let status = if good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let content = pages::notices::answered(title, said, good, visit.locale);
    (status, page(visit, Tab::Other, title, content)).into_response()
}
