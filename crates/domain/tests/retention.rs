//! How long journals are kept (DOMAIN §11).

use chrono::NaiveDate;
use klas_domain::retention::{Kept, LONGEST, Retention, SHORTEST};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

#[test]
fn the_time_begins_on_the_first_of_january_after_the_year_ended() {
    let ended = day(2027, 6, 30);
    assert_eq!(SHORTEST.until(Kept::Journal, ended), day(2033, 1, 1));
    assert_eq!(SHORTEST.until(Kept::Summary, ended), day(2053, 1, 1));
    assert_eq!(SHORTEST.container_until(ended), day(2053, 1, 1));
    // A year that ends on the last of December is of that year.
    assert_eq!(SHORTEST.until(Kept::Journal, day(2026, 12, 31)), day(2032, 1, 1));
    let longer = Retention { journals: 30, summaries: 25 };
    assert_eq!(longer.container_until(ended), day(2058, 1, 1), "the longer of the two counts");
}

#[test]
fn nothing_is_kept_shorter_than_the_order_allows() {
    assert!(Retention::default().is_allowed());
    assert!(Retention { journals: 10, summaries: 75 }.is_allowed());
    assert!(!Retention { journals: 4, ..SHORTEST }.is_allowed());
    assert!(!Retention { summaries: 24, ..SHORTEST }.is_allowed());
    assert!(!Retention { summaries: LONGEST + 1, ..SHORTEST }.is_allowed());
}
