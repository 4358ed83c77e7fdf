//! The texts of people's names.

use klas_domain::naming::{NAME_LIMIT, NameError, NamePart};

use super::Locale;

/// The texts of people's names.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct NamingTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub search: &'static str,
    pub find: &'static str,
    pub nobody: &'static str,
    /// Of how many are shown at most.
    pub more: fn(usize) -> String,
    pub saved: &'static str,
    pub correct: &'static str,
    pub hint: &'static str,
    pub who: &'static str,
    pub born: &'static str,
    pub children: &'static str,
    pub surname: &'static str,
    pub given: &'static str,
    pub patronymic: &'static str,
    pub save: &'static str,
    pub refused: &'static str,
    pub conflict: &'static str,
    pub surname_missing: &'static str,
    pub given_missing: &'static str,
    /// Of the limit.
    too_long: fn(usize) -> String,
}

impl NamingTexts {
    /// Why a name cannot be kept.
    pub fn error(&self, error: NameError) -> String {
        match error {
            NameError::Missing(NamePart::Surname) => self.surname_missing.to_owned(),
            NameError::Missing(_) => self.given_missing.to_owned(),
            NameError::TooLong(_) => (self.too_long)(NAME_LIMIT),
        }
    }
}

impl Locale {
    /// The texts of people's names.
    pub fn naming(self) -> &'static NamingTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: NamingTexts = NamingTexts {
    title: "Імена",
    lead: "Тут виправляють прізвище, ім'я чи по батькові учня, когось із батьків або працівника. Людей додає імпорт.",
    search: "Прізвище або ім'я",
    find: "Знайти",
    nobody: "Таких людей у закладі немає.",
    more: |shown| format!("Показано перших {shown}: уточніть ім'я."),
    saved: "Ім'я виправлено.",
    correct: "Виправити ім'я",
    hint: "Оцінки, обліковий запис і права лишаються за людиною, зміну буде записано в історії. Виправте ім'я й у таблиці закладу, щоб наступний імпорт упізнав цю людину. Підписані архіви зберігають колишнє ім'я.",
    who: "Хто це",
    born: "народження",
    children: "діти",
    surname: "Прізвище",
    given: "Ім'я",
    patronymic: "По батькові (якщо є)",
    save: "Зберегти",
    refused: "Ім'я не змінено: виправте позначене.",
    conflict: "Тим часом ім'я виправив хтось інший: перегляньте його вгорі й збережіть ще раз.",
    surname_missing: "Вкажіть прізвище.",
    given_missing: "Вкажіть ім'я.",
    too_long: |limit| format!("Щонайбільше {limit} знаків."),
};

static EN: NamingTexts = NamingTexts {
    title: "Names",
    lead: "Here the surname, given name or patronymic of a pupil, a parent or a member of staff is corrected. People come by import.",
    search: "Surname or given name",
    find: "Find",
    nobody: "The school has nobody of that name.",
    more: |shown| format!("The first {shown} are shown: say more of the name."),
    saved: "The name was corrected.",
    correct: "Correct the name",
    hint: "Marks, account and rights stay the person's, and the change is recorded in the history. Correct the name in the school's spreadsheet too, so that the next import recognises the person. Signed archives keep the former name.",
    who: "Who it is",
    born: "born",
    children: "children",
    surname: "Surname",
    given: "Given name",
    patronymic: "Patronymic (if any)",
    save: "Save",
    refused: "The name was not changed: correct what is marked.",
    conflict: "Meanwhile somebody else corrected the name: look at it above and save once more.",
    surname_missing: "Give the surname.",
    given_missing: "Give the given name.",
    too_long: |limit| format!("At most {limit} characters."),
};
