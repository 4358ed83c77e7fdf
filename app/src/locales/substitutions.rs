//! The texts of substitutions: a day's lessons and the register of missed and substituted ones.

use klas_domain::substitution::{ArrangementError, ChangeReason};

use super::{Locale, plural};

/// The texts of substitutions.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct SubstitutionTexts {
    pub nav: &'static str,
    pub day_title: &'static str,
    pub register_title: &'static str,
    pub open_register: &'static str,
    pub teacher: &'static str,
    pub any_teacher: &'static str,
    pub all_teachers: &'static str,
    pub any_class: &'static str,
    pub month: &'static str,
    pub show: &'static str,
    pub subject: &'static str,
    pub instead: &'static str,
    pub taught: &'static str,
    pub why: &'static str,
    pub change: &'static str,
    pub words: &'static str,
    pub for_all: &'static str,
    pub as_chosen: &'static str,
    pub cancel_all: &'static str,
    pub plan_all: &'static str,
    pub reason_for_all: &'static str,
    pub as_for_all: &'static str,
    pub as_planned: &'static str,
    pub cancel: &'static str,
    pub cancelled: &'static str,
    pub same_subject: &'static str,
    pub other_subjects: &'static str,
    pub another_subject: &'static str,
    pub save: &'static str,
    pub lessons: fn(usize) -> String,
    pub clash: fn(&str) -> String,
    pub saved: fn(usize) -> String,
    pub partly: fn(usize) -> String,
    pub nothing_changed: &'static str,
    pub no_lessons: &'static str,
    pub empty_month: &'static str,
    pub totals: &'static str,
    pub missed: &'static str,
    pub not_held: &'static str,
    pub substituted: &'static str,
    pub conflict: &'static str,
    reasons: [&'static str; ChangeReason::ALL.len()],
    reason_missing: &'static str,
    words_missing: &'static str,
    too_long: &'static str,
    not_staff: &'static str,
    own_teacher: &'static str,
    marked: &'static str,
    closed: &'static str,
    not_of_class: &'static str,
    not_free: &'static str,
    replacement_kept: &'static str,
}

impl SubstitutionTexts {
    /// Why a lesson is not held as planned.
    pub fn reason(&self, reason: ChangeReason) -> &'static str {
        let place = ChangeReason::ALL.iter().position(|own| *own == reason).unwrap_or_default();
        self.reasons[place]
    }

    /// Why a lesson cannot be arranged so.
    pub fn refusal(&self, error: ArrangementError) -> &'static str {
        match error {
            ArrangementError::ReasonMissing => self.reason_missing,
            ArrangementError::WordsMissing => self.words_missing,
            ArrangementError::TooLong => self.too_long,
            ArrangementError::NotStaff => self.not_staff,
            ArrangementError::OwnTeacher => self.own_teacher,
            ArrangementError::Marked => self.marked,
            ArrangementError::Closed => self.closed,
            ArrangementError::NotOfClass => self.not_of_class,
            ArrangementError::NotFree => self.not_free,
            ArrangementError::ReplacementKept => self.replacement_kept,
        }
    }
}

