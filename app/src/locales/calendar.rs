//! The texts of the year's dates.

use klas_domain::calendar::{Semester, YearFault};

use super::{Locale, plural};

/// The texts of the year's dates.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct CalendarTexts {
    /// Of the year's label.
    pub title: fn(&str) -> String,
    pub link: &'static str,
    pub what: &'static str,
    pub semesters: &'static str,
    pub first: &'static str,
    pub second: &'static str,
    pub holidays: &'static str,
    pub holidays_hint: &'static str,
    pub name: &'static str,
    pub from: &'static str,
    pub until: &'static str,
    pub save: &'static str,
    pub bad_date: &'static str,
    pub refused: &'static str,
    /// Of the year's label.
    pub other_year: fn(&str) -> String,
    pub semester_order: &'static str,
    pub unnamed: &'static str,
    pub holiday_order: &'static str,
    pub outside: &'static str,
    pub overlap: &'static str,
    pub closed: [&'static str; 2],
    /// Of the lessons taken off, added, and left on days without lessons.
    pub saved: fn([usize; 3]) -> String,
}

impl CalendarTexts {
    /// What is said of a date that cannot be.
    pub fn fault(&self, fault: YearFault, year: &str) -> String {
        match fault {
            YearFault::OtherYear => (self.other_year)(year),
            YearFault::SemesterOrder => self.semester_order.to_owned(),
            YearFault::Unnamed(_) => self.unnamed.to_owned(),
            YearFault::HolidayOrder(_) => self.holiday_order.to_owned(),
            YearFault::Outside(_) => self.outside.to_owned(),
            YearFault::Overlap(_) => self.overlap.to_owned(),
        }
    }

    /// What is said of a closed semester whose dates would move.
    pub fn closed(&self, semester: Semester) -> &'static str {
        self.closed[usize::from(semester == Semester::Second)]
    }
}

impl Locale {
    /// The texts of the year's dates.
    pub fn calendar(self) -> &'static CalendarTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

const UK: CalendarTexts = CalendarTexts {
    title: |year| format!("Навчальний рік {year}"),
    link: "Дати навчального року",
    what: "Дати встановлює педагогічна рада. Коли ви їх змінюєте, уроки від сьогодні змінюються за ними й за розкладом: у канікули їх не стане, у навчальні дні вони з'являться. Минулих уроків це не чіпає, і урок, у якому вже щось записано, лишається.",
    semesters: "Семестри",
    first: "І семестр",
    second: "ІІ семестр",
    holidays: "Канікули та інші дні без уроків",
    holidays_hint: "Щоб прибрати рядок, зітріть його. Для карантину або простою впишіть новий.",
    name: "Назва",
    from: "Перший день",
    until: "Останній день",
    save: "Зберегти",
    bad_date: "Вкажіть дату.",
    refused: "Дат не змінено: виправте позначене.",
    other_year: |year| format!("Рік {year} починається і закінчується у своїх календарних роках."),
    semester_order: "Семестри мають іти один за одним.",
    unnamed: "Дайте назву.",
    holiday_order: "Останній день раніше за перший.",
    outside: "Ці дні поза навчальним роком.",
    overlap: "Ці дні вже є в іншому рядку.",
    closed: [
        "І семестр уже закривають: його дат не змінити.",
        "ІІ семестр уже закривають: його дат не змінити.",
    ],
    saved: |[removed, made, kept]| {
        let parts = [
            (removed, "знято."),
            (made, "додано."),
            (kept, "у дні без уроків лишилося, бо в них уже є записи: скасуйте їх у «Замінах»."),
        ];
        let parts = parts.into_iter().filter(|(number, _)| *number > 0);
        parts.fold("Збережено.".to_owned(), |said, (number, done)| {
            said + " " + &lessons(number) + " " + done
        })
    },
};

fn lessons(number: usize) -> String {
    format!("{number}\u{a0}{}", plural(number, &["урок", "уроки", "уроків"]))
}

const EN: CalendarTexts = CalendarTexts {
    title: |year| format!("Academic year {year}"),
    link: "Dates of the academic year",
    what: "The pedagogical council sets the dates. When you change them, lessons from today on follow them and the timetable: none in the holidays, those of the timetable on school days. Past lessons stay, and so does a lesson in which something is written.",
    semesters: "Semesters",
    first: "Semester I",
    second: "Semester II",
    holidays: "Holidays and other days without lessons",
    holidays_hint: "To take a line away, empty it. For a quarantine or a closure, write a new one.",
    name: "Name",
    from: "First day",
    until: "Last day",
    save: "Save",
    bad_date: "Give a date.",
    refused: "The dates were not changed: correct what is marked.",
    other_year: |year| format!("The year {year} begins and ends in its own calendar years."),
    semester_order: "The semesters must follow one another.",
    unnamed: "Give a name.",
    holiday_order: "The last day is before the first.",
    outside: "These days are outside of the year.",
    overlap: "These days are in another line already.",
    closed: ["Semester I is being closed: its dates stay.", "Semester II is being closed: its dates stay."],
    saved: |[removed, made, kept]| {
        let parts = [
            (removed, "taken off."),
            (made, "added."),
            (kept, "on days without lessons stay, because something is written there."),
        ];
        let parts = parts.into_iter().filter(|(number, _)| *number > 0);
        let lessons =
            |number| if number == 1 { " 1 lesson ".to_owned() } else { format!(" {number} lessons ") };
        parts.fold("Saved.".to_owned(), |said, (number, done)| said + &lessons(number) + done)
    },
};
