//! Moments as ASN.1 writes them.

use chrono::{DateTime, NaiveDate, Utc};
use der::{AnyRef, Tag, Tagged};

/// A `UTCTime` or a `GeneralizedTime` in UTC; a fraction of a second, which time-stamping authorities write,
/// is dropped. `None` where it is neither.
pub fn read(any: AnyRef<'_>) -> Option<DateTime<Utc>> {
    let text = str::from_utf8(any.value()).ok()?.strip_suffix('Z')?;
    let (century_less, text) = match any.tag() {
        Tag::UtcTime => (true, text),
        Tag::GeneralizedTime => match text.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => (false, whole),
            Some(_) => return None,
            None => (false, text),
        },
        _ => return None,
    };
    let length = if century_less { 12 } else { 14 };
    if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = text.split_at(length - 10);
    let mut year: i32 = year.parse().ok()?;
    if century_less {
        // RFC 5280, clause 4.1.2.5.1
        year += if year < 50 { 2000 } else { 1900 };
    }
    let part = |at: usize| rest.get(at..at + 2)?.parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(year, part(0)?, part(2)?)?;
    Some(day.and_hms_opt(part(4)?, part(6)?, part(8)?)?.and_utc())
}

/// The moment of a certificate's or a list's time.
pub fn of(time: &x509_cert::time::Time) -> DateTime<Utc> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use der::{AnyRef, Tag};

    use super::read;

    #[test]
    fn both_kinds_are_read_and_nonsense_is_not() {
        let of = |tag, text: &'static str| {
            read(AnyRef::new(tag, text.as_bytes()).unwrap()).map(|moment| moment.to_rfc3339())
        };
        assert_eq!(of(Tag::UtcTime, "181022192505Z").unwrap(), "2018-10-22T19:25:05+00:00");
        assert_eq!(of(Tag::UtcTime, "500101000000Z").unwrap(), "1950-01-01T00:00:00+00:00");
        assert_eq!(of(Tag::GeneralizedTime, "20261124080000.25Z").unwrap(), "2026-11-24T08:00:00+00:00");
        for wrong in ["20261324080000Z", "20261124080000", "2026112408000Z", "20261124080000.xZ", "Їжак", ""]
        {
            assert_eq!(of(Tag::GeneralizedTime, wrong), None, "{wrong}");
        }
        assert_eq!(of(Tag::Integer, "20261124080000Z"), None);
    }
}