impl Locale {
    /// The texts of substitutions.
    pub fn substitutions(self) -> &'static SubstitutionTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: SubstitutionTexts = SubstitutionTexts {
    nav: "Заміни",
    day_title: "Заміни й скасування",
    register_title: "Журнал пропущених і замінених уроків",
    open_register: "Журнал замін",
    teacher: "Учитель",
    any_teacher: "виберіть учителя",
    all_teachers: "усі вчителі",
    any_class: "або клас",
    month: "Місяць",
    show: "Показати",
    subject: "Предмет",
    instead: "Хто проводить",
    taught: "Хто провів",
    why: "Причина",
    change: "Змінити",
    words: "Уточнення, наказ",
    for_all: "Усі уроки нижче",
    as_chosen: "як вибрано біля кожного",
    cancel_all: "скасувати всі",
    plan_all: "усі за розкладом",
    reason_for_all: "Причина для всіх змін",
    as_for_all: "як для всіх",
    as_planned: "за розкладом",
    cancel: "скасувати урок",
    cancelled: "скасовано",
    same_subject: "Викладають цей предмет",
    other_subjects: "Інші",
    another_subject: "Інший предмет замість цього",
    save: "Зберегти заміни",
    lessons: |number| format!("{number}\u{a0}{}", plural(number, &["урок", "уроки", "уроків"])),
    clash: |class| format!("має урок у {class}"),
    saved: |number| match number {
        0 => "Нічого не змінено.".to_owned(),
        _ => format!("Збережено: {number}\u{a0}{}.", plural(number, &["урок", "уроки", "уроків"])),
    },
    partly: |number| match number {
        0 => "Не збережено: що саме виправити, сказано біля уроків.".to_owned(),
        _ => format!(
            "Збережено {number}\u{a0}{}; що виправити в решті, сказано біля уроків.",
            plural(number, &["урок", "уроки", "уроків"])
        ),
    },
    nothing_changed: "Цього дня всі уроки за розкладом. Щоб призначити заміну чи скасувати урок, виберіть учителя або клас.",
    no_lessons: "Цього дня уроків немає.",
    empty_month: "Цього місяця пропущених і замінених уроків немає.",
    totals: "Разом за місяць",
    missed: "Пропущено, замінено іншими",
    not_held: "Не проведено",
    substituted: "Проведено за інших",
    conflict: "Тим часом урок змінив хтось інший: перегляньте й збережіть ще раз.",
    reasons: [
        "хвороба",
        "відрядження",
        "курси",
        "відпустка",
        "свято, неробочий день",
        "карантин",
        "повітряна тривога",
        "інша",
    ],
    reason_missing: "Виберіть причину: біля уроку або для всіх змін.",
    words_missing: "Напишіть іншу причину словами в уточненні.",
    too_long: "Задовге уточнення: щонайбільше 200 знаків.",
    not_staff: "Заміняти можуть лише вчителі й керівництво закладу.",
    own_teacher: "Це вчитель самого предмета: виберіть «за розкладом».",
    marked: "За урок уже записано оцінки, відсутність або запізнення, отже, його проведено. Спершу вчитель має прибрати ці записи.",
    closed: "Семестр закрито: спершу його треба відкрити.",
    not_of_class: "Замість уроку може бути інший предмет того самого класу чи тієї самої групи.",
    not_free: "У цього предмета вже є урок у цей час.",
    replacement_kept: "В уроці, який проведено замість цього, вже є записи. Спершу його вчитель має їх прибрати.",
};

static EN: SubstitutionTexts = SubstitutionTexts {
    nav: "Substitutions",
    day_title: "Substitutions and cancellations",
    register_title: "Register of missed and substituted lessons",
    open_register: "Register",
    teacher: "Teacher",
    any_teacher: "choose a teacher",
    all_teachers: "all teachers",
    any_class: "or a class",
    month: "Month",
    show: "Show",
    subject: "Subject",
    instead: "Given by",
    taught: "Who taught",
    why: "Reason",
    change: "Change",
    words: "Details, order",
    for_all: "All lessons below",
    as_chosen: "as chosen beside each",
    cancel_all: "cancel all",
    plan_all: "all as planned",
    reason_for_all: "Reason for all changes",
    as_for_all: "as for all",
    as_planned: "as planned",
    cancel: "cancel the lesson",
    cancelled: "cancelled",
    same_subject: "Teach this subject",
    other_subjects: "Others",
    another_subject: "Another subject instead",
    save: "Save the changes",
    lessons: |number| format!("{number}\u{a0}{}", if number == 1 { "lesson" } else { "lessons" }),
    clash: |class| format!("has a lesson in {class}"),
    saved: |number| match number {
        0 => "Nothing was changed.".to_owned(),
        _ => format!("Saved: {number}\u{a0}{}.", if number == 1 { "lesson" } else { "lessons" }),
    },
    partly: |number| match number {
        0 => "Not saved: what to mend is said beside the lessons.".to_owned(),
        _ => format!(
            "Saved {number}\u{a0}{}; what to mend in the others is said beside them.",
            if number == 1 { "lesson" } else { "lessons" }
        ),
    },
    nothing_changed: "All lessons of this day are as planned. To assign a substitute or cancel a lesson, choose a teacher or a class.",
    no_lessons: "There are no lessons on this day.",
    empty_month: "There are no missed or substituted lessons in this month.",
    totals: "The month's totals",
    missed: "Missed, given by others",
    not_held: "Not held",
    substituted: "Given for others",
    conflict: "Meanwhile somebody else changed the lesson: look again and save once more.",
    reasons: [
        "illness",
        "business trip",
        "training",
        "leave",
        "holiday",
        "quarantine",
        "air-raid alert",
        "another one",
    ],
    reason_missing: "Choose the reason: beside the lesson or for all changes.",
    words_missing: "Write the other reason in words among the details.",
    too_long: "The details are too long: at most 200 characters.",
    not_staff: "Only teachers and heads of the school may substitute.",
    own_teacher: "This is the subject's own teacher: choose “as planned”.",
    marked: "There are marks, absences or lateness for the lesson, so it was held. The teacher has to remove them first.",
    closed: "The semester is closed: it has to be reopened first.",
    not_of_class: "Another subject of the same class or group may be held instead.",
    not_free: "This subject has a lesson at that time already.",
    replacement_kept: "Something is written in the lesson that was held instead. Its teacher has to remove that first.",
};
