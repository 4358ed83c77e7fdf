//! The texts of semester reports.

mod en;
mod uk;

use klas_domain::{
    Level,
    figures::{Hundredths, InitialWeight, Measure, Period, Tenths},
    school::ClassName,
};

use super::Locale;

pub use en::TEXTS as EN;
pub use uk::TEXTS as UK;

/// The texts of semester reports.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct ReportTexts {
    moved_to: fn(&str) -> String,
    gone: &'static str,
    pub nav: &'static str,
    /// Of the period and the year's label: «Підсумки І семестру 2026/2027».
    pub title: fn(Period, &str) -> String,
    pub periods: [&'static str; 3],
    pub choose_period: &'static str,
    pub choose_year: &'static str,
    pub show_year: &'static str,
    pub choose_lines: &'static str,
    pub narrow: &'static str,
    pub all_of_them: &'static str,
    pub not_here: &'static str,
    pub nothing_chosen: &'static str,
    pub show_all: &'static str,
    /// Classes, subjects, teachers, parallels.
    pub lines: [&'static str; 4],
    pub line: [&'static str; 4],
    pub parallel: fn(&str) -> String,
    pub vacant: &'static str,
    pub all_together: &'static str,
    pub own_only: &'static str,
    pub back: &'static str,
    pub pupils_attested: &'static str,
    pub marks_attested: &'static str,
    pub of_all: fn(u32, u32) -> String,
    pub not_attested_pupils: fn(u32) -> String,
    pub not_attested_marks: fn(u32) -> String,
    pub unmarked_pupils: fn(u32) -> String,
    pub quality: &'static str,
    pub quality_means: &'static str,
    pub success: &'static str,
    pub success_means: &'static str,
    pub mean: &'static str,
    pub index: &'static str,
    /// Of the weight of the initial level.
    pub index_means: fn(u8) -> String,
    pub initial_weight: &'static str,
    pub initial_weight_hint: &'static str,
    pub initial_weight_wrong: &'static str,
    /// Of a share and of marks: «48,6 % учнів з усіма 7–12».
    pub by_pupils: fn(&str, &str) -> String,
    pub to_last_year: &'static str,
    /// The same at the head of a column.
    pub to_last_year_column: &'static str,
    /// To semester I, to semester II.
    pub to_semester: [&'static str; 2],
    /// The same at the head of a column.
    pub to_semester_column: [&'static str; 2],
    /// What the changes of quality are held against, where they stand in columns: the other semester.
    pub rule_semester: &'static str,
    pub pupils_column: &'static str,
    pub marks_column: &'static str,
    pub levels_column: &'static str,
    pub quality_column: &'static str,
    pub success_column: &'static str,
    pub mean_column: &'static str,
    pub index_column: &'static str,
    pub pupils_quality_column: &'static str,
    pub pupils_success_column: &'static str,
    pub not_attested: &'static str,
    /// Lowest first.
    pub levels: [&'static str; 4],
    pub level_figure: fn(&str, u32, &str) -> String,
    pub bar_of: fn(&str) -> String,
    pub table_of: fn(&str) -> String,
    pub empty: fn(&str) -> String,
    pub empty_hint: &'static str,
    pub to_journals: &'static str,
    /// Of a class that is assessed in words.
    pub in_words: &'static str,
    pub in_words_hint: &'static str,
    pub rules: &'static str,
    pub spread: &'static str,
    pub spread_of_levels: &'static str,
    pub trend: &'static str,
    pub points: &'static str,
    /// Of a period: «Торік, І семестр».
    pub last_year: fn(&str) -> String,
    pub rule_marks: &'static str,
    pub rule_pupils: fn(&str) -> String,
    /// Of the weight of the initial level.
    pub rule_figures: fn(u8) -> String,
    pub rule_over_all: &'static str,
    pub rule_last_year: &'static str,
    pub rule_changes: &'static str,
    pub class_title: fn(&str, Period, &str) -> String,
    pub marks_of_pupils: &'static str,
    pub corrected: &'static str,
    pub pupil_level: &'static str,
    pub by_subject: &'static str,
    pub subject: &'static str,
    pub teacher: &'static str,
    pub mark: &'static str,
    pub lists: &'static str,
    /// The head of the column that names a list.
    pub list: &'static str,
    /// The head of the column that names a figure.
    pub figure: &'static str,
    pub absences: &'static str,
    pub pupils_of_level: [&'static str; 4],
    pub one_mark_away: &'static str,
    pub one_mark_away_hint: &'static str,
    /// Subject, mark, level: «Алгебра – 9, до високого рівня».
    pub away: fn(&str, &str, Level) -> String,
    pub not_attested_list: &'static str,
    pub unmarked_list: &'static str,
    pub nobody: &'static str,
    pub behind_title: &'static str,
    pub pupils_title: &'static str,
    pub only_levels: [&'static str; 4],
    pub only_quality: &'static str,
    pub only_success: &'static str,
    pub only_attested: &'static str,
    pub only_not_attested: &'static str,
    pub only_unmarked: &'static str,
    pub only_away: &'static str,
    pub only_pointed: &'static str,
    /// Of pupils and marks: «усі оцінки 7–12».
    pub only_all: fn(&str) -> String,
    pub marks_number: fn(usize) -> String,
    pub no_such_marks: &'static str,
    pub pupils_number: fn(usize) -> String,
    pub no_such_pupils: &'static str,
    pub page_of: fn(usize, usize) -> String,
    pub previous_page: &'static str,
    pub next_page: &'static str,
    pub more_by: &'static str,
    pub less_by: &'static str,
    pub unchanged: &'static str,
}

impl ReportTexts {
    /// A level's name.
    pub fn level(&self, level: Level) -> &'static str {
        self.levels[level as usize]
    }

    /// A period's name: «І семестр».
    pub fn period(&self, period: Period) -> &'static str {
        let place = Period::ALL.iter().position(|own| *own == period).unwrap_or_default();
        self.periods[place]
    }

    /// What a figure is called.
    pub fn measure(&self, measure: Measure) -> &'static str {
        [self.quality, self.success, self.mean, self.index][measure as usize]
    }

    /// The same at the head of a column.
    pub fn measure_column(&self, measure: Measure) -> &'static str {
        let columns = [self.quality_column, self.success_column, self.mean_column, self.index_column];
        columns[measure as usize]
    }

    /// What a figure means, where its name does not say it.
    pub fn means(&self, measure: Measure, initial: InitialWeight) -> Option<String> {
        match measure {
            Measure::Quality => Some(self.quality_means.to_owned()),
            Measure::Success => Some(self.success_means.to_owned()),
            Measure::Mean => None,
            Measure::Index => Some((self.index_means)(initial.hundredths())),
        }
    }

    /// Where a pupil of the class went: «вибув до 6-Б».
    pub fn moved(&self, now: Option<&ClassName>) -> String {
        now.map_or_else(|| self.gone.to_owned(), |class| (self.moved_to)(&class.to_string()))
    }
}

impl Locale {
    /// The texts of semester reports.
    pub fn reports(self) -> &'static ReportTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }

    /// A number with the language's decimal sign.
    pub fn decimal(self, number: &str) -> String {
        match self {
            Self::Uk => number.to_owned(),
            Self::En => number.replace(',', "."),
        }
    }

    /// `61,4`; a dash where there is no figure.
    pub fn tenths(self, figure: Option<Tenths>) -> String {
        figure.map_or("–".to_owned(), |figure| self.decimal(&figure.to_string()))
    }

    /// `7,84`; a dash where there is no figure.
    pub fn hundredths(self, figure: Option<Hundredths>) -> String {
        figure.map_or("–".to_owned(), |figure| self.decimal(&figure.to_string()))
    }

    /// `61,4 %`; a dash where there is no figure.
    pub fn per_cent(self, figure: Option<Tenths>) -> String {
        match (self, figure) {
            (_, None) => "–".to_owned(),
            (Self::Uk, figure) => format!("{}\u{a0}%", self.tenths(figure)),
            (Self::En, figure) => format!("{}%", self.tenths(figure)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let (share, mean) = (Some(Tenths(614)), Some(Hundredths(784)));
        assert_eq!(
            (Locale::Uk.per_cent(share), Locale::Uk.hundredths(mean)),
            ("61,4\u{a0}%".into(), "7,84".into())
        );
        assert_eq!(
            (Locale::En.per_cent(share), Locale::En.hundredths(mean)),
            ("61.4%".into(), "7.84".into())
        );
        assert_eq!((Locale::Uk.per_cent(None), Locale::En.hundredths(None)), ("–".into(), "–".into()));
    }
}
