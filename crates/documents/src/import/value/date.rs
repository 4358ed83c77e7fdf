//! Days in whatever shape people write them.

use chrono::{Days, NaiveDate};

use super::Read;

const REASON: &str = "не схоже на дату: потрібно, наприклад, 05.09.2015";

/// A day as `05.09.2015`, `05. 09. 2015 р. н.`, `5/9/15`, `2015-09-05` (with or without a time after it), `5 вересня
/// 2015 р.` or a spreadsheet's serial number.
pub(in crate::import) fn date(text: &str) -> Read<NaiveDate> {
    let text = text.replace(" .", ".").replace(". ", ".");
    let text = without_word_for_year(text.trim());
    if let Ok(serial) = text.parse::<u32>() {
        return serial_date(serial).ok_or(REASON);
    }
    let words: Vec<&str> = text.split([' ', '\u{a0}', 'T']).collect();
    if let &[day, month, year] = words.as_slice()
        && let Some(month) = month_named(month)
    {
        return day_of(year, month, day);
    }
    let parts: Vec<&str> =
        words.first().map(|day| day.split(['.', ',', '/', '-']).collect()).unwrap_or_default();
    let &[first, month, last] = parts.as_slice() else { return Err(REASON) };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    day_of(year, month.parse().map_err(|_| REASON)?, day)
}

fn without_word_for_year(text: &str) -> &str {
    // Those that end another come later.
    const WORDS: [&str; 6] = ["року народження", "року", "р.н.", "р.н", "р.", "р"];
    WORDS.iter().find_map(|word| text.strip_suffix(*word)).unwrap_or(text).trim_end()
}

fn day_of(year: &str, month: u32, day: &str) -> Read<NaiveDate> {
    let number: i32 = year.parse().map_err(|_| REASON)?;
    let year = match year.len() {
        4 => number,
        // Nobody in a school's sheets is of the years 70 and later of this century.
        2 if number < 70 => 2000 + number,
        2 => 1900 + number,
        _ => return Err(REASON),
    };
    let day = day.parse().map_err(|_| REASON)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or("такого дня немає в календарі")
}

/// The month of a name in the genitive, 1–12.
fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
    ];
    let word = word.to_lowercase();
    (1..).zip(MONTHS).find(|(_, month)| *month == word).map(|(number, _)| number)
}

/// Days since 30 December 1899; only those of the lives of today's pupils, so that no other number passes for a date.
fn serial_date(serial: u32) -> Option<NaiveDate> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    (30_000..=60_000).contains(&serial).then(|| epoch.checked_add_days(Days::new(serial.into())))?
}
