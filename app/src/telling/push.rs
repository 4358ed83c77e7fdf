//! Telling devices at once: what is due is held against what its person wants now, and what is said is what stands there at
//! the moment of sending.

use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, stream::FuturesUnordered};
use klas_courier::{Endpoint, Message, Sent, Subscription};
use klas_domain::{
    Id,
    id::of,
    notice::{Detail, Kind, QuietHours, is_unexplained, sees},
};
use klas_store::{
    Result,
    account::SignedIn,
    notice::{Due, DuePerson, Fate, Job, JobEnd, Notice, What},
};
use serde_json::json;

use super::{LEASE, Moment, Telling, lanes, local, moment, push_at, words};
use crate::{locales::Locale, state::AppState};

/// How many of a person's newest notices are looked through for what is due.
pub(super) const NEWEST: usize = 300;
/// To how many devices of a school it may be on its way when more is taken.
const UNDER_WAY: usize = 64;
/// For how long a push service keeps what may be late, and what may not, at most, in seconds.
const KEEP: u32 = 24 * 3600;
const KEEP_URGENT: u32 = 4 * 3600;
/// The most lines of a message.
const LINES: usize = 4;

/// Decides what becomes of the notices that are due, of a batch's people together.
pub async fn settle(state: &AppState, school: Id<of::School>, now: DateTime<Utc>) -> Result<()> {
    loop {
        let persons = state.store.read(school).await?.due_persons(now).await?;
        if persons.is_empty() {
            return Ok(());
        }
        let fates = persons.iter().flat_map(|own| fates_of(own, now)).collect();
        state.store.settle_notices(school, now, fates).await?;
    }
}

fn fates_of(own: &DuePerson, now: DateTime<Utc>) -> Vec<(Id<of::Notice>, Fate)> {
    let fate = |due: &Due| {
        let notice = own.notices.iter().find(|notice| notice.id == due.notice)?;
        let wanted = sees(&own.actor, due.about, due.kind) && !notice.seen && disturbs(notice);
        let at = wanted.then(|| push_at(&own.preferences, due.about, due.kind, now)).flatten()?;
        let waits = due.kind == Kind::Homework && at <= now;
        if waits { homework_at(notice, own.preferences.quiet, now) } else { Some(at) }
    };
    let fates = own.due.iter().map(|due| {
        let fate = match fate(due) {
            None => Fate::Drop,
            Some(moment) if moment <= now => Fate::Send,
            Some(moment) => Fate::Wait(moment),
        };
        (due.notice, fate)
    });
    fates.collect()
}

/// When devices are told of a day's homework that they may be told of now: together with what the next lesson gives.
fn homework_at(notice: &Notice, quiet: QuietHours, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    moment(quiet.homework_waits(local(notice.at), local(now)))
}

/// Whether it is worth a device's sound: an absence whose reason the school knows is not.
pub(super) fn disturbs(notice: &Notice) -> bool {
    match &notice.what {
        What::Day(_, lessons) if notice.kind == Kind::Absence => {
            lessons.iter().filter_map(|lesson| lesson.entry.absence).any(is_unexplained)
        }
        _ => true,
    }
}

/// Sends what waits for devices, one message for each.
pub async fn send(state: &AppState, telling: &Telling, school: Id<of::School>, at: Moment) -> Result<()> {
    let mut sending = FuturesUnordered::new();
    loop {
        // Read anew each time: what is under way takes its time, and a lease counts from when it is taken.
        let now = at.read();
        let lease = now + LEASE;
        let devices = state.store.take_jobs(school, now, lease).await?;
        if devices.is_empty() {
            break;
        }
        sending.extend(devices.into_iter().map(|jobs| send_one(state, telling, school, jobs, (at, lease))));
        while sending.len() > UNDER_WAY {
            sending.next().await.transpose()?;
        }
    }
    while sending.next().await.transpose()?.is_some() {}
    Ok(())
}

