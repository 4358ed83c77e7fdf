//! Moments as pages write them.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Kyiv;

/// `24.11.2026, 08:05` by the clock on the school's wall.
pub fn moment(at: DateTime<Utc>) -> String {
    at.with_timezone(&Kyiv).format("%d.%m.%Y, %H:%M").to_string()
}
