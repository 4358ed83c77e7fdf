//! Cells as values. Every reader takes a cell that is not empty and says why it cannot be read, in Ukrainian.

use std::time::Duration;

use chrono::{NaiveDate, NaiveTime};
use klas_domain::{
    collation,
    school::{ClassName, PersonName, Sex},
};

mod date;
mod phone;

pub(super) use date::date;
pub(super) use phone::{phone, phone_of};

/// A value, or the reason for which the cell has none.
pub(super) type Read<T> = Result<T, &'static str>;

/// Words that say that there is nothing: a dash, «немає».
pub(super) fn is_nothing(text: &str) -> bool {
    let text = collation::normalize(text);
    text.chars().all(|c| matches!(c, '-' | '_' | '.' | ' '))
        || matches!(text.as_str(), "немає" | "нема" | "ні")
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

/// A lesson number, 0–9, from `1`, `1.`, `1 урок`, `1. 08:30–09:15`, but not from a time.
pub(super) fn period(text: &str) -> Read<u8> {
    const REASON: &str = "не схоже на номер уроку: потрібно число від 0 до 9";
    let place = text.find(|c: char| c.is_ascii_digit()).ok_or(REASON)?;
    let (digit, after) = text[place..].split_at(1);
    let continues = after.trim_start_matches([':', '.', '-', '–']).starts_with(|c: char| c.is_ascii_digit());
    digit.parse().ok().filter(|_| !continues).ok_or(REASON)
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
    let mut groups: Vec<u8> = Vec::new();
    for number in text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()) {
        groups.push(number.parse().ok().filter(|group| (1..=9).contains(group)).ok_or(REASON)?);
    }
    if groups.is_empty() {
        // Beside digits «і» is not a number but a word.
        groups = text.split(|c: char| !c.is_alphanumeric()).filter_map(roman).collect();
        groups.dedup();
    }
    if groups.is_empty() { Err(REASON) } else { Ok(groups) }
}

/// A Roman number of a group in small letters of either alphabet.
pub(super) fn roman(word: &str) -> Option<u8> {
    match word {
        "і" | "i" => Some(1),
        "іі" | "ii" => Some(2),
        "ііі" | "iii" => Some(3),
        _ => None,
    }
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
    const MANY_WORDS: &str = "забагато слів: потрібні прізвище, ім'я та по батькові";
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
        [_, _, _, last] if !matches!(last.to_lowercase().as_str(), "огли" | "оглу" | "кизи" | "гизи") => {
            Err(MANY_WORDS)
        }
        [surname, given, patronymic @ ..] if patronymic.len() <= 2 => Ok(PersonName {
            surname: (*surname).to_owned(),
            given: (*given).to_owned(),
            patronymic: patronymic.join(" "),
        }),
        [_] => Err("потрібні прізвище та ім'я"),
        _ => Err(MANY_WORDS),
    }
}

/// A person's name as [`person`] takes it, or a surname with initials as they are given: `Коваль О. П.`,
/// `Коваль О.П.`, `О. П. Коваль`, `Коваль Олена П.`
pub(super) fn person_or_initials(text: &str) -> Read<PersonName> {
    let spaced = tidy(&text.replace('.', ". "));
    let (initials, names): (Vec<&str>, Vec<&str>) = spaced.split(' ').partition(|word| is_initials(word));
    let written = |place: usize| initials.get(place).map(|word| format!("{}.", word.trim_end_matches('.')));
    let (given, patronymic) = match (names.as_slice(), initials.len()) {
        ([_], 1 | 2) => (written(0), written(1)),
        ([_, given], 1) => (Some((*given).to_owned()), written(0)),
        _ => return person(text),
    };
    let surname = person(&format!("{} Ім'я", names[0]))?.surname;
    Ok(PersonName { surname, given: given.unwrap_or_default(), patronymic: patronymic.unwrap_or_default() })
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
