//! The figures of the school by class, subject, teacher or parallel, and what they were before.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use klas_domain::{
    Id,
    figures::{Figures, Pupils},
    id::of,
    school::ClassName,
};
use klas_store::{
    Reader,
    reports::{Behind, Question, Report},
};

use super::{Covered, When, question, viewer};
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

/// What the figures were before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// In the other semester of the year.
    pub semester: Option<Figures>,
    /// In the same period a year ago: of a class, its own when it was a grade lower.
    pub year: Option<Figures>,
}

/// A line of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What it is about: a class, a subject, a teacher, a year of study; empty where the teacher's place is vacant.
    pub name: String,
    /// Where its marks are found; none where they cannot be told from others.
    pub behind: Option<Behind>,
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
        match (self.name.as_str(), self.behind.and_then(|behind| behind.grade)) {
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
    /// Everything together.
    pub total: Line,
    /// The lines in their order.
    pub lines: Vec<Line>,
}

/// What a mark is counted for, known again in another year.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Class(ClassName),
    Subject(Id<of::Subject>),
    Teacher(Option<Id<of::Person>>),
    Grade(u8),
}

impl Key {
    /// What it was a year ago: pupils were a grade lower.
    fn a_year_ago(&self) -> Self {
        match self {
            Self::Class(name) => {
                Self::Class(ClassName { grade: name.grade.saturating_sub(1), letter: name.letter.clone() })
            }
            Self::Grade(grade) => Self::Grade(grade.saturating_sub(1)),
            same => same.clone(),
        }
    }
}

/// The marks of a report, all together and by key.
#[derive(Default)]
struct Sums {
    all: Figures,
    by: HashMap<Key, Figures>,
}

impl Sums {
    fn of(report: &Report, by: By) -> Self {
        let names: HashMap<_, _> = report.classes.iter().map(|class| (class.id, &class.name)).collect();
        let mut sums = Self::default();
        for count in &report.counts {
            let key = match (by, names.get(&count.class)) {
                (By::Classes, Some(name)) => Key::Class((*name).clone()),
                (By::Parallels, Some(name)) => Key::Grade(name.grade),
                (By::Subjects, _) => Key::Subject(count.subject),
                (By::Teachers, _) => Key::Teacher(count.teacher),
                (_, None) => continue,
            };
            sums.all.add(count.mark, count.number);
            sums.by.entry(key).or_default().add(count.mark, count.number);
        }
        sums
    }

    fn get(&self, key: &Key) -> Figures {
        self.by.get(key).copied().unwrap_or_default()
    }
}

/// What the figures of this period are held against.
#[derive(Default)]
struct Earlier {
    semester: Sums,
    year: Sums,
}

impl Earlier {
    fn of(&self, key: &Key) -> Before {
        before(self.semester.get(key), self.year.get(&key.a_year_ago()))
    }
}

fn before(semester: Figures, year: Figures) -> Before {
    let known = |figures: Figures| (figures.attested() > 0).then_some(figures);
    Before { semester: known(semester), year: known(year) }
}

/// The report of a period.
pub async fn overview(visit: &Visit, when: When, by: By) -> Result<Overview, Failure> {
    Ok(read(visit, when).await?.overview(by))
}

/// The report with each kind of lines.
pub async fn overviews(visit: &Visit, when: When) -> Result<[Overview; 4], Failure> {
    let read = read(visit, when).await?;
    Ok(By::ALL.map(|by| read.overview(by)))
}

/// What the store tells of a period and of those that it is held against.
struct Read {
    covered: Covered,
    whole: bool,
    now: Report,
    semester: Report,
    year: Report,
}

impl Read {
    fn overview(&self, by: By) -> Overview {
        let sums = Sums::of(&self.now, by);
        let earlier = Earlier { semester: Sums::of(&self.semester, by), year: Sums::of(&self.year, by) };
        let pupils = self.now.classes.iter().filter_map(|class| class.pupils);
        let total = Line {
            behind: Some(Behind::default()),
            figures: sums.all,
            pupils: pupils.reduce(|all, own| all.and(&own)),
            before: before(earlier.semester.all, earlier.year.all),
            ..Line::default()
        };
        let lines = lines(&self.now, &sums, &earlier, by);
        Overview { covered: self.covered.clone(), by, whole: self.whole, total, lines }
    }
}

