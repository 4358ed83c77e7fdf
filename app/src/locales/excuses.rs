//! The texts of families' notes about absences.

use chrono::NaiveDate;
use klas_domain::{
    Absence,
    excuse::{ExcuseError, ExcuseState},
};

use super::plural;

/// The texts of families' notes about absences.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct ExcuseTexts {
    pub section: &'static str,
    pub title: &'static str,
    pub write: &'static str,
    pub explain_day: &'static str,
    pub lead: &'static str,
    pub none: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub kind: &'static str,
    kinds: [&'static str; 2],
    pub comment: &'static str,
    pub comment_hint: &'static str,
    pub photo: &'static str,
    pub photo_hint: &'static str,
    pub photo_of: fn(&str) -> String,
    pub send: &'static str,
    pub sent: &'static str,
    pub sent_at: fn(&str) -> String,
    pub by_another: &'static str,
    pub withdraw: &'static str,
    pub withdrawn: &'static str,
    pub too_late: &'static str,
    pub not_sent: &'static str,
    pub dates_wrong: &'static str,
    states: [&'static str; 4],
    errors: [&'static str; 6],
    pub photo_errors: [&'static str; 5],
    pub class_title: &'static str,
    pub class_lead: &'static str,
    pub class_none: &'static str,
    pub waiting: fn(usize) -> String,
    pub note_of: fn(&str) -> String,
    pub covers: fn(usize) -> String,
    pub covers_nothing: &'static str,
    pub explained: fn(usize) -> String,
    pub accept: &'static str,
    pub accept_rest: &'static str,
    pub refuse: &'static str,
    pub why: &'static str,
    pub why_missing: &'static str,
    pub accepted: fn(usize) -> String,
    pub refused: &'static str,
    pub withdrawn_meanwhile: &'static str,
    pub note_here: fn(&str) -> String,
    pub reason: fn(NaiveDate) -> String,
}

impl ExcuseTexts {
    /// A kind of absence that a family gives.
    pub fn kind_name(&self, kind: Absence) -> &'static str {
        self.kinds[usize::from(kind != Absence::Illness)]
    }

    /// How far a note is.
    pub fn state(&self, state: ExcuseState) -> &'static str {
        let place = ExcuseState::ALL.iter().position(|own| *own == state).unwrap_or_default();
        self.states[place]
    }

    /// Why a note cannot be sent.
    pub fn error(&self, error: ExcuseError) -> &'static str {
        match error {
            ExcuseError::Backwards => self.errors[0],
            ExcuseError::OutsideYear => self.errors[1],
            ExcuseError::Kind => self.errors[2],
            ExcuseError::TooLong => self.errors[3],
            ExcuseError::NotOfClass => self.errors[4],
            ExcuseError::TooMany => self.errors[5],
        }
    }

    /// Why a file is no photo that can be kept.
    #[cfg(feature = "ssr")]
    pub fn photo_error(&self, error: klas_documents::photo::PhotoError) -> &'static str {
        use klas_documents::photo::PhotoError;
        match error {
            PhotoError::TooLarge => self.photo_errors[0],
            PhotoError::NotAPhoto => self.photo_errors[1],
            PhotoError::Damaged => self.photo_errors[2],
            PhotoError::TooManyPixels => self.photo_errors[3],
        }
    }
}

pub static UK: ExcuseTexts = ExcuseTexts {
    section: "Записки родин",
    title: "Записки про відсутність",
    write: "Записка про відсутність",
    explain_day: "Пояснити відсутність",
    lead: "Записку отримає класний керівник. Коли він її прийме, «н» за ці дні зміниться на вказану причину.",
    none: "Записок ще немає.",
    from: "З дня",
    to: "по день",
    kind: "Причина",
    kinds: ["хвороба", "інша поважна причина"],
    comment: "Коментар",
    comment_hint: "за бажанням, до 500 знаків",
    photo: "Фото довідки",
    photo_hint: "За бажанням: JPEG, PNG або WebP, до 5 МБ. Бачитимете лише ви та класний керівник. Місце зйомки та інші приховані дані фото ми не зберігаємо.",
    photo_of: |name| format!("Фото довідки: {name}"),
    send: "Надіслати",
    sent: "Записку надіслано класному керівникові.",
    sent_at: |moment| format!("надіслано {moment}"),
    by_another: "Записку надіслав інший представник дитини.",
    withdraw: "Відкликати",
    withdrawn: "Записку відкликано.",
    too_late: "На записку вже відповіли, тому відкликати її не можна. Якщо помилилися – напишіть нову або зверніться до класного керівника.",
    not_sent: "Не надіслано: виправте позначене нижче.",
    dates_wrong: "Укажіть перший і останній день.",
    states: ["чекає на відповідь", "прийнято", "не прийнято", "відкликано"],
    errors: [
        "Останній день не може бути раніше за перший.",
        "Дні мають бути в межах цього навчального року.",
        "Виберіть причину.",
        "Коментар задовгий: до 500 знаків.",
        "У ці дні дитина не навчається в жодному класі закладу.",
        "На відповідь уже чекає десять записок. Відкличте зайві або зверніться до класного керівника.",
    ],
    photo_errors: [
        "Фото завелике: до 5 МБ. Зменште його або зробіть знімок із нижчою якістю. Решта введеного збереглася.",
        "Це не фото: підходять JPEG, PNG і WebP. Виберіть інший файл. Решта введеного збереглася.",
        "Фото пошкоджене, і його не вдалося відкрити. Зробіть новий знімок. Решта введеного збереглася.",
        "У фото забагато пікселів. Зробіть знімок із нижчою якістю. Решта введеного збереглася.",
        "Поки ви входили, фото не збереглося: виберіть його ще раз або надішліть записку без нього.",
    ],
    class_title: "Записки родин про відсутність",
    class_lead: "Прийнята записка змінює «н» за її дні на вказану причину – і ті, що вже стоять, і ті, що вчителі поставлять пізніше. Історія зберігає обидва записи.",
    class_none: "Родини ще не надсилали записок.",
    waiting: |number| {
        format!(
            "{number}\u{a0}{} на відповідь",
            plural(number, &["записка чекає", "записки чекають", "записок чекають"])
        )
    },
    note_of: |name| format!("від: {name}"),
    covers: |number| format!("«н» на {number}\u{a0}{}", plural(number, &["уроці", "уроках", "уроках"])),
    covers_nothing: "«н» за ці дні немає",
    explained: |number| {
        format!("причину вже вказано: {number}\u{a0}{}", plural(number, &["урок", "уроки", "уроків"]))
    },
    accept: "Прийняти",
    accept_rest: "Указати причину решті",
    refuse: "Не приймати",
    why: "Чому не прийнято",
    why_missing: "Напишіть родині, чому записку не прийнято (до 300 знаків).",
    accepted: |number| {
        format!(
            "Записку прийнято. Причину вказано: {number}\u{a0}{}.",
            plural(number, &["урок", "уроки", "уроків"])
        )
    },
    refused: "Відповідь надіслано родині. Те, що вже пояснено, не змінилося.",
    withdrawn_meanwhile: "Тим часом родина відкликала цю записку.",
    note_here: |state| format!("Записка родини: {state}"),
    reason: |day| format!("За запискою родини, прийнятою {}", day.format("%d.%m.%Y")),
};

