//! The texts of the scales that the school chooses.

use klas_domain::Scale;

use super::Locale;

/// The texts of the scales that the school chooses.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct ScaleTexts {
    pub title: &'static str,
    pub classes: &'static str,
    pub classes_hint: &'static str,
    pub passed: &'static str,
    pub passed_hint: &'static str,
    /// Of the names of classes and subjects.
    pub marked: fn(&str) -> String,
    verbal: &'static str,
    levels: &'static str,
    points: &'static str,
    pass: &'static str,
}

impl ScaleTexts {
    /// What a scale is called.
    pub fn scale(&self, scale: Scale) -> &'static str {
        match scale {
            Scale::Verbal => self.verbal,
            Scale::Levels => self.levels,
            Scale::TwelvePoint => self.points,
            Scale::Pass => self.pass,
        }
    }
}

impl Locale {
    /// The texts of the scales that the school chooses.
    pub fn scales(self) -> &'static ScaleTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: ScaleTexts = ScaleTexts {
    title: "Шкали оцінювання",
    classes: "1–2 класи",
    classes_hint: "У 1–2 класах оцінюють вербально; заклад може вибрати рівні. У 3–4 класах – рівні, у 5–12 – бали від 1 до 12.",
    passed: "Зараховано чи незараховано",
    passed_hint: "Позначте предмети, за які ставлять «зар» або «незар»: курси за вибором, факультативи.",
    marked: |names| {
        format!("Нічого не змінено: за цією шкалою вже є оцінки – {names}. Шкалу змінюють до першої оцінки.")
    },
    verbal: "вербальна оцінка",
    levels: "рівні П, С, Д, В",
    points: "12 балів",
    pass: "зараховано / незараховано",
};

static EN: ScaleTexts = ScaleTexts {
    title: "Scales of marks",
    classes: "Grades 1 and 2",
    classes_hint: "Grades 1 and 2 are assessed in words; the school may choose levels. Grades 3 and 4 have levels, grades 5–12 points from 1 to 12.",
    passed: "Passed or not passed",
    passed_hint: "Tick the subjects that are passed or not: electives, optional courses.",
    marked: |names| {
        format!(
            "Nothing was changed: there are marks on that scale already – {names}. A scale changes before the first mark."
        )
    },
    verbal: "in words",
    levels: "levels П, С, Д, В",
    points: "12 points",
    pass: "passed / not passed",
};
