//! The texts of the general information on pupils and of their health groups.

use klas_domain::health::HealthGroup;

use super::{Locale, plural};

/// The texts of the general information on pupils and of their health groups.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct PupilRecordTexts {
    pub pupils: &'static str,
    pub pupils_title: &'static str,
    pub pupils_lead: &'static str,
    pub born: &'static str,
    pub address: &'static str,
    pub phone: &'static str,
    pub guardians: &'static str,
    pub health: &'static str,
    pub health_title: &'static str,
    pub health_group: &'static str,
    pub no_group: &'static str,
    pub examined: &'static str,
    pub examined_all: &'static str,
    pub examined_hint: &'static str,
    pub save_groups: &'static str,
    pub groups_saved: fn(usize) -> String,
    pub groups_partly: fn(usize) -> String,
    pub group_wrong: &'static str,
    pub examined_missing: &'static str,
    pub examined_wrong: &'static str,
    pub conflict: &'static str,
    groups: [&'static str; 3],
}

impl PupilRecordTexts {
    /// The name of a health group.
    pub fn group(&self, group: HealthGroup) -> &'static str {
        let place = HealthGroup::ALL.iter().position(|own| *own == group).unwrap_or_default();
        self.groups[place]
    }
}

impl Locale {
    /// The texts of the general information on pupils and of their health groups.
    pub fn pupil_records(self) -> &'static PupilRecordTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: PupilRecordTexts = PupilRecordTexts {
    pupils: "Учні",
    pupils_title: "Загальні відомості про учнів",
    pupils_lead: "Персональні дані: їх бачать лише класний керівник і керівництво закладу. Зміни вносить адміністратор журналу.",
    born: "Дата народження",
    address: "Домашня адреса",
    phone: "Телефон",
    guardians: "Батьки",
    health: "Здоров'я",
    health_title: "Листок здоров'я",
    health_group: "Група з фізкультури",
    no_group: "без групи",
    examined: "Дата огляду",
    examined_all: "Дата огляду для всіх",
    examined_hint: "Діє там, де біля учня дати не вказано. Діагнозів тут не пишуть – лише групу.",
    save_groups: "Зберегти групи",
    groups_saved: |number| match number {
        0 => "Нічого не змінено.".to_owned(),
        _ => format!("Збережено: {number}\u{a0}{}.", plural(number, &["учень", "учні", "учнів"])),
    },
    groups_partly: |number| match number {
        0 => "Не збережено: що виправити, сказано біля учнів.".to_owned(),
        _ => format!(
            "Збережено {number}\u{a0}{}; що виправити в решті, сказано біля учнів.",
            plural(number, &["учень", "учні", "учнів"])
        ),
    },
    group_wrong: "Виберіть групу зі списку.",
    examined_missing: "Укажіть дату огляду.",
    examined_wrong: "Огляд має бути не пізніше за сьогодні й не раніше ніж за пів року до початку навчального року.",
    conflict: "Тим часом групу змінив хтось інший: перегляньте й збережіть ще раз.",
    groups: ["основна", "підготовча", "спеціальна"],
};

static EN: PupilRecordTexts = PupilRecordTexts {
    pupils: "Pupils",
    pupils_title: "General information on pupils",
    pupils_lead: "Personal data: only the class teacher and the heads of the school see it. The journal administrator makes changes.",
    born: "Birth date",
    address: "Home address",
    phone: "Telephone",
    guardians: "Guardians",
    health: "Health",
    health_title: "Health groups",
    health_group: "Group for physical education",
    no_group: "no group",
    examined: "Examined on",
    examined_all: "Examined on, for all",
    examined_hint: "Holds where a pupil has no date of their own. No diagnoses are written here – the group alone.",
    save_groups: "Save the groups",
    groups_saved: |number| match number {
        0 => "Nothing was changed.".to_owned(),
        _ => format!("Saved: {number}\u{a0}{}.", if number == 1 { "pupil" } else { "pupils" }),
    },
    groups_partly: |number| match number {
        0 => "Not saved: what to mend is said beside the pupils.".to_owned(),
        _ => format!(
            "Saved {number}\u{a0}{}; what to mend in the others is said beside them.",
            if number == 1 { "pupil" } else { "pupils" }
        ),
    },
    group_wrong: "Choose a group from the list.",
    examined_missing: "Give the day of the examination.",
    examined_wrong: "The examination is not later than today and not earlier than half a year before the academic year.",
    conflict: "Meanwhile somebody else changed the group: look again and save once more.",
    groups: ["main", "preparatory", "special"],
};
