//! Cells as values. Every reader takes a cell that is not empty and says why it cannot be read, in Ukrainian.

use std::time::Duration;

use chrono::{Days, NaiveDate, NaiveTime};
use klas_domain::{
    collation,
    school::{ClassName, PersonName, Sex},
};

/// A value, or the reason for which the cell has none.
pub(super) type Read<T> = Result<T, &'static str>;

/// Words that say that there is nothing: a dash, «немає».
pub(super) fn is_nothing(text: &str) -> bool {
    let text = collation::normalize(text);
    text.chars().all(|c| matches!(c, '-' | '_' | '.' | ' '))
        || matches!(text.as_str(), "немає" | "нема" | "ні")
}

/// A telephone as `+380…` from any shape of a Ukrainian number; a foreign one must begin with `+` or `00`. Of several
/// numbers in a cell the first.
pub(super) fn phone(text: &str) -> Read<String> {
    const REASON: &str = "не схоже на номер телефону: потрібно 10 цифр, наприклад 067 123 45 67";
    let first = text.split([',', ';', '\n', '/']).find(|part| !part.trim().is_empty()).unwrap_or(text).trim();
    if first.chars().any(char::is_alphabetic) && !collation::normalize(first).starts_with("тел") {
        return Err(REASON);
    }
    let digits: String = first.chars().filter(char::is_ascii_digit).collect();
    let national = match digits.len() {
        12 => digits.strip_prefix("380"),
        11 => digits.strip_prefix("80"),
        10 => digits.strip_prefix('0'),
        // A spreadsheet that took the number for a quantity has dropped its leading zero.
        9 => Some(digits.as_str()),
        _ => None,
    };
    if let Some(national) = national.filter(|national| !national.starts_with('0')) {
        return Ok(format!("+380{national}"));
    }
    let foreign = if first.starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    match foreign {
        Some(number) if (10..=15).contains(&number.len()) && !number.starts_with("380") => {
            Ok(format!("+{number}"))
        }
        _ => Err(REASON),
    }
}

/// An e-mail address, as far as its shape tells.
pub(super) fn email(text: &str) -> Read<String> {
    match text.split_once('@') {
        Some((name, host))
            if !name.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !text.contains(char::is_whitespace) =>
        {
            Ok(text.to_lowercase())
        }
        _ => Err("не схоже на електронну адресу"),
    }
}

/// A day as `05.09.2015`, `5/9/15`, `2015-09-05` (with or without a time after it) or a spreadsheet's serial number.
pub(super) fn date(text: &str) -> Read<NaiveDate> {
    const REASON: &str = "не схоже на дату: потрібно, наприклад, 05.09.2015";
    let text = text.trim().trim_end_matches("року").trim_end_matches("р.").trim();
    if let Ok(serial) = text.parse::<u32>() {
        return serial_date(serial).ok_or(REASON);
    }
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    let parts: Vec<&str> = day.split(['.', '/', '-']).collect();
    let &[first, month, last] = parts.as_slice() else { return Err(REASON) };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let number = |text: &str| text.parse::<u32>().map_err(|_| REASON);
    let year = match (year.len(), number(year)?) {
        (4, year) => year,
        (2, year) => 2000 + year,
        _ => return Err(REASON),
    };
    let year = i32::try_from(year).map_err(|_| REASON)?;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).ok_or("такого дня немає в календарі")
}

/// Days since 30 December 1899; only those of the lives of today's pupils, so that no other number passes for a date.
fn serial_date(serial: u32) -> Option<NaiveDate> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    (30_000..=60_000).contains(&serial).then(|| epoch.checked_add_days(Days::new(serial.into())))?
}

/// The birth date of somebody who may be a pupil.
pub(super) fn birth_date(text: &str) -> Read<NaiveDate> {
    let born = date(text)?;
    let earliest = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap_or(NaiveDate::MIN);
    if born < earliest {
        Err("надто рання дата народження для учня")
    } else {
        Ok(born)
    }
}

