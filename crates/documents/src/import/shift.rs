//! What bell schedules are called, and which classes have which: «ІІ зміна», «скорочені уроки», or as the school says.

use std::collections::HashMap;

use klas_domain::{bells::FIRST_SHIFT, bundle::ClassShift, collation, school::ClassName};

use super::{
    draft::{Draft, Row, Source},
    header::Field,
    value,
};

const SHIFTS: [&str; 3] = [FIRST_SHIFT, "ІІ зміна", "ІІІ зміна"];
const SHORTENED: &str = "скорочені уроки";

/// Forms of the word beside a number; «зі змінами» speaks of changes.
const SHIFT_WORDS: [&str; 4] = ["зміна", "зміни", "зміні", "зміну"];

/// What stands after the hyphen of `1-а`, `2-га`, `3-ї`.
const ENDINGS: [&str; 10] = ["а", "я", "ша", "га", "тя", "ї", "ої", "шої", "гої", "тьої"];

/// What words say of a schedule.
#[derive(Clone, Copy, Default)]
pub(super) struct Said {
    shift: Option<&'static str>,
    is_short: bool,
}

impl Said {
    /// What the words around a table say; those nearest to it first.
    pub fn around(source: &Source) -> Self {
        Self {
            shift: source.titles.iter().find_map(|text| shift_of(text)),
            is_short: source.titles.iter().find_map(|text| is_short(text)).unwrap_or_default(),
        }
    }

    /// What a heading of the rows below it says beside; nothing where it is about something else.
    pub fn under(self, heading: &str) -> Option<Self> {
        let (shift, short) = (shift_of(heading), is_short(heading));
        let says = shift.is_some() || short.is_some();
        says.then(|| Self { shift: shift.or(self.shift), is_short: short.unwrap_or(self.is_short) })
    }

    /// The name of the schedule; none for the one that all classes have of which nothing else is said.
    pub fn schedule(self) -> Option<String> {
        match (self.shift, self.is_short) {
            (Some(shift), false) => Some(shift.to_owned()),
            (Some(shift), true) => Some(format!("{shift}, {SHORTENED}")),
            (None, true) => Some(SHORTENED.to_owned()),
            (None, false) => None,
        }
    }

    /// The schedule that a cell names: a shift however it is written – `2`, `ІІ`, `друга зміна` –, else the text itself.
    pub fn of_cell(self, text: &str) -> String {
        let words = words(text);
        let shift = match words.as_slice() {
            [word] => shift(word),
            [one, other] if SHIFT_WORDS.contains(&other.as_str()) => shift(one),
            [one, other] if SHIFT_WORDS.contains(&one.as_str()) => shift(other),
            _ => None,
        };
        shift.and_then(|_| Self { shift, ..self }.schedule()).unwrap_or_else(|| text.to_owned())
    }
}

/// The shift that a text names; none where it names several.
pub(super) fn shift_of(text: &str) -> Option<&'static str> {
    let words = words(text);
    let at = words.iter().position(|word| SHIFT_WORDS.contains(&word.as_str()))?;
    let before = |steps: usize| at.checked_sub(steps).and_then(|place| words.get(place));
    // «2 зміна» and «ІІ зміни» are the second; «2 зміни» are two of them.
    let is_one = words[at] == SHIFT_WORDS[0];
    let counts = |word: &str| word.ends_with(|c: char| c.is_ascii_digit()) && !is_one;
    // «Дзвінки і зміни».
    let capital = text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "І" || word == "I");
    let joins = |word: &str| (word == "і" || word == "i") && !capital;
    let number = before(1).filter(|word| !counts(word) && !joins(word));
    let Some(named) = number.and_then(|word| shift(word)) else {
        return words.get(at + 1).filter(|_| is_one).and_then(|word| shift(word));
    };
    // «І, ІІ зміни», «І та ІІ зміни».
    let is_second = before(2).is_some_and(|word| word == "та" || word == "й" || shift(word).is_some());
    (!is_second).then_some(named)
}

/// Whether a text speaks of shortened days, or says that it does not.
fn is_short(text: &str) -> Option<bool> {
    let words = words(text);
    let has = |stem: &str| words.iter().any(|word| word.starts_with(stem));
    let (short, ordinary) = (has("скороч"), has("звичайн"));
    (short != ordinary).then_some(short)
}

/// Whether the rows down to the header name several shifts, which then stand beside one another.
pub(super) fn stand_abreast(source: &Source) -> bool {
    let rows = source.sheet.rows.iter().take(source.table.header + 1);
    let mut named: Vec<&str> = rows.flatten().filter_map(|cell| shift_of(cell)).collect();
    named.sort_unstable();
    named.dedup();
    named.len() > 1
}

/// Keeps the schedule that a row tells of a class; a fault where an earlier row tells of another one.
pub(super) fn tell(row: Row<'_>, class: &ClassName, schedule: String, draft: &mut Draft) {
    let earlier = draft.content.shifts.iter().find(|own| own.class == *class);
    match earlier.map(|own| own.schedule.clone()) {
        None => draft.content.shifts.push(ClassShift { class: class.clone(), schedule }),
        Some(earlier) if is_same(&earlier, &schedule) => {}
        Some(earlier) => row.fault(Field::Shift, format!("вище для {class} вказано «{earlier}»"), draft),
    }
}

/// Files that do not agree about a class.
pub(super) fn ask_about_differences(drafts: &mut [Draft]) {
    let mut told: HashMap<ClassName, (String, String)> = HashMap::new();
    for draft in drafts {
        for ClassShift { class, schedule } in draft.content.shifts.clone() {
            match told.get(&class) {
                Some((earlier, _)) if is_same(earlier, &schedule) => {}
                Some((earlier, file)) => draft.ask(format!(
                    "{class}: тут «{schedule}», а у файлі «{file}» – «{earlier}». Яка зміна в цього класу?"
                )),
                None => {
                    told.insert(class, (schedule, draft.report.name.clone()));
                }
            }
        }
    }
}

fn is_same(one: &str, other: &str) -> bool {
    collation::normalize(one) == collation::normalize(other)
}

/// The shift of a number in digits, letters or words.
fn shift(word: &str) -> Option<&'static str> {
    const ORDINALS: [&str; 3] = ["перш", "друг", "трет"];
    let digits = word.trim_end_matches(char::is_alphabetic).parse::<usize>().ok();
    let roman = || value::roman(word).map(usize::from);
    let ordinal = || ORDINALS.iter().position(|stem| word.starts_with(stem)).map(|place| place + 1);
    let number = digits.or_else(roman).or_else(ordinal)?;
    SHIFTS.get(number.checked_sub(1)?).copied()
}

/// Small letters; the ending of a number in digits stands with it.
fn words(text: &str) -> Vec<String> {
    let text = collation::normalize(text);
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match words.last_mut() {
            Some(number) if ENDINGS.contains(&word) && number.bytes().all(|b| b.is_ascii_digit()) => {
                number.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}