async fn send_one(
    state: &AppState,
    telling: &Telling,
    school: Id<of::School>,
    jobs: Vec<Job>,
    (at, lease): (Moment, DateTime<Utc>),
) -> Result<()> {
    let Some(first) = jobs.first() else { return Ok(()) };
    let device = &first.device;
    let origin = Endpoint::new(&device.endpoint, telling.pusher.is_local()).map(|own| own.origin());
    let origin = origin.unwrap_or_default();
    let Some(_place) = telling.lanes.enter(&origin).await else {
        let until = at.read() + TimeDelta::from_std(lanes::REST).unwrap_or_default();
        let later = jobs.iter().map(|job| (job.notice, until)).collect();
        return state.store.put_off_jobs(school, device.id, later).await;
    };
    // Waiting for the place took its time.
    if !at.holds(lease) {
        return Ok(());
    }
    let Said { message, told, later } = said(state, school, &jobs, at.read()).await?;
    let waits = |notice: &Id<of::Notice>| later.iter().any(|(own, _)| own == notice);
    let notices = jobs.iter().map(|job| job.notice);
    let dropped: Vec<_> = notices.filter(|own| !told.contains(own) && !waits(own)).collect();
    if !dropped.is_empty() {
        state.store.end_jobs(school, at.read(), device, dropped, JobEnd::Nothing).await?;
    }
    if !later.is_empty() {
        state.store.put_off_jobs(school, device.id, later).await?;
    }
    let Some(message) = message else { return Ok(()) };
    let to = Subscription {
        endpoint: device.endpoint.clone(),
        p256dh: device.p256dh.clone(),
        auth: device.auth.clone(),
    };
    let sent = telling.pusher.send(&to, &message).await;
    telling.lanes.note(&origin, sent != Sent::Failed(None));
    let end = match sent {
        Sent::Taken => JobEnd::Sent,
        Sent::Gone => JobEnd::Gone,
        Sent::Failed(status) => {
            // Neither the address nor the person: both are the person's.
            tracing::warn!(?status, device = %device.id, "a push service did not take a message");
            JobEnd::Failed
        }
    };
    state.store.end_jobs(school, at.read(), device, told, end).await
}

/// What becomes of a device's jobs; those that are neither told nor wait are of nothing that stands or is wanted any more.
#[derive(Default)]
struct Said {
    /// What the device is told; none where it is told nothing now.
    message: Option<Message>,
    /// Of which notices.
    told: Vec<Id<of::Notice>>,
    /// Which notices wait, and until when.
    later: Vec<(Id<of::Notice>, DateTime<Utc>)>,
}

/// What a device is told of its jobs, by what its person wants at this moment: that may have changed since they were ordered.
async fn said(state: &AppState, school: Id<of::School>, jobs: &[Job], now: DateTime<Utc>) -> Result<Said> {
    let mut said = Said::default();
    let Some(first) = jobs.first() else { return Ok(said) };
    let mut reader = state.store.read(school).await?;
    let signed_in = reader.identify(first.account, first.person, local(now).date()).await?;
    let preferences = reader.preferences(first.person).await?;
    let mut notices = reader.notices(first.person, now, NEWEST).await?;
    drop(reader);
    notices.retain(|notice| {
        let stands = jobs.iter().any(|job| job.notice == notice.id)
            && sees(&signed_in.actor, notice.about, notice.kind)
            && !notice.seen
            && disturbs(notice);
        let moment = stands.then(|| push_at(&preferences, notice.about, notice.kind, now)).flatten();
        // What a push service did not take in the evening is tried again in the morning, and not in the night.
        said.later.extend(moment.filter(|moment| *moment > now).map(|moment| (notice.id, moment)));
        moment.is_some_and(|moment| moment <= now)
    });
    if notices.is_empty() {
        return Ok(said);
    }
    let locale = Locale::from_code(&first.device.language).unwrap_or_default();
    let kinds: Vec<Kind> = notices.iter().map(|own| own.kind).collect();
    let content = match preferences.detail {
        Detail::Discreet => discreet(&notices, &signed_in, locale),
        Detail::Full => full(&notices, locale),
    };
    said.told = notices.iter().map(|own| own.id).collect();
    said.message = Some(Message {
        content: content.to_string().into_bytes(),
        keep: keep(&kinds, preferences.quiet, now),
        urgent: is_urgent(&kinds),
    });
    Ok(said)
}

/// Whether a message of these kinds may not be late.
fn is_urgent(kinds: &[Kind]) -> bool {
    kinds.iter().any(|kind| matches!(kind, Kind::Absence | Kind::Urgent | Kind::Report))
}

/// For how long the push service keeps such a message for a device that is off, in seconds: not into the quiet hours, where
/// it would ring when the device comes back, but for what may ring in them.
fn keep(kinds: &[Kind], quiet: QuietHours, now: DateTime<Utc>) -> u32 {
    let most = if is_urgent(kinds) { KEEP_URGENT } else { KEEP };
    if kinds.iter().any(|kind| kind.passes_quiet_hours()) {
        return most;
    }
    let begin = quiet.begin(local(now)).and_then(moment);
    let left = begin.and_then(|begin| u32::try_from((begin - now).num_seconds()).ok());
    left.map_or(most, |left| left.min(most))
}