/// A time of day as `08:30`, `8.30`, `8-30` or a fraction of the day.
pub(super) fn time(text: &str) -> Read<NaiveTime> {
    const REASON: &str = "не схоже на час: потрібно, наприклад, 08:30";
    let text = text.trim();
    if let Some(time) = fraction_of_day(text) {
        return Ok(time);
    }
    let mut parts = text.split([':', '.', '-', '–', ' ']);
    let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
    match (number(), number()) {
        (Some(hour), Some(minute)) => NaiveTime::from_hms_opt(hour, minute, 0).ok_or(REASON),
        _ => Err(REASON),
    }
}

/// `0.354166…`: only a fraction longer than any minutes, so that `0.30` is half past midnight.
fn fraction_of_day(text: &str) -> Option<NaiveTime> {
    let digits = text.strip_prefix("0.").or_else(|| text.strip_prefix("0,"))?;
    let fraction: f64 = format!("0.{digits}").parse().ok().filter(|_| digits.len() > 2)?;
    let seconds = Duration::try_from_secs_f64(fraction * 86_400.0).ok()?.as_secs();
    let minutes = u32::try_from((seconds + 30) / 60).ok()?;
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
}

/// Beginning and end: `08:30–09:15`.
pub(super) fn span(text: &str) -> Read<(NaiveTime, NaiveTime)> {
    const REASON: &str = "не схоже на проміжок часу: потрібно, наприклад, 08:30–09:15";
    let numbers: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let &[from_hour, from_minute, to_hour, to_minute] = numbers.as_slice() else { return Err(REASON) };
    let time = |hour: &str, minute: &str| time(&format!("{hour}:{minute}")).map_err(|_| REASON);
    Ok((time(from_hour, from_minute)?, time(to_hour, to_minute)?))
}

/// A lesson number, 0–9, from `1`, `1.`, `1 урок`.
pub(super) fn period(text: &str) -> Read<u8> {
    let digits = text.trim().split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits
        .parse()
        .ok()
        .filter(|period| *period <= 9)
        .ok_or("не схоже на номер уроку: потрібно число від 0 до 9")
}

/// Lessons a week in tenths, from `2`, `1,5`.
pub(super) fn weekly_tenths(text: &str) -> Read<u16> {
    const REASON: &str = "не схоже на кількість годин на тиждень: потрібно число, наприклад 2 або 1,5";
    let text = text.trim().trim_end_matches("год.").trim_end_matches("год").trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = part.trim_end_matches('0');
    let tenths = match part.len() {
        0 => 0,
        1 => part.parse::<u16>().map_err(|_| REASON)?,
        _ => return Err("година ділиться лише на десяті: наприклад, 1,5"),
    };
    let whole: u16 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| REASON)? };
    match whole.checked_mul(10).and_then(|whole| whole.checked_add(tenths)) {
        Some(hours @ 1..=400) => Ok(hours),
        _ => Err(REASON),
    }
}

/// A class.
pub(super) fn class(text: &str) -> Read<ClassName> {
    ClassName::parse(text).ok_or("не схоже на клас: потрібно, наприклад, 5-А")
}

/// Group numbers, each 1–9: `1 група`, `гр. 1, гр. 2`, `1`; none for the whole class.
pub(super) fn groups(text: &str) -> Read<Vec<u8>> {
    const REASON: &str = "не схоже на групу: потрібно, наприклад, 1 група";
    let text = collation::normalize(text);
    if text.contains("клас") || text.contains("усі") || text == "всі" {
        return Ok(Vec::new());
    }
    let roman = match text.split(' ').find(|word| !word.starts_with("гр") && !word.starts_with("підгр"))
    {
        Some("і" | "i") => Some(1),
        Some("іі" | "ii") => Some(2),
        Some("ііі" | "iii") => Some(3),
        _ => None,
    };
    let mut groups: Vec<u8> = Vec::from_iter(roman);
    for number in text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()) {
        groups.push(number.parse().ok().filter(|group| (1..=9).contains(group)).ok_or(REASON)?);
    }
    if groups.is_empty() { Err(REASON) } else { Ok(groups) }
}

