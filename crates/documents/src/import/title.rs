//! What the words around a table tell: the class, the academic year, the subject of a plan.

use klas_domain::{collation, school::ClassName};

/// The first class that a text names: `Список учнів 5-А класу`, `5а`, `8 клас`.
pub(super) fn class(text: &str) -> Option<ClassName> {
    let chars: Vec<char> = text.chars().collect();
    let starts_number = |place: usize| {
        chars[place].is_ascii_digit()
            && (place == 0 || !chars[place - 1].is_alphanumeric() && !matches!(chars[place - 1], '.' | '/'))
            && chars[..place].iter().rev().find(|c| !c.is_whitespace()) != Some(&'№')
    };
    (0..chars.len()).filter(|place| starts_number(*place)).find_map(|place| class_at(&chars[place..]))
}

/// The class that the words around a table name: rather in words about a class than in an address.
pub(super) fn class_of(titles: &[String]) -> Option<ClassName> {
    let about_class = titles.iter().filter(|text| text.to_lowercase().contains("клас"));
    about_class.chain(titles).find_map(|text| class(text))
}

fn class_at(chars: &[char]) -> Option<ClassName> {
    let digits: String = chars.iter().take_while(|c| c.is_ascii_digit()).collect();
    let grade = digits.parse().ok().filter(|grade| (1..=12).contains(grade))?;
    let rest = &chars[digits.len()..];
    let is_joint = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '‑' | '"' | '«');
    let joint = rest.iter().take_while(|c| is_joint(**c)).count();
    let stands_apart = rest[..joint].iter().all(|c| c.is_whitespace()) && joint > 0;
    if let [letter, after @ ..] = &rest[joint..]
        && letter.is_alphabetic()
        && !after.first().is_some_and(|c| c.is_alphanumeric())
        // «5 і 6 класи», «8-й клас» and «8-х класів» name no letter.
        && (letter.is_uppercase() || !stands_apart && !matches!(letter, 'й' | 'х'))
    {
        return ClassName::parse(&format!("{grade}-{letter}"));
    }
    let words: String = rest.iter().collect();
    let words = words.trim_start_matches("-й").trim_start_matches("-го").trim_start();
    let word = words.split(|c: char| !c.is_alphabetic()).next()?;
    matches!(word, "клас" | "класу" | "кл").then(|| ClassName { grade, letter: String::new() })
}

/// The class of a text that is hardly more than the class: a sheet's name.
pub(super) fn class_or_number(text: &str) -> Option<ClassName> {
    class(text).or_else(|| ClassName::parse(text))
}

/// The year in which the academic year begins that a text names: `2026/2027`, `2026-27 н. р.`.
pub(super) fn year(text: &str) -> Option<i32> {
    let text = text.replace(['–', '—', '−'], "-").replace(" - ", "-").replace(" / ", "/");
    text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '/' | '-')).find_map(|word| {
        let (first, second) = word.split_once(['/', '-'])?;
        let starts: i32 = first.parse().ok().filter(|year| (2000..2100).contains(year))?;
        let ends: i32 = second.parse().ok()?;
        (ends == starts + 1 || second.len() == 2 && ends == (starts + 1) % 100).then_some(starts)
    })
}

/// The longest of the known subjects that a text names in any case form: «КТП з української мови».
pub(super) fn known_subject<'a>(text: &str, subjects: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let words = words(text);
    subjects
        .filter(|subject| {
            let stems: Vec<String> = self::words(subject).iter().map(|word| stem(word)).collect();
            !stems.is_empty() && words.windows(stems.len()).any(|window| begin(window, &stems))
        })
        .max_by_key(|subject| subject.chars().count())
}

fn begin(words: &[String], stems: &[String]) -> bool {
    // A case ending has three letters at most: «хімії» is chemistry, «хімічних» is not.
    let fits = |word: &String, stem: &String| {
        word.strip_prefix(stem.as_str()).is_some_and(|ending| ending.chars().count() <= 3)
    };
    words.iter().zip(stems).all(|(word, stem)| fits(word, stem))
}

/// How many words of a subject are left after those that a text has in any case form or cut short: one of «Англійська
/// мова» after «англ.». None where the text has other words.
pub(super) fn words_left(text: &str, subject: &str) -> Option<usize> {
    let (text, subject) = (main_words(text), main_words(subject));
    let fits = |(short, whole): (&String, &String)| whole.starts_with(&stem(short));
    let begins = !text.is_empty() && text.iter().zip(&subject).all(fits);
    subject.len().checked_sub(text.len()).filter(|_| begins)
}

/// The words without the smallest. What everybody calls «фізкультура» is written in full.
fn main_words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace("фізкультур", "фізична культур");
    words(&text).into_iter().filter(|word| word.chars().count() > 1 && word != "та").collect()
}

fn words(text: &str) -> Vec<String> {
    let text = collation::normalize(text);
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The word without the letters that cases change.
fn stem(word: &str) -> String {
    let stem = word.trim_end_matches(['а', 'е', 'и', 'і', 'ї', 'о', 'у', 'ю', 'я', 'є', 'й', 'ь']);
    if stem.is_empty() { word } else { stem }.to_owned()
}

/// The subject of a plan's title in which no known subject is named: what is left of `КТП. Алгебра, 8 клас` without
/// the usual words. Nothing where it stands in another case than the nominative: «з алгебри».
pub(super) fn bare_subject(text: &str) -> Option<String> {
    let without_brackets = text.split('(').next().unwrap_or_default();
    without_brackets.split(['.', ',', ';', ':', '«', '»', '"', '_']).find_map(|part| {
        let part: Vec<&str> = part.split_whitespace().filter(|word| !is_usual(word)).collect();
        let subject = part.join(" ");
        let in_case = matches!(part.first(), Some(&("з" | "із" | "зі" | "до" | "для")));
        (!in_case && subject.chars().filter(|c| c.is_alphabetic()).count() > 2).then(|| capitalised(&subject))
    })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn is_usual(word: &str) -> bool {
    const BEGINNINGS: [&str; 9] =
        ["ктп", "календарн", "тематичн", "планув", "план", "клас", "навчальн", "семестр", "аркуш"];
    let word = word.to_lowercase();
    word.contains(|c: char| c.is_ascii_digit())
        || matches!(word.as_str(), "рік" | "року" | "sheet" | "лист" | "–" | "-" | "на")
        || BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
}
