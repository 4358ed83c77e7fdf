//! What every request shares.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use klas_store::Store;

/// Tells the time; the day may be fixed, for demonstrations and tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    day: Option<NaiveDate>,
}

impl Clock {
    /// A clock that always shows this day of the school's calendar, with the true time of day.
    pub fn fixed(day: Option<NaiveDate>) -> Self {
        Self { day }
    }

    /// The moment.
    pub fn now(self) -> DateTime<Utc> {
        let now = Utc::now();
        let Some(day) = self.day else { return now };
        let local = day.and_time(now.with_timezone(&Kyiv).time());
        Kyiv.from_local_datetime(&local).earliest().map_or(now, |moment| moment.with_timezone(&Utc))
    }

    /// The day on the school's wall.
    pub fn today(self) -> NaiveDate {
        self.now().with_timezone(&Kyiv).date_naive()
    }
}

/// What every request shares.
#[derive(Clone)]
pub struct AppState {
    /// Where everything is kept.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Whether cookies are for encrypted connections alone: the public address begins with `https`.
    pub secure_cookies: bool,
}