pub static EN: ExcuseTexts = ExcuseTexts {
    section: "Families' notes",
    title: "Notes about absence",
    write: "Note about an absence",
    explain_day: "Explain the absence",
    lead: "The class teacher receives the note. Once it is accepted, «н» on these days becomes the reason you give.",
    none: "There are no notes yet.",
    from: "From",
    to: "to",
    kind: "Reason",
    kinds: ["illness", "another valid reason"],
    comment: "Comment",
    comment_hint: "optional, at most 500 characters",
    photo: "Photo of a certificate",
    photo_hint: "Optional: JPEG, PNG or WebP, at most 5 MB. Only you and the class teacher see it. The place it was taken and other hidden data are not kept.",
    photo_of: |name| format!("Photo of a certificate: {name}"),
    send: "Send",
    sent: "The note was sent to the class teacher.",
    sent_at: |moment| format!("sent {moment}"),
    by_another: "Another guardian of the child sent this note.",
    withdraw: "Take back",
    withdrawn: "The note was taken back.",
    too_late: "The note was answered already and cannot be taken back. If it is wrong, write a new one or ask the class teacher.",
    not_sent: "Not sent: put right what is marked below.",
    dates_wrong: "Give the first and the last day.",
    states: ["waits for an answer", "accepted", "not accepted", "taken back"],
    errors: [
        "The last day cannot be before the first.",
        "The days have to be of this school year.",
        "Choose a reason.",
        "The comment is too long: at most 500 characters.",
        "On these days the child is in no class of the school.",
        "Ten notes wait for an answer already. Take some back or ask the class teacher.",
    ],
    photo_errors: [
        "The photo is too large: at most 5 MB. Make it smaller or take it with a lower quality. Everything else you typed is kept.",
        "This is no photo: JPEG, PNG and WebP will do. Choose another file. Everything else you typed is kept.",
        "The photo is damaged and could not be opened. Take a new one. Everything else you typed is kept.",
        "The photo has too many pixels. Take it with a lower quality. Everything else you typed is kept.",
        "The photo was not kept while you signed in: choose it again or send the note without it.",
    ],
    class_title: "Families' notes about absence",
    class_lead: "An accepted note turns «н» on its days into the reason it gives: those that stand there and those that teachers enter later. The history keeps both.",
    class_none: "No family has sent a note yet.",
    waiting: |number| {
        let verb = if number == 1 { "note waits" } else { "notes wait" };
        format!("{number}\u{a0}{verb} for an answer")
    },
    note_of: |name| format!("from: {name}"),
    covers: |number| format!("«н» at {number}\u{a0}{}", if number == 1 { "lesson" } else { "lessons" }),
    covers_nothing: "no «н» on these days",
    explained: |number| {
        format!("explained already: {number}\u{a0}{}", if number == 1 { "lesson" } else { "lessons" })
    },
    accept: "Accept",
    accept_rest: "Explain the rest",
    refuse: "Do not accept",
    why: "Why not accepted",
    why_missing: "Tell the family why the note is not accepted (at most 300 characters).",
    accepted: |number| {
        let lessons = if number == 1 { "lesson" } else { "lessons" };
        format!("The note is accepted. The reason was given at {number}\u{a0}{lessons}.")
    },
    refused: "The answer was sent to the family. What was explained stays explained.",
    withdrawn_meanwhile: "The family took this note back meanwhile.",
    note_here: |state| format!("Family's note: {state}"),
    reason: |day| format!("By the family's note accepted on {}", day.format("%d.%m.%Y")),
};
