//! The texts of summative columns, on pages and in the grid.

use std::fmt::Display;

use klas_domain::{
    calendar::Semester,
    column::{ColumnRefusal, Sum, Work},
    proposal::{Part, Warning},
};

/// The texts of summative columns.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct SummaryTexts {
    pub view: &'static str,
    pub columns: &'static str,
    pub columns_title: &'static str,
    pub back_to_journal: &'static str,
    pub marking: &'static str,
    pub weights: &'static str,
    pub weights_hint: &'static str,
    pub bad_weight: &'static str,
    pub subject_groups_hint: &'static str,
    pub groups_too_long: &'static str,
    pub groups_marked: &'static str,
    pub themes: &'static str,
    pub themes_hint: &'static str,
    pub no_themes: &'static str,
    pub last_lesson: &'static str,
    pub theme_name: &'static str,
    pub add_theme: &'static str,
    pub from_plan: fn(usize) -> String,
    pub works: &'static str,
    pub works_hint: &'static str,
    pub lesson: &'static str,
    pub work: &'static str,
    pub add_work: &'static str,
    pub remove: &'static str,
    pub groups: &'static str,
    pub groups_hint: &'static str,
    pub group: &'static str,
    pub no_group: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    pub choose: &'static str,
    pub work_names: [&'static str; Work::ALL.len()],
    pub works_short: [&'static str; Work::ALL.len()],
    pub proposed: fn(&str) -> String,
    pub mean: fn(&str) -> String,
    pub accept: fn(&str) -> String,
    pub accept_column: fn(usize) -> String,
    pub confirm: &'static str,
    pub confirm_column: fn(usize) -> String,
    pub stale: &'static str,
    pub reasons: &'static str,
    pub weighs: fn(u8) -> String,
    pub no_mark: &'static str,
    pub accepted: fn(usize) -> String,
    pub refusals: [&'static str; 6],
    pub closed_columns: &'static str,
    sum_names: SumNames,
    sums_short: SumNames,
    warning_no_current: &'static str,
    warning_no_marks: &'static str,
    warning_not_points: &'static str,
    warning_not_attested: fn(Part) -> String,
    warning_missing: fn(Part) -> String,
}

struct SumNames {
    thematic: &'static str,
    results: &'static str,
    semesters: [&'static str; 2],
    corrected: [&'static str; 2],
    annual: &'static str,
    corrected_annual: &'static str,
    attestation: &'static str,
}

impl SumNames {
    fn of(&self, sum: Sum, theme: Option<usize>) -> String {
        let place = |semester: Semester| usize::from(semester == Semester::Second);
        match sum {
            Sum::Thematic(..) => match theme {
                Some(number) => format!("{} {number}", self.thematic),
                None => self.thematic.to_owned(),
            },
            Sum::Results(_, group) => format!("{}{group}", self.results),
            Sum::Semester(semester) => self.semesters[place(semester)].to_owned(),
            Sum::Corrected(semester) => self.corrected[place(semester)].to_owned(),
            Sum::Annual => self.annual.to_owned(),
            Sum::CorrectedAnnual => self.corrected_annual.to_owned(),
            Sum::Attestation => self.attestation.to_owned(),
        }
    }
}

impl SummaryTexts {
    /// The name of a summative column; a theme with its number within the semester.
    pub fn sum_name(&self, sum: Sum, theme: Option<usize>) -> String {
        self.sum_names.of(sum, theme)
    }

    /// For which group of results a column's marks count: its number from 1, and its name of the subject's.
    pub fn counted_for(&self, number: u8, groups: &[String]) -> String {
        let name = usize::from(number).checked_sub(1).and_then(|place| groups.get(place));
        let name = name.map(|name| format!(": {name}")).unwrap_or_default();
        format!("{}{number}{name}", self.sum_names.results)
    }

    /// The same as a column's head has room for.
    pub fn sum_short(&self, sum: Sum, theme: Option<usize>) -> String {
        self.sums_short.of(sum, theme)
    }

    /// A group of results as a column's head has room for it.
    pub fn group_short(&self, number: impl Display) -> String {
        format!("{}{number}", self.sums_short.results)
    }

    /// The name of a kind of work.
    pub fn work_name(&self, work: Work) -> &'static str {
        self.work_names[work as usize]
    }

    /// The same as a column's head has room for.
    pub fn work_short(&self, work: Work) -> &'static str {
        self.works_short[work as usize]
    }

    /// What to know of the proposal for a column, in the words of the rules (DOMAIN §4.4).
    pub fn warning(&self, sum: Sum, warning: Warning) -> String {
        match (warning, sum) {
            (Warning::NoMarks, Sum::Thematic(..) | Sum::Results(..)) => self.warning_no_current.to_owned(),
            (Warning::NoMarks, _) => self.warning_no_marks.to_owned(),
            (Warning::NotPoints, _) => self.warning_not_points.to_owned(),
            (Warning::NotAttested(part), _) => (self.warning_not_attested)(part),
            (Warning::Missing(part), _) => (self.warning_missing)(part),
        }
    }

    /// Why a change of columns was refused.
    pub fn column_refusal(&self, refusal: ColumnRefusal) -> &'static str {
        match refusal {
            ColumnRefusal::Forbidden | ColumnRefusal::NoSuchColumn => self.refusals[0],
            ColumnRefusal::AlreadyThere => self.refusals[1],
            ColumnRefusal::NotEmpty => self.refusals[2],
            ColumnRefusal::TooLong => self.refusals[3],
            ColumnRefusal::NoSuchGroup => self.refusals[4],
            ColumnRefusal::Closed => self.refusals[5],
        }
    }
}

pub static UK: SummaryTexts = SummaryTexts {
    view: "Підсумки",
    columns: "Стовпці",
    columns_title: "Стовпці сторінки",
    back_to_journal: "До журналу",
    marking: "Оцінювання",
    weights: "Вага видів робіт",
    weights_hint: "Скільки важить оцінка за роботу в тематичній. Оцінка за звичайний урок важить 1.",
    bad_weight: "Вага – ціле число від 1 до 10.",
    subject_groups_hint: "Кожна група – окремий рядок. Сторінки предмета одразу матимуть такі стовпці; порожнє поле – предмет без груп. Закриті семестри лишаються, як були.",
    groups_too_long: "Щонайбільше 9 груп, назва – до 200 знаків.",
    groups_marked: "У стовпці групи, якої не стало б, уже є оцінки: журнал зберігає все.",
    themes: "Теми",
    themes_hint: "Тематична оцінка стоїть одразу після останнього уроку теми й підсумовує поточні оцінки від попередньої теми.",
    no_themes: "Тем ще немає.",
    last_lesson: "Останній урок теми",
    theme_name: "Назва теми",
    add_theme: "Додати тему",
    from_plan: |themes| format!("Узяти теми з плану: {themes}"),
    works: "Додаткові роботи уроку",
    works_hint: "Кілька оцінок за один урок: кожна робота – окремий стовпець. Скільки важить кожна, вирішує заклад.",
    lesson: "Урок",
    work: "Вид роботи",
    add_work: "Додати роботу",
    remove: "Прибрати",
    groups: "Групи результатів",
    groups_hint: "Оцінки уроку чи роботи зараховуються до обраної групи; семестрова оцінка – середнє груп.",
    group: "Група результатів",
    no_group: "не зараховується",
    save: "Зберегти",
    saved: "Збережено",
    choose: "оберіть",
    work_names: [
        "Усна відповідь",
        "Зошит",
        "Контрольна робота",
        "Самостійна робота",
        "Лабораторна чи практична робота",
        "Навчальний проєкт",
    ],
    works_short: ["усно", "зош.", "КР", "сам.", "практ.", "проєкт"],
    proposed: |mark| format!("Пропонуємо {mark}"),
    mean: |mean| format!("середнє {mean}"),
    accept: |mark| format!("Прийняти {mark}"),
    accept_column: |number| format!("Прийняти весь стовпець: {number}"),
    confirm: "Підтвердити оцінку",
    confirm_column: |number| format!("Підтвердити весь стовпець: {number}"),
    stale: "Змінились поточні: підтвердьте оцінку або поставте іншу.",
    reasons: "З чого складається",
    weighs: |weight| format!("×{weight}"),
    no_mark: "–",
    accepted: |number| format!("Прийнято пропозицій: {number}. Ctrl+Z поверне, як було."),
    refusals: [
        "Такого уроку чи стовпця на цій сторінці немає. Оновіть сторінку.",
        "Із цим уроком уже завершується інша тема.",
        "У стовпці вже писали: журнал зберігає все, тож прибрати його не можна.",
        "Задовга назва: щонайбільше 200 знаків.",
        "Такої групи результатів предмет не має.",
        "Семестр закрито: його стовпці вже не змінити. Відкрити семестр може заступник директора.",
    ],
    closed_columns: "Семестр закрито, тож його стовпці не змінюються:",
    sum_names: SumNames {
        thematic: "Тематична",
        results: "Група результатів ",
        semesters: ["І семестр", "ІІ семестр"],
        corrected: ["Скоригована за І семестр", "Скоригована за ІІ семестр"],
        annual: "Річна",
        corrected_annual: "Скоригована річна",
        attestation: "Державна підсумкова атестація",
    },
    sums_short: SumNames {
        thematic: "Тем.",
        results: "ГР",
        semesters: ["І\u{a0}сем.", "ІІ\u{a0}сем."],
        corrected: ["Скор.", "Скор."],
        annual: "Річна",
        corrected_annual: "Ск.\u{a0}р.",
        attestation: "ДПА",
    },
    warning_no_current: "Немає поточних оцінок.",
    warning_no_marks: "Немає оцінок, з яких скласти середнє.",
    warning_not_points: "Рівні й заліки не мають середнього: вирішуєте ви.",
    warning_not_attested: |part| match part {
        Part::Theme(number) => format!("Н/а у темі {number}: до середнього не входить."),
        Part::Group(number) => format!("Н/а у ГР{number}: до середнього не входить."),
        Part::Semester(number) => {
            format!("Н/а за {} семестр: річну вирішуєте ви.", ["І", "ІІ"][usize::from(number > 1)])
        }
    },
    warning_missing: |part| match part {
        Part::Theme(number) => format!("Немає оцінки за тему {number}."),
        Part::Group(number) => format!("Немає ГР{number}."),
        Part::Semester(number) => {
            format!("Немає оцінки за {} семестр.", ["І", "ІІ"][usize::from(number > 1)])
        }
    },
};

pub static EN: SummaryTexts = SummaryTexts {
    view: "Summary",
    columns: "Columns",
    columns_title: "Columns of the page",
    back_to_journal: "Back to the journal",
    marking: "Marking",
    weights: "Weight of works",
    weights_hint: "How much a mark for a work weighs in the thematic one. A mark of an ordinary lesson weighs 1.",
    bad_weight: "A weight is a whole number from 1 to 10.",
    subject_groups_hint: "One group a line. The subject's pages get these columns at once; an empty field is a subject without groups. Closed semesters stay as they were.",
    groups_too_long: "At most 9 groups, names of at most 200 characters.",
    groups_marked: "Marks stand in the column of a group that would be no more: the journal keeps everything.",
    themes: "Themes",
    themes_hint: "A thematic mark stands right after the theme's last lesson and sums up the current marks since the theme before.",
    no_themes: "There are no themes yet.",
    last_lesson: "Last lesson of the theme",
    theme_name: "Name of the theme",
    add_theme: "Add theme",
    from_plan: |themes| format!("Take themes from the plan: {themes}"),
    works: "Further works of a lesson",
    works_hint: "Several marks for one lesson: each work has its own column. The school decides what each weighs.",
    lesson: "Lesson",
    work: "Kind of work",
    add_work: "Add work",
    remove: "Remove",
    groups: "Groups of results",
    groups_hint: "Marks of a lesson or work count for the chosen group; the semester mark is the mean of the groups.",
    group: "Group of results",
    no_group: "does not count",
    save: "Save",
    saved: "Saved",
    choose: "choose",
    work_names: [
        "Oral answer",
        "Notebook",
        "Control work",
        "Independent work",
        "Laboratory or practical work",
        "Project",
    ],
    works_short: ["oral", "book", "CW", "ind.", "pract.", "proj."],
    proposed: |mark| format!("We propose {mark}"),
    mean: |mean| format!("mean {mean}"),
    accept: |mark| format!("Accept {mark}"),
    accept_column: |number| format!("Accept the whole column: {number}"),
    confirm: "Confirm the mark",
    confirm_column: |number| format!("Confirm the whole column: {number}"),
    stale: "Current marks have changed: confirm the mark or give another.",
    reasons: "What it is made of",
    weighs: |weight| format!("×{weight}"),
    no_mark: "–",
    accepted: |number| format!("Proposals accepted: {number}. Ctrl+Z takes it back."),
    refusals: [
        "There is no such lesson or column on this page. Load the page again.",
        "Another theme ends with this lesson already.",
        "Something was written in the column: the journal keeps everything, so it cannot be removed.",
        "The name is too long: 200 characters at most.",
        "The subject has no such group of results.",
        "The semester is closed: its columns are not changed any more. A deputy head may reopen it.",
    ],
    closed_columns: "The semester is closed, so its columns do not change:",
    sum_names: SumNames {
        thematic: "Thematic",
        results: "Group of results ",
        semesters: ["Semester I", "Semester II"],
        corrected: ["Corrected, semester I", "Corrected, semester II"],
        annual: "Annual",
        corrected_annual: "Corrected annual",
        attestation: "State attestation",
    },
    sums_short: SumNames {
        thematic: "Th.",
        results: "GR",
        semesters: ["I\u{a0}sem.", "II\u{a0}sem."],
        corrected: ["Corr.", "Corr."],
        annual: "Year",
        corrected_annual: "C.\u{a0}yr",
        attestation: "Exam",
    },
    warning_no_current: "There are no current marks.",
    warning_no_marks: "There are no marks to make a mean of.",
    warning_not_points: "Levels and passes have no mean: you decide.",
    warning_not_attested: |part| match part {
        Part::Theme(number) => format!("Not attested in theme {number}: left out of the mean."),
        Part::Group(number) => format!("Not attested in GR{number}: left out of the mean."),
        Part::Semester(number) => {
            format!(
                "Not attested in semester {}: you decide the annual mark.",
                ["I", "II"][usize::from(number > 1)]
            )
        }
    },
    warning_missing: |part| match part {
        Part::Theme(number) => format!("There is no mark for theme {number}."),
        Part::Group(number) => format!("There is no GR{number}."),
        Part::Semester(number) => {
            format!("There is no mark for semester {}.", ["I", "II"][usize::from(number > 1)])
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    /// DOMAIN §4.4, rows 5, 6 and 10: what the rules say of a proposal.
    #[test]
    fn warnings_speak_as_the_rules_do() {
        let thematic = Sum::Thematic(Semester::First, (chrono::NaiveDate::MIN, 1));
        let semester = Sum::Semester(Semester::First);
        let rows = [
            (thematic, Warning::NoMarks, "немає поточних оцінок"),
            (Sum::Results(Semester::First, 2), Warning::NoMarks, "немає поточних оцінок"),
            (semester, Warning::NotAttested(Part::Theme(2)), "н/а у темі 2"),
            (semester, Warning::Missing(Part::Group(2)), "немає гр2"),
            (Sum::Annual, Warning::NotAttested(Part::Semester(1)), "н/а за і семестр"),
        ];
        for (sum, warning, words) in rows {
            let said = UK.warning(sum, warning).to_lowercase();
            assert!(said.starts_with(words), "{said}");
        }
        assert!(!UK.warning(semester, Warning::NoMarks).contains("поточних"));
    }
}
