//! Telephones in whatever shape people write them.

use klas_domain::collation;

use super::Read;

const REASON: &str = "не схоже на номер телефону: потрібно 10 цифр, наприклад 067 123 45 67";

/// A telephone as `+380…` from any shape of a Ukrainian number; a foreign one must begin with `+` or `00`. Of several
/// numbers in a cell the first. A word that may say whose number it is, «бабуся», is not passed over.
pub(in crate::import) fn phone(text: &str) -> Read<String> {
    phone_of(&[], text)
}

/// A telephone as [`phone`] takes it, of somebody whom the cell may call in one of these words: `067… (мама)`.
pub(in crate::import) fn phone_of(owner: &[&str], text: &str) -> Read<String> {
    let whole = first_part(text, &[',', ';']);
    let of_whole = if is_code_before_slash(whole) { number(owner, whole).ok() } else { None };
    of_whole.map_or_else(|| number(owner, first_part(text, &[',', ';', '/'])), Ok)
}

fn first_part<'a>(text: &'a str, separators: &[char]) -> &'a str {
    text.split(separators).find(|part| !part.trim().is_empty()).unwrap_or(text)
}

/// Whether a slash parts a number from its code, `067/123-45-67`, and not from another number.
fn is_code_before_slash(text: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    text.split_once('/').is_some_and(|(code, _)| digits(code) <= 5 && digits(text) > 9)
}

fn number(owner: &[&str], text: &str) -> Read<String> {
    let mut labels = text.split(|c: char| c.is_whitespace() || c.is_ascii() && !c.is_ascii_alphabetic());
    if !labels.all(|label| is_usual(owner, label)) {
        return Err(REASON);
    }
    let figures = text.replace(char::is_alphabetic, " ");
    let words: Vec<&str> = figures
        .split_whitespace()
        .map(|word| word.trim_start_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '(')))
        .filter(|word| word.contains(|c: char| c.is_ascii_digit() || c == '+'))
        .collect();
    first_of(&words).ok_or(REASON)
}

/// `тел`, `моб`, `м`, whose number it is, and signs without letters.
fn is_usual(owner: &[&str], label: &str) -> bool {
    const BEGINNINGS: [&str; 6] = ["тел", "моб", "домашн", "робоч", "вайбер", "viber"];
    let label = collation::normalize(label);
    let word = label.trim_matches(|c: char| !c.is_alphanumeric());
    word.is_empty()
        || ["т", "м", "дом", "роб"].contains(&word)
        || BEGINNINGS.iter().any(|usual| word.starts_with(usual))
        || owner.contains(&word)
}

/// The number that the first words make, where the others make numbers too: a cell may hold two on two lines.
fn first_of(words: &[&str]) -> Option<String> {
    (1..=words.len()).find_map(|count| {
        let (number, others) = words.split_at(count);
        international(&number.concat()).filter(|_| others.is_empty() || first_of(others).is_some())
    })
}

fn international(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = match digits.len() {
        12 => digits.strip_prefix("380"),
        11 => digits.strip_prefix("80"),
        10 => digits.strip_prefix('0'),
        // A spreadsheet that took the number for a quantity has dropped its leading zero.
        9 => Some(digits.as_str()),
        _ => None,
    };
    if let Some(national) = national.filter(|national| !national.starts_with('0')) {
        return Some(format!("+380{national}"));
    }
    let number = if text.starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") }?;
    match number.strip_prefix("380") {
        Some(national) => (national.len() == 9).then(|| format!("+380{national}")),
        None => (10..=15).contains(&number.len()).then(|| format!("+{number}")),
    }
}