async fn read(visit: &Visit, when: When) -> Result<Read, Failure> {
    let viewer = viewer(visit)?;
    let mut reader = visit.reader().await?;
    let (question, covered) = question(&mut reader, when, viewer, visit.today()).await?;
    let now = reader.report(&question).await?;
    let (mut semester, mut year) = (Report::default(), Report::default());
    if !now.counts.is_empty() {
        semester = other_semester(&mut reader, visit.today(), &question, &covered).await?;
        year = a_year_ago(&mut reader, &question, &covered).await?;
    }
    Ok(Read { covered, whole: viewer.is_none(), now, semester, year })
}

/// What the marks of a class were before.
pub(super) async fn before_of_class(
    reader: &mut Reader,
    today: NaiveDate,
    question: &Question,
    covered: &Covered,
    class: ClassName,
) -> Result<Before, Failure> {
    let semester = other_semester(reader, today, question, covered).await?;
    let year = a_year_ago(reader, question, covered).await?;
    let earlier = Earlier { semester: Sums::of(&semester, By::Classes), year: Sums::of(&year, By::Classes) };
    Ok(earlier.of(&Key::Class(class)))
}

async fn other_semester(
    reader: &mut Reader,
    today: NaiveDate,
    question: &Question,
    covered: &Covered,
) -> Result<Report, Failure> {
    let Some(period) = covered.period.other_semester() else { return Ok(Report::default()) };
    let day = period.last_day(&covered.year).min(today);
    Ok(reader.report_of_marks(&Question { period, day, ..*question }).await?)
}

async fn a_year_ago(reader: &mut Reader, question: &Question, covered: &Covered) -> Result<Report, Failure> {
    let Some(eve) = covered.year.starts_on.pred_opt() else { return Ok(Report::default()) };
    let (id, year) = reader.year(eve).await?;
    // To days before a school's first year, that one is the nearest.
    if id == question.year {
        return Ok(Report::default());
    }
    let question = Question { year: id, day: covered.period.last_day(&year), ..*question };
    Ok(reader.report_of_marks(&question).await?)
}

fn lines(report: &Report, sums: &Sums, earlier: &Earlier, by: By) -> Vec<Line> {
    let line = |key: Key, name: String, behind: Option<Behind>| Line {
        name,
        behind,
        figures: sums.get(&key),
        before: earlier.of(&key),
        ..Line::default()
    };
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
                    Some(Behind { class: Some(class.id), ..Behind::default() }),
                )
            })
            .collect(),
        By::Subjects => report
            .subjects
            .iter()
            .map(|(id, name)| {
                line(
                    Key::Subject(*id),
                    name.clone(),
                    Some(Behind { subject: Some(*id), ..Behind::default() }),
                )
            })
            .collect(),
        By::Teachers => teachers(report, &line),
        By::Parallels => parallels(report, &line),
    }
}

fn teachers(report: &Report, line: &dyn Fn(Key, String, Option<Behind>) -> Line) -> Vec<Line> {
    let named = report.teachers.iter().map(|(id, name)| {
        let behind = Behind { teacher: Some(*id), ..Behind::default() };
        line(Key::Teacher(Some(*id)), name.full(), Some(behind))
    });
    let vacant = report.counts.iter().any(|count| count.teacher.is_none());
    named.chain(vacant.then(|| line(Key::Teacher(None), String::new(), None))).collect()
}

fn parallels(report: &Report, line: &dyn Fn(Key, String, Option<Behind>) -> Line) -> Vec<Line> {
    let grades: BTreeSet<_> = report.classes.iter().map(|class| class.name.grade).collect();
    grades
        .into_iter()
        .map(|grade| {
            let classes = report.classes.iter().filter(|class| class.name.grade == grade);
            // The pupils of a parallel are told where those of each of its classes are.
            let pupils: Option<Vec<_>> = classes.map(|class| class.pupils).collect();
            Line {
                pupils: pupils.map(|all| all.iter().fold(Pupils::default(), Pupils::and)),
                ..line(
                    Key::Grade(grade),
                    grade.to_string(),
                    Some(Behind { grade: Some(grade), ..Behind::default() }),
                )
            }
        })
        .collect()
}