/// That there is something new, and no more.
fn discreet(notices: &[Notice], person: &SignedIn, locale: Locale) -> serde_json::Value {
    let texts = locale.notices();
    let of_work = notices
        .iter()
        .all(|own| own.about == person.actor.person && matches!(own.kind, Kind::Message | Kind::Report));
    let title = if of_work { texts.push_work } else { texts.push_family };
    let body = if notices.len() > 1 { (texts.push_number)(notices.len()) } else { String::new() };
    json!({ "title": title, "body": body, "url": "/notices", "tag": "klas" })
}

/// What it is, as the family chose to see it.
fn full(notices: &[Notice], locale: Locale) -> serde_json::Value {
    let texts = locale.notices();
    let mut lines: Vec<String> =
        notices.iter().take(LINES).map(|own| words::line(own, locale).whole()).collect();
    if notices.len() > LINES {
        lines.push((texts.push_more)(notices.len() - LINES));
    }
    match notices {
        [own] => {
            let line = words::line(own, locale);
            json!({ "title": line.title(own, locale), "body": line.whole(), "url": line.href, "tag": own.id.to_string() })
        }
        _ => {
            json!({ "title": texts.push_family, "body": lines.join("\n"), "url": "/notices", "tag": "klas" })
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use klas_domain::{
        Actor, Role,
        notice::{Choice, GRACE, Preferences},
        school::PersonName,
    };

    use super::*;

    /// A moment of a Tuesday by the clock in Kyiv.
    fn on_tuesday(hour: u32, minute: u32) -> DateTime<Utc> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default();
        day.and_hms_opt(hour, minute, 0).and_then(moment).unwrap_or_default()
    }

    /// A pupil who wants homework at once, and that of a day as a lesson gave it last.
    fn with_homework(given: DateTime<Utc>) -> DuePerson {
        let (person, id, kind) = (Id::new(), Id::new(), Kind::Homework);
        let what = What::Day(local(given).date(), Vec::new());
        let name = PersonName::default();
        let notice = Notice { id, about: person, name, kind, at: given, seen: false, told: false, what };
        let mut preferences = Preferences::default();
        let at_once = Choice { at_once: true, mailed: false, weekly: true };
        preferences.choices.insert((person, kind), at_once);
        DuePerson {
            actor: Actor { person, school: Id::new(), roles: vec![Role::Pupil], children: Vec::new() },
            preferences,
            due: vec![Due { notice: id, person, about: person, kind, at: given + GRACE }],
            notices: vec![notice],
        }
    }

    #[test]
    fn homework_of_the_evening_is_told_before_the_night() {
        let fate = |given, now| fates_of(&with_homework(given), now).remove(0).1;
        let (noon, evening) = (on_tuesday(12, 0), on_tuesday(18, 50));
        assert_eq!(fate(noon, noon + GRACE), Fate::Wait(on_tuesday(13, 15)));
        assert_eq!(fate(noon, on_tuesday(13, 15)), Fate::Send);
        assert_eq!(fate(evening, evening + GRACE), Fate::Wait(on_tuesday(19, 55)), "and not in the morning");
        assert_eq!(fate(evening, on_tuesday(19, 55)), Fate::Send);
        let late = on_tuesday(19, 57);
        assert_eq!(fate(late, late + GRACE), Fate::Send);
        let night = on_tuesday(21, 0);
        let morning = on_tuesday(7, 0) + TimeDelta::days(1);
        assert_eq!(fate(night, night + GRACE), Fate::Wait(morning));
        assert_eq!(fate(night, morning), Fate::Send);
    }

    #[test]
    fn what_was_sent_in_the_evening_does_not_ring_in_the_night() {
        let (noon, evening) = (on_tuesday(12, 0), on_tuesday(19, 55));
        let usual = |kind, now| keep(&[kind], QuietHours::default(), now);
        assert_eq!(usual(Kind::Mark, evening), 5 * 60);
        assert_eq!(usual(Kind::Absence, evening), 5 * 60);
        assert_eq!(usual(Kind::Absence, noon), KEEP_URGENT);
        assert_eq!(usual(Kind::Mark, noon), 8 * 3600);
        assert_eq!(usual(Kind::Urgent, evening), KEEP_URGENT);
        let none = QuietHours { from: 0, until: 0, weekends: false };
        assert_eq!(keep(&[Kind::Mark], none, evening), KEEP);
    }
}
