//! A sheet about one grade names the classes of that grade by their letters alone.

use std::borrow::Cow;

use klas_domain::school::ClassName;

use super::{header::HEADER_WITHIN, sheet::Sheet, title};

/// The letters of a grade's classes as a row of heads has them.
const LETTERS: [&str; 8] = ["А", "Б", "В", "Г", "Д", "Е", "Є", "Ж"];

/// The grade that a sheet is about, by its name, its first rows or the file's name.
pub(super) fn of(sheet: &Sheet, file: &str) -> Option<u8> {
    let rows = sheet.rows.iter().take(HEADER_WITHIN).flatten().map(String::as_str);
    [sheet.name.as_str()].into_iter().chain(rows).chain([file]).find_map(named)
}

/// The grade that a text names without a letter: `5 клас`, `5-ті класи`.
fn named(text: &str) -> Option<u8> {
    if title::class(text).is_some_and(|class| !class.letter.is_empty()) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let [number, word] = pair else { return None };
        let digits = number.split('-').next()?;
        let grade = digits.parse().ok().filter(|grade| (1..=12).contains(grade));
        grade.filter(|_| word.to_lowercase().starts_with("клас"))
    })
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

/// Completes the row of heads `А | Б | В`.
pub(super) fn complete_heads(sheet: &mut Sheet, grade: u8) {
    let class = |cell: &String| completed(Some(grade), cell).into_owned();
    let is_of_letters = |row: &&mut Vec<String>| {
        let lone = row.iter().filter(|cell| class(cell) != **cell);
        let letters: Vec<String> =
            lone.filter_map(|cell| ClassName::parse(&class(cell))).map(|class| class.letter).collect();
        letters.len() > 1 && LETTERS.iter().take(letters.len()).eq(&letters)
    };
    if let Some(row) = sheet.rows.iter_mut().take(HEADER_WITHIN).find(is_of_letters) {
        for cell in row {
            *cell = class(cell);
        }
    }
}
