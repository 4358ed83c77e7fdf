//! Telephones in whatever shape people write them.

use klas_domain::collation;

use super::Read;

const REASON: &str = "не схоже на номер телефону: потрібно 10 цифр, наприклад 067 123 45 67";

/// A telephone as `+380…` from any shape of a Ukrainian number; a foreign one must begin with `+` or `00`. Of several
/// numbers in a cell the first. A word that may say whose number it is, «бабуся», is not passed over.
pub(in crate::import) fn phone(text: &str) -> Read<String> {
    let first = text.split([',', ';', '/']).find(|part| !part.trim().is_empty()).unwrap_or(text);
    let mut words = Vec::new();
    for word in first.split_whitespace() {
        let number = word.trim_start_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '('));
        let label = &word[..word.len() - number.len()];
        if !is_usual(label) || number.chars().any(char::is_alphabetic) && !is_usual(number) {
            return Err(REASON);
        }
        if number.contains(|c: char| c.is_ascii_digit() || c == '+') {
            words.push(number);
        }
    }
    first_of(&words).ok_or(REASON)
}

/// `тел.`, `(моб.)`, and signs without letters.
fn is_usual(label: &str) -> bool {
    let label = collation::normalize(label);
    let word = label.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.is_empty() || ["тел", "моб", "вайбер", "viber"].iter().any(|usual| word.starts_with(usual))
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
