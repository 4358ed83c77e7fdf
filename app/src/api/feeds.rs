//! Addresses under which a calendar application shows a pupil's lessons, homework and holidays.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use klas_domain::{Action, Id, Scope, bells::Bells, calendar::AcademicYear, id::of, permission::may};
use klas_store::{
    acknowledgement::Sender,
    diary::TimetableLesson,
    feed::{Feed, NewFeed},
};

use super::homework::{REACH, Task, tasks};
use crate::{
    api::diary::{OpenDiary, Ways, open},
    failure::Failure,
    locales::{Locale, SeeingTexts},
    state::AppState,
    visit::{Visit, hash_token, new_token},
};

/// How far back a calendar reaches, which bounds its size.
const BEHIND: Days = Days::new(14);
/// How far ahead.
const AHEAD: Days = Days::new(42);
/// How often an address is answered in [`SPAN`]: applications ask a few times a day.
pub const ANSWERS: u32 = 60;
/// The time over which answers are counted.
pub const SPAN: Duration = Duration::from_hours(1);

/// The addresses of a pupil's calendar that the visitor has.
pub struct Feeds {
    /// Whose calendar.
    pub open: OpenDiary,
    /// The ways through the diary.
    pub ways: Ways,
    /// The addresses, the newest first.
    pub feeds: Vec<Feed>,
    /// Who the visitor is.
    pub person: Id<of::Person>,
}

/// The visitor's addresses of a pupil's calendar.
pub async fn of_pupil(visit: &Visit, pupil: Id<of::Person>) -> Result<Feeds, Failure> {
    let actor = visit.actor()?;
    let open = open(visit, pupil, Action::KeepCalendarFeeds).await?;
    let feeds = visit.reader().await?.feeds(actor.person, pupil).await?;
    Ok(Feeds { ways: open.ways(actor), open, feeds, person: actor.person })
}

fn sender(visit: &Visit, pupil: Id<of::Person>) -> Result<Sender, Failure> {
    let actor = visit.actor()?;
    let scope = Scope { pupil: Some(pupil), ..Scope::school(actor.school) };
    super::access::require(actor, Action::KeepCalendarFeeds, &scope)?;
    Ok(Sender { school: actor.school, author: actor.person, pupil, now: visit.state.clock.now() })
}

/// Makes an address; its secret is told this once.
pub async fn make(
    visit: &Visit,
    pupil: Id<of::Person>,
    id: Id<of::CalendarFeed>,
) -> Result<(NewFeed, String), Failure> {
    let (sender, secret) = (sender(visit, pupil)?, new_token());
    let made = visit.state.store.make_feed(sender, id, hash_token(&secret), visit.locale.code()).await?;
    Ok((made, secret))
}

/// Revokes an address.
pub async fn revoke(visit: &Visit, pupil: Id<of::Person>, id: Id<of::CalendarFeed>) -> Result<(), Failure> {
    Ok(visit.state.store.revoke_feed(sender(visit, pupil)?, id).await?)
}

/// What an address is answered.
pub enum Answer {
    /// The calendar.
    Calendar(String),
    /// Nothing: nobody made it, it was revoked, or its owner may not see the diary any more.
    Nothing,
    /// It was asked for too often.
    TooOften,
}

/// The calendar of a secret, with the rights that its owner has now.
pub async fn calendar(state: &AppState, secret: &str) -> Result<Answer, Failure> {
    let now = state.clock.now();
    let Some(feed) = state.store.feed(hash_token(secret), now).await? else { return Ok(Answer::Nothing) };
    let scope = Scope { pupil: Some(feed.pupil), ..Scope::school(feed.actor.school) };
    if !may(&feed.actor, Action::KeepCalendarFeeds, &scope) {
        return Ok(Answer::Nothing);
    }
    if !state.answered.once_more(feed.id) {
        return Ok(Answer::TooOften);
    }
    let today = state.clock.today();
    let mut reader = state.store.read(feed.actor.school).await?;
    let (_, year) = reader.year(today).await?;
    let shown = Shown {
        today,
        given: reader.diary_pupil(feed.pupil, today).await?.name.given,
        lessons: reader.timetable_of_pupil(feed.pupil, (today - BEHIND - REACH, today + AHEAD)).await?,
        bells: reader.bells((today - BEHIND, today + AHEAD)).await?,
        year,
        texts: Locale::from_code(&feed.language).unwrap_or_default().seeing(),
    };
    Ok(Answer::Calendar(shown.calendar().to_string()))
}

