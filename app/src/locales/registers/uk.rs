//! Українські тексти реєстрів класу.

use super::RegisterTexts;
use crate::locales::plural;

pub static TEXTS: RegisterTexts = RegisterTexts {
    my_class: |class| format!("Мій клас {class}"),
    classes: "Класи",
    no_classes: "Класів цього року ще немає. Їх додає адміністратор журналу.",
    open_register: "Відвідування",
    open_summary: "Зведений облік",
    attendance: "Облік відвідування",
    month_total: "За місяць",
    year_total: "За рік",
    days: "дн.",
    lessons: "ур.",
    days_missed: "Пропущено днів",
    lessons_missed: "Пропущено уроків",
    through_illness: "З них через хворобу",
    without_reason: "З них без поважної причини",
    class_lessons: "Пропущено уроків",
    class_days: "Не було весь день",
    not_of_class: "не в класі",
    missed_of: |kind, number| format!("{kind}: {number}"),
    legend: "н – причина невідома · хв – хвороба · пп – інша поважна причина · бп – без поважної причини · число – скільки уроків пропущено",
    no_days: "Цього місяця навчальних днів немає. Виберіть інший місяць.",
    reasons: "Причини відсутності",
    unexplained: "Без причини за останній тиждень",
    all_explained: "За останній тиждень причини всіх пропусків указано.",
    choose_pupil: "виберіть учня",
    from: "З дня",
    to: "по день",
    kind: "Причина",
    kinds: ["н – причина невідома", "хв – хвороба", "пп – інша поважна причина", "бп – без поважної причини"],
    all_absences: "Змінити й ті пропуски, де причину вже вказано",
    correction: "Чому виправлено пізно",
    correction_hint: |days| {
        format!(
            "потрібно лише для записів, яким понад {days}\u{a0}{}",
            plural(usize::try_from(days).unwrap_or_default(), &["день", "дні", "днів"])
        )
    },
    explain: "Указати причину",
    changed: |number| {
        format!("Причину змінено: {number}\u{a0}{}.", plural(number, &["урок", "уроки", "уроків"]))
    },
    not_changed: |number, why| {
        format!("Не змінено: {number}\u{a0}{}. {why}", plural(number, &["урок", "уроки", "уроків"]))
    },
    nothing_to_change: "За ці дні змінювати нічого: пропусків без причини в учня немає.",
    pupil_missing: "Виберіть учня чи ученицю зі списку.",
    dates_wrong: |first, last| {
        format!("Укажіть дні в межах навчального року, з {first} по {last}; перший – не пізніше за останній.")
    },
    kind_missing: "Виберіть причину.",
    reason_needed: |days| {
        format!(
            "Запису понад {days}\u{a0}{}: напишіть, чому виправлено пізно, і збережіть ще раз.",
            plural(usize::try_from(days).unwrap_or_default(), &["день", "дні", "днів"])
        )
    },
    conflict: "Тим часом клітинку змінив хтось інший: перегляньте й збережіть ще раз.",
};
