//! The texts of the summary register.

use klas_domain::{
    calendar::Semester,
    column::Sum,
    council::{Decision, Verdict},
};

use crate::locales::{Locale, plural};

/// The texts of the summary register.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct SummaryRegisterTexts {
    pub title: &'static str,
    pub first: &'static str,
    pub second: &'static str,
    pub annual: &'static str,
    pub attestation: &'static str,
    pub period: &'static str,
    pub corrected: fn(&str) -> String,
    pub corrected_legend: &'static str,
    pub decision: &'static str,
    pub order_of: fn(&str, &str) -> String,
    pub promoted: fn(u8) -> String,
    pub graduated: &'static str,
    pub repeats: &'static str,
    pub other: &'static str,
    pub taken_back: &'static str,
    pub words: &'static str,
    pub order: &'static str,
    pub date: &'static str,
    pub whom: &'static str,
    pub everybody: &'static str,
    pub marked: &'static str,
    pub mark_pupil: fn(&str) -> String,
    pub decide: &'static str,
    pub decided: fn(usize) -> String,
    pub conflicts: fn(usize) -> String,
    pub nobody: &'static str,
    pub verdict_missing: &'static str,
    pub words_missing: &'static str,
    pub too_long: &'static str,
    pub date_wrong: &'static str,
}

impl SummaryRegisterTexts {
    /// What a column of the register is called.
    pub fn of(&self, sum: Sum) -> &'static str {
        match sum {
            Sum::Semester(Semester::First) => self.first,
            Sum::Semester(Semester::Second) => self.second,
            Sum::Attestation => self.attestation,
            _ => self.annual,
        }
    }

    /// A decision in words, for a pupil of a grade: «переведено до 9 класу».
    pub fn verdict(&self, verdict: Verdict, grade: u8) -> String {
        match verdict {
            Verdict::Promoted => (self.promoted)(grade.saturating_add(1)),
            Verdict::Graduated => self.graduated.to_owned(),
            Verdict::Repeats => self.repeats.to_owned(),
            Verdict::Other => self.other.to_owned(),
        }
    }

    /// A decision with its order: «переведено до 9 класу, наказ № 45-у від 04.06.2027».
    pub fn told(&self, decision: &Decision, grade: u8) -> String {
        let said = if decision.verdict == Verdict::Other {
            decision.words.clone()
        } else {
            self.verdict(decision.verdict, grade)
        };
        let date = decision.date.map(|date| date.format("%d.%m.%Y").to_string()).unwrap_or_default();
        if decision.order.is_empty() && date.is_empty() {
            said
        } else {
            format!("{said}, {}", (self.order_of)(&decision.order, &date).trim_end())
        }
    }
}

impl Locale {
    /// The texts of the summary register.
    pub fn summary_register(self) -> &'static SummaryRegisterTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: SummaryRegisterTexts = SummaryRegisterTexts {
    title: "Зведений облік навчальних досягнень",
    first: "І",
    second: "ІІ",
    annual: "Річна",
    attestation: "ДПА",
    period: "Період",
    corrected: |before| format!("скоригована, було {before}"),
    corrected_legend: "* – скоригована оцінка",
    decision: "Рішення педагогічної ради",
    order_of: |order, date| {
        let date = if date.is_empty() { String::new() } else { format!(" від {date}") };
        let number = if order.is_empty() { String::new() } else { format!(" №\u{a0}{order}") };
        format!("наказ{number}{date}")
    },
    promoted: |grade| format!("переведено до {grade}\u{a0}класу"),
    graduated: "випущено",
    repeats: "залишено на повторне навчання",
    other: "інше рішення",
    taken_back: "скасувати рішення",
    words: "Інше рішення, словами",
    order: "Наказ №",
    date: "від",
    whom: "Кому",
    everybody: "усім, щодо кого рішення ще немає",
    marked: "позначеним у таблиці",
    mark_pupil: |pupil| format!("Позначити: {pupil}"),
    decide: "Записати рішення",
    decided: |number| {
        format!("Рішення записано: {number}\u{a0}{}.", plural(number, &["учень", "учні", "учнів"]))
    },
    conflicts: |number| {
        format!(
            "Не записано: {number}\u{a0}{}. Тим часом рішення змінив хтось інший: перегляньте й запишіть ще раз.",
            plural(number, &["учень", "учні", "учнів"])
        )
    },
    nobody: "Позначте в таблиці хоча б одного учня чи ученицю.",
    verdict_missing: "Виберіть рішення.",
    words_missing: "Напишіть інше рішення словами.",
    too_long: "Задовгий текст: рішення – щонайбільше 200 знаків, номер наказу – 40.",
    date_wrong: "Перевірте дату наказу.",
};

static EN: SummaryRegisterTexts = SummaryRegisterTexts {
    title: "Summary register of achievement",
    first: "I",
    second: "II",
    annual: "Annual",
    attestation: "SA",
    period: "Period",
    corrected: |before| format!("corrected, was {before}"),
    corrected_legend: "* – a corrected mark",
    decision: "Decision of the pedagogical council",
    order_of: |order, date| {
        let date = if date.is_empty() { String::new() } else { format!(" of {date}") };
        let number = if order.is_empty() { String::new() } else { format!(" №\u{a0}{order}") };
        format!("order{number}{date}")
    },
    promoted: |grade| format!("promoted to grade {grade}"),
    graduated: "graduated",
    repeats: "repeats the year",
    other: "another decision",
    taken_back: "take the decision back",
    words: "Another decision, in words",
    order: "Order №",
    date: "of",
    whom: "For whom",
    everybody: "everybody who has no decision yet",
    marked: "those who are ticked in the table",
    mark_pupil: |pupil| format!("Tick: {pupil}"),
    decide: "Write the decision",
    decided: |number| {
        format!("Decision written: {number}\u{a0}{}.", if number == 1 { "pupil" } else { "pupils" })
    },
    conflicts: |number| {
        format!(
            "Not written: {number}\u{a0}{}. Somebody else decided meanwhile: look again and write once more.",
            if number == 1 { "pupil" } else { "pupils" }
        )
    },
    nobody: "Tick at least one pupil in the table.",
    verdict_missing: "Choose the decision.",
    words_missing: "Write the other decision in words.",
    too_long: "Too long: a decision has at most 200 characters, the number of an order 40.",
    date_wrong: "Check the date of the order.",
};
