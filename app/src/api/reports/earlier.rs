//! What the figures were in the other periods of the year, and in the same period a year ago.

use chrono::NaiveDate;
use klas_domain::figures::{Figures, Period};
use klas_store::{
    Reader,
    reports::{Behind, Count, Question},
};

use super::{
    Against, By, Covered, Narrowed,
    last_year::{LastYear, Names},
    sums::Sums,
};
use crate::failure::Failure;

/// What the figures were before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// In the other semester of the year.
    pub semester: Option<Figures>,
    /// In the same period a year ago: of a class, its own when it was a grade lower.
    pub year: Option<Figures>,
}

impl Before {
    pub(super) fn of(semester: Figures, year: Figures) -> Self {
        let known = |figures: Figures| (figures.attested() > 0).then_some(figures);
        Self { semester: known(semester), year: known(year) }
    }

    /// The figures of one of the two.
    pub fn at(&self, against: Against) -> Option<Figures> {
        match against {
            Against::Semester => self.semester,
            Against::LastYear => self.year,
        }
    }
}

/// A period and what its marks come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The period.
    pub period: Period,
    /// Whether it is of the year before.
    pub last_year: bool,
    /// How addresses name it.
    pub query: String,
    /// The marks.
    pub figures: Figures,
    /// Where they are found.
    pub behind: Behind,
    /// Whether the visitor may list all of them.
    pub listed: bool,
}

/// The marks of the year's other periods, and those of a year ago.
#[derive(Default)]
pub(super) struct Earlier {
    /// The classes of the year.
    pub names: Names,
    /// In the order of the year.
    periods: Vec<(Period, Vec<Count>)>,
    /// The same period a year ago, and its marks.
    year: Option<(LastYear, Vec<Count>)>,
}

impl Earlier {
    /// What the marks of a question are held against.
    pub async fn read(
        reader: &mut Reader,
        today: NaiveDate,
        question: &Question,
        covered: &Covered,
    ) -> Result<Self, Failure> {
        let names = reader.class_names(question.year).await?;
        let mut periods = Vec::new();
        for period in Period::ALL.into_iter().filter(|period| *period != covered.period) {
            let day = period.last_day(&covered.year).min(today);
            periods.push((period, reader.mark_counts(&Question { period, day, ..*question }).await?));
        }
        let year = match LastYear::read(reader, question, covered, &names).await? {
            None => None,
            Some(year) => {
                let counts = year.counts(reader).await?;
                Some((year, counts))
            }
        };
        Ok(Self { names, periods, year })
    }

    /// What the marks of a narrowed report were before.
    pub fn before(&self, period: Period, narrowed: &Narrowed) -> Before {
        let year = self.a_year_ago(narrowed);
        let year = year.map(|(_, counts, then)| figures_of(counts, &then)).unwrap_or_default();
        Before::of(figures_of(self.other_semester(period), narrowed), year)
    }

    /// The same of each of the lines: of the other semester and of a year ago.
    pub fn sums(&self, period: Period, by: By, narrowed: &Narrowed) -> (Sums, Sums) {
        let year = self.a_year_ago(narrowed);
        let year = year.map(|(year, counts, then)| Sums::of(counts, &year.names, by, &then));
        let semester = Sums::of(self.other_semester(period), &self.names, by, narrowed);
        (semester, year.unwrap_or_default())
    }

    /// The periods of the year that have marks, in its order, and then the same period a year ago.
    pub fn moments(&self, covered: &Covered, now: &Figures, narrowed: &Narrowed) -> Vec<Moment> {
        let own = Period::ALL.into_iter().map(|period| Moment {
            period,
            last_year: false,
            query: covered.query_of(period),
            figures: if period == covered.period { *now } else { figures_of(self.of(period), narrowed) },
            behind: narrowed.behind(),
            listed: true,
        });
        let year = self.a_year_ago(narrowed).map(|(year, counts, then)| Moment {
            period: covered.period,
            last_year: true,
            query: year.query.clone(),
            figures: figures_of(counts, &then),
            behind: then.behind(),
            listed: year.lists(&then.behind()),
        });
        own.chain(year).filter(|moment| moment.figures.attested() > 0).collect()
    }

    fn of(&self, period: Period) -> &[Count] {
        let own = self.periods.iter().find(|(own, _)| *own == period);
        own.map(|(_, counts)| counts.as_slice()).unwrap_or_default()
    }

    fn other_semester(&self, period: Period) -> &[Count] {
        period.other_semester().map(|other| self.of(other)).unwrap_or_default()
    }

    /// The year ago with its marks, and what the report is narrowed to in it; none where its class was not there.
    fn a_year_ago(&self, narrowed: &Narrowed) -> Option<(&LastYear, &[Count], Narrowed)> {
        let (year, counts) = self.year.as_ref()?;
        let then = year.behind(&self.names, &narrowed.behind())?;
        Some((year, counts, Narrowed { class: then.class, ..*narrowed }))
    }
}

/// The figures of the marks that a narrowed report keeps.
pub(super) fn figures_of(counts: &[Count], narrowed: &Narrowed) -> Figures {
    let mut figures = Figures::default();
    for count in counts.iter().filter(|count| narrowed.keeps(count)) {
        figures.add(count.mark, count.number);
    }
    figures
}
