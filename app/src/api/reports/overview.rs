//! The figures of the school by class, subject, teacher or parallel, and what they were before.

use std::collections::BTreeSet;

use klas_domain::{
    Id,
    figures::{Figures, Pupils},
    id::of,
};
use klas_store::reports::{Behind, Report, ReportClass, Teacher};

use super::{
    Before, Choices, Covered, Moment, Narrowed, Origin, When,
    earlier::{Earlier, figures_of},
    question,
    sums::{Key, Sums},
    viewer,
};
use crate::{failure::Failure, locales::ReportTexts, visit::Visit};

/// What the lines of a report stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Classes.
    #[default]
    Classes,
    /// Subjects.
    Subjects,
    /// Teachers.
    Teachers,
    /// Classes of the same year of study together.
    Parallels,
}

impl By {
    /// All, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Classes, Self::Subjects, Self::Teachers, Self::Parallels];

    /// As addresses name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Classes => "classes",
            Self::Subjects => "subjects",
            Self::Teachers => "teachers",
            Self::Parallels => "parallels",
        }
    }

    /// What an address names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }
}

/// A line of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What it is about: a class, a subject, a teacher, a year of study; empty where the teacher's place is vacant.
    pub name: String,
    /// Where its marks are found.
    pub behind: Behind,
    /// The class whose page the visitor may open.
    pub class: Option<Id<of::SchoolClass>>,
    /// The marks.
    pub figures: Figures,
    /// The pupils over all subjects, where the line has pupils and the visitor sees all their subjects.
    pub pupils: Option<Pupils>,
    /// What the marks were before.
    pub before: Before,
}

impl Line {
    /// What the line is called.
    pub fn title(&self, texts: &ReportTexts) -> String {
        match (self.name.as_str(), self.behind.grade) {
            ("", _) => texts.vacant.to_owned(),
            (grade, Some(_)) => (texts.parallel)(grade),
            (name, None) => name.to_owned(),
        }
    }
}

/// A report.
pub struct Overview {
    /// What it covers.
    pub covered: Covered,
    /// What its lines stand for.
    pub by: By,
    /// Whether it covers the whole school, or the visitor's own courses and class.
    pub whole: bool,
    /// What it is narrowed to.
    pub narrowed: Narrowed,
    /// What it can be narrowed to.
    pub choices: Choices,
    /// Everything together.
    pub total: Line,
    /// What the marks of all periods come to.
    pub trend: Vec<Moment>,
    /// The lines in their order.
    pub lines: Vec<Line>,
}

/// The report of a period.
pub async fn overview(visit: &Visit, when: When, by: By, narrowed: Narrowed) -> Result<Overview, Failure> {
    Ok(read(visit, when, narrowed).await?.overview(by))
}

/// The report with each kind of lines.
pub async fn overviews(visit: &Visit, when: When, narrowed: Narrowed) -> Result<[Overview; 4], Failure> {
    let read = read(visit, when, narrowed).await?;
    Ok(By::ALL.map(|by| read.overview(by)))
}

/// What the store tells of a period and of those that it is held against.
struct Read {
    covered: Covered,
    whole: bool,
    narrowed: Narrowed,
    choices: Choices,
    now: Report,
    earlier: Earlier,
}

impl Read {
    fn overview(&self, by: By) -> Overview {
        let period = self.covered.period;
        let figures = figures_of(&self.now.counts, &self.narrowed);
        let total = Line {
            behind: self.narrowed.behind(),
            figures,
            pupils: together(self.now.classes.iter()),
            before: self.earlier.before(period, &self.narrowed),
            ..Line::default()
        };
        Overview {
            covered: Covered { origin: Origin::of(by, &self.narrowed), ..self.covered.clone() },
            by,
            whole: self.whole,
            narrowed: self.narrowed,
            choices: self.choices.clone(),
            total,
            trend: self.earlier.moments(&self.covered, &figures, &self.narrowed),
            lines: self.lines(by),
        }
    }

    fn lines(&self, by: By) -> Vec<Line> {
        let report = &self.now;
        let sums = Sums::of(&report.counts, &self.earlier.names, by, &self.narrowed);
        let (semester, year) = self.earlier.sums(self.covered.period, by, &self.narrowed);
        let line = |key: Key, name: String, behind: Behind| Line {
            name,
            behind,
            figures: sums.get(&key),
            before: Before::of(semester.get(&key), year.get(&key.a_year_ago())),
            ..Line::default()
        };
        let own = self.narrowed.behind();
        match by {
            By::Classes => report
                .classes
                .iter()
                .map(|class| Line {
                    class: class.pupils.map(|_| class.id),
                    pupils: class.pupils,
                    ..line(
                        Key::Class(class.name.clone()),
                        class.name.to_string(),
                        Behind { class: Some(class.id), ..own },
                    )
                })
                .collect(),
            By::Subjects => report
                .subjects
                .iter()
                .map(|(id, name)| line(Key::Subject(*id), name.clone(), Behind { subject: Some(*id), ..own }))
                .collect(),
            By::Teachers => teachers(report, own, &line),
            By::Parallels => parallels(report, own, &line),
        }
    }
}

/// Where the pupils of classes stand together; none unless those of each of them are told: marks of classes of which the
/// visitor sees own subjects alone stand beside no pupils.
fn together<'a>(mut classes: impl Iterator<Item = &'a ReportClass>) -> Option<Pupils> {
    let first = classes.next()?.pupils?;
    classes.try_fold(first, |all, class| Some(all.and(&class.pupils?)))
}

async fn read(visit: &Visit, when: When, narrowed: Narrowed) -> Result<Read, Failure> {
    let viewer = viewer(visit)?;
    let mut reader = visit.reader().await?;
    let (question, covered) = question(&mut reader, when, viewer, visit.today()).await?;
    let mut now = reader.report(&question).await?;
    let choices = Choices::of(&now);
    narrowed.narrow(&mut now);
    let earlier = if now.counts.is_empty() {
        Earlier::default()
    } else {
        Earlier::read(&mut reader, visit.today(), &question, &covered).await?
    };
    Ok(Read { covered, whole: viewer.is_none(), narrowed, choices, now, earlier })
}

fn teachers(report: &Report, own: Behind, line: &dyn Fn(Key, String, Behind) -> Line) -> Vec<Line> {
    let line = |teacher: Teacher, name: String| {
        line(Key::Teacher(teacher), name, Behind { teacher: Some(teacher), ..own })
    };
    let named = report.teachers.iter().map(|(id, name)| line(Teacher::Person(*id), name.full()));
    let vacant = report.counts.iter().any(|count| count.teacher.is_none());
    named.chain(vacant.then(|| line(Teacher::Vacant, String::new()))).collect()
}

fn parallels(report: &Report, own: Behind, line: &dyn Fn(Key, String, Behind) -> Line) -> Vec<Line> {
    let grades: BTreeSet<_> = report.classes.iter().map(|class| class.name.grade).collect();
    grades
        .into_iter()
        .map(|grade| {
            let classes = report.classes.iter().filter(|class| class.name.grade == grade);
            Line {
                pupils: together(classes),
                ..line(Key::Grade(grade), grade.to_string(), Behind { grade: Some(grade), ..own })
            }
        })
        .collect()
}