/// A sex from `чоловіча`, `ч`, `хлопець`, `жін.`, `дівчинка`.
pub(super) fn sex(text: &str) -> Read<Sex> {
    let text = collation::normalize(text);
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if begins(&["ч", "хл", "m"]) || text == "м" {
        Ok(Sex::Male)
    } else if begins(&["ж", "ді", "f"]) {
        Ok(Sex::Female)
    } else {
        Err("не схоже на стать: потрібно «чоловіча» або «жіноча»")
    }
}

/// A weekday, 1 is Monday: `Понеділок`, `пн.`, `П о н е д і л о к`.
pub(super) fn weekday(text: &str) -> Read<u8> {
    const DAYS: [(&str, &str); 7] = [
        ("понеділок", "пн"),
        ("вівторок", "вт"),
        ("середа", "ср"),
        ("четвер", "чт"),
        ("пятниця", "пт"),
        ("субота", "сб"),
        ("неділя", "нд"),
    ];
    let text: String = collation::normalize(text).chars().filter(|c| c.is_alphanumeric()).collect();
    let fits = |(full, short): &(&str, &str)| {
        text == *short || text.starts_with(full) || text.chars().count() > 2 && full.starts_with(&text)
    };
    (1..).zip(&DAYS).find(|(_, day)| fits(day)).map(|(number, _)| number).ok_or("не схоже на день тижня")
}

/// A person's full name as one text: surname, given name, patronymic (which may be of two words, or missing).
pub(super) fn person(text: &str) -> Read<PersonName> {
    let text = tidy(text);
    let words: Vec<&str> = text.split(' ').collect();
    let is_letter =
        |c: char| c.is_alphabetic() || !c.is_ascii_digit() && !".,;:/\\|*#№@+()\"«»?!_".contains(c);
    if words.iter().skip(1).any(|word| is_initials(word)) {
        return Err("потрібне повне ім'я, а не ініціали");
    }
    if !text.chars().all(is_letter) {
        return Err("в імені є зайві знаки");
    }
    match words.as_slice() {
        [_, second] | [_, second, _]
            if is_patronymic(second) && !words.get(2).is_some_and(|w| is_patronymic(w)) =>
        {
            Err("спершу має стояти прізвище, тоді ім'я та по батькові")
        }
        [surname, given, patronymic @ ..] if patronymic.len() <= 2 => Ok(PersonName {
            surname: (*surname).to_owned(),
            given: (*given).to_owned(),
            patronymic: patronymic.join(" "),
        }),
        [_] => Err("потрібні прізвище та ім'я"),
        _ => Err("забагато слів: потрібні прізвище, ім'я та по батькові"),
    }
}

/// Surname and one or two initials: `Коваль О. П.`, `Коваль О.П.`, `О. П. Коваль`, in the collation's folded form.
pub(super) fn surname_with_initials(text: &str) -> Option<(String, Vec<char>)> {
    let text = collation::normalize(&text.replace('.', ". "));
    let (initials, words): (Vec<&str>, Vec<&str>) = text.split(' ').partition(|word| is_initials(word));
    let initials: Vec<char> = initials.iter().filter_map(|word| word.chars().next()).collect();
    (!words.is_empty() && (1..=2).contains(&initials.len())).then(|| (words.join(" "), initials))
}

fn is_initials(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters == 1 || word.contains('.') && letters == 2
}

fn is_patronymic(word: &str) -> bool {
    let word = word.to_lowercase();
    ["івна", "ївна", "ович", "йович"].iter().any(|ending| word.ends_with(ending))
}

/// A text on one line, with one space between words.
pub(super) fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
