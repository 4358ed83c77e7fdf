//! The texts of a lesson's sheet, where they are not those of the grid.

use klas_domain::{EntryError, Scale, edit::Refusal};

use super::{Locale, plural};

/// The texts of a lesson's sheet.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct SheetTexts {
    pub presence: &'static str,
    pub here: &'static str,
    pub here_name: &'static str,
    pub late_minutes: &'static str,
    pub words: &'static str,
    pub more: &'static str,
    pub pencil: &'static str,
    pub text_conflict: fn(&str) -> String,
    pub reason_needed: &'static str,
    pub in_words: &'static str,
    pub reasons_only: &'static str,
    pub save_reasons: &'static str,
    pub closed_meanwhile: &'static str,
    pub send_again: &'static str,
    pub corrections_only: &'static str,
    pub save_corrections: &'static str,
    pub carry_title: &'static str,
    pub carry_lessons: fn(&str, &str) -> String,
    pub carry: &'static str,
    pub carried: fn(usize) -> String,
}

impl SheetTexts {
    /// Why a row was refused: as the grid says it, but for what speaks of the grid's keys.
    pub fn refusal(&self, refusal: Refusal, locale: Locale) -> &'static str {
        match refusal {
            Refusal::ReasonNeeded => self.reason_needed,
            Refusal::Entry(EntryError::Mark(error)) if error.0.scale == Scale::Verbal => self.in_words,
            refusal => locale.grid().refusal(refusal),
        }
    }
}

pub static UK: SheetTexts = SheetTexts {
    presence: "Присутність",
    here: "є",
    here_name: "присутність",
    late_minutes: "Запізнення, хвилин",
    words: "Словесна оцінка",
    more: "Коментар і олівець",
    pencil: "Олівцем",
    text_conflict: |author| format!("Тим часом {author}: інша тема чи завдання. Що лишити?"),
    reason_needed: "Час вільного виправлення минув: укажіть причину внизу сторінки й збережіть ще раз.",
    in_words: "У 1–2 класах оцінюють словами: напишіть словесну оцінку.",
    reasons_only: "Тут ви можете змінити лише причини відсутності.",
    save_reasons: "Зберегти причини",
    closed_meanwhile: "Не збережено: поки аркуш був відкритий, семестр закрили. Введене лишилося на сторінці. Попросіть заступника директора відкрити семестр і збережіть ще раз.",
    send_again: "Зберегти ще раз",
    corrections_only: "Семестр закрито: ви виправляєте записи закритого семестру. Укажіть причину – вона лишиться в історії.",
    save_corrections: "Зберегти виправлення",
    carry_title: "Поставити «н» і на наступні уроки дня?",
    carry_lessons: |pupil, lessons| format!("{pupil} – уроки: {lessons}"),
    carry: "Поставити",
    carried: |number| {
        format!("«н» поставлено ще на {number} {}.", plural(number, &["урок", "уроки", "уроків"]))
    },
};

pub static EN: SheetTexts = SheetTexts {
    presence: "Presence",
    here: "є",
    here_name: "present",
    late_minutes: "Late, minutes",
    words: "Assessment in words",
    more: "Note and pencil",
    pencil: "In pencil",
    text_conflict: |author| format!("Meanwhile {author} wrote another topic or homework. Which one stays?"),
    reason_needed: "The days of free correction are over: give the reason at the foot of the page and save again.",
    in_words: "Grades 1–2 are assessed in words: write the assessment.",
    reasons_only: "Here you may change the reasons of absences alone.",
    save_reasons: "Save the reasons",
    closed_meanwhile: "Not saved: the semester was closed while the sheet was open. What you typed is still on the page. Ask a deputy head to reopen the semester and save once more.",
    send_again: "Save once more",
    corrections_only: "The semester is closed: you correct entries of a closed semester. Give the reason; it stays in the history.",
    save_corrections: "Save the corrections",
    carry_title: "Put «н» on the next lessons of the day too?",
    carry_lessons: |pupil, lessons| format!("{pupil} – lessons: {lessons}"),
    carry: "Put",
    carried: |number| {
        format!("«н» was put on {number} more {}.", if number == 1 { "lesson" } else { "lessons" })
    },
};
