//! The families of a class.

mod restriction;

use axum::{
    extract::{Path, Query},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{Id, Role, id::of, invitation::Invitee, school::PersonName};
use klas_store::family::valid_until;
use serde::Deserialize;

use super::{
    id, page, registers,
    resume::{SentForm, value},
};
use crate::{
    api::{
        self,
        families::{Families, Given, Mailed, MailedAll, Unsent},
    },
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages::{self, class_teacher::unsent},
    visit::Visit,
};

pub use restriction::{restrict, restriction};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    restricted: Option<String>,
    revoked: Option<String>,
    detached: Option<String>,
    nobody: Option<String>,
    mailed: Option<String>,
    mailed_all: Option<String>,
}

impl Done {
    fn said(&self, locale: Locale) -> Option<&'static str> {
        let (families, join) = (locale.families(), locale.join());
        [
            (&self.restricted, families.restriction_saved),
            (&self.revoked, join.revoked),
            (&self.detached, join.detached),
            (&self.nobody, join.nobody_invited),
            (&self.mailed, join.mailed),
            (&self.mailed_all, join.mailed_all),
        ]
        .into_iter()
        .find_map(|(done, said)| done.as_ref().map(|_| said))
    }
}

pub async fn families(
    visit: Visit,
    Path(class): Path<String>,
    Query(done): Query<Done>,
) -> Result<Html<String>, Failure> {
    let view = api::families::families(&visit, id(&class)?).await?;
    let said = done.said(visit.locale).map(|said| (said, true));
    Ok(shown(&visit, &view, said))
}

