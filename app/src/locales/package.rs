//! The texts of the package of a semester.

use super::{Locale, megabytes, plural};

/// The texts of the package of a semester.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct PackageTexts {
    pub title: &'static str,
    pub open: &'static str,
    pub what: &'static str,
    pub order: &'static str,
    /// Of the periods that have no marks yet.
    pub unmarked: fn(&str) -> String,
    /// Who, the day it is of, the time of day.
    pub ordered: fn(&str, &str, &str) -> String,
    pub progress: &'static str,
    pub waiting: &'static str,
    /// Made, all, pages.
    pub made: fn(u32, u32, u32) -> String,
    pub may_leave: &'static str,
    pub cancel: &'static str,
    pub cancelled: &'static str,
    pub failed: fn(&str) -> String,
    /// Documents, pages, bytes.
    pub size: fn(u32, u32, u64) -> String,
    pub take: &'static str,
}

impl Locale {
    /// The texts of the package of a semester.
    pub fn package(self) -> &'static PackageTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

fn usize_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

static UK: PackageTexts = PackageTexts {
    title: "Пакет документів",
    open: "Пакет документів",
    what: "Усе, що школа роздруковує й подає за семестр, одним архівом: підсумки школи й кожного класу, виконання планів, журнал пропущених і замінених уроків, облік відвідування, зведений облік, табелі та свідоцтва досягнень – у PDF, а таблиці ще й у XLSX.",
    order: "Підготувати пакет",
    unmarked: |periods| {
        format!("Підсумкових оцінок ще немає: {periods}. Підсумки й табелі за цей час будуть порожні.")
    },
    ordered: |who, day, time| format!("{who} · станом на {day}, {time}"),
    progress: "Скільки готово",
    waiting: "Зараз почнемо…",
    made: |made, all, pages| {
        format!(
            "Готово {made} із {all} документів, {pages}\u{a0}{}",
            plural(usize_of(pages), &["сторінка", "сторінки", "сторінок"])
        )
    },
    may_leave: "Сторінку можна закрити: пакет готується далі й чекатиме тут, навіть якщо сервер перезапустять.",
    cancel: "Скасувати",
    cancelled: "Підготовку скасовано.",
    failed: |id| {
        format!(
            "Пакет підготувати не вдалося. Спробуйте ще раз; якщо не допоможе, покажіть адміністраторові сервера номер {id}."
        )
    },
    size: |documents, pages, bytes| {
        let (whole, tenth) = megabytes(bytes);
        format!(
            "Готово: {documents}\u{a0}{}, {pages}\u{a0}{}, {whole},{tenth}\u{a0}МБ",
            plural(usize_of(documents), &["документ", "документи", "документів"]),
            plural(usize_of(pages), &["сторінка", "сторінки", "сторінок"]),
        )
    },
    take: "Завантажити ZIP",
};

static EN: PackageTexts = PackageTexts {
    title: "Package of documents",
    open: "Package of documents",
    what: "Everything that the school prints and hands in for a semester, in one archive: the reports of the school and of each class, the fulfilment of plans, the register of missed and substituted lessons, attendance, the summary registers, report cards and certificates of achievement – as PDF, the tables as XLSX too.",
    order: "Make the package",
    unmarked: |periods| {
        format!("No summative marks yet: {periods}. The reports and report cards of this time will be empty.")
    },
    ordered: |who, day, time| format!("{who} · as of {day}, {time}"),
    progress: "How much is done",
    waiting: "Starting…",
    made: |made, all, pages| {
        format!(
            "{made} of {all} documents done, {pages}\u{a0}{}",
            plural(usize_of(pages), &["page", "pages", "pages"])
        )
    },
    may_leave: "You may close the page: the package is made meanwhile and will wait here, even if the server is restarted.",
    cancel: "Cancel",
    cancelled: "The making was cancelled.",
    failed: |id| {
        format!(
            "The package could not be made. Try again; if that does not help, show the server's administrator the number {id}."
        )
    },
    size: |documents, pages, bytes| {
        let (whole, tenth) = megabytes(bytes);
        format!(
            "Done: {documents}\u{a0}{}, {pages}\u{a0}{}, {whole}.{tenth}\u{a0}MB",
            plural(usize_of(documents), &["document", "documents", "documents"]),
            plural(usize_of(pages), &["page", "pages", "pages"]),
        )
    },
    take: "Download ZIP",
};
