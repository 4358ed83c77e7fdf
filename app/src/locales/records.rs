//! The texts of safety briefings, excursions and practice, and the names of a journal's sections.

use klas_domain::{briefing::BriefingKind, excursion::ExcursionKind};

use super::{Locale, plural};

/// The texts of safety briefings, excursions and practice.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct RecordTexts {
    pub sections: &'static str,
    pub briefings: &'static str,
    pub briefings_title: &'static str,
    pub no_briefings: &'static str,
    pub new_briefing: &'static str,
    pub excursions: &'static str,
    pub excursions_title: &'static str,
    pub no_excursions: &'static str,
    pub new_excursion: &'static str,
    pub kind: &'static str,
    pub topic: &'static str,
    pub held_by: &'static str,
    pub present: &'static str,
    pub present_of: fn(usize, usize) -> String,
    pub absent: &'static str,
    pub who_was_present: &'static str,
    pub dates: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub place: &'static str,
    pub hours: &'static str,
    pub hours_of: fn(u32) -> String,
    pub led_by: &'static str,
    pub write: &'static str,
    pub saved: &'static str,
    pub correct: &'static str,
    pub correct_record: &'static str,
    pub corrected: &'static str,
    pub save_correction: &'static str,
    pub cancel: &'static str,
    pub struck: &'static str,
    pub conflict: &'static str,
    pub date_wrong: &'static str,
    pub topic_wrong: &'static str,
    pub held_by_wrong: &'static str,
    pub nobody_present: &'static str,
    pub dates_wrong: &'static str,
    pub place_wrong: &'static str,
    pub hours_wrong: &'static str,
    pub led_by_wrong: &'static str,
    briefing_kinds: [&'static str; 5],
    excursion_kinds: [&'static str; 2],
}

impl RecordTexts {
    /// The name of a kind of briefing.
    pub fn briefing(&self, kind: BriefingKind) -> &'static str {
        let place = BriefingKind::ALL.iter().position(|own| *own == kind).unwrap_or_default();
        self.briefing_kinds[place]
    }

    /// The name of a kind of excursion.
    pub fn excursion(&self, kind: ExcursionKind) -> &'static str {
        let place = ExcursionKind::ALL.iter().position(|own| *own == kind).unwrap_or_default();
        self.excursion_kinds[place]
    }
}

impl Locale {
    /// The texts of safety briefings, excursions and practice.
    pub fn records(self) -> &'static RecordTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }

    /// The short name of a section of a class's journal.
    #[cfg(feature = "ssr")]
    pub fn section(self, section: crate::api::register::Section) -> &'static str {
        use crate::api::register::Section;
        match section {
            Section::Attendance => self.registers().open_register,
            Section::Summary => self.registers().open_summary,
            Section::Pupils => self.pupil_records().pupils,
            Section::Health => self.pupil_records().health,
            Section::Families => self.families().families,
            Section::Briefings => self.records().briefings,
            Section::Excursions => self.records().excursions,
            Section::Notes => self.excuses().section,
            Section::Weeks => self.weeks().section,
            Section::Amendments => self.own_data().section,
        }
    }
}

static UK: RecordTexts = RecordTexts {
    sections: "Розділи журналу класу",
    briefings: "Інструктажі",
    briefings_title: "Бесіди та інструктажі з безпеки життєдіяльності",
    no_briefings: "Бесід та інструктажів ще не записано.",
    new_briefing: "Записати бесіду чи інструктаж",
    excursions: "Екскурсії",
    excursions_title: "Екскурсії та навчальна практика",
    no_excursions: "Екскурсій і практики ще не записано.",
    new_excursion: "Записати екскурсію чи практику",
    kind: "Вид",
    topic: "Тема",
    held_by: "Хто проводив",
    present: "Присутні",
    present_of: |present, of| format!("{present} з {of}"),
    absent: "відсутні",
    who_was_present: "Присутні – зніміть позначку з тих, кого не було. Хто того дня не навчався в класі, до запису не потрапить.",
    dates: "Дата",
    from: "Дата",
    to: "по (якщо кілька днів)",
    place: "Куди, тема",
    hours: "Годин",
    hours_of: |hours| {
        let number = usize::try_from(hours).unwrap_or_default();
        format!("{hours}\u{a0}{}", plural(number, &["година", "години", "годин"]))
    },
    led_by: "Керівник",
    write: "Записати",
    saved: "Записано.",
    correct: "Виправити",
    correct_record: "Виправити запис",
    corrected: "виправлено",
    save_correction: "Зберегти виправлення",
    cancel: "Не виправляти",
    struck: "Запис помилковий: закреслити",
    conflict: "Тим часом запис змінив хтось інший: перегляньте й збережіть ще раз.",
    date_wrong: "Укажіть день цього навчального року, не пізніше за сьогодні.",
    topic_wrong: "Напишіть тему: щонайбільше 300 знаків.",
    held_by_wrong: "Напишіть, хто проводив: щонайбільше 120 знаків.",
    nobody_present: "Позначте присутніх: нікого з позначених того дня в класі не було.",
    dates_wrong: "Укажіть дні цього навчального року, не пізніше за сьогодні; перший – не пізніше за останній.",
    place_wrong: "Напишіть, куди чи на яку тему: щонайбільше 300 знаків.",
    hours_wrong: "Укажіть години цілим числом від 1 до 160.",
    led_by_wrong: "Напишіть керівника: щонайбільше 120 знаків.",
    briefing_kinds: ["вступний", "первинний", "позаплановий", "цільовий", "бесіда"],
    excursion_kinds: ["екскурсія", "практика"],
};

static EN: RecordTexts = RecordTexts {
    sections: "Sections of the class's journal",
    briefings: "Briefings",
    briefings_title: "Safety talks and briefings",
    no_briefings: "No talks or briefings have been written yet.",
    new_briefing: "Write a talk or briefing",
    excursions: "Excursions",
    excursions_title: "Excursions and educational practice",
    no_excursions: "No excursions or practice have been written yet.",
    new_excursion: "Write an excursion or practice",
    kind: "Kind",
    topic: "Topic",
    held_by: "Held by",
    present: "Present",
    present_of: |present, of| format!("{present} of {of}"),
    absent: "absent",
    who_was_present: "Present – untick those who were absent. Whoever was not of the class that day is left out.",
    dates: "Date",
    from: "Date",
    to: "to (if several days)",
    place: "Where to, topic",
    hours: "Hours",
    hours_of: |hours| format!("{hours}\u{a0}{}", if hours == 1 { "hour" } else { "hours" }),
    led_by: "Led by",
    write: "Write",
    saved: "Written.",
    correct: "Correct",
    correct_record: "Correct the record",
    corrected: "corrected",
    save_correction: "Save the correction",
    cancel: "Leave it",
    struck: "The record is a mistake: strike it through",
    conflict: "Meanwhile somebody else changed the record: look again and save once more.",
    date_wrong: "Give a day of this academic year, not later than today.",
    topic_wrong: "Write the topic: at most 300 characters.",
    held_by_wrong: "Write who held it: at most 120 characters.",
    nobody_present: "Tick who was present: none of those ticked was of the class that day.",
    dates_wrong: "Give days of this academic year, not later than today; the first not after the last.",
    place_wrong: "Write where to or on which topic: at most 300 characters.",
    hours_wrong: "Give the hours as a whole number from 1 to 160.",
    led_by_wrong: "Write who led it: at most 120 characters.",
    briefing_kinds: ["introductory", "primary", "unscheduled", "targeted", "talk"],
    excursion_kinds: ["excursion", "practice"],
};
