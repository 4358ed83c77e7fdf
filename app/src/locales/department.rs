//! The texts of the figures that a department sees.

use super::Locale;

/// The texts of the figures that a department sees.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct DepartmentTexts {
    pub nav: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub schools: &'static str,
    pub school: &'static str,
    pub classes_column: &'static str,
    pub no_classes: &'static str,
    pub rule_classes: &'static str,
}

impl Locale {
    /// The texts of the figures that a department sees.
    pub fn department(self) -> &'static DepartmentTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: DepartmentTexts = DepartmentTexts {
    nav: "Показники",
    title: "Показники закладів",
    lead: "Лише узагальнені числа закладів, у яких вам надано роль спеціаліста управління: імен учнів та їхніх оцінок управління не бачить.",
    schools: "Заклади освіти",
    school: "Заклад",
    classes_column: "Класів",
    no_classes: "У закладі ще немає класів, які оцінюють балами чи рівнями.",
    rule_classes: "Учні – ті, хто навчався в класі в останній день періоду, а якщо період триває, – сьогодні. Класи зі словесним оцінюванням не враховано.",
};

static EN: DepartmentTexts = DepartmentTexts {
    nav: "Figures",
    title: "Figures of the schools",
    lead: "Nothing but totals of the schools that gave you the role of a department officer: the department sees neither pupils by name nor their marks.",
    schools: "Schools",
    school: "School",
    classes_column: "Classes",
    no_classes: "The school has no classes yet that are marked by points or levels.",
    rule_classes: "Pupils are those of a class on the last day of the period, or today while it lasts. Classes assessed in words have no part in it.",
};