/// What a calendar shows. Neither marks nor absences: an address may lie on others' servers.
struct Shown {
    today: NaiveDate,
    given: String,
    /// Those that are shown, and those before them at which homework for them may have been given.
    lessons: Vec<TimetableLesson>,
    bells: Bells,
    year: AcademicYear,
    texts: &'static SeeingTexts,
}

impl Shown {
    fn calendar(&self) -> Calendar {
        let mut calendar = Calendar::new();
        calendar.name(&(self.texts.calendar_of)(&self.given)).timezone("Europe/Kyiv");
        // How often to ask again, in the standard's way and in the one that applications knew before it.
        calendar.append_property(
            Property::new("REFRESH-INTERVAL", "PT4H").add_parameter("VALUE", "DURATION").done(),
        );
        calendar.append_property(Property::new("X-PUBLISHED-TTL", "PT4H"));
        let first = self.today - BEHIND;
        for lesson in self.lessons.iter().filter(|lesson| lesson.date >= first) {
            if let Some(event) = self.lesson(lesson) {
                calendar.push(event);
            }
        }
        for task in tasks(&self.lessons, first) {
            calendar.extend(self.task(&task));
        }
        for holiday in &self.year.holidays {
            let end = holiday.ends_on.succ_opt().unwrap_or(holiday.ends_on);
            let mut event = self.event(&format!("holiday-{}", holiday.starts_on));
            event.summary(&holiday.name).starts(holiday.starts_on).ends(end);
            event.add_property("TRANSP", "TRANSPARENT");
            calendar.push(event.done());
        }
        calendar.done()
    }

    /// An event whose identifier stays the same, so that applications change it and do not add another.
    fn event(&self, of: &str) -> Event {
        let mut event = Event::new();
        event.uid(&format!("{of}@klas")).timestamp(moment(self.today, 0));
        event
    }

    /// A lesson at its time; none where the bells of its day have no such number.
    fn lesson(&self, lesson: &TimetableLesson) -> Option<Event> {
        let bell = self.bells.period(lesson.class, lesson.date, lesson.period)?;
        let mut event = self.event(&lesson.lesson.to_string());
        let subject = subject(&lesson.subject, lesson.group, self.texts);
        let mut words = Vec::new();
        if let Some(teacher) = &lesson.teacher {
            let who = if lesson.substituted { self.texts.substitution } else { self.texts.teacher };
            words.push(format!("{who}: {}", teacher.initials()));
        }
        if !lesson.homework.is_empty() {
            words.push(format!("{}: {}", self.texts.homework, lesson.homework));
        }
        let mark = if lesson.cancelled {
            Some(self.texts.cancelled)
        } else {
            lesson.substituted.then_some(self.texts.substitution)
        };
        let mark = mark.map(|mark| format!(" ({})", mark.to_lowercase())).unwrap_or_default();
        event
            .summary(&format!("{subject}{mark}"))
            .description(&words.join("\n"))
            .sequence(u32::try_from(lesson.changes).unwrap_or_default())
            .starts(moment(lesson.date, bell.starts_at))
            .ends(moment(lesson.date, bell.ends_at))
            .status(if lesson.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
        if let Some(room) = &lesson.room {
            event.location(&(self.texts.room)(room));
        }
        Some(event.done())
    }

    /// Homework, all day long on the day for which it is.
    fn task(&self, task: &Task) -> Option<Event> {
        let (day, _) = task.due?;
        let mut event = self.event(&format!("homework-{}", task.given));
        let subject = subject(&task.subject, task.group, self.texts);
        event
            .summary(&format!("{}: {subject}", self.texts.homework))
            .description(&task.homework)
            .starts(day)
            .ends(day.succ_opt().unwrap_or(day));
        event.add_property("TRANSP", "TRANSPARENT");
        Some(event.done())
    }
}

fn subject(name: &str, group: Option<i32>, texts: &SeeingTexts) -> String {
    let group = group.map(|group| format!(", {}", (texts.group)(group)));
    format!("{name}{}", group.unwrap_or_default())
}

/// A minute of a day by the clock on the school's wall, which is not there once a year at night.
fn moment(day: NaiveDate, minutes: u16) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minutes));
    let moment = Kyiv.from_local_datetime(&local).earliest();
    moment.map_or_else(|| local.and_utc(), |moment| moment.with_timezone(&Utc))
}
