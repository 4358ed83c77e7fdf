//! Dates and times as pages write them.

use chrono::NaiveDate;
use klas_domain::bells::Period;

/// `05.09`
pub fn short_date(date: NaiveDate) -> String {
    date.format("%d.%m").to_string()
}

/// `08:30–09:15`
pub fn clock(period: Period) -> String {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    format!("{}–{}", time(period.starts_at), time(period.ends_at))
}
