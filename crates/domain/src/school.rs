//! Small words of school life that several modules share.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::collation::{self, ukrainian_look_alike};

/// What kind of lesson a column stands for (DOMAIN §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LessonKind {
    /// An ordinary lesson.
    #[default]
    Ordinary,
    /// Контрольна робота.
    Control,
    /// Лабораторна чи практична робота.
    Practical,
    /// Навчальний проєкт.
    Project,
    /// Екскурсія.
    Excursion,
    /// Дистанційно.
    Distance,
}

impl LessonKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Ordinary, Self::Control, Self::Practical, Self::Project, Self::Excursion, Self::Distance];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Control => "control",
            Self::Practical => "practical",
            Self::Project => "project",
            Self::Excursion => "excursion",
            Self::Distance => "distance",
        }
    }

    /// The kind of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a plan's remark says of the lesson's kind: «контрольна робота», «лабораторна», «проєкт»…
    pub fn from_remark(remark: &str) -> Self {
        let remark = remark.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| remark.contains(word));
        if says(&["контрольн", "діагностувальн"]) || remark.split_whitespace().any(|word| word == "кр")
        {
            Self::Control
        } else if says(&["лабораторн", "практичн"]) {
            Self::Practical
        } else if says(&["проєкт", "проект"]) {
            Self::Project
        } else if says(&["екскурсі"]) {
            Self::Excursion
        } else if says(&["дистанц"]) {
            Self::Distance
        } else {
            Self::Ordinary
        }
    }
}

/// A person's sex, for the feminine forms of words on screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// жіноча
    Female,
    /// чоловіча
    Male,
}

/// The grade and letter of a class: `5-А`. Ordered by grade, then in the alphabet's order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClassName {
    /// Year of study, 1–12.
    pub grade: u8,
    /// Capital Ukrainian letters; empty for the only class of its grade.
    pub letter: String,
}

impl ClassName {
    /// Reads `5-А`, `5 А`, `5а`, `5–A` (Latin letters that look Ukrainian), `11`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let grade = text[..digits].parse().ok().filter(|grade| (1..=12).contains(grade))?;
        let rest = text[digits..].trim().trim_end_matches("клас").trim();
        let letter: String = rest
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '‑' | '"' | '«' | '»' | '\''))
            .flat_map(char::to_lowercase)
            .map(ukrainian_look_alike)
            .flat_map(char::to_uppercase)
            .collect();
        let is_letter = letter.chars().count() <= 2
            && letter.chars().all(|c| ('А'..='Я').contains(&c) && !"ЪЫЭ".contains(c) || "ЄІЇҐ".contains(c));
        is_letter.then_some(Self { grade, letter })
    }
}

impl std::fmt::Display for ClassName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.letter.is_empty() {
            write!(f, "{}", self.grade)
        } else {
            write!(f, "{}-{}", self.grade, self.letter)
        }
    }
}

impl Ord for ClassName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.grade.cmp(&other.grade).then_with(|| collation::compare(&self.letter, &other.letter))
    }
}

impl PartialOrd for ClassName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A person's three names. Ordered as the journal lists people: by surname, given name, patronymic in the
/// alphabet's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonName {
    /// Прізвище.
    pub surname: String,
    /// Ім'я.
    pub given: String,
    /// По батькові; may be empty.
    pub patronymic: String,
}

impl PersonName {
    /// Surname and given name, as the journal lists pupils.
    pub fn short(&self) -> String {
        format!("{} {}", self.surname, self.given).trim().to_owned()
    }

    /// All three names.
    pub fn full(&self) -> String {
        format!("{} {}", self.short(), self.patronymic).trim().to_owned()
    }

    /// Surname with initials: `Коваль О. П.`
    pub fn initials(&self) -> String {
        let mut text = self.surname.clone();
        for name in [&self.given, &self.patronymic] {
            if let Some(first) = name.chars().next() {
                text.push('\u{a0}');
                text.push(first);
                text.push('.');
            }
        }
        text
    }
}

impl Ord for PersonName {
    fn cmp(&self, other: &Self) -> Ordering {
        collation::compare(&self.surname, &other.surname)
            .then_with(|| collation::compare(&self.given, &other.given))
            .then_with(|| collation::compare(&self.patronymic, &other.patronymic))
    }
}

impl PartialOrd for PersonName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
