//! The texts of the change of a figure, pupil by pupil.

use klas_domain::figures::{Measure, Parts};

use super::{Locale, plural};

/// The texts of the change of a figure.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct ChangeTexts {
    pub title: &'static str,
    pub choose_measure: &'static str,
    pub choose_against: &'static str,
    /// What is chosen there: the other semester, last year.
    pub against: [&'static str; 2],
    pub column: &'static str,
    pub column_of_groups: &'static str,
    /// Of those who have marks of both times, of now alone, of then alone; then being the other semester.
    pub in_semesters: [&'static str; 3],
    /// The same where then is a year ago.
    pub in_years: [&'static str; 3],
    /// What the marks give to each figure, at the head of a column.
    pub sums: [&'static str; 4],
    share: fn(u64, u32) -> String,
    /// Of a mark that has no other beside it.
    pub one_mark: fn(&str) -> String,
    pub other_class: fn(&str) -> String,
    pub no_marks: &'static str,
    pub not_here: &'static str,
    pub unnamed: fn(usize) -> String,
    pub nothing: &'static str,
    pub nothing_hint: &'static str,
    pub rule: &'static str,
}

impl ChangeTexts {
    /// What a figure is made of: «3 з 5», a mean «42 : 5».
    pub fn parts(&self, measure: Measure, parts: Parts) -> String {
        match measure {
            Measure::Quality | Measure::Success => (self.share)(parts.sum, parts.of),
            Measure::Mean | Measure::Index => format!("{} : {}", parts.sum, parts.of),
        }
    }

    /// What the marks give to a figure, at the head of a column.
    pub fn sum(&self, measure: Measure) -> &'static str {
        self.sums[measure as usize]
    }
}

impl Locale {
    /// The texts of the change of a figure.
    pub fn change(self) -> &'static ChangeTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }

    /// A figure without the sign of per cent; a dash where there is none.
    pub fn figure(self, measure: Measure, value: Option<u32>) -> String {
        value.map_or("–".to_owned(), |value| self.decimal(&measure.written(value)))
    }
}

static UK: ChangeTexts = ChangeTexts {
    title: "Зміна",
    choose_measure: "Показник",
    choose_against: "З чим порівняно",
    against: ["з іншим семестром", "з минулим роком"],
    column: "Зміна",
    column_of_groups: "Коли враховано",
    in_semesters: ["В обох семестрах", "Лише в цьому семестрі", "Лише в іншому семестрі"],
    in_years: ["І цього року, і торік", "Торік не було", "Цього року вже немає"],
    sums: ["З них 7–12", "З них 4–12", "Сума балів", "Сума ваг рівнів"],
    share: |sum, of| format!("{sum} з {of}"),
    one_mark: |mark| format!("оцінка {mark}"),
    other_class: |class| format!("у класі {class}"),
    no_marks: "без оцінок",
    not_here: "не в закладі",
    unnamed: |number| {
        let whom = plural(number, &["учень, якого", "учні, яких", "учнів, яких"]);
        format!("Ще {number} {whom} у вашому класі вже немає")
    },
    nothing: "Порівняти немає з чим",
    nothing_hint: "У базі немає такого року чи семестру, або цього класу тоді не було.",
    rule: "Показник – це сума, яку дають оцінки всіх учнів переліку, поділена на кількість цих оцінок: якість – скільки з них 7–12, успішність – скільки 4–12, середній бал – сума балів, ступінь навченості – сума ваг рівнів. Зміна – різниця двох показників рядка «Разом», округлених так, як їх показано. Учня, який має оцінки лише за один із двох періодів, враховано лише в ньому: торішній показник класу – це всі, хто тоді в ньому був (8-А порівняно з 7-А), хоч би де вони були тепер. Різниця в рядку учня – його власна. Середнє таких різниць зміни не дає: оцінок і учнів щоразу інша кількість.",
};

static EN: ChangeTexts = ChangeTexts {
    title: "Change",
    choose_measure: "Figure",
    choose_against: "Held against",
    against: ["the other semester", "last year"],
    column: "Change",
    column_of_groups: "Counted",
    in_semesters: ["In both semesters", "In this semester alone", "In the other semester alone"],
    in_years: ["This year and last year", "Not here last year", "No longer here this year"],
    sums: ["Of them 7–12", "Of them 4–12", "Sum of points", "Sum of the levels' weights"],
    share: |sum, of| format!("{sum} of {of}"),
    one_mark: |mark| format!("mark {mark}"),
    other_class: |class| format!("in class {class}"),
    no_marks: "no marks",
    not_here: "not at the school",
    unnamed: |number| {
        let whom = if number == 1 { "pupil who has" } else { "pupils who have" };
        format!("{number} more {whom} left your class")
    },
    nothing: "There is nothing to compare with",
    nothing_hint: "There is no such year or semester in the database, or the class was not there then.",
    rule: "A figure is the sum that the marks of all pupils of the list give, divided by the number of these marks: quality – how many of them are 7–12, success – how many are 4–12, the mean – the sum of points, the learning index – the sum of the levels' weights. The change is the difference of the two figures in the row “Together”, rounded as they are shown. A pupil who has marks in one of the two periods alone counts in that one alone: last year's figure of a class is of everybody who was in it then (8-А against 7-А), wherever they are now. The difference in a pupil's row is the pupil's own. The mean of these differences is not the change: the numbers of marks and of pupils are not the same.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_written_with_what_it_is_made_of() {
        let parts = Parts { sum: 42, of: 5 };
        let told = |locale: Locale| Measure::ALL.map(|measure| locale.change().parts(measure, parts));
        assert_eq!(told(Locale::Uk), ["42 з 5", "42 з 5", "42 : 5", "42 : 5"]);
        assert_eq!(told(Locale::En), ["42 of 5", "42 of 5", "42 : 5", "42 : 5"]);
        let figure = |locale: Locale, measure| locale.figure(measure, Some(614));
        assert_eq!(figure(Locale::Uk, Measure::Quality), "61,4");
        assert_eq!(figure(Locale::En, Measure::Mean), "6.14");
        assert_eq!(Locale::Uk.figure(Measure::Index, None), "–");
    }

    #[test]
    fn whom_a_class_lost_is_counted_as_the_language_does() {
        assert_eq!((UK.unnamed)(1), "Ще 1 учень, якого у вашому класі вже немає");
        assert_eq!((UK.unnamed)(3), "Ще 3 учні, яких у вашому класі вже немає");
        assert_eq!((EN.unnamed)(1), "1 more pupil who has left your class");
    }
}
