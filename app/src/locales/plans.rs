//! The texts of the fulfilment of plans.

use super::Locale;

/// The texts of the fulfilment of plans.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct PlanHoursTexts {
    pub title: &'static str,
    pub course: &'static str,
    pub basis: &'static str,
    by_plan: &'static str,
    by_load: &'static str,
    /// Planned, given, cancelled, to come, short, over.
    pub numbers: [&'static str; 6],
    /// Of the day up to which lessons are held.
    pub rule: fn(&str) -> String,
    pub empty: &'static str,
}

impl PlanHoursTexts {
    /// «Виконання планів · І семестр 2026/2027»
    pub fn titled(&self, period: &str, year: &str) -> String {
        format!("{} · {period} {year}", self.title)
    }

    /// What the planned hours are.
    pub fn basis_of(&self, has_plan: bool) -> &'static str {
        if has_plan { self.by_plan } else { self.by_load }
    }
}

impl Locale {
    /// The texts of the fulfilment of plans.
    pub fn plans(self) -> &'static PlanHoursTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: PlanHoursTexts = PlanHoursTexts {
    title: "Виконання планів",
    course: "Клас і предмет",
    basis: "Заплановано за",
    by_plan: "планом",
    by_load: "навантаженням",
    numbers: ["Заплановано", "Проведено", "Скасовано", "Попереду", "Бракує", "Понад план"],
    rule: |day| {
        format!(
            "Заплановано – теми календарно-тематичного плану: на І семестр припадає стільки його рядків, скільки уроків дає розклад, решта – на ІІ; порожні рядки не рахуються. Де плану немає – години на тиждень, помножені на навчальні тижні (по п'ять днів). Проведено – уроки по {day} включно, крім скасованих і тих, замість яких був інший предмет. Бракує – скільки запланованих годин не буде, навіть якщо всі уроки попереду відбудуться."
        )
    },
    empty: "Ні уроків, ні планів за цей час немає.",
};

static EN: PlanHoursTexts = PlanHoursTexts {
    title: "Fulfilment of plans",
    course: "Class and subject",
    basis: "Planned by",
    by_plan: "plan",
    by_load: "load",
    numbers: ["Planned", "Given", "Cancelled", "To come", "Short", "Over"],
    rule: |day| {
        format!(
            "Planned are the topics of the topic plan: of semester I those of as many lines as the timetable gives it lessons, the rest of semester II; empty lines do not count. Where there is no plan, weekly hours times school weeks (of five days). Given are the lessons up to {day}, without those cancelled and those in whose place another subject was. Short is how many planned hours will be missing, even if all lessons to come are given."
        )
    },
    empty: "There are neither lessons nor plans in this time.",
};
