//! Notices: what a visitor is told of, and how the visitor wants to be told.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use klas_courier::{Endpoint, Letter, MailError, Mailer, Subscription};
use klas_domain::{
    Id,
    id::of,
    notice::{Kind, Preferences, choosable, sees},
    school::PersonName,
};
use klas_store::notice::{AccountEmail, Device, LISTED, NewDevice, Notice};
use uuid::Uuid;

use crate::{
    api::{
        Problem,
        diary::own_pupils,
        elsewhere::{self, Elsewhere},
        session::is_oneself,
    },
    failure::Failure,
    state::AppState,
    telling::{Letters, confirming},
    visit::{Visit, hash_token, new_token},
};

/// For how long the link of a letter that confirms an address works.
const CODE_LASTS: TimeDelta = TimeDelta::hours(24);

/// What a visitor is told of.
pub struct Feed {
    /// The notices, the newest first.
    pub notices: Vec<Notice>,
    /// Whether several children are told of, so that each notice says of whom it is.
    pub names: bool,
    /// The visitor's other schools in which there is something new, with how much.
    pub elsewhere: Vec<(Elsewhere, usize)>,
    /// Who the visitor is.
    pub person: Id<of::Person>,
    /// The browsers that are told at once.
    pub devices: Devices,
}

/// The browsers of a visitor that are told at once.
pub struct Devices {
    /// Who the visitor is: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
    /// The visitor's account, whose the devices are.
    pub account: Id<of::Account>,
    /// The hash of the visitor's session.
    pub session: Vec<u8>,
    /// The server's public key for browsers; none where devices cannot be told.
    pub push_key: Option<String>,
    /// The devices that are told.
    pub known: Vec<Device>,
}

async fn devices(visit: &Visit) -> Result<Devices, Failure> {
    let person = visit.person()?;
    Ok(Devices {
        person: person.actor.person,
        account: person.account,
        session: visit.token_hash.clone().unwrap_or_default(),
        push_key: visit.state.telling.as_deref().map(|telling| telling.pusher.public_key()),
        known: visit.state.store.devices(person.account).await?,
    })
}

/// What the visitor is told of; it is seen from now on.
pub async fn feed(visit: &Visit) -> Result<Feed, Failure> {
    let actor = visit.actor()?.clone();
    let now = visit.state.clock.now();
    let mut reader = visit.reader().await?;
    let mut notices = reader.notices(actor.person, now, LISTED).await?;
    drop(reader);
    notices.retain(|notice| sees(&actor, notice.about, notice.kind));
    if visit.unseen > 0 || notices.iter().any(|notice| !notice.seen) {
        visit.state.store.see_notices(actor.school, actor.person, now).await?;
        // The number beside the bell is not kept in mind any longer.
        if let Some(token) = &visit.token_hash {
            visit.state.forget(token);
        }
    }
    let elsewhere = elsewhere::with_news(visit).await?;
    let (names, devices) = (actor.children.len() > 1, devices(visit).await?);
    Ok(Feed { notices, names, elsewhere, person: actor.person, devices })
}

/// How a visitor wants to be told.
pub struct Settings {
    /// Who the visitor is: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
    /// What stands now.
    pub preferences: Preferences,
    /// Whom the visitor chooses for – each child, or the visitor – and the kinds.
    pub choosable: Vec<Choosable>,
    /// The visitor's address.
    pub email: AccountEmail,
    /// Whether the school can send letters.
    pub has_mail: bool,
    /// The browsers that are told at once.
    pub devices: Devices,
    /// Whether the visitor gets letters of the week: guardians do.
    pub has_letters: bool,
}

/// Whom somebody chooses for, and of what.
pub struct Choosable {
    /// The child; the visitor, where it is the visitor's own.
    pub about: Id<of::Person>,
    /// The child's names; none where it is the visitor's own.
    pub name: Option<PersonName>,
    /// What there is to choose of.
    pub kinds: Vec<Kind>,
}

/// How the visitor wants to be told.
pub async fn settings(visit: &Visit) -> Result<Settings, Failure> {
    let person = visit.person()?;
    let actor = &person.actor;
    let store = &visit.state.store;
    let names = own_pupils(visit).await?;
    let choosable = choosable(actor).into_iter().map(|(about, kinds)| {
        let name = names.iter().find(|own| own.id == about && about != actor.person);
        Choosable { about, name: name.map(|own| own.name.clone()), kinds }
    });
    let telling = visit.state.telling.as_deref();
    // Given back before the next one is asked for: who waits for a second reader holds none.
    let preferences = visit.reader().await?.preferences(actor.person).await?;
    Ok(Settings {
        person: actor.person,
        preferences,
        choosable: choosable.collect(),
        email: store.email_of(person.account).await?,
        has_mail: telling.is_some_and(|telling| telling.mailer.is_some()),
        devices: devices(visit).await?,
        has_letters: !actor.children.is_empty(),
    })
}

/// Keeps how the visitor wants to be told; what the visitor cannot choose of is left out.
pub async fn prefer(visit: &Visit, mut preferences: Preferences) -> Result<(), Failure> {
    let actor = visit.actor()?;
    let own = choosable(actor);
    preferences
        .choices
        .retain(|(about, kind), _| own.iter().any(|(known, kinds)| known == about && kinds.contains(kind)));
    Ok(visit.state.store.prefer(actor.school, actor.person, preferences).await?)
}

/// A browser as its page sends it.
pub struct SentDevice<'a> {
    /// Where its push service takes what is for it.
    pub endpoint: &'a str,
    /// Its public key, in base64url.
    pub p256dh: &'a str,
    /// Its secret, in base64url.
    pub auth: &'a str,
    /// The account that allowed it, where the browser renews it by itself.
    pub account: Option<&'a str>,
    /// Where its push service took what was for it before that.
    pub instead: Option<&'a str>,
}

