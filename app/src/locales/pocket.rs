//! The texts of the installed app: what is kept in it, and what works without a network.

use super::Locale;

/// The texts of the installed app.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct PocketTexts {
    /// `{}` stands for the time.
    pub since: &'static str,
    pub offline: &'static str,
    pub reload: &'static str,
    pub unsent: &'static str,
    pub unwritten: &'static str,
    pub unsaved: &'static str,
    /// A journal whose name is not known; `{}` stands for the number of changes.
    pub unsaved_journal: &'static str,
    pub unsaved_open: &'static str,
    pub unsaved_drop: &'static str,
    /// `{}` stands for the journal.
    pub unsaved_drop_asked: &'static str,
    pub offline_title: &'static str,
    pub offline_hint: &'static str,
    /// After signing out without a network.
    pub leaving: &'static str,
    pub kept: &'static str,
    pub again: &'static str,
}

impl Locale {
    /// The texts of the installed app.
    pub fn pocket(self) -> &'static PocketTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

const UK: PocketTexts = PocketTexts {
    since: "Станом на {}. Оновлюємо…",
    offline: "Немає зв'язку. Станом на {}",
    reload: "Зв'язок є. Оновити сторінку",
    unsent: "Є зміни, яких сервер ще не має. Якщо вийти, вони зникнуть. Вийти?",
    unwritten: "Немає зв'язку: не надіслано. Усе лишилося у формі – натисніть ще раз, коли зв'язок з'явиться.",
    unsaved: "Ще не збережено:",
    unsaved_journal: "журнал, змін: {}",
    unsaved_open: "відкрити, щоб зберегти",
    unsaved_drop: "Відкинути",
    unsaved_drop_asked: "Відкинути незбережене ({})? Повернути його вже не вдасться.",
    offline_title: "Немає зв'язку",
    leaving: "З цього пристрою все прибрано, але сервер про вихід ще не знає. Вихід завершиться сам, щойно цей браузер матиме зв'язок: доти нічого від вашого імені він не відкриє.",
    offline_hint: "Цієї сторінки немає на вашому пристрої. Без мережі відкриваються сторінки, які ви вже дивилися.",
    kept: "Є на пристрої:",
    again: "Спробувати ще раз",
};

const EN: PocketTexts = PocketTexts {
    since: "As of {}. Refreshing…",
    offline: "No connection. As of {}",
    reload: "Connected again. Refresh the page",
    unsent: "Some changes have not reached the server. If you sign out, they are lost. Sign out?",
    unwritten: "No connection: nothing was sent. All of it is still in the form – press again once you are connected.",
    unsaved: "Not saved yet:",
    unsaved_journal: "a journal, changes: {}",
    unsaved_open: "open it to save",
    unsaved_drop: "Discard",
    unsaved_drop_asked: "Discard what was not saved ({})? It cannot be brought back.",
    offline_title: "No connection",
    leaving: "Everything is gone from this device, but the server does not know yet that you signed out. It is told as soon as this browser has a connection; until then nothing opens here in your name.",
    offline_hint: "This page is not on your device. Without a network, pages that you have seen before open.",
    kept: "On the device:",
    again: "Try again",
};
