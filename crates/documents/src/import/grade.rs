//! A sheet about one grade names the classes of that grade by their letters alone.

use std::{borrow::Cow, collections::BTreeSet};

use klas_domain::school::ClassName;

use super::{header::HEADER_WITHIN, sheet::Sheet, title};

/// The letters of a grade's classes as a row of heads has them.
const LETTERS: [&str; 8] = ["А", "Б", "В", "Г", "Д", "Е", "Є", "Ж"];

/// The grade that a sheet is about, by its name, the rows above its header or the file's name.
pub(super) fn of(sheet: &Sheet, header: usize, file: &str) -> Option<u8> {
    let rows = sheet.rows.iter().take(header).flatten();
    let titled: BTreeSet<u8> = rows.filter_map(|cell| named(cell)).collect();
    let titled = titled.first().copied().filter(|_| titled.len() == 1);
    named(&sheet.name).or(titled).or_else(|| named(file))
}

/// The grade that a text names alone and without a letter: `5 клас`, `5-ті класи`, but not `5–9 класи`, `5 і 6 класи`.
/// «12 класів» rather says how many classes there are.
fn named(text: &str) -> Option<u8> {
    if title::class(text).is_some_and(|class| !class.letter.is_empty()) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let grade = |word: &str| word.parse().ok().filter(|grade| (1..=12).contains(grade));
    let named = words.windows(2).find_map(|pair| {
        let [number, word] = pair else { return None };
        let (digits, ending) = number.split_once('-').unwrap_or((*number, ""));
        let word = word.to_lowercase();
        let counts = ending.is_empty() && word.starts_with("класів");
        let is_ordinal = ending.chars().all(char::is_alphabetic);
        grade(digits).filter(|_| is_ordinal && !counts && word.starts_with("клас"))
    })?;
    let others = words.iter().filter_map(|word| grade(word)).any(|other: u8| other != named);
    (!others).then_some(named)
}

/// What is written in the place of a class, with the sheet's grade before a lone letter.
pub(super) fn completed(grade: Option<u8>, text: &str) -> Cow<'_, str> {
    let letter = text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_alone = letter.chars().count() == 1 && letter.chars().all(char::is_alphabetic);
    match grade.filter(|_| is_alone) {
        Some(grade) => Cow::Owned(format!("{grade}-{letter}")),
        None => Cow::Borrowed(text),
    }
}

/// Completes the row of heads `А | Б | В`, where what stands above it names the grade.
pub(super) fn complete_heads(sheet: &mut Sheet, file: &str) {
    // Whatever the grade, the letters are the same.
    let class = |cell: &String, grade: u8| completed(Some(grade), cell).into_owned();
    let is_of_letters = |row: &Vec<String>| {
        let lone = row.iter().map(|cell| (cell, class(cell, 1))).filter(|(cell, class)| *cell != class);
        let letters: Vec<String> =
            lone.filter_map(|(_, class)| ClassName::parse(&class)).map(|class| class.letter).collect();
        letters.len() > 1 && LETTERS.iter().take(letters.len()).eq(&letters)
    };
    let Some(heads) = sheet.rows.iter().take(HEADER_WITHIN).position(is_of_letters) else { return };
    let Some(grade) = of(sheet, heads, file) else { return };
    for cell in sheet.rows.iter_mut().skip(heads).take(1).flatten() {
        *cell = class(cell, grade);
    }
}
