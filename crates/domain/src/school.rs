//! Small words of school life that several modules share.

use std::cmp::Ordering;

use chrono::{NaiveDate, Weekday};
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

    /// What a plan's remark says of the lesson's kind: «контрольна робота», «лабораторна», «комбінований»… Many remarks
    /// say nothing of it.
    pub fn from_remark(remark: &str) -> Option<Self> {
        let remark = remark.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| remark.contains(word));
        if says(&["контрольн", "діагностувальн"]) || remark.split_whitespace().any(|word| word == "кр")
        {
            Some(Self::Control)
        } else if says(&["лабораторн", "практичн"]) {
            Some(Self::Practical)
        } else if says(&["проєкт", "проект"]) {
            Some(Self::Project)
        } else if says(&["екскурсі"]) {
            Some(Self::Excursion)
        } else if says(&["дистанц"]) {
            Some(Self::Distance)
        } else {
            says(&["комбінован", "звичайн", "засвоєння нов", "вивчення нов", "формування"])
                .then_some(Self::Ordinary)
        }
    }

    /// What a plan's topic says of the lesson's kind, where no remark does. Only its beginning is a name: «Контрольна
    /// робота № 1» is one, «Підготовка до контрольної роботи» and «Практичне значення води» tell of something else. No
    /// topic says that a lesson is at a distance.
    pub fn from_topic(topic: &str) -> Self {
        let topic = topic.to_lowercase();
        let words = topic.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.skip_while(|word| BEFORE_KIND.contains(word)).take(2).collect();
        match words.as_slice() {
            ["кр", ..]
            | ["контрольна" | "діагностувальна" | "діагностична", "робота" | "контрольна"]
            | ["контрольний", "диктант" | "переказ" | "твір" | "тест"]
            | ["контрольне", "аудіювання" | "читання" | "письмо" | "говоріння" | "списування"] => {
                Self::Control
            }
            ["лабораторна" | "практична", "робота"] => Self::Practical,
            ["проєкт" | "проєкти" | "проект" | "проекти", ..] => Self::Project,
            ["екскурсія", ..] => Self::Excursion,
            _ => Self::Ordinary,
        }
    }
}

/// What may stand before the name of a lesson's kind: «Підсумкова контрольна робота», «Навчальний проєкт».
const BEFORE_KIND: [&str; 12] = [
    "навчальний",
    "навчальні",
    "навчальна",
    "підсумкова",
    "підсумковий",
    "підсумкове",
    "тематична",
    "семестрова",
    "річна",
    "комплексна",
    "письмова",
    "урок",
];

/// In which weeks a lesson of the timetable is given, counted from the year's first week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Weeks {
    /// Every week.
    #[default]
    All,
    /// The first, the third…
    Odd,
    /// The second, the fourth…
    Even,
}

impl Weeks {
    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Odd => "odd",
            Self::Even => "even",
        }
    }

    /// The weeks of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::All, Self::Odd, Self::Even].into_iter().find(|weeks| weeks.code() == code)
    }

    /// Whether the week of `day` is one of them in a year that begins on `year_begins`.
    pub fn hold(self, day: NaiveDate, year_begins: NaiveDate) -> bool {
        let monday = |day: NaiveDate| day.week(Weekday::Mon).first_day();
        let is_even = (monday(day) - monday(year_begins)).num_weeks() % 2 != 0;
        match self {
            Self::All => true,
            Self::Odd => !is_even,
            Self::Even => is_even,
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
    /// Reads `5-А`, `5 А`, `5а`, `5–A` (Latin letters that look Ukrainian), `5-й А`, `11`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let grade = text[..digits].parse().ok().filter(|grade| (1..=12).contains(grade))?;
        let rest = text[digits..].trim().trim_end_matches("клас").trim();
        let letter: String = without_ordinal(rest)
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

/// What follows a grade, without the ending of an ordinal after a hyphen: ` А` of `-й А`, nothing of `-й`. In `-Й` and
/// `-а` stand letters.
fn without_ordinal(rest: &str) -> &str {
    const ENDINGS: [&str; 6] = ["й", "ий", "ій", "го", "ого", "ті"];
    const HYPHENS: [char; 4] = ['-', '–', '—', '‑'];
    let Some(word) = rest.strip_prefix(HYPHENS).map(str::trim_start) else { return rest };
    let ends = word.find(|c: char| c.is_whitespace() || HYPHENS.contains(&c)).unwrap_or(word.len());
    let (ending, after) = word.split_at(ends);
    if ENDINGS.contains(&ending) { after } else { rest }
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

    /// Whether a name is no more than an initial: `Коваль О. П.`
    pub fn is_abbreviated(&self) -> bool {
        initial(&self.given).is_some() || initial(&self.patronymic).is_some()
    }

    /// Whether both may be the names of one person: the same in whatever spelling, or one of them with initials.
    pub fn may_be(&self, other: &Self) -> bool {
        let abbreviated = self.is_abbreviated() || other.is_abbreviated();
        self.differences(other) == 0 && (abbreviated || same(&self.patronymic, &other.patronymic))
    }

    /// How many of surname, given name and patronymic differ, whatever the spelling. An initial differs from no name that
    /// begins so, and a patronymic that one of them leaves out from none.
    pub fn differences(&self, other: &Self) -> usize {
        let untold = self.patronymic.is_empty() || other.patronymic.is_empty();
        let agree = [
            same(&self.surname, &other.surname),
            fits(&self.given, &other.given),
            untold || fits(&self.patronymic, &other.patronymic),
        ];
        agree.into_iter().filter(|agrees| !agrees).count()
    }

    /// Whether the surname is all that differs, as after a marriage; both patronymics are told.
    pub fn differs_in_surname(&self, other: &Self) -> bool {
        let told = !self.patronymic.is_empty() && !other.patronymic.is_empty();
        told && self.differences(other) == 1 && !same(&self.surname, &other.surname)
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

fn same(own: &str, others: &str) -> bool {
    collation::normalize(own) == collation::normalize(others)
}

/// Whether both may be one given name or patronymic: the same, or one of them the other's initial.
fn fits(own: &str, others: &str) -> bool {
    match (initial(own), initial(others)) {
        (None, None) => same(own, others),
        (own_initial, other_initial) => {
            own_initial.or_else(|| first_letter(own)) == other_initial.or_else(|| first_letter(others))
        }
    }
}

fn first_letter(name: &str) -> Option<char> {
    collation::normalize(name).chars().next()
}

/// The letter of a name that is nothing but an initial.
fn initial(name: &str) -> Option<char> {
    let letters = name.trim_end_matches('.');
    let mut chars = letters.chars();
    let (first, rest) = (chars.next()?, chars.next());
    rest.is_none().then(|| first_letter(&first.to_string())).flatten()
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
