//! The texts of the bells.

use super::Locale;

/// The texts of the bells.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct BellTexts {
    pub title: &'static str,
    pub what: &'static str,
    pub none: &'static str,
    /// A schedule without a name.
    pub unnamed: &'static str,
    /// All classes.
    pub all: &'static str,
    pub days: &'static str,
    pub no_days: &'static str,
    pub only_one: &'static str,
    pub add: &'static str,
    pub day: &'static str,
    pub whose: &'static str,
    pub schedule: &'static str,
    pub set: &'static str,
    pub back: &'static str,
    pub bad_date: &'static str,
    pub outside: &'static str,
}

impl Locale {
    /// The texts of the bells.
    pub fn bells(self) -> &'static BellTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

const UK: BellTexts = BellTexts {
    title: "Розклад дзвінків",
    what: "Розклади дзвінків і зміни класів адміністратор журналу імпортує з таблиць закладу. Тут призначають день з іншими дзвінками, наприклад скорочені уроки: час уроків зміниться на сторінці «Сьогодні», у щоденнику й у календарях родин.",
    none: "Розкладу дзвінків ще немає.",
    unnamed: "Звичайний розклад",
    all: "усі класи",
    days: "Дні з іншими дзвінками",
    no_days: "Таких днів немає.",
    only_one: "Розклад дзвінків один. Щоб призначити день зі скороченими уроками, спершу імпортуйте і їхній розклад.",
    add: "Інші дзвінки на день",
    day: "День",
    whose: "Для кого",
    schedule: "Розклад",
    set: "Призначити",
    back: "Скасувати",
    bad_date: "Вкажіть дату.",
    outside: "Цей день поза навчальним роком.",
};

const EN: BellTexts = BellTexts {
    title: "Bells",
    what: "The journal administrator imports the bell schedules and the shifts of classes from the school's spreadsheets. Here a day is given other bells, those of shortened lessons for example: the times of its lessons change on the page “Today”, in the diary and in families' calendars.",
    none: "There are no bells yet.",
    unnamed: "Usual schedule",
    all: "all classes",
    days: "Days with other bells",
    no_days: "There are none.",
    only_one: "There is one bell schedule. To set a day of shortened lessons, import their schedule first.",
    add: "Other bells on a day",
    day: "Day",
    whose: "For whom",
    schedule: "Schedule",
    set: "Set",
    back: "Take back",
    bad_date: "Give a date.",
    outside: "This day is outside of the year.",
};
