//! The order of Ukrainian words (DOMAIN §6) and the sameness of names typed by different hands.

use std::cmp::Ordering;

/// What counts in an order, lowest first: spaces and hyphens, digits, the Ukrainian alphabet with the Russian
/// letters beside their kin, then Latin letters.
const ORDER: &str = " -0123456789абвгґдеёєжзиыіїйклмнопрстуфхцчшщъьэюяabcdefghijklmnopqrstuvwxyz";

/// What key characters are made of: letters that every locale of a database sorts as they stand here, because
/// no language joins two of them into a letter of its own, as Czech does `ch` and Danish `aa`.
const KEY_LETTERS: &[u8] = b"beikmopru";

/// The sort key of a text: two small ASCII letters for each letter that counts.
///
/// Stored in a database column it gives the Ukrainian order under any collation, binary ones included. Letter case,
/// apostrophes, accents and other punctuation do not count, nor do spaces at the ends; texts that differ in nothing
/// else have the same key.
pub fn sort_key(text: &str) -> String {
    let counting: String = folded(text).chars().filter(|c| counts(*c)).collect();
    let mut key = String::with_capacity(text.len() * 2);
    for c in spaced_by_one(&counting).chars() {
        let place = ORDER.chars().position(|known| known == c).unwrap_or(KEY_LETTERS.len().pow(2) - 1);
        for digit in [place / KEY_LETTERS.len(), place % KEY_LETTERS.len()] {
            key.push(char::from(KEY_LETTERS[digit]));
        }
    }
    key
}

/// Compares two texts as a Ukrainian dictionary does. Equal only for equal texts: where the sort keys are the same,
/// the characters decide.
pub fn compare(a: &str, b: &str) -> Ordering {
    sort_key(a).cmp(&sort_key(b)).then_with(|| a.cmp(b))
}

/// The form in which two spellings of a name are the same: small letters, no apostrophes or accents, one space
/// between words, none around hyphens, Ukrainian letters in place of Latin look-alikes in a word that has any
/// Cyrillic letter.
pub fn normalize(text: &str) -> String {
    let text: String = folded(text).chars().filter(|c| !is_apostrophe(*c) && !is_invisible(*c)).collect();
    let text = spaced_by_one(&text);
    text.split_inclusive([' ', '-']).map(in_one_script).collect()
}

/// The small Ukrainian letter that looks like the small or capital Latin one; other characters are themselves.
pub(crate) fn ukrainian_look_alike(c: char) -> char {
    match c {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' => 'і',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        'ï' => 'ї',
        c => c,
    }
}

fn in_one_script(word: &str) -> String {
    if word.chars().any(is_cyrillic) {
        word.chars().map(ukrainian_look_alike).collect()
    } else {
        word.to_owned()
    }
}

/// Small letters, each in one character (files from some systems hold `й` as `и` with a breve), one kind of hyphen.
fn folded(text: &str) -> String {
    let text = text
        .to_lowercase()
        .replace("и\u{306}", "й")
        .replace("і\u{308}", "ї")
        .replace("i\u{308}", "ï")
        .replace("е\u{308}", "ё");
    text.chars().map(|c| if is_hyphen(c) { '-' } else { c }).collect()
}

/// One space between words, none at the ends and around hyphens.
fn spaced_by_one(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace(" -", "-").replace("- ", "-")
}

fn counts(c: char) -> bool {
    c.is_alphanumeric() && !is_apostrophe(c) || c.is_whitespace() || c == '-'
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&c)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{b4}' | '\u{2b9}'..='\u{2bd}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{ff07}')
}

/// Accents over letters, soft hyphens and marks without width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