fn shown(visit: &Visit, view: &Families, said: Option<(&'static str, bool)>) -> Html<String> {
    let title = format!("{} · {}", view.class.name, visit.locale.families().families);
    let now = visit.state.clock.now();
    let content = pages::class_teacher::families(view, said, now, visit.locale);
    page(visit, tab(visit, view.class.id), title, content)
}

/// Gives codes or takes them back. The codes that were given are the answer: they are shown once.
pub async fn change(
    Path(class): Path<String>,
    headers: HeaderMap,
    sent: SentForm,
) -> Result<Response, Failure> {
    let response = changed(&sent.visit, &class, &headers, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn changed(
    visit: &Visit,
    class: &str,
    headers: &HeaderMap,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    let view = api::families::families(visit, id(class)?).await?;
    let (class, now) = (view.class.id, visit.state.clock.now());
    match value(pairs, "mail") {
        Some("all") => return mail_all(visit, &view, headers).await,
        Some(one) => return mail(visit, &view, headers, whom(one)?).await,
        None => {}
    }
    let invitees = match (value(pairs, "invite"), value(pairs, "revoke"), value(pairs, "detach")) {
        (Some("all"), ..) => view.uninvited(now),
        (Some(one), ..) => vec![whom(one)?],
        (None, Some(one), _) => {
            let whom = whom(one)?;
            api::families::revoke(visit, class, whom).await?;
            return Ok(back(class, "revoked", Some(whom)));
        }
        (None, None, Some(one)) => {
            let whom = whom(one)?;
            api::families::detach(visit, class, whom).await?;
            return Ok(back(class, "detached", Some(whom)));
        }
        (None, None, None) => return Err(Failure::BadRequest),
    };
    let given = api::families::invite(visit, class, invitees).await?;
    if given.is_empty() {
        return Ok(back(class, "nobody", None));
    }
    Ok(sheet(visit, &view, headers, (&given, Vec::new()))?.into_response())
}

/// Back to the list, which says what was done.
fn back(class: Id<of::SchoolClass>, done: &str, whom: Option<Invitee>) -> Response {
    let place = whom.map(|whom| format!("#p{}", whom.pupil)).unwrap_or_default();
    Redirect::to(&format!("/classes/{class}/families?{done}{place}")).into_response()
}

async fn mail(
    visit: &Visit,
    view: &Families,
    headers: &HeaderMap,
    whom: Invitee,
) -> Result<Response, Failure> {
    let class = view.class.id;
    let said = |why| (unsent(why, visit.locale.join()), false);
    Ok(match api::families::mail(visit, view, whom).await? {
        Mailed::Sent => back(class, "mailed", Some(whom)),
        Mailed::Nobody => back(class, "nobody", None),
        Mailed::Not(why) => {
            (StatusCode::UNPROCESSABLE_ENTITY, shown(visit, view, Some(said(why)))).into_response()
        }
        Mailed::Untaken(given, why) => {
            let (text, good) = said(why);
            let sheet = sheet(visit, view, headers, (&[given], vec![(text.to_owned(), good)]))?;
            (StatusCode::UNPROCESSABLE_ENTITY, sheet).into_response()
        }
    })
}

/// Letters to all who have an address, and the cards of the rest.
async fn mail_all(visit: &Visit, view: &Families, headers: &HeaderMap) -> Result<Response, Failure> {
    let all = api::families::mail_all(visit, view).await?;
    if all.cards.is_empty() {
        let done = if all.sent > 0 { "mailed_all" } else { "nobody" };
        return Ok(back(view.class.id, done, None));
    }
    let texts = visit.locale.join();
    let mut said = Vec::new();
    if all.sent > 0 {
        said.push(((texts.mailed_some)(all.sent), true));
    }
    // A wrong address is put right, and a mail server that is away comes back.
    let (refused, not_now) = names_of_unsent(view, &all);
    if !refused.is_empty() {
        said.push(((texts.mailed_refused)(&refused), false));
    }
    if !not_now.is_empty() {
        said.push(((texts.mailed_not_now)(&not_now), false));
    }
    Ok(sheet(visit, view, headers, (&all.cards, said))?.into_response())
}

/// The names of those whose addresses the mail server refused, and of the others to whom no letter went.
fn names_of_unsent(view: &Families, all: &MailedAll) -> (String, String) {
    let of = |refused: bool| {
        let unsent = all.unsent.iter().filter(|(_, why)| (*why == Unsent::Refused) == refused);
        let names = unsent.filter_map(|(invitee, _)| view.name_of(*invitee).map(PersonName::full));
        names.collect::<Vec<_>>().join(", ")
    };
    (of(true), of(false))
}

/// The cards of codes that were just given, and what is said of letters where some were to go.
fn sheet(
    visit: &Visit,
    view: &Families,
    headers: &HeaderMap,
    given: (&[Given], Vec<(String, bool)>),
) -> Result<Html<String>, Failure> {
    let school = &visit.person()?.school_name;
    let (until, address) = (valid_until(visit.state.clock.now()), address(visit, headers));
    let content = pages::class_teacher::invitations(view, given, until, &address, school, visit.locale);
    let title = format!("{} · {}", view.class.name, visit.locale.join().sheet_title);
    Ok(page(visit, tab(visit, view.class.id), title, content))
}

/// Pupil and who is invited, as a button of the page names them.
fn whom(text: &str) -> Result<Invitee, Failure> {
    let (pupil, person) = text.split_once('.').ok_or(Failure::BadRequest)?;
    Ok(Invitee { pupil: id(pupil)?, person: id(person)? })
}

/// Where families see the site: as the operator says, or as the class teacher does.
pub(super) fn address(visit: &Visit, headers: &HeaderMap) -> String {
    visit.state.public_url.clone().unwrap_or_else(|| {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let scheme = if visit.state.secure_cookies { "https" } else { "http" };
        format!("{scheme}://{host}")
    })
}

/// The journal administrator comes from the school's page.
fn tab(visit: &Visit, class: Id<of::SchoolClass>) -> Tab {
    let is = |role| visit.signed_in.as_ref().is_some_and(|person| person.actor.is(role));
    let own = registers::tab(visit, class);
    let leads = is(Role::Head) || is(Role::Deputy);
    if own == Tab::Classes && is(Role::Administrator) && !leads { Tab::School } else { own }
}