/// Tells a browser of the visitor from now on; false where what it sent cannot be sent to. What a browser renews by itself,
/// beside any page, is refused where somebody else is signed in by now.
pub async fn add_device(visit: &Visit, sent: SentDevice<'_>) -> Result<bool, Failure> {
    let account = visit.person()?.account;
    if sent.account.is_some_and(|own| own != account.to_string()) {
        return Err(Failure::Forbidden);
    }
    let Some(telling) = visit.state.telling.as_deref() else { return Ok(false) };
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default();
    let subscription = Subscription {
        endpoint: sent.endpoint.to_owned(),
        p256dh: bytes(sent.p256dh),
        auth: bytes(sent.auth),
    };
    let local = telling.pusher.is_local();
    if Endpoint::new(sent.endpoint, local).is_err() || !subscription.has_keys() {
        return Ok(false);
    }
    let device = NewDevice {
        account,
        endpoint: subscription.endpoint,
        instead: sent.instead.map(str::to_owned),
        p256dh: subscription.p256dh,
        auth: subscription.auth,
        session: visit.token_hash.clone().unwrap_or_default(),
        language: visit.locale.code(),
        now: visit.state.clock.now(),
    };
    visit.state.store.add_device(device).await?;
    Ok(true)
}

/// Tells a browser of the visitor no more, named by its identifier or by its address.
pub async fn remove_device(visit: &Visit, named: &str) -> Result<(), Failure> {
    let account = visit.person()?.account;
    let devices = visit.state.store.devices(account).await?;
    let is_named = |own: &&Device| own.endpoint == named || own.id.to_string() == named;
    if let Some(device) = devices.iter().find(is_named) {
        visit.state.store.remove_device(account, device.id).await?;
    }
    Ok(())
}

/// Why no letter was sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailProblem {
    /// The operator named no mail server.
    NoMail,
    /// It is no address.
    NotAnAddress,
    /// The password beside it is not the visitor's.
    WrongPassword,
    /// Too many wrong passwords.
    Locked,
    /// A letter was sent less than a minute ago.
    TooOften,
    /// The mail server refused it.
    Refused,
    /// The mail server cannot be reached.
    Unreachable,
}

/// Sends a letter to an address that the visitor names; it counts once its link is followed. Because a lost password is set
/// by letters, whoever names an address has to know the one that is set: an unlocked computer is not enough.
pub async fn ask_email(
    visit: &Visit,
    address: &str,
    current: &str,
) -> Result<Result<(), EmailProblem>, Failure> {
    let account = visit.person()?.account;
    let telling = visit.state.telling.as_deref();
    let Some((telling, mailer)) = telling.and_then(|own| Some((own, own.mailer.as_ref()?))) else {
        return Ok(Err(EmailProblem::NoMail));
    };
    if !Mailer::is_address(address) {
        return Ok(Err(EmailProblem::NotAnAddress));
    }
    match is_oneself(visit, current).await {
        Err(Problem::WrongPassword) => return Ok(Err(EmailProblem::WrongPassword)),
        Err(Problem::Locked) => return Ok(Err(EmailProblem::Locked)),
        Err(_) => return Err(Failure::Internal),
        Ok(()) => {}
    }
    let (code, now) = (new_token(), visit.state.clock.now());
    let of = (address.to_owned(), visit.locale.code());
    let noted = visit.state.store.ask_email(account, of, hash_token(&code), (now, now + CODE_LASTS)).await?;
    if !noted {
        return Ok(Err(EmailProblem::TooOften));
    }
    let link = format!("{}/email?code={code}", telling.site);
    let letter = Letter { to: address.to_owned(), ..confirming(&link, visit.locale) };
    Ok(mailer.send(letter).await.map_err(|error| {
        tracing::warn!(%error, "a letter that confirms an address was not sent");
        match error {
            MailError::Unreachable(_) => EmailProblem::Unreachable,
            _ => EmailProblem::Refused,
        }
    }))
}

/// Lets the address count to which a code was sent; false where nobody waits for the code any more.
pub async fn confirm_email(state: &AppState, code: &str) -> Result<bool, Failure> {
    Ok(state.store.confirm_email(hash_token(code), state.clock.now()).await?)
}

/// Forgets the visitor's address.
pub async fn remove_email(visit: &Visit) -> Result<(), Failure> {
    Ok(visit.state.store.remove_email(visit.person()?.account).await?)
}

/// Of which letters a link is; none where it is no link of a letter.
pub fn letters_of(state: &AppState, carried: &str) -> Option<Letters> {
    letter_of(state, carried).map(|(_, _, letters)| letters)
}

/// Ends the letters that a link is of, of the person whom it is for; false where it is no such link.
pub async fn unsubscribe(state: &AppState, carried: &str) -> Result<bool, Failure> {
    let Some((school, person, letters)) = letter_of(state, carried) else { return Ok(false) };
    let ended = match letters {
        Letters::OfTheWeek => state.store.end_letters(school, person).await,
        Letters::AtOnce => state.store.end_letters_at_once(school, person).await,
    };
    match ended {
        Err(klas_store::StoreError::NotFound) => Ok(false),
        ended => Ok(ended.map(|()| true)?),
    }
}

/// Whose letter a link is of.
fn letter_of(state: &AppState, carried: &str) -> Option<(Id<of::School>, Id<of::Person>, Letters)> {
    let whose = state.telling.as_deref()?.links.read(carried)?;
    let (school, rest) = whose.split_at_checked(16)?;
    let (person, letters) = rest.split_at_checked(16)?;
    let id = |bytes| Uuid::from_slice(bytes).ok();
    Some((id(school)?.into(), id(person)?.into(), Letters::from_mark(letters)?))
}
