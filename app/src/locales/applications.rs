//! The texts of applications for corrected marks.

use klas_domain::application::{Answer, ApplicationError};

/// The texts of applications for corrected marks.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct ApplicationTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub none: &'static str,
    pub applied_on: &'static str,
    pub pupil: &'static str,
    pub choose_pupil: &'static str,
    pub subject: &'static str,
    pub choose_subject: &'static str,
    pub semester: &'static str,
    pub marks: &'static str,
    pub no_mark: &'static str,
    pub reason: &'static str,
    pub order: &'static str,
    pub ordered_on: &'static str,
    pub order_of: fn(&str, &str) -> String,
    pub no_order: &'static str,
    pub answer: &'static str,
    pub no_answer: &'static str,
    pub words: &'static str,
    pub late: fn(i64) -> String,
    pub new_title: &'static str,
    pub change_title: &'static str,
    pub change: &'static str,
    pub keep: &'static str,
    pub take_back: &'static str,
    pub saved: &'static str,
    pub not_saved: &'static str,
    pub conflict: &'static str,
    pub not_of_course: &'static str,
    pub date_wrong: &'static str,
    pub setting: &'static str,
    pub setting_hint: &'static str,
    answers: [&'static str; 2],
    errors: [&'static str; 6],
}

impl ApplicationTexts {
    /// What the commission decided.
    pub fn answer(&self, answer: Answer) -> &'static str {
        self.answers[usize::from(answer == Answer::Refused)]
    }

    /// Why an application cannot stand.
    pub fn error(&self, error: ApplicationError) -> &'static str {
        match error {
            ApplicationError::ReasonMissing => self.errors[0],
            ApplicationError::Future => self.errors[1],
            ApplicationError::OrderIncomplete => self.errors[2],
            ApplicationError::OrderTooEarly => self.errors[3],
            ApplicationError::AnswerWithoutOrder => self.errors[4],
            ApplicationError::TooLong => self.errors[5],
        }
    }
}

pub static UK: ApplicationTexts = ApplicationTexts {
    title: "Заяви на коригування",
    lead: "Протягом трьох днів після семестрової оцінки родина або неатестований учень подає директору заяву з причиною. Директор наказом призначає комісію. Скориговану оцінку вчитель ставить після наказу.",
    none: "Заяв ще немає.",
    applied_on: "Заяву подано",
    pupil: "Учень",
    choose_pupil: "виберіть учня",
    subject: "Предмет",
    choose_subject: "виберіть предмет",
    semester: "Семестр",
    marks: "Оцінка",
    no_mark: "ще немає",
    reason: "Причина",
    order: "Наказ №",
    ordered_on: "Дата наказу",
    order_of: |order, date| format!("№\u{a0}{order} від {date}"),
    no_order: "наказу ще немає",
    answer: "Рішення комісії",
    no_answer: "ще не вирішено",
    words: "Рішення словами",
    late: |days| format!("подано пізніше, ніж за {days} дні після оцінки"),
    new_title: "Записати заяву",
    change_title: "Змінити заяву",
    change: "Змінити",
    keep: "Зберегти",
    take_back: "Відкликати заяву",
    saved: "Збережено",
    not_saved: "Не збережено: виправте позначене нижче.",
    conflict: "Тим часом заяву змінив хтось інший: перегляньте її в таблиці й запишіть ще раз.",
    not_of_course: "Цей учень не вивчає цього предмета в класі чи групі.",
    date_wrong: "Укажіть дату.",
    setting: "Скориговану оцінку ставити лише після заяви й наказу директора",
    setting_hint: "Накази МОН № 319 (2008) і № 496: родина подає заяву, директор наказом призначає комісію.",
    answers: ["задоволено", "відмовлено"],
    errors: [
        "Укажіть причину.",
        "Цей день ще не настав.",
        "Наказ має і номер, і дату.",
        "Наказ не буває раніше за заяву.",
        "Комісію призначає наказ: укажіть його номер і дату.",
        "Задовгий текст: причина й рішення – до 500 знаків, номер наказу – до 40.",
    ],
};

pub static EN: ApplicationTexts = ApplicationTexts {
    title: "Applications for correction",
    lead: "Within three days after the semester mark the family, or a pupil who was not attested, applies to the head with the reason. The head's order names a commission. The teacher gives the corrected mark after the order.",
    none: "There are no applications yet.",
    applied_on: "Applied on",
    pupil: "Pupil",
    choose_pupil: "choose a pupil",
    subject: "Subject",
    choose_subject: "choose a subject",
    semester: "Semester",
    marks: "Mark",
    no_mark: "none yet",
    reason: "Reason",
    order: "Order №",
    ordered_on: "Date of the order",
    order_of: |order, date| format!("№\u{a0}{order} of {date}"),
    no_order: "no order yet",
    answer: "Decision of the commission",
    no_answer: "not decided yet",
    words: "The decision in words",
    late: |days| format!("later than {days} days after the mark"),
    new_title: "Record an application",
    change_title: "Change the application",
    change: "Change",
    keep: "Save",
    take_back: "Take the application back",
    saved: "Saved",
    not_saved: "Not saved: put right what is marked below.",
    conflict: "Somebody else changed the application meanwhile: look at it in the table and record it once more.",
    not_of_course: "This pupil does not take this subject in the class or group.",
    date_wrong: "Give the date.",
    setting: "A corrected mark is given only after an application and the head's order",
    setting_hint: "Orders № 319 (2008) and № 496: the family applies, the head's order names a commission.",
    answers: ["satisfied", "refused"],
    errors: [
        "Give the reason.",
        "That day is still to come.",
        "An order has both a number and a date.",
        "An order is not older than the application.",
        "An order names the commission: give its number and date.",
        "Too long: reason and decision have at most 500 characters, the number of an order 40.",
    ],
};
