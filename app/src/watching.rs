//! The history of each school and its archives, checked once a night by the school's clock; and the letter that carries the
//! history's digest out of the database, so that whoever changes the whole database is found out too.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use chrono_tz::Europe::Kyiv;
use klas_courier::{Letter, Mailer};
use klas_documents::archive::hex;
use klas_domain::{Id, id::of};
use klas_store::{
    Result,
    history::{ChainState, NightlyCheck},
    school::School,
};

use crate::{
    archive,
    locales::Locale,
    state::AppState,
    telling::{self, Handed},
};

/// How often it is looked whether a night has begun.
const POLL: Duration = Duration::from_mins(10);
/// The hour from which a check is made: nobody writes in a journal then.
const FROM_HOUR: u32 = 2;

/// Watches until the program is asked to stop.
pub async fn keep_watching(state: AppState, stop: impl Future<Output = ()>) {
    tokio::select! {
        () = watch_all(&state) => {}
        () = stop => {}
    }
}

async fn watch_all(state: &AppState) {
    loop {
        watch(state, state.clock.now()).await;
        tokio::time::sleep(POLL).await;
    }
}

/// One round at a moment: the checks of the day that were not made yet, one school after another, and the letters that wait.
pub async fn watch(state: &AppState, now: DateTime<Utc>) {
    let local = now.with_timezone(&Kyiv);
    if local.hour() < FROM_HOUR {
        return;
    }
    let schools = match state.store.schools().await {
        Ok(schools) => schools,
        Err(error) => return tracing::error!(%error, "histories are not checked: the schools cannot be read"),
    };
    let day = local.date_naive();
    for school in &schools {
        if let Err(error) = check(state, school.id, day, now).await {
            tracing::error!(%error, school = %school.id, "a history could not be checked");
        }
    }
    send_all(state, &schools, day).await;
}

async fn check(state: &AppState, school: Id<of::School>, day: NaiveDate, now: DateTime<Utc>) -> Result<()> {
    // The moment of this school, not of the round: those before it may have taken hours.
    let begun = state.clock.now().max(now);
    if !state.store.begin_check(school, day, begun).await? {
        return Ok(());
    }
    let containers = archive::altered(&state.store, school, begun).await?;
    for class in &containers {
        tracing::error!(%school, %class, "A CONTAINER IS NOT WHAT ITS CARD SAYS");
    }
    let altered = i64::try_from(containers.len()).unwrap_or(i64::MAX);
    let found = state.store.walk_history(school, None).await?.with_altered(altered);
    match found.state {
        ChainState::Whole(links) => tracing::info!(%school, links, "the history is whole"),
        ChainState::BrokenAt(row) => tracing::error!(%school, row, "THE HISTORY IS BROKEN"),
        ChainState::Altered(places) => {
            tracing::error!(%school, places, "JOURNALS SAY OTHER THAN THEIR HISTORY");
        }
    }
    if !state.store.end_check(school, (day, begun), found, state.clock.now().max(begun)).await? {
        tracing::warn!(%school, "the check of a history was taken over meanwhile");
    }
    Ok(())
}

/// Sends the letters that wait, after all checks and no longer than until the next round: a mail server that does not
/// answer keeps nobody from being checked.
async fn send_all(state: &AppState, schools: &[School], day: NaiveDate) {
    let mailer = state.telling.as_ref().and_then(|telling| telling.mailer.as_ref());
    let Some(mailer) = mailer else { return };
    let begun = Instant::now();
    for school in schools {
        if begun.elapsed() > POLL {
            return tracing::warn!("digests wait for the next round");
        }
        if let Err(error) = send(state, mailer, school, day).await {
            tracing::error!(%error, school = %school.id, "the digest of a history was not sent");
        }
    }
}

/// Sends the digest of a day to one after another of those who are still to have it, so that no more than one letter can be
/// lost with the server. The first that the mail server does not take for a time waits behind the others, and all of them
/// wait for the next round.
async fn send(state: &AppState, mailer: &Mailer, school: &School, day: NaiveDate) -> Result<()> {
    while let Some((check, to)) = state.store.take_unsent(school.id, day).await? {
        let letter = letter(school, &check, to.clone(), Locale::Uk);
        match telling::hand_over(mailer, letter, "a digest of a history").await {
            Handed::Over => state.store.note_sent(school.id, day).await?,
            Handed::NotNow => return state.store.put_back_unsent(school.id, day, to).await,
            Handed::Never => {}
        }
    }
    Ok(())
}

/// The letter with the digest of a school's history.
fn letter(school: &School, check: &NightlyCheck, to: String, locale: Locale) -> Letter {
    let texts = locale.keeping();
    let digest = hex(&check.digest);
    let said = texts.state(check.state, check.links);
    let day = check.day.format("%d.%m.%Y").to_string();
    let paragraphs = [
        (texts.letter_about)(&school.name, &day),
        format!("{said}."),
        format!("{}:\n{digest}", texts.digest),
        texts.letter_what.to_owned(),
        format!("{}\nklas verify --history --digest {digest}", texts.letter_how),
        texts.letter_keep.to_owned(),
    ];
    let whole = matches!(check.state, ChainState::Whole(_));
    telling::paragraphs(to, (texts.letter_subject)(&school.name, &day, whole), &paragraphs, locale)
}
