//! Letters at once: of an absence or of what is urgent, to families that chose so. What is said is what stands there at the
//! moment of sending, and no more than the family lets a locked screen show.

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use klas_courier::Mailer;
use klas_domain::{
    Id,
    id::of,
    notice::{Detail, Kind, sees},
};
use klas_store::{
    Result,
    notice::{Mail, MailEnd, Notice},
    school::School,
};

use super::{
    Handed, LEASE, Letters, Moment, Telling, hand_over, letter_words, local, moment,
    push::{NEWEST, disturbs},
    stop_link,
    words::{Line, line},
};
use crate::{locales::Locale, state::AppState};

/// To how many people it is written at once.
const AT_ONCE: usize = 4;

/// Sends the letters of a school that are to be sent at a moment.
pub async fn send(state: &AppState, telling: &Telling, school: &School, at: Moment) -> Result<()> {
    let Some(mailer) = &telling.mailer else { return Ok(()) };
    loop {
        let now = at.read();
        let lease = now + LEASE;
        let mails = state.store.take_mails(school.id, now, lease).await?;
        if mails.is_empty() {
            return Ok(());
        }
        let sending =
            mails.into_iter().map(|mail| send_one(state, (telling, mailer), school, mail, (at, lease)));
        let ends: Vec<Result<()>> = stream::iter(sending).buffer_unordered(AT_ONCE).collect().await;
        ends.into_iter().collect::<Result<()>>()?;
    }
}

async fn send_one(
    state: &AppState,
    (telling, mailer): (&Telling, &Mailer),
    school: &School,
    mail: Mail,
    (at, lease): (Moment, DateTime<Utc>),
) -> Result<()> {
    let _desk = telling.desks.acquire().await;
    // Waiting for it took its time.
    if !at.holds(lease) {
        return Ok(());
    }
    let now = at.read();
    let mut reader = state.store.read(school.id).await?;
    let actor = reader.identify(mail.account, mail.person, local(now).date()).await?.actor;
    let preferences = reader.preferences(mail.person).await?;
    let notices = reader.notices(mail.person, now, NEWEST).await?;
    drop(reader);
    let fate = |id: &Id<of::Notice>| {
        let known = notices.iter().find(|own| own.id == *id)?;
        let stands = sees(&actor, known.about, known.kind) && !known.seen && disturbs(known);
        let due = stands.then(|| preferences.mail_at(known.about, known.kind, local(now))).flatten();
        Some((known, due.and_then(moment)?))
    };
    let (mut ends, mut told) = (Vec::new(), Vec::new());
    for id in &mail.notices {
        match fate(id) {
            None => ends.push((*id, MailEnd::Drop)),
            Some((_, later)) if later > now => ends.push((*id, MailEnd::Wait(later))),
            Some((known, _)) => told.push(known),
        }
    }
    if !told.is_empty() {
        let locale = Locale::from_code(&mail.language).unwrap_or_default();
        let stop = stop_link(telling, school.id, mail.person, Letters::AtOnce);
        let said = said(&told, preferences.detail, locale);
        let letter = letter_words::at_once(&said, school, &telling.site, &stop, locale);
        let letter = klas_courier::Letter { to: mail.address.clone(), ..letter };
        let end = match hand_over(mailer, letter, "a letter at once").await {
            Handed::Over => MailEnd::Sent,
            Handed::NotNow => MailEnd::Failed,
            Handed::Never => MailEnd::Drop,
        };
        ends.extend(told.iter().map(|own| (own.id, end)));
    }
    state.store.end_mails(school.id, (at.read(), lease), ends).await
}

/// What a letter at once says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Whether some of it is urgent.
    pub urgent: bool,
    /// Each thing, where the family lets it be shown; else nothing but that there is something.
    pub lines: Vec<Line>,
    /// Where it is read.
    pub href: String,
}

fn said(notices: &[&Notice], detail: Detail, locale: Locale) -> Said {
    let urgent = notices.iter().any(|own| own.kind == Kind::Urgent);
    let full = |own: &&Notice| {
        let said = line(own, locale);
        Line { head: said.title(own, locale), text: said.whole(), href: said.href }
    };
    let lines: Vec<Line> = match detail {
        Detail::Discreet => Vec::new(),
        Detail::Full => notices.iter().map(full).collect(),
    };
    let href = match lines.as_slice() {
        [own] => own.href.clone(),
        _ => "/notices".to_owned(),
    };
    Said { urgent, lines, href }
}
