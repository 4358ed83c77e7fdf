//! The same period a year ago, and what a viewer sees of it.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;
use klas_domain::{Id, id::of, school::ClassName};
use klas_store::{
    Reader,
    reports::{Behind, Count, Question, ReportMark},
};

use super::{Covered, query_of_period};
use crate::failure::Failure;

/// The classes of a year as they are written.
pub(super) type Names = HashMap<Id<of::SchoolClass>, ClassName>;

/// What a class was called a year ago.
pub(super) fn a_grade_lower(class: &ClassName) -> ClassName {
    ClassName { grade: class.grade.saturating_sub(1), letter: class.letter.clone() }
}

/// The same period a year ago.
pub(super) struct LastYear {
    /// The question about it.
    pub question: Question,
    /// The year as papers name it.
    pub label: String,
    /// How addresses name the period.
    pub query: String,
    /// The classes of the year.
    pub names: Names,
    /// The classes that the viewer leads now.
    led: HashSet<Id<of::SchoolClass>>,
    /// The same classes as they were then, where somebody else led them. Whoever leads a class holds it against itself;
    /// the marks that others gave it count, and are listed for the pupils alone whom it still has.
    taken_over: HashSet<Id<of::SchoolClass>>,
}

impl LastYear {
    /// The year before that of a question, whose classes are `names`; none where the school has no such year.
    pub async fn read(
        reader: &mut Reader,
        question: &Question,
        covered: &Covered,
        names: &Names,
    ) -> Result<Option<Self>, Failure> {
        let Some(eve) = covered.year.starts_on.pred_opt() else { return Ok(None) };
        let (id, year) = reader.year(eve).await?;
        // To days before a school's first year, that one is the nearest.
        if id == question.year {
            return Ok(None);
        }
        let mut own = Self {
            question: Question { year: id, day: covered.period.last_day(&year), ..*question },
            label: year.label(),
            query: query_of_period(covered.period, Some(year.starts_on.year())),
            names: reader.class_names(id).await?,
            led: HashSet::new(),
            taken_over: HashSet::new(),
        };
        if let Some(viewer) = question.viewer {
            own.led = reader.classes_led_in(question.year, viewer).await?;
            let led_then = reader.classes_led_in(id, viewer).await?;
            let then = own.led.iter().filter_map(|class| own.class(names.get(class)?));
            own.taken_over = then.filter(|class| !led_then.contains(class)).collect();
        }
        Ok(Some(own))
    }

    /// What a class of now was then.
    fn class(&self, now: &ClassName) -> Option<Id<of::SchoolClass>> {
        let name = a_grade_lower(now);
        self.names.iter().find(|(_, own)| **own == name).map(|(class, _)| *class)
    }

    /// What was looked behind a year ago: of a class and of a parallel, themselves a grade lower. None where they were
    /// not there.
    pub fn behind(&self, names: &Names, now: &Behind) -> Option<Behind> {
        let class = match now.class {
            Some(class) => Some(self.class(names.get(&class)?)?),
            None => None,
        };
        let grade = match now.grade {
            Some(grade) => Some(grade.checked_sub(1).filter(|grade| *grade > 0)?),
            None => None,
        };
        Some(Behind { class, grade, ..*now })
    }

    /// Whether the viewer may list all marks that count there.
    pub fn lists(&self, then: &Behind) -> bool {
        then.class.map_or(self.taken_over.is_empty(), |class| !self.taken_over.contains(&class))
    }

    /// Whether the viewer leads a class now.
    pub fn leads(&self, class: Id<of::SchoolClass>) -> bool {
        self.led.contains(&class)
    }

    /// The marks that count.
    pub async fn counts(&self, reader: &mut Reader) -> Result<Vec<Count>, Failure> {
        let mut counts = reader.mark_counts(&self.question).await?;
        if !self.taken_over.is_empty() {
            let all = reader.mark_counts(&Question { viewer: None, ..self.question }).await?;
            counts.retain(|count| !self.taken_over.contains(&count.class));
            counts.extend(all.into_iter().filter(|count| self.taken_over.contains(&count.class)));
        }
        Ok(counts)
    }

    /// The marks behind a figure: those that the viewer lists, and those that count besides.
    pub async fn marks(
        &self,
        reader: &mut Reader,
        then: &Behind,
    ) -> Result<(Vec<ReportMark>, Vec<ReportMark>), Failure> {
        let seen = reader.marks_behind(&self.question, then).await?;
        if self.taken_over.is_empty() {
            return Ok((seen, Vec::new()));
        }
        let known: HashSet<_> = seen.iter().map(|mark| (mark.pupil, mark.subject)).collect();
        let mut besides = reader.marks_behind(&Question { viewer: None, ..self.question }, then).await?;
        besides.retain(|mark| {
            self.taken_over.contains(&mark.class) && !known.contains(&(mark.pupil, mark.subject))
        });
        Ok((seen, besides))
    }
}
